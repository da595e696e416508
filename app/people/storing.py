"""How an entry meets its table: checked, found, written where it differs, deleted if unused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import delete as remove
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Problem, Refused, check
from app.fields import fields_of
from app.people.rules import cleaned
from db.models import Base, CareTag, Consent, Move, Picture
from db.models.base import Record

Entry = TypeVar("Entry")
Row = TypeVar("Row", bound=Record)

GONE = "这条记录已不在台账里，可能刚被删除或撤销。请刷新后再试。"

TABLE_WORDS = {
    "office": "本居委",
    "compound": "小区",
    "building": "楼栋",
    "building_group": "楼组",
    "dwelling": "房屋",
    "household": "户",
    "resident": "居民",
    "care_tag": "关爱标签",
    "street_segment": "街面",
    "shop": "商铺",
    "leader_term": "任职",
    "election_round": "推选",
    "round_seat": "应选岗位",
    "candidate": "候选人",
    "handover": "交接单",
    "duty_record": "履职记录",
    "training": "培训",
    "training_attendance": "培训签到",
    "appraisal": "考评",
    "subsidy_payment": "补贴",
    "account": "积分账户",
    "ledger_entry": "积分流水",
    "rule_set": "规则集",
    "rule_set_version": "规则版本",
    "rule": "积分规则",
    "season": "积分周期",
    "setting": "设置",
    "import_batch": "导入记录",
    "organization": "单位组织",
    "pet": "宠物",
    "consent": "授权",
    "picture": "图片",
    "move": "迁移记录",
    "merge": "合并记录",
    "dismissal": "核对结果",
    "own_field": "自设栏",
    "saved_view": "常用视图",
}
_OWNED = {
    "resident": (
        CareTag.__table__.c.resident_id,
        Consent.__table__.c.resident_id,
        Move.__table__.c.resident_id,
    )
}
"""What belongs to a record so closely that it goes with it."""


@dataclass(frozen=True)
class Saved:
    """What came of saving: the id, and what looks wrong although it was taken as typed."""

    id: int
    warnings: tuple[str, ...] = ()


def checked(entry: Entry, known: Mapping[str, Any] | None = None) -> Entry:
    """The entry as its kinds write it; raises Invalid with every problem at once.

    Fields equal to what is `known` already are not judged again: an old value that today's
    rules would refuse must not keep a person from changing another field.
    """
    clean, problems = problems_of(entry, known)
    check(problems)
    return clean


def problems_of(
    entry: Entry, known: Mapping[str, Any] | None = None
) -> tuple[Entry, list[Problem]]:
    """As `checked`, with the problems returned."""
    clean, problems = cleaned(entry)
    if known is not None:
        problems = [
            problem
            for problem in problems
            if getattr(entry, problem.field) != known.get(problem.field)
        ]
    return clean, problems


def found(session: Session, model: type[Row], row_id: int) -> Row:
    """The record; raises Refused if it is no longer there."""
    record = session.get(model, row_id)
    if record is None:
        raise Refused(GONE)
    return record


def values_of(entry: object, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The declared fields of an entry as column values."""
    record: type = type(entry)
    names = fields_of(record)
    return {name: getattr(entry, name) for name in names if name not in without}


def known_of(record: object, entry_type: type) -> dict[str, Any]:
    """What a record holds of the fields of an entry."""
    return {name: getattr(record, name) for name in fields_of(entry_type) if hasattr(record, name)}


def entry_of(entry_type: type[Entry], row: object) -> Entry:
    """The entry inside a row (or record), to be changed by a form and given back."""
    names = {field.name for field in fields(entry_type)}  # type: ignore[arg-type]
    return entry_type(**{name: getattr(row, name) for name in names if hasattr(row, name)})


def put(record: object, values: Mapping[str, Any]) -> None:
    """Set what differs; columns that stay are not written."""
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def references(session: Session, table: str, row_id: int) -> list[str]:
    """What points at a record, in words: 任职 2 条."""
    owned = set(_OWNED.get(table, ()))
    said: dict[str, int] = {}
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table.name != table or key.parent in owned:
                continue
            count = session.execute(
                select(func.count()).select_from(other).where(key.parent == row_id)
            ).scalar_one()
            if count:
                word = TABLE_WORDS.get(other.name, "其他记录")
                said[word] = said.get(word, 0) + count
    return [f"{word} {count:,} 条" for word, count in said.items()]


_DELETED = frozenset(
    "compound building building_group dwelling household resident care_tag street_segment"
    " shop organization pet consent own_field saved_view".split()
)
"""Tables whose records may go; posts and points have ways of their own."""


def delete(book: Book, table: str, row_id: int) -> None:
    """Delete a record that nothing refers to; raises Refused with the list otherwise."""
    if table not in _DELETED:
        raise ValueError(f"records of {table} are not deleted")
    word = TABLE_WORDS[table]
    with book.write(f"删除{word}") as session:
        target = Base.metadata.tables[table]
        if session.execute(select(target.c.id).where(target.c.id == row_id)).first() is None:
            raise Refused(GONE)
        held = references(session, table, row_id)
        if held:
            raise Refused(
                f"这条{word}记录还被引用：{'、'.join(held)}，不能删除。"
                "请先处理这些记录，或改用“迁出”“撤销”“关闭”等办法结束它。"
            )
        for column in _OWNED.get(table, ()):
            session.execute(column.table.delete().where(column == row_id))
        session.execute(
            remove(Picture).where(Picture.owner_table == table, Picture.owner_id == row_id)
        )
        session.execute(target.delete().where(target.c.id == row_id))
