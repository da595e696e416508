"""Lists of the page: a line of filters, a table, and what the second lane reads for it."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.people.lists import Narrow
from ui import theme
from ui.desk import Desk
from ui.kit.abstract import AbstractWidget
from ui.kit.chips import FilterMenu, Switch
from ui.kit.lines import LineEdit
from ui.kit.parts import row, sized
from ui.kit.table import Narrowed, Table, WordSource
from ui.kit.table.rows import Fetch
from ui.people.chips import LimitChip, PlaceChip

T = TypeVar("T")
_LEAST = 110  # pixels at 中 that a search box gives way down to
_REST = 180  # milliseconds between the last key in the search box and the search
Ids = Callable[[str, bool], Sequence[int]]
"""Ids in the order of a column; an empty name for the usual order."""


class SearchBox(LineEdit):
    """A box that filters a list as people type; Esc empties it."""

    wanted = Signal()

    def __init__(self, hint: str, *, width: int = 200) -> None:
        super().__init__(hint=hint, name="筛选")
        self._wide = width
        sized(self, least_width=_LEAST, most_width=width)
        self.setClearButtonEnabled(True)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self.wanted)
        self.textChanged.connect(lambda _text: self._rest.start())
        self.returnPressed.connect(self.ask_now)

    def sizeHint(self) -> QSize:
        """Its width where there is room; it gives way first."""
        return QSize(theme.current().px(self._wide), super().sizeHint().height())

    def ask_now(self) -> None:
        """Search without waiting."""
        self._rest.stop()
        self.wanted.emit()

    def put(self, text: str) -> None:
        """Another text without a search."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)


class ListView(QWidget, metaclass=AbstractWidget):
    """One list of a page.

    `picked` carries the sort and the id of what the user chose, `offered` of what to show when
    nothing is chosen, or no longer in the list. `kinds` are the sorts of record it lists; `fetch`
    gives the rows of a list that does not keep them all. `title` is what an export is called.
    `sheet` is the table of the book whose fields are typed into the cells of `main`;
    `recolumned` tells that the office has other columns of its own in it.
    """

    key = ""
    title = ""
    has_pane = True
    sheet = ""
    kinds: tuple[str, ...] = ()
    fetch: Fetch | None = None
    picked = Signal(object)
    offered = Signal(object)
    restated = Signal()
    recolumned = Signal()

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
        self._controls: list[QWidget] = []
        self._usual: dict[str, str] = {}
        self.narrowed_chip = LimitChip()
        self.narrowed_chip.cleared.connect(self._clear_columns)

    def filter_with(self, *widgets: QWidget) -> None:
        """Put controls into the filter line; each asks for a new reading."""
        for widget in widgets:
            self._line.addWidget(widget)
            self._controls.append(widget)
            if isinstance(widget, SearchBox):
                widget.wanted.connect(self.read)
            elif isinstance(widget, FilterMenu):
                widget.chosen.connect(lambda _key: self.read())
        self._usual = self._keys()

    def end_line(self, *widgets: QWidget) -> None:
        """Put what belongs to every list at the end of its filter line."""
        for widget in (self.narrowed_chip, *widgets):
            self._line.addWidget(widget)
        for table in self.tables():
            table.narrowed.connect(self._tell_narrowed)
        self.main.beside = (lambda: self._keys() != self._usual, self._widen)

    def _widen(self) -> None:
        self.clear_columns()
        for name, usual in self._usual.items():
            choose_key(getattr(self, name), usual)
        self.read()

    @abstractmethod
    def read(self) -> None:
        """Read what the list shows."""

    @property
    def past(self) -> dt.date | None:
        """The past day that the list shows; None for today, when it may be changed."""
        return None

    # Filters of columns

    @property
    def main(self) -> Table:
        """The table that views keep and cells are typed into."""
        return self.tables()[0]

    def narrowed_words(self) -> str:
        """已按 2 列筛选, or nothing."""
        count = sum(len(table.model.narrowed) for table in self.tables())
        return f"已按 {count} 列筛选" if count else ""

    def _tell_narrowed(self) -> None:
        self._mark_narrowed()
        self.restated.emit()

    def _mark_narrowed(self) -> None:
        count = sum(len(table.model.narrowed) for table in self.tables())
        self.narrowed_chip.say(f"已筛 {count} 列" if count else "")
        self.narrowed_chip.setToolTip(f"{self.narrowed_words()}，点一下清除")

    def _clear_columns(self) -> None:
        for table in self.tables():
            table.clear_filters()

    def clear_columns(self) -> None:
        """Take the filters of columns away without a reading."""
        for table in self.tables():
            table.blockSignals(True)
            table.clear_filters()
            table.blockSignals(False)
        self.narrowed_chip.forget()

    # What the list is set to

    def _keys(self) -> dict[str, str]:
        """What the controls of the filter line say, by the name this list gives them."""
        names = {id(value): name for name, value in vars(self).items()}
        keys = {names.get(id(one), ""): key_of(one) for one in self._controls}
        return {name: key for name, key in keys.items() if name and key is not None}

    @property
    def keeps_views(self) -> bool:
        """Whether there is something to filter by and a table to show it in."""
        return bool(self._usual) and bool(self.tables())

    def setting(self) -> dict[str, Any]:
        """Everything the list is set to, as a saved view keeps it (see `app.views`)."""
        table = self.main
        sorting = table.model.sorting
        return {
            "filters": {
                name: key for name, key in self._keys().items() if key != self._usual.get(name)
            },
            "columns": {
                name: {"words": one.words and sorted(one.words), "contains": one.contains}
                for name, one in table.model.narrowed.items()
            },
            "sort": None if sorting is None else [table.columns[sorting[0]].name, sorting[1]],
            "layout": table.column_state(),
        }

    def put_setting(self, state: Mapping[str, Any]) -> None:
        """Set the list to what `setting` said once, and read it."""
        filters: Mapping[str, str] = state.get("filters") or {}
        for name, usual in self._usual.items():
            choose_key(getattr(self, name), filters.get(name, usual))
        table = self.main
        sort = state.get("sort") or ["", False]
        table.blockSignals(True)
        table.narrow(self._still_there(state.get("columns") or {}))
        table.order_next(sort[0], descending=bool(sort[1]))
        if state.get("layout"):
            table.put_column_state(state["layout"])
        table.blockSignals(False)
        self._mark_narrowed()
        self._lost = True
        self.read()

    def _still_there(self, kept: Mapping[str, Any]) -> dict[str, Narrowed]:
        """The filters of columns that there are; an own column may have gone since."""
        known = {column.name for column in self.main.columns}
        if not known.issuperset(kept):
            self.desk.notices.say("这个视图用到的自设栏已停用或删除，没有按它筛选。")
        return {name: _narrowed(one) for name, one in kept.items() if name in known}

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


