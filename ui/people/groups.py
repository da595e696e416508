"""The list of 楼组."""

from __future__ import annotations

from collections.abc import Callable

from app.fields import columns
from app.people.place_lists import group_rows
from app.people.place_records import GroupRow, SegmentRow
from ui.desk import Desk
from ui.kit.chips import FilterMenu, Switch
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import column
from ui.kit.table import Column, Table
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.people.residents import ALL, compound_choices, number
from ui.theme import Tone


class GroupsView(OneTable):
    """楼组."""

    key = "groups"
    title = "楼组"
    kinds = ("group",)

    def __init__(self, desk: Desk, add: Callable[[], object]) -> None:
        super().__init__(desk)
        name, compound, leader, doors, homes, signed, staff, formed, code = columns(
            GroupRow,
            "name", "compound", "leader", "dwellings", "households", "signed", "liaison_staff",
            "formed_on", "code",
        )  # fmt: skip
        table = Table(
            (
                Column(name, 124), Column(compound, 130),
                Column(leader, 96, dot=vacant_dot, text=leader_words, tone=leader_tone),
                Column(doors, 56), Column(homes, 56), Column(signed, 72),
                Column(staff, 90, stretches=True),
                Column(formed, 92, shown=False), Column(code, 80, shown=False),
            ),
            name="people.groups", settings=desk.settings, label="楼组",
            empty=Empty(
                "还没有楼组。",
                "可以导入楼组长名册，也可以在“小区楼栋”里按楼栋建立楼组。",
                button="新增楼组", act=add, icon="leaders",
            ),
        )  # fmt: skip
        self.setLayout(column(self.hold(table), gap=0))
        self.box = SearchBox("楼组、楼组长")
        self.compound = FilterMenu("小区", [(ALL, "全部小区")])
        self.vacant = Switch("只看缺额", lambda _on: self.read())
        self.ended = Switch("含已撤销", lambda _on: self.read())
        self.filter_with(self.box, self.compound, self.vacant, self.ended)

    def read(self) -> None:
        """Read all 楼组 in the second lane."""
        book, today, text = self.book, self.desk.today(), self.box.text()
        compound, ended = number(self.compound.key), self.ended.isChecked()
        vacant = self.vacant.isChecked()

        def search() -> tuple[list[tuple[str, str]], list[GroupRow]]:
            rows = group_rows(book, today, compound, ended=ended)
            rows = [row for row in rows if not (vacant and row.leader)]
            fitting = rank(text, rows, lambda row: f"{row.name} {row.leader} {row.compound}")
            return compound_choices(book), fitting

        self.load(search, self._show)

    def _show(self, found: tuple[list[tuple[str, str]], list[GroupRow]]) -> None:
        choices, rows = found
        self.compound.offer(choices)
        self.show_whole(rows)

    def clear_filters(self) -> None:
        """All 楼组, also those that have ended."""
        self.box.put("")
        self.compound.choose(ALL)
        for switch in (self.vacant, self.ended):
            switch.blockSignals(True)
            switch.setChecked(switch is self.ended)
            switch.blockSignals(False)

    def status(self) -> str:
        """How many, and how many have no leader."""
        rows = list(self.table.shown_rows())
        vacant = sum(not row.leader and row.ended_on is None for row in rows)
        return f"{len(rows)} 个楼组" + (f" · 缺楼组长 {vacant} 个" if vacant else "")


def vacant_dot(row: GroupRow | SegmentRow) -> Tone | None:
    """Green where somebody leads, amber where nobody does."""
    if getattr(row, "ended_on", None):
        return Tone.MUTED
    return Tone.GREEN if row.leader else Tone.AMBER


def leader_words(row: GroupRow | SegmentRow) -> str:
    """The name of the leader, or 缺."""
    return row.leader or ("—" if getattr(row, "ended_on", None) else "缺")


def leader_tone(row: GroupRow | SegmentRow) -> Tone:
    """Amber where nobody leads."""
    return Tone.PLAIN if row.leader else Tone.AMBER
