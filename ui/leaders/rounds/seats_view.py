"""岗位和候选人: the seats of the chosen round, who stands and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.fields import Field, columns
from app.kinds import Text
from app.leaders.rounds.lists import STATES, UNDONE, SeatFilter, seat_rows
from app.leaders.rounds.records import SeatRow
from ui.desk import Desk
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import Button, column
from ui.kit.table import Column, Table
from ui.leaders.rounds.words import SEAT_TONES, result_of, standing_words, votes_of
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.theme import Tone

ALL = ""


class SeatsView(OneTable):
    """The seats of one round; `chosen` gives its id."""

    key = "seats"
    title = "岗位和候选人"
    kinds = ("seat",)

    def __init__(
        self, desk: Desk, chosen: Callable[[], int | None], nominate: Callable[[], object]
    ) -> None:
        super().__init__(desk)
        self._chosen = chosen
        self.rows: Sequence[SeatRow] = ()
        table = Table(
            _columns(), name="rounds.seats", settings=desk.settings, label="岗位和候选人",
            empty=Empty(
                "这里还没有应选岗位。",
                "新建推选时，程序按在册的楼组和街面排好岗位；也可以一个一个地添加。",
                icon="council",
            ),
        )  # fmt: skip
        self.setLayout(column(self.hold(table), gap=0))
        self.box = SearchBox("楼组、姓名、拼音", width=160)
        self.compound = FilterMenu("小区", [(ALL, "全部小区")])
        self.state = FilterMenu(
            "进展", [(ALL, "全部进展"), (UNDONE, UNDONE), *((word, word) for word in STATES)]
        )
        self.holders = Button("现任全部提名", nominate, role="chip", icon="people")
        self.holders.setToolTip("没有候选人的岗位，都提名现在在任的人；一步完成，可以撤销")
        self.filter_with(self.box, self.compound, self.state, self.holders)

    def read(self) -> None:
        """Read the seats of the chosen round in the second lane."""
        round_id, book, text = self._chosen(), self.book, self.box.text()
        where = SeatFilter(
            compound=self.compound.key or None, state=self.state.key or None
        )  # fmt: skip

        def search() -> tuple[list[SeatRow], list[str]]:
            if round_id is None:
                return [], []
            every = seat_rows(book, round_id)
            kept = [row for row in every if where.means(row)]
            names = [row.compound for row in every if row.compound]
            return rank(text, kept, _words), list(dict.fromkeys(names))

        self.load(search, self._show)

    def _show(self, found: tuple[list[SeatRow], list[str]]) -> None:
        self.rows, compounds = found
        self.compound.offer([(ALL, "全部小区"), *((name, name) for name in compounds)])
        self.compound.setVisible(len(compounds) > 1)
        self.show_whole(self.rows)

    def show_state(self, state: str) -> None:
        """Only the seats in a state."""
        self.clear_filters()
        self.state.choose(state)

    def clear_filters(self) -> None:
        """All seats."""
        self.box.put("")
        self.compound.choose(ALL)
        self.state.choose(ALL)

    def status(self) -> str:
        """How many seats, and what is selected."""
        parts = (f"{len(self.table):,} 个岗位", self.table.selection_sum())
        return "　　".join(part for part in parts if part) if len(self.table) else ""


def _words(row: SeatRow) -> str:
    return f"{row.scope} {row.holder} {standing_words(row)} {row.compound}"


def _columns() -> list[Column]:
    compound, scope, kind, holder, state = columns(
        SeatRow, "compound", "scope", "kind", "holder", "state"
    )
    text = Text(60)
    return [
        Column(compound, 68),
        Column(replace(scope, label="楼组或街面"), 120),
        Column(kind, 74),
        Column(holder, 58, muted=True),
        Column(Field(text, "候选人", name="standing"), 96, text=standing_words, stretches=True),
        Column(Field(text, "赞成票", name="votes"), 58, text=votes_of),
        Column(Field(text, "当选", name="elected"), 66, text=result_of, tone=_result_tone),
        Column(state, 76, dot=lambda row: SEAT_TONES[row.state]),
    ]


def _result_tone(row: SeatRow) -> Tone:
    return {"缺额": Tone.MUTED, "同票": Tone.RED}.get(result_of(row), Tone.PLAIN)
