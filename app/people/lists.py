"""Residents and households as lists, and what narrows them."""

from __future__ import annotations

from app.people.household_lists import (
    HOUSEHOLD_SORTS,
    HouseholdFilter,
    household_ids,
    household_order,
    household_rows,
    household_words,
)
from app.people.narrowing import EMPTY, FILLED, Narrow
from app.people.order import chunks, in_order
from app.people.resident_lists import (
    RESIDENT_SORTS,
    ResidentFilter,
    resident_ids,
    resident_limits,
    resident_order,
    resident_rows,
    resident_words,
)

__all__ = [
    "EMPTY",
    "FILLED",
    "HOUSEHOLD_SORTS",
    "RESIDENT_SORTS",
    "HouseholdFilter",
    "Narrow",
    "ResidentFilter",
    "chunks",
    "household_ids",
    "household_order",
    "household_rows",
    "household_words",
    "in_order",
    "resident_ids",
    "resident_limits",
    "resident_order",
    "resident_rows",
    "resident_words",
]
