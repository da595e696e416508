"""A form: fields laid out by hand, problems beside them, nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.errors import Invalid, Problem
from app.fields import Field, fields_of
from app.kinds import Misfit
from ui.kit.editors import Editor, FlagEditor, editor_for
from ui.kit.parts import Label, Picture, caption, column, lay, row
from ui.kit.picker import Option, Search
from ui.theme import Tone, Type

R = TypeVar("R")
_PATIENCE = 600  # milliseconds of rest before a draft is kept


class _Words(QWidget):
    """A red icon and a sentence; takes no room while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._text = Label("", Type.CAPTION, Tone.RED, wrap=True)
        line = row(Picture("warning", Tone.RED, 14), self._text, gap=4)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def say(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._text.text()


class _Place(QWidget):
    """A label, an editor, and the words of its problem."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor
        self.words = _Words()
        head = row(caption(editor.field.label), gap=3)
        if editor.field.required:
            head.addWidget(caption("*", Tone.RED))
        head.addStretch(1)
        body = column(gap=3)
        if not isinstance(editor, FlagEditor):
            body.addLayout(head)
        body.addWidget(editor)
        body.addWidget(self.words)
        body.addStretch(1)
        self.setLayout(body)

    def show_problem(self, text: str) -> None:
        self.words.say(text)
        self.editor.mark(bool(text))
        self.editor.box.setAccessibleDescription(text)


class Form(QWidget, Generic[R]):
    """The fields of a record to type into.

    Place fields with `add`, and fields that are no part of the record with `add_field`: what is
    typed into those is given by `other_texts`. `record` gives what was typed as the record or
    raises `Invalid`. `saved` is emitted by Ctrl+Enter (and by Enter in the last field, if
    `enter_saves`), `changed` by any typing.
    """

    saved = Signal()
    changed = Signal()

    def __init__(
        self,
        record: type[R],
        today: Callable[[], dt.date],
        *,
        enter_saves: bool = False,
        gap: int = 12,
    ) -> None:
        super().__init__()
        self._record = record
        self._fields = fields_of(cast("Any", record))
        self._today = today
        self._enter_saves = enter_saves
        self._places: dict[str, _Place] = {}
        self._others: dict[str, Field] = {}
        self._away: set[str] = set()
        self._filled: dict[str, str] = {}
        self._whole = _Words()
        self._grid = QGridLayout()
        lay(self._grid, 0, gap)
        self.setLayout(column(self._grid, self._whole, gap=6))
        self._keep: Callable[[dict[str, str]], object] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_PATIENCE)
        self._rest.timeout.connect(self._keep_draft)

    # Laying out

    def add(
        self,
        name: str,
        row: int,
        column: int = 0,
        span: int = 1,
        *,
        search: Search | None = None,
        named: Callable[[int], Option | None] = lambda _id: None,
    ) -> Editor:
        """Place a field of the record; fields are walked in the order they are added."""
        return self._add(self._fields[name], name, row, column, span, search, named)

    def add_field(self, field: Field, row: int, column: int = 0, span: int = 1) -> Editor:
        """Place a field that is no part of the record, under its own name."""
        self._others[field.name] = field
        return self._add(field, field.name, row, column, span, None, lambda _id: None)

    def _add(
        self,
        field: Field,
        name: str,
        row: int,
        column: int,
        span: int,
        search: Search | None,
        named: Callable[[int], Option | None],
    ) -> Editor:
        editor = editor_for(field, self._today, search, named)
        place = _Place(editor)
        self._places[name] = place
        self._grid.addWidget(place, row, column, 1, span)
        for at in range(column, column + span):
            self._grid.setColumnStretch(at, 1)
        editor.changed.connect(lambda: self._changed(name))
        editor.left.connect(lambda: self._look_at(name))
        editor.entered.connect(lambda: self._next(name))
        editor.box.installEventFilter(self)
        self._filled[name] = editor.text()
        return editor

    def add_widget(self, widget: QWidget, row: int, column: int = 0, span: int = 1) -> None:
        """Place something that is not a field."""
        self._grid.addWidget(widget, row, column, 1, span)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that were placed, in the order in which they are walked."""
        return tuple(self._places)

    def show_field(self, name: str, shown: bool) -> None:
        """Have a field in sight, or out of it where it does not apply: it gives None then."""
        self._places[name].setVisible(shown)
        (self._away.discard if shown else self._away.add)(name)

    @property
    def next_row(self) -> int:
        """The row below everything that was placed so far."""
        return self._grid.rowCount()

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self._places[name].editor

    # Texts in and out

    def entry_texts(self) -> dict[str, str]:
        """What is typed, by field, each in its usual form if it could be understood."""
        for place in self._places.values():
            place.editor.tidy()
        return {name: place.editor.text() for name, place in self._places.items()}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Put texts in and take them for unchanged; other fields are emptied."""
        for name, place in self._places.items():
            place.editor.set_text(texts.get(name, ""))
        self._take_for_unchanged()

    def fill(self, record: Any) -> None:
        """Put the values of an entry or row in."""
        for name, place in self._places.items():
            place.editor.set_value(getattr(record, name, None))
        self._take_for_unchanged()

    def fill_others(self, values: Mapping[str, Any]) -> None:
        """Put values in by the names of fields that are no part of the record."""
        for name in self._others:
            self._places[name].editor.set_value(values.get(name))
        self._take_for_unchanged()

    def clear(self, keep: Iterable[str] = ()) -> None:
        """Empty the form for the next one; some fields (日期, 经办) may stay."""
        kept = set(keep)
        for name, place in self._places.items():
            if name not in kept:
                place.editor.set_text("")
        self._take_for_unchanged()
        if self._keep is not None:
            self._rest.stop()
            self._keep({})

    def _take_for_unchanged(self) -> None:
        self.show_problems(())
        self._filled = {name: place.editor.text() for name, place in self._places.items()}

    @property
    def dirty(self) -> bool:
        """Whether something is typed that was not there before."""
        return any(
            place.editor.text() != self._filled[name] for name, place in self._places.items()
        )

    def record(self, **more: Any) -> R:
        """What was typed as a record; `more` are facts that are not typed. Raises `Invalid`."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, place in self._places.items():
            if name in self._away:
                values[name] = None
                continue
            place.editor.tidy()
            try:
                values[name] = place.editor.value()
            except Misfit as misfit:
                problems.append(Problem(name, str(misfit)))
                continue
            if place.editor.field.required and values[name] in (None, "", ()):
                problems.append(Problem(name, f"请填写{place.editor.field.label}"))
        if problems:
            raise Invalid(problems)
        known = {name: value for name, value in values.items() if name not in self._others}
        return self._record(**known, **more)

    def other_texts(self) -> dict[str, str]:
        """What is typed into the fields that are no part of the record, by name."""
        return {name: self._places[name].editor.text() for name in self._others}

    # Problems

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show all problems and no others; the first field that has one gets the focus."""
        by_field: dict[str, list[str]] = {}
        for problem in problems:
            key = problem.field if problem.field in self._places else ""
            by_field.setdefault(key, []).append(problem.text)
        for name, place in self._places.items():
            place.show_problem("；".join(by_field.get(name, ())))
        self._whole.say("；".join(by_field.get("", ())))
        first = next((name for name in self._places if name in by_field), None)
        if first is not None:
            self._places[first].editor.setFocus()

    def problems(self) -> dict[str, str]:
        """What is said now, by field; the whole record under an empty name."""
        said = {name: place.words.text for name, place in self._places.items()}
        said[""] = self._whole.text
        return {name: text for name, text in said.items() if text}

    def _look_at(self, name: str) -> None:
        """On leaving a field: say at once what cannot be understood; never nag for empty ones."""
        place = self._places[name]
        try:
            place.editor.value()
        except Misfit as misfit:
            place.show_problem(str(misfit))
        else:
            place.show_problem("")

    # Drafts

    def keep_drafts(self, keep: Callable[[dict[str, str]], object]) -> None:
        """Have what is typed kept after every rest; an empty dict means there is no draft."""
        self._keep = keep

    def restore(self, texts: Mapping[str, str]) -> None:
        """Put a kept draft back, on top of what is filled in."""
        for name, text in texts.items():
            if name in self._places:
                self._places[name].editor.set_text(text)
        self.changed.emit()

    def _changed(self, name: str) -> None:
        place = self._places[name]
        if place.words.text:
            place.show_problem("")
        self._rest.start()
        self.changed.emit()

    def _keep_draft(self) -> None:
        if self._keep is None:
            return
        texts = {name: place.editor.text() for name, place in self._places.items()}
        self._keep({name: text for name, text in texts.items() if text} if self.dirty else {})

    # Keys

    def _next(self, name: str) -> None:
        names = list(self._places)
        at = names.index(name) + 1
        while at < len(names) and not self._places[names[at]].isVisible():
            at += 1
        if at < len(names):
            self._places[names[at]].editor.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._enter_saves:
            self.saved.emit()
        else:
            self.focusNextChild()

    def eventFilter(self, _box: QObject, event: QEvent) -> bool:
        """Ctrl+Enter saves, wherever the typing is."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.saved.emit()
                return True
        return False
