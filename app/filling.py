"""填上级表格: an office's own empty form, filled from the book, in the form's columns and look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.book import Book
from app.errors import Refused
from app.exports import EXPORTS, Export, cell_of, save_file
from app.fields import Field, fields_of
from app.kinds import Whole, age_on
from app.own_fields import own_columns
from app.people.office import office
from app.reveal import note_export
from app.sheets.forms import SERIAL_FIELD, Form, FormColumn, cell_for, filled, form_in, words_above
from app.sheets.reading import reading
from app.work import Progress, Work

AGE = Field(Whole(0, 150), "年龄", ("周岁", "岁数"), name="age")
FILLABLE = tuple(kind for kind, export in EXPORTS.items() if export.record is not None)
"""The sorts of lists from which forms are filled."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a form asks for: headings that the book answers, those that it does not, secrets."""

    form: Form
    known: tuple[FormColumn, ...]
    unknown: tuple[str, ...]
    secret: tuple[str, ...]

    def words(self) -> str:
        """For the user: 认得 2 列：姓名、性别；“籍贯”没有对应的内容，会留空。"""
        names = "、".join(one.called for one in self.known)
        said = f"认得 {len(self.known)} 列：{names}" if names else "一列也没有认得"
        if self.unknown:
            said += f"；“{'”“'.join(self.unknown)}”没有对应的内容，会留空"
        return f"{said}。"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What was written: how many rows, which headings stayed empty, which for want of a reason."""

    rows: int
    file: Path
    unknown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def words(self) -> str:
        """For the user."""
        said = f"已填好 {self.rows:,} 行，存为“{self.file.name}”。"
        if self.hidden:
            said += f"没有写理由，{'、'.join(self.hidden)}留空。"
        if self.unknown:
            said += f"{'、'.join(self.unknown)}没有对应的内容，留空。"
        return said


def look_at_form(
    book: Book, path: Path, kind: str, *, today: dt.date, ids: Sequence[int] | None = None
) -> Work[Looked]:
    """Read a form and tell what it asks for; raises Refused where it cannot be filled."""
    export = _export(kind)
    fields = _fields(book, export)
    form = form_in((yield from reading(path)), fields)
    return _looked(form, fields, export.read(book, today, None if ids is None else ids[:1]).rows)


def _looked(form: Form, fields: Mapping[str, Field], rows: Sequence[Mapping[str, Any]]) -> Looked:
    answered = {"age", *(rows[0] if rows else fields)}
    known = [one for one in form.asked if one.field in answered]
    unknown = [*form.unknown, *(one.called for one in form.asked if one not in known)]
    return Looked(
        form,
        tuple(known),
        tuple(unknown),
        tuple(one.called for one in known if fields[one.field].sensitive),
    )


def fill_form(
    book: Book,
    path: Path,
    kind: str,
    out: Path,
    *,
    today: dt.date,
    ids: Sequence[int] | None = None,
    reason: str | None = None,
) -> Work[FilledForm]:
    """Write a copy of an empty form with the rows of a list, in the order of the ids.

    Sensitive columns stay empty unless there is a reason, which is logged before the file is
    written. Raises Refused as `look_at_form`, where there is nothing to write, and for writing
    over the form itself; Unavailable when a file cannot be read or written.
    """
    export = _export(kind)
    if out.resolve() == path.resolve():
        raise Refused("请另存为一个新文件，空表要留着下次用。")
    fields = _fields(book, export)
    form = form_in((yield from reading(path)), fields)
    rows = export.read(book, today, ids).rows
    if not rows:
        raise Refused("没有可以填的内容。请先放宽筛选条件。")
    yield Progress(0, len(rows), "正在填表")
    looked = _looked(form, fields, rows)
    why = (reason or "").strip()
    columns = [one for one in form.columns if one.field == SERIAL_FIELD or one in looked.known]
    secret = [one for one in looked.known if fields[one.field].sensitive]
    if secret and why:
        note_export(book, export.table, [one.field for one in secret], why)
    shown = columns if why else [one for one in columns if one not in secret]
    lines = [
        [_cell(one, fields, row, number, today) for one in shown]
        for number, row in enumerate(rows, 1)
    ]
    known = office(book)
    above = words_above(form, known.name if known else "", today)
    save_file(out, filled(form, shown, lines, above, fields))
    hidden = () if why else tuple(one.called for one in secret)
    return FilledForm(len(lines), out, looked.unknown, hidden)


def _export(kind: str) -> Export:
    if kind not in FILLABLE:
        raise Refused(f"没有叫“{kind}”的名册可以填表，可用的有：{'、'.join(FILLABLE)}。")
    return EXPORTS[kind]


def _fields(book: Book, export: Export) -> dict[str, Field]:
    """Everything a heading may ask for, the office's own columns and the age among them."""
    record = export.record
    found = dict(fields_of(record)) if record is not None else {}
    if "birth_date" in found:
        found["age"] = replace(found.get("age", AGE), kind=AGE.kind)
    if export.table in ("resident", "household", "shop"):
        found |= {one.field.name: one.field for one in own_columns(book, export.table)}
    return found


def _cell(
    column: FormColumn, fields: Mapping[str, Field], row: Mapping[str, Any], number: int,
    today: dt.date,
) -> Any:  # fmt: skip
    if column.field == SERIAL_FIELD:
        return number
    field = fields[column.field]
    value = row.get(column.field)
    if column.field == "age":
        value = age_on(row.get("birth_date"), today)
    return cell_for(column, field.kind, value, cell_of(field, value, revealed=True))
