"""The sign-in list of a training: who is expected, who came, late or not, score and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from app.errors import Refused
from app.fields import Field, columns
from app.kinds import Misfit, Text
from app.leaders.trainings import (
    CANCELLED,
    AttendanceRow,
    Presence,
    TrainingRow,
    attendance_rows,
    drop_expected,
    sign_in,
)
from ui.commands import Command
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.page import Page
from ui.kit.parts import Button, link
from ui.kit.table import Cells, Column, Pasted, Table
from ui.kit.writing import Write
from ui.theme import Tone

CAME, ABSENT = "已到", "未到"
_LATE, _ON_TIME = "迟到", "准时"
_TYPED = frozenset(("score", "minutes_awarded"))


class SignIn(Panel):
    """A press on 未到 signs somebody in, another takes it back; each is a step of its own."""

    def __init__(self, page: Page, add: Callable[[], object], paper: Callable[[Button], object]):
        super().__init__("签到表", flush=True)
        self._page, self._desk, self._book = page, page.desk, page.desk.book
        self.training: TrainingRow | None = None
        self._add_people = add
        self.table = Table(
            self._columns(), name="work.signing", settings=page.desk.settings, label="签到表",
            empty=Empty(
                "签到表里还没有人。", "可以按小区加人，也可以只加今年还没有培训的。",
                button="加人", act=add, icon="people",
            ),
        )  # fmt: skip
        self.table.edit_with(
            Cells(_TYPED, self._desk.today, self._save, self._paste, refusal=self._refusal)
        )
        self.table.said.connect(self._desk.notices.say)
        self.table.menu_with(self._commands, lambda command: page.attempt(command.run))
        self._none = Empty("选中一次培训，这里是它的签到表。", icon="register")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._none)
        self._stack.addWidget(self.table)
        self.paper = link("打印签到表", lambda: paper(self.paper))
        self.all = link("全部到场", lambda: page.attempt(self.everybody))
        self.more = link("加人", add)
        for tool in (self.more, self.all, self.paper):
            self.add_tool(tool)
        self.add(self._stack, 1)

    def _columns(self) -> list[Column]:
        name, post, scope, score, minutes = columns(
            AttendanceRow, "full_name", "post", "scope", "score", "minutes_awarded"
        )
        came = Field(Text(4), "到场", name="signed_in")
        late = Field(Text(4), "迟到", name="late")
        return [
            Column(name, 72), Column(post, 110), Column(scope, 140, stretches=True),
            Column(came, 66, text=_came_words, tone=_came_tone, act=self._turn),
            Column(late, 66, text=_late_words, tone=_late_tone, act=self._turn_late),
            Column(score, 66), Column(replace(minutes, hint="不填就是全程"), 96),
        ]  # fmt: skip

    # Reading

    def show_training(self, training: TrainingRow | None) -> None:
        """The list of another training, or of the same one read again."""
        self.training = training
        self._stack.setCurrentIndex(0 if training is None else 1)
        for tool in (self.more, self.all, self.paper):
            tool.setVisible(training is not None and training.status != CANCELLED)
        if training is None:
            self.say("签到表")
            self.table.show_rows(())
            return
        to_come = training.held_on is not None and training.held_on > self._desk.today()
        hint = f"应到 {training.expected} 人 · 实到 {training.came} 人"
        self.say(f"签到表 · {training.title}", f"{hint}，还没有到日期" if to_come else hint)
        self.all.setEnabled(bool(training.expected) and not to_come)
        book, row_id = self._book, training.id
        self._desk.jobs.fetch(
            lambda: attendance_rows(book, row_id), self.table.show_rows,
            failed=lambda error: self._page.refused(str(error)),
            owner=self.table, key=f"signing-{id(self)}",
        )  # fmt: skip

    # Doing

    def put(self, presence: Mapping[int, Presence], words: str) -> None:
        """Write who came, by the id of the person; raises Refused where nobody is meant."""
        if self.training is None or not presence:
            raise Refused("请先选中签到表里的人。")
        book, row_id, today = self._book, self.training.id, self._desk.today()
        self._page.commit(
            Write("正在登记签到", len(presence), lambda: sign_in(book, row_id, presence, today)),
            lambda _count: self._desk.notices.done(words),
        )

    def everybody(self) -> None:
        """全部到场, without touching those who are ticked already."""
        rows = [row for row in self.table.shown_rows() if not row.signed_in]
        if not rows:
            raise Refused("签到表里的人都已经到场。")
        here = {row.resident_id: Presence(signed_in=True) for row in rows}
        self.put(here, f"已登记 {len(here)} 人到场")

    def mark(self, *, came: bool) -> None:
        """Everybody selected came, or did not."""
        rows = self.table.selected()
        presence = {row.resident_id: Presence(came) for row in rows if row.signed_in != came}
        self.put(presence, f"已登记 {len(presence)} 人{'到场' if came else '未到'}")

    def drop(self) -> None:
        """Take those selected off the list."""
        if self.training is None:
            return
        people = [row.resident_id for row in self.table.selected()]
        book, row_id = self._book, self.training.id
        self._page.commit(
            Write("正在移出签到表", len(people), lambda: drop_expected(book, row_id, people)),
            lambda _none: self._desk.notices.done(f"已把 {len(people)} 人移出签到表"),
        )

    def _turn(self, row: AttendanceRow) -> None:
        words = f"{row.full_name}{'未到' if row.signed_in else '已签到'}"
        given = {row.resident_id: Presence(not row.signed_in)}
        self._page.attempt(lambda: self.put(given, words))

    def _turn_late(self, row: AttendanceRow) -> None:
        given = {row.resident_id: replace(_given(row), signed_in=True, late=not row.late)}
        words = f"{row.full_name}{'没有迟到' if row.late else '迟到'}"
        self._page.attempt(lambda: self.put(given, words))

    def _save(self, row_id: int, name: str, value: Any) -> None:
        row = next(row for row in self.table.shown_rows() if row.id == row_id)
        given = replace(_given(row), **{"signed_in": True, name: value})
        if self.training is not None:
            # Directly: what does not fit is said beside the cell.
            presence = {row.resident_id: given}
            sign_in(self._book, self.training.id, presence, self._desk.today())
            self._desk.notices.done(f"已登记{row.full_name}的签到")

    def _paste(self, pasted: Pasted) -> None:
        rows = {row.id: row for row in self.table.shown_rows()}
        known = {column.name: column.field for column in self.table.columns}
        refused = list(pasted.refused)
        presence: dict[int, Presence] = {}
        for row_id, texts in pasted.cells.items():
            row, values = rows[row_id], dict[str, Any]()
            for name, text in texts.items():
                try:
                    values[name] = known[name].kind.parse(text)
                except Misfit as misfit:
                    refused.append(f"{row.full_name}：{misfit}")
            if values:
                presence[row.resident_id] = replace(_given(row), **{"signed_in": True, **values})
        if presence:
            self._page.attempt(lambda: self.put(presence, f"已登记 {len(presence)} 人的签到"))
        if refused:
            self._page.refused("没有放进去：" + "；".join(refused[:3]) + "。")

    def _refusal(self, _row: Any) -> str:
        training = self.training
        if training is not None and training.status == CANCELLED:
            return "这次培训已取消，不能签到。"
        return ""

    def _commands(self) -> tuple[Command | None, ...]:
        if self.training is None or not len(self.table):
            return ()
        return (
            Command("sign.came", "选中的到场", partial(self.mark, came=True), writes=True),
            Command("sign.absent", "选中的未到", partial(self.mark, came=False), writes=True),
            None,
            Command("sign.add", "加人……", self._add_people, writes=True),
            Command("sign.drop", "移出签到表", self.drop, writes=True),
        )


def _given(row: AttendanceRow) -> Presence:
    return Presence(row.signed_in, row.late, row.score, row.minutes_awarded)


def _came_words(row: AttendanceRow) -> str:
    return CAME if row.signed_in else ABSENT


def _came_tone(row: AttendanceRow) -> Tone:
    return Tone.GREEN if row.signed_in else Tone.PRIMARY


def _late_words(row: AttendanceRow) -> str:
    return (_LATE if row.late else _ON_TIME) if row.signed_in else ""


def _late_tone(row: AttendanceRow) -> Tone:
    return Tone.AMBER if row.late else Tone.MUTED
