"""What colours and patterns mean: an entry for each, of which one pressed stands alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from ui import theme
from ui.kit.flow import Flow
from ui.theme import Type

_HIGH, _GAP = 12, 6
_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Swatch = Callable[[QPainter, QRect], object]


class LegendEntry(QAbstractButton):
    """How something looks (`swatch` paints it, so many pixels wide), its words, how many.

    `key` says what it stands for, `unit` what is counted.
    """

    def __init__(
        self, key: object, words: str, count: int, unit: str, swatch: Swatch, *, wide: int
    ) -> None:
        super().__init__()
        self.key = key
        self.words = words
        self.count = count
        self._swatch, self._wide = swatch, wide
        self.setCheckable(True)
        self.setText(f"{words} {count:,}")
        self.setAccessibleName(f"{words}，{count:,} {unit}")
        self.setToolTip("只突出这一种，再点一次恢复")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """The swatch, the words and the number."""
        look = theme.current()
        metrics = QFontMetrics(look.font(Type.CAPTION))
        words = metrics.horizontalAdvance(self.words) + metrics.horizontalAdvance(self._number)
        return QSize(
            look.px(self._wide) + words + 3 * look.px(_GAP) + 2, metrics.height() + 6
        )  # fmt: skip

    @property
    def _number(self) -> str:
        return f"{self.count:,}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The swatch, the words, the number in grey."""
        look = theme.current()
        colours = look.colours
        painter = QPainter(self)
        if self.isChecked() or self.underMouse():
            ground = colours.soft if self.isChecked() else colours.sunken
            painter.fillRect(self.rect(), QColor(ground))
        high, gap = look.px(_HIGH), look.px(_GAP)
        place = QRect(gap // 2, (self.height() - high) // 2, look.px(self._wide), high)
        self._swatch(painter, place)
        painter.setFont(look.font(Type.CAPTION))
        painter.setPen(QColor(colours.ink if self.count else colours.faint))
        left = place.right() + gap
        painter.drawText(QRect(left, 0, self.width(), self.height()), _FLAGS, self.words)
        left += painter.fontMetrics().horizontalAdvance(self.words) + gap
        painter.setPen(QColor(colours.muted if self.count else colours.faint))
        painter.drawText(QRect(left, 0, self.width(), self.height()), _FLAGS, self._number)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class Legend(Flow):
    """The entries; `chosen` carries the key of the one that is to stand alone, or None."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(gap=10, down=0)
        self.entries: list[LegendEntry] = []
        self.setAccessibleName("图例")

    @property
    def alone(self) -> object:
        """The key of the entry that stands alone; None if none does."""
        return next((one.key for one in self.entries if one.isChecked()), None)

    def show_entries(self, entries: Sequence[LegendEntry], alone: object = None) -> None:
        """Other entries, of which one may stand alone; `chosen` tells if none does any more."""
        before = self.alone
        self.entries = list(entries)
        for entry in self.entries:
            entry.setChecked(alone is not None and entry.key == alone)
            entry.clicked.connect(lambda on, entry=entry: self._turn(entry, on=bool(on)))
        self.put(self.entries)
        if before is not None and self.alone is None:
            self.chosen.emit(None)

    def _turn(self, chosen: LegendEntry, *, on: bool) -> None:
        for entry in self.entries:
            entry.setChecked(on and entry is chosen)
        self.chosen.emit(chosen.key if on else None)
