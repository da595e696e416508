"""Buildings in the pane: their doors and the 楼组 that these belong to."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.errors import Refused
from app.fields import columns
from app.kinds import Area
from app.people import register
from app.people.place_lists import DwellingFilter, building_rows, dwelling_ids, dwelling_rows
from app.people.place_records import BuildingRow, DwellingEntry, DwellingRow
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.parts import Button, Label, link, row, sized
from ui.kit.picker import PickerEdit
from ui.kit.table import Column, Table
from ui.people import pickers
from ui.people.cards import Fact, FactSheet, heading, stacked
from ui.people.compound import Draw, Limit, building_form
from ui.people.pane import lay_rows
from ui.people.side import Side, SidePage, one_of
from ui.theme import Tone


class BuildingSide(Side):
    """楼栋, with its doors and the 楼组 they belong to."""

    kind = "building"

    def __init__(self, page: SidePage, limit: Limit, draw: Draw) -> None:
        super().__init__(page)
        self._limit = limit
        self._draw = draw
        self.doors: Table | None = None
        self.target: PickerEdit | None = None

    def _row(self, row_id: int) -> BuildingRow:
        return one_of(building_rows(self.book, only=row_id), row_id)

    def show(self, row_id: int) -> None:
        """The card of a building."""
        place = self._row(row_id)
        buttons = [
            self.button("编辑", partial(self.edit, row_id)),
            self.button("新增房屋", partial(self.add_door, row_id)),
        ]
        homes = partial(self._limit, "building", row_id, f"{place.compound} {place.name}")
        lift = {True: "有电梯", False: "无电梯"}.get(place.has_elevator or False, "")
        size = " · ".join(
            part
            for part in (
                f"{place.floors} 层" if place.floors else "",
                f"{place.unit_count} 单元" if place.unit_count else "",
                lift if place.has_elevator is not None else "",
            )
            if part
        )
        facts = FactSheet(
            [
                Fact("楼栋", size),
                Fact("建筑面积", _area(place.floor_area)),
                Fact("住户", f"{place.households:,} 户 {place.residents:,} 人", act=homes),
                Fact("登记套数", "" if not place.dwelling_count else f"{place.dwelling_count:,}"),
                Fact("备注", place.note or ""),
            ]
        )
        body = stacked(
            facts,
            heading("房屋", f"{place.dwellings:,} 套", self._change_door(place)),
            self._doors(place),
        )
        drawn = link("看楼栋图", partial(self._draw, "building", row_id))
        self.page.pane.show_card(f"{place.compound} {place.name}", "楼栋", body, buttons, [drawn])

    def _doors(self, place: BuildingRow) -> QWidget:
        door, group, homes, people, usage, area = columns(
            DwellingRow, "door", "building_group", "households", "residents", "usage", "area"
        )
        table = Table(
            (
                Column(door, 70),
                Column(group, 100, stretches=True, tone=_group_tone, text=_group_words),
                Column(homes, 50), Column(people, 50),
                Column(usage, 60, shown=False), Column(area, 70, shown=False),
            ),
            name="people.doors", settings=self.desk.settings, label="房屋",
        )  # fmt: skip
        ids = dwelling_ids(self.book, DwellingFilter(building_id=place.id))
        rows = dwelling_rows(self.book, ids)
        table.show_rows([rows[row_id] for row_id in ids])
        table.opened.connect(lambda one: self._limit("door", place.compound_id, one.door))
        sized(table, least_height=260)
        self.doors = table
        search, _ = pickers.groups(self.book, self.desk.today(), compound_id=place.compound_id)
        box = self.target = PickerEdit(search, hint="楼组名称", name="归入的楼组")

        def assign() -> None:
            ids = table.selected_ids()
            if box.option is None or not ids:
                raise Refused("请先在上面选中房屋，再选一个楼组。")
            register.assign_dwellings(self.book, ids, int(box.option.id))
            self.page.show_record(self.kind, place.id)
            self.page.done(f"{len(ids)} 套房屋已归入{box.option.title}")

        made = QWidget()
        line = row(Label("选中的归入"), box, Button("归入", lambda: self.page.attempt(assign)))
        line.setStretch(1, 1)
        made.setLayout(line)
        return stacked(table, made, gap=8)

    def _change_door(self, place: BuildingRow) -> QWidget:
        def act() -> None:
            one = self.doors.current if self.doors is not None else None
            if one is None:
                raise Refused("请先在下面选中一套房屋。")
            self.edit_door(place.id, one)

        return link("修改选中的", lambda: self.page.attempt(act), hint="室号、用途和面积")

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("building.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("building.door", "新增房屋", partial(self.add_door, row_id), writes=True),
            Command("building.plan", "看楼栋图", partial(self._draw, "building", row_id)),
            None,
            Command("building.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    def edit(self, row_id: int) -> None:
        """The form with what is known."""
        place = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = building_form(self)
        form.fill(place)

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已保存楼栋的资料")

        self.page.fill(
            form, lambda: register.edit_building(self.book, row_id, form.record()), then,
            title=f"修改 · {place.compound} {place.name}", key=f"building-{row_id}",
            reopen=partial(self.edit, row_id), first="name",
        )  # fmt: skip

    def add_door(self, row_id: int) -> None:
        """A form for one new door after the other."""
        place = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = self._door_form()

        def then(_id: int) -> None:
            room = form.editor("room_no").text()
            self.page.done(f"已登记{place.name}{room}")

        self.page.fill(
            form, lambda: register.add_dwelling(self.book, row_id, form.record()), then,
            title=f"新增房屋 · {place.compound} {place.name}",
            hint="Ctrl+Enter 保存并登记下一套；会归入这栋楼的楼组。",
            key=f"door-new-{row_id}", reopen=partial(self.add_door, row_id), first="room_no",
            again="room_no", keep=("unit", "usage"),
        )  # fmt: skip

    def _door_form(self) -> Form[DwellingEntry]:
        form = Form(DwellingEntry, self.desk.today)
        lay_rows(form, (("unit", "room_no"), ("usage", "area"), ("note",)))
        return form

    def edit_door(self, row_id: int, door: DwellingRow) -> None:
        """The form of one door with what is known."""
        place = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = self._door_form()
        form.fill(door)

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"已保存{door.door}的资料")

        self.page.fill(
            form, lambda: register.edit_dwelling(self.book, door.id, form.record()), then,
            title=f"修改房屋 · {place.compound} {door.door}", key=f"door-{door.id}",
            reopen=partial(self.edit_door, row_id, door), first="usage",
        )  # fmt: skip

    def delete(self, row_id: int) -> None:
        """Delete a building recorded by mistake."""
        register.delete(self.book, "building", row_id)
        self.page.show_nothing()
        self.page.done("已删除楼栋")


def _area(area: int | None) -> str:
    return f"{Area().format(area)} 平方米" if area is not None else ""


def _group_words(row: DwellingRow) -> str:
    return row.building_group or "没有楼组"


def _group_tone(row: DwellingRow) -> Tone:
    return Tone.PLAIN if row.building_group else Tone.AMBER
