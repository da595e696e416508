"""What may be typed into the cells of a list, and the use cases that take it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.people.cells import put_cell, sheet_of
from ui.kit.table import Cells

if TYPE_CHECKING:
    from ui.people.listing import ListsPage
    from ui.people.lists import ListView

_KINDS = {"resident": "person", "household": "household", "shop": "shop"}
"""The sort of record in the pane, by the table of a sheet."""


def past_words(view: ListView) -> str:
    """Why a list is not changed while it shows a past day; "" when it shows today."""
    return f"这是截至 {view.past} 的名册，不能修改；请先回到今天。" if view.past else ""


def cells_of(page: ListsPage, view: ListView) -> Cells:
    """The cells of a list: each change is a step of its own, with 撤销."""
    desk = page.desk
    sheet = sheet_of(desk.book, view.sheet)
    kind = _KINDS[view.sheet]

    def save(row_id: int, name: str, value: Any) -> None:
        saved = put_cell(desk.book, view.sheet, row_id, name, value, desk.today())
        page.done(f"已修改{sheet.field(name).label}", saved.warnings, (kind, row_id))

    def plain(row_id: int, name: str) -> str | None:
        return page.sides[kind].look(view.sheet, row_id, name)

    def import_(cells: Sequence[Sequence[str]]) -> None:
        page.go("imports", [list(line) for line in cells])

    return Cells(
        frozenset(sheet.names),
        desk.today,
        save,
        lambda pasted: page.bulk.paste(view, pasted),
        plain,
        lambda _row: past_words(view),
        import_=import_,
    )
