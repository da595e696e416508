"""Taking the 楼栋图 along: printed, saved or copied; names are shortened unless asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import Refused
from app.exports import save_file
from app.fields import Field
from app.kinds import Choice
from app.people.office import office
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.table import Table
from ui.kit.table.rows import Fetch
from ui.people.plan.pages import (
    Sheet,
    named_step,
    page_layout,
    paint_pages,
    picture_of,
    png_of,
)
from ui.people.plan.paint import Names
from ui.people.plan.style import Step
from ui.people.plan.view import PlanView
from ui.people.side import SidePage
from ui.people.taking import Taking

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

_FOLDER = "files/folder"
_NAMES = {"只印姓（周*）": Names.SURNAME, "印全名": Names.FULL, "不印姓名": Names.NONE}
_PAPERS = ("A4 横向", "A3 横向")


@dataclass(frozen=True)
class Picturing:
    """How names are written in a picture."""

    names: Annotated[str, Field(Choice(tuple(_NAMES)), "户主姓名", required=True)]


@dataclass(frozen=True)
class Printing(Picturing):
    """The same on paper, of a size."""

    paper: Annotated[str, Field(Choice(_PAPERS), "纸张", required=True)]


class PlanTaking(Taking):
    """Export and print of the list in sight; of the drawing as a picture and as pages."""

    def __init__(
        self,
        page: SidePage,
        shown: Callable[[], tuple[Table, str, Fetch]],
        plan: PlanView,
        in_sight: Callable[[], bool],
    ) -> None:
        super().__init__(page, shown)
        self._side = page
        self._plan = plan
        self._in_sight = in_sight
        plan.copy_wanted.connect(lambda: page.attempt(self.copy))

    def commands(self, prefix: str) -> tuple[Command, ...]:
        """导出 and 打印; a drawing is saved as a picture."""
        if not self._in_sight():
            return super().commands(prefix)
        return (
            Command(
                f"{prefix}.export", "存成图片", self.ask_export, "Ctrl+E", "picture",
                hint="把整个小区存成一张图片",
            ),
            Command(f"{prefix}.print", "打印", self.print, "Ctrl+P", "print"),
        )  # fmt: skip

    def sheet(self, names: Names, *, large: bool = False) -> Sheet:
        """What is drawn now, for paper and pictures; raises Refused if nothing is."""
        drawing = self._plan.drawing
        if drawing is None:
            raise Refused("还没有画出楼栋图。请先登记房屋，或换一个小区。")
        known = office(self._side.desk.book)
        called = (known.seal_name or known.name) if known else ""
        return Sheet(drawing, names, called, self._side.desk.today(), large)

    # As a picture

    def ask_export(self) -> None:
        """Ask how names are written, then where the picture goes."""
        if not self._in_sight():
            super().ask_export()
            return
        self.sheet(Names.NONE)
        form = Form(Picturing, self._side.desk.today, enter_saves=True)
        form.add("names", 0)
        form.set_texts({"names": next(iter(_NAMES))})

        def then(names: Names) -> None:
            self._side.show_again()
            path = self._ask_path()
            if path is not None:
                self.save_to(path, names)

        self._side.fill(
            form, lambda: _NAMES[form.record().names], then,
            title="存成图片", hint="整个小区一张图，比屏幕清晰一倍。", verb="选择位置",
            key="plan-picture", reopen=self.ask_export, first="names",
        )  # fmt: skip

    def _ask_path(self) -> Path | None:
        desk, drawing = self._side.desk, self._plan.drawing
        title = drawing.compound if drawing is not None else ""
        folder = Path(str(desk.settings.value(_FOLDER, str(Path.home()))))
        offered = str(folder / f"{title}楼栋图（{desk.today()}）.png")
        name, _ = QFileDialog.getSaveFileName(self._side, "存成图片", offered, "图片 (*.png)")
        if not name:
            return None
        path = Path(name if name.lower().endswith(".png") else f"{name}.png")
        desk.settings.setValue(_FOLDER, str(path.parent))
        return path

    def save_to(self, path: Path, names: Names = Names.SURNAME) -> None:
        """Write the picture to a file, beside the window's thread."""
        # Who asks for names gets them, also if the screen shows the compound from far away.
        near = None if names is Names.NONE else named_step()
        draw, desk = self._drawn(names, near), self._side.desk
        desk.jobs.fetch(
            lambda: save_file(path, png_of(draw())),
            lambda _none: desk.notices.say(f"楼栋图已存到“{path.name}”。"),
            owner=self._side,
        )

    def copy(self) -> None:
        """The picture to the clipboard; heads by their surname only."""
        desk = self._side.desk

        def show(image: QImage) -> None:
            QGuiApplication.clipboard().setImage(image)
            desk.notices.say("楼栋图已复制，户主只留姓，可以粘贴到 Word 或 WPS。")

        desk.jobs.fetch(self._drawn(Names.SURNAME), show, owner=self._side)

    def _drawn(self, names: Names, near: Step | None = None) -> Callable[[], QImage]:
        sheet, canvas = self.sheet(names), self._plan.canvas
        step, rows = near or canvas.step, canvas.plan.rows if canvas.plan is not None else ()
        return lambda: picture_of(sheet, step, rows)

    # On paper

    def print(self) -> None:
        """Ask for the paper and how names are written, then show the pages."""
        if not self._in_sight():
            super().print()
            return
        self.sheet(Names.NONE)
        form = Form(Printing, self._side.desk.today, enter_saves=True)
        form.add("names", 0)
        form.add("paper", 1)
        form.set_texts({"names": next(iter(_NAMES)), "paper": _PAPERS[0]})

        def act() -> Sheet:
            typed = form.record()
            return self.sheet(_NAMES[typed.names], large=typed.paper == _PAPERS[1])

        def then(sheet: Sheet) -> None:
            self._side.show_again()
            preview_sheet(self._side, sheet)

        self._side.fill(
            form, act, then,
            title="打印楼栋图", hint="按楼栋分页，每页都有标题和图例。", verb="预览",
            key="plan-print", reopen=self.print, first="names",
        )  # fmt: skip


def preview_sheet(parent: QWidget, sheet: Sheet) -> QPrintPreviewDialog:
    """Show the pages before printing; the printer is chosen there."""
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout(sheet))
    printer.setDocName(sheet.title)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(f"打印：{sheet.title}")
    dialog.resize(parent.window().size() * 0.9)
    dialog.paintRequested.connect(lambda device: _paint_on(sheet, device))
    dialog.open()
    return dialog


def _paint_on(sheet: Sheet, printer: QPrinter) -> None:
    paint_pages(sheet, printer)
