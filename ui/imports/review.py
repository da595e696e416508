"""Review of changes: what is new on the sheet, and what the book has and the sheet has not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from app.departing import FATES, Departure, Open
from app.errors import Invalid
from app.fields import Field, columns, fields_of
from app.kinds import Day, Text, Whole
from app.leaders.records import END_REASONS
from app.reviewing import Arrival, Missing
from ui.desk import Desk
from ui.imports.decisions import Decisions
from ui.imports.sheets import fill
from ui.imports.words import clear
from ui.kit.empty import Empty
from ui.kit.form import Form
from ui.kit.parts import Button, Label, area, caption, column, row, scrolled, sized
from ui.kit.table import Column, Table, link
from ui.theme import Tone, Type

IN, OUT, KEEP = "收下", "不收", "保留"


@dataclass(frozen=True)
class ArrivalRow:
    """A new row of the sheet."""

    id: int
    item: Arrival
    row: Annotated[int, Field(Whole(), "行")]
    title: Annotated[str, Field(Text(), "姓名或名称")]
    where: Annotated[str, Field(Text(), "所在")]
    sheet: Annotated[str, Field(Text(), "工作表")]


class ArrivalsView(QWidget):
    """新来的: each row comes in or stays out; `decided` tells of a choice."""

    decided = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._items: Sequence[Arrival] = ()
        self._decisions = Decisions()
        line, title, where, sheet = columns(ArrivalRow, "row", "title", "where", "sheet")

        def tone(item: ArrivalRow) -> Tone:
            return Tone.MUTED if self._is_out(item.item) else Tone.PLAIN

        def choice(name: str, word: str) -> Column:
            return link(
                name,
                lambda one: self._words(one, word),
                lambda one: self._reject([one], word == OUT),
                width=76,
            )

        self.table = Table(
            (
                Column(line, 52, muted=True),
                Column(title, 120, tone=tone),
                Column(where, 220, stretches=True, tone=tone),
                choice("in", IN),
                choice("out", OUT),
                Column(sheet, 130, muted=True),
            ),
            name="imports.arrivals",
            settings=desk.settings,
            empty=Empty("没有新来的。", icon="check"),
            label="新来的",
        )  # fmt: skip
        top = row(
            caption("台账里还没有、按表新登记的；不收的这次不导入。"), None,
            caption("选中的"),
            Button(IN, lambda: self._reject(self.table.selected(), False), role="link"),
            Button(OUT, lambda: self._reject(self.table.selected(), True), role="link"),
            8, caption("全部"),
            Button(IN, lambda: self._reject(self._all(), False), role="link"),
            Button(OUT, lambda: self._reject(self._all(), True), role="link"),
            gap=4,
        )  # fmt: skip
        body = column(top, gap=8)
        body.addWidget(self.table, 1)
        self.setLayout(body)

    def show_arrivals(self, items: Sequence[Arrival], decisions: Decisions) -> None:
        """The new rows, and those that stay out."""
        self._items, self._decisions = items, decisions
        fill(self.table, len(items), self._row)

    def _row(self, at: int) -> ArrivalRow:
        item = self._items[at]
        return ArrivalRow(at, item, item.row, item.title, item.where, item.sheet)

    def _all(self) -> Iterable[ArrivalRow]:
        return (self._row(at) for at in range(len(self._items)))

    def _is_out(self, item: Arrival) -> bool:
        return (item.sheet, item.row) in self._decisions.rejected

    def _words(self, row_: ArrivalRow, word: str) -> str:
        return f"✓ {word}" if self._is_out(row_.item) is (word == OUT) else word

    def _reject(self, rows: Iterable[ArrivalRow], out: bool) -> None:
        chosen = [(one.item.sheet, one.item.row) for one in rows]
        if chosen:
            self._decisions.reject(chosen, out)
            fill(self.table, len(self._items), self._row)
            self.decided.emit()


@dataclass(frozen=True)
class Going:
    """When somebody went, and of a post why."""

    on: Annotated[dt.date, Field(Day(), "日期", required=True)]
    reason: Annotated[str | None, Field(END_REASONS, "离任原因")] = None


@dataclass(frozen=True)
class MissingRow:
    """A record that the sheet has not, and what becomes of it."""

    id: int
    item: Missing
    title: Annotated[str, Field(Text(), "姓名或名称")]
    where: Annotated[str, Field(Text(), "所在")]
    about: Annotated[str, Field(Text(), "情况")]
    fate: Annotated[str, Field(Text(), "处理")]
    goes: bool


class MissingView(QWidget):
    """不在表里的: kept unless somebody says that they went; `decided` tells of a choice."""

    decided = Signal()

    def __init__(self, desk: Desk, today: Callable[[], dt.date]) -> None:
        super().__init__()
        self._items: Sequence[Missing] = ()
        self._decisions = Decisions()
        title, where, about, fate = columns(MissingRow, "title", "where", "about", "fate")
        self.table = Table(
            (
                Column(title, 88),
                Column(where, 124, stretches=True),
                Column(about, 108, muted=True),
                Column(fields_of(Missing)["phone"], 96, shown=False,
                       text=lambda one: fields_of(Missing)["phone"].shown(one.item.phone)),
                Column(fate, 132, tone=lambda one: Tone.AMBER if one.goes else Tone.MUTED),
            ),
            name="imports.missing",
            settings=desk.settings,
            empty=Empty(
                "表里的范围内，台账里的都在表里。",
                "只比较表里出现的小区、楼组和街面。", icon="check",
            ),
            label="不在表里的",
        )  # fmt: skip
        self.table.selection_moved.connect(self._show_chosen)
        self.table.current_changed.connect(lambda _row: self._show_chosen())
        self.wide = QCheckBox("按整个小区比较，不只是表里出现的楼组")
        self.wide.clicked.connect(self._widen)
        left = column(self.wide, gap=8)
        left.addWidget(self.table, 1)
        both = row(gap=12)
        both.addLayout(left, 1)
        both.addWidget(self._side(today))
        self.setLayout(both)

    def _side(self, today: Callable[[], dt.date]) -> QWidget:
        self.title = Label("", Type.STRONG, wrap=True)
        self.fates = QButtonGroup(self)
        self.fates.idClicked.connect(lambda _at: self._show_form())
        self._ways = column(gap=6)
        self.form = Form(Going, today, gap=8)
        self.form.add("on", 0)
        self._reason = self.form.add("reason", 1)
        self.form.set_texts({"on": today().isoformat()})
        self.apply = Button("就这样处理", self._apply)
        self._matters = column(gap=8)
        self.matters_title = Label("还要说明", Type.STRONG)
        inner = column(
            self.title, self._ways, self.form, row(self.apply, None), 8,
            self.matters_title, self._matters, None, margins=(8, 0), gap=10,
        )  # fmt: skip
        self.side = scrolled(area("surface", inner))
        sized(self.side, width=250)
        self._names: list[str] = []
        return self.side

    def show_missing(
        self, items: Sequence[Missing], matters: Sequence[Open], decisions: Decisions
    ) -> None:
        """What the sheets have not, and what has to be asked about those who go."""
        self._items, self._decisions = items, decisions
        self.wide.setChecked(decisions.wide)
        self.side.setVisible(bool(items))
        fill(self.table, len(items), self._row)
        if self.table.current_id is None and items:
            self.table.choose_id(0)
        self._show_matters(matters)
        self._show_chosen()

    def _row(self, at: int) -> MissingRow:
        item = self._items[at]
        going = self._decisions.departures.get((item.table, item.id))
        words = f"{_short(item.table, going.fate)} {going.on}" if going else KEEP
        return MissingRow(at, item, item.title, item.where, item.about, words, going is not None)

    def _chosen(self) -> list[Missing]:
        rows = [one.item for one in self.table.selected()]
        if not rows and self.table.current is not None:
            rows = [self.table.current.item]
        # What may become of them differs: those like the first one are meant.
        return [one for one in rows if one.table == rows[0].table]

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        for part in (self.form, self.apply):
            part.setVisible(bool(chosen))
        if not chosen:
            return
        first = chosen[0]
        more = f"等 {len(chosen):,} 个" if len(chosen) > 1 else ""
        self.title.setText(f"{first.title}{more}")
        names = ["", *FATES[first.table]]
        if names != self._names:
            self._names = names
            for button in self.fates.buttons():
                self.fates.removeButton(button)
            clear(self._ways)
            for at, name in enumerate(names):
                button = QRadioButton(FATES[first.table][name] if name else KEEP)
                self.fates.addButton(button, at)
                self._ways.addWidget(button)
        going = self._decisions.departures.get((first.table, first.id))
        self.fates.button(names.index(going.fate) if going else 0).setChecked(True)
        self._show_form()

    def _show_form(self) -> None:
        chosen, fate = self._chosen(), self._fate()
        self.form.setVisible(bool(fate))
        is_post = bool(chosen) and chosen[0].table == "leader_term"
        self._reason.parentWidget().setVisible(is_post)

    def _fate(self) -> str:
        at = self.fates.checkedId()
        return self._names[at] if 0 <= at < len(self._names) else ""

    def _apply(self) -> None:
        chosen, fate = self._chosen(), self._fate()
        if not fate:
            self._decisions.stay((one.table, one.id) for one in chosen)
        else:
            self.form.show_problems(())
            try:
                going = self.form.record()
            except Invalid as invalid:
                self.form.show_problems(invalid.problems)
                return
            reason = going.reason or END_REASONS.options[0]
            self._decisions.depart(
                Departure(
                    one.table, one.id, f"{one.title}（{one.where}）" if one.where else one.title,
                    fate, going.on, reason, self._answers(one),
                )
                for one in chosen
            )  # fmt: skip
        fill(self.table, len(self._items), self._row)
        self.decided.emit()

    def _answers(self, item: Missing) -> dict[str, str]:
        known = self._decisions.departures.get((item.table, item.id))
        return dict(known.answers) if known else {}

    def _widen(self) -> None:
        self._decisions.wide = self.wide.isChecked()
        self._decisions.changed += 1
        self.decided.emit()

    def _show_matters(self, matters: Sequence[Open]) -> None:
        clear(self._matters)
        self.matters_title.setVisible(bool(matters))
        for one in matters:
            self._matters.addWidget(self._matter(one))

    def _matter(self, one: Open) -> QWidget:
        made = QWidget()
        group = QButtonGroup(made)
        unsaid = not one.answer
        title = Label(
            f"{one.departure.title}：{one.asked.title}",
            tone=Tone.AMBER if unsaid else Tone.PLAIN, wrap=True,
        )  # fmt: skip
        lines = column(title, *(caption(text, wrap=True) for text in one.asked.there), gap=4)
        for way, words in one.asked.ways:
            button = QRadioButton(words)
            button.setChecked(one.answer == way)
            button.clicked.connect(lambda _on=False, way=way: self._answer(one, way))
            group.addButton(button)
            lines.addWidget(button)
        made.setLayout(lines)
        return made

    def _answer(self, one: Open, way: str) -> None:
        known = self._decisions.departures.get(one.departure.key, one.departure)
        answers = {**known.answers, one.asked.key: way}
        self._decisions.depart([replace(known, answers=answers)])
        self.decided.emit()


def _short(table: str, fate: str) -> str:
    return FATES[table][fate].removeprefix("登记为")
