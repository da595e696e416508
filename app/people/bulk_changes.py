"""Many records changed in one step: one field for all of them, pasted cells, tags, 楼组."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.kinds import Misfit
from app.people.cells import Sheet, sheet_of
from app.people.houses import assign_dwellings
from app.people.lists import chunks, household_rows, resident_rows
from app.people.records import ResidentEntry
from app.people.rules import resident_problems
from app.people.storing import GONE, TABLE_WORDS, found
from app.people.words import CARE_TAG
from app.work import Progress, Work
from db.models import Building, BuildingGroup, CareTag, Dwelling, Household, Resident, Shop

_AT_ONCE = 1_000
_NAMED = 200
"""Refused records whose names are looked up; nobody reads more of them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record, or a cell of it, that stays as it is, and why."""

    id: int
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change of many records did, or would do.

    `rows` are changed; `replaced` cells held something else before; `same` rows had it already.
    """

    rows: int = 0
    replaced: int = 0
    same: int = 0
    refused: tuple[Refusal, ...] = ()


@dataclass
class _Count:
    """Counts while the work is under way."""

    rows: int = 0
    replaced: int = 0
    same: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def change_many(
    book: Book,
    table: str,
    ids: Sequence[int],
    name: str,
    value: Any,
    today: dt.date,
    *,
    dry: bool = False,
) -> Work[Changed]:
    """Give one field of many records the same value (None empties it), in one step.

    What the rules refuse stays as it is and is told. `dry` only looks.
    """
    sheet = sheet_of(book, table)
    label = f"批量修改{TABLE_WORDS[table]}的{sheet.field(name).label}"
    wanted = {row_id: {name: value} for row_id in ids}
    return (yield from _change(book, table, sheet, wanted, today, label, _Count(), dry=dry))


def paste_cells(
    book: Book,
    table: str,
    cells: Mapping[int, Mapping[str, str]],
    today: dt.date,
    *,
    dry: bool = False,
) -> Work[Changed]:
    """Put texts into the cells of many records, by id and name of the field, in one step.

    A text that its field cannot read leaves its cell as it is; the other cells of the record
    are changed. `dry` only looks.
    """
    sheet = sheet_of(book, table)
    count = _Count()
    wanted = {row_id: _read(sheet, row_id, line, count) for row_id, line in cells.items()}
    names = {name: None for line in cells.values() for name in line}
    labels = "、".join(sheet.field(name).label for name in names)
    label = f"粘贴到{TABLE_WORDS[table]}的{labels}"
    return (yield from _change(book, table, sheet, wanted, today, label, count, dry=dry))


def _read(sheet: Sheet, row_id: int, line: Mapping[str, str], count: _Count) -> dict[str, Any]:
    values = {}
    for name, text in line.items():
        known = sheet.field(name)
        try:
            values[name] = known.kind.parse(text)
        except Misfit as misfit:
            count.refused.append((row_id, f"{known.label}：{misfit}"))
    return values


def _change(
    book: Book,
    table: str,
    sheet: Sheet,
    wanted: Mapping[int, Mapping[str, Any]],
    today: dt.date,
    label: str,
    count: _Count,
    *,
    dry: bool,
) -> Work[Changed]:
    ids = list(wanted)
    with _session(book, label, dry=dry) as session:
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            known = {
                one.id: one
                for one in session.scalars(select(sheet.model).where(sheet.model.id.in_(some)))
            }
            for row_id in some:
                if row_id not in known:
                    count.refused.append((row_id, GONE))
                    continue
                _change_one(sheet, known[row_id], wanted[row_id], today, count, dry=dry)
            session.flush()
            session.expunge_all()
            yield Progress(start + len(some), len(ids), label)
        return _told(book, table, count, today)


def _change_one(
    sheet: Sheet,
    record: Any,
    values: Mapping[str, Any],
    today: dt.date,
    count: _Count,
    *,
    dry: bool,
) -> None:
    changed = told = False
    for name, value in values.items():
        before = sheet.value(record, name)
        if before == value:
            continue
        why = _objection(record, name, value, today)
        if why:
            count.refused.append((record.id, f"{sheet.field(name).label}：{why}"))
            told = True
            continue
        changed = True
        count.replaced += before not in (None, "")
        if not dry:
            sheet.put(record, name, value)
    count.rows += changed
    count.same += bool(values) and not (changed or told)


def _objection(record: Any, name: str, value: Any, today: dt.date) -> str:
    """Why a field may not be changed without looking at other records."""
    if name == "relation_to_head" and "户主" in (value, record.relation_to_head):
        if value == "户主":
            return "户主要在这一户里逐人设定"
        return "现在是户主，请先为这一户另定户主"
    if name == "birth_date" and value:
        entry = ResidentEntry(record.full_name, birth_date=value)
        return "；".join(problem.text for problem in resident_problems(entry, today))
    return ""


@contextmanager
def _session(book: Book, label: str, *, dry: bool) -> Iterator[Session]:
    with book.read() if dry else book.write(label) as session:
        yield session


def _progress(count: _Count, ids: Sequence[int], text: str) -> Progress:
    done = count.rows + count.same + len(count.refused)
    return Progress(min(done, len(ids)), len(ids), text)


