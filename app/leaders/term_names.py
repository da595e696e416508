"""Terms with the names of who holds them and what for, and the order that lists of them have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.leaders.scopes import named_scope, with_scopes
from app.people.order import compound_ranks, natural
from db.models import Compound, LeaderTerm, Resident


def terms_named(*more: Any) -> Select[Any]:
    """A query of terms with who, since and until when, for what, and more columns."""
    return with_scopes(
        select(
            LeaderTerm.id,
            LeaderTerm.resident_id,
            LeaderTerm.kind,
            LeaderTerm.start_on,
            LeaderTerm.end_on,
            Resident.full_name,
            Compound.id.label("compound_id"),
            Compound.name.label("compound"),
            named_scope().label("scope"),
            *more,
        ).join(Resident, Resident.id == LeaderTerm.resident_id)
    )


def by_place(session: Session) -> Callable[[Any], tuple[Any, ...]]:
    """A key of rows with `compound_id` and `scope`: by 小区, then by number; no 小区 comes last."""
    ranks = compound_ranks(session)
    return lambda row: (ranks.get(row.compound_id, len(ranks)), natural(row.scope))
