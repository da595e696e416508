"""Spreadsheet files for tests, good and bad, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

OFFICE = Path(__file__).parent.parent / "data" / "office"
HEADING = ("序号", "姓名", "性别", "联系电话", "备注")
PEOPLE = (
    (1, "王阿大", "男", "13800000001", None),
    (2, "李阿二", "女", "13800000002", "独居"),
    (3, "张阿三", "女", "13800000003", None),
)


def xlsx(rows: Iterable[Sequence[Any]] = (HEADING, *PEOPLE), name: str = "名册") -> bytes:
    """A plain workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of an openpyxl workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def one_cell_at_the_far_end() -> bytes:
    """About a kilobyte of workbook whose only cells lie at both ends of the sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "姓名")
    sheet.write_string(1_048_575, 16_383, "远")
    book.close()
    return out.getvalue()


def rezipped(workbook: bytes, **parts: bytes) -> bytes:
    """The workbook with some parts added or replaced; `__` in a name stands for `/`."""
    replaced = {name.replace("__", "/").replace("_dot_", "."): c for name, c in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in replaced:
                new.writestr(entry.filename, old.read(entry))
        for name, content in replaced.items():
            new.writestr(name, content)
    return out.getvalue()


def lying_about_size(workbook: bytes, part: str, size: int) -> bytes:
    """The workbook whose table of contents declares another inflated size for one part."""
    data = bytearray(workbook)
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        entry = archive.getinfo(part)
    struct.pack_into("<I", data, entry.header_offset + 22, size)
    place = data.index(b"PK\x01\x02")
    while True:
        length = struct.unpack_from("<H", data, place + 28)[0]
        if data[place + 46 : place + 46 + length].decode() == part:
            struct.pack_into("<I", data, place + 24, size)
            return bytes(data)
        place = data.index(b"PK\x01\x02", place + 4)


def ole(streams: dict[str, bytes]) -> bytes:
    """A minimal OLE2 container; every stream is padded to 4,096 bytes."""
    sector, free, end, own = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat = [own, end]
    bodies = b""
    entries = [_ole_entry("Root Entry", 5, end, 0, child=1)]
    for place, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(4096, b"\0")
        first, count = len(fat), len(padded) // sector
        fat += [*range(first + 1, first + count), end]
        bodies += padded[: count * sector]
        right = place + 1 if place < len(streams) else free
        entries.append(_ole_entry(name, 2, first, count * sector, right=right))
    fat += [free] * (128 - len(fat))
    header = (
        struct.pack(
            "<8s16sHHHHH6xIIIIIIIIII",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"",
            0x3E,
            3,
            0xFFFE,
            9,
            6,
            0,
            1,
            1,
            0,
            4096,
            end,
            0,
            end,
            0,
            0,
        )
        + struct.pack("<I", free) * 108
    )
    directory = b"".join(entries).ljust(sector, b"\0")
    return header + struct.pack("<128I", *fat) + directory + bodies


def _ole_entry(
    name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sI8s8sIQ",
        text,
        len(text),
        kind,
        1,
        0xFFFFFFFF,
        right,
        child,
        b"",
        0,
        b"",
        b"",
        start,
        size,
    )


def spaces(megabytes: int) -> bytes:
    """A sheet part that is nothing but spaces: it shrinks a thousandfold."""
    return b"<worksheet>" + b" " * (megabytes * 2**20) + b"</worksheet>"
