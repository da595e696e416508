"""Mutated spreadsheets against the reader: `python -m tests.fuzz_sheets --count 2000`.

Every file must end in rows or in a sentence; the answer is 1 when one raised anything else, took
longer than its time limit, or when this process grew by more than 200 MB.
"""

from __future__ import annotations

import argparse
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
from pathlib import Path

from app.errors import Refused, Unavailable
from app.sheets.header import candidates, find_table
from app.sheets.limits import MEGABYTE, Limits
from app.sheets.reading import read
from tests.sheets.making import OFFICE
from tests.sheets.rosters import FILLABLE, ROSTERS

SMALL = ("两长名册.xlsx", "各小区楼组长花名册.xls", "美丽约定积分登记.csv")
GROWTH = 200 * MEGABYTE
NUMBERS = (b"0", b"-1", b"1048576", b"4294967295", b"99999999999999999999", b"1e308", b"XFD1048576")


def mutated(name: str, chance: random.Random) -> bytes:
    """One office workbook, damaged in one of several ways."""
    data = (OFFICE / name).read_bytes()
    if name.endswith(".xlsx") and chance.random() < 0.6:
        return _parts_mutated(data, chance)
    return _bytes_mutated(data, chance)


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


def outcome_of(path: Path, limits: Limits) -> str:
    """What came of one file, in a word or a sentence."""
    try:
        workbook = read(path, limits=limits)
    except (Refused, Unavailable) as trouble:
        return re.sub(r"[\d,.]+|“.*?”", "#", trouble.text)
    for sheet in workbook.sheets:
        for name, _ in candidates(sheet, ROSTERS)[:1]:
            find_table(sheet, ROSTERS[name], FILLABLE)
    return "read"


def main() -> int:
    """Run, and tell the outcomes by how often they came."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=0)
    wishes = parser.parse_args()
    limits = Limits()
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    slowest, began = 0.0, time.monotonic()
    before = _memory()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(wishes.seed, wishes.seed + wishes.count):
            if time.monotonic() - began > wishes.seconds:
                break
            chance = random.Random(number)
            name = chance.choice(SMALL)
            path = Path(folder, name)
            path.write_bytes(mutated(name, chance))
            start = time.monotonic()
            try:
                outcomes[outcome_of(path, limits)] += 1
            except Exception:  # noqa: BLE001 - this is what is looked for
                failures.append(f"seed {number}, {name}\n{traceback.format_exc()}")
            taken = time.monotonic() - start
            slowest = max(slowest, taken)
            if taken > limits.seconds + 5:
                failures.append(f"seed {number}, {name}: {taken:.0f} s")
    grown = _memory() - before
    if grown > GROWTH:
        failures.append(f"this process grew by {grown / MEGABYTE:.0f} MB")
    said = [f"{count:6}  {outcome}" for outcome, count in outcomes.most_common()]
    said += failures
    said.append(
        f"{outcomes.total()} files, {len(failures)} failures, slowest {slowest:.2f} s, "
        f"grown by {grown / MEGABYTE:.0f} MB, {time.monotonic() - began:.0f} s"
    )
    sys.stdout.write(os.linesep.join(said) + os.linesep)
    return 1 if failures else 0


def _memory() -> int:
    """The most memory this process ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
