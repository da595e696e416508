"""自设栏: columns that an office adds to its own registers, and the values in them.

A column is a `Field` like any other, named `own.KEY`; values stand in the `own` of the record
under KEY as plain JSON values: text, numbers, dates as ISO text, words of a choice.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Annotated, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.fields import Field, fields_of
from app.kinds import Choice, Flag, Kind, Misfit, Number, PartialDay, Text, same_word
from app.people.place_records import ShopEntry
from app.people.records import HouseholdEntry, HouseholdRow, ResidentEntry, ResidentRow
from app.people.storing import GONE, Saved, checked, found, put
from db.models import Household, JournalImage, OwnField, Resident, Shop

PREFIX = "own."
"""Before the key in the name of a field."""

MOST = 30
"""Columns of its own that one register may have."""

LONGEST_WORD = 20
"""Characters of one word of a choice."""

TABLES = {"resident": "居民", "household": "户", "shop": "商铺"}
"""The registers that take columns of an office's own."""

KINDS = {"text": "文字", "number": "数字", "date": "日期", "choice": "选项"}

_MODELS: dict[str, type[Resident | Household | Shop]] = {
    "resident": Resident,
    "household": Household,
    "shop": Shop,
}
_RECORDS: dict[str, tuple[type, ...]] = {
    "resident": (ResidentRow, ResidentEntry),
    "household": (HouseholdRow, HouseholdEntry),
    "shop": (ShopEntry,),
}


class Words(Kind):
    """The words of a choice as the office types them, with 、 between them; a tuple."""

    name = "选项"
    width = 30
    _split = re.compile(r"[、,，;；/|\n]+")

    def parse(self, text: str) -> tuple[str, ...]:
        """The words in the order given, each once; raises `Misfit` for one that is too long."""
        words = tuple(
            dict.fromkeys(word.strip() for word in self._split.split(text) if word.strip())
        )
        for word in words:
            if len(word) > LONGEST_WORD:
                raise Misfit(f"选项“{word[:8]}……”太长了，每个选项最多 {LONGEST_WORD} 个字")
        return words

    def format(self, value: Any) -> str:
        """The words with 、 between them."""
        return "、".join(value or ())


@dataclass(frozen=True)
class OwnFieldEntry:
    """What an office says of a column of its own; `kind` is a word of `KINDS`."""

    label: Annotated[str, Field(Text(20), "栏名", required=True)]
    kind: Annotated[str, Field(Choice(tuple(KINDS.values())), "内容", required=True)] = "文字"
    choices: Annotated[tuple[str, ...], Field(Words(), "选项", hint="本市、外地、境外")] = ()
    sensitive: Annotated[bool | None, Field(Flag(), "需要保密")] = None


@dataclass(frozen=True, eq=False)
class OwnColumn:
    """A column of an office's own: its field, and what it was made of."""

    id: int
    table: str
    key: str
    field: Field
    entry: OwnFieldEntry
    archived: bool = False


def own_columns(book: Book, table: str, *, archived: bool = False) -> tuple[OwnColumn, ...]:
    """The columns that an office added to a register, in its order; with put-away ones or not."""
    with book.read() as session:
        return columns_in(session, table, archived=archived)


def columns_in(session: Session, table: str, *, archived: bool = False) -> tuple[OwnColumn, ...]:
    """As `own_columns`, inside a session of the caller."""
    query = select(OwnField).where(OwnField.of_table == table)
    if not archived:
        query = query.where(OwnField.archived_on.is_(None))
    rows = session.scalars(query.order_by(OwnField.sort_no, OwnField.id))
    return tuple(_column(row) for row in rows)


def _column(row: OwnField) -> OwnColumn:
    entry = OwnFieldEntry(row.label, KINDS[row.kind], tuple(row.choices), row.sensitive)
    field = Field(
        _kind(row.kind, row.choices), row.label, sensitive=row.sensitive, name=PREFIX + row.key
    )
    return OwnColumn(row.id, row.of_table, row.key, field, entry, row.archived_on is not None)


