"""Random work of an office, with undo and redo: what must hold holds after every step.

`MULIN_LONG=1` (or `make fuzz`) makes the runs longer and different every time.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import delete

from app import opening
from app.book import Book, Changes, local_day, utc_now
from app.checking import check_book
from app.errors import Invalid, Refused
from app.guards import GUARDS
from app.leaders import terms
from app.leaders.lists import coverage, vacancies
from app.leaders.records import BUILDING_LEADER, TermEntry
from app.people import register
from app.people.place_records import BuildingEntry, DwellingEntry, GroupEntry
from app.people.records import HouseholdEntry, ResidentEntry
from app.pledge import ledger
from app.pledge.accounts import account_rows, close_account, open_account
from app.pledge.records import AccountEntry, PointsEntry
from app.rosters import ROSTERS, roster_of
from app.sheets.importing import import_file
from app.sheets.reading import read
from app.starting import start_book
from app.work import finish
from db.models import JournalImage, JournalStep
from tests.conftest import CHEAP, PASSWORD
from tests.story import Dump, Story, dump

TODAY = local_day(utc_now())
LONG = bool(os.environ.get("MULIN_LONG"))

NAMES = ("张三", "李四", "王五", "赵六", "钱七", "孙八")
DOORS = ("3-101", "3-102", "3-201", "4-101", "4-102")
CODES = ("J-02", "J-05", "J-06", "J-09", "J-12", "J-14", "J-16", "J-17")
ITEMS = ("参加居民议事", "参加志愿服务", "端午活动", "楼道堆物")
BOOK = "金水苑.mulin"

some = st.integers(0, 99)
days_ago = st.integers(0, 6)


def _days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


@cache
def template() -> Path:
    """A small office as it is before the day's work: five doors, a leader, two accounts."""
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
    households = residents_set(book)
    for household in sorted(dump(book)["household"])[:2]:
        entry = AccountEntry(households, TODAY - _days(30), household_id=household)
        open_account(book, entry, today=TODAY)
    with book.write("整理") as session:
        session.execute(delete(JournalImage))
        session.execute(delete(JournalStep).where(JournalStep.tables != ""))
    book.close()
    return folder


@pytest.fixture(scope="module", autouse=True)
def _template_goes() -> Iterator[None]:
    yield
    shutil.rmtree(template())
    template.cache_clear()


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


