"""What a page is given to work with; passed, never found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from ui.jobs import Jobs
from ui.notices import Notices
from ui.watch import Watch

if TYPE_CHECKING:
    from app.book import Book


@dataclass(frozen=True)
class Desk:
    """The open book and the few things around it.

    `settings` is the memory of this computer (window, column widths); what belongs to the
    office is in the book. `today` is asked anew each time, since the program stays open overnight.
    """

    book: Book
    watch: Watch
    jobs: Jobs
    notices: Notices
    settings: QSettings
    today: Callable[[], dt.date]
