"""任职 as rows: the post, the person, the place, and what was noted of the term."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.book import Book
from app.kinds import age_on
from app.leaders.posts import BOTH, DIRECTOR, SECRETARY
from app.leaders.records import TermRow
from app.leaders.rules import Span, state
from app.leaders.term_names import terms_named
from app.leaders.trainings import minutes_of
from app.people.lists import chunks, in_order
from app.people.order import natural
from app.people.places import door_label
from db.models import (
    Appraisal,
    Building,
    BuildingGroup,
    Compound,
    DutyRecord,
    Dwelling,
    Household,
    LeaderTerm,
    Resident,
    Shop,
    StreetSegment,
)

_Home = aliased(Compound)


def light() -> Select[Any]:
    """What lists of terms are put in order and limited by."""
    return terms_named(
        LeaderTerm.expected_end_on,
        LeaderTerm.building_group_id,
        LeaderTerm.street_segment_id,
        Resident.name_pinyin,
        Resident.birth_date,
        Resident.sex,
        Resident.political_status,
        Resident.education,
    )


def _full() -> Select[Any]:
    return (
        light()
        .outerjoin(Shop, Shop.id == LeaderTerm.shop_id)
        .outerjoin(Household, Household.id == Resident.household_id)
        .outerjoin(Dwelling, Dwelling.id == Household.dwelling_id)
        .outerjoin(Building, Building.id == Dwelling.building_id)
        .outerjoin(_Home, _Home.id == Building.compound_id)
        .add_columns(
            LeaderTerm.end_reason,
            LeaderTerm.note,
            LeaderTerm.acting,
            LeaderTerm.selection_method,
            LeaderTerm.subsidy_monthly,
            func.coalesce(LeaderTerm.phone_override, Resident.phone).label("phone"),
            BuildingGroup.households_declared,
            StreetSegment.from_no,
            StreetSegment.to_no,
            StreetSegment.shop_count_declared,
            func.coalesce(
                BuildingGroup.liaison_staff, StreetSegment.liaison_staff, Compound.liaison_staff
            ).label("staff"),
            Shop.shop_name,
            _Home.name.label("home"),
            Building.key.label("home_building"),
            Dwelling.unit.label("home_unit"),
            Dwelling.room_no.label("home_room"),
        )
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What was counted for some terms, by the id of the group, person or term it belongs to."""

    homes: Mapping[int, int]
    buildings: Mapping[int, str]
    shops: Mapping[int, int]
    numbers: Mapping[int, int]
    also: Mapping[int, str]
    grades: Mapping[int, str]
    duties: Mapping[int, int]
    training: Mapping[int, int]


def term_rows(book: Book, ids: Sequence[int], day: dt.date) -> dict[int, TermRow]:
    """The rows of some terms by id, with their state on a day.

    Duties and minutes of training are those of the year of that day, up to it.
    """
    found: dict[int, TermRow] = {}
    year = dt.date(day.year, 1, 1)
    with book.read() as session:
        training = minutes_of(session, year, day) if ids else {}
        for some in chunks(ids):
            rows = session.execute(_full().where(LeaderTerm.id.in_(some))).all()
            homes, buildings = places_of(session, {row.building_group_id for row in rows} - {None})
            numbers, also = _careers(session, {row.resident_id for row in rows}, day)
            shops = _shops(session, {row.street_segment_id for row in rows} - {None})
            known = _Known(
                homes, buildings, shops, numbers, also, _grades(session, some, day),
                _duties(session, some, year, day), training,
            )  # fmt: skip
            for row in rows:
                found[row.id] = _term_row(row, known, day)
    return in_order(found, ids)


def _term_row(row: Any, known: _Known, day: dt.date) -> TermRow:
    door = door_label(row.home_building or "", row.home_unit or "", row.home_room or "")
    return TermRow(
        id=row.id,
        resident_id=row.resident_id,
        kind=row.kind,
        compound=row.compound or "",
        scope=row.scope,
        full_name=row.full_name,
        sex=row.sex,
        birth_date=row.birth_date,
        age=age_on(row.birth_date, day),
        political_status=row.political_status,
        education=row.education,
        phone=row.phone,
        households=known.homes.get(row.building_group_id) or row.households_declared,
        start_on=row.start_on,
        expected_end_on=row.expected_end_on,
        end_on=row.end_on,
        end_reason=row.end_reason,
        state=state(Span(row.start_on, row.end_on), row.expected_end_on, day),
        shop=row.shop_name,
        note=row.note,
        acting=row.acting,
        selection_method=row.selection_method,
        subsidy_monthly=row.subsidy_monthly,
        building=known.buildings.get(row.building_group_id, ""),
        home=f"{row.home} {door}" if row.home else "",
        staff=row.staff,
        numbers="-".join(part for part in (row.from_no, row.to_no) if part),
        shops=known.shops.get(row.street_segment_id) or row.shop_count_declared,
        number=known.numbers.get(row.id, 1),
        also=known.also.get(row.id, ""),
        grade=known.grades.get(row.id),
        duties=known.duties.get(row.id, 0),
        training=known.training.get(row.resident_id),
    )


