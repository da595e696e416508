"""What the colours of the coverage map mean: pressed, one state stands alone."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from app.leaders.cover_map import STATES, UNASSIGNED
from ui import theme
from ui.leaders.cover.paint import swatch
from ui.leaders.cover.style import broad, measure, screen_style
from ui.people.plan.legend import Flow

_SIDE, _GAP = 12, 6


class LegendEntry(QAbstractButton):
    """A state: how it looks, its word, how many."""

    def __init__(self, state: str, count: int) -> None:
        super().__init__()
        self.state = state
        self.count = count
        self.setCheckable(True)
        self.setText(f"{state} {count:,}")
        self.setAccessibleName(f"{state}，{count:,} 个")
        self.setToolTip("只突出这一种，再点一次恢复")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """The swatch and the words."""
        look = theme.current()
        small = screen_style(look).small
        words = broad(small, self.text())
        across = look.px(_SIDE) * 2 + words + 3 * look.px(_GAP)
        return QSize(round(across), round(measure(small).height()) + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The swatch, the word and the number."""
        look = theme.current()
        style = screen_style(look)
        colours = look.colours
        painter = QPainter(self)
        if self.isChecked() or self.underMouse():
            ground = colours.soft if self.isChecked() else colours.sunken
            painter.fillRect(self.rect(), QColor(ground))
        side, gap = look.px(_SIDE), look.px(_GAP)
        place = QRectF(gap / 2, (self.height() - side) / 2, side * 2, side)
        swatch(painter, place, self.state, style)
        painter.setFont(style.small)
        painter.setPen(QColor(colours.ink if self.count else colours.faint))
        left = place.right() + gap
        words = QRectF(left, 0, self.width() - left, self.height())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, flags, self.text())
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class Legend(Flow):
    """The states with their counts; `chosen` carries the one that is to stand alone, or None."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(gap=10, down=0)
        self.entries: list[LegendEntry] = []
        self.setAccessibleName("图例")

    def show_counts(self, counts: Counter[str]) -> None:
        """Other counts; the state that stands alone stays so."""
        alone = next((one.state for one in self.entries if one.isChecked()), None)
        shown = [state for state in STATES if state != UNASSIGNED or counts[state]]
        self.entries = [LegendEntry(state, counts[state]) for state in shown]
        for entry in self.entries:
            entry.setChecked(entry.state == alone)
            entry.clicked.connect(lambda on, entry=entry: self._turn(entry, on=bool(on)))
        self.put(self.entries)
        if alone is not None and alone not in shown:
            self.chosen.emit(None)

    def _turn(self, chosen: LegendEntry, *, on: bool) -> None:
        for entry in self.entries:
            entry.setChecked(on and entry is chosen)
        self.chosen.emit(chosen.state if on else None)
