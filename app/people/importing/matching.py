"""Knowing a person again: number, then name with phone, birth or home; never by name alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import pinyin
from app.kinds import Kind, Phone
from app.kinds.people import id_check
from app.people.merging.identity import number_key
from app.people.where import whereabouts
from app.sheets.plan import Difference, Line, OutcomeKind, Plan, Policy, Question
from app.sheets.rosters import Setting
from db.models import CareTag, Household, Resident

KEYS = ("id", "full_name", "id_card_no", "birth_date", "phone", "household_id")
Person = dict[str, Any]
_PHONE = Phone()
SHEET_APART = 10_000_000
"""Rows of one sheet are told from those of the next by this; no sheet has as many."""


Describe = Callable[[Sequence[Person]], list[str]]


class Open(Exception):
    """Nobody can tell who is meant; the row waits for an answer."""


@dataclass
class People:
    """People by their keys; persons are dicts of what is known, `new` marks those of the plan.

    `newcomers` gives people of this import a number below 0 by which an answer can name them,
    since their ids are made anew with every dry run.
    """

    newcomers: dict[int, int] = field(default_factory=dict)
    by_card: dict[str, Person] = field(default_factory=dict)
    by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[int, Person] = field(default_factory=dict)
    _by_key: dict[str, Person] | None = None
    _odd: bool = False
    known: bool = False
    """Whether the book had anybody before the lines came."""

    @classmethod
    def load(cls, session: Session, newcomers: dict[int, int] | None = None) -> People:
        """The keys of everybody in the book."""
        people = cls(newcomers if newcomers is not None else {})
        query = (
            select(
                Resident.id,
                Resident.full_name,
                Resident.id_card_no,
                Resident.birth_date,
                Resident.phone,
                Resident.household_id,
                Household.dwelling_id,
            )
            .outerjoin(Household, Household.id == Resident.household_id)
            .where(Resident.archived_on.is_(None))
        )
        for row in session.execute(query):
            people.add(dict(zip((*KEYS, "dwelling_id"), row, strict=True)))
        people.known = bool(people.by_id)
        return people

    def add(self, person: Person) -> None:
        """Make a person findable."""
        self.by_id[person["id"]] = person
        card = person.get("id_card_no")
        if card:
            self.by_card[card] = person
            self._odd = self._odd or len(card) != 18
            if self._by_key is not None:
                self._by_key[number_key(card)] = person
        self.by_name[person["full_name"]].append(person)

    def meet(self, person: Person, line: Line, setting: Setting) -> None:
        """Make somebody findable who comes with a line of this import."""
        self.add(person)
        self.newcomers[person["id"]] = -(setting.place * SHEET_APART + line.number)

    def of_number(self, card: str) -> Person | None:
        """Who has this number; one of 15 digits and the 18 that it was turned into are one."""
        found = self.by_card.get(card)
        if found is None and (self._odd or len(card) != 18):
            if self._by_key is None:
                self._by_key = {number_key(known): who for known, who in self.by_card.items()}
            found = self._by_key.get(number_key(card))
        return found

    def fitting(self, values: Mapping[str, Any], dwelling: int | None = None) -> list[Person]:
        """Who may be meant: by number, then name with phone, then name with home.

        One is sure, several have to be asked about, and so does whoever `likely` finds.
        """
        card = values.get("id_card_no")
        if card and (person := self.of_number(card)) is not None:
            return [person]
        namesakes = self.by_name.get(values["full_name"])
        if not namesakes:
            return []
        # What is quick to see is asked first: registers are full of namesakes.
        phone = values.get("phone")
        near = [
            person
            for person in namesakes
            if phone and _shares_phone(person, phone) and _compatible(person, values)
        ] or [
            person
            for person in namesakes
            if dwelling and person.get("dwelling_id") == dwelling and _compatible(person, values)
        ]
        birth = values.get("birth_date")
        born = [person for person in near if birth and person.get("birth_date") == birth]
        return born or near

    def likely(self, values: Mapping[str, Any], dwelling: int | None = None) -> list[Person]:
        """Those of the same name whom the sheet does not tell apart: never taken unasked.

        The birthday is the same, or the line has nothing but a name to go by.
        """
        if not self.known:
            return []
        born = values.get("birth_date") or ""
        bare = not (values.get("id_card_no") or values.get("phone") or dwelling)
        return [
            person
            for person in self.by_name.get(values["full_name"], ())
            if "new" not in person
            and (bare or (len(born) == 10 and person.get("birth_date") == born))
            and _compatible(person, values)
        ]

    def find(
        self,
        line: Line,
        plan: Plan,
        setting: Setting,
        describe: Describe,
        *,
        dwelling: int | None = None,
        same: Callable[[Person], bool] = lambda _person: False,
    ) -> Person | None:
        """The person of a line, None for a new one.

        `same` tells that the line has nothing to add to somebody: then the one it is true of is
        taken, for nothing hangs on it. Raises Open, with the question and the fault noted in the
        plan, when somebody has to say.
        """
        near = self.fitting(line.values, dwelling)
        if len(near) == 1:
            return near[0]
        near = near or self.likely(line.values, dwelling)
        alike = [person for person in near if same(person)]
        if not near or len(alike) == 1:
            return alike[0] if alike else None
        key = (line.sheet, line.number)
        handles = [self.newcomers.get(person["id"]) or int(person["id"]) for person in near]
        if key in setting.policy.answers:
            answer = setting.policy.answers[key]
            if answer is None:
                return None
            if answer in handles:
                return near[handles.index(answer)]
        title = line.values["full_name"]
        candidates = tuple(zip(handles, describe(near), strict=True))
        plan.questions.append(Question(line.sheet, line.number, title, candidates))
        plan.fail(line, "姓名", title, _ambiguous(title, len(near)))
        raise Open


def _ambiguous(name: str, count: int) -> str:
    who = f"有{count}个叫{name}的人" if count > 1 else f"已有一个叫{name}的人"
    return f"台账里{who}，不能确定是不是同一人，请选定是哪一位，或补上身份证号码后再导入"


def sure_number(card: str | None) -> bool:
    """Whether birthday and sex may be read out of a number: its check digit is right."""
    if not card or len(card) not in (15, 18):
        return False
    return len(card) == 15 or (card[:17].isdecimal() and id_check(card[:17]) == card[17])


def describer(session: Session, newcomers: Mapping[int, int]) -> Describe:
    """How people are told apart when somebody has to choose: door, year of birth, masked phone."""

    def describe(people: Sequence[Person]) -> list[str]:
        return [_described(session, newcomers, person) for person in people]

    return describe


def _described(session: Session, newcomers: Mapping[int, int], person: Person) -> str:
    parts = [] if "new" in person else [whereabouts(session, person["id"])]
    if person["id"] in newcomers:
        parts.append(f"这次导入的第{-newcomers[person['id']] % SHEET_APART}行")
    if person.get("birth_date"):
        parts.append(f"{person['birth_date'][:4]}年生")
    if person.get("phone"):
        parts.append(_PHONE.mask(person["phone"]))
    return "，".join(parts)


def _compatible(person: Person, values: Mapping[str, Any]) -> bool:
    card, known = values.get("id_card_no"), person.get("id_card_no")
    if card and known and card != known and number_key(card) != number_key(known):
        return False
    birth, born = values.get("birth_date"), person.get("birth_date")
    if birth and born:
        shorter = min(len(birth), len(born))
        return bool(birth[:shorter] == born[:shorter])
    return True


def _shares_phone(person: Person, phone: str) -> bool:
    known = person.get("phone")
    if not known or (phone != known and "、" not in phone and "、" not in known):
        return False
    return not set(phone.split("、")).isdisjoint(known.split("、"))


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
                    line.number,
                    title,
                    label,
                    write(before),
                    write(after),
                    take,
                    name,
                    line.sheet,
                    table,
                    known["id"],
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
    if name in ("birth_date", "birth", "register_date"):
        return before.startswith(after)
    if name in ("phone", "emergency_phone", "manager_phone", "contact_phone"):
        return set(after.split("、")) <= set(before.split("、"))
    return False
