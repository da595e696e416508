"""Whether every compiled file, font and library of a tree is named on the page 关于."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import PurePosixPath

import ground

from app.licences import Part, parts

_COMPILED = (b"\x7fELF", b"MZ")
_FONTS = (".ttf", ".otf", ".ttc")
_DESCRIBED = ".dist-info"


def unnamed(files: Iterable[tuple[str, bytes]], system: str) -> list[str]:
    """The files that belong to no part that ships on a system (windows, linux).

    A file is its name, relative to the program's folder, and its first bytes.
    """
    known = [part for part in parts() if system in part.where]
    found: set[str] = set()
    for name, begin in files:
        told = library_name(name)
        if begin.startswith(_COMPILED) or name.lower().endswith(_FONTS):
            if owner(told, known) is None:
                found.add(name)
        elif (library := described(told)) and library not in {part.lock for part in known}:
            found.add(f"{library}（{_DESCRIBED}）")
    return sorted(found)


def owner(name: str, known: Sequence[Part]) -> Part | None:
    """The part that a file belongs to: by its place, or else by its name alone.

    Patterns are in small letters: `numpy/**` is all below a folder, `pil/*.so` what lies in it,
    `/mulin` what lies in none, and `libicu*` a name wherever it lies.
    """
    place = name.lower()
    for by_name in (False, True):
        fitting = [
            (len(pattern), part)
            for part in known
            for pattern in part.files
            if ("/" not in pattern) == by_name and _fits(place, pattern)
        ]
        if fitting:
            return max(fitting, key=lambda one: one[0])[1]  # the longest says most
    return None


def _fits(place: str, pattern: str) -> bool:
    if pattern.endswith("/**"):
        return place.startswith(pattern.removesuffix("**"))
    if "/" not in pattern:
        return fnmatch(place.rpartition("/")[2], pattern)
    steps, wanted = place.split("/"), pattern.removeprefix("/").split("/")
    return len(steps) == len(wanted) and all(map(fnmatch, steps, wanted))


def library_name(name: str) -> str:
    """The name of a file relative to the folder that libraries and layers are in."""
    steps = PurePosixPath(name).parts
    while steps and steps[0] in ("files", "lib", "pkgs", "app"):
        if steps[0] == "app" and (len(steps) < 3 or steps[1] not in ground.LAYERS):
            break
        steps = steps[1:]
    return "/".join(steps)


def described(name: str) -> str:
    """The library whose description a file is, as the lock calls it; empty for any other file."""
    folder = name.partition("/")[0]
    if not folder.endswith(_DESCRIBED):
        return ""
    return folder.removesuffix(_DESCRIBED).rpartition("-")[0].lower().replace("_", "-")
