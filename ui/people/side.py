"""Pages with a pane: what is shown in it, what is typed into it, and what came of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from app.drafts import Drafts
from app.errors import Refused
from app.people.storing import GONE
from app.reveal import reveal
from ui.commands import Command
from ui.desk import Desk
from ui.kit.form import Form
from ui.kit.page import Page
from ui.kit.parts import Button
from ui.kit.writing import Write
from ui.people.pane import Pane
from ui.theme import Tone

T = TypeVar("T")
What = tuple[str, int]
"""The sort and the id of a record."""


class _Row(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=_Row)


def one_of(rows: Iterable[R], row_id: int) -> R:
    """The row of an id; raises Refused if it is not among them."""
    found = next((row for row in rows if row.id == row_id), None)
    if found is None:
        raise Refused(GONE)
    return found


class Side(ABC):
    """One sort of record in the pane: its card, its forms, what can be done with it."""

    kind = ""

    def __init__(self, page: SidePage) -> None:
        self.page = page
        self.desk = page.desk
        self.book = page.desk.book

    @abstractmethod
    def show(self, row_id: int, /) -> None:
        """The card of a record; raises Refused if it is gone."""

    def commands(self, _row_id: int, /) -> tuple[Command | None, ...]:
        """What can be done with a record, for the menu of its row and for keys."""
        return ()

    def look(self, table: str, row_id: int, field: str) -> str | None:
        """A masked value for the screen; the look is logged."""
        return self.page.attempt(lambda: reveal(self.book, table, row_id, field))

    def button(self, text: str, act: Callable[[], object], tone: Tone = Tone.PLAIN) -> Button:
        """A button below a card whose trouble goes to the page."""
        return Button(text, lambda: self.page.attempt(act), tone=tone)


class SidePage(Page):
    """A page with a pane at the right and a side for every sort of record it shows."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pane = Pane(Drafts(desk.book))
        self.sides: dict[str, Side] = {}
        self.shown: What | None = None

    def add_side(self, side: Side) -> None:
        """Make one more sort of record known."""
        self.sides[side.kind] = side

    # Cards

    def show_record(self, kind: str, row_id: int) -> None:
        """Show the card of a record; words instead if it is gone."""
        self.shown = (kind, row_id)
        try:
            self.sides[kind].show(row_id)
        except Refused as gone:
            self.pane.show_nothing("这条记录不在了。", str(gone), "info")

    def show_again(self) -> None:
        """Read the card anew; a form that is being filled stays."""
        if self.pane.editing:
            return
        if self.shown is None:
            self.show_nothing()
        else:
            self.show_record(*self.shown)

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self.shown = None
        self.pane.show_nothing("选中一行，这里显示详情。")

    def put_form_away(self) -> None:
        """No form any more, with what was typed kept; the card is for the caller to show."""
        self.pane.stash()
        self.pane.form = None

    # Forms

    def fill(
        self,
        form: Form[Any],
        act: Callable[[], T | Write[T]],
        then: Callable[[T], object],
        *,
        title: str,
        key: str,
        reopen: Callable[[], object],
        hint: str = "",
        verb: str = "保存",
        first: str = "",
        below: Sequence[QWidget] = (),
        again: str = "",
        keep: Sequence[str] = (),
        back: Callable[[], object] | None = None,
    ) -> None:
        """Have a form filled: `act` saves it, `then` is told what came of it.

        An `act` that may be large reads the form and gives the `Write` that is left to be done.
        Problems go beside the fields; `reopen` shows the form again after 取消 was regretted.
        With `again`, the field to begin with, the form stays for the next one and keeps what
        stands in the fields `keep`. `back` is where 取消 leads (the card, unless given).
        """

        def save() -> None:
            tried = self.attempt(lambda: (act(),), form)
            if tried is None:
                return
            if isinstance(tried[0], Write):
                self.commit(tried[0], saved, form)
            else:
                saved(tried[0])

        def saved(made: T) -> None:
            if self.pane.form is not form:  # meanwhile a key led elsewhere: its draft is done with
                self.pane.drafts.drop(key)
            else:
                self.pane.saved(stay=bool(again))
            then(made)
            if again and self.pane.form is form:
                form.clear(keep)
                form.editor(again).setFocus()

        def cancel() -> None:
            texts = form.entry_texts() if form.dirty else {}
            self.pane.given_up()
            (back or self.show_again)()
            if texts:
                self.desk.notices.say("没有保存。", "接着填", lambda: regret(texts))

        def regret(texts: dict[str, str]) -> None:
            self.pane.drafts.keep(key, {name: text for name, text in texts.items() if text})
            reopen()

        self.banner.hide()
        self.pane.show_form(
            title, hint, form, save, cancel, key=key, verb=verb, first=first, below=below
        )

    def done(self, text: str, warnings: Iterable[str] = (), what: What | None = None) -> None:
        """Say what was done, with 撤销, and what looks wrong although it was taken as typed."""
        self.desk.notices.done(text)
        said = "".join(warnings)
        if not said:
            return
        if what is None or what == self.shown:
            self.banner.say(said, Tone.AMBER)
        else:
            self.banner.say(said, Tone.AMBER, "去核对", lambda: self.open(what))

    def leaving(self) -> bool:
        """The user may go; what is typed is kept."""
        self.pane.stash()
        return True
