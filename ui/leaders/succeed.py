"""换届: one leaves and another takes over on the same day, with a sheet of what is handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.kinds import Money
from app.leaders.lists import term_rows
from app.leaders.posts import post_of
from app.leaders.records import END_REASONS, TermEntry, TermRow
from app.leaders.rules import default_end
from app.leaders.succession import Succeeded, succeed
from app.leaders.term_file import term_file
from app.leaders.terms import term_entry
from ui.kit.form import Form
from ui.leaders.post_form import PostFields, Succession, fill_end
from ui.leaders.ways import ROUNDS, has_room
from ui.people import pickers
from ui.people.pane import lay_rows
from ui.people.side import SidePage
from ui.theme import Tone


class Succeeding:
    """The form of a 换届; `show_term` shows the new term."""

    def __init__(self, page: SidePage, show_term: Callable[[int], object]) -> None:
        self.page = page
        self.desk = page.desk
        self.book = page.desk.book
        self._show_term = show_term

    def ask(
        self, term_id: int, *, person_id: int | None = None, start: dt.date | None = None
    ) -> None:
        """A form for the successor of a term; the person and the day may be known."""
        before = term_entry(self.book, term_id)
        held = term_rows(self.book, [term_id], self.desk.today())[term_id]
        given = any(one.gave for one in term_file(self.book, term_id, self.desk.today()).handovers)
        form = self._form(before, sheet=not given)
        day = start or self.desk.today()
        form.set_texts(
            {
                "reason": END_REASONS.options[0],
                "start_on": day.isoformat(),
                "expected_end_on": default_end(day, post_of(before.kind).months).isoformat(),
                "resident_id": "" if person_id is None else str(person_id),
                "subsidy_monthly": Money().format(before.subsidy_monthly),
                "sheet": "否" if given else "是",
            }
        )
        self.page.shown = ("term", term_id)

        def act() -> Succeeded:
            typed = form.record()
            # What was the holder's own does not pass on with the post.
            bare = replace(before, round_id=None, shop_id=None, phone_override=None)
            return succeed(
                self.book, term_id, typed.into(bare), typed.reason, self.desk.today(),
                sheet=bool(typed.sheet) and not given, both=bool(typed.both),
            )  # fmt: skip

        self.page.fill(
            form, act, partial(self._done, held),
            title=f"换届 · {held.scope} {held.kind}",
            hint=f"{held.full_name}在交接那天离任，接任的人同一天任职。", verb="换届",
            key=f"succeed-{term_id}", first="resident_id",
            reopen=partial(self.ask, term_id, person_id=person_id, start=start),
        )  # fmt: skip

    def _form(self, before: TermEntry, *, sheet: bool) -> Form[Succession]:
        form = Form(Succession, self.desk.today)
        posts = PostFields(form, self.desk)
        search, named = pickers.people(self.book, self.desk.today)
        form.add("resident_id", 0, 0, 2, search=search, named=named)
        rows = (
            ("start_on", "expected_end_on"), ("reason", "selection_method"), ("subsidy_monthly",),
        )  # fmt: skip
        at = posts.add_rest(lay_rows(form, rows, posts.add_shop(1)))
        at = posts.add_both(at)
        lay_rows(form, (("sheet",), ("note",)), at)
        form.show_field("sheet", sheet)
        form.editor("start_on").left.connect(lambda: fill_end(form, before.kind))
        posts.turn(before.kind)
        return form

    def _done(self, held: TermRow, done: Succeeded) -> None:
        saved = done.saved
        self._show_term(saved.id)
        self.page.done(f"已换届，{held.full_name}离任", saved.warnings, ("term", saved.id))
        if done.handover_id is not None and has_room(ROUNDS):
            words = "".join((*saved.warnings, "交接单已按现有事项填好，请核对后打印、签字。"))
            self.page.banner.say(
                words, Tone.AMBER if saved.warnings else Tone.PLAIN, "看交接单",
                partial(self.page.go, ROUNDS, ("handover", done.handover_id)),
            )  # fmt: skip
