"""Which features have a say in an undo."""

from __future__ import annotations

from app.book import UndoGuard
from app.pledge.undoing import undo_guard

GUARDS: tuple[UndoGuard, ...] = (undo_guard,)
