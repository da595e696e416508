"""换届: from the seats to hand-overs, as an office does it in July."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import select

from app.book import Book
from app.errors import Invalid, Refused
from app.leaders.lists import coverage, vacancies
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import count_ballots, decide, nominate
from app.leaders.rounds.closing import close_round
from app.leaders.rounds.records import Ballots, CandidateEntry, RoundEntry, Votes
from app.leaders.rounds.rounds import (
    advance,
    edit_round,
    leave_vacant,
    leave_vacant_many,
    make_round,
)
from db.models import Candidate, Handover, LeaderTerm, Resident, RoundSeat
from tests.story import Story, dump

JULY = dt.date(2025, 7, 1)
ENTRY = RoundEntry(
    "2025年7月楼组长推选",
    (BUILDING_LEADER,),
    "居民推选",
    JULY,
    dt.date(2030, 7, 1),
    notice_from=dt.date(2025, 6, 20),
    notice_to=dt.date(2025, 6, 24),
)


def seats_of(book: Book, round_id: int) -> list[int]:
    with book.read() as session:
        query = select(RoundSeat.id).where(RoundSeat.round_id == round_id).order_by(RoundSeat.id)
        return list(session.scalars(query))


def candidates_of(book: Book, seat: int) -> list[int]:
    with book.read() as session:
        query = select(Candidate.id).where(Candidate.seat_id == seat).order_by(Candidate.id)
        return list(session.scalars(query))


def named(family: str, number: int) -> str:
    """李一, 李四六: a name for each number."""
    return family + "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


@pytest.fixture
def town(story: Story) -> Story:
    """46 楼组, each with a leader since 2020 and somebody else who could be one."""
    with story.book.write("准备"):
        for number in range(1, 47):
            story.group(f"{number}号楼组")
            story.resident(named("李", number), f"{number}-101")
            story.resident(named("王", number), f"{number}-102")
            story.leader(named("李", number), group=f"{number}号楼组", start="2020-07-01")
    return story


def elect(story: Story, round_id: int) -> None:
    """44 seats with one winner, one with nobody, one tie that is then decided."""
    book = story.book
    seats = seats_of(book, round_id)
    assert len(seats) == 46
    people = {}
    with book.read() as session:
        for row in session.execute(select(Resident.id, Resident.full_name)):
            people[row.full_name] = row.id
    assert advance(book, round_id) == rules.NOMINATING
    with pytest.raises(Refused, match=r"1号楼组楼组长、.*等 46 个岗位还没有候选人"):
        advance(book, round_id)
    for number, seat in enumerate(seats, 1):
        if number == 46:
            leave_vacant(book, seat)
            continue
        again = number % 3 > 0
        names = ["李", "王"] if number == 45 or not again else ["李"]
        for name in names:
            nominate(book, seat, CandidateEntry(people[named(name, number)], "居民联名", 12))
    assert advance(book, round_id) == rules.VOTING
    with pytest.raises(Refused, match="还没有结果"):
        advance(book, round_id)
    for number, seat in enumerate(seats[:45], 1):
        given = (10, 10) if number == 45 else (4, 16)
        standing = candidates_of(book, seat)
        votes = {one: Votes(given[at - len(standing)], 0, 0) for at, one in enumerate(standing)}
        count_ballots(book, seat, Ballots(30, 25, 20), votes)
    with pytest.raises(Refused, match=r"^45号楼组楼组长还没有结果"):
        advance(book, round_id)
    with pytest.raises(Invalid, match="怎样决定"):
        decide(book, seats[44], [candidates_of(book, seats[44])[1]], "")
    decide(book, seats[44], [candidates_of(book, seats[44])[1]], "第二轮投票，王四五得12票")
    assert advance(book, round_id) == rules.NOTICE


def test_a_round_of_46_leads_from_seats_to_new_terms_on_one_day_and_back(town: Story) -> None:
    book = town.book
    round_id = make_round(book, ENTRY).id
    elect(town, round_id)
    with pytest.raises(Refused, match="公示到 2025-06-24 才结束"):
        advance(book, round_id, filed_on=dt.date(2025, 6, 24))
    assert advance(book, round_id, filed_on=dt.date(2025, 6, 26), filed_no="1号") == rules.FILED
    before = dump(book)
    closed = close_round(book, round_id, JULY)
    assert closed.words() == "上任 45 名（其中连任 30 名），离任 16 名，缺额 1 个。"
    assert coverage(book, JULY).covered == 45
    assert [row.group for row in vacancies(book, JULY)] == ["46号楼组"]
    assert coverage(book, dt.date(2025, 6, 30)).covered == 46, "the past stays as it was"
    with book.read() as session:
        ways = Counter(session.scalars(select(LeaderTerm.selection_method).where(
            LeaderTerm.round_id == round_id)))  # fmt: skip
        assert ways == {"推选": 15, "连任": 30}
        assert len(session.scalars(select(Handover.id)).all()) == 16
        alone = session.scalars(select(Handover).where(Handover.to_term_id.is_(None))).one()
        assert [item["what"] for item in alone.items][-1] == "住户情况"
    book.undo()
    assert dump(book) == before


def test_a_by_election_fills_what_stayed_empty(town: Story) -> None:
    book = town.book
    first = make_round(book, ENTRY).id
    elect(town, first)
    advance(book, first, filed_on=dt.date(2025, 6, 26))
    close_round(book, first, JULY)
    september = dt.date(2025, 9, 1)
    later = RoundEntry(
        "2025年9月补选",
        (BUILDING_LEADER,),
        "户代表推选",
        september,
        dt.date(2030, 7, 1),
        notice_from=dt.date(2025, 8, 20),
        notice_to=dt.date(2025, 8, 22),
        after_id=first,
    )
    made = make_round(book, later)
    assert made.warnings == ("公示只有 3 天，一般不少于 5 天，请核对。",)
    (seat,) = seats_of(book, made.id)
    nominate(book, seat, CandidateEntry(town.resident("王四六", "46-102")))
    for _ in range(2):
        advance(book, made.id)
    (one,) = candidates_of(book, seat)
    count_ballots(book, seat, Ballots(30, 25, 20), {one: Votes(19, 1, 0)})
    advance(book, made.id)
    advance(book, made.id, filed_on=dt.date(2025, 8, 25))
    assert close_round(book, made.id, september).words() == "上任 1 名，离任 0 名，缺额 0 个。"
    assert coverage(book, september).words() == "100%"
    with pytest.raises(Refused, match="没有缺额"):
        make_round(book, RoundEntry("再补选", (BUILDING_LEADER,), "居民推选", september,
                                    dt.date(2030, 7, 1), after_id=made.id))  # fmt: skip


def test_ballots_that_do_not_add_up_are_refused_and_nothing_is_written(town: Story) -> None:
    book = town.book
    round_id = make_round(book, ENTRY).id
    seat, *others = seats_of(book, round_id)
    leave_vacant_many(book, others)
    one = nominate(book, seat, CandidateEntry(town.resident("李一", "1-101"))).id
    for _ in range(2):
        advance(book, round_id)
    before = dump(book)
    with pytest.raises(Invalid) as wrong:
        count_ballots(book, seat, Ballots(30, 20, 25), {one: Votes(26, 0, 0)})
    assert [problem.field for problem in wrong.value.problems] == [
        "ballots_returned",
        "votes_for",
    ]
    assert dump(book) == before


def test_a_closed_round_is_not_changed_any_more(town: Story) -> None:
    book = town.book
    round_id = make_round(book, ENTRY).id
    elect(town, round_id)
    advance(book, round_id, filed_on=dt.date(2025, 6, 26))
    close_round(book, round_id, JULY)
    with pytest.raises(Refused, match="已完成，不能再修改"):
        edit_round(book, round_id, ENTRY)
    with pytest.raises(Refused, match="没有下一步"):
        advance(book, round_id)
    with pytest.raises(Refused, match="还没有备案"):
        close_round(book, round_id, JULY)


def test_somebody_who_follows_later_keeps_the_round_from_closing(town: Story) -> None:
    book = town.book
    round_id = make_round(book, ENTRY).id
    elect(town, round_id)
    advance(book, round_id, filed_on=dt.date(2025, 6, 26))
    with book.write("改") as session:
        term = session.scalars(select(LeaderTerm).order_by(LeaderTerm.id)).first()
        assert term is not None
        term.end_on = dt.date(2025, 8, 1)
    town.leader("王一", group="1号楼组", start="2025-08-01")
    with pytest.raises(Refused, match="1号楼组楼组长在 2025-07-01 以后还有别的任职"):
        close_round(book, round_id, JULY)
