"""The day of the sample book that is tested, and a look into its rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.story import Dump

TODAY = dt.date(2026, 11, 22)

Row = dict[str, Any]


def rows(content: Dump, table: str, **wanted: object) -> list[Row]:
    """The rows of a table in which some columns have some values."""
    return [
        row
        for row in content[table].values()
        if all(row[name] == value for name, value in wanted.items())
    ]
