"""The figures above the rosters: how many serve, what is missing, what comes to an end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.book import Book
from app.leaders.lists import HELD, TermFilter, coverage, expiring, term_ids, term_rows
from app.leaders.posts import BUILDING_LEADER, COMMITTEE_SIZE, OF_COMMITTEE, STREET_LEADER
from app.leaders.records import TermRow
from app.leaders.rules import EXPIRED, Coverage
from app.leaders.vacant import vacant_posts
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


def figures(
    book: Book, day: dt.date, kinds: Sequence[str], compound_id: int | None = None
) -> tuple[Figures, list[tuple[str, str]]]:
    """The figures of some kinds of post on a day, and the compounds to choose from.

    With a compound, those of the 楼组长 are of it alone, with the coverage in all after them.
    """
    names = [(str(row_id), name) for row_id, name in compound_names(book)]
    there_name = dict(names).get(str(compound_id), "")
    ending = [
        one
        for one in expiring(book, day)
        if one.kind in kinds and (not there_name or one.compound == there_name)
    ]
    if BUILDING_LEADER in kinds:
        shown = _of_groups(book, day, compound_id)
    elif STREET_LEADER in kinds:
        shown = _of_streets(book, day)
    else:
        shown = _of_others(book, day, kinds, compound_id)
    return (*shown, *_of_ends(ending)), names


def _of_groups(book: Book, day: dt.date, compound_id: int | None) -> Figures:
    found = coverage(book, day, compound_id)
    held, there = found.covered, found.active_groups
    share = found.words() if there else _NONE
    shown: tuple[Figure, ...] = (
        Figure(f"{held:,}", "在任", f"/ {there:,} 楼组"),
        Figure(share, "覆盖率" if compound_id is None else "本小区覆盖率"),
    )
    if compound_id is not None:
        every = coverage(book, day)
        shown = (*shown, Figure(every.words() if every.active_groups else _NONE, "全部覆盖率"))
    return (*shown, _missing(found.vacant))


def _of_streets(book: Book, day: dt.date) -> Figures:
    streets = segment_rows(book, day)
    there, held = len(streets), sum(bool(one.leader) for one in streets)
    share = Coverage(there, held, there - held).words() if there else _NONE
    return (
        Figure(f"{held:,}", "在任", f"/ {there:,} 街面"),
        Figure(share, "覆盖率"),
        _missing(there - held),
    )


def _of_others(book: Book, day: dt.date, kinds: Sequence[str], compound_id: int | None) -> Figures:
    where = TermFilter(kinds=tuple(kinds), compound_id=compound_id, state=HELD)
    rows = term_rows(book, term_ids(book, where, day), day).values()
    people = len({row.resident_id for row in rows})
    shown = [Figure(f"{len(rows):,}", "在任", f"人次 · {people:,} 人")]
    committee = {row.resident_id for row in rows if row.kind in OF_COMMITTEE}
    if committee:
        least, most = COMMITTEE_SIZE
        tone = Tone.PLAIN if least <= len(committee) <= most else Tone.AMBER
        shown.append(Figure(f"{len(committee)}", "居委会成员", f"法定 {least}—{most} 名", tone))
    empty = sum(one.kind in kinds for one in vacant_posts(book, day))
    return (*shown, _missing(empty))


def _missing(count: int) -> Figure:
    return Figure(f"{count:,}", "缺额", "", Tone.RED if count else Tone.PLAIN, "vacancies")


def _of_ends(ending: Sequence[TermRow]) -> Figures:
    over = sum(one.state == EXPIRED for one in ending)
    soon = len(ending) - over
    return (
        Figure(f"{soon:,}", "60 天内届满", "", Tone.AMBER if soon else Tone.PLAIN, "due"),
        Figure(f"{over:,}", "届满未换", "", Tone.RED if over else Tone.PLAIN, "due"),
    )


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
