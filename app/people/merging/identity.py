"""Whether two numbers of papers mean one person: forms of a number, and what rules it out."""

from __future__ import annotations

import re
from functools import lru_cache

from app.kinds import IdCard, Misfit, folded
from app.people.rules import STATE_ID

_SIGNS = re.compile(r"[^0-9A-Z]")
_HOME_PERMIT = re.compile(r"([HM]\d{8})\d{2}")
_STATE = re.compile(r"\d{17}[\dX]|\d{15}")
_READER = IdCard()


@lru_cache(maxsize=65536)
def number_key(number: str) -> str:
    """What all forms of one number have in common; empty for none.

    An old number of 15 digits and the one of 18 into which it was turned have the same key; so
    have the two editions of a home permit. The kind of paper is no part of it, since one number
    is often typed under the wrong kind.
    """
    signs = _SIGNS.sub("", folded(number).upper())
    if len(signs) == 18 and _STATE.fullmatch(signs):
        # Numbers of 15 digits were only given to people born in the century of 19.
        return signs[:6] + signs[8:17] if signs[6:8] == "19" else signs[:17]
    if permit := _HOME_PERMIT.fullmatch(signs):
        return permit[1]
    return signs


@lru_cache(maxsize=65536)
def sound_number(kind: str | None, number: str) -> bool:
    """Whether a number can be right: check character and birthday of a resident identity card.

    Numbers of other papers have nothing to check them by and are taken as right.
    """
    if kind not in (None, STATE_ID):
        return bool(number)
    try:
        return _READER.parse(number) is not None
    except Misfit:
        return False


def different_people(
    kind: str | None, number: str | None, other_kind: str | None, other_number: str | None
) -> bool:
    """Whether two records cannot be one person: sound but different numbers of one kind."""
    if not number or not other_number or (kind or STATE_ID) != (other_kind or STATE_ID):
        return False
    if number_key(number) == number_key(other_number):
        return False
    return sound_number(kind, number) and sound_number(other_kind, other_number)
