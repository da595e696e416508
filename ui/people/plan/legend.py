"""What the colours of a 楼栋图 mean: a line for each band, which shows only its doors on demand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.people.drawing.compound import Band
from ui import theme
from ui.people.plan.paint import swatch
from ui.people.plan.style import measure, style_of, wide

_SWATCH = 16
_GAP = 6


class Flow(QWidget):
    """Widgets side by side that go on in the next line where there is no room."""

    def __init__(self, *, gap: int = 6, down: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap, self._down = gap, down
        self._parts: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def put(self, parts: Sequence[QWidget]) -> None:
        """Show these and no others; those that are gone are deleted."""
        for old in self._parts:
            if old not in parts:
                old.hide()
                old.deleteLater()
        self._parts = list(parts)
        for part in parts:
            part.setParent(self)
            part.show()
        self._lay(self.width())
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Narrow ones are higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the lines need."""
        return self._places(width)[1]

    def sizeHint(self) -> QSize:
        """As high as it is now."""
        return QSize(theme.current().px(320), self._places(max(1, self.width()))[1])

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest part."""
        least = max((part.sizeHint().width() for part in self._parts), default=0)
        return QSize(least, self._places(max(1, self.width()))[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        before = event.oldSize().width()
        self._lay(self.width())
        if before != self.width():
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Another size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._lay(self.width())
            self.updateGeometry()

    def _lay(self, width: int) -> None:
        for part, place in zip(self._parts, self._places(width)[0], strict=True):
            part.setGeometry(place)

    def _places(self, width: int) -> tuple[list[QRect], int]:
        gap, down = theme.current().px(self._gap), theme.current().px(self._down)
        left = top = high = 0
        places = []
        for part in self._parts:
            size = part.sizeHint()
            if left and left + size.width() > width:
                left, top, high = 0, top + high + down, 0
            places.append(QRect(left, top, size.width(), size.height()))
            left += size.width() + gap
            high = max(high, size.height())
        return places, top + high


class LegendEntry(QAbstractButton):
    """A band: its colour and hatch, its words, how many doors; pressed, it stands alone."""

    def __init__(self, band: Band) -> None:
        super().__init__()
        self.band = band
        self.setCheckable(True)
        self.setText(f"{band.words} {band.doors:,}")
        self.setAccessibleName(f"{band.words}，{band.doors:,} 套")
        self.setToolTip("只看这一种，再点一次恢复")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """The swatch and the words."""
        look = theme.current()
        style = style_of(look)
        words = wide(style.small, self.band.words) + wide(style.small, f"{self.band.doors:,}")
        return QSize(
            look.px(_SWATCH) + words + 3 * look.px(_GAP) + 2, measure(style.small).height() + 6
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The swatch, the words, the number in grey."""
        look = theme.current()
        style = style_of(look)
        colours = look.colours
        painter = QPainter(self)
        if self.isChecked() or self.underMouse():
            painter.fillRect(
                self.rect(), QColor(colours.soft if self.isChecked() else colours.sunken)
            )
        side, gap = look.px(_SWATCH), look.px(_GAP)
        coat = style.coat(self.band.shade)
        place = QRect(gap // 2, (self.height() - side * 3 // 4) // 2, side, side * 3 // 4)
        swatch(painter, place, coat)
        painter.setPen(coat.edge or coat.block.color())
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.setFont(style.small)
        painter.setPen(QColor(colours.ink if self.band.doors else colours.faint))
        words = QRect(place.right() + gap, 0, self.width(), self.height())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, flags, self.band.words)
        painter.setPen(QColor(colours.muted if self.band.doors else colours.faint))
        words.setLeft(words.left() + wide(style.small, self.band.words) + gap)
        painter.drawText(words, flags, f"{self.band.doors:,}")
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class Legend(Flow):
    """The bands of a drawing; `chosen` carries the place of the one that is to stand alone."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(gap=10, down=0)
        self.entries: list[LegendEntry] = []
        self.setAccessibleName("图例")

    def show_bands(self, bands: Sequence[Band]) -> None:
        """Other bands, all in colour."""
        self.entries = [LegendEntry(band) for band in bands]
        for at, entry in enumerate(self.entries):
            entry.clicked.connect(lambda on, at=at: self._turn(at, on=bool(on)))
        self.put(self.entries)

    def _turn(self, at: int, *, on: bool) -> None:
        for other, entry in enumerate(self.entries):
            entry.setChecked(on and other == at)
        self.chosen.emit(at if on else None)
