"""The program's table of contents."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.kit.page import Page


@dataclass(frozen=True)
class Room:
    """One entry of the sidebar; its page is imported when it is first entered.

    `make_page` is `module:Class`; a room with children may have no page of its own.
    """

    id: str
    title: str
    icon: str
    make_page: str = ""
    children: tuple[Room, ...] = field(default=())

    def page(self, desk: Desk) -> Page:
        """The page of this room, made now."""
        module, _, name = self.make_page.partition(":")
        made: Page = getattr(import_module(module), name)(desk)
        return made

    def all(self) -> tuple[Room, ...]:
        """This room and those inside it that have a page."""
        inner = tuple(room for child in self.children for room in child.all())
        return ((self,) if self.make_page else ()) + inner


CONTENTS: tuple[Room, ...] = (
    Room("today", "今日", "today", "ui.today.page:TodayPage"),
    Room("people", "居民房屋", "people", "ui.people.page:PeoplePage"),
    Room(
        "leaders",
        "两长队伍",
        "leaders",
        "ui.leaders.page:LeadersPage",
        (
            Room("rounds", "推选换届", "council", "ui.leaders.rounds.page:RoundsPage"),
            Room("duties", "履职培训", "register", "ui.leaders.work.page:WorkPage"),
            Room("cover", "覆盖图和图表", "chart", "ui.leaders.cover.page:CoverPage"),
        ),
    ),
    Room("pledge", "美丽约定", "pledge", "ui.pledge.page:PledgePage"),
    Room("imports", "导入表格", "import", "ui.imports.page:ImportPage"),
    Room("system", "系统", "settings", "ui.system.page:SystemPage"),
)
