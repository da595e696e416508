"""One editor for each kind of value; they speak texts, as people type them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QCheckBox, QMenu

from app.fields import Field
from app.kinds import Choice, Day, Flag, Many, Misfit, Ref, Text
from ui.kit.checklist import CheckList
from ui.kit.editing import Editor, LineEditor
from ui.kit.lines import TextEdit
from ui.kit.match import rank
from ui.kit.parts import sized
from ui.kit.picker import Option, PickerEdit, Search

__all__ = [
    "ChoiceEditor",
    "DayEditor",
    "Editor",
    "FlagEditor",
    "LineEditor",
    "LinesEditor",
    "ManyEditor",
    "RefEditor",
    "SealedChoiceEditor",
    "editor_for",
]

_WEEK = "一二三四五六日"


class DayEditor(LineEditor):
    """A date typed as 0305, 3.5 or 昨天, or picked from a small calendar."""

    def __init__(self, field: Field, today: Callable[[], dt.date]) -> None:
        super().__init__(field)
        self._today = today
        self.line.add_button("calendar", "打开日历", self._open)
        self.line.textEdited.connect(lambda _text: self.line.set_ghost(""))
        self._calendar: QCalendarWidget | None = None

    def value(self) -> Any:
        """The date; words such as 昨天 are read as of today."""
        return Day(self._today()).parse(self.text())

    def tidy(self) -> None:
        """Write the date and say what day it is."""
        super().tidy()
        self._say()

    def set_text(self, text: str) -> None:
        """Put a date in."""
        super().set_text(text)
        self._say()

    def _say(self) -> None:
        try:
            day = self.value()
        except Misfit:
            day = None
        if day is None:
            self.line.set_ghost("")
            return
        near = {0: "今天", -1: "昨天", 1: "明天"}.get((day - self._today()).days)
        self.line.set_ghost(near or f"星期{_WEEK[day.weekday()]}")

    def _open(self) -> None:
        calendar = QCalendarWidget(self)
        calendar.setWindowFlags(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setSelectedDate(self._shown_day())
        plain = calendar.weekdayTextFormat(Qt.DayOfWeek.Monday)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, plain)  # red is for trouble only
        calendar.setAccessibleName(f"{self.field.label}的日历")
        calendar.clicked.connect(lambda day: self._take(day.toPython()))
        calendar.activated.connect(lambda _day: calendar.close())
        sized(calendar, width=300, height=260)
        calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        calendar.show()
        calendar.setFocus()
        self._calendar = calendar

    def _shown_day(self) -> QDate:
        try:
            day = self.value() or self._today()
        except Misfit:
            day = self._today()
        return QDate(day.year, day.month, day.day)

    def _take(self, day: dt.date) -> None:
        self.set_text(day.isoformat())
        self.changed.emit()
        if self._calendar is not None:
            self._calendar.close()
            self._calendar = None
        self.line.setFocus()


class _Picking(Editor):
    """An editor around a picker, which tells of Enter itself (it may take an option by it)."""

    def eventFilter(self, box: QObject, event: QEvent) -> bool:
        """Leave Enter to the picker."""
        enter = isinstance(event, QKeyEvent) and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        )
        if event.type() == QEvent.Type.KeyPress and enter:
            return False
        return super().eventFilter(box, event)


class ChoiceEditor(_Picking):
    """One of a list of words, by typing a part or its initials."""

    def __init__(self, field: Field, choice: Choice) -> None:
        self._options = tuple(Option(word, word) for word in choice.options)
        self.picker = PickerEdit(self._search, hint=field.hint, free=choice.open)
        super().__init__(field, self.picker)
        self.picker.picked.connect(lambda _option: self.changed.emit())
        self.picker.textEdited.connect(lambda _text: self.changed.emit())
        self.picker.returnPressed.connect(self._enter)

    def suggest(self, words: Iterable[str]) -> None:
        """Other words to choose from; what is typed stays."""
        self._options = tuple(Option(word, word) for word in words)

    def _search(self, text: str) -> list[Option]:
        return rank(text, self._options, lambda option: option.title)

    def text(self) -> str:
        """The word."""
        return self.picker.text()

    def set_text(self, text: str) -> None:
        """Put a word in."""
        known = next((option for option in self._options if option.title == text), None)
        self.picker.take(known)
        if known is None:
            self.picker.setText(text)

    def tidy(self) -> None:
        """Write the option that is meant, also for other spellings of it."""
        self.picker.settle()
        try:
            value = self.value()
        except Misfit:
            return
        if value is not None and value != self.picker.text():
            self.set_text(value)


class SealedChoiceEditor(LineEditor):
    """One of a list of words that waits behind an eye; typed whole, or taken from the list."""

    def __init__(self, field: Field, choice: Choice) -> None:
        super().__init__(field)
        self._options = choice.options
        self.line.add_button("chevron-down", "从列表里选", self._open)

    def _open(self) -> None:
        made = QMenu(self)
        for word in self._options:
            made.addAction(word).triggered.connect(lambda _on=False, word=word: self._take(word))
        made.aboutToHide.connect(made.deleteLater)
        made.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _take(self, word: str) -> None:
        self.set_text(word)
        self._mask(False)  # who has just chosen it may see it
        self.changed.emit()


class RefEditor(_Picking):
    """A link to another record, found by what people know of it."""

    def __init__(self, field: Field, search: Search, named: Callable[[int], Option | None]):
        self.picker = PickerEdit(search, hint=field.hint or "姓名、拼音首字母、室号")
        super().__init__(field, self.picker)
        self._named = named
        self.picker.picked.connect(lambda _option: self.changed.emit())
        self.picker.returnPressed.connect(self._enter)

    def text(self) -> str:
        """The id as digits; what is typed while nothing is picked."""
        option = self.picker.option
        return str(option.id) if option is not None else self.picker.text()

    def set_text(self, text: str) -> None:
        """Put a record in by its id."""
        option = self._named(int(text)) if text.isdigit() else None
        self.picker.take(option)
        if option is None:
            self.picker.setText(text)

    def value(self) -> Any:
        """The id; raises `Misfit` if nothing is picked from the list."""
        option = self.picker.option
        if option is not None:
            return option.id
        if self.picker.text().strip():
            raise Misfit("请从列表里选一个")
        return None

    def tidy(self) -> None:
        """Take the one record that is meant."""
        self.picker.settle()


class ManyEditor(LineEditor):
    """Several words, typed with 、 between them or ticked in a list."""

    def __init__(self, field: Field, many: Many) -> None:
        super().__init__(field)
        self._many = many
        self.line.add_button("check", "从列表里选", self._open)

    def _open(self) -> None:
        if self._hidden is not None:
            self.unmasked.emit()
        try:
            chosen = self.value()
        except Misfit:
            chosen = ()
        options = self._many.choice.options
        words = [(option, option in chosen) for option in options]

        def apply(ticked: frozenset[int]) -> None:
            self.set_value(tuple(options[at] for at in sorted(ticked)))
            self.changed.emit()

        CheckList(self, self.field.label, words, apply).show_at(
            self.mapToGlobal(QPoint(0, self.height() + 2))
        )


class LinesEditor(Editor):
    """Several lines of text; Enter is a new line here."""

    def __init__(self, field: Field) -> None:
        self.edit = TextEdit(hint=field.hint)
        super().__init__(field, self.edit)
        sized(self.edit, height=76)
        self.edit.textChanged.connect(self.changed)

    def text(self) -> str:
        """What is typed."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a text in."""
        self.edit.setPlainText(text)

    def _enter(self) -> bool:
        return False


