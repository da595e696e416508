"""Looking into a database file that no one has open, and proving it sound."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from db.errors import DamagedBook, NotABook, from_engine


@contextmanager
def engine_troubles(path: Path) -> Iterator[None]:
    """Turn the driver's errors about `path` into those that say what to do."""
    try:
        yield
    except driver.Error as error:
        known = from_engine(error, path)
        if known is None:
            raise
        raise known from error


def open_sealed(path: Path, key: bytes, *, create: bool = False) -> Any:
    """A connection that changes nothing by itself, for files that are not live books.

    Read-only unless `create`; the file must not be in WAL mode. A wrong key shows at the first
    statement. Raises the driver's errors.
    """
    mode = "rwc" if create else "ro"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = driver.connect(address, uri=True, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_memory_security=OFF")
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


def row_counts(connection: Any) -> dict[str, int]:
    """How many rows each table has."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\' ORDER BY name"
    ).fetchall()
    counts = {}
    for (name,) in names:
        quoted = str(name).replace('"', '""')
        statement = f'SELECT count(*) FROM "{quoted}"'  # noqa: S608 (the schema's own names)
        counts[str(name)] = int(connection.execute(statement).fetchone()[0])
    return counts


def check(database: Path, key: bytes, counts: Mapping[str, int]) -> str:
    """Prove a file that nobody has open; returns its schema version.

    Every page must carry its own check value, the trees must be sound and every table must
    have as many rows as `counts` says. Raises DamagedBook, NotABook.
    """
    with engine_troubles(database):
        connection = open_sealed(database, key)
        try:
            broken = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            sound = connection.execute("PRAGMA integrity_check(1)").fetchall()
            if broken or sound != [("ok",)] or row_counts(connection) != dict(counts):
                raise DamagedBook(
                    "台账的内容有损坏，所以没有继续，已有的文件都没有改动。"
                    "请用最近一个完好的备份还原，原文件请先留着。"
                )
            if "alembic_version" not in counts:
                raise NotABook("这个文件不是睦邻台账。请选择由本程序做成的台账或备份。")
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    return str(found[0]) if found else ""


def hash_of(path: Path) -> str:
    """SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
