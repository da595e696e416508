"""操作记录: who did what and when; any step can be taken back if nothing rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from app.fields import Field, columns
from app.history import StepRow, steps
from app.kinds import Text, Whole
from ui.commands import Command
from ui.kit.cards import Facts, Panel
from ui.kit.empty import Empty
from ui.kit.lines import LineEdit
from ui.kit.parts import Button, caption, column, row, sized
from ui.kit.table import Column, Table
from ui.system.section import Section
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.system.page import SystemPage

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as the list shows it."""

    id: int
    row: StepRow
    at: Annotated[str, Field(Text(width=16), "时间")]
    who: Annotated[str, Field(Text(width=8), "经办")]
    label: Annotated[str, Field(Text(width=24), "操作")]
    touched: Annotated[str, Field(Text(width=24), "涉及")]
    records: Annotated[int, Field(Whole(), "记录数")]
    state: Annotated[str, Field(Text(width=8), "状态")]


class StepsSection(Section):
    """The journal with, at the right, the step that is chosen."""

    def __init__(self, page: SystemPage) -> None:
        super().__init__(page)
        self._rows: list[StepRow] = []
        self._wanted = _AT_ONCE
        self.search = LineEdit(hint="操作、经办、日期……", name="查找操作")
        sized(self.search, width=240)
        self.search.textChanged.connect(lambda _text: self._show())
        fields = columns(StepLine, "at", "who", "label", "touched", "records", "state")
        at, who, label, touched, records, state = fields
        self.table = Table(
            (
                Column(at, 130),
                Column(who, 72),
                Column(label, 200, stretches=True),
                Column(touched, 160, muted=True, stretches=True),
                Column(records, 72),
                Column(state, 84, tone=_tone),
            ),
            name="system.steps",
            settings=self.desk.settings,
            label="操作记录",
            empty=Empty("还没有操作。", "每一次登记、修改和导入都会记在这里。", icon="history"),
        )
        self.table.current_changed.connect(lambda _line: self._show_side())
        listed = Panel(flush=True)
        listed.add(self.table, 1)
        self.more = Button("更早的记录", self.load_more)
        self.facts = Facts()
        self._means = caption(wrap=True)
        self.undo = Button("撤销这一步", self.undo_step, icon="undo")
        side = Panel("这一步")
        for item in (self.facts, 4, self._means, row(self.undo, None), None):
            side.add(item)
        sized(side, width=320)
        left = column(row(self.search, None, self.more, gap=8), gap=12)
        left.addWidget(listed, 1)
        body = row(gap=16)
        body.addLayout(left, 1)
        body.addWidget(side)
        self.setLayout(body)
        self._show_side()

    def refresh(self) -> None:
        """The latest steps, as many as were asked for."""
        wanted = self._wanted
        self.desk.jobs.fetch(
            lambda: steps(self.desk.book, wanted), self._take, owner=self, key="steps"
        )

    def load_more(self) -> None:
        """Go further back."""
        self._wanted += _AT_ONCE
        self.refresh()

    def undo_step(self) -> None:
        """Take the chosen step back; later changes that rest on it are said."""
        line: StepLine | None = self.table.current
        if line is None:
            return
        self.desk.jobs.run(
            "撤销",
            lambda: self.desk.book.undo_step(line.id),
            lambda _none: self.desk.notices.say(f"已撤销：{line.label}"),
            owner=self,
        )

    def commands(self) -> tuple[Command, ...]:
        """Taking back the chosen step."""
        return (
            Command(
                "system.undo_step",
                "撤销这一步",
                self.undo_step,
                icon="undo",
                enabled=self._can_undo,
                writes=True,
                hint="取消选中的这一步操作",
            ),
        )

    def status(self) -> tuple[str, str]:
        """How many are shown."""
        return (f"共显示 {len(self.table)} 步", "")

    def _take(self, rows: list[StepRow]) -> None:
        self._rows = rows
        self.more.setVisible(len(rows) >= self._wanted)
        self._show()

    def _show(self) -> None:
        text = self.search.text().strip().lower()
        lines = [_line(row) for row in self._rows]
        self.table.show_rows([line for line in lines if text in _words(line)])
        self._show_side()
        self.page.restate()

    def _can_undo(self) -> bool:
        line: StepLine | None = self.table.current
        return line is not None and not line.row.undone and not line.row.is_undo

    def _show_side(self) -> None:
        line: StepLine | None = self.table.current
        self.undo.setVisible(self._can_undo())
        if line is None:
            self.facts.show_facts([])
            self._means.setText("在左边选一步，就能看到它做了什么，也可以撤销它。")
            return
        self.facts.show_facts(
            [
                ("操作", line.label),
                ("时间", line.at),
                ("经办", line.who),
                ("涉及", line.touched),
                ("记录数", f"{line.records:,}"),
                ("状态", line.state or "有效"),
            ]
        )
        self._means.setText(
            "撤销后，这一步改过的内容恢复原样；积分流水已封存的部分会用冲正抵消。"
            "如果这些记录后来又改过，程序会说明，不会硬来。"
            if self._can_undo()
            else "这一步已经撤销，或本身就是一次撤销，不能再撤销。"
        )
        self.page.restate()


def _line(row: StepRow) -> StepLine:
    state = "已撤销" if row.undone else "撤销" if row.is_undo else ""
    touched = "、".join(row.tables)
    at = f"{row.at:%Y-%m-%d %H:%M}"
    return StepLine(row.id, row, at, row.who, row.label, touched, row.records, state)


def _words(line: StepLine) -> str:
    return f"{line.at} {line.who} {line.label} {line.touched} {line.state}".lower()


def _tone(line: StepLine) -> Tone:
    return Tone.AMBER if line.row.undone else Tone.MUTED
