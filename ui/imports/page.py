"""导入表格: files and sheets → columns → dry run and decisions → result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent

from app.errors import Refused
from app.sheets.history import BatchRow, batches, imported_before
from app.work import Work
from ui.commands import Command
from ui.desk import Desk
from ui.imports.choose import ChooseView, files_in
from ui.imports.done import DoneView
from ui.imports.ending import Ending
from ui.imports.flow import Entry, Flow
from ui.imports.gathered import SheetsView
from ui.imports.match import MatchView
from ui.imports.own import NewColumns
from ui.imports.preview import GONE, PreviewView
from ui.imports.remarks import Offer, remark_of
from ui.imports.sheets import Stages
from ui.kit.page import Page
from ui.kit.steps import Steps
from ui.theme import Tone

CHOOSE, MATCH, PREVIEW, DONE = range(4)
_SOON = 700  # milliseconds from the last decision to the dry run that follows it


class ImportPage(Page):
    """The import assistant; all work is done by `Flow`."""

    title = "导入表格"
    tables = ("import_batch",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.flow = Flow(desk)
        self.at = CHOOSE
        self._group = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._check_again)
        self.steps = Steps(("选文件", "对应列", "预览", "完成"))
        self.steps.went_back.connect(self.go_back_to)
        self.filter_by(self.steps, None)
        self.choose = ChooseView(desk)
        self.sheets = SheetsView(desk)
        self.match = MatchView()
        self.preview = PreviewView(desk, self.flow)
        self.done = DoneView()
        self.ending = Ending(self, self.flow, self.done)
        self.own = NewColumns(self, self.flow, self.match, self._show_group)
        self.stack = Stages()
        for view in (self.choose, self.sheets, self.match, self.preview, self.done):
            self.stack.addWidget(view)
        self.body.addWidget(self.stack, 1)
        self._connect()

    def _connect(self) -> None:
        self.choose.files_chosen.connect(self.take_files)
        self.choose.more_chosen.connect(lambda files: self.take_files(files, more=True))
        self.choose.paste_asked.connect(self.take_clipboard)
        self.choose.undo_asked.connect(self.ending.undo_batch)
        self.choose.result_asked.connect(self._show_earlier)
        self.sheets.checked.connect(self.check)
        self.sheets.back.connect(self.begin)
        self.sheets.more_asked.connect(self.choose.ask_more)
        self.sheets.ticked.connect(self._tick)
        self.sheets.kind_chosen.connect(lambda entry, key: self._read_as([entry], key))
        self.sheets.compound_named.connect(self._name_compound)
        self.sheets.columns_asked.connect(self._show_columns_of)
        self.match.checked.connect(self.check)
        self.match.back.connect(lambda: self.go_back_to(CHOOSE))
        self.match.roster_chosen.connect(lambda at, key: self._read_as(self.flow.alike()[at], key))
        self.match.group_chosen.connect(self.show_columns)
        self.match.places.named.connect(self._name_compound)
        self.match.words.explained.connect(self.flow.decisions.explain)
        self.preview.go_asked.connect(self.write)
        self.preview.back.connect(lambda: self.go_back_to(MATCH))
        self.preview.columns_asked.connect(self._show_columns_in_sight)
        self.preview.errors_asked.connect(self.ending.ask_where)
        self.preview.decided.connect(self._soon.start)
        self.preview.compares.toggled.connect(self.banner.hide)
        self.done.again.connect(self.begin)
        self.ending.undone.connect(self.begin)
        self.ending.mended.connect(self.take_files)
        self.ending.file_asked.connect(self.choose.ask_files)
        self.done.room_asked.connect(self.go)

    # What the window asks

    def refresh(self) -> None:
        """The list of imports that stand."""
        self.choose.show_history(batches(self.desk.book))

    def buttons(self) -> tuple[Command, ...]:
        """Choosing a file can be done from anywhere on the page."""
        return (
            Command(
                "imports.paste", "粘贴表格", self.take_clipboard, "Ctrl+V", "paste",
                enabled=lambda: self.at == CHOOSE, writes=True,
                hint="导入从 Excel、WPS 表格里复制的行",
            ),
            Command(
                "imports.choose", "选择文件……", self.choose.ask_files, "Ctrl+O", "import",
                writes=True, hint="选择一个或几个表格文件来导入",
            ),
        )  # fmt: skip

    def status(self) -> tuple[str, str]:
        """Whether anything has been written."""
        if self.at == DONE:
            return ("没有写入任何内容" if self.ending.step is None else "已写入并保存", "")
        if self.at == CHOOSE and not self.flow.entries:
            return ("", "")
        return (f"只是{('选表', '对应列', '预览')[self.at]}，还没有写入{self.own.unwritten}", "")

    def open(self, what: object) -> None:
        """Take what another place gives: paths of files, or rows that were pasted there."""
        if not isinstance(what, list) or not what:
            return
        if all(isinstance(item, str | Path) for item in what):
            self.take_files([Path(item) for item in what])
        else:
            self.open_pasted(what)

    def showEvent(self, event: QShowEvent) -> None:
        """Coming back, a dry run that waits for nobody else is done."""
        super().showEvent(event)
        if self.at == PREVIEW and not self.flow.fresh:
            self._soon.start()

    # The steps

    def show_step(self, at: int) -> None:
        """Stand at a step."""
        self.at = at
        self.steps.show_step(at, () if at == DONE else tuple(range(at)))
        views = {
            CHOOSE: self.sheets if self.flow.entries else self.choose,
            MATCH: self.match,
            PREVIEW: self.preview,
            DONE: self.done,
        }
        self.stack.setCurrentWidget(views[at])
        if at == CHOOSE:
            self.sheets.show_entries(self.flow.entries)
            self.refresh()
        self.subtitle = self._words()
        self.restate()

    def _words(self) -> str:
        jobs = self.flow.jobs
        if not jobs or self.ending.earlier or (self.at == CHOOSE and not self.flow.entries):
            return ""
        rows = sum(len(job.table.rows) for job in jobs)
        sheets = f" · {len(jobs)} 张表" if len(jobs) > 1 else ""
        return f"{self.flow.source}{sheets} · {rows:,} 行"

    def begin(self) -> None:
        """Another import, from the beginning."""
        self._soon.stop()
        self.banner.hide()
        self.ending.forget()
        self.flow.entries = []
        self.show_step(CHOOSE)

    def go_back_to(self, at: int) -> None:
        """A step that was taken already; what was chosen since stays chosen."""
        self.banner.hide()
        if self.at == MATCH:
            self._keep_columns()
        if at == MATCH:
            self.show_columns(min(self._group, len(self.flow.alike()) - 1))
        else:
            self.show_step(at)

    # Step 1

    def take_files(self, files: Sequence[Path], *, more: bool = False) -> None:
        """Read files and the tables of folders, then check them or ask which column is which."""
        self.banner.hide()
        found = files_in(files)
        if not found:
            self.refused("这个文件夹里没有表格文件（xlsx、xls、csv、txt、ods）。")
            return
        several = more or len(found) > 1
        self._start_reading(lambda: self.flow.read_files(found, more=more), several=several)

    def take_clipboard(self) -> None:
        """Read what was copied: rows of a spreadsheet, or files."""
        copied = QGuiApplication.clipboard().mimeData()
        files = [Path(url.toLocalFile()) for url in copied.urls() if url.isLocalFile()]
        if files:
            self.take_files(files)
        elif not copied.text().strip():
            self.refused("剪贴板里没有内容。请先在表格里选中带表头的几行并复制。")
        else:
            self._read_text(copied.text())

    def open_pasted(self, rows: Sequence[Sequence[str]], headings: Sequence[str] = ()) -> None:
        """Import rows that were pasted somewhere else in the program.

        `headings` are those of the list they were pasted into, for rows without their own.
        """
        lines = ("\t".join(" ".join(str(cell).split()) for cell in cells) for cells in rows)
        self._read_text("\n".join(lines), headings)

    def _read_text(self, text: str, headings: Sequence[str] = ()) -> None:
        self._start_reading(lambda: self.flow.read_clipboard(text, headings), several=False)

    def _start_reading(self, work: Callable[[], Work[None]], *, several: bool) -> None:
        self.banner.hide()
        self._soon.stop()
        self.desk.jobs.start(
            "正在读取表格", work, lambda _none: self._read(several=several),
            failed=self._refuse, owner=self,
        )  # fmt: skip

    def _read(self, *, several: bool) -> None:
        self.ending.forget()
        self.preview.forget()
        self._group = 0
        entries = self.flow.entries
        if not any(entry.sheet is not None for entry in entries):
            self.refused("".join(f"“{one.file}”：{one.why}" for one in entries) or "这些表是空的。")
            self.flow.entries = []
            self.show_step(CHOOSE)
        elif several or not self.flow.pieces:
            self.show_step(CHOOSE)
            if not self.flow.pieces:
                self.refused("".join(entry.why for entry in entries[:3]))
        else:
            self.check()

    def _tick(self, entry: Entry, chosen: bool) -> None:
        self.attempt(lambda: self.flow.choose(entry, chosen))
        self.sheets.show_entries(self.flow.entries)
        self.restate()

    def _read_as(self, entries: Sequence[Entry], key: str) -> None:
        """Read sheets as another sort; looking for their headings may take a moment."""

        def act() -> None:
            for entry in entries:
                self.flow.as_roster(entry, key)

        def shown(error: Exception | None = None) -> None:
            if self.at == MATCH:
                groups = enumerate(self.flow.alike())
                self._group = next((at for at, one in groups if one[0] is entries[0]), 0)
                self._show_group()
            self.sheets.show_entries(self.flow.entries)
            if error is not None:
                self.refused(str(error))

        self.desk.jobs.run("正在认表头", act, lambda _none: shown(), failed=shown, owner=self)

    def _name_compound(self, entry: Entry, compound: str) -> None:
        self.flow.name_compound(entry, compound)
        if self.at == CHOOSE:
            self.sheets.show_entries(self.flow.entries)

    # Step 2

    def _show_columns_of(self, entry: Entry) -> None:
        for at, group in enumerate(self.flow.alike()):
            if any(one is entry for one in group):
                self.show_columns(at)

    def _show_columns_in_sight(self) -> None:
        at = max(self.preview.sheet, 0)
        chosen = [one for one in self.flow.entries if one.chosen]
        self._show_columns_of(chosen[at])

    def show_columns(self, at: int) -> None:
        """Step 2 for the sheets that have the same headings."""
        groups = self.flow.alike()
        if not groups:
            self.refused("还没有选中要导入的工作表。")
            return
        if self.at == MATCH:
            self._keep_columns()
            groups = self.flow.alike()
        self._group = at
        self._show_group()
        self.show_step(MATCH)

    def _keep_columns(self) -> None:
        groups = self.flow.alike()
        if self._group < len(groups):
            self.flow.map_columns(groups[self._group], self.match.mapping())

    def _show_group(self) -> None:
        groups, words = self.flow.alike(), self.flow.decisions.words
        self.match.show_group(groups, self._group, self.flow.strange(), words)

    # Step 3

    def check(self) -> None:
        """Keep the columns as chosen and run dry, or say which columns are still to be chosen."""
        if self.at == MATCH:
            self._keep_columns()
        self.own.renew()
        self.banner.hide()
        lacking = self.flow.lacking()
        if lacking is not None:
            self.show_columns(lacking[0])
            self.refused(lacking[1])
            return
        self._soon.stop()
        self.desk.jobs.start(
            "正在检查每一行", self.flow.check, lambda _none: self._checked(),
            failed=self._refuse,
            stopped=lambda: self.show_step(self.at if self.at != PREVIEW else CHOOSE), owner=self,
        )  # fmt: skip

    def _checked(self) -> None:
        self.preview.show_flow()
        self.show_step(PREVIEW)
        before = imported_before(self.desk.book, self.flow.pieces[0].workbook.sha256)
        remark = remark_of(self.flow, before)
        if remark is not None:
            button, act = self._offers()[remark.offer]
            self.banner.say(remark.text, remark.tone, button, act)

    def _offers(self) -> dict[Offer, tuple[str, Callable[[], object] | None]]:
        return {
            "": ("", None),
            "review": ("与上一版比较", lambda: self.preview.compares.setChecked(True)),
            "words": ("选登记成什么", self._show_strange),
            "sheets": ("看一看", lambda: self.go_back_to(CHOOSE)),
        }

    def _show_strange(self) -> None:
        names = {ready.job.roster.key for ready in self.flow.dry_runs if ready.plan.strange}
        groups = enumerate(self.flow.alike())
        self.show_columns(next(at for at, one in groups if one[0].job.roster.key in names))

    def _check_again(self) -> None:
        """After decisions: the same dry run with them; the next one waits for the one before."""
        if self.at != PREVIEW or self.flow.fresh or not self.isVisible():
            return
        if self.desk.jobs.busy:
            self._soon.start()
            return
        self.desk.jobs.start(
            "正在按新的选择核对", self.flow.check, lambda _none: self._checked_again(),
            failed=self._refuse, stopped=self._recheck_stopped, owner=self,
        )  # fmt: skip

    def _checked_again(self) -> None:
        self.preview.show_flow()
        self.restate()
        if not self.flow.fresh:
            self._soon.start()
        elif self.flow.unanswered:
            self.preview.open_tab(GONE)

    def _refuse(self, error: Exception) -> None:
        self.refused(str(error))

    def _recheck_stopped(self) -> None:
        self.banner.say(
            "已停止核对，下面的数字还是上一次的。", Tone.AMBER, "重新核对", self._check_again
        )

    # Step 4

    def write(self) -> None:
        """Write what was previewed."""
        self.banner.hide()
        self._soon.stop()
        self.desk.jobs.start(
            "正在导入", self.flow.write, lambda _none: self._written(),
            failed=self._write_failed, stopped=self.preview.show_state, owner=self,
        )  # fmt: skip

    def _write_failed(self, error: Exception) -> None:
        self.refused(str(error) if isinstance(error, Refused) else f"没有导入：{error}")
        self.preview.show_flow()

    def _written(self) -> None:
        flow = self.flow
        gone = len(flow.decisions.leaving())
        self.ending.show_written(gone)
        self.show_step(DONE)
        rows = sum(result.created + result.updated for result in flow.results)
        if flow.step is not None:
            self.desk.notices.done(f"已导入 {rows:,} 行" if rows else f"已登记 {gone} 个")

    def _show_earlier(self, batch: BatchRow) -> None:
        self.ending.show_earlier(batch)
        self.show_step(DONE)
