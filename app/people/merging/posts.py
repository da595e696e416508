"""What two records of a person both have of posts: of equal lines one is made, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from app.errors import Refused
from app.kinds import Points
from app.leaders.rounds.rules import (
    DRAFT,
    ELECTED,
    LOST,
    NOMINATING,
    RESULT_WORDS,
    VOTING,
)
from app.leaders.rules import Span
from app.leaders.scopes import PLACES
from app.leaders.subsidies import APPROVED, CANCELLED, PAID, period_words
from app.people.merging.references import lead_to
from app.people.merging.uniting import joined
from db.models import Base, ElectionRound, RoundSeat, Training

Row = Mapping[str, Any]

_UNCOUNTED = (DRAFT, NOMINATING, VOTING)
"""Steps of a round in which a candidate may still be taken off."""

_VOTES = ("votes_for", "votes_against", "votes_abstain")
_FAR = {APPROVED: 1, PAID: 2}


def unite_posts(session: Session, kept: int, gone: int) -> list[str]:
    """Make one of two equal terms, candidacies and attendances of a person, and say so.

    What hung on the one that goes hangs on the other: duties, appraisals, subsidies, hand-overs.
    Raises Refused where only the office can say what is right: terms of one post that overlap
    without being equal, different votes of an open count, a subsidy paid twice.
    """
    return [
        *_terms(session, kept, gone),
        *_candidacies(session, kept, gone),
        *_attendances(session, kept, gone),
    ]


# Terms


def _terms(session: Session, kept: int, gone: int) -> Iterator[str]:
    table = _table("leader_term")
    mine = _rows(session, table, table.c.resident_id == kept)
    for other in _rows(session, table, table.c.resident_id == gone):
        for term in mine:
            if not _same_post(term, other) or not _meet(term, other):
                continue
            post = f"{_scope(session, other)}{other['kind']}"
            if (term["start_on"], term["end_on"]) != (other["start_on"], other["end_on"]):
                raise Refused(
                    f"两条记录都任{post}，时间重叠而不相同：{_when(term)}与{_when(other)}。"
                    "请先在“两长队伍”里更正其中一条任职，再合并。"
                )
            for unite in (_duties, _appraisals, _subsidies, _handovers):
                unite(session, term["id"], other["id"])
            lead_to(session, "leader_term", other["id"], term["id"])
            _absorb(session, table, term, other)
            yield f"{post}的任职（{_when(term)}）两边相同，已合成一条。"
            break


def _same_post(one: Row, other: Row) -> bool:
    names = ("kind", "scope_name", *(f"{sort}_id" for sort in PLACES))
    return all(one[name] == other[name] for name in names)


def _meet(one: Row, other: Row) -> bool:
    spans = [Span(row["start_on"], row["end_on"]) for row in (one, other)]
    return spans[0].meets(spans[1]) or spans[0] == spans[1]


def _when(term: Row) -> str:
    if term["end_on"]:
        return f"{term['start_on'] or '不详'} 至 {term['end_on']}"
    return f"{term['start_on']} 起" if term["start_on"] else "任职时间不详"


def _scope(session: Session, row: Row) -> str:
    for sort, place in PLACES.items():
        if row[f"{sort}_id"] is not None:
            return session.scalar(select(place.name).where(place.id == row[f"{sort}_id"])) or ""
    return row["scope_name"] or ""


def _duties(session: Session, mine: int, other: int) -> None:
    table = _table("duty_record")
    for row, twin in _twins(session, table, "leader_term_id", mine, other, _deed):
        minutes = [one["minutes"] for one in (row, twin) if one["minutes"] is not None]
        _absorb(session, table, row, twin, {"minutes": max(minutes, default=None)})


def _deed(duty: Row) -> Hashable:
    if duty["source_id"] is not None:
        return duty["kind"], duty["source_table"], duty["source_id"]
    return duty["kind"], duty["occurred_on"], duty["content"]


def _appraisals(session: Session, mine: int, other: int) -> None:
    table = _table("appraisal")
    for row, twin in _twins(session, table, "leader_term_id", mine, other, _period):
        first, second = row, twin
        if row["total"] is None and twin["total"] is not None:
            first, second = twin, row
        values: dict[str, Any] = {
            name: first[name] for name in ("heads", "scores", "bonus", "total", "grade")
        }
        if second["total"] is not None and second["total"] != first["total"]:
            total = Points(signed=False).format(second["total"])
            said = f"合并前另一条考评：总分 {total}，{second['grade']}"
            values["note"] = joined(joined(row["note"], twin["note"]), said)
        _absorb(session, table, row, twin, values)


def _period(row: Row) -> Hashable:
    return str(row["period"])


def _subsidies(session: Session, mine: int, other: int) -> None:
    table = _table("subsidy_payment")
    for row, twin in _twins(session, table, "leader_term_id", mine, other, _payment):
        if row["status"] == twin["status"] == PAID:
            raise Refused(
                f"两条记录的同一任职都发放过{period_words(row['period'])}的补贴。"
                "请先核对，在“履职培训”里作废其中一条补贴，再合并。"
            )
        less = min(twin, row, key=lambda one: _FAR.get(one["status"], 0))
        note = joined(less["note"], "与同一人另一条记录的补贴重复，合并时作废")
        session.execute(
            update(table).where(table.c.id == less["id"]).values(status=CANCELLED, note=note)
        )


def _payment(row: Row) -> Hashable:
    # One that is cancelled stands beside any other.
    return row["id"] if row["status"] == CANCELLED else (row["period"], row["kind"])


def _handovers(session: Session, mine: int, other: int) -> None:
    table = _table("handover")
    for row, twin in _twins(session, table, "from_term_id", mine, other, lambda _row: 0):
        items = {(item["what"], item.get("detail")): dict(item) for item in row["items"]}
        for item in twin["items"]:
            there = items.setdefault((item["what"], item.get("detail")), dict(item))
            there["done"] = bool(there.get("done")) or bool(item.get("done"))
        _absorb(session, table, row, twin, {"items": list(items.values())})


# Candidates


def _candidacies(session: Session, kept: int, gone: int) -> Iterator[str]:
    table = _table("candidate")
    for row, twin in _twins(session, table, "resident_id", kept, gone, lambda one: one["seat_id"]):
        seat = session.get_one(RoundSeat, row["seat_id"])
        record = session.get_one(ElectionRound, seat.round_id)
        post = f"{_scope(session, vars(seat))}{seat.kind}"
        values: dict[str, Any] = {
            "supporters": max(
                (one["supporters"] for one in (row, twin) if one["supporters"] is not None),
                default=None,
            )
        }
        if _counted(row) and _counted(twin) and _votes(row) != _votes(twin):
            if record.status in _UNCOUNTED:
                raise Refused(
                    f"两条记录都是“{record.name}”里{post}的候选人，登记的票数不同。"
                    "请先在“推选换届”里撤回其中一名候选人，再合并。"
                )
            values["note"] = joined(joined(row["note"], twin["note"]), _said(_weaker(row, twin)))
        first = twin if _weaker(row, twin) is row else row
        values |= {name: first[name] for name in (*_VOTES, "result")}
        _absorb(session, table, row, twin, values)
        yield f"“{record.name}”里{post}的候选两边都有，已合成一条。"


def _counted(row: Row) -> bool:
    return row["votes_for"] is not None


def _votes(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in _VOTES)


def _weaker(row: Row, twin: Row) -> Row:
    ranks = {ELECTED: 2, LOST: 1}

    def strength(one: Row) -> tuple[int, int]:
        votes = one["votes_for"]
        return ranks.get(one["result"], 0), -1 if votes is None else votes

    return row if strength(row) < strength(twin) else twin


def _said(row: Row) -> str:
    given = zip(("赞成", "反对", "弃权"), _votes(row), strict=True)
    votes = "，".join(f"{word} {count}" for word, count in given if count is not None)
    return f"合并前另一条候选：{votes}，{RESULT_WORDS.get(row['result'], '待定')}"


# Training


def _attendances(session: Session, kept: int, gone: int) -> Iterator[str]:
    table = _table("training_attendance")
    twins = _twins(session, table, "resident_id", kept, gone, lambda one: one["training_id"])
    for row, twin in twins:
        title = session.scalar(select(Training.title).where(Training.id == row["training_id"]))
        came = [one for one in (row, twin) if one["signed_in"]]
        awarded = [one["minutes_awarded"] for one in came]
        scores = [one["score"] for one in came if one["score"] is not None]
        values = {
            "signed_in": bool(came),
            "late": bool(came) and all(one["late"] for one in came),
            # Nothing written down stands for the whole training.
            "minutes_awarded": None if None in awarded else max(awarded, default=None),
            "score": max(scores, default=None),
        }
        _absorb(session, table, row, twin, values)
        yield f"培训“{title}”的签到两边都有，已合成一条。"


# Rows


def _twins(
    session: Session,
    table: Table,
    column: str,
    mine: int,
    other: int,
    same: Callable[[Row], Hashable],
) -> Sequence[tuple[Row, Row]]:
    """Rows of the one and of the other that mean the same thing."""
    there = {same(row): row for row in _rows(session, table, table.c[column] == mine)}
    return [
        (there[same(row)], row)
        for row in _rows(session, table, table.c[column] == other)
        if same(row) in there
    ]


def _absorb(
    session: Session, table: Table, row: Row, other: Row, values: Mapping[str, Any] | None = None
) -> None:
    """One row of two: what is empty is taken from the other, which goes; `values` are set."""
    filled = {
        name: value for name, value in other.items() if value is not None and row[name] is None
    }
    if "note" in row:
        filled["note"] = joined(row["note"], other["note"])
    session.execute(delete(table).where(table.c.id == other["id"]))
    session.execute(
        update(table).where(table.c.id == row["id"]).values({**filled, **(values or {})})
    )
    session.expire_all()


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _rows(session: Session, table: Table, which: Any) -> Sequence[Row]:
    found = session.execute(select(table).where(which).order_by(table.c.id))
    return [dict(row._mapping) for row in found]  # noqa: SLF001
