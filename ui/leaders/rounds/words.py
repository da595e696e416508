"""The colours and words of rounds and seats on the screen."""

from __future__ import annotations

from app.leaders import handovers
from app.leaders.rounds import rules
from app.leaders.rounds.lists import FILLED, OPEN, STANDING, TIED, VACANT
from app.leaders.rounds.records import CandidateRow, SeatRow
from ui.theme import Tone

SEAT_TONES = {
    OPEN: Tone.AMBER,
    STANDING: Tone.PRIMARY,
    TIED: Tone.RED,
    FILLED: Tone.GREEN,
    VACANT: Tone.MUTED,
}

ROUND_TONES = {
    rules.DRAFT: Tone.MUTED,
    rules.NOMINATING: Tone.PRIMARY,
    rules.VOTING: Tone.PRIMARY,
    rules.NOTICE: Tone.AMBER,
    rules.FILED: Tone.AMBER,
    rules.CLOSED: Tone.GREEN,
    rules.CANCELLED: Tone.MUTED,
}

HANDOVER_TONES = {
    handovers.OPEN: Tone.AMBER,
    handovers.READY: Tone.PRIMARY,
    handovers.SIGNED: Tone.GREEN,
}

RESULT_TONES = {rules.ELECTED: Tone.GREEN, rules.LOST: Tone.MUTED, None: Tone.PLAIN}


def votes_words(one: CandidateRow) -> str:
    """赞成 16 反对 2 弃权 2; empty while nothing is counted."""
    counts = (
        ("赞成", one.votes_for), ("反对", one.votes_against), ("弃权", one.votes_abstain),
    )  # fmt: skip
    return " ".join(f"{words} {count}" for words, count in counts if count is not None)


def standing_words(seat: SeatRow) -> str:
    """The names of those who stand."""
    return "、".join(one.full_name for one in seat.candidates)


def votes_of(seat: SeatRow) -> str:
    """The votes in the order of the names: 16、4."""
    counts = [one.votes_for for one in seat.candidates]
    return "、".join("—" if count is None else str(count) for count in counts) if any(
        count is not None for count in counts
    ) else ""  # fmt: skip


def result_of(seat: SeatRow) -> str:
    """Who is elected; that nobody is; that votes are level."""
    elected = [one.full_name for one in seat.candidates if one.result == rules.ELECTED]
    if elected:
        return "、".join(elected)
    if seat.vacant:
        return "缺额"
    return "同票" if seat.state == TIED else ""


def seat_name(seat: SeatRow) -> str:
    """1号楼组 楼组长."""
    return f"{seat.scope} {seat.kind}"
