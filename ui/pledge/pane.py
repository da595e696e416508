"""The pane beside the ledger: the household, this line, why it counts so, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.errors import Invalid, Problem
from app.pledge import ledger
from app.pledge.explain import Explained, explain
from app.pledge.ranking import Card, household_card
from app.pledge.records import PostedEntry
from app.pledge.words import KINDS
from ui.kit.cards import Facts, FigureCard, Panel
from ui.kit.chart import ChartView
from ui.kit.lines import LineEdit
from ui.kit.parts import (
    Button,
    Label,
    area,
    caption,
    column,
    link,
    row,
    scrolled,
    sized,
    style,
)
from ui.pledge.words import plain, short_day, signed
from ui.theme import Tone, Type

if TYPE_CHECKING:
    from ui.pledge.page import PledgePage

_REST = 90  # milliseconds: walking through the lines with ↓ must stay smooth


class ReasonLine(QWidget):
    """Asks why lines are taken back, in the pane and not in a dialog."""

    def __init__(self, confirm: Button) -> None:
        super().__init__()
        self.box = LineEdit(hint="为什么冲正，如：记错户", name="冲正的原因")
        self._words = caption("", Tone.RED, wrap=True)
        self._words.hide()
        self.about = caption(wrap=True)
        back = Button("取消", self.hide)
        self.setLayout(column(self.about, self.box, self._words, row(confirm, back, None), gap=6))
        self.box.returnPressed.connect(confirm.click)
        self.hide()

    def ask(self, about: str) -> None:
        """Open, ready to type."""
        self.about.setText(about)
        self.show_problems(())
        self.show()
        self.box.setFocus()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """The words of what is wrong, below the box."""
        text = "；".join(problem.text for problem in problems)
        self._words.setText(text)
        self._words.setVisible(bool(text))
        style(self.box, problem="true" if text else "false")


class LinePane(Panel):
    """`reversed` carries the number of a new reversal, `all_asked` an account to look at."""

    reversed = Signal(int)
    all_asked = Signal(object)

    def __init__(self, page: PledgePage) -> None:
        super().__init__()
        self.page = page
        self.line: PostedEntry | None = None
        self._many: list[PostedEntry] = []
        self._shown: Card | None = None
        sized(self, width=340)
        self._nothing = caption("选一笔流水，这里说明是哪一户、怎么算的、有没有被改动。", wrap=True)
        self.reverse = Button("冲正……", self.ask_reason)
        self.record = Button("再记一笔", self._record_more)
        self.confirm = Button("确认冲正", self.take_back, tone=Tone.RED)
        self.reason = ReasonLine(self.confirm)
        self._about = self._make_about()
        self._about.hide()
        # What can be done stays in sight, however much there is to read above it.
        self._acts = QWidget()
        self._acts.setLayout(column(row(self.reverse, self.record, None), self.reason, gap=10))
        self._acts.hide()
        self.add(self._nothing)
        self.add(scrolled(self._about), 1)
        self.add(self._acts)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._read)

    def _make_about(self) -> QWidget:
        self.holder = Label("", Type.STRONG)
        self.where = caption()
        self.score = FigureCard("评价分", inner=True, tone=Tone.PRIMARY)
        self.balance = FigureCard("可兑换积分", inner=True)
        self.months = ChartView(self.page.desk.jobs, bare=True)
        self.months.said.connect(self.page.desk.notices.say)
        sized(self.months, height=138)
        self.number = caption()
        self.facts = Facts()
        return area(
            "clear",
            column(
                column(self.holder, self.where, gap=2),
                row(self.score, self.balance, gap=12, even=True),
                self.months,
                row(
                    Label("这一笔", Type.STRONG), self.number, None, link("这一户的全部", self._all)
                ),
                self.facts,
                None,
                gap=12,
            ),
        )

    # What is shown

    def show_line(self, line: PostedEntry | None) -> None:
        """One line, or none."""
        self.line = line
        self._nothing.setVisible(line is None)
        self._about.setVisible(line is not None)
        self._acts.setVisible(line is not None)
        self.reason.hide()
        if line is None:
            self._rest.stop()
            return
        self.holder.setText(line.holder)
        self.number.setText(f"{line.seq} 号 · {short_day(line.occurred_on, self._today())}")
        self._show_buttons()
        self._rest.start()

    def show_selection(self, lines: list[PostedEntry]) -> None:
        """Several lines are selected: they can be taken back together."""
        self._many = lines if len(lines) > 1 else []
        self._show_buttons()

    def refresh(self) -> None:
        """Read the household and the line again."""
        if self.line is not None:
            self._rest.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what could not be read while nobody saw it."""
        super().showEvent(event)
        self.refresh()

    def _read(self) -> None:
        line = self.line
        if line is None or not self.isVisible():
            return
        book, today = self.page.desk.book, self._today()

        def read() -> tuple[Card, Explained | None]:
            card = household_card(book, line.account_id, line.season_id, today=today)
            return card, explain(book, line.seq)

        self.page.desk.jobs.fetch(
            read, lambda found: self._show(line, *found), owner=self, key="pledge.pane"
        )

    def _show(self, line: PostedEntry, card: Card, why: Explained | None) -> None:
        if self.line is None or self.line.id != line.id:
            return
        account = card.account
        signed_on = f"{account.opened_on.year}年{account.opened_on.month}月签约"
        closed = "已销户" if account.closed_on is not None else ""
        place = account.group or account.compound
        self.where.setText(" · ".join(part for part in (place, signed_on, closed) if part))
        self.score.show_label(f"评价分 · {_season_word(card.season)}")
        rank = f"楼组第 {card.rank}" if card.rank is not None else ""
        note = " · ".join(part for part in (card.star, rank) if part) or "暂无星级"
        self.score.show_figure(plain(card.score), "", note)
        owed = card.balance < 0
        self.balance.show_figure(
            signed(card.balance) if owed else plain(card.balance),
            "",
            "待抵扣，暂不能兑换" if owed else "可以兑换",
            Tone.RED if owed else Tone.PLAIN,
        )
        # The title says it all; the sentence would be cut off here.
        self.months.show_chart(replace(card.months, sentence=""))
        self.facts.show_facts(_facts(line, why))

    def _show_buttons(self) -> None:
        many = len(self._many)
        self.reverse.setText(f"冲正选中的 {many} 笔……" if many else "冲正……")
        self.reverse.setEnabled(self.reversible)
        self.record.setVisible(not many)
        self.record.setEnabled(self.line is not None and self.line.household_id is not None)

    # What the user does

    @property
    def reversible(self) -> bool:
        """Whether what is chosen can be taken back."""
        return bool(self._wanted())

    def _wanted(self) -> list[PostedEntry]:
        chosen = self._many or ([self.line] if self.line is not None else [])
        return [
            line
            for line in chosen
            if line.reversed_by is None and line.reverses_seq is None and line.kind != "base"
        ]

    def ask_reason(self) -> None:
        """Open the line for the reason."""
        wanted = self._wanted()
        if not wanted:
            return
        total = signed(-sum(line.score for line in wanted))
        which = f"第 {wanted[0].seq} 号" if len(wanted) == 1 else f"{len(wanted)} 笔"
        self.reason.ask(f"冲正{which}，评价分 {total}。原来的流水不会删除，会另记一笔抵消。")

    def take_back(self) -> None:
        """Write the reversals."""
        seqs = [line.seq for line in self._wanted()]
        reason, book = self.reason.box.text(), self.page.desk.book

        def act() -> list[PostedEntry]:
            if not seqs:
                raise Invalid.of("reason", "没有可以冲正的流水。")
            return ledger.reverse_many(book, seqs, reason, self._today())

        made = self.page.attempt(act, self.reason)
        if not made:
            return
        self.reason.box.clear()
        self.reason.hide()
        words = f"第 {seqs[0]} 号" if len(seqs) == 1 else f" {len(seqs)} 笔"
        self.page.desk.notices.done(f"已冲正{words}")
        self.reversed.emit(made[-1].seq)

    def _record_more(self) -> None:
        if self.line is not None:
            self.page.enter("entry", ("holder", self.line.household_id))

    def _all(self) -> None:
        if self.line is not None:
            self.all_asked.emit(self.line.account_id)

    def _today(self) -> dt.date:
        return self.page.desk.today()


