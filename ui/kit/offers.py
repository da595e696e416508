"""What is offered below a box that is typed into: a list that is walked with ↑ and ↓."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.theme import Tone, Type

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole.UserRole


class Offer(Protocol):
    """Something offered: its name, and what tells it from others."""

    @property
    def title(self) -> str:
        """The name."""
        ...

    @property
    def subtitle(self) -> str:
        """A few words beside it."""
        ...


class _Model(QAbstractListModel):
    def __init__(self, view: OfferView) -> None:
        super().__init__(view)
        self._view = view
        self.offers: list[Any] = []

    def put(self, offers: Sequence[Any]) -> None:
        self.beginResetModel()
        self.offers = list(offers)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        offer = self.offers[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._view.words(offer)
        return offer if role == _ROLE else None


class OfferView(QListView):
    """Offers, one chosen; it never takes the focus from the box above it.

    `high` is the height of a line, `inset` what its tint leaves free at the sides, at 中.
    """

    high = 30
    inset = 0
    margin = 8
    gap = 10
    radius = 4

    def __init__(self, name: str) -> None:
        super().__init__()
        self._model = _Model(self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)

    @property
    def offers(self) -> list[Any]:
        """What is offered now."""
        return self._model.offers

    def put(self, offers: Sequence[Any]) -> None:
        """Offer other things; the first is chosen."""
        self._model.put(offers)
        if offers:
            self.setCurrentIndex(self._model.index(0))

    @property
    def at(self) -> int:
        """The place of what is chosen; −1 for nothing."""
        return self.currentIndex().row()

    def step(self, by: int) -> None:
        """Choose another one, so many lines below."""
        if self.offers:
            last = len(self.offers) - 1
            self.setCurrentIndex(self._model.index(max(0, min(last, self.at + by))))

    def words(self, offer: Any) -> str:
        """What is read out of an offer."""
        return f"{offer.title} {offer.subtitle}".strip()

    def frame_of(self, _painter: QPainter, room: QRect, _offer: Any) -> QRect:
        """Paint what stands around name and words, and say which room is left for them."""
        return room


class _Painter(QStyledItemDelegate):
    def __init__(self, view: OfferView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(80, theme.current().px(self._view.high))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        offer: Offer = index.data(_ROLE)
        view, look = self._view, theme.current()
        aside, margin = look.px(view.inset), look.px(view.margin)
        area: QRect = option.rect.adjusted(aside, 0, -aside, 0)  # type: ignore[attr-defined]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.colours.soft))
            radius = look.px(view.radius)
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1) if aside else area, radius, radius)
        room = view.frame_of(painter, area.adjusted(margin, 0, -margin, 0), offer)
        painter.setFont(look.font())
        painter.setPen(look.colour())
        room.setLeft(room.left() + _write(painter, room, offer.title) + look.px(view.gap))
        painter.setFont(look.font(Type.CAPTION))
        painter.setPen(look.colour(Tone.MUTED))
        _write(painter, room, offer.subtitle)
        painter.restore()


def _write(painter: QPainter, room: QRect, text: str) -> int:
    """Write a text into a room, cut where it ends; how wide it came."""
    metrics = painter.fontMetrics()
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, cut)
    return metrics.horizontalAdvance(cut)
