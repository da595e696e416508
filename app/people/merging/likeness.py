"""How much two records look like one, and why: plain values in, a score and sentences out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.people.merging.blocks import Home, Person, plain_name
from app.people.merging.identity import different_people, number_key, sound_number
from app.people.words import STATUS_WORDS

LEAST = 40
"""Pairs with a lower score are not shown."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` 0…99, why two records may be one, and what speaks against it."""

    score: int
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def _score(weights: Collection[float], against: Collection[float] = ()) -> int:
    # Each reason leaves its share of doubt; what speaks against it takes a share of the rest.
    doubt = 1.0
    for weight in weights:
        doubt *= 1 - weight
    sure = 1 - doubt
    for weight in against:
        sure *= 1 - weight
    return min(99, round(100 * sure))


def people_alike(one: Person, other: Person, posts: Collection[int] = ()) -> Likeness | None:
    """Whether two people may be one; None for those who are not, or hardly.

    `posts` are the 楼组 in which one of them holds a post without living in the register.
    """
    if one.number and other.number and _ruled_out(one, other):
        return None
    reasons: list[tuple[float, str]] = []
    if one.number and other.number and number_key(one.number) == number_key(other.number):
        reasons.append((0.97, _number_words(one, other)))
    named = _name_words(one, other, sure=bool(reasons))
    if named is None:
        return None
    weight, words = named
    if words:
        reasons.append((weight, words))
    same_name = one.name == other.name
    reasons += _shared(one, other, posts, same_name=same_name)
    doubts = _doubts(one, other)
    score = _score([weight for weight, _ in reasons], [weight for weight, _ in doubts])
    if score < LEAST or not reasons:
        return None
    said = tuple(words for _, words in reasons if words)
    return Likeness(score, said, (*(words for _, words in doubts), *_notes(one, other)))


def _ruled_out(one: Person, other: Person) -> bool:
    return different_people(one.id_kind, one.number, other.id_kind, other.number)


def _number_words(one: Person, other: Person) -> str:
    if one.number == other.number:
        return "证件号码相同，证件类型填得不同"
    if one.id_kind == other.id_kind and {len(one.number or ""), len(other.number or "")} == {
        15,
        18,
    }:
        return "身份证号码相同，一个是15位旧号码"
    return "证件号码相同，写法不同"


def _name_words(one: Person, other: Person, *, sure: bool) -> tuple[float, str] | None:
    """How the names are alike; None where different names rule it out."""
    if one.name == other.name:
        return (0.0, "同名")
    if plain_name(one.name) == plain_name(other.name):
        return (0.55, "姓名只差“·”或空格") if _same_door(one, other) else (0.0, "姓名只差“·”")
    if sure:
        return (0.0, "")
    if not _same_door(one, other) or not _compatible(one, other):
        return None
    if one.sound and one.sound == other.sound:
        return (0.5, "同住一处，姓名读音相同")
    if _differ_in_one(one.name, other.name) and _may_be_typing(one, other):
        return (0.35, "同住一处，姓名只差一个字")
    return None


def _names_fit(one: Person, other: Person) -> bool:
    if plain_name(one.name) == plain_name(other.name) or one.sound == other.sound:
        return True
    return _differ_in_one(one.name, other.name)


def _may_be_typing(one: Person, other: Person) -> bool:
    """Whether one sign may be a slip; brothers and sisters differ in one sign too."""
    if _born_alike(one, other) or _phones(one) & _phones(other):
        return True
    if len(plain_name(one.name)) < 3 or (one.birth and other.birth):
        return False
    return one.relation is None or other.relation is None or one.relation == other.relation


