"""One part of 系统: a view with its own actions and status, read when it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.commands import Command
from ui.desk import Desk

if TYPE_CHECKING:
    from ui.system.page import SystemPage


class Section(QWidget):
    """Reads in `refresh` and nowhere else."""

    def __init__(self, page: SystemPage) -> None:
        super().__init__()
        self.page = page
        self.desk: Desk = page.desk

    def refresh(self) -> None:
        """Read what is shown."""

    def open(self, part: str) -> None:
        """Show a part of it that another place leads to."""

    def buttons(self) -> tuple[Command, ...]:
        """Its buttons in the title line."""
        return ()

    def commands(self) -> tuple[Command, ...]:
        """Everything that can be done in it, for keys and Ctrl+K."""
        return self.buttons()

    def status(self) -> tuple[str, str]:
        """Its texts in the status line."""
        return ("", "")

    def leaving(self) -> None:
        """Something else is shown: keep drafts, empty passwords."""
