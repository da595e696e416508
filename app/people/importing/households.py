"""Lists of households from sheets, door by door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from sqlalchemy.orm import Session

from app.book import Book
from app.fields import Field, fields_of
from app.kinds import Day, Kind, PersonName, Text
from app.own_fields import PREFIX, own_columns
from app.people import records, words
from app.people.importing.doors import NEW_DOOR, Spot, Unclear, known_door, spot_of
from app.people.importing.homes import FACTS, HEAD, Home, Homes
from app.people.importing.index import Places
from app.people.importing.matching import SHEET_APART, merge
from app.people.places import door_label, place_of
from app.sheets.plan import Difference, Line, Plan, Question
from app.sheets.rosters import Roster, Setting
from app.work import Progress


@dataclass(frozen=True)
class HouseholdSheetLine(records.HouseholdEntry):
    """One line of a list of households as offices write it; how many live there is not taken."""

    head_name: Annotated[str | None, Field(PersonName(), "户主", ("户主姓名", "户名"))] = None
    kind: Annotated[
        str | None,
        Field(words.HOUSEHOLD_KINDS, "户类型", ("户别", "户类别", "家庭类型", "家庭户类型")),
    ] = None
    moved_in_on: Annotated[
        dt.date | None, Field(Day(), "入住日期", ("入住时间", "迁入日期", "迁入时间", "搬入日期"))
    ] = None
    pledge_signed_on: Annotated[
        dt.date | None,
        Field(Day(), "约定签订日", ("约定签订日期", "签约日期", "签约时间", "签订日期")),
    ] = None
    compound: Annotated[str | None, records.COMPOUND] = None
    building_group: Annotated[
        str | None, Field(Text(60), "楼组", ("楼组名称", "所属楼组", "所在楼组", "楼道"))
    ] = None
    building: Annotated[str | None, records.BUILDING] = None
    unit: Annotated[str | None, records.UNIT] = None
    room_no: Annotated[
        str | None,
        Field(Text(40), "室号", (*records.ROOM.aliases, "现住详细门牌", "详细门牌")),
    ] = None
    place: Annotated[
        str | None,
        Field(
            Text(60),
            "小区和楼栋",
            ("现住小区/建筑", "小区/建筑", "小区/楼栋", "小区楼栋", "小区楼号"),
            fillable=True,
        ),
    ] = None
    address: Annotated[str | None, records.ADDRESS] = None
    members: Annotated[
        str | None,
        Field(Text(40), "人数", ("人口", "人口数", "家庭人口", "家庭人数", "户内人数")),
    ] = None


LABELS = {
    name: (item.label, item.kind, item.sensitive)
    for name, item in fields_of(HouseholdSheetLine).items()
    if name in FACTS
}


@dataclass
class _Pass:
    """One run over the lines of a list of households."""

    plan: Plan
    setting: Setting
    places: Places
    homes: Homes
    open: dict[tuple[int, str | None, str | None], list[Home]] = field(default_factory=dict)
    """Of whom nobody could tell: a second line of the same words is not told by what is left."""

    def spot(self, line: Line) -> Spot | None:
        """The door of a line; without one the line fails."""
        try:
            spot = spot_of(line.values, self.places, self.setting.compound)
        except Unclear as unclear:
            self.plan.fail(line, unclear.column, unclear.value, unclear.message)
            return None
        number, head = _keys(line)
        self.homes.tell(known_door(spot, self.places) or NEW_DOOR, number, head)
        return spot

    def take(self, line: Line, spot: Spot) -> None:
        """Settle one line that has a door."""
        number, head = _keys(line)
        door = known_door(spot, self.places) or NEW_DOOR
        if door == NEW_DOOR:
            self._create(line, spot)
            return
        self.plan.met["dwelling"].add(door)
        near = self.open.get((door, number, head)) or self.homes.fitting(door, number, head)
        left = None if near else self.homes.left(door, number, head)
        if left is not None:
            self.plan.met["household"].add(left["id"])
            self.plan.notices.append(
                f"第{line.number}行{_title(line, spot)}在台账里是"
                f"{words.HOUSEHOLD_STATUS_WORDS[left['status']]}，没有改动，请核对。"
            )
            self.plan.settle(line, "skipped")
            return
        home = near[0] if len(near) == 1 else self._alike(line, near)
        if home is None and near and self._asks(line, spot, near):
            self.open[door, number, head] = near
            return
        home = home or self._answered(line, near)
        if home is None:
            self._create(line, spot)
        else:
            self._update(line, spot, home)

    def _alike(self, line: Line, near: Sequence[Home]) -> Home | None:
        """Of several the one to which the line adds nothing: nothing hangs on the choice."""
        facts = self._facts(line)
        same = [home for home in near if all(home.get(key) == facts[key] for key in facts)]
        return next((home for home in same if "line" not in home), same[0] if same else None)

    def _asks(self, line: Line, spot: Spot, near: Sequence[Home]) -> bool:
        """Whether somebody still has to say which household is meant."""
        key = (line.sheet, line.number)
        answers = self.setting.policy.answers
        if key in answers and answers[key] in (None, *map(_handle, near)):
            return False
        title = _title(line, spot)
        said = self.homes.described(_door(spot), near)
        self.plan.questions.append(
            Question(
                line.sheet, line.number, title, tuple(zip(map(_handle, near), said, strict=True))
            )
        )
        self.plan.fail(
            line,
            "户主",
            line.values.get("head_name") or "",
            f"{_door(spot)}有{len(near)}户都可能是这一户，请选定是哪一户，或补上户号、户主后再导入",
        )
        return True

    def _answered(self, line: Line, near: Sequence[Home]) -> Home | None:
        answer = self.setting.policy.answers.get((line.sheet, line.number))
        return next((home for home in near if answer == _handle(home)), None)

    def _facts(self, line: Line) -> dict[str, Any]:
        return {
            name: line.values[name] for name in (*FACTS, *self.setting.own) if name in line.values
        }

    @property
    def labels(self) -> dict[str, tuple[str, Kind, bool]]:
        """What the facts of a household are called, those of the office's own among them."""
        own = self.setting.own.items()
        return {**LABELS, **{name: (one.label, one.kind, one.sensitive) for name, one in own}}

    def _at(self, line: Line, spot: Spot) -> int:
        """The door, made if it is not known, in the 楼组 that the line names."""
        where = self.places.compound(spot.compound)
        group = line.values.get("building_group")
        return self.places.dwelling(
            where,
            spot.building,
            spot.unit,
            spot.room,
            group=self.places.group(where, group)[0] if group else None,
        )

    def _create(self, line: Line, spot: Spot) -> None:
        door = self._at(line, spot)
        number, head = _keys(line)
        # What the sheet says of a door that was not known when the lines were gone through.
        self.homes.tell(door, number, head)
        others = [home["head_name"] for home in self.homes.by_door[door] if "new" not in home]
        if any(others):
            known = "、".join(filter(None, others))
            self.plan.notices.append(
                f"第{line.number}行{_title(line, spot)}：台账里这套房屋住着{known}户，"
                "作为另一户登记，请核对。"
            )
        facts = self._facts(line)
        own = {name.removeprefix(PREFIX): facts[name] for name in facts.keys() & self.setting.own}
        row = {
            "id": self.setting.ids.next_id(),
            "dwelling_id": door,
            **{name: facts[name] for name in FACTS if name in facts},
            **({"own": own} if own else {}),
        }
        self.plan.insert("household", row)
        self.homes.by_door[door].append(
            {
                **dict.fromkeys(FACTS),
                **facts,
                "id": row["id"],
                "status": "living",
                "own": own,
                "line": line.number,
                "new": -(self.setting.place * SHEET_APART + line.number),
            }
        )
        self.plan.met["household"].add(row["id"])
        self._mind_days(line, spot)
        self.plan.settle(line, "created")

    def _update(self, line: Line, spot: Spot, home: Home) -> None:
        title = _title(line, spot)
        if "line" in home:
            self.plan.notices.append(
                f"第{line.number}行与第{home['line']}行是同一户（{title}），只登记一次。"
            )
            self.plan.settle(line, "skipped")
            return
        home["line"], home["unnamed"] = line.number, not any(_keys(line))
        self.plan.met["household"].add(home["id"])
        outcome = merge(
            self.plan, line, "household", home, self._facts(line), self.labels,
            policy=self.setting.policy, title=title,
        )  # fmt: skip
        self._gather_own(home)
        grouped = self.places.group_of_dwelling.get(home["dwelling_id"])
        self._at(line, spot)
        if self.places.group_of_dwelling.get(home["dwelling_id"]) != grouped:
            outcome = "updated"
        if self._link_head(line, title, home):
            outcome = "updated"
        self._mind_days(line, spot)
        self.plan.settle(line, outcome)

    def _gather_own(self, home: Home) -> None:
        changed = self.plan.updates.get("household", {}).get(home["id"], {})
        new = {name: changed.pop(name) for name in tuple(changed) if name.startswith(PREFIX)}
        if new:
            plain = {name.removeprefix(PREFIX): value for name, value in new.items()}
            changed["own"] = {**(home["own"] or {}), **plain}

    def _link_head(self, line: Line, title: str, home: Home) -> bool:
        """Make the one member of the head's name the head, if nobody is; whether anything is."""
        head = line.values.get("head_name")
        if head is None or head != home["head_name"]:
            return False
        heads, named = self.homes.heads(home), self.homes.named(home, head)
        if heads:
            if all(one.full_name != head for one in heads):
                self.plan.notices.append(
                    f"第{line.number}行{title}：成员{heads[0].full_name}的与户主关系"
                    "登记为户主，没有改动，请核对。"
                )
            return False
        if len(named) != 1 or named[0].relation:
            return False
        policy, (person,) = self.setting.policy, named
        take = policy.takes(line.sheet, line.number, "relation_to_head", filled=False)
        self.plan.differences.append(
            Difference(
                line.number, title, "与户主关系", "", HEAD, take,
                "relation_to_head", line.sheet, "resident", person.id,
            )
        )  # fmt: skip
        if take:
            self.plan.update("resident", person.id, relation_to_head=HEAD)
            self.homes.make_head(home, person)
        return take

    def _mind_days(self, line: Line, spot: Spot) -> None:
        for name in ("moved_in_on", "pledge_signed_on"):
            day = line.values.get(name)
            if day is not None and day > self.setting.today:
                self.plan.notices.append(
                    f"第{line.number}行{_title(line, spot)}的{LABELS[name][0]} {day} 在今天以后，"
                    "请核对。"
                )