class Office(RuleBasedStateMachine):
    """One office at work.

    Deeds are drawn inside a few rules, since rules that are left out of a run by lot would leave
    out what only comes about when everything is possible.
    """

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
        self.files = 0

    def opened(self) -> Book:
        book = opening.unlock(self.folder / BOOK, PASSWORD, guards=GUARDS)
        book.listen(self.heard)
        return book

    def teardown(self) -> None:
        try:
            assert finish(check_book(self.book)) == ()
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

    def any(self, at: int, table: str, **wanted: object) -> int:
        found = self.ids(table, **wanted)
        return found[at % len(found)] if found else 0

    def do(self, data: st.DataObject, *names: str) -> None:
        method: Any = getattr(self, data.draw(st.sampled_from(names), label="deed"))
        draws: Draws = method.draws
        method(**{name: data.draw(draws[name], label=name) for name in draws})

    @rule(data=st.data())
    def people(self, data: st.DataObject) -> None:
        self.do(
            data, "add_a_resident", "edit_a_resident", "a_resident_leaves", "a_resident_moves",
            "add_a_household", "a_household_moves_out", "add_a_door", "add_a_building",
            "add_a_group", "end_a_group", "import_residents",
        )  # fmt: skip

    @rule(data=st.data())
    def posts(self, data: st.DataObject) -> None:
        self.do(
            data, "appoint_a_leader", "appoint_a_leader", "end_a_term", "end_a_term",
            "hand_over_a_post", "import_leaders",
        )  # fmt: skip

    @rule(data=st.data())
    def points(self, data: st.DataObject) -> None:
        self.do(
            data, "post_points", "post_a_batch", "post_points", "reverse_a_line",
            "sign_the_pledge", "close_an_account", "import_points",
        )  # fmt: skip

    @rule(data=st.data())
    def history(self, data: st.DataObject) -> None:
        self.do(data, "undo", "undo", "redo", "a_day_goes_by", "close_and_open_again")

    # --- people and places -----------------------------------------------------------------

    @drawn(name=st.sampled_from(NAMES), home=some, born=st.sampled_from(("1950", "1961-03", None)))
    def add_a_resident(self, name: str, home: int, born: str | None) -> None:
        household = self.any(home, "household") if home % 4 else None
        entry = ResidentEntry(name, birth_date=born, care_tags=("独居",) if home % 3 else ())
        self.attempt(lambda: register.add_resident(self.book, entry, TODAY, household))

    @drawn(who=some, name=st.sampled_from(NAMES), sex=st.sampled_from(("男", "女", None)))
    def edit_a_resident(self, who: int, name: str, sex: str | None) -> None:
        entry = ResidentEntry(name, sex=sex, phone="16012345678")
        person = self.any(who, "resident")
        self.attempt(lambda: register.edit_resident(self.book, person, entry, TODAY))

    @drawn(
        who=some,
        status=st.sampled_from(("living", "moved_out", "deceased")),
        choice=st.sampled_from(("ask", "keep", "end")),
    )
    def a_resident_leaves(self, who: int, status: str, choice: Any) -> None:
        leaving = register.Leaving(choice, choice)
        person = self.any(who, "resident")
        self.attempt(lambda: register.set_status(self.book, person, status, TODAY, leaving))

    @drawn(who=some, home=some)
    def a_resident_moves(self, who: int, home: int) -> None:
        person, household = self.any(who, "resident"), self.any(home, "household")
        self.attempt(lambda: register.move(self.book, person, household, TODAY))

    @drawn(building=some, room=st.sampled_from(("101", "102", "301")))
    def add_a_door(self, building: int, room: str) -> None:
        house = self.any(building, "building")
        self.attempt(lambda: register.add_dwelling(self.book, house, DwellingEntry(room)))

    @drawn(number=st.integers(3, 6))
    def add_a_building(self, number: int) -> None:
        compound = self.any(0, "compound")
        entry = BuildingEntry(f"{number}号")
        self.attempt(lambda: register.add_building(self.book, compound, entry))

    @drawn(door=some, head=st.sampled_from((*NAMES, None)))
    def add_a_household(self, door: int, head: str | None) -> None:
        dwelling = self.any(door, "dwelling")
        entry = HouseholdEntry(head_name=head)
        self.attempt(lambda: register.add_household(self.book, dwelling, entry))

    @drawn(home=some, choice=st.sampled_from(("ask", "end")))
    def a_household_moves_out(self, home: int, choice: Any) -> None:
        household = self.any(home, "household", status="living")
        leaving = register.Leaving(choice, choice)
        self.attempt(lambda: register.move_out(self.book, household, TODAY, leaving))

    @drawn(number=st.integers(3, 6))
    def add_a_group(self, number: int) -> None:
        compound = self.any(0, "compound")
        entry = GroupEntry(f"{number}号楼组")
        self.attempt(lambda: register.add_group(self.book, compound, entry))

    @drawn(which=some)
    def end_a_group(self, which: int) -> None:
        group = self.any(which, "building_group")
        self.attempt(lambda: register.end_group(self.book, group, TODAY))

    # --- posts -----------------------------------------------------------------------------

    @drawn(who=some, where=some, ago=st.integers(-30, 400))
    def appoint_a_leader(self, who: int, where: int, ago: int) -> None:
        entry = self.term(who, where, ago)
        self.attempt(lambda: terms.appoint(self.book, entry, TODAY))

    def term(self, who: int, where: int, ago: int) -> TermEntry:
        start = TODAY - _days(ago)
        group = self.any(where, "building_group")
        return TermEntry(BUILDING_LEADER, group, self.any(who, "resident"), start)

    @drawn(which=some, ago=st.integers(-5, 60))
    def end_a_term(self, which: int, ago: int) -> None:
        term = self.any(which, "leader_term")
        self.attempt(lambda: terms.end_term(self.book, term, TODAY - _days(ago), "辞任"))

    @drawn(which=some, who=some)
    def hand_over_a_post(self, which: int, who: int) -> None:
        term = self.any(which, "leader_term")
        group = self.content["leader_term"][term]["building_group_id"] if term else 0
        entry = TermEntry(BUILDING_LEADER, group, self.any(who, "resident"), TODAY)
        self.attempt(lambda: terms.hand_over(self.book, term, entry, "届满", TODAY))

    # --- points ----------------------------------------------------------------------------

    @drawn(home=some)
    def sign_the_pledge(self, home: int) -> None:
        entry = AccountEntry(self.rule_set, TODAY, household_id=self.any(home, "household"))
        self.attempt(lambda: open_account(self.book, entry, today=TODAY))

    @drawn(which=some)
    def close_an_account(self, which: int) -> None:
        account = self.any(which, "account")
        self.attempt(lambda: close_account(self.book, account, closed_on=TODAY, reason="本人要求"))

    @drawn(which=some, code=st.sampled_from(CODES), ago=days_ago)
    def post_points(self, which: int, code: str, ago: int) -> None:
        entry = self.deed(which, code, ago)
        self.attempt(lambda: ledger.post(self.book, entry, today=TODAY))

    @drawn(start=some, code=st.sampled_from(CODES), count=st.integers(2, 4))
    def post_a_batch(self, start: int, code: str, count: int) -> None:
        entries = [self.deed(start + at, code, 0) for at in range(count)]
        self.attempt(lambda: ledger.post_many(self.book, entries, "整表登记", TODAY))

    def deed(self, which: int, code: str, ago: int) -> PointsEntry:
        return PointsEntry(
            self.any(0, "rule", code=code),
            TODAY - _days(ago),
            account_id=self.any(which, "account"),
            quantity={"J-05": 2500}.get(code),
            points={"J-12": 50}.get(code),
            approver="顾春燕",
        )

    @drawn(which=some)
    def reverse_a_line(self, which: int) -> None:
        last = len(self.content["ledger_entry"])
        self.attempt(lambda: ledger.reverse(self.book, 1 + which % (last + 1), "有误", TODAY))

    @drawn()
    def a_day_goes_by(self) -> None:
        ledger.seal_past_days(self.book, TODAY + _days(1))
        assert dump(self.book) == self.content

    # --- sheets ----------------------------------------------------------------------------

    @drawn(
        lines=st.lists(
            st.tuples(
                st.sampled_from(NAMES), st.sampled_from(DOORS), st.sampled_from(("", "1950", "坏"))
            ),
            min_size=1,
            max_size=5,
        )
    )
    def import_residents(self, lines: list[tuple[str, str, str]]) -> None:
        self.sheet("residents", ("姓名", "住址", "出生日期"), lines)

    @drawn(
        lines=st.lists(
            st.tuples(
                st.sampled_from(NAMES),
                st.sampled_from(("3号楼组", "5号楼组", "6号楼组")),
                st.just(TODAY + _days(40)).map(str),
            ),
            min_size=1,
            max_size=3,
        )
    )
    def import_leaders(self, lines: list[tuple[str, str, str]]) -> None:
        self.sheet("building-leaders", ("姓名", "楼组", "任职时间"), lines)

    @drawn(
        lines=st.lists(
            st.tuples(
                st.sampled_from((TODAY, TODAY - _days(400))).map(str),
                st.sampled_from(DOORS),
                st.sampled_from(ITEMS),
                st.sampled_from(("2", "-3", "1.5", "很多")),
            ),
            min_size=1,
            max_size=4,
        )
    )
    def import_points(self, lines: list[tuple[str, str, str, str]]) -> None:
        self.sheet("points", ("日期", "室号", "事项", "分值"), lines)

    def sheet(self, kind: str, heading: tuple[str, ...], lines: list[Any]) -> None:
        self.files += 1
        path = self.folder / f"{kind}{self.files}.csv"
        path.write_text("\n".join(",".join(line) for line in (heading, *lines)), encoding="gbk")
        workbook, roster = read(path), roster_of(kind)

        def imported(*, commits: bool) -> Any:
            work = import_file(
                self.book, workbook, ROSTERS, today=TODAY, kind=roster, commits=commits
            )
            (result,) = finish(work)
            assert result.rows == len(lines)
            return result

        if self.attempt(lambda: imported(commits=True)):
            again = imported(commits=False)
            assert (again.created, again.updated) == (0, 0)

    # --- undo and redo ---------------------------------------------------------------------

    @drawn()
    def undo(self) -> None:
        assert self.book.undo_label == (self.done[-1].label if self.done else None)
        before = self.content
        with self.deaf():
            taken_back = self.attempt(self._undone)
        if not self.done:
            assert not taken_back
        elif taken_back:
            step = self.done.pop()
            self.undone.append((step, before))
            self._check_undone(step, before)

    def _undone(self) -> None:
        self.book.undo()
        self.content = dump(self.book)

    def _check_undone(self, step: Step, before: Dump) -> None:
        own = step.after["ledger_entry"].keys() - step.before["ledger_entry"].keys()
        stayed = own & self.content["ledger_entry"].keys()
        if before == step.after and not stayed:
            assert self.content == step.before
            return
        # Lines that are sealed stay and are taken back by others; what they rest on stays too.
        assert holds(self.content, step.before)
        if sums(before) == sums(step.after):
            assert sums(self.content) == sums(step.before)

    @drawn()
    def redo(self) -> None:
        if not self.undone:
            assert not self.attempt(self.book.redo)
            return
        step, before = self.undone[-1]
        assert self.book.redo_label == step.label
        with self.deaf():
            if self.attempt(self._redone):
                self.undone.pop()
                self.done.append(step)
                assert self.content == before

    def _redone(self) -> None:
        self.book.redo()
        self.content = dump(self.book)

    @drawn()
    def close_and_open_again(self) -> None:
        self.book.close()
        self.book = self.opened()
        assert dump(self.book) == self.content

    # --- what always holds -----------------------------------------------------------------

    @invariant()
    def what_must_hold_holds(self) -> None:
        if self.checked is not self.content:
            self.checked = self.content
            self.the_ledger_is_sound()
            self.balances_are_sums_of_the_ledger()
            self.terms_of_a_post_never_overlap()
            self.a_group_without_a_leader_is_vacant_today()
            self.a_household_has_at_most_one_open_account()

    def the_ledger_is_sound(self) -> None:
        lines = sorted(self.content["ledger_entry"].values(), key=lambda line: int(line["seq"]))
        assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
        taken_back = [line["reverses_seq"] for line in lines if line["reverses_seq"]]
        assert len(taken_back) == len(set(taken_back))
        assert not {lines[seq - 1]["reverses_seq"] for seq in taken_back} - {None}
        with self.book.read() as session:
            assert ledger.verify_chain(session) == []

    def balances_are_sums_of_the_ledger(self) -> None:
        balances: dict[int, int] = defaultdict(int)
        for line in self.content["ledger_entry"].values():
            balances[line["account_id"]] += line["applied_balance"]
        for row in account_rows(self.book, self.ids("account")):
            assert row.balance == balances[row.id]

    def terms_of_a_post_never_overlap(self) -> None:
        spans = defaultdict(list)
        for term in self.content["leader_term"].values():
            start = term["start_on"].isoformat() if term["start_on"] else ""
            end = term["end_on"].isoformat() if term["end_on"] else "9"
            if start < end:
                spans[term["kind"], term["building_group_id"]].append((start, end))
        for found in spans.values():
            found.sort()
            assert all(first[1] <= second[0] for first, second in pairwise(found))

    def a_group_without_a_leader_is_vacant_today(self) -> None:
        held = {
            term["building_group_id"]
            for term in self.content["leader_term"].values()
            if term["kind"] == BUILDING_LEADER
            and (term["start_on"] is None or term["start_on"] <= TODAY)
            and (term["end_on"] is None or term["end_on"] > TODAY)
        }
        active = set(self.ids("building_group", ended_on=None))
        assert {row.group_id for row in vacancies(self.book, TODAY)} == active - held
        assert coverage(self.book, TODAY).covered == len(active & held)

    def a_household_has_at_most_one_open_account(self) -> None:
        holders = [
            row["household_id"]
            for row in self.content["account"].values()
            if row["closed_on"] is None
        ]
        assert len(holders) == len(set(holders))


Office.TestCase.settings = settings(
    max_examples=400 if LONG else 40,
    stateful_step_count=40 if LONG else 14,
    # Shrinking takes minutes; a failure in the suite is made small by the long form.
    phases=tuple(Phase) if LONG else (Phase.explicit, Phase.generate),
    derandomize=not LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestOffice = Office.TestCase
