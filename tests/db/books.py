"""Small encrypted books with keys and backups, as the tests of `db` need them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from db.backup import backup
from db.engine import connect
from db.keys import KeyParams, KeyRing
from db.schema import HEAD

QUICK = KeyParams(memory=64, passes=1, lanes=1)
NAME = "金水苑.mulin"
PASSWORD = "睦邻友好2026"
PLANTED = "上官婉清"
MOMENT = datetime(2026, 11, 22, 8, 31).astimezone()
Dump = dict[str, list[tuple[Any, ...]]]


def make_book(folder: Path, rows: int = 200, schema: str = HEAD) -> bytes:
    """A small encrypted book with its keys; returns the data key."""
    _, key, code = KeyRing.create(folder / NAME, "b00c", "王芳", PASSWORD, params=QUICK)
    (folder / "code.txt").write_text(code, "utf-8")
    with opened(folder / NAME, key, create=True) as book:
        book.execute("CREATE TABLE resident (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        book.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, points INTEGER, note TEXT)")
        book.execute("CREATE INDEX by_name ON resident(name)")
        book.execute("CREATE TABLE alembic_version (version_num TEXT NOT NULL)")
        book.execute("INSERT INTO alembic_version VALUES (?)", (schema,))
        book.execute("INSERT INTO resident VALUES (1, ?)", (PLANTED,))
        add_entries(book, rows)
    return key


def add_entries(book: Any, rows: int, seed: int = 1) -> None:
    draw = random.Random(seed)
    book.execute("BEGIN IMMEDIATE")
    book.executemany(
        "INSERT INTO entry (points, note) VALUES (?, ?)",
        [(draw.randrange(-50, 50), draw.randbytes(100).hex()) for _ in range(rows)],
    )
    book.execute("COMMIT")


@contextmanager
def opened(path: Path, key: bytes, *, create: bool = False) -> Iterator[Any]:
    connection = connect(path, key, create=create)
    try:
        yield connection
    finally:
        connection.close()


def dump(path: Path, key: bytes) -> Dump:
    """Everything in a book, as values."""
    with opened(path, key) as book:
        schema = book.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        tables = ("resident", "entry", "alembic_version")
        every = {name: book.execute(f"SELECT rowid, * FROM {name}").fetchall() for name in tables}  # noqa: S608
    return every | {"schema": schema}


def make_backup(folder: Path, key: bytes, dest: Path, now: datetime = MOMENT) -> Path:
    ring = KeyRing.load(folder / NAME).to_bytes()
    return backup(folder / NAME, dest, key=key, keyring_bytes=ring, now=now).path
