"""What a packaged program knows of its making: the commit and its day, nothing of the machine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ground import LAYERS, ROOT, moment_of, run

from app.about import BUILT


def mark(tree: Path, source: Path = ROOT) -> Path | None:
    """Write it among the resources of a program that lies unpacked in `tree`.

    A tree of sources without a history has none: nothing is written then. A commit with changes
    that were not committed gets a plus sign.
    """
    if not (source / ".git").exists():
        return None
    trouble = "读不出源代码是哪一次提交。"
    commit = run(["git", "rev-parse", "--short=7", "HEAD"], trouble, cwd=source).strip()
    changed = run(["git", "status", "--porcelain", "--", *LAYERS], trouble, cwd=source).strip()
    day = dt.datetime.fromtimestamp(moment_of(source), dt.UTC).date()
    file = tree / "resources" / BUILT
    file.write_text(f"{commit}{'+' if changed else ''} {day.isoformat()}\n", encoding="utf-8")
    return file