def key_of(control: QWidget) -> str | None:
    """What a control of a filter line says, as a word; None for one that only shows."""
    if isinstance(control, SearchBox):
        return control.text()
    if isinstance(control, Switch):
        return "yes" if control.isChecked() else "no"
    return control.key if isinstance(control, FilterMenu | PlaceChip) else None


def choose_key(control: QWidget, key: str) -> None:
    """Set a control to what `key_of` said, without a reading."""
    if isinstance(control, SearchBox):
        control.put(key)
    elif isinstance(control, Switch):
        control.blockSignals(True)
        control.setChecked(key == "yes")
        control.blockSignals(False)
    elif isinstance(control, FilterMenu | PlaceChip):
        control.choose(key)


def _narrowed(kept: Mapping[str, Any]) -> Narrowed:
    words = kept.get("words")
    return Narrowed(None if words is None else frozenset(words), str(kept.get("contains") or ""))


def narrows(table: Table) -> dict[str, Narrow]:
    """The filters of the columns of a table, as the lists of people take them."""
    narrowed = table.model.narrowed.items()
    return {name: Narrow(one.words, one.contains) for name, one in narrowed}


Counted = Sequence[tuple[str, int]]
Known = dict[tuple[str, bool], Sequence[int]]
"""Ids by the column they are sorted by and whether it falls."""


class LongList:
    """Fills a table with very many rows: their ids are read in the second lane.

    `ids` is asked in that lane with what `wanted` says in the window's, and so are the `words`
    of a column; `fetch` gives the rows of a page when it is painted. Only the last of several
    readings is shown; `then` is told whether the current row is gone.
    """

    def __init__(
        self,
        table: Table,
        desk: Desk,
        wanted: Callable[[], Ids],
        words: Callable[[str], Callable[[], Counted]],
        fetch: Fetch,
        sorts: Sequence[str],
        then: Callable[[bool], object],
    ) -> None:
        self.table = table
        self._desk = desk
        self._wanted = wanted
        self._words = words
        self.fetch = fetch
        self._usual = self._sorts = frozenset(sorts)
        self._then = then
        self._ids: Sequence[int] = ()
        self._known: dict[tuple[str, bool], Sequence[int]] = {}
        self.know(())
        table.narrowed.connect(self.read)

    def know(self, own: Sequence[str]) -> None:
        """The office's own columns, which sort and narrow like the others."""
        self._sorts = self._usual | frozenset(own)
        self.table.narrow_outside(WordSource(self._sorts, self._ask_words))

    def read(self) -> None:
        """Read the ids again and show them."""
        ids = self._wanted()
        sorting = self._sorting()

        def search() -> Known:
            usual = ("", False)
            return {usual: ids(*usual)} | ({sorting: ids(*sorting)} if sorting else {})

        self._desk.jobs.fetch(search, self._show, owner=self.table, key=f"list-{self.table.name}")

    def _show(self, known: Known) -> None:
        self._known = known
        self._ids = known["", False]
        before = self.table.current_id
        # Reading again must not look as if the user had chosen another row.
        self.table.blockSignals(True)
        self.table.show_ids(self._ids, self.fetch, self._sort)
        self.table.blockSignals(False)
        self._then(before is not None and self.table.current_id is None)

    def _sort(self, name: str, descending: bool) -> Sequence[int]:
        """The ids in another order; those in sight stay until the second lane has read it."""
        if self._sorting() is None:
            return self._known["", False]
        if (name, descending) not in self._known:
            self.read()
            return self._ids
        self._ids = self._known[name, descending]
        return self._ids

    def _ask_words(self, name: str, put: Callable[[Counted], object]) -> None:
        read = self._words(name)
        self._desk.jobs.fetch(read, put, owner=self.table, key=f"words-{self.table.name}")

    def _sorting(self) -> tuple[str, bool] | None:
        sorting = self.table.model.sorting
        if sorting is None:
            return None
        name = self.table.columns[sorting[0]].name
        return (name, sorting[1]) if name in self._sorts else None
