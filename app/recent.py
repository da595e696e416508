"""The books that were opened on this computer, and where a new one would lie."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".mulin"
MOST = 8
FOLDER = "睦邻台账"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class RecentBook:
    """A book that was opened here; `there` is False when its file cannot be found now."""

    path: Path
    there: bool

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.path.stem


def with_latest(known: Sequence[str], path: Path) -> list[str]:
    """The remembered paths with one put in front."""
    latest = str(path.absolute())
    return [latest, *(each for each in known if each != latest)][:MOST]


def without(known: Sequence[str], path: Path) -> list[str]:
    """The remembered paths without one."""
    return [each for each in known if each != str(path.absolute())]


def recent_books(known: Sequence[str]) -> list[RecentBook]:
    """The remembered books, the latest first."""
    return [RecentBook(Path(each), Path(each).is_file()) for each in known]


def new_place(office: str, documents: Path) -> Path:
    """A free path for the book of an office: `文档/睦邻台账/金水苑社区居委会.mulin`."""
    name = _NOT_IN_NAMES.sub("", office).strip(" .") or "台账"
    folder = documents / FOLDER
    number, path = 1, folder / f"{name}{SUFFIX}"
    while path.exists():
        number += 1
        path = folder / f"{name}（{number}）{SUFFIX}"
    return path


def logins_of(path: Path) -> list[str]:
    """Who may open a book, without opening it; nobody when its key files cannot be read.

    Asked for the first picture, so it takes a plain look instead of loading what knows keys; what
    is wrong with the files is said when the book is opened.
    """
    for ending in (".keys", ".keys2"):
        try:
            slots = json.loads(path.with_name(path.name + ending).read_bytes())["body"]["slots"]
            return [str(slot["login"]) for slot in slots if slot["kind"] == "user"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return []
