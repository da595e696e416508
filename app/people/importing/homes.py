"""Knowing a household again at its door: by number, then head, then who lives there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.own_fields import PREFIX
from app.people.records import household_label
from db.models import Household, Resident

FACTS = ("household_no", "head_name", "kind", "moved_in_on", "pledge_signed_on", "note")
HEAD = "户主"
Home = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who lives in a household."""

    id: int
    full_name: str
    relation: str | None


@dataclass(slots=True)
class _Told:
    """The numbers and heads that the sheet names at one door."""

    numbers: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)

    def names(self, home: Home) -> bool:
        """Whether some line is about this household by its number or its head."""
        return home["household_no"] in self.numbers or home["head_name"] in self.heads


@dataclass
class Homes:
    """The households at every door, living and gone, and who lives in them.

    A household is a dict of its facts with id, status and own; `line` is the row that met or
    made it, `unnamed` marks one that was met without a name or number, `new` those of the plan.
    """

    by_door: dict[int, list[Home]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[int, list[Home]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, list[Member]] = field(default_factory=lambda: defaultdict(list))
    told: dict[int, _Told] = field(default_factory=lambda: defaultdict(_Told))

    @classmethod
    def load(cls, session: Session) -> Homes:
        """Every household of the book and everybody who lives in one."""
        homes = cls()
        table = Household.__table__.c
        names = ("id", "dwelling_id", "status", "own", *FACTS)
        for row in session.execute(select(*(table[name] for name in names)).order_by(table.id)):
            home = dict(zip(names, row, strict=True))
            own = {PREFIX + key: value for key, value in (home["own"] or {}).items()}
            at = homes.by_door if home["status"] == "living" else homes.gone
            at[home["dwelling_id"]].append(home | own)
        for home_id, *member in session.execute(
            select(
                Resident.household_id, Resident.id, Resident.full_name, Resident.relation_to_head
            ).where(
                Resident.household_id.is_not(None),
                Resident.status == "living",
                Resident.archived_on.is_(None),
            )
        ):
            homes.members[home_id].append(Member(*member))
        return homes

    def tell(self, door: int, number: str | None, head: str | None) -> None:
        """Note what some line says of a door, before any line is settled."""
        told = self.told[door]
        told.numbers |= {number} if number else set()
        told.heads |= {head} if head else set()

    def fitting(self, door: int, number: str | None, head: str | None) -> list[Home]:
        """The living households that a line may be about: none, the one, or several."""
        homes, told = self.by_door.get(door, []), self.told[door]
        if number and (same := [home for home in homes if home["household_no"] == number]):
            return same
        if head:
            # Two households of one name at a door keep apart by the numbers that the sheet has.
            named = [
                home
                for home in homes
                if home["head_name"] == head
                and not (number and home["household_no"] in told.numbers)
            ]
            if named:
                return named
        free = [home for home in homes if "line" not in home and not told.names(home)]
        if head:
            lived = [home for home in free if self.named(home, head)]
            return lived or [
                home
                for home in free
                if home["head_name"] is None and not (number and home["household_no"])
            ]
        if number:
            return [home for home in free if home["household_no"] is None]
        bare = [home for home in homes if not home["household_no"] and not home["head_name"]]
        # A line that names nobody is no household of its own beside another such line.
        return bare or [home for home in homes if home.get("unnamed")] or free

    def left(self, door: int, number: str | None, head: str | None) -> Home | None:
        """The household of that number, or else that head, that lived at a door before."""
        gone = self.gone.get(door, ())
        for name, value in (("household_no", number), ("head_name", head)):
            if value:
                return next((home for home in gone if home[name] == value), None)
        return None

    def named(self, home: Home, name: str) -> list[Member]:
        """Those of that name who live in a household."""
        return [one for one in self.members.get(home["id"], ()) if one.full_name == name]

    def heads(self, home: Home) -> list[Member]:
        """Those who are the head of a household by their own relation."""
        return [one for one in self.members.get(home["id"], ()) if one.relation == HEAD]

    def make_head(self, home: Home, person: Member) -> None:
        """Keep in mind that somebody became the head."""
        self.members[home["id"]].remove(person)
        self.members[home["id"]].append(Member(person.id, person.full_name, HEAD))

    def described(self, door: str, homes: Iterable[Home]) -> list[str]:
        """How households are told apart when somebody has to choose: door, head, number, people."""
        return [self._described(door, home) for home in homes]

    def _described(self, door: str, home: Home) -> str:
        parts = [household_label(door, home["head_name"])]
        if home["household_no"]:
            parts.append(f"户号{home['household_no']}")
        members = [one.full_name for one in self.members.get(home["id"], ())]
        parts.append(f"住着{'、'.join(members[:3])}" if members else "没有登记成员")
        if len(members) > 3:
            parts[-1] += f"等{len(members)}人"
        return "，".join(parts)
