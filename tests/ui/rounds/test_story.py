"""七月换届 of 46 楼组 in a real window, from the round to the by-election and back (scenario 1)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.handovers import handover_rows
from app.leaders.lists import coverage, vacancies
from app.leaders.rounds.candidates import nominate
from app.leaders.rounds.records import CandidateEntry
from tests.story import Story, dump
from tests.ui.rooms import press
from tests.ui.rounding import Clock, Selecting, named, opened, town
from ui.kit.picker import PickerEdit
from ui.papers import Offer

JUNE, JULY = dt.date(2026, 6, 8), dt.date(2026, 7, 1)
AGAIN = 30  # of the 46 go on; 14 are followed by others, 45 is level, 46 stays empty


def test_a_selection_of_46_from_the_round_to_the_by_election(
    book: Book, tmp_path: Path, qtbot: QtBot
) -> None:
    story = town(book, JUNE, 46)
    with opened(book, tmp_path, Clock(JUNE), qtbot) as room:
        begin(room)
        propose(room, story)
        vote(room)
        settle_what_is_left(room)
        print_all(room, tmp_path, "选票")
        post_and_file(room)
        close_and_take_back(room, story)
        print_all(room, tmp_path, "聘书")
        print_what_is_handed_over(room, tmp_path)
        fill_one_of_two(room, story)


def begin(room: Selecting) -> None:
    page = room.page
    page.add()
    room.fill(
        name="2026年7月楼组长推选", kinds="楼组长", term_start="2026-07-01",
        term_end="2031-07-01",
    )  # fmt: skip
    known = page.round
    assert known is not None
    assert (known.name, known.seats, page.panel.line.at) == ("2026年7月楼组长推选", 46, 0)
    assert page.panel.words.text() == "应选岗位 46 个，可以开始提名。"
    room.step()
    assert page.view.key == "seats"
    assert page.panel.words.text() == "还有 46 个岗位没有候选人：请提名，或标为缺额。"
    assert not page.panel.button.isEnabled()


def propose(room: Selecting, story: Story) -> None:
    """All holders at once, one by typing pinyin, the others as an import brings them."""
    page = room.page
    page.seats.holders.click()
    room.rest()
    assert room.window.toast.text.startswith("已提名现任 46 名")
    seats = room.seats()
    page.seat_side.forms.nominate(seats["31号楼组"].id)
    form = page.pane.form
    assert form is not None
    picker = form.editor("resident_id").box
    assert isinstance(picker, PickerEdit)
    picker.setFocus()
    QTest.keyClicks(picker, "wsy")
    room.rest()
    QTest.keyClick(picker, Qt.Key.Key_Return)
    QTest.keyClick(picker, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    room.rest()
    assert [one.full_name for one in room.seats()["31号楼组"].candidates] == ["李三一", "王三一"]
    with story.book.write("导入候选人"):
        for number in range(32, 46):
            entry = CandidateEntry(story.person(named("王", number)), "居民联名", 12)
            nominate(story.book, seats[f"{number}号楼组"].id, entry)
    room.open_seat("46号楼组")
    one = room.seats()["46号楼组"].candidates[0]
    page.attempt(lambda: page.seat_side.withdraw(one, one.seat_id))
    room.rest()
    assert page.panel.words.text() == "还有 1 个岗位没有候选人：请提名，或标为缺额。"
    page.panel.seats.click()
    room.rest()
    assert [row.scope for row in page.seats.table.shown_rows()] == ["46号楼组"]
    room.open_seat("46号楼组")
    press(page, "标为缺额")
    room.fill(decision="没有人愿意担任")
    room.step()


def vote(room: Selecting) -> None:
    """The first line by hand, the rest out of a sheet; one line does not add up at first."""
    page = room.page
    assert page.view.key == "count"
    assert len(page.count.model.lines) == AGAIN + 2 * 15
    room.stand(0, 0)
    for count in (30, 28, 26, 24, 1):
        room.type(str(count), "\t")
    room.type("1", "\n")
    assert room.cells(0)[2:9] == ["30", "28", "26", "24", "1", "1", "当选"]
    assert page.count.grid.currentIndex().row() == 1
    assert page.count.grid.currentIndex().column() == 2
    rest: list[list[int | str]] = [[30, 28, 26, 24, 1, 1] for _ in range(AGAIN - 1)]
    for number in range(31, 46):
        first, second = (12, 12) if number == 45 else (9, 16)
        rest += [[30, 28, 26, first, 0, 0], ["", "", "", second, 0, 0]]
    rest[4][2] = 29
    room.paste(1, rest)
    assert "收回 29 张，多于发出的 28 张" in room.cells(5)[-1]
    QTest.keyClick(page.count.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    room.rest()
    assert room.window.toast.text == (
        "已保存 44 个岗位的票数：选出 43 个，同票 1 个；1 个对不上，还在表里"
    )
    room.stand(5, 2)
    room.type("26", "\n")
    page.count.go.click()
    room.rest()
    assert not page.count.model.typed
    assert room.seats()["45号楼组"].state == "待决定"


def settle_what_is_left(room: Selecting) -> None:
    """A tie asks for a word on it; this one stays open until the by-election."""
    page = room.page
    room.turn("rounds")
    assert page.panel.words.text() == "还有 1 个岗位待决定。"
    page.panel.seats.click()
    room.rest()
    room.open_seat("45号楼组")
    press(page, "标为缺额")
    press(page, "标为缺额")
    assert page.pane.form is not None
    assert page.pane.form.problems() == {"decision": "票数相同，请写明为什么这次不选出"}
    room.fill(decision="两人同为 12 票，协商未成，另行补选")
    assert page.panel.words.text() == "已选出 44 个，缺额 2 个，可以公示结果。"


def post_and_file(room: Selecting) -> None:
    """Five days are offered; nothing is filed before they are over."""
    page = room.page
    room.step()
    form = page.pane.form
    assert form is not None
    assert form.editor("notice_from").text() == "2026-06-08"
    assert form.editor("notice_to").text() == "2026-06-12"
    room.fill(notice_to="2026-06-10")
    assert page.banner.text == "公示只有 3 天，一般不少于 5 天，请核对。"
    room.window.undo()
    room.rest()
    room.step()
    room.fill(notice_to="2026-06-12")
    assert not page.panel.button.isEnabled()
    assert "公示到 2026-06-12，还有 4 天" in page.panel.words.text()
    room.until(dt.date(2026, 6, 12))
    assert page.panel.words.text() == "今天是公示最后一天，明天起可以登记备案。"
    room.until(dt.date(2026, 6, 15))
    room.step()
    room.fill(filed_no="金水居〔2026〕3号")
    assert page.round is not None
    assert (page.round.status, page.round.filed_on) == ("filed", dt.date(2026, 6, 15))


def close_and_take_back(room: Selecting, story: Story) -> None:
    book, page = story.book, room.page
    room.until(JULY)
    before = dump(book)
    room.step()
    assert room.window.toast.text == "上任 44 名（其中连任 30 名），离任 16 名，缺额 2 个。"
    room.window.undo()
    room.rest()
    assert dump(book) == before
    assert page.round is not None
    assert page.round.status == "filed"
    room.step()
    found = coverage(book, JULY)
    assert (found.covered, found.active_groups) == (44, 46)
    assert [row.group for row in vacancies(book, JULY)] == ["45号楼组", "46号楼组"]
    assert coverage(book, dt.date(2026, 6, 30)).covered == 46


def print_all(room: Selecting, folder: Path, among: str) -> None:
    """Every sheet that belongs to the step, as PDF; nobody's telephone or birthday stands on it."""
    sheets = room.page.sheets.known()
    assert among in [words for _, words, _ in sheets]
    for key, words, read in sheets:
        out = folder / f"{key}.pdf"
        Offer(room.page, words, read).save_to(out)
        room.rest()
        text = "".join(page.extract_text() for page in PdfReader(out).pages)
        assert "楼组" in text, words
        assert "13800000" not in text, words
        assert "1958-03-04" not in text, words


