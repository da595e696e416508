"""The people of a sheet of posts: known or new, with what the sheet adds to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.kinds import id_birth, id_sex
from app.leaders.lodging import Lodging
from app.people.importing.doors import Spot, known_door
from app.people.importing.index import Households, Places
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
from app.sheets.plan import Line, OutcomeKind, Plan
from app.sheets.rosters import Setting

HOME = "household_id"
FACTS = (
    "sex", "id_card_no", "birth_date", "phone", "ethnicity", "political_status", "education",
)  # fmt: skip


@dataclass
class Comers:
    """Everybody whom the lines may mean, and who comes with them."""

    plan: Plan
    setting: Setting
    people: People
    known: dict[int, dict[str, Any]]
    names: dict[int, str]
    describe: Describe
    places: Places
    homes: Households
    came: Counter[str] = field(default_factory=Counter)

    @classmethod
    def load(
        cls,
        session: Session,
        lines: Sequence[Line],
        plan: Plan,
        setting: Setting,
        more: Iterable[int] = (),
    ) -> Comers:
        """Those of the lines' names and numbers, and `more` by id."""
        people = People.load(session, setting.newcomers)
        ids = {*more, *_meant(people, lines)}
        columns = ("full_name", HOME, "listed", "status", *FACTS)
        known = current_values(session, ids, columns) if ids else {}
        return cls(
            plan, setting, people, known,
            {row_id: values["full_name"] for row_id, values in known.items()},
            describer(session, people.newcomers),
            Places.load(session, plan, setting.ids),
            Households.load(session, plan, setting.ids),
        )  # fmt: skip

    def person(self, line: Line, near: Sequence[int], spot: Spot | None) -> Person | None:
        """The known person of a line, None for a new one; raises Open where no one can be meant.

        `near` are people whom something else than the line tells, such as their post.
        """
        found = self._found(line, list(dict.fromkeys(near)), spot)
        if found is not None and found["full_name"] != line.values["full_name"]:
            self.plan.fail(
                line, "身份证号", "",
                f"身份证号码与{found['full_name']}的相同，姓名却不同，请核对",
            )  # fmt: skip
            raise Open
        return found

    def _found(self, line: Line, near: Sequence[int], spot: Spot | None) -> Person | None:
        values = line.values
        alike = [one for one in near if self.names.get(one) == values["full_name"]]
        if len(alike) == 1 and not self._differs(alike[0], values):
            return self.people.by_id.get(alike[0])
        dwelling = known_door(spot, self.places)
        return self.people.find(line, self.plan, self.setting, self.describe, dwelling=dwelling)

    def _differs(self, person: int, values: dict[str, Any]) -> bool:
        card = values.get("id_card_no")
        of_card = self.people.of_number(card) if card else None
        return of_card is not None and of_card["id"] != person

    def taken(
        self, line: Line, person: Person | None, home: Lodging
    ) -> tuple[Person, set[OutcomeKind]]:
        """The person of a line in the book: made, or told more of, with what came of it."""
        outcomes: set[OutcomeKind] = set()
        if person is None:
            person = self._new(line, home)
        else:
            outcomes.add(self._complete(line, person, home))
        self.plan.met["resident"].add(person["id"])
        return person, outcomes

    def _new(self, line: Line, home: Lodging) -> Person:
        values = line.values
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
        self.names[row["id"]] = row["full_name"]
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

    def _complete(self, line: Line, person: Person, home: Lodging) -> OutcomeKind:
        """Add to somebody who is known what the line says more."""
        values = line.values
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

    def look_at(self, line: Line) -> None:
        """A row that stays out is still about somebody, who is then not missing."""
        if line.values.get("full_name"):
            near = self.people.fitting(line.values)
            self.plan.met["resident"].update(person["id"] for person in near)

    def notices(self) -> list[str]:
        """What was made on the way, and who of the sheet the register did not have."""
        said = self.places.notices()
        if self.came:
            parts = "，".join(f"{count:,} 人{how}" for how, count in self.came.items())
            said.append(f"居民名册里还没有其中的 {self.came.total():,} 人：{parts}。")
        return said


def _meant(people: People, lines: Iterable[Line]) -> Iterable[int]:
    for line in lines:
        card = line.values.get("id_card_no")
        if card and (person := people.of_number(card)) is not None:
            yield person["id"]
        for person in people.by_name.get(line.values["full_name"], ()):
            yield person["id"]


def completed(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a line with what its identity number says."""
    card = values.get("id_card_no")
    if card and sure_number(card):
        values.setdefault("sex", id_sex(card))
        # The number is exact where the birth column often has only the month.
        born = id_birth(card)
        if born and born.startswith(values.get("birth_date") or ""):
            values["birth_date"] = born
    return values
