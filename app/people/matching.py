"""Knowing a person again: number, then name with phone, birth or home; never by name alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import pinyin
from app.kinds import Kind
from app.sheets.plan import Difference, Line, OutcomeKind, Plan, Policy
from db.models import CareTag, Household, Resident

KEYS = ("id", "full_name", "id_card_no", "birth_date", "phone", "household_id")
Person = dict[str, Any]


@dataclass
class People:
    """People by their keys; persons are dicts of what is known, `new` marks those of the plan."""

    by_card: dict[str, Person] = field(default_factory=dict)
    by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[int, Person] = field(default_factory=dict)

    @classmethod
    def load(cls, session: Session) -> People:
        """The keys of everybody in the book."""
        people = cls()
        query = select(
            Resident.id,
            Resident.full_name,
            Resident.id_card_no,
            Resident.birth_date,
            Resident.phone,
            Resident.household_id,
            Household.dwelling_id,
        ).outerjoin(Household, Household.id == Resident.household_id)
        for row in session.execute(query):
            people.add(dict(zip((*KEYS, "dwelling_id"), row, strict=True)))
        return people

    def add(self, person: Person) -> None:
        """Make a person findable."""
        self.by_id[person["id"]] = person
        if person.get("id_card_no"):
            self.by_card[person["id_card_no"]] = person
        self.by_name[person["full_name"]].append(person)

    def find(
        self, values: Mapping[str, Any], *, dwelling: int | None = None
    ) -> Person | Literal["several"] | None:
        """The one person meant; `several` when more than one fits and nobody can tell."""
        card = values.get("id_card_no")
        if card and card in self.by_card:
            return self.by_card[card]
        near = [
            person
            for person in self.by_name.get(values["full_name"], ())
            if _compatible(person, values) and _close(person, values, dwelling)
        ]
        if len(near) > 1:
            birth = values.get("birth_date")
            same = [person for person in near if birth and person.get("birth_date") == birth]
            near = same or near
        if len(near) > 1:
            return "several"
        return near[0] if near else None


def _compatible(person: Person, values: Mapping[str, Any]) -> bool:
    card, known = values.get("id_card_no"), person.get("id_card_no")
    if card and known and card != known:
        return False
    birth, born = values.get("birth_date"), person.get("birth_date")
    if birth and born:
        shorter = min(len(birth), len(born))
        return bool(birth[:shorter] == born[:shorter])
    return True


def _close(person: Person, values: Mapping[str, Any], dwelling: int | None) -> bool:
    phone, known = values.get("phone"), person.get("phone")
    if phone and known and not set(phone.split("、")).isdisjoint(known.split("、")):
        return True
    return dwelling is not None and person.get("dwelling_id") == dwelling


def current_values(
    session: Session, ids: Iterable[int], names: Iterable[str]
) -> dict[int, dict[str, Any]]:
    """What the book holds of some people, for comparing with a sheet."""
    wanted = list(ids)
    names = ("id", *names)
    chosen = [getattr(Resident, name) for name in names]
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(wanted), 5000):
        for row in session.execute(
            select(*chosen).where(Resident.id.in_(wanted[start : start + 5000]))
        ):
            found[row[0]] = dict(zip(names, row, strict=True))
    return found


def open_tags(session: Session) -> dict[int, set[str]]:
    """The care tags that stand, by person."""
    found: dict[int, set[str]] = defaultdict(set)
    for person, tag in session.execute(
        select(CareTag.resident_id, CareTag.tag).where(CareTag.end_on.is_(None))
    ):
        found[person].add(tag)
    return found


def spell_names(plan: Plan) -> None:
    """Give every new person of a plan the readings by which names are found."""
    new = plan.inserts.get("resident", [])
    spelled = pinyin.full_and_initials(row["full_name"] for row in new)
    for row, (full, initials) in zip(new, spelled, strict=True):
        row["name_pinyin"], row["name_initials"] = full, initials


def merge(
    plan: Plan,
    line: Line,
    table: str,
    known: dict[str, Any],
    new: Mapping[str, Any],
    labels: Mapping[str, tuple[str, Kind, bool]],
    *,
    policy: Policy,
    title: str,
) -> OutcomeKind:
    """Fill what is empty, or overwrite as the policy says; all differences are listed.

    `labels` gives (label, kind, sensitive) by field. An empty value never deletes.
    """
    taken = False
    for name, after in new.items():
        before = known.get(name)
        if after in (None, "", ()) or after == before or _says_less(name, after, before):
            continue
        take = policy.takes(line.sheet, line.number, name, filled=before not in (None, ""))
        if name in labels:
            label, kind, sensitive = labels[name]
            write = kind.mask if sensitive else kind.format
            plan.differences.append(
                Difference(
                    line.number, title, label, write(before), write(after), take, name, line.sheet
                )
            )
        if take:
            plan.update(table, known["id"], **{name: after})
            known[name] = after
            taken = True
    return "updated" if taken else "unchanged"


def _says_less(name: str, after: Any, before: Any) -> bool:
    # A sheet that knows only the year or fewer numbers has nothing new to say.
    if not isinstance(after, str) or not isinstance(before, str) or not before:
        return False
    if name == "birth_date":
        return before.startswith(after)
    if name in ("phone", "emergency_phone"):
        return set(after.split("、")) <= set(before.split("、"))
    return False
