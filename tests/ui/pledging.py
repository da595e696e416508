"""A small office whose households have signed the pledge, and keys to type with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.book import Book
from app.pledge import accounts, ledger, rulesets
from app.pledge.records import AccountEntry, PointsEntry, PostedEntry
from tests.story import Story
from tests.ui.kit.demo import TODAY
from ui.contents import Room
from ui.kit.picker import PickerEdit
from ui.window import MainWindow

SIGNED = dt.date(2026, 10, 2)
ROOMS = (
    Room("today", "今日", "today", "ui.today.page:TodayPage"),
    Room("pledge", "美丽约定", "pledge", "ui.pledge.page:PledgePage"),
)
HEADS = {
    "3-301": "周桂英",
    "3-302": "李国栋",
    "3-303": "赵敏",
    "3-304": "陈志强",
    "3-305": "王淑贞",
}


@dataclass
class Pledged:
    """The office, its rule set, its households and their accounts by door."""

    book: Book
    story: Story
    rule_set: int
    group: int
    homes: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)

    def rule(self, code: str) -> int:
        """The id of a rule by its code."""
        rows = rulesets.rules_of(self.book, self.rule_set, TODAY)
        return next(row.id for row in rows if row.code == code)

    def post(self, door: str, code: str, day: dt.date = TODAY, **more: object) -> PostedEntry:
        """Record a deed."""
        entry = PointsEntry(
            self.rule(code),
            day,
            account_id=self.accounts[door],
            **more,  # type: ignore[arg-type]
        )
        return ledger.post(self.book, entry, today=TODAY)


def pledged(book: Book) -> Pledged:
    """Five households of 3号楼组 have signed; 4-101 has not."""
    story = Story(book, TODAY)
    group = story.group("3号楼组", formed="2020-01-01")
    rule_set = rulesets.rule_sets(book, TODAY)[0].id
    made = Pledged(book, story, rule_set, group)
    for door, head in HEADS.items():
        made.homes[door] = story.household(door, head)
        entry = AccountEntry(rule_set, SIGNED, household_id=made.homes[door])
        made.accounts[door] = accounts.open_account(book, entry, today=TODAY).id
    made.homes["4-101"] = story.household("4-101", "孙婷")
    return made


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is read and nothing is written."""
    jobs = window.desk.jobs
    for _ in range(2):
        qtbot.wait(20)
        qtbot.waitUntil(lambda: not jobs.busy and not jobs.reading, timeout=20_000)
    qtbot.wait(20)


def type_in(picker: PickerEdit, text: str) -> None:
    """Type as on a keyboard (or as a scanner does), with Enter at the end."""
    picker.setFocus()
    picker.selectAll()
    QTest.keyClicks(picker, text)
    QTest.keyClick(picker, Qt.Key.Key_Return)
