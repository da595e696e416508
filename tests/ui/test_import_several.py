"""Several files and their sheets, what cannot be read beside them, columns of sheets alike."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.book import Book
from db.models import Compound, LeaderTerm, Resident
from tests.conftest import OFFICE
from tests.story import dump
from tests.ui.importing import count, csv, finish_import, import_page, preview, reach
from ui.imports.page import CHOOSE, DONE, MATCH, PREVIEW, ImportPage

HEAD = "小区,楼号,室号,姓名,联系电话"


@pytest.fixture
def page(ruled: Book, tmp_path: Path, qtbot: QtBot) -> Iterator[ImportPage]:
    """The page in a window of the smallest supported size."""
    with import_page(ruled, tmp_path, qtbot) as made:
        yield made


def choose(qtbot: QtBot, page: ImportPage, *files: Path) -> None:
    """Files → the list of their sheets."""
    page.take_files(files)
    qtbot.waitUntil(lambda: bool(page.flow.entries) and not page.desk.jobs.busy, timeout=30_000)
    reach(qtbot, page, CHOOSE)


def test_all_sheets_of_several_files_are_listed_and_written_in_one_step(
    page: ImportPage, qtbot: QtBot
) -> None:
    before = dump(page.desk.book)
    choose(qtbot, page, OFFICE / "两长名册.xlsx", OFFICE / "各小区楼组长花名册.xls")
    words = list(page.sheets.table.shown_words())
    assert len(words) == 8
    assert words[0][:3] == ("楼组长", "楼组长", "507")
    assert ("金水新苑", "楼组长", "15", "金水新苑", "各小区楼组长花名册.xls") in words
    page.sheets.go_on.click()
    reach(qtbot, page, PREVIEW)
    rows = list(page.preview.sums.shown_rows())
    assert rows[0].sheet == "全部"
    assert rows[0].rows == sum(row.rows for row in rows[1:]) == 605
    total = rows[0]
    assert total.rows == (
        total.created + total.updated + total.unchanged + total.skipped + total.failed
    )
    finish_import(qtbot, page)
    assert count(page, LeaderTerm) == total.created
    page.ending.undo()
    reach(qtbot, page, CHOOSE)
    assert dump(page.desk.book) == before


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    choose(qtbot, page, broken, csv(tmp_path, "好.csv", HEAD, "金水苑,1,101,张三,13800001111"))
    kinds = [words[1] for words in page.sheets.table.shown_words()]
    assert kinds == ["居民信息", "读不出"]
    page.sheets.table.choose_id(1)
    assert "不是表格文件" in page.sheets.why.text()
    assert not page.sheets.kind_line.isVisible()
    page.sheets.go_on.click()
    reach(qtbot, page, PREVIEW)
    finish_import(qtbot, page)
    assert count(page, Resident) == 1


def test_a_sheet_that_is_not_ticked_stays_out(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    one = csv(tmp_path, "一.csv", HEAD, "金水苑,1,101,张三,")
    two = csv(tmp_path, "二.csv", HEAD, "金水苑,1,102,李四,")
    choose(qtbot, page, one, two)
    page.sheets.table.choose_id(1)
    QTest.keyClick(page.sheets.table.grid, Qt.Key.Key_Space)
    assert "选中 1 张表，共 1 行" in page.sheets.sum.text()
    page.sheets.none.click()
    assert not page.sheets.go_on.isEnabled()
    page.sheets.all.click()
    page.sheets.table.choose_id(0)
    QTest.keyClick(page.sheets.table.grid, Qt.Key.Key_Space)
    page.sheets.go_on.click()
    reach(qtbot, page, PREVIEW)
    finish_import(qtbot, page)
    assert count(page, Resident, Resident.full_name == "李四") == 1
    assert count(page, Resident) == 1


def test_somebody_says_what_a_sheet_is_that_was_not_understood(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    odd = csv(tmp_path, "怪.csv", "姓名,性别,路名,说明", "张三,男,金水路,好", "李四,女,银水路,")
    good = csv(tmp_path, "好.csv", HEAD, "金水苑,1,101,张三,")
    choose(qtbot, page, odd, good)
    view = page.sheets
    view.table.choose_id(0)
    view.kind.setCurrentIndex(view.kind.findData("street-leaders"))
    view.kind.activated.emit(view.kind.currentIndex())
    qtbot.waitUntil(lambda: page.flow.entries[0].chosen and not page.desk.jobs.busy)
    assert next(view.table.shown_words())[1] == "街面长"


def test_a_folder_gives_its_tables(page: ImportPage, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "名册"
    folder.mkdir()
    for name in ("两长名册.xlsx", "美丽约定积分登记.csv"):
        shutil.copy(OFFICE / name, folder / name)
    (folder / "~$两长名册.xlsx").write_bytes(b"x")
    (folder / "照片.jpg").write_bytes(b"x")
    choose(qtbot, page, folder)
    assert {entry.file for entry in page.flow.entries} == {"两长名册.xlsx", "美丽约定积分登记.csv"}
    empty = tmp_path / "空"
    empty.mkdir()
    page.take_files([empty])
    assert "没有表格文件" in page.banner.text


def test_more_files_join_those_chosen_and_keep_what_was_said_of_them(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    head = "楼号,室号,姓名"
    one = csv(tmp_path, "一.csv", head, "1,101,张三")
    other = tmp_path / "别处"
    other.mkdir()
    choose(qtbot, page, one, csv(tmp_path, "二.csv", head, "1,102,李四"))
    entry = page.flow.entries[0]
    page.sheets.table.choose_id(0)
    page.sheets.compound.setText("恒盛")
    page.sheets.compound.editingFinished.emit()
    page.take_files([csv(other, "一.csv", head, "1,103,王五")], more=True)
    qtbot.waitUntil(lambda: len(page.flow.entries) == 3 and not page.desk.jobs.busy)
    assert page.flow.entries[0] is entry
    assert entry.job.compound == "恒盛"
    names = [one.name for one in page.flow.entries]
    assert len(set(names)) == 3


def test_sheets_with_the_same_headings_are_mapped_together_and_their_compounds_corrected(
    page: ImportPage, qtbot: QtBot
) -> None:
    preview(qtbot, page, OFFICE / "各小区楼组长花名册.xls")
    page.go_back_to(MATCH)
    assert len(page.flow.alike()) == 1
    assert "6 张表的表头相同" in page.match.panel._hint.text()
    edits = page.match.places.edits
    assert [edit.text() for edit in edits][:2] == ["金水苑", "金水新苑"]
    edits[0].setText("金水苑北区")
    edits[0].editingFinished.emit()
    page.match.go_on.click()
    reach(qtbot, page, PREVIEW)
    finish_import(qtbot, page)
    with page.desk.book.read() as session:
        names = set(session.scalars(select(Compound.name)))
    assert "金水苑北区" in names
    assert "金水新苑" in names


def test_columns_chosen_are_kept_when_going_back_even_if_something_is_lacking(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    preview(qtbot, page, csv(tmp_path, "a.csv", HEAD, "金水苑,1,101,张三,13800001111"))
    page.go_back_to(MATCH)
    box = page.match.boxes[3]
    box.setCurrentIndex(0)
    page.match.back.emit()
    assert page.at == CHOOSE
    page.sheets.go_on.click()
    assert page.at == MATCH
    assert "姓名" in page.banner.text
    assert page.match.boxes[3].currentIndex() == 0
    box = page.match.boxes[3]
    box.setCurrentIndex(box.findData("full_name"))
    page.match.go_on.click()
    reach(qtbot, page, PREVIEW)


def test_a_strange_word_is_taken_for_one_of_ours_and_remembered(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    head = "小区,楼号,室号,姓名,婚姻状况"
    first = csv(tmp_path, "a.csv", head, "金水苑,1,101,张三,丧偶独居", "金水苑,1,102,李四,已婚")
    preview(qtbot, page, first)
    assert "“丧偶独居”" in page.banner.text
    assert page.preview.figures.sum.text().endswith("要改正 1。")
    page._show_strange()
    (box,) = page.match.words.boxes.values()
    box.setCurrentIndex(box.findData("丧偶"))
    box.activated.emit(box.currentIndex())
    page.match.go_on.click()
    reach(qtbot, page, PREVIEW)
    assert page.flow.total.failed == 0
    finish_import(qtbot, page)
    assert count(page, Resident, Resident.marital_status == "丧偶") == 1
    page.begin()
    preview(qtbot, page, csv(tmp_path, "b.csv", head, "金水苑,1,103,王五,丧偶独居"))
    assert page.flow.total.failed == 0


def test_rows_to_mend_of_several_files_go_into_a_workbook_each_and_come_back(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    one = csv(tmp_path, "一.csv", HEAD, "金水苑,1,101,张三,138****1111", "金水苑,1,101,赵五,")
    two = csv(tmp_path, "二.csv", HEAD, "金水苑,1,102,李四,139****1111")
    preview(qtbot, page, one, two)
    finish_import(qtbot, page)
    out = tmp_path / "要改的"
    out.mkdir()
    page.ending.ask_where(folder=lambda *_: str(out))
    saved = sorted(out.iterdir())
    assert [path.name for path in saved] == ["一（要改正的行）.xlsx", "二（要改正的行）.xlsx"]
    for path in saved:
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet is not None
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.value and "****" in str(cell.value) and "：" not in str(cell.value):
                    cell.value = "13700001111" if "一" in path.name else "13700002222"
        book.save(path)
    page.done.mended_asked.emit()
    qtbot.waitUntil(lambda: page.at == CHOOSE and not page.desk.jobs.busy, timeout=30_000)
    page.sheets.go_on.click()
    reach(qtbot, page, PREVIEW)
    assert page.flow.total.failed == 0
    finish_import(qtbot, page)
    assert count(page, Resident) == 3


def test_rows_pasted_into_a_list_are_imported_with_or_without_their_headings(
    page: ImportPage, qtbot: QtBot
) -> None:
    page.open([["小区", "楼号", "室号", "姓名"], ["金水苑", "1", "101", "张三"]])
    reach(qtbot, page, PREVIEW)
    finish_import(qtbot, page)
    headings = ("小区", "楼号", "室号", "姓名")
    page.open_pasted([["金水苑", "1", "102", "李四\n"]], headings)
    reach(qtbot, page, PREVIEW)
    finish_import(qtbot, page)
    assert count(page, Resident) == 2
    page.open_pasted([["随便", "写写"]], ())
    qtbot.waitUntil(lambda: not page.desk.jobs.busy)
    assert page.at in (CHOOSE, DONE)
    assert page.banner.text


def test_files_copied_in_the_file_manager_can_be_pasted(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = csv(tmp_path, "a.csv", HEAD, "金水苑,1,101,张三,")
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(copied)
    page.take_clipboard()
    reach(qtbot, page, PREVIEW)
    assert page.subtitle == "a.csv · 1 行"


def test_candidates_without_a_round_are_refused_with_the_way_out(
    ruled: Book, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = csv(
        tmp_path, "候选人名册.csv", "楼组,候选人,提名方式,联名人数", "1号楼组,周桂英,居民联名,12"
    )
    with import_page(ruled, tmp_path, qtbot) as page:
        page.take_files([sheet])
        qtbot.waitUntil(lambda: not page.desk.jobs.busy and bool(page.banner.text))
        assert "请先在“推选换届”里新建推选" in page.banner.text
