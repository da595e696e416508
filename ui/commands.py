"""What the user can do, as data: menus, buttons and the list of keys are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui import icons


@dataclass(frozen=True)
class Command:
    """One thing to do; `id` is unique, such as `pledge.record`.

    `enabled` is asked each time the command could be seen; a command that `writes` waits while
    long work holds the pen. `hint` says in a sentence what it is for.
    """

    id: str
    title: str
    run: Callable[[], object]
    shortcut: str = ""
    icon: str = ""
    enabled: Callable[[], bool] | None = None
    writes: bool = False
    hint: str = ""

    def ready(self, *, busy: bool = False) -> bool:
        """Whether it can be done now; `busy` while long work holds the pen."""
        if self.writes and busy:
            return False
        return self.enabled is None or self.enabled()

    @property
    def keys(self) -> str:
        """The shortcut as it is written on the screen, such as Ctrl+Z."""
        return self.shortcut.split(";")[0].strip()


Runner = Callable[[Command], object]
"""Runs a command and takes its trouble to where it belongs (see `MainWindow.run`)."""


def run_plainly(command: Command) -> object:
    """The runner of a widget that stands alone."""
    return command.run()


def action(command: Command, parent: QObject, runner: Runner = run_plainly) -> QAction:
    """A Qt action for a menu or a key; several shortcuts are parted by `;`."""
    made = QAction(command.title, parent)
    if command.icon:
        made.setIcon(icons.icon(command.icon))
    if command.shortcut:
        made.setShortcuts([QKeySequence(part.strip()) for part in command.shortcut.split(";")])
    if command.hint:
        made.setToolTip(command.hint)
        made.setStatusTip(command.hint)
    made.setEnabled(command.ready())
    made.triggered.connect(lambda: runner(command))
    return made


def menu(
    commands: Iterable[Command | None],
    parent: QWidget,
    runner: Runner = run_plainly,
    *,
    busy: bool = False,
) -> QMenu:
    """A menu made now, with what is possible now; None draws a line."""
    made = QMenu(parent)
    for command in commands:
        if command is None:
            made.addSeparator()
            continue
        item = action(command, made, runner)
        item.setEnabled(command.ready(busy=busy))
        # Keys belong to the window; a menu only shows them.
        item.setShortcuts([])
        item.setText(f"{command.title}\t{command.keys}" if command.keys else command.title)
        made.addAction(item)
    return made
