"""The rosters of posts: who holds what on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.book import Book
from app.leaders.lists import HELD, TermFilter, term_ids, term_rows
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.records import TermRow
from app.leaders.rules import EXPIRED, EXPIRING
from ui.desk import Desk
from ui.kit.as_at import AsAtMenu
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.parts import column
from ui.kit.table import Table
from ui.leaders import filters
from ui.leaders.columns import roster_columns
from ui.leaders.figures import FigureLine, Figures, figures
from ui.leaders.filters import ALL, DUE, EVERY
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.people.residents import number

_KEYS = {BUILDING_LEADER: "buildings", STREET_LEADER: "streets"}
_PLACES = {BUILDING_LEADER: "楼组", STREET_LEADER: "街面"}
Found = tuple[list[TermRow], Figures, list[tuple[str, str]]]


class RosterView(OneTable):
    """Terms of one kind (of all others for an empty word), with the figures that matter."""

    def __init__(
        self, desk: Desk, kind: str, *, add: Callable[[], object], bring: Callable[[], object],
        show: Callable[[str], object],
    ) -> None:  # fmt: skip
        super().__init__(desk)
        self.post = kind
        self.key = _KEYS.get(kind, "others")
        self.kinds = ("term",)
        self.title = self._name = f"{kind}名册" if kind else "其他岗位名册"
        table = Table(
            roster_columns(kind), name=f"leaders.{self.key}", settings=desk.settings,
            label=self.title, empty=_empty(kind, add, bring),
        )  # fmt: skip
        self.at_end: tuple[QWidget, ...] = ()
        self.line = FigureLine()
        self.line.asked.connect(show)
        field = self.hold(table)
        body = column(self.line, gap=12)
        body.addWidget(field, 1)
        self.setLayout(body)
        self._make_filters()

    def _make_filters(self) -> None:
        place = _PLACES.get(self.post, "小组")
        self.box = SearchBox(f"姓名、拼音、{place}、电话", width=170)
        self.compound = FilterMenu("小区", [(ALL, "全部小区")])
        self.posts = filters.KindMenu()
        self.party = filters.party_menu()
        self.age = filters.AgeBands()
        self.sex = filters.sex_menu()
        self.first = filters.FirstMenu()
        self.state = FilterMenu("状态", filters.STATES)
        self.as_at = AsAtMenu(self.desk.today)
        self.as_at.setToolTip("看过去某一天谁在任")
        place_menu = {BUILDING_LEADER: (self.compound,), STREET_LEADER: ()}
        self.filter_with(
            self.box, *place_menu.get(self.post, (self.posts,)), self.party, self.age, self.sex,
            self.first, self.state, self.as_at,
        )  # fmt: skip

    def end_line(self, *widgets: QWidget) -> None:
        """As every list, with what belongs to rosters after it."""
        super().end_line(*widgets, *self.at_end)

    def asked_kinds(self) -> tuple[str, ...]:
        """The kinds of post that the list is for now."""
        return (self.post,) if self.post else self.posts.kinds

    def where(self) -> TermFilter:
        """What the filter line asks for."""
        state = self.state.key
        youngest, oldest = self.age.ages
        return TermFilter(
            kinds=self.asked_kinds(),
            compound_id=number(self.compound.key),
            state={DUE: HELD, EVERY: None}.get(state, state),
            text=self.box.text(),
            sex=self.sex.key or None,
            party=self.party.key or None,
            age_from=youngest,
            age_to=oldest,
            first=self.first.first,
        )

    def read(self) -> None:
        """Read the terms and the figures in the second lane."""
        where, day = self.where(), self.as_at.day
        today, book = self.desk.today(), self.book
        due = self.state.key == DUE

        def search() -> Found:
            on = day or today
            shown, compounds = figures(book, on, where.kinds, where.compound_id)
            return _rows(book, where, on, due=due), shown, compounds

        self.load(search, self._show)

    def _show(self, found: Found) -> None:
        rows, numbers, compounds = found
        self.compound.offer([(ALL, "全部小区"), *compounds])
        self.line.show_figures(numbers)
        day = self.as_at.day
        self.title = self._name + (f"（截至{day}）" if day else "")
        self.show_whole(rows)

    @property
    def past(self) -> dt.date | None:
        """The day that the list is looked at."""
        return self.as_at.day

    def clear_filters(self) -> None:
        """Everybody, at any time."""
        self.box.put("")
        for menu in (self.compound, self.posts, self.party, self.age, self.sex, self.first):
            menu.choose(ALL)
        self.state.choose(EVERY)

    def status(self) -> str:
        """How many terms, on which day."""
        day = self.as_at.day
        when = f"截至 {day} · " if day else ""
        count = f"{when}{len(self.table):,} 人次"
        parts = (count, self.narrowed_words(), self.table.selection_sum())
        return "　　".join(part for part in parts if part)


def _empty(kind: str, add: Callable[[], object], bring: Callable[[], object]) -> Empty:
    if kind:
        return Empty(
            f"还没有在任的{kind}。", f"从一张{kind}名册开始，也可以在这里一位一位地任命。",
            button="导入名册", act=bring, other=f"任命{kind}", act_other=add, icon="leaders",
        )  # fmt: skip
    return Empty(
        "还没有登记其他岗位。",
        "居民小组长、居民代表、党小组长、居委会成员等，都可以在这里任命，任期到了会提醒。",
        button="任命", act=add, icon="leaders",
    )  # fmt: skip


def _rows(book: Book, where: TermFilter, day: dt.date, *, due: bool) -> list[TermRow]:
    ids = term_ids(book, where, day, "kind" if len(where.kinds) > 1 else "scope")
    found = term_rows(book, ids, day)
    rows = [found[row_id] for row_id in ids if row_id in found]
    return [row for row in rows if row.state in (EXPIRING, EXPIRED)] if due else rows
