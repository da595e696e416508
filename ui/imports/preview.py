"""Step 3: what would happen, row by row, while nothing has been written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QWidget

from app.fields import columns
from app.sheets.cells import as_text
from app.sheets.importing import Ready
from app.sheets.plan import Policy
from ui.desk import Desk
from ui.imports.records import ColumnRow, DifferenceRow, ErrorRow
from ui.imports.sheets import SheetChips, scrolled
from ui.kit.cards import Panel
from ui.kit.chips import Chips
from ui.kit.empty import Empty
from ui.kit.parts import Button, Label, caption, column, row, sized
from ui.kit.table import Column, Table
from ui.theme import Tone, Type

WORDS = {
    "title": "标题", "blank": "空行", "total": "合计", "footer": "填表人等",
    "header": "重复的表头", "repeated header": "重复的表头",
}  # fmt: skip


class PreviewView(QWidget):
    """Counts, rows to mend, differences; the user decides."""

    go_asked = Signal()
    back = Signal()
    columns_asked = Signal()
    errors_asked = Signal()
    policy_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._ready: Sequence[Ready] = ()
        self.sheets = SheetChips()
        self.sheets.chosen.connect(self._show_sheet)
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
        self.left.add(self.mapping, 1)
        self.left.add(
            caption("同样的表头，下次自动照此对应。空单元格不会清掉已有内容。", wrap=True)
        )
        sized(self.left, width=330)
        self.figures = row(gap=28)
        self.counts = Panel()
        self.counts.add(self.figures)
        self.passed_over = caption(wrap=True)
        self.counts.add(self.passed_over)
        self.tabs = Chips((), role="link", name="看什么")
        self.tabs.chosen.connect(self._show_tab)
        self.stack = QStackedWidget()
        self.errors = self._error_table(desk)
        self.differences = self._difference_table(desk)
        self.notices = Label("", wrap=True, selectable=True)
        for part in (
            self.errors,
            self.differences,
            scrolled(column(self.notices, None, margins=4)),
        ):
            self.stack.addWidget(part)
        self.details = Panel()
        self.details.add(row(self.tabs, None))
        self.details.add(self.stack, 1)
        right = column(self.counts, self.details, gap=12)
        right.setStretch(1, 1)
        middle = row(self.left, right, gap=16)
        middle.setStretch(1, 1)
        body = column(self.sheets, gap=12)
        body.addLayout(middle, 1)
        body.addWidget(self._foot())
        self.setLayout(body)

    def _foot(self) -> QWidget:
        self.go_on = Button("导入", self.go_asked.emit, tone=Tone.PRIMARY)
        self.save = Button("另存要改正的行……", self.errors_asked.emit)
        self.overwrite = QCheckBox("表里的内容覆盖已有的")
        self.strict = QCheckBox("有错就不导入")
        for box in (self.overwrite, self.strict):
            box.toggled.connect(lambda _on: self.policy_changed.emit(self.policy()))
        foot = QWidget()
        foot.setLayout(
            row(
                self.go_on,
                self.save,
                Button("上一步", self.back.emit),
                caption("导入后可整批撤销。"),
                None,
                self.overwrite,
                self.strict,
                gap=10,
            )
        )
        return foot

    @staticmethod
    def _error_table(desk: Desk) -> Table:
        line, name, head, value, message = columns(
            ErrorRow, "row", "name", "column", "value", "message"
        )
        return Table(
            (
                Column(line, 56, muted=True), Column(name, 80), Column(head, 100),
                Column(value, 150),
                Column(message, 320, stretches=True, tone=lambda _row: Tone.RED),
            ),
            name="imports.errors", settings=desk.settings,
            empty=Empty("没有要改正的行。", icon="check"), label="要改正的行",
        )  # fmt: skip

    @staticmethod
    def _difference_table(desk: Desk) -> Table:
        line, title, head, before, after, taken = columns(
            DifferenceRow, "row", "title", "field", "before", "after", "taken"
        )
        return Table(
            (
                Column(line, 56, muted=True), Column(title, 90), Column(head, 100),
                Column(before, 150), Column(after, 150, stretches=True), Column(taken, 100),
            ),
            name="imports.differences", settings=desk.settings,
            empty=Empty("和已有的记录没有不同。", icon="check"), label="和已有记录的不同",
        )  # fmt: skip

    def policy(self) -> Policy:
        """How existing records are to be treated."""
        return Policy(
            "overwrite" if self.overwrite.isChecked() else "fill",
            all_or_nothing=self.strict.isChecked(),
        )

    def show_dry_runs(self, ready: Sequence[Ready], importable: int) -> None:
        """Fresh dry runs, one a sheet."""
        self._ready = ready
        place = int(self.sheets.chips.key or 0)
        self.sheets.show_sheets([one.job.sheet.name for one in ready], min(place, len(ready) - 1))
        failed = sum(one.result.failed for one in ready)
        self.go_on.setText(f"导入 {importable:,} 行" if importable else "没有要写入的内容")
        blocked = self.strict.isChecked() and failed > 0
        self.go_on.setEnabled(importable > 0 and not blocked)
        self.save.setVisible(failed > 0)
        self._show_sheet(int(self.sheets.chips.key or 0))

    def _show_sheet(self, at: int) -> None:
        ready = self._ready[at]
        job, result = ready.job, ready.result
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
        self._show_figures(ready)
        names = _names(ready)
        self.errors.show_rows(
            [
                ErrorRow.of(at, error, names.get(error.row, ""))
                for at, error in enumerate(result.errors)
            ]
        )
        self.differences.show_rows(
            [DifferenceRow.of(at, item) for at, item in enumerate(result.differences)]
        )
        self.notices.setText(
            "\n\n".join((*ready.workbook.notes, *result.notices)) or "没有要说明的。"
        )
        self._offer_tabs(ready)

    def _show_figures(self, ready: Ready) -> None:
        result = ready.result
        while self.figures.count():
            widget = self.figures.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        for figure, word, tone in (
            (result.created, "新增", Tone.PLAIN),
            (result.updated, "补充或更新", Tone.PLAIN),
            (result.unchanged, "没有变化", Tone.PLAIN),
            (result.failed, "要改正的行", Tone.RED if result.failed else Tone.PLAIN),
        ):
            holder = QWidget()
            number = Label(f"{figure:,}", Type.FIGURE, tone)
            holder.setLayout(row(number, Label(word, tone=Tone.MUTED), gap=6))
            holder.setAccessibleName(f"{word} {figure}")
            self.figures.addWidget(holder)
        self.figures.addStretch(1)
        over = [f"{WORDS.get(word, word)} {count} 行" for word, count in result.ignored.items()]
        if result.blank:
            over.append(f"空行 {result.blank} 行")
        if result.skipped:
            over.append(f"重复的人 {result.skipped} 行")
        self.passed_over.setText(
            f"共 {result.rows:,} 行数据" + (f"；跳过：{'、'.join(over)}" if over else "")
        )

    def _offer_tabs(self, ready: Ready) -> None:
        result = ready.result
        self.tabs.offer(
            (
                ("0", f"要改正的行 {len(result.errors)}"),
                ("1", f"和已有记录的不同 {len(result.differences)}"),
                ("2", f"说明 {len(result.notices) + len(ready.workbook.notes)}"),
            )
        )
        first = "0" if result.errors else ("1" if result.differences else "2")
        self.tabs.choose(first)
        self._show_tab(first)

    def _show_tab(self, key: str) -> None:
        self.stack.setCurrentIndex(int(key))


def _names(ready: Ready) -> dict[int, str]:
    """Who stands in each row, for finding it again on the sheet."""
    column = next(
        (index for index, name in ready.job.mapping.items() if name in ("full_name", "holder")),
        None,
    )
    if column is None:
        return {}
    wanted = {error.row for error in ready.result.errors}
    return {
        line.number: as_text(line.cells[column]).strip()
        for line in ready.job.table.rows
        if line.number in wanted and column < len(line.cells)
    }
