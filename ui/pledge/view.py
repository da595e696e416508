"""What every view of the pledge is: controls for the filter line, a body, its few actions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.pledge.records import RuleSetRow, SeasonRow
from ui.commands import Command
from ui.kit.chips import Chips, FilterMenu
from ui.kit.parts import Item, put, row
from ui.pledge.taking import Shown

if TYPE_CHECKING:
    from ui.pledge.page import PledgePage

ALL = ""


class View(QWidget):
    """One way of looking at a rule set; it reads in `refresh` and nowhere else."""

    title = ""

    def __init__(self, page: PledgePage) -> None:
        super().__init__()
        self.page = page
        self.desk = page.desk
        self.filters = QWidget()
        self._filter_line = row(gap=8)
        self.filters.setLayout(self._filter_line)

    def filter_by(self, *items: Item) -> None:
        """Put controls into the filter line, from the left."""
        for item in items:
            put(self._filter_line, item)
        self._filter_line.addStretch(1)

    @property
    def rules(self) -> RuleSetRow | None:
        """The rule set that is looked at."""
        return self.page.rule_set

    @property
    def today(self) -> dt.date:
        """The day it is."""
        return self.desk.today()

    def refresh(self) -> None:
        """Read what is shown."""

    def buttons(self) -> tuple[Command, ...]:
        """What else can be done here; recording points is offered everywhere."""
        return ()

    def shown(self) -> Shown | None:
        """What could be exported and printed now, None if there is nothing."""
        return None

    def status(self) -> tuple[str, str]:
        """The texts of the status line."""
        return ("", "")

    def open(self, what: object) -> None:
        """Show one thing."""

    def take_focus(self) -> None:
        """Where the keyboard goes when the view is entered."""
        self.setFocus()


def offer_sets(chips: Chips, sets: list[RuleSetRow], before: list[RuleSetRow]) -> None:
    """The rule sets as chips; made anew only if they are others, so that the focus stays."""
    known = [(one.id, one.edition) for one in before]
    if known != [(one.id, one.edition) for one in sets]:
        chips.offer([(str(one.id), one.edition) for one in sets])
        chips.setVisible(len(sets) > 1)


def number(menu: FilterMenu) -> int | None:
    """The id behind the choice of a menu, None for all."""
    return int(menu.key) if menu.key else None


def offer_seasons(menu: FilterMenu, seasons: list[SeasonRow], *, all_words: str = "") -> None:
    """The seasons of a rule set; with `all_words` also all of them."""
    every = [(ALL, all_words)] if all_words else []
    menu.offer([*every, *((str(season.id), season.name) for season in seasons)])
