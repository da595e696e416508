"""Typing into a cell: the editor of the field's kind, laid over the cell until it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import Invalid, Refused, Unavailable
from app.fields import Field
from app.kinds import Misfit, Text
from ui import theme
from ui.kit.editors import Editor, editor_for
from ui.kit.lines import TextEdit
from ui.kit.parts import Label, column, frame, style
from ui.theme import Tone, Type

LEAST = 150  # pixels at 中 that an editor takes, however narrow its column


@dataclass(frozen=True)
class Pasted:
    """What a range copied from a sheet would put into a table: texts by id and column name.

    `refused` says in sentences what of the range has no place there.
    """

    cells: Mapping[int, Mapping[str, str]]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cells:
    """Which columns of a table may be typed into, and who takes what was typed.

    `save` takes the id of a row, the name of a column and the value, and raises Invalid or
    Refused; `plain` shows the whole text of a masked cell (None if it may not be seen);
    `refusal` says why a row cannot be changed, "" if it can. `paste` takes what was pasted over
    cells, `import_` the text of a range that is a list of its own.
    """

    names: frozenset[str]
    today: Callable[[], dt.date]
    save: Callable[[int, str, Any], object]
    paste: Callable[[Pasted], object]
    plain: Callable[[int, str], str | None] = lambda _id, _name: None
    refusal: Callable[[Any], str] = lambda _row: ""
    import_: Callable[[Sequence[Sequence[str]]], object] | None = None


class CellEditor(QWidget):
    """An editor over a cell, and below it what is wrong with what was typed.

    `done` carries how to go on: the way down and the way to the right; `left` tells that the
    editor closed without saving.
    """

    done = Signal(int, int)
    left = Signal()

    def __init__(
        self, parent: QWidget, field: Field, row_id: int, cells: Cells, rect: QRect, value: Any
    ) -> None:
        super().__init__(parent)
        self.field = _plainly(field, value)
        self.row_id = row_id
        self._cells = cells
        self._before = value
        self._saving = False
        self.editor: Editor = editor_for(self.field, cells.today)
        self._words = Label("", Type.CAPTION, Tone.RED, wrap=True)
        self._bubble = frame("popup", column(self._words, margins=(8, 6), gap=0))
        self._bubble.setParent(parent)
        self._bubble.hide()
        style(self.editor.box, cell="true")
        self.setLayout(column(self.editor, gap=0))
        self.setFocusProxy(self.editor)
        self.editor.box.installEventFilter(self)
        self.editor.changed.connect(self._quiet)
        self.editor.entered.connect(lambda: self.commit(1, 0))
        self.editor.left.connect(lambda: QTimer.singleShot(0, self, self._look_away))
        self.place(rect)

    # What is in it

    def begin(self, typed: str | None = None) -> None:
        """Begin with the value that is known, or with what was typed over it."""
        if typed is None:
            self.editor.set_value(self._before)
        if typed:
            self._type(typed)
        self.show()
        self.raise_()
        self.editor.box.setFocus()
        select = getattr(self.editor.box, "selectAll", None)
        if typed is None and select is not None:
            select()

    def _type(self, typed: str) -> None:
        key = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, typed
        )
        QApplication.sendEvent(self.editor.box, key)

    @property
    def problem(self) -> str:
        """What is said to be wrong now."""
        return "" if self._bubble.isHidden() else self._words.text()

    def place(self, rect: QRect) -> None:
        """Lie over a cell, inside the table."""
        look, around = theme.current(), self.parentWidget().rect()
        wide = min(max(rect.width(), look.px(LEAST)), around.width())
        high = max(rect.height(), self.sizeHint().height())
        left = max(0, min(rect.left(), around.width() - wide))
        self.setGeometry(left, rect.top(), wide, high)
        self._place_bubble()

    def _place_bubble(self) -> None:
        around = self.parentWidget().rect()
        wide = min(max(self.width(), theme.current().px(280)), around.width())
        self._bubble.setFixedWidth(wide)
        high = self._bubble.heightForWidth(wide)
        self._bubble.setFixedHeight(high)
        left = max(0, min(self.x(), around.width() - wide))
        below = self.geometry().bottom() + 3
        above = below + high > around.height() and self.y() - high - 3 >= 0
        self._bubble.move(left, self.y() - high - 3 if above else below)

    # Leaving it

    def commit(self, down: int, right: int) -> bool:
        """Save what was typed if it differs; whether it was taken."""
        if self._saving:
            return False
        self.editor.tidy()
        self._saving = True
        try:
            self._save(self.editor.value())
        except Invalid as invalid:
            self._say("；".join(problem.text for problem in invalid.problems))
            return False
        except (Misfit, Refused, Unavailable) as trouble:
            self._say(str(trouble))
            return False
        finally:
            self._saving = False
        self._leave()
        self.done.emit(down, right)
        return True

    def _save(self, value: Any) -> None:
        if self.field.required and value in (None, "", ()):
            raise Misfit(f"请填写{self.field.label}")
        if value != self._before:
            self._cells.save(self.row_id, self.field.name, value)

    def give_up(self) -> None:
        """Close and leave the cell as it was."""
        self._leave()
        self.left.emit()

    def _leave(self) -> None:
        self._bubble.hide()
        self._bubble.deleteLater()
        self.hide()
        self.deleteLater()

    def _say(self, text: str) -> None:
        self._words.setText(text)
        self.editor.mark(True)
        self.editor.box.setAccessibleDescription(text)
        self._place_bubble()
        self._bubble.show()
        self._bubble.raise_()
        self.editor.setFocus()

    def _quiet(self) -> None:
        if not self._bubble.isHidden():
            self._bubble.hide()
            self.editor.mark(False)
            self.editor.box.setAccessibleDescription("")

    def _look_away(self) -> None:
        """A click elsewhere saves, as in Excel; a window in front of this one does not."""
        if self.isHidden() or self._saving or self.problem:
            return
        now = cast("QWidget | None", QApplication.focusWidget())
        elsewhere = now is not None and now is not self and not self.isAncestorOf(now)
        if elsewhere and QApplication.activePopupWidget() is None:
            self.commit(0, 0)

    def eventFilter(self, _box: QObject, event: QEvent) -> bool:
        """Tab saves and goes on; Enter saves also where it would make a new line."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.commit(0, 1 if key == Qt.Key.Key_Tab else -1)
            return True
        lines = self.editor.box
        if isinstance(lines, TextEdit) and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if held & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier):
                lines.insertPlainText("\n")
            else:
                self.commit(1, 0)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up; nothing typed here is for the table below."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Esc is not for the window while a cell is open."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)


def _plainly(field: Field, value: Any) -> Field:
    """The field as it is typed in a cell: on one line while it has one, and unmasked.

    The look at a masked value was noted before its cell was opened.
    """
    kind = field.kind
    if isinstance(kind, Text) and kind.lines and "\n" not in (value or ""):
        kind = Text(kind.longest, folds=kind.folds)
    return replace(field, kind=kind, sensitive=False)
