"""Several terms of a roster at once: letters, signs, leaving together, another day of expiry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from PySide6.QtCore import QPoint

from app.errors import Refused
from app.fields import Field
from app.kinds import Day
from app.leaders.records import END_REASONS, TermRow
from app.leaders.rules import ENDED
from app.leaders.succession import end_terms, extend_terms
from ui.commands import Command, menu
from ui.kit.form import Form
from ui.kit.parts import Button, caption
from ui.kit.writing import Write
from ui.leaders.roster import RosterView
from ui.leaders.term_papers import TermPapers
from ui.people.pane import lay_rows
from ui.people.side import SidePage
from ui.people.typing import past_words

_TOLD = 12  # names that are listed above a form


@dataclass(frozen=True)
class Leaving:
    """When and why several people leave."""

    on: Annotated[dt.date, Field(Day(), "离任日", required=True)]
    end_reason: Annotated[str, Field(END_REASONS, "离任原因", required=True)]


@dataclass(frozen=True)
class Extending:
    """The day on which several terms are full."""

    until: Annotated[dt.date, Field(Day(), "届满日改为", required=True)]


class Many:
    """批量办理 of the selected rows: a button in the filter line, and commands."""

    def __init__(self, page: SidePage, view: Callable[[], Any], papers: TermPapers) -> None:
        self._page = page
        self._view = view
        self._papers = papers
        self.desk = page.desk
        self.book = page.desk.book

    def button_for(self, view: RosterView) -> Button:
        """The button of a roster; in sight while several rows are selected."""
        made = Button("批量办理", role="chip", icon="edit")
        made.clicked.connect(lambda: self._open(made))
        made.hide()

        def moved() -> None:
            count = view.main.grid.count_selected()
            made.setToolTip(f"办理选中的 {count:,} 人：聘书、上墙牌、离任、届满日")
            made.setVisible(count > 1)

        view.main.selection_moved.connect(moved)
        view.restated.connect(moved)
        return made

    def _open(self, button: Button) -> None:
        made = menu(self.commands(), button, self._run)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def _run(self, command: Command) -> object:
        return self._page.attempt(command.run)

    # What can be done

    @property
    def several(self) -> bool:
        """Whether a roster is in sight with more than one row selected."""
        view = self._view()
        return isinstance(view, RosterView) and view.main.grid.count_selected() > 1

    def commands(self) -> tuple[Command | None, ...]:
        """The same for a right click and for Ctrl+K."""
        return (
            Command("leaders.letters", "给选中的人印聘书……", self.letters, icon="print"),
            Command("leaders.signs", "给选中的人印上墙牌……", self.signs, icon="print"),
            None,
            Command("leaders.extend", "选中的人一起改届满日……", self.extend, writes=True),
            Command("leaders.leave", "选中的人一起办离任……", self.leave, writes=True),
        )

    def letters(self) -> None:
        """聘书 of everybody selected."""
        self._papers.letters([row.id for row in self._rows()])

    def signs(self) -> None:
        """上墙牌 of everybody selected."""
        self._papers.signs([row.id for row in self._rows()])

    def leave(self) -> None:
        """离任 of everybody selected, in one step."""
        self._leave(self._rows())

    def _leave(self, rows: Sequence[TermRow]) -> None:
        form = Form(Leaving, self.desk.today)
        lay_rows(form, (("on", "end_reason"),))
        form.set_texts({"on": self.desk.today().isoformat()})
        ids = [row.id for row in rows]

        def act() -> Write[int]:
            typed = form.record()
            end = partial(end_terms, self.book, ids, typed.on, typed.end_reason)
            return Write("正在办理离任", len(ids), end)

        self._ask(
            form,
            act,
            rows,
            ("一起办离任", "办理离任", "已办理 {} 人离任"),
            "end_reason",
            self._leave,
        )

    def extend(self) -> None:
        """Another day of expiry for everybody selected, in one step."""
        self._extend(self._rows())

    def _extend(self, rows: Sequence[TermRow]) -> None:
        form = Form(Extending, self.desk.today)
        lay_rows(form, (("until",),))
        ids = [row.id for row in rows]

        def act() -> Write[int]:
            until, today = form.record().until, self.desk.today()
            return Write(
                "正在改届满日", len(ids), partial(extend_terms, self.book, ids, until, today)
            )

        self._ask(
            form, act, rows, ("一起改届满日", "修改", "已修改 {} 人的届满日"), "until", self._extend
        )

    def _rows(self) -> list[TermRow]:
        view = self._view()
        if not isinstance(view, RosterView):
            raise Refused("请先打开楼组长、街面长或其他岗位的名册。")
        if view.past is not None:
            raise Refused(past_words(view))
        rows: list[TermRow] = [row for row in view.main.selected() if row.state != ENDED]
        if not rows:
            raise Refused("请先在表里选中在任的人：拖动，或按住 Ctrl 点。")
        return rows

    def _ask(
        self,
        form: Form[Any],
        act: Callable[[], Write[int]],
        rows: Sequence[TermRow],
        words: tuple[str, str, str],
        first: str,
        again: Callable[[Sequence[TermRow]], object],
    ) -> None:
        title, verb, done = words
        names = "、".join(row.full_name for row in rows[:_TOLD])
        names += f"等 {len(rows)} 人" if len(rows) > _TOLD else ""

        def then(count: int) -> None:
            self._page.show_again()
            self._page.done(done.format(count))

        self._page.fill(
            form, act, then,
            title=f"{title} · {len(rows):,} 人", hint="一步完成，可以整批撤销。", verb=verb,
            key=f"many-{first}", first=first, reopen=partial(again, rows),
            below=(caption(names, wrap=True),),
        )  # fmt: skip
