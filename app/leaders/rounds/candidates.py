"""Who stands for a seat, the count of the ballots, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.kinds import age_on
from app.leaders.holders import holds_on
from app.leaders.rounds import rules
from app.leaders.rounds.records import Ballots, CandidateEntry, Votes
from app.leaders.rounds.rounds import open_round
from app.leaders.rules import ADULT
from app.leaders.scopes import Scope, scope_of
from app.people.storing import Saved, checked, found, problems_of, put, values_of
from app.people.words import STATUS_WORDS
from db.models import Candidate, ElectionRound, LeaderTerm, Resident, RoundSeat


@dataclass(frozen=True, slots=True)
class Nominated:
    """What nominating in bulk did: how many stand now, how many seats have nobody to put up."""

    made: int
    empty: int = 0
    skipped: tuple[str, ...] = ()

    def words(self) -> str:
        """For the user: 已提名现任 44 名；2 个岗位没有现任。"""
        empty = f"；{self.empty} 个岗位没有可以提名的现任" if self.empty else ""
        left = f"；没有提名：{'、'.join(self.skipped[:5])}" if self.skipped else ""
        return f"已提名现任 {self.made} 名{empty}{left}"


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
        put(record, {**values_of(checked(entry)), "shop_id": entry.shop_id})
        return Saved(candidate_id)


def withdraw(book: Book, candidate_ids: Sequence[int]) -> None:
    """Take candidates off their seats."""
    with book.write(f"撤回候选人 {len(candidate_ids)} 名") as session:
        for candidate_id in candidate_ids:
            record = found(session, Candidate, candidate_id)
            open_round(session, _round_of(session, record), until=rules.VOTING)
            session.delete(record)


def nominate_holders(
    book: Book, round_id: int, seat_ids: Sequence[int] | None = None, proposed_by: str | None = None
) -> Nominated:
    """Put up everybody who holds one of the posts now, in one step; for some seats or for all.

    Seats that have a candidate or are marked vacant stay as they are. Raises Refused where there
    is nobody to put up.
    """
    with book.write("现任全部提名") as session:
        record = open_round(session, round_id, until=rules.VOTING)
        seats = _without_candidates(session, round_id)
        if seat_ids is not None:
            seats = [seat for seat in seats if seat.id in set(seat_ids)]
        holders = _holders(session, record, {seat.kind for seat in seats})
        made, skipped, empty = 0, [], 0
        for seat in seats:
            living = []
            for term, person in holders.get((seat.kind, scope_of(seat)), ()):
                if person.status == "living":
                    living.append((term, person))
                else:
                    skipped.append(f"{person.full_name}（{STATUS_WORDS[person.status]}）")
            empty += not living
            for term, person in living:
                session.add(
                    Candidate(
                        id=book.ids.next_id(),
                        seat_id=seat.id,
                        resident_id=person.id,
                        shop_id=term.shop_id,
                        proposed_by=proposed_by,
                    )
                )
                made += 1
        if not made:
            raise Refused("没有可以提名的现任：岗位都有候选人，或没有人在任。")
        return Nominated(made, empty, tuple(skipped))


def _without_candidates(session: Session, round_id: int) -> list[RoundSeat]:
    taken = select(Candidate.seat_id)
    query = select(RoundSeat).where(
        RoundSeat.round_id == round_id,
        RoundSeat.vacant.is_(False),
        RoundSeat.id.not_in(taken),
    )
    return list(session.scalars(query.order_by(RoundSeat.id)))


def _holders(
    session: Session, record: ElectionRound, kinds: set[str]
) -> dict[tuple[str, Scope], list[tuple[LeaderTerm, Resident]]]:
    # The day before the new term: who ends on the very day of the change is still meant.
    day = record.term_start - dt.timedelta(days=1)
    rows = session.execute(
        select(LeaderTerm, Resident)
        .join(Resident, Resident.id == LeaderTerm.resident_id)
        .where(LeaderTerm.kind.in_(kinds), holds_on(day))
        .order_by(LeaderTerm.start_on, LeaderTerm.id)
    )
    found_here: dict[tuple[str, Scope], list[tuple[LeaderTerm, Resident]]] = defaultdict(list)
    for term, person in rows:
        found_here[term.kind, scope_of(term)].append((term, person))
    return found_here


def count_ballots(
    book: Book, seat_id: int, ballots: Ballots, votes: Mapping[int, Votes]
) -> rules.Outcome:
    """Write down the ballots and votes (by candidate id) of a seat, and what they say.

    Results follow the votes: the elected and those who lost are marked; who is level for the last
    place stays open until `decide`. Raises Invalid where the numbers do not add up.
    """
    with book.write("登记票数") as session:
        seat = found(session, RoundSeat, seat_id)
        _counting(session, seat.round_id)
        said, wrong = put_count(seat, _candidates(session, seat_id), ballots, votes)
        check([problem for _, problem in wrong])
        return said


def put_count(
    seat: RoundSeat,
    candidates: Sequence[Candidate],
    ballots: Ballots,
    votes: Mapping[int, Votes],
) -> tuple[rules.Outcome, list[tuple[int | None, Problem]]]:
    """Write the count of one seat in a step under way, or nothing where it does not add up.

    The problems are returned, each with the candidate it is about.
    """
    clean, problems = problems_of(ballots)
    wrong: list[tuple[int | None, Problem]] = [(None, problem) for problem in problems]
    counted: dict[int, Votes] = {}
    for one in candidates:
        if one.id in votes:
            counted[one.id], some = problems_of(votes[one.id])
            wrong += [(one.id, problem) for problem in some]
    stands = [
        rules.Stand(one.id, now.votes_for, now.votes_against, now.votes_abstain, one.result)
        for one in candidates
        for now in (counted.get(one.id, one),)
    ]
    wrong += rules.count_problems(clean.ballots_issued, clean.ballots_returned, stands, seat.places)
    if wrong:
        return rules.Outcome(), wrong
    said = rules.outcome(stands, seat.places)
    for one in candidates:
        if one.id in counted:
            put(one, values_of(counted[one.id]))
        put(one, {"result": _result(one.id, said)})
    nobody = not said.elected and not said.tied
    whole = bool(stands) and all(one.votes_for is not None for one in stands)
    put(seat, {**values_of(clean), "decision": None, "vacant": whole and nobody})
    return said, []


def _counting(session: Session, round_id: int) -> ElectionRound:
    record = open_round(session, round_id, until=rules.VOTING)
    if not rules.may(record.status, rules.COUNT):
        raise Refused(f"“{record.name}”还在{rules.STATUS_WORDS[record.status]}，投票后才能填票数。")
    return record


def decide(book: Book, seat_id: int, elected: Sequence[int], decision: str) -> None:
    """Say by hand who is elected: after a tie, a talk (协商), or a second ballot.

    Raises Invalid without a word on how it was decided where the votes say otherwise or are level,
    and Refused for more people than places.
    """
    with book.write("确定当选人") as session:
        seat = found(session, RoundSeat, seat_id)
        _counting(session, seat.round_id)
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
