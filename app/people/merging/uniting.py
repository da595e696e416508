"""What two records both have and only one can keep: tags, pictures, settled findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.orm import Session

from db.models import CareTag, Dismissal, Picture

_TAGS: Table = CareTag.__table__  # type: ignore[assignment]
_PICTURES: Table = Picture.__table__  # type: ignore[assignment]
_DISMISSED: Table = Dismissal.__table__  # type: ignore[assignment]

Row = Mapping[str, Any]


def unite_tags(session: Session, kept: int, gone: int) -> list[str]:
    """Make one care tag of two that overlap, as long as both together; says which.

    A known first day wins over an unknown one. Tags of different times stay as they are.
    """
    mine = _rows(session, _TAGS, _TAGS.c.resident_id == kept)
    said: list[str] = []
    for other in _rows(session, _TAGS, _TAGS.c.resident_id == gone):
        same = next((tag for tag in mine if _overlap(tag, other)), None)
        if same is None:
            continue
        starts = [row["start_on"] for row in (same, other) if row["start_on"] is not None]
        ends = [row["end_on"] for row in (same, other)]
        values = {
            "start_on": min(starts, default=None),
            "end_on": None if None in ends else max(ends),
            "source": same["source"] or other["source"],
            "note": joined(same["note"], other["note"]),
        }
        session.execute(delete(_TAGS).where(_TAGS.c.id == other["id"]))
        session.execute(update(_TAGS).where(_TAGS.c.id == same["id"]).values(values))
        mine = [{**row, **values} if row is same else row for row in mine]
        said.append(same["tag"])
    return [f"关爱标签“{'、'.join(said)}”两边都有，已合成一条。"] if said else []


def _overlap(one: Row, other: Row) -> bool:
    if one["tag"] != other["tag"]:
        return False
    first = max(row["start_on"] or dt.date.min for row in (one, other))
    last = min(row["end_on"] or dt.date.max for row in (one, other))
    return bool(first <= last)


def unite_pictures(session: Session, table: str, kept: int, gone: int) -> tuple[int, list[str]]:
    """Hand pictures over; of two of one kind the kept record's stays. Tells how many went over."""
    owned = (_PICTURES.c.owner_table == table) & (_PICTURES.c.owner_id == gone)
    mine = set(
        session.scalars(
            select(_PICTURES.c.kind).where(
                _PICTURES.c.owner_table == table, _PICTURES.c.owner_id == kept
            )
        )
    )
    theirs = _rows(session, _PICTURES, owned)
    twice = [row for row in theirs if row["kind"] in mine]
    if twice:
        ids = [row["id"] for row in twice]
        session.execute(delete(_PICTURES).where(_PICTURES.c.id.in_(ids)))
    session.execute(update(_PICTURES).where(owned).values(owner_id=kept))
    said = ["两条记录都有照片，保留的是留下的那一张。"] if twice else []
    return len(theirs) - len(twice), said


def lead_dismissals(session: Session, kept: int, gone: int) -> None:
    """What was settled about the record that goes is settled about the one that stays."""
    for row in _rows(
        session, _DISMISSED, or_(_DISMISSED.c.a_id == gone, _DISMISSED.c.b_id == gone)
    ):
        pair = tuple(kept if one == gone else one for one in (row["a_id"], row["b_id"]))
        a, b = (min(pair), max(pair)) if pair[1] else pair
        known = session.scalar(
            select(_DISMISSED.c.id).where(
                _DISMISSED.c.finding == row["finding"],
                _DISMISSED.c.a_id == a,
                _DISMISSED.c.b_id == b,
            )
        )
        own = _DISMISSED.c.id == row["id"]
        if a == b or known is not None:
            session.execute(delete(_DISMISSED).where(own))
        else:
            session.execute(update(_DISMISSED).where(own).values(a_id=a, b_id=b))


def joined(mine: str | None, other: str | None) -> str | None:
    """Two notes as one, without saying anything twice."""
    if not mine or not other:
        return mine or other
    if other in mine:
        return mine
    return other if mine in other else f"{mine}\n{other}"


def phones(mine: str | None, other: str | None) -> str | None:
    """The numbers of both, each once."""
    numbers = dict.fromkeys(part for text in (mine, other) for part in (text or "").split("、"))
    return "、".join(number for number in numbers if number) or None


def _rows(session: Session, table: Table, which: Any) -> Sequence[Row]:
    found = session.execute(select(table).where(which).order_by(table.c.id))
    return [dict(row._mapping) for row in found]  # noqa: SLF001
