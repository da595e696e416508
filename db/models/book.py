"""The book's own bookkeeping: journal, settings, imports, looks at masked data."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import OWN, Base, Id, Record


class JournalStep(Base):
    """One change as the user knows it: 登记积分, 导入居民信息底册."""

    __tablename__ = "journal_step"
    __table_args__ = OWN
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    label: Mapped[str]
    who: Mapped[str]
    at: Mapped[dt.datetime]
    first_image: Mapped[int]
    last_image: Mapped[int]
    tables: Mapped[str] = mapped_column(default="")
    undo_of: Mapped[int | None] = mapped_column(Id, index=True)
    undone_by: Mapped[int | None] = mapped_column(Id)
    is_redo: Mapped[bool] = mapped_column(default=False)


class JournalImage(Base):
    """What a row was before a step: `op` is I, U or D; `before` is empty for I."""

    __tablename__ = "journal_image"
    __table_args__ = (Index("ix_journal_image_row", "row_id"), OWN)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    step_id: Mapped[int] = mapped_column(Id)
    table_name: Mapped[str]
    row_id: Mapped[int] = mapped_column(Id)
    op: Mapped[str]
    before: Mapped[str | None]


class JournalPen(Base):
    """Who holds the pen: the step under way; without one no change is possible."""

    __tablename__ = "journal_pen"
    __table_args__ = OWN
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    step_id: Mapped[int | None] = mapped_column(Id)
    undoing: Mapped[int] = mapped_column(default=0)


class Setting(Base):
    """What belongs to the office, by name; a JSON value."""

    __tablename__ = "setting"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(unique=True)
    value: Mapped[object] = mapped_column(JSON)


class ImportBatch(Record, Base):
    """One import: the file by name and hash, how it was read, what came of it."""

    __tablename__ = "import_batch"
    step_id: Mapped[int | None] = mapped_column(Id)
    roster: Mapped[str]
    file_name: Mapped[str]
    file_hash: Mapped[str]
    sheet: Mapped[str]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    at: Mapped[dt.datetime]
    who: Mapped[str]


class RevealLog(Base):
    """Each look at a masked value and each unmasked export: who, when, what; never the value."""

    __tablename__ = "reveal_log"
    __table_args__ = OWN
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    who: Mapped[str]
    table_name: Mapped[str]
    row_id: Mapped[int | None] = mapped_column(Id)
    field: Mapped[str]
    reason: Mapped[str | None]
