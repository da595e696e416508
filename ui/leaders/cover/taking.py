"""Taking the coverage map along: printed for the wall, as PDF, picture or Word, copied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from app.book import Book
from app.errors import Refused
from app.exports import save_file
from app.leaders.cover_map import VACANT, Area, CoverMap
from app.leaders.rules import EXPIRED, EXPIRING
from app.papers.model import Block, Grid, Picture, Sheet, Words
from ui import fonts
from ui.kit.page import Page
from ui.leaders.cover.picture import area_picture, content_of, image_of
from ui.leaders.cover.printing import made_ready, office_name, preview, save_pdf
from ui.leaders.cover.sheets import MapSheet
from ui.leaders.cover.view import MapView

T = TypeVar("T")
_FOLDER = "files/folder"
_KINDS = {
    ".pdf": "A3 挂图 PDF (*.pdf)",
    ".png": "图片 (*.png)",
    ".docx": "Word 文档 (*.docx)",
}


class MapTaking:
    """What can be done with the map in sight; it is drawn in the second lane."""

    def __init__(self, page: Page, view: MapView) -> None:
        self._page = page
        self._view = view

    def print(self) -> None:
        """Show the A3 pages before they are printed."""
        self._drawn(made_ready, lambda sheet: preview(self._page, sheet))

    def copy(self) -> None:
        """The whole map to the clipboard as one picture."""

        def put(image: QImage) -> None:
            QGuiApplication.clipboard().setImage(image)
            self._page.desk.notices.say("覆盖图已复制，可以粘贴到 Word 或 WPS。")

        self._drawn(image_of, put)

    def ask_export(self) -> None:
        """Ask where and as what, and write the file there."""
        self._shown()
        desk = self._page.desk
        folder = Path(str(desk.settings.value(_FOLDER, str(Path.home()))))
        title = MapSheet(self._shown()).title
        offered = str(folder / f"{title}（{self._view.day}）.pdf")
        name, kind = QFileDialog.getSaveFileName(
            self._page, "导出覆盖图", offered, ";;".join(_KINDS.values())
        )
        if name:
            path = Path(name)
            if path.suffix.lower() not in _KINDS:
                ending = next((end for end, words in _KINDS.items() if words == kind), ".pdf")
                path = Path(f"{name}{ending}")
            desk.settings.setValue(_FOLDER, str(path.parent))
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the map as the kind of file that the ending says."""

        def write(sheet: MapSheet) -> str:
            ending = path.suffix.lower()
            if ending == ".pdf":
                return f"已存成 {save_pdf(sheet, path)} 页 A3 挂图：“{path.name}”。"
            if ending == ".png":
                save_file(path, content_of(image_of(sheet)))
                return f"已存成图片：“{path.name}”。"
            from app.papers.word import save_word

            save_word([word_sheet(sheet)], path)
            return f"已存成 Word：“{path.name}”。"

        self._drawn(write, self._page.desk.notices.say)

    def _shown(self) -> CoverMap:
        shown = self._view.shown
        if shown is None or not shown.areas:
            raise Refused("没有可以画的楼组和街面。请先换一个小区或状态，或导入名册。")
        return shown

    def _drawn(self, draw: Callable[[MapSheet], T], then: Callable[[T], object]) -> None:
        shown, desk = self._shown(), self._page.desk
        book, today = desk.book, desk.today()
        fonts.load()  # in the window's thread, before pages are painted beside it
        desk.jobs.fetch(
            lambda: draw(_sheet(book, shown, today)),
            then,
            failed=lambda error: self._page.refused(str(error)),
            owner=self._page,
        )


def _sheet(book: Book, shown: CoverMap, today: dt.date) -> MapSheet:
    return MapSheet(shown, office_name(book), today)


def word_sheet(sheet: MapSheet) -> Sheet:
    """The map for Word: its sentence, the counts as a table, and a picture of each 小区."""
    shown = sheet.map
    rows = [_counts(area) for area in shown.areas]
    blocks: list[Block] = [
        Words(shown.sentence),
        Grid(
            ("小区", "应设", "在任", "即将届满", EXPIRED, VACANT),
            rows,
            right=frozenset(range(1, 6)),
        ),
        *(Picture(area_picture(area)) for area in shown.areas),
        Words(shown.definition, points=9.0),
    ]
    return Sheet(sheet.title, blocks, sheet.office, f"截至 {shown.day}")


def _counts(area: Area) -> tuple[str, ...]:
    counts = area.counts
    numbers = (area.posts, area.held, counts[EXPIRING], counts[EXPIRED], counts[VACANT])
    return (area.name, *(f"{number:,}" for number in numbers))
