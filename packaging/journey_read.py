"""What whoever tests a package reads out of a journey, and the books that a journey is given."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from ground import ROOT

OLD_BOOK = ROOT / "tests" / "data" / "books" / "0001.mulin"
"""A book of the first schema; `journey_books.KEPT` opens it."""
UNKNOWN = "9999"
"""A schema that no program knows, and (as the book says it) the program 9.0.0 that wrote it."""
_PROGRAM = 9_000_000


def report_of(out: Path, phase: str) -> dict[str, Any]:
    """The report of a phase."""
    report: dict[str, Any] = json.loads((out / f"{phase}.json").read_text("utf-8"))
    return report


def steps_of(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The steps of a report by name; of several with one name the last."""
    return {step["name"]: step for step in report["steps"]}


def lacking(out: Path, phase: str = "first") -> list[str]:
    """What the report says was printed and pdftotext does not find; empty when all is there."""
    missing = []
    for step in report_of(out, phase)["steps"]:
        if str(step.get("file", "")).endswith(".pdf"):
            found = _text_of(out / step["file"])
            words = [*step["header"], *(cell for line in step["lines"] for cell in line)]
            missing += [f"{step['file']}：{one}" for one in words if _bare(one) not in found]
    return missing


def _text_of(pdf: Path) -> str:
    words = ["pdftotext", "-enc", "UTF-8", str(pdf), "-"]
    done = subprocess.run(words, check=True, capture_output=True, text=True, encoding="utf-8")
    return _bare(done.stdout)


def _bare(text: str) -> str:
    # Cells are broken over lines where they do not fit.
    return "".join(text.split())


def copy_book(book: Path, folder: Path) -> Path:
    """A book with its keys in another folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in (book, *(book.with_name(f"{book.name}.{end}") for end in ("keys", "keys2"))):
        if file.exists():
            shutil.copyfile(file, folder / file.name)
    return folder / book.name


def make_newer(book: Path, password: str) -> None:
    """Have a book say that a program wrote it which nobody knows yet."""
    from app import opening

    opened = opening.unlock(book, password)
    with opened.write("测试") as session:
        connection = session.connection()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (UNKNOWN,))
        connection.exec_driver_sql(f"PRAGMA user_version={_PROGRAM}")
    opened.close()
