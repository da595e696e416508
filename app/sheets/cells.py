"""What a cell holds, how it is written out as text, and how rows cross a pipe.

Rows cross as JSON because their sender parses hostile files: unlike a pickle, JSON can only ever
become plain values, and they are checked on arrival.
"""

from __future__ import annotations

import datetime as dt
import json
from math import isfinite

Cell = None | str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

_KINDS = {type(None), str, int, float, bool, dt.date, dt.datetime, dt.time, dt.timedelta}


def as_text(value: Cell) -> str:
    """The value as a clerk reads it: `13924862401.0` is "13924862401", dates are ISO, None is "".

    Fractions show the 15 digits that a spreadsheet keeps.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("minutes" if value.second == 0 else "seconds")
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    clock = f"{minutes // 60}:{minutes % 60:02}"
    return f"{clock}:{seconds:02}" if seconds else clock


def _number(value: float) -> str:
    if not isfinite(value):
        return str(value)
    if value.is_integer():
        return f"{value:.0f}"
    text = f"{value:.15g}"
    if "e" in text:
        from decimal import Decimal

        return f"{Decimal(text):f}"
    return text


def lost_digits(value: Cell) -> bool:
    """Whether a numeric cell has more than the 15 digits that a spreadsheet keeps.

    An 18-digit ID number typed as a number has lost its last digits; a 15-digit one is exact.
    """
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) >= 1_000_000_000_000_000
    )


def encode_rows(rows: list[list[Cell]]) -> bytes:
    """Rows as one line of JSON; an empty text becomes an empty cell."""
    cleared = [[None if cell == "" else cell for cell in row] for row in rows]
    return _encode(cleared).encode()


def decode_rows(data: bytes) -> list[list[Cell]]:
    """The rows that `encode_rows` wrote; `ValueError` for anything else."""
    rows = json.loads(data, object_hook=_tagged)
    if type(rows) is not list:
        raise ValueError("rows are not a list")
    for row in rows:
        if type(row) is not list or not _KINDS.issuperset(map(type, row)):
            raise ValueError("a row is not a list of cells")
    return rows


def _plain(value: object) -> dict[str, object]:
    if isinstance(value, dt.datetime):
        return {"m": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.time):
        return {"t": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"s": [value.days, value.seconds, value.microseconds]}
    raise TypeError("not a cell")


def _tagged(plain: dict[str, object]) -> Cell:
    match plain:
        case {"d": str(text)}:
            return dt.date.fromisoformat(text)
        case {"m": str(text)}:
            return dt.datetime.fromisoformat(text)
        case {"t": str(text)}:
            return dt.time.fromisoformat(text)
        case {"s": [int(days), int(seconds), int(microseconds)]}:
            try:
                return dt.timedelta(days, seconds, microseconds)
            except OverflowError as error:
                raise ValueError("too long a duration") from error
    raise ValueError("not a cell")


_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_plain
).encode
