"""Rosters of building leaders and street leaders from sheets."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kinds import same_word
from app.leaders import records
from app.leaders.post_words import held, kind_in
from app.leaders.posting import Posts, Wanted, in_turn, without_hints
from app.leaders.posts import BUILDING_LEADER, GROUP, STREET, STREET_LEADER, post_of
from app.leaders.scopes import Scope
from app.people.importing.doors import only_compound
from app.people.importing.index import Places
from app.people.importing.matching import spell_names
from app.people.places import unit_of
from app.sheets.plan import Line, Plan
from app.sheets.rosters import Roster, Setting
from app.work import Progress
from db.models import BuildingGroup, Shop, StreetSegment


def plan_building_leaders(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a building leaders' roster."""
    yield Progress(0, len(lines), "正在核对楼组长")
    without_hints(lines)
    posts = Posts.load(session, lines, plan, setting)
    places = posts.comers.places
    columns = (BuildingGroup.id, BuildingGroup.households_declared, BuildingGroup.liaison_staff)
    declared = {row["id"]: dict(row) for row in session.execute(select(*columns)).mappings()}
    titled = kind_in(setting.title) or kind_in(setting.source) or BUILDING_LEADER
    usual = titled if post_of(titled).scope == GROUP else BUILDING_LEADER
    for line in in_turn(lines):
        values = line.values
        text = values.get("building_group") or values.get("building")
        compound = values.get("compound") or setting.compound or only_compound(places)
        kind, acting = held(values.get("kind") or usual)
        if text is None:
            plan.fail(line, "楼组", "", "缺少负责的楼组或楼号，请补上")
        elif not compound:
            plan.fail(line, "小区", "", "缺少小区，本居委又不止一个小区，请补上小区")
        elif post_of(kind).scope != GROUP:
            plan.fail(line, "岗位", kind, f"{kind}不是楼组里的岗位，请放到岗位名册里再导入")
        else:
            unit = unit_of(values.get("unit") or "")
            make = partial(_group, plan, places, declared, compound, text, unit, values)
            scope = _known_group(places, setting, values)
            posts.appoint(line, [Wanted(kind, scope, f"{compound}{text}", make, acting)])
    posts.look_at_faulty(
        BUILDING_LEADER,
        [(line, _known_group(places, setting, line.values)) for line in plan.faulty],
    )
    spell_names(plan)
    plan.notices[:0] = posts.comers.notices()


def _known_group(places: Places, setting: Setting, values: Mapping[str, Any]) -> Scope | None:
    text = values.get("building_group") or values.get("building")
    compound = values.get("compound") or setting.compound or only_compound(places)
    if not text or not compound:
        return None
    found = places.known_group(compound, text, unit_of(values.get("unit") or ""))
    return Scope(GROUP, found) if found else None


def _group(
    plan: Plan,
    places: Places,
    declared: dict[int, dict[str, Any]],
    compound: str,
    text: str,
    unit: str,
    values: dict[str, Any],
) -> tuple[Scope, dict[str, Any]]:
    group, row = places.group(places.compound(compound), text, unit)
    _declare(plan, group, row, declared, values)
    return Scope(GROUP, group), {}


def _declare(
    plan: Plan,
    group: int,
    row: dict[str, Any] | None,
    declared: dict[int, dict[str, Any]],
    values: dict[str, Any],
) -> None:
    facts = {
        "households_declared": values.get("household_count"),
        "liaison_staff": values.get("liaison_staff"),
    }
    if row is not None:
        # The row itself is kept: what a later line adds goes in with it.
        row.update(facts)
        declared[group] = row
        return
    known = declared[group]
    for name, value in facts.items():
        if value is not None and known.get(name) is None:
            known[name] = value
            if "key" not in known:
                plan.update("building_group", group, **{name: value})


def plan_street_leaders(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a street leaders' roster."""
    yield Progress(0, len(lines), "正在核对街面长")
    without_hints(lines)
    posts = Posts.load(session, lines, plan, setting)
    streets = Streets.load(session, plan, setting)
    for line in in_turn(lines):
        name = line.values["street_segment"]
        make = partial(streets.stretch, line.values)
        posts.appoint(line, [Wanted(STREET_LEADER, streets.known(name), name, make)])
    posts.look_at_faulty(
        STREET_LEADER,
        [(line, streets.known(line.values.get("street_segment") or "")) for line in plan.faulty],
    )
    spell_names(plan)
    plan.notices[:0] = posts.comers.notices()


@dataclass
class Streets:
    """Streets and their shops by name, those of the book and those that the sheet adds."""

    plan: Plan
    setting: Setting
    segments: dict[str, int]
    shops: dict[tuple[int | None, str], int]

    @classmethod
    def load(cls, session: Session, plan: Plan, setting: Setting) -> Streets:
        """Everything that the book knows of streets."""
        segments = {
            same_word(name): row_id
            for row_id, name in session.execute(select(StreetSegment.id, StreetSegment.name))
        }
        shops = {
            (segment, same_word(name)): row_id
            for row_id, segment, name in session.execute(
                select(Shop.id, Shop.street_segment_id, Shop.shop_name).where(
                    Shop.status != "closed"
                )
            )
        }
        return cls(plan, setting, segments, shops)

    def known(self, name: str) -> Scope | None:
        """The street of that name if the book or the sheet has it."""
        found = self.segments.get(same_word(name))
        return Scope(STREET, found) if found else None

    def stretch(self, values: dict[str, Any]) -> tuple[Scope, dict[str, Any]]:
        """The street of a line, made if it is not known, and the shop that its leader is of."""
        segment = self._segment(values)
        return Scope(STREET, segment), {"shop_id": self._shop(segment, values)}

    def _segment(self, values: dict[str, Any]) -> int:
        name = values["street_segment"]
        word = same_word(name)
        if word not in self.segments:
            self.segments[word] = self.setting.ids.next_id()
            numbers = re.fullmatch(r"(\S+?)[-—~至](\S+?)号?", values.get("number_range") or "")
            self.plan.insert(
                "street_segment",
                {
                    "id": self.segments[word],
                    "name": name,
                    "from_no": numbers[1] if numbers else values.get("number_range"),
                    "to_no": numbers[2] if numbers else None,
                    "shop_count_declared": values.get("shop_count"),
                    "liaison_staff": values.get("liaison_staff"),
                },
            )
        return self.segments[word]

    def _shop(self, segment: int, values: dict[str, Any]) -> int | None:
        name = values.get("shop_name")
        if not name:
            return None
        key = (segment, same_word(name))
        if key not in self.shops:
            self.shops[key] = self.setting.ids.next_id()
            self.plan.insert(
                "shop", {"id": self.shops[key], "street_segment_id": segment, "shop_name": name}
            )
        return self.shops[key]


BUILDING_LEADERS = Roster(
    key="building-leaders",
    title="楼组长",
    entry=records.BuildingLeaderEntry,
    needs=(("full_name",), ("building_group", "building")),
    plan=plan_building_leaders,
    order=1,
    named=("楼组长", "楼长", "楼栋长", "两长", "组长"),
)
STREET_LEADERS = Roster(
    key="street-leaders",
    title="街面长",
    entry=records.StreetLeaderEntry,
    needs=(("full_name",), ("street_segment",)),
    plan=plan_street_leaders,
    order=1,
    named=("街面长",),
)