def places_of(session: Session, groups: Iterable[int]) -> tuple[dict[int, int], dict[int, str]]:
    """How many households live in each 楼组, and in which buildings it lies: 3号、5号."""
    wanted = list(groups)
    homes: dict[int, int] = defaultdict(int)
    names: dict[int, list[str]] = defaultdict(list)
    living = and_(Household.dwelling_id == Dwelling.id, Household.status == "living")
    for some in chunks(wanted):
        for group, name, count in session.execute(
            select(Dwelling.building_group_id, Building.name, func.count(Household.id))
            .join(Building, Building.id == Dwelling.building_id)
            .outerjoin(Household, living)
            .where(Dwelling.building_group_id.in_(some))
            .group_by(Dwelling.building_group_id, Dwelling.building_id)
        ):
            if group is not None:
                homes[group] += count
                names[group].append(name)
    return dict(homes), {
        group: "、".join(sorted(some, key=natural)) for group, some in names.items()
    }


def _shops(session: Session, streets: set[int]) -> dict[int, int]:
    if not streets:
        return {}
    rows = session.execute(
        select(Shop.street_segment_id, func.count())
        .where(Shop.street_segment_id.in_(streets), Shop.status != "closed")
        .group_by(Shop.street_segment_id)
    )
    return dict(rows.tuples().all())


def numbers_of(terms: Iterable[Any]) -> dict[int, int]:
    """The how-manieth term each is of its person and kind, by id; 1 for the first.

    An earlier term is one that was over when this one began: leading two 楼组 at once counts
    once. The rows have `id`, `resident_id`, `kind`, `start_on` and `end_on`; give all terms of
    a person.
    """
    careers: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for term in terms:
        careers[term.resident_id, term.kind].append(term)
    found: dict[int, int] = {}
    for same in careers.values():
        for term in same:
            start = term.start_on
            before = {
                one.start_on
                for one in same
                if start is not None and one.end_on is not None and one.end_on <= start
                if one.start_on != start
            }
            found[term.id] = len(before) + 1
    return found


def careers(session: Session, people: Iterable[int] | None = None) -> list[Any]:
    """All terms (of some people), as `numbers_of` takes them."""
    query = select(
        LeaderTerm.id,
        LeaderTerm.resident_id,
        LeaderTerm.kind,
        LeaderTerm.start_on,
        LeaderTerm.end_on,
    )
    if people is None:
        return list(session.execute(query))
    return [
        row
        for some in chunks(list(people))
        for row in session.execute(query.where(LeaderTerm.resident_id.in_(some)))
    ]


def _careers(
    session: Session, people: set[int], day: dt.date
) -> tuple[dict[int, int], dict[int, str]]:
    terms = careers(session, people)
    holding: dict[int, dict[int, str]] = defaultdict(dict)
    for term in terms:
        if Span(term.start_on, term.end_on).holds(day):
            holding[term.resident_id][term.id] = term.kind
    also = {}
    for held in holding.values():
        for term_id, kind in held.items() if len(held) > 1 else ():
            others = [other for key, other in held.items() if key != term_id]
            also[term_id] = _beside(kind, list(dict.fromkeys(others)))
    return numbers_of(terms), also


def _beside(kind: str, others: Sequence[str]) -> str:
    if kind in (SECRETARY, DIRECTOR) and (SECRETARY in others or DIRECTOR in others):
        rest = [other for other in others if other not in (SECRETARY, DIRECTOR)]
        return "、".join((BOTH, *rest))
    return "、".join(others)


def _grades(session: Session, ids: Sequence[int], day: dt.date) -> dict[int, str]:
    rows = session.execute(
        select(Appraisal.leader_term_id, Appraisal.grade)
        .where(
            Appraisal.leader_term_id.in_(ids),
            Appraisal.grade.is_not(None),
            Appraisal.assessed_on.is_(None) | (Appraisal.assessed_on <= day),
        )
        .order_by(Appraisal.assessed_on.is_not(None), Appraisal.assessed_on, Appraisal.period)
    )
    return {term: grade for term, grade in rows if grade}


def _duties(session: Session, ids: Sequence[int], since: dt.date, until: dt.date) -> dict[int, int]:
    rows = session.execute(
        select(DutyRecord.leader_term_id, func.count())
        .where(DutyRecord.leader_term_id.in_(ids), DutyRecord.occurred_on.between(since, until))
        .group_by(DutyRecord.leader_term_id)
    )
    return dict(rows.tuples().all())
