"""履职记录: what leaders did, in a time, by post, 小区 and kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.book import Book
from app.fields import columns
from app.leaders.duties import (
    AUTOMATIC,
    DUTIES,
    DutyFilter,
    DutyRow,
    duty_ids,
    duty_rows,
)
from app.leaders.serving import TWO
from ui.desk import Desk
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.parts import column
from ui.kit.table import Column, Table
from ui.leaders.work.words import TIMES, time_of
from ui.people.chips import PlaceChip
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.people.residents import ALL, compound_choices, number
from ui.theme import Tone

THIS_YEAR = "year"
KINDS = [(ALL, "全部内容"), *((one, one) for one in DUTIES.options)]
Found = tuple[list[DutyRow], list[tuple[str, str]], list[tuple[str, str]]]


class DutiesView(OneTable):
    """Records of duties; those that other records made are grey."""

    key = "duties"
    title = "履职记录"
    kinds = ("duty", "leader")

    def __init__(self, desk: Desk, add: Callable[[], object]) -> None:
        super().__init__(desk)
        table = Table(
            _columns(), name="work.duties", settings=desk.settings, label="履职记录",
            empty=Empty(
                "还没有履职记录。", "开完会、巡查完，勾选参加的两长，一次就能给所有人记上。",
                button="登记履职", act=add, icon="register",
            ),
        )  # fmt: skip
        self.setLayout(column(self.hold(table), gap=0))
        self.box = SearchBox("姓名、楼组、说明", width=170)
        self.time = FilterMenu("时间", TIMES)
        self.time.choose(THIS_YEAR)
        self.post = FilterMenu("岗位", [(ALL, "全部岗位"), *((one, one) for one in TWO)])
        self.compound = FilterMenu("小区", [(ALL, "全部小区")])
        self.kind = FilterMenu("内容", KINDS)
        self.leader = PlaceChip()
        self.leader.cleared.connect(self.read)
        self.filter_with(
            self.box, self.time, self.post, self.compound, self.kind, self.leader
        )  # fmt: skip

    def show_leader(self, term_id: int, name: str) -> None:
        """Limit to one leader, at any time."""
        self.clear_filters()
        self.leader.show_place("leader", term_id, name)

    def where(self) -> DutyFilter:
        """What the filter line asks for."""
        since, until = time_of(self.time.key, self.desk.today())
        return DutyFilter(
            since, until, self.post.key or None, self.kind.key or None,
            number(self.compound.key), self.leader.id_of("leader"), self.box.text(),
        )  # fmt: skip

    def read(self) -> None:
        """Read the records meant in the second lane."""
        where, book = self.where(), self.book
        self.load(lambda: _read(book, where), self._show)

    def _show(self, found: Found) -> None:
        rows, compounds, posts = found
        self.compound.offer(compounds)
        self.post.offer(posts)
        self.show_whole(rows)

    def clear_filters(self) -> None:
        """Every record at any time."""
        self.box.put("")
        for menu, key in ((self.time, ALL), (self.post, ALL), (self.compound, ALL)):
            menu.choose(key)
        self.kind.choose(ALL)
        self.leader.forget()

    def status(self) -> str:
        """How many, of how many people."""
        people = len({row.term_id for row in self.table.shown_rows()})
        parts = (f"{len(self.table):,} 条 · {people:,} 人", self.table.selection_sum())
        return "　　".join(part for part in parts if part)


def _read(book: Book, where: DutyFilter) -> Found:
    ids = duty_ids(book, where)
    rows = duty_rows(book, ids)
    others = sorted({row.post for row in rows.values()} - set(TWO))
    posts = [(ALL, "全部岗位"), *((one, one) for one in (*TWO, *others))]
    if where.post and where.post not in dict(posts):
        posts.append((where.post, where.post))
    return [rows[one] for one in ids if one in rows], compound_choices(book), posts


def _columns() -> list[Column]:
    names = (
        "occurred_on", "full_name", "post", "compound", "scope", "kind", "content", "minutes",
        "evidence", "source",
    )  # fmt: skip
    widths = {
        "occurred_on": 92, "full_name": 66, "compound": 84, "scope": 96, "kind": 78,
        "content": 120, "minutes": 92, "source": 50,
    }  # fmt: skip
    made = []
    for name, field in zip(names, columns(DutyRow, *names), strict=True):
        one = Column(field, widths.get(name, 0), shown=name in widths)
        if name == "content":
            one = replace(one, stretches=True)
        if name == "source":
            one = replace(one, tone=_source_tone)
        made.append(one)
    return made


def _source_tone(row: DutyRow) -> Tone:
    return Tone.MUTED if row.source == AUTOMATIC else Tone.PLAIN
