"""系统: the office, backups, what was done, own columns, the look, passwords, about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget

from ui.commands import Command
from ui.desk import Desk
from ui.kit.chips import Chips
from ui.kit.page import Page
from ui.system.about import AboutSection
from ui.system.backups import BackupsSection
from ui.system.look import LookSection
from ui.system.office import OfficeSection
from ui.system.own_fields import OwnFieldsSection
from ui.system.secrets import SecretsSection
from ui.system.section import Section
from ui.system.steps import StepsSection

_SECTIONS: tuple[tuple[str, str, Callable[[SystemPage], Section]], ...] = (
    ("office", "本居委", OfficeSection),
    ("backups", "备份与还原", BackupsSection),
    ("steps", "操作记录", StepsSection),
    ("own", "自设栏", OwnFieldsSection),
    ("look", "外观", LookSection),
    ("password", "密码与恢复码", SecretsSection),
    ("about", "关于", AboutSection),
)


class SystemPage(Page):
    """Seven sections, each made when it is first looked at."""

    title = "系统"
    tables = ("office", "journal_step", "own_field", "picture")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._makers = {key: make for key, _, make in _SECTIONS}
        self._made: dict[str, Section] = {}
        self.chips = Chips([(key, words) for key, words, _ in _SECTIONS], name="系统的各部分")
        self.chips.chosen.connect(self.turn_to)
        self._stack = QStackedWidget()
        self.filter_by(self.chips, None)
        self.body.addWidget(self._stack, 1)
        desk.watch.on(self, (), self.read_again)
        self.turn_to("office")

    @property
    def section(self) -> Section:
        """The section in sight."""
        return self._made[self.chips.key]

    def turn_to(self, key: str) -> None:
        """Show a section."""
        before = self._stack.currentWidget()
        if isinstance(before, Section):
            before.leaving()
        self.chips.choose(key)
        if key not in self._made:
            self._made[key] = self._makers[key](self)
            self._stack.addWidget(self._made[key])
        self._stack.setCurrentWidget(self._made[key])
        self.banner.hide()
        if self.isVisible():
            self.read_again()

    def open(self, what: object) -> None:
        """Show a section by its key, such as `backups`, or a part of it: ("own", "shop")."""
        key, part = what if isinstance(what, tuple) and len(what) == 2 else (what, "")
        if isinstance(key, str) and key in self._makers:
            self.turn_to(key)
            if part:
                self.section.open(str(part))

    def refresh(self) -> None:
        """Read the section in sight."""
        self.section.refresh()

    def buttons(self) -> tuple[Command, ...]:
        """Those of the section."""
        return self.section.buttons()

    def commands(self) -> tuple[Command, ...]:
        """Those of the section."""
        return self.section.commands()

    def status(self) -> tuple[str, str]:
        """That of the section."""
        return self.section.status()

    def leaving(self) -> bool:
        """The user may go; what is typed is kept, passwords are emptied."""
        self.section.leaving()
        return True
