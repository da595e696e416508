"""自设栏 in lists, forms and cards: the office's own columns beside those of the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from app.kinds import Text
from app.own_fields import OwnColumn, own_columns, own_value, with_own
from app.people.storing import Saved
from ui.kit.editors import LineEditor
from ui.kit.form import Form
from ui.kit.table import Column, Table
from ui.people.cards import Fact
from ui.people.pane import section

if TYPE_CHECKING:
    from ui.people.lists import ListView
    from ui.people.side import Side

_WIDEST = 160  # pixels at 中 that an own column takes unless somebody widens it
_SHORT = 9  # characters of a heading that fits over half the pane


def list_columns(columns: Sequence[OwnColumn]) -> list[Column]:
    """The office's own columns as columns of a table whose rows have `own`."""
    made = []
    for one in columns:
        name = one.field.name
        plain = Column(one.field)
        width = min(round(plain.comfortable()), _WIDEST)
        made.append(Column(one.field, width, read=lambda row, name=name: own_value(row.own, name)))  # type: ignore[misc]
    return made


class OwnInList:
    """Keeps the office's own columns at the right end of the table of a list.

    They are read in the second lane; `then` is told their names when they are others than before.
    """

    def __init__(
        self, view: ListView, table: Table, then: Callable[[Sequence[str]], object]
    ) -> None:
        self._view = view
        self._table = table
        self._plain = table.columns
        self._then = then
        self._known: tuple[Any, ...] = ()

    def read(self) -> None:
        """Read which columns there are now."""
        book, sheet = self._view.book, self._view.sheet
        self._view.load(lambda: own_columns(book, sheet), self._show, "own")

    def _show(self, columns: Sequence[OwnColumn]) -> None:
        known = tuple((one.key, one.entry) for one in columns)
        if known == self._known:
            return
        self._known = known
        model = self._table.model
        before = (dict(model.narrowed), self._sorted_by())
        self._table.blockSignals(True)
        self._table.set_columns((*self._plain, *list_columns(columns)))
        self._table.blockSignals(False)
        self._then([one.field.name for one in columns])
        if before != (model.narrowed, self._sorted_by()):
            # What the list was narrowed or sorted by is gone.
            self._table.narrowed.emit()

    def _sorted_by(self) -> str:
        sorting = self._table.model.sorting
        return "" if sorting is None else self._table.columns[sorting[0]].name


class OwnPart:
    """The office's own columns at the end of a form, saved with its record in one step."""

    def __init__(self, side: Side, form: Form[Any], table: str) -> None:
        self._side = side
        self._form = form
        self._table = table
        self.columns = own_columns(side.book, table)
        if self.columns:
            self._lay()

    def _lay(self) -> None:
        line, across = self._form.next_row, 0
        self._form.add_widget(section("自设栏"), line, 0, 2)
        for one in self.columns:
            wide = isinstance(one.field.kind, Text) or len(one.field.label) > _SHORT
            if across == 0 or wide:
                line, across = line + 1, 0
            self._form.add_field(one.field, line, across, 2 if wide else 1)
            across = 0 if wide else 1 - across

    def fill(self, row_id: int, own: Mapping[str, Any] | None) -> None:
        """Put in what a record has; a look at a masked value is logged."""
        names = [one.field.name for one in self.columns]
        self._form.fill_others({name: own_value(own, name) for name in names})
        for name in names:
            editor = self._form.editor(name)
            if editor.field.sensitive and isinstance(editor, LineEditor):
                editor.unmasked.connect(partial(self._side.look, self._table, row_id, name))

    def save(self, label: str, act: Callable[[], Saved]) -> Saved:
        """Save the record and what was typed here; raises Invalid for either."""
        return with_own(self._side.book, label, self._table, self._form.other_texts(), act)


def own_facts(side: Side, table: str, row_id: int, own: Mapping[str, Any] | None) -> list[Fact]:
    """What stands in the office's own columns of a record, as facts of its card."""
    if not own:
        return []
    found = []
    for one in own_columns(side.book, table):
        field = one.field
        sealed = (table, row_id, field.name) if field.sensitive else None
        found.append(Fact(field.label, field.shown(own_value(own, field.name)), sealed=sealed))
    return found
