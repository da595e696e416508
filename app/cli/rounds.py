"""A round of selection on the command line, from its seats to its close."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.book import Book
from app.cli.naming import day_of, kind_of, person_of, round_of, seat_of
from app.errors import Refused
from app.leaders.rounds import rounds, rules
from app.leaders.rounds.candidates import (
    count_ballots,
    decide,
    nominate,
    nominate_holders,
    withdraw,
)
from app.leaders.rounds.closing import close_round
from app.leaders.rounds.course import course
from app.leaders.rounds.lists import round_rows, seat_rows
from app.leaders.rounds.records import (
    Ballots,
    CandidateEntry,
    CandidateRow,
    RoundEntry,
    RoundRow,
    SeatRow,
    Votes,
)
from app.leaders.rounds.rounds import drop_seats, leave_vacant, leave_vacant_many, make_round

Said = tuple[dict[str, Any], str]


@dataclass(frozen=True, slots=True)
class _Call:
    """A command about one round, as it was typed."""

    book: Book
    typed: argparse.Namespace
    today: dt.date

    @property
    def round_id(self) -> int:
        """The round that is meant."""
        return round_of(self.book, self.typed.round)

    def row(self) -> RoundRow:
        """The round with its counts."""
        meant = self.round_id
        return next(row for row in round_rows(self.book) if row.id == meant)

    def seat(self) -> SeatRow:
        """The seat that is meant."""
        if self.typed.scope is None:
            raise Refused("请写明是哪个楼组、街面或小组。")
        round_id = self.round_id
        meant = seat_of(self.book, round_id, self.typed.scope, self.typed.post)
        return next(row for row in seat_rows(self.book, round_id) if row.id == meant)

    def standing(self, seat: SeatRow, name: str) -> CandidateRow:
        """A candidate of a seat by name, 姓名@3-101 where two have it."""
        called, _, door = name.partition("@")
        found = [
            one
            for one in seat.candidates
            if one.full_name == called and (not door or one.door.endswith(door))
        ]
        if len(found) != 1:
            known = "、".join(one.full_name for one in seat.candidates) or "无"
            why = "不是候选人" if not found else "有同名候选人"
            raise Refused(f"{seat.scope}{seat.kind}：{name}{why}，候选人：{known}。")
        return found[0]


def round_answer(book: Book, arguments: argparse.Namespace, today: dt.date) -> Said:
    """The JSON answer and the text of `mulin round …`."""
    return _DEEDS[arguments.deed](_Call(book, arguments, today))


# Reading


def _told(row: RoundRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "status": row.status,
        "posts": list(row.kinds),
        "term_start": row.term_start.isoformat(),
        "term_end": row.term_end.isoformat(),
        "notice_from": row.notice_from.isoformat() if row.notice_from else None,
        "notice_to": row.notice_to.isoformat() if row.notice_to else None,
        "filed_on": row.filed_on.isoformat() if row.filed_on else None,
        "seats": row.seats,
        "candidates": row.candidates,
        "filled": row.filled,
        "vacant": row.vacant,
    }


def _line(row: RoundRow) -> str:
    return (
        f"{row.name}\t{rules.STATUS_WORDS[row.status]}\t应选 {row.seats}\t"
        f"候选 {row.candidates}\t已选出 {row.filled}\t缺额 {row.vacant}"
    )


def _list(call: _Call) -> Said:
    rows = round_rows(call.book)
    lines = "\n".join(_line(row) for row in rows)
    return {"rounds": [_told(row) for row in rows]}, lines or "还没有推选。"


def _show(call: _Call) -> Said:
    row = call.row()
    now = course(row, call.today)
    seats = seat_rows(call.book, row.id)
    lines = [_line(row), now.words]
    for seat in seats:
        names = "、".join(
            one.full_name + (f"（{rules.RESULT_WORDS[one.result]}）" if one.result else "")
            for one in seat.candidates
        )
        lines.append(f"{seat.compound}\t{seat.scope}\t{seat.kind}\t{seat.state}\t{names}")
    told = _told(row) | {
        "next": now.following,
        "free": now.free,
        "words": now.words,
        "list": [_seat(seat) for seat in seats],
    }
    return told, "\n".join(lines)


def _seat(seat: SeatRow) -> dict[str, Any]:
    return {
        "compound": seat.compound,
        "scope": seat.scope,
        "post": seat.kind,
        "places": seat.places,
        "state": seat.state,
        "holder": seat.holder,
        "decision": seat.decision,
        "candidates": [
            {
                "name": one.full_name,
                "votes_for": one.votes_for,
                "votes_against": one.votes_against,
                "votes_abstain": one.votes_abstain,
                "result": one.result,
            }
            for one in seat.candidates
        ],
    }


# Doing


def _new(call: _Call) -> Said:
    typed = call.typed
    after = round_of(call.book, typed.after) if typed.after else None
    kinds = tuple(kind_of(word) for word in typed.post or ())
    if after is not None and not kinds:
        kinds = next(row.kinds for row in round_rows(call.book) if row.id == after)
    entry = RoundEntry(
        typed.name, kinds, typed.method, day_of(typed.start), day_of(typed.end),
        start_on=day_of(typed.poll_from), end_on=day_of(typed.poll_to),
        notice_from=day_of(typed.notice_from), notice_to=day_of(typed.notice_to), after_id=after,
    )  # fmt: skip
    saved = make_round(call.book, entry)
    made = next(row for row in round_rows(call.book) if row.id == saved.id)
    said = "\n".join((f"已新建“{made.name}”，应选岗位 {made.seats} 个。", *saved.warnings))
    return _told(made) | {"warnings": list(saved.warnings)}, said


def _next(call: _Call) -> Said:
    typed, round_id = call.typed, call.round_id
    days = (day_of(typed.notice_from), day_of(typed.notice_to))
    first, last = days
    notice = (first, last) if first is not None and last is not None else None
    status = rounds.advance(
        call.book, round_id, notice=notice, filed_on=day_of(typed.filed_on),
        filed_no=typed.filed_no,
    )  # fmt: skip
    row = next(one for one in round_rows(call.book) if one.id == round_id)
    return _told(row), f"“{row.name}”已进入{rules.STATUS_WORDS[status]}。"


def _nominate(call: _Call) -> Said:
    typed = call.typed
    if typed.holders:
        meant = [call.seat().id] if typed.scope else None
        many = nominate_holders(call.book, call.round_id, meant, typed.by)
        told = {"nominated": many.made, "empty": many.empty, "skipped": list(many.skipped)}
        return told, f"{many.words()}。"
    seat = call.seat()
    if typed.person is None:
        raise Refused("请写明提名谁，或用 --holders 提名全部现任。")
    with call.book.read() as session:
        person = person_of(session, typed.person, _group(call, seat))
    entry = CandidateEntry(person, typed.by, typed.supporters)
    saved = nominate(call.book, seat.id, entry)
    said = f"已提名{typed.person}为{seat.scope}{seat.kind}候选人。"
    return {"id": saved.id, "warnings": list(saved.warnings)}, "\n".join((said, *saved.warnings))


def _group(call: _Call, seat: SeatRow) -> int | None:
    from db.models import RoundSeat

    with call.book.read() as session:
        record = session.get(RoundSeat, seat.id)
        return record.building_group_id if record is not None else None


def _withdraw(call: _Call) -> Said:
    seat = call.seat()
    one = call.standing(seat, call.typed.person)
    withdraw(call.book, [one.id])
    return {"withdrawn": one.full_name}, f"已撤回{seat.scope}{seat.kind}候选人{one.full_name}。"


def _count(call: _Call) -> Said:
    typed, seat = call.typed, call.seat()
    votes = {}
    for given in typed.votes:
        name, equals, numbers = given.partition("=")
        parts = numbers.split("/")
        if not equals or len(parts) > 3 or not all(part.isdecimal() for part in parts):
            raise Refused(f"看不懂票数“{given}”，请写成 姓名=赞成/反对/弃权，如 王芳=20/2/1。")
        votes[call.standing(seat, name).id] = Votes(*(int(part) for part in parts))
    ballots = Ballots(typed.voters, typed.issued, typed.returned)
    found = count_ballots(call.book, seat.id, ballots, votes)
    names = {one.id: one.full_name for one in seat.candidates}
    told = {
        "elected": [names[one] for one in found.elected],
        "tied": [names[one] for one in found.tied],
        "lost": [names[one] for one in found.lost],
    }
    said = (
        f"当选：{'、'.join(told['elected'])}"
        if told["elected"]
        else f"同票，请决定：{'、'.join(told['tied'])}"
        if told["tied"]
        else "还没有选出"
    )
    return told, f"{seat.scope}{seat.kind}{said}。"


def _decide(call: _Call) -> Said:
    typed, seat = call.typed, call.seat()
    chosen = [call.standing(seat, name) for name in typed.people]
    decide(call.book, seat.id, [one.id for one in chosen], typed.words)
    names = [one.full_name for one in chosen]
    said = f"当选：{'、'.join(names)}" if names else "没有选出，标为缺额"
    return {"elected": names}, f"{seat.scope}{seat.kind}{said}。"


def _vacant(call: _Call) -> Said:
    typed = call.typed
    if typed.scope is None:
        ids = [row.id for row in seat_rows(call.book, call.round_id)]
        marked = leave_vacant_many(call.book, ids)
        return {"vacant": marked}, f"已标为缺额 {marked} 个。"
    seat = call.seat()
    leave_vacant(call.book, seat.id, vacant=not typed.undo, decision=typed.words)
    words = "取消缺额" if typed.undo else "标为缺额"
    return {"vacant": 0 if typed.undo else 1}, f"{seat.scope}{seat.kind}已{words}。"


def _drop(call: _Call) -> Said:
    seat = call.seat()
    drop_seats(call.book, [seat.id])
    return {"dropped": 1}, f"已移出{seat.scope}{seat.kind}。"


def _close(call: _Call) -> Said:
    row = call.row()
    done = close_round(call.book, row.id, call.today)
    told = {"began": done.began, "again": done.again, "left": done.left, "vacant": done.vacant}
    return told, f"“{row.name}”已完成：{done.words()}"


def _cancel(call: _Call) -> Said:
    row = call.row()
    rounds.cancel_round(call.book, row.id, call.typed.reason)
    return {"cancelled": row.name}, f"已取消“{row.name}”。"


_DEEDS: Mapping[str, Callable[[_Call], Said]] = {
    "list": _list,
    "show": _show,
    "new": _new,
    "next": _next,
    "nominate": _nominate,
    "withdraw": _withdraw,
    "count": _count,
    "decide": _decide,
    "vacant": _vacant,
    "drop": _drop,
    "close": _close,
    "cancel": _cancel,
}
