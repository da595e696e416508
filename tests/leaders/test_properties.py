"""What holds of posts whatever is done: no crowd, a true coverage on any day, a past that stays."""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import delete, select

from app import opening
from app.checking import check_book
from app.errors import Invalid, Refused
from app.leaders.lists import HELD, TermFilter, coverage, term_ids, vacancies
from app.leaders.posts import BUILDING_LEADER, POSTS
from app.leaders.records import END_REASONS, TermEntry
from app.leaders.rounds.candidates import decide, nominate
from app.leaders.rounds.closing import close_round
from app.leaders.rounds.records import CandidateEntry, RoundEntry
from app.leaders.rounds.rounds import advance, leave_vacant, make_round
from app.leaders.terms import appoint, delete_term, edit_term, end_term, hand_over
from app.people import register
from app.people.place_records import GroupEntry
from app.work import finish
from db.models import JournalImage, JournalStep, RoundSeat
from tests.conftest import CHEAP, PASSWORD
from tests.story import Dump, Story, dump

LONG = bool(os.environ.get("MULIN_LONG"))

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2024, 3, 31)
TODAY = dt.date(2024, 2, 15)
LATER = dt.date(2030, 1, 1)
LOOKED_AT = tuple(FIRST + dt.timedelta(days=13 * at - 3) for at in range(8))
KINDS = (BUILDING_LEADER, "副楼组长", "街面长", "居民小组长", "党组织书记", "居委会委员")
BODIES = ("第一小组", "第二小组")

days = st.dates(FIRST, LAST)
few = st.integers(0, 3)
kinds = st.sampled_from((BUILDING_LEADER, BUILDING_LEADER, *KINDS))
Held = set[tuple[Any, ...]]


def scope_of(row: dict[str, Any]) -> tuple[Any, ...]:
    """What a stored term is for."""
    names = ("kind", "building_group_id", "street_segment_id", "compound_id", "scope_name")
    return tuple(row[name] for name in names)


def holds(row: dict[str, Any], day: dt.date) -> bool:
    """Whether a stored term holds on a day: from its start on, up to but without its end."""
    begun = row["start_on"] is None or row["start_on"] <= day
    return begun and (row["end_on"] is None or day < row["end_on"])


def there(row: dict[str, Any], day: dt.date) -> bool:
    """Whether a stored 楼组 is there on a day."""
    formed = row["formed_on"] is None or row["formed_on"] <= day
    return formed and (row["ended_on"] is None or day < row["ended_on"])


def holders(content: Dump, day: dt.date) -> Held:
    """Who held what on a day."""
    terms = content["leader_term"].items()
    return {(key, *scope_of(row), row["resident_id"]) for key, row in terms if holds(row, day)}


