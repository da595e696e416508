"""Makes a few parts of the main window and throws them away, while the password is typed.

What Qt does only once (reading icons, matching the style sheet, making the classes that Python
sees) is done by then, and the first page appears sooner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

from PySide6.QtWidgets import QComboBox, QMainWindow, QStackedWidget, QWidget

from app.fields import Field, columns
from app.kinds import Text
from ui.commands import Command
from ui.contents import CONTENTS
from ui.kit.banner import Banner
from ui.kit.cards import FigureCard, Panel
from ui.kit.chips import Chips
from ui.kit.form import Form
from ui.kit.lines import LineEdit
from ui.kit.parts import Button, column, scrolled
from ui.kit.sidebar import Entry, Sidebar
from ui.kit.statusbar import StatusBar
from ui.kit.table import Table
from ui.kit.topbar import TopBar
from ui.theme import Tone


def steps() -> Iterator[Callable[[], QWidget]]:
    """Small pieces of work; what each returns is to be thrown away."""
    yield _table
    yield lambda: Sidebar("", [Entry(room.id, room.title, room.icon) for room in CONTENTS])
    yield _bars
    yield _cards
    yield _views


def _bars() -> QWidget:
    nothing = Command("warm.nothing", "", lambda: None, icon="undo")
    ground = QMainWindow()
    inner = QWidget()
    bar = TopBar(lambda _command: None, lambda: None, nothing, nothing, lambda _button: None)
    inner.setLayout(column(bar, StatusBar(lambda: None), Banner()))
    ground.setCentralWidget(inner)
    return ground


def _cards() -> QWidget:
    panel = Panel(" ", " ")
    panel.add(FigureCard(" "))
    panel.add(Chips([("a", " "), ("b", " ")]))
    panel.add(LineEdit())
    panel.add(Button(" ", tone=Tone.PRIMARY))
    return panel


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    word: Annotated[str, Field(Text(), "词")]


def _table() -> QWidget:
    made = Table(columns(_Line, "word"), name="warm")
    made.show_rows([_Line(1, "一")])
    return made


def _views() -> QWidget:
    stack = QStackedWidget()
    stack.addWidget(scrolled(QComboBox()))
    form = Form(_Line, dt.date.today)
    form.add("word", 0)
    stack.addWidget(form)
    return stack


def polish(made: QWidget) -> None:
    """Let the style look at a piece and all that is in it, and throw it away."""
    made.ensurePolished()
    part: QWidget
    for part in made.findChildren(QWidget):
        part.ensurePolished()
    made.grab()
    made.deleteLater()
