"""Who holds which post when, as an import meets and makes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.leaders.posts import post_of
from app.leaders.rules import Span, crowding
from app.leaders.scopes import Scope, scope_of
from db.models import LeaderTerm

Key = tuple[str, Scope | None]
"""A kind of post and its scope; None for a scope that the book does not have yet."""

TERM_FACTS = (
    "expected_end_on", "selection_method", "subsidy_monthly", "note",
)  # fmt: skip


@dataclass
class Holding:
    """One term: who, when, and what else is recorded; `new` for one that this import brings."""

    id: int
    person: int
    span: Span
    values: dict[str, Any]
    new: bool = False

    @property
    def open(self) -> bool:
        """Whether nobody has ended it."""
        return self.span.end is None


@dataclass
class Holdings:
    """All terms by post and scope, those of the book and those that the sheet adds."""

    by_post: dict[Key, list[Holding]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, session: Session) -> Holdings:
        """Every term of the book."""
        found = cls()
        for term in session.scalars(select(LeaderTerm).order_by(LeaderTerm.start_on)):
            values = {"id": term.id, **{name: getattr(term, name) for name in TERM_FACTS}}
            found.by_post[term.kind, scope_of(term)].append(
                Holding(term.id, term.resident_id, Span(term.start_on, term.end_on), values)
            )
        return found

    def of(self, key: Key) -> Sequence[Holding]:
        """The terms of a post."""
        return self.by_post.get(key, ()) if key[1] is not None else ()

    def people(self) -> set[int]:
        """Everybody who holds or held a post."""
        return {one.person for some in self.by_post.values() for one in some}

    def serving(self, key: Key) -> list[Holding]:
        """The terms of a post that nobody has ended."""
        return [one for one in self.of(key) if one.open]

    def same(self, key: Key, person: int, span: Span) -> Holding | None:
        """The term of somebody that a line with these days is about."""
        near = [one for one in self.of(key) if one.person == person]
        if span.end is None:
            return next((one for one in near if one.open), None)
        met = [one for one in near if one.span.meets(span) or one.span.end == span.end]
        return met[0] if met else None

    def in_the_way(self, key: Key, span: Span) -> list[Holding]:
        """Whose terms leave no room for another one."""
        others = self.of(key)
        return [others[at] for at in crowding(key[0], span, [one.span for one in others])]

    def left(self, key: Key) -> Any:
        """When the last holder of a post for one left, if nobody holds it now; else None."""
        if post_of(key[0]).most != 1 or self.serving(key):
            return None
        return max((one.span.end for one in self.of(key) if one.span.end), default=None)

    def add(self, key: Key, one: Holding) -> None:
        """A term that the sheet brings."""
        self.by_post[key].append(one)
