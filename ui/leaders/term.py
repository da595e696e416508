"""A term in the pane: the post, the person, who came before, and how it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from PySide6.QtWidgets import QWidget

from app.book import Book
from app.errors import Refused
from app.fields import Field, fields_of
from app.history import history
from app.kinds import Day, Money
from app.leaders.lists import TermFilter, term_ids, term_rows
from app.leaders.posts import BOTH
from app.leaders.records import END_REASONS, PHONE_OVERRIDE, TermEntry, TermRow
from app.leaders.rules import ENDED, HOLDING
from app.leaders.term_file import term_file
from app.leaders.terms import delete_term, edit_term, end_term, term_entry
from app.people.card import PersonCard, person_card
from app.people.records import ResidentEntry
from app.people.storing import GONE, Saved
from ui.commands import Command
from ui.kit.form import Form
from ui.leaders.appoint import Appointing
from ui.leaders.post_form import Correction, PostFields
from ui.leaders.term_papers import TermPapers
from ui.leaders.term_work import work_lines
from ui.people.cards import (
    STATE_TONES,
    Fact,
    FactSheet,
    Story,
    lines,
    linked,
    note,
    post_lines,
    span_words,
    stacked,
)
from ui.people.pane import lay_rows
from ui.people.side import Side, SidePage
from ui.theme import Tone


@dataclass(frozen=True)
class Ending:
    """When and why somebody leaves a post."""

    end_on: Annotated[dt.date, Field(Day(), "离任日", required=True)]
    end_reason: Annotated[str, Field(END_REASONS, "离任原因", required=True)]


def terms_at(book: Book, scope_id: int, today: dt.date) -> list[TermRow]:
    """All terms at a place, the latest first; none where the post is for no place."""
    if not scope_id:
        return []
    ids = term_ids(book, TermFilter(scope_id=scope_id), today, "start_on", descending=True)
    rows = term_rows(book, ids, today)
    return [rows[row_id] for row_id in ids]


def line_of(book: Book, term_id: int, today: dt.date) -> list[TermRow]:
    """Everybody who held the post of a term, in the same place or body, the latest first."""
    entry = term_entry(book, term_id)
    where = TermFilter(kind=entry.kind, scope_id=entry.scope_id or None)
    ids = term_ids(book, where, today, "start_on", descending=True)
    rows = term_rows(book, ids, today)
    # Bodies are known by their names alone.
    return [one for one in rows.values() if one.scope == rows[term_id].scope]


class TermSide(Side):
    """任职."""

    kind = "term"

    def __init__(self, page: SidePage, appointing: Appointing) -> None:
        super().__init__(page)
        self.appointing = appointing
        self.papers = TermPapers(page)
        self.facts: FactSheet | None = None

    def row(self, row_id: int) -> TermRow:
        """A term as lists show it; Refused if it is gone."""
        found = term_rows(self.book, [row_id], self.desk.today()).get(row_id)
        if found is None:
            raise Refused(GONE)
        return found

    def show(self, row_id: int) -> None:
        """The card of a term."""
        term = self.row(row_id)
        buttons: list[QWidget] = []
        if term.state in HOLDING:
            buttons += [
                self.button("换届", partial(self.appointing.succeed, row_id)),
                self.button("办理离任", partial(self.end, row_id)),
            ]
        elif term.state == ENDED:
            buttons.append(self.button("更正离任", partial(self.end, row_id)))
        buttons.append(self.button("编辑", partial(self.edit, row_id)))
        buttons.append(self.papers.button(term))
        self.page.pane.show_card(term.full_name, _where(term), self._body(term), buttons)

    def _body(self, term: TermRow) -> QWidget:
        today = self.desk.today()
        person = person_card(self.book, term.resident_id, today)
        entry = term_entry(self.book, term.id)
        self.facts = FactSheet(
            [*_term_facts(term, entry), *self._facts(term, entry, person)], self.look
        )
        others = [post for post in person.posts if post.id != term.id]
        before = [
            linked(
                one.full_name,
                f"{span_words(one.start_on, one.end_on)} · {one.end_reason or one.state_words}",
                partial(self.page.open, ("term", one.id)),
            )
            for one in line_of(self.book, term.id, today)
            if one.id != term.id
        ]
        work = work_lines(self.page, term, term_file(self.book, term.id, today))
        both = note(f"{BOTH}。", Tone.MUTED) if BOTH in term.also else None
        return stacked(
            both,
            self.facts,
            lines("履职和交接", "", work),
            lines("其他任职", "", post_lines(others, lambda key: self.page.open(("term", key)))),
            lines(f"{term.scope}历任", f"{len(before)} 任", before),
            Story(history(self.book, "leader_term", term.id)),
        )

    def _facts(self, term: TermRow, entry: TermEntry, card: PersonCard) -> list[Fact]:
        person = card.person
        known = fields_of(ResidentEntry)

        def sealed(name: str) -> Fact:
            words = known[name].shown(getattr(person, name))
            return Fact(known[name].label, words, sealed=("resident", person.id, name))

        age = "" if person.age is None else f"{person.age}岁"
        home = f"{person.compound} {person.door}".strip() or "不在居民名册"
        open_person = partial(self.page.go, "people", ("person", person.id))
        public = PHONE_OVERRIDE.shown(entry.phone_override)
        return [
            sealed("phone"),
            Fact("对外电话", public, sealed=("leader_term", term.id, "phone_override")),
            Fact("住址", home, act=open_person),
            Fact("性别年龄", " · ".join(part for part in (person.sex, age) if part)),
            sealed("birth_date"),
            sealed("id_card_no"),
            Fact("政治面貌", person.political_status or ""),
            Fact("文化程度", person.education or ""),
            Fact("所属商铺", term.shop or ""),
            Fact("联系社工", term.staff or ""),
            Fact("备注", term.note or ""),
        ]

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers; of a term that is gone nothing is printed."""
        known = term_rows(self.book, [row_id], self.desk.today()).get(row_id)
        return (
            Command("term.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("term.next", "换届", partial(self.appointing.succeed, row_id), writes=True),
            Command("term.end", "办理离任", partial(self.end, row_id), writes=True),
            None,
            *(() if known is None else self.papers.commands(known)),
            None,
            Command("term.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    # Forms

    def edit(self, row_id: int) -> None:
        """Put right what was recorded wrongly."""
        term, entry = self.row(row_id), term_entry(self.book, row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(Correction, self.desk.today)
        posts = PostFields(form, self.desk)
        posts.kind = entry.kind  # what the picker of places looks through
        rows = (("start_on", "expected_end_on"), ("selection_method", "subsidy_monthly"))
        at = posts.add_shop(posts.add_place(0))
        lay_rows(form, (("note",),), posts.add_rest(lay_rows(form, rows, at)))
        form.fill(entry)
        posts.turn(entry.kind)

        def act() -> Saved:
            changed = form.record().into(entry)
            return edit_term(self.book, row_id, changed, self.desk.today())

        def then(saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已更正任职", saved.warnings)

        self.page.fill(
            form, act, then,
            title=f"更正 · {term.full_name}", hint=_where(term),
            key=f"term-{row_id}", reopen=partial(self.edit, row_id), first="start_on",
        )  # fmt: skip

    def end(self, row_id: int) -> None:
        """办理离任: the day and the reason."""
        term = self.row(row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(Ending, self.desk.today)
        lay_rows(form, (("end_on", "end_reason"),))
        day = term.end_on or self.desk.today()
        form.set_texts({"end_on": day.isoformat(), "end_reason": term.end_reason or ""})

        def act() -> None:
            typed = form.record()
            end_term(self.book, row_id, typed.end_on, typed.end_reason)

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"{term.full_name}已离任")

        self.page.fill(
            form, act, then,
            title=f"离任 · {term.full_name}",
            hint=f"{_where(term)}。离任后列入缺额，可以随时补选。",
            verb="办理离任", key=f"end-{row_id}", reopen=partial(self.end, row_id),
            first="end_reason",
        )  # fmt: skip

    def delete(self, row_id: int) -> None:
        """Delete a term recorded by mistake."""
        term = self.row(row_id)
        delete_term(self.book, row_id)
        self.page.show_nothing()
        self.page.done(f"已删除{term.full_name}的任职")


def _where(term: TermRow) -> str:
    post = f"{'代理' if term.acting else ''}{term.kind}"
    # A post for a whole 小区 names it once.
    compound = "" if term.compound == term.scope else term.compound
    return " · ".join(part for part in (compound, term.scope, post) if part)


def _term_facts(term: TermRow, entry: TermEntry) -> list[Fact]:
    number = "首任" if term.number == 1 else f"第 {term.number} 任"
    subsidy = Money().format(term.subsidy_monthly)
    return [
        Fact("状态", term.state_words, STATE_TONES[term.state]),
        Fact("任次", number),
        Fact("任期开始", str(term.start_on or "不详")),
        Fact("届满日", str(term.expected_end_on or "")),
        Fact("离任日", str(term.end_on or "")),
        Fact("离任原因", term.end_reason or ""),
        Fact("产生方式", entry.selection_method or ""),
        Fact("补贴标准", f"{subsidy} 元/月" if subsidy else ""),
        Fact("楼号", term.building),
        Fact("户数", "" if term.households is None else f"{term.households:,} 户"),
    ]
