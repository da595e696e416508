"""Lists of the page: a line of filters, a table, and what the second lane reads for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.kit.chips import FilterMenu
from ui.kit.lines import LineEdit
from ui.kit.parts import row, sized
from ui.kit.table import Table
from ui.kit.table.rows import Fetch

T = TypeVar("T")
_REST = 180  # milliseconds between the last key in the search box and the search
Ids = Callable[[str, bool], Sequence[int]]
"""Ids in the order of a column; an empty name for the usual order."""


class SearchBox(LineEdit):
    """A box that filters a list as people type; Esc empties it."""

    wanted = Signal()

    def __init__(self, hint: str, *, width: int = 200) -> None:
        super().__init__(hint=hint, name="筛选")
        sized(self, width=width)
        self.setClearButtonEnabled(True)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self.wanted)
        self.textChanged.connect(lambda _text: self._rest.start())
        self.returnPressed.connect(self.ask_now)

    def ask_now(self) -> None:
        """Search without waiting."""
        self._rest.stop()
        self.wanted.emit()

    def put(self, text: str) -> None:
        """Another text without a search."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)


class ListView(QWidget):
    """One list of a page.

    `picked` carries the sort and the id of what the user chose, `offered` of what to show when
    nothing is chosen, or no longer in the list. `kinds` are the sorts of record it lists; `fetch`
    gives the rows of a list that does not keep them all. `title` is what an export is called.
    """

    key = ""
    title = ""
    has_pane = True
    kinds: tuple[str, ...] = ()
    fetch: Fetch | None = None
    picked = Signal(object)
    offered = Signal(object)
    restated = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.book = desk.book
        self.filters = QWidget()
        self._line = row(gap=8)
        self.filters.setLayout(self._line)
        self._begun = False
        self._lost = False
        self._aim: tuple[str, int] | None = None

    def filter_with(self, *widgets: QWidget) -> None:
        """Put controls into the filter line; each asks for a new reading."""
        for widget in widgets:
            self._line.addWidget(widget)
            if isinstance(widget, SearchBox):
                widget.wanted.connect(self.read)
            elif isinstance(widget, FilterMenu):
                widget.chosen.connect(lambda _key: self.read())

    def read(self) -> None:
        """Read what the list shows."""
        raise NotImplementedError

    def show_quietly(self, table: Table, rows: Sequence[Any]) -> None:
        """Show rows in a table without telling of the current one: nobody chose it."""
        before = table.current_id
        table.blockSignals(True)
        table.show_rows(rows)
        table.blockSignals(False)
        self._lost = before is not None and table.current_id is None

    def begin(self, table: Table) -> None:
        """Offer the first row if none was chosen yet, or the chosen one is gone from the list."""
        if not len(table):
            return
        if table.current_id is None and (self._lost or not self._begun):
            table.blockSignals(True)
            table.grid.choose(0)
            table.blockSignals(False)
        elif self._begun:
            return
        self._begun = True
        self.offered.emit((self.kind_of(table.current), table.current_id))

    def turned_to(self) -> None:
        """The list comes into sight: what is chosen in it is offered again."""
        self._begun = False

    def kind_of(self, _row: Any) -> str:
        """The sort of record of a row of the first list."""
        return self.kinds[0]

    def choose(self, kind: str, row_id: int) -> None:
        """Have the row of a record made current as soon as the list has been read."""
        if kind in self.kinds:
            self._aim = (kind, row_id)

    def aim(self, table: Table, kind: str) -> bool:
        """Make the row current that was asked for; whether one of that sort was."""
        if self._aim is None or self._aim[0] != kind:
            return False
        wanted, self._aim = self._aim[1], None
        table.blockSignals(True)
        table.choose_id(wanted)
        table.blockSignals(False)
        self._begun = True
        return True

    def load(self, read: Callable[[], T], show: Callable[[T], object], part: str = "") -> None:
        """Read in the second lane; only the last of several readings of a part is shown."""
        self.desk.jobs.fetch(read, show, owner=self, key=f"{self.key}-{part}-{id(self)}")

    def clear_filters(self) -> None:
        """Show everything, so that a record can be found in the list."""

    def status(self) -> str:
        """The words at the left of the status line."""
        return ""

    def tables(self) -> tuple[Table, ...]:
        """The tables of the view, the main one first."""
        return ()


class LongList:
    """Fills a table with very many rows: their ids are read in the second lane.

    `ids` is asked in that lane with what `wanted` says in the window's; `fetch` gives the rows
    of a page when it is painted. Only the last of several readings is shown.
    """

    def __init__(
        self,
        table: Table,
        desk: Desk,
        wanted: Callable[[], Callable[[str, bool], Sequence[int]]],
        fetch: Callable[[Sequence[int]], Mapping[int, Any]],
        sorts: Sequence[str],
    ) -> None:
        self.table = table
        self._desk = desk
        self._wanted = wanted
        self.fetch = fetch
        self._sorts = frozenset(sorts)

    def read(self, then: Callable[[bool], object]) -> None:
        """Read the ids again and show them; `then` is told whether the current row is gone."""
        ids = self._wanted()
        sorting = self._sorting()

        def search() -> tuple[Sequence[int], dict[tuple[str, bool], Sequence[int]]]:
            return ids("", False), {sorting: ids(*sorting)} if sorting else {}

        def show(found: tuple[Sequence[int], dict[tuple[str, bool], Sequence[int]]]) -> None:
            given, known = found

            def sort(name: str, descending: bool) -> Sequence[int]:
                if name not in self._sorts:
                    return given
                if (name, descending) not in known:
                    known[name, descending] = ids(name, descending)
                return known[name, descending]

            before = self.table.current_id
            # Reading again must not look as if the user had chosen another row.
            self.table.blockSignals(True)
            self.table.show_ids(given, self.fetch, sort)
            self.table.blockSignals(False)
            then(before is not None and self.table.current_id is None)

        self._desk.jobs.fetch(search, show, owner=self.table, key=f"list-{self.table.name}")

    def _sorting(self) -> tuple[str, bool] | None:
        sorting = self.table.model.sorting
        if sorting is None:
            return None
        name = self.table.columns[sorting[0]].name
        return (name, sorting[1]) if name in self._sorts else None
