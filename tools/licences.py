"""Collects the licences of the Python packages that ship into `resources/licences`.

    python -m tools.licences

Run after `make lock`: it takes the texts out of the installed packages and writes the versions of
the lock into `parts.toml`. What is not a Python package (Qt, CPython, NSIS …) is kept by hand.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

import resources
from app.licences import parts

ROOT = Path(__file__).resolve().parent.parent
FOLDER = resources.path("licences")
APACHE = "APACHE"
"""The text that several packages repeat is kept once, as `apache-2.0.txt`."""


def locked() -> dict[str, str]:
    """The packages that ship, with their versions."""
    lock = (ROOT / "packaging" / "runtime.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", lock, re.MULTILINE))


def texts_of(package: Distribution) -> list[str]:
    """The texts of the licences that lie in an installed package."""
    found: list[str] = []
    for file in package.files or ():
        if ".dist-info" not in file.parts[0] or not re.match(r"LICEN[CS]E|COPYING", file.name):
            continue
        if APACHE not in file.name:
            found.append(file.read_text(encoding="utf-8"))
    return found


def collect(name: str) -> bool:
    """Write the text of a package; False when it carries none."""
    texts = texts_of(distribution(name))
    if not texts:
        return False
    lines = "\n\n".join(text.strip("\n") for text in texts).replace("\f", "\n").splitlines()
    whole = "\n".join(line.rstrip() for line in lines)
    (FOLDER / f"{name}.txt").write_text(f"{whole}\n", encoding="utf-8")
    return True


def main() -> int:
    """Texts first, then versions; says what has to be seen to by hand."""
    table = FOLDER / "parts.toml"
    words = table.read_text(encoding="utf-8")
    known = {part.lock: part for part in parts() if part.lock}
    wanted = locked()
    for name, version in wanted.items():
        if name not in known:
            print(f"parts.toml 里还没有 {name}，请补上名称、许可和用途。")
            continue
        if f"licences/{name}.txt" in known[name].texts and not collect(name):
            print(f"安装的 {name} 里没有许可全文，请手工核对。")
        words = re.sub(
            rf'(lock = "{re.escape(name)}"\nversion = )"[^"]*"', rf'\1"{version}"', words
        )
    for name in known.keys() - wanted.keys():
        print(f"{name} 已经不随程序发布，请从 parts.toml 里去掉。")
    table.write_text(words, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