def _season_word(name: str) -> str:
    return name.partition("年")[2] or name


Fact = tuple[str, str] | tuple[str, str, Tone]


def _facts(line: PostedEntry, why: Explained | None) -> list[Fact]:
    hands = (
        f"{line.assessor} 评定" if line.assessor else "",
        f"{line.approved_by} 复核" if line.approved_by else "",
        f"{line.entered_by} 录入",
    )
    facts: list[Fact] = [
        ("事项", line.item),
        ("性质", KINDS[line.kind] if line.kind not in ("earn", "deduct") else ""),
        ("怎么算的", why.how() if why is not None else ""),
        ("计分说明", line.note or ""),
        ("说明", line.description or ""),
        ("经手", "，".join(hand for hand in hands if hand)),
    ]
    if line.reversed_by is not None:
        facts.append(("冲正", f"已由第 {line.reversed_by} 号冲正", Tone.AMBER))
    if why is not None:
        words = "与上一笔相连" if why.sound else "与内容或上一笔不符，可能被改动过"
        sealed = "，已封存" if why.sealed and why.sound else ""
        tone = Tone.PLAIN if why.sound else Tone.RED
        mark = "✓ " if why.sound else ""
        facts.append(("校验", f"{why.digest}　{mark}{words}{sealed}", tone))
    return facts
