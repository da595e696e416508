"""Rosters of building leaders and street leaders from sheets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.fields import fields_of
from app.kinds import first_day, id_birth, id_sex, same_word
from app.leaders import records
from app.people.importing import LABELS
from app.people.index import Places, serving_leaders
from app.people.matching import People, Person, current_values, merge, spell_names
from app.people.places import unit_of
from app.sheets.plan import Line, OutcomeKind, Plan, Policy
from app.sheets.rosters import Roster, Setting
from app.work import Progress
from db.models import BuildingGroup, LeaderTerm, Shop, StreetSegment

FACTS = (
    "sex", "id_card_no", "birth_date", "phone", "ethnicity", "political_status", "education",
)  # fmt: skip
TERM_FACTS = ("expected_end_on", "selection_method", "subsidy_monthly", "note")
TERM_LABELS = {
    name: (item.label, item.kind, False)
    for name, item in fields_of(records.BuildingLeaderEntry).items()
}
KEEPS = Policy()
"""A sheet never moves the dates of a term that runs."""
PRECISION = {4: "year", 7: "month", 10: "day"}


@dataclass
class Posts:
    """People in posts, as both rosters meet them."""

    plan: Plan
    setting: Setting
    people: People
    serving: dict[tuple[str, int], tuple[int, int]]
    known: dict[int, dict[str, Any]]
    terms: dict[int, dict[str, Any]]
    holders: dict[int, str]
    left: dict[tuple[str, int], dt.date] = field(default_factory=dict)
    scopes: dict[int, list[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, session: Session, lines: Sequence[Line], plan: Plan, setting: Setting) -> Posts:
        """Everybody who may be meant, and all open terms."""
        people = People.load(session)
        serving = serving_leaders(session)
        ids = {person for _, person in serving.values()} | set(_meant(people, lines))
        known = current_values(session, ids, ("full_name", *FACTS)) if ids else {}
        columns = ("id", "start_on", *TERM_FACTS)
        terms = {
            row[0]: dict(zip(columns, row, strict=True))
            for row in session.execute(
                select(*(getattr(LeaderTerm, name) for name in columns)).where(
                    LeaderTerm.end_on.is_(None)
                )
            )
        }
        holders = {row_id: values["full_name"] for row_id, values in known.items()}
        left = _left(session)
        return cls(plan, setting, people, serving, known, terms, holders, left)

    def person(self, line: Line, scope: tuple[str, int]) -> Person | None:
        """The person of a line: known, or made; None with a fault noted."""
        values = line.values
        holder = self.serving.get(scope)
        found: Any = self.people.find(values)
        # The post itself tells who is meant: same name in the same post is the same person.
        if found is None and holder and self.holders.get(holder[1]) == values["full_name"]:
            found = self.people.by_id.get(holder[1])
        if found == "several":
            self.plan.fail(
                line, "姓名", values["full_name"], "有几个同名同电话的人，请补上身份证号后再导入"
            )
            return None
        return found or self._new(values)

    def _new(self, values: dict[str, Any]) -> Person:
        row: Person = {
            "id": self.setting.ids.next_id(),
            "full_name": values["full_name"],
            "id_kind": "居民身份证",
            "listed": False,
            "registered_address": None,
            **{name: values.get(name) for name in FACTS},
        }
        self.plan.insert("resident", row)
        person = row | {"new": row}
        self.people.add(person)
        self.holders[row["id"]] = row["full_name"]
        return person

    def appoint(
        self, line: Line, kind: str, column: str, scope: int, scope_name: str, **extra: Any
    ) -> None:
        """Settle a line whose scope is known."""
        values = _completed(line.values)
        key = (kind, scope)
        holder = self.serving.get(key)
        if holder is not None and self.holders.get(holder[1]) != values["full_name"]:
            name = self.holders.get(holder[1], "别人")
            self.plan.fail(
                line, "姓名", values["full_name"],
                f"{scope_name}已有在任{kind}{name}，请先为其办理离任",
            )  # fmt: skip
            return
        if not self._begins_after_the_last(line, values, key):
            return
        person = self.person(line, key)
        if person is None:
            return
        if holder is not None and holder[1] == person["id"]:
            self._refresh(line, values, person, holder[0])
            return
        outcome: OutcomeKind = "created"
        self._merge_person(line, values, person)
        self.serving[key] = (self._term(values, kind, column, scope, person, extra), person["id"])
        self._count(line, kind, person, scope_name)
        self.plan.settle(line, outcome)

    def _begins_after_the_last(
        self, line: Line, values: dict[str, Any], key: tuple[str, int]
    ) -> bool:
        left, start = self.left.get(key), values.get("start_on")
        if left is None or key in self.serving:
            return True
        if start is None:
            values["start_on"] = left.isoformat()
            self.plan.notices.append(
                f"第{line.number}行{values['full_name']}没有写任职时间，从前任离任的{left}起算。"
            )
        elif first_day(start) < left and not left.isoformat().startswith(start):
            self.plan.fail(line, "任职时间", start, f"前任在{left}才离任，任职时间不能更早，请核对")
            return False
        elif first_day(start) < left:
            values["start_on"] = left.isoformat()
        return True

    def _term(
        self,
        values: dict[str, Any],
        kind: str,
        column: str,
        scope: int,
        person: Person,
        extra: dict[str, Any],
    ) -> int:
        start = values.get("start_on")
        row = self.plan.insert(
            "leader_term",
            {
                "id": self.setting.ids.next_id(),
                "kind": kind,
                column: scope,
                "resident_id": person["id"],
                "start_on": first_day(start) if start else None,
                "start_precision": PRECISION[len(start)] if start else "day",
                "expected_end_on": _end(values),
                "selection_method": values.get("selection_method"),
                "subsidy_monthly": values.get("subsidy_monthly"),
                "note": values.get("note"),
                **extra,
            },
        )
        self.terms[row["id"]] = {"id": row["id"], "new": True, **row}
        return int(row["id"])

    def _refresh(self, line: Line, values: dict[str, Any], person: Person, term: int) -> None:
        known = self.terms[term]
        if known.get("new"):
            self.plan.settle(line, "skipped")
            self.plan.notices.append(f"第{line.number}行与前面的一行相同，只登记一次。")
            return
        new = {name: values.get(name) for name in TERM_FACTS if name != "expected_end_on"}
        new["expected_end_on"] = _end(values)
        outcomes = {
            self._merge_person(line, values, person),
            merge(
                self.plan, line, "leader_term", known, new, TERM_LABELS,
                policy=KEEPS, title=values["full_name"],
            ),
        }  # fmt: skip
        self.plan.settle(line, "updated" if "updated" in outcomes else "unchanged")

    def _merge_person(self, line: Line, values: dict[str, Any], person: Person) -> OutcomeKind:
        if (row := person.get("new")) is not None:
            # Met before on this very sheet: what one line lacks another may say.
            row.update({name: values[name] for name in FACTS if values.get(name) and not row[name]})
            return "unchanged"
        known = self.known[person["id"]]
        new = {name: values[name] for name in FACTS if name in values}
        return merge(
            self.plan, line, "resident", known, new, LABELS,
            policy=self.setting.policy, title=values["full_name"],
        )  # fmt: skip

    def _count(self, line: Line, kind: str, person: Person, scope_name: str) -> None:
        scopes = self.scopes.setdefault(person["id"], [])
        scopes.append(scope_name)
        if len(scopes) == 2:
            self.plan.notices.append(
                f"第{line.number}行{line.values['full_name']}同时担任{scopes[0]}和{scopes[1]}的"
                f"{kind}，已按一个人登记，请确认。"
            )


def _left(session: Session) -> dict[tuple[str, int], dt.date]:
    rows = session.execute(
        select(
            LeaderTerm.kind,
            func.coalesce(LeaderTerm.building_group_id, LeaderTerm.street_segment_id),
            func.max(LeaderTerm.end_on),
        )
        .where(LeaderTerm.end_on.is_not(None))
        .group_by(LeaderTerm.kind, LeaderTerm.building_group_id, LeaderTerm.street_segment_id)
    )
    return {(kind, scope): end for kind, scope, end in rows if end is not None}


def _meant(people: People, lines: Iterable[Line]) -> Iterable[int]:
    for line in lines:
        card = line.values.get("id_card_no")
        if card and card in people.by_card:
            yield people.by_card[card]["id"]
        for person in people.by_name.get(line.values["full_name"], ()):
            yield person["id"]


def _completed(values: dict[str, Any]) -> dict[str, Any]:
    card = values.get("id_card_no")
    if card:
        values.setdefault("sex", id_sex(card))
        # The number is exact where the birth column often has only the month.
        born = id_birth(card)
        if born and born.startswith(values.get("birth_date") or ""):
            values["birth_date"] = born
    return values


def _end(values: dict[str, Any]) -> dt.date | None:
    end = values.get("expected_end_on")
    return first_day(end) if end else None


def plan_building_leaders(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a building leaders' roster."""
    yield Progress(0, len(lines), "正在核对楼组长")
    places = Places.load(session, plan, setting.ids)
    posts = Posts.load(session, lines, plan, setting)
    declared = {
        row["id"]: dict(row)
        for row in session.execute(
            select(BuildingGroup.id, BuildingGroup.households_declared, BuildingGroup.liaison_staff)
        ).mappings()
    }
    for line in lines:
        values = line.values
        text = values.get("building_group") or values.get("building")
        compound = values.get("compound") or setting.compound or _only(places)
        if text is None:
            plan.fail(line, "楼组", "", "缺少负责的楼组或楼号，请补上")
            continue
        if compound is None:
            plan.fail(line, "小区", "", "缺少小区，本居委又不止一个小区，请补上小区")
            continue
        unit = values.get("unit")
        where = places.compound(compound)
        group, row = places.group(where, text, unit_of(unit) if unit else "")
        _declare(plan, group, row, declared, values)
        kind = values.get("kind") or records.BUILDING_LEADER
        name = f"{places.names[where]}{text}"
        posts.appoint(line, kind, "building_group_id", group, name)
    spell_names(plan)
    plan.notices[:0] = places.notices()


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
        row.update(facts)
        declared[group] = row
        return
    known = declared[group]
    for name, value in facts.items():
        if value is not None and known.get(name) is None:
            known[name] = value
            if group in {item["id"] for item in plan.inserts.get("building_group", ())}:
                continue
            plan.update("building_group", group, **{name: value})


