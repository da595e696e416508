"""Whatever is tried, two terms of one kind and scope never overlap and coverage stays true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from sqlalchemy import select

from app import opening
from app.errors import Invalid, Refused
from app.leaders.lists import coverage, vacancies
from app.leaders.records import END_REASONS, TermEntry
from app.leaders.rules import MOST_PER_SCOPE, Span
from app.leaders.terms import appoint, edit_term, end_term, hand_over
from db.models import LeaderTerm
from tests.conftest import CHEAP, PASSWORD
from tests.story import TODAY, Story

days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 2, 10))
kinds = st.sampled_from(["楼组长", "楼组长", "副楼组长"])
few = st.integers(0, 2)


class Posts(RuleBasedStateMachine):
    """Clerks who appoint, correct, end, hand over, undo and redo in any order."""

    @initialize()
    def open_a_book(self) -> None:
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "b.mulin"
        self.book = opening.create(path, "王芳", PASSWORD, params=CHEAP).book
        story = Story(self.book)
        self.groups = [story.group(f"{number}号楼组") for number in (1, 2, 3)]
        self.people = [story.person(name) for name in ("甲一", "乙二", "丙三")]

    def teardown(self) -> None:
        self.book.close()
        self.folder.cleanup()

    def terms(self) -> list[LeaderTerm]:
        with self.book.read() as session:
            return list(session.scalars(select(LeaderTerm).order_by(LeaderTerm.id)))

    def some_term(self, at: int) -> int:
        terms = self.terms()
        return terms[at % len(terms)].id if terms else 0

    def entry(self, kind: str, group: int, person: int, start: dt.date) -> TermEntry:
        return TermEntry(kind, self.groups[group], self.people[person], start)

    @rule(kind=kinds, group=few, person=few, start=days)
    def appoint(self, kind: str, group: int, person: int, start: dt.date) -> None:
        with suppress(Refused, Invalid):
            appoint(self.book, self.entry(kind, group, person, start), TODAY)

    @rule(at=st.integers(0, 20), on=days)
    def end(self, at: int, on: dt.date) -> None:
        with suppress(Refused, Invalid):
            end_term(self.book, self.some_term(at), on, END_REASONS.options[0])

    @rule(at=st.integers(0, 20), kind=kinds, group=few, person=few, start=days)
    def correct(self, at: int, kind: str, group: int, person: int, start: dt.date) -> None:
        with suppress(Refused, Invalid):
            edit_term(self.book, self.some_term(at), self.entry(kind, group, person, start), TODAY)

    @rule(at=st.integers(0, 20), group=few, person=few, start=days)
    def hand_over(self, at: int, group: int, person: int, start: dt.date) -> None:
        with suppress(Refused, Invalid):
            entry = self.entry("楼组长", group, person, start)
            hand_over(self.book, self.some_term(at), entry, "届满", TODAY)

    @rule()
    def undo(self) -> None:
        # What made the groups and the people stays: terms are what this is about.
        if self.book.undo_label is not None and "任" in self.book.undo_label:
            self.book.undo()

    @rule()
    def redo(self) -> None:
        with suppress(Refused):
            self.book.redo()

    @invariant()
    def no_more_hold_a_post_than_may(self) -> None:
        for kind, most in MOST_PER_SCOPE.items():
            for group in self.groups:
                spans = [
                    Span(term.start_on, term.end_on)
                    for term in self.terms()
                    if term.kind == kind and term.building_group_id == group
                ]
                for day in {span.first for span in spans}:
                    assert sum(span.holds(day) for span in spans) <= most

    @invariant()
    def coverage_is_what_is_not_vacant(self) -> None:
        for day in _some_days():
            found = coverage(self.book, day)
            empty = vacancies(self.book, day)
            assert found.active_groups == 3
            assert found.vacant == len(empty)
            assert found.covered == found.active_groups - len(empty)
            assert all(row.days is None or row.days >= 0 for row in empty)


def _some_days() -> Iterator[dt.date]:
    return (dt.date(2024, 1, 1) + dt.timedelta(days=8 * week) for week in range(6))


TestPosts = Posts.TestCase
TestPosts.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)
