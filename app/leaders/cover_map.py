"""The map for the wall: every 小区 with its buildings and 楼组, who leads each, and how firmly."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.leaders.charts import coverage_sentence, street_sentence
from app.leaders.holders import holds_on
from app.leaders.lists import groups_and_terms
from app.leaders.placing import plots_of
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import EXPIRING_DAYS
from app.leaders.rules import (
    EXPIRED,
    EXPIRING,
    SERVING,
    Coverage,
    Span,
    active,
    state,
    vacant_since,
)
from app.leaders.term_names import terms_named
from app.people.order import compound_ranks, natural
from db.models import Compound, LeaderTerm, StreetSegment

SEVERAL = "身兼多职"
VACANT = "缺额"
UNASSIGNED = "未划楼组"
STATES = (SERVING, SEVERAL, EXPIRING, EXPIRED, VACANT, UNASSIGNED)
"""Every state of a cell in the order of the legend; the state that presses more is shown."""

HELD = frozenset((SERVING, SEVERAL, EXPIRING, EXPIRED))
STREETS = "街面"


@dataclass(frozen=True, slots=True)
class Cell:
    """A 楼组 or a street, or doors in no 楼组 (then `id` is that of their building).

    `label` is what it is called inside its building, `name` its own name. `others` are further
    posts of the leader in words. `vacant_days` is None where it is not known since when.
    """

    id: int
    label: str
    name: str
    state: str
    leader: str = ""
    ends_on: dt.date | None = None
    others: tuple[str, ...] = ()
    acting: bool = False
    vacant_days: int | None = None
    covers: str = ""

    @property
    def remark(self) -> str:
        """What the state says beside the name: 12-31届满, 缺额40天; empty for an ordinary term."""
        if self.state == VACANT:
            return VACANT if self.vacant_days is None else f"{VACANT}{self.vacant_days:,}天"
        if self.state in (EXPIRING, EXPIRED) and self.ends_on is not None:
            return f"{self.ends_on:%y-%m-%d}届满"
        return {EXPIRED: "届满", EXPIRING: "将满", SEVERAL: "兼", UNASSIGNED: UNASSIGNED}.get(
            self.state, ""
        )


@dataclass(frozen=True, slots=True)
class Block:
    """What stands together: a building with its 楼组, several buildings of one, one by its name.

    `title` is empty where the name of the only cell says it.
    """

    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Area:
    """A 小区, or the band of all streets (with `id` 0); `told` are its counts where only a part
    of its cells is shown.
    """

    id: int
    name: str
    blocks: tuple[Block, ...]
    told: Counter[str] | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells in order."""
        return tuple(cell for block in self.blocks for cell in block.cells)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many cells there are in each state, shown or not."""
        if self.told is not None:
            return self.told
        return Counter(cell.state for cell in self.cells)

    @property
    def posts(self) -> int:
        """楼组 or streets; doors in no 楼组 are none."""
        return sum(self.counts.values()) - self.counts[UNASSIGNED]

    @property
    def held(self) -> int:
        """Those with a leader."""
        return sum(self.counts[one] for one in HELD)


@dataclass(frozen=True)
class CoverMap:
    """All 小区 and streets on a day; `sentence` says how many are led, `definition` how counted.

    `state` is the only one whose cells are shown; empty for all.
    """

    day: dt.date
    areas: tuple[Area, ...]
    sentence: str
    definition: str
    state: str = ""

    @cached_property
    def counts(self) -> Counter[str]:
        """Cells by their state."""
        return sum((area.counts for area in self.areas), Counter())

    def only(self, *, compound_id: int | None = None, state: str | None = None) -> CoverMap:
        """The part that is in one 小区 (0: the streets), which has its own sentence, or in one
        state; counts stay those of everything.
        """
        mine = [area for area in self.areas if compound_id in (None, area.id)]
        words = self.sentence if compound_id is None else _sentence(mine)
        parts = [Area(area.id, area.name, _kept(area.blocks, state), area.counts) for area in mine]
        kept = tuple(area for area in parts if area.blocks or state is None)
        return CoverMap(self.day, kept, words, self.definition, state or "")


def _kept(blocks: Iterable[Block], state: str | None) -> tuple[Block, ...]:
    if state is None:
        return tuple(blocks)
    parts = (
        Block(block.title, tuple(cell for cell in block.cells if cell.state == state))
        for block in blocks
    )
    return tuple(block for block in parts if block.cells)


def cover_map(book: Book, day: dt.date) -> CoverMap:
    """The whole map on a day; nine queries, however many 小区 there are."""
    with book.read() as session:
        ranks = compound_ranks(session)
        names = dict(session.execute(select(Compound.id, Compound.name)).tuples().all())
        groups, spans = groups_and_terms(session, None)
        there = {one.id: one for one in groups if active(one.formed_on, one.ended_on, day)}
        held = _held(session, day)
        plots = plots_of(session, there.values())
        streets = session.execute(select(StreetSegment.id, StreetSegment.name)).all()
    told = _Telling(held, day)
    areas = []
    for compound_id in sorted(names, key=ranks.__getitem__):
        blocks = tuple(
            Block(
                plot.title,
                tuple(
                    told.group(spot.group_id, spot.label, there, spans, spot.covers)
                    if spot.group_id
                    else Cell(spot.building_id, spot.label, spot.label, UNASSIGNED)
                    for spot in plot.spots
                ),
            )
            for plot in plots.get(compound_id, ())
        )
        if blocks:
            areas.append(Area(compound_id, names[compound_id], blocks))
    if streets:
        areas.append(_streets(streets, told))
    return CoverMap(day, tuple(areas), _sentence(areas), _definition(day))


def area_of(book: Book, compound_id: int, day: dt.date) -> CoverMap:
    """The map of one 小区 on a day, for the papers of its leaders."""
    return cover_map(book, day).only(compound_id=compound_id)


@dataclass(frozen=True, slots=True)
class _Term:
    id: int
    kind: str
    scope_id: int | None
    resident_id: int
    leader: str
    where: str
    state: str
    ends_on: dt.date | None
    acting: bool


def _held(session: Session, day: dt.date) -> list[_Term]:
    """Every term of every kind that holds on a day."""
    rows = session.execute(
        terms_named(
            LeaderTerm.building_group_id,
            LeaderTerm.street_segment_id,
            LeaderTerm.expected_end_on,
            LeaderTerm.acting,
        )
        .where(holds_on(day))
        .order_by(LeaderTerm.start_on, LeaderTerm.id)
    )
    return [_term(row, day) for row in rows]


def _term(row: Any, day: dt.date) -> _Term:
    compound = "" if row.compound in (None, row.scope) else row.compound
    return _Term(
        row.id,
        row.kind,
        row.building_group_id or row.street_segment_id,
        row.resident_id,
        row.full_name,
        f"{compound}{row.scope}{row.kind}",
        state(Span(row.start_on, row.end_on), row.expected_end_on, day),
        row.end_on or row.expected_end_on,
        row.acting,
    )


class _Telling:
    """Says who leads a place."""

    def __init__(self, held: Sequence[_Term], day: dt.date) -> None:
        self.day = day
        self._of: dict[tuple[str, int], list[_Term]] = defaultdict(list)
        self._posts: dict[int, list[_Term]] = defaultdict(list)
        for term in held:
            self._posts[term.resident_id].append(term)
            if term.scope_id is not None:
                self._of[term.kind, term.scope_id].append(term)

    def group(
        self,
        group_id: int,
        label: str,
        groups: Mapping[int, Any],
        spans: Mapping[int, Sequence[Span]],
        covers: str,
    ) -> Cell:
        group = groups[group_id]
        since = vacant_since(group.formed_on, spans.get(group_id, ()), self.day)
        days = None if since is None else (self.day - since).days
        return self._cell(BUILDING_LEADER, group_id, label, group.name, days, covers)

    def street(self, street_id: int, name: str) -> Cell:
        return self._cell(STREET_LEADER, street_id, name, name, None, "")

    def _cell(
        self, kind: str, scope_id: int, label: str, name: str, days: int | None, covers: str
    ) -> Cell:
        terms = self._of.get((kind, scope_id), [])
        if not terms:
            return Cell(scope_id, label, name, VACANT, vacant_days=days, covers=covers)
        last = terms[-1]
        others = tuple(
            dict.fromkeys(
                post.where
                for term in terms
                for post in self._posts[term.resident_id]
                if post.id != term.id
            )
        )
        now = SEVERAL if last.state == SERVING and others else last.state
        leaders = "、".join(dict.fromkeys(term.leader for term in terms))
        acting = last.acting
        return Cell(
            scope_id, label, name, now, leaders, last.ends_on, others, acting, covers=covers
        )


def _streets(rows: Iterable[Any], told: _Telling) -> Area:
    found = sorted(rows, key=lambda row: natural(row.name))
    return Area(0, STREETS, tuple(Block("", (told.street(row.id, row.name),)) for row in found))


def _sentence(areas: Sequence[Area]) -> str:
    compounds = [area for area in areas if area.id]
    posts = sum(area.posts for area in compounds)
    held = sum(area.held for area in compounds)
    led = sum(1 for area in compounds if area.held)
    words = coverage_sentence(held, Coverage(posts, held, posts - held), led)
    if areas and not compounds:
        words = ""
    street = next((area for area in areas if not area.id), None)
    return (
        words if street is None else words + street_sentence(street.posts, street.held, street.held)
    )


def _definition(day: dt.date) -> str:
    return (
        f"口径：{day} 在册的楼组和街面，每格一个。{EXPIRING_DAYS} 天内到期为即将届满，"
        "过了届满日还没有换届的为届满未换，仍算有人在任；同一人当天还有别的任职的为身兼多职；"
        "整栋或整个单元的房屋都不属于任何楼组的，标为未划楼组，不计缺额。"
    )