def _only(places: Places) -> str | None:
    return next(iter(places.names.values())) if len(places.names) == 1 else None


def plan_street_leaders(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a street leaders' roster."""
    yield Progress(0, len(lines), "正在核对街面长")
    posts = Posts.load(session, lines, plan, setting)
    segments = {
        same_word(name): row_id
        for row_id, name in session.execute(select(StreetSegment.id, StreetSegment.name))
    }
    shops = {
        (row.street_segment_id, same_word(row.shop_name)): row.id
        for row in session.scalars(select(Shop).where(Shop.status != "closed"))
    }
    for line in lines:
        values = line.values
        segment = _segment(plan, setting, segments, values)
        shop = _shop(plan, setting, shops, segment, values)
        posts.appoint(
            line, records.STREET_LEADER, "street_segment_id", segment, values["street_segment"],
            shop_id=shop,
        )  # fmt: skip
    spell_names(plan)


def _segment(plan: Plan, setting: Setting, segments: dict[str, int], values: dict[str, Any]) -> int:
    name = values["street_segment"]
    word = same_word(name)
    if word not in segments:
        segments[word] = setting.ids.next_id()
        numbers = re.fullmatch(r"(\S+?)[-—~至](\S+?)号?", values.get("number_range") or "")
        plan.insert(
            "street_segment",
            {
                "id": segments[word],
                "name": name,
                "from_no": numbers[1] if numbers else values.get("number_range"),
                "to_no": numbers[2] if numbers else None,
                "shop_count_declared": values.get("shop_count"),
                "liaison_staff": values.get("liaison_staff"),
            },
        )
    return segments[word]


def _shop(
    plan: Plan,
    setting: Setting,
    shops: dict[tuple[int, str], int],
    segment: int,
    values: dict[str, Any],
) -> int | None:
    name = values.get("shop_name")
    if not name:
        return None
    key = (segment, same_word(name))
    if key not in shops:
        shops[key] = setting.ids.next_id()
        plan.insert("shop", {"id": shops[key], "street_segment_id": segment, "shop_name": name})
    return shops[key]


BUILDING_LEADERS = Roster(
    key="building-leaders",
    title="楼组长",
    entry=records.BuildingLeaderEntry,
    needs=(("full_name",), ("building_group", "building")),
    plan=plan_building_leaders,
)
STREET_LEADERS = Roster(
    key="street-leaders",
    title="街面长",
    entry=records.StreetLeaderEntry,
    needs=(("full_name",), ("street_segment",)),
    plan=plan_street_leaders,
)
