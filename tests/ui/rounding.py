"""A window in the room 推选换届 whose day can be moved on, and the hands of a user in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds.candidates import nominate, nominate_holders
from app.leaders.rounds.closing import close_round
from app.leaders.rounds.counting import Count, count_many
from app.leaders.rounds.lists import seat_rows
from app.leaders.rounds.records import Ballots, CandidateEntry, RoundEntry, SeatRow, Votes
from app.leaders.rounds.rounds import advance
from tests.story import Story
from tests.ui.kit.demo import desk_for, inside
from tests.ui.rooms import settle
from ui.contents import Room
from ui.leaders.rounds.count_model import FIRST
from ui.leaders.rounds.page import RoundsPage
from ui.window import MainWindow

ROOMS = (
    Room("rounds", "推选换届", "council", "ui.leaders.rounds.page:RoundsPage"),
    Room("imports", "导入表格", "import", "ui.imports.page:ImportPage"),
)
JUNE, JULY = dt.date(2026, 6, 8), dt.date(2026, 7, 1)
NAME = "2026年7月楼组长推选"
ENTRY = RoundEntry(NAME, (BUILDING_LEADER,), "居民推选", JULY, dt.date(2031, 7, 1))
_DIGITS = "零一二三四五六七八九"


@dataclass
class Clock:
    """The day it is for the window."""

    day: dt.date

    def __call__(self) -> dt.date:
        return self.day


def named(family: str, number: int) -> str:
    """李一, 李四六: a name for each number."""
    return family + "".join(_DIGITS[int(digit)] for digit in str(number))


def town(book: Book, day: dt.date, groups: int) -> Story:
    """So many 楼组 with a leader since 2021 and somebody else who could be one."""
    told = Story(book, day)
    with book.write("准备"):
        for number in range(1, groups + 1):
            told.group(f"{number}号楼组", formed="2020-01-01")
            facts = {"phone": f"138{number:08}", "birth_date": "1958-03-04"}
            told.resident(named("李", number), f"{number}-101", sex="女", **facts)
            told.resident(named("王", number), f"{number}-102", sex="男", **facts)
            told.leader(named("李", number), f"{number}号楼组", "2021-07-01", until="2026-07-01")
    return told


@dataclass
class Selecting:
    """The window, its page, and short words for what hands do."""

    window: MainWindow
    page: RoundsPage
    clock: Clock
    qtbot: QtBot

    def rest(self) -> None:
        """Wait until what changed is shown."""
        settle(self.qtbot, self.window)

    def until(self, day: dt.date) -> None:
        """Another day begins."""
        self.clock.day = day
        self.page.read_again()
        self.rest()

    def turn(self, key: str) -> None:
        """Another list."""
        self.page.turn_to(key)
        self.rest()

    def step(self) -> None:
        """Press the button of the step that follows."""
        assert self.page.panel.button.isEnabled(), self.page.panel.words.text()
        self.page.panel.button.click()
        self.rest()

    def fill(self, **texts: str) -> None:
        """Type into the form in the pane and save it with Ctrl+Enter."""
        form = self.page.pane.form
        assert form is not None
        for name, text in texts.items():
            form.editor(name).set_text(text)
        box = form.editor(next(iter(texts))).box
        QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.rest()

    def seats(self) -> dict[str, SeatRow]:
        """The seats of the chosen round by their 楼组."""
        assert self.page.round_id is not None
        return {row.scope: row for row in seat_rows(self.page.desk.book, self.page.round_id)}

    def open_seat(self, scope: str) -> int:
        """Show the card of a seat."""
        key = self.seats()[scope].id
        self.page.open(("seat", key))
        self.rest()
        return key

    # The count

    def stand(self, row: int, column: int) -> None:
        """Make a number current."""
        grid = self.page.count.grid
        grid.setFocus()
        grid.setCurrentIndex(self.page.count.model.index(row, FIRST + column))

    def type(self, *keys: str) -> None:
        """Type numbers; "\\t" and "\\n" go on as Tab and Enter do."""
        named_keys = {"\t": Qt.Key.Key_Tab, "\n": Qt.Key.Key_Return}
        for key in "".join(keys):
            spot = self._typing()
            if key in named_keys:
                QTest.keyClick(spot, named_keys[key])
            else:
                QTest.keyClicks(spot, key)
            QApplication.processEvents()

    def _typing(self) -> QWidget:
        """The first digit opens an editor over the cell; the next ones go into it."""
        grid = self.page.count.grid
        editors = [one for one in inside(grid.viewport(), QLineEdit) if one.isVisible()]
        return editors[0] if editors else grid

    def paste(self, row: int, lines: Sequence[Sequence[int | str]]) -> None:
        """Paste lines of a sheet from the first number of a row on."""
        self.stand(row, 0)
        QApplication.clipboard().setText("\n".join("\t".join(map(str, line)) for line in lines))
        QTest.keyClick(self.page.count.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def cells(self, row: int) -> list[str]:
        """The words of a line of the count."""
        model = self.page.count.model
        return [str(model.index(row, at).data() or "") for at in range(model.columnCount())]


@contextmanager
def opened(book: Book, folder: Path, clock: Clock, qtbot: QtBot) -> Iterator[Selecting]:
    """The main window of the smallest supported size, in the room."""
    desk = replace(desk_for(book, folder), today=clock)
    window = MainWindow(desk, ROOMS)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.go("rounds")
    settle(qtbot, window)
    assert isinstance(window.page, RoundsPage)
    yield Selecting(window, window.page, clock, qtbot)
    desk.jobs.close()


# A round of four 楼组


def to_the_vote(room: Selecting, story: Story) -> None:
    """All holders stand; at 4号楼组 somebody else as well."""
    key = room.page.round_id
    assert key is not None
    nominate_holders(story.book, key)
    four = room.seats()["4号楼组"].id
    nominate(story.book, four, CandidateEntry(story.person("王四")))
    for _ in range(2):
        advance(story.book, key)
    room.rest()


def to_the_close(room: Selecting, story: Story) -> None:
    """王四 follows 李四 on the first of July."""
    to_the_vote(room, story)
    key, book = room.page.round_id, story.book
    assert key is not None
    counts = []
    for seat in seat_rows(book, key):
        standing = sorted(seat.candidates, key=lambda one: one.id)
        votes = {one.id: Votes(5 + 10 * at, 0, 0) for at, one in enumerate(standing)}
        counts.append(Count(seat.id, Ballots(30, 30, 25), votes))
    count_many(book, key, counts)
    advance(book, key, notice=(JUNE, dt.date(2026, 6, 12)))
    advance(book, key, filed_on=dt.date(2026, 6, 15))
    close_round(book, key, JULY)
    room.until(JULY)
