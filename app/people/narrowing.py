"""Lists narrowed and put in order by any of their columns, by the words that the cells show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, func, null
from sqlalchemy.orm import Session

from app import pinyin
from app.fields import Field
from app.kinds import Day, Kind, PartialDay, Text, age_on, folded
from app.own_fields import PREFIX, columns_in
from app.people.homes import Homes

EMPTY = "（空）"
"""The word of an empty cell."""

FILLED = "已填写"
"""What is offered of a sensitive column in the place of its words."""


@dataclass(frozen=True)
class Narrow:
    """Which rows of a column: those with one of these words, and with a text in their cell.

    `words` None takes every word; EMPTY is the empty cell. In a sensitive column the words are
    FILLED and EMPTY, and the text is looked for in what the masked cell shows.
    """

    words: frozenset[str] | None = None
    contains: str = ""


@dataclass(frozen=True)
class Shown:
    """A column as a list is narrowed and ordered by it.

    `raw` is read from the table of the list; `word` makes of it what the cell shows, an empty
    text for an empty cell. `by` is what the database orders the rows by, the greatest first if
    `falling`; without it `key` puts raw values in order in memory, None being empty. `key` orders
    words, too; `places` are keys that are numbers known beforehand. `mask` says what may be seen
    of a word in a sensitive column.
    """

    raw: ColumnElement[Any]
    word: Callable[[Any], str]
    key: Callable[[Any], Any]
    mask: Callable[[str], str] | None = None
    by: ColumnElement[Any] | None = None
    falling: bool = False
    places: Mapping[Any, int] | None = None

    def offered(self, raw: Any) -> str:
        """The word by which the column is narrowed."""
        word = self.word(raw)
        if not word:
            return EMPTY
        return FILLED if self.mask else word

    def passes(self, narrow: Narrow) -> Callable[[Any], bool]:
        """Whether a raw value is among those meant."""
        part = folded(narrow.contains).casefold()

        def passes(raw: Any) -> bool:
            if narrow.words is not None and self.offered(raw) not in narrow.words:
                return False
            if not part:
                return True
            word = self.word(raw)
            seen = self.mask(word) if self.mask else word
            return part in folded(seen).casefold()

        return passes


def plain_word(raw: Any) -> str:
    """A value that is shown as it is stored."""
    return "" if raw is None else str(raw)


def stored(column: Any, field: Field) -> Shown:
    """A column of the list's own table, which holds what is shown."""
    mask = field.kind.mask if field.sensitive else None
    # Most kinds sort as the database does; a choice sorts in the order of its options.
    plain = type(field.kind).sort_key is Kind.sort_key
    # A date comes from the driver as it is shown.
    word = plain_word if isinstance(field.kind, Day) else field.kind.format
    return Shown(column, word, field.kind.sort_key, mask, column if plain else None)


def sounding(column: Any, sound: Any = None) -> Shown:
    """Names, in the order of their sound; `sound` is the column in which it is kept."""
    return Shown(column, plain_word, pinyin.full, by=sound)


def status(column: Any, words: Mapping[str, str]) -> Shown:
    """A state, shown by its word and ordered as the words are listed."""
    places = {state: at for at, state in enumerate(words)}
    return Shown(column, lambda raw: words.get(raw, raw), lambda raw: places.get(raw, len(places)))


def age(column: Any, today: dt.date) -> Shown:
    """Full years of age on a day from birth dates, the youngest first to the day."""

    def word(raw: str | None) -> str:
        years = age_on(raw, today)
        return "" if years is None else str(years)

    return Shown(column, word, PartialDay().sort_key, by=column, falling=True)


def counted(of: Any, counts: Mapping[int, int], *, hidden: bool = False) -> Shown:
    """How many there are of something, by the id of the row; none is an empty cell if hidden."""

    def count(row_id: int) -> int | None:
        return counts.get(row_id) if hidden else counts.get(row_id, 0)

    def word(row_id: int) -> str:
        return plain_word(count(row_id))

    return Shown(of, word, count, (lambda _word: FILLED) if hidden else None)


PLACES = ("door", "compound", "building_group")
"""The columns that tell of a row's home; by door and by compound the order is the same."""


def placed(name: str, household: Any, homes: Homes, session: Session) -> Shown:
    """One of `PLACES`, from the id of the household."""
    read = {"door": homes.doors, "compound": homes.compounds, "building_group": homes.groups}[name]
    words = cache(partial(read, session))  # an order alone needs none

    def word(home: int | None) -> str:
        return words().get(home, "") if home is not None else ""

    places = homes.by_group(session) if name == "building_group" else homes.by_door
    return Shown(household, word, places.get, places=places)


def own_column(session: Session, name: str, table: str, values: Any) -> Shown | None:
    """An office's own column of a table by its name own.KEY; None for another name.

    A column that is gone is one in which nothing stands: a list may still be set to it.
    """
    if not name.startswith(PREFIX):
        return None
    for column in columns_in(session, table, archived=True):
        if column.field.name == name:
            raw = func.json_extract(values, f'$."{column.key}"')
            return stored(raw, column.field)
    return stored(null(), Field(Text(), "", name=name))
