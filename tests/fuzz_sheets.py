"""Mutated spreadsheets against the whole import: `python -m tests.fuzz_sheets --count 2000`.

Office workbooks are damaged below and above their checksums, and workbooks are made that no
office would make: bombs, huge dimensions, formulas, links to other files, whole columns merged,
cells of the wrong type. Each is read in the child program, settled and written into a real book.

It must end in rows or in a sentence, within ten seconds, with the child below one gigabyte and
this process not grown by 200 MB. Afterwards the book says what it said before, or one undo brings
it back to that; some imports are stopped half-way, and then nothing has come in. The answer is 1
when one of these does not hold.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import random
import re
import resource
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from app.book import Book
from app.errors import Refused, Unavailable
from app.rosters import ROSTERS
from app.sheets.limits import MEGABYTE
from app.sheets.mending import error_bytes
from app.sheets.plan import Policy, summed
from app.sheets.several import commit_all, dry_run_all, gather
from app.starting import start_book
from app.work import finish
from tests.conftest import CHEAP, PASSWORD
from tests.sheets.making import OFFICE, one_cell_at_the_far_end, rezipped, saved
from tests.story import dump

SMALL = ("两长名册.xlsx", "各小区楼组长花名册.xls", "美丽约定积分登记.csv")
TODAY = dt.date(2026, 11, 22)
GROWTH = 200 * MEGABYTE
CHILD = 1024 * MEGABYTE
SLOWEST = 10.0
NUMBERS = (b"0", b"-1", b"1048576", b"4294967295", b"99999999999999999999", b"1e308", b"XFD1048576")
HEADING = ("小区", "楼号", "室号", "姓名", "性别", "身份证号", "出生日期", "联系电话", "备注")
ODD: tuple[Any, ...] = (
    None, "", " ", "张三", "李四", "同上", "合计", 0, -1, 1e308, 1.5, 3.10120196503074e17, True,
    dt.date(1965, 3, 7), dt.date(2040, 1, 1), dt.time(9, 30), "13800001111", "1.38E+10",
    "310120196503074126", "310120196503074127", "男", "雄", "=1+1", "@SUM(A1)", "\u202e倒", "𠮷",
    "姓名", "甲" * 300, "1号", "3-101", "住在乡下", "2026-13-40", "金水苑", "'", '"', "\t", "N/A",
)  # fmt: skip


# Office workbooks, damaged


def damaged(chance: random.Random) -> tuple[str, bytes]:
    """One office workbook, damaged in one of several ways, with its name."""
    name = chance.choice(SMALL)
    data = (OFFICE / name).read_bytes()
    if name.endswith(".xlsx") and chance.random() < 0.6:
        return name, _parts_mutated(data, chance)
    return name, _bytes_mutated(data, chance)


def _bytes_mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    way = chance.randrange(5)
    if way == 0:
        return data[: chance.randrange(len(data))]
    if way == 1:
        start = chance.randrange(len(data))
        del changed[start : start + chance.randrange(1, 600)]
    elif way == 2:
        start, other = chance.randrange(len(data)), chance.randrange(len(data))
        changed[start : start + 64] = data[other : other + 64]
    else:
        for _ in range(chance.choice((1, 3, 10, 100))):
            place = chance.randrange(len(changed))
            changed[place] = chance.choice((0, 255, chance.randrange(256), changed[place] ^ 1))
    return bytes(changed)


def _parts_mutated(data: bytes, chance: random.Random) -> bytes:
    """Damage below the checksums: the content of one part is changed and packed again."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = {entry.filename: old.read(entry) for entry in old.infolist()}
        victim = chance.choice([name for name in parts if name.startswith("xl/")])
        for name, content in parts.items():
            if name == victim and chance.random() < 0.05:
                continue
            new.writestr(name, _xml_mutated(content, chance) if name == victim else content)
    return out.getvalue()


