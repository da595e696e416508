"""流水: the ledger with a pane that explains the chosen line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.fields import columns
from app.people.place_lists import compound_names
from app.pledge import lists
from app.pledge.explain import trouble_in_chain
from app.pledge.lists import LedgerFilter, LedgerSums
from app.pledge.records import PostedEntry
from app.pledge.seasons import seasons
from ui.commands import Command
from ui.kit.cards import Panel
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.lines import LineEdit
from ui.kit.parts import row, sized
from ui.kit.table import Column, Table
from ui.pledge.pane import LinePane
from ui.pledge.taking import Shown
from ui.pledge.view import ALL, View, number, offer_seasons
from ui.pledge.words import (
    balance_tone,
    balance_words,
    plain,
    score_tone,
    score_words,
    short_day,
    signed,
)

if TYPE_CHECKING:
    from ui.pledge.page import PledgePage

_REST = 200  # milliseconds after the last key in the search box
_CHUNK = 1000
_SIGNS = ((ALL, "加分和扣分"), ("1", "只看加分"), ("-1", "只看扣分"))


class LedgerView(View):
    """The lines of a rule set, newest first."""

    title = "积分流水"

    def __init__(self, page: PledgePage) -> None:
        super().__init__(page)
        self._account: int | None = None
        self._sums = LedgerSums(0, 0, 0)
        self._chain = ""
        self._asked_chain = False
        self.search = LineEdit(hint="户、事项、经办……", name="查找流水")
        self.search.setClearButtonEnabled(True)
        sized(self.search, width=190)
        self.season = FilterMenu("周期", ())
        self.compound = FilterMenu("小区", ())
        self.sign = FilterMenu("加分和扣分", _SIGNS)
        self.filter_by(self.search, self.season, self.compound, self.sign)
        self.table = self._make_table()
        self.pane = LinePane(page)
        self.pane.reversed.connect(self._show_seq)
        self.pane.all_asked.connect(self.show_account)
        field = Panel(flush=True)
        field.add(self.table, 1)
        body = row(gap=16)
        body.addWidget(field, 1)
        body.addWidget(self.pane)
        self.setLayout(body)
        self._connect()

    def _connect(self) -> None:
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._read)
        self.search.textChanged.connect(lambda _text: self._rest.start())
        for menu in (self.season, self.compound, self.sign):
            menu.chosen.connect(lambda _key: self._read())
        self.table.current_changed.connect(self._show_line)
        self.table.selection_moved.connect(self._selection)
        self.table.opened.connect(lambda _line: self.pane.setFocus())
        self.table.said.connect(self.desk.notices.say)
        self.table.menu_with(self._menu)

    def _make_table(self) -> Table:
        names = (
            "seq", "occurred_on", "holder", "item", "score", "balance", "assessor", "description",
            "kind", "compound", "group", "season", "approved_by", "entered_by",
        )  # fmt: skip
        field = dict(zip(names, columns(PostedEntry, *names), strict=True))
        short = replace(field["balance"], label="可兑换")
        return Table(
            (
                Column(field["seq"], 56, muted=True, text=lambda line: str(line.seq)),
                Column(field["occurred_on"], 78, text=self._day),
                Column(field["holder"], 180, stretches=True),
                Column(field["item"], 118, stretches=True),
                Column(field["score"], 56, text=score_words, tone=score_tone),
                Column(short, 56, text=balance_words, tone=balance_tone),
                Column(field["assessor"], 58),
                Column(field["description"], 84, stretches=True, muted=True, text=_notes),
                *(Column(field[name], shown=False) for name in names[8:]),
            ),
            name="pledge.ledger",
            settings=self.desk.settings,
            label="积分流水",
            empty=Empty(
                "还没有积分记录。",
                "按 Ctrl+N 登记第一笔，或者把以前的积分表导入进来。",
                button="登记积分",
                act=lambda: self.page.enter("entry"),
                other="导入积分表",
                act_other=lambda: self.page.go("imports"),
                icon="pledge",
            ),
        )  # fmt: skip

    # Reading

    def refresh(self) -> None:
        """The choices of the filters and the lines."""
        rules = self.rules
        if rules is None:
            self.table.show_rows(())
            return
        offer_seasons(self.season, seasons(self.desk.book, rules.id), all_words="全部周期")
        rows = compound_names(self.desk.book)
        self.compound.offer([(ALL, "全部小区"), *((str(row_id), name) for row_id, name in rows)])
        self.compound.setVisible(len(rows) > 1)
        self._read()
        if not self._asked_chain:
            self._asked_chain = True
            self._verify()

    @property
    def wanted(self) -> LedgerFilter:
        """The filter in force."""
        rules = self.rules
        return LedgerFilter(
            text=self.search.text(),
            rule_set_id=rules.id if rules else None,
            season_id=number(self.season),
            compound_id=number(self.compound),
            sign=number(self.sign),
            account_id=self._account,
        )

    def _read(self) -> None:
        self._rest.stop()
        book, wanted = self.desk.book, self.wanted

        def ordered(name: str, descending: bool) -> Sequence[int]:
            return lists.ledger_ids(book, wanted, name, descending=descending)

        def fetch(ids: Sequence[int]) -> Mapping[int, PostedEntry]:
            return lists.ledger_rows(book, ids)

        self._sums = lists.ledger_sums(book, wanted)
        self.table.show_ids(lists.ledger_ids(book, wanted), fetch, ordered)
        if self.table.current is None and len(self.table):
            self.table.grid.choose(0)
        self.pane.refresh()
        self.page.restate()

    def _verify(self) -> None:
        def told(problems: list[str]) -> None:
            self._chain = problems[0] if problems else "流水连续，校验通过"
            self.page.restate()

        book = self.desk.book
        self.desk.jobs.fetch(lambda: trouble_in_chain(book), told, owner=self, key="pledge.chain")

    # What is chosen

    def _show_line(self, line: PostedEntry | None) -> None:
        self.pane.show_line(line)

    def _selection(self) -> None:
        self.pane.show_selection(self.table.selected() if self.table.grid.many else [])
        self.page.restate()

    def _show_seq(self, seq: int) -> None:
        line = lists.ledger_row(self.desk.book, seq)
        if line is not None:
            self._read()
            self.table.choose_id(line.id)

    def show_account(self, account_id: int | None, season_id: int | None = None) -> None:
        """Only the lines of one household, or all again."""
        self._account = account_id
        self.search.clear()
        self.season.choose(str(season_id) if season_id else ALL)
        self._read()

    # What the page asks

    def open(self, what: object) -> None:
        """A season by its id, the lines of an account, or one line by its number."""
        if not isinstance(what, tuple) or len(what) != 2:
            return
        sort, key = what
        if sort == "season":
            self.season.choose(str(key))
            self._read()
        elif sort == "account":
            self.show_account(int(key))
        elif sort == "line":
            self.show_account(None)
            self._show_seq(int(key))

    def take_focus(self) -> None:
        """To the table, where the arrow keys walk."""
        self.table.setFocus()

    def shown(self) -> Shown | None:
        """Every line that passes the filter, in the order of the table."""
        book, wanted = self.desk.book, self.wanted
        order = self.table.model.sorting
        name = self.table.columns[order[0]].name if order is not None else "seq"
        descending = order[1] if order is not None else True
        ids = lists.ledger_ids(book, wanted, name, descending=descending)

        def rows() -> Iterator[PostedEntry]:
            for start in range(0, len(ids), _CHUNK):
                found = lists.ledger_rows(book, ids[start : start + _CHUNK])
                yield from (found[line] for line in ids[start : start + _CHUNK] if line in found)

        season = self.season.text() if self.season.key else ""
        title = f"{self.rules.edition if self.rules else ''}{season}积分流水"
        return Shown(title, self.table.shown_columns(), len(ids), rows, total_words(self._sums))

    def _menu(self) -> Sequence[Command | None]:
        line: PostedEntry | None = self.table.current
        if line is None:
            return ()
        one = Command(
            "pledge.account", f"只看 {line.holder}", lambda: self.show_account(line.account_id)
        )
        every = Command("pledge.all", "看全部的户", lambda: self.show_account(None))
        return (self.page.reversal(), None, every if self._account else one)

    def status(self) -> tuple[str, str]:
        """How many lines, what they add up to, what is selected, and whether the chain holds."""
        if not self._sums.lines:
            return ("没有流水", self._chain)
        parts = [f"共 {self._sums.lines:,} 笔，评价分合计 {signed(self._sums.score)}"]
        if self._account is not None and isinstance(self.table.current, PostedEntry):
            parts.insert(0, f"只看 {self.table.current.holder}")
        chosen = self.table.selection_sum()
        return ("　　".join([*parts, chosen] if chosen else parts), self._chain)

    def _day(self, line: PostedEntry) -> str:
        return short_day(line.occurred_on, self.today)


def _notes(line: PostedEntry) -> str:
    taken = f"已由第 {line.reversed_by} 号冲正" if line.reversed_by is not None else ""
    return "；".join(part for part in (taken, line.description, line.note) if part)


def total_words(sums: LedgerSums) -> str:
    """The sums of a printed or exported list."""
    return f"共 {sums.lines:,} 笔，评价分合计 {plain(sums.score)}，可兑换 {plain(sums.balance)}"
