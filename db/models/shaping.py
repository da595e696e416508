"""How an office shapes its tables: columns of its own and views it has saved."""

from __future__ import annotations

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record


class OwnField(Record, Base):
    """自设栏: a column that the office added to a table; values stand in `own` under its key.

    `kind` is text, number, date or choice; `choices` are the words of a choice.
    """

    __tablename__ = "own_field"
    __table_args__ = (UniqueConstraint("of_table", "key"),)
    of_table: Mapped[str]
    key: Mapped[str]
    label: Mapped[str]
    kind: Mapped[str]
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    sensitive: Mapped[bool] = mapped_column(default=False)
    sort_no: Mapped[int] = mapped_column(default=0)


class SavedView(Record, Base):
    """A list as somebody wants to see it again: filters, order and columns under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("page", "name"),)
    page: Mapped[str]
    name: Mapped[str]
    state: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    sort_no: Mapped[int] = mapped_column(default=0)
