"""What is printed or packed of a term: its letter, the sign for the door, the hand-over pack."""

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
from ui.leaders.pack import offer_pack
from ui.people.side import SidePage

_LETTER, _SIGN = "聘书", "上墙牌"


class TermPapers:
    """Papers of one term or of several; the phone stands on a sign only with consent."""

    def __init__(self, page: SidePage) -> None:
        self.page = page

    def button(self, term: TermRow) -> QWidget:
        """材料: a menu below the button."""
        made = Button("材料", icon="chevron-down")
        # The icon stands after the words when the direction is turned.
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        made.setToolTip("聘书、上墙牌、交接资料包")
        made.clicked.connect(lambda: self._open(made, term))
        return made

    def commands(self, term: TermRow) -> tuple[Command, ...]:
        """印聘书, 印上墙牌, 交接资料包; who has left gets neither letter nor sign."""
        ids = (term.id,)
        pack = Command(
            "term.pack", "做交接资料包……", partial(offer_pack, self.page, term.id), icon="folder",
        )  # fmt: skip
        if term.state == ENDED:
            return (pack,)
        return (
            Command("term.letter", "印聘书……", partial(self.letters, ids), icon="print"),
            Command("term.sign", "印上墙牌……", partial(self.signs, ids), icon="print"),
            pack,
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

    def _open(self, button: QWidget, term: TermRow) -> None:
        made = menu(self.commands(term), button, lambda command: self.page.attempt(command.run))
        made.aboutToHide.connect(made.deleteLater)
        made.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))
