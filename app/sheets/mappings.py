"""Which column is which field: matched by heading, or remembered from the same heading row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.sheets.header import Table, signature
from db.bulk import insert_rows, update_rows
from db.models import Setting

if TYPE_CHECKING:
    from app.sheets.importing import SheetJob

_PLAIN_SHEET = re.compile(
    r"(sheet\d*|工作表\d*|.*(册|表|底册|台账|名单|登记|汇总|记录|清单)\d*|\d+|.*月.*|楼组长|街面长)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(.{2,20}?)(?:小区)?(?:楼组长|居民|两长|户|业主|人员)")


def matched(table: Table) -> dict[int, str]:
    """The columns whose heading is known; the first of two that meet one field."""
    found: dict[int, str] = {}
    for column in table.columns:
        if column.field is not None and column.field not in found.values():
            found[column.index] = column.field
    return found


def saved(book: Book, roster: str, table: Table) -> dict[int, str] | None:
    """The mapping used last time for a sheet with the same headings."""
    with book.read() as session:
        value = session.execute(
            select(Setting.value).where(Setting.name == _name(roster, table))
        ).scalar()
    if not isinstance(value, dict):
        return None
    return {int(index): str(name) for index, name in value.items()}


def remember(session: Session, book: Book, job: SheetJob) -> None:
    """Keep a mapping that differs from what the headings say by themselves."""
    if job.mapping == matched(job.table):
        return
    name = _name(job.roster.key, job.table)
    value = {str(index): field for index, field in job.mapping.items()}
    known = session.execute(select(Setting.id).where(Setting.name == name)).scalar()
    if known is None:
        row = {"id": book.ids.next_id(), "name": name, "value": value}
        insert_rows(session.connection(), "setting", [row])
    else:
        update_rows(session.connection(), "setting", [{"id": known, "value": value}])


def compound_from(sheet: str, title: str) -> str:
    """The 小区 that the sheet's name, or a title such as 恒盛楼组长花名册, tells; empty if none."""
    name = sheet.strip()
    if name and not _PLAIN_SHEET.fullmatch(name):
        return name
    match = _TITLE.match("".join(title.split()))
    return match[1] if match else ""


def _name(roster: str, table: Table) -> str:
    return f"import.mapping.{roster}.{signature(table)}"
