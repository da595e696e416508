"""Selections, hand-overs, training and appraisals in the story of a person and of a 楼组."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.book import Book
from app.errors import Refused
from app.leaders.appraisals import DEFAULT_HEADS, AppraisalEntry, appraise
from app.leaders.posts import BUILDING_LEADER
from app.leaders.records import TermEntry
from app.leaders.rounds.candidates import count_ballots, nominate
from app.leaders.rounds.closing import close_round
from app.leaders.rounds.records import Ballots, CandidateEntry, RoundEntry, Votes
from app.leaders.rounds.rounds import advance, cancel_round, make_round
from app.leaders.terms import appoint
from app.leaders.trainings import Presence, TrainingEntry, add_training, sign_in
from app.people import register
from app.people.timeline import Timeline, group_timeline, household_timeline, person_timeline
from db.models import RoundSeat
from tests.story import TODAY, Story

JULY = dt.date(2025, 7, 1)
ENTRY = RoundEntry(
    "2025年7月推选", (BUILDING_LEADER,), "居民推选", JULY, dt.date(2030, 7, 1),
    notice_from=dt.date(2025, 6, 20), notice_to=dt.date(2025, 6, 24),
)  # fmt: skip


def lines(story: Timeline) -> list[tuple[str, str, str]]:
    """The day, the title and the detail of every event."""
    return [(str(event.on), event.title, event.detail) for event in story.events]


@pytest.fixture
def elected(story: Story) -> dict[str, int]:
    """周桂英 loses against 李强, who takes over from her on the first of July."""
    book = story.book
    ids = {name: story.resident(name, "3-101") for name in ("周桂英", "李强")}
    story.leader("周桂英", "3号楼组", "2020-07-01")
    made = make_round(book, ENTRY).id
    with book.read() as session:
        seat = session.scalars(select(RoundSeat.id)).one()
    standing = [nominate(book, seat, CandidateEntry(person)).id for person in ids.values()]
    for _ in range(2):
        advance(book, made)
    votes = {standing[0]: Votes(8, 2, 0), standing[1]: Votes(15, 1, 0)}
    count_ballots(book, seat, Ballots(30, 28, 25), votes)
    advance(book, made)
    advance(book, made, filed_on=dt.date(2025, 6, 26))
    close_round(book, made, JULY)
    return ids


def test_a_selection_is_told_of_who_won_and_of_who_lost(
    book: Book, elected: dict[str, int]
) -> None:
    assert lines(person_timeline(book, elected["周桂英"], TODAY)) == [
        ("2025-07-01", "不再担任楼组长", "金水苑 3号楼组 · 届满"),
        ("2025-07-01", "移交楼组长给李强", "3号楼组"),
        ("2025-06-26", "落选楼组长", "2025年7月推选 · 3号楼组 · 赞成 8 票"),
        ("2020-07-01", "担任楼组长", "金水苑 3号楼组"),
    ]
    won = person_timeline(book, elected["李强"], TODAY)
    assert lines(won) == [
        ("2025-07-01", "担任楼组长", "金水苑 3号楼组"),
        ("2025-07-01", "从周桂英接任楼组长", "3号楼组"),
        ("2025-06-26", "当选楼组长", "2025年7月推选 · 3号楼组 · 赞成 15 票"),
    ]
    assert won.sorts() == ("post", "round")
    assert [event.target[0] for event in won.events if event.target] == ["term", "term", "round"]


def test_who_is_put_up_is_told_also_when_the_selection_came_to_nothing(story: Story) -> None:
    who = story.resident("周桂英", "3-101")
    story.group("3号楼组")
    made = make_round(story.book, ENTRY).id
    with story.book.read() as session:
        seat = session.scalars(select(RoundSeat.id)).one()
    nominate(story.book, seat, CandidateEntry(who))
    cancel_round(story.book, made, "改期")
    (event,) = person_timeline(story.book, who, TODAY).events
    assert event.title == "被提名为楼组长候选人"
    assert event.detail == "2025年7月推选 · 3号楼组 · 推选已取消"


def test_training_and_appraisals_are_told(story: Story) -> None:
    book, who = story.book, story.resident("周桂英", "3-101")
    term = story.leader("周桂英", "3号楼组")
    made = add_training(book, TrainingEntry("消防安全培训", dt.date(2025, 5, 10), minutes=90)).id
    sign_in(book, made, {who: Presence(signed_in=True, late=True, score=855)}, TODAY)
    full = {head.name: head.most for head in DEFAULT_HEADS}
    day = dt.date(2025, 9, 1)
    appraise(book, term, AppraisalEntry("2025年上半年", full, assessed_on=day))
    told = person_timeline(book, who, TODAY)
    assert lines(told)[:2] == [
        ("2025-09-01", "2025年上半年考评：优秀", "3号楼组楼组长 · 总分 100"),
        ("2025-05-10", "参加培训：消防安全培训", "1小时30分 · 迟到 · 成绩 85.5"),
    ]
    home = household_timeline(book, story.household("3-101"), TODAY)
    assert "周桂英参加培训：消防安全培训" in [event.title for event in home.events]


def test_posts_of_every_kind_are_told_with_where_they_are(story: Story) -> None:
    who, start = story.resident("周桂英", "3-101"), dt.date(2024, 1, 1)
    for kind, scope, name in (
        ("居委会委员", 0, None), ("党小组长", 0, "第一党小组"), ("信息员", story.compound(), None),
    ):  # fmt: skip
        appoint(story.book, TermEntry(kind, scope, who, start, scope_name=name), TODAY)
    told = person_timeline(story.book, who, TODAY)
    assert {(event.title, event.detail) for event in told.events} == {
        ("担任居委会委员", ""),
        ("担任党小组长", "第一党小组"),
        ("担任信息员", "金水苑"),
    }


def test_a_group_tells_who_led_it_and_what_became_of_it(
    story: Story, book: Book, elected: dict[str, int]
) -> None:
    group, other = story.group("3号楼组"), story.group("5号楼组", formed="2021-01-01")
    register.merge_groups(
        book, [group, other], TODAY, into_id=other, leaving=register.Leaving(posts="end")
    )
    assert lines(group_timeline(book, group, TODAY)) == [
        ("2025-09-30", "楼组已合并", "后续：5号楼组"),
        ("2025-09-30", "李强不再担任楼组长", "调整"),
        ("2025-07-01", "李强担任楼组长", ""),
        ("2025-07-01", "周桂英不再担任楼组长", "届满"),
        ("2025-07-01", "周桂英移交楼组长给李强", ""),
        ("2025-06-26", "李强当选楼组长", "2025年7月推选 · 赞成 15 票"),
        ("2025-06-26", "周桂英落选楼组长", "2025年7月推选 · 赞成 8 票"),
        ("2020-07-01", "周桂英担任楼组长", ""),
    ]
    assert lines(group_timeline(book, other, TODAY)) == [("2021-01-01", "楼组成立", "")]
    with pytest.raises(Refused):
        group_timeline(book, 7, TODAY)
