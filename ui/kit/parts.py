"""The small parts that every page is put together from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.theme import Tone, Type, scale

Item = QWidget | QLayout | int | None
Margins = int | tuple[int, int] | tuple[int, int, int, int]


def lay(layout: QLayout, margins: Margins = 0, gap: int = 8) -> None:
    """Give a layout margins (all, across and down, or left top right bottom) and gaps at 中."""
    if isinstance(margins, int):
        edges = (margins, margins, margins, margins)
    elif len(margins) == 2:
        edges = (margins[0], margins[1], margins[0], margins[1])
    else:
        edges = margins
    scale.keep_layout(layout, edges, (gap, gap))
    scale.rescale_layout(layout, theme.current())


def _fill(layout: QBoxLayout, items: tuple[Item, ...]) -> None:
    for item in items:
        put(layout, item)


def put(layout: QBoxLayout, item: Item, stretch: int = 0) -> None:
    """Add a widget, a layout, a gap of so many pixels, or (None) room that stretches."""
    if item is None:
        layout.addStretch(1)
    elif isinstance(item, int):
        layout.addSpacing(theme.current().px(item))
    elif isinstance(item, QWidget):
        layout.addWidget(item, stretch)
    else:
        layout.addLayout(item, stretch)


def column(*items: Item, margins: Margins = 0, gap: int = 8) -> QVBoxLayout:
    """Items one below the other."""
    made = QVBoxLayout()
    lay(made, margins, gap)
    _fill(made, items)
    return made


def row(*items: Item, margins: Margins = 0, gap: int = 8, even: bool = False) -> QHBoxLayout:
    """Items side by side; `even` gives all of them the same width."""
    made = QHBoxLayout()
    lay(made, margins, gap)
    _fill(made, items)
    if even:
        for at in range(made.count()):
            made.setStretch(at, 1)
    return made


def sized(
    widget: QWidget,
    *,
    width: int = 0,
    height: int = 0,
    least_width: int = 0,
    least_height: int = 0,
    most_width: int = 0,
    most_height: int = 0,
) -> None:
    """Give a widget lengths at 中 that grow with the size of text."""
    lengths = {
        "least_width": width or least_width,
        "least_height": height or least_height,
        "most_width": width or most_width,
        "most_height": height or most_height,
    }
    scale.keep_size(widget, {name: length for name, length in lengths.items() if length})
    scale.rescale_widget(widget, theme.current())


def style(widget: QWidget, **properties: str) -> None:
    """Set the properties that the style sheet looks at, and have it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Label(QLabel):
    """A text of a step of the type scale in a tone; never rich text from data."""

    def __init__(
        self,
        text: str = "",
        step: Type = Type.BODY,
        tone: Tone = Tone.PLAIN,
        *,
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", step.value)
        self.setProperty("tone", tone.value)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def say(self, text: str, tone: Tone | None = None) -> None:
        """Another text, and another tone if one is given."""
        self.setText(text)
        if tone is not None and self.property("tone") != tone.value:
            style(self, tone=tone.value)


class Elided(Label):
    """A text on one line that gives way where there is no room; the tooltip has it whole."""

    def __init__(self, text: str = "", step: Type = Type.BODY, tone: Tone = Tone.PLAIN) -> None:
        super().__init__(text, step, tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Room for a character or two."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), theme.current().px(32)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, or as much of it as there is room for."""
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(self.text()) <= self.width():
            self.setToolTip("")
            super().paintEvent(event)
            return
        self.setToolTip(self.text())
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


def caption(text: str = "", tone: Tone = Tone.MUTED, *, wrap: bool = False) -> Label:
    """A small grey text: a hint, a unit, a label above a field."""
    return Label(text, Type.CAPTION, tone, wrap=wrap)


class Picture(QLabel):
    """An icon from the set that follows the theme."""

    def __init__(self, name: str, tone: Tone = Tone.MUTED, side: int = 18) -> None:
        super().__init__()
        self._name, self._tone, self._side = name, tone, side
        self._draw()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self.setPixmap(icons.picture(self._name, self._tone, self._side, ratio))

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew after the theme or the size of text changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()


class Button(QPushButton):
    """A push button; `tone` primary for the one main thing, red for what destroys.

    It takes the focus by Tab only, so that pressing it leaves the typing where it was.
    """

    def __init__(
        self,
        text: str,
        act: Callable[[], object] | None = None,
        *,
        tone: Tone = Tone.PLAIN,
        icon: str = "",
        icon_tone: Tone | None = None,
        role: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(text)
        main = tone is Tone.PRIMARY and role != "link"
        self._icon_name = icon
        self._icon_tone = icon_tone or (Tone.ON_PRIMARY if main else tone)
        if tone is not Tone.PLAIN:
            self.setProperty("tone", tone.value)
        if role:
            self.setProperty("role", role)
        if hint:
            self.setToolTip(hint)
        self.setAccessibleName(text or hint)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        if act is not None:
            self.clicked.connect(lambda _on=False: act())
        self._draw()

    def setText(self, text: str) -> None:
        """The words of the button, which are also its accessible name."""
        super().setText(text)
        self.setAccessibleName(text)

    def _draw(self) -> None:
        if self._icon_name:
            self.setIcon(icons.icon(self._icon_name, self._icon_tone, 16))
            side = theme.current().px(16)
            self.setIconSize(QSize(side, side))

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon anew after the theme changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()


def link(text: str, act: Callable[[], object] | None = None, *, hint: str = "") -> Button:
    """A button that looks like a word in the text."""
    return Button(text, act, role="link", hint=hint)


class IconButton(QToolButton):
    """A button that is only an icon; `hint` is its tooltip and its accessible name."""

    def __init__(
        self,
        icon: str,
        hint: str,
        act: Callable[[], object] | None = None,
        *,
        tone: Tone = Tone.MUTED,
        side: int = 18,
    ) -> None:
        super().__init__()
        self._icon_name, self._tone, self._side = icon, tone, side
        self.setToolTip(hint)
        self.setAccessibleName(hint)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if act is not None:
            self.clicked.connect(lambda _on=False: act())
        self._draw()

    def show_icon(self, icon: str, hint: str) -> None:
        """Another icon with another meaning."""
        self._icon_name = icon
        self.setToolTip(hint)
        self.setAccessibleName(hint)
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icons.icon(self._icon_name, self._tone, self._side))
        side = theme.current().px(self._side)
        self.setIconSize(QSize(side, side))

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon anew after the theme changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()


def frame(role: str, layout: QLayout | None = None, *, tone: str = "") -> QFrame:
    """A frame that the style sheet knows by its role."""
    made = QFrame()
    made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    if layout is not None:
        made.setLayout(layout)
    return made


def scrolled(widget: QWidget) -> QScrollArea:
    """A widget that scrolls up and down where it does not fit, so that nothing is cut off."""
    made = QScrollArea()
    made.setWidget(widget)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def rule() -> QFrame:
    """A thin line across."""
    return frame("rule")


def area(role: str, layout: QLayout | None = None) -> QWidget:
    """A plain widget with a ground of the theme."""
    made = QWidget()
    made.setProperty("role", role)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    if layout is not None:
        made.setLayout(layout)
    return made
