"""Take out of a tree what the program never uses, after the list in trims.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ground import HERE, Unbuildable

LIST = HERE / "trims.toml"
SYSTEMS = ("windows", "linux")


@dataclass(frozen=True, slots=True)
class Trim:
    """Files that do not ship, and why not."""

    why: str
    drop: tuple[str, ...]
    keep: tuple[str, ...]
    on: tuple[str, ...]


def read(file: Path = LIST) -> list[Trim]:
    """All trims; a line of the list that makes no sense raises `Unbuildable`."""
    found = []
    for number, entry in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["trim"], 1):
        trim = Trim(
            str(entry.pop("why", "")),
            tuple(entry.pop("drop", ())),
            tuple(entry.pop("keep", ())),
            tuple(entry.pop("on", SYSTEMS)),
        )
        if entry or not trim.why or not trim.drop or not set(trim.on) <= set(SYSTEMS):
            raise Unbuildable(f"{file.name} 的第 {number} 条写得不对：{trim.why or entry}")
        found.append(trim)
    return found


def trim_tree(tree: Path, system: str, trims: Iterable[Trim] | None = None) -> int:
    """Delete from the tree of libraries what the list says for a system; bytes gained.

    A pattern that meets nothing raises `Unbuildable`: the list is about exactly these versions.
    """
    files = {path.relative_to(tree).as_posix(): path for path in _files(tree)}
    gained = 0
    for trim in read() if trims is None else trims:
        if system not in trim.on:
            continue
        spared = {name for pattern in trim.keep for name in _met(pattern, files)}
        dropped = {name for pattern in trim.drop for name in _met(pattern, files)} - spared
        for path in (files[name] for name in sorted(dropped)):
            if path.exists():
                gained += path.stat().st_size
                path.unlink()
    _drop_empty(tree)
    return gained


def matches(pattern: str, name: str) -> bool:
    """Whether a pattern meets a path: `*` within a name, `**` over folders, `?`, `[ab]`."""
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]+\])", pattern)
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    expression = "".join(
        meaning.get(piece) or (piece if piece.startswith("[") else re.escape(piece))
        for piece in pieces
    )
    return re.fullmatch(expression, name) is not None


def _files(tree: Path) -> list[Path]:
    return [path for path in tree.rglob("*") if path.is_file()]


def _met(pattern: str, files: Iterable[str]) -> set[str]:
    met = {name for name in files if matches(pattern, name)}
    if not met:
        raise Unbuildable(f"{LIST.name} 里的 {pattern} 一个文件也没有对上，请按现在的版本改一改。")
    return met


def _drop_empty(tree: Path) -> None:
    folders = sorted((path for path in tree.rglob("*") if path.is_dir()), reverse=True)
    for folder in folders:
        if not any(folder.iterdir()):
            folder.rmdir()
