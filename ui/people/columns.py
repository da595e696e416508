"""The columns of the long lists; the one place where they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.fields import Field, columns
from app.kinds import Text
from app.people.records import HouseholdRow, ResidentRow
from app.people.words import HOUSEHOLD_STATUS_WORDS, STATUS_WORDS
from ui.kit.table import Column
from ui.theme import Tone

_RESIDENT = (
    "door", "full_name", "sex", "age", "relation_to_head", "phone", "compound",
    "building_group", "care_tags", "residence_kind", "political_status", "education",
    "employment", "occupation", "employer", "id_card_no", "birth_date", "ethnicity",
    "marital_status", "registered_address", "health_status", "talents", "emergency_contact",
    "emergency_phone", "note",
)  # fmt: skip
_SEEN = {
    "door": 68, "full_name": 78, "sex": 46, "age": 50, "relation_to_head": 62,
    "phone": 110, "compound": 100, "building_group": 96, "care_tags": 56,
}  # fmt: skip
_SHORT = {"relation_to_head": "关系", "care_tags": "关爱"}
_HOUSEHOLD = (
    "door", "head_name", "members", "building_group", "compound", "pledge_signed_on",
    "kind", "household_no", "note",
)  # fmt: skip


def resident_columns() -> list[Column]:
    """The columns of the list of residents; those out of sight can be chosen."""
    made = []
    for field in columns(ResidentRow, *_RESIDENT):
        name = field.name
        named = replace(field, label=_SHORT.get(name, field.label))
        column = Column(named, _SEEN.get(name, 0), shown=name in _SEEN)
        if name == "care_tags":
            column = replace(column, muted=True, text=_tag_count)
        elif name == "full_name":
            column = replace(column, tone=_gone)
        elif name == "compound":
            column = replace(column, stretches=True)
        made.append(column)
    return [*made, _state(STATUS_WORDS)]


def household_columns() -> list[Column]:
    """The columns of the list of households."""
    door, head, members, group, compound, signed, kind, no, note = columns(
        HouseholdRow, *_HOUSEHOLD
    )
    return [
        Column(door, 84), Column(head, 84, tone=_gone), Column(members, 56),
        Column(group, 104), Column(compound, 130, stretches=True), Column(signed, 100),
        Column(kind, 88), Column(no, shown=False), Column(note, shown=False),
        _state(HOUSEHOLD_STATUS_WORDS),
    ]  # fmt: skip


def _state(words: Mapping[str, str]) -> Column:
    field = Field(Text(width=6), "状态", name="status")
    return Column(field, 64, muted=True, shown=False, text=lambda row: words[row.status])


def _gone(row: ResidentRow | HouseholdRow) -> Tone:
    return Tone.PLAIN if row.status == "living" else Tone.MUTED


def _tag_count(row: ResidentRow) -> str:
    return f"{len(row.care_tags)} 项" if row.care_tags else ""
