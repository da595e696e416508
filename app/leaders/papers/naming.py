"""Who serves where, three to a line: the table of long public lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.leaders.posts import BUILDING_LEADER, POSTS
from app.papers.model import Grid

_ACROSS = 3


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a post, and nothing else of the person."""

    compound: str
    kind: str
    scope: str
    name: str


def by_name(people: Sequence[Named]) -> Grid:
    """Scope and name, parted by post and 小区, so that 500 people take few pages.

    The order within a post stays as it is.
    """
    order = [BUILDING_LEADER, *POSTS]
    ranked = sorted(people, key=lambda one: order.index(one.kind) if one.kind in POSTS else 99)
    several = len({one.kind for one in people}) > 1
    rows: list[list[str]] = []
    for (kind, compound), some in groupby(ranked, key=lambda one: (one.kind, one.compound)):
        cells = [words for one in some for words in (one.scope, one.name)]
        said = [compound, kind] if several or not compound else [compound]
        rows.append([f"{'　'.join(part for part in said if part)}（{len(cells) // 2} 名）"])
        for start in range(0, len(cells), 2 * _ACROSS):
            line = cells[start : start + 2 * _ACROSS]
            rows.append([*line, *[""] * (2 * _ACROSS - len(line))])
    return Grid(
        ("服务范围", "姓名") * _ACROSS,
        rows,
        shares=(1.45, 1.0) * _ACROSS,
        middle=frozenset(range(1, 2 * _ACROSS, 2)),
    )
