"""How many things wait in each room, for the sidebar."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from app.book import Book
from app.due import Level
from app.today import today_items
from ui.kit.sidebar import Badge
from ui.theme import Tone

_TONES = {Level.RED: Tone.RED, Level.AMBER: Tone.AMBER}


def badges(book: Book, today: dt.date) -> dict[str, Badge]:
    """Red counts what presses, amber what comes soon where nothing presses; 今日 counts all red."""
    items = today_items(book, today)
    found: dict[str, Badge] = {}
    for level in (Level.AMBER, Level.RED):
        counts = Counter(item.action.room for item in items if item.level is level)
        found |= {room: Badge(count, _TONES[level]) for room, count in counts.items()}
    pressing = sum(1 for item in items if item.level is Level.RED)
    if pressing:
        found["today"] = Badge(pressing, Tone.RED)
    return found
