"""Lists that are one table in a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.kit.cards import Panel
from ui.kit.table import Table
from ui.people.lists import ListView


class OneTable(ListView):
    """A list of one table, which `hold` is given; its records are of the first of `kinds`."""

    table: Table

    def hold(self, table: Table) -> Panel:
        """Take the table; the panel that it stands in."""
        self.table = table
        table.current_changed.connect(self._tell)
        table.selection_moved.connect(self._moved)
        field = Panel(flush=True)
        field.add(table, 1)
        return field

    def show_whole(self, rows: Sequence[Any]) -> None:
        """Show all rows; the one that was asked for, or the first, is current."""
        self.show_quietly(self.table, rows)
        if not any(self.aim(self.table, kind) for kind in self.kinds):
            self.begin(self.table)
        self._moved()

    def _tell(self, row: Any) -> None:
        if row is not None:
            self.picked.emit((self.kinds[0], self.table.current_id))

    def _moved(self) -> None:
        """Other rows, or others selected."""
        self.restated.emit()

    def tables(self) -> tuple[Table, ...]:
        """The one table."""
        return (self.table,)
