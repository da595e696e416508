"""The door: start screen, wizard, recovery code, restore."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import opening
from app.backups import back_up, look_at
from app.book import Book
from app.guards import GUARDS
from app.passwords import open_with_code
from app.people.office import office
from app.recent import RecentBook
from app.starting import discard, start_book
from app.work import finish
from tests.conftest import CHEAP, PASSWORD
from tests.ui.answers import answered
from ui.start.behind import Behind
from ui.start.door import DoorWindow
from ui.start.idle import Idle
from ui.start.logs import begin, redacted
from ui.start.recovery import RecoveryView
from ui.start.restore import RestoreView
from ui.start.welcome import Choice, WelcomeView
from ui.start.wizard import CODE, COMMITTEE, SECRET, START, WizardView

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 8, 31).astimezone()
LONG = 20_000


@pytest.fixture
def door(qtbot: QtBot) -> Iterator[DoorWindow]:
    """The window of the door."""
    made = DoorWindow()
    yield made
    if isinstance(made.view, WizardView) and made.view._made is not None:
        # Nobody is there to answer whether the book may go.
        discard(made.view._made.book)
        made.view._made = None
    made.hide()
    made.deleteLater()
    QTest.qWait(1)


@pytest.fixture
def wizard(door: DoorWindow, qtbot: QtBot, tmp_path: Path) -> WizardView:
    """The wizard in the door, its list of committees read."""
    view = WizardView(partial(start_book, params=CHEAP), tmp_path, TODAY)
    door.show_view(view)
    qtbot.waitUntil(lambda: view.committee._places is not None, timeout=LONG)
    return view


def find(view: WizardView, text: str, qtbot: QtBot) -> None:
    box = view.committee.search
    box.line.setText(text)
    qtbot.waitUntil(lambda: box.found.rowCount() > 0, timeout=LONG)


def fill_secret(view: WizardView, password: str = PASSWORD) -> None:
    view.secret.login.line.setText("王芳")
    view.secret.password.first.line.setText(password)
    view.secret.password.again.line.setText(password)


def to_code(view: WizardView, qtbot: QtBot) -> None:
    find(view, "金水苑", qtbot)
    view.go_on()
    assert view.at == SECRET
    fill_secret(view)
    view.go_on()
    qtbot.waitUntil(lambda: view.at == CODE, timeout=LONG)


def confirm_code(view: WizardView) -> None:
    view.code.typed.line.setText(view.code.code.split("-")[view.code.asked].lower())
    view.go_on()


def test_an_office_is_set_up_from_the_first_word_to_the_open_book(
    wizard: WizardView, qtbot: QtBot, tmp_path: Path
) -> None:
    to_code(wizard, qtbot)
    assert wizard.secret.path == tmp_path / "睦邻台账" / "金水苑社区居委会.mulin"
    code = wizard.code.code
    confirm_code(wizard)
    assert wizard.at == START
    with qtbot.waitSignal(wizard.finished) as done:
        wizard.start.empty.click()
    book, files = done.args
    assert files == []
    known = office(book)
    assert known is not None
    assert (known.name, known.subdistrict_name) == ("金水苑社区居委会", "金海街道")
    assert book.who == "王芳"
    book.close()
    open_with_code(book.path, code, "王芳", "另一个口令1", guards=GUARDS).close()


def test_committees_are_found_by_district_and_street_with_their_path(
    wizard: WizardView, qtbot: QtBot
) -> None:
    find(wizard, "奉贤 金海", qtbot)
    places = wizard.committee.search.found.places
    assert len(places) > 5
    assert all("奉贤区" in where and "金海街道" in where for _, where in places)


def test_up_and_down_choose_among_what_was_found(wizard: WizardView, qtbot: QtBot) -> None:
    find(wizard, "奉贤 金海", qtbot)
    box = wizard.committee.search
    QTest.keyClick(box.line, Qt.Key.Key_Down)
    assert box.view.currentIndex().row() == 1
    QTest.keyClick(box.line, Qt.Key.Key_Up)
    assert box.view.currentIndex().row() == 0


def test_nothing_is_taken_for_chosen_while_other_words_are_typed(
    wizard: WizardView, qtbot: QtBot
) -> None:
    find(wizard, "金水苑", qtbot)
    wizard.committee.search.line.setText("没有这样的居委会名")
    wizard.go_on()
    assert wizard.at == COMMITTEE


def test_a_committee_is_chosen_level_by_level(wizard: WizardView) -> None:
    boxes = wizard.committee.levels
    wizard.committee.modes.choose("levels")
    wizard.committee._mode("levels")
    for level, name in ((0, "上海市"), (2, "奉贤区"), (3, "金海街道"), (4, "金水苑社区居委会")):
        at = boxes.boxes[level].findText(name)
        assert at >= 0, name
        boxes.boxes[level].setCurrentIndex(at)
        boxes._took(level)
    assert not boxes.boxes[1].isEnabled()
    wizard.go_on()
    assert wizard.at == SECRET


def test_a_committee_outside_the_list_is_typed_by_hand(wizard: WizardView) -> None:
    wizard.committee.modes.choose("hand")
    wizard.committee._mode("hand")
    wizard.go_on()
    assert wizard.at == COMMITTEE
    assert wizard.committee.name.words == "请填写居委会全称。"
    wizard.committee.name.line.setText("新湖社区居委会")
    wizard.committee.street.line.setText("新湖街道")
    wizard.go_on()
    assert wizard.at == SECRET
    assert wizard.secret.path.name == "新湖社区居委会.mulin"


def test_problems_with_the_password_stand_beside_the_lines(
    wizard: WizardView, qtbot: QtBot
) -> None:
    find(wizard, "金水苑", qtbot)
    wizard.go_on()
    wizard.go_on()
    assert wizard.secret.login.words == "请填写您的姓名。"
    fill_secret(wizard, "12345")
    wizard.go_on()
    assert "至少要 6 个字符" in wizard.secret.password.first.words
    fill_secret(wizard)
    wizard.secret.password.again.line.setText("别的口令123")
    wizard.go_on()
    assert "不一样" in wizard.secret.password.again.words
    assert wizard.at == SECRET


def test_the_strength_is_said_while_typing(wizard: WizardView, qtbot: QtBot) -> None:
    line = wizard.secret.password.first
    QTest.keyClicks(line.line, "12345678")
    assert "容易猜到" in line.words


def test_nothing_typed_is_lost_by_going_back_and_the_same_book_stays(
    wizard: WizardView, qtbot: QtBot
) -> None:
    to_code(wizard, qtbot)
    code = wizard.code.code
    wizard.go_back()
    wizard.go_back()
    assert wizard.at == COMMITTEE
    assert wizard.committee.search.line.text() == "金水苑"
    wizard.go_on()
    assert wizard.secret.login.text == "王芳"
    assert wizard.secret.password.text == PASSWORD
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.at == CODE, timeout=LONG)
    assert wizard.code.code == code


def test_another_password_after_going_back_makes_the_book_anew(
    wizard: WizardView, qtbot: QtBot
) -> None:
    to_code(wizard, qtbot)
    code, path = wizard.code.code, wizard.secret.path
    wizard.go_back()
    fill_secret(wizard, "换一个口令789")
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.at == CODE, timeout=LONG)
    assert wizard.code.code != code
    confirm_code(wizard)
    with qtbot.waitSignal(wizard.finished) as done:
        wizard.start.empty.click()
    done.args[0].close()
    opening.unlock(path, "换一个口令789").close()


def test_one_does_not_go_on_without_typing_a_group_of_the_code(
    wizard: WizardView, qtbot: QtBot
) -> None:
    to_code(wizard, qtbot)
    wizard.go_on()
    assert wizard.at == CODE
    assert "请填入第" in wizard.code.typed.words
    wizard.code.typed.line.setText("?????")
    wizard.go_on()
    assert "对不上" in wizard.code.typed.words


def test_the_code_can_be_taken_along(wizard: WizardView, qtbot: QtBot, tmp_path: Path) -> None:
    to_code(wizard, qtbot)
    code = wizard.code.code
    wizard.code.copy()
    assert QApplication.clipboard().text() == code
    wizard.code.save(tmp_path / "恢复码.txt")
    text = (tmp_path / "恢复码.txt").read_text(encoding="utf-8-sig")
    assert all(group in text for group in code.split("-"))
    assert "金水苑社区居委会" in text
    wizard.code.save(tmp_path / "没有这个文件夹" / "恢复码.txt")
    assert "写不进去" in wizard.code._said.text()
    paper = QPdfWriter(str(tmp_path / "恢复码.pdf"))
    paper.setPageMargins(QMarginsF(20, 20, 20, 20))
    wizard.code.print_on(paper)
    assert (tmp_path / "恢复码.pdf").stat().st_size > 1000


def test_leaving_before_the_code_is_confirmed_gives_the_empty_book_up(
    wizard: WizardView, door: DoorWindow, qtbot: QtBot
) -> None:
    to_code(wizard, qtbot)
    path = wizard.secret.path
    with answered(yes=False) as titles:
        door.close()
    assert titles == ["恢复码还没有确认"]
    assert door.isVisible()
    assert path.exists()
    with answered(yes=True):
        door.close()
    assert not door.isVisible()
    assert list(path.parent.iterdir()) == []


def test_leaving_after_the_code_is_confirmed_keeps_the_book(
    wizard: WizardView, door: DoorWindow, qtbot: QtBot
) -> None:
    to_code(wizard, qtbot)
    confirm_code(wizard)
    door.close()
    assert not door.isVisible()
    opening.unlock(wizard.secret.path, PASSWORD).close()


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_lost(
    wizard: WizardView, qtbot: QtBot, tmp_path: Path
) -> None:
    find(wizard, "金水苑", qtbot)
    wizard.go_on()
    fill_secret(wizard)
    blocked = tmp_path / "文件"
    blocked.write_text("这是文件，不是文件夹")
    wizard.secret.take_place(blocked / "台账")
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.banner.text != "", timeout=LONG)
    assert wizard.at == SECRET
    assert wizard.secret.password.text == PASSWORD
    wizard.secret.take_place(tmp_path / "换个地方")
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.at == CODE, timeout=LONG)
    assert (tmp_path / "换个地方.mulin").exists()


def test_sheets_chosen_at_the_end_are_handed_over(wizard: WizardView, qtbot: QtBot) -> None:
    to_code(wizard, qtbot)
    confirm_code(wizard)
    with qtbot.waitSignal(wizard.finished) as done:
        wizard.finish(["两长名册.xlsx"])
    assert done.args[1] == ["两长名册.xlsx"]
    done.args[0].close()


def test_the_start_screen_offers_four_ways(door: DoorWindow, qtbot: QtBot) -> None:
    view = WelcomeView()
    door.show_view(view)
    for button, asked in (
        (view.new, view.new_asked),
        (view.open, view.open_asked),
        (view.sample, view.sample_asked),
        (view.restore, view.restore_asked),
    ):
        with qtbot.waitSignal(asked):
            QTest.keyClick(button, Qt.Key.Key_Space)


def test_recent_books_are_offered_and_missing_ones_are_grey(
    door: DoorWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    here, gone = tmp_path / "金水苑.mulin", tmp_path / "在U盘上.mulin"
    view = WelcomeView([RecentBook(here, there=True), RecentBook(gone, there=False)])
    door.show_view(view)
    offered: list[Choice] = list(view.findChildren(Choice))
    buttons = {button.accessibleName(): button for button in offered if button.toolTip()}
    assert buttons["金水苑"].isEnabled()
    assert not buttons["在U盘上"].isEnabled()
    with qtbot.waitSignal(view.opened) as done:
        buttons["金水苑"].click()
    assert done.args == [here]


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    """A closed book and its recovery code."""
    new = opening.create(tmp_path / "金水苑.mulin", "王芳", PASSWORD, params=CHEAP)
    new.book.close()
    return new.book.path, new.recovery_code


def test_the_recovery_code_opens_the_book_with_a_new_password(
    made: tuple[Path, str], door: DoorWindow, qtbot: QtBot
) -> None:
    path, code = made
    view = RecoveryView(path, ["王芳"], partial(open_with_code, path))
    door.show_view(view)
    view.code.line.setText(code[:-1] + ("A" if code[-1] != "A" else "B"))
    view.go_on()
    assert "第7组" in view.code.words
    view.code.line.setText(code.lower().replace("-", " "))
    view.password.first.line.setText("新口令456")
    view.password.again.line.setText("新口令456")
    with qtbot.waitSignal(view.opened, timeout=LONG) as done:
        view.go_on()
    done.args[0].close()
    opening.unlock(path, "新口令456").close()


def test_a_code_of_another_book_is_refused_in_words(
    made: tuple[Path, str], door: DoorWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path, _ = made
    other = opening.create(tmp_path / "别的.mulin", "李敏", PASSWORD, params=CHEAP)
    other.book.close()
    view = RecoveryView(path, ["王芳"], partial(open_with_code, path))
    door.show_view(view)
    view.code.line.setText(other.recovery_code)
    view.password.first.line.setText("新口令456")
    view.password.again.line.setText("新口令456")
    view.go_on()
    qtbot.waitUntil(lambda: "另一本" in view._said.text(), timeout=LONG)


def test_a_backup_is_restored_to_where_its_book_would_lie(
    book: Book, door: DoorWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    source = finish(back_up(book, tmp_path / "U盘", now=NOW))
    documents = tmp_path / "documents"
    documents.mkdir()
    view = RestoreView(look_at, documents, lambda: NOW, source)
    door.show_view(view)
    assert view.target == documents / "睦邻台账" / "金水苑.mulin"
    view.go_on()
    assert view.password.words == "请填写密码或恢复码。"
    view.target = tmp_path / "新电脑.mulin"
    view.password.line.setText("不对不对")
    view.go_on()
    qtbot.waitUntil(lambda: "密码打不开" in view._said.text(), timeout=LONG)
    view.password.line.setText(PASSWORD)
    with qtbot.waitSignal(view.restored, timeout=LONG) as done:
        view.go_on()
    assert done.args == [tmp_path / "新电脑.mulin", None]
    opening.unlock(tmp_path / "新电脑.mulin", PASSWORD).close()


def test_a_file_that_is_no_backup_is_said_so(
    door: DoorWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    wrong = tmp_path / "名册.mulinbak"
    wrong.write_bytes(b"PK\x03\x04 not a backup at all, but long enough to look at")
    view = RestoreView(look_at, tmp_path, lambda: NOW)
    door.show_view(view)
    view.take_file(wrong)
    assert "不是睦邻台账的备份" in view._said.text()
    assert not view.button.isEnabled()


def test_the_program_locks_after_minutes_without_a_sign(qapp: QApplication, qtbot: QtBot) -> None:
    idle = Idle(qapp, 5)
    told: list[bool] = []
    idle.idle.connect(lambda: told.append(True))
    start = idle._seen
    for second in range(0, 300, 5):
        idle.look(start + second)
    assert told == []
    idle.look(start + 301)
    assert told == [True]
    idle.rest()


def test_a_computer_that_slept_is_locked(qapp: QApplication, qtbot: QtBot) -> None:
    idle = Idle(qapp, 30)
    told: list[bool] = []
    idle.idle.connect(lambda: told.append(True))
    idle.look(idle._looked + 5)
    idle.look(idle._looked + 600)
    assert told == [True]
    never = Idle(qapp, 0)
    never.idle.connect(lambda: told.append(False))
    never.look(never._looked + 100_000)
    assert told == [True]


def test_an_answer_for_a_widget_that_has_gone_goes_nowhere(qtbot: QtBot) -> None:
    view = WelcomeView()
    behind = Behind()
    heard: list[object] = []
    behind.run(lambda: 1, heard.append, heard.append, view)
    behind.join()
    view.deleteLater()
    QTest.qWait(50)
    behind.run(lambda: 2, heard.append, heard.append)
    qtbot.waitUntil(lambda: heard[-1:] == [2])
    assert heard[-1] == 2


def test_the_log_file_is_blotted_too(tmp_path: Path) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    begin(tmp_path / "logs" / "mulin.log")
    made = [handler for handler in root.handlers if handler not in before]
    try:
        logging.getLogger("mulin").info("opened the book of %s in %s steps", "周桂英", 3)
    finally:
        for handler in made:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    text = (tmp_path / "logs" / "mulin.log").read_text(encoding="utf-8")
    assert "opened the book of" in text
    assert "in 3 steps" in text
    assert "周桂英" not in text


def test_the_log_holds_nothing_of_people() -> None:
    line = "周桂英 310101196503124471 moved to “3-301” 'Zhou' at 13800001111 in step 12"
    blotted = redacted(line)
    for word in ("周桂英", "310101", "13800001111", "Zhou", "3-301"):
        assert word not in blotted
    assert "step 12" in blotted
