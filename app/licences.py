"""What ships with the program besides our own code, under which licence, with all the texts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import resources

EVERYWHERE = ("windows", "linux")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of somebody else's making.

    `use` says what it is for, `texts` are names of resources, `lock` is its name in the lock of
    what ships (empty for what is no Python package), `files` are patterns of the compiled files
    that it brings, `source` says where its source is to be had, where its licence asks for that.
    """

    name: str
    licence: str
    use: str
    texts: tuple[str, ...]
    version: str = ""
    lock: str = ""
    where: tuple[str, ...] = EVERYWHERE
    files: tuple[str, ...] = ()
    source: str = ""


@cache
def parts() -> tuple[Part, ...]:
    """Everything that ships in any package, in the order of the table."""
    listed = tomllib.loads(resources.text("licences/parts.toml"))["part"]
    return tuple(_part(one) for one in listed)


def _part(one: dict[str, Any]) -> Part:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in one.items()
    }
    return Part(**values)


def text_of(part: Part) -> str:
    """The whole text of the licences of a part, one after the other."""
    return "\n\n\n".join(resources.text(name).strip("\n") for name in part.texts)
