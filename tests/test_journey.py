"""The program as a new user meets it, driven from inside: the same way as packages are tested."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def travel(phase: str, folder: Path, *more: str) -> dict[str, Any]:
    """Run a journey in a home of its own; gives its report."""
    words = (phase, "--home", str(folder / "home"), "--out", str(folder / "out"), *more)
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "journey.py"), *words],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    report: dict[str, Any] = json.loads((folder / "out" / f"{phase}.json").read_text("utf-8"))
    assert done.returncode == 0, report["why"] + done.stderr
    return report


def test_a_new_office_is_set_up_filled_closed_and_opened_again(tmp_path: Path) -> None:
    begun = travel("begin", tmp_path)
    assert begun["counts"]["residents"] == 5721
    again = travel("again", tmp_path, "--book", begun["book"])
    assert again["found"] == begun["counts"]
    assert again["counts"]["points_entries"] == 1
