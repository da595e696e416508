"""The worked example of the rules, line by line."""

from __future__ import annotations

import datetime as dt

import pytest

from app.errors import Refused
from app.pledge import ledger, lists
from app.pledge.lines import NewLine
from app.pledge.records import PostedEntry
from tests.pledge.conftest import CHECKER, Story, day

DOOR = "3-101"


def redeem(story: Story, account: int, on: dt.date, points: int) -> PostedEntry:
    """Goods for points, as the redemption store will write it."""
    like = lists.ledger_row(story.book, 2)
    assert like is not None
    with story.book.write("兑换") as session:
        new = ledger.append(
            session,
            [NewLine(account, like.season_id, "redeem", "洗洁精", on, -points, 0, -points)],
            who="王芳",
        )
    row = lists.ledger_row(story.book, new[0])
    assert row is not None
    return row


def test_the_worked_example_comes_out_line_by_line(story: Story) -> None:
    account = story.sign(DOOR, day("07-03"))
    told: list[tuple[int, int, int, int, int]] = []

    def tell(row: PostedEntry | None) -> PostedEntry:
        assert row is not None
        score, balance = story.numbers(account, day("09-10"))
        told.append((row.seq, row.raw, row.score, score, balance))
        return row

    base = tell(lists.ledger_row(story.book, 1))
    assert base.kind == "base"
    tell(story.post(DOOR, "J-01", day("07-03")))
    tell(story.post(DOOR, "J-02", day("07-10")))
    tell(story.post(DOOR, "J-02", day("07-17")))
    capped = tell(story.post(DOOR, "J-02", day("07-24")))
    assert capped.note == "已达‘每月上限4分’，本次计0分"
    volunteer = tell(story.post(DOOR, "J-05", day("08-02"), quantity=6000))
    assert volunteer.note == "已达‘每日上限4分’，本次计4分"
    reminder = tell(story.post(DOOR, "J-17", day("08-05")))
    assert (reminder.kind, reminder.note) == ("remind", "首次劝导，不扣分")
    deduction = tell(story.post(DOOR, "J-17", day("08-20"), assessor="赵敏", approver=CHECKER))
    assert deduction.visible == "household_only"
    tell(redeem(story, account, day("08-25"), 80))
    reversal = tell(ledger.reverse(story.book, volunteer.seq, "服务记录作废", day("08-28")))
    assert reversal.reverses_seq == 6
    tell(story.post(DOOR, "J-12", day("09-01"), points=20))
    tell(ledger.reverse(story.book, deduction.seq, "申诉撤销", day("09-10")))

    assert told == [
        (1, 1000, 1000, 1000, 0),
        (2, 20, 20, 1020, 20),
        (3, 20, 20, 1040, 40),
        (4, 20, 20, 1060, 60),
        (5, 20, 0, 1060, 60),
        (6, 60, 40, 1100, 100),
        (7, 0, 0, 1100, 100),
        (8, -50, -50, 1050, 100),
        (9, -80, 0, 1050, 20),
        (10, -40, -40, 1010, -20),
        (11, 20, 20, 1030, 0),
        (12, 50, 50, 1080, 0),
    ]
    with pytest.raises(Refused, match="第 6 号已经由第 10 号冲正"):
        ledger.reverse(story.book, 6, "再来一次", day("09-10"))
    assert story.sound() == []


def test_a_cap_no_longer_counts_what_was_taken_back(story: Story) -> None:
    story.sign(DOOR, day("07-03"))
    first = story.post(DOOR, "J-05", day("08-02"), quantity=4000)
    assert story.post(DOOR, "J-05", day("08-02"), quantity=1000).score == 0
    ledger.reverse(story.book, first.seq, "服务记录作废", day("08-28"))
    assert story.post(DOOR, "J-05", day("08-02"), quantity=1500, today=day("08-28")).score == 15
