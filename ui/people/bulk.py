"""Many records of a list at once: what to change is asked in the pane, shown, done in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, make_dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any

from PySide6.QtWidgets import QWidget

from app.errors import Invalid
from app.fields import Field
from app.kinds import Day, Flag, Ref, Text
from app.people.bulk_changes import (
    Changed,
    change_many,
    end_tag_many,
    group_many,
    paste_cells,
    tag_many,
)
from app.people.cells import sheet_of
from app.people.words import CARE_TAG
from app.work import Work, finish
from ui.commands import Command
from ui.kit.chips import FilterMenu
from ui.kit.form import Form
from ui.kit.parts import Button, Label, caption, column, row
from ui.kit.table import Pasted
from ui.people import pickers
from ui.people.cards import lines, note, stacked
from ui.people.typing import past_words
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.people.listing import ListsPage
    from ui.people.lists import ListView

MOST = 20_000
_TOLD = 40  # refusals that are listed; the rest is counted
_TAG, _END, _GROUP = "+tag", "-tag", "group"
_UNITS = {"resident": "人", "household": "户", "shop": "家"}
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "resident": (
        "residence_kind", "political_status", "education", "employment", "ethnicity",
        "marital_status", "registered_address", "employer", "occupation", "talents", "phone",
        "note",
    ),
    "household": ("kind", "moved_in_on", "note"),
    "shop": ("category", "open_hours", "gate_duty_signed_on", "note"),
}  # fmt: skip
_MORE = {
    "resident": ((_TAG, "加上关爱标签"), (_END, "结束关爱标签")),
    "household": ((_GROUP, "楼组"),),
}
Make = Callable[[bool], Work[Changed]]
"""The work that changes the records, or (True) only looks."""

Asked = tuple[Form[Any], Callable[[], tuple[str, Make]]]
"""A form, and its answer: a sentence with COUNT in it, and the work."""

COUNT = "{count}"


@dataclass(frozen=True)
class TagGiven:
    """A care tag for many people, from a day on."""

    tag: Annotated[str, Field(CARE_TAG, "关爱标签", required=True)]
    on: Annotated[dt.date, Field(Day(), "开始日期", required=True)]
    source: Annotated[str | None, Field(Text(60), "依据")]


@dataclass(frozen=True)
class TagEnded:
    """A care tag of many people that ends on a day."""

    tag: Annotated[str, Field(CARE_TAG, "关爱标签", required=True)]
    on: Annotated[dt.date, Field(Day(), "结束日期", required=True)]


@dataclass(frozen=True)
class GroupChosen:
    """The 楼组 of the dwellings of many households; empty for none."""

    group_id: Annotated[
        int | None, Field(Ref("building_group"), "楼组", hint="楼组名称；空着就是不归楼组")
    ]


@cache
def _value_record(field: Field) -> type[Any]:
    asked = replace(field, label=f"{field.label}改为", required=False, sensitive=False)
    empty = Field(Flag(), "清空这一栏")
    return make_dataclass(
        "OneValue",
        [("value", Annotated[Any, asked]), ("empty", Annotated[bool | None, empty])],
        frozen=True,
    )


class Bulk:
    """批量修改 of the selected rows, and what was pasted over cells, for a page of lists."""

    def __init__(self, page: ListsPage) -> None:
        self._page = page
        self._desk = page.desk
        self._asked = 0

    def command(self) -> Command:
        """批量修改, by key and by Ctrl+K."""
        return Command(
            f"{self._page.room}.bulk", "批量修改选中的行……", self.ask, "Ctrl+M", "edit",
            enabled=lambda: bool(self._page.view.sheet), writes=True,
        )  # fmt: skip

    def row_commands(self) -> tuple[Command | None, ...]:
        """The same for a right click, while several rows are selected."""
        view = self._page.view
        many = view.main.grid.count_selected() if view.sheet else 0
        if many < 2:
            return ()
        title = f"批量修改选中的 {many:,} {_UNITS[view.sheet]}……"
        return (replace(self.command(), title=title, shortcut=""), None)

    # Asking

    def ask(self, key: str = "") -> None:
        """A form for what to change of the selected rows."""
        view = self._page.view
        if not view.sheet:
            return
        if view.past is not None:
            self._desk.notices.say(past_words(view))
            return
        ids = view.main.selected_ids()
        unit = _UNITS[view.sheet]
        if len(ids) < 2:
            self._desk.notices.say("请先在表里选中几行：拖动，或按住 Ctrl 点。")
            return
        if len(ids) > MOST:
            self._desk.notices.say(f"一次最多批量修改 {MOST:,} {unit}，请先筛选。")
            return
        self._show_form(view, ids, key or _FIELDS[view.sheet][0])

    def _show_form(self, view: ListView, ids: Sequence[int], key: str) -> None:
        sheet, unit = view.sheet, _UNITS[view.sheet]
        form, make = self._form(sheet, ids, key)
        known = sheet_of(self._desk.book, sheet)
        names = (*_FIELDS[sheet], *known.own)
        named = [(name, known.field(name).label) for name in names]
        what = FilterMenu("改什么", [*named, *_MORE.get(sheet, ())])
        what.choose(key)
        what.chosen.connect(lambda other: self._show_form(view, ids, other))
        choice = QWidget()
        choice.setLayout(column(caption("改什么"), row(what, None), gap=3))
        form.add_widget(choice, 0, 0, 2)
        self._page.fill(
            form,
            lambda: self._look(*make(), unit),
            lambda _none: None,
            title=f"批量修改 · {len(ids):,} {unit}",
            hint="下一步先看会改哪些，确定后一步完成，可以整批撤销。",
            verb="下一步",
            key=f"bulk-{sheet}-{key}",
            reopen=partial(self._show_form, view, ids, key),
        )

    def _form(self, sheet: str, ids: Sequence[int], key: str) -> Asked:
        special = {_TAG: self._tag_form, _END: self._end_form, _GROUP: self._group_form}
        if key in special:
            return special[key](ids)
        return self._value_form(sheet, ids, key)

    def _tag_form(self, ids: Sequence[int]) -> Asked:
        book, today = self._desk.book, self._desk.today
        form = Form(TagGiven, today)
        form.add("tag", 2, 0, 2)
        form.add("on", 3, 0)
        form.add("source", 3, 1)
        form.set_texts({"on": today().isoformat()})

        def give() -> tuple[str, Make]:
            typed = form.record()
            return (
                f"将给 {COUNT}加上关爱标签“{typed.tag}”，从 {typed.on} 起。",
                lambda dry: tag_many(
                    book, ids, typed.tag, typed.on, today(), source=typed.source, dry=dry
                ),
            )

        return form, give

    def _end_form(self, ids: Sequence[int]) -> Asked:
        book, today = self._desk.book, self._desk.today
        form = Form(TagEnded, today)
        form.add("tag", 2, 0)
        form.add("on", 2, 1)
        form.set_texts({"on": today().isoformat()})

        def end() -> tuple[str, Make]:
            typed = form.record()
            return (
                f"将结束 {COUNT}的关爱标签“{typed.tag}”，到 {typed.on} 止。",
                lambda dry: end_tag_many(book, ids, typed.tag, typed.on, today(), dry=dry),
            )

        return form, end

    def _group_form(self, ids: Sequence[int]) -> Asked:
        book, today = self._desk.book, self._desk.today
        form = Form(GroupChosen, today)
        search, known = pickers.groups(book, today())
        form.add("group_id", 2, 0, 2, search=search, named=known)

        def join() -> tuple[str, Make]:
            group_id = form.record().group_id
            group = None if group_id is None else known(group_id)
            into = f"归入“{group.title}”" if group is not None else "移出楼组"
            return f"将把 {COUNT}{into}。", lambda dry: group_many(
                book, ids, group_id, today(), dry=dry
            )

        return form, join

    def _value_form(self, sheet: str, ids: Sequence[int], name: str) -> Asked:
        book, today = self._desk.book, self._desk.today
        field = sheet_of(book, sheet).field(name)
        form = Form(_value_record(field), today)
        form.add("value", 2, 0, 2)
        form.add("empty", 3, 0, 2)

        def put() -> tuple[str, Make]:
            typed = form.record()
            if typed.value in (None, "") and not typed.empty:
                raise Invalid.of("value", "请填写要改成的内容，或勾选“清空这一栏”")
            value = None if typed.empty else typed.value
            shown = f"改为“{field.shown(value)}”" if value is not None else "清空"
            return f"将把 {COUNT}的{field.label}{shown}。", lambda dry: change_many(
                book, sheet, ids, name, value, today(), dry=dry
            )

        return form, put

    # Pasting

    def paste(self, view: ListView, pasted: Pasted) -> None:
        """What was pasted over cells: one row at once, more of them after a look."""
        sheet, today = view.sheet, self._desk.today()
        unit, book = _UNITS[sheet], self._desk.book
        if not pasted.cells:
            self._page.refused("没有粘贴：" + "；".join(pasted.refused) + "。")
            return
        make: Make = lambda dry: paste_cells(book, sheet, pasted.cells, today, dry=dry)  # noqa: E731
        names = {name: None for line in pasted.cells.values() for name in line}
        known = sheet_of(book, sheet)
        labels = "、".join(known.field(name).label for name in names)
        if len(pasted.cells) == 1:
            self._page.attempt(lambda: self._done(finish(make(False)), unit, pasted.refused))
        else:
            self._look(f"将修改 {COUNT}的{labels}。", make, unit, pasted.refused)

    # Looking, then doing

    def _look(self, what: str, make: Make, unit: str, refused: Sequence[str] = ()) -> None:
        self._asked += 1
        asked = self._asked

        def show(changed: Changed) -> None:
            if asked == self._asked:
                self._show_preview(make, changed, what, unit, refused)

        self._page.unfold()
        self._page.put_form_away()
        self._page.pane.show_nothing("正在看会改哪些……", icon="clock")
        self._desk.jobs.fetch(
            lambda: finish(make(True)), show, owner=self._page, key="bulk-look",
            failed=lambda error: self._refused(str(error)),
        )  # fmt: skip

    def _refused(self, text: str) -> None:
        self._page.refused(text)
        self._page.show_again()

    def _show_preview(
        self, make: Make, changed: Changed, what: str, unit: str, refused: Sequence[str]
    ) -> None:
        parts: list[QWidget] = [Label(what.replace(COUNT, f"{changed.rows:,} {unit}"), wrap=True)]
        if changed.replaced:
            parts.append(note(f"其中 {changed.replaced:,} 格原来有内容，会被替换。", Tone.AMBER))
        if changed.same:
            parts.append(note(f"{changed.same:,} {unit}已经是这样，不用改。", Tone.MUTED))
        reasons = [f"{one.who}：{one.text}" if one.who else one.text for one in changed.refused]
        reasons = [*refused, *reasons]
        shown: list[QWidget] = [Label(one, wrap=True) for one in reasons[:_TOLD]]
        if len(reasons) > _TOLD:
            shown.append(caption(f"另有 {len(reasons) - _TOLD:,} 处，原因相同或类似。"))
        body = stacked(*parts, lines("不能改的", f"{len(reasons):,} 处", shown) if shown else None)
        change = Button(
            f"修改 {changed.rows:,} {unit}", partial(self._do, make, unit, refused),
            tone=Tone.PRIMARY,
        )  # fmt: skip
        change.setEnabled(changed.rows > 0)
        cancel = Button("取消", self._page.show_again)
        self._page.pane.show_card("先看会改哪些", "还没有写入任何内容。", body, [change, cancel])
        change.setFocus()

    def _do(self, make: Make, unit: str, refused: Sequence[str]) -> None:
        self._page.show_again()
        self._desk.jobs.start(
            "正在批量修改",
            lambda: make(False),
            lambda changed: self._done(changed, unit, refused),
            failed=lambda error: self._page.refused(str(error)),
            owner=self._page,
        )

    def _done(self, changed: Changed, unit: str, refused: Sequence[str]) -> None:
        reasons = [*refused, *(one.text for one in changed.refused)]
        if changed.rows:
            self._page.done(f"已修改 {changed.rows:,} {unit}")
        elif not reasons:
            self._desk.notices.say("内容和原来一样，没有修改。")
        if reasons:
            more = f"等 {len(reasons):,} 处" if len(reasons) > 3 else ""
            self._page.refused(f"没有改：{'；'.join(reasons[:3])}{more}。")
