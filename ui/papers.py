"""Sheets of paper out of a page: looked at and printed, saved as PDF or as Word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import Refused
from app.papers.model import Sheet
from ui import fonts
from ui.commands import Command, menu
from ui.kit.page import Page
from ui.press import preview, save_pdf

__all__ = ["Offer", "command", "offer", "preview", "save_pdf"]

Read = Callable[[], Sequence[Sheet]]
_FOLDER = "files/folder"
_PDF, _WORD = ".pdf", ".docx"
_KINDS = {_PDF: "PDF 文件 (*.pdf)", _WORD: "Word 文档 (*.docx)"}


@dataclass(frozen=True)
class Offer:
    """What may be done with the sheets that `read` gives; it is called in the second lane.

    `name` is what the file is called. A refusal stands across the page.
    """

    page: Page
    name: str
    read: Read

    def commands(self) -> tuple[Command, ...]:
        """打印预览, 存成 PDF, 存成 Word."""
        return (
            Command("paper.preview", "打印预览", self.preview, icon="print"),
            Command("paper.pdf", "存成 PDF", lambda: self.ask(_PDF), icon="export"),
            Command("paper.word", "存成 Word", lambda: self.ask(_WORD), icon="export"),
        )

    def preview(self) -> None:
        """Read, and show the pages before they are printed."""
        self._fetch(lambda sheets: preview(self.page, sheets, self.name, self.page.desk.today()))

    def ask(self, ending: str) -> None:
        """Read, ask where the file goes, and write it there."""
        self._fetch(lambda sheets: self._ask(sheets, ending))

    def save_to(self, path: Path) -> None:
        """Read and write a file of the kind that its ending says."""
        self._fetch(lambda sheets: self._write(sheets, path))

    def _fetch(self, then: Callable[[Sequence[Sheet]], object]) -> None:
        self.page.banner.hide()
        fonts.load()  # in the window's thread, before pages are painted beside it
        self.page.desk.jobs.fetch(
            self._read, then, failed=lambda error: self.page.refused(str(error)), owner=self.page
        )

    def _read(self) -> Sequence[Sheet]:
        sheets = self.read()
        if not sheets:
            raise Refused("没有可以打印的内容。")
        return sheets

    def _ask(self, sheets: Sequence[Sheet], ending: str) -> None:
        desk = self.page.desk
        folder = Path(str(desk.settings.value(_FOLDER, str(Path.home()))))
        name = f"{self.name}（{desk.today()}）{ending}".replace("/", "-")
        title = "存成 PDF" if ending == _PDF else "存成 Word"
        chosen, _ = QFileDialog.getSaveFileName(
            self.page, title, str(folder / name), _KINDS[ending]
        )
        if chosen:
            path = Path(chosen if chosen.lower().endswith(ending) else f"{chosen}{ending}")
            desk.settings.setValue(_FOLDER, str(path.parent))
            self._write(sheets, path)

    def _write(self, sheets: Sequence[Sheet], path: Path) -> None:
        desk, today = self.page.desk, self.page.desk.today()

        def write() -> str:
            if path.suffix.lower() == _PDF:
                return f"已存成 {save_pdf(sheets, path, today)} 页 PDF：“{path.name}”。"
            from app.papers.word import save_word

            save_word(sheets, path)
            return f"已存成 Word：“{path.name}”。"

        desk.jobs.fetch(
            write, desk.notices.say,
            failed=lambda error: self.page.refused(str(error)), owner=self.page,
        )  # fmt: skip


def offer(page: Page, name: str, read: Read, at: QWidget | None = None) -> None:
    """A small menu below a widget, or where the pointer is: 打印预览, 存成 PDF, 存成 Word."""
    made = menu(Offer(page, name, read).commands(), page)
    made.aboutToHide.connect(made.deleteLater)
    if at is not None:
        made.popup(at.mapToGlobal(QPoint(0, at.height() + 2)))
        return
    there = page.mapFromGlobal(QCursor.pos())
    inside = page.rect().contains(there)
    made.popup(QCursor.pos() if inside else page.mapToGlobal(QPoint(page.width() // 3, 8)))


def command(page: Page, id: str, text: str, name: str, read: Read) -> Command:  # noqa: A002
    """A command that offers sheets of the page."""
    return Command(id, text, lambda: offer(page, name, read), icon="print")
