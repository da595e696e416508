"""The ledger only grows, and every change of what is written shows."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.book import Book
from app.errors import Invalid, Refused
from app.pledge import ledger, lines, lists, seasons
from app.pledge.lines import NewLine
from tests.pledge.conftest import Story, day


@pytest.fixture
def told(story: Story) -> Story:
    """An office with a household and five lines."""
    story.sign("3-301", day("07-03"))
    for on in ("07-08", "07-10", "07-17", "07-24"):
        story.post("3-301", "J-02", day(on))
    return story


def tamper(book: Book, *statements: str) -> None:
    """Change the tables behind the program's back."""
    with book.write("改动") as session:
        for name in ("ledger_never_changes", "ledger_keeps_sealed", "ledger_seal_grows"):
            session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements:
            session.execute(text(statement))


def test_numbers_run_without_a_gap_and_the_chain_holds(told: Story) -> None:
    assert told.sound() == []
    rows = lists.ledger_rows(
        told.book, lists.ledger_ids(told.book, lists.LedgerFilter(include_base=True))
    )
    assert sorted(row.seq for row in rows.values()) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger_entry SET applied_score = 90 WHERE seq = 3", "第 3 号流水与校验码不符"),
        ("UPDATE ledger_entry SET item = '改了' WHERE seq = 2", "第 2 号流水与校验码不符"),
        ("UPDATE ledger_entry SET occurred_on = '2025-07-09' WHERE seq = 2", "第 2 号"),
        ("UPDATE ledger_entry SET approved_by = '李敏' WHERE seq = 4", "第 4 号"),
        ("DELETE FROM ledger_entry WHERE seq = 3", "流水缺少第 3 号到第 3 号"),
        ("UPDATE ledger_entry SET seq = 9 WHERE seq = 5", "流水缺少第 5 号到第 8 号"),
    ],
)
def test_a_change_behind_the_back_of_the_program_is_found(
    told: Story, statement: str, said: str
) -> None:
    tamper(told.book, statement)
    assert any(said in problem for problem in told.sound())


def test_a_tail_cut_off_after_sealing_is_found(told: Story) -> None:
    with told.book.write("封存") as session:
        assert ledger.seal(session) == 5
    tamper(told.book, "DELETE FROM ledger_entry WHERE seq = 5")
    assert told.sound() == ["已封存到第 5 号，但流水只到第 4 号，末尾可能被删除过。"]


def test_a_reversal_that_does_not_balance_is_found(told: Story) -> None:
    season = seasons.season_on(told.book, told.rule_set, day("07-03"))
    first = lists.ledger_row(told.book, 2)
    assert season is not None
    assert first is not None
    wrong = NewLine(
        first.account_id, season.id, "reversal", "冲正", day("07-25"), -10, -10, -10,
        reverses_seq=2,
    )  # fmt: skip
    with told.book.write("错误的冲正") as session:
        ledger.append(session, [wrong], who="王芳")
    assert told.sound() == ["第 6 号冲正的分值与原来的第 2 号不相抵。"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET applied_score = 90 WHERE seq = 3",
        "DELETE FROM ledger_entry WHERE seq = 5",
    ],
)
def test_the_database_itself_refuses_to_change_a_line(told: Story, statement: str) -> None:
    with pytest.raises(IntegrityError), told.book.write("改动") as session:
        session.execute(text(statement))
    assert told.sound() == []


def test_a_seal_is_never_lifted(told: Story) -> None:
    with told.book.write("封存") as session:
        assert ledger.seal(session, 3) == 3
        assert ledger.seal(session, 2) == 3
        assert ledger.seal(session, 99) == 5
    with pytest.raises(IntegrityError), told.book.write("解封") as session:
        session.execute(text("UPDATE ledger_seal SET upto_seq = 0"))


def test_lines_are_sealed_when_their_day_is_over(told: Story) -> None:
    today = dt.datetime.now(tz=dt.UTC).astimezone().date()
    assert ledger.seal_past_days(told.book, today) == 0
    assert ledger.seal_past_days(told.book, today + dt.timedelta(days=1)) == 5
    row = lists.ledger_row(told.book, 5)
    assert row is not None
    assert row.sealed
    assert told.book.undo_label == "登记积分"


