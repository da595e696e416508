"""An office's own empty forms: which column asks for what, where the rows go, how dates look."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import Refused, Unavailable
from app.fields import Field
from app.kinds import CreditCode, Day, IdCard, Kind, PartialDay, Phone
from app.sheets.body import SERIAL
from app.sheets.cells import as_text
from app.sheets.header import candidates, find_table, normalise
from app.sheets.mending import from_child
from app.sheets.reading import Sheet, Workbook
from app.sheets.table import BLANK, EXAMPLE, REPEATED, Table

FILL = "fill"
SERIAL_FIELD = "#"
"""What a column that counts the rows is filled with."""

_NAME = re.compile(
    r"((?:填报|填表|上报|报送|申报|制表)?单位(?:名称)?|居委会(?:名称)?|居民区|社区(?:名称)?)"
    r"((?:[(（][^()（）]*[)）])?\s*[:：])([\s_＿]*)"
)
_DATE = re.compile(
    r"((?:填报|填表|报送|上报|制表)(?:时间|日期)\s*[:：])"
    r"([\s_＿]*(?:年[\s_＿]*月[\s_＿]*日?)?)"
)
_EXAMPLE = re.compile(
    r"(\d{4}|y{4})\s*([-./年]?)\s*(\d{1,2}|m{1,2})(?:\s*([-./月]?)\s*(\d{1,2}|d{1,2}))?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_OLD = "这是旧的 xls 表格，填好后保不住原来的样子。请在 Excel 或 WPS 里另存为 xlsx，再选它。"
_OTHER = "填表要用 xlsx 的空表，这个文件不是。请在 Excel 或 WPS 里另存为 xlsx，再选它。"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a form; `field` is empty for what nothing in the book answers."""

    index: int
    label: str
    field: str = ""

    @property
    def called(self) -> str:
        """The heading without its upper levels and without what stands in brackets."""
        last = "".join(self.label.rsplit(" / ", 1)[-1].split())
        return _BRACKETED.sub("", last) or last


