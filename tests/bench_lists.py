"""What lists and the finder promise for 100,000 residents; run by `python -m tests.bench`.

`python -m tests.bench_lists FILE.mulin ROUNDS` measures a book that `tests.big` has filled and
prints its figures as JSON, in a process of its own, so that its memory can be told. Times are
those of the processor, but for the opening of the table, in which two threads have a part.
Orders are measured as they are read after a change: those asked for before are kept.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from sqlalchemy import select, text

from app import opening
from app.book import Book
from app.finder import find, prepare
from app.memory import give_back
from app.people.lists import (
    HOUSEHOLD_SORTS,
    RESIDENT_SORTS,
    HouseholdFilter,
    Narrow,
    ResidentFilter,
    household_ids,
    household_words,
    resident_ids,
    resident_words,
)
from app.people.order import plain_rows
from db.models import Resident
from tests.big import QUERIES, fill
from tests.conftest import CHEAP, PASSWORD
from tests.story import TODAY, Story

RESIDENTS = 100_000
OPEN, STALL, ANSWER, SORT, MEMORY = 300.0, 50.0, 50.0, 400.0, 300.0
SCROLLS = 60
OPENINGS = 7
Line = tuple[str, float, float, str, str]
"""What was measured: its name, the value, what is allowed, the unit, a note."""


def make_book(path: Path) -> None:
    """The large book, closed again."""
    book = opening.create(path, "王芳", PASSWORD, params=CHEAP).book
    fill(book, RESIDENTS)
    book.close()


def took(work: Callable[[], object], clock: Callable[[], float] = time.thread_time) -> float:
    """Milliseconds of a piece of work: of the processor, whatever else the machine does."""
    before = clock()
    work()
    return (clock() - before) * 1000


def touch(book: Book, at: int) -> None:
    """Change somebody, so that nothing that was read before is true any more."""
    with book.write("改备注") as session:
        person = session.scalars(select(Resident).limit(1)).one()
        person.note = f"第{at}次"


def worst_of(book: Book, rounds: int, works: dict[str, Callable[[], object]]) -> tuple[str, float]:
    """The slowest of several works by the median of some rounds, and its milliseconds.

    Each is done for the first time after a change.
    """

    def fresh(work: Callable[[], object], at: int) -> float:
        touch(book, at)
        return took(work)

    medians = {
        name: statistics.median(fresh(work, at) for at in range(rounds))
        for name, work in works.items()
    }
    name = max(medians, key=medians.__getitem__)
    return name, medians[name]


def late(times: list[float]) -> float:
    """The time that 95 of 100 keep."""
    return sorted(times)[int(len(times) * 0.95)]


def bare_sort(book: Book) -> list[int]:
    """The yardstick: the ids of all residents sorted by a text, by the database alone."""
    query = text("SELECT id FROM resident ORDER BY registered_address, name_pinyin, id")
    with book.read() as session:
        return [row[0] for row in plain_rows(session, query)]  # type: ignore[arg-type]


def orders(book: Book, rounds: int) -> list[Line]:
    """Sorting and filtering by every column."""
    everybody, homes = ResidentFilter(), HouseholdFilter()
    sorts: dict[str, Callable[[], object]] = {
        name: partial(resident_ids, book, everybody, TODAY, name) for name in RESIDENT_SORTS
    }
    sorts |= {f"户 {name}": partial(household_ids, book, homes, name) for name in HOUSEHOLD_SORTS}
    filters: dict[str, Callable[[], object]] = {}
    for name in RESIDENT_SORTS:
        words = resident_words(book, everybody, name, TODAY)
        some = Narrow(frozenset(word for word, _ in words[::2]))
        where = ResidentFilter(columns={name: some})
        filters[name] = partial(resident_ids, book, where, TODAY)
    for name in HOUSEHOLD_SORTS:
        some = Narrow(frozenset(word for word, _ in household_words(book, homes, name)[::2]))
        filters[f"户 {name}"] = partial(household_ids, book, HouseholdFilter(columns={name: some}))
    words_of: dict[str, Callable[[], object]] = {
        name: partial(resident_words, book, everybody, name, TODAY) for name in RESIDENT_SORTS
    }
    yard = statistics.median(took(partial(bare_sort, book)) for _ in range(max(3, rounds)))
    lines: list[Line] = []
    for what, works in (("sorted", sorts), ("filtered", filters), ("words", words_of)):
        name, value = worst_of(book, rounds, works)
        ratio = (
            f"slowest by {name}, {value / yard:.1f} × sorting ids in bare SQLite ({yard:.0f} ms)"
        )
        lines.append((f"{RESIDENTS:,} residents {what} by any column", value, SORT, " ms", ratio))
    return lines


def finding(book: Book, rounds: int) -> list[Line]:
    """The finder: prepared, asked, and asked right after a change."""
    laid = took(partial(prepare, book))
    first = took(partial(find, book, "王"))
    times = [took(partial(find, book, word)) for _ in range(rounds) for word in QUERIES]
    story = Story(book)
    after = []
    for at in range(rounds):
        story.resident(f"欧阳测{'一二三四五六七八九十'[at % 10]}")
        after.append(took(partial(find, book, "oyc")))
    mixed = f"median {statistics.median(times):.0f} ms over {len(times)} questions"
    return [
        ("finder, p95", late(times), ANSWER, " ms", mixed),
        ("finder, the first time", first, ANSWER, " ms", f"laid out behind in {laid:.0f} ms"),
        ("finder, after a change", statistics.median(after), ANSWER, " ms", f"{rounds} changes"),
    ]


def scrolling(book: Book) -> list[Line]:
    """The table of residents in a real window: opened, scrolled through."""
    from tests.ui.kit.demo import desk_for
    from ui.contents import Room
    from ui.start.home import lay_out
    from ui.window import MainWindow

    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_for(book, Path(folder))
        window = MainWindow(
            desk, (Room("people", "居民房屋", "people", "ui.people.page:PeoplePage"),)
        )
        window.resize(1366, 768)
        window.show()

        def settle() -> None:
            app.processEvents()
            while desk.jobs.reading:
                time.sleep(0.001)
                app.processEvents()

        def clock(act: Callable[[], object]) -> float:
            def whole() -> None:
                act()
                settle()

            return took(whole, time.perf_counter)

        # As the program does behind the first page.
        lay_out(book, desk.today())
        import_module("ui.people.page")
        first = clock(partial(window.go, "people"))
        page: Any = window.page
        table = page.view.tables()[0]
        settle()
        opened, changed = [], []
        for at in range(OPENINGS):
            touch(book, at)
            changed.append(clock(page.read_again))
            opened.append(clock(page.read_again))
        bar = table.grid.verticalScrollBar()
        dice = random.Random(1)
        stalls = []
        for at in range(SCROLLS):
            step = bar.value() + bar.pageStep() if at % 2 else dice.randrange(bar.maximum())

            def scroll(to: int = step) -> None:
                bar.setValue(min(to, bar.maximum()))
                table.grid.viewport().repaint()
                app.processEvents()

            stalls.append(took(scroll))
        rows = len(table)
        desk.jobs.close()
        window.hide()
    how = f"median of {OPENINGS} by the clock, {rows:,} rows"
    made = f"with the page made the first time {first:.0f} ms"
    note = f"{how}; {min(opened):.0f}–{max(opened):.0f} ms; {made}"
    anew = f"{how}; {min(changed):.0f}–{max(changed):.0f} ms"
    half = statistics.median(stalls)
    return [
        ("the table of residents opens", statistics.median(opened), OPEN, " ms", note),
        ("the table, read anew after a change", statistics.median(changed), OPEN, " ms", anew),
        (
            "scrolling, longest stall", max(stalls), STALL, " ms",
            f"median {half:.0f} ms of the processor, {SCROLLS} pages, half of them far apart",
        ),
    ]  # fmt: skip


def resident_memory() -> Line:
    """What the process holds after all of it, when it has given back what the lanes give back."""
    give_back()
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    used = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
    return ("memory with 100,000 residents", used, MEMORY, " MB", "VmRSS, lists, finder and window")


def main() -> None:
    """Measure a book and print its figures as JSON."""
    path, rounds = Path(sys.argv[1]), int(sys.argv[2])
    book = opening.unlock(path, PASSWORD)
    figures = [*scrolling(book), *finding(book, rounds), *orders(book, rounds), resident_memory()]
    book.close()
    sys.stdout.write(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