def _xml_mutated(content: bytes, chance: random.Random) -> bytes:
    if not content or chance.random() < 0.4:
        return _bytes_mutated(content or b" ", chance)
    for _ in range(chance.choice((1, 2, 8))):
        digits = [place for place in range(len(content)) if content[place : place + 1].isdigit()]
        if not digits:
            break
        start = chance.choice(digits)
        content = content[:start] + chance.choice(NUMBERS) + content[start + 1 :]
    return content


# Workbooks that no office would make


def wrong_types(chance: random.Random) -> tuple[str, bytes]:
    """Cells of every type under headings that want another."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = chance.choice(("金水苑", "Sheet1", "2026年1月", "甲" * 31))
    for _ in range(chance.randrange(3)):
        sheet.append([chance.choice(("名册", None, "填报单位："))])
    head = list(HEADING)
    chance.shuffle(head)
    sheet.append(head[: chance.randrange(2, len(head) + 1)])
    for _ in range(chance.randrange(60)):
        row = [chance.choice(ODD) for _ in range(chance.randrange(1, 12))]
        sheet.append(
            [None if cell == "\u202e倒" and chance.random() < 0.5 else cell for cell in row]
        )
    return "类型.xlsx", saved(book)


def formulas(chance: random.Random) -> tuple[str, bytes]:
    """Formulas without values, links to other files, names that point nowhere."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("金水苑")
    for column, text in enumerate(HEADING):
        sheet.write_string(0, column, text)
    for row in range(1, chance.randrange(2, 40)):
        for column in range(len(HEADING)):
            way = chance.randrange(5)
            if way == 0:
                sheet.write_formula(
                    row, column, "='[别的.xlsx]表1'!A1", value=chance.choice(ODD[:4])
                )
            elif way == 1:
                sheet.write_formula(row, column, '=HYPERLINK("http://a.invalid","张三")')
            elif way == 2:
                sheet.write_formula(row, column, "=1/0", value="#DIV/0!")
            elif way == 3:
                sheet.write_url(row, column, "external:c:\\别的.xlsx", string="张三")
            else:
                sheet.write(row, column, "1号")
    book.define_name("坏", "=#REF!")
    book.close()
    return "公式.xlsx", out.getvalue()


