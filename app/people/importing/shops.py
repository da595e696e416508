"""Registers of shops from sheets, street by street."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field, fields_of
from app.kinds import Choice, Kind, Text, same_word
from app.own_fields import PREFIX, own_columns
from app.people.importing.matching import merge
from app.people.place_records import ShopEntry
from app.people.storing import known_of
from app.people.words import SHOP_STATUS_WORDS
from app.sheets.plan import Line, Plan
from app.sheets.rosters import Roster, Setting
from app.work import Progress
from db.models import Shop, StreetSegment

STATES = Choice(
    tuple(SHOP_STATUS_WORDS.values()),
    {
        "正常": "营业", "在营": "营业", "营业中": "营业", "正常营业": "营业", "开业": "营业",
        "停业": "歇业", "暂停营业": "歇业", "装修": "歇业", "空置": "关闭", "关门": "关闭",
        "关店": "关闭", "注销": "关闭", "已关闭": "关闭",
    },
)  # fmt: skip
_CODES = {word: code for code, word in SHOP_STATUS_WORDS.items()}
_HOUSE = re.compile(r"(\d+)")


@dataclass(frozen=True)
class ShopLine(ShopEntry):
    """One line of a register of shops: the shop, its street and its state."""

    street_segment: Annotated[
        str | None,
        Field(
            Text(60),
            "街面",
            ("路段", "街面名称", "商圈", "沿街路段", "所属街面", "路名"),
            fillable=True,
        ),
    ] = None
    status: Annotated[str | None, Field(STATES, "状态", ("营业状态", "经营状态"))] = None


FACTS = tuple(name for name in fields_of(ShopEntry) if name != "shop_name")
LABELS = {
    name: (item.label, item.kind, item.sensitive) for name, item in fields_of(ShopEntry).items()
}


@dataclass
class _Streets:
    """Streets by name, and by the numbers of their houses."""

    plan: Plan
    setting: Setting
    by_name: dict[str, int] = field(default_factory=dict)
    stretches: list[tuple[int, str, int, int]] = field(default_factory=list)

    @classmethod
    def load(cls, session: Session, plan: Plan, setting: Setting) -> _Streets:
        streets = cls(plan, setting)
        for record in session.scalars(select(StreetSegment)):
            streets.by_name[same_word(record.name)] = record.id
            first, last = _HOUSE.search(record.from_no or ""), _HOUSE.search(record.to_no or "")
            if record.road and first and last:
                streets.stretches.append((record.id, record.road, int(first[1]), int(last[1])))
        return streets

    def named(self, name: str) -> int:
        """The street of that name, made if it is not known."""
        word = same_word(name)
        if word not in self.by_name:
            self.by_name[word] = self.setting.ids.next_id()
            self.plan.insert("street_segment", {"id": self.by_name[word], "name": name})
        return self.by_name[word]

    def at(self, address: str) -> int | None:
        """The one street in which an address lies: its road, and its number between the ends."""
        fitting = []
        for row_id, road, first, last in self.stretches:
            _, there, rest = address.partition(road)
            number = _HOUSE.match(rest.lstrip())
            if there and number and first <= int(number[1]) <= last:
                fitting.append(row_id)
        if len(fitting) == 1:
            return fitting[0]
        return next(iter(self.by_name.values())) if len(self.by_name) == 1 else None


@dataclass
class _Pass:
    """One run over the lines of a register of shops."""

    plan: Plan
    setting: Setting
    streets: _Streets
    by_code: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_name: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)

    def add(self, row: dict[str, Any]) -> None:
        """Make a shop findable; of closed ones only the code is."""
        if row.get("credit_code"):
            self.by_code[row["credit_code"]] = row
        if row["status"] != "closed":
            self.by_name.setdefault(same_word(row["shop_name"]), []).append(row)

    def take(self, line: Line) -> None:
        """Settle one line."""
        values = line.values
        street = self._street(values)
        row = self.by_code.get(values.get("credit_code", "")) or self._namesake(values, street)
        if row is None:
            self._create(line, values, street)
        elif row["status"] == "closed":
            self.plan.fail(
                line,
                "统一社会信用代码",
                values["credit_code"],
                f"这个信用代码已登记给已关闭的“{row['shop_name']}”，请核对",
            )
        else:
            self._update(line, values, row, street)

    def _street(self, values: dict[str, Any]) -> int | None:
        if values.get("street_segment"):
            return self.streets.named(values["street_segment"])
        return self.streets.at(values.get("address") or "")

    def _namesake(self, values: dict[str, Any], street: int | None) -> dict[str, Any] | None:
        code = values.get("credit_code")
        near = [
            row
            for row in self.by_name.get(same_word(values["shop_name"]), ())
            if street in (None, row["street_segment_id"])
            and not (code and row.get("credit_code") and code != row["credit_code"])
        ]
        if len(near) > 1:
            place = same_word(values.get("address") or "")
            near = [row for row in near if place and same_word(row.get("address") or "") == place]
        return near[0] if len(near) == 1 else None

    def _create(self, line: Line, values: dict[str, Any], street: int | None) -> None:
        if street is None:
            self.plan.fail(line, "街面", "", "缺少街面，从地址也看不出在哪条街面，请补上")
            return
        if values.get("status") == "关闭":
            self.plan.notices.append(
                f"第{line.number}行“{values['shop_name']}”已关闭，台账里也没有，没有登记。"
            )
            self.plan.settle(line, "skipped")
            return
        other = self._neighbour(values, street)
        if other is not None:
            self.plan.notices.append(
                f"第{line.number}行“{values['shop_name']}”的地址已有营业中的“{other}”，"
                "请核对；如果是换了经营者，请把原来的商铺登记为关闭。"
            )
        own = {name: values[name] for name in values.keys() & self.setting.own}
        row = {
            "id": self.setting.ids.next_id(),
            "street_segment_id": street,
            "shop_name": values["shop_name"],
            **{name: values[name] for name in FACTS if name in values},
            "status": _CODES[values.get("status") or "营业"],
            **({"own": {name.removeprefix(PREFIX): own[name] for name in own}} if own else {}),
        }
        self.plan.insert("shop", row)
        self.add({**row, **own})
        self.lines[row["id"]] = line.number
        self.plan.settle(line, "created")

    @property
    def labels(self) -> dict[str, tuple[str, Kind, bool]]:
        """What the fields of a shop are called, those of the office's own among them."""
        own = self.setting.own.items()
        return {**LABELS, **{name: (one.label, one.kind, one.sensitive) for name, one in own}}

    def _gather_own(self, row: dict[str, Any]) -> None:
        changed = self.plan.updates.get("shop", {}).get(row["id"], {})
        new = {name: changed.pop(name) for name in tuple(changed) if name.startswith(PREFIX)}
        if new:
            plain = {name.removeprefix(PREFIX): value for name, value in new.items()}
            changed["own"] = {**(row["own"] or {}), **plain}

    def _neighbour(self, values: dict[str, Any], street: int) -> str | None:
        place = same_word(values.get("address") or "")
        for rows in self.by_name.values() if place else ():
            for row in rows:
                there = same_word(row.get("address") or "")
                if row["street_segment_id"] == street and there == place:
                    return str(row["shop_name"])
        return None

    def _update(
        self, line: Line, values: dict[str, Any], row: dict[str, Any], street: int | None
    ) -> None:
        title = values["shop_name"]
        self.plan.met["shop"].add(row["id"])
        if row["id"] in self.lines:
            first = self.lines[row["id"]]
            self.plan.notices.append(
                f"第{line.number}行与第{first}行是同一家“{title}”，只登记一次。"
            )
            self.plan.settle(line, "skipped")
            return
        self.lines[row["id"]] = line.number
        facts = {name: values[name] for name in (*FACTS, *self.setting.own) if name in values}
        outcome = merge(
            self.plan, line, "shop", row, facts, self.labels, policy=self.setting.policy,
            title=title,
        )  # fmt: skip
        self._gather_own(row)
        said = []
        if values.get("status") and _CODES[values["status"]] != row["status"]:
            said.append(f"状态是“{values['status']}”")
        if street not in (None, row["street_segment_id"]):
            said.append("所在的街面不同")
        if same_word(title) != same_word(row["shop_name"]):
            said.append(f"店名是“{row['shop_name']}”")
        if said:
            self.plan.notices.append(
                f"第{line.number}行“{title}”与台账里的不一样：{'，'.join(said)}，没有改动，请核对。"
            )
        self.plan.settle(line, outcome)


def plan_shops(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a register of shops: known by its code, then by name and street."""
    run = _Pass(plan, setting, _Streets.load(session, plan, setting))
    for record in session.scalars(select(Shop)):
        known = known_of(record, ShopEntry)
        run.add(
            {
                "id": record.id,
                "street_segment_id": record.street_segment_id,
                "status": record.status,
                "own": record.own,
                **known,
                **{PREFIX + key: value for key, value in (record.own or {}).items()},
            }
        )
    for at, line in enumerate(lines):
        if at % 1000 == 0:
            yield Progress(at, len(lines), "正在核对商铺")
        run.take(line)


def own_of_shops(book: Book) -> tuple[Field, ...]:
    """The columns that the office added to its shops."""
    return tuple(column.field for column in own_columns(book, "shop"))


SHOPS = Roster(
    key="shops",
    title="商铺",
    entry=ShopLine,
    needs=(("shop_name",), ("category", "manager_name", "address", "credit_code", "license_name")),
    plan=plan_shops,
    own_columns=own_of_shops,
    own_of="shop",
)
