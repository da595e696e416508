"""Appointing, ending and correcting posts; the past of a term is never rewritten by its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused, check
from app.kinds import age_on
from app.leaders.records import BUILDING_LEADER, END_REASONS, STREET_LEADER, TermEntry
from app.leaders.rules import ADULT, Span, active, crowding, default_end, term_problems
from app.people.storing import Saved, found, problems_of, put
from db.models import BuildingGroup, Dwelling, Household, LeaderTerm, Resident, StreetSegment


def appoint(book: Book, entry: TermEntry, today: dt.date) -> Saved:
    """Record that somebody takes a post; without a day of expiry the legal term is assumed.

    Raises Invalid, and Refused naming who holds the post already. Warnings tell of a second
    楼组 of the same person, of somebody moved away or under age.
    """
    with book.write(f"登记{entry.kind or '任职'}任职") as session:
        clean, problems = problems_of(entry)
        check([*problems, *term_problems(clean.start_on, clean.expected_end_on)])
        start = _start(clean)
        clean = replace(clean, expected_end_on=clean.expected_end_on or default_end(start))
        check(term_problems(start, clean.expected_end_on))
        warnings = _fitting(session, clean, Span(start), today, None)
        record = LeaderTerm(id=book.ids.next_id(), **_columns(clean))
        session.add(record)
        return Saved(record.id, warnings)


def term_entry(book: Book, term_id: int) -> TermEntry:
    """What is recorded of a term, for a form to change and give back; Refused if it is gone."""
    with book.read() as session:
        record = found(session, LeaderTerm, term_id)
        return TermEntry(
            record.kind,
            _scope_of(record),
            record.resident_id,
            record.start_on,
            record.expected_end_on,
            record.selection_method,
            record.note,
        )


def edit_term(book: Book, term_id: int, entry: TermEntry, today: dt.date) -> Saved:
    """Put a term right that was recorded wrongly; its end stays. Raises as `appoint`."""
    with book.write("更正任职") as session:
        record = found(session, LeaderTerm, term_id)
        known = {
            "start_on": record.start_on,
            "expected_end_on": record.expected_end_on,
            "selection_method": record.selection_method,
            "note": record.note,
        }
        clean, problems = problems_of(entry, known)
        check([*problems, *term_problems(clean.start_on, clean.expected_end_on, record.end_on)])
        warnings = _fitting(session, clean, Span(clean.start_on, record.end_on), today, record.id)
        values = _columns(clean)
        if clean.start_on == record.start_on:
            values.pop("start_precision")
        put(record, values)
        return Saved(term_id, warnings)


def end_term(book: Book, term_id: int, on: dt.date, reason: str) -> None:
    """离任: the post is free from the day on. On a term that has ended it corrects day and reason.

    Raises Invalid for a day before the start or an unknown reason, and Refused if the term
    would then run into the successor's.
    """
    with book.write("办理离任") as session:
        record = found(session, LeaderTerm, term_id)
        word = END_REASONS.parse(reason) if reason in END_REASONS.options else None
        if word is None:
            raise Invalid.of("end_reason", f"请选择离任原因：{'、'.join(END_REASONS.options)}")
        check(term_problems(record.start_on, None, on))
        if record.end_on is not None and on > record.end_on:
            _room(session, record.kind, _scope_of(record), Span(record.start_on, on), record.id)
        put(record, {"end_on": on, "end_reason": word})


def hand_over(book: Book, term_id: int, entry: TermEntry, reason: str, today: dt.date) -> Saved:
    """换届: the old term ends on the day on which the new one starts, in one step."""
    with book.write("办理换届"):
        end_term(book, term_id, _start(entry), reason)
        return appoint(book, entry, today)


def delete_term(book: Book, term_id: int) -> None:
    """Delete a term that was recorded by mistake; a real one is ended instead."""
    with book.write("删除任职") as session:
        session.delete(found(session, LeaderTerm, term_id))


def posts_of_people(
    session: Session, people: Sequence[int], on: dt.date, *, away_from: int | None = None
) -> dict[int, str]:
    """Posts that people hold on a day or take up later, in words, by the id of the term.

    `away_from` is a door to which they go: only the posts of a 楼组 that they leave by it.
    """
    which: ColumnElement[bool] = LeaderTerm.resident_id.in_(people)
    if away_from is not None:
        left = (
            select(Dwelling.building_group_id)
            .join(Household, Household.dwelling_id == Dwelling.id)
            .join(Resident, Resident.household_id == Household.id)
            .where(Resident.id.in_(people), Dwelling.building_group_id.is_not(None))
        )
        there = session.scalar(select(Dwelling.building_group_id).where(Dwelling.id == away_from))
        which &= LeaderTerm.building_group_id.in_(left) & (
            LeaderTerm.building_group_id != (there or 0)
        )
    return _posts(session, which, on)


def posts_of_scope(session: Session, group_id: int, on: dt.date) -> list[str]:
    """Posts held in a 楼组 on a day or taken up later, in words."""
    return list(_posts(session, LeaderTerm.building_group_id == group_id, on).values())


def posts_of_shop(session: Session, shop_id: int, on: dt.date) -> dict[int, str]:
    """Posts held for a shop on a day or taken up later, in words, by the id of the term."""
    return _posts(session, LeaderTerm.shop_id == shop_id, on)


def terms_of_scope(session: Session, group_id: int, on: dt.date) -> list[LeaderTerm]:
    """Terms of a 楼组 that hold on a day or are taken up later."""
    query = select(LeaderTerm).where(
        LeaderTerm.building_group_id == group_id,
        or_(LeaderTerm.end_on.is_(None), LeaderTerm.end_on > on),
    )
    return list(session.scalars(query.order_by(LeaderTerm.id)))


def carry_over(book: Book, term_id: int, group_id: int, on: dt.date) -> Saved:
    """A post goes on in another 楼组 from a day on, for the time it was meant to last."""
    with book.write("转任") as session:
        record = found(session, LeaderTerm, term_id)
        start = max(on, record.start_on or on)
        entry = TermEntry(
            record.kind,
            group_id,
            record.resident_id,
            start,
            record.expected_end_on if (record.expected_end_on or start) > start else None,
            record.selection_method,
            record.note,
        )
        return hand_over(book, term_id, entry, "调整", on)


def end_posts(book: Book, session: Session, terms: Iterable[int], on: dt.date, reason: str) -> None:
    """End terms inside a step of the caller; one that has not begun ends on its first day."""
    for term_id in terms:
        record = found(session, LeaderTerm, term_id)
        end_term(book, term_id, max(on, record.start_on or on), reason)


def _posts(session: Session, which: ColumnElement[bool], on: dt.date) -> dict[int, str]:
    rows = session.execute(
        select(
            LeaderTerm.id,
            LeaderTerm.kind,
            LeaderTerm.start_on,
            Resident.full_name,
            BuildingGroup.name.label("group"),
            StreetSegment.name.label("segment"),
        )
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .outerjoin(BuildingGroup, BuildingGroup.id == LeaderTerm.building_group_id)
        .outerjoin(StreetSegment, StreetSegment.id == LeaderTerm.street_segment_id)
        .where(which, or_(LeaderTerm.end_on.is_(None), LeaderTerm.end_on > on))
        .order_by(LeaderTerm.id)
    )
    return {
        row.id: f"{row.full_name}任{row.group or row.segment or ''}{row.kind}{_since(row.start_on)}"
        for row in rows
    }


def _since(start: dt.date | None) -> str:
    return f"（{start} 起）" if start else ""


def _start(entry: TermEntry) -> dt.date:
    if entry.start_on is None:
        raise Invalid.of("start_on", "请填写任职时间")
    return entry.start_on


def _columns(entry: TermEntry) -> dict[str, object]:
    street = entry.kind == STREET_LEADER
    return {
        "kind": entry.kind,
        "building_group_id": None if street else entry.scope_id,
        "street_segment_id": entry.scope_id if street else None,
        "resident_id": entry.resident_id,
        "start_on": entry.start_on,
        "start_precision": "day",
        "expected_end_on": entry.expected_end_on,
        "selection_method": entry.selection_method,
        "note": entry.note,
    }


def _scope_of(record: LeaderTerm) -> int:
    return record.building_group_id or record.street_segment_id or 0


def _fitting(
    session: Session, entry: TermEntry, span: Span, today: dt.date, own: int | None
) -> tuple[str, ...]:
    _scope_stands(session, entry, span)
    person = found(session, Resident, entry.resident_id)
    if person.status == "deceased" and span.holds(today):
        raise Refused(f"{person.full_name}已登记为去世，不能任职。请核对人员。")
    _room(session, entry.kind, entry.scope_id, span, own, person=person.id)
    warnings = []
    age = age_on(person.birth_date, entry.start_on or today)
    if age is not None and age < ADULT:
        warnings.append(f"{person.full_name}任职时不满{ADULT}岁，请核对。")
    if person.status == "moved_out":
        warnings.append(f"{person.full_name}已登记为迁出，请核对。")
    if entry.kind == BUILDING_LEADER:
        warnings += _second_group(session, entry, span, own, person)
    return tuple(warnings)


def _scope_stands(session: Session, entry: TermEntry, span: Span) -> None:
    if entry.kind == STREET_LEADER:
        found(session, StreetSegment, entry.scope_id)
        return
    group = found(session, BuildingGroup, entry.scope_id)
    if span.end is None and group.ended_on is not None:
        raise Refused(f"“{group.name}”已于 {group.ended_on} 撤销，请选择在册的楼组。")
    if span.start is not None and not active(None, group.ended_on, span.start):
        raise Refused(f"“{group.name}”在 {span.start} 已经撤销，请核对任职时间。")


def _second_group(
    session: Session, entry: TermEntry, span: Span, own: int | None, person: Resident
) -> list[str]:
    others = session.execute(
        select(LeaderTerm.id, LeaderTerm.start_on, LeaderTerm.end_on, BuildingGroup.name)
        .join(BuildingGroup, BuildingGroup.id == LeaderTerm.building_group_id)
        .where(
            LeaderTerm.resident_id == person.id,
            LeaderTerm.kind == BUILDING_LEADER,
            LeaderTerm.building_group_id != entry.scope_id,
        )
    )
    names = [
        row.name for row in others if row.id != own and span.meets(Span(row.start_on, row.end_on))
    ]
    if not names:
        return []
    return [f"{person.full_name}同时还是{'、'.join(names)}的楼组长，请核对。"]


def _room(
    session: Session,
    kind: str,
    scope: int,
    span: Span,
    own: int | None,
    *,
    person: int | None = None,
) -> None:
    column = LeaderTerm.street_segment_id if kind == STREET_LEADER else LeaderTerm.building_group_id
    rows = session.execute(
        select(
            LeaderTerm.id,
            LeaderTerm.start_on,
            LeaderTerm.end_on,
            LeaderTerm.resident_id,
            Resident.full_name,
        )
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(column == scope, LeaderTerm.kind == kind)
        .order_by(LeaderTerm.start_on)
    ).all()
    others = [row for row in rows if row.id != own]
    spans = [Span(row.start_on, row.end_on) for row in others]
    in_the_way = [others[at] for at in crowding(kind, span, spans)]
    if not in_the_way and person is not None:
        in_the_way = [
            row
            for row, other in zip(others, spans, strict=True)
            if row.resident_id == person and span.meets(other)
        ]
    if not in_the_way:
        return
    name = _scope_name(session, kind, scope)
    holders = "、".join(
        f"{row.full_name}（{_when(row.start_on, row.end_on)}）" for row in in_the_way
    )
    raise Refused(
        f"{name}在这段时间已有{kind}：{holders}。"
        "请先为其办理离任，或用“换届”一步完成，或核对任职时间。"
    )


def _when(start: dt.date | None, end: dt.date | None) -> str:
    begin = f"{start} 起" if start else "任职时间不详"
    return f"{start or '不详'} 至 {end}" if end else begin


def _scope_name(session: Session, kind: str, scope: int) -> str:
    if kind == STREET_LEADER:
        return found(session, StreetSegment, scope).name
    return found(session, BuildingGroup, scope).name
