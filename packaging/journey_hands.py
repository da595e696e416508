"""The hands of a user: pressing, typing, choosing in lists, answering the dialogs of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

from journey_drive import Course, Journey, Lost, Until
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QTextEdit,
    QWidget,
)

W = TypeVar("W", bound=QWidget)
_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
_PLAIN = Qt.KeyboardModifier.NoModifier


def inside(parent: QWidget, kind: type[W]) -> list[W]:
    """What can be seen of a sort inside a widget."""
    found = cast("list[W]", parent.findChildren(kind))
    return [one for one in found if one.isVisible()]


def words_in(parent: QWidget) -> list[str]:
    """What labels, buttons and boxes inside a widget say."""
    said = [one.text() for one in inside(parent, QLabel)]
    said += [one.text() for one in inside(parent, QAbstractButton)]
    said += [one.displayText() for one in inside(parent, QLineEdit)]
    return [" ".join(text.split()) for text in said if text.strip()]


def button(parent: QWidget, words: str) -> QAbstractButton:
    """The button whose words, or whose accessible name, begin so; raises Lost without one."""
    every = inside(parent, QAbstractButton)
    for name in (QAbstractButton.text, QWidget.accessibleName):
        found = [one for one in every if name(one).startswith(words)]
        exact = [one for one in found if name(one) == words]
        if exact or found:
            return (exact or found)[0]
    raise Lost(f"没有看到按钮“{words}”，看到的是：{'、'.join(words_in(parent))[:400]}")


def later(act: Callable[[], object], what: str) -> Course:
    """Do something from the event loop, so that a dialog it opens may be answered."""
    begun: list[bool] = []

    def run() -> None:
        begun.append(True)
        act()

    QTimer.singleShot(0, run)
    yield Until(lambda: bool(begun), what)


def press(widget: QWidget) -> Course:
    """A click of the mouse into the middle of a widget that can be seen and is enabled."""
    name = (widget.accessibleName() or type(widget).__name__)[:40]
    yield Until(lambda: widget.isVisible() and widget.isEnabled(), f"“{name}”可以点", 120)
    _bring_into_sight(widget)
    yield from later(lambda: click(widget, widget.rect().center()), f"点“{name}”")


def _bring_into_sight(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


def click(widget: QWidget, spot: QPoint, *, twice: bool = False) -> None:
    """Press and let go at a spot; what lies above the widget there takes it, as with a mouse."""
    window = widget.window()
    place = widget.mapTo(window, spot)
    at_spot: QWidget | None = window.childAt(place)
    under = window if at_spot is None else at_spot
    if under is not widget and not (widget.isAncestorOf(under) or under.isAncestorOf(widget)):
        raise Lost(f"“{widget.accessibleName()}”被{type(under).__name__}挡住了，点不到。")
    target = under if widget.isAncestorOf(under) else widget
    here = QPointF(target.mapFromGlobal(widget.mapToGlobal(spot)))
    there = QPointF(widget.mapToGlobal(spot))
    kinds = [QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease]
    if twice:
        kinds += [QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease]
    for kind in kinds:
        down = _NONE if kind is QEvent.Type.MouseButtonRelease else _LEFT
        QApplication.sendEvent(target, QMouseEvent(kind, here, there, _LEFT, down, _PLAIN))


def press_cell(view: QAbstractItemView, index: QModelIndex, *, twice: bool = False) -> Course:
    """A click on a row of a list or a cell of a table."""
    view.scrollTo(index)
    yield Until(lambda: not view.visualRect(index).isEmpty(), "这一行看得到", 60)
    spot = view.visualRect(index).center()
    yield from later(lambda: click(view.viewport(), spot, twice=twice), "点一行")


def find_row(view: QAbstractItemView, *words: str) -> QModelIndex:
    """The first row whose texts hold all these words; not valid if there is none."""
    model = view.model()
    # Models of lists keep their one column to themselves.
    wide = model.columnCount() if isinstance(view, QTableView) else 1
    for row in range(model.rowCount()):
        cells = (model.index(row, at) for at in range(wide))
        text = " ".join(str(cell.data() or "") for cell in cells)
        if all(word in text for word in words):
            return model.index(row, 0)
    return QModelIndex()


def type_text(box: QWidget, text: str, *, clear: bool = True) -> Course:
    """Type into a box: keys for what a keyboard has, an input method for the rest."""
    yield Until(
        lambda: box.isVisible() and box.isEnabled(), f"可以往“{box.accessibleName()}”里填", 120
    )
    _bring_into_sight(box)
    box.setFocus(Qt.FocusReason.MouseFocusReason)
    if clear and isinstance(box, QLineEdit | QPlainTextEdit | QTextEdit):
        box.selectAll()
    yield from later(lambda: _type(box, text), "打字")


def _type(box: QWidget, text: str) -> None:
    if text.isascii():
        for letter in text:
            key(box, Qt.Key(ord(letter.upper())), letter)
    else:
        commit = QInputMethodEvent()
        commit.setCommitString(text)
        QApplication.sendEvent(box, commit)


def key(widget: QWidget, which: Qt.Key, text: str = "") -> None:
    """One key down and up."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, which, _PLAIN, text))


