"""An office at random work: what it does, what it heard, and what was refused."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import delete

from app import opening
from app.book import Book, Changes, local_day, utc_now
from app.checking import check_book
from app.errors import Invalid, Refused
from app.guards import GUARDS
from app.leaders.trainings import TrainingEntry, add_training, expect
from app.pledge import ledger
from app.pledge.accounts import open_account
from app.pledge.records import AccountEntry, PointsEntry
from app.starting import start_book
from app.work import finish
from db.models import JournalImage, JournalStep
from tests.conftest import CHEAP, PASSWORD
from tests.story import Dump, Story, dump

TODAY = local_day(utc_now())

NAMES = ("张三", "李四", "王五", "赵六", "钱七", "孙八")
DOORS = ("3-101", "3-102", "3-201", "4-101", "4-102")
CODES = ("J-02", "J-05", "J-06", "J-09", "J-12", "J-14", "J-16", "J-17")
ITEMS = ("参加居民议事", "参加志愿服务", "端午活动", "楼道堆物")
BOOK = "金水苑.mulin"

some = st.integers(0, 99)
days_ago = st.integers(0, 6)


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


@cache
def template() -> Path:
    """A small office as it is before the day's work: five doors, a leader, a training, accounts."""
    folder = Path(tempfile.mkdtemp())
    book = start_book(
        folder / BOOK, "310120003001", "王芳", PASSWORD, today=TODAY, params=CHEAP
    ).book
    story = Story(book, TODAY)
    for number, door in enumerate(DOORS):
        name = f"{NAMES[number]}家"
        story.resident(name, door, relation_to_head="户主", birth_date=f"19{50 + number}")
    for group in ("3号楼组", "4号楼组"):
        story.group(group)
    story.leader("张三家", "3号楼组")
    training = add_training(book, TrainingEntry("安全培训", TODAY - days(2), minutes=90)).id
    expect(book, training, sorted(dump(book)["resident"])[:3])
    households = residents_set(book)
    people = dump(book)["resident"].items()
    rule = next(row_id for row_id, row in dump(book)["rule"].items() if row["code"] == "J-02")
    for household in sorted(dump(book)["household"])[:2]:
        entry = AccountEntry(households, TODAY - days(30), household_id=household)
        account = open_account(book, entry, today=TODAY).id
        who = next(row_id for row_id, row in people if row["household_id"] == household)
        ledger.post(
            book,
            PointsEntry(rule, TODAY, account_id=account, actor_id=who, approver="顾春燕"),
            today=TODAY,
        )
    with book.write("整理") as session:
        session.execute(delete(JournalImage))
        session.execute(delete(JournalStep).where(JournalStep.tables != ""))
    book.close()
    return folder


def residents_set(book: Book) -> int:
    """The rule set of the residents."""
    rules = dump(book)["rule_set"]
    return next(row_id for row_id, row in rules.items() if row["edition"] == "居民版")


@dataclass(frozen=True)
class Step:
    """A step as the book announced it, with everything before and after."""

    label: str
    before: Dump
    after: Dump


def sums(content: Dump) -> dict[int, tuple[int, int]]:
    """What the ledger comes to for each account, those with nothing left out."""
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for line in content["ledger_entry"].values():
        score, balance = found[line["account_id"]]
        found[line["account_id"]] = (
            score + line["applied_score"],
            balance + line["applied_balance"],
        )
    return {account: numbers for account, numbers in found.items() if numbers != (0, 0)}


def holds(content: Dump, earlier: Dump) -> bool:
    """Whether every row of an earlier state is there as it was."""
    return all(
        content[table].get(row_id) == row
        for table, rows in earlier.items()
        for row_id, row in rows.items()
    )


Draws = dict[str, st.SearchStrategy[Any]]


def drawn(**draws: st.SearchStrategy[Any]) -> Callable[[Any], Any]:
    """Something that may be done, and what is drawn for it."""

    def marked(method: Any) -> Any:
        method.draws = draws
        return method

    return marked


class Work(RuleBasedStateMachine):
    """One office, its book, and what became of it so far."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        for file in template().iterdir():
            shutil.copy(file, self.folder)
        self.done: list[Step] = []
        self.undone: list[tuple[Step, Dump]] = []
        self.listening = True
        self.book = self.opened()
        self.content = dump(self.book)
        self.checked: Dump = {}
        self.rule_set = residents_set(self.book)
        self.files = self.names = 0

    def opened(self) -> Book:
        book = opening.unlock(self.folder / BOOK, PASSWORD, guards=GUARDS)
        book.listen(self.heard)
        return book

    def teardown(self) -> None:
        try:
            findings = finish(check_book(self.book))
            # A term that is ended for an earlier day leaves the duties after it to be looked at.
            assert [one for one in findings if one.where != "履职记录"] == []
        finally:
            self.book.close()
            shutil.rmtree(self.folder)

    def heard(self, changes: Changes) -> None:
        if self.listening:
            before, self.content = self.content, dump(self.book)
            self.done.append(Step(changes.label, before, self.content))
            self.undone.clear()

    @contextmanager
    def deaf(self) -> Iterator[None]:
        self.listening = False
        try:
            yield
        finally:
            self.listening = True

    def attempt(self, deed: Callable[[], object]) -> bool:
        """Do something that may be refused; then nothing has changed, and that is announced."""
        before, refusal = self.content, None
        try:
            deed()
        except (Invalid, Refused) as error:
            refusal = str(error)
        if refusal is not None:
            assert refusal.strip()
            assert dump(self.book) == before
            assert self.content is before
        return refusal is None

    def ids(self, table: str, **wanted: object) -> list[int]:
        return [
            row_id
            for row_id, row in sorted(self.content[table].items())
            if all(row[name] == value for name, value in wanted.items())
        ]

    def fresh(self, word: str) -> str:
        """A name that nothing has had yet."""
        self.names += 1
        return f"{word}{self.names}"

    def any(self, at: int, table: str, **wanted: object) -> int:
        found = self.ids(table, **wanted)
        return found[at % len(found)] if found else 0

    def do(self, data: st.DataObject, *names: str) -> None:
        method: Any = getattr(self, data.draw(st.sampled_from(names), label="deed"))
        draws: Draws = method.draws
        method(**{name: data.draw(draws[name], label=name) for name in draws})
