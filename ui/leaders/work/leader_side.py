"""A leader in the pane: what was done lately, where they were trained, how they were judged."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.errors import Refused
from app.fields import fields_of
from app.kinds import Minutes, Money, Points
from app.leaders.lists import term_rows
from app.leaders.records import TermRow
from app.leaders.subsidies import STATUS_WORDS, period_words
from app.leaders.work_card import WorkCard, work_card
from app.people.storing import GONE
from ui.commands import Command
from ui.kit.parts import Button, Label, caption, row
from ui.people.cards import Fact, FactSheet, lines, linked, stacked
from ui.people.side import Side, SidePage
from ui.theme import Tone

_POINTS = Points(signed=False)


class LeaderSide(Side):
    """The work of one term; `record` opens the form for a duty, `join` that for a training."""

    def __init__(
        self,
        page: SidePage,
        kind: str,
        record: Callable[[list[int]], object],
        join: Callable[[list[int]], object],
    ) -> None:
        super().__init__(page)
        self.kind = kind
        self._record, self._join = record, join
        self.facts: FactSheet | None = None

    def term(self, term_id: int) -> TermRow:
        """The term; raises Refused if it is gone."""
        found = term_rows(self.book, [term_id], self.desk.today()).get(term_id)
        if found is None:
            raise Refused(GONE)
        return found

    def show(self, row_id: int) -> None:
        """The card of a leader."""
        term, card = self.term(row_id), work_card(self.book, row_id, self.desk.today())
        self.facts = FactSheet(self._facts(term, card), self.look)
        duties = [
            linked(kind, f"{day}　{words}".strip(), partial(self.page.open, ("duty", key)))
            for key, day, kind, words in card.duties
        ]
        trainings = [
            linked(
                one.title, f"{one.held_on} · {Minutes().format(one.minutes)}",
                partial(self.page.open, ("training", one.training_id)),
            )
            for one in card.trainings
        ]  # fmt: skip
        appraisals = [
            _told(period, _score(total, grade)) for period, total, grade in card.appraisals
        ]
        payments = [
            _told(
                period_words(one.period),
                f"{one.months} 个月 · {Money().format(one.amount)} 元 · {STATUS_WORDS[one.status]}",
            )
            for one in card.payments
        ]
        body = stacked(
            self.facts,
            lines("近期履职", f"今年 {card.duties_this_year} 条", duties),
            lines("培训", f"今年 {Minutes().format(card.minutes_this_year)}", trainings),
            lines("考评", "", appraisals),
            lines("补贴", "", payments),
        )
        hint = " · ".join(part for part in (term.compound, term.scope, term.kind) if part)
        self.page.pane.show_card(term.full_name, hint, body, self._buttons(row_id))

    def _buttons(self, row_id: int) -> list[Button]:
        return [
            self.button("记履职", partial(self._record, [row_id]), Tone.PRIMARY),
            self.button("加入签到表", partial(self._join, [row_id])),
            self.button("看任职", partial(self.page.go, "leaders", ("term", row_id))),
        ]

    def _facts(self, term: TermRow, card: WorkCard) -> list[Fact]:
        phone = fields_of(TermRow)["phone"]
        never = "没有记录" if not card.duties else ""
        return [
            Fact("任职时间", str(term.start_on or "不详")),
            Fact(
                phone.label,
                phone.shown(term.phone),
                sealed=("resident", card.resident_id, "phone"),
            ),
            Fact("最近履职", str(card.last_on or never)),
        ]

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("leader.duty", "记履职", partial(self._record, [row_id]), "F2", writes=True),
            Command("leader.join", "加入签到表", partial(self._join, [row_id]), writes=True),
        )


def _told(title: str, words: str) -> QWidget:
    made = QWidget()
    made.setLayout(row(Label(title), caption(words), None, gap=8))
    return made


def _score(total: int | None, grade: str) -> str:
    points = "还没有评完" if total is None else f"{_POINTS.format(total) or 0} 分"
    return " · ".join(part for part in (points, grade) if part)
