"""Streets and shops in the pane."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from PySide6.QtWidgets import QWidget

from app.fields import Field, fields_of
from app.history import history
from app.kinds import Day, Ref
from app.people import register
from app.people.place_lists import segment_rows, shop_rows
from app.people.place_records import SegmentEntry, SegmentRow, ShopEntry, ShopRow
from app.people.storing import Saved
from app.people.words import SHOP_STATUS_WORDS
from ui.commands import Command
from ui.kit.editors import LineEditor
from ui.kit.form import Form
from ui.people import pickers
from ui.people.cards import Fact, FactSheet, Story, note, stacked
from ui.people.leaving import Question
from ui.people.pane import lay_rows
from ui.people.side import Side, one_of
from ui.theme import Tone

_ROWS = (
    ("shop_name",), ("category", "opened_on"), ("address",), ("manager_name",),
    ("manager_phone",), ("license_name",), ("credit_code",), ("note",),
)  # fmt: skip
_STREET_ROWS = (
    ("name",), ("road",), ("from_no", "to_no"), ("shop_count_declared", "liaison_staff"), ("note",)
)  # fmt: skip


@dataclass(frozen=True)
class PlacedShop(ShopEntry):
    """A shop with its street."""

    segment_id: Annotated[
        int, Field(Ref("street_segment"), "街面", required=True, hint="街面名称")
    ] = 0


@dataclass(frozen=True)
class CloseDay:
    """The day on which a shop closes."""

    on: Annotated[dt.date, Field(Day(), "关闭日期", required=True)]


class ShopSide(Side):
    """商铺."""

    kind = "shop"

    def _row(self, row_id: int) -> ShopRow:
        return one_of(shop_rows(self.book, closed=True), row_id)

    def show(self, row_id: int) -> None:
        """The card of a shop."""
        shop = self._row(row_id)
        buttons: list[QWidget] = [self.button("编辑", partial(self.edit, row_id))]
        if shop.status == "open":
            buttons.append(self.button("歇业", partial(self.turn, row_id, "suspended")))
        if shop.status == "suspended":
            buttons.append(self.button("恢复营业", partial(self.turn, row_id, "open")))
        if shop.status != "closed":
            buttons.append(self.button("关闭", partial(self.close, row_id)))
        phone = fields_of(ShopEntry)["manager_phone"]
        facts = FactSheet(
            [
                Fact("状态", _state(shop), _state_tone(shop)),
                Fact("业态", shop.category or ""),
                Fact("经营地址", shop.address or ""),
                Fact("负责人", shop.manager_name or ""),
                Fact(
                    "负责人电话",
                    phone.shown(shop.manager_phone),
                    sealed=("shop", shop.id, phone.name),
                ),
                Fact("执照名称", shop.license_name or ""),
                Fact("信用代码", shop.credit_code or ""),
                Fact("开业日期", str(shop.opened_on or "")),
                Fact("备注", shop.note or ""),
            ],
            self.look,
        )
        body = stacked(facts, Story(history(self.book, "shop", row_id)))
        self.page.pane.show_card(shop.shop_name, shop.segment, body, buttons)

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("shop.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("shop.rest", "歇业", partial(self.turn, row_id, "suspended"), writes=True),
            Command("shop.open", "恢复营业", partial(self.turn, row_id, "open"), writes=True),
            Command("shop.close", "关闭", partial(self.close, row_id), writes=True),
            None,
            Command("shop.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    def add(self, segment_id: int | None = None) -> None:
        """A form for one new shop after the other; the street stays."""
        form = self._form()
        if segment_id is not None:
            form.set_texts({"segment_id": str(segment_id)})

        def act() -> Saved:
            typed = form.record()
            return register.add_shop(self.book, typed.segment_id, _entry(typed))

        def then(saved: Saved) -> None:
            typed = form.record()
            self.page.shown = (self.kind, saved.id)
            self.page.done(f"已登记{typed.shop_name}", saved.warnings, (self.kind, saved.id))

        self.page.fill(
            form, act, then,
            title="新增商铺", hint="Ctrl+Enter 保存并登记下一家。", key="shop-new",
            reopen=partial(self.add, segment_id),
            first="shop_name" if segment_id is not None else "segment_id",
            again="shop_name", keep=("segment_id",),
        )  # fmt: skip

    def edit(self, row_id: int) -> None:
        """The form with what is known."""
        shop = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = self._form()
        form.fill(PlacedShop(**vars(_entry(shop)), segment_id=shop.street_segment_id))
        phone = form.editor("manager_phone")
        if isinstance(phone, LineEditor):
            phone.unmasked.connect(partial(self.look, "shop", row_id, "manager_phone"))

        def act() -> Saved:
            typed = form.record()
            return register.edit_shop(self.book, row_id, _entry(typed), typed.segment_id)

        def then(saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"已保存{shop.shop_name}的资料", saved.warnings)

        self.page.fill(
            form, act, then,
            title=f"修改 · {shop.shop_name}", hint=shop.segment, key=f"shop-{row_id}",
            reopen=partial(self.edit, row_id), first="shop_name",
        )  # fmt: skip

    def _form(self) -> Form[PlacedShop]:
        form = Form(PlacedShop, self.desk.today)
        search, named = pickers.streets(self.book, self.desk.today())
        form.add("segment_id", 0, 0, 2, search=search, named=named)
        lay_rows(form, _ROWS, 1)
        return form

    def turn(self, row_id: int, status: str) -> None:
        """歇业 or 恢复营业 from today."""
        shop = self._row(row_id)
        register.set_shop_status(self.book, row_id, status, self.desk.today())
        self.page.show_record(self.kind, row_id)
        self.page.done(f"{shop.shop_name}已改为{SHOP_STATUS_WORDS[status]}")

    def close(self, row_id: int) -> None:
        """The day, and what becomes of an account of points."""
        shop = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(CloseDay, self.desk.today)
        form.add("on", 0)
        form.set_texts({"on": self.desk.today().isoformat()})
        asked = Question(
            "如果有积分账户",
            ["关闭后不能再恢复；换了经营者请新登记一家。"],
            "同时销户",
            "账户先保留",
        )

        def act() -> None:
            leaving = register.Leaving(account=asked.answer)
            on = form.record().on
            register.set_shop_status(self.book, row_id, "closed", on, leaving)

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"{shop.shop_name}已关闭")

        self.page.fill(
            form, act, then,
            title=f"关闭 · {shop.shop_name}", hint=shop.segment, verb="登记关闭",
            key=f"shop-close-{row_id}", reopen=partial(self.close, row_id), first="on",
            below=(asked,),
        )  # fmt: skip

    def delete(self, row_id: int) -> None:
        """Delete a shop recorded by mistake."""
        register.delete(self.book, "shop", row_id)
        self.page.show_nothing()
        self.page.done("已删除商铺")


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
                Fact("商铺", f"{street.shops:,} 家"),
                Fact("登记商铺数", str(street.shop_count_declared or "")),
                Fact("联系社工", street.liaison_staff or ""),
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
        lay_rows(form, _STREET_ROWS)

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
        lay_rows(form, _STREET_ROWS)
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


def _entry(shop: ShopEntry) -> ShopEntry:
    return register.entry_of(ShopEntry, shop)


def _state(shop: ShopRow) -> str:
    word = SHOP_STATUS_WORDS[shop.status]
    return f"{word}（{shop.closed_on}）" if shop.closed_on else word


def _state_tone(shop: ShopRow) -> Tone:
    return {"open": Tone.GREEN, "suspended": Tone.AMBER}.get(shop.status, Tone.MUTED)
