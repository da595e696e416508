"""Moves: who came, left, died or changed household, on which day; noted and read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused
from app.fields import Field
from app.kinds import Choice, Day, PersonName, Text
from app.people.records import household_label
from app.people.where import door_words, of_households
from db.ids import Ids
from db.models import Compound, Household, Move, Resident

MOVE_KINDS = Choice(("迁入", "迁出", "去世", "分户", "并户", "调整", "恢复"))
"""迁入 comes from elsewhere, 调整 goes to another household, 恢复 lives here again."""

ELSEWHERE = Field(Text(120), "外地去处或来处")


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move as it is read: the doors in words, empty where there is none.

    `from_status` None tells that the person was not known here before.
    """

    id: int
    resident_id: int
    full_name: Annotated[str, Field(PersonName(), "姓名")]
    kind: Annotated[str, Field(MOVE_KINDS, "种类")]
    moved_on: Annotated[dt.date, Field(Day(), "日期")]
    from_door: Annotated[str, Field(Text(80), "原来的户")]
    to_door: Annotated[str, Field(Text(80), "现在的户")]
    from_status: str | None
    to_status: str
    elsewhere: Annotated[str | None, ELSEWHERE] = None

    @property
    def words(self) -> str:
        """The way in words: 3-101 · 周桂英户 → 4-201, 迁往江苏昆山."""
        if self.kind in ("迁出", "去世"):
            way = self.from_door
            other = f"迁往{self.elsewhere}" if self.elsewhere else ""
        elif self.from_door and self.from_door != self.to_door:
            way, other = f"{self.from_door} → {self.to_door or '没有户'}", ""
        else:
            way = self.to_door
            other = f"自{self.elsewhere}" if self.elsewhere else ""
        return "，".join(part for part in (way, other) if part)


def note_move(
    session: Session,
    ids: Ids,
    resident_id: int,
    kind: str,
    on: dt.date,
    *,
    from_household: int | None,
    to_household: int | None,
    from_status: str | None,
    to_status: str,
    elsewhere: str | None = None,
) -> None:
    """Note one move inside a step of the caller; `kind` is one of `MOVE_KINDS`.

    Raises Invalid for a day before the latest move of the person: what was recorded of the past
    would contradict itself.
    """
    last = session.execute(
        select(Move.moved_on, Move.kind, Resident.full_name)
        .join(Resident, Resident.id == Move.resident_id)
        .where(Move.resident_id == resident_id)
        .order_by(Move.moved_on.desc(), Move.id.desc())
    ).first()
    if last is not None and on < last.moved_on:
        raise Invalid.of(
            "on",
            f"{last.full_name}已在 {last.moved_on} 登记{last.kind}，这次的日期不能更早，请核对；"
            "那一次填错了的，请先更正它的日期",
        )
    session.add(
        Move(
            id=ids.next_id(),
            resident_id=resident_id,
            kind=MOVE_KINDS.parse(kind),
            moved_on=on,
            from_household_id=from_household,
            to_household_id=to_household,
            from_status=from_status,
            to_status=to_status,
            elsewhere=elsewhere_of(elsewhere),
        )
    )
    session.flush()


def note_moved(
    session: Session,
    ids: Ids,
    people: Iterable[Resident],
    kind: str,
    on: dt.date,
    *,
    to_household: int | None,
) -> None:
    """Note that people who live here go to another household; call it before they are there."""
    for person in people:
        note_move(
            session,
            ids,
            person.id,
            kind,
            on,
            from_household=person.household_id,
            to_household=to_household,
            from_status=person.status,
            to_status=person.status,
        )


