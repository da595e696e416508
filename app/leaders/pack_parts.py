"""What every file of a hand-over pack is made from: the post, and tables masked or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.book import Book
from app.errors import Refused
from app.exports import cell_of, number_columns
from app.fields import Field, fields_of
from app.leaders.lists import term_rows
from app.leaders.posts import COMPOUND, GROUP, OFFICE, STREET
from app.leaders.records import TermRow
from app.leaders.scopes import Scope, same_scope, scope_of
from app.people.storing import GONE
from app.reveal import note_export
from app.sheets.writing import Sheet
from db.models import BuildingGroup, LeaderTerm

_HIDDEN = "；电话已隐去，需要时请写明理由后再做"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the pack: its name, what it holds and how much, in words, and its content."""

    name: str
    about: str
    count: str
    content: bytes


@dataclass(frozen=True)
class Post:
    """The post that is handed over: the term, its scope, and every term of the same post."""

    row: TermRow
    scope: Scope
    compound_id: int | None
    terms: tuple[int, ...]

    @property
    def place(self) -> str:
        """金水苑3号楼组: the scope with its 小区, once; empty for the office itself."""
        if self.scope.sort == OFFICE:
            return ""
        name = self.row.scope
        return name if name.startswith(self.row.compound) else f"{self.row.compound}{name}"

    @property
    def lived_in(self) -> bool:
        """Whether people live in the scope."""
        return self.scope.sort in (GROUP, COMPOUND)

    @property
    def traded_in(self) -> bool:
        """Whether the scope is one of shops."""
        return self.scope.sort == STREET


def post_of_term(book: Book, term_id: int, today: dt.date) -> Post:
    """A term with what belongs to its post; Refused if it is gone."""
    with book.read() as session:
        term = session.get(LeaderTerm, term_id)
        if term is None:
            raise Refused(GONE)
        scope = scope_of(term)
        compound = term.compound_id
        if scope.sort == GROUP:
            group = session.get(BuildingGroup, scope.id)
            compound = group.compound_id if group is not None else None
        terms = tuple(
            session.scalars(
                select(LeaderTerm.id)
                .where(LeaderTerm.kind == term.kind, same_scope(LeaderTerm, scope))
                .order_by(LeaderTerm.start_on, LeaderTerm.id)
            )
        )
    return Post(term_rows(book, [term_id], today)[term_id], scope, compound, terms)


@dataclass(frozen=True)
class Making:
    """A pack in the making; what is masked is shown where there is a `reason`, and logged."""

    book: Book
    post: Post
    today: dt.date
    reason: str = ""

    def note(self, table: str, *fields: str) -> None:
        """Log that masked fields leave the book."""
        if self.reason:
            note_export(self.book, table, fields, self.reason)

    def title(self, what: str) -> str:
        """金水苑3号楼组住户名册（2026-11-22）."""
        return f"{self.post.place}{what}（{self.today.isoformat()}）"

    def table(
        self,
        name: str,
        fields: Sequence[Field],
        rows: Sequence[Sequence[Any]],
        title: str,
        unit: str,
    ) -> Sheet:
        """Values as a sheet in the words of the screen; the foot counts them."""
        hidden = not self.reason and any(field.sensitive for field in fields)
        return Sheet(
            name,
            tuple(field.label for field in fields),
            [
                [
                    cell_of(field, value, revealed=bool(self.reason))
                    for field, value in zip(fields, row, strict=True)
                ]
                for row in rows
            ],
            title=title,
            foot=f"注：共 {len(rows):,} {unit}{_HIDDEN if hidden else ''}",
            numbers=number_columns(field.kind for field in fields),
        )

    def listed(
        self,
        name: str,
        record: type,
        names: Sequence[str],
        rows: Sequence[Any],
        title: str,
        unit: str,
    ) -> Sheet:
        """Some fields of rows as a sheet."""
        known = fields_of(record)
        lines = [[getattr(row, each) for each in names] for row in rows]
        return self.table(name, [known[each] for each in names], lines, title, unit)
