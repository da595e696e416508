"""Widths, order and choice of columns, and how this computer remembers them."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, Signal

from ui import theme
from ui.kit.table.columns import Column
from ui.kit.table.head import Head

_LEAST = 40
_TAKER_LEAST = 100  # a column that stretches gives way down to this


class ColumnLayout(QObject):
    """Keeps base widths at 中; columns that stretch share what is left of the table's width.

    `changed` tells that the user moved, chose or widened columns.
    """

    changed = Signal()

    def __init__(
        self, head: Head, columns: tuple[Column, ...], settings: QSettings | None, name: str
    ) -> None:
        super().__init__(head)
        self._head = head
        self._settings = settings
        self._key = f"columns/{name}"
        self._fitting = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(300)
        self._soon.timeout.connect(self._keep)
        head.setMinimumSectionSize(theme.current().px(_LEAST))
        self.take(columns)
        head.sectionResized.connect(self._resized)
        head.sectionMoved.connect(lambda *_args: self._touched())
        head.installEventFilter(self)

    def take(self, columns: tuple[Column, ...]) -> None:
        """Lay out these columns, which the head shows by now, as this computer remembers."""
        self._columns = columns
        self._fitting = True
        self._plain()
        self._put(self._kept())
        self._fitting = False
        self.fit()

    def _plain(self) -> None:
        self._base = [column.comfortable() for column in self._columns]
        for at, column in enumerate(self._columns):
            self._head.moveSection(self._head.visualIndex(at), at)
            self._head.setSectionHidden(at, not column.shown)

    def state(self) -> list[Any]:
        """Name, width at 中 and whether it is seen, of every column from left to right."""
        head = self._head
        return [
            [self._columns[at].name, round(self._base[at]), not head.isSectionHidden(at)]
            for at in (head.logicalIndex(place) for place in range(head.count()))
        ]

    def put_state(self, state: list[Any]) -> None:
        """Lay the columns out as `state` said once; columns it does not know stay behind."""
        self._fitting = True
        self._plain()
        self._put([item for item in state if len(item) == 3])
        self._fitting = False
        self.fit()
        self._soon.start()

    def seen(self) -> list[int]:
        """The columns that are seen, from left to right."""
        head = self._head
        order = (head.logicalIndex(place) for place in range(head.count()))
        return [at for at in order if not head.isSectionHidden(at)]

    def show(self, at: int, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        if not shown and self.seen() == [at]:
            return
        self._head.setSectionHidden(at, not shown)
        self.fit()
        self._touched()

    def reset(self) -> None:
        """As the program came."""
        self._fitting = True
        self._plain()
        self._fitting = False
        self.fit()
        self._touched()

    def _touched(self) -> None:
        if not self._fitting:
            self._soon.start()
            self.changed.emit()

    def fit(self) -> None:
        """Give every column its width and share out what is left."""
        seen = self.seen()
        if not seen:
            return
        look = theme.current()
        widths = {at: look.px(self._base[at]) for at in seen}
        left = self._head.width() - sum(widths.values())
        takers = [at for at in seen if self._columns[at].stretches] or seen[-1:]
        share, rest = divmod(left, len(takers))
        for place, at in enumerate(takers):
            least = widths[at] if not self._columns[at].stretches else look.px(_TAKER_LEAST)
            widths[at] = max(min(least, widths[at]), widths[at] + share + (place < rest))
        self._fitting = True
        for at, wide in widths.items():
            self._head.resizeSection(at, wide)
        self._fitting = False

    def _resized(self, at: int, _before: int, wide: int) -> None:
        if self._fitting or not wide:
            return
        self._base[at] = wide / theme.current().scale
        self._soon.start()

    def eventFilter(self, _head: QObject, event: QEvent) -> bool:
        """Share the width out again when it changes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange):
            self._head.setMinimumSectionSize(theme.current().px(_LEAST))
            self.fit()
        return False

    def _keep(self) -> None:
        if self._settings is not None:
            self._settings.setValue(self._key, json.dumps(self.state()))

    def _put(self, state: list[Any]) -> None:
        known = {column.name: at for at, column in enumerate(self._columns)}
        place = 0
        for name, wide, shown in state:
            at = known.get(name)
            if at is None:
                continue
            self._base[at] = max(_LEAST, float(wide))
            self._head.setSectionHidden(at, not shown)
            self._head.moveSection(self._head.visualIndex(at), place)
            place += 1

    def _kept(self) -> list[Any]:
        if self._settings is None:
            return []
        try:
            kept = json.loads(str(self._settings.value(self._key) or "[]"))
            return [[name, float(wide), bool(shown)] for name, wide, shown in kept]
        except (ValueError, TypeError):
            return []  # a memory that cannot be read is no memory