def correct_move(book: Book, move_id: int, on: dt.date, elsewhere: str | None) -> int:
    """Put the day of a move right, and where somebody went to or came from.

    What was one deed (分户, 并户, 整户迁出) is put right for everybody and for the household;
    returns how many moves that were. Raises Refused if somebody has moved again since, Invalid
    for a day before an earlier move.
    """
    with book.write("更正迁移日期") as session:
        move = session.get(Move, move_id)
        if move is None:
            raise Refused("这次迁移已不在台账里，可能刚被撤销。请刷新后再试。")
        old = move.moved_on
        together = _together(session, move)
        for one in together:
            _may_be_on(session, one, on)
            one.moved_on = on
            one.elsewhere = elsewhere_of(elsewhere)
        for home_id in {move.from_household_id, move.to_household_id} - {None}:
            home = session.get(Household, home_id)
            if home is None:
                continue
            if home.moved_out_on == old and home.status != "living":
                home.moved_out_on = on
            if (
                home.moved_in_on == old
                and move.kind == "分户"
                and home_id != move.from_household_id
            ):
                home.moved_in_on = on
        return len(together)


def _together(session: Session, move: Move) -> list[Move]:
    home = session.get(Household, move.from_household_id) if move.from_household_id else None
    left = home is not None and home.status == "moved_out" and home.moved_out_on == move.moved_on
    if move.kind not in ("分户", "并户") and not (move.kind == "迁出" and left):
        return [move]
    same = select(Move).where(
        Move.kind == move.kind,
        Move.moved_on == move.moved_on,
        Move.from_household_id == move.from_household_id,
        Move.to_household_id == move.to_household_id,
    )
    return list(session.scalars(same))


def _may_be_on(session: Session, move: Move, on: dt.date) -> None:
    others = session.scalars(
        select(Move)
        .where(Move.resident_id == move.resident_id, Move.id != move.id)
        .order_by(Move.moved_on.desc(), Move.id.desc())
    ).all()
    name = session.scalar(select(Resident.full_name).where(Resident.id == move.resident_id))
    later = next((one for one in others if (one.moved_on, one.id) > (move.moved_on, move.id)), None)
    if later is not None:
        raise Refused(
            f"{name}之后又在 {later.moved_on} 登记过{later.kind}，只能更正最近一次。"
            "请先在“操作记录”里撤销后来的那一次。"
        )
    if others and on < others[0].moved_on:
        raise Invalid.of(
            "on", f"{name}已在 {others[0].moved_on} 登记{others[0].kind}，日期不能更早，请核对"
        )


def elsewhere_of(text: str | None) -> str | None:
    """A place elsewhere as it is kept; raises Invalid if it is too long."""
    value: str | None = ELSEWHERE.kind.parse(text or "")
    return value or None


def moves_of(book: Book, resident_id: int) -> list[MoveRow]:
    """The moves of a person, the latest first."""
    return _rows(book, Move.resident_id == resident_id)


def household_moves(book: Book, household_id: int) -> list[MoveRow]:
    """Who came into a household and who left it, the latest first."""
    there = or_(Move.from_household_id == household_id, Move.to_household_id == household_id)
    return _rows(book, there)


def _rows(book: Book, which: ColumnElement[bool]) -> list[MoveRow]:
    query = (
        select(Move, Resident.full_name)
        .join(Resident, Resident.id == Move.resident_id)
        .where(which)
        .order_by(Move.moved_on.desc(), Move.id.desc())
    )
    with book.read() as session:
        rows = session.execute(query).all()
        homes = {row.Move.from_household_id for row in rows}
        homes |= {row.Move.to_household_id for row in rows}
        doors = doors_of(session, homes - {None})
        return [
            MoveRow(
                row.Move.id,
                row.Move.resident_id,
                row.full_name,
                row.Move.kind,
                row.Move.moved_on,
                doors.get(row.Move.from_household_id, ""),
                doors.get(row.Move.to_household_id, ""),
                row.Move.from_status,
                row.Move.to_status,
                row.Move.elsewhere,
            )
            for row in rows
        ]


def doors_of(session: Session, households: Iterable[int]) -> dict[int, str]:
    """Households in words, by id: 金水苑 3-101 · 周桂英户; the compound only where there are
    several.
    """
    several = len(session.scalars(select(Compound.id).limit(2)).all()) > 1
    rows = session.execute(
        of_households(Household.id, Household.head_name).where(Household.id.in_(list(households)))
    )
    return {
        row.id: household_label(door_words(row, compound=several), row.head_name) for row in rows
    }
