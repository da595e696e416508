"""The columns of the rosters of posts; the one place where they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.fields import columns
from app.kinds import Choice
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import TermRow
from app.leaders.rules import ENDED, EXPIRED, EXPIRING, SERVING, UPCOMING
from ui.kit.table import Column
from ui.people.cards import STATE_TONES
from ui.theme import Tone

_SEEN: Mapping[str, Mapping[str, int]] = {
    BUILDING_LEADER: {
        "compound": 68, "scope": 100, "households": 44, "full_name": 62, "age": 44,
        "political_status": 76, "phone": 96, "state": 92, "expected_end_on": 90,
    },
    STREET_LEADER: {
        "scope": 100, "full_name": 62, "shop": 96, "age": 46, "political_status": 76,
        "phone": 100, "state": 96, "expected_end_on": 90,
    },
    "": {
        "kind": 98, "scope": 98, "full_name": 62, "phone": 100, "also": 120, "state": 96,
        "expected_end_on": 90,
    },
}  # fmt: skip
"""The columns in sight by post (an empty word for all others): they fit beside the pane at 1280."""

_COMMON = (
    "sex", "age", "political_status", "home", "staff", "education", "start_on", "number",
    "selection_method", "subsidy_monthly", "grade", "duties", "training", "also", "end_on",
    "end_reason", "birth_date", "note",
)  # fmt: skip
_OWN: Mapping[str, tuple[str, ...]] = {
    BUILDING_LEADER: ("building",),
    STREET_LEADER: ("numbers", "shops"),
    "": ("compound", "households"),
}
"""Those out of sight at first that only one roster has, before those that all have."""

_SCOPES = {BUILDING_LEADER: "楼组", STREET_LEADER: "街面"}
_STATES = Choice((SERVING, EXPIRING, EXPIRED, UPCOMING, ENDED))


def roster_columns(kind: str) -> list[Column]:
    """The columns of a roster; those out of sight can be chosen."""
    seen = _SEEN[kind]
    names = tuple(dict.fromkeys((*seen, *_OWN[kind], *_COMMON)))
    made = []
    for name, field in zip(names, columns(TermRow, *names), strict=True):
        column = Column(field, seen.get(name, 0), shown=name in seen)
        if name == "scope":
            label = _SCOPES.get(kind, field.label)
            column = replace(column, field=replace(field, label=label), stretches=True)
        elif name == "state":
            column = replace(
                column, field=replace(field, kind=_STATES), dot=_dot,
                text=lambda row: row.state_words,
            )  # fmt: skip
        elif name == "full_name":
            column = replace(column, tone=_name_tone)
        elif name == "shop":
            column = replace(column, stretches=True)
        elif name == "expected_end_on":
            column = replace(column, tone=_end_tone)
        elif name == "number":
            column = replace(column, text=_number)
        made.append(column)
    return made


def _number(row: TermRow) -> str:
    return "首任" if row.number == 1 else f"第 {row.number} 任"


def _dot(row: TermRow) -> Tone:
    return STATE_TONES[row.state]


def _name_tone(row: TermRow) -> Tone:
    return Tone.MUTED if row.state == ENDED else Tone.PLAIN


def _end_tone(row: TermRow) -> Tone:
    return {EXPIRED: Tone.RED, EXPIRING: Tone.AMBER}.get(row.state, Tone.PLAIN)
