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
from db.models.changes import Dismissal, Merge, Move
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
from db.models.posts import (
    Appraisal,
    Candidate,
    DutyRecord,
    ElectionRound,
    Handover,
    RoundSeat,
    SubsidyPayment,
    Training,
    TrainingAttendance,
)
from db.models.registers import Consent, Organization, Pet, Picture
from db.models.shaping import OwnField, SavedView

__all__ = [
    "Account",
    "Appraisal",
    "Base",
    "Building",
    "BuildingGroup",
    "Candidate",
    "CareTag",
    "Compound",
    "Consent",
    "Dismissal",
    "DutyRecord",
    "Dwelling",
    "ElectionRound",
    "Handover",
    "Household",
    "ImportBatch",
    "JournalImage",
    "JournalPen",
    "JournalStep",
    "LeaderTerm",
    "LedgerEntry",
    "LedgerSeal",
    "Merge",
    "Move",
    "Office",
    "Organization",
    "OwnField",
    "Pet",
    "Picture",
    "Record",
    "Resident",
    "RevealLog",
    "RoundSeat",
    "Rule",
    "RuleSet",
    "RuleSetVersion",
    "SavedView",
    "Season",
    "Setting",
    "Shop",
    "StreetSegment",
    "SubsidyPayment",
    "Training",
    "TrainingAttendance",
]
