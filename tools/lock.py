"""Write the locks: exact versions and hashes of everything the program and its tests use.

requirements.lock is for those who work on the program, packaging/runtime.lock names the part of it
that ships. Both hold for Linux (x86_64, aarch64) and Windows at once and name no package index.
Versions already in the lock are kept unless `--upgrade` is given.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools import ROOT

LOCK = ROOT / "requirements.lock"
SHIPPED = ROOT / "packaging" / "runtime.lock"
NOTE = "# Exact versions with hashes, made by `make lock`. Install with: pip install --no-deps -r\n"


def main() -> int:
    """Resolve again and write the files; the exit code of the resolver."""
    return _resolve(LOCK, "--extra", "dev", *sys.argv[1:]) or _resolve(
        SHIPPED, "--constraint", LOCK.name
    )


def _resolve(target: Path, *options: str) -> int:
    command = [
        *("uv", "pip", "compile", "pyproject.toml", *options),
        *("--universal", "--python-version", "3.11", "--generate-hashes"),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
        *("--quiet", "--output-file", str(target.relative_to(ROOT))),
    ]
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False)
    if done.returncode == 0:
        pins = target.read_text(encoding="utf-8").removeprefix(NOTE)
        target.write_text(NOTE + pins, encoding="utf-8")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
