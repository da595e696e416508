"""Printed papers of one term or of several: letters of appointment, signs for the door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.leaders.papers import letters
from app.leaders.records import TermRow
from app.leaders.rules import ENDED
from app.papers.model import Sheet
from ui import papers
from ui.commands import Command, menu
from ui.kit.parts import Button
from ui.people.side import SidePage

_LETTER, _SIGN = "聘书", "上墙牌"


class TermPapers:
    """What is printed of terms; the phone stands on a sign only with consent."""

    def __init__(self, page: SidePage) -> None:
        self.page = page

    def buttons(self, term: TermRow) -> list[QWidget]:
        """打印: a menu below the button; who has left gets neither letter nor sign."""
        if term.state == ENDED:
            return []
        made = Button("打印", icon="chevron-down")
        # The icon stands after the words when the direction is turned.
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        made.setToolTip("聘书、上墙牌")
        made.clicked.connect(lambda: self._open(made, term.id))
        return [made]

    def commands(self, *term_ids: int) -> tuple[Command, ...]:
        """印聘书, 印上墙牌, for one term or for several."""
        return (
            Command("term.letter", "印聘书……", partial(self.letters, term_ids), icon="print"),
            Command("term.sign", "印上墙牌……", partial(self.signs, term_ids), icon="print"),
        )

    def letters(self, term_ids: Sequence[int]) -> None:
        """Offer the letters of appointment of some terms."""
        self._offer(_LETTER, letters.appointment, term_ids)

    def signs(self, term_ids: Sequence[int]) -> None:
        """Offer the signs for doors of some terms."""
        self._offer(_SIGN, letters.door_signs, term_ids)

    def _offer(
        self, name: str, make: Callable[..., Sequence[Sheet]], term_ids: Sequence[int]
    ) -> None:
        book, today = self.page.desk.book, self.page.desk.today()
        papers.offer(self.page, name, lambda: make(book, term_ids, today))

    def _open(self, button: QWidget, term_id: int) -> None:
        made = menu(self.commands(term_id), button)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))
