"""From what is typed of a door to the dwelling: places that are not there yet are recorded."""

from __future__ import annotations

from app.book import Book
from app.errors import Invalid
from app.people import register
from app.people.place_lists import DwellingFilter, building_rows, dwelling_ids, dwelling_rows
from app.people.place_records import BuildingEntry, DwellingEntry
from app.people.places import Door, door_of, place_of


def door_at(book: Book, compound_id: int, text: str) -> int:
    """The dwelling meant by 3-101 or 3号2单元501 in a compound, recorded with its building if need
    be; call it inside the step that needs it. Raises Invalid for anything that is no door.
    """
    door = meant_door(text)
    building = next(
        (
            row.id
            for row in building_rows(book, compound_id)
            if place_of(row.name).building == door.building
        ),
        None,
    )
    if building is None:
        name = f"{door.building}号" if door.building[:1].isascii() else door.building
        building = register.add_building(book, compound_id, BuildingEntry(name))
    there = dwelling_ids(book, DwellingFilter(text=door.room, building_id=building))
    for row_id, row in dwelling_rows(book, there).items():
        if row.room_no == door.room and (row.unit or "") == door.unit:
            return row_id
    return register.add_dwelling(book, building, DwellingEntry(door.room, door.unit or None))


def meant_door(text: str) -> Door:
    """The door that is typed; raises Invalid with examples."""
    door = door_of(text)
    if door is None:
        raise Invalid.of("door", "请写成 3-101、3号101室 或 3-2-501（楼号-单元-室号）")
    return door
