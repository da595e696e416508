"""交接单: every hand-over of the chosen round, or of all times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.fields import Field, columns
from app.kinds import Text
from app.leaders.handovers import STATES, HandoverFilter, HandoverRow, handover_rows
from ui.desk import Desk
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import Button, column
from ui.kit.table import Column, Table
from ui.leaders.rounds.words import HANDOVER_TONES
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.theme import Tone

ALL, OF_ROUND = "", "round"


class HandoversView(OneTable):
    """Hand-overs; `chosen` gives the id of the round."""

    key = "handovers"
    title = "交接单"
    kinds = ("handover",)

    def __init__(
        self, desk: Desk, chosen: Callable[[], int | None], add: Callable[[], object],
        sign: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(desk)
        self._chosen = chosen
        table = Table(
            _columns(), name="rounds.handovers", settings=desk.settings, label="交接单",
            empty=Empty(
                "还没有交接单。",
                "推选完成时，每位离任的人自动有一张，列出没有办完的事；"
                "不在换届里离任的，可以在这里新增。",
                button="新增交接单", act=add, icon="register",
            ),
        )  # fmt: skip
        self.setLayout(column(self.hold(table), gap=0))
        self.box = SearchBox("楼组、姓名、拼音", width=160)
        self.whose = FilterMenu("范围", [(OF_ROUND, "这次推选的"), (ALL, "全部交接单")])
        self.state = FilterMenu("进展", [(ALL, "全部进展"), *((word, word) for word in STATES)])
        self.many = Button("登记签字", sign, role="chip", icon="edit")
        self.many.setToolTip("选中的交接单一起登记签字日期")
        self.filter_with(self.box, self.whose, self.state, self.many)
        self.many.hide()

    def read(self) -> None:
        """Read the hand-overs in the second lane."""
        book, text = self.book, self.box.text()
        round_id = self._chosen() if self.whose.key == OF_ROUND else None
        where = HandoverFilter(round_id, self.state.key or None)

        def search() -> list[HandoverRow]:
            words = lambda row: f"{row.scope} {row.giver} {row.receiver}"  # noqa: E731
            return rank(text, handover_rows(book, where), words)

        self.load(search, self._show)

    def _show(self, rows: list[HandoverRow]) -> None:
        self.show_whole(rows)

    def _moved(self) -> None:
        count = len(self.table.selected_ids())
        self.many.setText(f"登记签字（{count} 份）")
        self.many.setVisible(count > 1)
        super()._moved()

    def clear_filters(self) -> None:
        """All hand-overs."""
        self.box.put("")
        self.whose.choose(ALL)
        self.state.choose(ALL)

    def status(self) -> str:
        """How many, and how many are signed."""
        rows = list(self.table.shown_rows())
        signed = sum(row.signed_on is not None for row in rows)
        return f"{len(rows)} 份交接单，已签字 {signed} 份" if rows else ""


def _columns() -> list[Column]:
    compound, scope, kind, giver, receiver, handed, witness, signed, state = columns(
        HandoverRow, "compound", "scope", "kind", "giver", "receiver", "handed_on", "witness",
        "signed_on", "state",
    )  # fmt: skip
    return [
        Column(compound, 72),
        Column(replace(scope, label="楼组或街面"), 90, stretches=True),
        Column(kind, 58),
        Column(giver, 58),
        Column(receiver, 58, text=lambda row: row.receiver or "暂缺", tone=_receiver_tone),
        Column(Field(Text(), "已交接", name="ticked"), 64, text=_ticked),
        Column(handed, 92),
        Column(witness, 66, shown=False),
        Column(signed, 92),
        Column(state, 76, dot=lambda row: HANDOVER_TONES[row.state]),
    ]


def _ticked(row: HandoverRow) -> str:
    return f"{row.done} / {len(row.items)} 项"


def _receiver_tone(row: HandoverRow) -> Tone:
    return Tone.PLAIN if row.receiver else Tone.AMBER
