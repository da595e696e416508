"""The one door to the office's data: read, write, undo, redo, listen."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.errors import Refused, Unavailable
from db import engine, journal
from db.errors import BookError, from_engine
from db.ids import Ids
from db.journal import Before

log = logging.getLogger(__name__)

_NAMED = 5
"""Records that a refusal lists by name."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a committed step touched; pages that show these tables read again."""

    label: str
    tables: frozenset[str]
    step: int


class UndoGuard(Protocol):
    """A feature's say in an undo: it may write lines of its own and name rows that must stay."""

    def __call__(
        self, session: Session, images: Sequence[Before], who: str
    ) -> frozenset[tuple[str, int]]:
        """The (table, id) pairs that the undo has to leave alone."""


class Book:
    """An open book: one writer at a time, readers see the last committed state.

    `who` is the login name that the journal records. Use cases call `write` once; a use case
    that calls another joins its step.
    """

    def __init__(
        self,
        path: Path,
        writer: Engine,
        reader: Engine,
        *,
        key: bytes,
        who: str,
        ids: Ids | None = None,
        undo_guards: Sequence[UndoGuard] = (),
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self.path = path
        self.key = key
        """The data key, for backups; never shown or logged."""
        self.who = who
        self.ids = ids or Ids()
        self._writer = writer
        self._reader = reader
        self._guards = tuple(undo_guards)
        self._close = close
        self._pen = threading.RLock()
        self._session: Session | None = None
        self.step: int | None = None
        """The id of the step under way, for records that name it."""
        self._listeners: list[Callable[[Changes], None]] = []
        self.closed = False
        self.copied_to: Path | None = None
        """The copy made before this opening brought the book up to date; None if it was."""

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session over the last committed state; inside a write of the same thread, its own."""
        if self._session is not None and self._holds_pen():
            yield self._session
            return
        with self._troubles(), Session(self._reader) as session:
            yield session

    @contextmanager
    def write(self, label: str) -> Iterator[Session]:
        """All or nothing: one transaction, one journal step, one announcement.

        Raises Unavailable when the disk is full, the file is locked, or another change is
        being written; nothing is changed then.
        """
        if self._session is not None and self._holds_pen():
            yield self._session
            return
        changes = None
        with self._turn():
            with self._writing() as session:
                step = self.step = self.ids.next_id()
                journal.begin_step(session.connection(), step, label, self.who, utc_now())
                yield session
                session.flush()
                tables = journal.end_step(session.connection(), step)
            changes = Changes(label, tables, step)
        if changes.tables:
            self._announce(changes)

    def undo(self) -> str:
        """Take back the latest step and return its label; raises Refused if there is none."""
        with self.read() as session:
            found = journal.next_undo(session.connection())
        if found is None:
            raise Refused("没有可以撤销的操作。")
        self.undo_step(found[0])
        return found[1]

    def redo(self) -> str:
        """Do again what was undone last and return its label."""
        with self.read() as session:
            found = journal.next_redo(session.connection())
        if found is None:
            raise Refused("没有可以重做的操作。")
        undo_step, label, done = found
        self._revert(undo_step, label.removeprefix("撤销："), redo_of=done)
        return label.removeprefix("撤销：")

    def undo_step(self, step: int) -> None:
        """Take back one step, also an older one; raises Refused if its rows changed later."""
        from db.models import JournalStep

        with self.read() as session:
            row = session.get(JournalStep, step)
            if row is None or row.undone_by is not None:
                raise Refused("这一步已经撤销过了。")
            label = row.label
        self._revert(step, f"撤销：{label}")

    def _revert(self, step: int, label: str, *, redo_of: int | None = None) -> None:
        new = self.ids.next_id()
        try:
            with self._turn(), self._writing() as session:
                tables = self._revert_in(session, step, new, label, redo_of)
        except IntegrityError as error:
            raise Refused(
                "这一步新建的记录，后来被别的记录用到了，不能直接撤销。请先撤销后来的操作。"
            ) from error
        self._announce(Changes(label, tables, new))

    def _revert_in(
        self, session: Session, step: int, new: int, label: str, redo_of: int | None
    ) -> frozenset[str]:
        connection = session.connection()
        images = journal.befores(connection, step)
        later = frozenset(journal.later_changes(connection, step))
        journal.begin_step(
            connection, new, label, self.who, utc_now(), undo_of=step, is_redo=redo_of is not None
        )
        kept: frozenset[tuple[str, int]] = frozenset()
        for guard in self._guards:
            kept |= guard(session, images, self.who)
        session.flush()
        clash = later - kept
        if clash:
            raise Refused(
                f"这一步之后，其中 {len(clash)} 条记录又被改过：{_listed(session, clash)}。"
                "不能直接撤销，请先撤销后来的修改，或逐条更正。"
            )
        journal.put_back(
            connection, [image for image in images if (image.table, image.row_id) not in kept]
        )
        journal.mark_undone(connection, step, new)
        if redo_of is not None:
            journal.mark_undone(connection, redo_of, None)
        return journal.end_step(connection, new)

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back."""
        with self.read() as session:
            found = journal.next_undo(session.connection())
        return found[1] if found else None

    @property
    def redo_label(self) -> str | None:
        """What `redo` would do again."""
        with self.read() as session:
            found = journal.next_redo(session.connection())
        return found[1].removeprefix("撤销：") if found else None

    def listen(self, callback: Callable[[Changes], None]) -> Callable[[], None]:
        """Be told of every committed step, in the thread that made it; returns the way out."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def settle(self) -> None:
        """Bring all that was written into the main file, as a check of the file needs it."""
        with self._turn():
            try:
                engine.checkpoint(self._writer, self.path)
            except BookError as error:
                raise outside(error) from error

    def close(self) -> None:
        """Close the file and let others open it; a second call does nothing."""
        if self.closed:
            return
        self.closed = True
        with self._pen:
            self._reader.dispose()
            self._writer.dispose()
            self._close()

    def _announce(self, changes: Changes) -> None:
        for callback in tuple(self._listeners):
            callback(changes)

    def _holds_pen(self) -> bool:
        # RLock knows its owner; acquiring without waiting succeeds only for that thread here,
        # since a session exists exactly while somebody holds the pen.
        if not self._pen.acquire(blocking=False):
            return False
        self._pen.release()
        return True

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self._troubles(), Session(self._writer, expire_on_commit=False) as session:
            self._session = session
            try:
                with session.begin():
                    yield session
            finally:
                self._session = None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        # The window must never hang; its commands are disabled while long work holds the pen.
        patience = 0.1 if threading.current_thread() is threading.main_thread() else 5
        if not self._pen.acquire(timeout=patience):
            raise Unavailable("另一项操作正在写入，请等它完成后再试。")
        try:
            yield
        finally:
            self._pen.release()

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            known = (
                from_engine(error.orig, self.path) if isinstance(error.orig, Exception) else None
            )
            if known is None:
                raise
            log.warning("database trouble: %s", type(known).__name__)
            raise outside(known) from error


def outside(error: BookError) -> Refused | Unavailable:
    """A trouble of the file in the words of the program."""
    return Unavailable(error.text) if error.worth_retrying else Refused(error.text)


def utc_now() -> dt.datetime:
    """The present moment as a naive UTC time, as the book stores it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def local_moment(moment: dt.datetime) -> dt.datetime:
    """A stored UTC time in the local zone."""
    return moment.replace(tzinfo=dt.UTC).astimezone()


def local_day(moment: dt.datetime) -> dt.date:
    """The local calendar date of a stored UTC time."""
    return local_moment(moment).date()


def _listed(session: Session, rows: Iterable[tuple[str, int]]) -> str:
    """Records by what they are called, the first few of many: 居民 周桂英、户 3-101."""
    from app.declared import Shown, table_word

    shown, found = Shown(session), sorted(rows)
    named = [(table_word(table), shown.name(table, row_id)) for table, row_id in found[:_NAMED]]
    said = dict.fromkeys(word if name == word else f"{word} {name}" for word, name in named)
    return "、".join(said) + ("等" if len(found) > _NAMED else "")
