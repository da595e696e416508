"""楼组合并 and 楼组拆分 in the pane."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from app.errors import Problem, check
from app.fields import Field
from app.kinds import Day, Text
from app.people import register
from app.people.place_lists import DwellingFilter, dwelling_ids, dwelling_rows, group_rows
from app.people.place_records import DwellingRow, GroupEntry, GroupRow
from app.people.storing import Saved
from ui.kit.form import Form
from ui.kit.parts import caption
from ui.people.leaving import Questions
from ui.people.pane import lay_rows
from ui.people.side import SidePage, one_of
from ui.people.ticks import TickList


@dataclass(frozen=True)
class Merging:
    """The day of a merge and the name of what comes of it."""

    on: Annotated[dt.date, Field(Day(), "合并日期", required=True)]
    name: Annotated[
        str | None, Field(Text(60, folds=True), "新楼组的名称", hint="不填就沿用这个楼组")
    ] = None


@dataclass(frozen=True)
class Splitting:
    """The day of a split and the names of the two parts."""

    first: Annotated[
        str, Field(Text(60, folds=True), "第一个新楼组", required=True, hint="没有勾选的房屋")
    ]
    second: Annotated[
        str, Field(Text(60, folds=True), "第二个新楼组", required=True, hint="勾选的房屋")
    ]
    on: Annotated[dt.date, Field(Day(), "拆分日期", required=True)]


@dataclass
class Regrouping:
    """The two forms; `others` and `doors` are what is ticked in them now."""

    page: SidePage
    others: TickList = field(init=False)
    doors: TickList = field(init=False)

    def merge(self, row_id: int) -> None:
        """合并楼组: other 楼组 of the compound come in, or all become a new one."""
        group = self._row(row_id)
        book, today = self.page.desk.book, self.page.desk.today
        rows = group_rows(book, today(), group.compound_id)
        self.others = others = TickList(
            "和哪些楼组合并",
            [("", _words(row), row.id) for row in rows if row.id != row_id],
        )
        form = Form(Merging, today)
        form.add_widget(others, 0, 0, 2)
        lay_rows(form, (("name",), ("on",)), 1)
        form.set_texts({"on": today().isoformat()})
        questions = Questions()

        def act() -> Saved:
            check([] if others.ids else [Problem("", "请勾选要合并的楼组")])
            typed = form.record()
            ids = [row_id, *others.ids]
            return questions.answered(
                lambda leaving: register.merge_groups(
                    book,
                    ids,
                    typed.on,
                    into_id=None if typed.name else row_id,
                    entry=GroupEntry(typed.name) if typed.name else None,
                    leaving=leaving,
                )
            )

        def then(saved: Saved) -> None:
            self.page.show_record("group", saved.id)
            self.page.done(f"楼组已合并为{self._row(saved.id).name}", saved.warnings)

        said = "房屋归合并后的楼组；以往的任职、积分仍记在原来的楼组名下。"
        self.page.fill(
            form, act, then,
            title=f"合并楼组 · {group.name}", hint=group.compound, verb="合并楼组",
            key=f"group-merge-{row_id}", reopen=partial(self.merge, row_id),
            below=(caption(said, wrap=True), questions),
        )  # fmt: skip

    def split(self, row_id: int) -> None:
        """拆分楼组: two new ones; the ticked doors go to the second."""
        group = self._row(row_id)
        book, today = self.page.desk.book, self.page.desk.today
        rows = dwelling_rows(book, dwelling_ids(book, DwellingFilter(group_id=row_id)))
        self.doors = doors = TickList(
            "分到第二个楼组的房屋",
            [(_part(row), row.door, row.id) for row in rows.values()],
        )
        form = Form(Splitting, today)
        lay_rows(form, (("first", "second"),))
        form.add_widget(doors, 1, 0, 2)
        form.add("on", 2)
        form.set_texts({"on": today().isoformat()})
        questions = Questions()

        def act() -> Saved:
            typed = form.record()
            parts = (
                register.Part(GroupEntry(typed.first), tuple(doors.other_ids)),
                register.Part(GroupEntry(typed.second), tuple(doors.ids)),
            )
            return questions.answered(
                lambda leaving: register.split_group(book, row_id, parts, typed.on, leaving=leaving)
            )

        def then(saved: Saved) -> None:
            self.page.show_record("group", row_id)
            self.page.done(f"{group.name}已拆分", saved.warnings)

        said = "原楼组随即结束；以往的任职、积分仍记在原楼组名下。"
        self.page.fill(
            form, act, then,
            title=f"拆分楼组 · {group.name}", hint=group.compound, verb="拆分楼组",
            key=f"group-split-{row_id}", reopen=partial(self.split, row_id), first="first",
            below=(caption(said, wrap=True), questions),
        )  # fmt: skip

    def _row(self, row_id: int) -> GroupRow:
        self.page.shown = ("group", row_id)
        desk = self.page.desk
        return one_of(group_rows(desk.book, desk.today(), ended=True), row_id)


def _part(row: DwellingRow) -> str:
    building = row.door.partition("-")[0]
    named = f"{building}号" if building.isdecimal() else building
    return f"{named}{row.unit}单元" if row.unit else named


def _words(row: GroupRow) -> str:
    return " · ".join(part for part in (row.name, row.leader, f"{row.dwellings} 套") if part)
