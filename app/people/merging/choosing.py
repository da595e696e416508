"""Of two values of one field, which stays: said by somebody, or the one that tells more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from app.people.merging.identity import sound_number

Side = Literal["kept", "gone"]
Row = Mapping[str, Any]

OWN = "own."
"""Before the key of an office's own column in the name of a field."""

RESIDENT_FIELDS = (
    "full_name", "sex", "id_card_no", "birth_date", "household_id", "relation_to_head", "status",
    "residence_kind", "registered_address", "ethnicity", "political_status", "education",
    "marital_status", "employment", "occupation", "employer", "health_status", "talents",
    "emergency_contact", "emergency_phone",
)  # fmt: skip
"""Fields of a person of which one value stays; telephones and notes of both do."""

HOUSEHOLD_FIELDS = (
    "dwelling_id", "head_name", "household_no", "kind", "status", "moved_in_on", "moved_out_on",
    "pledge_signed_on",
)  # fmt: skip
"""Fields of a household of which one value stays."""

_TOGETHER = {"id_card_no": ("id_kind",)}
"""What goes with a field, since alone it says nothing."""


def fields_to_choose(table: str) -> tuple[str, ...]:
    """The fields of a person or a household of which one value stays."""
    return RESIDENT_FIELDS if table == "resident" else HOUSEHOLD_FIELDS


def better(name: str, kept: Row, gone: Row) -> Side:
    """Whose value stays where nobody has said it: the one there is, then the one that says more."""
    mine: Any = kept.get(name)
    other: Any = gone.get(name)
    if _empty(other):
        return "kept"
    if _empty(mine):
        return "gone"
    if name == "birth_date" and len(other) > len(mine) and other.startswith(mine):
        return "gone"
    if name == "id_card_no" and not sound_number(kept["id_kind"], mine):
        return "gone" if sound_number(gone["id_kind"], other) else "kept"
    if name == "status" and "dwelling_id" in kept and "living" in (mine, other):
        # A household with people in it is not gone because somebody thought so.
        return "kept" if mine == "living" else "gone"
    return "kept"


def united(
    kept: Row, gone: Row, choices: Mapping[str, Side], names: Iterable[str]
) -> tuple[dict[str, Any], list[str]]:
    """The values that stay, and the names of those taken from the record that goes."""
    values: dict[str, Any] = {}
    taken: list[str] = []
    for name in names:
        side = choices.get(name) or better(name, kept, gone)
        source = kept if side == "kept" else gone
        for one in (name, *_TOGETHER.get(name, ())):
            values[one] = source[one]
        if side == "gone" and gone[name] != kept[name]:
            taken.append(name)
    own, own_taken = _own(kept["own"] or {}, gone["own"] or {}, choices)
    values["own"] = own or None
    return values, taken + own_taken


def _own(kept: Row, gone: Row, choices: Mapping[str, Side]) -> tuple[dict[str, Any], list[str]]:
    values, taken = dict(kept), []
    for key, value in gone.items():
        side = choices.get(OWN + key) or ("gone" if _empty(kept.get(key)) else "kept")
        if side == "gone" and value != kept.get(key):
            values[key] = value
            taken.append(OWN + key)
    return values, taken


def _empty(value: Any) -> bool:
    return value in (None, "", "未知")
