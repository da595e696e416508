"""Who stands for a seat, the count of the ballots, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused, check
from app.kinds import age_on
from app.leaders.rounds import rules
from app.leaders.rounds.records import Ballots, CandidateEntry, Votes
from app.leaders.rounds.rounds import open_round
from app.leaders.rules import ADULT
from app.people.storing import Saved, checked, found, problems_of, put, values_of
from db.models import Candidate, Resident, RoundSeat


def nominate(book: Book, seat_id: int, entry: CandidateEntry) -> Saved:
    """Put somebody up for a seat; Refused if they stand there already or have died."""
    with book.write("提名候选人") as session:
        seat = found(session, RoundSeat, seat_id)
        record = open_round(session, seat.round_id, until=rules.VOTING)
        clean = checked(entry)
        person = found(session, Resident, clean.resident_id)
        there = session.scalar(
            select(Candidate.id).where(
                Candidate.seat_id == seat_id, Candidate.resident_id == person.id
            )
        )
        if there is not None:
            raise Refused(f"{person.full_name}已是这个岗位的候选人。")
        if person.status == "deceased":
            raise Refused(f"{person.full_name}已登记为去世，不能作为候选人。请核对人员。")
        warnings = []
        age = age_on(person.birth_date, record.term_start)
        if age is not None and age < ADULT:
            warnings.append(f"{person.full_name}到任期开始时不满{ADULT}岁，请核对。")
        if person.status == "moved_out":
            warnings.append(f"{person.full_name}已登记为迁出，请核对。")
        candidate = Candidate(
            id=book.ids.next_id(),
            seat_id=seat_id,
            resident_id=person.id,
            shop_id=clean.shop_id,
            **values_of(clean),
        )
        session.add(candidate)
        put(seat, {"vacant": False})
        return Saved(candidate.id, tuple(warnings))


def edit_candidate(book: Book, candidate_id: int, entry: CandidateEntry) -> Saved:
    """Change how a candidate was put up; the person stays."""
    with book.write("修改候选人") as session:
        record = found(session, Candidate, candidate_id)
        open_round(session, _round_of(session, record), until=rules.VOTING)
        put(record, values_of(checked(entry)))
        return Saved(candidate_id)


def withdraw(book: Book, candidate_ids: Sequence[int]) -> None:
    """Take candidates off their seats."""
    with book.write(f"撤回候选人 {len(candidate_ids)} 名") as session:
        for candidate_id in candidate_ids:
            record = found(session, Candidate, candidate_id)
            open_round(session, _round_of(session, record), until=rules.VOTING)
            session.delete(record)


def count_ballots(
    book: Book, seat_id: int, ballots: Ballots, votes: Mapping[int, Votes]
) -> rules.Outcome:
    """Write down the ballots and votes (by candidate id) of a seat, and what they say.

    Results follow the votes: the elected and those who lost are marked; who is level for the last
    place stays open until `decide`. Raises Invalid where the numbers do not add up.
    """
    with book.write("登记票数") as session:
        seat = found(session, RoundSeat, seat_id)
        open_round(session, seat.round_id, until=rules.VOTING)
        clean, problems = problems_of(ballots)
        candidates = _candidates(session, seat_id)
        for one in candidates:
            if one.id in votes:
                counted, wrong = problems_of(votes[one.id])
                problems += wrong
                if not wrong:
                    put(one, values_of(counted))
        stands = [_stand(one) for one in candidates]
        problems += rules.ballot_problems(
            clean.ballots_issued, clean.ballots_returned, stands, seat.places
        )
        check(problems)
        put(seat, values_of(clean))
        found_out = rules.outcome(stands, seat.places)
        for one in candidates:
            put(one, {"result": _result(one.id, found_out)})
        nobody = not found_out.elected and not found_out.tied
        counted_all = bool(stands) and all(one.votes_for is not None for one in stands)
        put(seat, {"decision": None, "vacant": counted_all and nobody})
        return found_out


def decide(book: Book, seat_id: int, elected: Sequence[int], decision: str) -> None:
    """Say by hand who is elected: after a tie, a talk (协商), or a second ballot.

    Raises Invalid without a word on how it was decided where the votes say otherwise or are level,
    and Refused for more people than places.
    """
    with book.write("确定当选人") as session:
        seat = found(session, RoundSeat, seat_id)
        open_round(session, seat.round_id, until=rules.VOTING)
        candidates = _candidates(session, seat_id)
        if not set(elected) <= {one.id for one in candidates}:
            raise Refused("所选的人不是这个岗位的候选人，请刷新后再试。")
        if len(elected) > seat.places:
            raise Refused(f"这个岗位应选 {seat.places} 名，选了 {len(elected)} 名，请减少。")
        said = rules.outcome([_stand(one) for one in candidates], seat.places)
        counted = any(one.votes_for is not None for one in candidates)
        if counted and set(elected) != set(said.elected) and not decision.strip():
            raise Invalid.of("decision", "票数相同或结果与票数不同时，请写明怎样决定的")
        for one in candidates:
            put(one, {"result": rules.ELECTED if one.id in elected else rules.LOST})
        put(seat, {"decision": decision.strip() or None, "vacant": not elected})


def _candidates(session: Session, seat_id: int) -> Sequence[Candidate]:
    query = select(Candidate).where(Candidate.seat_id == seat_id).order_by(Candidate.id)
    return session.scalars(query).all()


def _round_of(session: Session, candidate: Candidate) -> int:
    return found(session, RoundSeat, candidate.seat_id).round_id


def _stand(one: Candidate) -> rules.Stand:
    return rules.Stand(one.id, one.votes_for, one.votes_against, one.votes_abstain, one.result)


def _result(candidate_id: int, of: rules.Outcome) -> str | None:
    if candidate_id in of.elected:
        return rules.ELECTED
    return rules.LOST if candidate_id in of.lost else None
