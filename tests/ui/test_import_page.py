"""The import assistant in a real window, on the office's own workbooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.book import Book
from db.models import Household, LeaderTerm, LedgerEntry, Resident
from tests.conftest import OFFICE
from tests.story import dump
from tests.ui.importing import count, import_page, reach
from ui.imports.page import CHOOSE, DONE, MATCH, PREVIEW, ImportPage

TRUTH = json.loads((OFFICE / "truth.json").read_text("utf-8"))


@pytest.fixture
def page(ruled: Book, tmp_path: Path, qtbot: QtBot) -> Iterator[ImportPage]:
    """The page in a window of the smallest supported size."""
    with import_page(ruled, tmp_path, qtbot) as made:
        yield made


def bring(qtbot: QtBot, page: ImportPage, name: str) -> None:
    """File → preview → done, as a user clicks."""
    page.take_files([OFFICE / name])
    reach(qtbot, page, PREVIEW)
    page.preview.go_on.click()
    reach(qtbot, page, DONE)


def test_the_register_comes_in_with_three_clicks(page: ImportPage, qtbot: QtBot) -> None:
    bring(qtbot, page, "居民信息底册.xlsx")
    truth = TRUTH["居民信息底册.xlsx"]
    assert count(page, Resident) == truth["residents"]
    assert count(page, Household) == truth["households"]
    assert page.status()[0] == "已写入并保存"


def test_both_sheets_of_the_roster_are_shown_and_written(page: ImportPage, qtbot: QtBot) -> None:
    page.take_files([OFFICE / "两长名册.xlsx"])
    reach(qtbot, page, PREVIEW)
    assert page.status()[0] == "只是预览，还没有写入任何内容"
    assert count(page, Resident) == 0
    texts = [" ".join(words) for words in page.preview.errors.shown_words()]
    assert len(texts) == 8
    assert texts[0].startswith("楼组长 101 薛梅 身份证号")
    assert page.preview.go_on.text() == "导入 516 行"
    page.preview.go_on.click()
    reach(qtbot, page, DONE)
    truth = TRUTH["两长名册.xlsx"]
    assert count(page, LeaderTerm, LeaderTerm.kind == "街面长") == truth["street_leaders"]
    assert count(page, LeaderTerm, LeaderTerm.kind == "楼组长") == truth["building_leaders"] - 8


def test_points_come_in_as_history(page: ImportPage, qtbot: QtBot) -> None:
    bring(qtbot, page, "美丽约定积分登记.csv")
    with page.desk.book.read() as session:
        total = session.execute(
            select(func.sum(LedgerEntry.applied_score)).where(LedgerEntry.kind != "base")
        ).scalar_one()
    assert total / 10 == TRUTH["美丽约定积分登记.csv"]["sum"]


def test_a_sheet_a_compound_comes_in_whole(page: ImportPage, qtbot: QtBot) -> None:
    bring(qtbot, page, "各小区楼组长花名册.xls")
    truth = TRUTH["各小区楼组长花名册.xls"]
    assert len(page.flow.results) == truth["sheets"]
    assert count(page, LeaderTerm) == truth["building_leaders"]


def test_a_second_import_says_that_nothing_changes(page: ImportPage, qtbot: QtBot) -> None:
    bring(qtbot, page, "各小区楼组长花名册.xls")
    before = dump(page.desk.book)
    page.take_files([OFFICE / "各小区楼组长花名册.xls"])
    reach(qtbot, page, PREVIEW)
    assert not page.preview.go_on.isEnabled()
    assert "再导入一次不会改变任何内容" in page.banner.text
    assert dump(page.desk.book) == before


def test_the_whole_import_is_taken_back_from_the_last_step(page: ImportPage, qtbot: QtBot) -> None:
    before = dump(page.desk.book)
    bring(qtbot, page, "两长名册.xlsx")
    page.ending.undo()
    reach(qtbot, page, CHOOSE)
    assert dump(page.desk.book) == before
    assert len(page.choose.history) == 0


def test_an_import_of_the_list_is_looked_at_again_and_taken_back(
    page: ImportPage, qtbot: QtBot
) -> None:
    before = dump(page.desk.book)
    bring(qtbot, page, "两长名册.xlsx")
    page.begin()
    (line,) = list(page.choose.history.shown_rows())
    assert (line.source, line.kind) == ("两长名册.xlsx（2 张表）", "楼组长、街面长")
    page.choose.history.opened.emit(line)
    assert page.at == DONE
    assert page.done.sum.text().startswith(f"共读到 {line.rows:,} 行 = 新增")
    page.done.undo_asked.emit()
    reach(qtbot, page, CHOOSE)
    assert dump(page.desk.book) == before
    assert len(page.choose.history) == 0


def test_rows_to_mend_are_saved_with_what_is_wrong(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.take_files([OFFICE / "两长名册.xlsx"])
    reach(qtbot, page, PREVIEW)
    path = tmp_path / "要改正的行.xlsx"
    page.ending.save_to(path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    said = [str(cells[-1].value) for cells in sheet.iter_rows() if cells[-1].value]
    assert said[0] == "错误说明"
    assert len([words for words in said if words.startswith("第")]) == 8


def test_two_columns_for_one_field_are_asked_about(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("小区,楼号,室号,姓名,手机,联系电话\n金水苑,1,101,张三,13800001111,", "utf-8")
    page.take_files([path])
    reach(qtbot, page, MATCH)
    assert "“手机”和“联系电话”都像是“联系电话”" in page.banner.text
    assert page.match.boxes[5].currentText() == "（不导入这一列）"
    page.match.go_on.click()
    reach(qtbot, page, PREVIEW)
    page.preview.go_on.click()
    reach(qtbot, page, DONE)
    assert count(page, Resident, Resident.phone == "13800001111") == 1


def test_rows_copied_in_a_spreadsheet_can_be_pasted(page: ImportPage, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("小区\t楼号\t室号\t姓名\n金水苑\t1号\t101\t张三\n")
    page.take_clipboard()
    reach(qtbot, page, PREVIEW)
    page.preview.go_on.click()
    reach(qtbot, page, DONE)
    assert count(page, Resident) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("图片.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200), "不是表格文件"),
        ("空.xlsx", b"", "空的"),
        ("没有表头.csv", "甲,乙\n1,2\n".encode(), "没有找到认得的表头"),
        ("旧.et", b"\xd0\xcf\x11\xe0" + bytes(2000), "et"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_the_page_goes_on(
    page: ImportPage, qtbot: QtBot, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    said: list[str] = []
    page.desk.notices.refused_to.connect(said.append)
    path = tmp_path / name
    path.write_bytes(content)
    page.take_files([path])
    qtbot.waitUntil(lambda: bool(said) or bool(page.banner.text), timeout=10_000)
    assert words in "".join((*said, page.banner.text))
    assert page.at == CHOOSE
    bring(qtbot, page, "各小区楼组长花名册.xls")


def test_all_or_nothing_blocks_the_button(page: ImportPage, qtbot: QtBot) -> None:
    page.take_files([OFFICE / "两长名册.xlsx"])
    reach(qtbot, page, PREVIEW)
    page.preview.rules.strict.click()
    qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=30_000)
    assert not page.preview.go_on.isEnabled()
    page.preview.rules.strict.click()
    qtbot.waitUntil(page.preview.go_on.isEnabled, timeout=30_000)


def test_numbers_of_persons_are_masked_among_the_examples(page: ImportPage, qtbot: QtBot) -> None:
    page.take_files([OFFICE / "居民信息底册.xlsx"])
    reach(qtbot, page, PREVIEW)
    page.show_columns(0)
    from PySide6.QtWidgets import QLabel

    labels = cast("list[QLabel]", page.match.findChildren(QLabel))
    shown = " ".join(label.text() for label in labels)
    assert "340111194806115263" not in shown
    assert "34****" in shown
