"""What a page may ask of the program around the window: lock, restore, another book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ui.desk import Desk

if TYPE_CHECKING:
    from ui.start.idle import Idle


def _nothing(*_args: object) -> None:
    """A window that stands alone (a picture, a test) has no program around it."""


@dataclass(frozen=True)
class Errands:
    """Each closes the book first, after the page in sight has agreed to be left.

    `restore` goes on to ask for the password of the backup it is given; `idle` decides when the
    program locks by itself; `portable` is the folder of a program that is carried about.
    """

    lock: Callable[[], object] = _nothing
    restore: Callable[[Path], object] = _nothing
    open_other: Callable[[], object] = _nothing
    help: Callable[[str], object] = _nothing
    documents: Path = field(default_factory=Path.home)
    data: Path = field(default_factory=Path.home)
    logs: Path = field(default_factory=Path.home)
    portable: Path | None = None
    idle: Idle | None = None


@dataclass(frozen=True)
class HomeDesk(Desk):
    """A desk inside the whole program."""

    errands: Errands = field(default_factory=Errands)


def errands_of(desk: Desk) -> Errands:
    """What can be asked of the program around a desk."""
    return desk.errands if isinstance(desk, HomeDesk) else Errands()