class Posts(RuleBasedStateMachine):
    """Clerks who appoint, correct, end, hand over, elect, undo and redo in any order."""

    @initialize()
    def open_a_book(self) -> None:
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "b.mulin"
        self.book = opening.create(path, "王芳", PASSWORD, params=CHEAP).book
        story = Story(self.book, TODAY)
        for number in (1, 2, 3):
            story.group(f"{number}号楼组", formed="2024-01-20" if number == 2 else None)
        self.compound, self.street = story.compound(), story.street()
        self.people = [story.person(name) for name in ("甲一", "乙二", "丙三", "丁四")]
        with self.book.write("整理") as session:
            # What was made for the test is not to be undone in it.
            session.execute(delete(JournalImage))
            session.execute(delete(JournalStep).where(JournalStep.tables != ""))
        self.rounds = 0

    def teardown(self) -> None:
        try:
            assert finish(check_book(self.book)) == ()
        finally:
            self.book.close()
            self.folder.cleanup()

    # What is done

    def entry(self, kind: str, place: int, person: int, start: dt.date) -> TermEntry:
        scope: int = {
            "building_group": self.some("building_group", place),
            "street_segment": self.street,
        }.get(POSTS[kind].scope, 0)
        body = BODIES[place % 2] if POSTS[kind].scope == "named" else None
        return TermEntry(kind, scope, self.people[person], start, scope_name=body)

    def some(self, table: str, at: int) -> int:
        """One of the records of a table; 0 where there is none."""
        ids = sorted(dump(self.book)[table])
        return ids[at % len(ids)] if ids else 0

    def leaves_the_past(self, act: Callable[[], object], on: dt.date) -> None:
        """Do something that counts from a day on: who held what before that day stays."""
        before = dump(self.book)
        with suppress(Refused, Invalid):
            act()
            after = dump(self.book)
            for day in (*LOOKED_AT, on - dt.timedelta(days=1)):
                if day < on:
                    assert holders(after, day) == holders(before, day)
            return
        assert dump(self.book) == before

    @rule(kind=kinds, place=few, person=few, start=days)
    def appoint(self, kind: str, place: int, person: int, start: dt.date) -> None:
        entry = self.entry(kind, place, person, start)
        self.leaves_the_past(lambda: appoint(self.book, entry, TODAY), start)

    @rule(at=st.integers(0, 20), on=days)
    def end(self, at: int, on: dt.date) -> None:
        term = self.some("leader_term", at)
        known = dump(self.book)["leader_term"].get(term, {}).get("end_on")
        first = min(on, known) if known else on
        reason = END_REASONS.options[0]
        self.leaves_the_past(lambda: end_term(self.book, term, on, reason), first)

    @rule(at=st.integers(0, 20), person=few, start=days)
    def hand_over(self, at: int, person: int, start: dt.date) -> None:
        term = self.some("leader_term", at)
        row = dump(self.book)["leader_term"].get(term)
        if row is None or row["end_on"] is not None:
            return
        scope = row["building_group_id"] or row["street_segment_id"] or 0
        entry = TermEntry(
            row["kind"], scope, self.people[person], start, scope_name=row["scope_name"]
        )
        self.leaves_the_past(lambda: hand_over(self.book, term, entry, "届满", TODAY), start)

    @rule(at=st.integers(0, 20), kind=kinds, place=few, person=few, start=days)
    def correct(self, at: int, kind: str, place: int, person: int, start: dt.date) -> None:
        with suppress(Refused, Invalid):
            entry = self.entry(kind, place, person, start)
            edit_term(self.book, self.some("leader_term", at), entry, TODAY)

    @rule(at=st.integers(0, 20))
    def delete(self, at: int) -> None:
        with suppress(Refused, Invalid):
            delete_term(self.book, self.some("leader_term", at))

    @rule(kind=kinds, start=days, chosen=st.lists(few, min_size=8, max_size=8))
    def hold_a_round(self, kind: str, start: dt.date, chosen: list[int]) -> None:
        self.rounds += 1
        entry = RoundEntry(
            f"第{self.rounds}次推选", (kind,), "居民推选", start, LATER,
            notice_from=start - dt.timedelta(days=9), notice_to=start - dt.timedelta(days=4),
        )  # fmt: skip
        with suppress(Refused, Invalid):
            made = make_round(self.book, entry).id
            self.elect(made, chosen)
            advance(self.book, made, filed_on=start)
            self.leaves_the_past(lambda: close_round(self.book, made, TODAY), start)

    def elect(self, made: int, chosen: list[int]) -> None:
        """Somebody for most seats, nobody for the others; the round comes to its notice."""
        advance(self.book, made)
        with self.book.read() as session:
            seats = session.scalars(select(RoundSeat).where(RoundSeat.round_id == made)).all()
        standing: dict[int, list[int]] = defaultdict(list)
        for seat, person in zip(seats, chosen, strict=False):
            if person == 3:
                leave_vacant(self.book, seat.id)
                continue
            for who in dict.fromkeys(((person + at) % 4) for at in range(seat.places)):
                one = nominate(self.book, seat.id, CandidateEntry(self.people[who])).id
                standing[seat.id].append(one)
        advance(self.book, made)
        for seat_id, some in standing.items():
            decide(self.book, seat_id, some, "")
        advance(self.book, made)

    @rule(at=few, on=days)
    def end_a_group(self, at: int, on: dt.date) -> None:
        group = self.some("building_group", at)
        self.leaves_the_past(lambda: register.end_group(self.book, group, on), on)

    @rule(number=st.integers(4, 6), formed=days)
    def form_a_group(self, number: int, formed: dt.date) -> None:
        entry = GroupEntry(f"{number}号楼组", formed_on=formed)
        with suppress(Refused, Invalid):
            register.add_group(self.book, self.compound, entry)

    @rule()
    def undo(self) -> None:
        with suppress(Refused):
            self.book.undo()

    @rule()
    def redo(self) -> None:
        with suppress(Refused):
            self.book.redo()

    # What holds

    @invariant()
    def no_more_hold_a_post_than_may(self) -> None:
        by_post: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
        for row in dump(self.book)["leader_term"].values():
            by_post[scope_of(row)].append(row)
        for scope, rows in by_post.items():
            most = POSTS[scope[0]].most
            for day in {row["start_on"] or dt.date.min for row in rows}:
                there_then = [row for row in rows if holds(row, day)]
                assert most is None or len(there_then) <= most, scope
                people = [row["resident_id"] for row in there_then]
                assert len(people) == len(set(people)), "nobody holds one post twice"

    @invariant()
    def coverage_is_one_less_the_vacant_share_on_every_day(self) -> None:
        content = dump(self.book)
        for day in LOOKED_AT[::3]:
            groups = {key for key, row in content["building_group"].items() if there(row, day)}
            led = {
                row["building_group_id"]
                for row in content["leader_term"].values()
                if row["kind"] == BUILDING_LEADER and holds(row, day)
            }
            found, empty = coverage(self.book, day), vacancies(self.book, day)
            assert {row.group_id for row in empty} == groups - led
            assert (found.active_groups, found.covered) == (len(groups), len(groups & led))
            if groups:
                assert abs(found.share - (1 - len(empty) / len(groups))) < 1e-12
            assert all(row.days is None or row.days >= 0 for row in empty)

    @invariant()
    def the_list_of_a_day_is_who_held_a_post_then(self) -> None:
        content = dump(self.book)
        day = LOOKED_AT[self.rounds % len(LOOKED_AT)]
        where = TermFilter(state=HELD, as_at=day)
        wanted = {key for key, row in content["leader_term"].items() if holds(row, day)}
        assert set(term_ids(self.book, where, TODAY)) == wanted


Posts.TestCase.settings = settings(
    max_examples=200 if LONG else 12,
    stateful_step_count=40 if LONG else 25,
    phases=tuple(Phase) if LONG else (Phase.explicit, Phase.generate),
    deadline=None,
    derandomize=not LONG,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestPosts = Posts.TestCase
