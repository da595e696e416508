"""Steps of several terms at once: 换届 with its sheet, 一肩挑, many who leave or stay longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused
from app.leaders.handovers import make_handover
from app.leaders.holders import holds_on
from app.leaders.posts import DIRECTOR, SECRETARY
from app.leaders.records import TermEntry
from app.leaders.rules import Span
from app.leaders.terms import appoint, edit_term, end_term, hand_over, term_entry
from app.people.storing import Saved, found
from db.models import LeaderTerm, Resident

OTHER_OF = {SECRETARY: DIRECTOR, DIRECTOR: SECRETARY}
"""The posts that one person may hold together (一肩挑), each with the other."""

MOVED_ON = "调整"
"""Why somebody leaves a post that another takes over together with its pair."""


@dataclass(frozen=True, slots=True)
class Succeeded:
    """What came of a 换届: the new term, its warnings, and the hand-over if one was filled in."""

    saved: Saved
    handover_id: int | None = None


def other_holder(book: Book, kind: str, day: dt.date) -> tuple[int, int, str] | None:
    """Who holds the post that may go together with a kind: term, person and name; or None."""
    other = OTHER_OF.get(kind)
    if other is None:
        return None
    with book.read() as session:
        row = session.execute(
            select(LeaderTerm.id, LeaderTerm.resident_id, Resident.full_name)
            .join(Resident, Resident.id == LeaderTerm.resident_id)
            .where(LeaderTerm.kind == other, holds_on(day))
            .order_by(LeaderTerm.start_on.desc())
        ).first()
    return None if row is None else (row.id, row.resident_id, row.full_name)


def appoint_both(book: Book, entry: TermEntry, today: dt.date) -> Saved:
    """书记、主任一肩挑: a person takes both posts in one step.

    The post that was not asked for is taken over from whoever holds it on that day; where the
    person holds it already, only the one asked for is taken. Raises as `appoint`.
    """
    with book.write("任命书记、主任"):
        saved = appoint(book, entry, today)
        return Saved(saved.id, (*saved.warnings, *_take_other(book, entry, today)))


def _take_other(book: Book, entry: TermEntry, today: dt.date) -> tuple[str, ...]:
    day = entry.start_on or today
    # A phone and a subsidy go with one post: paid twice they would be counted twice.
    other = replace(entry, kind=OTHER_OF[entry.kind], subsidy_monthly=None)
    held = other_holder(book, entry.kind, day)
    if held is None:
        return appoint(book, other, today).warnings
    term_id, person, _ = held
    if person == entry.resident_id:
        return ()
    return hand_over(book, term_id, other, MOVED_ON, today).warnings


def succeed(
    book: Book,
    term_id: int,
    entry: TermEntry,
    reason: str,
    today: dt.date,
    *,
    sheet: bool = False,
    both: bool = False,
) -> Succeeded:
    """换届 in one step, with a hand-over `sheet` and the other post of 一肩挑 where asked for."""
    with book.write("办理换届"):
        saved = hand_over(book, term_id, entry, reason, today)
        warnings = saved.warnings
        if both:
            warnings = (*warnings, *_take_other(book, entry, today))
        made = None
        if sheet:
            made = make_handover(book, term_id, saved.id, entry.start_on or today)
        return Succeeded(Saved(saved.id, warnings), made)


def end_terms(book: Book, term_ids: Sequence[int], on: dt.date, reason: str) -> int:
    """Several people leave their posts on a day, in one step; returns how many.

    Terms that are over already stay as they are. Refused, naming the first of them, where
    somebody would leave before having begun.
    """
    if not term_ids:
        raise Refused("请先在表里选中要离任的人。")
    with book.write(f"办理离任 {len(term_ids)} 人") as session:
        ended = 0
        for term_id in dict.fromkeys(term_ids):
            record = found(session, LeaderTerm, term_id)
            if record.end_on is not None and record.end_on <= on:
                continue
            if record.start_on is not None and record.start_on > on:
                raise Refused(
                    f"{_name(session, record)}从 {record.start_on} 起任职，"
                    f"离任日不能早于这一天。没有办理任何人的离任。"
                )
            end_term(book, term_id, on, reason)
            ended += 1
        if not ended:
            raise Refused(f"选中的人在 {on} 都已离任，没有要办理的。")
        return ended


def extend_terms(book: Book, term_ids: Sequence[int], until: dt.date, today: dt.date) -> int:
    """Several terms are full on another day, in one step; returns how many were changed.

    Terms that are over stay as they are. Raises Invalid for a day before a start.
    """
    if not term_ids:
        raise Refused("请先在表里选中要改届满日的人。")
    with book.write(f"修改届满日 {len(term_ids)} 人") as session:
        changed = 0
        for term_id in dict.fromkeys(term_ids):
            record = found(session, LeaderTerm, term_id)
            if Span(None, record.end_on).holds(today) and record.expected_end_on != until:
                if record.start_on is not None and until <= record.start_on:
                    raise Invalid.of(
                        "until", f"{_name(session, record)}从 {record.start_on} 起任职，请核对"
                    )
                entry = replace(term_entry(book, term_id), expected_end_on=until)
                edit_term(book, term_id, entry, today)
                changed += 1
        if not changed:
            raise Refused("选中的任职都已离任，或届满日已经是这一天，没有要修改的。")
        return changed


def _name(session: Session, record: LeaderTerm) -> str:
    return found(session, Resident, record.resident_id).full_name
