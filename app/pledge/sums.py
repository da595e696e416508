"""Sums over ledger lines that several lists and charts share."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, func, or_

from app.pledge.words import TAKES_BACK
from db.models import LedgerEntry


def given_and_taken() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Sums of the score given (≥ 0, as a rule) and taken (≤ 0), base points left out.

    What takes back a deduction gives points, yet it is no bonus: it makes the deduction smaller,
    and the other way round.
    """
    score, kind = LedgerEntry.applied_score, LedgerEntry.kind
    taken_back = kind.in_(TAKES_BACK)
    gives = or_(and_(taken_back, score < 0), and_(~taken_back, kind != "base", score > 0))
    takes = or_(and_(taken_back, score > 0), and_(~taken_back, score < 0))
    return (
        func.coalesce(func.sum(case((gives, score), else_=0)), 0),
        func.coalesce(func.sum(case((takes, score), else_=0)), 0),
    )
