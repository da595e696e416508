"""Pulling the plug at random moments: what was acknowledged is there, the book is whole.

`python -m tests.crash --times 100` prints the figure. A worker process records points and
residents and imports sheets of 500 rows, and says so after each commit; it is killed with
SIGKILL, the book is opened, checked and compared with what was said.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from app import opening
from app.book import Book, local_day, utc_now
from app.checking import check_book
from app.guards import GUARDS
from app.people import register
from app.people.records import ResidentEntry
from app.pledge import ledger
from app.pledge.accounts import open_account
from app.pledge.records import AccountEntry, PointsEntry
from app.pledge.rulesets import rule_sets, rules_of
from app.rosters import ROSTERS, roster_of
from app.sheets.importing import import_file
from app.sheets.reading import read
from app.starting import start_book
from app.work import finish
from db.models import LedgerEntry, Resident
from tests.conftest import CHEAP, PASSWORD
from tests.story import Story

ROOT = Path(__file__).resolve().parent.parent
BOOK = "金水苑.mulin"
ROWS = 500
ACCOUNTS = 8
LONGEST = 0.9
"""Seconds after which a worker is killed at the latest."""

SURNAMES = "王李张刘陈杨赵黄周吴"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛"


@dataclass
class Figure:
    """What came of it: kills, books that opened and were whole, and what had been said."""

    kills: int = 0
    whole: int = 0
    said: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        """Whether nothing was lost, torn or damaged."""
        return self.whole == self.kills and not (self.lost or self.torn or self.findings)

    def words(self) -> str:
        """The figure in a line."""
        said = ", ".join(f"{count} {word}" for word, count in sorted(self.said.items()))
        return (
            f"{self.kills} kills: {self.whole} books opened and whole; acknowledged {said}; "
            f"{len(self.lost)} lost, {len(self.torn)} half imported"
        )


def prepare(folder: Path) -> None:
    """A small office with accounts to record points for."""
    today = local_day(utc_now())
    made = start_book(folder / BOOK, "310120003001", "王芳", PASSWORD, today=today, params=CHEAP)
    story = Story(made.book, today)
    rules = rule_sets(made.book, today)[0].id
    for number in range(1, ACCOUNTS + 1):
        home = story.household(f"1-{number}01", head="张三")
        open_account(made.book, AccountEntry(rules, today, household_id=home), today=today)
    made.book.close()


def opened(folder: Path) -> Book:
    """The book of that folder."""
    return opening.unlock(folder / BOOK, PASSWORD, guards=GUARDS)


# --- the worker -----------------------------------------------------------------------------


def work(folder: Path, seed: int) -> None:
    """Record and import for ever, one line on stdout after each commit."""
    dice = random.Random(seed)
    today = local_day(utc_now())
    book = opened(folder)
    rules = rule_sets(book, today)[0].id
    codes = {row.code: row.id for row in rules_of(book, rules, today)}
    with book.read() as session:
        from db.models import Account

        accounts = list(session.scalars(select(Account.id)))
    say("ready")
    batch = 0
    while True:
        chance = dice.random()
        if chance < 0.55:
            entry = PointsEntry(
                codes[dice.choice(("J-02", "J-06", "J-09", "J-10", "J-14"))],
                today,
                account_id=dice.choice(accounts),
            )
            posted = ledger.post(book, entry, today=today)
            say(f"points {posted.seq} {posted.id}")
        elif chance < 0.93:
            entry_ = ResidentEntry(name(dice), birth_date=f"19{dice.randrange(40, 99)}")
            say(f"resident {register.add_resident(book, entry_, today).id}")
        else:
            batch += 1
            mark = f"{seed}-{batch}"
            take_in(book, folder, mark, dice, today)
            say(f"import {mark}")


def take_in(book: Book, folder: Path, mark: str, dice: random.Random, today: dt.date) -> None:
    """Import a sheet of people who all bear the same mark."""
    path = folder / f"{mark}.csv"
    lines = ["姓名,小区,楼号,室号,备注"]
    building = 2 + dice.randrange(10**6)
    lines += [
        f"{name(dice)}{name(dice)},金水苑,{building}号,{at // 4 + 1:02}{at % 4},{mark}"
        for at in range(ROWS)
    ]
    path.write_text("\n".join(lines), encoding="gbk")
    workbook = read(path)
    finish(import_file(book, workbook, ROSTERS, today=today, kind=roster_of("residents")))


def name(dice: random.Random) -> str:
    """A made-up name."""
    return dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)


def say(line: str) -> None:
    """Tell the one who holds the plug."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


# --- the plug -------------------------------------------------------------------------------


def run(folder: Path, times: int, seed: int, *, aloud: bool = False, seeing: str = "") -> Figure:
    """Kill that many workers, one after the other, on one book.

    On a slow machine a few workers get nothing large done: more are killed, at most five times as
    many, until work of the kind `seeing` has been acknowledged.
    """
    dice = random.Random(seed)
    prepare(folder)
    figure = Figure()
    said: list[str] = []
    while figure.kills < times or (
        seeing and figure.kills < 5 * times and not any(line.startswith(seeing) for line in said)
    ):
        said += killed(folder, dice)
        figure.kills += 1
        look(folder, said, figure)
        if aloud and figure.kills % 10 == 0:
            sys.stderr.write(f"{figure.kills} / {times}\n")
    figure.said = Counter(line.split()[0] for line in said)
    return figure


def killed(folder: Path, dice: random.Random) -> list[str]:
    """What a worker has said until it was killed; a line cut short does not count."""
    command = [sys.executable, "-m", "tests.crash", "work", str(folder), str(dice.randrange(10**9))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        first = worker.stdout.readline()
        assert first == b"ready\n", first
        time.sleep(dice.uniform(0, LONGEST))
        worker.kill()
        rest = worker.stdout.read()
    return rest.decode().split("\n")[:-1]


def look(folder: Path, said: list[str], figure: Figure) -> None:
    """Open the book, check it, and look for everything that was said so far."""
    book = opened(folder)
    try:
        findings = finish(check_book(book))
        figure.findings += [finding.text for finding in findings]
        figure.whole += not findings
        with book.read() as session:
            residents = set(session.scalars(select(Resident.id)))
            lines = set(session.execute(select(LedgerEntry.seq, LedgerEntry.id)).tuples())
            marks: dict[str | None, int] = dict(
                session.execute(select(Resident.note, func.count()).group_by(Resident.note))
                .tuples()
                .all()
            )
    finally:
        book.close()
    there = {
        *(f"points {seq} {row_id}" for seq, row_id in lines),
        *(f"resident {row_id}" for row_id in residents),
        *(f"import {mark}" for mark, count in marks.items() if count == ROWS),
    }
    figure.lost += [line for line in said if line not in there]
    figure.torn += [
        f"{mark}: {count}" for mark, count in marks.items() if mark is not None and count != ROWS
    ]


def main() -> int:
    """The figure, or the worker's part."""
    if sys.argv[1:2] == ["work"]:
        work(Path(sys.argv[2]), int(sys.argv[3]))
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figure = run(Path(folder), arguments.times, arguments.seed, aloud=True)
    sys.stdout.write(f"{figure.words()}\n")
    for line in (*figure.lost, *figure.torn, *figure.findings):
        sys.stdout.write(f"  {line}\n")
    return 0 if figure.perfect else 1


if __name__ == "__main__":
    sys.exit(main())