def test_a_line_is_taken_back_once_and_whole(told: Story) -> None:
    row = ledger.reverse(told.book, 2, " 登记错了户 ", day("07-26"))
    assert (row.kind, row.score, row.balance, row.reverses_seq) == ("reversal", -20, -20, 2)
    assert row.description == "登记错了户"
    assert row.item == "冲正 · 第 2 号 参加居民议事"
    original = lists.ledger_row(told.book, 2)
    assert original is not None
    assert original.reversed_by == row.seq
    with pytest.raises(Refused, match="第 2 号已经由第 6 号冲正，不能再冲正一次"):
        ledger.reverse(told.book, 2, "再来一次", day("07-26"))
    with pytest.raises(Refused, match="第 6 号本身就是冲正"):
        ledger.reverse(told.book, 6, "恢复", day("07-26"))
    with pytest.raises(Refused, match="第 1 号是基础分"):
        ledger.reverse(told.book, 1, "不要了", day("07-26"))
    with pytest.raises(Refused, match="没有第 77 号"):
        ledger.reverse(told.book, 77, "没有", day("07-26"))
    with pytest.raises(Invalid, match="原因"):
        ledger.reverse(told.book, 3, "  ", day("07-26"))
    assert told.sound() == []


def test_several_lines_are_taken_back_together_or_not_at_all(told: Story) -> None:
    with pytest.raises(Refused):
        ledger.reverse_many(told.book, [2, 3, 1], "整批有误", day("07-26"))
    rows = ledger.reverse_many(told.book, [2, 3], "整批有误", day("07-26"))
    assert [row.reverses_seq for row in rows] == [2, 3]
    assert told.book.undo() == "冲正积分"


def test_a_line_of_a_closed_season_is_adjusted_in_the_open_one(told: Story) -> None:
    with told.book.write("结算") as session:
        season = seasons.find(session, told.rule_set, day("07-03"))
        assert season is not None
        season.status = "closed"
    row = ledger.reverse(told.book, 2, "申诉撤销", day("10-08"))
    assert (row.kind, row.season, row.score) == ("adjust", "2025年第四季度", -20)
    assert row.item == "调整 · 第 2 号 参加居民议事"
    with pytest.raises(Refused, match="第 2 号已经由第"):
        ledger.reverse(told.book, 2, "再来一次", day("10-08"))


def test_the_same_source_counts_once_for_an_account(told: Story) -> None:
    row = lists.ledger_row(told.book, 2)
    assert row is not None
    line = NewLine.history(
        row.account_id, row.season_id, "楼道无堆物", day("07-09"), 20, source=("import", "a1")
    )
    with told.book.write("导入") as session:
        ledger.append(session, [line], who="王芳")
    with pytest.raises(IntegrityError), told.book.write("再导入") as session:
        ledger.append(session, [line], who="王芳")


def test_old_sheets_keep_their_points_and_only_gains_can_be_redeemed(told: Story) -> None:
    row = lists.ledger_row(told.book, 2)
    assert row is not None
    with told.book.write("导入") as session:
        before = lists.stats(session)
        ledger.append(
            session,
            [
                NewLine.history(row.account_id, row.season_id, "高空抛物", day("07-09"), -255),
                NewLine.history(row.account_id, row.season_id, "邻里互助", day("07-09"), 30),
            ],
            who="王芳",
        )
        after = lists.stats(session)
    assert after["points_entries"] - before["points_entries"] == 2
    assert after["points_sum"] - before["points_sum"] == -225
    assert told.numbers(row.account_id, day("07-09")) == (1000 + 40 - 225, 40 + 30)


def test_five_thousand_lines_are_written_at_once(told: Story) -> None:
    row = lists.ledger_row(told.book, 2)
    assert row is not None
    many = [
        NewLine.history(row.account_id, row.season_id, f"事项{at % 9}", day("07-09"), 10)
        for at in range(5000)
    ]
    with told.book.write("导入") as session:
        start = time.process_time()
        assert ledger.append(session, many, who="王芳") == range(6, 5006)
        spent = time.process_time() - start
    assert told.sound() == []
    # Far above what it takes: this catches a loop over single inserts, not a slow machine.
    assert spent < 2.5


def test_the_head_of_an_empty_ledger_is_known(story: Story) -> None:
    with story.book.read() as session:
        assert ledger.head(session) == (0, lines.GENESIS)
        assert ledger.verify_chain(session) == []
        assert lists.stats(session) == {"points_entries": 0, "points_sum": 0}