class FlagEditor(Editor):
    """A box to tick; its label stands beside it."""

    def __init__(self, field: Field) -> None:
        self.check = QCheckBox(field.label)
        super().__init__(field, self.check)
        self.check.toggled.connect(lambda _on: self.changed.emit())

    def text(self) -> str:
        """是 or 否."""
        return "是" if self.check.isChecked() else "否"

    def set_text(self, text: str) -> None:
        """Tick or untick."""
        self.check.setChecked(text == "是")


def editor_for(
    field: Field,
    today: Callable[[], dt.date],
    search: Search | None = None,
    named: Callable[[int], Option | None] = lambda _id: None,
) -> Editor:
    """The editor of a field's kind; a `Ref` needs a search, and `named` to show a known id."""
    kind = field.kind
    if isinstance(kind, Ref) and search is not None:
        return RefEditor(field, search, named)
    if isinstance(kind, Day):
        return DayEditor(field, today)
    if isinstance(kind, Choice):
        return SealedChoiceEditor(field, kind) if field.sensitive else ChoiceEditor(field, kind)
    if isinstance(kind, Many):
        return ManyEditor(field, kind)
    if isinstance(kind, Flag):
        return FlagEditor(field)
    if isinstance(kind, Text) and kind.lines:
        return LinesEditor(field)
    return LineEditor(field)
