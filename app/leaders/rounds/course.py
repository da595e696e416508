"""How far a round is, what follows, and what keeps it from there, in a sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.leaders.rounds import rules
from app.leaders.rounds.lists import OPEN, STANDING, TIED, UNDONE, VACANT
from app.leaders.rounds.records import RoundRow


@dataclass(frozen=True, slots=True)
class Course:
    """What keeps a round from its next step.

    `state` is the filter of the seats that are meant (see `SeatFilter`), empty if none are;
    `free` tells that nothing stands in the way.
    """

    following: str | None
    words: str
    state: str = ""
    free: bool = True


def course(row: RoundRow, today: dt.date) -> Course:
    """Where a round stands on a day."""
    following = rules.next_step(row.status)
    return _SAID[row.status](row, today, following)


def _draft(row: RoundRow, _today: dt.date, following: str | None) -> Course:
    if not row.seats:
        return Course(following, "还没有应选岗位，请先添加岗位。", free=False)
    return Course(following, f"应选岗位 {row.seats:,} 个，可以开始提名。")


def _nominating(row: RoundRow, _today: dt.date, following: str | None) -> Course:
    if row.to_nominate:
        words = f"还有 {row.to_nominate:,} 个岗位没有候选人：请提名，或标为缺额。"
        return Course(following, words, OPEN, free=False)
    return Course(following, f"候选人 {row.candidates:,} 名，岗位都有了着落，可以进入投票。")


def _voting(row: RoundRow, _today: dt.date, following: str | None) -> Course:
    parts = [
        f"{count:,} 个岗位{words}"
        for count, words in (
            (row.to_nominate, "没有候选人"), (row.to_vote, "没有票数"), (row.to_decide, "待决定"),
        )
        if count
    ]  # fmt: skip
    if not parts:
        empty = f"，缺额 {row.vacant:,} 个" if row.vacant else ""
        return Course(following, f"已选出 {row.filled:,} 个{empty}，可以公示结果。")
    states = [
        state
        for state, count in (
            (OPEN, row.to_nominate), (STANDING, row.to_vote), (TIED, row.to_decide),
        )
        if count
    ]  # fmt: skip
    state = states[0] if len(states) == 1 else UNDONE
    return Course(following, f"还有 {'、'.join(parts)}。", state, free=False)


def _notice(row: RoundRow, today: dt.date, following: str | None) -> Course:
    last = row.notice_to
    if last is None:
        return Course(following, "还没有公示日期，请在“修改”里填写。", free=False)
    days = (last - today).days
    short = rules.short_notice(row.notice_from, last)
    if days > 0:
        words = f"公示到 {last}，还有 {days} 天；结束后登记备案。{short}"
        return Course(following, words, free=False)
    if days == 0:
        return Course(following, f"今天是公示最后一天，明天起可以登记备案。{short}", free=False)
    return Course(following, f"公示已于 {last} 结束，可以登记备案。{short}")


def _filed(row: RoundRow, _today: dt.date, following: str | None) -> Course:
    ends = "" if row.after_id else "，原来的任期同一天届满"
    return Course(following, f"已备案。完成后，新任期从 {row.term_start} 开始{ends}。")


def _closed(row: RoundRow, _today: dt.date, following: str | None) -> Course:
    if row.vacant:
        return Course(following, f"已完成，当时缺额 {row.vacant:,} 个，还空着的可以补选。", VACANT)
    return Course(following, "已完成，没有缺额。")


def _cancelled(row: RoundRow, _today: dt.date, following: str | None) -> Course:
    return Course(following, f"已取消。{row.note or ''}", free=False)


_SAID = {
    rules.DRAFT: _draft,
    rules.NOMINATING: _nominating,
    rules.VOTING: _voting,
    rules.NOTICE: _notice,
    rules.FILED: _filed,
    rules.CLOSED: _closed,
    rules.CANCELLED: _cancelled,
}
