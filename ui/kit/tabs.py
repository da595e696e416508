"""The lists of a page as words in the title line; those without room go into a menu."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui.kit.chips import Chips
from ui.kit.parts import Button
from ui.theme import Tone


class Tabs(Chips):
    """Chips that look like words; the last ones give way first and stand under 更多 then.

    The choice in force is always in sight.
    """

    def __init__(
        self, choices: Iterable[tuple[str, str]], *, name: str, parent: QWidget | None = None
    ) -> None:
        self._more: Button | None = None
        super().__init__(choices, role="tab", name=name, parent=parent)
        self._menu = QMenu(self)
        more = Button("更多", role="tab", icon="chevron-down", icon_tone=Tone.MUTED)
        more.setToolTip("放不下的在这里")
        self._menu.aboutToShow.connect(self._offer_hidden)
        more.clicked.connect(
            lambda _on=False: self._menu.popup(more.mapToGlobal(QPoint(0, more.height() + 2)))
        )
        # The icon stands after the word when the direction is turned.
        more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        more.hide()
        self._line.addWidget(more)
        self._line.addStretch(1)
        self._more = more
        self._share()

    def sizeHint(self) -> QSize:
        """Room for every word, also for those that have given way."""
        every = list(self._keys.values())
        high = max((one.sizeHint().height() for one in every), default=0)
        return QSize(self._wide(every) + self._edges(), high)

    def minimumSizeHint(self) -> QSize:
        """Room for the widest word and the menu."""
        widest = max((one.sizeHint().width() for one in self._keys.values()), default=0)
        more = self._more.sizeHint().width() + self._line.spacing() if self._more else 0
        return QSize(widest + more + self._edges(), super().minimumSizeHint().height())

    def choose(self, key: str) -> None:
        """Put a choice in force without telling anybody, and have it in sight."""
        super().choose(key)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the last words give way, or bring them back."""
        super().resizeEvent(event)
        self._share()

    def event(self, event: QEvent) -> bool:
        """The words are wider or narrower after the size of text changed."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return done

    @property
    def hidden(self) -> tuple[str, ...]:
        """The keys that stand in the menu."""
        return tuple(key for key, button in self._keys.items() if button.isHidden())

    def _edges(self) -> int:
        edges = self.contentsMargins()
        return edges.left() + edges.right()

    def _wide(self, buttons: Iterable[Button]) -> int:
        widths = [one.sizeHint().width() for one in buttons]
        return sum(widths) + self._line.spacing() * max(0, len(widths) - 1)

    def _share(self) -> None:
        more = self._more
        if more is None:
            return
        kept = list(self._keys)
        room = self.width() - self._edges()
        if self._wide(self._keys.values()) > room:
            chosen = self.key
            while len(kept) > 1 and self._wide([*self._of(kept), more]) > room:
                kept.remove(next(key for key in reversed(kept) if key != chosen))
        for key, button in self._keys.items():
            if button.isHidden() == (key in kept):
                button.setVisible(key in kept)
        if more.isHidden() == (len(kept) < len(self._keys)):
            more.setVisible(len(kept) < len(self._keys))

    def _of(self, keys: Iterable[str]) -> list[Button]:
        return [self._keys[key] for key in keys]

    def _offer_hidden(self) -> None:
        self._menu.clear()
        for key in self.hidden:
            item = self._menu.addAction(self._keys[key].text())
            item.triggered.connect(lambda _on=False, key=key: self._pick(key))

    def _pick(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
