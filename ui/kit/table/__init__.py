"""Tables that behave as people know it from Excel."""

from __future__ import annotations

from ui.kit.table.cells import Cells, Pasted
from ui.kit.table.columns import Column, link
from ui.kit.table.narrowing import Narrowed, WordSource
from ui.kit.table.widget import Table

__all__ = ["Cells", "Column", "Narrowed", "Pasted", "Table", "WordSource", "link"]
