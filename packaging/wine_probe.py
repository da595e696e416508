"""What only Windows can show, run by the packaged program in place of its own start.

`mulin-cli.exe probe OUT.json OFFICE ROOM` does every check and writes, by its name, what it found
or why it failed. ROOM is an empty folder, but for a folder 只读 that cannot be written. Every other
word is for the processes it starts itself, or goes to the program.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import probe_files
import probe_program
from probe_ground import CHECKS, PASSWORD, handle_of

PARTS = (probe_files.__name__, probe_program.__name__, "probe_ground")
"""The modules that go into the package with this one."""


def _as_child(words: list[str]) -> int:
    if words[0] == "sleep":
        time.sleep(300)
    elif words[0] == "parent":
        from app.sheets.fence import Enclosure

        child = subprocess.Popen(
            [sys.executable, "probe-child", "sleep"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        enclosure = Enclosure(handle_of(child), 2**30, 30)
        print(child.pid, flush=True)
        time.sleep(300)
        enclosure.close()
    elif words[0] == "hold":
        from app import opening

        book = opening.unlock(Path(words[1]), PASSWORD)
        print("open", flush=True)
        time.sleep(300)
        book.close()
    return 0


def _probe(out: Path, office: Path, room: Path) -> int:
    sys.frozen = True  # type: ignore[attr-defined]
    found: dict[str, dict[str, Any]] = {}
    for name, function in CHECKS.items():
        began = time.monotonic()
        try:
            note, good = function(office, room), True
        except BaseException:  # noqa: BLE001  whatever happens is told
            note, good = traceback.format_exc(), False
        found[name] = {"good": good, "note": note, "seconds": time.monotonic() - began}
        out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if all(each["good"] for each in found.values()) else 1


def main() -> int:
    """Do the checks, or play a part in one, or be the program."""
    words = sys.argv[1:]
    if words[:1] == ["probe"]:
        return _probe(*map(Path, words[1:4]))
    if words[:1] == ["probe-child"]:
        return _as_child(words[1:])
    from mulin_shipped import main as program  # type: ignore[import-not-found]

    return int(program())


if __name__ == "__main__":
    sys.exit(main())
