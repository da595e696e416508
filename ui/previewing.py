"""The window of Qt that shows pages before they are printed, made to look like the program."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import QComboBox, QToolBar, QToolButton

from ui import icons, theme

_ACTIONS = (
    "next", "previous", "first", "last", "width", "page", "nearer", "farther", "upright", "lying",
    "single", "facing", "overview", "print", "set-up",
)  # fmt: skip
"""The actions of the window in the order in which Qt makes them."""
_ICONS = {
    "next": "chevron-right",
    "previous": "chevron-left",
    "nearer": "plus",
    "farther": "minus",
    "print": "print",
    "set-up": "settings",
}
_IN_WORDS = ("page", "print", "set-up")


def settle_look(dialog: QPrintPreviewDialog) -> None:
    """Leave the few buttons that one needs, with the icons of the program."""
    every = [one for one in cast("list[QAction]", dialog.findChildren(QAction)) if one.text()]
    if len(every) != len(_ACTIONS):
        return
    actions = dict(zip(_ACTIONS, every, strict=True))
    for name, action in actions.items():
        if name in _ICONS:
            action.setIcon(icons.icon(_ICONS[name]))
        action.setVisible(name in _ICONS or name in _IN_WORDS)
    for bar in cast("list[QToolBar]", dialog.findChildren(QToolBar)):
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for name in _IN_WORDS:
            button = bar.widgetForAction(actions[name])
            if isinstance(button, QToolButton):
                words = name not in _ICONS
                style = Qt.ToolButtonStyle
                button.setToolButtonStyle(
                    style.ToolButtonTextOnly if words else style.ToolButtonTextBesideIcon
                )
        for line in (one for one in bar.actions() if one.isSeparator()):
            line.setVisible(False)
    for box in cast("list[QComboBox]", dialog.findChildren(QComboBox)):
        box.setMinimumWidth(theme.current().px(96))
