"""Random deeds, reversals, seals, undo and redo: the ledger stays whole."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from app import opening
from app.book import Book
from app.errors import Refused
from app.guards import GUARDS
from app.pledge import ledger, shipped
from app.pledge.lines import LEDGER, sealed_upto
from db import journal
from db.models import JournalImage, JournalStep
from tests.pledge.conftest import CHEAP, CHECKER, JULY, Story

Totals = dict[int, tuple[int, int]]


class Ledger(RuleBasedStateMachine):
    """Three households of one office, with everything that may happen to their lines."""

    steps = Bundle("steps")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        made = opening.create(
            Path(self.folder.name) / "b.mulin", "王芳", "口令abc123", params=CHEAP, guards=GUARDS
        )
        self.book: Book = made.book
        residents, shops, pets = shipped.load_shipped(self.book, today=JULY)
        self.story = Story(self.book, residents, shops, pets)
        self.doors = ("3-101", "3-102", "3-103")
        self.accounts = [self.story.sign(door, JULY) for door in self.doors]
        self.today = JULY
        self.undone: list[Totals] = []
        self.first = self.last_step()

    def teardown(self) -> None:
        self.book.close()
        self.folder.cleanup()

    def last_step(self) -> int:
        with self.book.read() as session:
            return session.scalars(
                select(JournalStep.id).order_by(JournalStep.id.desc()).limit(1)
            ).one()

    def totals(self) -> Totals:
        return {account: self.story.numbers(account, JULY) for account in self.accounts}

    def wrote(self) -> int:
        self.undone.clear()
        return self.last_step()

    def effect(self, step: int) -> Totals:
        """What the lines of a step that stand add to each account."""
        with self.book.read() as session:
            taken = select(LEDGER.c.reverses_seq).where(LEDGER.c.reverses_seq.is_not(None))
            rows = session.execute(
                select(LEDGER.c.account_id, LEDGER.c.applied_score, LEDGER.c.applied_balance)
                .join(JournalImage, JournalImage.row_id == LEDGER.c.id)
                .where(JournalImage.step_id == step, LEDGER.c.seq.not_in(taken))
            ).all()
        found = dict.fromkeys(self.accounts, (0, 0))
        for account, score, balance in rows:
            found[account] = (found[account][0] + score, found[account][1] + balance)
        return found

    def undoing(self, step: int, undo: Callable[[], object]) -> None:
        before, effect = self.totals(), self.effect(step)
        try:
            undo()
        except Refused:
            assert self.totals() == before
            return
        self.undone.append(before)
        assert self.totals() == {
            account: (score - effect[account][0], balance - effect[account][1])
            for account, (score, balance) in before.items()
        }

    @initialize()
    def start(self) -> None:
        assert self.totals() == dict.fromkeys(self.accounts, (1000, 0))

    @rule(
        target=steps,
        at=st.integers(0, 2),
        code=st.sampled_from(["J-02", "J-05", "J-12", "J-14", "J-17"]),
    )
    def post(self, at: int, code: str) -> int:
        entry = self.story.entry(self.doors[at], code, self.today, approver=CHECKER)
        if code == "J-05":
            entry = replace(entry, quantity=2500)
        if code == "J-12":
            entry = replace(entry, points=50)
        ledger.post(self.book, entry, today=self.today)
        return self.wrote()

    @rule(target=steps, count=st.integers(2, 4))
    def post_batch(self, count: int) -> int:
        entries = [self.story.entry(self.doors[at % 3], "J-14", self.today) for at in range(count)]
        ledger.post_many(self.book, entries, "整表登记", self.today)
        return self.wrote()

    @rule(target=steps, data=st.data())
    def reverse(self, data: st.DataObject) -> int:
        with self.book.read() as session:
            last, _ = ledger.head(session)
        seq = data.draw(st.integers(1, last))
        before = self.totals()
        try:
            ledger.reverse(self.book, seq, "登记有误", self.today)
        except Refused:
            assert self.totals() == before
            return self.first
        return self.wrote()

    @rule()
    def undo(self) -> None:
        with self.book.read() as session:
            found = journal.next_undo(session.connection())
        # What came before the first deed is not the matter here.
        if found is not None and found[0] > self.first:
            self.undoing(found[0], self.book.undo)

    @rule(step=steps)
    def undo_an_older_step(self, step: int) -> None:
        if step > self.first:
            self.undoing(step, lambda: self.book.undo_step(step))

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        before = self.totals()
        try:
            self.book.redo()
        except Refused:
            assert self.totals() == before
            return
        assert self.totals() == self.undone.pop()

    @rule(data=st.data())
    def seal(self, data: st.DataObject) -> None:
        with self.book.write("封存") as session:
            last, _ = ledger.head(session)
            ledger.seal(session, data.draw(st.integers(0, last)))

    @rule()
    def a_day_goes_by(self) -> None:
        real = dt.datetime.now(tz=dt.UTC).astimezone().date()
        ledger.seal_past_days(self.book, real + dt.timedelta(days=1))
        self.today = min(self.today + dt.timedelta(days=1), dt.date(2025, 9, 30))

    @invariant()
    def the_chain_is_sound(self) -> None:
        assert self.story.sound() == []

    @invariant()
    def balances_are_the_lines_that_stand(self) -> None:
        with self.book.read() as session:
            rows = session.execute(select(LEDGER).order_by(LEDGER.c.seq)).all()
            assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
            assert sealed_upto(session) <= len(rows)
        gone = [row.reverses_seq for row in rows if row.reverses_seq is not None]
        assert len(gone) == len(set(gone))
        stand = dict.fromkeys(self.accounts, (0, 0))
        for row in rows:
            if row.reverses_seq is None and row.seq not in gone:
                score, balance = stand[row.account_id]
                stand[row.account_id] = (score + row.applied_score, balance + row.applied_balance)
        assert stand == self.totals()


Ledger.TestCase.settings = settings(
    max_examples=max(8, settings().max_examples // 12),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestLedger = Ledger.TestCase
