"""Pages made of several lists, of which one is in sight, and a pane beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from ui.commands import Command
from ui.finding import meant
from ui.kit.form import Form
from ui.kit.parts import Button, IconButton, row
from ui.kit.table import Table
from ui.kit.table.rows import Fetch
from ui.kit.tabs import Tabs
from ui.kit.writing import Write
from ui.people.bulk import Bulk
from ui.people.filling import Filling
from ui.people.lists import ListView
from ui.people.side import SidePage, What
from ui.people.taking import Taking, fetch_of
from ui.people.typing import cells_of
from ui.people.views import ViewMenu

T = TypeVar("T")
_PAUSE = 120  # milliseconds between two rows that are read while a key is held down


class ListsPage(SidePage):
    """Call `make_lists` when the sides are known; `room` is what this computer remembers by."""

    room = ""

    def make_lists(self, views: Sequence[tuple[ListView, str]]) -> None:
        """Build the page from its lists and their names."""
        self.views = tuple(view for view, _ in views)
        self.menus: dict[str, ViewMenu] = {}
        self.bulk = Bulk(self)
        self.chips = Tabs([(view.key, name) for view, name in views], name="看什么")
        self.chips.chosen.connect(self.turn_to)
        self.stack = QStackedWidget()
        for view in self.views:
            self.stack.addWidget(view)
            self._connect(view)
        self._fold = IconButton("chevron-right", "", self.fold, side=16)
        self.chips.setContentsMargins(12, 0, 0, 0)
        self.title_with(self.chips)
        self.filter_by(*(view.filters for view in self.views), None, self._fold)
        body = row(self.stack, self.pane, gap=16)
        body.setStretch(0, 1)
        self.body.addLayout(body)
        self.filling = Filling(self)
        self.taking = Taking(self, self._in_sight)
        self._wanted: What | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._show_wanted)
        self._folded = self.desk.settings.value(f"{self.room}/folded") == "yes"
        self.show_nothing()
        self._show_parts()

    def _connect(self, view: ListView) -> None:
        view.picked.connect(lambda what: self._picked(view, what))
        view.offered.connect(lambda what: self._offered(view, what))
        view.restated.connect(self.restate)
        if view.keeps_views:
            self._end_line(view)
        for table in view.tables():
            table.said.connect(self.desk.notices.say)
            table.menu_with(self._row_menu, self._run)
            table.opened.connect(lambda _row: self._open_shown())

    def _end_line(self, view: ListView) -> None:
        """What every list has in its filter line, and what may be typed into its cells."""
        menu = ViewMenu(self.desk, view, self.attempt)
        self.menus[view.key] = menu
        many = Button("批量修改", self.bulk.ask, role="chip", icon="edit")
        many.hide()
        view.end_line(menu, many)
        if view.sheet:
            self._let_type(view)
            view.recolumned.connect(lambda: self._let_type(view))
            leave = partial(self.go, "system", ("own", view.sheet))
            view.main.more_columns = ("新增自设栏……", leave)
            for moved in (view.main.selection_moved, view.restated):
                moved.connect(lambda: self._offer_bulk(view, many))

    def _let_type(self, view: ListView) -> None:
        view.main.edit_with(cells_of(self, view))

    def _offer_bulk(self, view: ListView, button: Button) -> None:
        count = view.main.grid.count_selected()
        button.setToolTip(f"批量修改选中的 {count:,} 行（Ctrl+M）")
        button.setVisible(count > 1)

    # Lists

    @property
    def view(self) -> ListView:
        """The list in sight."""
        return self.views[self.stack.currentIndex()]

    def turn_to(self, key: str) -> None:
        """Another list."""
        if key == self.view.key:
            return
        self.chips.choose(key)
        at = next(at for at, view in enumerate(self.views) if view.key == key)
        self.stack.setCurrentIndex(at)
        self._show_parts()
        self.put_form_away()
        self.view.turned_to()
        if self.shown is not None and self.shown[0] not in self.view.kinds:
            self.shown = None
        self.read_again()

    def show_list(self, view: ListView) -> None:
        """Turn to a list, or read it again if it is in sight."""
        if view is self.view:
            self.read_again()
        else:
            self.turn_to(view.key)

    def show_in(self, view: ListView, what: What) -> None:
        """Show a record in the pane and make its row current."""
        self.put_form_away()
        self.shown = what
        view.choose(*what)
        self.show_list(view)

    def fold(self) -> None:
        """Put the pane away so that the table has the whole width, or bring it back."""
        self._folded = not self._folded
        self.desk.settings.setValue(f"{self.room}/folded", "yes" if self._folded else "no")
        self._show_parts()

    def _show_parts(self) -> None:
        for view in self.views:
            view.filters.setVisible(view is self.view)
            # A list out of sight must not make the page wider or higher than the window.
            seen = view is self.view
            policy = QSizePolicy.Policy.Preferred if seen else QSizePolicy.Policy.Ignored
            view.setSizePolicy(policy, policy)
        # Entering the room puts the keyboard into the list.
        self.setFocusProxy(next(iter(self.view.tables()), None))  # type: ignore[arg-type]
        self.pane.setVisible(self.view.has_pane and not self._folded)
        self._fold.setVisible(self.view.has_pane)
        words = ("chevron-left", "显示详情") if self._folded else ("chevron-right", "收起详情")
        self._fold.show_icon(*words)

    def unfold(self) -> None:
        """Have the pane in sight, since something is shown in it that was asked for."""
        if self._folded:
            self._folded = False
            self._show_parts()

    def fill(
        self,
        form: Form[Any],
        act: Callable[[], T | Write[T]],
        then: Callable[[T], object],
        **how: Any,
    ) -> None:
        """As every page with a pane, which is brought back if it was put away."""
        self.unfold()
        super().fill(form, act, then, **how)

    def refresh(self) -> None:
        """Read the list in sight and the card beside it."""
        self.view.read()
        self.show_again()

    def _picked(self, view: ListView, what: object) -> None:
        if view is not self.view:
            return
        self._wanted = meant(what)
        # An arrow key that is held down runs through the list; only where it stops is read.
        running = self._pause.isActive()
        self._pause.start()
        if not running:
            self._show_wanted()

    def _show_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted != self.shown:
            self.show_record(*wanted)
            self.restate()

    def _offered(self, view: ListView, what: object) -> None:
        known = meant(what)
        if view is self.view and known is not None and not self.pane.editing:
            self.show_record(*known)

    # What can be done

    def commands(self) -> tuple[Command, ...]:
        """Everything that can be done here, also with the record in the pane.

        Keys are taken when the room is entered, so that what they do is looked up when pressed.
        """
        own = (replace(one, shortcut="") for one in self._row_commands() if one is not None)
        edit = Command(
            f"{self.room}.edit", "编辑选中的", self._edit_shown, "F2", "edit", writes=True
        )
        fold = Command(f"{self.room}.fold", "收起或显示详情", self.fold, "F4")
        bulk = (self.bulk.command(),) if any(view.sheet for view in self.views) else ()
        buttons = self.buttons()
        known = {one.id for one in buttons}
        forms = (one for one in self.filling.commands(self.room) if one.id not in known)
        return (*own, edit, fold, *bulk, *forms, *buttons)

    def _row_menu(self) -> Sequence[Command | None]:
        forms = self.filling.commands(self.room)
        below = (None, *forms) if forms else ()
        return (*self.bulk.row_commands(), *self._row_commands(), *below)

    def _row_commands(self) -> Sequence[Command | None]:
        if self.shown is None:
            return ()
        kind, row_id = self.shown
        return self.sides[kind].commands(row_id)

    def _run(self, command: Command) -> object:
        return self.attempt(command.run)

    def _open_shown(self) -> None:
        if self._folded:
            self.unfold()
        else:
            self._edit_shown()

    def _edit_shown(self) -> None:
        edit = next((one for one in self._row_commands() if one and one.shortcut == "F2"), None)
        if edit is not None:
            self._run(edit)

    def status(self) -> tuple[str, str]:
        """How many there are and what is selected."""
        return (self.view.status(), "")

    def _in_sight(self) -> tuple[Table, str, Fetch]:
        table = self.view.tables()[0]
        return table, self.view.title, self.view.fetch or fetch_of(table)
