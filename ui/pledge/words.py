"""How the pledge speaks: points, previews, and what the pickers show."""

from __future__ import annotations

import datetime as dt

from app.kinds import Points
from app.pledge import ledger
from app.pledge.caps import ONE
from app.pledge.ledger import Preview
from app.pledge.quick import Holder
from app.pledge.records import PostedEntry, RuleRow
from ui.kit.picker import Option
from ui.theme import Tone

_BALANCE_ONLY = ("redeem", "redeem_cancel", "expire", "transfer_in", "transfer_out")


def words_of(found: Preview) -> str:
    """What an entry would do, in one line."""
    if found.kind == "remind":
        first = "本次不计分"
    elif found.score != found.balance and found.balance:
        first = f"本次计评价分 {signed(found.score)}、可兑换 {signed(found.balance)}"
    else:
        first = f"本次计 {signed(found.score)} 分"
    notes = [note for note in found.notes if note != ledger.UNADOPTED]
    if found.score:
        before = found.score_after - found.score
        first += f"（评价分 {plain(before)} → {plain(found.score_after)}）"
    sentence = "；".join([first, *notes])
    return f"{sentence}。{found.refusal or ''}"


def said_points(posted: PostedEntry) -> str:
    """What was counted, for the toast: +2 分, 首次劝导不扣分."""
    if posted.kind == "remind":
        return "首次劝导，不扣分"
    return f"{signed(posted.score)} 分"


def signed(points: int) -> str:
    """Points with their sign: +2, −3, 0."""
    return Points().format(points) if points else "0"


def plain(points: int) -> str:
    """Points without a plus: 106, 0.5."""
    return Points(signed=False).format(points) or "0"


def option_of(one: Holder) -> Option:
    """A household or shop in the list of the picker."""
    signed = "" if one.account_id is not None else "未签约"
    parts = (one.member, one.place, signed)
    return Option(one.id, one.label, " · ".join(part for part in parts if part))


def rule_option(rule: RuleRow) -> Option:
    """A rule in the list of the picker: its amount and its limits beside its name."""
    parts = (rule.amount_words, rule.cap_words)
    return Option(rule.id, f"{rule.code} {rule.title}", " · ".join(part for part in parts if part))


def quantity_hint(rule: RuleRow | None, *, by_quantity: bool) -> str:
    """What the empty box for the quantity says: the unit, or that there is nothing to count."""
    if rule is None:
        return ""
    if not by_quantity:
        return "每次一笔"
    unit = rule.unit or "次"
    return f"1 {unit}" if rule.amount_kind == "per_unit" and rule.step >= ONE else unit


def short_day(day: dt.date, today: dt.date) -> str:
    """A day in a list: 9月28日, 2025-09-28 in another year."""
    return f"{day.month}月{day.day}日" if day.year == today.year else day.isoformat()


def score_words(line: PostedEntry) -> str:
    """The score of a line; a dash where it never had one."""
    return "—" if line.kind in _BALANCE_ONLY and not line.score else signed(line.score)


def score_tone(line: PostedEntry) -> Tone:
    """Green for what gives, red for what takes, grey for what counts nothing any more."""
    return _tone(line.score, line)


def balance_words(line: PostedEntry) -> str:
    """What can be spent of a line; a dash where only the score is meant."""
    return "—" if line.score and not line.balance else signed(line.balance)


def balance_tone(line: PostedEntry) -> Tone:
    """The same colours for what can be spent."""
    return _tone(line.balance, line)


def _tone(points: int, line: PostedEntry) -> Tone:
    if not points or line.reversed_by is not None:
        return Tone.MUTED
    return Tone.GREEN if points > 0 else Tone.RED
