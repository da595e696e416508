"""The rosters of posts: who holds what on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.book import Book
from app.fields import columns
from app.kinds import Choice
from app.leaders.lists import HELD, TermFilter, term_ids, term_rows
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import TermRow
from app.leaders.rules import ENDED, EXPIRED, EXPIRING, SERVING, UPCOMING
from ui.desk import Desk
from ui.kit.as_at import AsAt
from ui.kit.cards import Panel
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.parts import caption, column
from ui.kit.table import Column, Table
from ui.leaders.figures import FigureLine, Figures, figures
from ui.people.cards import STATE_TONES
from ui.people.lists import ListView, SearchBox
from ui.people.residents import ALL, number
from ui.theme import Tone

DUE = "due"
EVERY = "all"
_STATES = (
    (HELD, "现任"), (DUE, "届满和将满"), (SERVING, SERVING), (EXPIRING, EXPIRING),
    (EXPIRED, EXPIRED), (UPCOMING, UPCOMING), (ENDED, "已离任"), (EVERY, "全部状态"),
)  # fmt: skip


class RosterView(ListView):
    """Terms of one kind, with the figures that matter above them."""

    def __init__(
        self, desk: Desk, kind: str, *, add: Callable[[], object], bring: Callable[[], object],
        show: Callable[[str], object],
    ) -> None:  # fmt: skip
        super().__init__(desk)
        self.post = kind
        self.key = "buildings" if kind == BUILDING_LEADER else "streets"
        self.kinds = ("term",)
        self.title = f"{kind}名册"
        self.table = Table(
            _columns(kind), name=f"leaders.{self.key}", settings=desk.settings, label=f"{kind}名册",
            empty=Empty(
                f"还没有在任的{kind}。", f"从一张{kind}名册开始，也可以在这里一位一位地任命。",
                button="导入名册", act=bring, other=f"任命{kind}", act_other=add, icon="leaders",
            ),
        )  # fmt: skip
        self.table.current_changed.connect(self._tell)
        self.table.selection_moved.connect(self.restated)
        self.line = FigureLine()
        self.line.asked.connect(show)
        field = Panel(flush=True)
        field.add(self.table, 1)
        body = column(self.line, gap=12)
        body.addWidget(field, 1)
        self.setLayout(body)
        place = "楼组" if kind == BUILDING_LEADER else "街面"
        self.box = SearchBox(f"姓名、拼音、{place}、电话", width=190)
        self.compound = FilterMenu("小区", [(ALL, "全部小区")])
        self.state = FilterMenu("状态", _STATES)
        self.as_at = AsAt(desk.today, self.read)
        self.filter_with(self.box, self.compound, self.state, caption("截至"), self.as_at)
        self.compound.setVisible(kind == BUILDING_LEADER)

    def where(self) -> TermFilter:
        """What the filter line asks for."""
        state = self.state.key
        return TermFilter(
            kind=self.post,
            compound_id=number(self.compound.key),
            state={DUE: HELD, EVERY: None}.get(state, state),
            text=self.box.text(),
        )

    def read(self) -> None:
        """Read the terms and the figures in the second lane."""
        where, day = self.where(), self.as_at.day
        today, book, post = self.desk.today(), self.book, self.post
        due = self.state.key == DUE

        def search() -> tuple[list[TermRow], Figures, list[tuple[str, str]]]:
            return _rows(book, where, day or today, due=due), *figures(book, day or today, post)

        self.load(search, self._show)

    def _show(self, found: tuple[list[TermRow], Figures, list[tuple[str, str]]]) -> None:
        rows, numbers, compounds = found
        self.compound.offer([(ALL, "全部小区"), *compounds])
        self.line.show_figures(numbers)
        self.show_quietly(self.table, rows)
        day = self.as_at.day
        self.title = f"{self.post}名册" + (f"（截至{day}）" if day else "")
        if not self.aim(self.table, "term"):
            self.begin(self.table)
        self.restated.emit()

    def _tell(self, row: Any) -> None:
        if row is not None:
            self.picked.emit(("term", row.id))

    def clear_filters(self) -> None:
        """Everybody, at any time."""
        self.box.put("")
        self.compound.choose(ALL)
        self.state.choose(EVERY)

    def status(self) -> str:
        """How many terms, on which day."""
        day = self.as_at.day
        when = f"截至 {day} · " if day else ""
        parts = (f"{when}{len(self.table):,} 人次", self.table.selection_sum())
        return "　　".join(part for part in parts if part)

    def tables(self) -> tuple[Table, ...]:
        """The one table."""
        return (self.table,)


def _rows(book: Book, where: TermFilter, day: dt.date, *, due: bool) -> list[TermRow]:
    ids = term_ids(book, where, day)
    found = term_rows(book, ids, day)
    rows = [found[row_id] for row_id in ids if row_id in found]
    return [row for row in rows if row.state in (EXPIRING, EXPIRED)] if due else rows


def _columns(kind: str) -> list[Column]:
    names = (
        "compound", "scope", "full_name", "state", "phone", "start_on", "expected_end_on",
        "sex", "age", "political_status", "households", "education", "shop", "end_on",
        "end_reason", "note",
    )  # fmt: skip
    widths = {
        "compound": 76, "scope": 104, "full_name": 62, "state": 84, "phone": 108,
        "start_on": 92, "expected_end_on": 92, "age": 46,
    }  # fmt: skip
    street = kind == STREET_LEADER
    if street:
        widths |= {"shop": 100}
        del widths["compound"]
    made = []
    for name, field in zip(names, columns(TermRow, *names), strict=True):
        column = Column(field, widths.get(name, 0), shown=name in widths)
        if name == "scope":
            label = "街面" if street else "楼组"
            column = replace(column, field=replace(field, label=label), stretches=True)
        elif name == "state":
            order = Choice((SERVING, EXPIRING, EXPIRED, UPCOMING, ENDED))
            column = replace(
                column, field=replace(field, kind=order), dot=lambda row: STATE_TONES[row.state]
            )
        elif name == "full_name":
            column = replace(column, tone=_name_tone)
        elif name == "shop":
            column = replace(column, stretches=True)
        elif name == "expected_end_on":
            column = replace(column, tone=_end_tone)
        made.append(column)
    return made


def _name_tone(row: TermRow) -> Tone:
    return Tone.MUTED if row.state == ENDED else Tone.PLAIN


def _end_tone(row: TermRow) -> Tone:
    return {EXPIRED: Tone.RED, EXPIRING: Tone.AMBER}.get(row.state, Tone.PLAIN)
