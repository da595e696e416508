"""A training in the pane: its card, its form, and who comes onto the sign-in list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Protocol

from PySide6.QtWidgets import QWidget

from app.errors import Refused
from app.fields import Field
from app.kinds import Minutes, Ref, Text
from app.leaders.serving import TWO, serving
from app.leaders.training_hours import class_hours, untrained
from app.leaders.trainings import (
    CANCELLED,
    HELD,
    PLANNED,
    STATUS_WORDS,
    TrainingEntry,
    TrainingRow,
    add_training,
    cancel_training,
    delete_training,
    edit_training,
    expect,
    plan_again,
    training_rows,
)
from app.people.storing import Saved
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.parts import Button, caption, link
from ui.kit.writing import Write
from ui.leaders.work.choosing import Choosing
from ui.leaders.work.training_view import STATE_TONES
from ui.people import pickers
from ui.people.cards import Fact, FactSheet, note, stacked
from ui.people.pane import lay_rows
from ui.people.side import Side, SidePage, one_of
from ui.theme import Tone

_ROWS = (
    ("title",), ("held_on", "minutes"), ("starts_at", "ends_at"), ("mode", "series"),
    ("place",), ("host", "speaker"), ("abilities",), ("audience",), ("note",),
)  # fmt: skip
_APART = "培训学时单独统计，不算志愿服务时长。"


class Paper(Protocol):
    """Offers the sign-in sheet of a training below a button."""

    def __call__(self, training_id: int, at: Button, *, blank: bool = False) -> object:
        """With `blank` the sheet is empty also after the training."""


@dataclass(frozen=True)
class Joining:
    """Somebody who is no leader and comes along."""

    resident_id: Annotated[
        int | None,
        Field(Ref("resident"), "其他人（不是两长的）", hint="姓名、拼音首字母、室号"),
    ] = None


@dataclass(frozen=True)
class Cancelling:
    """Why a training does not take place."""

    reason: Annotated[str, Field(Text(100), "取消原因", required=True)]


class TrainingSide(Side):
    """培训; `paper` offers the sign-in sheet below a button."""

    kind = "training"

    def __init__(self, page: SidePage, paper: Paper) -> None:
        super().__init__(page)
        self._paper = paper
        self.choosing: Choosing | None = None

    def row(self, row_id: int) -> TrainingRow:
        """The training; raises Refused if it is gone."""
        return one_of(training_rows(self.book), row_id)

    def show(self, row_id: int) -> None:
        """The card of a training."""
        one = self.row(row_id)
        hours = "" if one.minutes is None else f"（{class_hours(one.minutes)} 学时）"
        clock = "—".join(part for part in (one.starts_at, one.ends_at) if part)
        facts = FactSheet(
            [
                Fact("状态", STATUS_WORDS[one.status], STATE_TONES[one.status]),
                Fact("时间", " ".join(part for part in (str(one.held_on), clock) if part)),
                Fact("时长", Minutes().format(one.minutes) + hours),
                Fact("方式", one.mode or ""),
                Fact("地点", one.place or ""),
                Fact("主办", one.host or ""),
                Fact("授课人", one.speaker or ""),
                Fact("能力", "、".join(one.abilities)),
                Fact("系列", one.series or ""),
                Fact("对象", one.audience or ""),
                Fact("应到", f"{one.expected} 人"),
                Fact("实到", f"{one.came} 人" if one.status == HELD else ""),
                Fact("备注", one.note or ""),
            ]
        )
        body = stacked(self._told(one), facts, caption(_APART, wrap=True))
        self.page.pane.show_card(one.title, str(one.held_on), body, self._buttons(one))

    def _told(self, one: TrainingRow) -> QWidget | None:
        late = one.held_on is not None and one.held_on < self.desk.today()
        if one.status == PLANNED and late:
            return note("日期已过，还没有签到。举办了请签到，没有举办请取消。")
        return None

    def _buttons(self, one: TrainingRow) -> list[Button]:
        if one.status == CANCELLED:
            return [self.button("恢复计划", partial(self.restore, one.id))]
        paper = Button("打印签到表", lambda: self._paper(one.id, paper))
        made = [
            self.button("加人", partial(self.join, one.id), Tone.PRIMARY),
            paper,
            self.button("编辑", partial(self.edit, one.id)),
        ]
        if one.status == PLANNED:
            made.append(self.button("取消培训", partial(self.cancel, one.id)))
        else:
            blank = Button("打印空白表", lambda: self._paper(one.id, blank, blank=True))
            made.append(blank)
        return made

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("training.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("training.join", "加入签到表……", partial(self.join, row_id), writes=True),
            Command("training.cancel", "取消培训……", partial(self.cancel, row_id), writes=True),
            None,
            Command("training.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    # Forms

    def add(self, ticked: Iterable[int] = ()) -> None:
        """新增培训; with people already meant, they come onto its list in the same step."""
        form = self._form()
        form.set_texts({"held_on": ""})
        wanted = list(ticked)

        def act() -> Write[Saved]:
            typed, today = form.record(), self.desk.today()
            return Write("正在新增培训", len(wanted), lambda: self._add(typed, wanted, today))

        def then(made: Saved) -> None:
            self.page.open(("training", made.id))
            self.page.done("已新增培训")

        hint = f"保存后，选中的 {len(wanted)} 人进入签到表。" if wanted else _APART
        self.page.fill(
            form, act, then,
            title="新增培训", hint=hint, key="training-new", first="title",
            reopen=partial(self.add, wanted),
        )  # fmt: skip

    def _add(self, entry: TrainingEntry, terms: list[int], today: dt.date) -> Saved:
        known = {one.id: one.resident_id for one in serving(self.book, today)} if terms else {}
        people = list(dict.fromkeys(known[one] for one in terms if one in known))
        with self.book.write("新增培训"):
            made = add_training(self.book, entry)
            if people:
                expect(self.book, made.id, people)
        return made

    def _form(self) -> Form[TrainingEntry]:
        form = Form(TrainingEntry, self.desk.today)
        lay_rows(form, _ROWS)
        return form

    def edit(self, row_id: int) -> None:
        """Change what was planned or written down."""
        one = self.row(row_id)
        self.page.shown = (self.kind, row_id)
        form = self._form()
        form.fill(one)

        def act() -> Saved:
            return edit_training(self.book, row_id, form.record(), today=self.desk.today())

        def then(_saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已修改培训")

        self.page.fill(
            form, act, then,
            title=f"修改培训 · {one.title}", key=f"training-{row_id}", first="title",
            reopen=partial(self.edit, row_id),
        )  # fmt: skip

    def join(self, row_id: int, ticked: Iterable[int] = ()) -> None:
        """加人: by 小区, all, those not trained this year, by typing."""
        one = self.row(row_id)
        if one.status == CANCELLED:
            raise Refused("这次培训已取消，请先恢复计划。")
        self.page.shown = (self.kind, row_id)
        people = serving(self.book, one.held_on or self.desk.today())
        choosing = self.choosing = Choosing("谁来参加", people, ticked)
        form = Form(Joining, self.desk.today)
        search, named = pickers.people(self.book, self.desk.today)
        form.add("resident_id", 0, 0, 2, search=search, named=named)
        choosing.finished.connect(form.saved)
        first = dt.date(self.desk.today().year, 1, 1)
        missing = untrained(self.book, TWO, first, self.desk.today())
        only = link(f"勾选今年还没有培训的 {len(missing)} 人", lambda: choosing.tick(missing))
        only.setVisible(bool(missing))

        def act() -> Write[int]:
            typed = form.record().resident_id
            meant = [*choosing.people_ids, *([typed] if typed else [])]
            if not meant:
                raise Refused("请先勾选参加的人，或填写其他人。")
            return Write("正在加入签到表", len(meant), lambda: expect(self.book, row_id, meant))

        def then(count: int) -> None:
            self.page.show_record(self.kind, row_id)
            if count:
                self.page.done(f"已加入签到表 {count} 人")
            else:
                self.desk.notices.say("这些人都已经在签到表里。")

        self.page.fill(
            form, act, then,
            title=f"加入签到表 · {one.title}", hint=f"{one.held_on}　现有 {one.expected} 人",
            verb="加入", key=f"join-{row_id}", below=(choosing, only),
            reopen=partial(self.join, row_id, list(ticked)),
        )  # fmt: skip
        choosing.box.setFocus()

    def cancel(self, row_id: int) -> None:
        """取消培训: why."""
        one = self.row(row_id)
        if one.status != PLANNED:
            raise Refused("只有计划中的培训可以取消。已经举办的，请先清空签到。")
        self.page.shown = (self.kind, row_id)
        form = Form(Cancelling, self.desk.today)
        lay_rows(form, (("reason",),))

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"已取消培训“{one.title}”")

        self.page.fill(
            form, lambda: cancel_training(self.book, row_id, form.record().reason), then,
            title=f"取消培训 · {one.title}", verb="取消培训", key=f"cancel-{row_id}",
            first="reason", reopen=partial(self.cancel, row_id),
        )  # fmt: skip

    def restore(self, row_id: int) -> None:
        """It takes place after all."""
        plan_again(self.book, row_id)
        self.page.done("已恢复到培训计划")

    def delete(self, row_id: int) -> None:
        """Delete one recorded by mistake."""
        one = self.row(row_id)

        def then(_none: None) -> None:
            self.page.show_nothing()
            self.page.done(f"已删除培训“{one.title}”")

        self.page.commit(
            Write("正在删除培训", one.expected, lambda: delete_training(self.book, row_id)), then
        )
