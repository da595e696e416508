"""Which column is which field: matched by heading, or remembered from the same heading row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.kinds import alias_words, same_word
from app.sheets.header import Table, signature
from db.bulk import insert_rows, update_rows
from db.models import Compound, Setting

if TYPE_CHECKING:
    from app.sheets.jobs import SheetJob

COMPOUND_ENDINGS = "苑|园|花园|小区|公寓|新村|家园|庭|府|湾|城|坊|里|弄|公馆|名邸|雅居|华庭|期"
_ENDS_LIKE_ONE = re.compile(rf".{{1,18}}({COMPOUND_ENDINGS})")
_NO_NAME = re.compile(r"街道|镇|社区|居委|居民|[年月季度全本各区级表]|\d")
_TITLE = re.compile(
    r"^(.{2,20}?)(?:小区)?(?:正副|正、副|副|历任|历届|现任|全体|新任)?(?:楼组长|楼组骨干|楼长|居民|两长|户|业主|人员|独居|孤老|纯老|高龄|老人|残疾|低保|特困|优抚"
    r"|退役军人|商铺|养犬|宠物|党员|志愿者)"
)
_WHEN = re.compile(
    r"^(?:关于)?(?:\d{4}年?度?)?(?:第?[一二三四1-4]季度)?(?:\d{1,2}月份?)?(?:[上下]半年)?"
)


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


def saved_words(book: Book, roster: str, table: Table) -> dict[tuple[str, str], str]:
    """The strange words by (field, word) that somebody explained on a sheet with these headings."""
    with book.read() as session:
        value = session.execute(
            select(Setting.value).where(Setting.name == _name(roster, table, "words"))
        ).scalar()
    if not isinstance(value, dict):
        return {}
    return {
        (str(name), str(word)): str(ours)
        for name, words in value.items()
        if isinstance(words, dict)
        for word, ours in words.items()
    }


def remember(
    session: Session, book: Book, job: SheetJob, words: Mapping[tuple[str, str], str]
) -> None:
    """Keep a mapping that differs from what the headings say by themselves, and new words."""
    if job.mapping != matched(job.table):
        columns = {str(index): name for index, name in job.mapping.items()}
        _keep(session, book, _name(job.roster.key, job.table), columns)
    every = {**job.words, **words}
    if every != job.words:
        by_field: dict[str, dict[str, str]] = {}
        for (name, word), ours in every.items():
            by_field.setdefault(name, {})[word] = ours
        _keep(session, book, _name(job.roster.key, job.table, "words"), by_field)


def _keep(session: Session, book: Book, name: str, value: Mapping[str, Any]) -> None:
    known = session.execute(select(Setting.id).where(Setting.name == name)).scalar()
    if known is None:
        row = {"id": book.ids.next_id(), "name": name, "value": value}
        insert_rows(session.connection(), "setting", [row])
    else:
        update_rows(session.connection(), "setting", [{"id": known, "value": value}])


def compound_from(book: Book, sheet: str, title: str) -> str:
    """The 小区 that the sheet's name, or a title such as 恒盛楼组长花名册, tells; empty if none.

    A sheet's name counts when the book knows it, when the title begins with it, or when it ends
    as compounds are called (苑, 新村); a sheet called 积分 is no place.
    """
    with book.read() as session:
        known = set()
        for name, alias in session.execute(select(Compound.name, Compound.alias)):
            known |= {same_word(name), *map(same_word, alias_words(alias))}
    name, head = sheet.strip(), "".join(title.split())
    if name and (
        same_word(name) in known or head.startswith(name) or _ENDS_LIKE_ONE.fullmatch(name)
    ):
        return name
    head = _WHEN.sub("", head)
    for word in sorted(known, key=len, reverse=True):
        if len(word) > 1 and same_word(head).startswith(word):
            return head[: len(word)]
    match = _TITLE.match(head)
    if match and (same_word(match[1]) in known or not _NO_NAME.search(match[1])):
        return match[1]
    return ""


def _name(roster: str, table: Table, what: str = "mapping") -> str:
    return f"import.{what}.{roster}.{signature(table)}"
