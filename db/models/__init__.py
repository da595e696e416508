"""All tables of a book, one module per feature."""

from __future__ import annotations

from db.models.base import Base, Record
from db.models.book import (
    ImportBatch,
    JournalImage,
    JournalPen,
    JournalStep,
    RevealLog,
    Setting,
)
from db.models.leaders import LeaderTerm
from db.models.people import (
    Building,
    BuildingGroup,
    CareTag,
    Compound,
    Dwelling,
    Household,
    Office,
    Resident,
    Shop,
    StreetSegment,
)
from db.models.pledge import (
    Account,
    LedgerEntry,
    LedgerSeal,
    Rule,
    RuleSet,
    RuleSetVersion,
    Season,
)

__all__ = [
    "Account",
    "Base",
    "Building",
    "BuildingGroup",
    "CareTag",
    "Compound",
    "Dwelling",
    "Household",
    "ImportBatch",
    "JournalImage",
    "JournalPen",
    "JournalStep",
    "LeaderTerm",
    "LedgerEntry",
    "LedgerSeal",
    "Office",
    "Record",
    "Resident",
    "RevealLog",
    "Rule",
    "RuleSet",
    "RuleSetVersion",
    "Season",
    "Setting",
    "Shop",
    "StreetSegment",
]
