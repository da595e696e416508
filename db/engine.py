"""The one place that knows dialects and pragmas: opening an encrypted book file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from db.errors import DamagedBook, DiskFull, EngineTooOld, NotABook, from_engine

APPLICATION_ID = 0x4D554C4E
"""`MULN`: marks the file as one of ours."""

OLDEST_SQLITE = (3, 51, 3)
"""Earlier ones can corrupt a WAL file when it is reset (fixed in 3.51.3)."""


INCOMPLETE = (
    "台账文件“{name}”不完整（可能复制时中断了）。请用最近的备份还原，原文件请先留着，不要删除。"
)


def check_library() -> None:
    """Refuse a database library that is too old or does not encrypt."""
    found = tuple(int(part) for part in driver.sqlite_version.split("."))
    probe = driver.connect(":memory:")
    try:
        cipher = probe.execute("PRAGMA cipher_version").fetchone()
    finally:
        probe.close()
    if found < OLDEST_SQLITE or not cipher or not cipher[0]:
        raise EngineTooOld(
            "数据库组件太旧或不支持加密，为保护数据，程序不能继续。请重新安装最新版本。"
        )


def connect(path: Path, key: bytes, *, cache_kb: int = 16_000, create: bool = False) -> Any:
    """A driver connection to the encrypted file, checked to be readable with the key.

    Raises DamagedBook, NotABook and what `from_engine` makes of the driver's errors.
    """
    if not create:
        _look_at(path)
    connection = driver.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_memory_security=OFF")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute(f"PRAGMA cache_size=-{cache_kb}")
        connection.execute("PRAGMA busy_timeout=5000")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    except driver.Error as error:
        connection.close()
        known = from_engine(error, path)
        if known is None:
            raise
        raise known from error
    return connection


def _look_at(path: Path) -> None:
    size = path.stat().st_size
    if size == 0 or size % 4096:
        raise DamagedBook(INCOMPLETE.format(name=path.name))
    with path.open("rb") as file:
        start = file.read(16)
    if start.startswith((b"SQLite format 3", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NotABook(f"“{path.name}”不是睦邻台账的文件，请选择扩展名为 .mulin 的台账。")


def open_writer(path: Path, key: bytes, *, create: bool = False) -> Engine:
    """The engine of the one writing connection; every transaction takes the write lock at once."""
    connection = connect(path, key, create=create)
    if not create:
        _whole(connection, path)
    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connection,
        poolclass=StaticPool,
        hide_parameters=True,
        insertmanyvalues_page_size=500,
    )
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def _whole(connection: Any, path: Path) -> None:
    # A file cut at a page boundary opens without complaint and fails on some later page.
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except driver.Error as error:
        known = from_engine(error, path)
        if isinstance(known, DiskFull):
            return  # what is in the WAL can be read all the same
        connection.close()
        raise known or error from error
    pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
    size = int(connection.execute("PRAGMA page_size").fetchone()[0])
    if path.stat().st_size < pages * size:
        connection.close()
        raise DamagedBook(INCOMPLETE.format(name=path.name))


def open_reader(path: Path, key: bytes) -> Engine:
    """The engine of the reading connections; they see the last committed state."""
    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: _read_only(connect(path, key, cache_kb=8_000)),
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=6,
        hide_parameters=True,
    )
    _begin_with(engine, "BEGIN")
    return engine


def _read_only(connection: Any) -> Any:
    connection.execute("PRAGMA query_only=ON")
    return connection


def _begin_with(engine: Engine, statement: str) -> None:
    # The driver's own transaction control leaves schema changes outside the transaction.
    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(statement)


def checkpoint(engine: Engine, path: Path) -> None:
    """Bring everything from the WAL into the main file; raises what `from_engine` makes of it."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except driver.Error as error:
        raise from_engine(error, path) or error from error
    finally:
        connection.close()