def merged(chance: random.Random) -> tuple[str, bytes]:
    """Whole columns, whole rows and overlapping blocks merged."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["名册"])
    sheet.append(list(HEADING))
    for at in range(chance.randrange(1, 50)):
        sheet.append(["金水苑", "1号", str(100 + at), f"张{at}", "男"])
    xml = saved(book)
    areas = chance.sample(
        ("A1:A1048576", "B3:B1048576", "A2:XFD2", "A1:XFD1048576", "C3:D20", "C10:E30", "A1:A1",
         "B2:B3", "D2:D1048576", "Z1:Z1048576"),
        k=chance.randrange(1, 6),
    )  # fmt: skip
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    block = f'<mergeCells count="{len(areas)}">{cells}</mergeCells>'.encode()
    with zipfile.ZipFile(io.BytesIO(xml)) as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    content = content.replace(b"</sheetData>", b"</sheetData>" + block)
    return "合并.xlsx", rezipped(xml, xl__worksheets__sheet1_dot_xml=content)


@cache
def far_away() -> bytes:
    """One cell at the far end of a sheet; making it costs more than reading it."""
    return one_cell_at_the_far_end()


def huge(chance: random.Random) -> tuple[str, bytes]:
    """Declared or real cells at the far ends of a sheet."""
    if chance.random() < 0.3:
        return "远.xlsx", far_away()
    name, data = wrong_types(chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    far = chance.choice((b"A1:XFD1048576", b"A1:ZZZ99999999", b"XFD1:A1", b"A0:A0", b""))
    content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + far + b'"', content)
    if chance.random() < 0.5:
        row = chance.choice((60_000, 250_000, 1_048_576))
        cell = f'<row r="{row}"><c r="{chance.choice("AKZ")}{row}"><v>1</v></c></row></sheetData>'
        content = content.replace(b"</sheetData>", cell.encode())
    return name, rezipped(data, xl__worksheets__sheet1_dot_xml=content)


def bomb(chance: random.Random) -> tuple[str, bytes]:
    """Little that becomes very much: spaces, shared strings, many sheets, nested entities."""
    name, data = wrong_types(chance)
    way = chance.randrange(5)
    if way == 0:
        return name, _with_spaces(data, chance.choice((20, 310)))
    if way == 1:
        many = b"<sst>" + b"<si><t>" + b"a" * 200 + b"</t></si>"
        return name, rezipped(data, xl__sharedStrings_dot_xml=many * chance.choice((1, 60_000)))
    if way == 2:
        nested = b"".join(b'<!ENTITY l%d "%s">' % (at + 1, b"&l%d;" % at * 10) for at in range(9))
        content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">' + nested + b"]>"
        return name, rezipped(data, xl__workbook_dot_xml=content + b"<workbook>&l9;</workbook>")
    if way == 3:
        rows = b"".join(b'<row r="%d"><c><v>1</v></c></row>' % at for at in range(1, 90_000))
        content = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
        return name, rezipped(data, xl__worksheets__sheet1_dot_xml=content)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(chance.choice((300, 2_500))):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"<worksheet/>")
    return name, out.getvalue()


def _with_spaces(data: bytes, megabytes: int) -> bytes:
    """Spaces instead of a sheet, packed piece by piece: this process must stay small."""
    out = io.BytesIO(rezipped(data, xl__worksheets__sheet1_dot_xml=b""))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w") as part,
    ):
        for _ in range(megabytes):
            part.write(b" " * MEGABYTE)
    return out.getvalue()


def texts(chance: random.Random) -> tuple[str, bytes]:
    """CSV in several encodings, with quotes, tabs, odd line ends and signs that are none."""
    mark, end = chance.choice(",\t;"), chance.choice(("\n", "\r\n", "\r"))
    lines = [mark.join(HEADING)]
    for _ in range(chance.randrange(40)):
        cells = ["" if cell is None else str(cell) for cell in chance.choices(ODD, k=9)]
        quoted = [f'"{cell}"' if chance.random() < 0.3 else cell for cell in cells]
        lines.append(mark.join(quoted))
    encoding = chance.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
    data = end.join(lines).encode(encoding)
    return "名册.csv", _bytes_mutated(data, chance) if chance.random() < 0.5 else data


WAYS: tuple[tuple[Callable[[random.Random], tuple[str, bytes]], int], ...] = (
    (damaged, 50), (wrong_types, 12), (formulas, 8), (merged, 8), (huge, 7), (bomb, 7), (texts, 8),
)  # fmt: skip


def mutated(number: int) -> tuple[str, bytes]:
    """The workbook of a number, always the same."""
    chance = random.Random(number)
    makers = [maker for maker, _ in WAYS]
    (maker,) = chance.choices(makers, weights=[weight for _, weight in WAYS])
    return maker(chance)


# Bringing them in


@dataclass
class Fuzz:
    """A book that mutated workbooks are brought into, and what came of them."""

    book: Book
    folder: Path
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds of processor: other programs on the machine do not count."""
    mended: int = 0
    stopped: int = 0
    before: Any = None

    def run(self, number: int) -> None:
        """One workbook; whatever it breaks is noted."""
        name, data = mutated(number)
        path = self.folder / name
        path.write_bytes(data)
        self.before = self.before or dump(self.book)
        start = _processor()
        try:
            self.outcomes[self.bring(path, random.Random(-number))] += 1
        except Exception:  # noqa: BLE001 - this is what is looked for
            self.failures.append(f"number {number}, {name}\n{traceback.format_exc()}")
        taken = _processor() - start
        self.slowest = max(self.slowest, taken)
        if taken > SLOWEST:
            self.failures.append(f"number {number}, {name}: {taken:.1f} s")
        if dump(self.book) != self.before:
            self.failures.append(f"number {number}, {name}: the book is not as it was before")
            self.before = None
        path.unlink()

    def bring(self, path: Path, chance: random.Random) -> str:
        """What came of one file, in a word or a sentence; the book is as before afterwards."""
        policy = Policy(
            chance.choice(("fill", "overwrite", "ask")), unverified=chance.random() < 0.3
        )
        gathered = finish(gather(self.book, [path], ROSTERS))
        if not gathered.pieces:
            return re.sub(r"[\d,.]+|“.*?”", "#", gathered.left_out[0].text)
        try:
            ready = finish(dry_run_all(self.book, gathered.pieces, today=TODAY, policy=policy))
        except (Refused, Unavailable) as refusal:
            return re.sub(r"[\d,.]+|“.*?”", "#", refusal.text)
        total = summed([one.result for one in ready])
        if total.rows != sum(total.counts().values()):
            raise AssertionError("the sums are wrong")
        if total.failed and chance.random() < 0.1:
            openpyxl.load_workbook(io.BytesIO(error_bytes(ready)))
            self.mended += 1
        changes = not all(one.plan.empty for one in ready)
        if changes and chance.random() < 0.3:
            self.stopped += 1
            work = commit_all(self.book, ready)
            next(work)
            work.close()
            if dump(self.book) != self.before:
                raise AssertionError("something of a stopped import stayed")
        finish(commit_all(self.book, ready))
        if changes:
            self.book.undo()
        return "imported and taken back" if changes else "nothing to import"

    def told(self) -> Iterator[str]:
        """The outcomes by how often they came, and the failures."""
        for outcome, count in self.outcomes.most_common():
            yield f"{count:6}  {outcome}"
        yield from self.failures


