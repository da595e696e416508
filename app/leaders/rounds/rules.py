"""What holds for a round on any day: plain values in, plain values out.

The order of steps and the ways of choosing follow the practice of residents' groups (居委会组织法
art. 14; domain B.1): proposed, chosen by residents or by one of each household, posted, filed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import Problem

DRAFT = "draft"
NOMINATING = "nominating"
VOTING = "voting"
NOTICE = "public_notice"
FILED = "filed"
CLOSED = "closed"
CANCELLED = "cancelled"
STEPS = (DRAFT, NOMINATING, VOTING, NOTICE, FILED, CLOSED)
"""Forward only; a slip is undone, not stepped back."""

STATUS_WORDS: Mapping[str, str] = {
    DRAFT: "筹备",
    NOMINATING: "提名",
    VOTING: "投票",
    NOTICE: "公示",
    FILED: "已备案",
    CLOSED: "已完成",
    CANCELLED: "已取消",
}
RUNNING = frozenset((DRAFT, NOMINATING, VOTING, NOTICE, FILED))

NOTICE_DAYS = 5
"""A shorter notice is warned of; an office may have its own (domain C.2)."""

SEATS, NOMINATE, COUNT, DECIDE = "seats", "nominate", "count", "decide"
_MAY: Mapping[str, frozenset[str]] = {
    SEATS: frozenset((DRAFT, NOMINATING)),
    NOMINATE: frozenset((DRAFT, NOMINATING, VOTING)),
    COUNT: frozenset((VOTING,)),
    DECIDE: frozenset((VOTING,)),
}

ELECTED = "elected"
LOST = "lost"
RESULT_WORDS: Mapping[str | None, str] = {ELECTED: "当选", LOST: "落选", None: "待定"}


def next_step(status: str) -> str | None:
    """The step that follows; None at the end."""
    at = STEPS.index(status) if status in STEPS else len(STEPS)
    return STEPS[at + 1] if at + 1 < len(STEPS) else None


def may(status: str, act: str) -> bool:
    """Whether an act (one of SEATS, NOMINATE, COUNT, DECIDE) belongs to the step."""
    return status in _MAY[act]


@dataclass(frozen=True, slots=True)
class Stand:
    """How a candidate stands: votes for and against, None where they were not counted."""

    id: int
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstain: int | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the votes say of a seat: who is elected, who lost, who is level for the last place."""

    elected: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()


def outcome(candidates: Sequence[Stand], places: int) -> Outcome:
    """What the votes say; candidates whose votes are not counted stay open (in none of the three).

    The most votes win. Nobody is elected with no vote, or against whom as many or more voted;
    those level for the last place are tied, and somebody has to decide.
    """
    counted = [one for one in candidates if one.votes_for is not None]
    if len(counted) < len(candidates):
        return Outcome()
    able = [one for one in counted if (one.votes_for or 0) > (one.votes_against or 0)]
    lost = [one.id for one in counted if one not in able]
    able.sort(key=lambda one: -(one.votes_for or 0))
    if len(able) <= places:
        return Outcome(tuple(one.id for one in able), tuple(lost))
    last = able[places - 1].votes_for
    if able[places].votes_for != last:
        elected = able[:places]
        return Outcome(
            tuple(one.id for one in elected), (*(one.id for one in able[places:]), *lost)
        )
    sure = [one for one in able if (one.votes_for or 0) > (last or 0)]
    level = [one for one in able if one.votes_for == last]
    below = [one for one in able if (one.votes_for or 0) < (last or 0)]
    return Outcome(
        tuple(one.id for one in sure),
        (*(one.id for one in below), *lost),
        tuple(one.id for one in level),
    )


def ballot_problems(
    issued: int | None, returned: int | None, votes: Iterable[Stand], places: int
) -> list[Problem]:
    """Ballots that do not add up: returned above issued, votes above returned."""
    return [problem for _, problem in count_problems(issued, returned, votes, places)]


def count_problems(
    issued: int | None, returned: int | None, votes: Iterable[Stand], places: int
) -> list[tuple[int | None, Problem]]:
    """The same, each with the candidate it is about; None where the whole seat is meant."""
    problems: list[tuple[int | None, Problem]] = []
    if issued is not None and returned is not None and returned > issued:
        words = f"收回 {returned} 张，多于发出的 {issued} 张，请核对"
        problems.append((None, Problem("ballots_returned", words)))
    if returned is None:
        return problems
    stands = list(votes)
    for one in stands:
        given = sum(count or 0 for count in (one.votes_for, one.votes_against, one.votes_abstain))
        if given > returned:
            words = f"这位候选人共 {given} 票，多于收回的 {returned} 张，请核对"
            problems.append((one.id, Problem("votes_for", words)))
    total = sum(one.votes_for or 0 for one in stands)
    if total > returned * places and not any(who for who, _ in problems):
        words = f"赞成票共 {total} 张，多于收回的 {returned} 张选票（应选 {places} 名），请核对"
        problems.append((None, Problem("votes_for", words)))
    return problems


def day_problems(
    start: dt.date | None,
    end: dt.date | None,
    term_start: dt.date,
    term_end: dt.date,
    notice_from: dt.date | None,
    notice_to: dt.date | None,
) -> list[Problem]:
    """Days of a round in the wrong order."""
    pairs = (
        ("end_on", start, end, "结束日期早于开始日期，请核对"),
        ("notice_to", notice_from, notice_to, "公示结束早于公示开始，请核对"),
    )
    problems = [
        Problem(field, words)
        for field, first, last, words in pairs
        if first and last and last < first
    ]
    if term_end <= term_start:
        problems.append(Problem("term_end", "任期结束要晚于任期开始，请核对"))
    return problems


def notice_days(first: dt.date, last: dt.date) -> int:
    """How many days a notice hangs, both ends counted."""
    return (last - first).days + 1


def notice_from(first: dt.date, days: int = NOTICE_DAYS) -> tuple[dt.date, dt.date]:
    """The first and the last day of a notice of so many days."""
    return first, first + dt.timedelta(days=days - 1)


def short_notice(first: dt.date | None, last: dt.date | None) -> str:
    """A word of warning on a notice that is shorter than usual; empty otherwise."""
    if first is None or last is None or last < first:
        return ""
    days = notice_days(first, last)
    if days >= NOTICE_DAYS:
        return ""
    return f"公示只有 {days} 天，一般不少于 {NOTICE_DAYS} 天，请核对。"
