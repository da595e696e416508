"""What is told and refused where a round under way meets people who go and 楼组 that end."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.book import Book
from app.departing import Departure, carry_out
from app.errors import Refused
from app.leaders.handovers import make_handover
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import TermEntry
from app.leaders.rounds.candidates import nominate
from app.leaders.rounds.closing import close_round
from app.leaders.rounds.records import CandidateEntry, RoundEntry
from app.leaders.rounds.rounds import leave_vacant, make_round
from app.leaders.terms import appoint, end_term
from app.people import register
from app.people.leaving import Leaving
from app.people.place_records import GroupEntry, ShopEntry
from app.people.regrouping import Part
from app.work import finish
from db.models import Candidate, ElectionRound, RoundSeat
from tests.story import TODAY, Story, dump

ENTRY = RoundEntry(
    "2025年10月推选", (BUILDING_LEADER, STREET_LEADER), "居民推选",
    dt.date(2025, 10, 1), dt.date(2030, 10, 1),
)  # fmt: skip


@pytest.fixture
def running(story: Story) -> int:
    """A round for 3号楼组, 5号楼组 and 金水路 that is under way."""
    for door in ("3-101", "3-102", "5-101"):
        story.door(door)
    for group in ("3号楼组", "5号楼组"):
        story.group(group)
    story.street()
    return make_round(story.book, ENTRY).id


def seat(book: Book, **scope: int) -> int:
    """The seat of a scope."""
    with book.read() as session:
        return session.scalars(select(RoundSeat.id).filter_by(**scope)).one()


def stands(story: Story, name: str, group: str = "3号楼组") -> int:
    """Somebody who stands for 楼组长."""
    where = seat(story.book, building_group_id=story.group(group))
    return nominate(story.book, where, CandidateEntry(story.person(name))).id


def put(book: Book, table: type, **values: object) -> None:
    """Put a column of the one row of a table where a story needs it."""
    with book.write("整理") as session:
        for name, value in values.items():
            setattr(session.scalars(select(table)).one(), name, value)


@pytest.mark.parametrize("status", ["moved_out", "deceased"])
def test_a_candidate_who_leaves_is_told(story: Story, running: int, status: str) -> None:
    who = story.resident("周桂英", "3-101")
    stands(story, "周桂英")
    saved = register.set_status(story.book, who, status, TODAY)
    told = "周桂英是“2025年10月推选”3号楼组楼组长的候选人，请到“推选换届”里核对。"
    assert told in saved.warnings
    assert len(dump(story.book)["candidate"]) == 1


def test_who_is_elected_is_told_so_and_who_lost_or_whose_round_is_over_is_not(
    story: Story, running: int
) -> None:
    who = story.resident("周桂英", "3-101")
    stands(story, "周桂英")
    for result, status, words in (
        ("elected", "filed", "的当选人"), ("lost", "filed", ""), (None, "cancelled", ""),
    ):  # fmt: skip
        put(story.book, Candidate, result=result)
        put(story.book, ElectionRound, status=status)
        (said, *_) = (*register.set_status(story.book, who, "moved_out", TODAY).warnings, "")
        assert (words in said, "推选换届" in said) == (True, bool(words))
        story.book.undo()


def test_a_sheet_by_which_people_leave_tells_of_it_too(story: Story, running: int) -> None:
    who = story.resident("周桂英", "3-101")
    stands(story, "周桂英")
    gone = Departure("resident", who, "周桂英", "moved_out", TODAY)
    with story.book.write("导入"):
        said = finish(carry_out(story.book, [gone]))
    assert any("周桂英是“2025年10月推选”" in words for words in said)


def test_a_shop_that_closes_tells_who_stands_from_it(story: Story, running: int) -> None:
    shop = story.shop("便民小店")
    where = seat(story.book, street_segment_id=story.street())
    nominate(story.book, where, CandidateEntry(story.person("陈老板"), shop_id=shop))
    before = dump(story.book)
    saved = register.set_shop_status(story.book, shop, "closed", TODAY)
    assert "陈老板是“2025年10月推选”金水路街面长的候选人" in saved.warnings[0]
    story.book.undo()
    assert dump(story.book) == before
    changed = register.change_hands(story.book, shop, ShopEntry("新小店"), TODAY)
    assert "陈老板" in changed.warnings[0]


def test_posts_of_every_kind_are_asked_about(story: Story) -> None:
    who = story.resident("周桂英", "3-101")
    start = dt.date(2024, 1, 1)
    for kind, scope, name in (
        ("居委会委员", 0, None), ("党小组长", 0, "第一党小组"), ("信息员", story.compound(), None),
        ("副楼组长", story.group("3号楼组"), None),
    ):  # fmt: skip
        appoint(story.book, TermEntry(kind, scope, who, start, scope_name=name), TODAY)
    with pytest.raises(Refused) as told:
        register.set_status(story.book, who, "moved_out", TODAY)
    for words in ("任居委会委员", "任第一党小组党小组长", "任金水苑信息员", "任3号楼组副楼组长"):
        assert words in str(told.value)
    register.set_status(story.book, who, "moved_out", TODAY, Leaving(posts="end"))
    ends = {row["end_on"] for row in dump(story.book)["leader_term"].values()}
    assert ends == {TODAY}


# --- 楼组 that end ----------------------------------------------------------------------------


def test_a_group_that_a_round_is_to_fill_does_not_end(story: Story, running: int) -> None:
    book = story.book
    three, five = story.group("3号楼组"), story.group("5号楼组")
    parts = [
        Part(GroupEntry("3号甲楼组"), (story.door("3-101"),)),
        Part(GroupEntry("3号乙楼组"), (story.door("3-102"),)),
    ]
    before = dump(book)
    for end in (
        lambda: register.end_group(book, three, TODAY),
        lambda: register.merge_groups(book, [three, five], TODAY, into_id=five),
        lambda: register.merge_groups(book, [three, five], TODAY, entry=GroupEntry("联合楼组")),
        lambda: register.split_group(book, three, parts, TODAY),
    ):
        with pytest.raises(Refused, match=r"“2025年10月推选”还在进行，3号楼组.*是应选岗位.*移出"):
            end()
        assert dump(book) == before
    leave_vacant(book, seat(book, building_group_id=three))
    register.merge_groups(book, [three, five], TODAY, into_id=five)


def test_a_seat_of_a_group_that_ended_stays_empty_and_is_not_filled_later(
    story: Story, running: int
) -> None:
    book = story.book
    three = story.group("3号楼组")
    for name in ("building_group_id", "street_segment_id"):
        with book.read() as session:
            column = getattr(RoundSeat, name)
            ids = session.scalars(select(RoundSeat.id).where(column.is_not(None))).all()
        for one in ids:
            leave_vacant(book, one)
    register.end_group(book, three, TODAY)
    put(book, ElectionRound, status="filed")
    assert close_round(book, running, dt.date(2025, 10, 1)).vacant == 3
    entry = RoundEntry(
        "补选", (BUILDING_LEADER,), "居民推选", dt.date(2025, 11, 1), dt.date(2030, 10, 1),
        after_id=running,
    )  # fmt: skip
    made = make_round(book, entry).id
    seats = [row for row in dump(book)["round_seat"].values() if row["round_id"] == made]
    assert {row["building_group_id"] for row in seats} == {story.group("5号楼组"), None}


# --- what a round finds already there --------------------------------------------------------


def elected(story: Story, running: int) -> tuple[int, int]:
    """A filed round in which 李强 is elected after 周桂英; her term and his candidacy."""
    book = story.book
    story.resident("周桂英", "3-101")
    term = story.leader("周桂英", "3号楼组", "2020-10-01")
    one = stands(story, "李强")
    put(book, Candidate, result="elected")
    with book.write("整理") as session:
        for seat_of in session.scalars(select(RoundSeat)):
            seat_of.vacant = seat_of.building_group_id != story.group("3号楼组")
    put(book, ElectionRound, status="filed")
    return term, one


def test_a_hand_over_that_was_begun_goes_on_when_the_round_closes(
    story: Story, running: int
) -> None:
    term, _ = elected(story, running)
    begun = make_handover(story.book, term, None, TODAY)
    close_round(story.book, running, dt.date(2025, 10, 1))
    (sheet,) = dump(story.book)["handover"].values()
    terms = dump(story.book)["leader_term"]
    assert (sheet["id"], sheet["from_term_id"]) == (begun, term)
    assert terms[sheet["to_term_id"]]["start_on"] == dt.date(2025, 10, 1)


def test_a_seat_is_not_opened_again_once_the_result_is_posted(story: Story, running: int) -> None:
    elected(story, running)
    put(story.book, ElectionRound, status="public_notice")
    five = seat(story.book, building_group_id=story.group("5号楼组"))
    with pytest.raises(Refused, match="不能再改这一项"):
        leave_vacant(story.book, five, vacant=False)


# --- nobody holds one post twice at a time ---------------------------------------------------


def test_a_term_is_not_lengthened_into_another_of_the_same_person(story: Story) -> None:
    book, group = story.book, story.group("3号楼组")
    who = story.resident("周桂英", "3-101")
    first = appoint(book, TermEntry("副楼组长", group, who, dt.date(2024, 1, 1)), TODAY).id
    end_term(book, first, dt.date(2024, 6, 1), "辞任")
    appoint(book, TermEntry("副楼组长", group, who, dt.date(2024, 9, 1)), TODAY)
    with pytest.raises(Refused, match="周桂英（2024-09-01 起）"):
        end_term(book, first, dt.date(2024, 10, 1), "辞任")


def test_nobody_is_elected_into_a_post_that_they_hold_on(story: Story) -> None:
    book, group = story.book, story.group("3号楼组")
    who = story.resident("周桂英", "3-101")
    appoint(book, TermEntry("副楼组长", group, who, dt.date(2025, 11, 1)), TODAY)
    days = dt.date(2025, 10, 1), dt.date(2030, 10, 1)
    made = make_round(book, RoundEntry("副职", ("副楼组长",), "居民推选", *days)).id
    nominate(book, seat(book, building_group_id=group), CandidateEntry(who))
    put(book, Candidate, result="elected")
    put(book, ElectionRound, status="filed")
    with pytest.raises(Refused, match="3号楼组副楼组长在 2025-10-01 以后还有别的任职"):
        close_round(book, made, TODAY)