@dataclass(frozen=True)
class Form:
    """An empty form that was recognised.

    `heading` is the last row of the heading, `first` the first row to fill, both from 1; `room`
    how many empty rows there are before the foot, None where nothing follows.
    """

    workbook: Workbook
    sheet: Sheet
    columns: tuple[FormColumn, ...]
    heading: int
    first: int
    room: int | None

    @property
    def asked(self) -> tuple[FormColumn, ...]:
        """The columns that the book can answer, without the one that counts."""
        return tuple(one for one in self.columns if one.field not in ("", SERIAL_FIELD))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings that stay empty."""
        return tuple(one.called for one in self.columns if not one.field)


def form_in(workbook: Workbook, fields: Mapping[str, Field]) -> Form:
    """The form in a workbook: of several sheets the one with most headings that are known.

    Raises Refused for old formats, for a form that is filled already, and where nothing is
    recognised.
    """
    suffix = Path(workbook.path_name).suffix.lower()
    if suffix != ".xlsx":
        raise Refused(_OLD if suffix == ".xls" else _OTHER)
    aliases = aliases_of(fields)
    best: tuple[int, Sheet] | None = None
    for sheet in workbook.sheets:
        for _, hits in candidates(sheet, {"form": aliases}):
            if not sheet.hidden and (best is None or hits > best[0]):
                best = (hits, sheet)
    table = find_table(best[1], aliases) if best is not None else None
    if best is None or table is None:
        raise Refused(
            f"在“{workbook.path_name}”的前30行里没有认出表头。请确认表里有一行写着“姓名”“联系电话”"
            "这样的列名，或换一张空表。"
        )
    if table.rows:
        raise Refused(
            f"“{workbook.path_name}”的表头下面已经有 {len(table.rows)} 行内容。"
            "填表要用空表，请清空这些行，或换一张空表。"
        )
    first, room = _body(best[1], table)
    return Form(workbook, best[1], _columns(table), table.header_rows[1], first, room)


def aliases_of(fields: Mapping[str, Field]) -> dict[str, str]:
    """Every heading, normalised, to its field; the same words by which sheets come in."""
    found: dict[str, str] = {}
    for name, item in fields.items():
        for heading in (item.label, *item.aliases):
            found.setdefault(normalise(heading), name)
    return found


def _columns(table: Table) -> tuple[FormColumn, ...]:
    taken: set[str] = set()
    found = []
    for column in table.columns:
        if not column.label:
            continue
        last = normalise(column.label.rsplit(" / ", 1)[-1])
        name = column.field or (SERIAL_FIELD if last in SERIAL else "")
        # Of two columns that ask for the same only the first is sure to mean it.
        found.append(FormColumn(column.index, column.label, "" if name in taken else name))
        taken.add(name)
    return tuple(found)


def _body(sheet: Sheet, table: Table) -> tuple[int, int | None]:
    reasons = dict(table.passed_over)
    first = table.header_rows[1] + 1
    while reasons.get(first) in (EXAMPLE, REPEATED):
        first += 1
    end = first
    while reasons.get(end) == BLANK:
        end += 1
    return first, None if end > len(sheet.rows) else end - first


# What stands in the cells


def cell_for(column: FormColumn, kind: Kind, value: Any, words: Any) -> Any:
    """A value as the form asks for it: dates after the example in the heading."""
    if isinstance(kind, PartialDay | Day) and value is not None:
        text = value.isoformat() if isinstance(value, dt.date) else str(value)
        return day_like(text, column.label)
    return words


def day_like(day: str, heading: str) -> str:
    """A date (1965, 1965-03 or 1965-03-07) as a heading such as 出生年月（如199001） asks."""
    hints = re.findall(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]", heading)
    example = next((found for hint in hints if (found := _EXAMPLE.search(hint))), None)
    parts = day.split("-")
    if example is None:
        bare = normalise(heading.rsplit(" / ", 1)[-1])
        return "-".join(parts[:2]) if bare.endswith("年月") else day
    _, one, month, two, last = example.groups()
    if len(parts) == 1:
        return day
    padded = one in ("", None) or len(month) == 2
    text = f"{parts[0]}{one or ''}{parts[1] if padded else int(parts[1])}"
    if last is not None and len(parts) > 2:
        text += f"{two or ''}{parts[2] if padded else int(parts[2])}"
        return text + ("日" if two == "月" else "")
    return text + ("月" if one == "年" else "")


def words_above(form: Form, office: str, today: dt.date) -> list[tuple[int, int, str]]:
    """Cells (row and column from 1) in which the office and the day are written beside labels."""
    found = []
    for at, row in enumerate(form.sheet.rows):
        if form.heading - 1 <= at < form.first - 1 + (form.room or 0):
            continue
        for column, cell in enumerate(row):
            text = as_text(cell) if isinstance(cell, str) else ""
            said = _said(text, office, today) if len(text) <= 200 else text
            if said == text:
                continue
            beside = _free_beside(form.sheet, at, column)
            label = _NAME.fullmatch(text.strip()) or _DATE.fullmatch(text.strip())
            if label is not None and beside is not None:
                value = office if _NAME.fullmatch(text.strip()) else _long(today)
                found.append((at + 1, beside + 1, value))
            else:
                found.append((at + 1, column + 1, said))
    return found


def _said(text: str, office: str, today: dt.date) -> str:
    if office:
        text = _NAME.sub(lambda found: _after(found[1] + found[2], office, found[3]), text, count=1)
    return _DATE.sub(lambda found: found[1] + _long(today), text, count=1)


def _after(label: str, value: str, space: str) -> str:
    # A form keeps its labels apart by spaces: what the value takes up goes from them.
    rest = space[2 * len(value) :]
    return label + value + (rest or ("   " if space.isspace() else ""))


def _long(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _free_beside(sheet: Sheet, row: int, column: int) -> int | None:
    right = next(
        (item[3] for item in sheet.merged if item[0] <= row <= item[2] and item[1] == column),
        column,
    )
    if right + 1 >= len(sheet.rows[row]) or sheet.rows[row][right + 1] not in (None, ""):
        return None
    return right + 1


def filled(
    form: Form,
    columns: Sequence[FormColumn],
    rows: Sequence[Sequence[Any]],
    words: Sequence[tuple[int, int, str]],
    fields: Mapping[str, Field],
) -> bytes:
    """The form with its rows, as .xlsx bytes; raises Unavailable if it has changed meanwhile."""
    path = form.workbook.path
    try:
        content = path.read_bytes() if path is not None else b""
    except OSError as error:
        raise Unavailable("空表读不到了，可能已被移动或U盘已拔出。请检查后重试。") from error
    if hashlib.sha256(content).hexdigest() != form.workbook.sha256:
        raise Unavailable("空表在填的时候又被改动了。请保存好以后重试。")
    spoilt = (IdCard, Phone, CreditCode)
    wish = {
        "sheet": form.sheet.name,
        "heading": form.heading,
        "first": form.first,
        "room": form.room,
        "columns": [one.index + 1 for one in columns],
        "texts": [
            one.index + 1
            for one in columns
            if one.field in fields and isinstance(fields[one.field].kind, spoilt)
        ],
        "rows": [list(row) for row in rows],
        "words": [list(one) for one in words],
    }
    head = json.dumps(wish, ensure_ascii=False).encode()
    return from_child(FILL, b"".join((struct.pack("<I", len(head)), head, content)))
