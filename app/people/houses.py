"""Compounds, buildings, building groups and dwellings: recording and changing them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.kinds import alias_words, same_word
from app.people.importing.index import group_name
from app.people.place_records import BuildingEntry, DwellingEntry, GroupEntry
from app.people.places import Place, door_label, place_of, room_of, unit_of
from app.people.records import CompoundEntry
from app.people.storing import checked, found, known_of, problems_of, put, values_of
from db.models import Building, BuildingGroup, Compound, Dwelling


@dataclass(frozen=True)
class NewGroups:
    """What “按楼栋建立楼组” made: groups, and dwellings that now belong to one."""

    groups: int
    dwellings: int

    def sentence(self) -> str:
        """The outcome in words."""
        if not self.groups and not self.dwellings:
            return "每栋楼都已有楼组，没有需要新建的。"
        return f"新建楼组 {self.groups:,} 个，{self.dwellings:,} 套房屋已归入楼组。"


def add_compound(book: Book, entry: CompoundEntry) -> int:
    """Record a compound; raises Invalid also if the name is taken."""
    with book.write("登记小区") as session:
        clean, problems = problems_of(entry)
        check([*problems, *_compound_clash(session, clean, None)])
        count = session.scalar(select(func.count(Compound.id))) or 0
        record = Compound(id=book.ids.next_id(), sort_no=count + 1, **values_of(clean))
        session.add(record)
        return record.id


def edit_compound(book: Book, compound_id: int, entry: CompoundEntry) -> None:
    """Change a compound; its old name stays as an alias, so that old sheets still fit."""
    with book.write("修改小区") as session:
        record = found(session, Compound, compound_id)
        clean, problems = problems_of(entry, known_of(record, CompoundEntry))
        check([*problems, *_compound_clash(session, clean, compound_id)])
        values = values_of(clean)
        if clean.name != record.name:
            values["alias"] = _with_alias(clean.alias, record.name)
        put(record, values)


def _with_alias(alias: str | None, old: str) -> str:
    names = alias_words(alias)
    return "\n".join(dict.fromkeys([*names, old]))


def _compound_clash(session: Session, entry: CompoundEntry, own: int | None) -> list[Problem]:
    problems, said = [], {same_word(word): word for word in alias_words(entry.alias)}
    named = same_word(entry.name or "")
    rows = session.execute(select(Compound.id, Compound.name, Compound.alias))
    for other, name, alias in sorted(rows, key=lambda row: row.id != own):
        words = {same_word(word) for word in (name, *alias_words(alias))}
        if other == own:
            said = {key: word for key, word in said.items() if key not in words}
            named = "" if same_word(name) == named else named
        elif named and same_word(name) == named:
            problems.append(Problem("name", f"小区“{name}”已经登记过了，请换一个名称"))
        elif named and named in words:
            text = f"“{entry.name}”已是小区“{name}”的别名，请换一个名称，或先去掉那个别名"
            problems.append(Problem("name", text))
        # A lane that means two compounds would send people to the wrong one.
        elif shared := [word for key, word in said.items() if key in words]:
            text = f"“{shared[0]}”已是小区“{name}”的名称或别名，一个别名只能指一个小区"
            problems.append(Problem("alias", text))
    return problems


def add_building(book: Book, compound_id: int, entry: BuildingEntry) -> int:
    """Record a building of a compound; raises Invalid also if it is there already."""
    with book.write("登记楼栋") as session:
        compound = found(session, Compound, compound_id)
        clean = checked(entry)
        key = _free_building_key(session, compound.id, clean.name, None)
        record = Building(
            id=book.ids.next_id(), compound_id=compound.id, key=key, **values_of(clean)
        )
        session.add(record)
        return record.id


def edit_building(book: Book, building_id: int, entry: BuildingEntry) -> None:
    """Change a building."""
    with book.write("修改楼栋") as session:
        record = found(session, Building, building_id)
        clean = checked(entry, known_of(record, BuildingEntry))
        key = _free_building_key(session, record.compound_id, clean.name, record.id)
        put(record, values_of(clean) | {"key": key})


def _free_building_key(session: Session, compound_id: int, name: str, own: int | None) -> str:
    key = place_of(name).key
    other = session.execute(
        select(Building.id, Building.name).where(
            Building.compound_id == compound_id, Building.key == key
        )
    ).first()
    if other is not None and other.id != own:
        raise Invalid.of("name", f"这个小区已有楼栋“{other.name}”，请核对楼号")
    return key


def add_group(book: Book, compound_id: int, entry: GroupEntry) -> int:
    """Record a 楼组; free dwellings of the place it is named after join it.

    Raises Invalid also if the compound has it already.
    """
    with book.write("登记楼组") as session:
        compound = found(session, Compound, compound_id)
        clean, problems = problems_of(entry)
        key = place_of(clean.name or "").key
        check([*problems, *group_clash(session, compound.id, clean, key, None)])
        record = new_group(session, book.ids.next_id(), compound.id, key, values_of(clean))
        session.flush()
        _adopt(session, record)
        return record.id


def edit_group(book: Book, group_id: int, entry: GroupEntry) -> None:
    """Change a 楼组; which dwellings belong to it stays as it is."""
    with book.write("修改楼组") as session:
        record = found(session, BuildingGroup, group_id)
        clean, problems = problems_of(entry, known_of(record, GroupEntry))
        key = record.key
        if clean.name != record.name and record.ended_on is None:
            key = place_of(clean.name or "").key
        check([*problems, *group_clash(session, record.compound_id, clean, key, group_id)])
        put(record, values_of(clean) | {"key": key})


def group_clash(
    session: Session, compound_id: int, entry: GroupEntry, key: str, own: int | None
) -> list[Problem]:
    """A name or code that another 楼组 of the compound has."""
    problems = []
    same = session.execute(
        select(BuildingGroup.id, BuildingGroup.name).where(
            BuildingGroup.compound_id == compound_id, BuildingGroup.key == key
        )
    ).first()
    if same is not None and same.id != own:
        problems.append(Problem("name", f"这个小区已有楼组“{same.name}”，请核对名称"))
    if entry.code:
        coded = session.execute(
            select(BuildingGroup.id, BuildingGroup.name).where(BuildingGroup.code == entry.code)
        ).first()
        if coded is not None and coded.id != own:
            problems.append(Problem("code", f"编号已用于“{coded.name}”，请换一个"))
    return problems


def new_group(
    session: Session, row_id: int, compound_id: int, key: str, values: dict[str, Any]
) -> BuildingGroup:
    """A 楼组 at the end of the order."""
    count = session.scalar(select(func.count(BuildingGroup.id))) or 0
    record = BuildingGroup(id=row_id, compound_id=compound_id, key=key, sort_no=count + 1, **values)
    session.add(record)
    return record


def _adopt(session: Session, group: BuildingGroup) -> int:
    # A 楼组 is usually named after its place: 12号楼组 covers building 12, 3号1单元 a part of it.
    place = _place_of_key(group.key)
    building = session.scalars(
        select(Building.id).where(
            Building.compound_id == group.compound_id, Building.key == place.building
        )
    ).first()
    if building is None:
        return 0
    mine = [Dwelling.building_id == building, Dwelling.building_group_id.is_(None)]
    if place.unit:
        mine.append(Dwelling.unit == place.unit)
    done = session.execute(update(Dwelling).where(*mine).values(building_group_id=group.id))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _place_of_key(key: str) -> Place:
    building, _, unit = key.partition("/")
    return Place(building, unit)


def end_group(book: Book, group_id: int, on: dt.date) -> None:
    """End a 楼组 on a day; its dwellings are free again, its past stays.

    Raises Refused while somebody serves there or a round is to fill its posts, Invalid for a day
    before it was formed.
    """
    from app.leaders.rounds.standing import refuse_running
    from app.leaders.terms import posts_of_scope

    with book.write("撤销楼组") as session:
        record = found(session, BuildingGroup, group_id)
        if record.ended_on is not None:
            raise Refused(f"“{record.name}”已于 {record.ended_on} 撤销。")
        if record.formed_on and on < record.formed_on:
            raise Invalid.of("ended_on", "撤销日期早于成立日期，请核对")
        posts = posts_of_scope(session, group_id, on)
        if posts:
            raise Refused(
                f"“{record.name}”还有人任职：{'、'.join(posts)}。请先办理离任，再撤销楼组。"
            )
        refuse_running(session, [record])
        # The key becomes free: a new 楼组 of the same name may follow.
        put(record, {"status": "ended", "ended_on": on, "key": f"{record.key}#{record.id}"})
        session.execute(
            update(Dwelling)
            .where(Dwelling.building_group_id == group_id)
            .values(building_group_id=None)
        )


def groups_for_buildings(book: Book, compound_id: int) -> NewGroups:
    """按楼栋建立楼组: one 楼组 for every building without one, and its free dwellings in it.

    A building that has a 楼组 of its own, or of its units, gets none; free dwellings that fit
    an existing one join it.
    """
    with book.write("按楼栋建立楼组") as session:
        compound = found(session, Compound, compound_id)
        groups = session.scalars(
            select(BuildingGroup).where(
                BuildingGroup.compound_id == compound.id, BuildingGroup.ended_on.is_(None)
            )
        ).all()
        covered = {_place_of_key(group.key).building for group in groups}
        covered |= set(
            session.scalars(
                select(Building.key)
                .join(Dwelling, Dwelling.building_id == Building.id)
                .where(Building.compound_id == compound.id, Dwelling.building_group_id.is_not(None))
                .distinct()
            )
        )
        adopted = sum(_adopt(session, group) for group in groups)
        made = 0
        for building in session.scalars(
            select(Building).where(Building.compound_id == compound.id).order_by(Building.id)
        ).all():
            if building.key in covered:
                continue
            values = {"name": group_name(Place(building.key)), "status": "active"}
            group = new_group(session, book.ids.next_id(), compound.id, building.key, values)
            session.flush()
            adopted += _adopt(session, group)
            made += 1
        return NewGroups(made, adopted)


def assign_dwellings(book: Book, dwelling_ids: Sequence[int], group_id: int | None) -> None:
    """Put dwellings into a 楼组, or into none; raises Refused for one that has ended or is of
    another compound.
    """
    with book.write("调整楼组房屋") as session:
        if group_id is not None:
            group = found(session, BuildingGroup, group_id)
            if group.ended_on is not None:
                raise Refused(f"“{group.name}”已经撤销，请选择在册的楼组。")
            strangers = session.scalar(
                select(func.count(Dwelling.id))
                .join(Building, Building.id == Dwelling.building_id)
                .where(Dwelling.id.in_(dwelling_ids), Building.compound_id != group.compound_id)
            )
            if strangers:
                raise Refused(f"有 {strangers} 套房屋不在“{group.name}”所在的小区，请重新选择。")
        session.execute(
            update(Dwelling).where(Dwelling.id.in_(dwelling_ids)).values(building_group_id=group_id)
        )


def add_dwelling(book: Book, building_id: int, entry: DwellingEntry) -> int:
    """Record a door; it joins the 楼组 of its building or unit. Raises Invalid if it is there."""
    with book.write("登记房屋") as session:
        building = found(session, Building, building_id)
        values = _free_door(session, building, checked(entry), None)
        record = Dwelling(
            id=book.ids.next_id(),
            building_id=building.id,
            building_group_id=_group_at(session, building, values["unit"]),
            **values,
        )
        session.add(record)
        return record.id


def edit_dwelling(book: Book, dwelling_id: int, entry: DwellingEntry) -> None:
    """Change a door."""
    with book.write("修改房屋") as session:
        record = found(session, Dwelling, dwelling_id)
        building = found(session, Building, record.building_id)
        clean = checked(entry, known_of(record, DwellingEntry))
        put(record, _free_door(session, building, clean, dwelling_id))


def _free_door(
    session: Session, building: Building, entry: DwellingEntry, own: int | None
) -> dict[str, Any]:
    unit, room = unit_of(entry.unit or ""), room_of(entry.room_no)
    other = session.scalars(
        select(Dwelling.id).where(
            Dwelling.building_id == building.id, Dwelling.unit == unit, Dwelling.room_no == room
        )
    ).first()
    if other is not None and other != own:
        door = door_label(building.key, unit, room)
        raise Invalid.of("room_no", f"{door} 已经登记过了，请核对室号")
    return values_of(entry) | {"unit": unit, "room_no": room}


def _group_at(session: Session, building: Building, unit: str) -> int | None:
    wanted = [Place(building.key, unit).key, building.key]
    by_key = dict(
        session.execute(
            select(BuildingGroup.key, BuildingGroup.id).where(
                BuildingGroup.compound_id == building.compound_id,
                BuildingGroup.key.in_(wanted),
                BuildingGroup.ended_on.is_(None),
            )
        )
        .tuples()
        .all()
    )
    return by_key.get(wanted[0]) or by_key.get(wanted[1])