@contextmanager
def fuzzing() -> Iterator[Fuzz]:
    """A book with the rules of an office, in a folder that goes away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = start_book(
            folder / "台账.mulin", "310120003001", "王芳", PASSWORD, today=TODAY, params=CHEAP
        )
        try:
            yield Fuzz(made.book, folder)
        finally:
            made.book.close()


def main() -> int:
    """Run, and tell the outcomes by how often they came."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=0)
    wishes = parser.parse_args()
    far_away()
    began, before = time.monotonic(), _memory(resource.RUSAGE_SELF)
    with fuzzing() as fuzz:
        for number in range(wishes.seed, wishes.seed + wishes.count):
            if time.monotonic() - began > wishes.seconds:
                break
            fuzz.run(number)
    grown, child = _memory(resource.RUSAGE_SELF) - before, _memory(resource.RUSAGE_CHILDREN)
    if grown > GROWTH:
        fuzz.failures.append(f"this process grew by {grown / MEGABYTE:.0f} MB")
    if child > CHILD:
        fuzz.failures.append(f"a child took {child / MEGABYTE:.0f} MB")
    figures = (
        f"{fuzz.outcomes.total()} files, {len(fuzz.failures)} failures, slowest "
        f"{fuzz.slowest:.2f} s, {fuzz.mended} given back to be mended, {fuzz.stopped} stopped "
        f"half-way, a child at most {child / MEGABYTE:.0f} MB, grown by "
        f"{grown / MEGABYTE:.0f} MB, {time.monotonic() - began:.0f} s"
    )
    sys.stdout.write(os.linesep.join((*fuzz.told(), figures)) + os.linesep)
    return 1 if fuzz.failures else 0


def _processor() -> float:
    """Seconds of processor that this process and its children have taken."""
    return sum(os.times()[:4])


def _memory(who: int) -> int:
    """The most memory this process or one of its children ever held, in bytes."""
    return resource.getrusage(who).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
