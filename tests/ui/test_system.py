"""系统: the office, backups, what was done, the look, passwords, about."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import opening
from app.backups import back_up, folder_of
from app.book import Book
from app.licences import parts
from app.people.office import office, set_office
from app.people.records import OfficeEntry
from app.work import finish
from tests.conftest import PASSWORD
from tests.ui.answers import answered
from tests.ui.kit.demo import TODAY
from ui import theme
from ui.desk import Desk
from ui.start.code import CodeStep
from ui.system.about import AboutSection
from ui.system.backups import BackupsSection
from ui.system.errands import Errands, HomeDesk
from ui.system.licences import LicencesPanel
from ui.system.look import LookSection
from ui.system.office import OfficeSection
from ui.system.page import SystemPage
from ui.system.secrets import SecretsSection
from ui.system.steps import StepsSection
from ui.theme import Size, Theme

OFFICE = OfficeEntry(name="金水苑社区居委会", subdistrict_name="金海街道", district_name="奉贤区")
NOW = dt.datetime(2026, 11, 21, 8, 31).astimezone()


@pytest.fixture
def asked() -> list[object]:
    """What the page asked of the program."""
    return []


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, asked: list[object]) -> Iterator[SystemPage]:
    """The page over a book with an office."""
    set_office(desk.book, OFFICE)
    known = {name: getattr(desk, name) for name in Desk.__dataclass_fields__}
    home = HomeDesk(**known, errands=Errands(restore=asked.append))
    made = SystemPage(home)
    qtbot.addWidget(made)
    made.resize(1190, 690)
    made.show()
    yield made
    settle(made, qtbot)


def settle(page: SystemPage, qtbot: QtBot) -> None:
    jobs = page.desk.jobs
    qtbot.waitUntil(lambda: not jobs.reading and not jobs.busy, timeout=10_000)


def turn(page: SystemPage, key: str, qtbot: QtBot) -> None:
    page.open(key)
    settle(page, qtbot)


def test_the_office_is_changed_in_one_step(page: SystemPage, qtbot: QtBot) -> None:
    section = cast("OfficeSection", page.section)
    assert section.form.editor("name").text() == OFFICE.name
    section.form.editor("director").set_text("顾春燕")
    section.form.changed.emit()
    assert section.save_button.isEnabled()
    section.save()
    known = office(page.desk.book)
    assert known is not None
    assert known.director == "顾春燕"
    page.desk.book.undo()
    known = office(page.desk.book)
    assert known is not None
    assert known.director is None


def test_what_is_wrong_with_the_office_stands_beside_its_field(page: SystemPage) -> None:
    section = cast("OfficeSection", page.section)
    section.form.editor("name").set_text("")
    section.save()
    assert "name" in section.form.problems()
    known = office(page.desk.book)
    assert known is not None
    assert known.name == OFFICE.name


def test_what_was_typed_and_not_saved_is_there_in_a_new_window(
    page: SystemPage, desk: Desk, qtbot: QtBot
) -> None:
    section = cast("OfficeSection", page.section)
    section.form.editor("address").set_text("金水路88弄")
    section.form.changed.emit()
    section._drafts.keep("office", {"name": OFFICE.name, "address": "金水路88弄"})
    again = SystemPage(desk)
    qtbot.addWidget(again)
    again.show()
    fresh = cast("OfficeSection", again.section)
    assert fresh.form.editor("address").text() == "金水路88弄"
    fresh.give_up()
    assert fresh.form.editor("address").text() == ""


def test_a_backup_is_made_at_once_and_listed(page: SystemPage, qtbot: QtBot) -> None:
    turn(page, "backups", qtbot)
    section = cast("BackupsSection", page.section)
    assert len(section.table) == 0
    section.back_up_here()
    qtbot.waitUntil(lambda: len(section.table) == 1, timeout=10_000)
    assert list(folder_of(page.desk.book.path).glob("*.mulinbak"))


def test_a_backup_to_a_stick_is_remembered_for_the_next_time(
    page: SystemPage, qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stick = tmp_path_factory.mktemp("stick")
    turn(page, "backups", qtbot)
    section = cast("BackupsSection", page.section)
    page.desk.settings.setValue("backups/place", str(stick))
    section.again()
    qtbot.waitUntil(lambda: len(list(stick.glob("*.mulinbak"))) == 1, timeout=10_000)
    settle(page, qtbot)
    assert section.same.isVisible()


def test_a_broken_backup_is_shown_with_its_reason_and_offers_nothing(
    page: SystemPage, qtbot: QtBot, asked: list[object]
) -> None:
    finish(back_up(page.desk.book, folder_of(page.desk.book.path), now=NOW))
    (folder_of(page.desk.book.path) / "坏.mulinbak").write_bytes(b"MULINBAK\r\n\x1a\n....")
    turn(page, "backups", qtbot)
    section = cast("BackupsSection", page.section)
    good, bad = list(section.table.shown_rows())
    assert good.row.trouble == ""
    assert "损坏" in bad.name
    section.restore(bad)
    section.check(bad)
    assert asked == []


def test_restoring_is_asked_about_and_handed_to_the_program(
    page: SystemPage, qtbot: QtBot, asked: list[object]
) -> None:
    made = finish(back_up(page.desk.book, folder_of(page.desk.book.path), now=NOW))
    turn(page, "backups", qtbot)
    section = cast("BackupsSection", page.section)
    (line,) = section.table.shown_rows()
    with answered(yes=False):
        section.restore(line)
    assert asked == []
    with answered(yes=True) as titles:
        section.restore(line)
    assert titles == ["用备份还原"]
    assert asked == [made]


def test_a_step_is_taken_back_from_the_list(page: SystemPage, qtbot: QtBot) -> None:
    set_office(page.desk.book, replace(OFFICE, director="顾春燕"))
    turn(page, "steps", qtbot)
    section = cast("StepsSection", page.section)
    rows = list(section.table.shown_rows())
    assert [row.label for row in rows] == ["填写本居委信息", "填写本居委信息"]
    section.table.choose_id(rows[0].id)
    assert section.undo.isVisible()
    section.undo_step()
    settle(page, qtbot)
    known = office(page.desk.book)
    assert known is not None
    assert known.director is None


def test_a_step_that_others_rest_on_is_refused_in_words(page: SystemPage, qtbot: QtBot) -> None:
    said: list[str] = []
    page.desk.notices.refused_to.connect(said.append)
    set_office(page.desk.book, replace(OFFICE, director="顾春燕"))
    set_office(page.desk.book, replace(OFFICE, director="陆建明"))
    turn(page, "steps", qtbot)
    section = cast("StepsSection", page.section)
    middle = list(section.table.shown_rows())[1]
    section.table.choose_id(middle.id)
    section.undo_step()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert "又被改过" in said[0]


def test_steps_are_found_by_words(page: SystemPage, qtbot: QtBot) -> None:
    turn(page, "steps", qtbot)
    section = cast("StepsSection", page.section)
    section.search.setText("没有这样的")
    assert len(section.table) == 0
    section.search.setText("居委")
    assert len(section.table) == 1


def test_theme_and_size_change_at_once(page: SystemPage, qtbot: QtBot) -> None:
    turn(page, "look", qtbot)
    section = cast("LookSection", page.section)
    section.themes.chosen.emit(str(Theme.DARK))
    assert theme.current().theme is Theme.DARK
    section.sizes.chosen.emit(str(Size.LARGE))
    assert theme.current().size is Size.LARGE
    section.refresh()
    assert (section.themes.key, section.sizes.key) == (str(Theme.DARK), str(Size.LARGE))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, Theme.LIGHT, Size.MEDIUM)


def fill_new(section: SecretsSection, old: str, new: str, again: str) -> None:
    section.old.line.setText(old)
    section.new.first.line.setText(new)
    section.new.again.line.setText(again)


def test_the_own_password_is_changed_with_the_old_one(page: SystemPage, qtbot: QtBot) -> None:
    turn(page, "password", qtbot)
    section = cast("SecretsSection", page.section)
    fill_new(section, "不对不对", "新口令456", "新口令457")
    section.change_password()
    assert "不一样" in section.new.again.words
    fill_new(section, "不对不对", "新口令456", "新口令456")
    section.change_password()
    qtbot.waitUntil(lambda: "密码不对" in section.old.words, timeout=10_000)
    fill_new(section, PASSWORD, "新口令456", "新口令456")
    section.change_password()
    qtbot.waitUntil(lambda: section.old.line.text() == "", timeout=10_000)
    page.desk.book.close()
    opening.unlock(page.desk.book.path, "新口令456").close()


def test_a_colleague_is_added_and_shown(page: SystemPage, qtbot: QtBot) -> None:
    turn(page, "password", qtbot)
    section = cast("SecretsSection", page.section)
    section.add_user()
    assert section.login.words == "请填写新同事的姓名。"
    section.login.line.setText("李敏")
    section.first.first.line.setText("李敏的口令1")
    section.first.again.line.setText("李敏的口令1")
    section.vouch.line.setText(PASSWORD)
    section.add_user()
    path = page.desk.book.path
    qtbot.waitUntil(lambda: opening.logins(path) == ["王芳", "李敏"], timeout=10_000)
    qtbot.waitUntil(lambda: section.users.count() == 2, timeout=10_000)
    section.vouch.line.setText(PASSWORD)
    section.remove_user("李敏")
    qtbot.waitUntil(lambda: opening.logins(path) == ["王芳"], timeout=10_000)
    qtbot.waitUntil(lambda: section.users.count() == 1, timeout=10_000)


def test_passwords_do_not_stay_in_a_page_that_is_left(page: SystemPage, qtbot: QtBot) -> None:
    turn(page, "password", qtbot)
    section = cast("SecretsSection", page.section)
    fill_new(section, PASSWORD, "新口令456", "新口令456")
    assert page.leaving()
    assert (section.old.line.text(), section.new.text) == ("", "")


def test_a_new_recovery_code_is_shown_until_a_group_is_typed_back(
    page: SystemPage, qtbot: QtBot
) -> None:
    turn(page, "password", qtbot)
    section = cast("SecretsSection", page.section)
    sheet = section.show_code("-".join(["7K3QD"] * 7))
    sheet.open()
    found: list[CodeStep] = list(sheet.findChildren(CodeStep))
    (step,) = found
    step.entered.emit()
    assert sheet.isVisible()
    step.typed.line.setText("7k3qd")
    step.entered.emit()
    assert not sheet.isVisible()


def test_the_time_to_lock_is_remembered(page: SystemPage, qtbot: QtBot) -> None:
    turn(page, "password", qtbot)
    section = cast("SecretsSection", page.section)
    section.minutes.chosen.emit("10")
    section.refresh()
    assert section.minutes.key == "10"
    assert page.desk.settings.value("lock/minutes") == "10"


def test_about_says_that_there_is_no_network(page: SystemPage, qtbot: QtBot) -> None:
    about = turned_to_about(page, qtbot)
    assert "本程序不连接网络。" in about.words()
    assert "没有联网的代码" in about.words()
    assert "从源代码运行" in about.words()
    assert page.desk.today() == TODAY


def turned_to_about(page: SystemPage, qtbot: QtBot) -> AboutSection:
    turn(page, "about", qtbot)
    return cast("AboutSection", page.section)


class Shown(QObject):
    """Stands where the system shows folders."""

    def __init__(self) -> None:
        super().__init__()
        self.folders: list[str] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        """A folder is to be shown."""
        self.folders.append(url.toLocalFile())


@pytest.fixture
def shown() -> Iterator[Shown]:
    """What the system was asked to show."""
    made = Shown()
    QDesktopServices.setUrlHandler("file", made, "show")  # type: ignore[arg-type]
    yield made
    QDesktopServices.unsetUrlHandler("file")


def test_about_opens_the_folders_that_are_there_by_keyboard(
    page: SystemPage, qtbot: QtBot, shown: Shown
) -> None:
    about = turned_to_about(page, qtbot)
    button = about.places["台账"].button
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert shown.folders == [str(page.desk.book.path.parent)]
    assert not about.places["备份"].button.isEnabled()
    finish(back_up(page.desk.book, folder_of(page.desk.book.path), now=NOW))
    about.refresh()
    assert about.places["备份"].button.isEnabled()


def test_about_shows_the_whole_text_of_every_licence(page: SystemPage, qtbot: QtBot) -> None:
    licences = turned_to_about(page, qtbot).licences
    lines = list(licences.table.shown_rows())
    assert [line.part for line in lines[1:]] == list(parts())
    for line in lines:
        licences.table.choose_id(line.id)
        text = licences.text.toPlainText()
        assert text.startswith(line.name)
        assert len(text) > 400, line.name
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text_of_part(licences, "Qt 6")
    assert "download.qt.io" in text_of_part(licences, "Qt 6")


def text_of_part(licences: LicencesPanel, name: str) -> str:
    (line,) = (row for row in licences.table.shown_rows() if row.name == name)
    licences.table.choose_id(line.id)
    return licences.text.toPlainText()


def test_about_is_there_at_once(page: SystemPage, qtbot: QtBot) -> None:
    begun = time.perf_counter()
    turned_to_about(page, qtbot)
    assert time.perf_counter() - begun < 1


def test_about_leads_to_how_to_update_and_what_is_new(desk: Desk, qtbot: QtBot) -> None:
    helped: list[str] = []
    known = {name: getattr(desk, name) for name in Desk.__dataclass_fields__}
    made = SystemPage(HomeDesk(**known, errands=Errands(help=helped.append)))
    qtbot.addWidget(made)
    made.show()
    about = turned_to_about(made, qtbot)
    for words in ("怎样更新、搬到新电脑", "有什么新的"):
        buttons: list[QPushButton] = list(about.findChildren(QPushButton))
        next(button for button in buttons if button.text() == words).click()
    assert helped == ["update", "news"]
    settle(made, qtbot)


def test_every_section_can_be_reached_and_named(page: SystemPage, qtbot: QtBot) -> None:
    for key in ("office", "backups", "steps", "look", "password", "about"):
        turn(page, key, qtbot)
        assert page.chips.key == key
        for command in page.commands():
            assert command.title


def test_a_book_without_an_office_does_not_stop_the_page(
    tmp_path: Path, book: Book, desk: Desk, qtbot: QtBot
) -> None:
    made = SystemPage(desk)
    qtbot.addWidget(made)
    made.show()
    settle(made, qtbot)
