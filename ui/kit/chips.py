"""Round buttons of which one or several are chosen, and tabs that look like words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QWidget

from ui.kit.parts import Button, row
from ui.theme import Tone


class Chips(QWidget):
    """One of a few choices, all in sight; `role` chip (round) or link (words).

    `chosen` carries the key of the new choice.
    """

    chosen = Signal(str)

    def __init__(
        self,
        choices: Iterable[tuple[str, str]],
        *,
        role: str = "chip",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._keys: dict[str, Button] = {}
        self._line = row(gap=6 if role == "chip" else 8)
        self.setLayout(self._line)
        self._role = role
        self.offer(choices)

    @property
    def key(self) -> str:
        """The choice in force."""
        for key, button in self._keys.items():
            if button.isChecked():
                return key
        return ""

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Other choices; the one in force stays if it is still among them."""
        before = self.key
        for button in self._keys.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._keys = {}
        for key, text in choices:
            button = Button(text, role=self._role)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._line.addWidget(button)
            self._keys[key] = button
        self.choose(before if before in self._keys else next(iter(self._keys), ""))

    def choose(self, key: str) -> None:
        """Put a choice in force without telling anybody."""
        if key in self._keys:
            self._keys[key].setChecked(True)


class FilterMenu(Button):
    """A button that opens a menu of choices; it says what it filters by (第三季度 ▾)."""

    chosen = Signal(str)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__("", icon="chevron-down", icon_tone=Tone.MUTED)
        if parent is not None:
            self.setParent(parent)
        self._name = name
        self._choices: dict[str, str] = {}
        self._key = ""
        self._menu = QMenu(self)
        # The icon stands after the words when the direction is turned.
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.clicked.connect(self.open)
        self.offer(choices)

    @property
    def key(self) -> str:
        """The choice in force."""
        return self._key

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Other choices; the one in force stays if it is still among them."""
        self._choices = dict(choices)
        self._menu.clear()
        group = QActionGroup(self._menu)
        for key, text in choices:
            item = QAction(text, self._menu, checkable=True)  # type: ignore[call-overload]
            item.triggered.connect(lambda _on=False, key=key: self._pick(key))
            group.addAction(item)
            self._menu.addAction(item)
        self.choose(self._key if self._key in self._choices else next(iter(self._choices), ""))

    def choose(self, key: str) -> None:
        """Put a choice in force without telling anybody."""
        self._key = key
        self.setText(self._choices.get(key, self._name))
        self.setAccessibleName(f"{self._name}：{self.text()}")
        for item, known in zip(self._menu.actions(), self._choices, strict=True):
            item.setChecked(known == key)

    def open(self) -> None:
        """Open the menu below the button."""
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↓ opens the menu, as in a list box."""
        if event.key() == Qt.Key.Key_Down:
            self.open()
        else:
            super().keyPressEvent(event)

    def _pick(self, key: str) -> None:
        changed = key != self._key
        self.choose(key)
        if changed:
            self.chosen.emit(key)


class Switch(Button):
    """A chip that is on or off."""

    def __init__(self, text: str, turned: Callable[[bool], object]) -> None:
        super().__init__(text, role="chip")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(turned)
