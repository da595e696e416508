"""Tells the screen which tables changed; pages read again and never tell each other anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.book import Changes


class Announcer(Protocol):
    """What `Watch` needs of a book."""

    def listen(self, callback: Callable[[Any], None], /) -> object:
        """Have the callback called with the `Changes` of every step, in any thread."""
        ...


class _Seat(QObject):
    """One widget that reads some tables: fresh, or stale until it is seen again."""

    def __init__(
        self, widget: QWidget, tables: frozenset[str], refresh: Callable[[], object]
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._tables = tables
        self._refresh = refresh
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._read)
        self.stale = False
        widget.installEventFilter(self)

    def hear(self, changes: Changes) -> None:
        """Read again now, or when next shown, if one of the tables is ours."""
        if self._tables and not self._tables & changes.tables:
            return
        self.stale = True
        if self._widget.isVisible():
            self._soon.start()

    def _read(self) -> None:
        if self.stale and self._widget.isVisible():
            self.stale = False
            self._refresh()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice when the widget is shown."""
        if event.type() == QEvent.Type.Show and self.stale:
            self._soon.start()
        return False


class Watch(QObject):
    """Carries the announcements of a book, from whatever thread, to the widgets that read it."""

    changed = Signal(object)

    def __init__(self, book: Announcer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        book.listen(self._heard.emit)

    _heard = Signal(object)

    def on(
        self,
        widget: QWidget,
        tables: Iterable[str],
        refresh: Callable[[], object],
    ) -> None:
        """Call `refresh` when one of the tables changed and the widget can be seen.

        Several changes at once make one refresh; no tables means any of them.
        """
        seat = _Seat(widget, frozenset(tables), refresh)
        self.changed.connect(seat.hear)

    def _tell(self, changes: Changes) -> None:
        self.changed.emit(changes)
