"""资料核对: what in the register cannot be right or should be looked at, and what was settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book, Changes
from app.people.quality import faults
from app.people.quality.faults import Look
from db.models import Dismissal

Level = Literal["red", "amber", "green"]
Asks = Literal["", "day", "member"]

_FINDING = "quality:"


@dataclass(frozen=True)
class Rule:
    """One sort of finding: what is wrong, with which records, and the one key that mends it.

    `fix` is the verb on the button, empty where only a person can put it right; `asks` what has
    to be said first: the day, or which member.
    """

    key: str
    title: str
    hint: str
    table: str
    level: Level
    find: Callable[[Look], list[int]]
    fix: str = ""
    asks: Asks = ""


RULES: tuple[Rule, ...] = (
    Rule(
        "office_gone", "去世或迁出的人还在任职",
        "人已不在，任职没有办离任，名册和覆盖率会不准。",
        "leader_term", "red", faults.gone_in_office, "办理离任", "day",
    ),
    Rule(
        "id_wrong", "身份证号码不对", "校验码或号码里的出生日期不对，多半有一位抄错。",
        "resident", "red", faults.bad_numbers,
    ),
    Rule(
        "birth_odd", "出生日期不可能", f"出生日期在今天以后，或已超过{faults.OLDEST}岁。",
        "resident", "red", faults.odd_births,
    ),
    Rule(
        "id_differs", "出生日期或性别与身份证号码不一致",
        "号码本身没有错，出生日期或性别与它不同。",
        "resident", "amber", faults.differing_numbers, "按号码改",
    ),
    Rule(
        "two_heads", "一户有几位户主", "每户只有一位户主，选定以后其他人的关系要重新填。",
        "household", "amber", faults.two_heads, "选定户主", "member",
    ),
    Rule(
        "no_head", "有人在住却没有户主", "户主是这一户的称呼，也用于签约和积分。",
        "household", "amber", faults.without_head, "选定户主", "member",
    ),
    Rule(
        "head_strange", "户主姓名与成员对不上",
        "户上写的户主不在成员里，或成员里的户主是另一个人。",
        "household", "amber", faults.strange_heads, "选定户主", "member",
    ),
    Rule(
        "home_empty", "没有人却还算在住的户", "成员都已离开，这一户应是空关。",
        "household", "amber", faults.empty_homes, "改为空关",
    ),
    Rule(
        "tag_young", "不满80岁却有高龄标签", "出生日期和标签总有一个不对。",
        "resident", "amber", faults.tagged_too_young, "去掉标签",
    ),
    Rule(
        "phone_none", "电话不是有效的号码", "位数不对，或是一串重复的数字。",
        "resident", "amber", faults.no_phones,
    ),
    Rule(
        "name_odd", "姓名里有不该有的字", "有问号、数字、称呼，中英文混写，或只有一个字。",
        "resident", "amber", faults.odd_names,
    ),
    Rule(
        "pet_left", "饲养人已离开的宠物", "宠物还登记为在养，请核对由谁在养。",
        "pet", "amber", faults.left_pets,
    ),
    Rule(
        "dogs", "一户养了不止一条犬", "上海市养犬管理条例规定每户限养一条。",
        "pet", "amber", faults.many_dogs,
    ),
    Rule(
        "tag_missing", "满80岁还没有高龄标签", "加上以后，走访和慰问名单里才有。",
        "resident", "green", faults.old_without_tag, "加上标签",
    ),
    Rule(
        "phone_shared", "很多人留同一个电话",
        f"不在一户的{faults.SHARED + 1}人以上留了同一个号码。",
        "resident", "green", faults.shared_phones,
    ),
    Rule(
        "no_home", "没有住处的居民", "在名册里，却不知道住在哪一户。",
        "resident", "green", faults.without_home,
    ),
    Rule(
        "no_group", "没有归入楼组的房屋", "没有楼组，就没有楼组长，也不在整表登记里。",
        "dwelling", "green", faults.without_group, "归入楼组",
    ),
)  # fmt: skip
"""Every sort of finding, the most pressing first."""


def rule_of(key: str) -> Rule:
    """The rule of a key."""
    return next(rule for rule in RULES if rule.key == key)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many findings of one rule stand."""

    rule: Rule
    count: int


def board(book: Book, today: dt.date) -> tuple[Counted, ...]:
    """Every rule with the number of its findings that nobody has called right."""
    with book.read() as session:
        look = Look(session, today)
        settled = _settled(session)
        return tuple(
            Counted(rule, len(_standing(rule, look, settled.get(rule.key, ())))) for rule in RULES
        )


def finding_ids(book: Book, key: str, today: dt.date) -> list[int]:
    """The ids of the records that a rule has something to say of, in a useful order."""
    with book.read() as session:
        settled = _settled(session).get(key, ())
        return _standing(rule_of(key), Look(session, today), settled)


def _standing(rule: Rule, look: Look, settled: Collection[int]) -> list[int]:
    found = rule.find(look)
    return [row_id for row_id in found if row_id not in settled] if settled else found


def _settled(session: Session) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for finding, row_id in session.execute(
        select(Dismissal.finding, Dismissal.a_id).where(Dismissal.finding.startswith(_FINDING))
    ):
        found.setdefault(finding.removeprefix(_FINDING), set()).add(row_id)
    return found


def call_right(book: Book, key: str, ids: Sequence[int], today: dt.date) -> int:
    """确认无误: these findings were looked at and are right; they are not shown again.

    Returns how many were settled that were not before.
    """
    rule = rule_of(key)
    with book.write("核对确认无误") as session:
        known = _settled(session).get(key, set())
        new = [row_id for row_id in dict.fromkeys(ids) if row_id not in known]
        session.add_all(
            Dismissal(
                id=book.ids.next_id(), finding=_FINDING + rule.key, a_id=row_id, b_id=0,
                dismissed_on=today,
            )
            for row_id in new
        )  # fmt: skip
        return len(new)


# For the first page

_TOUCHING = frozenset(("resident", "leader_term", "dismissal"))
_known: WeakKeyDictionary[Book, tuple[dt.date, dict[str, int]] | None] = WeakKeyDictionary()


def quality_counts(book: Book, today: dt.date) -> dict[str, int]:
    """The red findings: how many of which title; rules without any are left out.

    Kept until people or posts change, since the first page asks each time it is seen.
    """
    if book not in _known:
        _known[book] = None
        book.listen(lambda changes: _forget(book, changes))
    kept = _known[book]
    if kept is None or kept[0] != today:
        kept = _known[book] = (today, _red(book, today))
    return dict(kept[1])


def _forget(book: Book, changes: Changes) -> None:
    if changes.tables & _TOUCHING:
        _known[book] = None


def _red(book: Book, today: dt.date) -> dict[str, int]:
    with book.read() as session:
        look = Look(session, today)
        settled = _settled(session)
        counts = {
            rule.title: len(_standing(rule, look, settled.get(rule.key, ())))
            for rule in RULES
            if rule.level == "red"
        }
    return {title: count for title, count in counts.items() if count}
