"""The very first picture: the unlock window before the theme and the kit are loaded.

It is drawn with the fewest classes of Qt, since importing the rest takes longer than an empty
window needs to appear. It looks as `ui.unlock` does (a test compares the two, and the colours
with those of the theme), takes the typing at once and gives it over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QFontInfo, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import fonts

NAME = "睦邻台账"
SIZES = {"small": 9.5, "medium": 10.5, "large": 13.0}
COLOURS: Mapping[str, Mapping[str, str]] = {
    "light": {
        "window": "#F3F5F7",
        "surface": "#FFFFFF",
        "line": "#E8ECEE",
        "edge": "#D5DCE0",
        "ink": "#1E2A31",
        "muted": "#627079",
        "primary": "#0E6E78",
        "primary_ink": "#0E6E78",
        "on_primary": "#FFFFFF",
        "focus": "#0E6E78",
    },
    "dark": {
        "window": "#14191C",
        "surface": "#1C2326",
        "line": "#2A3337",
        "edge": "#3A454A",
        "ink": "#E6ECEE",
        "muted": "#9EACB2",
        "primary": "#17808B",
        "primary_ink": "#63C5CD",
        "on_primary": "#FFFFFF",
        "focus": "#63C5CD",
    },
}
"""The colours of the theme that this picture needs."""

_SHEET = """
QFrame#first {{ border: 0; background: {window}; }}
QLabel {{ color: {ink}; background: transparent; }}
QLabel#title {{ color: {primary_ink}; font-size: {title:g}pt; font-weight: bold; }}
QLabel#caption {{ color: {muted}; font-size: {caption:g}pt; }}
QFrame#panel {{ background: {surface}; border: 1px solid {line}; border-radius: {p8}px; }}
QLineEdit {{ background: {surface}; border: 1px solid {edge}; border-radius: {p6}px; color: {ink};
  padding: {p2}px {p9}px; min-height: {p26}px; }}
QLineEdit:focus {{ border: 2px solid {focus}; padding: {p1}px {p8}px; }}
QPushButton {{ background: {primary}; border: 1px solid {primary}; border-radius: {p6}px;
  color: {on_primary}; padding: {p4}px {p12}px; min-height: {p20}px; }}
QPushButton#link {{ background: transparent; border: 1px solid transparent; color: {primary_ink};
  padding: {p2}px; min-height: 0; }}
"""


class FirstPicture(QFrame):
    """Book, user, a line for the password, a button; `wanted` once Enter or the button came."""

    def __init__(self, book: str, login: str, *, theme: str, size: str) -> None:
        super().__init__()
        self.setObjectName("first")
        self.wanted = False
        points = SIZES.get(size, SIZES["medium"])
        self._scale = QFontInfo(_font(points)).pixelSize() / 14
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("密码")
        self.password.returnPressed.connect(self._want)
        button = QPushButton("打开")
        button.clicked.connect(self._want)
        self._build(book, login, button)
        self.setStyleSheet(self._sheet(COLOURS["dark" if theme == "dark" else "light"], points))
        self.password.setFocus()

    def _want(self) -> None:
        self.wanted = bool(self.password.text())

    def _px(self, length: int) -> int:
        return max(1, round(length * self._scale))

    def _build(self, book: str, login: str, button: QPushButton) -> None:
        words = _named(QLabel(f"{book} · 台账已加密，只有密码能打开"), "caption")
        words.setWordWrap(True)
        head = self._column(2, _named(QLabel(NAME), "title"), words)
        card = _named(QFrame(), "panel")
        inner = self._column(
            6,
            _named(QLabel("用户"), "caption"),
            QLabel(login),
            4,
            _named(QLabel("密码"), "caption"),
            self.password,
            4,
            button,
        )
        edge = self._px(20)
        inner.setContentsMargins(edge, edge, edge, edge)
        card.setLayout(inner)
        card.setFixedWidth(self._px(380))
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(_named(QPushButton("忘记密码，用恢复码"), "link"))
        foot.addStretch(1)
        foot.addWidget(_named(QPushButton("打开别的台账"), "link"))
        middle = self._column(14, head, card, foot)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(self._px(8))
        across.addStretch(1)
        across.addLayout(middle)
        across.addStretch(1)
        whole = self._column(8)
        whole.addStretch(1)
        whole.addLayout(across)
        whole.addStretch(1)
        edge = self._px(24)
        whole.setContentsMargins(edge, edge, edge, edge)
        self.setLayout(whole)

    def _column(self, gap: int, *items: QWidget | QVBoxLayout | QHBoxLayout | int) -> QVBoxLayout:
        made = QVBoxLayout()
        made.setContentsMargins(0, 0, 0, 0)
        made.setSpacing(self._px(gap))
        for item in items:
            if isinstance(item, int):
                made.addSpacing(self._px(item))
            elif isinstance(item, QWidget):
                made.addWidget(item)
            else:
                made.addLayout(item)
        return made

    def _sheet(self, colours: Mapping[str, str], points: float) -> str:
        lengths = {f"p{length}": self._px(length) for length in (1, 2, 4, 6, 8, 9, 12, 20, 26)}
        steps = {"title": _half(points * 13 / 10.5), "caption": _half(points * 9 / 10.5)}
        return _SHEET.format(**colours, **lengths, **steps)


class Frame(QWidget):
    """The window that holds the first picture, and the unlock window after it.

    `painted` is called once, when it has been seen.
    """

    def __init__(self, title: str, painted: Callable[[], object]) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self._painted: Callable[[], object] | None = painted
        self._inner: QWidget | None = None
        line = QVBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)
        self.resize(560, 520)

    @property
    def inner(self) -> QWidget | None:
        """What is in it."""
        return self._inner

    def hold(self, inner: QWidget) -> None:
        """Put something into the window in place of what is in it."""
        old, self._inner = self._inner, inner
        self.layout().addWidget(inner)
        if self.isVisible():
            # The layout would show it later, and a window that becomes active before then finds
            # nobody to give the focus to: the line for the password would have no cursor.
            inner.show()
        if old is not None:
            self.layout().removeWidget(old)
            old.hide()
            old.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first picture."""
        super().paintEvent(event)
        if self._painted is not None:
            QTimer.singleShot(0, self._painted)
            self._painted = None

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is inside may have something under way."""
        if self._inner is not None:
            self._inner.closeEvent(event)
        if event.isAccepted():
            super().closeEvent(event)


def wanted_theme(app: QApplication, chosen: str) -> str:
    """Light or dark, as chosen or as the system's palette says."""
    if chosen in COLOURS:
        return chosen
    dark = chosen == "contrast" or app.palette().window().color().lightness() < 128
    return "dark" if dark else "light"


def _half(points: float) -> float:
    return round(points * 2) / 2


def _named(widget: Any, name: str) -> Any:
    widget.setObjectName(name)
    return widget


def _font(points: float) -> Any:
    from PySide6.QtGui import QFont

    font = QFont(fonts.load())
    font.setPointSizeF(points)
    QApplication.setFont(font)
    return font