def print_what_is_handed_over(room: Selecting, folder: Path) -> None:
    """Sixteen sheets, one of them ticked and signed; printed together."""
    page = room.page
    room.turn("handovers")
    rows = list(page.handovers.table.shown_rows())
    assert len(rows) == 16
    assert [row.receiver for row in rows if row.scope == "31号楼组"] == ["王三一"]
    assert [row.receiver for row in rows if row.scope == "46号楼组"] == [""]
    ids = [row.id for row in rows]
    out = folder / "交接单.pdf"
    Offer(page, "交接单", lambda: page.sheets.sheets_of(ids)).save_to(out)
    room.rest()
    words = "".join(one.extract_text() for one in PdfReader(out).pages)
    assert words.count("移交人") >= 16
    assert "王三一" in words
    page.handover_side.sign(ids[:3])
    room.fill(witness="陈书记")
    assert [row.witness for row in handover_rows(page.desk.book)].count("陈书记") == 3


def fill_one_of_two(room: Selecting, story: Story) -> None:
    """By-election: what stayed empty is there with one press; one is chosen, one stays empty."""
    page, book = room.page, story.book
    first = page.round_id
    room.until(dt.date(2026, 9, 1))
    page.open(("round", first))
    room.rest()
    press(page, "补选缺额 2 个")
    room.fill(name="2026年9月补选")
    assert sorted(room.seats()) == ["45号楼组", "46号楼组"]
    room.step()
    one = nominate(book, room.seats()["45号楼组"].id, CandidateEntry(story.person("王四五")))
    assert one.id
    room.rest()
    room.open_seat("46号楼组")
    press(page, "标为缺额")
    room.fill(decision="还没有人选")
    room.step()
    room.paste(0, [[30, 30, 28, 27, 1, 0]])
    page.count.go.click()
    room.rest()
    room.turn("rounds")
    room.step()
    room.fill(notice_from="2026-09-01")
    room.until(dt.date(2026, 9, 7))
    room.step()
    room.fill(filed_on="2026-09-07")
    room.step()
    assert room.window.toast.text == "上任 1 名，离任 0 名，缺额 1 个。"
    found = coverage(book, dt.date(2026, 9, 7))
    assert (found.covered, found.active_groups) == (45, 46)
    assert [row.group for row in vacancies(book, dt.date(2026, 9, 7))] == ["46号楼组"]
