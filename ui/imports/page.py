"""导入表格: file → columns → dry run → result."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QStackedWidget

from app.errors import Refused
from app.sheets.history import BatchRow, batches, imported_before
from app.sheets.importing import clash_words
from app.sheets.plan import Policy
from ui.commands import Command
from ui.desk import Desk
from ui.imports.choose import ChooseView
from ui.imports.done import DoneView
from ui.imports.flow import Flow
from ui.imports.match import MatchView
from ui.imports.preview import PreviewView
from ui.kit.page import Page
from ui.kit.steps import Steps

CHOOSE, MATCH, PREVIEW, DONE = range(4)


class ImportPage(Page):
    """The import assistant; all work is done by `Flow`."""

    title = "导入表格"
    tables = ("import_batch",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.flow = Flow(desk)
        self.at = CHOOSE
        self._sheet = 0
        self.steps = Steps(("选文件", "对应列", "预览", "完成"))
        self.steps.went_back.connect(self.go_back_to)
        self.filter_by(self.steps, None)
        self.choose = ChooseView(desk)
        self.match = MatchView()
        self.preview = PreviewView(desk)
        self.done = DoneView()
        self.stack = QStackedWidget()
        for view in (self.choose, self.match, self.preview, self.done):
            self.stack.addWidget(view)
        # The steps need very different heights; none may push the buttons of another out of sight.
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self.stack, 1)
        self._connect()

    def _connect(self) -> None:
        self.choose.files_chosen.connect(self.take_files)
        self.choose.paste_asked.connect(self.take_clipboard)
        self.choose.undo_asked.connect(self.undo_batch)
        self.match.checked.connect(self.check)
        self.match.back.connect(lambda: self.show_step(CHOOSE))
        self.match.roster_chosen.connect(self.change_roster)
        self.match.sheet_chosen.connect(self.show_columns)
        self.preview.go_asked.connect(self.write)
        self.preview.back.connect(lambda: self.show_step(CHOOSE))
        self.preview.columns_asked.connect(
            lambda: self.show_columns(int(self.preview.sheets.chips.key or 0))
        )
        self.preview.errors_asked.connect(self.save_errors)
        self.preview.policy_changed.connect(self.change_policy)
        self.done.again.connect(lambda: self.show_step(CHOOSE))
        self.done.undo_asked.connect(self.undo_last)
        self.done.errors_asked.connect(self.save_errors)
        self.done.room_asked.connect(self.go)

    # What the window asks

    def refresh(self) -> None:
        """The list of imports that stand."""
        self.choose.show_history(batches(self.desk.book))

    def buttons(self) -> tuple[Command, ...]:
        """Choosing a file can be done from anywhere on the page."""
        return (
            Command(
                "imports.choose", "选择文件……", self.choose.ask_files, "Ctrl+O", "import",
                writes=True,
                hint="选择一个或几个表格文件来导入",
            ),
        )  # fmt: skip

    def status(self) -> tuple[str, str]:
        """Whether anything has been written."""
        words = {
            CHOOSE: "",
            MATCH: "只是对应列，还没有写入任何内容",
            PREVIEW: "只是预览，还没有写入任何内容",
            DONE: "已写入并保存"
            if any(r.created or r.updated for r in self.flow.results)
            else "没有写入任何内容",
        }
        return (words[self.at], "")

    def open(self, what: object) -> None:
        """Take files given by another place (the wizard, a drop on the window)."""
        if isinstance(what, list) and what:
            self.take_files([Path(item) for item in what])

    # The steps

    def show_step(self, at: int) -> None:
        """Stand at a step."""
        self.at = at
        reachable = () if at == DONE else range(at)
        self.steps.show_step(at, tuple(reachable))
        self.stack.setCurrentIndex(at)
        names = "、".join(file.name for file in self.flow.files) or "粘贴的内容"
        sheets = f" · {len(self.flow.jobs)} 张表" if len(self.flow.jobs) > 1 else ""
        rows = sum(len(job.table.rows) for _, job in self.flow.jobs)
        self.subtitle = "" if at == CHOOSE else f"{names}{sheets} · {rows:,} 行"
        if at == CHOOSE:
            self.refresh()
        self.restate()

    def go_back_to(self, at: int) -> None:
        """A step that was taken already."""
        if at == MATCH:
            self.show_columns(self._sheet)
        else:
            self.show_step(at)

    def take_files(self, files: list[Path]) -> None:
        """Read files, then check them or ask which column is which."""
        self.banner.hide()
        self.desk.jobs.start(
            "正在读取表格",
            lambda: self.flow.read_files(files),
            lambda _none: self._read(),
            owner=self,
        )

    def take_clipboard(self) -> None:
        """Read what was copied in a spreadsheet program."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self.refused("剪贴板里没有内容。请先在表格里选中带表头的几行并复制。")
            return

        def act() -> bool:
            self.flow.read_clipboard(text)
            return True

        if self.attempt(act):
            self._read()

    def _read(self) -> None:
        for at, (_, job) in enumerate(self.flow.jobs):
            if job.table.duplicates and not job.settled:
                self.show_columns(at)
                self.refused(clash_words(job))
                return
        self._check()

    def show_columns(self, at: int) -> None:
        """Step 2 for one sheet."""
        if self.at == MATCH and not self._keep_columns():
            self.match.sheets.chips.choose(str(self._sheet))
            return
        self._sheet = at
        self.match.show_job([job for _, job in self.flow.jobs], at)
        self.show_step(MATCH)

    def _keep_columns(self) -> bool:
        def act() -> bool:
            self.flow.map_columns(self._sheet, self.match.mapping())
            self.flow.name_compound(self._sheet, self.match.compound.text())
            return True

        return bool(self.attempt(act))

    def change_roster(self, at: int, key: str) -> None:
        """Read the sheet as another sort."""

        def act() -> bool:
            self.flow.as_roster(at, key)
            return True

        self.attempt(act)
        self.match.show_job([job for _, job in self.flow.jobs], at)

    def check(self) -> None:
        """Keep the columns as chosen and run dry."""
        if self._keep_columns():
            self._check()

    def _check(self) -> None:
        self.desk.jobs.start(
            "正在检查每一行", self.flow.check, lambda _none: self._checked(),
            failed=self._check_failed, owner=self,
        )  # fmt: skip

    def _check_failed(self, error: Exception) -> None:
        if self.flow.jobs and self.at != MATCH:
            self._sheet = 0
            self.match.show_job([job for _, job in self.flow.jobs], 0)
            self.show_step(MATCH)
        self.refused(str(error))

    def _checked(self) -> None:
        self.preview.show_dry_runs(self.flow.dry_runs, self.flow.importable())
        self.show_step(PREVIEW)
        before = imported_before(self.desk.book, self.flow.jobs[0][0].sha256)
        if before is not None and self.flow.importable() == 0:
            self.banner.say(
                f"这份表在 {before:%Y-%m-%d %H:%M} 导入过，再导入一次不会改变任何内容。"
            )
        elif self.flow.left_out:
            self.banner.say(f"没有认出、因此不导入的工作表：{'、'.join(self.flow.left_out)}。")

    def change_policy(self, policy: Policy) -> None:
        """Another way to treat existing records: run dry again."""
        self.flow.policy = policy
        self._check()

    def write(self) -> None:
        """Write what was previewed."""
        self.banner.hide()
        self.desk.jobs.start(
            "正在导入", self.flow.write, lambda _none: self._written(),
            failed=self._write_failed, owner=self,
        )  # fmt: skip

    def _write_failed(self, error: Exception) -> None:
        self.refused(str(error) if isinstance(error, Refused) else f"没有导入：{error}")

    def _written(self) -> None:
        self.done.show_results(self.flow.results)
        self.show_step(DONE)
        rows = sum(result.created + result.updated for result in self.flow.results)
        if rows and self._steps_written() == 1:
            self.desk.notices.done(f"已导入 {rows:,} 行")

    def save_errors(self) -> None:
        """Save the rows that stay out as a workbook to be mended."""
        stem = self.flow.files[0].stem if self.flow.files else "粘贴的内容"
        folder = Path(str(self.desk.settings.value("imports/folder", str(Path.home()))))
        name, _ = QFileDialog.getSaveFileName(
            self,
            "另存要改正的行",
            str(folder / f"{stem}（要改正的行）.xlsx"),
            "Excel 工作簿 (*.xlsx)",
        )
        if name:
            self.save_errors_to(Path(name))

    def save_errors_to(self, path: Path) -> None:
        """Write the workbook of rows to mend."""
        count = self.attempt(lambda: self.flow.save_errors(path))
        if count:
            self.desk.notices.say(f"要改正的 {count} 行已存到“{path.name}”，改好后可以直接再导入。")

    def undo_batch(self, batch: BatchRow) -> None:
        """Take back one import of the list."""
        step = batch.step
        if step is None:
            self.refused("这次导入太早，没有留下可以撤销的记录。")
            return
        self.desk.jobs.run(
            "正在撤销导入", lambda: self.desk.book.undo_step(step),
            lambda _none: self.desk.notices.say(f"已撤销导入“{batch.file_name}”"),
            failed=lambda error: self.refused(str(error)), owner=self,
        )  # fmt: skip

    def _steps_written(self) -> int:
        # Each sheet is a step of its own; the toast's 撤销 would take back only the last one.
        return sum(1 for result in self.flow.results if result.created or result.updated)

    def undo_last(self) -> None:
        """Take back all sheets just written, the latest first."""
        count = self._steps_written()

        def act() -> None:
            for _ in range(count):
                self.desk.book.undo()

        def undone(_none: None) -> None:
            self.desk.notices.say("已撤销这次导入，台账和导入前一样。")
            self.show_step(CHOOSE)

        self.desk.jobs.run(
            "正在撤销导入", act, undone, failed=lambda e: self.refused(str(e)), owner=self
        )
