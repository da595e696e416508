"""Making a book's tables, knowing their version, and bringing an older book up to date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import Connection, insert

from db import journal
from db.engine import APPLICATION_ID
from db.errors import DamagedBook, NewerBook, NotABook
from db.models import Base, JournalPen, LedgerSeal

HEAD = "0003"
"""The schema that this program writes; equals the newest Alembic revision (tested)."""

NEEDS = {"0001": "0.1.0", "0002": "0.2.0", "0003": "0.3.0"}
"""All schemas that this program can open, oldest first, and the first program that could.

The newest is written into the book, so that an older program can say what it would take.
"""

KNOWN = tuple(NEEDS)

LEDGER_GUARDS = (
    "DROP TRIGGER IF EXISTS ledger_never_changes",
    """CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'a ledger line is never changed'); END""",
    "DROP TRIGGER IF EXISTS ledger_keeps_sealed",
    """CREATE TRIGGER ledger_keeps_sealed BEFORE DELETE ON ledger_entry
    WHEN OLD.seq <= (SELECT upto_seq FROM ledger_seal WHERE id = 1)
    OR (SELECT undoing FROM journal_pen WHERE id = 1) = 0
    BEGIN SELECT RAISE(ABORT, 'a sealed ledger line stays'); END""",
    "DROP TRIGGER IF EXISTS ledger_seal_grows",
    """CREATE TRIGGER ledger_seal_grows BEFORE UPDATE ON ledger_seal
    WHEN NEW.upto_seq < OLD.upto_seq
    BEGIN SELECT RAISE(ABORT, 'a seal is never lifted'); END""",
    "DROP TRIGGER IF EXISTS ledger_seal_stays",
    """CREATE TRIGGER ledger_seal_stays BEFORE DELETE ON ledger_seal
    BEGIN SELECT RAISE(ABORT, 'a seal is never lifted'); END""",
)


def create(connection: Connection) -> None:
    """Make all tables, triggers and marks of a new book, inside the caller's transaction."""
    Base.metadata.create_all(connection)
    connection.execute(insert(JournalPen), {"id": 1, "step_id": None, "undoing": 0})
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    connection.execute(insert(LedgerSeal), {"id": 1, "upto_seq": 0, "sealed_at": now})
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
    refresh_triggers(connection)
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    _say_what_it_takes(connection)


def refresh_triggers(connection: Connection) -> None:
    """Make the journal's and the ledger's triggers afresh from the models."""
    for statement in (*journal.trigger_statements(), *LEDGER_GUARDS):
        connection.exec_driver_sql(statement)


def version_of(connection: Connection, path: Path) -> str:
    """The schema version of an open book; raises NewerBook, NotABook or DamagedBook."""
    names = {
        row[0]
        for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")
    }
    if "alembic_version" not in names:
        if names:
            raise NotABook(f"“{path.name}”不是睦邻台账的文件。")
        raise DamagedBook(f"台账文件“{path.name}”是空的，可能没有建好。请用备份还原或新建台账。")
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found not in KNOWN:
        wanted = program_of(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
        raise NewerBook(
            f"这本台账是用更新的版本保存的（格式 {found}，本程序最高认识 {HEAD}），"
            f"{takes(wanted)}才能打开。请安装新版本后再打开，这本台账没有任何改动。"
        )
    return str(found)


def takes(program: str) -> str:
    """In words: which program it takes; `program` is empty when that is not known."""
    return f"要用睦邻台账 {program} 或更新的版本" if program else "要用更新的版本"


def program_of(number: int) -> str:
    """The version 0.2.0 of the number 2000; empty for 0, which older books have."""
    thousands, last = divmod(number, 1000)
    first, middle = divmod(thousands, 1000)
    return f"{first}.{middle}.{last}" if number else ""


def _say_what_it_takes(connection: Connection) -> None:
    first, middle, last = (int(part) for part in NEEDS[HEAD].split("."))
    number = (first * 1000 + middle) * 1000 + last
    connection.exec_driver_sql(f"PRAGMA user_version={number}")


def migrate(connection: Connection) -> None:
    """Bring the tables up to `HEAD` with Alembic, inside the caller's transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)

    def upgrade(revision: object, _context: object) -> object:
        return script._upgrade_revs(HEAD, revision)  # type: ignore[arg-type]  # noqa: SLF001

    with EnvironmentContext(config, script, fn=upgrade) as environment:
        environment.configure(connection=connection, target_metadata=Base.metadata)
        environment.run_migrations()
    refresh_triggers(connection)
    _say_what_it_takes(connection)
