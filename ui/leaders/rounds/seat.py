"""A seat in the pane: who stands, how they were voted, and what is decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.errors import Refused
from app.history import history
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import Nominated, nominate_holders, withdraw
from app.leaders.rounds.lists import FILLED, OPEN, TIED, round_row, seat_row
from app.leaders.rounds.records import CandidateRow, RoundRow, SeatRow
from app.leaders.rounds.rounds import drop_seats, leave_vacant, leave_vacant_many
from ui.commands import Command
from ui.kit.parts import IconButton, Label, caption, column, frame, link, row
from ui.kit.writing import Write
from ui.leaders.rounds.seat_forms import SeatForms
from ui.leaders.rounds.words import RESULT_TONES, SEAT_TONES, seat_name, votes_words
from ui.people.cards import Fact, FactSheet, Story, heading, note, stacked
from ui.people.side import Side
from ui.theme import Tone, Type

if TYPE_CHECKING:
    from ui.leaders.rounds.page import RoundsPage


class SeatSide(Side):
    """应选岗位."""

    kind = "seat"
    page: RoundsPage

    def __init__(self, page: RoundsPage) -> None:
        super().__init__(page)
        self.forms = SeatForms(page)

    def show(self, row_id: int) -> None:
        """The card of a seat."""
        seat = seat_row(self.book, row_id)
        known = round_row(self.book, seat.round_id)
        several = f"应选 {seat.places} 名" if seat.places > 1 else ""
        hint = " · ".join(part for part in (seat.compound, several, known.name) if part)
        buttons = self._buttons(seat, known)
        self.page.pane.show_card(seat_name(seat), hint, self._body(seat, known), buttons)

    def _buttons(self, seat: SeatRow, known: RoundRow) -> list[QWidget]:
        made: list[QWidget] = []
        voting = rules.may(known.status, rules.DECIDE)
        if voting and seat.state == TIED:
            decide = partial(self.forms.decide, seat.id)
            made.append(self.button("定当选人", decide, Tone.PRIMARY))
        if rules.may(known.status, rules.NOMINATE):
            tone = Tone.PRIMARY if seat.state == OPEN else Tone.PLAIN
            made.append(self.button("提名", partial(self.forms.nominate, seat.id), tone))
            if seat.state == OPEN and seat.holder:
                made.append(self.button("提名现任", partial(self.nominate_holder, seat.id)))
        if voting and seat.candidates:
            made.append(self.button("填票数", partial(self.forms.count, seat.id)))
            if seat.state != TIED:
                made.append(self.button("定当选人", partial(self.forms.decide, seat.id)))
        if rules.may(known.status, rules.NOMINATE):
            if seat.vacant:
                made.append(self.button("取消缺额", partial(self.fill_again, seat.id)))
            elif seat.state != FILLED:
                made.append(self.button("标为缺额", partial(self.forms.leave_vacant, seat.id)))
        return made

    def _body(self, seat: SeatRow, known: RoundRow) -> QWidget:
        facts = FactSheet(
            [
                Fact("进展", seat.state, SEAT_TONES[seat.state]),
                Fact("现任", seat.holder or "无人在任", Tone.PLAIN if seat.holder else Tone.AMBER),
                Fact("应到人数", _count(seat.voters, "人")),
                Fact("发出选票", _count(seat.ballots_issued, "张")),
                Fact("收回选票", _count(seat.ballots_returned, "张")),
                Fact("处理说明", seat.decision or ""),
            ]
        )
        said = {
            TIED: note("票数还不能定出当选人：请定当选人并写明怎样决定，或标为缺额。", Tone.RED),
            OPEN: note("还没有候选人。", Tone.AMBER),
        }.get(seat.state)
        open_ = rules.may(known.status, rules.NOMINATE)
        cards = [self._candidate(seat, one, open_=open_) for one in seat.candidates]
        count = f"{len(cards)} 名" if cards else "还没有"
        standing = QWidget()
        standing.setLayout(column(heading("候选人", count), *cards, gap=6))
        story = Story(history(self.book, "round_seat", seat.id))
        return stacked(said, facts, standing, story)

    def _candidate(self, seat: SeatRow, one: CandidateRow, *, open_: bool) -> QWidget:
        go = partial(self.page.go, "people", ("person", one.resident_id))
        tools: list[QWidget] = []
        if open_:
            tools = [
                self._tool("edit", f"修改{one.full_name}的提名", partial(self.forms.edit, one)),
                self._tool("close", f"撤回{one.full_name}", partial(self.withdraw, one, seat.id)),
            ]
        result = rules.RESULT_WORDS[one.result]
        facts = " · ".join(
            part
            for part in (
                one.sex, "" if one.age is None else f"{one.age}岁", one.political_status,
                one.education, one.door,
            )
            if part
        )  # fmt: skip
        put_up = " · ".join(
            part
            for part in (
                one.proposed_by,
                f"{one.supporters} 人联名" if one.supporters else "",
                one.note,
            )
            if part
        )
        counted = one.votes_for is not None or one.result is not None
        state = Label(result if counted else "", Type.CAPTION, RESULT_TONES[one.result])
        lines = [caption(words, wrap=True) for words in (facts, put_up, votes_words(one)) if words]
        head = row(link(one.full_name, go), state, None, *tools, gap=8)
        return frame("card", column(head, *lines, margins=(10, 6), gap=2))

    def _tool(self, icon: str, hint: str, act: Callable[[], object]) -> IconButton:
        return IconButton(icon, hint, lambda: self.page.attempt(act), side=15)

    def withdraw(self, one: CandidateRow, seat_id: int) -> None:
        """Take a candidate off the seat."""
        withdraw(self.book, [one.id])
        self.page.show_record(self.kind, seat_id)
        self.page.done(f"已撤回候选人{one.full_name}")

    def nominate_holder(self, seat_id: int) -> None:
        """Put up who holds the post now."""
        self._nominate_holders([seat_id])

    def _nominate_holders(self, seat_ids: Sequence[int]) -> None:
        round_id = seat_row(self.book, seat_ids[0]).round_id

        def then(made: Nominated) -> None:
            self.page.show_again()
            self.page.done(made.words())

        act = partial(nominate_holders, self.book, round_id, seat_ids)
        self.page.commit(Write("正在提名现任", len(seat_ids), act), then)

    def fill_again(self, seat_id: int) -> None:
        """Take the mark of a vacancy away."""
        leave_vacant(self.book, seat_id, vacant=False)
        self.page.show_record(self.kind, seat_id)
        self.page.done("已取消缺额")

    # Rows

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers; some for all rows that are selected."""
        ids = self._selected(row_id)
        many = f"选中的 {len(ids)} 个岗位：" if len(ids) > 1 else ""
        holders = partial(self._nominate_holders, ids)
        return (
            Command("seat.edit", "提名", partial(self.forms.nominate, row_id), "F2", writes=True),
            Command("seat.count", "填票数", partial(self.forms.count, row_id), writes=True),
            Command("seat.decide", "定当选人", partial(self.forms.decide, row_id), writes=True),
            None,
            Command("seat.holders", f"{many}提名现任", holders, writes=True),
            Command("seat.vacant", f"{many}标为缺额", partial(self._vacate, ids), writes=True),
            Command("seat.drop", f"{many}移出这次推选", partial(self._drop, ids), writes=True),
        )

    def _selected(self, row_id: int) -> list[int]:
        ids = self.page.seats.table.selected_ids()
        return ids if row_id in ids else [row_id]

    def _vacate(self, ids: Sequence[int]) -> None:
        if len(ids) == 1:
            self.forms.leave_vacant(ids[0])
            return

        def then(count: int) -> None:
            self.page.show_again()
            self.page.done(f"已标为缺额 {count} 个")

        act = partial(leave_vacant_many, self.book, ids)
        self.page.commit(Write("正在标为缺额", len(ids), act), then)

    def _drop(self, ids: Sequence[int]) -> None:
        if not ids:
            raise Refused("请先选中岗位。")

        def then(_none: None) -> None:
            self.page.show_nothing()
            self.page.done(f"已移出 {len(ids)} 个岗位")

        self.page.commit(Write("正在移出岗位", len(ids), partial(drop_seats, self.book, ids)), then)


def _count(number: int | None, unit: str) -> str:
    return "" if number is None else f"{number:,} {unit}"
