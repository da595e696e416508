"""The check of a whole book tells what is wrong with posts, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.book import Book
from app.checking import check_book
from app.leaders import subsidies, trainings
from app.leaders.duties import DutyEntry, record_duties
from app.leaders.handovers import make_handover
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds.candidates import count_ballots, nominate
from app.leaders.rounds.records import Ballots, CandidateEntry, RoundEntry, Votes
from app.leaders.rounds.rounds import advance, make_round
from app.leaders.trainings import Presence, TrainingEntry
from app.work import finish
from db.models import Base, RoundSeat
from tests.story import TODAY, Story, dump

MAY = dt.date(2025, 5, 10)
ENTRY = RoundEntry(
    "2025年7月推选", (BUILDING_LEADER,), "居民推选", dt.date(2025, 7, 1), dt.date(2030, 7, 1),
    notice_from=dt.date(2025, 6, 20), notice_to=dt.date(2025, 6, 24),
)  # fmt: skip


def told(book: Book) -> list[tuple[str, str]]:
    """What the check finds."""
    return [(one.where, one.text) for one in finish(check_book(book))]


def edit(book: Book, table: str, **values: object) -> None:
    """What no use case does: put columns of every row of a table."""
    with book.write("整理") as session:
        session.execute(Base.metadata.tables[table].update().values(**values))


@pytest.fixture
def led(story: Story) -> Story:
    """周桂英 leads 3号楼组 with a duty, a training, a subsidy, a hand-over; she is elected anew."""
    book = story.book
    who = story.resident("周桂英", "3-101")
    term = story.leader("周桂英", "3号楼组")
    edit(book, "leader_term", subsidy_monthly=5000)
    record_duties(book, [term], DutyEntry(MAY, "走访"))
    training = trainings.add_training(book, TrainingEntry("消防安全培训", MAY, minutes=90)).id
    trainings.sign_in(book, training, {who: Presence(True, minutes_awarded=60)}, TODAY)
    subsidies.write_sheet(book, "2025-Q2", (BUILDING_LEADER,))
    make_handover(book, term, None, TODAY)
    made = make_round(book, ENTRY).id
    with book.read() as session:
        seat = session.scalars(select(RoundSeat.id)).one()
    one = nominate(book, seat, CandidateEntry(who)).id
    for _ in range(2):
        advance(book, made)
    count_ballots(book, seat, Ballots(30, 25, 20), {one: Votes(18, 1, 1)})
    advance(book, made)
    return story


def twice(table: str, **changed: object) -> Callable[[Book], None]:
    """Another row like the one there is."""

    def act(book: Book) -> None:
        (row,) = dump(book)[table].values()
        target = Base.metadata.tables[table]
        with book.write("整理") as session:
            for index in list(target.indexes):
                if index.unique:
                    session.connection().exec_driver_sql(f"DROP INDEX {index.name}")
            values: dict[str, Any] = {**row, "id": book.ids.next_id(), **changed}
            session.execute(target.insert().values(**values))

    return act


FAULTS: dict[str, tuple[Callable[[Book], None], str, str]] = {
    "crowded": (
        twice("leader_term"), "任职", "3号楼组同时有 2 位楼组长，最多 1 位。",
    ),
    "ended before": (
        lambda book: edit(book, "leader_term", end_on=dt.date(2020, 1, 1)),
        "任职", "周桂英任3号楼组楼组长的离任日 2020-01-01 早于任职时间 2022-07-01。",
    ),
    "full before": (
        lambda book: edit(book, "leader_term", expected_end_on=dt.date(2020, 1, 1)),
        "任职", "周桂英任3号楼组楼组长的届满日 2020-01-01 早于任职时间 2022-07-01。",
    ),
    "open seat": (
        lambda book: edit(book, "candidate", result=None),
        "推选“2025年7月推选”",
        "3号楼组楼组长没有当选人，也没有标为缺额，推选却已经公示。",
    ),
    "more than places": (
        lambda book: edit(book, "round_seat", places=0),
        "推选“2025年7月推选”", "3号楼组楼组长有 1 名当选人，应选 0 名。",
    ),
    "vacant and filled": (
        lambda book: edit(book, "round_seat", vacant=True),
        "推选“2025年7月推选”", "3号楼组楼组长有当选人，却标为缺额。",
    ),
    "votes": (
        lambda book: edit(book, "round_seat", ballots_returned=19),
        "推选“2025年7月推选”",
        "3号楼组楼组长：这位候选人共 20 票，多于收回的 19 张，请核对。",
    ),
    "closed when": (
        lambda book: edit(book, "election_round", status="closed"),
        "推选“2025年7月推选”", "已完成，却没有完成日期。",
    ),
    "duty outside": (
        lambda book: edit(book, "leader_term", start_on=dt.date(2025, 6, 1)),
        "履职记录", "周桂英在 2025-05-10 的走访不在3号楼组楼组长任期之内。",
    ),
    "subsidy twice": (
        twice("subsidy_payment"), "补贴", "周桂英（3号楼组楼组长）2025年第二季度的补贴有 2 条。",
    ),
    "training": (
        lambda book: edit(book, "training", minutes=45),
        "培训", "周桂英在“消防安全培训”计入的时长多于培训时长。",
    ),
    "handed over twice": (
        twice("handover"), "交接单", "周桂英任3号楼组楼组长有不止一张交接单。",
    ),
    "signed before": (
        lambda book: edit(book, "handover", signed_on=MAY),
        "交接单", "周桂英任3号楼组楼组长的交接单签字日期早于交接日期。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_where_it_is(led: Story, name: str) -> None:
    assert told(led.book) == []
    act, where, text = FAULTS[name]
    act(led.book)
    assert (where, text) in told(led.book)


def test_a_term_that_held_no_day_and_posts_without_limit_are_no_fault(led: Story) -> None:
    book = led.book
    twice("leader_term", start_on=MAY, end_on=MAY)(book)
    assert told(book) == []
