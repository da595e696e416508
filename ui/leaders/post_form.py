"""What is typed of a term, and the fields that the kind of post asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

from app.fields import Field
from app.kinds import Choice, Day, Flag, Misfit, Ref
from app.leaders.lists import bodies
from app.leaders.posts import COMPOUND, GROUP, NAMED, STREET, post_of
from app.leaders.records import END_REASONS, KINDS, PHONE_OVERRIDE, SELECTION, SUBSIDY, TermEntry
from app.leaders.rules import default_end
from app.leaders.succession import OTHER_OF, other_holder
from app.people.place_lists import shop_rows
from app.people.records import NOTE
from ui.desk import Desk
from ui.kit.editors import ChoiceEditor, FlagEditor, RefEditor
from ui.kit.form import Form
from ui.kit.parts import Label
from ui.kit.picker import Option, Search
from ui.people import pickers
from ui.people.pane import lay_rows
from ui.theme import Tone, Type

START = Field(Day(), "任期开始", required=True)
PERSON_HINT = "姓名、拼音首字母、室号"
_MONTHLY = replace(SUBSIDY, hint="元/月，没有就不填")
_ACTING = "代理（暂时负责，等正式产生）"
_PLACES = {
    GROUP: "楼组名称或小区，空缺的在前",
    STREET: "街面名称",
    COMPOUND: "小区名称",
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is typed of every term."""

    shop_id: Annotated[int | None, Field(Ref("shop"), "所属商铺", hint="店名或门牌")] = None
    start_on: Annotated[dt.date | None, START]
    expected_end_on: Annotated[dt.date | None, Field(Day(), "届满日")] = None
    selection_method: Annotated[str | None, Field(SELECTION, "产生方式")] = None
    subsidy_monthly: Annotated[int | None, _MONTHLY] = None
    phone_override: Annotated[str | None, PHONE_OVERRIDE] = None
    acting: Annotated[bool | None, Field(Flag(), "代理")] = None
    note: Annotated[str | None, NOTE] = None

    def into(self, entry: TermEntry) -> TermEntry:
        """An entry with these details in place of its own."""
        known = {one.name for one in fields(TermEntry)}
        values = {name: value for name, value in vars(self).items() if name in known}
        kind = values.get("kind") or entry.kind
        if not post_of(kind).by_shop:
            values["shop_id"] = None
        if "scope_id" in values:
            values["scope_id"] = values["scope_id"] or 0
        return replace(entry, **values | {"acting": bool(self.acting)})


