"""Leaving: from which day, to where, and what becomes of what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, TypeVar, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QScrollArea, QWidget

from app.errors import Invalid, Problem, check
from app.fields import Field
from app.kinds import Day
from app.people.leaving import ASK, END, KEEP, Asked, Leaving, StillOpen
from app.people.moves import ELSEWHERE
from ui.kit.form import Form
from ui.kit.parts import Label, caption, column
from ui.theme import Type

T = TypeVar("T")
WHERETO = replace(ELSEWHERE, label="迁往何处", hint="省市或小区，可以不填")
WHEREFROM = replace(ELSEWHERE, label="迁自何处", hint="省市或小区")


@dataclass(frozen=True)
class LeaveDay:
    """The day on which somebody leaves, and where to."""

    on: Annotated[dt.date, Field(Day(), "日期", required=True)]
    elsewhere: Annotated[str | None, WHERETO] = None


class Question(QWidget):
    """One thing that is not dropped in silence: what there is, and the ways to go on."""

    def __init__(
        self, title: str, there: Sequence[str], *words: str, keys: Sequence[str] = (END, KEEP)
    ) -> None:
        super().__init__()
        self.title = title
        self.setAccessibleName(title)
        self._group = QButtonGroup(self)
        self.buttons = {key: QRadioButton(said) for key, said in zip(keys, words, strict=True)}
        for button in self.buttons.values():
            self._group.addButton(button)
        said = [caption(text, wrap=True) for text in there]
        self.setLayout(column(Label(title, Type.STRONG), *said, *self.buttons.values(), gap=6))

    @classmethod
    def of(cls, asked: Asked) -> Question:
        """The question about an open matter."""
        keys = [way for way, _ in asked.ways]
        return cls(asked.title, asked.there, *(words for _, words in asked.ways), keys=keys)

    @property
    def end(self) -> QRadioButton:
        """The way that ends it."""
        return self.buttons[END]

    @property
    def keep(self) -> QRadioButton:
        """The way that leaves it as it is."""
        return self.buttons[KEEP]

    @property
    def answer(self) -> str:
        """What was chosen; `ask` while nothing is."""
        chosen = (key for key, button in self.buttons.items() if button.isChecked())
        return next(chosen, ASK)


class Questions(QWidget):
    """A question for every open matter; one that comes up only on saving is asked then."""

    def __init__(self, asked: Sequence[Asked] = ()) -> None:
        super().__init__()
        self._asked: dict[str, Asked] = {}
        self.questions: dict[str, Question] = {}
        self._line = column(gap=16)
        self.setLayout(self._line)
        self.ask(asked)

    def ask(self, asked: Sequence[Asked]) -> None:
        """Ask about these and nothing else; what was answered stays answered."""
        fresh = {one.key: one for one in asked}
        for key in list(self.questions):
            if self._asked[key] != fresh.get(key):
                gone = self.questions.pop(key)
                self._line.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
        for key, one in fresh.items():
            if key not in self.questions:
                made = self.questions[key] = Question.of(one)
                self._line.addWidget(made)
        self._asked = fresh
        self.setVisible(bool(fresh))

    def answer(self) -> Leaving:
        """What was chosen; raises Invalid while a question is open."""
        given = {key: one.answer for key, one in self.questions.items()}
        open_ = [self._asked[key].unanswered for key, answer in given.items() if answer == ASK]
        check([Problem("", text) for text in dict.fromkeys(open_)])
        return Leaving(**given)

    def answered(self, act: Callable[[Leaving], T]) -> T:
        """Do something with the answers; what is open beyond them is asked about, as Invalid."""
        leaving = self.answer()
        try:
            return act(leaving)
        except StillOpen as still:
            known = [one for one in self._asked.values() if one.key not in _keys(still.asked)]
            self.ask([*known, *still.asked])
            QTimer.singleShot(0, self, self._come_into_sight)
            said = dict.fromkeys(one.unanswered for one in still.asked)
            raise Invalid([Problem("", text) for text in said]) from still

    def _come_into_sight(self) -> None:
        above = cast("QWidget | None", self.parentWidget())
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(self)
                return
            above = cast("QWidget | None", above.parentWidget())


def _keys(asked: Sequence[Asked]) -> set[str]:
    return {one.key for one in asked}


class LeavingForm:
    """The day, where to, and the questions that are open."""

    def __init__(
        self, today: Callable[[], dt.date], asked: Sequence[Asked], *, elsewhere: bool = True
    ) -> None:
        self.form = Form(LeaveDay, today)
        self.form.add("on", 0)
        if elsewhere:
            self.form.add("elsewhere", 1, 0, 2)
        self.form.set_texts({"on": today().isoformat()})
        self.choices = Questions(asked)

    def settled(self, act: Callable[[LeaveDay, Leaving], T]) -> T:
        """Do something with the day and the answers; raises Invalid while a question is open."""
        typed = self.form.record()
        return self.choices.answered(lambda leaving: act(typed, leaving))
