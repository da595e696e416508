"""The counts of posts and of what their holders do, today and on a day."""

from __future__ import annotations

import datetime as dt

from app.leaders import subsidies, trainings
from app.leaders.duties import DutyEntry, record_duties
from app.leaders.posts import BUILDING_LEADER
from app.leaders.records import TermEntry
from app.leaders.rounds.records import RoundEntry
from app.leaders.rounds.rounds import cancel_round, make_round
from app.leaders.terms import appoint, end_term
from app.leaders.trainings import Presence, TrainingEntry
from app.people.as_at import counts_as_at
from app.stats import stats
from tests.story import TODAY, Story

MAY = dt.date(2025, 5, 10)
NEW = (
    "posts", "other_posts", "vacancies", "duties", "handovers", "trainings", "trained",
    "training_minutes", "rounds", "rounds_running", "candidates", "appraisals", "subsidies",
    "subsidies_paid",
)  # fmt: skip


def test_an_empty_book_has_none_of_them_and_the_old_counts_come_first(story: Story) -> None:
    found = stats(story.book, TODAY)
    assert [found[name] for name in NEW] == [0] * len(NEW)
    assert list(found)[: -len(NEW)][:2] == ["residents", "households"]
    assert list(found)[-len(NEW) - 1] == "households_merged"


def test_posts_and_work_are_counted(story: Story) -> None:
    book = story.book
    who = story.resident("周桂英", "3-101")
    term = story.leader("周桂英", "3号楼组")
    story.group("5号楼组")
    story.street_leader("陈老板")
    start = dt.date(2024, 1, 1)
    appoint(book, TermEntry("居委会委员", 0, who, start, subsidy_monthly=10000), TODAY)
    record_duties(book, [term], DutyEntry(MAY, "走访"))
    held = trainings.add_training(book, TrainingEntry("消防安全培训", MAY, minutes=90)).id
    trainings.sign_in(book, held, {who: Presence(signed_in=True, minutes_awarded=60)}, TODAY)
    trainings.add_training(book, TrainingEntry("年末培训", dt.date(2025, 12, 1), minutes=90))
    july = dt.date(2026, 7, 1), dt.date(2031, 7, 1)
    for name in ("甲", "乙"):
        made = make_round(book, RoundEntry(name, (BUILDING_LEADER,), "居民推选", *july)).id
    cancel_round(book, made, "改期")
    subsidies.write_sheet(book, "2025-Q2", ("居委会委员",))
    (line,) = subsidies.sheet(book, "2025-Q2", ("居委会委员",))
    for status in (subsidies.APPROVED, subsidies.PAID):
        subsidies.move_on(book, [line.id], status, TODAY)
    end_term(book, term, dt.date(2025, 9, 1), "辞任")
    found = stats(book, TODAY)
    assert {name: found[name] for name in NEW} == {
        "posts": 2, "other_posts": 1, "vacancies": 2, "duties": 3, "handovers": 0,
        "trainings": 1, "trained": 1, "training_minutes": 60, "rounds": 1, "rounds_running": 1,
        "candidates": 0, "appraisals": 0, "subsidies": 1, "subsidies_paid": 300.0,
    }  # fmt: skip
    assert (found["building_leaders"], found["street_leaders"]) == (0, 1)
    before = counts_as_at(book, dt.date(2025, 5, 9))
    assert (before["posts"], before["other_posts"], before["vacancies"]) == (3, 1, 1)
    assert (before["duties"], before["trained"]) == (0, 0)
    assert counts_as_at(book, MAY)["training_minutes"] == 60
