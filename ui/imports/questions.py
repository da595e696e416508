"""这一行可能是谁: rows that fit several people, for somebody to say who is meant."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from app.fields import columns
from app.sheets.plan import Question
from ui.desk import Desk
from ui.imports.decisions import Decisions
from ui.imports.records import QuestionRow
from ui.imports.sheets import tell_sheets
from ui.imports.words import clear
from ui.kit.empty import Empty
from ui.kit.parts import Label, area, caption, column, row, scrolled
from ui.kit.table import Column, Table
from ui.theme import Tone, Type

NOBODY = "都不是，新登记"
OPEN = "还没有选"


class QuestionsView(QWidget):
    """The rows on the left, the people who may be meant on the right."""

    answered = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._questions: Sequence[Question] = ()
        self._decisions = Decisions()
        line, title, answer, sheet = columns(QuestionRow, "row", "title", "answer", "sheet")
        self._sheet = Column(sheet, 90, muted=True)
        self.table = Table(
            (
                Column(line, 52, muted=True),
                Column(title, 110),
                Column(
                    answer, 150, stretches=True,
                    tone=lambda item: Tone.PLAIN if item.answered else Tone.AMBER,
                ),
            ),
            name="imports.questions",
            settings=desk.settings,
            empty=Empty("没有认不准的人。", icon="check"),
            label="这一行可能是谁",
        )  # fmt: skip
        self.table.current_changed.connect(lambda _row: self._show_current())
        self.title = Label("", Type.STRONG, wrap=True)
        self.group = QButtonGroup(self)
        self.group.idClicked.connect(self._choose)
        self._lines = column(gap=10)
        hint = caption(
            "选好后，这一行就登记到那个人或那一户名下；空的内容补上，不会重复登记。", wrap=True
        )
        inner = column(self.title, self._lines, hint, None, margins=(12, 4), gap=12)
        self.side = scrolled(area("surface", inner))
        both = row(self.table, self.side, gap=12)
        both.setStretch(0, 5)
        both.setStretch(1, 6)
        self.setLayout(both)

    def show_questions(
        self, questions: Sequence[Question], decisions: Decisions, *, many: bool = False
    ) -> None:
        """The rows that fit several people; those answered already stay in the list."""
        self._questions, self._decisions = questions, decisions
        tell_sheets(self.table, self._sheet, many)
        self.side.setVisible(bool(questions))
        self.table.show_rows([self._row(at, item) for at, item in enumerate(questions)])
        if self.table.current_id is None and questions:
            self.table.choose_id(0)
        self._show_current()

    def _row(self, at: int, item: Question) -> QuestionRow:
        key = (item.sheet, item.row)
        words, known = OPEN, key in self._decisions.answers
        if known:
            person = self._decisions.answers[key]
            words = dict(item.candidates).get(person, OPEN) if person is not None else NOBODY
        return QuestionRow(at, item.sheet, item.row, item.title, words, known)

    def _show_current(self) -> None:
        for button in self.group.buttons():
            self.group.removeButton(button)
        clear(self._lines)
        at = self.table.current_id
        if at is None or at >= len(self._questions):
            return
        item = self._questions[at]
        key = (item.sheet, item.row)
        self.title.setText(f"第 {item.row} 行的{item.title}可能是谁")
        options = [words for _, words in item.candidates] + [NOBODY]
        for place, words in enumerate(options):
            button = QRadioButton(words)
            button.setToolTip(words)
            self.group.addButton(button, place)
            self._lines.addWidget(button)
            if key in self._decisions.answers:
                person = self._decisions.answers[key]
                ids: list[int | None] = [one for one, _ in item.candidates]
                ids.append(None)
                button.setChecked(ids[place] == person)

    def _choose(self, place: int) -> None:
        at = self.table.current_id
        if at is None:
            return
        item = self._questions[at]
        person = item.candidates[place][0] if place < len(item.candidates) else None
        self._decisions.answer(item.sheet, item.row, person)
        self.table.show_rows([self._row(one, each) for one, each in enumerate(self._questions)])
        self.answered.emit()
