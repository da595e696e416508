"""Compounds in the pane: naming them, their buildings, their 楼组."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from app.fields import Field
from app.history import history
from app.kinds import Text, alias_words
from app.people import register
from app.people.organizations import OWNERS_COMMITTEE
from app.people.place_lists import compound_rows
from app.people.place_records import BuildingEntry
from app.people.records import CompoundEntry, CompoundRow
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.parts import link
from ui.people import pickers
from ui.people.cards import Fact, FactSheet, Story, note, stacked
from ui.people.pane import lay_rows
from ui.people.side import Side, SidePage, one_of
from ui.theme import Tone

Limit = Callable[[str, int, str], object]
"""Shows the people of a place: its sort, its id, its name."""

Draw = Callable[[str, int], object]
"""Shows a place on the 楼栋图: its sort and its id."""


def unnamed(name: str) -> bool:
    """Whether an import had to make up the name of a compound."""
    return "未填" in name


@dataclass(frozen=True)
class CompoundName:
    """The name of a compound alone."""

    name: Annotated[str, Field(Text(60), "小区名称", required=True)]


class CompoundSide(Side):
    """小区."""

    kind = "compound"

    def __init__(self, page: SidePage, limit: Limit, draw: Draw) -> None:
        super().__init__(page)
        self._limit = limit
        self._draw = draw

    def _row(self, row_id: int) -> CompoundRow:
        return one_of(compound_rows(self.book, only=row_id), row_id)

    def show(self, row_id: int) -> None:
        """The card of a compound."""
        place = self._row(row_id)
        called = "填写名称" if unnamed(place.name) else "改名"
        buttons = [
            self.button(
                called,
                partial(self.rename, row_id),
                Tone.PRIMARY if unnamed(place.name) else Tone.PLAIN,
            ),
            self.button("编辑", partial(self.edit, row_id)),
            self.button("新增楼栋", partial(self.add_building, row_id)),
            self.button("按楼栋建立楼组", partial(self.make_groups, row_id)),
        ]
        warn = note("导入的表里没有写这个小区的名称，请填上。改名后再导入同一张表也会对上。")
        homes = partial(self._limit, "compound", row_id, place.name)
        facts = FactSheet(
            [
                Fact("类型", place.kind or ""),
                Fact("地址", place.address or ""),
                Fact("建成年份", "" if place.built_year is None else str(place.built_year)),
                Fact("楼栋", f"{place.buildings:,} 栋"),
                Fact("楼组", f"{place.groups:,} 个"),
                Fact("住户", f"{place.households:,} 户 {place.residents:,} 人", act=homes),
                Fact("登记户数", "" if not place.household_count else f"{place.household_count:,}"),
                Fact("物业公司", place.property_company or ""),
                self._committee(place),
                Fact("联系社工", place.liaison_staff or ""),
                Fact("别名", "、".join(_aliases(place))),
                Fact("备注", place.note or ""),
            ]
        )
        body = stacked(
            warn if unnamed(place.name) else None,
            facts,
            Story(history(self.book, "compound", row_id)),
        )
        drawn = link("看楼栋图", partial(self._draw, "compound", row_id))
        self.page.pane.show_card(place.name, "小区", body, buttons, [drawn])

    def _committee(self, place: CompoundRow) -> Fact:
        key = place.owners_committee_id
        known = None if key is None else pickers.organizations(self.book)[1](key)
        if known is None:
            return Fact("业委会", "")
        return Fact("业委会", known.title, act=partial(self.page.open, ("organization", key)))

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("compound.rename", "改名", partial(self.rename, row_id), writes=True),
            Command("compound.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("compound.building", "新增楼栋", partial(self.add_building, row_id)),
            Command("compound.plan", "看楼栋图", partial(self._draw, "compound", row_id)),
            Command(
                "compound.groups", "按楼栋建立楼组", partial(self.make_groups, row_id), writes=True
            ),
            None,
            Command("compound.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    def rename(self, row_id: int) -> None:
        """One field: the name."""
        place = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(CompoundName, self.desk.today, enter_saves=True)
        form.add("name", 0)
        form.fill(CompoundName("" if unnamed(place.name) else place.name))

        def act() -> str:
            name = form.record().name
            entry = register.entry_of(CompoundEntry, self._row(row_id))
            register.edit_compound(self.book, row_id, _renamed(entry, name))
            return name

        def then(name: str) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"“{place.name}”已改为“{name}”")

        self.page.fill(
            form, act, then,
            title=f"改名 · {place.name}", hint="原来的名称留作别名，旧表再导入也会对上。",
            verb="改名", key=f"compound-name-{row_id}", reopen=partial(self.rename, row_id),
            first="name",
        )  # fmt: skip

    def add(self) -> None:
        """A form for a new compound."""
        form = _compound_form(self)

        def then(row_id: int) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已登记小区")

        self.page.fill(
            form, lambda: register.add_compound(self.book, form.record()), then,
            title="新增小区", key="compound-new", reopen=self.add, first="name",
        )  # fmt: skip

    def edit(self, row_id: int) -> None:
        """The form with what is known."""
        place = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = _compound_form(self)
        form.fill(place)

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已保存小区的资料")

        self.page.fill(
            form, lambda: register.edit_compound(self.book, row_id, form.record()), then,
            title=f"修改 · {place.name}", key=f"compound-{row_id}",
            reopen=partial(self.edit, row_id), first="name",
        )  # fmt: skip

    def add_building(self, row_id: int) -> None:
        """A form for one new building after the other."""
        place = self._row(row_id)
        form = building_form(self)

        def then(building: int) -> None:
            name = form.editor("name").text()
            self.page.shown = ("building", building)
            self.page.done(f"已登记{name}")

        self.page.fill(
            form, lambda: register.add_building(self.book, row_id, form.record()), then,
            title=f"新增楼栋 · {place.name}", hint="Ctrl+Enter 保存并登记下一栋。",
            key=f"building-new-{row_id}", reopen=partial(self.add_building, row_id), first="name",
            again="name", keep=("floors", "unit_count", "dwelling_count", "has_elevator"),
        )  # fmt: skip

    def make_groups(self, row_id: int) -> None:
        """按楼栋建立楼组: nothing to ask, since one 撤销 takes it back."""
        made = register.groups_for_buildings(self.book, row_id)
        self.page.show_record(self.kind, row_id)
        if made.groups or made.dwellings:
            self.page.done(made.sentence().removesuffix("。"))
        else:
            self.desk.notices.say(made.sentence())

    def delete(self, row_id: int) -> None:
        """Delete a compound recorded by mistake."""
        register.delete(self.book, "compound", row_id)
        self.page.show_nothing()
        self.page.done("已删除小区")


def _compound_form(side: Side) -> Form[CompoundEntry]:
    form = Form(CompoundEntry, side.desk.today)
    lay_rows(
        form,
        (
            ("name",), ("kind", "built_year"), ("address",), ("household_count", "liaison_staff"),
            ("property_company",),
        ),
    )  # fmt: skip
    search, named = pickers.organizations(side.book, OWNERS_COMMITTEE)
    form.add("owners_committee_id", 5, 0, 2, search=search, named=named)
    lay_rows(form, (("alias",), ("note",)), 6)
    return form


def building_form(side: Side) -> Form[BuildingEntry]:
    """The fields of a building as they are laid out."""
    form = Form(BuildingEntry, side.desk.today)
    lay_rows(
        form,
        (
            ("name", "floors"),
            ("unit_count", "dwelling_count"),
            ("floor_area", "has_elevator"),
            ("note",),
        ),
    )
    return form


def _renamed(entry: CompoundEntry, name: str) -> CompoundEntry:
    return replace(entry, name=name)


def _aliases(place: CompoundRow) -> list[str]:
    return [name for name in alias_words(place.alias) if name != place.name]