def _told(book: Book, table: str, count: _Count, today: dt.date) -> Changed:
    some = [row_id for row_id, _ in count.refused[:_NAMED]]
    names = _names(book, table, some, today)
    refused = tuple(Refusal(row_id, names.get(row_id, ""), why) for row_id, why in count.refused)
    return Changed(count.rows, count.replaced, count.same, refused)


def _names(book: Book, table: str, ids: Sequence[int], today: dt.date) -> dict[int, str]:
    if table == "resident":
        people = resident_rows(book, ids, today).values()
        return {one.id: f"{one.door} {one.full_name}".strip() for one in people}
    if table == "household":
        return {one.id: one.label for one in household_rows(book, ids).values()}
    with book.read() as session:
        return dict(
            session.execute(select(Shop.id, Shop.shop_name).where(Shop.id.in_(ids))).tuples()
        )


# Care tags


def tag_many(
    book: Book,
    ids: Sequence[int],
    tag: str,
    on: dt.date,
    today: dt.date,
    *,
    source: str | None = None,
    dry: bool = False,
) -> Work[Changed]:
    """Give many living residents a care tag from a day on; who has it already stays as is."""
    word = CARE_TAG.parse(tag)
    count = _Count()
    with _session(book, f"批量加上关爱标签“{word}”", dry=dry) as session:
        for some in chunks(ids):
            there = set(session.scalars(_standing(some, word, on).with_only_columns(_OWNER)))
            for row_id, status in _states(session, some):
                if status != "living":
                    count.refused.append((row_id, "已不在住，不能加关爱标签"))
                elif row_id in there:
                    count.same += 1
                else:
                    count.rows += 1
                    if not dry:
                        session.add(_new_tag(book, row_id, word, on, source))
            session.flush()
            yield _progress(count, ids, "正在加上关爱标签")
        return _told(book, "resident", count, today)


def end_tag_many(
    book: Book, ids: Sequence[int], tag: str, on: dt.date, today: dt.date, *, dry: bool = False
) -> Work[Changed]:
    """End a care tag of many residents on a day; the tag stays in their history."""
    word = CARE_TAG.parse(tag)
    count = _Count()
    with _session(book, f"批量结束关爱标签“{word}”", dry=dry) as session:
        for some in chunks(ids):
            standing = session.scalars(_standing(some, word, on)).all()
            changed = {one.resident_id for one in standing}
            for one in standing:
                if one.start_on is not None and one.start_on > on:
                    changed.discard(one.resident_id)
                    why = f"标签从 {one.start_on} 才开始，结束日期不能更早"
                    count.refused.append((one.resident_id, why))
                elif not dry:
                    one.end_on = on
            count.rows += len(changed)
            count.same += len(some) - len({one.resident_id for one in standing})
            session.flush()
            yield _progress(count, ids, "正在结束关爱标签")
        return _told(book, "resident", count, today)


_OWNER = CareTag.resident_id


def _standing(ids: Sequence[int], tag: str | None, day: dt.date) -> Select[tuple[CareTag]]:
    return select(CareTag).where(
        _OWNER.in_(ids), CareTag.tag == tag, or_(CareTag.end_on.is_(None), CareTag.end_on > day)
    )


def _states(session: Session, ids: Sequence[int]) -> list[tuple[int, str]]:
    query = select(Resident.id, Resident.status).where(Resident.id.in_(ids))
    known = dict(session.execute(query).tuples().all())
    return [(row_id, known[row_id]) for row_id in ids if row_id in known]


def _new_tag(
    book: Book, resident_id: int, tag: str | None, on: dt.date, source: str | None
) -> CareTag:
    return CareTag(
        id=book.ids.next_id(), resident_id=resident_id, tag=tag, start_on=on, source=source
    )


# 楼组


def group_many(
    book: Book, ids: Sequence[int], group_id: int | None, today: dt.date, *, dry: bool = False
) -> Work[Changed]:
    """Put the dwellings of many households into a 楼组, or into none.

    Raises Refused for a 楼组 that has ended; homes in another compound stay as they are.
    """
    count = _Count()
    with _session(book, "批量调整楼组", dry=dry) as session:
        group = None if group_id is None else found(session, BuildingGroup, group_id)
        if group is not None and group.ended_on is not None:
            raise Refused(f"“{group.name}”已经撤销，请选择在册的楼组。")
        doors: set[int] = set()
        for some in chunks(ids):
            homes = (
                select(Household.id, Dwelling.id, Building.compound_id, Dwelling.building_group_id)
                .join(Dwelling, Dwelling.id == Household.dwelling_id)
                .join(Building, Building.id == Dwelling.building_id)
                .where(Household.id.in_(some))
            )
            for row_id, dwelling, compound, before in session.execute(homes):
                if before == group_id:
                    count.same += 1
                elif group is not None and compound != group.compound_id:
                    count.refused.append((row_id, f"不在“{group.name}”所在的小区"))
                else:
                    count.rows += 1
                    count.replaced += before is not None
                    doors.add(dwelling)
            yield _progress(count, ids, "正在调整楼组")
        if not dry:
            for part in chunks(sorted(doors)):
                assign_dwellings(book, part, group_id)
        return _told(book, "household", count, today)
