"""A term in the pane: the post, the person, who came before, and how it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

from PySide6.QtWidgets import QWidget

from app.book import Book
from app.errors import Refused
from app.fields import Field, fields_of
from app.history import history
from app.kinds import Day
from app.leaders.lists import TermFilter, term_ids, term_rows, vacancies
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import END_REASONS, SELECTION, TermEntry, TermRow
from app.leaders.rules import ENDED, HOLDING
from app.leaders.terms import delete_term, edit_term, end_term, term_entry
from app.people.card import PersonCard, person_card
from app.people.place_lists import group_rows, segment_rows
from app.people.records import NOTE, ResidentEntry
from app.people.storing import GONE, Saved
from ui.commands import Command
from ui.kit.form import Form
from ui.leaders.appoint import START, Appointing
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
from ui.people.side import Side, SidePage, one_of
from ui.theme import Tone


@dataclass(frozen=True)
class Correction:
    """What of a term may be put right; its place and person stay."""

    start_on: Annotated[dt.date | None, START]
    expected_end_on: Annotated[dt.date | None, Field(Day(), "届满日")] = None
    selection_method: Annotated[str | None, Field(SELECTION, "产生方式")] = None
    note: Annotated[str | None, NOTE] = None


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


class TermSide(Side):
    """任职."""

    kind = "term"

    def __init__(self, page: SidePage, appointing: Appointing) -> None:
        super().__init__(page)
        self.appointing = appointing
        self.facts: FactSheet | None = None

    def _row(self, row_id: int) -> TermRow:
        found = term_rows(self.book, [row_id], self.desk.today()).get(row_id)
        if found is None:
            raise Refused(GONE)
        return found

    def is_street(self, row_id: int) -> bool:
        """Whether it is a term of a 街面长."""
        return self._row(row_id).kind == STREET_LEADER

    def show(self, row_id: int) -> None:
        """The card of a term."""
        term = self._row(row_id)
        buttons = []
        if term.state in HOLDING:
            buttons += [
                self.button("换届", partial(self.appointing.succeed, row_id)),
                self.button("办理离任", partial(self.end, row_id)),
            ]
        elif term.state == ENDED:
            buttons.append(self.button("更正离任", partial(self.end, row_id)))
        buttons.append(self.button("编辑", partial(self.edit, row_id)))
        hint = " · ".join(part for part in (term.compound, term.scope, term.kind) if part)
        self.page.pane.show_card(term.full_name, hint, self._body(term), buttons)

    def _body(self, term: TermRow) -> QWidget:
        person = person_card(self.book, term.resident_id, self.desk.today())
        entry = term_entry(self.book, term.id)
        self.facts = FactSheet([*_term_facts(term, entry), *self._facts(term, person)], self.look)
        others = [post for post in person.posts if post.id != term.id]
        before = [
            linked(
                one.full_name,
                f"{span_words(one.start_on, one.end_on)} · {one.end_reason or one.state}",
                partial(self.page.open, ("term", one.id)),
            )
            for one in (
                terms_at(self.book, entry.scope_id, self.desk.today()) if entry.scope_id else ()
            )
            if one.id != term.id
        ]
        return stacked(
            self.facts,
            lines("其他任职", "", post_lines(others, lambda key: self.page.open(("term", key)))),
            lines(f"{term.scope}历任", f"{len(before)} 任", before),
            Story(history(self.book, "leader_term", term.id)),
        )

    def _facts(self, term: TermRow, card: PersonCard) -> list[Fact]:
        person = card.person
        known = fields_of(ResidentEntry)

        def sealed(name: str) -> Fact:
            words = known[name].shown(getattr(person, name))
            return Fact(known[name].label, words, sealed=("resident", person.id, name))

        age = "" if person.age is None else f"{person.age}岁"
        home = f"{person.compound} {person.door}".strip() or "不在居民名册"
        open_person = partial(self.page.go, "people", ("person", person.id))
        return [
            sealed("phone"),
            Fact("住址", home, act=open_person),
            Fact("性别年龄", " · ".join(part for part in (person.sex, age) if part)),
            sealed("birth_date"),
            sealed("id_card_no"),
            Fact("政治面貌", person.political_status or ""),
            Fact("文化程度", person.education or ""),
            Fact("所属商铺", term.shop or ""),
            Fact("备注", term.note or ""),
        ]

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("term.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("term.next", "换届", partial(self.appointing.succeed, row_id), writes=True),
            Command("term.end", "办理离任", partial(self.end, row_id), writes=True),
            None,
            Command("term.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    # Forms

    def edit(self, row_id: int) -> None:
        """Put right what was recorded wrongly."""
        term, entry = self._row(row_id), term_entry(self.book, row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(Correction, self.desk.today)
        lay_rows(form, (("start_on", "expected_end_on"), ("selection_method",), ("note",)))
        form.fill(entry)

        def act() -> Saved:
            changed = replace(entry, **vars(form.record()))
            return edit_term(self.book, row_id, changed, self.desk.today())

        def then(saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已更正任职", saved.warnings)

        self.page.fill(
            form, act, then,
            title=f"更正 · {term.full_name}", hint=f"{term.compound} {term.scope} {term.kind}",
            key=f"term-{row_id}", reopen=partial(self.edit, row_id), first="start_on",
        )  # fmt: skip

    def end(self, row_id: int) -> None:
        """办理离任: the day and the reason."""
        term = self._row(row_id)
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
            title=f"离任 · {term.full_name}", hint=f"{term.compound} {term.scope} {term.kind}",
            verb="办理离任", key=f"end-{row_id}", reopen=partial(self.end, row_id),
            first="end_reason",
        )  # fmt: skip

    def delete(self, row_id: int) -> None:
        """Delete a term recorded by mistake."""
        term = self._row(row_id)
        delete_term(self.book, row_id)
        self.page.show_nothing()
        self.page.done(f"已删除{term.full_name}的任职")


class VacantSide(Side):
    """A place without a leader: since when, who came before, and the way to fill it."""

    def __init__(self, page: SidePage, kind: str, fill: Callable[[str, int], object]) -> None:
        super().__init__(page)
        self.kind = kind
        self._post = BUILDING_LEADER if kind == "group" else STREET_LEADER
        self._fill = fill

    def show(self, row_id: int) -> None:
        """The card of a place that stands empty (or not, if it was filled meanwhile)."""
        today = self.desk.today()
        if self.kind == "group":
            group = one_of(group_rows(self.book, today, ended=True, only=row_id), row_id)
            name, compound, leader = group.name, group.compound, group.leader
            homes, staff = f"{group.households:,} 户", group.liaison_staff
        else:
            street = one_of(segment_rows(self.book, today), row_id)
            name, compound, leader = street.name, "", street.leader
            homes, staff = f"{street.shops:,} 家商铺", street.liaison_staff
        empty = next((row for row in vacancies(self.book, today) if row.group_id == row_id), None)
        waited = "" if empty is None or empty.days is None else f" {empty.days} 天"
        place = partial(self.page.go, "people", (self.kind, row_id))
        facts = FactSheet(
            [
                Fact("现任", leader),
                Fact("缺额起", str(empty.vacant_since or "不详") if empty else ""),
                Fact("住户" if self.kind == "group" else "商铺", homes, act=place),
                Fact("联系社工", staff or ""),
            ]
        )
        past = [
            linked(
                one.full_name,
                f"{span_words(one.start_on, one.end_on)} · {one.end_reason or one.state}",
                partial(self.page.open, ("term", one.id)),
            )
            for one in terms_at(self.book, row_id, today)
        ]
        said = note(f"缺{self._post}{waited}。", Tone.RED) if not leader else None
        body = stacked(said, facts, lines("历任", f"{len(past)} 任", past))
        fill = self.button("补选", partial(self._fill, self._post, row_id), Tone.PRIMARY)
        hint = " · ".join(part for part in (compound, self._post) if part)
        self.page.pane.show_card(name, hint, body, [] if leader else [fill])

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        fill = partial(self._fill, self._post, row_id)
        return (Command("vacancy.fill", "补选", fill, "F2", writes=True),)


def _term_facts(term: TermRow, entry: TermEntry) -> list[Fact]:
    return [
        Fact("状态", term.state, STATE_TONES[term.state]),
        Fact("任职时间", str(term.start_on or "不详")),
        Fact("届满日", str(term.expected_end_on or "")),
        Fact("离任日", str(term.end_on or "")),
        Fact("离任原因", term.end_reason or ""),
        Fact("产生方式", entry.selection_method or ""),
        Fact("户数", "" if term.households is None else f"{term.households:,} 户"),
    ]
