"""A duty in the pane, and the form by which many are written at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from app.errors import Refused
from app.kinds import Minutes, Misfit
from app.leaders.duties import (
    DutyEntry,
    DutyRow,
    Recorded,
    delete_duties,
    duty_rows,
    edit_duty,
    record_duties,
)
from app.leaders.serving import serving
from app.people.storing import GONE
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.writing import Write
from ui.leaders.work.choosing import Choosing
from ui.people.cards import Fact, FactSheet, note, stacked
from ui.people.pane import lay_rows
from ui.people.side import Side, SidePage
from ui.theme import Tone

_ROWS = (("occurred_on", "kind"), ("content",), ("minutes", "evidence"))


class DutySide(Side):
    """履职记录."""

    kind = "duty"

    def __init__(self, page: SidePage) -> None:
        super().__init__(page)
        self.choosing: Choosing | None = None
        self._ticked: list[int] = []

    def row(self, row_id: int) -> DutyRow:
        """The record; raises Refused if it is gone."""
        found = duty_rows(self.book, [row_id]).get(row_id)
        if found is None:
            raise Refused(GONE)
        return found

    def show(self, row_id: int) -> None:
        """The card of one record."""
        duty = self.row(row_id)
        leader = partial(self.page.open, ("term", duty.term_id))
        facts = FactSheet(
            [
                Fact("姓名", duty.full_name, act=leader),
                Fact("岗位", " · ".join(one for one in (duty.compound, duty.scope) if one)),
                Fact("日期", str(duty.occurred_on)),
                Fact("说明", duty.content or ""),
                Fact("时长", Minutes().format(duty.minutes)),
                Fact("佐证", duty.evidence or ""),
                Fact("来源", duty.source),
            ]
        )
        said = None
        buttons = [
            self.button("编辑", partial(self.edit, row_id)),
            self.button("删除", partial(self.delete, [row_id])),
        ]
        if duty.made_by is not None:
            said = note("由别的记录自动生成，在原来的记录里改，这里跟着变。", Tone.MUTED)
            buttons = []
            if duty.made_by.table == "training":
                act = partial(self.page.open, ("training", duty.made_by.id))
                buttons = [self.button("看这次培训", act)]
        self.page.pane.show_card(duty.kind, duty.full_name, stacked(said, facts), buttons)

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("duty.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("duty.delete", "删除选中的", self.delete_selected, writes=True),
        )

    # Forms

    def record(self, ticked: Iterable[int] = ()) -> None:
        """登记履职: one duty for everybody who is ticked."""
        form = Form(DutyEntry, self.desk.today)
        lay_rows(form, _ROWS)
        form.set_texts({"occurred_on": self.desk.today().isoformat()})
        people = serving(self.book, self.desk.today())
        wanted = list(ticked) or self._ticked
        choosing = self.choosing = Choosing("谁参加了", people, wanted)
        choosing.finished.connect(form.saved)
        choosing.changed.connect(lambda: self._keep(choosing))
        form.editor("occurred_on").left.connect(lambda: self._follow_day(form, choosing))
        self._keep(choosing)

        def act() -> Write[Recorded]:
            typed, ids, today = form.record(), choosing.ids, self.desk.today()
            if not ids:
                raise Refused("请先勾选参加的人，可以整个小区一起勾。")
            return Write(
                "正在登记履职", len(ids),
                lambda: record_duties(self.book, ids, typed, today=today),
            )  # fmt: skip

        def then(made: Recorded) -> None:
            self._ticked = []
            if self.page.pane.form is form:
                choosing.tick_all(on=False)
            self.page.banner.hide()
            if made.written:
                self.page.done(f"已登记履职 {made.written} 人次")
            if made.before or made.outside:
                self.page.banner.say(made.words(), Tone.AMBER)

        self.page.fill(
            form, act, then,
            title="登记履职", hint="勾选的人各记一条，一步完成，可以一次撤销。", verb="登记",
            key="duty-new", first="kind", below=(choosing,), again="kind", keep=("occurred_on",),
            reopen=partial(self.record, list(wanted)),
        )  # fmt: skip

    def _keep(self, choosing: Choosing) -> None:
        self._ticked = choosing.ids

    def _follow_day(self, form: Form[DutyEntry], choosing: Choosing) -> None:
        """Who left since a past day can still be ticked for it."""
        try:
            day: dt.date | None = form.editor("occurred_on").value()
        except Misfit:
            return
        if day is not None:
            choosing.offer(serving(self.book, day))

    def edit(self, row_id: int) -> None:
        """Put right what was recorded wrongly; refused for what another record made."""
        duty = self.row(row_id)
        if duty.made_by is not None:
            raise Refused("这条履职记录由别的记录自动生成，请到原来的记录里修改。")
        self.page.shown = (self.kind, row_id)
        form = Form(DutyEntry, self.desk.today)
        lay_rows(form, _ROWS)
        form.fill(duty)

        def act() -> None:
            edit_duty(self.book, row_id, form.record(), today=self.desk.today())

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已修改履职记录")

        self.page.fill(
            form, act, then,
            title=f"修改履职 · {duty.full_name}", hint=f"{duty.scope} {duty.post}",
            key=f"duty-{row_id}", reopen=partial(self.edit, row_id), first="content",
        )  # fmt: skip

    def delete(self, ids: list[int]) -> None:
        """Delete records made by mistake; those that other records made are refused."""

        def then(_none: None) -> None:
            self.page.show_nothing()
            self.page.done(f"已删除履职记录 {len(ids)} 条")

        self.page.commit(
            Write("正在删除履职记录", len(ids), lambda: delete_duties(self.book, ids)), then
        )

    def delete_selected(self) -> None:
        """Delete all that is selected in the list."""
        view = getattr(self.page, "view", None)
        ids = view.main.selected_ids() if view is not None else []
        if ids:
            self.delete(ids)
