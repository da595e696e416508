"""The figures the program promises, each against a yardstick in the same run.

    python -m tests.bench            # start, import, lists, plan, rounds, package: medians of 9
    python -m tests.bench --rounds 3 --only lists

Exit code 1 when a figure is missed. Timings on shared machines are noisy: the ratios count.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from app.rosters import ROSTERS
from app.sample import SAMPLE_PASSWORD, make
from app.sheets.importing import commit, dry_run, jobs_of
from app.sheets.reading import read
from app.starting import start_book
from app.work import finish
from db import engine
from tests.conftest import CHEAP, OFFICE, PASSWORD

REGISTER = OFFICE / "居民信息底册.xlsx"
TODAY = dt.date(2026, 11, 22)
EMPTY_WINDOW = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        with open(sys.argv[1], "w") as out:
            out.write(str(time.perf_counter()))
        QTimer.singleShot(0, QApplication.quit)
app = QApplication(sys.argv[:1])
window = Window()
window.resize(800, 600)
window.show()
app.exec()
"""


@dataclass(frozen=True)
class Figure:
    """One promise: what was measured, and how much is allowed."""

    name: str
    value: float
    allowed: float
    unit: str
    note: str

    @property
    def kept(self) -> bool:
        return self.value <= self.allowed

    def line(self) -> str:
        mark = "ok  " if self.kept else "MISS"
        measured = f"{self.value:.2f}{self.unit} (allowed {self.allowed}{self.unit})"
        return f"{mark} {self.name}: {measured} — {self.note}"


def spread(times: list[float]) -> str:
    """Median with least and most, in milliseconds."""
    low, mid, high = min(times), statistics.median(times), max(times)
    return f"{mid * 1000:.0f} ms ({low * 1000:.0f}–{high * 1000:.0f})"


# Starting


def environment(home: Path) -> dict[str, str]:
    """A user with an empty home; offscreen unless a display is given."""
    wanted = {
        **os.environ,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_STATE_HOME": str(home / "state"),
        "QT_LOGGING_RULES": "*=false",
    }
    if not os.environ.get("DISPLAY"):
        wanted["QT_QPA_PLATFORM"] = "offscreen"
    return wanted


def empty_start(home: Path) -> float:
    out = home / "empty.txt"
    before = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", EMPTY_WINDOW, str(out)], check=True, env=environment(home)
    )
    return float(out.read_text()) - before


def our_start(
    home: Path, book: Path, command: Sequence[str] = (sys.executable, "-m", "ui.main")
) -> tuple[float, float]:
    """Seconds to the painted unlock window, and from the password to the painted page."""
    out = home / "marks.json"
    out.unlink(missing_ok=True)
    before = time.perf_counter()
    subprocess.run(
        [*command, str(book)],
        check=True,
        timeout=120,
        env={
            **environment(home),
            "MULIN_MARKS": str(out),
            "MULIN_PASSWORD": SAMPLE_PASSWORD,
        },
    )
    marks = json.loads(out.read_text())
    return marks["unlock_painted"] - before, marks["page_painted"] - marks["password_given"]


def starting(rounds: int, folder: Path) -> list[Figure]:
    """Empty window, unlock window and first page, in turn."""
    book = folder / "示例.mulin"
    make(book, today=TODAY).book.close()
    home = folder / "home"
    home.mkdir()
    empty_start(home)
    our_start(home, book)
    empty, unlock, page = [], [], []
    for _ in range(rounds):
        empty.append(empty_start(home))
        first, second = our_start(home, book)
        unlock.append(first)
        page.append(second)
    base = statistics.median(empty)
    return [
        Figure(
            "start to the painted unlock window", statistics.median(unlock) / base, 1.5, "×",
            f"{spread(unlock)} against an empty window {spread(empty)}",
        ),
        Figure(
            "right password to the first page", statistics.median(page) / base, 5.0, "×",
            f"{spread(page)} against an empty window {spread(empty)}",
        ),
        memory(home, book),
    ]  # fmt: skip


def memory(home: Path, book: Path) -> Figure:
    """Resident memory seconds after the sample book was opened, when its chart is drawn."""
    out = home / "marks.json"
    out.unlink(missing_ok=True)
    program = subprocess.Popen(
        [sys.executable, "-m", "ui.main", str(book)],
        env={
            **environment(home),
            "MULIN_MARKS": str(out),
            "MULIN_MARKS_STAY": "6",
            "MULIN_PASSWORD": SAMPLE_PASSWORD,
        },
    )
    used = 0.0
    while program.poll() is None:
        painted = out.exists() and "page_painted" in out.read_text("utf-8")
        status = Path(f"/proc/{program.pid}/status")
        lines = status.read_text().splitlines() if painted and status.exists() else []
        used = next((int(one.split()[1]) / 1024 for one in lines if one[:5] == "VmRSS"), used)
        time.sleep(0.2)
    return Figure(
        "resident memory with the sample book open", used, 220, " MB", "VmRSS, chart drawn"
    )


