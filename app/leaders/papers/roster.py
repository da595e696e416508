"""两长花名册 for the wall and the binder, and the list of numbers for the office."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from app.book import Book
from app.errors import Refused
from app.kinds import Phone
from app.leaders.lists import HELD, TermFilter, term_ids, term_rows
from app.leaders.papers.issuer import issuer
from app.leaders.papers.naming import Named, by_name
from app.leaders.records import TermRow
from app.leaders.serving import TWO
from app.papers.model import PUBLIC, Block, Grid, Seal, Sheet
from app.papers.wording import chinese_day
from app.reveal import note_export

_PHONE = Phone()


def _day(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%Y-%m}"


COLUMNS: Mapping[str, tuple[str, Callable[[TermRow], str]]] = {
    "scope": ("服务范围", lambda row: row.scope),
    "kind": ("岗位", lambda row: f"{row.kind}（代理）" if row.acting else row.kind),
    "full_name": ("姓名", lambda row: row.full_name),
    "sex": ("性别", lambda row: row.sex or ""),
    "age": ("年龄", lambda row: "" if row.age is None else str(row.age)),
    "political_status": ("政治面貌", lambda row: row.political_status or ""),
    "education": ("文化程度", lambda row: row.education or ""),
    "households": ("户数", lambda row: "" if row.households is None else str(row.households)),
    "phone": ("联系电话", lambda row: _PHONE.mask(row.phone)),
    "shop": ("所属商铺", lambda row: row.shop or ""),
    "building": ("楼号", lambda row: row.building),
    "staff": ("联系社工", lambda row: row.staff or ""),
    "start_on": ("任职", lambda row: _day(row.start_on)),
    "expected_end_on": ("届满", lambda row: _day(row.expected_end_on)),
    "selection_method": ("产生方式", lambda row: row.selection_method or ""),
    "grade": ("最近考评", lambda row: row.grade or ""),
    "note": ("备注", lambda row: row.note or ""),
}
"""What may stand on a roster, by the name of its field; a phone is always masked here."""

BINDER = (
    "scope", "kind", "full_name", "sex", "age", "political_status", "education", "households",
    "phone", "start_on", "expected_end_on", "selection_method", "staff",
)  # fmt: skip
_NUMBERS = ("age", "households")
_MIDDLE = ("sex", "start_on", "expected_end_on", "grade")


def yearly(
    book: Book,
    day: dt.date,
    columns: Sequence[str] = BINDER,
    kinds: Sequence[str] = TWO,
    *,
    compound_id: int | None = None,
) -> tuple[Sheet, ...]:
    """The roster as it is on a day, for the binder.

    Raises Refused where nobody holds such a post, KeyError for a column that is none.
    """
    rows = _held(book, day, kinds, compound_id)
    by = issuer(book)
    counts = Counter(row.kind for row in rows)
    said = "，".join(f"{kind} {counts[kind]} 名" for kind in counts)
    secret = "联系电话已隐去部分号码" if "phone" in columns else ""
    return (
        Sheet(
            f"{day.year}年两长花名册", (_grid(rows, columns),), office=by.name,
            under=f"截至{chinese_day(day)}，{said}", foot=secret, points=9.5,
            landscape=len(columns) > 7,
        ),
    )  # fmt: skip


def wall(
    book: Book,
    day: dt.date,
    kinds: Sequence[str] = TWO,
    *,
    compound_id: int | None = None,
    large: bool = False,
) -> tuple[Sheet, ...]:
    """The roster to be posted, in large letters: who serves where, and nothing of the person.

    `large` is A3.
    """
    rows, by = _held(book, day, kinds, compound_id), issuer(book)
    named = [Named(row.compound, row.kind, row.scope, row.full_name) for row in rows]
    blocks: list[Block] = [by_name(named), Seal(by.seal, day)]
    return (Sheet("两长名单", blocks, points=PUBLIC, large=large),)


def contact_list(
    book: Book, day: dt.date, kinds: Sequence[str] = TWO, *, reason: str = ""
) -> tuple[Sheet, ...]:
    """Names and numbers for the desk of the office.

    Numbers are masked unless there is a reason, which is logged first; that writes to the book.
    """
    rows, by = _held(book, day, kinds, None), issuer(book)
    why = reason.strip()
    if why:
        note_export(book, "resident", ["phone"], why)
    lines: list[list[str]] = []
    for compound, some in groupby(rows, key=lambda row: row.compound):
        if compound:
            lines.append([compound])
        lines += [
            [
                row.scope, row.kind, row.full_name,
                (row.phone or "") if why else _PHONE.mask(row.phone), row.staff or "",
            ]
            for row in some
        ]  # fmt: skip
    grid = Grid(("服务范围", "岗位", "姓名", "联系电话", "联系社工"), lines, tight=True)
    foot = "内部使用，请妥善保管，不得外传" if why else "联系电话已隐去部分号码"
    return (
        Sheet(
            "两长通讯录", (grid,), office=by.name, under=f"截至{chinese_day(day)}",
            foot=foot, points=11,
        ),
    )  # fmt: skip


def _held(book: Book, day: dt.date, kinds: Sequence[str], compound_id: int | None) -> list[TermRow]:
    where = TermFilter(state=HELD, kinds=tuple(kinds), compound_id=compound_id)
    rows = list(term_rows(book, term_ids(book, where, day), day).values())
    if not rows:
        raise Refused("没有在任的人，没有可以打印的名册。")
    return rows


def _grid(rows: Sequence[TermRow], columns: Sequence[str]) -> Grid:
    chosen = [COLUMNS[name] for name in columns]
    lines: list[list[str]] = []
    number = 0
    for compound, some in groupby(rows, key=lambda row: row.compound):
        if compound:
            lines.append([compound])
        for row in some:
            number += 1
            lines.append([str(number), *(words(row) for _, words in chosen)])
    places = {name: at for at, name in enumerate(columns, 1)}
    return Grid(
        ["序号", *(label for label, _ in chosen)], lines,
        middle=frozenset((0, *(places[name] for name in _MIDDLE if name in places))),
        right=frozenset(places[name] for name in _NUMBERS if name in places),
        lines=3, tight=True,
    )  # fmt: skip
