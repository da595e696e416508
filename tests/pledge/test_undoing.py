"""Undo and redo over the ledger: the open end goes, the rest is reversed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.errors import Refused
from app.pledge import accounts, ledger, lists, seasons, shipped
from app.pledge.lines import NewLine
from app.pledge.records import PostedEntry
from db import ids, journal
from db.models import Account, Dwelling, Household, JournalStep, Season
from tests.pledge.conftest import Story, day

DOOR = "3-301"


def rows(story: Story) -> list[PostedEntry]:
    """All lines in order."""
    found = lists.ledger_ids(story.book, lists.LedgerFilter(include_base=True), descending=False)
    return list(lists.ledger_rows(story.book, found).values())


def kinds(story: Story) -> list[str]:
    """The kinds of all lines in order."""
    return [row.kind for row in sorted(rows(story), key=lambda row: row.seq)]


def last_step(story: Story) -> int:
    """The latest step that stands."""
    with story.book.read() as session:
        found = journal.next_undo(session.connection())
    assert found is not None
    return found[0]


def seal(story: Story) -> None:
    """What a backup does."""
    with story.book.write("备份") as session:
        ledger.seal(session)


@pytest.fixture
def account(story: Story) -> int:
    """A household that has signed."""
    return story.sign(DOOR, day("07-03"))


def test_the_open_end_is_removed_and_comes_back(story: Story, account: int) -> None:
    story.post(DOOR, "J-02", day("07-10"))
    before = rows(story)
    story.post(DOOR, "J-02", day("07-17"))
    after = rows(story)
    story.book.undo()
    assert rows(story) == before
    story.book.redo()
    assert rows(story) == after
    story.book.undo()
    story.book.undo()
    assert kinds(story) == ["base"]
    story.book.redo()
    story.book.redo()
    assert rows(story) == after
    assert story.sound() == []


def test_a_sealed_line_is_reversed_instead(story: Story, account: int) -> None:
    story.post(DOOR, "J-02", day("07-10"))
    seal(story)
    story.book.undo()
    assert kinds(story) == ["base", "earn", "reversal"]
    line = rows(story)[-1]
    assert (line.reverses_seq, line.description) == (2, "撤销：登记积分")
    assert story.numbers(account, day("07-10")) == (1000, 0)
    assert story.sound() == []


def test_the_reversal_of_an_undo_goes_again_with_redo(story: Story, account: int) -> None:
    story.post(DOOR, "J-02", day("07-10"))
    seal(story)
    story.book.undo()
    story.book.redo()
    assert kinds(story) == ["base", "earn"]
    assert story.numbers(account, day("07-10")) == (1020, 20)
    story.book.undo()
    assert kinds(story) == ["base", "earn", "reversal"]
    assert story.sound() == []


def test_a_sealed_reversal_is_not_taken_back_by_redo(story: Story, account: int) -> None:
    story.post(DOOR, "J-02", day("07-10"))
    seal(story)
    story.book.undo()
    seal(story)
    with pytest.raises(Refused, match="冲正不能再冲正，所以不能重做"):
        story.book.redo()
    assert kinds(story) == ["base", "earn", "reversal"]
    assert story.sound() == []


def test_a_sealed_reversal_by_hand_is_not_undone(story: Story, account: int) -> None:
    story.post(DOOR, "J-02", day("07-10"))
    ledger.reverse(story.book, 2, "登记错了户", day("07-11"))
    assert story.book.undo() == "冲正积分"
    assert kinds(story) == ["base", "earn"]
    story.book.redo()
    seal(story)
    with pytest.raises(Refused, match="所以不能撤销"):
        story.book.undo()


def test_a_line_with_others_behind_it_is_reversed(story: Story, account: int) -> None:
    story.post(DOOR, "J-02", day("07-10"))
    step = last_step(story)
    story.post(DOOR, "J-14", day("07-11"))
    story.book.undo_step(step)
    assert kinds(story) == ["base", "earn", "earn", "reversal"]
    assert story.numbers(account, day("07-11")) == (1010, 0)
    with pytest.raises(Refused, match="已经撤销过了"):
        story.book.undo_step(step)
    story.book.undo()
    assert kinds(story) == ["base", "earn", "earn", "reversal", "reversal"]
    assert story.numbers(account, day("07-11")) == (1000, 0)
    assert story.sound() == []


def test_a_batch_sealed_in_the_middle_loses_its_end_and_reverses_the_rest(
    story: Story, account: int
) -> None:
    entries = [story.entry(DOOR, "J-14", day(f"07-{at}")) for at in (10, 11, 12)]
    ledger.post_many(story.book, entries, "整表登记", day("07-31"))
    with story.book.write("告知单") as session:
        ledger.seal(session, 3)
    story.book.undo()
    lines = sorted(rows(story), key=lambda row: row.seq)
    assert [(row.kind, row.reverses_seq) for row in lines] == [
        ("base", None),
        ("earn", None),
        ("earn", None),
        ("reversal", 2),
        ("reversal", 3),
    ]
    story.book.redo()
    assert kinds(story) == ["base", "earn", "earn", "earn"]
    assert story.sound() == []


def test_a_line_reversed_by_hand_is_not_reversed_again(story: Story, account: int) -> None:
    entries = [story.entry(DOOR, "J-14", day(f"07-{at}")) for at in (10, 11)]
    ledger.post_many(story.book, entries, "整表登记", day("07-31"))
    step = last_step(story)
    ledger.reverse(story.book, 2, "登记错了户", day("07-31"))
    story.book.undo_step(step)
    assert kinds(story) == ["base", "earn", "earn", "reversal", "reversal"]
    assert story.numbers(account, day("07-31")) == (1000, 0)
    with pytest.raises(Refused, match="第 2 号"):
        story.book.undo()
    assert story.sound() == []


def test_a_step_whose_lines_are_all_reversed_has_nothing_to_undo(
    story: Story, account: int
) -> None:
    story.post(DOOR, "J-14", day("07-10"))
    step = last_step(story)
    ledger.reverse(story.book, 2, "登记错了户", day("07-31"))
    with pytest.raises(Refused, match="都已经冲正过了"):
        story.book.undo_step(step)


def test_an_account_with_later_points_stays_open(story: Story) -> None:
    story.household(DOOR, "周桂英")
    account = story.sign(DOOR, day("07-03"))
    opening = last_step(story)
    story.post(DOOR, "J-14", day("07-10"))
    with pytest.raises(Refused, match="请先撤销后来的登记"):
        story.book.undo_step(opening)
    assert accounts.account_row(story.book, account).closed_on is None


def test_an_undone_opening_leaves_no_account(story: Story) -> None:
    household = story.household(DOOR, "周桂英")
    story.sign(DOOR, day("07-03"))
    story.book.undo()
    assert accounts.account_of(story.book, story.rule_set, household) is None
    assert rows(story) == []
    story.book.redo()
    assert kinds(story) == ["base"]


def test_a_sealed_opening_is_closed_instead(story: Story) -> None:
    household = story.household(DOOR, "周桂英")
    account = story.sign(DOOR, day("07-03"))
    seal(story)
    story.book.undo()
    assert kinds(story) == ["base", "reversal"]
    assert accounts.account_of(story.book, story.rule_set, household) is None
    assert accounts.account_row(story.book, account).close_reason == "开户已撤销"
    story.book.redo()
    assert accounts.account_of(story.book, story.rule_set, household) == account
    assert kinds(story) == ["base"]


def test_an_opened_season_with_points_cannot_be_undone(story: Story, account: int) -> None:
    seasons.ensure_open(story.book, story.rule_set, day("10-08"))
    step = last_step(story)
    story.post(DOOR, "J-14", day("10-08"))
    with pytest.raises(Refused, match="请先撤销后来的登记"):
        story.book.undo_step(step)
    assert story.numbers(account, day("10-08")) == (1010, 0)


def test_used_rules_cannot_be_taken_out_of_the_book(story: Story, account: int) -> None:
    with story.book.read() as session:
        step = session.scalars(
            select(JournalStep.id).where(JournalStep.label == "装入示例规则")
        ).one()
    story.post(DOOR, "J-14", day("07-10"))
    with pytest.raises(Refused):
        story.book.undo_step(step)
    assert len(shipped.load_shipped(story.book, today=day("07-10"))) == 3


def old_sheet(story: Story, lines: int) -> int:
    """An import that finds a household, an account, a season and lines; returns the step."""
    neighbour = story.household(DOOR, "周桂英")
    with story.book.write("导入积分登记") as session:
        building = session.get_one(
            Dwelling, session.get_one(Household, neighbour).dwelling_id
        ).building_id
        dwelling, household = ids.take(2)
        session.add(Dwelling(id=dwelling, building_id=building, unit="", room_no="901"))
        session.flush()
        session.add(Household(id=household, dwelling_id=dwelling, head_name="胡根"))
        session.flush()
        season = seasons.season_for(
            session, story.rule_set, dt.date(2024, 3, 1), today=day("07-03"), who="王芳"
        )
        opened = accounts.open_accounts(
            session,
            story.rule_set,
            {household: dt.date(2024, 3, 1)},
            opened_by=accounts.FROM_SHEETS,
        )
        ledger.append(
            session,
            [
                NewLine.history(
                    opened[household], season, "飞线充电", dt.date(2024, 3, 1 + at), -30,
                    source=("import", str(at)),
                )
                for at in range(lines)
            ],
            who="王芳",
        )  # fmt: skip
    return last_step(story)


def test_an_open_import_goes_without_a_trace(story: Story) -> None:
    story.household(DOOR, "周桂英")
    old_sheet(story, 3)
    story.book.undo()
    with story.book.read() as session:
        assert session.scalars(select(Account)).all() == []
        assert session.scalars(select(Season)).all() == []
        assert len(session.scalars(select(Household)).all()) == 1
    assert rows(story) == []


def test_a_sealed_import_keeps_what_its_lines_rest_on(story: Story) -> None:
    step = old_sheet(story, 3)
    with story.book.write("结算") as session:
        session.scalars(select(Season)).one().status = "closed"
    seal(story)
    story.book.undo_step(step)
    lines = rows(story)
    assert [row.kind for row in lines] == ["deduct"] * 3 + ["reversal"] * 3
    assert {row.season for row in lines} == {"2024年第一季度"}
    assert sum(row.score for row in lines) == 0
    with story.book.read() as session:
        kept = session.scalars(select(Account)).one()
        assert kept.closed_on is not None
        assert session.scalars(select(Household.head_name).order_by(Household.id)).all() == [
            "周桂英",
            "胡根",
        ]
    assert story.sound() == []
    story.book.redo()
    assert [row.kind for row in rows(story)] == ["deduct"] * 3


def test_an_account_that_was_used_since_stays_open_after_an_undone_import(story: Story) -> None:
    step = old_sheet(story, 2)
    with story.book.read() as session:
        account = session.scalars(select(Account)).one()
    season = seasons.ensure_open(story.book, story.rule_set, day("07-03"))
    line = NewLine.history(account.id, season.id, "帮助邻居", day("07-10"), 10)
    with story.book.write("登记积分") as session:
        ledger.append(session, [line], who="王芳")
    story.book.undo_step(step)
    assert accounts.account_row(story.book, account.id).closed_on is None
    assert story.numbers(account.id, day("07-10")) == (1010, 10)
    assert story.sound() == []


def test_a_household_that_has_signed_since_cannot_be_undone(story: Story) -> None:
    story.household(DOOR, "周桂英")
    step = last_step(story)
    story.sign(DOOR, day("07-03"))
    with pytest.raises(Refused, match="后来已经开了积分账户"):
        story.book.undo_step(step)


def test_a_redo_that_does_not_fit_any_more_is_refused(story: Story, account: int) -> None:
    story.post(DOOR, "J-14", day("07-10"))
    first = last_step(story)
    story.post(DOOR, "J-14", day("07-11"))
    story.book.undo()
    story.book.undo_step(first)
    assert kinds(story) == ["base"]
    story.book.redo()
    story.book.redo()
    assert kinds(story) == ["base", "earn", "earn"]
    assert story.sound() == []
