"""What is typed about a seat: candidates, ballots, a decision, why it stays empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from app.errors import Invalid, Refused
from app.fields import Field, fields_of
from app.kinds import Ref, Text
from app.leaders.posts import COMPOUND, GROUP, NAMED, STREET, post_of
from app.leaders.records import KINDS
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import count_ballots, decide
from app.leaders.rounds.lists import TIED, round_row
from app.leaders.rounds.records import (
    COUNT,
    Ballots,
    CandidateRow,
    Votes,
)
from app.leaders.rounds.rounds import add_seat, leave_vacant
from app.leaders.scopes import scope_for
from ui.kit.form import Form
from ui.kit.parts import caption
from ui.kit.picker import Option
from ui.leaders.rounds.nominating import Nominating
from ui.leaders.rounds.words import seat_name, votes_words
from ui.people import pickers
from ui.people.ticks import TickList

_VOTES = fields_of(Votes)


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
    scope_id: Annotated[
        int | None, Field(Ref("building_group"), "范围", hint="楼组、街面或小区的名称")
    ] = None
    scope_name: Annotated[str | None, Field(Text(60), "小组或团队", hint="如：第三居民小组")] = None


class SeatForms(Nominating):
    """All forms of a seat; each shows the seat again when it is saved."""

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

        def turn() -> None:
            form.show_field("scope_id", sort() in searches)
            form.show_field("scope_name", sort() == NAMED)

        form.editor("kind").changed.connect(turn)
        turn()

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

        self.page.fill(
            form, act, then,
            title="添加岗位", hint=known.name, verb="添加", key=f"seat-new-{round_id}",
            reopen=partial(self.add, round_id), first="kind",
        )  # fmt: skip


def _stand_words(one: CandidateRow) -> str:
    return f"{one.full_name}　{votes_words(one)}".strip()
