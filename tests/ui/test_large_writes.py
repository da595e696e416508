"""What is written for 507 leaders at once does not hold the window, in a real window."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.book import Book
from app.errors import Invalid, Refused
from app.leaders.duties import DutyEntry, DutyFilter, duty_ids, record_duties
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import nominate_holders
from app.leaders.rounds.counting import Count, count_many
from app.leaders.rounds.lists import seat_rows
from app.leaders.rounds.records import METHODS, Ballots, RoundEntry, Votes
from app.leaders.rounds.rounds import make_round
from app.leaders.serving import serving
from app.leaders.succession import end_terms
from app.leaders.trainings import Presence, TrainingEntry, add_training, expect, sign_in
from db.models import ElectionRound
from tests.bench_rounds import GROUPS, filed_round
from tests.ui.kit.demo import TODAY, desk_for
from tests.ui.rooms import press, settle
from ui.contents import Room
from ui.kit.writing import LARGE, Write
from ui.leaders.page import LeadersPage
from ui.leaders.rounds.page import RoundsPage
from ui.leaders.work.page import WorkPage
from ui.window import MainWindow

ROOMS = (
    Room("rounds", "推选换届", "council", "ui.leaders.rounds.page:RoundsPage"),
    Room("leaders", "两长队伍", "leaders", "ui.leaders.page:LeadersPage"),
    Room("duties", "履职培训", "register", "ui.leaders.work.page:WorkPage"),
)
BEAT = 10
"""Milliseconds between two beats."""

TERM = (dt.date(2026, 12, 1), dt.date(2029, 12, 1))
ALLOWED = 0.1
"""Seconds; on a machine on which writing takes longer, three quarters of that."""


class Beats(QObject):
    """A heart in the window's thread, from a press until what it began is written.

    `longest` is the longest time in which it did not beat, `spent` how long the write took.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.longest = self.spent = 0.0
        self._begun = self._last = time.perf_counter()
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._beat)
        self._clock.start(BEAT)
        window.desk.jobs.busy_changed.connect(self._busy)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def _busy(self, busy: bool) -> None:
        if not busy and self._clock.isActive():
            self._clock.stop()
            self._beat()
            self.spent = self._last - self._begun


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Book, int]]:
    """507 leaders and a round of 507 seats that is being counted."""
    book, round_id = filed_round(tmp_path_factory.mktemp("town"), doors=4)
    with book.write("准备") as session:
        record = session.get_one(ElectionRound, round_id)
        record.status, record.filed_on = rules.VOTING, None
    yield book, round_id
    book.close()


