"""What kind of file some bytes are, and whether an archive is safe to open.

Extensions lie (a web system's "xls" is often a web page), so the content decides; only WPS's own
.et is told by its name, since it is an ordinary OLE file inside.
"""

from __future__ import annotations

import struct
import zlib

from app.sheets import unreadable
from app.sheets.unreadable import Unreadable

TYPE_CHECKING = False  # as in typing, which takes longer to import than this whole module
if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTE = 2**20
FED, PIECE = 2**16, 2**18  # bytes; small enough to stay in the processor's cache
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNING = b"\x09\x08\x10\x00"
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a"))  # \x1a ends files of DOS times


class Entry:
    """One part of a zip archive; sizes in bytes, `start` is where its local header lies."""

    __slots__ = ("checksum", "inflated", "method", "name", "packed", "sealed", "start")

    def __init__(self, name: str, sealed: bool, method: int) -> None:
        self.name = name
        self.sealed = sealed
        self.method = method
        self.checksum = self.packed = self.inflated = self.start = 0


def kind_of(data: bytes, suffix: str) -> str:
    """ "zip", "xls" or "text"; raises `Unreadable` with the sentence for anything else."""
    if not data:
        raise Unreadable(unreadable.EMPTY_FILE)
    if suffix.lower() in {".et", ".ett"}:
        raise Unreadable(unreadable.ET)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(OLE):
        return _ole_kind(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if data.startswith(b"%PDF") or data.translate(None, CONTROLS) != data:
        raise Unreadable(unreadable.ANOTHER_KIND)
    opening = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if opening.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"mime-version")):
        raise Unreadable(unreadable.WEB_PAGE)
    return "text"


def _ole_kind(data: bytes) -> str:
    if _has_stream(data, "EncryptedPackage"):
        raise Unreadable(unreadable.SEALED)
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        if _is_sealed(data):
            raise Unreadable(unreadable.SEALED)
        return "xls"
    if len(data) < 1536 or len(data) % 512:
        raise Unreadable(unreadable.TRUNCATED)
    raise Unreadable(unreadable.ANOTHER_KIND)


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE directory entry of that name exists (entries lie on 128-byte borders)."""
    wanted = (name + "\0").encode("utf-16-le")
    place = data.find(wanted)
    while place >= 0:
        length = data[place + 64 : place + 66]
        if place % 128 == 0 and length == struct.pack("<H", len(wanted)):
            return True
        place = data.find(wanted, place + 2)
    return False


def _is_sealed(data: bytes) -> bool:
    """Whether a FILEPASS record follows the beginning of an old workbook's first stream."""
    place = data.find(BEGINNING)
    while place >= 0 and place % 512:
        place = data.find(BEGINNING, place + 1)
    for _ in range(4):
        if place < 0 or place + 4 > len(data):
            return False
        kind, length = struct.unpack_from("<HH", data, place)
        if kind == 0x2F:
            return True
        place += 4 + length
    return False


def entries_of(data: bytes, most: int) -> list[Entry]:
    """The archive's table of contents; `Unreadable` when it is cut off or has over `most` parts."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        raise Unreadable(unreadable.TRUNCATED)
    count, length, place = struct.unpack_from("<HII", data, end + 10)
    if count > most:
        raise Unreadable(unreadable.too_many_entries(count, most))
    if place + length > end:
        raise Unreadable(unreadable.TRUNCATED)
    entries = []
    for _ in range(count):
        if data[place : place + 4] != b"PK\x01\x02":
            raise Unreadable(unreadable.DAMAGED)
        entry, place = _entry(data, place)
        entries.append(entry)
    return entries


def _entry(data: bytes, place: int) -> tuple[Entry, int]:
    flags, method, checksum, packed, inflated, name, extra, comment, start = struct.unpack_from(
        "<8xHH4xIIIHHH8xI", data, place
    )
    following = place + 46 + name + extra + comment
    text = data[place + 46 : place + 46 + name].decode("utf-8", "replace").replace("\\", "/")
    wide = [packed, inflated, start]
    if 0xFFFFFFFF in wide:
        wide = _wide_sizes(data[place + 46 + name : place + 46 + name + extra], wide)
    entry = Entry(text, bool(flags & 1), method)
    entry.checksum = checksum
    entry.packed, entry.inflated, entry.start = wide
    return entry, following


def _wide_sizes(extra: bytes, sizes: list[int]) -> list[int]:
    """Some writers give even small sizes in the 64-bit form."""
    packed, inflated, start = sizes
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 1:
            wide = list(struct.unpack_from(f"<{length // 8}Q", extra, 4))
            if inflated == 0xFFFFFFFF and wide:
                inflated = wide.pop(0)
            if packed == 0xFFFFFFFF and wide:
                packed = wide.pop(0)
            if start == 0xFFFFFFFF and wide:
                start = wide.pop(0)
        extra = extra[4 + length :]
    return [packed, inflated, start]


def check_archive(entries: list[Entry], inflated: int, ratio: int) -> None:
    """Refuse by what the table of contents declares: size (bytes), ratio, password, kind."""
    names = {entry.name for entry in entries}
    if any(entry.sealed for entry in entries):
        raise Unreadable(unreadable.SEALED)
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} and not any(
        name.startswith("xl/") for name in names
    ):
        raise Unreadable(unreadable.ANOTHER_KIND)
    if sum(entry.inflated for entry in entries) > inflated:
        raise Unreadable(unreadable.BOMB)
    for entry in entries:
        if entry.inflated > MEGABYTE and entry.inflated > ratio * entry.packed:
            raise Unreadable(unreadable.BOMB)


def pieces(data: bytes, entry: Entry) -> Iterator[bytes]:
    """The content of one part, piece by piece so that none can grow far beyond what it declares.

    After the last piece length and checksum are compared: a flipped bit could otherwise pass for
    another number.
    """
    name, extra = struct.unpack_from("<HH", data, entry.start + 26)
    begin = entry.start + 30 + name + extra
    packed = data[begin : begin + entry.packed]
    if data[entry.start : entry.start + 4] != b"PK\x03\x04" or len(packed) != entry.packed:
        raise Unreadable(unreadable.TRUNCATED)
    if entry.method not in (0, 8):
        raise Unreadable(unreadable.DAMAGED)
    length = checksum = 0
    for piece in _inflated(packed) if entry.method else (packed,):
        length += len(piece)
        if length > entry.inflated + MEGABYTE:
            raise Unreadable(unreadable.BOMB)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if length != entry.inflated or checksum != entry.checksum:
        raise Unreadable(unreadable.DAMAGED)


def _inflated(packed: bytes) -> Iterator[bytes]:
    stream = zlib.decompressobj(-15)
    for begin in range(0, len(packed), FED):
        rest = packed[begin : begin + FED]
        while rest and not stream.eof:
            yield stream.decompress(rest, PIECE)
            rest = stream.unconsumed_tail
    yield stream.flush()
