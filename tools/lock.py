"""Write requirements.lock: exact versions and hashes of everything the program and its tests use.

The lock holds for Linux (x86_64, aarch64) and Windows at once and names no package index.
Versions already in the lock are kept unless `--upgrade` is given.
"""

from __future__ import annotations

import subprocess
import sys

from tools import ROOT

LOCK = ROOT / "requirements.lock"
NOTE = "# Exact versions with hashes, made by `make lock`. Install with: pip install --no-deps -r\n"


def main() -> int:
    """Resolve again and write the file; the exit code of the resolver."""
    command = [
        *("uv", "pip", "compile", "pyproject.toml", "--extra", "dev"),
        *("--universal", "--python-version", "3.11", "--generate-hashes"),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
        *("--quiet", "--output-file", LOCK.name),
        *sys.argv[1:],
    ]
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False)
    if done.returncode == 0:
        pins = LOCK.read_text(encoding="utf-8").removeprefix(NOTE)
        LOCK.write_text(NOTE + pins, encoding="utf-8")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
