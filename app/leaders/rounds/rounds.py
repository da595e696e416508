"""Making a round and leading it from nomination to filing; each step has its guard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.leaders.posts import POSTS, post_of
from app.leaders.rounds import rules
from app.leaders.rounds.records import RoundEntry
from app.leaders.rules import Span, crowding
from app.leaders.scopes import Scope, same_scope, scope_name, scope_of, scopes_of
from app.people.order import chunks
from app.people.storing import GONE, Saved, found, known_of, problems_of, put
from db.models import BuildingGroup, Candidate, ElectionRound, LeaderTerm, RoundSeat, Setting

_LENGTH = "leaders.notice_days"
_DATES = ("start_on", "end_on", "notice_from", "notice_to", "term_start", "term_end")


def make_round(book: Book, entry: RoundEntry, *, notice_days: int | None = None) -> Saved:
    """Begin a round with a seat for every place in which one of its posts may be filled.

    One that follows another (`after_id`, 补选) begins with the seats that stayed empty there.
    `notice_days` is how long this office puts results up, from now on. Raises Invalid, also for
    a name that is taken, and Refused where nothing is empty.
    """
    with book.write("新建推选") as session:
        clean, warnings = _checked(session, entry, None)
        if notice_days is not None:
            _keep_length(book, session, notice_days)
            first, last = rules.notice_from(clean.term_start, notice_days)
            said = rules.short_notice(first, last)
            warnings = (*warnings, said) if said else warnings
        record = ElectionRound(id=book.ids.next_id(), **_columns(clean))
        session.add(record)
        session.flush()
        scopes = (
            _left_empty(session, clean.after_id, clean.term_start)
            if clean.after_id
            else [
                (kind, scope)
                for kind in clean.kinds
                for scope, _ in scopes_of(session, kind, clean.term_start)
            ]
        )
        for kind, scope in scopes:
            _add_seat(book, session, record.id, kind, scope)
        return Saved(record.id, warnings)


def edit_round(book: Book, round_id: int, entry: RoundEntry) -> Saved:
    """Change what was typed of a round that is not closed; its posts and seats stay."""
    with book.write("修改推选") as session:
        record = found(session, ElectionRound, round_id)
        if record.status not in rules.RUNNING:
            raise Refused(f"“{record.name}”{rules.STATUS_WORDS[record.status]}，不能再修改。")
        clean, warnings = _checked(session, entry, record)
        values = _columns(clean)
        values.pop("kinds")
        values.pop("after_id")
        put(record, values)
        return Saved(round_id, warnings)


def _columns(entry: RoundEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "kinds": list(entry.kinds),
        "method": entry.method,
        "note": entry.note,
        "after_id": entry.after_id,
        **{name: getattr(entry, name) for name in _DATES},
    }


def _checked(
    session: Session, entry: RoundEntry, record: ElectionRound | None
) -> tuple[RoundEntry, tuple[str, ...]]:
    clean, problems = problems_of(entry, known_of(record, RoundEntry) if record else None)
    if not problems:
        problems += rules.day_problems(*(getattr(clean, name) for name in (
            "start_on", "end_on", "term_start", "term_end", "notice_from", "notice_to",
        )))  # fmt: skip
    if not clean.kinds or any(kind not in POSTS for kind in clean.kinds):
        problems.append(Problem("kinds", "请至少选择一种岗位"))
    check(problems)
    taken = session.scalar(select(ElectionRound.id).where(ElectionRound.name == clean.name))
    if taken is not None and (record is None or taken != record.id):
        raise Invalid.of("name", f"已有一次推选叫“{clean.name}”，请换一个名称")
    said = rules.short_notice(clean.notice_from, clean.notice_to)
    return clean, (said,) if said else ()


def _left_empty(session: Session, round_id: int, start: dt.date) -> list[tuple[str, Scope]]:
    before = found(session, ElectionRound, round_id)
    if before.status != rules.CLOSED:
        raise Refused(f"“{before.name}”还没有完成，完成后才能补选它的缺额。")
    seats = session.scalars(
        select(RoundSeat)
        .where(RoundSeat.round_id == round_id, RoundSeat.vacant.is_(True))
        .order_by(RoundSeat.id)
    ).all()
    empty = [
        (seat.kind, scope_of(seat))
        for seat in seats
        if _stands(session, seat) and not _filled_since(session, seat, start)
    ]
    if not empty:
        raise Refused(f"“{before.name}”没有缺额，不需要补选。")
    return empty


def _stands(session: Session, seat: RoundSeat) -> bool:
    """Whether the 楼组 of a seat has not ended since."""
    group = session.get(BuildingGroup, seat.building_group_id) if seat.building_group_id else None
    return group is None or group.ended_on is None


def _filled_since(session: Session, seat: RoundSeat, start: dt.date) -> bool:
    """Whether somebody has the post by now: appointed, or chosen in another by-election."""
    terms = session.scalars(
        select(LeaderTerm).where(
            LeaderTerm.kind == seat.kind, same_scope(LeaderTerm, scope_of(seat))
        )
    )
    spans = [Span(term.start_on, term.end_on) for term in terms]
    return bool(crowding(seat.kind, Span(start), spans))


def notice_length(book: Book) -> int:
    """How many days this office puts results up."""
    with book.read() as session:
        kept = session.scalar(select(Setting.value).where(Setting.name == _LENGTH))
    return kept if isinstance(kept, int) else rules.NOTICE_DAYS


def _keep_length(book: Book, session: Session, days: int) -> None:
    kept = session.scalar(select(Setting).where(Setting.name == _LENGTH))
    if kept is not None:
        put(kept, {"value": days})
    elif days != rules.NOTICE_DAYS:
        session.add(Setting(id=book.ids.next_id(), name=_LENGTH, value=days))


# Seats


def add_seat(book: Book, round_id: int, kind: str, scope: Scope) -> int:
    """One more seat of a round; Refused where it is there already."""
    with book.write("添加应选岗位") as session:
        record = open_round(session, round_id, until=rules.VOTING)
        there = session.scalar(
            select(RoundSeat.id).where(
                RoundSeat.round_id == record.id,
                RoundSeat.kind == kind,
                same_scope(RoundSeat, scope),
            )
        )
        if there is not None:
            raise Refused(f"{scope_name(session, scope)}的{kind}已在这次推选里。")
        return _add_seat(book, session, record.id, kind, scope)


def _add_seat(book: Book, session: Session, round_id: int, kind: str, scope: Scope) -> int:
    seat = RoundSeat(
        id=book.ids.next_id(),
        round_id=round_id,
        kind=kind,
        places=post_of(kind).most or 1,
        **scope.columns(),
    )
    session.add(seat)
    return seat.id


def drop_seats(book: Book, seat_ids: Sequence[int]) -> None:
    """Take seats out of a round, with their candidates, as long as nobody has voted."""
    with book.write(f"移出应选岗位 {len(seat_ids)} 个") as session:
        seats = _open_seats(session, seat_ids, until=rules.NOMINATING)
        for some in chunks(list(seat_ids)):
            session.execute(delete(Candidate).where(Candidate.seat_id.in_(some)))
        for seat in seats:
            session.delete(seat)


def _open_seats(session: Session, seat_ids: Sequence[int], *, until: str) -> list[RoundSeat]:
    """The seats, as long as their round has not gone beyond a step; Refused otherwise."""
    seats = [
        seat
        for some in chunks(seat_ids)
        for seat in session.scalars(select(RoundSeat).where(RoundSeat.id.in_(some)))
    ]
    if len(seats) < len(set(seat_ids)):
        raise Refused(GONE)
    for round_id in {seat.round_id for seat in seats}:
        open_round(session, round_id, until=until)
    return seats


def leave_vacant(book: Book, seat_id: int, *, vacant: bool = True, decision: str = "") -> None:
    """Mark a seat as one that stays empty in this round, or take the mark away.

    Raises Refused where somebody is elected, and Invalid for a tie without a word on it.
    """
    with book.write("标为缺额" if vacant else "取消缺额") as session:
        seat = found(session, RoundSeat, seat_id)
        open_round(session, seat.round_id, until=rules.NOTICE if vacant else rules.VOTING)
        standing = session.scalars(select(Candidate).where(Candidate.seat_id == seat_id)).all()
        if vacant and any(one.result == rules.ELECTED for one in standing):
            raise Refused("这个岗位已有当选人，不能标为缺额。请先改结果。")
        counted = bool(standing) and all(one.votes_for is not None for one in standing)
        tied = counted and any(one.result is None for one in standing)
        if vacant and tied and not decision.strip():
            raise Invalid.of("decision", "票数相同，请写明为什么这次不选出")
        said = decision.strip() or None
        put(seat, {"vacant": vacant, "decision": said if vacant else None})


def leave_vacant_many(book: Book, seat_ids: Sequence[int]) -> int:
    """Mark several seats, those that have no candidate, as empty in one step; returns how many."""
    with book.write(f"标为缺额 {len(seat_ids)} 个") as session:
        seats = _open_seats(session, seat_ids, until=rules.VOTING)
        standing = {
            seat_id
            for some in chunks(seat_ids)
            for seat_id in session.scalars(
                select(Candidate.seat_id).where(Candidate.seat_id.in_(some))
            )
        }
        empty = [seat for seat in seats if not seat.vacant and seat.id not in standing]
        if not empty:
            raise Refused("选中的岗位都有候选人，或已标为缺额。有候选人的请一个一个地处理。")
        for seat in empty:
            put(seat, {"vacant": True})
        return len(empty)


def open_round(session: Session, round_id: int, *, until: str) -> ElectionRound:
    """The round, as long as it has not gone beyond a step; Refused otherwise."""
    record = found(session, ElectionRound, round_id)
    if record.status not in rules.STEPS[: rules.STEPS.index(until) + 1]:
        raise Refused(
            f"“{record.name}”{rules.STATUS_WORDS[record.status]}，不能再改这一项。"
            "要改，请先撤销进入这一步的操作。"
        )
    return record


# Steps

_STEP_WORDS = {
    rules.NOMINATING: "推选开始提名",
    rules.VOTING: "推选进入投票",
    rules.NOTICE: "公示推选结果",
    rules.FILED: "推选登记备案",
}


def advance(
    book: Book,
    round_id: int,
    *,
    notice: tuple[dt.date, dt.date] | None = None,
    filed_on: dt.date | None = None,
    filed_no: str = "",
) -> str:
    """Lead a round one step further and return the new status; closing is `close_round`.

    `notice` gives the days of the notice when it is put up; `filed_on` is needed for filing.
    Raises Refused, naming the seats that stand in the way, and Invalid for missing days.
    """
    with book.read() as session:
        before = found(session, ElectionRound, round_id)
        following = rules.next_step(before.status)
        if following is None or following == rules.CLOSED:
            raise Refused(f"“{before.name}”{rules.STATUS_WORDS[before.status]}，没有下一步了。")
    with book.write(_STEP_WORDS[following]) as session:
        record = found(session, ElectionRound, round_id)
        if following == rules.NOTICE and notice is not None:
            _put_notice(record, *notice)
        _GUARDS[following](session, record, filed_on)
        values: dict[str, object] = {"status": following}
        if following == rules.FILED:
            values |= {"filed_on": filed_on, "filed_no": filed_no.strip() or None}
        put(record, values)
        return following


def _put_notice(record: ElectionRound, first: dt.date, last: dt.date) -> None:
    check(
        rules.day_problems(
            record.start_on, record.end_on, record.term_start, record.term_end, first, last
        )
    )
    put(record, {"notice_from": first, "notice_to": last})


def cancel_round(book: Book, round_id: int, reason: str) -> None:
    """End a round without a result; nobody's term changes."""
    with book.write("取消推选") as session:
        record = found(session, ElectionRound, round_id)
        if record.status not in rules.RUNNING:
            raise Refused(f"“{record.name}”{rules.STATUS_WORDS[record.status]}，不能取消。")
        if not reason.strip():
            raise Invalid.of("note", "请写明取消的原因")
        put(record, {"status": rules.CANCELLED, "note": reason.strip()})


