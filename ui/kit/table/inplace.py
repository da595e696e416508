"""Editing a table where it stands: typing into a cell, pasting over a range, clearing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from ui.kit.table.cells import CellEditor, Cells, Pasted
from ui.kit.table.columns import Column
from ui.kit.table.grid import Grid
from ui.kit.table.model import TableModel
from ui.kit.table.pasting import Range, is_a_list, lay_over, targets

MOST_CHANGED = 20_000


class InPlace(QObject):
    """Opens an editor over the current cell; `seen` are the columns in sight, left to right."""

    def __init__(
        self, grid: Grid, model: TableModel, seen: Callable[[], list[int]], cells: Cells
    ) -> None:
        super().__init__(grid)
        self._grid, self._model, self._seen = grid, model, seen
        self.cells = cells
        self.editor: CellEditor | None = None
        grid.typed_into = cells.names
        grid.edit_asked.connect(self.begin)
        grid.cleared.connect(self.clear)
        model.modelReset.connect(self._follow)
        head = grid.head
        head.sectionResized.connect(lambda *_args: self._follow())
        head.sectionMoved.connect(lambda *_args: self._follow())
        for bar in (grid.verticalScrollBar(), grid.horizontalScrollBar()):
            bar.valueChanged.connect(lambda _value: self._follow())

    def turn_to(self, cells: Cells) -> None:
        """Other rules, since the columns are others now."""
        self.cells = cells
        self._grid.typed_into = cells.names

    # One cell

    def begin(self, typed: str | None = None) -> None:
        """Open the current cell, with what was typed over it if anything was."""
        if self.editor is not None:
            self._grid.said.emit("上一格还没有改好，请先改好，或按 Esc 放弃。")
            self.editor.setFocus()
            return
        index = self._grid.currentIndex()
        row = self._model.rows.row(index.row())
        column = self._model.columns[index.column()]
        if row is None or column.name not in self.cells.names:
            return
        why = self.cells.refusal(row) or self._masked(column, row, index.row(), typed)
        if why is None:
            return
        if why:
            self._grid.said.emit(why)
            return
        self._grid.scrollTo(index)
        self.editor = CellEditor(
            self._grid.viewport(),
            column.field,
            self._model.rows.id(index.row()),
            self.cells,
            self._grid.visualRect(index),
            column.value(row),
        )
        self.editor.done.connect(self._done)
        self.editor.left.connect(self._left)
        self.editor.begin(typed)

    def _masked(self, column: Column, row: object, at: int, typed: str | None) -> str | None:
        """Why a masked cell is not opened; None if it may not be seen, which was said already."""
        hidden = column.field.sensitive and not self._model.revealed
        if not hidden or column.value(row) in (None, "", ()):
            return ""
        if typed is not None:
            return f"这里的{column.label}遮住了。请按 F2 看清原来的再改。"
        plain = self.cells.plain(self._model.rows.id(at), column.name)
        return None if plain is None else ""

    def _left(self) -> None:
        self.editor = None
        self._grid.setFocus()

    def _done(self, down: int, right: int) -> None:
        editor, self.editor = self.editor, None
        if editor is None:
            return
        self._model.rows.forget()
        self._grid.viewport().update()
        place = self._model.rows.place(editor.row_id)
        at = self._column(editor.field.name)
        if place < 0 or not (down or right):
            return
        self._grid.setFocus()
        if down:
            self._grid.choose(min(place + down, len(self._model.rows) - 1), at)
            return
        self._grid.choose(place, self._beside(at, right))
        if self._grid.currentIndex().column() != at:
            self.begin()

    def _column(self, name: str) -> int:
        return next((at for at, one in enumerate(self._model.columns) if one.name == name), -1)

    def _beside(self, at: int, way: int) -> int:
        seen = self._seen()
        start = seen.index(at) if at in seen else -1
        after = seen[start + 1 :] if way > 0 else seen[:start][::-1]
        names = self.cells.names
        return next((one for one in after if self._model.columns[one].name in names), at)

    def _follow(self) -> None:
        """Stay over the cell, wherever it has moved; what is typed is never given up."""
        if self.editor is None:
            return
        place = self._model.rows.place(self.editor.row_id)
        at = self._column(self.editor.field.name)
        if place >= 0 and at >= 0:
            self.editor.place(self._grid.visualRect(self._model.index(place, at)))

    # Many cells

    def paste(self, cells: Range) -> None:
        """Lay a range over the table where the selection begins, or repeat it over all of it."""
        places, across = self._grid.selected_places(), self._grid.selected_columns()
        if not cells or not places or not across:
            return
        seen = self._seen()
        spots = [seen.index(at) for at in across]
        room = len(seen) - spots[0]
        if self.cells.import_ is not None and is_a_list(cells, self._model.columns, room):
            self.cells.import_(cells)
            return
        wide = max(map(len, cells))
        rows, below = targets(places, len(cells), len(self._model.rows))
        over, _ = targets(spots, wide, len(seen))
        more = f"{below:,} 行超出了列表的末尾"
        self._put(cells, rows, [seen[at] for at in over], (more,) if below else ())

    def clear(self) -> None:
        """Empty the selected cells, as Delete does in Excel."""
        places, across = self._grid.selected_places(), self._grid.selected_columns()
        if places and across:
            self._put([[""]], places, across, ())

    def _put(
        self, cells: Range, places: Sequence[int], across: Sequence[int], refused: tuple[str, ...]
    ) -> None:
        if len(places) > MOST_CHANGED:
            self._grid.said.emit(f"一次最多修改 {MOST_CHANGED:,} 行，请先筛选。")
            return
        rows, columns = self._model.rows, self._model.columns
        laid = lay_over(
            cells, places, [columns[at] for at in across], rows.row, rows.id, self.cells
        )
        self.cells.paste(Pasted(laid.cells, (*refused, *laid.refused)))
