"""Putting people up for a seat: who, how, from which shop, and who is not in the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from PySide6.QtWidgets import QWidget

from app.errors import Refused
from app.fields import Field
from app.kinds import Ref
from app.leaders.posts import post_of
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import edit_candidate, nominate
from app.leaders.rounds.lists import OPEN, round_row, seat_row
from app.leaders.rounds.records import PROPOSED, SUPPORTERS, CandidateEntry, CandidateRow, SeatRow
from app.people.place_lists import shop_rows
from app.people.place_records import ShopRow
from app.people.records import NOTE
from app.people.storing import Saved
from ui.kit.form import Form
from ui.kit.parts import caption, link, row
from ui.kit.picker import Option
from ui.leaders.outsider import ask_outsider
from ui.leaders.rounds.words import seat_name
from ui.people import pickers
from ui.people.pane import lay_rows

if TYPE_CHECKING:
    from ui.leaders.rounds.page import RoundsPage

_NOT_NOW = {
    rules.NOMINATE: "候选人不再改动",
    rules.COUNT: "投票时才填票数",
    rules.DECIDE: "投票时才定当选人",
}
_SHOP = Field(Ref("shop"), "所属商铺", hint="店名或门牌")


@dataclass(frozen=True)
class Nomination:
    """Who is put up, and how."""

    resident_id: Annotated[
        int, Field(Ref("resident"), "候选人", required=True, hint="姓名、拼音首字母、室号")
    ]
    proposed_by: Annotated[str | None, PROPOSED] = None
    supporters: Annotated[int | None, SUPPORTERS] = None
    note: Annotated[str | None, NOTE] = None
    shop_id: Annotated[int | None, _SHOP] = None


@dataclass(frozen=True)
class NominationChange:
    """How somebody was put up; the person stays."""

    proposed_by: Annotated[str | None, PROPOSED] = None
    supporters: Annotated[int | None, SUPPORTERS] = None
    note: Annotated[str | None, NOTE] = None
    shop_id: Annotated[int | None, _SHOP] = None


class Nominating:
    """The forms by which somebody comes to stand for a seat."""

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

    def nominate(
        self, seat_id: int, texts: Mapping[str, str] | None = None, person_id: int | None = None
    ) -> None:
        """提名: a person, and how; after it the form of the next seat that has nobody."""
        seat = self._begin(seat_id, rules.NOMINATE)
        form = Form(Nomination, self.desk.today, enter_saves=True)
        search, named = pickers.people(self.book, self.desk.today)
        form.add("resident_id", 0, 0, 2, search=search, named=named)
        lay_rows(form, (("proposed_by", "supporters"), ("note",)), self._add_shop(form, seat, 1))
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

    def _add_shop(self, form: Form[Any], seat: SeatRow, at: int) -> int:
        """The shop that somebody works in, where the post is for such people; the next row."""
        if not post_of(seat.kind).by_shop:
            return at

        def search(text: str) -> Sequence[Option]:
            rows = shop_rows(self.book, None, text)
            return [_shop(row) for row in sorted(rows, key=lambda row: row.segment != seat.scope)]

        def named(row_id: int) -> Option | None:
            rows = shop_rows(self.book, closed=True)
            return next((_shop(row) for row in rows if row.id == row_id), None)

        form.add("shop_id", at, 0, 2, search=search, named=named)
        return at + 1

    def _next_open(self, seat_id: int) -> SeatRow | None:
        rows: Sequence[SeatRow] = list(self.page.seats.table.shown_rows())
        at = next((at for at, one in enumerate(rows) if one.id == seat_id), None)
        if at is None:
            return None
        after = (*rows[at + 1 :], *rows[:at])
        return next((one for one in after if one.state == OPEN and one.id != seat_id), None)

    def _outsider(self, seat_id: int, texts: Mapping[str, str]) -> None:
        ask_outsider(
            self.page, lambda person: self.nominate(seat_id, texts, person),
            draft=f"nominate-{seat_id}", who="册外人员", example="商铺里的人", next_step="提名",
        )  # fmt: skip

    def edit(self, one: CandidateRow) -> None:
        """Change how somebody was put up."""
        seat = self._begin(one.seat_id, rules.NOMINATE)
        form = Form(NominationChange, self.desk.today)
        lay_rows(form, (("proposed_by", "supporters"), ("note",)), self._add_shop(form, seat, 0))
        form.fill(one)

        def act() -> Saved:
            entry = CandidateEntry(one.resident_id, **vars(form.record()))
            return edit_candidate(self.book, one.id, entry)

        def then(_saved: Saved) -> None:
            self.page.show_record("seat", one.seat_id)
            self.page.done("已修改提名")

        self.page.fill(
            form, act, then,
            title=f"修改提名 · {one.full_name}", hint=seat_name(seat), key=f"candidate-{one.id}",
            reopen=partial(self.edit, one), first="proposed_by",
        )  # fmt: skip


def _shop(row: ShopRow) -> Option:
    return Option(
        row.id, row.shop_name, " · ".join(one for one in (row.segment, row.address) if one)
    )
