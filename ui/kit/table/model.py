"""The rows and columns as Qt wants to hear of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.kit.table.columns import Column
from ui.kit.table.narrowing import Narrowed, WordSource
from ui.kit.table.rows import MemoryRows, PagedRows, Rows

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class TableModel(QAbstractTableModel):
    """Columns are those the table knows, in the order of the code; the header reorders them."""

    def __init__(self, columns: tuple[Column, ...], parent: QObject) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: Rows = MemoryRows(())
        self.revealed = False
        self.sorting: tuple[int, bool] | None = None
        self.narrowed: dict[str, Narrowed] = {}
        """The filters in force, by the name of their column; rows from outside come narrowed."""
        self.words_outside: WordSource | None = None

    def show(self, rows: Rows) -> None:
        """Other rows, in the order and through the filters that are in force."""
        self.beginResetModel()
        if isinstance(rows, MemoryRows) and self.narrowed:
            rows.narrow(self._narrowing())
        self.rows = rows
        if self.sorting is not None:
            rows.sort(self.columns[self.sorting[0]], self.sorting[1])
        self.endResetModel()

    def set_columns(self, columns: tuple[Column, ...]) -> None:
        """Other columns over the same rows; order and filters stay where their column does."""
        sorted_by = None if self.sorting is None else self.columns[self.sorting[0]].name
        known = {column.name: at for at, column in enumerate(columns)}
        self.beginResetModel()
        self.columns = columns
        if self.sorting is not None:
            at = known.get(sorted_by or "")
            self.sorting = None if at is None else (at, self.sorting[1])
        self.narrowed = {name: one for name, one in self.narrowed.items() if name in known}
        if isinstance(self.rows, MemoryRows):
            self.rows.narrow(self._narrowing())
            self.rows.sort(None if self.sorting is None else columns[self.sorting[0]], self._falls)
        self.endResetModel()

    @property
    def _falls(self) -> bool:
        return self.sorting is not None and self.sorting[1]

    def narrow(self, narrowed: dict[str, Narrowed]) -> None:
        """Other filters; rows that are all here are looked through at once."""
        self.narrowed = {name: one for name, one in narrowed.items() if one}
        if isinstance(self.rows, MemoryRows):
            self.beginResetModel()
            self.rows.narrow(self._narrowing())
            self.endResetModel()

    def _narrowing(self) -> list[tuple[Column, Narrowed]]:
        known = {column.name: column for column in self.columns}
        return [(known[name], one) for name, one in self.narrowed.items() if name in known]

    def filterable(self, column: int) -> bool:
        """Whether the rows can be filtered by a column."""
        known = self.columns[column]
        if known.act is not None or not known.label:
            return False
        if isinstance(self.rows, MemoryRows):
            return True
        return self.words_outside is not None and known.name in self.words_outside.names

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns are known."""
        return 0 if parent.isValid() else len(self.columns)

    def words(self, at: int, column: int) -> str:
        """What stands in a cell."""
        row = self.rows.row(at)
        return "" if row is None else self.columns[column].words(row, revealed=self.revealed)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell; everything else is the painter's own."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(index.row(), index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return self.columns[section].label
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Another order; −1 for the order the rows were given in."""
        descending = order == Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        if column < 0:
            self.sorting = None
            self.rows.sort(None, False)
        else:
            self.sorting = (column, descending)
            self.rows.sort(self.columns[column], descending)
        self.endResetModel()

    def sortable(self, column: int) -> bool:
        """Whether a click on the heading makes sense."""
        if self.columns[column].act is not None:
            return False
        return not isinstance(self.rows, PagedRows) or self.rows.sortable
