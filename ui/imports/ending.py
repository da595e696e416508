"""The end of an import: its result, the rows to mend, taking it back; also of earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from app.sheets.history import BatchRow, results_of
from ui.imports.done import DoneView
from ui.imports.flow import Flow

if TYPE_CHECKING:
    from ui.kit.page import Page


class Ending(QObject):
    """What can be done once the rows are in.

    `undone` tells that they are out again, `mended` carries the workbooks to import again,
    `file_asked` tells that somebody has to say where they are.
    """

    undone = Signal()
    mended = Signal(object)
    file_asked = Signal()

    def __init__(self, page: Page, flow: Flow, view: DoneView) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self._flow = flow
        self._view = view
        self._batch: BatchRow | None = None
        self._saved: list[Path] = []
        view.undo_asked.connect(self.undo)
        view.errors_asked.connect(self.ask_where)
        view.mended_asked.connect(self.take_mended)

    @property
    def earlier(self) -> bool:
        """Whether the result shown is that of an earlier import."""
        return self._batch is not None

    @property
    def step(self) -> int | None:
        """The step that the result shown belongs to; None when nothing was written."""
        return self._batch.step if self._batch is not None else self._flow.step

    def forget(self) -> None:
        """No earlier import is shown any more."""
        self._batch = None

    def show_written(self, gone: int) -> None:
        """The result of what was just written; `gone` records were said to have left."""
        self._batch, self._saved = None, []
        self._view.show_results(self._flow.results, gone=gone)

    def show_earlier(self, batch: BatchRow) -> None:
        """The result of an import of the list."""
        self._batch = batch
        title = f"{batch.at:%Y-%m-%d %H:%M} 导入的“{batch.file_name}”"
        results = results_of(self._desk.book, batch)
        self._view.show_results(results, title=title, saves=False, undoes=batch.step is not None)

    # The rows to mend

    def ask_where(
        self,
        file: Callable[..., tuple[str, str]] | None = None,
        folder: Callable[..., str] | None = None,
    ) -> None:
        """Ask for a file, or for a folder when several files have rows to mend, and save them."""
        names = [wanted for _, wanted in self._flow.error_names()]
        last = Path(str(self._desk.settings.value("imports/folder", str(Path.home()))))
        if len(names) == 1:
            ask = file or QFileDialog.getSaveFileName
            path, _ = ask(
                self._page, "另存要改正的行", str(last / names[0]), "Excel 工作簿 (*.xlsx)"
            )
        else:
            title = f"选择文件夹，存放 {len(names)} 个要改正的表"
            path = (folder or QFileDialog.getExistingDirectory)(self._page, title, str(last))
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the workbook of rows to mend, or into a folder one for each file."""
        saved = self._page.attempt(lambda: self._flow.save_errors(path))
        if saved is None:
            return
        self._saved, count = saved
        names = "、".join(f"“{one.name}”" for one in self._saved)
        self._desk.notices.say(f"要改正的 {count} 行已存到{names}，改好后可以直接再导入。")

    def take_mended(self) -> None:
        """Import what was saved to be mended; without it, ask for the file."""
        saved = [path for path in self._saved if path.exists()]
        if saved:
            self.mended.emit(saved)
        else:
            self.file_asked.emit()

    # Taking it back

    def undo(self) -> None:
        """Take back the import whose result is shown."""
        if self.step is not None:
            self._undo(self.step, "已撤销这次导入，台账和导入前一样。")

    def undo_batch(self, batch: BatchRow) -> None:
        """Take back one import of the list."""
        if batch.step is None:
            self._page.refused("这次导入太早，没有留下可以撤销的记录。")
            return
        self._undo(batch.step, f"已撤销导入“{batch.file_name}”")

    def _undo(self, step: int, words: str) -> None:
        def undone(_none: None) -> None:
            self._desk.notices.say(words)
            self.undone.emit()

        self._desk.jobs.run(
            "正在撤销导入",
            lambda: self._desk.book.undo_step(step),
            undone,
            failed=lambda error: self._page.refused(str(error)),
            owner=self._page,
        )
