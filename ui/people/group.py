"""楼组 in the pane: who leads it, who led it, its doors, its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from PySide6.QtWidgets import QWidget

from app.fields import Field
from app.history import history
from app.kinds import Day, Ref
from app.leaders.lists import TermFilter, term_ids, term_rows
from app.leaders.records import TermRow
from app.people import register
from app.people.place_lists import DwellingFilter, dwelling_ids, dwelling_rows, group_rows
from app.people.place_records import GroupEntry, GroupRow
from app.people.regrouping import origins_of, successors_of
from app.people.words import GROUP_STATUS_WORDS
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.parts import Label, caption, link
from ui.people import pickers
from ui.people.cards import Fact, FactSheet, Story, lines, linked, note, span_words, stacked
from ui.people.compound import Limit
from ui.people.pane import lay_rows
from ui.people.regrouping import Regrouping
from ui.people.side import Side, SidePage, one_of
from ui.theme import Tone, Type


@dataclass(frozen=True)
class NewGroup(GroupEntry):
    """A 楼组 as typed for the first time: with its compound."""

    compound_id: Annotated[int, Field(Ref("compound"), "小区", required=True, hint="小区名称")] = 0


@dataclass(frozen=True)
class EndDay:
    """The day on which a 楼组 ends."""

    on: Annotated[dt.date, Field(Day(), "撤销日期", required=True)]


class GroupSide(Side):
    """楼组."""

    kind = "group"

    def __init__(self, page: SidePage, limit: Limit) -> None:
        super().__init__(page)
        self._limit = limit
        self.regrouping = Regrouping(page)

    def _row(self, row_id: int) -> GroupRow:
        rows = group_rows(self.book, self.desk.today(), ended=True, only=row_id)
        return one_of(rows, row_id)

    def show(self, row_id: int) -> None:
        """The card of a 楼组."""
        group = self._row(row_id)
        buttons: list[QWidget] = []
        if group.ended_on is None:
            if not group.leader:
                go = partial(self.page.go, "leaders", ("group", row_id))
                buttons.append(self.button("补选楼组长", go, Tone.PRIMARY))
            buttons += [
                self.button("编辑", partial(self.edit, row_id)),
                self.button("合并楼组", partial(self.regrouping.merge, row_id)),
                self.button("拆分楼组", partial(self.regrouping.split, row_id)),
                self.button("撤销楼组", partial(self.end, row_id)),
            ]
        state = "" if group.ended_on is None else GROUP_STATUS_WORDS[group.status]
        hint = " · ".join(part for part in (group.compound, state) if part)
        story = link("档案", partial(self.page.open, "story"), hint="按时间看任职和推选")
        self.page.pane.show_card(group.name, hint, self._body(group), buttons, [story])

    def _body(self, group: GroupRow) -> QWidget:
        homes = partial(self._limit, "group", group.id, f"{group.compound} {group.name}")
        facts = FactSheet(
            [
                Fact("住户", f"{group.households:,} 户", act=homes),
                Fact("已签约", f"{group.signed:,} 户"),
                Fact("登记户数", _count(group.households_declared)),
                Fact("编号", group.code or ""),
                Fact("成立", str(group.formed_on or "")),
                Fact(_ENDS.get(group.status, "撤销"), str(group.ended_on or "")),
                Fact("联系社工", group.liaison_staff or ""),
                Fact("服务点", group.service_point or ""),
                Fact("微信群", _yes_no(group.has_wechat_group)),
                Fact("备注", group.note or ""),
            ]
        )
        missing = not group.leader and group.ended_on is None
        terms = [
            linked(
                f"{term.full_name} {term.kind}",
                f"{span_words(term.start_on, term.end_on)} · {term.state_words}",
                partial(self.page.go, "leaders", ("term", term.id)),
            )
            for term in self._terms(group)
        ]
        doors = self._doors(group)
        return stacked(
            note("这个楼组现在没有楼组长。") if missing else None,
            facts,
            lines("由来", "", self._relatives(origins_of(self.book, group.id))),
            lines("后续楼组", "", self._relatives(successors_of(self.book, group.id))),
            lines("任职", f"{len(terms)} 任", terms),
            lines("房屋", f"{group.dwellings:,} 套", [Label(doors, Type.CAPTION, wrap=True)])
            if doors
            else None,
            Story(history(self.book, "building_group", group.id)),
        )

    def _relatives(self, groups: Sequence[tuple[int, str]]) -> list[QWidget]:
        return [
            linked(name, "", partial(self.page.open, (self.kind, row_id)))
            for row_id, name in groups
        ]

    def _terms(self, group: GroupRow) -> list[TermRow]:
        today = self.desk.today()
        where = TermFilter(scope_id=group.id)
        ids = term_ids(self.book, where, today, "start_on", descending=True)
        rows = term_rows(self.book, ids, today)
        return [rows[row_id] for row_id in ids]

    def _doors(self, group: GroupRow) -> str:
        ids = dwelling_ids(self.book, DwellingFilter(group_id=group.id))
        rows = dwelling_rows(self.book, ids)
        return "、".join(rows[row_id].door for row_id in ids)

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        appoint = partial(self.page.go, "leaders", ("group", row_id))
        return (
            Command("group.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("group.leader", "到两长队伍", appoint),
            None,
            Command("group.merge", "合并楼组", partial(self.regrouping.merge, row_id), writes=True),
            Command("group.split", "拆分楼组", partial(self.regrouping.split, row_id), writes=True),
            Command("group.end", "撤销楼组", partial(self.end, row_id), writes=True),
            Command("group.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    def add(self) -> None:
        """A form for one new 楼组 after the other; the compound stays."""
        form = Form(NewGroup, self.desk.today)
        search, named = pickers.compounds(self.book)
        form.add("compound_id", 0, 0, 2, search=search, named=named)
        lay_rows(form, _ROWS, 1)
        known = search("")
        if len(known) == 1:
            form.set_texts({"compound_id": str(known[0].id)})

        def act() -> int:
            typed = form.record()
            entry = register.entry_of(GroupEntry, typed)
            return register.add_group(self.book, typed.compound_id, entry)

        def then(row_id: int) -> None:
            typed = form.record()
            self.page.shown = (self.kind, row_id)
            self.page.done(f"已登记{typed.name}")

        first = "name" if form.editor("compound_id").text() else "compound_id"
        self.page.fill(
            form, act, then,
            title="新增楼组", hint="以楼号命名的，那栋楼还没有楼组的房屋会一并归入。",
            key="group-new", reopen=self.add, first=first, again="name",
            keep=("compound_id", "formed_on", "liaison_staff"),
        )  # fmt: skip

    def edit(self, row_id: int) -> None:
        """The form with what is known."""
        group = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(GroupEntry, self.desk.today)
        lay_rows(form, _ROWS)
        form.fill(group)

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已保存楼组的资料")

        self.page.fill(
            form, lambda: register.edit_group(self.book, row_id, form.record()), then,
            title=f"修改 · {group.name}", hint=group.compound, key=f"group-{row_id}",
            reopen=partial(self.edit, row_id), first="name",
        )  # fmt: skip

    def end(self, row_id: int) -> None:
        """Ask for the day of the end."""
        group = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(EndDay, self.desk.today, enter_saves=True)
        form.add("on", 0)
        form.set_texts({"on": self.desk.today().isoformat()})

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"{group.name}已撤销")

        self.page.fill(
            form, lambda: register.end_group(self.book, row_id, form.record().on), then,
            title=f"撤销楼组 · {group.name}", hint=group.compound, verb="撤销楼组",
            key=f"group-end-{row_id}", reopen=partial(self.end, row_id), first="on",
            below=(caption("房屋会变成没有楼组，以往的任职和积分都保留。", wrap=True),),
        )  # fmt: skip

    def delete(self, row_id: int) -> None:
        """Delete a 楼组 recorded by mistake."""
        register.delete(self.book, "building_group", row_id)
        self.page.show_nothing()
        self.page.done("已删除楼组")


_ROWS = (
    ("name",), ("code", "households_declared"), ("formed_on", "liaison_staff"),
    ("service_point", "has_wechat_group"), ("note",),
)  # fmt: skip


_ENDS = {"merged": "合并", "split": "拆分"}


def _yes_no(flag: bool | None) -> str:
    return "" if flag is None else "有" if flag else "没有"


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"
