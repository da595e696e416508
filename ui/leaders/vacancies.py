"""缺额: every place without a leader, and the way to fill it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from app.book import Book
from app.fields import Field, columns
from app.kinds import Day, Text, Whole
from app.leaders.lists import vacancies
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.people import records as people
from app.people.place_lists import segment_rows
from ui.desk import Desk
from ui.kit.as_at import AsAt
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import caption, column
from ui.kit.table import Column, Table
from ui.kit.table import link as link_column
from ui.people.lists import ListView, SearchBox
from ui.theme import Tone

_LONG_VACANT = 30  # days


@dataclass(frozen=True)
class Vacant:
    """A 楼组 or street without a leader."""

    id: int
    kind: Annotated[str, Field(Text(width=8), "岗位")]
    compound: Annotated[str, people.COMPOUND]
    scope: Annotated[str, Field(Text(60), "楼组或街面")]
    households: Annotated[int | None, Field(Whole(), "户数")]
    since: Annotated[dt.date | None, Field(Day(), "缺额起")]
    days: Annotated[int | None, Field(Whole(), "缺额天数")]


def vacant_places(book: Book, day: dt.date) -> list[Vacant]:
    """Everything without a leader on a day, what waits longest first."""
    groups = [
        Vacant(
            row.group_id, BUILDING_LEADER, row.compound, row.group, row.households,
            row.vacant_since, row.days,
        )
        for row in vacancies(book, day)
    ]  # fmt: skip
    streets = [
        Vacant(row.id, STREET_LEADER, "", row.name, None, None, None)
        for row in segment_rows(book, day)
        if not row.leader
    ]
    return sorted([*groups, *streets], key=lambda row: -1 if row.days is None else -row.days)


class VacanciesView(ListView):
    """缺额: every place without a leader, and the way to fill it."""

    key = "vacancies"
    title = "两长缺额"
    kinds = ("group", "street")

    def __init__(self, desk: Desk, fill: Callable[[str, int], object]) -> None:
        super().__init__(desk)
        kind, compound, scope, homes, since, days = columns(Vacant)
        self.table = Table(
            (
                Column(compound, 96), Column(scope, 178, dot=_dot), Column(kind, 66),
                Column(homes, 50), Column(since, 92), Column(days, 76, tone=_tone),
                replace(
                    link_column("fill", lambda _row: "补选", lambda row: fill(row.kind, row.id)),
                    stretches=True,
                ),
            ),
            name="leaders.vacancies", settings=desk.settings, label="缺额",
            empty=Empty("没有缺额。", "在册的楼组和街面都有人在任。", icon="check"),
        )  # fmt: skip
        self.table.current_changed.connect(self._tell)
        field = Panel(flush=True)
        field.add(self.table, 1)
        self.setLayout(column(field, gap=0))
        self.box = SearchBox("小区、楼组、街面")
        self.as_at = AsAt(desk.today, self.read)
        self.filter_with(self.box, caption("截至"), self.as_at)

    def read(self) -> None:
        """Read all vacancies in the second lane."""
        book, day, text = self.book, self.as_at.day or self.desk.today(), self.box.text()

        def search() -> list[Vacant]:
            words = lambda row: f"{row.compound} {row.scope} {row.kind}"  # noqa: E731
            return rank(text, vacant_places(book, day), words)

        self.load(search, self._show)

    def _show(self, rows: list[Vacant]) -> None:
        self.show_quietly(self.table, rows)
        if not any(self.aim(self.table, kind) for kind in self.kinds):
            self.begin(self.table)
        self.restated.emit()

    def kind_of(self, row: Any) -> str:
        """Whether a row is a 楼组 or a street."""
        return _what(row)[0]

    def _tell(self, row: Any) -> None:
        if row is not None:
            self.picked.emit(_what(row))

    def clear_filters(self) -> None:
        """All vacancies."""
        self.box.put("")

    def status(self) -> str:
        """How many stand empty."""
        return f"缺额 {len(self.table)} 个" if len(self.table) else "没有缺额"

    def tables(self) -> tuple[Table, ...]:
        """The one table."""
        return (self.table,)


def _what(row: Vacant) -> tuple[str, int]:
    return ("group" if row.kind == BUILDING_LEADER else "street", row.id)


def _tone(row: Vacant) -> Tone:
    return Tone.RED if row.days is None or row.days > _LONG_VACANT else Tone.AMBER


def _dot(row: Vacant) -> Tone:
    return _tone(row)
