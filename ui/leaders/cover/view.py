"""覆盖图: every 楼组 and street as a cell, with the counts of each 小区 beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget

from app.fields import Field, columns
from app.kinds import Text, Whole
from app.leaders.cover_map import STATES, UNASSIGNED, VACANT, Area, Cell, CoverMap, cover_map
from app.leaders.rules import EXPIRED, EXPIRING
from ui.desk import Desk
from ui.kit.as_at import AsAt
from ui.kit.cards import Panel
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.legend import Legend
from ui.kit.parts import Button, Elided, IconButton, Label, caption, row, sized
from ui.kit.table import Column, Table
from ui.leaders.cover.canvas import CoverCanvas
from ui.leaders.cover.legend import entries_of
from ui.people.lists import ListView
from ui.people.pane import WIDTH
from ui.people.residents import ALL
from ui.theme import Tone, Type

_HINT = "点一格看这一任；空着的点开就能补选。也可以用方向键走，按回车打开。"
_DRAWN, _NOTHING, _NONE_SUCH = range(3)


@dataclass(frozen=True)
class AreaRow:
    """What is counted of a 小区, or of all streets (`id` 0)."""

    id: int
    name: Annotated[str, Field(Text(60), "小区")]
    posts: Annotated[int, Field(Whole(), "应设")]
    held: Annotated[int, Field(Whole(), "在任")]
    ending: Annotated[int, Field(Whole(), "届满")]
    vacant: Annotated[int, Field(Whole(), "缺额")]

    @classmethod
    def of(cls, area: Area) -> AreaRow:
        """The counts of an area."""
        counts = area.counts
        ending = counts[EXPIRING] + counts[EXPIRED]
        return cls(area.id, area.name, area.posts, area.held, ending, counts[VACANT])


class MapView(ListView):
    """The map with its legend; `opened` carries where a cell leads: a room and a record."""

    key = "map"
    title = "两长覆盖图"
    has_pane = False
    opened = Signal(str, object)

    def __init__(
        self, desk: Desk, *, bring: Callable[[], object], copy: Callable[[], object]
    ) -> None:
        super().__init__(desk)
        self.found: CoverMap | None = None
        self._wanted: int | None = None
        self._make_choices()
        self.strip = Elided(_HINT, Type.CAPTION, Tone.MUTED)
        self.canvas = CoverCanvas()
        self.canvas.opened.connect(self._open)
        self.canvas.chosen.connect(lambda words: self.strip.setText(words or _HINT))
        self.setFocusProxy(self.canvas)
        self.sentence = Label("", wrap=True)
        self.legend = Legend()
        self.legend.chosen.connect(self.canvas.emphasise)
        panel = Panel()
        top = row(self.legend, IconButton("copy", "复制图片", copy, side=16), gap=8)
        top.setStretch(0, 1)
        panel.add(self.sentence)
        panel.add(top)
        panel.add(self.canvas, 1)
        panel.add(self.strip)
        self.stack = QStackedWidget()
        self.stack.addWidget(panel)
        self.stack.addWidget(_nothing(bring))
        self.stack.addWidget(
            Empty("没有这样的楼组和街面。", "换一种状态或小区再看。", icon="check")
        )
        self._make_numbers(copy)
        body = row(self.stack, self.words, gap=16)
        body.setStretch(0, 1)
        self.setLayout(body)

    def _make_choices(self) -> None:
        self.compound = FilterMenu("小区", [(ALL, "全部小区和街面")])
        self.state = FilterMenu(
            "状态", [(ALL, "全部状态"), *((state, f"只看{state}") for state in STATES)]
        )
        self.as_at = AsAt(self.desk.today, self.read)
        self.filter_with(self.compound, self.state, caption("截至"), self.as_at)

    def _make_numbers(self, copy: Callable[[], object]) -> None:
        name, posts, held, ending, vacant = columns(AreaRow)
        self.numbers = Table(
            (
                Column(name, 100, stretches=True), Column(posts, 48), Column(held, 48),
                Column(ending, 48, tone=lambda one: Tone.AMBER if one.ending else Tone.MUTED),
                Column(vacant, 48, tone=lambda one: Tone.RED if one.vacant else Tone.MUTED),
            ),
            name="cover.numbers", settings=self.desk.settings, label="各小区覆盖数字",
        )  # fmt: skip
        self.numbers.said.connect(self.desk.notices.say)
        self.numbers.current_changed.connect(self._show_area)
        self.definition = caption(wrap=True)
        self.words = Panel("数字")
        self.words.add(self.numbers, 1)
        self.words.add(self.definition)
        self.words.add(
            row(Button("复制图片", copy), Button("复制这句话", self.copy_sentence), None, gap=8)
        )
        sized(self.words, width=WIDTH)

    # What is shown

    @property
    def day(self) -> dt.date:
        """The day that is looked at."""
        return self.as_at.day or self.desk.today()

    @property
    def compound_id(self) -> int | None:
        """The 小区 that is looked at; 0 for the streets, None for all."""
        key = self.compound.key
        return int(key) if key not in ("", ALL) else None

    @property
    def shown(self) -> CoverMap | None:
        """What is drawn now: the 小区 and the state that are looked at."""
        if self.found is None:
            return None
        state = None if self.state.key in ("", ALL) else self.state.key
        return self.found.only(compound_id=self.compound_id, state=state)

    def read(self) -> None:
        """Read the whole map in the second lane."""
        book, day = self.book, self.day
        self.load(lambda: cover_map(book, day), self._show)

    def _show(self, found: CoverMap) -> None:
        self.found = found
        self.compound.offer(
            [(ALL, "全部小区和街面"), *((str(area.id), area.name) for area in found.areas)]
        )
        shown = self.shown
        if shown is None:
            return
        compound = found.only(compound_id=self.compound_id)
        self.show_quietly(self.numbers, [AreaRow.of(area) for area in compound.areas])
        self.sentence.setText(shown.sentence)
        self.definition.setText(found.definition)
        self.legend.show_entries(entries_of(compound.counts), self.legend.alone)
        if not found.areas:
            self.stack.setCurrentIndex(_NOTHING)
        else:
            self.stack.setCurrentIndex(_DRAWN if shown.areas else _NONE_SUCH)
            self.canvas.show_map(shown)
            if self._wanted is not None:
                self.canvas.show_area(self._wanted)
        self._wanted = None
        self.words.setVisible(bool(found.areas))
        self.restated.emit()

    def go_to(self, area_id: int) -> None:
        """Have a 小区 in sight as soon as it is drawn."""
        self._wanted = area_id
        self.read()

    def _show_area(self, row: AreaRow | None) -> None:
        if row is not None:
            self.canvas.show_area(row.id)

    def _open(self, cell: Cell, area: Area) -> None:
        if cell.state == UNASSIGNED:
            self.opened.emit("people", ("building", cell.id))
        else:
            self.opened.emit("leaders", ("group" if area.id else "street", cell.id))

    def copy_sentence(self) -> None:
        """The sentence to the clipboard."""
        QGuiApplication.clipboard().setText(self.sentence.text())
        self.desk.notices.say("这句话已复制，可以粘贴到 Word 或 WPS。")

    def clear_filters(self) -> None:
        """Everything."""
        self.compound.choose(ALL)
        self.state.choose(ALL)

    def status(self) -> str:
        """How many are drawn."""
        shown = self.shown
        if shown is None or not shown.areas:
            return ""
        cells = [(area, cell) for area in shown.areas for cell in area.cells]
        groups = sum(1 for area, cell in cells if area.id and cell.state != UNASSIGNED)
        streets = sum(1 for area, _ in cells if not area.id)
        parts = [f"{groups:,} 个楼组"] if groups else []
        parts += [f"{streets:,} 个街面"] if streets else []
        return f"{' · '.join(parts)} · 截至 {shown.day}".removeprefix(" · ")


def _nothing(bring: Callable[[], object]) -> Empty:
    return Empty(
        "还没有楼组和街面。",
        "导入一张楼组长名册后，这里画出每个小区的楼组，谁在任、哪里空着，一看就知道。",
        button="导入名册", act=bring, icon="leaders",
    )  # fmt: skip
