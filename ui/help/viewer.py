"""The manual beside the window: F1 opens the page of the present room."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def show_help(parent: QWidget | None, room: str) -> None:
    """Show the help page of a room."""
