"""The figures above the rosters: how many serve, what is missing, what comes to an end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.book import Book
from app.leaders.lists import coverage, expiring
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rules import EXPIRED
from app.people.place_lists import compound_names, segment_rows
from ui.kit.parts import Label, caption, column, link, row
from ui.theme import Tone, Type

_NONE = "—"  # nothing can be covered where there is nothing


@dataclass(frozen=True)
class Figure:
    """One figure: its number, what it is, a unit after it; `leads` names the list behind it."""

    number: str
    words: str
    suffix: str = ""
    tone: Tone = Tone.PLAIN
    leads: str = ""


Figures = Sequence[Figure]


def figures(book: Book, day: dt.date, kind: str) -> tuple[Figures, list[tuple[str, str]]]:
    """The figures of one sort of post on a day, and the compounds to choose from."""
    names = [(str(row_id), name) for row_id, name in compound_names(book)]
    ending = [one for one in expiring(book, day) if one.kind == kind]
    over = sum(one.state == EXPIRED for one in ending)
    soon = len(ending) - over
    if kind == BUILDING_LEADER:
        found = coverage(book, day)
        there, held, place, share = found.active_groups, found.covered, "楼组", found.words()
        share = share if there else _NONE
    else:
        streets = segment_rows(book, day)
        there, held, place = len(streets), sum(bool(one.leader) for one in streets), "街面"
        share = f"{held * 1000 // there / 10:.1f}".removesuffix(".0") + "%" if there else _NONE
    missing = there - held
    return (
        Figure(f"{held:,}", "在任", f"/ {there:,} {place}"),
        Figure(share, "覆盖率"),
        Figure(f"{missing:,}", "缺额", "", Tone.RED if missing else Tone.PLAIN, "vacancies"),
        Figure(f"{soon:,}", "60 天内届满", "", Tone.AMBER if soon else Tone.PLAIN, "due"),
        Figure(f"{over:,}", "届满未换", "", Tone.RED if over else Tone.PLAIN, "due"),
    ), names


class FigureLine(QFrame):
    """Figures side by side in one field; a figure that leads somewhere is a link."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._line = row(margins=(16, 8), gap=24)
        self.setLayout(self._line)
        self.shown: Figures = ()

    def show_figures(self, found: Figures) -> None:
        """Other figures."""
        self.shown = found
        while self._line.count():
            widget: QWidget | None = self._line.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for figure in found:
            self._line.addWidget(self._part(figure))
        self._line.addStretch(1)

    def _part(self, figure: Figure) -> QWidget:
        made = QWidget()
        number = Label(figure.number, Type.FIGURE, figure.tone)
        words: QWidget = Label(figure.words, tone=Tone.MUTED)
        words.setContentsMargins(3, 0, 0, 0)  # as far in as the words of a link
        number.setContentsMargins(3, 0, 0, 0)
        if figure.leads and figure.number != "0":
            words = link(figure.words, lambda: self.asked.emit(figure.leads), hint="看名单")
        above = row(number, caption(figure.suffix), None, gap=4)
        made.setLayout(column(above, words, gap=0))
        made.setAccessibleName(f"{figure.words} {figure.number}{figure.suffix}")
        return made
