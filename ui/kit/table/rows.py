"""Where a table's rows come from: all in memory, or ids with the rows fetched when painted."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from ui.kit.checklist import EMPTY
from ui.kit.table.columns import Column
from ui.kit.table.narrowing import FILLED, Narrowed, secret, word_of

PAGE = 100
_KEPT = 24  # pages in memory: a few screens around the one in sight

Fetch = Callable[[Sequence[int]], Mapping[int, Any]]
SortIds = Callable[[str, bool], Sequence[int]]


class Rows(Protocol):
    """What the table's model needs of its source."""

    def __len__(self) -> int:
        """How many rows are shown."""
        ...

    def row(self, at: int) -> Any:
        """The row at a place; None when it has just gone from the book."""
        ...

    def id(self, at: int) -> int:
        """What a row is known by when the table is read again."""
        ...

    def place(self, row_id: int) -> int:
        """Where the row of that id is; −1 if it is not here."""
        ...

    def sort(self, column: Column | None, descending: bool) -> None:
        """Another order; None for the order they were given in."""
        ...

    def forget(self) -> None:
        """Read again what was kept, since something has changed in it."""
        ...


class MemoryRows:
    """Rows that are all here; sorted and filtered here."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._all = list(rows)
        self._order = list(range(len(self._all)))
        self._sorting: tuple[Column, bool] | None = None
        self._narrowed: tuple[tuple[Column, Narrowed], ...] = ()

    def __len__(self) -> int:
        """How many rows pass the filters."""
        return len(self._order)

    def row(self, at: int) -> Any:
        """The row at a place."""
        return self._all[self._order[at]]

    def id(self, at: int) -> int:
        """The `id` of the row, or its place among all rows."""
        where = self._order[at]
        return int(getattr(self._all[where], "id", where))

    def place(self, row_id: int) -> int:
        """Where the row of that id is; −1 if it is not here."""
        return next((at for at in range(len(self._order)) if self.id(at) == row_id), -1)

    def sort(self, column: Column | None, descending: bool) -> None:
        """Sort by the kind of the column; equal rows keep their order."""
        self._sorting = None if column is None else (column, descending)
        self._arrange()

    def words(self, column: Column) -> list[tuple[str, int]]:
        """The words of a column under the filters of the others, in the order of its kind."""
        others = [pair for pair in self._narrowed if pair[0] is not column]
        found: dict[str, Any] = {}
        counts: Counter[str] = Counter()
        for row in self._all:
            if all(narrowed.passes(other, row) for other, narrowed in others):
                word = word_of(column, row)
                counts[word] += 1
                found.setdefault(word, row)
        if secret(column):
            return [(word, counts[word]) for word in (FILLED, EMPTY) if word in counts]
        empty = [EMPTY] if found.pop(EMPTY, None) is not None else []
        ordered = sorted(found, key=lambda word: column.sort_key(found[word]))
        return [(word, counts[word]) for word in (*ordered, *empty)]

    def narrow(self, narrowed: Iterable[tuple[Column, Narrowed]]) -> None:
        """Show only rows that pass the filters of all these columns."""
        self._narrowed = tuple(narrowed)
        self._arrange()

    def forget(self) -> None:
        """Rows that are all here are read anew as a whole."""

    def _arrange(self) -> None:
        order = [
            at
            for at, row in enumerate(self._all)
            if all(narrowed.passes(column, row) for column, narrowed in self._narrowed)
        ]
        if self._sorting is not None:
            column, descending = self._sorting
            order.sort(key=lambda at: column.sort_key(self._all[at]), reverse=descending)
        self._order = order


class PagedRows:
    """Ids of many rows; a page of rows is fetched when one of them is painted.

    `sort` gives the ids in another order; without it the order stays as given.
    """

    def __init__(self, ids: Sequence[int], fetch: Fetch, sort: SortIds | None = None) -> None:
        self._given = ids
        self._ids = ids
        self._fetch = fetch
        self._sort = sort
        self._pages: OrderedDict[int, Mapping[int, Any]] = OrderedDict()

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._ids)

    @property
    def sortable(self) -> bool:
        """Whether it knows other orders."""
        return self._sort is not None

    def row(self, at: int) -> Any:
        """The row at a place, with its page fetched in one go."""
        number = at // PAGE
        page = self._pages.get(number)
        if page is None:
            page = self._fetch(self._ids[number * PAGE : (number + 1) * PAGE])
            self._pages[number] = page
            if len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page.get(self._ids[at])

    def id(self, at: int) -> int:
        """The id at a place."""
        return self._ids[at]

    def place(self, row_id: int) -> int:
        """Where an id is; −1 if it is not here."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    def sort(self, column: Column | None, descending: bool) -> None:
        """Have the source give its ids in another order."""
        if column is None or self._sort is None:
            self._ids = self._given
        else:
            self._ids = self._sort(column.name, descending)
        self._pages.clear()

    def forget(self) -> None:
        """Fetch the pages again when they are painted."""
        self._pages.clear()


def walk(rows: Rows, places: Sequence[int]) -> Iterator[Any]:
    """The rows at some places that are still in the book."""
    for at in places:
        row = rows.row(at)
        if row is not None:
            yield row
