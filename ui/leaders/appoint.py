"""Appointing: a place, a person, a day; and people who are not in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from PySide6.QtWidgets import QWidget

from app.errors import Invalid, Problem, Refused
from app.fields import Field
from app.kinds import Day, Misfit, Ref
from app.leaders.lists import HELD, TermFilter, term_ids, term_rows
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import END_REASONS, KINDS, SELECTION, TermEntry, TermRow
from app.leaders.rules import default_end
from app.leaders.terms import appoint, hand_over, term_entry
from app.people import register
from app.people.records import NOTE, ResidentEntry
from app.people.storing import Saved
from ui.kit.form import Form
from ui.kit.parts import Button, caption, column, link, row
from ui.kit.picker import Option
from ui.people import pickers
from ui.people.pane import lay_rows
from ui.people.side import SidePage

START = Field(Day(), "任职时间", required=True)


@dataclass(frozen=True)
class Appointment:
    """Who takes which post, from which day."""

    kind: Annotated[str, Field(KINDS, "岗位", required=True)]
    scope_id: Annotated[
        int, Field(Ref("building_group"), "楼组或街面", required=True, hint="名称或小区")
    ]
    resident_id: Annotated[
        int, Field(Ref("resident"), "人员", required=True, hint="姓名、拼音首字母、室号")
    ]
    start_on: Annotated[dt.date | None, START]
    expected_end_on: Annotated[dt.date | None, Field(Day(), "届满日")] = None
    selection_method: Annotated[str | None, Field(SELECTION, "产生方式")] = None
    note: Annotated[str | None, NOTE] = None

    def entry(self) -> TermEntry:
        """As the use case takes it."""
        return TermEntry(**vars(self))


@dataclass(frozen=True)
class Succession:
    """Who follows whom, from which day, and why the other leaves."""

    resident_id: Annotated[
        int, Field(Ref("resident"), "接任的人", required=True, hint="姓名、拼音首字母、室号")
    ]
    start_on: Annotated[dt.date | None, Field(Day(), "交接日期", required=True)]
    reason: Annotated[str, Field(END_REASONS, "前任离任原因", required=True)]
    expected_end_on: Annotated[dt.date | None, Field(Day(), "届满日")] = None
    selection_method: Annotated[str | None, Field(SELECTION, "产生方式")] = None
    note: Annotated[str | None, NOTE] = None


class Appointing:
    """The forms by which somebody gets a post; `show_term` shows what came of it."""

    def __init__(self, page: SidePage, show_term: Callable[[int], object]) -> None:
        self.page = page
        self.desk = page.desk
        self.book = page.desk.book
        self._show_term = show_term

    def ask(
        self,
        kind: str = BUILDING_LEADER,
        *,
        scope_id: int | None = None,
        person_id: int | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        """A form for an appointment; what is known already is filled in."""
        form = self._form()
        form.editor("kind").set_text(kind)  # it says whether places are 楼组 or streets
        known = {"scope_id": scope_id, "resident_id": person_id}
        form.set_texts({"kind": kind} | {name: str(one) for name, one in known.items() if one})
        if texts is not None:
            form.restore(texts)
            if person_id is not None:
                form.editor("resident_id").set_value(person_id)
        handing = Button("", role="link")
        handing.hide()
        outside = link("名册里没有这个人？先登记", lambda: self._outsider(form.entry_texts()))

        def act() -> Saved:
            typed = form.record()
            try:
                return appoint(self.book, typed.entry(), self.desk.today())
            except Refused as refused:
                self._offer_handing(handing, typed)
                raise Invalid([Problem("scope_id", str(refused))]) from refused

        def then(saved: Saved) -> None:
            self._show_term(saved.id)
            self.page.done("已任命", saved.warnings, ("term", saved.id))

        below = QWidget()
        below.setLayout(column(row(handing, None), row(outside, None), gap=2))
        first = next(
            name
            for name in ("scope_id", "resident_id", "start_on")
            if not form.editor(name).text() or name == "start_on"
        )
        self.page.fill(
            form, act, then,
            title="任命和补选", hint="届满日不填时，按五年一届计算。", verb="任命",
            key="appoint", first=first, below=(below,),
            reopen=partial(self.ask, kind, scope_id=scope_id, person_id=person_id),
        )  # fmt: skip

    def _form(self) -> Form[Appointment]:
        today = self.desk.today()
        form = Form(Appointment, self.desk.today)
        groups, group = pickers.groups(self.book, today, vacant_first=True)
        streets, street = pickers.streets(self.book, today)

        def on_street() -> bool:
            return form.editor("kind").text() == STREET_LEADER

        def search(text: str) -> Sequence[Option]:
            return streets(text) if on_street() else groups(text)

        def named(row_id: int) -> Option | None:
            return street(row_id) if on_street() else group(row_id)

        people, person = pickers.people(self.book, self.desk.today)
        form.add("kind", 0, 0)
        form.add("scope_id", 1, 0, 2, search=search, named=named)
        form.add("resident_id", 2, 0, 2, search=people, named=person)
        lay_rows(form, (("start_on", "expected_end_on"), ("selection_method",), ("note",)), 3)
        form.editor("start_on").left.connect(lambda: fill_end(form))
        return form

    def _offer_handing(self, handing: Button, typed: Appointment) -> None:
        held = self._holder(typed)
        if held is None:
            return
        handing.setText(f"办理换届：{held.full_name}离任，新人接任")
        # One connection at a time: the form may be refused twice.
        handing.disconnect(handing)
        handing.clicked.connect(
            lambda: self.succeed(held.id, person_id=typed.resident_id, start=typed.start_on)
        )
        handing.show()

    def _holder(self, typed: Appointment) -> TermRow | None:
        day = typed.start_on or self.desk.today()
        where = TermFilter(kind=typed.kind, scope_id=typed.scope_id, state=HELD)
        ids = term_ids(self.book, where, day)
        return term_rows(self.book, ids, day)[ids[0]] if ids else None

    def succeed(
        self, term_id: int, *, person_id: int | None = None, start: dt.date | None = None
    ) -> None:
        """换届: one leaves and another takes over on the same day, in one step."""
        before = term_entry(self.book, term_id)
        held = term_rows(self.book, [term_id], self.desk.today())[term_id]
        form = Form(Succession, self.desk.today)
        search, named = pickers.people(self.book, self.desk.today)
        form.add("resident_id", 0, 0, 2, search=search, named=named)
        rows = (("start_on", "expected_end_on"), ("reason", "selection_method"), ("note",))
        lay_rows(form, rows, 1)
        form.editor("start_on").left.connect(lambda: fill_end(form))
        day = start or self.desk.today()
        form.set_texts(
            {
                "reason": END_REASONS.options[0],
                "start_on": day.isoformat(),
                "expected_end_on": default_end(day).isoformat(),
                "resident_id": "" if person_id is None else str(person_id),
            }
        )
        self.page.shown = ("term", term_id)

        def act() -> Saved:
            typed = form.record()
            entry = TermEntry(
                before.kind, before.scope_id, typed.resident_id, typed.start_on,
                typed.expected_end_on, typed.selection_method, typed.note,
            )  # fmt: skip
            return hand_over(self.book, term_id, entry, typed.reason, self.desk.today())

        def then(saved: Saved) -> None:
            self._show_term(saved.id)
            self.page.done(f"已换届，{held.full_name}离任", saved.warnings, ("term", saved.id))

        self.page.fill(
            form, act, then,
            title=f"换届 · {held.scope} {held.kind}",
            hint=f"{held.full_name}在交接那天离任，接任的人同一天任职。", verb="换届",
            key=f"succeed-{term_id}", first="resident_id",
            reopen=partial(self.succeed, term_id, person_id=person_id, start=start),
        )  # fmt: skip

    def _outsider(self, texts: Mapping[str, str]) -> None:
        form = Form(ResidentEntry, self.desk.today)
        rows = (
            ("full_name", "sex"), ("phone",), ("id_card_no",), ("birth_date", "political_status"),
            ("education", "employer"), ("note",),
        )  # fmt: skip
        lay_rows(form, rows)

        def then(saved: Saved) -> None:
            self.page.pane.drafts.drop("appoint")
            self.ask(texts=texts, person_id=saved.id)
            self.page.done("已登记册外任职人员", saved.warnings)

        self.page.fill(
            form,
            lambda: register.add_resident(
                self.book, form.record(), self.desk.today(), listed=False
            ),
            then,
            title="登记册外人员", hint="不住在本居委的人，例如商铺里的街面长；不会进居民名册。",
            key="outsider", first="full_name", reopen=partial(self._outsider, texts),
            back=partial(self.ask, texts=texts), below=(caption("登记后接着任命。"),),
        )  # fmt: skip


def fill_end(form: Form[Appointment] | Form[Succession]) -> None:
    """Show the day on which the legal term is full, unless another one was typed."""
    end = form.editor("expected_end_on")
    try:
        start: dt.date | None = form.editor("start_on").value()
    except Misfit:
        return
    if start is not None and not end.text():
        end.set_value(default_end(start))
