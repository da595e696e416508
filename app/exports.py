"""Lists out of the book as workbooks: masked unless a reason is given, ready to come in again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import registers
from app.book import Book
from app.errors import Refused, Unavailable
from app.fields import Field, fields_of
from app.kinds import Area, Kind, Minutes, Money, Number, Points, Whole
from app.leaders.post_lines import PostLine
from app.leaders.records import BuildingLeaderEntry, StreetLeaderEntry
from app.own_fields import own_columns
from app.people.importing.pets import PetLine
from app.people.importing.residents import ResidentLine
from app.people.importing.shops import ShopLine
from app.people.office import office
from app.people.organizations import OrganizationEntry
from app.people.records import HouseholdLine
from app.pledge.importing import PointsLine
from app.pledge.ranking import group_ranking, household_ranking
from app.pledge.records import Coverage, GroupRankRow, RankRow
from app.pledge.rulesets import rule_sets
from app.pledge.seasons import latest_season
from app.reveal import note_export
from app.sheets.writing import Sheet, save
from db.errors import BookError
from db.files import write_whole

Row = Mapping[str, Any]
"""The values of a row by the names of its fields."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list ready to be written: its fields in order and its rows."""

    fields: tuple[Field, ...]
    rows: Sequence[Row]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """One sort of list: what it is called, of which table its masked fields are, how it reads.

    Given ids, it reads those records in their order. A register has a `record` of fields, whose
    headings an office's own form may bear.
    """

    title: str
    table: str
    read: Callable[..., Listed]
    record: type | None = None


def export_rows(
    book: Book,
    kind: str,
    out: Path,
    *,
    today: dt.date,
    reason: str | None = None,
    ids: Sequence[int] | None = None,
) -> int:
    """Write a list as .xlsx and return how many rows it has; with `ids` those records of it.

    Masked fields stay masked unless there is a reason, which is logged before the file is
    written. Raises Refused for an unknown kind or where there is nothing to write, Unavailable
    when the file cannot be written.
    """
    if kind not in EXPORTS:
        raise Refused(f"没有叫“{kind}”的导出种类，可用的有：{'、'.join(EXPORTS)}。")
    export = EXPORTS[kind]
    listed = export.read(book, today, ids)
    why = (reason or "").strip()
    secret = [field for field in listed.fields if field.sensitive]
    if why and secret:
        note_export(book, export.table, [field.name for field in secret], why)
    rows = [
        [cell_of(field, row.get(field.name), revealed=bool(why)) for field in listed.fields]
        for row in listed.rows
    ]
    export_table(
        out,
        heading(book, export.title + listed.note, today),
        [field.label for field in listed.fields],
        rows,
        number_columns(field.kind for field in listed.fields),
        name=export.title,
        foot=_foot(len(rows), masked=bool(secret) and not why),
    )
    return len(rows)


def export_table(
    path: Path,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    numbers: Collection[int] = (),
    *,
    name: str = "",
    foot: str = "",
    picture: bytes | None = None,
) -> int:
    """Write exactly what is given: a title line, the headings, the rows; returns their number.

    `numbers` are the columns written as numbers; `picture` is a PNG that stands on a sheet of
    its own. Raises Unavailable when the file cannot be written.
    """
    every = [list(row) for row in rows]
    sheet = Sheet(
        name or title, tuple(header), every, title=title, foot=foot, numbers=frozenset(numbers)
    )
    sheets = [sheet]
    if picture is not None:
        sheets.append(Sheet("图表", (), (), title=title, picture=picture))
    save(path, sheets)
    return len(every)


