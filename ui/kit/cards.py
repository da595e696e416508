"""Panels, figures and facts: what a page is furnished with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QWidget

from ui.kit.parts import Elided, Item, Label, caption, column, lay, put, row
from ui.theme import Tone, Type


class Panel(QFrame):
    """A white field with a title, a grey hint and, at the right of them, small tools.

    Without a title it is only the field. A `flush` one is filled to its edge, as by a table; a
    `bare` one lies inside another and has no field of its own. Put things in with `add`.
    """

    def __init__(
        self, title: str = "", hint: str = "", *, flush: bool = False, bare: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("role", "clear" if bare else "panel")
        self._title = Label(title, Type.STRONG)
        self._hint = Elided(hint, Type.CAPTION, Tone.MUTED)
        self._tools = row(gap=0)
        self._head = QWidget()
        self._head.setLayout(row(self._title, self._hint, None, self._tools, gap=8))
        if not (title or hint):
            # Showing what has no parent yet would open a window of its own for a moment.
            self._head.hide()
        margins = 16
        if flush or bare:
            margins = 1 if flush else 0
        self._body = column(self._head, margins=margins, gap=10)
        if flush and title:
            self._head.setContentsMargins(15, 13, 10, 2)
        self.setLayout(self._body)
        self.setAccessibleName(title)

    def say(self, title: str, hint: str = "") -> None:
        """Another title and hint."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._head.setVisible(bool(title or hint))
        self.setAccessibleName(title)

    def add(self, item: Item, stretch: int = 0) -> None:
        """Put something below what is there."""
        put(self._body, item, stretch)

    def add_tool(self, widget: QWidget) -> None:
        """Put a small tool at the right of the title."""
        self._tools.addWidget(widget)
        self._head.show()


class FigureCard(QFrame):
    """One figure that matters: what it is, how much, and a line that puts it in proportion."""

    def __init__(self, label: str, *, inner: bool = False, tone: Tone = Tone.PLAIN) -> None:
        super().__init__()
        self.setProperty("role", "card" if inner else "panel")
        self.setProperty("tone", tone.value)
        self._label = Label(label, tone=Tone.MUTED)
        self._figure = Label("—", Type.FIGURE)
        self._suffix = caption()
        self._note = Label("", tone=Tone.MUTED)
        figures = row(self._figure, self._suffix, None, gap=4)
        figures.setAlignment(self._suffix, Qt.AlignmentFlag.AlignBottom)
        self._suffix.setContentsMargins(0, 0, 0, 5)
        margins = (12, 10) if inner else (16, 14)
        self.setLayout(column(self._label, figures, self._note, margins=margins, gap=0))
        self._name()

    def show_figure(
        self, figure: str, suffix: str = "", note: str = "", tone: Tone = Tone.PLAIN
    ) -> None:
        """The figure as text, a small unit after it and the line below."""
        self._figure.say(figure, tone)
        self._suffix.setText(suffix)
        self._note.setText(note)
        self._name()

    def show_label(self, label: str) -> None:
        """What the figure is."""
        self._label.setText(label)
        self._name()

    def _name(self) -> None:
        words = (self._label.text(), self._figure.text() + self._suffix.text(), self._note.text())
        self.setAccessibleName("，".join(word for word in words if word))


class Facts(QWidget):
    """Grey names and their values, one below the other, for a pane of details."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout()
        lay(self._grid, 0, 8)
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)

    def show_facts(self, facts: Sequence[tuple[str, str] | tuple[str, str, Tone]]) -> None:
        """Other facts; empty values are left out, so that a pane holds only what is known."""
        _empty(self._grid)
        known = [fact for fact in facts if fact[1]]
        for at, fact in enumerate(known):
            name = Label(fact[0], tone=Tone.MUTED)
            tone = fact[2] if len(fact) == 3 else Tone.PLAIN
            value = Label(fact[1], tone=tone, wrap=True, selectable=True)
            value.setAccessibleName(f"{fact[0]}：{fact[1]}")
            self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, at, 1)


def _empty(layout: QLayout) -> None:
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
