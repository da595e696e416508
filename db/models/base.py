"""What every table shares: names of constraints, ids, notes and the end of a record."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Id = BigInteger().with_variant(Integer, "sqlite")
"""63-bit ids; on SQLite the rowid itself, so no second index is kept."""


OWN = {"info": {"journal": False}}
"""For the tables of the engine itself, which the journal leaves alone."""


class Base(DeclarativeBase):
    """All tables of a book.

    A table with `info={"journal": False}` is bookkeeping of the engine itself; every other
    table is covered by the journal's triggers.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Record:
    """A record of the office: who made and changed it and when stands in the journal."""

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    note: Mapped[str | None]
    archived_on: Mapped[dt.date | None]


def link(target: str, *, optional: bool = False, indexed: bool = True) -> Mapped[int]:
    """A reference to another record; deleting what is referenced is refused.

    No RESTRICT: the check must be able to wait for the end of an undo.
    """
    return mapped_column(Id, ForeignKey(f"{target}.id"), nullable=optional, index=indexed)
