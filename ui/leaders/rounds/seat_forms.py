"""What is typed about a seat: candidates, ballots, a decision, why it stays empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

from PySide6.QtWidgets import QWidget

from app.errors import Invalid, Refused
from app.fields import Field, fields_of
from app.kinds import Ref, Text
from app.leaders.posts import COMPOUND, GROUP, STREET, post_of
from app.leaders.records import KINDS
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import count_ballots, decide, edit_candidate, nominate
from app.leaders.rounds.lists import OPEN, TIED, round_row, seat_row
from app.leaders.rounds.records import (
    COUNT,
    PROPOSED,
    SUPPORTERS,
    Ballots,
    CandidateEntry,
    CandidateRow,
    SeatRow,
    Votes,
)
from app.leaders.rounds.rounds import add_seat, leave_vacant
from app.leaders.scopes import scope_for
from app.people import register
from app.people.records import NOTE, ResidentEntry
from app.people.storing import Saved
from ui.kit.form import Form
from ui.kit.parts import caption, link, row
from ui.kit.picker import Option
from ui.leaders.rounds.words import seat_name, votes_words
from ui.people import pickers
from ui.people.pane import lay_rows
from ui.people.ticks import TickList

if TYPE_CHECKING:
    from ui.leaders.rounds.page import RoundsPage

_VOTES = fields_of(Votes)
_NOT_NOW = {
    rules.NOMINATE: "候选人不再改动",
    rules.COUNT: "投票时才填票数",
    rules.DECIDE: "投票时才定当选人",
}


@dataclass(frozen=True)
class Nomination:
    """Who is put up, and how."""

    resident_id: Annotated[
        int, Field(Ref("resident"), "候选人", required=True, hint="姓名、拼音首字母、室号")
    ]
    proposed_by: Annotated[str | None, PROPOSED] = None
    supporters: Annotated[int | None, SUPPORTERS] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class NominationChange:
    """How somebody was put up; the person stays."""

    proposed_by: Annotated[str | None, PROPOSED] = None
    supporters: Annotated[int | None, SUPPORTERS] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class Decision:
    """How it was decided who is elected."""

    decision: Annotated[
        str | None, Field(Text(200, lines=True), "怎样决定的", hint="如：第二轮投票，某某得 12 票")
    ] = None


@dataclass(frozen=True)
class Vacancy:
    """Why a seat stays empty."""

    decision: Annotated[
        str | None, Field(Text(200), "说明", hint="如：同票，协商未成，另行补选")
    ] = None


@dataclass(frozen=True)
class OneMore:
    """One more seat: the post and the place."""

    kind: Annotated[str, Field(KINDS, "岗位", required=True)]
    scope_id: Annotated[int | None, Field(Ref("building_group"), "楼组、街面或小区")] = None
    scope_name: Annotated[str | None, Field(Text(60), "小组或团队", hint="如：第三居民小组")] = None


class SeatForms:
    """The forms of a seat; each shows the seat again when it is saved."""

    def __init__(self, page: RoundsPage) -> None:
        self.page = page
        self.desk = page.desk
        self.book = page.desk.book

    def _begin(self, seat_id: int, act: str) -> SeatRow:
        """The seat, if its round is at a step at which the act may be done."""
        seat = seat_row(self.book, seat_id)
        known = round_row(self.book, seat.round_id)
        if not rules.may(known.status, act):
            words = rules.STATUS_WORDS[known.status]
            raise Refused(f"“{known.name}”现在是“{words}”，{_NOT_NOW[act]}。")
        self.page.shown = ("seat", seat_id)
        return seat

    def _hint(self, seat: SeatRow) -> str:
        return " · ".join(
            part for part in (seat.compound, round_row(self.book, seat.round_id).name) if part
        )

    # Nominating

    def nominate(
        self, seat_id: int, texts: Mapping[str, str] | None = None, person_id: int | None = None
    ) -> None:
        """提名: a person, and how; after it the form of the next seat that has nobody."""
        seat = self._begin(seat_id, rules.NOMINATE)
        form = Form(Nomination, self.desk.today, enter_saves=True)
        search, named = pickers.people(self.book, self.desk.today)
        form.add("resident_id", 0, 0, 2, search=search, named=named)
        lay_rows(form, (("proposed_by", "supporters"), ("note",)), 1)
        if texts is not None:
            form.restore(texts)
        if person_id is not None:
            form.editor("resident_id").set_value(person_id)

        def act() -> Saved:
            typed = form.record()
            return nominate(self.book, seat_id, CandidateEntry(**vars(typed)))

        def then(saved: Saved) -> None:
            by = form.editor("proposed_by").text()
            self.page.done(f"{seat_name(seat)}：已提名", saved.warnings)
            following = self._next_open(seat_id) if seat.state == OPEN else None
            if following is None:
                self.page.show_record("seat", seat_id)
                return
            self.page.seats.table.choose_id(following.id)
            self.nominate(following.id, {"proposed_by": by})

        outside = link(
            "名册里没有这个人？先登记", lambda: self._outsider(seat_id, form.entry_texts())
        )
        below = QWidget()
        below.setLayout(row(outside, None))
        standing = "、".join(one.full_name for one in seat.candidates)
        said = f"已提名：{standing}。" if standing else f"现任：{seat.holder or '无人在任'}。"
        self.page.fill(
            form, act, then,
            title=f"提名 · {seat_name(seat)}", hint=self._hint(seat), verb="提名",
            key=f"nominate-{seat_id}", first="resident_id",
            reopen=partial(self.nominate, seat_id), below=(caption(said, wrap=True), below),
        )  # fmt: skip

    def _next_open(self, seat_id: int) -> SeatRow | None:
        rows: Sequence[SeatRow] = list(self.page.seats.table.shown_rows())
        at = next((at for at, one in enumerate(rows) if one.id == seat_id), None)
        if at is None:
            return None
        after = (*rows[at + 1 :], *rows[:at])
        return next((one for one in after if one.state == OPEN and one.id != seat_id), None)

    def _outsider(self, seat_id: int, texts: Mapping[str, str]) -> None:
        form = Form(ResidentEntry, self.desk.today)
        rows = (
            ("full_name", "sex"), ("phone",), ("id_card_no",), ("birth_date", "political_status"),
            ("education", "employer"), ("note",),
        )  # fmt: skip
        lay_rows(form, rows)

        def then(saved: Saved) -> None:
            self.page.pane.drafts.drop(f"nominate-{seat_id}")
            self.nominate(seat_id, texts, saved.id)
            self.page.done("已登记册外人员", saved.warnings)

        self.page.fill(
            form,
            lambda: register.add_resident(
                self.book, form.record(), self.desk.today(), listed=False
            ),
            then,
            title="登记册外人员", hint="不住在本居委的人，例如商铺里的人；不会进居民名册。",
            key="outsider", first="full_name", reopen=partial(self._outsider, seat_id, texts),
            back=partial(self.nominate, seat_id, texts), below=(caption("登记后接着提名。"),),
        )  # fmt: skip

    def edit(self, one: CandidateRow) -> None:
        """Change how somebody was put up."""
        seat = self._begin(one.seat_id, rules.NOMINATE)
        form = Form(NominationChange, self.desk.today)
        lay_rows(form, (("proposed_by", "supporters"), ("note",)))
        form.fill(one)

        def act() -> Saved:
            entry = CandidateEntry(one.resident_id, **vars(form.record()), shop_id=one.shop_id)
            return edit_candidate(self.book, one.id, entry)

        def then(_saved: Saved) -> None:
            self.page.show_record("seat", one.seat_id)
            self.page.done("已修改提名")

        self.page.fill(
            form, act, then,
            title=f"修改提名 · {one.full_name}", hint=seat_name(seat), key=f"candidate-{one.id}",
            reopen=partial(self.edit, one), first="proposed_by",
        )  # fmt: skip

    # Counting

    def count(self, seat_id: int) -> None:
        """填票数 of one seat; the grid does it for all."""
        seat = self._begin(seat_id, rules.COUNT)
        if not seat.candidates:
            raise Refused("这个岗位还没有候选人，请先提名。")
        form = Form(Ballots, self.desk.today, enter_saves=True)
        form.add("voters", 0, 0, 2)
        form.add("ballots_issued", 1, 0)
        form.add("ballots_returned", 1, 1)
        top = 2
        for one in seat.candidates:
            form.add_widget(caption(one.full_name), top, 0, 2)
            for at, name in enumerate(_VOTES):
                field = replace(_VOTES[name], kind=COUNT, name=f"{name}-{one.id}")
                form.add_field(field, top + 1 + at // 2, at % 2)
            top += 3
        form.fill(seat)
        form.fill_others(
            {f"{name}-{one.id}": getattr(one, name) for one in seat.candidates for name in _VOTES}
        )

        def act() -> rules.Outcome:
            ballots = form.record()
            votes = {
                one.id: Votes(*(form.editor(f"{name}-{one.id}").value() for name in _VOTES))
                for one in seat.candidates
            }
            return count_ballots(self.book, seat_id, ballots, votes)

        def then(found: rules.Outcome) -> None:
            self.page.show_record("seat", seat_id)
            self.page.done("票数相同，请定当选人" if found.tied else "已登记票数")

        self.page.fill(
            form, act, then,
            title=f"填票数 · {seat_name(seat)}", hint=self._hint(seat), key=f"count-seat-{seat_id}",
            reopen=partial(self.count, seat_id), first="voters",
        )  # fmt: skip

    def decide(self, seat_id: int) -> None:
        """定当选人: by hand, with a word on how where the votes do not say so."""
        seat = self._begin(seat_id, rules.DECIDE)
        if not seat.candidates:
            raise Refused("这个岗位还没有候选人，请先提名。")
        form = Form(Decision, self.desk.today)
        entries = [(one.id, _stand_words(one)) for one in seat.candidates]
        ticks = TickList(
            f"当选（应选 {seat.places} 名）", [("", words, key) for key, words in entries]
        )
        elected = {one.id for one in seat.candidates if one.result == rules.ELECTED}
        ticks.tick([words for key, words in entries if key in elected])
        form.add_widget(ticks, 0, 0)
        form.add("decision", 1)
        form.fill(seat)

        def act() -> None:
            if not ticks.ids:
                raise Invalid.of("", "请勾选当选的人；没有人当选的，标为缺额")
            decide(self.book, seat_id, ticks.ids, form.record().decision or "")

        def then(_none: None) -> None:
            self.page.show_record("seat", seat_id)
            self.page.done(f"{seat_name(seat)}：已定当选人")

        self.page.fill(
            form, act, then,
            title=f"定当选人 · {seat_name(seat)}", hint=self._hint(seat), verb="确定",
            key=f"decide-{seat_id}", reopen=partial(self.decide, seat_id),
            below=(caption("票数相同，或结果与票数不同时，要写明怎样决定。", wrap=True),),
        )  # fmt: skip

    def leave_vacant(self, seat_id: int) -> None:
        """标为缺额: with a word on it, which a tie needs."""
        seat = self._begin(seat_id, rules.NOMINATE)
        form = Form(Vacancy, self.desk.today, enter_saves=True)
        form.add("decision", 0)
        form.fill(seat)

        def then(_none: None) -> None:
            self.page.show_record("seat", seat_id)
            self.page.done(f"{seat_name(seat)}：已标为缺额")

        said = "票数相同，要写明为什么这次不选出。" if seat.state == TIED else "可以不填。"
        self.page.fill(
            form,
            lambda: leave_vacant(self.book, seat_id, decision=form.record().decision or ""),
            then,
            title=f"标为缺额 · {seat_name(seat)}",
            hint="这次推选不选出这个岗位，以后可以补选。", verb="标为缺额",
            key=f"vacant-{seat_id}", reopen=partial(self.leave_vacant, seat_id), first="decision",
            below=(caption(said),),
        )  # fmt: skip

    # Seats

    def add(self, round_id: int) -> None:
        """添加岗位: one more seat of a round."""
        known = round_row(self.book, round_id)
        form = Form(OneMore, self.desk.today)
        groups, group = pickers.groups(self.book, self.desk.today())
        streets, street = pickers.streets(self.book, self.desk.today())
        compounds, compound = pickers.compounds(self.book)
        searches = {GROUP: groups, STREET: streets, COMPOUND: compounds}
        known_by = {GROUP: group, STREET: street, COMPOUND: compound}

        def sort() -> str:
            kind = form.editor("kind").text()
            return post_of(kind).scope

        def search(text: str) -> Sequence[Option]:
            return searches[sort()](text) if sort() in searches else ()

        def named(row_id: int) -> Option | None:
            return known_by[sort()](row_id) if sort() in known_by else None

        form.add("kind", 0)
        form.add("scope_id", 1, search=search, named=named)
        form.add("scope_name", 2)
        form.set_texts({"kind": known.kinds[0] if known.kinds else ""})

        def act() -> int:
            typed = form.record()
            return add_seat(
                self.book, round_id, typed.kind,
                scope_for(typed.kind, typed.scope_id, typed.scope_name),
            )  # fmt: skip

        def then(seat_id: int) -> None:
            self.page.show_in(self.page.seats, ("seat", seat_id))
            self.page.show_record("seat", seat_id)
            self.page.done("已添加岗位")

        said = "楼组长、街面长等选楼组或街面；居民小组长、团队负责人等填小组或团队的名称。"
        self.page.fill(
            form, act, then,
            title="添加岗位", hint=known.name, verb="添加", key=f"seat-new-{round_id}",
            reopen=partial(self.add, round_id), first="kind", below=(caption(said, wrap=True),),
        )  # fmt: skip


def _stand_words(one: CandidateRow) -> str:
    return f"{one.full_name}　{votes_words(one)}".strip()