def _kind(kind: str, choices: Sequence[str]) -> Kind:
    if kind == "number":
        return Number()
    if kind == "date":
        return PartialDay()
    if kind == "choice":
        return Choice(tuple(choices))
    return Text(200)


def counts(book: Book, table: str) -> dict[int, int]:
    """How many values stand in each column, by the id of the column."""
    with book.read() as session:
        rows = session.scalars(select(OwnField).where(OwnField.of_table == table)).all()
        return {row.id: len(_standing(session, row)) for row in rows}


def add_own_field(book: Book, table: str, entry: OwnFieldEntry) -> Saved:
    """Add a column to a register; raises Invalid for a heading that is there already."""
    _known(table)
    with book.write("新增自设栏") as session:
        clean = _checked(session, table, entry, None)
        rows = session.scalars(select(OwnField).where(OwnField.of_table == table)).all()
        if len(rows) >= MOST:
            raise Refused(f"{TABLES[table]}最多 {MOST} 个自设栏，请先删去不用的。")
        taken = {row.key for row in rows} | _keys_gone(session, table)
        number = next(n for n in count(1) if f"f{n}" not in taken)
        record = OwnField(
            id=book.ids.next_id(),
            of_table=table,
            key=f"f{number}",
            sort_no=max((row.sort_no for row in rows), default=0) + 1,
            **_values(clean),
        )
        session.add(record)
        return Saved(record.id)


def _keys_gone(session: Session, table: str) -> set[str]:
    """The keys of deleted columns, which the history and remembered sheets still name."""
    query = select(JournalImage.before).where(
        JournalImage.table_name == OwnField.__tablename__, JournalImage.op == "D"
    )
    gone = [json.loads(before) for before in session.scalars(query) if before]
    return {str(row["key"]) for row in gone if row["of_table"] == table}


def edit_own_field(book: Book, field_id: int, entry: OwnFieldEntry) -> None:
    """Change heading, kind or words; values already there have to fit what it becomes.

    Raises Invalid, naming how many values stand in the way.
    """
    with book.write("修改自设栏") as session:
        record = found(session, OwnField, field_id)
        clean = _checked(session, record.of_table, entry, field_id)
        values = _values(clean)
        _fits(session, record, _kind(str(values["kind"]), clean.choices))
        put(record, values)


def move_own_field(book: Book, field_id: int, steps: int) -> None:
    """Put a column further to the front (−1) or to the back (1) among the office's own."""
    with book.write("调整自设栏次序") as session:
        record = found(session, OwnField, field_id)
        order = list(
            session.scalars(
                select(OwnField)
                .where(OwnField.of_table == record.of_table)
                .order_by(OwnField.sort_no, OwnField.id)
            )
        )
        at = order.index(record)
        order.insert(max(0, min(len(order) - 1, at + steps)), order.pop(at))
        for place, one in enumerate(order, start=1):
            put(one, {"sort_no": place})


def put_away(book: Book, field_id: int, today: dt.date | None) -> None:
    """Put a column away from forms and tables with its values kept; None brings it back."""
    with book.write("停用自设栏" if today else "恢复自设栏") as session:
        put(found(session, OwnField, field_id), {"archived_on": today})


def delete_own_field(book: Book, field_id: int) -> None:
    """Delete a column in which nothing stands; raises Refused with the number of values."""
    with book.write("删除自设栏") as session:
        record = found(session, OwnField, field_id)
        filled = len(_standing(session, record))
        if filled:
            raise Refused(
                f"“{record.label}”一栏还有 {filled:,} 条内容，不能删除。"
                "可以改用“停用”，内容会保留。"
            )
        session.delete(record)


def set_own(book: Book, table: str, row_id: int, texts: Mapping[str, str]) -> None:
    """Write what was typed into columns of the office's own; names are `own.KEY`.

    An empty text takes a value away. Raises Invalid with every problem at once.
    """
    _known(table)
    with book.write(f"修改{TABLES[table]}") as session:
        values = parsed(columns_in(session, table), texts)
        write_own(session, table, row_id, values)


