"""What posts have to tell of a person, a household or a 楼组: terms, selections, training."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from app.book import Book
from app.kinds import Minutes, Points
from app.leaders.lists import term_rows
from app.leaders.records import TermRow
from app.leaders.rounds import rules
from app.leaders.scopes import OFFICE_NAME, Scope, scope_name, scope_of
from app.people.telling import About, Event, told_words
from db.models import (
    Appraisal,
    Candidate,
    ElectionRound,
    Handover,
    LeaderTerm,
    Resident,
    RoundSeat,
    Training,
    TrainingAttendance,
)

_POINTS = Points(signed=False)

Who = Callable[[int], str]
"""The name of a person where it has to be said; empty where the story is theirs alone."""


def posts(about: About) -> Iterator[Event]:
    """任职 of every kind: when it began and how it ended."""
    mine = LeaderTerm.resident_id.in_(about.people)
    yield from terms_told(about.book, about.session, mine, about.who, about.today)


def candidacies(about: About) -> Iterator[Event]:
    """Selections in which somebody stood, and what came of it."""
    mine = Candidate.resident_id.in_(about.people)
    yield from candidates_told(about.session, mine, about.who)


def handovers(about: About) -> Iterator[Event]:
    """Posts that were handed over to somebody, or by somebody."""
    for sheet, term, receiver, from_name, to_name in _sheets(
        about.session,
        lambda giver, taker: (
            giver.resident_id.in_(about.people) | taker.resident_id.in_(about.people)
        ),
    ):
        place = _place(about.session, scope_of(term))
        detail = told_words(place, "已签字" if sheet.signed_on else "")
        given = f"移交{term.kind}" + (f"给{to_name}" if to_name else "")
        for person, words in (
            (term.resident_id, given), (receiver, f"从{from_name}接任{term.kind}"),
        ):  # fmt: skip
            if person in about.people:
                yield Event(
                    sheet.handed_on, "post", f"{about.who(person)}{words}", detail,
                    target=("term", term.id),
                )  # fmt: skip


def _sheets(session: Session, which: Callable[[Any, Any], ColumnElement[bool]]) -> Sequence[Any]:
    giver, taker = aliased(LeaderTerm), aliased(LeaderTerm)
    given_by, taken_by = aliased(Resident), aliased(Resident)
    return session.execute(
        select(Handover, giver, taker.resident_id, given_by.full_name, taken_by.full_name)
        .join(giver, giver.id == Handover.from_term_id)
        .join(given_by, given_by.id == giver.resident_id)
        .outerjoin(taker, taker.id == Handover.to_term_id)
        .outerjoin(taken_by, taken_by.id == taker.resident_id)
        .where(which(giver, taker))
        .order_by(Handover.id.desc())
    ).all()


def trainings(about: About) -> Iterator[Event]:
    """Trainings that somebody came to."""
    rows = about.session.execute(
        select(TrainingAttendance, Training)
        .join(Training, Training.id == TrainingAttendance.training_id)
        .where(TrainingAttendance.resident_id.in_(about.people), TrainingAttendance.signed_in)
        .order_by(TrainingAttendance.id.desc())
    )
    for line, training in rows:
        awarded = line.minutes_awarded if line.minutes_awarded is not None else training.minutes
        score = f"成绩 {_POINTS.format(line.score)}" if line.score is not None else ""
        who = about.who(line.resident_id)
        yield Event(
            training.held_on, "training", f"{who}参加培训：{training.title}",
            told_words(
                Minutes().format(awarded) if awarded else "", "迟到" if line.late else "", score
            ),
            target=("training", training.id),
        )  # fmt: skip


def appraisals(about: About) -> Iterator[Event]:
    """How somebody was judged in a post."""
    rows = about.session.execute(
        select(Appraisal, LeaderTerm)
        .join(LeaderTerm, LeaderTerm.id == Appraisal.leader_term_id)
        .where(LeaderTerm.resident_id.in_(about.people), Appraisal.total.is_not(None))
        .order_by(Appraisal.id.desc())
    )
    for made, term in rows:
        total = f"总分 {_POINTS.format(made.total)}"
        yield Event(
            made.assessed_on, "post",
            f"{about.who(term.resident_id)}{made.period}考评：{made.grade}",
            told_words(f"{_place(about.session, scope_of(term))}{term.kind}", total),
            target=("term", term.id),
        )  # fmt: skip


def told_of_group(book: Book, session: Session, group_id: int, today: dt.date) -> Iterator[Event]:
    """What posts and selections tell of a 楼组."""
    names: dict[int, str] = {}

    def who(person: int) -> str:
        if person not in names:
            names[person] = session.get_one(Resident, person).full_name
        return names[person]

    here = LeaderTerm.building_group_id == group_id
    yield from terms_told(book, session, here, who, today, place=False)
    stood = RoundSeat.building_group_id == group_id
    yield from candidates_told(session, stood, who, place=False)
    for seat, record in session.execute(
        select(RoundSeat, ElectionRound)
        .join(ElectionRound, ElectionRound.id == RoundSeat.round_id)
        .where(stood, RoundSeat.vacant, ElectionRound.status == rules.CLOSED)
        .order_by(RoundSeat.id.desc())
    ):
        yield Event(
            _day_of(record), "round", f"{seat.kind}没有选出",
            told_words(record.name, seat.decision), target=("round", record.id),
        )  # fmt: skip
    for sheet, term, _, from_name, to_name in _sheets(
        session, lambda giver, _taker: giver.building_group_id == group_id
    ):
        given = f"{from_name}移交{term.kind}" + (f"给{to_name}" if to_name else "")
        yield Event(
            sheet.handed_on, "post", given, "已签字" if sheet.signed_on else "",
            target=("term", term.id),
        )  # fmt: skip


# Told of people and of places alike


def terms_told(
    book: Book,
    session: Session,
    which: ColumnElement[bool],
    who: Who,
    today: dt.date,
    *,
    place: bool = True,
) -> Iterator[Event]:
    """Terms that a condition means, each with its beginning and its end."""
    ids = session.scalars(select(LeaderTerm.id).where(which).order_by(LeaderTerm.id.desc())).all()
    starts = session.execute(
        select(LeaderTerm.id, LeaderTerm.start_precision).where(LeaderTerm.id.in_(ids))
    )
    precise = {row.id: row.start_precision for row in starts}
    for term in term_rows(book, ids, today).values():
        where = told_words(*_where(term), sign=" ") if place else ""
        if term.end_on is not None:
            yield Event(
                term.end_on, "post", f"{who(term.resident_id)}不再担任{term.kind}",
                told_words(where, term.end_reason), target=("term", term.id),
            )  # fmt: skip
        acting = "代理" if term.acting else ""
        yield Event(
            term.start_on, "post", f"{who(term.resident_id)}担任{term.kind}",
            told_words(where, acting), target=("term", term.id), precision=precise[term.id],
        )  # fmt: skip


def _where(term: TermRow) -> tuple[str, str]:
    scope = term.scope if term.scope != OFFICE_NAME else ""
    return (term.compound if term.compound != scope else "", scope)


_RESULTS: Mapping[str | None, str] = {rules.ELECTED: "当选{}", rules.LOST: "落选{}"}


def candidates_told(
    session: Session, which: ColumnElement[bool], who: Who, *, place: bool = True
) -> Iterator[Event]:
    """Candidates that a condition means; told on the day of the result, or when the round began."""
    rows = session.execute(
        select(Candidate, RoundSeat, ElectionRound)
        .join(RoundSeat, RoundSeat.id == Candidate.seat_id)
        .join(ElectionRound, ElectionRound.id == RoundSeat.round_id)
        .where(which)
        .order_by(Candidate.id.desc())
    )
    for one, seat, record in rows:
        said = _RESULTS.get(one.result, "被提名为{}候选人").format(seat.kind)
        votes = f"赞成 {one.votes_for:,} 票" if one.votes_for is not None else ""
        gone = "推选已取消" if record.status == rules.CANCELLED else ""
        yield Event(
            _day_of(record, told=one.result is not None), "round",
            f"{who(one.resident_id)}{said}",
            told_words(
                record.name, _place(session, scope_of(seat)) if place else "", votes, gone
            ),
            target=("round", record.id),
        )  # fmt: skip


def _day_of(record: ElectionRound, *, told: bool = True) -> dt.date:
    """The day on which a result was filed or posted; before that, when the round began."""
    results = (record.filed_on, record.notice_from) if told else ()
    days = (*results, record.start_on)
    return next((day for day in days if day is not None), record.term_start)


def _place(session: Session, scope: Scope) -> str:
    name = scope_name(session, scope)
    return "" if name == OFFICE_NAME else name