@pytest.fixture
def window(town: tuple[Book, int], tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window over that book."""
    desk = desk_for(town[0], tmp_path)
    made = MainWindow(desk, ROOMS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.go("duties")
    settle(qtbot, made)
    yield made
    desk.jobs.close()


def room(window: MainWindow) -> WorkPage:
    """履职培训, in sight."""
    assert isinstance(window.page, WorkPage)
    return window.page


def taken(book: Book, act: Callable[[], object]) -> float:
    """How long a write takes by itself; it is taken back."""
    begun = time.perf_counter()
    act()
    spent = time.perf_counter() - begun
    book.undo()
    return spent


@contextmanager
def unheld(window: MainWindow, qtbot: QtBot, alone: float) -> Iterator[None]:
    """What is begun inside takes that long by itself, and the window lives on meanwhile."""
    QApplication.processEvents()
    beats = Beats(window)
    yield
    assert window.desk.jobs.busy
    settle(qtbot, window)
    allowed = max(ALLOWED, max(alone, beats.spent) * 0.75)
    assert beats.longest < allowed, (beats.longest, beats.spent, alone)


def test_a_duty_for_everybody_is_written_while_the_window_lives_on(
    town: tuple[Book, int], window: MainWindow, qtbot: QtBot
) -> None:
    book, page = town[0], room(window)
    everybody = [one.id for one in serving(book, TODAY)]
    assert len(everybody) == GROUPS
    entry = DutyEntry(TODAY, "议事会议", "加装电梯征询")
    spent = taken(book, lambda: record_duties(book, everybody, entry))
    page.record(everybody)
    form = page.pane.form
    assert form is not None
    form.editor("kind").set_text("议事会议")
    form.editor("content").set_text("加装电梯征询")
    with unheld(window, qtbot, spent):
        press(page, "登记")
    assert len(duty_ids(book, DutyFilter())) == GROUPS
    assert form.editor("kind").text() == "", "the form waits for the next one"
    window.undo()
    settle(qtbot, window)
    assert duty_ids(book, DutyFilter()) == []


def test_everybody_is_signed_in_while_the_window_lives_on(
    town: tuple[Book, int], window: MainWindow, qtbot: QtBot
) -> None:
    book, page = town[0], room(window)
    people = [one.resident_id for one in serving(book, TODAY)]
    training = add_training(book, TrainingEntry("消防培训", TODAY, minutes=90)).id
    expect(book, training, people)
    here = {one: Presence(signed_in=True) for one in people}
    spent = taken(book, lambda: sign_in(book, training, here, TODAY))
    window.go("duties", ("training", training))
    settle(qtbot, window)
    with unheld(window, qtbot, spent):
        page.signing.all.click()
    assert page.training.current.came == GROUPS
    page.attempt(page.signing.everybody)
    assert "都已经到场" in page.banner.text


def test_the_count_of_all_seats_is_saved_while_the_window_lives_on(
    town: tuple[Book, int], window: MainWindow, qtbot: QtBot
) -> None:
    book, round_id = town
    counts = [
        Count(
            seat.id, Ballots(50, 40, 30),
            {one.id: Votes(20 - at, 2, 1) for at, one in enumerate(seat.candidates)},
        )
        for seat in seat_rows(book, round_id)
    ]  # fmt: skip
    spent = taken(book, lambda: count_many(book, round_id, counts))
    window.go("rounds", ("round", round_id))
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, RoundsPage)
    page.turn_to("count")
    settle(qtbot, window)
    typed = {(count.seat_id, 0, "voters"): "50" for count in counts}
    page.count.model.restore(typed)
    with unheld(window, qtbot, spent):
        page.count.go.click()
    assert page.count.model.typed == {}
    assert {seat.voters for seat in seat_rows(book, round_id)} == {50}


def test_hands_are_kept_off_a_form_until_it_is_written(
    town: tuple[Book, int], window: MainWindow, qtbot: QtBot
) -> None:
    book, page = town[0], room(window)
    before = len(duty_ids(book, DutyFilter()))
    page.record([one.id for one in serving(book, TODAY)])
    form = page.pane.form
    assert form is not None
    form.editor("kind").set_text("走访")
    box = form.editor("content").box
    box.setFocus()
    assert QApplication.focusWidget() is box
    spot = box.mapTo(page.pane, box.rect().center())
    press(page, "登记")
    QTest.keyClicks(box, "a")
    QTest.keyClick(box, Qt.Key.Key_Tab)
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is box
    assert form.editor("content").text() == ""
    assert not reached(window, page, spot)
    settle(qtbot, window)
    assert len(duty_ids(book, DutyFilter())) == before + GROUPS
    assert reached(window, page, spot)
    QTest.keyClicks(form.editor("content").box, "a")
    assert form.editor("content").text() == "a"


def reached(window: MainWindow, page: WorkPage, spot: QPoint) -> bool:
    """Whether a press of the mouse at a place of the pane comes to it."""
    found = window.childAt(page.pane.mapTo(window, spot))
    return page.pane.isAncestorOf(found)


def test_a_round_of_507_seats_is_laid_out_and_its_holders_put_up_meanwhile(
    town: tuple[Book, int], window: MainWindow, qtbot: QtBot
) -> None:
    book = town[0]
    window.go("rounds")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, RoundsPage)
    entry = RoundEntry("试排", (BUILDING_LEADER,), METHODS.options[0], *TERM)
    spent = taken(book, lambda: make_round(book, entry))
    settle(qtbot, window)
    page.rounds_side.add()
    with unheld(window, qtbot, spent):
        press(page, "新建")
    assert "应选岗位 507 个" in window.toast.text
    made = page.round_id
    assert made is not None
    assert made != town[1]
    spent = taken(book, lambda: nominate_holders(book, made))
    page.turn_to("seats")
    settle(qtbot, window)
    with unheld(window, qtbot, spent):
        page.seats.holders.click()
    assert all(seat.candidates for seat in seat_rows(book, made))


def test_all_terms_end_together_meanwhile_and_come_back(
    town: tuple[Book, int], window: MainWindow, qtbot: QtBot
) -> None:
    book = town[0]
    everybody = [one.id for one in serving(book, TODAY)]
    spent = taken(book, lambda: end_terms(book, everybody, TODAY, "辞任"))
    window.go("leaders")
    settle(qtbot, window)
    page = window.page
    assert isinstance(page, LeadersPage)
    page.turn_to("buildings")
    settle(qtbot, window)
    page.view.main.grid.selectAll()
    page.attempt(page.many.leave)
    form = page.pane.form
    assert form is not None
    form.editor("end_reason").set_text("辞任")
    with unheld(window, qtbot, spent):
        press(page, "办理离任")
    assert serving(book, TODAY + dt.timedelta(days=1)) == []
    window.undo()
    settle(qtbot, window)
    assert [one.id for one in serving(book, TODAY)] == everybody


def test_what_is_in_the_way_is_said_where_it_belongs_and_hands_are_free_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    page, done = room(window), list[None]()
    page.record()
    form = page.pane.form
    assert form is not None
    box = form.editor("content").box
    spot = box.mapTo(page.pane, box.rect().center())
    for trouble in (Refused("这一步现在不能做。"), Invalid.of("content", "请写明做了什么")):

        def act(trouble: Exception = trouble) -> None:
            raise trouble

        page.commit(Write("正在试写", LARGE, act), done.append, form)
        page.commit(Write("正在再写", LARGE, act), done.append, form)
        assert window.toast.text == "正在试写，请等它完成后再试。"
        assert not reached(window, page, spot)
        settle(qtbot, window)
        assert reached(window, page, spot)
    assert form.problems() == {"content": "请写明做了什么"}
    assert page.banner.isHidden(), "what was refused before is out of date"
    page.commit(Write("正在试写", LARGE - 1, lambda: None), done.append)
    assert done == [None], "few records are there at once"
