"""What is due: things to see to, and where one click leads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.fields import Field
from app.kinds import Day, Text

MANY = 6
"""More things of one sort than this are told as one."""


class Level(StrEnum):
    """How much something presses."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Action:
    """What one click does: a room, and what to show there."""

    text: str
    room: str
    what: object = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to see to; `due` is None where there is no day to keep."""

    level: Level
    text: Annotated[str, Field(Text(80, width=30), "事项")]
    object: Annotated[str, Field(Text(80, width=28), "对象")]
    due: Annotated[dt.date | None, Field(Day(), "期限")]
    action: Action
