"""Rows of a long list sifted and put in order as they come from the database.

Of 100,000 rows nothing is kept but their ids and a number for what they are ordered by: lists of
tuples would leave the process tens of megabytes larger.
"""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import reduce
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.people.narrowing import EMPTY, Narrow, Shown
from app.people.order import streamed

Row = tuple[Any, ...]
Order = TypeVar("Order")
Ids = Sequence[int]
"""Ids in an order; eight bytes each where they are kept."""


def narrowed(
    session: Session, query: Select[Any], narrows: Sequence[tuple[Shown, Narrow]]
) -> Iterator[Row]:
    """The rows of a query that are among those meant, by the words of some columns.

    Raw values of these columns are read after those of the query itself.
    """
    wide = len(query.selected_columns)
    # Texts are looked for last, where fewest rows are left.
    narrows = sorted(narrows, key=lambda pair: bool(pair[1].contains))
    sieves = [_Sieve(wide + at, *pair) for at, pair in enumerate(narrows)]
    query = query.add_columns(*(column.raw for column, _ in narrows))
    for rows in streamed(session, query):
        yield from reduce(lambda left, sieve: sieve.sift(left), sieves, rows)


MOST_ORDERS = 6
"""Orders of one list that are kept; each takes eight bytes for a row."""


class LastOrders(Generic[Order]):
    """The orders that were asked for last, by what was asked."""

    def __init__(self) -> None:
        self._orders: dict[Hashable, Order] = {}
        self._lock = threading.Lock()

    def find(self, key: Hashable, make: Callable[[], Order]) -> Order:
        """What was made for the key before, else what is made now."""
        with self._lock:
            order = self._orders.pop(key, None)
        if order is None:
            order = make()
        with self._lock:
            self._orders[key] = order
            while len(self._orders) > MOST_ORDERS:
                del self._orders[next(iter(self._orders))]
        return order


class _Sieve:
    """Judges every different value of one column once."""

    def __init__(self, at: int, column: Shown, narrow: Narrow) -> None:
        self._at = at
        self._passes = column.passes(narrow)
        self._verdicts: dict[Any, bool] = {}

    def sift(self, rows: list[Row]) -> list[Row]:
        """The rows that pass."""
        at, verdicts = self._at, self._verdicts
        for raw in {row[at] for row in rows}.difference(verdicts):
            verdicts[raw] = self._passes(raw)
        return [row for row in rows if verdicts[row[at]]]


def ids_as_they_come(rows: Iterable[Row]) -> Ids:
    """The ids of rows that come in their order."""
    return array("q", (row[0] for row in rows))


def ranked(
    rows: Iterable[Row],
    at: int,
    column: Shown,
    *,
    descending: bool,
    among: Callable[[Row], int] | None = None,
) -> Ids:
    """The ids of rows in the order of a column, empty ones last.

    Equal ones come by the number that `among` gives, else as they came.
    """
    ids, codes, ties = array("q"), array("q"), array("q")
    known: dict[Any, int] = {}
    for row in rows:
        ids.append(row[0])
        codes.append(known.setdefault(row[at], len(known)))
        if among is not None:
            ties.append(among(row))
    places = _places(list(known), column, descending=descending)
    order = list(range(len(ids)))
    if among is not None:
        order.sort(key=ties.__getitem__)
    ranks = array("q", (places[code] for code in codes))
    order.sort(key=ranks.__getitem__)
    return array("q", (ids[place] for place in order))


def _places(raws: list[Any], column: Shown, *, descending: bool) -> list[int]:
    """The place of each different value in the order of a column."""
    places = column.places
    if places is None:
        keys = {raw: column.key(raw) for raw in raws if raw not in (None, "")}
        order = {key: at for at, key in enumerate(sorted(set(keys.values()) - {None}))}
        places = {raw: order[key] for raw, key in keys.items() if key is not None}
    last = len(places)
    found = (places.get(raw) for raw in raws)
    return [last if place is None else last - 1 - place if descending else place for place in found]


def words_of(raws: Iterable[Any], column: Shown, most: int) -> list[tuple[str, int]]:
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
