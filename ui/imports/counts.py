"""What an import comes to in figures whose sum is shown, and the rules it follows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.sheets.plan import Result
from ui.imports.decisions import Decisions
from ui.kit.cards import Panel
from ui.kit.chips import Chips
from ui.kit.parts import Label, caption, column, row
from ui.theme import Tone, Type

WORDS = {
    "title": "标题", "blank": "空行", "total": "合计", "footer": "填表人等",
    "header": "重复的表头", "repeated header": "重复的表头", "example": "填写示例",
}  # fmt: skip
UPDATES = (("fill", "只填空白"), ("overwrite", "用表里的覆盖"), ("ask", "逐项决定"))


def sum_words(result: Result) -> str:
    """R1 in words: what was read is the sum of what becomes of it."""
    parts = [
        f"{word} {count:,}"
        for word, count in (
            ("新增", result.created),
            ("更新", result.updated),
            ("没有变化", result.unchanged),
            ("跳过", result.skipped),
            ("要改正", result.failed),
        )
    ]
    said = f"共读到 {result.rows:,} 行 = {' + '.join(parts)}"
    over = [f"{WORDS.get(word, word)} {count} 行" for word, count in result.ignored.items()]
    if result.blank:
        over.append(f"空行 {result.blank} 行")
    return said + (f"；不算在内的：{'、'.join(over)}" if over else "") + "。"


class Figures(Panel):
    """Four figures and their sum."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: list[tuple[Label, QWidget]] = []
        line = row(gap=28)
        for word in ("新增", "补充或更新", "没有变化", "要改正的行"):
            number = Label("0", Type.FIGURE)
            holder = QWidget()
            holder.setLayout(row(number, Label(word, tone=Tone.MUTED), gap=6))
            self._numbers.append((number, holder))
            line.addWidget(holder)
        line.addStretch(1)
        self.add(line)
        self.sum = caption(wrap=True)
        self.add(self.sum)

    def show_result(self, result: Result) -> None:
        """The figures of a sheet or of all."""
        figures = (result.created, result.updated, result.unchanged, result.failed)
        words = ("新增", "补充或更新", "没有变化", "要改正的行")
        for (number, holder), figure, word in zip(self._numbers, figures, words, strict=True):
            red = word == "要改正的行" and figure > 0
            number.say(f"{figure:,}", Tone.RED if red else Tone.PLAIN)
            holder.setAccessibleName(f"{word} {figure}")
        self.sum.setText(sum_words(result))


class Rules(QWidget):
    """How existing records are treated; `changed` tells of another choice."""

    changed = Signal()

    def __init__(self, decisions: Decisions) -> None:
        super().__init__()
        self._decisions = decisions
        self.update_by = Chips(UPDATES, name="已有的记录")
        self.update_by.chosen.connect(self._tell)
        self.strict = QCheckBox("有错就不导入")
        self.unverified = QCheckBox("校验码不对的身份证号也先收下（未核验）")
        for box in (self.strict, self.unverified):
            box.clicked.connect(self._tell)
        self.setLayout(
            column(
                row(caption("已有的记录"), self.update_by, None, self.strict, gap=8),
                self.unverified,
                gap=4,
            )
        )

    def show_decisions(self, decisions: Decisions, *, doubtful: bool) -> None:
        """The rules in force; `doubtful` when there are numbers with a wrong check digit."""
        self._decisions = decisions
        self.update_by.choose(decisions.update)
        self.strict.setChecked(decisions.strict)
        self.unverified.setChecked(decisions.unverified)
        self.unverified.setVisible(doubtful or decisions.unverified)

    def _tell(self, _what: object = None) -> None:
        known = self._decisions
        key = self.update_by.key
        known.update = "overwrite" if key == "overwrite" else "ask" if key == "ask" else "fill"
        known.strict = self.strict.isChecked()
        known.unverified = self.unverified.isChecked()
        known.changed += 1
        self.changed.emit()
