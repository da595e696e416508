"""推选批次: every round with its counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.fields import Field, columns
from app.kinds import Text
from app.leaders.rounds import rules
from app.leaders.rounds.records import RoundRow
from ui.desk import Desk
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import column
from ui.kit.table import Column, Table
from ui.leaders.rounds.words import ROUND_TONES
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.theme import Tone

ALL, RUNNING = "", "running"
_STATES = (
    (ALL, "全部批次"), (RUNNING, "进行中"), (rules.CLOSED, "已完成"), (rules.CANCELLED, "已取消"),
)  # fmt: skip


class RoundsView(OneTable):
    """The rounds of the office, the latest first; the page reads them for all its lists."""

    key = "rounds"
    title = "推选批次"
    kinds = ("round",)

    def __init__(self, desk: Desk, ask: Callable[[], object], add: Callable[[], object]) -> None:
        super().__init__(desk)
        self._ask = ask
        self._rows: list[RoundRow] = []
        table = Table(
            _columns(), name="rounds.rounds", settings=desk.settings, label="推选批次",
            empty=Empty(
                "还没有推选批次。",
                "新建一次推选，程序按在册的楼组排好应选岗位；接着提名、填票数、公示、备案，"
                "最后一步办完换届。",
                button="新建推选", act=add, icon="council",
            ),
        )  # fmt: skip
        self.setLayout(column(self.hold(table), gap=0))
        self.box = SearchBox("批次名称")
        self.state = FilterMenu("进展", _STATES)
        self.filter_with(self.box, self.state)

    def read(self) -> None:
        """Have the page read all rounds."""
        self._ask()

    def show_rounds(self, rows: list[RoundRow]) -> None:
        """Show those that are asked for."""
        self._rows = rows
        state = self.state.key
        kept = [row for row in rows if _meant(row, state)]
        self.show_whole(rank(self.box.text(), kept, lambda row: row.name))

    def clear_filters(self) -> None:
        """All rounds."""
        self.box.put("")
        self.state.choose(ALL)

    def status(self) -> str:
        """How many there are, and how many are under way."""
        running = sum(row.status in rules.RUNNING for row in self._rows)
        return f"{len(self.table)} 次推选，{running} 次进行中" if self._rows else ""


def _meant(row: RoundRow, state: str) -> bool:
    if state == RUNNING:
        return row.status in rules.RUNNING
    return not state or row.status == state


def _columns() -> list[Column]:
    names = (
        "name", "status", "seats", "candidates", "filled", "vacant", "term_start", "term_end",
        "method", "notice_from", "notice_to", "filed_on", "filed_no", "closed_on", "note",
    )  # fmt: skip
    widths = {
        "name": 150, "status": 76, "seats": 80, "candidates": 62, "filled": 62, "vacant": 54,
        "term_start": 92,
    }  # fmt: skip
    made = []
    for name, field in zip(names, columns(RoundRow, *names), strict=True):
        one = Column(field, widths.get(name, 0), shown=name in widths)
        if name == "name":
            one = replace(one, stretches=True)
        elif name == "status":
            one = replace(
                one,
                text=lambda row: rules.STATUS_WORDS[row.status],
                dot=lambda row: ROUND_TONES[row.status],
            )
        elif name == "vacant":
            one = replace(one, tone=lambda row: Tone.AMBER if row.vacant else Tone.MUTED)
        made.append(one)
    posts = Field(Text(), "岗位", name="posts")
    made.append(Column(posts, shown=False, text=lambda row: "、".join(row.kinds)))
    return made
