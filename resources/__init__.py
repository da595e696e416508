"""What ships beside the code: font, icons, rule sets, divisions, pinyin, help."""

from __future__ import annotations

from pathlib import Path

FONT_FAMILY = "Mulin Sans SC"
RARE_FAMILIES = ("Mulin Sans Rare", "Mulin Ming Rare", "Mulin Codes")
"""Asked in this order for a character that the text font lacks; the last has boxes with codes."""

_HERE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """The file or folder of that name, e.g. `path("icons/home.svg")`; works when installed.

    The name is relative, with forward slashes; a name that ships nothing raises
    FileNotFoundError at once, because that is a fault of ours and not of the user's disk.
    """
    found = _HERE / name
    if not found.exists():
        raise FileNotFoundError(f"no such resource: {name}")
    return found


def text(name: str) -> str:
    """The whole of a text resource."""
    return path(name).read_text(encoding="utf-8")
