"""The table of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.fields import Field
from app.kinds import Minutes, Money, Points
from ui.commands import Command, Runner, menu, run_plainly
from ui.kit.checklist import CheckList
from ui.kit.empty import Empty
from ui.kit.parts import column as column_of
from ui.kit.table.cells import Cells
from ui.kit.table.columns import Column
from ui.kit.table.columns import column as as_column
from ui.kit.table.filter import MOST_WORDS, FilterList
from ui.kit.table.find import FindBar
from ui.kit.table.grid import Grid
from ui.kit.table.inplace import InPlace
from ui.kit.table.layout import ColumnLayout
from ui.kit.table.model import TableModel
from ui.kit.table.narrowing import Narrowed, WordSource
from ui.kit.table.rows import Fetch, MemoryRows, PagedRows, Rows, SortIds

_MOST_SUMMED = 5000
_SUMMED = (Points, Money, Minutes)  # sums of other numbers (years, serial numbers) say nothing


class Table(QWidget):
    """Rows of a record under its fields; give it rows with `show_rows` or `show_ids`.

    `name` is what this computer remembers widths by. `current_changed` carries the current row
    (or None), `opened` the row of Enter and double click, `selection_moved` nothing; `narrowed`
    tells of other filters of columns, `arranged` of another order of rows or columns.
    """

    current_changed = Signal(object)
    opened = Signal(object)
    selection_moved = Signal()
    said = Signal(str)
    pasted = Signal(object)
    narrowed = Signal()
    arranged = Signal()

    def __init__(
        self,
        columns: Sequence[Field | Column],
        *,
        name: str,
        settings: QSettings | None = None,
        empty: Empty | None = None,
        label: str = "",
    ) -> None:
        super().__init__()
        self.name = name
        self.columns = tuple(as_column(item) for item in columns)
        self.model = TableModel(self.columns, self)
        self.grid = Grid(self.model)
        self.grid.setAccessibleName(label or "表格")
        self.setFocusProxy(self.grid)
        self._layout = ColumnLayout(self.grid.head, self.columns, settings, name)
        self._empty = empty or Empty("这里还没有内容。")
        self._nothing = Empty(
            "没有符合条件的行。", button="清除筛选", act=self._widen, icon="filter"
        )
        self.beside: tuple[Callable[[], bool], Callable[[], object]] | None = None
        """Whether filters beside the table hold rows back, and what clears all of them."""
        self._stack = QStackedWidget()
        for part in (self.grid, self._empty, self._nothing):
            self._stack.addWidget(part)
        self.find_bar = FindBar(self.grid, self.model, self._layout.seen)
        body: QVBoxLayout = column_of(gap=0)
        body.addWidget(self._stack, 1)
        body.addWidget(self.find_bar)
        self.setLayout(body)
        self._menu: Callable[[], Sequence[Command | None]] = tuple
        self._runner: Runner = run_plainly
        self._quiet = False
        self.in_place: InPlace | None = None
        self.more_columns: tuple[str, Callable[[], object]] | None = None
        """Words and way to where columns are added, at the end of the list of columns."""
        self._connect()

    def _connect(self) -> None:
        grid = self.grid
        grid.current_changed.connect(self._tell_current)
        grid.opened.connect(lambda: self.opened.emit(self.current))
        grid.selection_moved.connect(self.selection_moved)
        grid.menu_asked.connect(self._open_menu)
        grid.said.connect(self.said)
        grid.pasted.connect(self._paste)
        self._layout.changed.connect(self.arranged)
        grid.head.sort_asked.connect(self.sort_next)
        grid.head.filter_asked.connect(self.ask_filter)
        grid.head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.head.customContextMenuRequested.connect(
            lambda spot: self.ask_columns(grid.head.mapToGlobal(spot))
        )
        find = QAction("查找", self)
        find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        find.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.triggered.connect(self.find_bar.ask)
        self.addAction(find)

    # Rows in

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show rows that are all here (a few thousand at most)."""
        self._show(MemoryRows(rows))

    def show_ids(self, ids: Sequence[int], fetch: Fetch, sort: SortIds | None = None) -> None:
        """Show many rows by id: `fetch` gives a page of them, `sort` the ids in another order."""
        self._show(PagedRows(ids, fetch, sort))

    def _show(self, rows: Rows) -> None:
        kept, column = self.current_id, self.grid.currentIndex().column()
        top = self.grid.verticalScrollBar().value()
        self._quiet = True
        self.model.show(rows)
        place = rows.place(kept) if kept is not None else -1
        if place >= 0:
            self.grid.choose(place, column, scroll=False)
        self.grid.verticalScrollBar().setValue(top)
        self._quiet = False
        self._show_part()
        self._tell_current()
        self.selection_moved.emit()

    def _show_part(self) -> None:
        rows = self.model.rows
        part: QWidget = self.grid
        if len(rows) == 0:
            beside = self.beside is not None and self.beside[0]()
            part = self._nothing if self.model.narrowed or beside else self._empty
        self._stack.setCurrentWidget(part)

    def _widen(self) -> None:
        if self.beside is not None:
            self.beside[1]()
        else:
            self.clear_filters()

    def reveal(self, shown: bool) -> None:
        """Show sensitive values whole, or masked again."""
        self.model.revealed = shown
        self.grid.viewport().update()

    # Rows out

    def __len__(self) -> int:
        """How many rows are shown."""
        return len(self.model.rows)

    @property
    def current(self) -> Any:
        """The current row; None when there is none."""
        at = self.grid.current_row
        return self.model.rows.row(at) if 0 <= at < len(self.model.rows) else None

    @property
    def current_id(self) -> int | None:
        """The id of the current row."""
        at = self.grid.current_row
        return self.model.rows.id(at) if 0 <= at < len(self.model.rows) else None

    def choose_id(self, row_id: int) -> bool:
        """Make the row of an id current and bring it into sight; whether it is here."""
        place = self.model.rows.place(row_id)
        if place >= 0:
            self.grid.choose(place)
        return place >= 0

    def selected_ids(self) -> list[int]:
        """The ids of the rows that have a selected cell."""
        return [self.model.rows.id(at) for at in self.grid.selected_places()]

    def selected(self) -> list[Any]:
        """The rows that have a selected cell."""
        rows = (self.model.rows.row(at) for at in self.grid.selected_places())
        return [row for row in rows if row is not None]

    def shown_columns(self) -> tuple[Column, ...]:
        """The columns in sight, from left to right, without links."""
        seen = (self.columns[at] for at in self._layout.seen())
        return tuple(column for column in seen if column.act is None)

    def shown_rows(self) -> Iterator[Any]:
        """Every row, in the order and through the filters in force: what export and print take."""
        for at in range(len(self.model.rows)):
            row = self.model.rows.row(at)
            if row is not None:
                yield row

    def shown_words(self) -> Iterator[tuple[str, ...]]:
        """The same as words, masked where the screen masks."""
        columns = self.shown_columns()
        for row in self.shown_rows():
            yield tuple(column.words(row, revealed=self.model.revealed) for column in columns)

    def selection_sum(self) -> str:
        """For the status line: 选中 3 行 · 评价分合计 −3; empty for a single cell."""
        count = self.grid.count_selected()
        if not self.grid.many:
            return ""
        parts = [f"选中 {count:,} 行"]
        if count <= _MOST_SUMMED:
            rows = self.selected()
            for at in self.grid.selected_columns():
                column = self.columns[at]
                if isinstance(column.field.kind, _SUMMED):
                    values = [column.value(row) for row in rows]
                    total = sum(value for value in values if value is not None)
                    parts.append(f"{column.label}合计 {column.field.kind.format(total) or 0}")
        return " · ".join(parts)

    # Order, filters, columns

    def sort_next(self, at: int) -> None:
        """A click on a heading: up, down, as given."""
        known = self.model.sorting
        if known is None or known[0] != at:
            self.sort_by(self.columns[at].name)
        elif not known[1]:
            self.sort_by(self.columns[at].name, descending=True)
        else:
            self.sort_by("")

    def sort_by(self, name: str, *, descending: bool = False) -> None:
        """Sort by a column; an empty name for the order as given."""
        at = next((at for at, column in enumerate(self.columns) if column.name == name), -1)
        if at >= 0 and not self.model.sortable(at):
            return
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        kept = self.current_id
        self._quiet = True
        self.model.sort(at, order)
        self._keep(kept)
        self.arranged.emit()

    def order_next(self, name: str, *, descending: bool = False) -> None:
        """Have the rows that are shown next sorted by a column; an empty name for as given."""
        at = next((at for at, column in enumerate(self.columns) if column.name == name), -1)
        self.model.sorting = None if at < 0 else (at, descending)
        self.grid.head.viewport().update()

    def filter_by(self, name: str, words: frozenset[str] | None, contains: str = "") -> None:
        """Show only rows with these words in a column, or with a text; None for all."""
        self.narrow({**self.model.narrowed, name: Narrowed(words, contains)})

    def clear_filters(self) -> None:
        """Show all rows again."""
        self.narrow({})

    def narrow(self, narrowed: Mapping[str, Narrowed]) -> None:
        """Other filters of columns; rows that are not all here are read again by their list."""
        wanted = {name: one for name, one in narrowed.items() if one}
        if wanted == self.model.narrowed:
            return
        kept = self.current_id
        self._quiet = True
        self.model.narrow(wanted)
        self._show_part()
        self._keep(kept)
        self.grid.head.viewport().update()
        self.narrowed.emit()

    def narrow_outside(self, source: WordSource) -> None:
        """Say where the words of columns come from when the rows are not all here."""
        self.model.words_outside = source

    def set_columns(self, columns: Sequence[Field | Column]) -> None:
        """Other columns over the same rows, laid out as this computer remembers them."""
        self.columns = tuple(as_column(item) for item in columns)
        kept = self.current_id
        self._quiet = True
        self.model.set_columns(self.columns)
        self._layout.take(self.columns)
        self._keep(kept)

    def column_state(self) -> list[Any]:
        """Name, width and whether it is seen, of every column from left to right."""
        return self._layout.state()

    def put_column_state(self, state: list[Any]) -> None:
        """Lay the columns out as `column_state` said once."""
        self._layout.put_state(state)

    def _keep(self, kept: int | None) -> None:
        place = self.model.rows.place(kept) if kept is not None else -1
        if place >= 0:
            self.grid.choose(place)
        self._quiet = False
        self._tell_current()
        self.selection_moved.emit()

    def ask_filter(self, at: int, spot: QPoint) -> FilterList | None:
        """The list of words of a column to tick; those of a long list come a little later."""
        if not self.model.filterable(at):
            return None
        column, rows, outside = self.columns[at], self.model.rows, self.model.words_outside
        made = FilterList(
            self, column.label, self.model.narrowed.get(column.name, Narrowed()),
            lambda chosen: self.narrow({**self.model.narrowed, column.name: chosen}),
            most=outside.most if outside is not None else MOST_WORDS,
        )  # fmt: skip
        if isinstance(rows, MemoryRows):
            made.offer(rows.words(column))
        elif outside is not None:
            outside.ask(column.name, lambda words: made.offer(words) if isValid(made) else None)
        made.show_at(spot)
        return made

    def ask_columns(self, spot: QPoint) -> CheckList:
        """The list of columns to tick."""
        seen = self._layout.seen()
        named = [at for at, column in enumerate(self.columns) if column.label]

        def apply(ticked: frozenset[int]) -> None:
            for place, at in enumerate(named):
                self._layout.show(at, place in ticked)

        words = [(self.columns[at].label, at in seen) for at in named]
        made = CheckList(
            self, "显示的列", words, apply, clear=("恢复原样", self._layout.reset),
            more=self.more_columns,
        )  # fmt: skip
        made.show_at(spot)
        return made

    # Typing and pasting

    def edit_with(self, cells: Cells) -> None:
        """Have cells typed into and pasted over, from now on by these rules."""
        if self.in_place is None:
            self.in_place = InPlace(self.grid, self.model, self._layout.seen, cells)
        else:
            self.in_place.turn_to(cells)

    def _paste(self, cells: Sequence[Sequence[str]]) -> None:
        if self.in_place is not None:
            self.in_place.paste(cells)
        else:
            self.pasted.emit(cells)

    # The menu of a row

    def menu_with(
        self, commands: Callable[[], Sequence[Command | None]], runner: Runner = run_plainly
    ) -> None:
        """What a right click offers besides copying; asked each time. None draws a line."""
        self._menu = commands
        self._runner = runner

    def _open_menu(self, spot: QPoint) -> None:
        own = (
            Command("table.copy", "复制", self.grid.copy, "Ctrl+C", "copy"),
            *self._typing_commands(),
            Command("table.find", "查找", self.find_bar.ask, "Ctrl+F", "search"),
            Command("table.columns", "选择列……", lambda: self.ask_columns(spot), "", "columns"),
        )
        offered = list(self._menu())
        made = menu([*offered, None, *own] if offered else own, self, self._runner)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(spot)

    def _typing_commands(self) -> tuple[Command, ...]:
        if self.in_place is None:
            return ()
        grid = self.grid
        paste = Command("table.paste", "粘贴", grid.paste, "Ctrl+V", "paste", writes=True)
        if not grid.may_type():
            return (paste,)
        edit = lambda: grid.edit_asked.emit(None)  # noqa: E731
        return (paste, Command("table.edit", "改这一格", edit, "F2", "edit", writes=True))

    def _tell_current(self) -> None:
        if not self._quiet:
            self.current_changed.emit(self.current)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the size of text changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._layout.fit()
