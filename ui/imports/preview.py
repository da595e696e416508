"""Step 3: what would happen, row by row, while nothing has been written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.fields import columns
from app.sheets.cells import as_text
from app.sheets.importing import Ready
from app.sheets.plan import Difference, RowError, summed
from ui.desk import Desk
from ui.imports.counts import Figures, Rules
from ui.imports.differences import DifferencesView
from ui.imports.flow import Flow
from ui.imports.questions import QuestionsView
from ui.imports.records import ColumnRow, ErrorRow, SumRow
from ui.imports.review import ArrivalsView, MissingView
from ui.imports.sheets import fill, scrolled, tell_sheets
from ui.kit.cards import Panel
from ui.kit.chips import Chips, Switch
from ui.kit.empty import Empty
from ui.kit.parts import Button, Label, caption, column, row, sized
from ui.kit.table import Column, Table
from ui.theme import Tone

ERRORS, DIFFERENCES, QUESTIONS, NEW, GONE, NOTICES = (
    "errors",
    "differences",
    "questions",
    "new",
    "gone",
    "notices",
)


CHECK = "校验码"


class PreviewView(QWidget):
    """Counts, rows to mend, differences, questions, the review of changes; the user decides.

    `decided` tells of a decision that a fresh dry run has to follow.
    """

    go_asked = Signal()
    back = Signal()
    columns_asked = Signal()
    errors_asked = Signal()
    decided = Signal()

    def __init__(self, desk: Desk, flow: Flow) -> None:
        super().__init__()
        self._flow = flow
        self._ready: list[Ready] = []
        self._errors: list[RowError] = []
        self._names: dict[tuple[str, int], str] = {}
        self.figures = Figures()
        self.rules = Rules(flow.decisions)
        self.rules.changed.connect(self._decide)
        self.figures.add(self.rules)
        self.tabs = Chips((), role="tab", name="看什么")
        self.tabs.chosen.connect(self._show_tab)
        self.compares = Switch("与上一版比较", self._compare)
        self.errors = self._error_table(desk)
        self.differences = DifferencesView(desk)
        self.questions = QuestionsView(desk)
        self.arrivals = ArrivalsView(desk)
        self.missing = MissingView(desk, desk.today)
        self.notices = Label("", wrap=True, selectable=True)
        self._parts: dict[str, QWidget] = {
            ERRORS: self.errors,
            DIFFERENCES: self.differences,
            QUESTIONS: self.questions,
            NEW: self.arrivals,
            GONE: self.missing,
            NOTICES: scrolled(column(self.notices, None, margins=4), "说明"),
        }
        self.stack = QStackedWidget()
        for part in self._parts.values():
            self.stack.addWidget(part)
        left = self._left(desk)
        # What a tab holds scrolls by itself; it must not push the buttons out of sight.
        for part in (self.stack, self.sums, self.mapping):
            sized(part, least_height=120)
        self.details = Panel()
        self.details.add(row(self.tabs, None, self.compares))
        self.details.add(self.stack, 1)
        for view in (self.differences, self.arrivals, self.missing):
            view.decided.connect(self._decide)
        self.questions.answered.connect(self._decide)
        right = column(self.figures, self.details, gap=12)
        right.setStretch(1, 1)
        middle = row(left, right, gap=16)
        middle.setStretch(1, 1)
        body = column(gap=12)
        body.addLayout(middle, 1)
        body.addWidget(self._foot())
        self.setLayout(body)

    def _left(self, desk: Desk) -> QWidget:
        sheet, created, updated, failed = columns(SumRow, "sheet", "created", "updated", "failed")
        self.sums = Table(
            (
                Column(sheet, 110, stretches=True),
                Column(created, 56),
                Column(updated, 56),
                Column(
                    failed, 50, tone=lambda item: Tone.RED if item.failed else Tone.MUTED
                ),
            ),
            name="imports.sums",
            settings=desk.settings,
            label="每张表",
        )  # fmt: skip
        self.sums.current_changed.connect(self._show_sheet)
        label, name = columns(ColumnRow, "label", "field")
        self.mapping = Table(
            (Column(label, 150, stretches=True), Column(name, 110)),
            name="imports.mapping",
            settings=desk.settings,
            label="列的对应",
        )
        self.left = Panel("列的对应")
        self.change = Button("改列的对应……", self.columns_asked.emit, role="link")
        self.left.add_tool(self.change)
        self.left.add(self.sums, 2)
        self.left.add(self.mapping, 3)
        self.mapping.hide()
        self.left.add(
            caption("同样的表头，下次自动照此对应。空单元格不会清掉已有内容。", wrap=True)
        )
        sized(self.left, width=330)
        return self.left

    def _foot(self) -> QWidget:
        self.go_on = Button("导入", self.go_asked.emit, tone=Tone.PRIMARY)
        self.save = Button("另存要改正的行……", self.errors_asked.emit)
        self.hint = caption()
        foot = QWidget()
        foot.setLayout(
            row(self.go_on, self.save, Button("上一步", self.back.emit), self.hint, None, gap=10)
        )
        return foot

    def _error_table(self, desk: Desk) -> Table:
        line, name, head, value, message, sheet = columns(
            ErrorRow, "row", "name", "column", "value", "message", "sheet"
        )
        self._sheet = Column(sheet, 84, muted=True)
        return Table(
            (
                Column(line, 48, muted=True), Column(name, 76), Column(head, 84),
                Column(value, 112),
                Column(message, 320, stretches=True, tone=lambda _row: Tone.RED),
            ),
            name="imports.errors", settings=desk.settings,
            empty=Empty("没有要改正的行。", icon="check"), label="要改正的行",
        )  # fmt: skip

    # What is shown

    def forget(self) -> None:
        """Another import begins: nothing that was shown of the last one stays."""
        self.differences.forget()
        self.tabs.offer(())
        self.sums.show_rows(())

    def show_flow(self) -> None:
        """A fresh dry run, with everything that was decided."""
        flow = self._flow
        many = len(flow.dry_runs) > 1
        self.rules.show_decisions(
            flow.decisions, doubtful=any(CHECK in error.message for error in flow.total.errors)
        )
        self.compares.setVisible(flow.comparable)
        self.compares.blockSignals(True)
        self.compares.setChecked(flow.decisions.compares)
        self.compares.blockSignals(False)
        self.sums.setVisible(many)
        rows = [
            SumRow.of(at, ready.job.name, ready.result) for at, ready in enumerate(flow.dry_runs)
        ]
        kept = self.sums.current_id
        self.sums.show_rows([SumRow.of(-1, "全部", flow.total), *rows] if many else rows)
        if kept is None or not self.sums.choose_id(kept):
            self.sums.choose_id(-1 if many else 0)
        self._show_sheet()
        self.show_state()

    @property
    def sheet(self) -> int:
        """The place of the sheet in sight; −1 for all."""
        at = self.sums.current_id
        return at if at is not None and at < len(self._flow.dry_runs) else -1

    def _show_sheet(self, _row: object = None) -> None:
        flow, at = self._flow, self.sheet
        if not flow.dry_runs:
            return
        self._ready = flow.dry_runs if at < 0 else [flow.dry_runs[at]]
        self._show_mapping(at)
        self.figures.show_result(summed([ready.result for ready in self._ready]))
        self._errors = [error for ready in self._ready for error in ready.result.errors]
        self._names = {
            (ready.job.name, line): name
            for ready in self._ready
            for line, name in _names(ready).items()
        }
        many = len(self._ready) > 1
        tell_sheets(self.errors, self._sheet, many)
        fill(self.errors, len(self._errors), self._error)
        decisions = flow.decisions
        differences = [item for ready in self._ready for item in ready.result.differences]
        self.differences.show_differences(differences, decisions, self._cell, many=many)
        self.questions.show_questions(flow.questions_of(self._ready), decisions, many=many)
        names = {ready.job.name for ready in self._ready}
        new = [item for item in flow.arrivals if item.sheet in names]
        self.arrivals.show_arrivals(new, decisions)
        self.missing.show_missing(flow.missing, flow.open, decisions)
        notices = [note for ready in self._ready for note in ready.result.notices]
        notes = dict.fromkeys(note for ready in self._ready for note in ready.workbook.notes)
        self.notices.setText("\n\n".join((*notes, *notices)) or "没有要说明的。")
        self._offer_tabs(len(differences), len(notes) + len(notices))

    def _cell(self, item: Difference) -> str:
        """What stands in the cell of the sheet that a difference is about."""
        ready = next(one for one in self._ready if one.job.name == item.sheet)
        at = next((at for at, name in ready.job.mapping.items() if name == item.key), -1)
        line = next(one for one in ready.job.table.rows if one.number == item.row)
        return as_text(line.cells[at]).strip() if 0 <= at < len(line.cells) else item.after

    def _show_mapping(self, at: int) -> None:
        self.change.setVisible(True)
        if at < 0:
            titles = dict.fromkeys(ready.job.roster.title for ready in self._ready)
            self.left.say(f"{len(self._ready)} 张表", "、".join(titles))
            self.mapping.hide()
            return
        self.mapping.show()
        job = self._ready[0].job
        first, last = job.table.header_rows
        where = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
        self.left.say(job.roster.title, f"{where}是表头")
        fields, labels = job.roster.fields, job.labels()
        rows = [
            ColumnRow(index, labels[index], fields[name].label)
            for index, name in sorted(job.mapping.items())
        ]
        rows += [
            ColumnRow(index, label, "不导入")
            for index, label in labels.items()
            if label and index not in job.mapping
        ]
        self.mapping.show_rows(rows)

    def _error(self, at: int) -> ErrorRow:
        error = self._errors[at]
        return ErrorRow.of(at, error, self._names.get((error.sheet, error.row), ""))

    def _offer_tabs(self, differences: int, notices: int) -> None:
        asked = len(self._flow.questions_of(self._ready))
        tabs = [
            (ERRORS, f"要改正的行 {len(self._errors):,}"),
            (DIFFERENCES, f"有变化的 {differences:,}"),
        ]
        if asked:
            tabs.append((QUESTIONS, f"可能是谁 {asked:,}"))
        if self._flow.decisions.compares:
            tabs.append((NEW, f"新来的 {len(self.arrivals.table):,}"))
            tabs.append((GONE, f"不在表里的 {len(self._flow.missing):,}"))
        tabs.append((NOTICES, f"说明 {notices:,}"))
        before = self.tabs.key
        self.tabs.offer(tabs)
        if before not in dict(tabs):
            first = next(
                (
                    key
                    for key, count in (
                        (QUESTIONS, asked), (ERRORS, len(self._errors)), (DIFFERENCES, differences)
                    )
                    if count
                ),
                NOTICES,
            )  # fmt: skip
            self.tabs.choose(first)
        self._show_tab(self.tabs.key)

    def _show_tab(self, key: str) -> None:
        self.stack.setCurrentWidget(self._parts[key])

    def open_tab(self, key: str) -> None:
        """Bring one of the tabs into sight."""
        self.tabs.choose(key)
        self._show_tab(self.tabs.key)

    def show_state(self) -> None:
        """What the main button does now, and what is in its way."""
        flow = self._flow
        total, importable = flow.total, flow.importable()
        leaving = len(flow.decisions.leaving())
        words = []
        if importable:
            words.append(f"导入 {importable:,} 行")
        if leaving:
            words.append(f"登记离开 {leaving:,} 个" if words else f"登记 {leaving:,} 个不在表里的")
        self.go_on.setText("，".join(words) or "没有要写入的内容")
        blocked = flow.decisions.strict and total.failed > 0
        self.go_on.setEnabled(bool(words) and not blocked and not flow.unanswered)
        self.save.setVisible(total.failed > 0)
        undecided = flow.undecided()
        waiting = sum(len(ready.plan.questions) for ready in flow.dry_runs)
        if not flow.fresh:
            hint = "正在按新的选择重新核对。"
        elif flow.unanswered:
            hint = f"登记离开的还有 {flow.unanswered} 件事要说明，请在“不在表里的”里选好。"
        elif blocked:
            hint = f"有 {total.failed} 行要改正，按“有错就不导入”先不写入。"
        elif waiting:
            hint = f"有 {waiting:,} 行认不准是谁，请在“可能是谁”里选好，否则先不导入。"
        elif undecided:
            hint = f"还有 {undecided:,} 处没有决定，先保留原有的。导入后可整批撤销。"
        else:
            hint = "导入后可整批撤销。"
        self.hint.setText(hint)

    # What is decided

    def _decide(self) -> None:
        self.show_state()
        self.decided.emit()

    def _compare(self, on: bool) -> None:
        self._flow.decisions.compares = on
        self._flow.decisions.changed += 1
        self._show_sheet()
        self.open_tab(GONE if on else DIFFERENCES)
        self._decide()


def _names(ready: Ready) -> dict[int, str]:
    """Who stands in each row to mend, for finding it again on the sheet."""
    known = ("full_name", "holder", "shop_name", "name", "owner_name")
    columns_: Sequence[int] = [i for i, name in ready.job.mapping.items() if name in known]
    if not columns_:
        return {}
    at = columns_[0]
    wanted = {error.row for error in ready.result.errors}
    return {
        line.number: as_text(line.cells[at]).strip()
        for line in ready.job.table.rows
        if line.number in wanted and at < len(line.cells)
    }
