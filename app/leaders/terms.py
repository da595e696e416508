"""Appointing, ending and correcting posts; the past of a term is never rewritten by its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused, check
from app.kinds import age_on
from app.leaders.posts import BUILDING_LEADER, COMMITTEE_SIZE, OF_COMMITTEE, post_of
from app.leaders.records import END_REASONS, TermEntry
from app.leaders.rules import ADULT, Span, crowding, default_end, term_problems
from app.leaders.scopes import (
    OFFICE_NAME,
    Scope,
    same_scope,
    scope_for,
    scope_name,
    scope_of,
    stands,
)
from app.leaders.term_names import terms_named
from app.people.storing import Saved, found, problems_of, put, references
from db.models import BuildingGroup, Dwelling, Household, LeaderTerm, Resident, Shop

MORE = (
    "scope_name", "acting", "subsidy_monthly", "phone_override", "shop_id", "round_id",
)  # fmt: skip
"""What a form of a term need not ask and must not lose."""


def appoint(book: Book, entry: TermEntry, today: dt.date) -> Saved:
    """Record that somebody takes a post; without a day of expiry the legal term is assumed.

    Raises Invalid, and Refused naming who holds the post already. Warnings tell of a second
    楼组 of the same person, of somebody moved away or under age.
    """
    with book.write(f"登记{entry.kind or '任职'}任职") as session:
        clean, problems = problems_of(entry)
        check([*problems, *term_problems(clean.start_on, clean.expected_end_on)])
        start = _start(clean)
        clean = replace(
            clean,
            expected_end_on=clean.expected_end_on or default_end(start, post_of(clean.kind).months),
        )
        check(term_problems(start, clean.expected_end_on))
        warnings = _fitting(session, clean, Span(start), today, None)
        record = LeaderTerm(id=book.ids.next_id(), **_columns(clean))
        session.add(record)
        return Saved(record.id, warnings)


def term_entry(book: Book, term_id: int) -> TermEntry:
    """What is recorded of a term, for a form to change and give back; Refused if it is gone."""
    with book.read() as session:
        return _entry(found(session, LeaderTerm, term_id))


def _entry(record: LeaderTerm) -> TermEntry:
    return TermEntry(
        record.kind,
        scope_of(record).id or 0,
        record.resident_id,
        record.start_on,
        record.expected_end_on,
        record.selection_method,
        record.note,
        **{name: getattr(record, name) for name in MORE},
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
            **{name: getattr(record, name) for name in MORE},
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
            span, person = Span(record.start_on, on), record.resident_id
            _room(session, record.kind, scope_of(record), span, record.id, person=person)
        put(record, {"end_on": on, "end_reason": word})


def hand_over(book: Book, term_id: int, entry: TermEntry, reason: str, today: dt.date) -> Saved:
    """换届: the old term ends on the day on which the new one starts, in one step."""
    with book.write("办理换届"):
        end_term(book, term_id, _start(entry), reason)
        return appoint(book, entry, today)


def delete_term(book: Book, term_id: int) -> None:
    """Delete a term that was recorded by mistake; a real one is ended instead.

    Raises Refused with what hangs on it: duties, subsidies, appraisals, hand-overs.
    """
    with book.write("删除任职") as session:
        record = found(session, LeaderTerm, term_id)
        held = references(session, "leader_term", term_id)
        if held:
            raise Refused(
                f"这一任还有{'、'.join(held)}，不能删除。请先删除它们，或改用“离任”结束这一任。"
            )
        session.delete(record)


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
        entry = replace(
            _entry(record),
            scope_id=group_id,
            start_on=start,
            expected_end_on=(
                record.expected_end_on if (record.expected_end_on or start) > start else None
            ),
        )
        return hand_over(book, term_id, entry, "调整", on)


def end_posts(book: Book, session: Session, terms: Iterable[int], on: dt.date, reason: str) -> None:
    """End terms inside a step of the caller; one that has not begun ends on its first day."""
    for term_id in terms:
        record = found(session, LeaderTerm, term_id)
        end_term(book, term_id, max(on, record.start_on or on), reason)


def _posts(session: Session, which: ColumnElement[bool], on: dt.date) -> dict[int, str]:
    query = terms_named().where(which, or_(LeaderTerm.end_on.is_(None), LeaderTerm.end_on > on))
    rows = session.execute(query.order_by(LeaderTerm.id))
    return {
        row.id: f"{row.full_name}任{_of(row.scope, row.kind)}{_since(row.start_on)}" for row in rows
    }


def _of(scope: str, kind: str) -> str:
    return kind if scope == OFFICE_NAME else f"{scope}{kind}"


def _since(start: dt.date | None) -> str:
    return f"（{start} 起）" if start else ""


def _start(entry: TermEntry) -> dt.date:
    if entry.start_on is None:
        raise Invalid.of("start_on", "请填写任职时间")
    return entry.start_on


def _columns(entry: TermEntry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        **_scope(entry).columns(),
        "resident_id": entry.resident_id,
        "start_on": entry.start_on,
        "start_precision": "day",
        "expected_end_on": entry.expected_end_on,
        "selection_method": entry.selection_method,
        "note": entry.note,
        **{name: getattr(entry, name) for name in MORE if name != "scope_name"},
    }


def _scope(entry: TermEntry) -> Scope:
    return scope_for(entry.kind, entry.scope_id, entry.scope_name)


def _fitting(
    session: Session, entry: TermEntry, span: Span, today: dt.date, own: int | None
) -> tuple[str, ...]:
    scope, post = _scope(entry), post_of(entry.kind)
    stands(session, scope, span)
    person = found(session, Resident, entry.resident_id)
    if person.status == "deceased" and span.holds(today):
        raise Refused(f"{person.full_name}已登记为去世，不能任职。请核对人员。")
    _room(session, entry.kind, scope, span, own, person=person.id)
    warnings = []
    age = age_on(person.birth_date, entry.start_on or today)
    if age is not None and age < ADULT:
        warnings.append(f"{person.full_name}任职时不满{ADULT}岁，请核对。")
    if age is not None and post.oldest is not None and age > post.oldest:
        warnings.append(f"{person.full_name}任职时{age}岁，超过{entry.kind}一般的{post.oldest}岁。")
    if person.status == "moved_out":
        warnings.append(f"{person.full_name}已登记为迁出，请核对。")
    if entry.shop_id is not None:
        shop = found(session, Shop, entry.shop_id)
        if shop.street_segment_id != scope.id:
            warnings.append(f"“{shop.shop_name}”不在这条街面，请核对商铺。")
    if entry.kind == BUILDING_LEADER:
        warnings += _second_group(session, entry, span, own, person)
    if entry.kind in OF_COMMITTEE:
        warnings += _large_committee(session, span, own)
    return tuple(warnings)


def _large_committee(session: Session, span: Span, own: int | None) -> list[str]:
    rows = session.execute(
        select(LeaderTerm.id, LeaderTerm.resident_id, LeaderTerm.start_on, LeaderTerm.end_on).where(
            LeaderTerm.kind.in_(OF_COMMITTEE)
        )
    )
    others = {
        row.resident_id
        for row in rows
        if row.id != own and span.meets(Span(row.start_on, row.end_on))
    }
    most = COMMITTEE_SIZE[1]
    if len(others) < most:
        return []
    return [f"居委会在这段时间已有{len(others)}名成员，法律规定最多{most}名，请核对。"]


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


def in_the_way(book: Book, entry: TermEntry) -> list[tuple[int, str]]:
    """Terms that leave no room for another, by id, with who holds them; empty if there is room."""
    scope = _scope(entry)
    with book.read() as session:
        rows = _crowding(session, entry.kind, scope, Span(entry.start_on), None, entry.resident_id)
    return [(row.id, row.full_name) for row in rows]


def _room(
    session: Session,
    kind: str,
    scope: Scope,
    span: Span,
    own: int | None,
    *,
    person: int | None = None,
) -> None:
    rows = _crowding(session, kind, scope, span, own, person)
    if not rows:
        return
    name = scope_name(session, scope)
    holders = "、".join(f"{row.full_name}（{_when(row.start_on, row.end_on)}）" for row in rows)
    raise Refused(
        f"{name}在这段时间已有{kind}：{holders}。"
        "请先为其办理离任，或用“换届”一步完成，或核对任职时间。"
    )


def _crowding(
    session: Session, kind: str, scope: Scope, span: Span, own: int | None, person: int | None
) -> list[Any]:
    rows = session.execute(
        select(
            LeaderTerm.id,
            LeaderTerm.start_on,
            LeaderTerm.end_on,
            LeaderTerm.resident_id,
            Resident.full_name,
        )
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(same_scope(LeaderTerm, scope), LeaderTerm.kind == kind)
        .order_by(LeaderTerm.start_on)
    ).all()
    others = [row for row in rows if row.id != own]
    spans = [Span(row.start_on, row.end_on) for row in others]
    crowded = [others[at] for at in crowding(kind, span, spans)]
    if crowded or person is None:
        return crowded
    return [
        row
        for row, other in zip(others, spans, strict=True)
        if row.resident_id == person and span.meets(other)
    ]


def _when(start: dt.date | None, end: dt.date | None) -> str:
    begin = f"{start} 起" if start else "任职时间不详"
    return f"{start or '不详'} 至 {end}" if end else begin
