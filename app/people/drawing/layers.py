"""The layers of a drawing of a compound: what each says of a door, of a building, of it all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.kinds import Points
from app.leaders.cover import Cover, group_cover
from app.leaders.rules import EXPIRED, EXPIRING
from app.people.drawing.shades import Home, Layer, Shade, Told, Value
from app.people.limits import born_by
from app.people.order import plain_rows
from app.people.words import USAGES
from app.pledge.scores import season_scores
from db.models import Building, CareTag, Dwelling, Household, Resident

OLD = 80
"""The age from which the last layer counts people."""

FAR = 100
"""Points (in 0.1) from the base beyond which a score stands out."""

MANY = 3
"""Care tags in one home from which they are counted no further."""

_POINTS = Points(signed=False)


def _by_building(doors: Iterable[Home], words: Callable[[list[Home]], str]) -> dict[int, str]:
    found: dict[int, list[Home]] = {}
    for door in doors:
        found.setdefault(door.building_id, []).append(door)
    return {building: words(some) for building, some in found.items()}


def share_words(part: int, whole: int) -> str:
    """A share for a sentence: 92.3%; never rounded up to full."""
    tenths = part * 1000 // whole if whole else 0
    return f"{tenths / 10:.1f}".removesuffix(".0") + "%"


# 楼组长

_HELD, _DUE, _VACANT, _UNGROUPED = "有楼组长", "任期将满", "空缺", "未划楼组"


def _leaders(session: Session, compound_id: int, doors: Sequence[Home], day: dt.date) -> Told:
    cover = group_cover(session, compound_id, day)
    values = {door.id: Value(_led(cover.get(door.group_id or 0))) for door in doors}
    detail = {door.id: _led_words(cover.get(door.group_id or 0)) for door in doors}
    states = Counter(_led(one) for one in cover.values())
    bare = sum(one.band == _UNGROUPED for one in values.values())
    dark = sum(one.band == _VACANT for one in values.values())
    led = states[_HELD] + states[_DUE]
    parts = [f"{len(cover):,} 个楼组里 {led:,} 个有楼组长"]
    if states[_DUE]:
        parts.append(f"其中 {states[_DUE]:,} 个任期将满或已届满")
    if states[_VACANT]:
        parts.append(f"{states[_VACANT]:,} 个空缺，涉及 {dark:,} 套房屋")
    if bare:
        parts.append(f"另有 {bare:,} 套房屋还没有划入楼组")
    sentence = "，".join(parts) + "。" if cover else "这个小区还没有划分楼组。"

    def words(some: list[Home]) -> str:
        ids = dict.fromkeys(door.group_id for door in some if door.group_id in cover)
        names = [cover[key].leader or _VACANT for key in ids if key]
        return "、".join(dict.fromkeys(names)) or _UNGROUPED

    return Told(
        (
            (_HELD, Shade.GOOD), (_DUE, Shade.WARN), (_VACANT, Shade.BAD),
            (_UNGROUPED, Shade.UNKNOWN),
        ),
        values,
        _by_building(doors, words),
        sentence,
        "按今天在任的楼组长算；60 天内届满或届满未换的，算任期将满。",
        detail,
    )  # fmt: skip


def _led(cover: Cover | None) -> str:
    if cover is None:
        return _UNGROUPED
    if not cover.leader:
        return _VACANT
    return _DUE if cover.state in (EXPIRING, EXPIRED) else _HELD


def _led_words(cover: Cover | None) -> str:
    if cover is None:
        return "没有划入楼组"
    if not cover.leader:
        return f"{cover.group}，楼组长空缺"
    state = f"（{cover.state}）" if cover.state in (EXPIRING, EXPIRED) else ""
    return f"{cover.group}，楼组长 {cover.leader}{state}"


# 关爱标签

_TAGS = ("没有标签", "1 项", "2 项", "3 项及以上")
_NOBODY = "没有住户"


def _care(session: Session, compound_id: int, doors: Sequence[Home], day: dt.date) -> Told:
    rows = plain_rows(
        session,
        select(Household.dwelling_id, func.count(CareTag.id))
        .select_from(CareTag)
        .join(Resident, Resident.id == CareTag.resident_id)
        .join(Household, Household.id == Resident.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .where(
            Building.compound_id == compound_id,
            Resident.status == "living",
            Household.status == "living",
            or_(CareTag.end_on.is_(None), CareTag.end_on > day),
        )
        .group_by(Household.dwelling_id),
    )
    counts: dict[int, int] = dict(rows)

    def value(door: Home) -> Value:
        if not door.homes:
            return Value(_NOBODY)
        count = counts.get(door.id, 0)
        return Value(_TAGS[min(count, MANY)], f"{count} 项" if count else "")

    tagged = [count for door in doors if door.homes and (count := counts.get(door.id, 0))]
    lived = sum(bool(door.homes) for door in doors)
    several = sum(count > 1 for count in tagged)
    more = f"，其中 {several:,} 套有 2 项以上" if several else ""
    return Told(
        (
            (_TAGS[0], Shade.NONE), (_TAGS[1], Shade.SOME), (_TAGS[2], Shade.MORE),
            (_TAGS[3], Shade.MOST), (_NOBODY, Shade.NOBODY),
        ),
        {door.id: value(door) for door in doors},
        _by_building(
            doors,
            lambda some: _some(sum(1 for door in some if door.homes and door.id in counts), "套"),
        ),
        f"{lived:,} 套有人住的房屋里，{len(tagged):,} 套有关爱标签{more}。",
        "只数现在有效的标签；是哪几项，要逐户查看，并留下查看记录。",
    )  # fmt: skip


def _some(count: int, unit: str) -> str:
    return f"{count:,} {unit}" if count else "没有"


# 约定签订

_SIGNED, _PARTLY, _UNSIGNED = "已签订", "部分签订", "未签订"


def _pledge(_session: Session, _compound: int, doors: Sequence[Home], _day: dt.date) -> Told:
    def value(door: Home) -> Value:
        if not door.homes:
            return Value(_NOBODY)
        if door.signed == len(door.homes):
            return Value(_SIGNED, "已签")
        if door.signed:
            return Value(_PARTLY, f"{door.signed}/{len(door.homes)} 户")
        return Value(_UNSIGNED, "未签")

    homes = sum(len(door.homes) for door in doors)
    signed = sum(door.signed for door in doors)

    def words(some: list[Home]) -> str:
        every = sum(len(door.homes) for door in some)
        return f"{sum(door.signed for door in some):,}/{every:,} 户" if every else _NOBODY

    values = {door.id: value(door) for door in doors}
    bands = [
        (_SIGNED, Shade.GOOD), (_PARTLY, Shade.SOME), (_UNSIGNED, Shade.WARN),
        (_NOBODY, Shade.NOBODY),
    ]  # fmt: skip
    if not any(one.band == _PARTLY for one in values.values()):
        del bands[1]
    sentence = f"在住 {homes:,} 户，已签订 {signed:,} 户，占 {share_words(signed, homes)}"
    rest = f"；还有 {homes - signed:,} 户没有签订。" if homes > signed else "。"
    return Told(
        tuple(bands),
        values,
        _by_building(doors, words),
        sentence + rest if homes else "这个小区还没有登记住户。",
        "签订是自愿的；按户里登记的签订日期算。",
    )


# 本期积分

_LOW, _BELOW, _BASE, _ABOVE, _HIGH = (
    "低于基础分 10 分以上", "低于基础分", "等于基础分", "高于基础分", "高出基础分 10 分以上",
)  # fmt: skip
_NO_ACCOUNT = "没有账户"


def _points(session: Session, compound_id: int, doors: Sequence[Home], day: dt.date) -> Told:
    known = season_scores(session, compound_id, day)
    bands = (
        (_HIGH, Shade.MOST), (_ABOVE, Shade.MORE), (_BASE, Shade.EVEN), (_BELOW, Shade.WARN),
        (_LOW, Shade.BAD), (_NO_ACCOUNT, Shade.UNKNOWN), (_NOBODY, Shade.NOBODY),
    )  # fmt: skip
    scores = known.scores

    def value(door: Home) -> Value:
        own = [scores[home] for home in door.homes if home in scores]
        if not own:
            return Value(_NO_ACCOUNT if door.homes else _NOBODY)
        return Value(_band_of(min(own) - known.base), _POINTS.format(min(own)))

    def words(some: list[Home]) -> str:
        own = [scores[home] for door in some for home in door.homes if home in scores]
        return f"{sum(own) / len(own) / 10:.1f} 分" if own else _NO_ACCOUNT

    every = [scores[home] for door in doors for home in door.homes if home in scores]
    return Told(
        bands,
        {door.id: value(door) for door in doors},
        _by_building(doors, words),
        _points_sentence(known.season, known.base, every),
        f"基础分 {_POINTS.format(known.base)} 分；一套住几户的，按最低的一户算。"
        if known.season
        else "",
    )


def _band_of(away: int) -> str:
    if away == 0:
        return _BASE
    if away > 0:
        return _HIGH if away > FAR else _ABOVE
    return _LOW if away < -FAR else _BELOW


def _points_sentence(season: str, base: int, scores: Sequence[int]) -> str:
    if not season:
        return "还没有开始按户记分的周期。"
    if not scores:
        return f"{season}这个小区还没有开户的住户。"
    above = sum(score > base for score in scores)
    below = sum(score < base for score in scores)
    mean = sum(scores) / len(scores) / 10
    return (
        f"{season}有 {len(scores):,} 户记分，户均 {mean:.1f} 分；"
        f"高于基础分的 {above:,} 户，低于基础分的 {below:,} 户。"
    )


# 居住

_UNSAID, _OTHER = "未填", "其他用途"
_USES = {
    "自住": Shade.SOME,
    "出租": Shade.MOST,
    "空置": Shade.EMPTY,
    "群租": Shade.BAD,
    "商用": Shade.WARN,
    "办公": Shade.MORE,
}


def _use(_session: Session, _compound: int, doors: Sequence[Home], _day: dt.date) -> Told:
    def value(door: Home) -> Value:
        if not door.usage:
            return Value(_UNSAID)
        return Value(door.usage if door.usage in _USES else _OTHER, door.usage)

    values = {door.id: value(door) for door in doors}
    counts = Counter(one.band for one in values.values())
    bands = [(word, _USES[word]) for word in USAGES.options if word in _USES]
    if counts[_OTHER]:
        bands.append((_OTHER, Shade.NONE))
    bands.append((_UNSAID, Shade.UNKNOWN))
    many = sum(len(door.homes) > 1 for door in doors)
    parts = "、".join(f"{word} {counts[word]:,} 套" for word, _ in bands if counts[word])
    more = f"；一套住几户的有 {many:,} 套" if many else ""

    def words(some: list[Home]) -> str:
        rented = sum(values[door.id].band in ("出租", "群租") for door in some)
        return f"出租 {rented:,}" if rented else ""

    return Told(
        tuple(bands),
        values,
        _by_building(doors, words),
        f"{parts}{more}。" if doors else "",
        "按房屋登记的用途算；右上角的折角表示这一套里住着几户。",
    )


# 80岁以上


def _elders(session: Session, compound_id: int, doors: Sequence[Home], day: dt.date) -> Told:
    rows = plain_rows(
        session,
        select(Household.dwelling_id, func.count(Resident.id))
        .select_from(Resident)
        .join(Household, Household.id == Resident.household_id)
        .join(Dwelling, Dwelling.id == Household.dwelling_id)
        .join(Building, Building.id == Dwelling.building_id)
        .where(
            Building.compound_id == compound_id,
            Resident.status == "living",
            Household.status == "living",
            Resident.birth_date <= born_by(OLD, day),
        )
        .group_by(Household.dwelling_id),
    )
    counts: dict[int, int] = dict(rows)
    bands = ("没有", "1 位", "2 位及以上")

    def value(door: Home) -> Value:
        if not door.homes:
            return Value(_NOBODY)
        count = counts.get(door.id, 0)
        return Value(bands[min(count, 2)], f"{count} 位" if count else "")

    people = sum(counts.values())
    alone = sum(door.people == 1 and door.id in counts for door in doors)
    more = f"；其中 {alone:,} 套只登记了老人一人" if alone else ""
    sentence = f"80 岁以上的老人有 {people:,} 位，住在 {len(counts):,} 套房屋里{more}。"
    return Told(
        (
            (bands[0], Shade.NONE), (bands[1], Shade.MORE), (bands[2], Shade.MOST),
            (_NOBODY, Shade.NOBODY),
        ),
        {door.id: value(door) for door in doors},
        _by_building(doors, lambda some: _some(sum(counts.get(one.id, 0) for one in some), "位")),
        sentence if people else "没有登记 80 岁以上的老人。",
        "按出生日期算足岁；没有填出生日期的人不计。",
    )  # fmt: skip


LAYERS: tuple[Layer, ...] = (
    Layer("leaders", "楼组长", _leaders),
    Layer("care", "关爱标签", _care),
    Layer("pledge", "约定签订", _pledge),
    Layer("points", "本期积分", _points),
    Layer("use", "居住", _use),
    Layer("elders", "80岁以上", _elders),
)
"""The layers in the order of their chips."""


def layer_of(key: str) -> Layer:
    """The layer of a key; raises ValueError for one that is none."""
    for layer in LAYERS:
        if layer.key == key:
            return layer
    raise ValueError(f"there is no layer called {key}")