def _shared(
    one: Person, other: Person, posts: Collection[int], *, same_name: bool
) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    if _born_alike(one, other):
        full = one.birth == other.birth and len(one.birth or "") == 10
        near = one.building is not None and one.building == other.building
        weight = 0.8 if full else 0.55 if near else 0.45
        found.append((weight, "出生日期相同" if one.birth == other.birth else "出生日期不矛盾"))
    if _phones(one) & _phones(other):
        found.append((0.72 if same_name else 0.5, "电话相同"))
    if same_name and _same_door(one, other):
        same = one.household is not None and one.household == other.household
        found.append((0.78, "同在一户" if same else "住在同一套房屋"))
    elif same_name and _holds_post_there(one, other, posts):
        found.append((0.7, "在住处的楼组任职"))
    if one.number and other.number and _one_slip(one, other):
        found.append((0.6, "身份证号码只差一位，其中一个校验不对"))
    return found


def _holds_post_there(one: Person, other: Person, posts: Collection[int]) -> bool:
    outside, inside = (one, other) if not one.listed else (other, one)
    return not outside.listed and inside.group is not None and inside.group in posts


def _doubts(one: Person, other: Person) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    if one.birth and other.birth and not _dates_fit(one.birth, other.birth):
        found.append((0.45, "出生日期不同"))
    if not _sexes_fit(one, other):
        found.append((0.35, "性别不同"))
    if not _names_fit(one, other):
        found.append((0.2, "姓名不同"))
    return found


def _notes(one: Person, other: Person) -> tuple[str, ...]:
    gone = {STATUS_WORDS[each.status] for each in (one, other) if each.status != "living"}
    outside = ["有一条只作为任职人员登记"] if one.listed != other.listed else []
    return (*(f"有一条已{word}" for word in sorted(gone)), *outside)


def _compatible(one: Person, other: Person) -> bool:
    dates = not one.birth or not other.birth or _dates_fit(one.birth, other.birth)
    return dates and _sexes_fit(one, other)


def _dates_fit(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _born_alike(one: Person, other: Person) -> bool:
    return bool(one.birth and other.birth and _dates_fit(one.birth, other.birth))


def _sexes_fit(one: Person, other: Person) -> bool:
    known = {each.sex for each in (one, other)} - {None, "未知"}
    return len(known) < 2


def _same_door(one: Person, other: Person) -> bool:
    return one.dwelling is not None and one.dwelling == other.dwelling


def _phones(person: Person) -> set[str]:
    return set((person.phone or "").split("、")) - {""}


def _differ_in_one(one: str, other: str) -> bool:
    first, second = plain_name(one), plain_name(other)
    if len(first) != len(second) or len(first) < 2:
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1


def _one_slip(one: Person, other: Person) -> bool:
    first, second = one.number or "", other.number or ""
    if len(first) != len(second) or one.id_kind != other.id_kind:
        return False
    if sound_number(one.id_kind, first) and sound_number(other.id_kind, second):
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1


def homes_alike(
    one: Home, other: Home, mine: Collection[str], others: Collection[str]
) -> Likeness | None:
    """Whether two households may be one, by head, number and the names of their members."""
    reasons: list[tuple[float, str]] = []
    against: list[tuple[float, str]] = []
    same_door = one.dwelling == other.dwelling
    if one.number and one.number == other.number:
        reasons.append((0.75, "户号相同"))
        if not same_door:
            against.append((0.25, "登记在不同的房屋"))
    elif one.number and other.number:
        against.append((0.3, "户号不同"))
    if one.head and one.head == other.head:
        where = "同一套房屋，户主同名" if same_door else "户主同名"
        reasons.append((0.8 if same_door else 0.4, where))
    both = sorted(set(mine) & set(others)) if same_door else []
    if both:
        names = "、".join(both[:3]) + ("等" if len(both) > 3 else "")
        reasons.append((min(0.9, 0.55 + 0.15 * len(both)), f"两户都有{names}"))
    if "living" not in (one.status, other.status):
        return None
    if one.status != other.status:
        against.append((0.3, "有一户已不在住"))
    score = _score([weight for weight, _ in reasons], [weight for weight, _ in against])
    if not reasons or score < LEAST:
        return None
    return Likeness(
        score, tuple(words for _, words in reasons), tuple(words for _, words in against)
    )
