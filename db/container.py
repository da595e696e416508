"""The form of a backup: one file that is enough on an empty computer.

    magic · length of the header (4 bytes, big-endian) · header (JSON, UTF-8)
    · SHA-256 of the header · the encrypted database to the end of the file

The header holds the length and the SHA-256 of the database, so nothing can be cut off or change
unnoticed, and the key slots, so that password or recovery code open it. Its seal, an HMAC under
the data key, also shows a header that someone else put in front.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from db.errors import DamagedBook, NewerBook, NotABook
from db.files import file_troubles

SUFFIX = ".mulinbak"
_MAGIC = b"MULINBAK\r\n\x1a\n"  # line ends show a transfer that changed them
_FORMAT = 1
_DIGEST_BYTES = 32
_LONGEST_HEADER = 16 << 20
_CHUNK = 1 << 20

Tell = Callable[[int, int], None]
"""Told how many bytes of how many are done; may raise to stop."""


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup says about itself.

    `name` is the book's file name without ending, `made_at` has its time zone, `schema` the
    Alembic revision, `counts` the rows of each table, `size` and `sha256` those of the database
    inside, `keyring` what `KeyRing.from_bytes` takes, `notes` the caller's own marks.
    """

    path: Path
    name: str
    book_id: str
    made_at: datetime
    schema: str
    counts: Mapping[str, int]
    size: int
    sha256: str
    keyring: bytes
    notes: Mapping[str, str]
    seal: str = ""


def write(info: BackupInfo, database: Path, key: bytes, tell: Tell) -> BackupInfo:
    """Write the file at `info.path` from the database file and wait until the medium has it.

    Returns the sealed info. Raises OSError; the caller writes to a `.part`.
    """
    sealed = replace(info, seal=_seal(info, key))
    header = _to_json(sealed)
    with info.path.open("wb") as out, database.open("rb") as content:
        out.write(_MAGIC + len(header).to_bytes(4, "big") + header)
        out.write(hashlib.sha256(header).digest())
        for chunk in _chunks(content, info.size, tell):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
        _forget_cache(out.fileno())
    return sealed


def read_info(path: Path) -> BackupInfo:
    """The header of a backup, sound in itself, and the file as long as it says; quick.

    Raises NotABook, DamagedBook, NewerBook, PlaceGone.
    """
    with file_troubles(path), path.open("rb") as file:
        return _read_header(file, path)


def verify(path: Path, tell: Tell | None = None) -> BackupInfo:
    """Read the whole backup and compare it with its check sums.

    Raises NotABook, DamagedBook, NewerBook, PlaceGone.
    """
    with file_troubles(path), path.open("rb") as file:
        info = _read_header(file, path)
        digest = hashlib.sha256()
        for chunk in _chunks(file, info.size, tell):
            digest.update(chunk)
    if digest.hexdigest() != info.sha256:
        raise _damaged(path)
    return info


def extract(info: BackupInfo, database: Path, tell: Tell | None = None) -> None:
    """Write the database inside to the file `database`, checked on the way.

    Raises DamagedBook, DiskFull and kin; what was written so far is left to the caller.
    """
    digest = hashlib.sha256()
    with file_troubles(info.path), info.path.open("rb") as file:
        _read_header(file, info.path)
        with file_troubles(database), database.open("wb") as out:
            for chunk in _chunks(file, info.size, tell):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    if digest.hexdigest() != info.sha256:
        raise _damaged(info.path)


def sealed_by(info: BackupInfo, key: bytes) -> bool:
    """Whether the header was made by someone who had the book's key."""
    return hmac.compare_digest(info.seal, _seal(info, key))


def _seal(info: BackupInfo, key: bytes) -> str:
    own_key = hmac.new(key, b"mulin backup seal 1", hashlib.sha256).digest()
    return hmac.new(own_key, _to_json(replace(info, seal="")), hashlib.sha256).hexdigest()


def _to_json(info: BackupInfo) -> bytes:
    header = {
        "format": _FORMAT,
        "name": info.name,
        "book": info.book_id,
        "made": info.made_at.isoformat("T", "seconds"),
        "schema": info.schema,
        "counts": dict(info.counts),
        "size": info.size,
        "sha256": info.sha256,
        "keys": base64.b64encode(info.keyring).decode(),
        "notes": dict(info.notes),
        "seal": info.seal,
    }
    return json.dumps(header, ensure_ascii=False, sort_keys=True).encode()


def _read_header(file: BinaryIO, path: Path) -> BackupInfo:
    start = file.read(len(_MAGIC) + 4)
    if not start.startswith(_MAGIC):
        if len(start) < len(_MAGIC) and _MAGIC.startswith(start):
            raise _damaged(path)
        raise NotABook(f"“{path.name}”不是睦邻台账的备份。请选择扩展名为 {SUFFIX} 的文件。")
    length = int.from_bytes(start[len(_MAGIC) :], "big")
    if len(start) < len(_MAGIC) + 4 or length > _LONGEST_HEADER:
        raise _damaged(path)
    header, digest = file.read(length), file.read(_DIGEST_BYTES)
    if hashlib.sha256(header).digest() != digest:
        raise _damaged(path)
    data: dict[str, Any] = json.loads(header)
    if data["format"] > _FORMAT:
        raise NewerBook(f"备份“{path.name}”由较新版本的程序做成。请先更新程序再还原。")
    info = BackupInfo(
        path=path,
        name=data["name"],
        book_id=data["book"],
        made_at=datetime.fromisoformat(data["made"]),
        schema=data["schema"],
        counts=data["counts"],
        size=data["size"],
        sha256=data["sha256"],
        keyring=base64.b64decode(data["keys"]),
        notes=data["notes"],
        seal=data["seal"],
    )
    if os.fstat(file.fileno()).st_size != file.tell() + info.size:
        raise _damaged(path)
    return info


def _chunks(file: BinaryIO, size: int, tell: Tell | None) -> Iterator[bytes]:
    done = 0
    while chunk := file.read(_CHUNK):
        yield chunk
        done += len(chunk)
        if tell is not None:
            tell(done, size)


def _forget_cache(descriptor: int) -> None:
    # So that reading back asks the medium: a fake or dying stick is caught only that way.
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _damaged(path: Path) -> DamagedBook:
    return DamagedBook(
        f"备份“{path.name}”不完整或已损坏，不能用来还原。请换一个备份；这个文件请先留着。"
    )
