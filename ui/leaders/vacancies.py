"""缺额: every post without a holder and the way to fill it, and how each 小区 is covered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from app.fields import columns
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.vacant import Covered, Vacant, coverage_by_compound, vacant_posts
from ui.desk import Desk
from ui.kit.as_at import AsAtMenu
from ui.kit.cards import Panel
from ui.kit.chips import Chips, FilterMenu
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import column
from ui.kit.table import Column, Table
from ui.kit.table import link as link_column
from ui.leaders.filters import ALL
from ui.people.lists import ListView, SearchBox
from ui.theme import Tone

_LONG_VACANT = 30  # days
_LIST, _COMPOUNDS = "list", "compounds"
OTHER = "other"
_KINDS = ((ALL, "全部岗位"), (BUILDING_LEADER,) * 2, (STREET_LEADER,) * 2, (OTHER, "其他岗位"))


class VacanciesView(ListView):
    """缺额: the posts that wait, or how many of each 小区 do."""

    key = "vacancies"
    title = "缺额名单"
    kinds = ("group", "street", "empty")

    def __init__(self, desk: Desk, fill: Callable[[Vacant], object]) -> None:
        super().__init__(desk)
        self.table = Table(
            _vacant_columns(fill),
            name="leaders.vacancies", settings=desk.settings, label="缺额",
            empty=Empty("没有缺额。", "在册的楼组、街面和登记过的岗位都有人在任。", icon="check"),
        )  # fmt: skip
        self.table.current_changed.connect(self._tell)
        self.compounds = Table(
            _covered_columns(self.show_compound),
            name="leaders.covered", settings=desk.settings, label="各小区覆盖率",
            empty=Empty("还没有楼组。", "先导入两长名册，或登记楼组。", icon="building"),
        )  # fmt: skip
        self.stack = QStackedWidget()
        for table in (self.table, self.compounds):
            self.stack.addWidget(table)
        field = Panel(flush=True)
        field.add(self.stack, 1)
        self.setLayout(column(field, gap=0))
        self.what = Chips([(_LIST, "缺额名单"), (_COMPOUNDS, "按小区")], name="看什么")
        self.what.chosen.connect(lambda _key: self._turn())
        self.box = SearchBox("小区、楼组、街面")
        self.kind = FilterMenu("岗位", _KINDS)
        self.as_at = AsAtMenu(desk.today)
        self.as_at.setToolTip("看过去某一天哪里缺人")
        self.filter_with(self.what, self.box, self.kind, self.as_at)

    def _turn(self) -> None:
        listed = self.what.key == _LIST
        self.stack.setCurrentWidget(self.table if listed else self.compounds)
        for one in (self.box, self.kind):
            one.setVisible(listed)
        self.title = "缺额名单" if listed else "各小区楼组长覆盖率"
        self.restated.emit()

    def read(self) -> None:
        """Read all vacancies in the second lane."""
        book, day, text = self.book, self.as_at.day or self.desk.today(), self.box.text()
        kind = self.kind.key

        def search() -> tuple[list[Vacant], list[Covered]]:
            words = lambda row: f"{row.compound} {row.scope} {row.kind}"  # noqa: E731
            rows = [row for row in vacant_posts(book, day) if _of_kind(row, kind)]
            return rank(text, rows, words), coverage_by_compound(book, day)

        self.load(search, self._show)

    def _show(self, found: tuple[list[Vacant], list[Covered]]) -> None:
        rows, compounds = found
        self.compounds.show_rows(compounds)
        self.show_quietly(self.table, rows)
        if not any(self.aim(self.table, kind) for kind in self.kinds):
            self.begin(self.table)
        self.restated.emit()

    def show_compound(self, row: Covered) -> None:
        """The vacancies of a 小区."""
        self.show_of(BUILDING_LEADER, row.compound)
        self.read()

    def show_of(self, kind: str, words: str = "") -> None:
        """Limit the list to a sort of post and to words, without a reading."""
        self.box.put(words)
        self.kind.choose(kind)
        self.what.choose(_LIST)
        self._turn()

    def kind_of(self, row: Any) -> str:
        """The sort of card of a row."""
        return what_of(row)[0]

    def _tell(self, row: Any) -> None:
        if row is not None:
            self.picked.emit(what_of(row))

    def clear_filters(self) -> None:
        """All vacancies."""
        self.show_of(ALL)

    def status(self) -> str:
        """How many stand empty."""
        day = self.as_at.day
        when = f"截至 {day} · " if day else ""
        if self.what.key == _COMPOUNDS:
            return f"{when}{len(self.compounds)} 个小区"
        count = len(self.table)
        return f"{when}缺额 {count} 个" if count else f"{when}没有缺额"

    @property
    def main(self) -> Table:
        """The list itself, whichever of the two tables is in sight."""
        return self.table

    def tables(self) -> tuple[Table, ...]:
        """Both tables, the one in sight first: it is what export and print take."""
        if self.what.key == _COMPOUNDS:
            return (self.compounds, self.table)
        return (self.table, self.compounds)


def _of_kind(row: Vacant, wanted: str) -> bool:
    if wanted == OTHER:
        return row.kind not in (BUILDING_LEADER, STREET_LEADER)
    return not wanted or row.kind == wanted


def what_of(row: Vacant) -> tuple[str, int]:
    """The sort of card and the id of a vacancy."""
    return ({BUILDING_LEADER: "group", STREET_LEADER: "street"}.get(row.kind, "empty"), row.id)


def _vacant_columns(fill: Callable[[Vacant], object]) -> list[Column]:
    kind, compound, scope, homes, since, days, last = columns(Vacant)
    return [
        Column(compound, 84), Column(scope, 160, dot=_tone), Column(kind, 84),
        Column(homes, 50), Column(since, 92), Column(days, 76, tone=_tone), Column(last, 66),
        replace(link_column("fill", lambda _row: "补选", fill, width=56), stretches=True),
    ]  # fmt: skip


def _covered_columns(show: Callable[[Covered], object]) -> list[Column]:
    compound, groups, covered, vacant, share = columns(Covered)
    return [
        Column(compound, 130), Column(groups, 86), Column(covered, 66),
        Column(vacant, 66, tone=lambda row: Tone.RED if row.vacant else Tone.PLAIN),
        Column(share, 84),
        replace(
            link_column("show", lambda row: "看缺额" if row.vacant else "", show), stretches=True
        ),
    ]  # fmt: skip


def _tone(row: Vacant) -> Tone:
    return Tone.RED if row.days is None or row.days > _LONG_VACANT else Tone.AMBER