def seats_in_the_way(session: Session, round_id: int, step: str) -> list[str]:
    """The seats that keep a round from a step, by their names."""
    seats = session.scalars(
        select(RoundSeat).where(RoundSeat.round_id == round_id, RoundSeat.vacant.is_(False))
    ).all()
    results: dict[int, list[str | None]] = {}
    for seat_id, result in session.execute(
        select(Candidate.seat_id, Candidate.result)
        .join(RoundSeat, RoundSeat.id == Candidate.seat_id)
        .where(RoundSeat.round_id == round_id)
    ):
        results.setdefault(seat_id, []).append(result)
    stuck = [
        seat
        for seat in seats
        if not results.get(seat.id)
        or (
            step == rules.NOTICE
            and (None in results[seat.id] or rules.ELECTED not in results[seat.id])
        )
    ]
    return [f"{scope_name(session, scope_of(seat))}{seat.kind}" for seat in stuck]


def _need_seats(session: Session, record: ElectionRound, _on: dt.date | None) -> None:
    if session.scalar(select(RoundSeat.id).where(RoundSeat.round_id == record.id)) is None:
        raise Refused("还没有应选岗位，请先添加。")


def _need_candidates(session: Session, record: ElectionRound, _on: dt.date | None) -> None:
    _refuse(
        seats_in_the_way(session, record.id, rules.VOTING),
        "还没有候选人，请先提名，或标为缺额",
    )


def _need_results(session: Session, record: ElectionRound, _on: dt.date | None) -> None:
    _refuse(
        seats_in_the_way(session, record.id, rules.NOTICE),
        "还没有结果，请先填票数、定结果，或标为缺额",
    )
    if record.notice_from is None or record.notice_to is None:
        raise Invalid.of("notice_from", "请先填写公示开始和公示结束的日期")


def _need_end_of_notice(_session: Session, record: ElectionRound, on: dt.date | None) -> None:
    if on is None:
        raise Invalid.of("filed_on", "请填写备案日期")
    if record.notice_to is None or on <= record.notice_to:
        raise Refused(f"公示到 {record.notice_to} 才结束，之后才能备案。请核对备案日期。")


def _refuse(names: Sequence[str], why: str) -> None:
    if not names:
        return
    shown = "、".join(names[:5]) + (f"等 {len(names)} 个岗位" if len(names) > 5 else "")
    raise Refused(f"{shown}{why}。")


_GUARDS: Mapping[str, Callable[[Session, ElectionRound, dt.date | None], None]] = {
    rules.NOMINATING: _need_seats,
    rules.VOTING: _need_candidates,
    rules.NOTICE: _need_results,
    rules.FILED: _need_end_of_notice,
}
