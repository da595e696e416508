"""Who lives or trades where a post is, for a hand-over pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.fields import fields_of
from app.leaders.pack_parts import Making, Part
from app.leaders.posts import GROUP
from app.people.lists import (
    HouseholdFilter,
    ResidentFilter,
    household_ids,
    household_rows,
    resident_ids,
    resident_rows,
)
from app.people.place_lists import shop_rows
from app.people.place_records import ShopRow
from app.people.records import HouseholdRow, ResidentRow
from app.people.words import SHOP_STATUS_WORDS
from app.sheets.writing import Sheet, workbook_bytes

_HOME = ("door", "head_name", "members", "kind", "pledge_signed_on", "note")
_PERSON = ("door", "full_name", "relation_to_head", "sex", "age", "phone")
_CARED_FOR = (
    "door", "full_name", "sex", "age", "care_tags", "phone", "emergency_contact",
    "emergency_phone",
)  # fmt: skip
_SHOP = (
    "shop_name", "category", "address", "manager_name", "manager_phone", "staff_count",
    "open_hours", "fire_extinguishers", "gate_duty_signed_on", "pledge_signed_on", "note",
)  # fmt: skip


def households(making: Making) -> Part:
    """住户名册: the households with the phone of the head, and who lives in them."""
    scope = making.post.scope
    by_group = scope.sort == GROUP
    where = HouseholdFilter(
        group_id=scope.id if by_group else None, compound_id=None if by_group else scope.id
    )
    homes = household_ids(making.book, where)
    rows = household_rows(making.book, homes)
    people = _people(making)
    phones = {one.household_id: one.phone for one in people if one.relation_to_head == "户主"}
    making.note("resident", "phone")
    known = fields_of(HouseholdRow)
    houses = making.table(
        "住户",
        [*(known[name] for name in _HOME), fields_of(ResidentRow)["phone"]],
        [[*(getattr(rows[one], name) for name in _HOME), phones.get(one)] for one in homes],
        making.title("住户名册"),
        "户",
    )
    lodgers = making.listed("居民", ResidentRow, _PERSON, people, making.title("居民名册"), "人")
    return Part(
        "住户名册.xlsx",
        "住户和户主电话、居民和联系电话",
        f"{len(homes):,} 户，{len(people):,} 人",
        workbook_bytes([houses, lodgers]),
    )


def _people(making: Making) -> list[ResidentRow]:
    scope = making.post.scope
    by_group = scope.sort == GROUP
    where = ResidentFilter(
        group_id=scope.id if by_group else None, compound_id=None if by_group else scope.id
    )
    ids = resident_ids(making.book, where, making.today)
    rows = resident_rows(making.book, ids, making.today)
    return [rows[one] for one in ids]


def cared_for(making: Making) -> Part:
    """重点关心: who has care tags where there is a reason, else only how many."""
    people = [one for one in _people(making) if one.care_tags]
    count = f"{len(people):,} 人"
    if not making.reason:
        about = "各类重点关心对象的人数，不含姓名"
        return Part("重点关心人数.xlsx", about, count, workbook_bytes([_counted(making, people)]))
    making.note("resident", "care_tags", "emergency_phone")
    title = making.title("重点关心名单")
    listed = making.listed("重点关心", ResidentRow, _CARED_FOR, people, title, "人")
    return Part("重点关心名单.xlsx", "重点关心对象和紧急联系人", count, workbook_bytes([listed]))


def _counted(making: Making, people: Sequence[ResidentRow]) -> Sheet:
    tags = Counter(tag for one in people for tag in one.care_tags)
    return Sheet(
        "重点关心",
        ("关爱标签", "人数"),
        [*tags.most_common(), ("合计（每人只计一次）", len(people))],
        title=making.title("重点关心人数"),
        foot="注：名单当面交接；需要写进资料包时，请写明理由后再做",
        numbers=frozenset((1,)),
    )


def shops(making: Making) -> Part:
    """商铺名册: every shop of the street that is not closed."""
    rows = shop_rows(making.book, making.post.scope.id)
    making.note("shop", "manager_phone")
    known = fields_of(ShopRow)
    sheet = making.table(
        "商铺",
        [*(known[name] for name in _SHOP), known["status"]],
        [[*(getattr(row, name) for name in _SHOP), SHOP_STATUS_WORDS[row.status]] for row in rows],
        making.title("商铺名册"),
        "家",
    )
    count = f"{len(rows):,} 家"
    return Part("商铺名册.xlsx", "在册商铺和负责人", count, workbook_bytes([sheet]))
