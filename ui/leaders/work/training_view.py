"""培训: the plan of a year, and below it the sign-in list of the training that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.book import Book
from app.errors import Refused
from app.fields import columns
from app.leaders.trainings import (
    CANCELLED,
    HELD,
    PLANNED,
    STATUS_WORDS,
    TrainingRow,
    training_rows,
)
from ui.desk import Desk
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import column
from ui.kit.table import Column, Table
from ui.leaders.work.signing import SignIn
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.people.residents import ALL
from ui.theme import Tone

STATE_TONES = {PLANNED: Tone.PRIMARY, HELD: Tone.GREEN, CANCELLED: Tone.MUTED}
Found = tuple[list[TrainingRow], list[tuple[str, str]]]


class TrainingView(OneTable):
    """Trainings above, the sign-in list of one of them below."""

    key = "training"
    title = "培训"
    kinds = ("training",)

    def __init__(self, desk: Desk, signing: SignIn, add: Callable[[], object]) -> None:
        super().__init__(desk)
        self.signing = signing
        table = Table(
            _columns(), name="work.trainings", settings=desk.settings, label="培训",
            empty=Empty(
                "这一年还没有培训。", "先把培训排进计划，再把人加入签到表，打印出来签到。",
                button="新增培训", act=add, icon="calendar",
            ),
        )  # fmt: skip
        field = self.hold(table)
        body = column(gap=12)
        body.addWidget(field, 2)
        body.addWidget(signing, 3)
        self.setLayout(body)
        self.box = SearchBox("培训名称、地点、授课人", width=190)
        year = desk.today().year
        self.year = FilterMenu("年份", _years((), year))
        self.year.choose(str(year))
        states = [(ALL, "全部状态"), *STATUS_WORDS.items()]
        self.state = FilterMenu("状态", states)
        self.filter_with(self.box, self.year, self.state)

    def read(self) -> None:
        """Read the trainings of the year in the second lane."""
        book, text, state = self.book, self.box.text(), self.state.key
        year, now = self.year.key, self.desk.today().year

        def search() -> Found:
            return _read(book, text, state, year, now)

        self.load(search, self._show)

    def _show(self, found: Found) -> None:
        rows, years = found
        self.year.offer(years)
        self.show_whole(rows)
        self.signing.show_training(self.table.current)

    def _tell(self, row: Any) -> None:
        if row is not None:
            self.signing.show_training(row)
        super()._tell(row)

    @property
    def current(self) -> TrainingRow:
        """The training that is chosen; raises Refused without one."""
        row = self.table.current
        if not isinstance(row, TrainingRow):
            raise Refused("请先选中一次培训。")
        return row

    def clear_filters(self) -> None:
        """Every training at any time."""
        self.box.put("")
        self.year.choose(ALL)
        self.state.choose(ALL)

    def status(self) -> str:
        """How many were held, and how many came."""
        rows: Sequence[TrainingRow] = list(self.table.shown_rows())
        held = [one for one in rows if one.status == HELD]
        came = sum(one.came for one in held)
        words = f"{len(rows):,} 次培训，已举办 {len(held):,} 次 · 到场 {came:,} 人次"
        return "　　".join(part for part in (words, self.table.selection_sum()) if part)


def _read(book: Book, text: str, state: str, year: str, now: int) -> Found:
    every = training_rows(book)
    years = _years({one.held_on.year for one in every if one.held_on}, now)
    rows = [
        one
        for one in every
        if (not year or (one.held_on is not None and str(one.held_on.year) == year))
        and (not state or one.status == state)
    ]
    words = lambda one: " ".join(filter(None, (one.title, one.place, one.speaker)))  # noqa: E731
    return rank(text, rows, words), years


def _years(known: Any, now: int) -> list[tuple[str, str]]:
    every = sorted({now, *known}, reverse=True)
    # This year stands first, since a menu begins with its first choice.
    every.remove(now)
    return [(str(one), f"{one}年") for one in (now, *every)] + [(ALL, "全部年份")]


def _columns() -> list[Column]:
    names = (
        "held_on", "title", "status", "starts_at", "place", "speaker", "minutes", "expected",
        "came", "mode", "series", "host", "audience",
    )  # fmt: skip
    widths = {
        "held_on": 92, "title": 150, "status": 84, "place": 120, "minutes": 92,
        "expected": 46, "came": 46,
    }  # fmt: skip
    made = []
    for name, field in zip(names, columns(TrainingRow, *names), strict=True):
        one = Column(field, widths.get(name, 0), shown=name in widths)
        if name == "title":
            one = replace(one, stretches=True, tone=_title_tone)
        if name == "status":
            one = replace(one, text=lambda row: STATUS_WORDS[row.status], dot=_state_tone)
        made.append(one)
    return made


def _state_tone(row: TrainingRow) -> Tone:
    return STATE_TONES[row.status]


def _title_tone(row: TrainingRow) -> Tone:
    return Tone.MUTED if row.status == CANCELLED else Tone.PLAIN