def save_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises Unavailable (disk full, file open elsewhere)."""
    try:
        write_whole(path, content)
    except BookError as error:
        raise Unavailable(error.text) from error


def heading(book: Book, what: str, today: dt.date) -> str:
    """The title line: 金水苑社区居委会居民信息（2026-11-22）."""
    known = office(book)
    return f"{known.name if known else ''}{what}（{today.isoformat()}）"


def cell_of(field: Field, value: Any, *, revealed: bool) -> Any:
    """A value for a sheet: numbers as numbers, all others as the words of the screen."""
    if value is None:
        return ""
    if field.sensitive and not revealed:
        return field.kind.mask(value)
    return number_of(field.kind, value)


def number_of(kind: Kind, value: Any) -> Any:
    """Points, money and areas in whole units, hours with decimals; other values as words."""
    if isinstance(kind, Points):
        return value / 10
    if isinstance(kind, Money | Area):
        return value / 100
    if isinstance(kind, Minutes):
        return round(value / 60, 2)
    if isinstance(kind, Whole | Number) and not isinstance(kind, Coverage):
        return value
    return kind.format(value)


def number_columns(kinds: Iterable[Kind]) -> frozenset[int]:
    """Which columns are written as numbers."""
    counted = Points | Money | Area | Minutes | Whole | Number
    return frozenset(
        at
        for at, kind in enumerate(kinds)
        if isinstance(kind, counted) and not isinstance(kind, Coverage)
    )


def _foot(count: int, *, masked: bool) -> str:
    hidden = "；证件号码、电话等已隐去，需要完整内容请写明理由后再导出" if masked else ""
    # An importer passes over notes, so that the sheet can come in again.
    return f"注：共 {count:,} 行{hidden}"


def _rows_of(record: type, rows: Iterable[Any], *names: str) -> Listed:
    known = fields_of(record)
    return Listed(
        tuple(known[name] for name in names),
        [{name: getattr(row, name) for name in names} for row in rows],
    )


def _ranking(book: Book, today: dt.date, _ids: registers.Ids = None) -> Listed:
    season, name = _season(book, today)
    names = (
        "rank", "compound", "group", "holder", "score", "bonus", "deduct", "star",
        "note",
    )  # fmt: skip
    found = _rows_of(RankRow, household_ranking(book, season), *names)
    return Listed(found.fields, found.rows, f" · {name}")


def _group_ranking(book: Book, today: dt.date, _ids: registers.Ids = None) -> Listed:
    season, name = _season(book, today)
    names = (
        "rank", "compound", "group", "mean", "signed", "households", "coverage", "bonus",
        "deduct", "note",
    )  # fmt: skip
    found = _rows_of(GroupRankRow, group_ranking(book, season), *names)
    return Listed(found.fields, found.rows, f" · {name}")


def _season(book: Book, today: dt.date) -> tuple[int, str]:
    main = next((one for one in rule_sets(book, today) if one.account_kind == "household"), None)
    season = latest_season(book, main.id) if main else None
    if season is None:
        raise Refused("还没有开启过积分周期，没有排名可以导出。请先登记积分或导入积分表。")
    return season.id, season.name


def _register(
    title: str, table: str, record: type, read: registers.Reader, own: str = ""
) -> Export:
    """`own` is the table whose columns of the office's own go along."""

    def listed(book: Book, today: dt.date, ids: registers.Ids = None) -> Listed:
        known = dict(fields_of(record))
        if own:
            known |= {one.field.name: one.field for one in own_columns(book, own)}
        names, rows = read(book, today, ids)
        return Listed(tuple(known[name] for name in names), rows)

    return Export(title, table, listed, record)


EXPORTS: dict[str, Export] = {
    "residents": _register("居民信息", "resident", ResidentLine, registers.residents, "resident"),
    "households": _register(
        "家庭户", "household", HouseholdLine, registers.households, "household"
    ),
    "building-leaders": _register(
        "楼组长名册", "resident", BuildingLeaderEntry, registers.building_leaders
    ),
    "street-leaders": _register(
        "街面长名册", "resident", StreetLeaderEntry, registers.street_leaders
    ),
    "posts": _register("各类岗位名册", "resident", PostLine, registers.posts),
    "shops": _register("商铺", "shop", ShopLine, registers.shops, "shop"),
    "pets": _register("宠物", "pet", PetLine, registers.pets),
    "organizations": _register(
        "单位组织", "organization", OrganizationEntry, registers.organizations
    ),
    "points": _register("积分登记", "ledger_entry", PointsLine, registers.points),
    "ranking": Export("户积分排名", "ledger_entry", _ranking),
    "group-ranking": Export("楼组积分排名", "ledger_entry", _group_ranking),
}
"""Every sort of list by the word of the command line."""
