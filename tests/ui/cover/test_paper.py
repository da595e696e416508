"""The coverage map taken along: on paper, as a file, as a picture."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import cast

import pypdf
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.book import Book
from app.leaders.cover_map import cover_map
from db.models import Resident
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import settle
from ui.leaders.cover.page import CoverPage
from ui.leaders.cover.picture import png_of
from ui.leaders.cover.printing import save_map_pdf, sheet_of
from ui.leaders.cover.sheets import MM, Press
from ui.leaders.cover.style import NAME_POINTS
from ui.window import MainWindow

A3 = (420.0, 297.0)
POINT_MM = 25.4 / 72


def test_507_places_fit_two_lying_a3_pages_with_readable_names(
    office: MainWindow, tmp_path: Path
) -> None:
    book = office.desk.book
    path = tmp_path / "两长覆盖图.pdf"
    assert save_map_pdf(book, path, TODAY, TODAY) == 2
    pdf = pypdf.PdfReader(path)
    assert len(pdf.pages) == 2
    for page in pdf.pages:
        size = (float(page.mediabox.width) * POINT_MM, float(page.mediabox.height) * POINT_MM)
        assert size == pytest.approx(A3, abs=0.6)
    text = "\n".join(page.extract_text() for page in pdf.pages)
    flat = "".join(text.split())
    shown = cover_map(book, TODAY)
    for area in shown.areas:
        assert "".join(area.name.split()) in flat
        for cell in area.cells:
            assert cell.leader in flat, cell
    assert flat.count("楼组长共499人") == 2
    assert "金水苑社区居委会" in flat
    assert "截至2026-11-21" in flat
    assert "第2页，共2页" in flat
    with book.read() as session:
        phones = [phone for phone in session.scalars(select(Resident.phone)) if phone]
    assert len(phones) > 400
    assert not any(phone in flat for phone in phones)
    room = QSizeF(400 * MM, 277 * MM)
    press = Press(sheet_of(book, TODAY, TODAY), room)
    assert press.paging.style.name.pixelSize() / 10 >= NAME_POINTS


def test_few_places_are_drawn_larger_on_one_page(
    story: Story, tmp_path: Path, qapp: QApplication
) -> None:
    sheet = sheet_of(story.book, TODAY, TODAY, story.compound())
    press = Press(sheet, QSizeF(400 * MM, 277 * MM))
    assert press.pages == 1
    assert press.paging.style.name.pixelSize() / 10 > NAME_POINTS * 1.5
    assert save_map_pdf(story.book, tmp_path / "一.pdf", TODAY, TODAY, story.compound()) == 1
    text = "".join(pypdf.PdfReader(tmp_path / "一.pdf").pages[0].extract_text().split())
    assert "金水苑楼组长覆盖图" in text
    assert "欧阳敏" not in text


def test_an_empty_map_is_a_page_that_says_so(ruled: Book, tmp_path: Path, qtbot: QtBot) -> None:
    assert save_map_pdf(ruled, tmp_path / "空.pdf", TODAY, TODAY) == 1
    text = "".join(pypdf.PdfReader(tmp_path / "空.pdf").pages[0].extract_text().split())
    assert "台账里还没有楼组。" in text


def test_the_map_is_saved_as_pdf_picture_and_word(
    page: CoverPage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    for ending in ("pdf", "png", "docx"):
        page.map_taking.export_to(tmp_path / f"图.{ending}")
    qtbot.waitUntil(
        lambda: all((tmp_path / f"图.{one}").exists() for one in ("pdf", "png", "docx"))
    )
    settle(qtbot, window)
    assert not QImage(str(tmp_path / "图.png")).isNull()
    with zipfile.ZipFile(tmp_path / "图.docx") as word:
        assert any(name.startswith("word/media/") for name in word.namelist())
        text = word.read("word/document.xml").decode()
    assert "楼组长共3人" in text
    assert "年丰苑" in text


def test_the_map_is_copied_as_a_picture(page: CoverPage, qtbot: QtBot) -> None:
    QApplication.clipboard().clear()
    page.map_taking.copy()
    qtbot.waitUntil(lambda: not QApplication.clipboard().image().isNull())


def test_the_print_preview_opens(page: CoverPage, window: MainWindow, qtbot: QtBot) -> None:
    page.map_taking.print()
    qtbot.waitUntil(lambda: bool(page.findChildren(QPrintPreviewDialog)))
    (dialog,) = cast("list[QPrintPreviewDialog]", page.findChildren(QPrintPreviewDialog))
    assert dialog.windowTitle() == "打印：两长覆盖图"
    dialog.close()


def test_the_picture_for_the_pack_is_that_of_one_compound(story: Story, qapp: QApplication) -> None:
    picture = QImage.fromData(png_of(story.book, story.compound(), TODAY))
    assert picture.width() > 1000
    assert picture.height() > 200
    gone = QImage.fromData(png_of(story.book, 1, TODAY))
    assert not gone.isNull()
