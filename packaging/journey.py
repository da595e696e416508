"""Drives the program as a new user would: from source here, or put into a package for its test.

`python packaging/journey.py PHASE --home DIR --office DIR --out DIR [--book BOOK] [--source DIR]`
runs a phase from source in a home of its own; see `journey_phases` for the phases. `put_in` and
`take_out` are for whoever tests a package.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ground import HERE, ROOT

START, SHIPPED = "mulin_start.py", "mulin_shipped.py"
PARTS = (
    "journey_again.py", "journey_clock.py", "journey_drive.py", "journey_first.py",
    "journey_glyphs.py", "journey_hands.py", "journey_office.py", "journey_phases.py",
    "journey_taking.py", "journey_work.py",
)  # fmt: skip
OFFICE = ROOT / "tests" / "data" / "office"


def put_in(folder: Path) -> None:
    """Put the journeys into a package: `folder` is where its `mulin_start.py` lies."""
    start, shipped = folder / START, folder / SHIPPED
    if not shipped.exists():
        start.rename(shipped)
    _forget_compiled(folder)
    shutil.copyfile(HERE / "journey_start.py", start)
    for name in PARTS:
        shutil.copyfile(HERE / name, folder / name)


def take_out(folder: Path) -> None:
    """Have the package as it was before `put_in`."""
    start, shipped = folder / START, folder / SHIPPED
    if shipped.exists():
        shipped.replace(start)
    for name in PARTS:
        (folder / name).unlink(missing_ok=True)
    _forget_compiled(folder)


def _forget_compiled(folder: Path) -> None:
    # What a package has compiled is taken without a look at the source.
    for stem in (START, SHIPPED, *PARTS):
        for old in (folder / "__pycache__").glob(f"{stem.removesuffix('.py')}.*"):
            old.unlink()


def given(phase: str, out: Path, office: Path = OFFICE, **more: str) -> dict[str, str]:
    """The environment of a phase; `more` are `password`, `size`, `minutes`."""
    known = {
        "MULIN_JOURNEY": phase,
        "MULIN_JOURNEY_OUT": str(out),
        "MULIN_JOURNEY_OFFICE": str(office),
    }
    return known | {f"MULIN_JOURNEY_{name.upper()}": value for name, value in more.items()}


def at_home_in(home: Path) -> dict[str, str]:
    """Folders of a user who has never been here."""
    (home / "Documents").mkdir(parents=True, exist_ok=True)
    names = ("CONFIG", "DATA", "CACHE", "STATE")
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in names}
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "user-dirs.dirs").write_text('XDG_DOCUMENTS_DIR="$HOME/Documents"\n')
    return {"HOME": str(home), **folders}


def from_source(home: Path, env: Mapping[str, str], *, source: Path = ROOT, book: str = "") -> int:
    """Run what `given` says with the program of a source tree; gives its exit code."""
    home.mkdir(parents=True, exist_ok=True)
    whole = {**os.environ, **at_home_in(home), **env}
    whole |= {"MULIN_JOURNEY_SOURCE": "1", "PYTHONPATH": str(source)}
    words = [sys.executable, str(HERE / "journey_start.py"), *([book] if book else [])]
    return subprocess.run(words, cwd=home, env=whole, check=False).returncode


def main() -> int:
    """Run one phase from source."""
    asked = argparse.ArgumentParser(description="从源代码把程序当新用户用一遍")
    asked.add_argument("phase")
    for name in ("home", "out"):
        asked.add_argument(f"--{name}", type=Path, required=True)
    asked.add_argument("--office", type=Path, default=OFFICE)
    asked.add_argument("--source", type=Path, default=ROOT)
    asked.add_argument("--book", default="")
    asked.add_argument("--size", default="1366x768")
    given_words = asked.parse_args()
    out = given_words.out.resolve()
    code = from_source(
        given_words.home.resolve(),
        given(given_words.phase, out, given_words.office.resolve(), size=given_words.size),
        source=given_words.source.resolve(),
        book=given_words.book,
    )
    print(f"{given_words.phase}：{'走完了' if code == 0 else '没有走完'}，报告和图片在 {out}")
    return code


if __name__ == "__main__":
    sys.exit(main())