def enter(widget: QWidget) -> Course:
    """The Enter key."""
    yield from later(lambda: key(widget, Qt.Key.Key_Return, "\r"), "按 Enter")


def shortcut(window: QMainWindow, keys: str) -> Course:
    """A key of the window, by the action that listens to it."""
    wanted = QKeySequence(keys)
    actions = cast("list[QAction]", window.findChildren(QAction))
    found = [one for one in actions if wanted in one.shortcuts() and one.isEnabled()]
    if not found:
        raise Lost(f"没有动作听 {keys} 这个键。")
    yield from later(found[0].trigger, f"按 {keys}")


def from_menu(opener: QWidget, words: str) -> Course:
    """Open the menu of a button and take what begins with these words."""
    yield from press(opener)
    yield Until(lambda: _open_menu() is not None, f"菜单里有“{words}”", 60)
    menu = _open_menu()
    actions = menu.actions() if menu is not None else []
    found = [one for one in actions if one.text().startswith(words) and one.isEnabled()]
    if menu is None or not found:
        raise Lost(f"菜单里没有“{words}”，有的是：{'、'.join(one.text() for one in actions)}")
    spot = menu.actionGeometry(found[0]).center()
    yield from later(lambda: click(menu, spot), f"选“{words}”")


def _open_menu() -> QMenu | None:
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, QMenu) else None


def file_dialog() -> QFileDialog | None:
    """The dialog of files that waits for an answer."""
    modal = QApplication.activeModalWidget()
    return modal if isinstance(modal, QFileDialog) and modal.isVisible() else None


def answer_files(journey: Journey, files: Iterable[Path], *, picture: bool = False) -> Course:
    """Type the names into the dialog of files that comes up, and press its first button."""
    yield Until(lambda: file_dialog() is not None, "选文件的对话框", 120)
    dialog = file_dialog()
    if dialog is None:
        raise Lost("选文件的对话框不见了。")
    names = [str(one) for one in files]
    boxes = inside(dialog, QLineEdit)
    line = next((one for one in boxes if one.objectName() == "fileNameEdit"), boxes[-1])
    yield from type_text(
        line, names[0] if len(names) == 1 else " ".join(f'"{one}"' for one in names)
    )
    if picture:
        journey.picture(dialog, "选文件")
    accept = inside(dialog, QDialogButtonBox)[0].buttons()[0]
    yield from press(accept)
    yield Until(lambda: file_dialog() is None, "选文件的对话框关上", 120)


def pick(picker: Any, words: str) -> Course:
    """Type into a box that searches, and take the first thing it offers by Enter."""

    def offered() -> int:
        opened = the("PickList", picker.window())
        view = the("QListView", opened) if opened is not None else None
        return int(view.model().rowCount()) if view is not None else 0

    yield from type_text(picker, words)
    yield Until(offered, f"“{words}”的候选", 120)
    yield from enter(picker)
    yield Until(lambda: picker.option is not None, f"选中“{words}”", 60)


def the(kind: str, parent: Any = None) -> Any:
    """The one thing in sight whose class has this name: a window, or a widget inside `parent`."""
    from journey_drive import in_sight

    every = in_sight() if parent is None else inside(parent, QWidget)
    return next((one for one in every if _is(one, kind)), None)


def _is(widget: QWidget, kind: str) -> bool:
    return any(one.__name__ == kind for one in type(widget).__mro__)
