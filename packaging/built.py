"""What a packaged program carries besides itself: of which commit it was made, and source it owes.

Nothing of the machine that builds is in either.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

from ground import LAYERS, ROOT, Unbuildable, moment_of, run

from app.about import BUILT

OWED = "stdnum"
"""The library under the LGPL that is written in Python: only its bytecode would ship otherwise."""
SOURCE = "source.zip"
_DAY = (1980, 1, 1, 0, 0, 0)


def mark(layers: Path, source: Path = ROOT) -> Path | None:
    """Write the commit and its day among the resources of a program; `layers` holds its folders.

    A tree of sources without a history has none: nothing is written then. A commit with changes
    that were not committed gets a plus sign.
    """
    if not (source / ".git").exists():
        return None
    trouble = "读不出源代码是哪一次提交。"
    commit = run(["git", "rev-parse", "--short=7", "HEAD"], trouble, cwd=source).strip()
    changed = run(["git", "status", "--porcelain", "--", *LAYERS], trouble, cwd=source).strip()
    day = dt.datetime.fromtimestamp(moment_of(source), dt.UTC).date()
    file = layers / "resources" / BUILT
    file.write_text(f"{commit}{'+' if changed else ''} {day.isoformat()}\n", encoding="utf-8")
    return file


def keep_source(libraries: Path) -> Path:
    """Put the sources of the library that owes them beside it; call it before they are compiled."""
    folder = libraries / OWED
    sources = sorted(folder.rglob("*.py"))
    if not sources:
        raise Unbuildable(f"{OWED} 的源代码不在了，而它的许可要求一起发布。")
    packed = folder / SOURCE
    with zipfile.ZipFile(packed, "w") as out:
        for path in sources:
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DAY)
            entry.external_attr = 0o644 << 16
            out.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return packed
