"""The start screen: a new book, one that exists, the sample, a backup."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.recent import RecentBook
from ui import theme
from ui.kit.banner import Banner
from ui.kit.parts import Label, Picture, caption, column, row, sized
from ui.start.door import View
from ui.theme import Tone, Type

_NARROW = 300


class Choice(QPushButton):
    """A button with an icon, a title and a sentence about what it does."""

    def __init__(self, icon: str, title: str, hint: str, *, tone: Tone = Tone.PRIMARY) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = column(Label(title, Type.STRONG), caption(hint, wrap=True), gap=2)
        line = row(Picture(icon, tone, 24), words, margins=(16, 12), gap=16)
        line.setStretch(1, 1)
        self.setLayout(line)
        part: QWidget
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As much as its words need."""
        look = theme.current()
        layout = self.layout()
        wide = max(self.width(), look.px(_NARROW)) if self.isVisible() else look.px(_NARROW)
        return QSize(look.px(_NARROW), max(layout.heightForWidth(wide), layout.sizeHint().height()))

    def changeEvent(self, event: QEvent) -> None:
        """The words may have grown."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()


class WelcomeView(View):
    """What one can begin with; `opened` carries the path of a recent book."""

    title = "开始"

    new_asked = Signal()
    open_asked = Signal()
    sample_asked = Signal()
    restore_asked = Signal()
    opened = Signal(object)

    def __init__(self, recent: Sequence[RecentBook] = ()) -> None:
        super().__init__()
        self.banner = Banner()
        self.new = self._choice(
            "plus", "新建台账", "选居委会、设密码，三分钟建好。", self.new_asked
        )
        self.open = self._choice(
            "folder", "打开台账", "打开电脑或 U 盘上已有的台账。", self.open_asked
        )
        self.sample = self._choice(
            "eye",
            "试用样本台账",
            "虚构的居民和一年的记录，随便试，不影响真实资料。",
            self.sample_asked,
        )
        self.restore = self._choice(
            "backup", "用备份还原", "换了电脑或文件损坏时，从备份找回台账。", self.restore_asked
        )
        others = caption("或者")
        others.setVisible(bool(recent))
        parts = column(others, self.new, self.open, self.sample, self.restore, None, gap=10)
        body = row(gap=32)
        if recent:
            body.addLayout(self._recent(recent), 1)
        body.addLayout(parts, 1)
        words = "接着上次的工作，或开始新的。" if recent else "第一次使用，请选一种方式开始。"
        self._doing = caption()
        self._doing.hide()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("正在准备")
        sized(self._bar, width=160)
        self._bar.hide()
        head = column(Label("欢迎使用", Type.TITLE), caption(words), gap=2)
        foot = row(self._doing, self._bar, None, gap=8)
        inner = QWidget()
        inner.setLayout(column(head, self.banner, 8, body, foot, gap=8))
        sized(inner, most_width=860 if recent else 600)
        self.setLayout(column(None, centred(inner), None, None))

    def entered(self) -> None:
        """Ready for Enter on the first thing."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str) -> None:
        """Why something did not work out."""
        self.banner.say(text, Tone.AMBER)

    def wait(self, text: str) -> None:
        """Something is being made ready; empty when it is done."""
        part: Choice
        for part in self.findChildren(Choice):
            part.setEnabled(not text)
        self._doing.setText(text)
        self._doing.setVisible(bool(text))
        self._bar.setVisible(bool(text))

    def _choice(self, icon: str, title: str, hint: str, asked: SignalInstance) -> Choice:
        made = Choice(icon, title, hint)
        made.clicked.connect(lambda _on=False: asked.emit())
        if not hasattr(self, "_first"):
            self._first: QPushButton = made
        return made

    def _recent(self, recent: Sequence[RecentBook]) -> QVBoxLayout:
        listed = column(caption("最近打开的台账"), gap=10)
        first = None
        for book in recent[:5]:
            where = _short(book.path.parent) if book.there else "现在找不到，可能在没插上的 U 盘里"
            made = Choice(
                "lock", book.name, where, tone=Tone.PRIMARY if book.there else Tone.DISABLED
            )
            made.setEnabled(book.there)
            made.setToolTip(str(book.path))
            made.clicked.connect(lambda _on=False, path=book.path: self.opened.emit(path))
            listed.addWidget(made)
            first = first or (made if book.there else None)
        listed.addStretch(1)
        if first is not None:
            self._first = first
        return listed


def centred(widget: QWidget) -> QHBoxLayout:
    """A widget in the middle, as wide as it may be."""
    line = row(gap=0)
    line.addStretch(1)
    line.addWidget(widget, 1000)
    line.addStretch(1)
    return line


def _short(folder: Path) -> str:
    text = str(folder)
    return text if len(text) <= 34 else f"……{text[-32:]}"
