"""Ways from a post to the rooms in which its rounds, duties and hand-overs are kept."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from ui.contents import CONTENTS
from ui.kit.page import Page
from ui.kit.parts import Label, caption, row
from ui.people.cards import linked

ROUNDS, DUTIES = "rounds", "duties"


def has_room(room: str) -> bool:
    """Whether the program has a room of that name."""
    return any(one.id == room for top in CONTENTS for one in top.all())


def way(page: Page, title: str, note: str, room: str, what: object) -> QWidget:
    """A line of a card that leads to another room; plain words while there is no such room."""
    if has_room(room):
        return linked(title, note, partial(page.go, room, what))
    made = QWidget()
    words = caption(note, wrap=True)
    line = row(Label(title), words, gap=8)
    line.setStretch(1, 1)
    made.setLayout(line)
    return made
