"""The rows and columns as Qt wants to hear of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.kit.table.columns import Column
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

    def show(self, rows: Rows) -> None:
        """Other rows, in the order and through the filters that are in force."""
        self.beginResetModel()
        if isinstance(rows, MemoryRows) and isinstance(self.rows, MemoryRows):
            rows.take_over(self.rows)
        self.rows = rows
        if self.sorting is not None:
            rows.sort(self.columns[self.sorting[0]], self.sorting[1])
        self.endResetModel()

    def rearranged(self) -> None:
        """The source has another order or other filters."""
        self.beginResetModel()
        self.endResetModel()

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
