"""A post without a holder in the pane: since when, who came before, and the way to fill it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.errors import Refused
from app.leaders.lists import term_rows
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import TermRow
from app.leaders.rules import HOLDING
from app.leaders.terms import term_entry
from app.leaders.vacant import Vacant, vacant_posts
from app.people.place_lists import group_rows, segment_rows
from app.people.storing import GONE
from ui.commands import Command
from ui.leaders.appoint import Appointing
from ui.leaders.term import line_of, terms_at
from ui.people.cards import Fact, FactSheet, lines, linked, note, span_words, stacked
from ui.people.side import Side, SidePage, one_of
from ui.theme import Tone

_POSTS: Mapping[str, str] = {"group": BUILDING_LEADER, "street": STREET_LEADER}


class VacantSide(Side):
    """A `group` or `street`; `empty` is any other post, known by the id of its last term."""

    def __init__(self, page: SidePage, kind: str, appointing: Appointing) -> None:
        super().__init__(page)
        self.kind = kind
        self._appointing = appointing

    def show(self, row_id: int) -> None:
        """The card of a place that stands empty (or not, if it was filled meanwhile)."""
        today = self.desk.today()
        empty = next((row for row in vacant_posts(self.book, today) if row.id == row_id), None)
        if self.kind == "group":
            group = one_of(group_rows(self.book, today, ended=True, only=row_id), row_id)
            homes = Fact("住户", f"{group.households:,} 户", act=self._place(row_id))
            facts, leader = [homes, Fact("联系社工", group.liaison_staff or "")], group.leader
            name, above, post = group.name, group.compound, BUILDING_LEADER
        elif self.kind == "street":
            street = one_of(segment_rows(self.book, today), row_id)
            shops = Fact("商铺", f"{street.shops:,} 家", act=self._place(row_id))
            facts, leader = [shops, Fact("联系社工", street.liaison_staff or "")], street.leader
            name, above, post = street.name, "", STREET_LEADER
        else:
            last = term_rows(self.book, [row_id], today).get(row_id)
            if last is None:
                raise Refused(GONE)
            facts, leader = [], _holder(self._terms(row_id))
            name, above, post = last.scope, last.compound, last.kind
        since = Fact("缺额起", str(empty.since or "不详") if empty else "")
        body = stacked(
            None if leader else _said(post, empty),
            FactSheet([Fact("现任", leader), since, *facts]),
            self._past(self._terms(row_id)),
        )
        hint = " · ".join(part for part in (above, post) if part)
        self.page.pane.show_card(name, hint, body, [] if leader else self._buttons(row_id))

    def _terms(self, row_id: int) -> Sequence[TermRow]:
        today = self.desk.today()
        if self.kind in _POSTS:
            here = terms_at(self.book, row_id, today)
            return [one for one in here if one.kind == _POSTS[self.kind]]
        return line_of(self.book, row_id, today)

    def _place(self, row_id: int) -> Callable[[], object]:
        return partial(self.page.go, "people", (self.kind, row_id))

    def _past(self, terms: Sequence[TermRow]) -> QWidget | None:
        past = [
            linked(
                one.full_name,
                f"{span_words(one.start_on, one.end_on)} · {one.end_reason or one.state_words}",
                partial(self.page.open, ("term", one.id)),
            )
            for one in terms
        ]
        return lines("历任", f"{len(past)} 任", past)

    def _buttons(self, row_id: int) -> list[QWidget]:
        return [
            self.button("补选", partial(self.fill, row_id), Tone.PRIMARY),
            self.button("指定代理", partial(self.fill, row_id, acting=True)),
        ]

    def fill(self, row_id: int, *, acting: bool = False) -> None:
        """补选, or somebody who acts until then: the form with the place filled in."""
        if self.kind in _POSTS:
            self._appointing.ask(_POSTS[self.kind], scope_id=row_id, acting=acting)
            return
        last = term_entry(self.book, row_id)
        self._appointing.ask(last.kind, scope_name=last.scope_name or "", acting=acting)

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("vacancy.fill", "补选", partial(self.fill, row_id), "F2", writes=True),
            Command(
                "vacancy.act", "指定代理", partial(self.fill, row_id, acting=True), writes=True
            ),
        )


def _holder(terms: Sequence[TermRow]) -> str:
    return "、".join(one.full_name for one in terms if one.state in HOLDING)


def _said(post: str, empty: Vacant | None) -> QWidget:
    waited = "" if empty is None or empty.days is None else f" {empty.days} 天"
    return note(f"缺{post}{waited}。", Tone.RED)
