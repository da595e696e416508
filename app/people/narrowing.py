"""Lists narrowed and put in order by any of their columns, by the words that the cells show."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from app import pinyin
from app.fields import Field
from app.kinds import Day, Kind, PartialDay, age_on, folded
from app.own_fields import PREFIX, columns_in
from app.people.homes import Homes

EMPTY = "（空）"
"""The word of an empty cell."""

FILLED = "已填写"
"""What is offered of a sensitive column in the place of its words."""

Row = tuple[Any, ...]


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
    `falling`; without it `key` puts raw values in order in memory. `key` orders words, too.
    `mask` says what may be seen of a word in a sensitive column.
    """

    raw: ColumnElement[Any]
    word: Callable[[Any], str]
    key: Callable[[Any], Any]
    mask: Callable[[str], str] | None = None
    by: ColumnElement[Any] | None = None
    falling: bool = False

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

    def word(row_id: int) -> str:
        count = counts.get(row_id, 0)
        return "" if hidden and not count else str(count)

    mask: Callable[[str], str] | None = (lambda _word: FILLED) if hidden else None
    return Shown(of, word, lambda row_id: counts.get(row_id, 0), mask)


PLACES = ("door", "compound", "building_group")
"""The columns that tell of a row's home; by door and by compound the order is the same."""


def placed(name: str, household: Any, homes: Homes, session: Session) -> Shown:
    """One of `PLACES`, from the id of the household."""
    if name == "building_group":
        words, places = homes.groups(session), homes.by_group(session)
    else:
        words = homes.doors(session) if name == "door" else homes.compounds(session)
        places = homes.by_door
    return Shown(household, lambda home: words.get(home, ""), places.get)


def own_column(session: Session, name: str, table: str, values: Any) -> Shown | None:
    """An office's own column of a table by its name own.KEY; None if there is none."""
    columns = columns_in(session, table, archived=True) if name.startswith(PREFIX) else ()
    for column in columns:
        if column.field.name == name:
            raw = func.json_extract(values, f'$."{column.key}"')
            return stored(raw, column.field)
    return None


# Rows


def sifted(rows: list[Row], at: int, tests: Iterable[Callable[[Any], bool]]) -> list[Row]:
    """The rows that pass a test each on their values from place `at` on."""
    for place, test in enumerate(tests, at):
        verdict = {raw: test(raw) for raw in {row[place] for row in rows}}
        rows = [row for row in rows if verdict[row[place]]]
    return rows


def ranked(rows: list[Row], at: int, column: Shown, *, descending: bool) -> list[Row]:
    """Rows in the order of a column, equal ones as they came and empty ones last."""
    filled = [raw for raw in {row[at] for row in rows} if column.word(raw)]
    keys = {raw: column.key(raw) for raw in filled}
    places = {key: place for place, key in enumerate(sorted(set(keys.values())))}
    sign = -1 if descending else 1
    ranks = {raw: sign * places[key] for raw, key in keys.items()}
    last = len(places)
    rank_of = [ranks.get(row[at], last) for row in rows]
    return [rows[place] for place in sorted(range(len(rows)), key=rank_of.__getitem__)]


def words_of(raws: Sequence[Any], column: Shown, most: int) -> list[tuple[str, int]]:
    """The words of a column with their counts, in its order and the empty cell last.

    Of more than `most` words the commonest are taken.
    """
    counts: Counter[str] = Counter()
    first: dict[str, Any] = {}
    for raw, count in Counter(raws).items():
        word = column.offered(raw)
        counts[word] += count
        first.setdefault(word, raw)
    taken = [word for word, _ in counts.most_common(most)]
    empty = [word for word in taken if word == EMPTY]
    filled = [word for word in taken if word != EMPTY]
    filled.sort(key=lambda word: column.key(first[word]), reverse=column.falling)
    return [(word, counts[word]) for word in (*filled, *empty)]
