"""Shops in the pane: the card, the form, closing, and changing hands."""

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
from app.people.place_lists import shop_rows
from app.people.place_records import ShopEntry, ShopRow
from app.people.shops import shop_matters
from app.people.storing import Saved
from app.people.words import SHOP_STATUS_WORDS
from ui.commands import Command
from ui.kit.editors import LineEditor
from ui.kit.form import Form
from ui.kit.parts import caption
from ui.people import pickers
from ui.people.cards import Fact, FactSheet, Story, stacked
from ui.people.leaving import Questions
from ui.people.own import OwnPart, own_facts
from ui.people.pane import lay_rows
from ui.people.side import Side, one_of
from ui.theme import Tone

_ROWS = (
    ("shop_name",), ("category", "opened_on"), ("address",), ("manager_name", "staff_count"),
    ("manager_phone",), ("open_hours", "fire_extinguishers"),
    ("gate_duty_signed_on", "pledge_signed_on"), ("license_name",), ("credit_code",), ("note",),
)  # fmt: skip
_KEPT = ("category", "address")
"""What the next owner of a shop most often takes over."""


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


@dataclass(frozen=True)
class NextShop(ShopEntry):
    """What stands there from a day on, under another owner."""

    on: Annotated[dt.date | None, Field(Day(), "易主日期", required=True)] = None


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
            buttons.append(self.button("易主", partial(self.change_hands, row_id)))
            buttons.append(self.button("关闭", partial(self.close, row_id)))
        body = stacked(self._facts(shop), Story(history(self.book, "shop", row_id)))
        self.page.pane.show_card(shop.shop_name, shop.segment, body, buttons)

    def _facts(self, shop: ShopRow) -> FactSheet:
        phone = fields_of(ShopEntry)["manager_phone"]
        sealed = ("shop", shop.id, phone.name)
        return FactSheet(
            [
                Fact("状态", state_words(shop), state_tone(shop)),
                Fact("业态", shop.category or ""),
                Fact("经营地址", shop.address or ""),
                Fact("负责人", shop.manager_name or ""),
                Fact("负责人电话", phone.shown(shop.manager_phone), sealed=sealed),
                Fact("从业人数", _count(shop.staff_count, "人")),
                Fact("营业时间", shop.open_hours or ""),
                Fact("灭火器", _count(shop.fire_extinguishers, "具")),
                Fact("门责书", _signed(shop.gate_duty_signed_on), _signed_tone(shop)),
                Fact("商铺约定", _signed(shop.pledge_signed_on)),
                Fact("执照名称", shop.license_name or ""),
                Fact("信用代码", shop.credit_code or ""),
                Fact("开业日期", str(shop.opened_on or "")),
                Fact("备注", shop.note or ""),
                *own_facts(self, "shop", shop.id, shop.own),
            ],
            self.look,
        )

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("shop.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("shop.rest", "歇业", partial(self.turn, row_id, "suspended"), writes=True),
            Command("shop.open", "恢复营业", partial(self.turn, row_id, "open"), writes=True),
            Command("shop.hands", "易主", partial(self.change_hands, row_id), writes=True),
            Command("shop.close", "关闭", partial(self.close, row_id), writes=True),
            None,
            Command("shop.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    def add(self, segment_id: int | None = None) -> None:
        """A form for one new shop after the other; the street stays."""
        form = self._form()
        own = OwnPart(self, form, "shop")
        if segment_id is not None:
            form.set_texts({"segment_id": str(segment_id)})

        def act() -> Saved:
            typed = form.record()
            return own.save(
                "登记商铺",
                lambda: register.add_shop(self.book, typed.segment_id, _entry(typed)),
            )

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
        own = OwnPart(self, form, "shop")
        form.fill(PlacedShop(**vars(_entry(shop)), segment_id=shop.street_segment_id))
        own.fill(row_id, shop.own)
        phone = form.editor("manager_phone")
        if isinstance(phone, LineEditor):
            phone.unmasked.connect(partial(self.look, "shop", row_id, "manager_phone"))

        def act() -> Saved:
            typed = form.record()
            return own.save(
                "修改商铺",
                lambda: register.edit_shop(self.book, row_id, _entry(typed), typed.segment_id),
            )

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
        asked = self._questions(row_id)

        def act() -> Saved:
            on = form.record().on
            return asked.answered(
                lambda leaving: register.set_shop_status(self.book, row_id, "closed", on, leaving)
            )

        def then(saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"{shop.shop_name}已关闭", saved.warnings)

        self.page.fill(
            form, act, then,
            title=f"关闭 · {shop.shop_name}", hint=shop.segment, verb="登记关闭",
            key=f"shop-close-{row_id}", reopen=partial(self.close, row_id), first="on",
            below=(
                caption("关闭后不能再恢复。换了经营者的，请用“易主”。", wrap=True),
                asked,
            ),
        )  # fmt: skip

    def change_hands(self, row_id: int) -> None:
        """易主: what stands there now, from which day, and what becomes of posts and points."""
        shop = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(NextShop, self.desk.today)
        form.add("on", 0, 0, 2)
        lay_rows(form, [row for row in _ROWS if row != ("category", "opened_on")], 1)
        form.add("category", len(_ROWS) + 1, 0, 2)
        kept = {name: getattr(shop, name) or "" for name in _KEPT}
        form.set_texts({**kept, "on": self.desk.today().isoformat()})
        asked = self._questions(row_id)

        def act() -> Saved:
            typed = form.record()
            day = typed.on or self.desk.today()
            return asked.answered(
                lambda leaving: register.change_hands(
                    self.book, row_id, _entry(typed), day, leaving
                )
            )

        def then(saved: Saved) -> None:
            name = form.record().shop_name
            self.page.show_record(self.kind, saved.id)
            self.page.done(f"“{shop.shop_name}”已关闭，新登记“{name}”", saved.warnings)

        self.page.fill(
            form, act, then,
            title=f"易主 · {shop.shop_name}",
            hint="原商铺关闭，新商铺另行登记。积分不转给新的经营者。", verb="登记易主",
            key=f"shop-hands-{row_id}", reopen=partial(self.change_hands, row_id),
            first="shop_name", below=(asked,),
        )  # fmt: skip

    def _questions(self, row_id: int) -> Questions:
        return Questions(shop_matters(self.book, row_id, self.desk.today()))

    def delete(self, row_id: int) -> None:
        """Delete a shop recorded by mistake."""
        register.delete(self.book, "shop", row_id)
        self.page.show_nothing()
        self.page.done("已删除商铺")


def _entry(shop: ShopEntry) -> ShopEntry:
    return register.entry_of(ShopEntry, shop)


def _count(number: int | None, unit: str) -> str:
    return "" if number is None else f"{number:,} {unit}"


def _signed(day: dt.date | None) -> str:
    return f"{day} 签订" if day else "未签订"


def _signed_tone(shop: ShopRow) -> Tone:
    open_ = shop.gate_duty_signed_on is None and shop.status == "open"
    return Tone.AMBER if open_ else Tone.PLAIN


def state_words(shop: ShopRow) -> str:
    """营业, 歇业, or 关闭 with its day."""
    word = SHOP_STATUS_WORDS[shop.status]
    return f"{word}（{shop.closed_on}）" if shop.closed_on else word


def state_tone(shop: ShopRow) -> Tone:
    """Green while it is open, amber while it rests."""
    return {"open": Tone.GREEN, "suspended": Tone.AMBER}.get(shop.status, Tone.MUTED)
