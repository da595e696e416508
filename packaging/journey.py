"""Drives the program as a new user would: from source here, or put into a package for its test.

`python packaging/journey.py PHASE --home DIR --office DIR --out DIR [--book BOOK] [--source DIR]`
runs a phase from source in a home of its own; see `journey_phases` for the phases. `put_in` and
`take_out` are for whoever tests a package.
"""

from __future__ import annotations

import argparse
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from ground import HERE, ROOT

START, SHIPPED = "mulin_start", "mulin_shipped"
PARTS = (
    "journey_about", "journey_again", "journey_books", "journey_clock", "journey_drive",
    "journey_first", "journey_glyphs", "journey_hands", "journey_office", "journey_pack",
    "journey_phases", "journey_taking", "journey_work",
)  # fmt: skip
OFFICE = ROOT / "tests" / "data" / "office"


def put_in(folder: Path) -> None:
    """Put the journeys into a package: `folder` is where its `mulin_start` lies, as .pyc or .py.

    Compiled modules are put in where the package has them. Raises FileNotFoundError without a
    `mulin_start`, ValueError if it was compiled by another Python.
    """
    take_out(folder)
    start = folder / f"{START}.pyc"
    if not start.exists():
        start = start.with_suffix(".py")
    ending = start.suffix
    if not start.exists():
        raise FileNotFoundError(f"“{folder}”里没有 {START}。")
    if ending == ".pyc" and start.read_bytes()[:4] != MAGIC_NUMBER:
        raise ValueError(f"“{start}”不是用这个 Python 编译的。")
    start.rename(folder / f"{SHIPPED}{ending}")
    for source, name in (("journey_start", START), *((part, part) for part in PARTS)):
        _put(HERE / f"{source}.py", folder / f"{name}{ending}")


def _put(source: Path, target: Path) -> None:
    if target.suffix == ".py":
        shutil.copyfile(source, target)
    else:
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(
            str(source), str(target), dfile=source.name, doraise=True, invalidation_mode=mode
        )
        target.chmod(0o644)


def take_out(folder: Path) -> None:
    """Have the package as it was before `put_in`; nothing is done where nothing was put in."""
    for ending in (".pyc", ".py"):
        shipped = folder / f"{SHIPPED}{ending}"
        if shipped.exists():
            shipped.replace(folder / f"{START}{ending}")
        for name in PARTS:
            (folder / f"{name}{ending}").unlink(missing_ok=True)
    compiled = folder / "__pycache__"
    for name in (START, SHIPPED, *PARTS):
        for old in compiled.glob(f"{name}.*"):
            old.unlink()
    if compiled.is_dir() and not any(compiled.iterdir()):
        compiled.rmdir()


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
    asked.add_argument("--password", default="")
    given_words = asked.parse_args()
    out = given_words.out.resolve()
    code = from_source(
        given_words.home.resolve(),
        given(
            given_words.phase,
            out,
            given_words.office.resolve(),
            size=given_words.size,
            password=given_words.password,
        ),
        source=given_words.source.resolve(),
        book=given_words.book,
    )
    print(f"{given_words.phase}：{'走完了' if code == 0 else '没有走完'}，报告和图片在 {out}")
    return code


if __name__ == "__main__":
    sys.exit(main())
