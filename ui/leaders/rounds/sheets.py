"""打印材料: the sheets that belong to the step a round is at, and hand-over sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from app.errors import Refused
from app.leaders.handovers import HandoverFilter, handover_rows
from app.leaders.papers import handover, letters, rounds
from app.leaders.rounds import rules
from app.leaders.rounds.lists import seat_rows
from app.leaders.rounds.records import RoundRow
from app.leaders.rounds.terms import terms_of
from app.papers.model import Sheet
from ui import papers
from ui.commands import Command, menu
from ui.kit.parts import Button

if TYPE_CHECKING:
    from ui.leaders.rounds.page import RoundsPage

Read = Callable[[], Sequence[Sheet]]
_EARLY = frozenset((rules.DRAFT, rules.NOMINATING, rules.VOTING))
_COUNTED = frozenset((rules.VOTING, rules.NOTICE, rules.FILED, rules.CLOSED))


class Sheets:
    """The printed sheets of the page; all are read in the second lane."""

    def __init__(self, page: RoundsPage) -> None:
        self.page = page
        self.book = page.desk.book
        self.button = Button("打印材料", self._open, icon="chevron-down", role="filter")
        self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.button.setToolTip("这一步要用的公告、名单、选票、聘书、交接单")

    def commands(self) -> tuple[Command, ...]:
        """What belongs to the chosen round now."""
        name = self.page.round.name if self.page.round is not None else ""
        return tuple(
            papers.command(self.page, f"rounds.paper.{key}", words, f"{name}{words}", read)
            for key, words, read in self.known()
        )

    def known(self) -> tuple[tuple[str, str, Read], ...]:
        """The same as a key, words and what reads the sheets."""
        known = self.page.round
        if known is None:
            return ()
        return tuple(
            (key, words, read)
            for key, words, steps, read in self._known(known)
            if known.status in steps
        )

    def _known(self, known: RoundRow) -> tuple[tuple[str, str, frozenset[str], Read], ...]:
        book, key, today = self.book, known.id, self.page.desk.today()
        closed = frozenset((rules.CLOSED,))
        posted = frozenset((rules.VOTING, rules.NOTICE, rules.FILED, rules.CLOSED))

        def ballots() -> Sequence[Sheet]:
            ids = [seat.id for seat in seat_rows(book, key) if seat.candidates]
            if not ids:
                raise Refused("还没有候选人，没有可以印的选票。请先提名。")
            return rounds.ballot(book, key, ids)

        return (
            ("announcement", "推选公告", _EARLY, lambda: rounds.announcement(book, key)),
            (
                "candidates", "候选人名单", frozenset((rules.NOMINATING, rules.VOTING)),
                lambda: rounds.candidate_list(book, key),
            ),
            ("ballots", "选票", frozenset((rules.NOMINATING, rules.VOTING)), ballots),
            ("notice", "结果公示", posted, lambda: rounds.notice(book, key)),
            ("results", "推选结果表", _COUNTED, lambda: rounds.result_list(book, key)),
            (
                "letters", "聘书", closed,
                lambda: letters.appointment(book, terms_of(book, key), today),
            ),
            (
                "signs", "上墙牌", closed,
                lambda: letters.door_signs(book, terms_of(book, key), today),
            ),
            ("handovers", "全部交接单", closed, lambda: self._handovers(key)),
        )  # fmt: skip

    def _handovers(self, round_id: int) -> Sequence[Sheet]:
        ids = [row.id for row in handover_rows(self.book, HandoverFilter(round_id))]
        if not ids:
            raise Refused("这次推选没有人离任，没有交接单。")
        return self.sheets_of(ids)

    def sheets_of(self, ids: Sequence[int]) -> tuple[Sheet, ...]:
        """The sheets of some hand-overs, one after the other."""
        return tuple(sheet for row_id in ids for sheet in handover.sheet(self.book, row_id))

    def _open(self) -> None:
        made = menu(self.commands(), self.page, self.page.run)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(self.button.mapToGlobal(QPoint(0, self.button.height() + 2)))

    def offer_handovers(self, ids: Sequence[int]) -> None:
        """Print some hand-over sheets."""
        papers.offer(self.page, "交接单", lambda: self.sheets_of(ids))