# Importing


def bare(folder: Path, at: int) -> float:
    """What reading and inserting cost at the least: calamine and one executemany."""
    path = folder / f"bare{at}.db"
    before = time.perf_counter()
    workbook = python_calamine.CalamineWorkbook.from_path(str(REGISTER))
    rows = workbook.get_sheet_by_index(0).to_python()
    connection = engine.connect(path, bytes(range(32)), create=True)
    names = ", ".join(f"c{column}" for column in range(len(rows[0])))
    connection.execute(f"CREATE TABLE bare ({names})")
    marks = ", ".join("?" * len(rows[0]))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO bare VALUES ({marks})", rows[1:])  # noqa: S608
    connection.execute("COMMIT")
    taken = time.perf_counter() - before
    connection.close()
    return taken


def ours(folder: Path, at: int) -> float:
    """Reading in the child, dry run, commit."""
    made = start_book(
        folder / f"ours{at}.mulin", "310120003001", "王芳", PASSWORD, today=TODAY, params=CHEAP
    )
    gc.collect()
    before = time.perf_counter()
    workbook = read(REGISTER)
    (job,) = jobs_of(made.book, workbook, ROSTERS)
    result = finish(commit(made.book, finish(dry_run(made.book, job, workbook, today=TODAY))))
    taken = time.perf_counter() - before
    made.book.close()
    if result.created != 5721:
        raise AssertionError(result.sentence())
    return taken


def importing(rounds: int, folder: Path) -> list[Figure]:
    """The register of 5,721 people, in turn with the bare way."""
    bare(folder, -1)
    ours(folder, -1)
    plain, full = [], []
    for at in range(rounds):
        plain.append(bare(folder, at))
        full.append(ours(folder, at))
    ratio = statistics.median(full) / statistics.median(plain)
    return [
        Figure(
            "import of 5,721 residents", ratio, 6.0, "×",
            f"{spread(full)} against bare reading and executemany {spread(plain)}",
        )
    ]  # fmt: skip


def large_import(rounds: int, folder: Path) -> list[Figure]:
    """A register of 50,000 people, in turn with the bare way."""
    from tests.bench_import import import_figures_large

    name, ratio, allowed, note = import_figures_large(min(rounds, 3), folder)
    return [Figure(name, ratio, allowed, "×", note)]


# Lists and pictures


def lists(rounds: int, folder: Path) -> list[Figure]:
    """100,000 residents: lists, the finder, the table in a window, memory."""
    book = folder / "十万人.mulin"
    home = environment(folder)
    make_one = "import pathlib, sys; from tests.bench_lists import make_book"
    child = f"{make_one}; make_book(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", child, str(book)], check=True, env=home)
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench_lists", str(book), str(rounds)],
        check=True,
        env=home,
        stdout=subprocess.PIPE,
    )
    return [Figure(*line) for line in json.loads(told.stdout)]


def plan(rounds: int, _folder: Path) -> list[Figure]:
    """The drawing of the largest compound."""
    from PySide6.QtWidgets import QApplication

    from tests.bench_plan import plan_figures

    keeps = QApplication.instance() or QApplication([])
    found = plan_figures(rounds)
    keeps.processEvents()
    return [Figure(one.name, one.value, one.allowed, one.unit, one.note) for one in found]


# Posts


def posts(rounds: int, folder: Path) -> list[Figure]:
    """换届 of 507 楼组, closed in one step, undone and done again."""
    from tests.bench_rounds import round_figures

    found = round_figures(max(5, rounds), folder)
    return [Figure(one.name, one.value, one.allowed, " s", one.note) for one in found]


# The package


def packaged(rounds: int, folder: Path) -> list[Figure]:
    """The packaged program against the sources; nothing when no package is built."""
    from tests.bench_packaged import font_list_figure, package, packaged_figures, unpacked

    path = package()
    if path is None:
        print("skip packaged: no package for this computer in out/packages, run make deb first")
        return []
    book = folder / "示例.mulin"
    make(book, today=TODAY).book.close()
    program = unpacked(path, folder / "package")
    found = packaged_figures(rounds, folder, book, program, our_start)
    new = folder / "new user"
    new.mkdir()
    fonts = font_list_figure(folder, environment(new), book, program, SAMPLE_PASSWORD)
    return [Figure(*line) for line in (*found, fonts)]


BENCHES: dict[str, Callable[[int, Path], list[Figure]]] = {
    "start": starting,
    "import": importing,
    "large-import": large_import,
    "lists": lists,
    "plan": plan,
    "rounds": posts,
    "packaged": packaged,
}


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", choices=BENCHES)
    arguments = parser.parse_args()
    figures: list[Figure] = []
    for name, bench in BENCHES.items():
        if arguments.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                found = bench(arguments.rounds, Path(folder))
            for figure in found:
                print(figure.line(), flush=True)
            figures += found
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
