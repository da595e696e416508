"""Keys under which records that may be one come together, so that not all meet all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from app.people.merging.identity import number_key

MOST = 24
"""Records under one key that all meet each other; of more, only neighbours in order do."""

_NEIGHBOURS = 6
_DOTS = str.maketrans("", "", "·.． 　")

Key = tuple[Hashable, ...]


class Person(NamedTuple):
    """What the finder knows of a resident; the order is that of its query."""

    id: int
    name: str
    sound: str
    id_kind: str
    number: str | None
    sex: str | None
    birth: str | None
    phone: str | None
    household: int | None
    relation: str | None
    status: str
    listed: bool
    dwelling: int | None
    group: int | None
    building: int | None
    compound: int | None


class Home(NamedTuple):
    """What the finder knows of a household; the order is that of its query."""

    id: int
    dwelling: int
    number: str | None
    head: str | None
    status: str


def person_keys(person: Person, posts: Sequence[int]) -> Iterator[Key]:
    """The keys of a person; `posts` are the 楼组 in which somebody from outside holds a post."""
    if person.number:
        yield "number", number_key(person.number)
    name, birth = person.name, person.birth
    if birth:
        yield from _birth_keys(person, name, birth)
    for phone in (person.phone or "").split("、"):
        if phone:
            yield "phone", name, phone
    if person.dwelling is not None:
        yield from _door_keys(person, person.dwelling)
    if person.group is not None:
        yield "post", name, person.group
    for group in posts:
        yield "post", name, group


def _birth_keys(person: Person, name: str, birth: str) -> Iterator[Key]:
    # A year alone, or a month, says little: such people meet only in one building or compound.
    if len(birth) == 10:
        yield "birth", name, birth
    if len(birth) >= 7 and person.compound is not None:
        yield "month", name, birth[:7], person.compound
    if person.building is not None:
        yield "year", name, birth[:4], person.building


def _door_keys(person: Person, dwelling: int) -> Iterator[Key]:
    plain = person.name.translate(_DOTS)
    yield "door", dwelling, plain
    if person.sound:
        yield "sound", dwelling, person.sound
    if 2 <= len(plain) <= 6:
        for at in range(len(plain)):
            yield "sign", dwelling, f"{plain[:at]}*{plain[at + 1 :]}"


def home_keys(home: Home, members: Iterable[str]) -> Iterator[Key]:
    """The keys of a household with the names of its members."""
    if home.head:
        yield "head", home.dwelling, home.head
    if home.number:
        yield "number", home.number
    for name in members:
        yield "member", home.dwelling, name


class Blocks:
    """Places of records by key; `pairs` gives those that share one, each pair once."""

    def __init__(self) -> None:
        self._places: defaultdict[Key, list[int]] = defaultdict(list)

    def put(self, place: int, keys: Iterable[Key]) -> None:
        """Lay a record under its keys."""
        for key in keys:
            self._places[key].append(place)

    def pairs(self, ordered: Sequence[object]) -> Iterator[tuple[int, int]]:
        """Pairs of places, the smaller first; `ordered` sorts those of a crowded key."""
        seen: set[int] = set()
        wide = len(ordered)
        for places in self._places.values():
            if len(places) < 2:
                continue
            for one, other in _meeting(places, ordered):
                pair = one * wide + other if one < other else other * wide + one
                if pair not in seen and one != other:
                    seen.add(pair)
                    yield min(one, other), max(one, other)


def _meeting(places: list[int], ordered: Sequence[object]) -> Iterator[tuple[int, int]]:
    if len(places) <= MOST:
        yield from combinations(places, 2)
        return
    # So many under one key are a dormitory, or a number that an office gave for all.
    line = sorted(places, key=lambda place: (str(ordered[place]), place))
    for at, one in enumerate(line):
        for other in line[at + 1 : at + 1 + _NEIGHBOURS]:
            yield one, other


def plain_name(name: str) -> str:
    """A name without dots and spaces: 阿依·古丽 and 阿依古丽 are the same."""
    return name.translate(_DOTS)
