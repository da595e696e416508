"""Streets in the pane."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.history import history
from app.people import register
from app.people.place_lists import segment_rows
from app.people.place_records import SegmentEntry, SegmentRow
from ui.commands import Command
from ui.kit.form import Form
from ui.people.cards import Fact, FactSheet, Story, note, stacked
from ui.people.pane import lay_rows
from ui.people.side import Side, one_of
from ui.theme import Tone

_ROWS = (
    ("name",), ("road", "side"), ("from_no", "to_no"), ("shop_count_declared", "liaison_staff"),
    ("liaison_police", "liaison_urban"), ("note",),
)  # fmt: skip


class StreetSide(Side):
    """街面."""

    kind = "street"

    def _row(self, row_id: int) -> SegmentRow:
        return one_of(segment_rows(self.book, self.desk.today()), row_id)

    def show(self, row_id: int) -> None:
        """The card of a street."""
        street = self._row(row_id)
        go = partial(self.page.go, "leaders", ("street", row_id))
        buttons: list[QWidget] = [
            self.button("编辑", partial(self.edit, row_id)),
            self.button("看街面长" if street.leader else "补选街面长", go),
        ]
        numbers = " 至 ".join(part for part in (street.from_no, street.to_no) if part)
        facts = FactSheet(
            [
                Fact("街面长", street.leader or "缺", Tone.PLAIN if street.leader else Tone.AMBER),
                Fact("道路", street.road or ""),
                Fact("门牌", numbers),
                Fact("路侧", street.side or ""),
                Fact("商铺", f"{street.shops:,} 家"),
                Fact("登记商铺数", str(street.shop_count_declared or "")),
                Fact("联系社工", street.liaison_staff or ""),
                Fact("联系民警", street.liaison_police or ""),
                Fact("联系城管", street.liaison_urban or ""),
                Fact("备注", street.note or ""),
            ]
        )
        missing = None if street.leader else note("这条街面现在没有街面长。")
        body = stacked(missing, facts, Story(history(self.book, "street_segment", row_id)))
        self.page.pane.show_card(street.name, "街面", body, buttons)

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("street.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command(
                "street.leader", "到两长队伍", partial(self.page.go, "leaders", ("street", row_id))
            ),
            None,
            Command("street.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    def add(self) -> None:
        """A form for a new street."""
        form = Form(SegmentEntry, self.desk.today)
        lay_rows(form, _ROWS)

        def then(row_id: int) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已登记街面")

        self.page.fill(
            form, lambda: register.add_segment(self.book, form.record()), then,
            title="新增街面", key="street-new", reopen=self.add, first="name",
        )  # fmt: skip

    def edit(self, row_id: int) -> None:
        """The form with what is known."""
        street = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(SegmentEntry, self.desk.today)
        lay_rows(form, _ROWS)
        form.fill(street)

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已保存街面的资料")

        self.page.fill(
            form, lambda: register.edit_segment(self.book, row_id, form.record()), then,
            title=f"修改 · {street.name}", key=f"street-{row_id}",
            reopen=partial(self.edit, row_id), first="name",
        )  # fmt: skip

    def delete(self, row_id: int) -> None:
        """Delete a street recorded by mistake."""
        register.delete(self.book, "street_segment", row_id)
        self.page.show_nothing()
        self.page.done("已删除街面")
