"""What a layer of a drawing says, and what it looks like whatever the theme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy.orm import Session


class Shade(StrEnum):
    """What a band looks like, whatever the theme: a ramp, a judgement, or nothing to judge."""

    NOBODY = "nobody"
    UNKNOWN = "unknown"
    EMPTY = "empty"
    NONE = "none"
    SOME = "some"
    MORE = "more"
    MOST = "most"
    EVEN = "even"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class Home(NamedTuple):
    """A door as the layers read it: its 楼组, its use, who lives there.

    `homes` are the ids of the households that live there, `signed` how many of them signed.
    """

    id: int
    building_id: int
    group_id: int | None
    usage: str
    homes: tuple[int, ...]
    signed: int
    people: int


class Value(NamedTuple):
    """What a layer says of one door: its band, and a word or a number that fits on the door."""

    band: str
    words: str = ""


@dataclass(frozen=True)
class Told:
    """A layer read: its bands in order with words and shade, a value for each door by id, words
    under each building by id, a sentence over all, and how it is counted.
    """

    bands: tuple[tuple[str, Shade], ...]
    values: Mapping[int, Value]
    captions: Mapping[int, str]
    sentence: str
    definition: str = ""
    detail: Mapping[int, str] = field(default_factory=dict)


Read = Callable[[Session, int, Sequence[Home], dt.date], Told]


@dataclass(frozen=True, slots=True)
class Layer:
    """One way to colour a compound; `title` is the word on its chip."""

    key: str
    title: str
    read: Read