def with_own(
    book: Book, label: str, table: str, texts: Mapping[str, str], save: Callable[[], Saved]
) -> Saved:
    """Save a record and what was typed into columns of the office's own, in one step.

    `save` is the use case that records it, `label` what the step is called. Raises Invalid.
    """
    if not texts:
        return save()
    with book.write(label) as session:
        values = parsed(columns_in(session, table), texts)
        saved = save()
        session.flush()
        write_own(session, table, saved.id, values)
        return saved


def parsed(columns: Sequence[OwnColumn], texts: Mapping[str, str]) -> dict[str, Any]:
    """Typed texts as values by key; raises Invalid with every problem at once."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in columns:
        if column.field.name not in texts:
            continue
        try:
            values[column.key] = column.field.kind.parse(texts[column.field.name])
        except Misfit as misfit:
            problems.append(Problem(column.field.name, str(misfit)))
    check(problems)
    return values


def write_own(session: Session, table: str, row_id: int, values: Mapping[str, Any]) -> None:
    """Put values by key into a record, inside a step of the caller; None takes one away."""
    record = found(session, _MODELS[table], row_id)
    put(record, {"own": merged(record.own, values)})


def merged(own: Mapping[str, Any] | None, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """What stands in a record after some values changed; None when nothing is left."""
    both = {**(own or {}), **values}
    return {key: value for key, value in both.items() if value not in (None, "")} or None


def own_value(own: Mapping[str, Any] | None, name: str) -> Any:
    """The value of a column `own.KEY` in a record's `own`."""
    return (own or {}).get(name.removeprefix(PREFIX))


def _known(table: str) -> None:
    if table not in TABLES:
        raise ValueError(f"{table} takes no columns of an office's own")


def _values(entry: OwnFieldEntry) -> dict[str, Any]:
    by_word = {word: kind for kind, word in KINDS.items()}
    return {
        "label": entry.label,
        "kind": by_word[entry.kind],
        "choices": list(entry.choices),
        "sensitive": bool(entry.sensitive),
    }


def _checked(
    session: Session, table: str, entry: OwnFieldEntry, own_id: int | None
) -> OwnFieldEntry:
    clean = checked(entry)
    if clean.kind == KINDS["choice"] and len(clean.choices) < 2:
        raise Invalid.of("choices", "请写出至少两个选项，中间用顿号隔开")
    if clean.kind != KINDS["choice"]:
        clean = OwnFieldEntry(clean.label, clean.kind, (), clean.sensitive)
    word = same_word(clean.label)
    for record in _RECORDS[table]:
        for field in fields_of(record).values():
            if word in map(same_word, (field.label, *field.aliases)):
                raise Invalid.of("label", f"{TABLES[table]}里已有“{field.label}”这一栏，请直接使用")
    for other in session.scalars(select(OwnField).where(OwnField.of_table == table)):
        if other.id != own_id and same_word(other.label) == word:
            state = "（已停用，可以恢复）" if other.archived_on else ""
            raise Invalid.of("label", f"已有叫“{other.label}”的自设栏{state}，请换一个栏名")
    return clean


def _standing(session: Session, field: OwnField) -> list[Any]:
    """The values that stand in a column, each as often as it occurs."""
    model = _MODELS[field.of_table]
    value = func.json_extract(model.own, f"$.{field.key}")
    return list(session.scalars(select(value).where(value.is_not(None))))


def _fits(session: Session, field: OwnField, kind: Kind) -> None:
    before = _kind(field.kind, field.choices)
    unfit: dict[str, int] = {}
    for value in _standing(session, field):
        text = before.format(value)
        try:
            same = kind.parse(text) == value
        except Misfit:
            same = False
        if not same:
            unfit[text] = unfit.get(text, 0) + 1
    if unfit:
        shown = "、".join(f"“{text}”" for text in list(unfit)[:3])
        raise Invalid.of(
            "choices" if isinstance(kind, Choice) else "kind",
            f"已有 {sum(unfit.values()):,} 条内容和改后的不符（{shown}），请先改好这些内容",
        )


def field_named(columns: Sequence[OwnColumn], name: str) -> Field:
    """The field of a column `own.KEY`; raises Refused if it is gone."""
    for column in columns:
        if column.field.name == name:
            return column.field
    raise Refused(GONE)
