"""What a value is: how it is read, written, compared and masked. Knows no toolkit."""

from __future__ import annotations

from app.kinds.base import Kind, Misfit, Strange, Unverified, alias_words, folded, same_word
from app.kinds.dates import Day, PartialDay, age_on, first_day
from app.kinds.numbers import Area, Flag, Minutes, Money, Number, Points, Whole
from app.kinds.people import CreditCode, IdCard, PersonName, Phone, id_birth, id_sex
from app.kinds.words import Choice, Many, Ref, Text

__all__ = [
    "Area",
    "Choice",
    "CreditCode",
    "Day",
    "Flag",
    "IdCard",
    "Kind",
    "Many",
    "Minutes",
    "Misfit",
    "Money",
    "Number",
    "PartialDay",
    "PersonName",
    "Phone",
    "Points",
    "Ref",
    "Strange",
    "Text",
    "Unverified",
    "Whole",
    "age_on",
    "alias_words",
    "first_day",
    "folded",
    "id_birth",
    "id_sex",
    "same_word",
]
