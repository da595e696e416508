"""Tables that behave as people know it from Excel."""

from __future__ import annotations

from ui.kit.table.columns import Column, link
from ui.kit.table.widget import Table

__all__ = ["Column", "Table", "link"]