def _keys(line: Line) -> tuple[str | None, str | None]:
    return line.values.get("household_no"), line.values.get("head_name")


def _handle(home: Home) -> int:
    return int(home.get("new") or home["id"])


def _door(spot: Spot) -> str:
    return door_label(place_of(spot.building).building, spot.unit, spot.room)


def _title(line: Line, spot: Spot) -> str:
    return records.household_label(_door(spot), line.values.get("head_name"))


def plan_households(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a list of households: by its number at the door, then by its head."""
    run = _Pass(plan, setting, Places.load(session, plan, setting.ids), Homes.load(session))
    spots = [(line, run.spot(line)) for line in lines]
    for at, (line, spot) in enumerate(spots):
        if at % 1000 == 0:
            yield Progress(at, len(lines), "正在核对家庭户")
        if spot is not None:
            run.take(line, spot)
    plan.notices[:0] = run.places.notices()


def own_of_households(book: Book) -> tuple[Field, ...]:
    """The columns that the office added to its households."""
    return tuple(column.field for column in own_columns(book, "household"))


HOUSEHOLDS = Roster(
    key="households",
    title="家庭户",
    entry=HouseholdSheetLine,
    needs=(("room_no", "address"), ("head_name", "household_no")),
    plan=plan_households,
    order=1,
    own_columns=own_of_households,
    own_of="household",
    telling=frozenset(("household_no", "kind", "members", "moved_in_on", "pledge_signed_on")),
    foreign=frozenset(
        (
            "姓名", "名字", "居民姓名", "人员姓名", "性别", "年龄", "身份证号", "身份证号码",
            "证件号码", "出生日期", "出生年月", "与户主关系", "关系", "日期", "时间", "事项",
            "分值", "积分", "加分", "扣分", "得分", "积分项目", "宠物名", "犬名", "犬证号",
            "店名", "店招名称", "楼组长", "楼组长姓名", "组长姓名", "街面长", "金额", "应缴",
            "实缴", "应收", "实收", "应缴金额", "实缴金额", "缴费日期", "缴费金额",
        )
    ),
    yields=True,
)  # fmt: skip
