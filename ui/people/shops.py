"""The list of streets, with the shops of the chosen one below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.fields import columns
from app.people.place_lists import segment_rows, shop_rows
from app.people.place_records import SegmentRow, ShopRow
from app.people.words import SHOP_STATUS_WORDS
from ui.desk import Desk
from ui.kit.chips import Switch
from ui.kit.empty import Empty
from ui.kit.parts import link
from ui.kit.table import Column, Table
from ui.people.groups import leader_tone, leader_words, vacant_dot
from ui.people.lists import SearchBox
from ui.people.own import OwnInList
from ui.people.places import PairView
from ui.theme import Tone


class ShopsView(PairView):
    """商铺, by street."""

    key = "shops"
    title = "街面商铺"
    kinds = ("street", "shop")
    sheet = "shop"

    def __init__(
        self, desk: Desk, *, add_street: Callable[[], object], add: Callable[[int], object]
    ) -> None:
        super().__init__(desk)
        name, road, leader, shops, staff, side, police, urban = columns(
            SegmentRow,
            "name", "road", "leader", "shops", "liaison_staff", "side", "liaison_police",
            "liaison_urban",
        )  # fmt: skip
        upper = Table(
            (
                Column(name, 160), Column(road, 120),
                Column(leader, 96, dot=vacant_dot, text=leader_words, tone=leader_tone),
                Column(shops, 64), Column(staff, 90, stretches=True),
                Column(side, 70, shown=False), Column(police, 90, shown=False),
                Column(urban, 90, shown=False),
            ),
            name="people.streets", settings=desk.settings, label="街面",
            empty=Empty(
                "还没有街面。", "导入街面长名册时会自动建好，也可以在这里登记。",
                button="新增街面", act=add_street, icon="street",
            ),
        )  # fmt: skip
        lower = Table(
            _shop_columns(),
            name="people.shops", settings=desk.settings, label="商铺",
            empty=Empty(
                "还没有商铺。", "可以导入商铺名册，也可以先新增街面，再在这里登记。", icon="shop"
            ),
        )  # fmt: skip
        self._build(upper, lower, ("街面", "商铺"), 4)
        self._own = OwnInList(self, lower, lambda _names: self.recolumned.emit())
        self.places_panel.add_tool(link("新增街面", add_street))
        self.inside_panel.add_tool(
            link("新增商铺", lambda: upper.current and add(upper.current.id))
        )
        self.box = SearchBox("店名、负责人、地址")
        self.closed = Switch("含已关闭", lambda _on: self.read())
        self.filter_with(self.box, self.closed)

    @property
    def main(self) -> Table:
        """The shops: a view keeps these, and into these people type."""
        return self.inside

    def read(self) -> None:
        """Read the office's own columns of shops, the streets and the shops."""
        self._own.read()
        super().read()

    def reading_places(self) -> Callable[[], Sequence[SegmentRow]]:
        """All streets."""
        book, today = self.book, self.desk.today()
        return lambda: segment_rows(book, today)

    def reading_inside(self, place: SegmentRow | None) -> Callable[[], Sequence[ShopRow]]:
        """The shops of a street, or of all of them if something is searched for."""
        text, book, closed = self.box.text().strip(), self.book, self.closed.isChecked()
        where = place.id if place is not None and not text else None
        return lambda: shop_rows(book, where, text, closed=closed)

    def home_of(self, row_id: int) -> int | None:
        """The street of a shop."""
        rows = shop_rows(self.book, closed=True)
        return next((row.street_segment_id for row in rows if row.id == row_id), None)

    def say(self, places: Sequence[SegmentRow], inside: Sequence[ShopRow] | None) -> None:
        """How many streets and shops."""
        self.places_panel.say("街面", f"{len(places)} 条")
        street = self.places.current
        searched = bool(self.box.text().strip()) or street is None
        count = "" if inside is None else f" · {len(inside)} 家"
        self.inside_panel.say("商铺", ("全部街面" if searched else street.name) + count)

    def clear_filters(self) -> None:
        """All shops, also closed ones."""
        self.box.put("")
        self.closed.blockSignals(True)
        self.closed.setChecked(True)
        self.closed.blockSignals(False)

    def status(self) -> str:
        """How many streets and shops."""
        return f"{len(self.places)} 条街面 · {len(self.inside)} 家商铺"


def _shop_columns() -> tuple[Column, ...]:
    (
        title, kind, address, manager, phone, staff, hours, tools, duty, pledge, licence, code,
        opened, state, closed, segment, note,
    ) = columns(
        ShopRow,
        "shop_name", "category", "address", "manager_name", "manager_phone", "staff_count",
        "open_hours", "fire_extinguishers", "gate_duty_signed_on", "pledge_signed_on",
        "license_name", "credit_code", "opened_on", "status", "closed_on", "segment", "note",
    )  # fmt: skip
    return (
        Column(title, 150, dot=_shop_dot), Column(kind, 84),
        Column(address, 130, stretches=True), Column(manager, 72),
        Column(replace(phone, label="电话"), 110), Column(staff, 72, shown=False),
        Column(hours, 100, shown=False), Column(tools, 64, shown=False),
        Column(duty, 96, text=_duty_words, tone=_duty_tone), Column(pledge, 96, shown=False),
        Column(licence, 160, shown=False), Column(code, 160, shown=False),
        Column(opened, 96, shown=False), Column(state, 64, text=_state_words),
        Column(closed, 96, shown=False), Column(segment, 120, shown=False),
        Column(note, 120, muted=True, shown=False),
    )  # fmt: skip


def _state_words(row: ShopRow) -> str:
    return SHOP_STATUS_WORDS[row.status]


def _duty_words(row: ShopRow) -> str:
    return str(row.gate_duty_signed_on or "未签订")


def _duty_tone(row: ShopRow) -> Tone:
    open_ = row.gate_duty_signed_on is None and row.status == "open"
    return Tone.AMBER if open_ else Tone.MUTED


def _shop_dot(row: ShopRow) -> Tone | None:
    return {"open": Tone.GREEN, "suspended": Tone.AMBER}.get(row.status, Tone.MUTED)
