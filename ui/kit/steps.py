"""Where a user stands on a way of a few steps: 1 选文件 · 2 对应列 · 3 预览 · 4 完成."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.kit.parts import Button, row, style


class Steps(QWidget):
    """Round marks in order; steps already taken can be gone back to."""

    went_back = Signal(int)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._buttons: list[Button] = []
        for at, name in enumerate(names):
            button = Button(f"{at + 1} {name}", role="chip")
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, at=at: self._press(at))
            self._buttons.append(button)
        self.setLayout(row(*self._buttons, None, gap=6))
        self.setAccessibleName("步骤")
        self._at = 0
        self._reachable = frozenset[int]()
        self.show_step(0)

    @property
    def at(self) -> int:
        """The step the user is at, from 0."""
        return self._at

    def show_step(self, at: int, reachable: Sequence[int] | None = None) -> None:
        """Stand at a step; `reachable` are those one can go back to (all before, unless said)."""
        self._at = at
        self._reachable = frozenset(range(at) if reachable is None else reachable)
        for place, button in enumerate(self._buttons):
            button.setChecked(place == at)
            open_ = place in self._reachable
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if open_ else Qt.FocusPolicy.NoFocus)
            style(button, tone="" if open_ or place == at else "muted")

    def _press(self, at: int) -> None:
        for place, button in enumerate(self._buttons):
            button.setChecked(place == self._at)
        if at in self._reachable:
            self.went_back.emit(at)
