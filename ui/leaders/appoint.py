"""Appointing: a post, a place, a person, a day; and people who are not in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.errors import Invalid, Problem, Refused
from app.leaders.posts import BUILDING_LEADER, NAMED, OFFICE, POSTS, post_of
from app.leaders.succession import appoint_both
from app.leaders.terms import appoint, in_the_way
from app.people.storing import Saved
from ui.kit.form import Form
from ui.kit.parts import column, link, row
from ui.leaders.outsider import ask_outsider
from ui.leaders.post_form import Appointment, PostFields, fill_end
from ui.leaders.succeed import Succeeding
from ui.people import pickers
from ui.people.pane import lay_rows
from ui.people.side import SidePage

_REFUSED_AT = {OFFICE: "kind", NAMED: "scope_name"}


class Appointing:
    """The forms by which somebody gets a post; `show_term` shows what came of it."""

    def __init__(self, page: SidePage, show_term: Callable[[int], object]) -> None:
        self.page = page
        self.desk = page.desk
        self.book = page.desk.book
        self._show_term = show_term
        self._succeeding = Succeeding(page, show_term)

    def ask(
        self,
        kind: str = BUILDING_LEADER,
        *,
        scope_id: int | None = None,
        scope_name: str = "",
        person_id: int | None = None,
        acting: bool = False,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        """A form for an appointment; what is known already is filled in."""
        handing = _Handing(self._succeeding.ask)
        form, posts = self._form(handing)
        known = {"scope_id": scope_id, "resident_id": person_id}
        form.editor("kind").set_text(kind)
        posts.turn(kind)  # it says whether places are 楼组, streets or compounds
        form.set_texts(
            {"kind": kind, "scope_name": scope_name, "acting": "是" if acting else "否"}
            | {name: str(one) for name, one in known.items() if one}
        )
        if texts is not None:
            posts.turn(texts.get("kind", kind))
            form.restore(texts)
            if person_id is not None:
                form.editor("resident_id").set_value(person_id)
        outside = link("名册里没有这个人？先登记", lambda: self._outsider(form.entry_texts()))

        def act() -> Saved:
            return self._appoint(form.record(), handing)

        def then(saved: Saved) -> None:
            self._show_term(saved.id)
            self.page.done("已任命", saved.warnings, ("term", saved.id))

        below = QWidget()
        below.setLayout(row(outside, None))
        self.page.fill(
            form, act, then,
            title="任命和补选", hint="届满日不填时，按五年一届计算。", verb="任命",
            key="appoint", first=_first_empty(form, kind), below=(below,),
            reopen=partial(
                self.ask, kind, scope_id=scope_id, scope_name=scope_name, person_id=person_id,
                acting=acting,
            ),
        )  # fmt: skip

    def _form(self, handing: QWidget) -> tuple[Form[Appointment], PostFields]:
        form = Form(Appointment, self.desk.today)
        posts = PostFields(form, self.desk)
        people, person = pickers.people(self.book, self.desk.today)
        form.add("kind", 0, 0, 2)
        at = posts.add_place(1)
        form.add_widget(handing, at, 0, 2)  # below what it is offered for
        at = posts.add_shop(at + 1)
        form.add("resident_id", at, 0, 2, search=people, named=person)
        rows = (("start_on", "expected_end_on"), ("selection_method", "subsidy_monthly"))
        at = posts.add_both(posts.add_rest(lay_rows(form, rows, at + 1)))
        lay_rows(form, (("note",),), at)
        form.editor("start_on").left.connect(lambda: fill_end(form, posts.kind))

        def turned() -> None:
            # Words that are only half typed name no post yet.
            kind = form.editor("kind").text()
            if kind != posts.kind and kind in POSTS:
                posts.turn(kind)

        form.changed.connect(turned)
        return form, posts

    def _appoint(self, typed: Appointment, handing: _Handing) -> Saved:
        entry, today = typed.entry(), self.desk.today()
        try:
            return (appoint_both if typed.both else appoint)(self.book, entry, today)
        except Refused as refused:
            held = in_the_way(self.book, entry)
            if not held:
                raise
            handing.offer(held, typed.resident_id, typed.start_on)
            field = _REFUSED_AT.get(post_of(typed.kind).scope, "scope_id")
            raise Invalid([Problem(field, str(refused))]) from refused

    def succeed(self, term_id: int) -> None:
        """换届: one leaves and another takes over on the same day, in one step."""
        self._succeeding.ask(term_id)

    def _outsider(self, texts: Mapping[str, str]) -> None:
        ask_outsider(
            self.page, lambda person: self.ask(texts=texts, person_id=person), draft="appoint",
            who="册外任职人员", example="商铺里的街面长", next_step="任命",
        )  # fmt: skip


class _Handing(QWidget):
    """The way out where somebody holds the post already: 换届, one link for each of them."""

    def __init__(self, succeed: Callable[..., object]) -> None:
        super().__init__()
        self._succeed = succeed
        self._lines = column(gap=2)
        self.setLayout(self._lines)
        self.hide()

    def offer(self, held: Sequence[tuple[int, str]], person: int, start: dt.date | None) -> None:
        """Offer a 换届 from each holder to the person that was to be appointed."""
        while self._lines.count():
            old = self._lines.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        for term_id, name in held:
            act = partial(self._succeed, term_id, person_id=person, start=start)
            line = QWidget()
            line.setLayout(row(link(f"办理换届：{name}离任，新人接任", act), None))
            self._lines.addWidget(line)
        self.show()


def _first_empty(form: Form[Appointment], kind: str) -> str:
    asked = {OFFICE: ("resident_id",), NAMED: ("scope_name", "resident_id")}
    wanted = asked.get(post_of(kind).scope, ("scope_id", "resident_id"))
    return next((name for name in wanted if not form.editor(name).text()), "start_on")