@dataclass(frozen=True, kw_only=True)
class Placed(Details):
    """A term with what its post is for: a place, or the name of a group or team."""

    scope_id: Annotated[int | None, Field(Ref("building_group"), "服务范围", required=True)] = None
    scope_name: Annotated[
        str | None,
        Field(Choice((), open_=True), "小组或团队", required=True, hint="如：第三居民小组、合唱队"),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Appointment(Placed):
    """Who takes which post, from which day; `both` takes the other post of 一肩挑 as well."""

    kind: Annotated[str, Field(KINDS, "岗位", required=True)]
    resident_id: Annotated[int, Field(Ref("resident"), "人员", required=True, hint=PERSON_HINT)]
    both: Annotated[bool | None, Field(Flag(), "一并任命")] = None

    def entry(self) -> TermEntry:
        """As the use case takes it."""
        return self.into(TermEntry(self.kind, 0, self.resident_id, self.start_on))


@dataclass(frozen=True, kw_only=True)
class Correction(Placed):
    """What of a term may be put right; its post and person stay."""


@dataclass(frozen=True, kw_only=True)
class Succession(Details):
    """Who follows whom, from which day, why the other leaves, and whether a sheet is filled in."""

    resident_id: Annotated[int, Field(Ref("resident"), "接任的人", required=True, hint=PERSON_HINT)]
    start_on: Annotated[dt.date | None, Field(Day(), "交接日期", required=True)]
    reason: Annotated[str, Field(END_REASONS, "前任离任原因", required=True)]
    sheet: Annotated[bool | None, Field(Flag(), "同时填写交接单")] = None
    both: Annotated[bool | None, Field(Flag(), "一并任命")] = None


class PostFields:
    """Fields of a form that are asked for, or not, as the kind of post demands.

    `turn` says which kind it is; the places, shops and names to choose from are read when asked.
    """

    def __init__(self, form: Form[Any], desk: Desk) -> None:
        self._form = form
        self._desk = desk
        self._book = desk.book
        self.kind = ""
        self._searches: dict[str, tuple[Search, pickers.Named]] = {}
        self._said = Label("", Type.CAPTION, Tone.MUTED, wrap=True)

    # Laying out

    def add_place(self, at: int) -> int:
        """The scope as a place or a name; returns the next free row."""
        self._form.add("scope_id", at, 0, 2, search=self._places, named=self._place)
        self._form.add("scope_name", at + 1, 0, 2)
        return at + 2

    def add_shop(self, at: int) -> int:
        """The shop that a 街面长 works in."""
        self._form.add("shop_id", at, 0, 2, search=self._shops, named=self._shop)
        return at + 1

    def add_rest(self, at: int) -> int:
        """The number for others, and whether somebody only acts."""
        at = lay_rows(self._form, (("phone_override",), ("acting",)), at)
        acting = self._form.editor("acting")
        if isinstance(acting, FlagEditor):
            acting.check.setText(_ACTING)
        return at

    def add_both(self, at: int) -> int:
        """书记、主任一肩挑: the other post as well, and whom that puts out of it."""
        self._form.add("both", at, 0, 2)
        self._form.add_widget(self._said, at + 1, 0, 2)
        self._form.changed.connect(self._show_both)
        return at + 2

    # Turning

    def turn(self, kind: str) -> None:
        """Ask for what a kind of post needs; a place of another sort is taken out."""
        self.kind = kind
        post, form = post_of(kind), self._form
        if self._has("scope_id"):
            place = form.editor("scope_id")
            form.show_field("scope_id", post.scope in _PLACES)
            form.show_field("scope_name", post.scope == NAMED)
            if isinstance(place, RefEditor):
                place.picker.setPlaceholderText(_PLACES.get(post.scope, ""))
            text = place.text()
            if text.isdigit() and self._place(int(text)) is None:
                place.set_text("")
            names = form.editor("scope_name")
            if isinstance(names, ChoiceEditor) and post.scope == NAMED:
                names.suggest(bodies(self._book, kind))
        form.show_field("shop_id", post.by_shop)
        if self._has("both"):
            self._show_both()

    def _has(self, name: str) -> bool:
        return name in self._form.names

    def _show_both(self) -> None:
        form, other = self._form, OTHER_OF.get(self.kind)
        day = form.editor("start_on")
        try:
            start: dt.date | None = day.value()
        except Misfit:
            start = None
        held = other_holder(self._book, self.kind, start or self._desk.today())
        own = held is not None and str(held[1]) == form.editor("resident_id").text()
        form.show_field("both", other is not None and not own)
        both = form.editor("both")
        ticked = other is not None and not own and both.text() == "是"
        if isinstance(both, FlagEditor) and other is not None:
            both.check.setText(f"一并任命为{other}（书记、主任一肩挑）")
        leaves = held is not None and ticked
        self._said.setText(f"现任{other}{held[2]}同日离任。" if held and leaves else "")
        self._said.setVisible(leaves)

    # Looking up

    def _found(self) -> tuple[Search, pickers.Named]:
        scope = post_of(self.kind).scope
        if scope not in self._searches:
            book, today = self._book, self._desk.today()
            if scope == STREET:
                made = pickers.streets(book, today)
            elif scope == COMPOUND:
                made = pickers.compounds(book)
            else:
                made = pickers.groups(book, today, vacant_first=True)
            self._searches[scope] = made
        return self._searches[scope]

    def _places(self, text: str) -> Sequence[Option]:
        return self._found()[0](text)

    def _place(self, row_id: int) -> Option | None:
        return self._found()[1](row_id)

    def _shops(self, text: str) -> Sequence[Option]:
        street = self._form.editor("scope_id").text() if self._has("scope_id") else ""
        rows = shop_rows(self._book, int(street) if street.isdigit() else None, text)
        return [
            Option(row.id, row.shop_name, _shop_words(row.address, row.segment)) for row in rows
        ]

    def _shop(self, row_id: int) -> Option | None:
        row = next((one for one in shop_rows(self._book, closed=True) if one.id == row_id), None)
        if row is None:
            return None
        return Option(row.id, row.shop_name, _shop_words(row.address, row.segment))


def _shop_words(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def fill_end(form: Form[Any], kind: str) -> None:
    """Show the day on which the legal term is full, unless another one was typed."""
    end = form.editor("expected_end_on")
    try:
        start: dt.date | None = form.editor("start_on").value()
    except Misfit:
        return
    if start is not None and not end.text():
        end.set_value(default_end(start, post_of(kind).months))
