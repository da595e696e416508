"""Sheets on paper: pages, headers, frames, and what a page offers to do with them."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.book import Book
from app.errors import Refused
from app.papers.model import (
    PUBLIC,
    Block,
    Facts,
    Frame,
    Gap,
    Grid,
    Picture,
    Seal,
    Sheet,
    Side,
    Signatures,
    Words,
)
from tests.ui.answers import answered
from tests.ui.kit.demo import TODAY, desk_for
from ui.kit.page import Page
from ui.papers import Offer, command, offer, save_pdf

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
MM = 72 / 25.4
HEADER = ("序号", "楼组", "姓名")
ROWS = [[str(at), f"{at}号楼组", f"王{at}"] for at in range(1, 121)]


def pages_of(path: Path) -> list[str]:
    """The text of each page, without what only sets words apart."""
    return ["".join(page.extract_text().split()) for page in PdfReader(path, strict=True).pages]


def sizes_of(path: Path) -> list[tuple[int, int]]:
    """Width and height of each page, in mm."""
    return [
        (round(float(page.mediabox.width) / MM), round(float(page.mediabox.height) / MM))
        for page in PdfReader(path, strict=True).pages
    ]


def printed(tmp_path: Path, *sheets: Sheet) -> list[str]:
    """The pages of some sheets."""
    count = save_pdf(sheets, tmp_path / "纸.pdf", TODAY)
    pages = pages_of(tmp_path / "纸.pdf")
    assert len(pages) == count
    return pages


def test_a_long_table_has_its_header_on_every_page_and_each_row_once(tmp_path: Path) -> None:
    sheet = Sheet("名册", [Grid(HEADER, ROWS)], office="金水苑居委会", under="2026年", foot="注")
    pages = printed(tmp_path, sheet)
    assert len(pages) > 2
    assert pages[0].startswith("名册金水苑居委会2026年")
    for number, words in enumerate(pages, 1):
        assert words.count("序号楼组姓名") == 1
        assert f"打印日期2026-11-21第{number}页，共{len(pages)}页" in words
        assert "注" in words
    whole = "".join(pages)
    for row in ROWS:
        assert whole.count("".join(row)) >= 1


def test_a_heading_across_stays_with_the_row_below(tmp_path: Path) -> None:
    for before in range(15, 30):
        rows = [*ROWS[:before], ["金水新苑"], *ROWS[before:]]
        pages = printed(tmp_path, Sheet("名册", [Grid(HEADER, rows)], points=PUBLIC))
        (page,) = (words for words in pages if "金水新苑" in words)
        assert not page.split("金水新苑")[1].startswith(("打印日期", "名册"))
        assert f"金水新苑{before + 1}{before + 1}号楼组" in page


def test_a_total_stands_below_the_last_row_on_the_same_page(tmp_path: Path) -> None:
    for count in range(20, 40):
        grid = Grid(HEADER, ROWS[:count], total=("合计", "", "壹佰元整"), tight=True)
        last = printed(tmp_path, Sheet("表", [grid], points=PUBLIC))[-1]
        assert f"王{count}合计壹佰元整" in last


def test_nobody_signs_a_page_on_which_nothing_stands(tmp_path: Path) -> None:
    for count in range(18, 34):
        blocks: list[Block] = [
            Grid(HEADER, ROWS[:count]),
            Signatures(("移交人", "接收人")),
            Seal("居委会"),
        ]
        pages = printed(tmp_path, Sheet("交接单", blocks, points=PUBLIC))
        assert f"王{count}" in pages[-1]
        assert "移交人：" in pages[-1]
        assert "居委会年月日" in pages[-1]
        pages = printed(tmp_path, Sheet("公示", [blocks[0], blocks[-1]], points=PUBLIC))
        assert f"王{count}" in pages[-1]


def test_what_is_bound_beyond_a_page_is_parted_all_the_same(tmp_path: Path) -> None:
    tall = Facts(tuple((f"意见{at}", "") for at in range(4)), across=1, least=110)
    blocks: list[Block] = [tall, Signatures(("负责人",)), Seal("居委会")]
    pages = printed(tmp_path, Sheet("表", blocks))
    assert len(pages) == 3
    assert "意见2" in pages[1]
    assert "负责人：" in pages[-1]
    high = [[str(at), "高高" * 200] for at in range(4)]
    bands = [line for row in high for line in (["小区"], row)]
    assert len(printed(tmp_path, Sheet("表", [Grid(("号", "字"), bands)], points=24))) == 4


def test_a_row_that_is_longer_than_others_is_whole(tmp_path: Path) -> None:
    note = "楼道堆物已清理，飞线充电已劝导。" * 6
    (page,) = printed(tmp_path, Sheet("表", [Grid(("事项", "说明"), [["走访", note]])]))
    assert note in page
    cut = Grid(("事项", "说明"), [["走访", note * 8]], lines=3)
    assert len(printed(tmp_path, Sheet("表", [cut]))) == 1
    endless = Grid(("事项", "说明"), [["走访", note * 200]])
    assert len(printed(tmp_path, Sheet("表", [endless]))) == 1


def test_paragraphs_run_over_pages_and_no_comma_begins_a_line(tmp_path: Path) -> None:
    text = "各位居民，" * 300
    pages = printed(tmp_path, Sheet("公告", [Words(text, indent=True)], points=PUBLIC))
    assert len(pages) > 1
    first = PdfReader(tmp_path / "纸.pdf").pages[0].extract_text().splitlines()
    assert not [line for line in first if line.startswith("，")]
    assert "".join(pages).count("居") == 300


def test_rare_names_stand_whole_in_paragraphs_and_forms(tmp_path: Path) -> None:
    name = "张𬭎𠮷"
    blocks: list[Block] = [
        Words(f"{name}同志：" * 40, points=20),
        Facts((("姓名", name),)),
        Words(name, points=60, bold=True, side=Side.MIDDLE, fit=True),
    ]
    (page,) = printed(tmp_path, Sheet("聘书", blocks))
    assert page.count(name) == 42


def test_a_form_takes_one_line_for_so_many_pairs(tmp_path: Path) -> None:
    pairs = (("姓名", "周英"), ("岗位", "楼组长"), ("住址", "金水路" * 30))
    (page,) = printed(tmp_path, Sheet("表", [Facts(pairs), Facts((("意见", ""),), 1, 30)]))
    assert "姓名周英岗位楼组长" in page
    assert "住址" + "金水路" * 30 in page
    assert "意见" in page


def test_frames_share_a_page_and_large_words_shrink_to_a_line(tmp_path: Path) -> None:
    sign = Frame(
        (
            Words("金水苑第二小区一百二十三号二单元楼组", 40, bold=True, fit=True),
            Gap(2),
            Words("欧阳国栋", 80, bold=True, side=Side.MIDDLE, fit=True),
        ),
        double=True,
    )
    pages = printed(
        tmp_path,
        *(Sheet("牌", some, numbered=False, heading=False) for some in ([sign, sign], [sign])),
    )
    assert [words.count("欧阳国栋") for words in pages] == [2, 1]
    assert all("打印日期" not in words and "牌" not in words for words in pages)
    receipt = Frame((Words("回执"), Signatures(("接收人",))), share=0)
    for count in range(18, 30):
        pages = printed(tmp_path, Sheet("表", [Grid(HEADER, ROWS[:count]), receipt], points=PUBLIC))
        assert "回执接收人：" in pages[-1]


def test_every_sheet_has_its_own_paper(tmp_path: Path) -> None:
    sheets = (
        Sheet("甲", [Words("一")]),
        Sheet("乙", [Words("二")], landscape=True, framed=True, heading=False, numbered=False),
        Sheet("丙", [Words("三")], large=True),
        Sheet("丁", [Words("四")], large=True, landscape=True),
    )
    pages = printed(tmp_path, *sheets)
    assert sizes_of(tmp_path / "纸.pdf") == [(210, 297), (297, 210), (297, 420), (420, 297)]
    assert pages[1] == "二"
    assert all("第1页，共1页" in pages[at] for at in (0, 2, 3))


def test_a_picture_stands_below_the_text(tmp_path: Path) -> None:
    image = QImage(64, 32, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    png = bytes(buffer.data().data())
    (page,) = printed(tmp_path, Sheet("图", [Words("说明"), Picture(png, 0.5, "覆盖图")]))
    assert "说明覆盖图" in page
    assert len(PdfReader(tmp_path / "纸.pdf").pages[0].images) == 1
    (page,) = printed(tmp_path, Sheet("图", [Picture(b"no picture", caption="没有")]))
    assert "没有" not in page


def test_a_long_title_takes_two_lines(tmp_path: Path) -> None:
    title = "金海街道金水苑社区居民委员会2026年度楼组长和街面长推选结果以及任职情况公示"
    (page,) = printed(tmp_path, Sheet(title, [Words("正文")], office="居委会", points=PUBLIC))
    assert page.startswith(f"{title}居委会正文")


# What a page offers


class Office(Page):
    """A page with a sheet to be printed, or none."""

    title = "两长队伍"

    def __init__(self, book: Book, folder: Path) -> None:
        super().__init__(desk_for(book, folder))
        self.sheets: Sequence[Sheet] = (Sheet("名册", [Grid(HEADER, ROWS)]),)
        self.read_in: list[str] = []
        self.said: list[str] = []
        self.desk.notices.noticed.connect(lambda notice: self.said.append(notice.text))

    def read(self) -> Sequence[Sheet]:
        """Where sheets are read from the book."""
        self.read_in.append(threading.current_thread().name)
        if not self.sheets:
            raise Refused("没有在任的人，没有可以打印的名册。")
        return self.sheets


@pytest.fixture
def page(book: Book, tmp_path: Path, qtbot: QtBot) -> Iterator[Office]:
    """The page, shown."""
    made = Office(book, tmp_path)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    yield made
    made.desk.jobs.close()


def wait(page: Office, qtbot: QtBot) -> None:
    for _ in range(3):
        qtbot.wait(10)
        qtbot.waitUntil(lambda: not page.desk.jobs.reading, timeout=30_000)


def test_a_small_menu_has_the_three_ways(page: Office, qtbot: QtBot) -> None:
    button = QPushButton("打印", page)
    for show in (
        lambda: offer(page, "花名册", page.read, button),
        command(page, "leaders.roster", "打印花名册", "花名册", page.read).run,
    ):
        show()
        (menu,) = (one for one in cast("list[QMenu]", page.findChildren(QMenu)) if one.isVisible())
        assert [one.text() for one in menu.actions()] == ["打印预览", "存成 PDF", "存成 Word"]
        menu.close()
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    assert page.read_in == []


def test_a_pdf_is_read_and_painted_beside_the_window(
    page: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    Offer(page, "花名册", page.read).save_to(tmp_path / "花名册.pdf")
    wait(page, qtbot)
    count = len(pages_of(tmp_path / "花名册.pdf"))
    assert page.said == [f"已存成 {count} 页 PDF：“花名册.pdf”。"]
    assert all(name.startswith("reader") for name in page.read_in)


def test_a_word_file_is_written(page: Office, qtbot: QtBot, tmp_path: Path) -> None:
    Offer(page, "花名册", page.read).save_to(tmp_path / "花名册.docx")
    wait(page, qtbot)
    assert page.said == ["已存成 Word：“花名册.docx”。"]
    with zipfile.ZipFile(tmp_path / "花名册.docx") as packed:
        assert "120号楼组" in packed.read("word/document.xml").decode()


def test_a_refusal_stands_across_the_page(page: Office, qtbot: QtBot, tmp_path: Path) -> None:
    page.sheets = ()
    Offer(page, "花名册", page.read).save_to(tmp_path / "花名册.pdf")
    wait(page, qtbot)
    assert page.banner.isVisible()
    assert not (tmp_path / "花名册.pdf").exists()
    page.sheets = (Sheet("名册", [Words("在")]),)
    Offer(page, "花名册", page.read).save_to(tmp_path / "花名册.pdf")
    wait(page, qtbot)
    assert not page.banner.isVisible()
    Offer(page, "花名册", tuple).save_to(tmp_path / "空.pdf")
    wait(page, qtbot)
    assert page.banner.isVisible()


def test_a_folder_that_is_not_there_is_said_by_the_program(
    page: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    outside: list[object] = []
    page.desk.notices.unavailable_for.connect(lambda trouble, _again: outside.append(trouble))
    Offer(page, "花名册", page.read).save_to(tmp_path / "没有" / "花名册.pdf")
    wait(page, qtbot)
    assert len(outside) == 1
    assert page.said == []


def test_the_pages_are_shown_before_they_are_printed(page: Office, qtbot: QtBot) -> None:
    page.sheets = (*page.sheets, Sheet("牌", [Words("二")], landscape=True))
    Offer(page, "花名册", page.read).preview()
    wait(page, qtbot)
    (dialog,) = cast("list[QPrintPreviewDialog]", page.findChildren(QPrintPreviewDialog))
    assert dialog.windowTitle() == "打印：花名册"
    (pages,) = cast("list[QPrintPreviewWidget]", dialog.findChildren(QPrintPreviewWidget))
    qtbot.waitUntil(lambda: pages.pageCount() == 6, timeout=30_000)
    dialog.close()


@pytest.mark.parametrize(("ending", "title"), [(".pdf", "存成 PDF"), (".docx", "存成 Word")])
def test_where_a_file_goes_is_asked_once_it_has_been_read(
    page: Office, qtbot: QtBot, tmp_path: Path, ending: str, title: str
) -> None:
    page.desk.settings.setValue("files/folder", str(tmp_path))
    for yes in (False, True):
        with answered(yes=yes) as titles:
            Offer(page, "1/2号楼组名册", page.read).ask(ending)
            wait(page, qtbot)
            assert titles[:1] == [title]
        assert (tmp_path / f"1-2号楼组名册（2026-11-21）{ending}").exists() == yes
    page.sheets = ()
    with answered(yes=True) as titles:
        Offer(page, "名册", page.read).ask(ending)
        wait(page, qtbot)
        assert titles == []
