"""People in posts, as rosters of leaders meet them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.fields import fields_of
from app.kinds import first_day, id_birth, id_sex
from app.leaders import records
from app.leaders.lodging import Lodging, lodging
from app.people.importing.doors import Spot, known_door
from app.people.importing.index import Households, Places, serving_leaders
from app.people.importing.matching import (
    Describe,
    Open,
    People,
    Person,
    current_values,
    describer,
    merge,
    sure_number,
)
from app.people.importing.residents import LABELS
from app.sheets.plan import Line, OutcomeKind, Plan, Policy
from app.sheets.rosters import Setting
from db.models import LeaderTerm

HOME = "household_id"
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
    describe: Describe
    places: Places
    homes: Households
    left: dict[tuple[str, int], dt.date] = field(default_factory=dict)
    scopes: dict[int, list[str]] = field(default_factory=dict)
    came: Counter[str] = field(default_factory=Counter)

    @classmethod
    def load(cls, session: Session, lines: Sequence[Line], plan: Plan, setting: Setting) -> Posts:
        """Everybody who may be meant, and all open terms."""
        people = People.load(session, setting.newcomers)
        serving = serving_leaders(session)
        ids = {person for _, person in serving.values()} | set(_meant(people, lines))
        names = ("full_name", HOME, "listed", *FACTS)
        known = current_values(session, ids, names) if ids else {}
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
        return cls(
            plan, setting, people, serving, known, terms, holders,
            describer(session, people.newcomers),
            Places.load(session, plan, setting.ids),
            Households.load(session, plan, setting.ids),
            _left(session),
        )  # fmt: skip

    def person(self, line: Line, scope: tuple[str, int], spot: Spot | None) -> Person | None:
        """The known person of a line, None for a new one; raises Open."""
        values = line.values
        holder = self.serving.get(scope)
        # The post itself tells who is meant: same name in the same post is the same person.
        if holder and self.holders.get(holder[1]) == values["full_name"]:
            card = values.get("id_card_no")
            of_card = self.people.of_number(card) if card else None
            if of_card is None or of_card["id"] == holder[1]:
                return self.people.by_id.get(holder[1])
        dwelling = known_door(spot, self.places)
        return self.people.find(line, self.plan, self.setting, self.describe, dwelling=dwelling)

    def appoint(
        self,
        line: Line,
        kind: str,
        column: str,
        scope: int | None,
        scope_name: str,
        make: Callable[[], tuple[int, dict[str, Any]]],
    ) -> None:
        """Settle a line whose post is known; `make` gives the scope and what else a term has.

        It is asked for once nothing stands in the way of the line. `scope` is None for one that
        the book does not have yet.
        """
        values = _completed(line.values)
        if scope is not None:
            self.plan.met[column.removesuffix("_id")].add(scope)
        key = (kind, scope or 0)
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
        home = lodging(values, self.places, self.setting)
        try:
            person = self.person(line, key, home.spot)
        except Open:
            return
        if person is not None and person["full_name"] != values["full_name"]:
            self._misnamed(line, person)
            return
        made, extra = make()
        known = person is not None
        person = person or self._new(line, values, home)
        self.plan.met["resident"].add(person["id"])
        if holder is not None and holder[1] == person["id"]:
            self._refresh(line, values, person, holder[0], home)
            return
        if known:
            self._merge_person(line, values, person, home)
        self.serving[kind, made] = (
            self._term(values, kind, column, made, person, extra), person["id"],
        )  # fmt: skip
        self._count(line, kind, person, scope_name)
        self.plan.settle(line, "created")

    def look_at_faulty(self, kind: str, scopes: Iterable[tuple[Line, int | None]]) -> None:
        """Rows that stay out are still about people and posts: those are not missing."""
        for line, scope in scopes:
            name = line.values.get("full_name")
            holder = self.serving.get((kind, scope or 0))
            if holder is not None and self.holders.get(holder[1]) == name:
                self.plan.met["leader_term"].add(holder[0])
            if name:
                near = self.people.fitting(line.values)
                self.plan.met["resident"].update(person["id"] for person in near)

    def notices(self) -> list[str]:
        """What was made on the way, and who of the roster the register did not have."""
        said = self.places.notices()
        if self.came:
            parts = "，".join(f"{count:,} 人{how}" for how, count in self.came.items())
            said.append(f"居民名册里还没有其中的 {self.came.total():,} 人：{parts}。")
        return said

    def _misnamed(self, line: Line, person: Person) -> None:
        self.plan.fail(
            line, "身份证号", "",
            f"身份证号码与{person['full_name']}的相同，姓名却不同，请核对",
        )  # fmt: skip

    def _new(self, line: Line, values: dict[str, Any], home: Lodging) -> Person:
        row: Person = {
            "id": self.setting.ids.next_id(),
            "full_name": values["full_name"],
            "id_kind": "居民身份证",
            "listed": home.here,
            HOME: None,
            "registered_address": None,
            **{name: values.get(name) for name in FACTS},
        }
        dwelling = self._lodge(row, home)
        self.came[home.words(housed=row[HOME] is not None)] += 1
        self.plan.insert("resident", row)
        person = row | {"new": row, "dwelling_id": dwelling}
        self.people.meet(person, line, self.setting)
        self.holders[row["id"]] = row["full_name"]
        return person

    def _lodge(self, row: dict[str, Any], home: Lodging) -> int | None:
        """Put somebody into the only household at the door, a new one if nobody lives there."""
        if home.spot is None:
            return None
        spot = home.spot
        dwelling = self.places.dwelling(
            self.places.compound(spot.compound), spot.building, spot.unit, spot.room
        )
        if len(self.homes.by_dwelling[dwelling]) <= 1:
            row[HOME] = self.homes.of_member(dwelling)["id"]
        return dwelling

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
        self.plan.met["leader_term"].add(row["id"])
        return int(row["id"])

    def _refresh(
        self, line: Line, values: dict[str, Any], person: Person, term: int, home: Lodging
    ) -> None:
        self.plan.met["leader_term"].add(term)
        known = self.terms[term]
        if known.get("new"):
            self.plan.settle(line, "skipped")
            self.plan.notices.append(f"第{line.number}行与前面的一行相同，只登记一次。")
            return
        new = {name: values.get(name) for name in TERM_FACTS if name != "expected_end_on"}
        new["expected_end_on"] = _end(values)
        outcomes = {
            self._merge_person(line, values, person, home),
            merge(
                self.plan, line, "leader_term", known, new, TERM_LABELS,
                policy=KEEPS, title=values["full_name"],
            ),
        }  # fmt: skip
        self.plan.settle(line, "updated" if "updated" in outcomes else "unchanged")

    def _merge_person(
        self, line: Line, values: dict[str, Any], person: Person, home: Lodging
    ) -> OutcomeKind:
        if (row := person.get("new")) is not None:
            # Met before on this very sheet: what one line lacks another may say.
            row.update({name: values[name] for name in FACTS if values.get(name) and not row[name]})
            return "unchanged"
        known = self.known[person["id"]]
        new = {name: values[name] for name in FACTS if name in values}
        outcome = merge(
            self.plan, line, "resident", known, new, LABELS,
            policy=self.setting.policy, title=values["full_name"],
        )  # fmt: skip
        # A post-holder of whom only the name was known turns out to live here.
        if home.here and not known["listed"] and known[HOME] is None:
            row = {HOME: None}
            person["dwelling_id"] = self._lodge(row, home)
            known.update(row, listed=True)
            self.plan.update("resident", person["id"], listed=True, **{HOME: row[HOME]})
            outcome = "updated"
        return outcome

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
    if card and sure_number(card):
        values.setdefault("sex", id_sex(card))
        # The number is exact where the birth column often has only the month.
        born = id_birth(card)
        if born and born.startswith(values.get("birth_date") or ""):
            values["birth_date"] = born
    return values


def _end(values: dict[str, Any]) -> dt.date | None:
    end = values.get("expected_end_on")
    return first_day(end) if end else None
