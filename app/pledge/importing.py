"""Points sheets as history: the lines keep the points as they were written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.fields import Field
from app.kinds import Day, PersonName, Points, Text, same_word
from app.people import records as people
from app.people.importing.index import Households, Places
from app.people.places import door_of, room_of, unit_of
from app.pledge.lines import NewLine, append
from app.pledge.periods import season_bounds, season_name
from app.pledge.seasons import write_bases
from app.sheets.plan import Line, Plan
from app.sheets.rosters import Roster, Setting
from app.work import Progress
from db.models import Account, LedgerEntry, Rule, RuleSet, RuleSetVersion, Season

SOURCE = "import"
STANDS, REVERSED = "stands", "reversed"


@dataclass(frozen=True)
class PointsLine:
    """One line of a points sheet."""

    occurred_on: Annotated[
        dt.date | None,
        Field(
            Day(),
            "日期",
            ("发生日期", "时间", "积分时间", "登记日期", "登记时间", "考核日期", "记录日期"),
            required=True,
        ),
    ]
    points: Annotated[
        int | None,
        Field(
            Points(), "分值", ("积分", "加分", "扣分", "得分", "积分分值", "加减分"), required=True
        ),
    ]
    item: Annotated[
        str | None,
        Field(
            Text(60),
            "事项",
            ("项目", "积分项目", "加分项目", "扣分项目", "积分类型", "考核项目", "考核内容"),
        ),
    ] = None
    rule_code: Annotated[
        str | None, Field(Text(20, folds=True), "编号", ("规则编号", "项目编号"))
    ] = None
    compound: Annotated[str | None, people.COMPOUND] = None
    building: Annotated[str | None, people.BUILDING] = None
    unit: Annotated[str | None, people.UNIT] = None
    room_no: Annotated[str | None, people.ROOM] = None
    address: Annotated[str | None, people.ADDRESS] = None
    holder: Annotated[
        str | None, Field(PersonName(), "户主", ("户名", "姓名", "户主姓名", "家庭"))
    ] = None
    assessor: Annotated[
        str | None,
        Field(Text(40), "经办人", ("评定人", "考核人", "登记人", "记录人", "经办")),
    ] = None
    description: Annotated[str | None, Field(Text(200, lines=True), "说明", ("事由", "备注"))] = (
        None
    )


@dataclass
class _Pass:
    """One run over the lines of a points sheet."""

    plan: Plan
    setting: Setting
    rule_set: RuleSet
    places: Places
    homes: Households
    accounts: dict[int, int]
    sources: dict[tuple[int, str], str]
    rules: dict[str, tuple[int, int, dt.date, dt.date | None]]
    seasons: list[tuple[dt.date, dt.date, int]]
    nth: Counter[str] = field(default_factory=Counter)
    first_day: dict[int, dict[str, Any]] = field(default_factory=dict)
    own_words: Counter[str] = field(default_factory=Counter)

    def take(self, line: Line) -> None:
        """Settle one line."""
        values = line.values
        if values["occurred_on"] > self.setting.today:
            self.plan.fail(
                line, "日期", values["occurred_on"].isoformat(), "日期在今天以后，请核对"
            )
            return
        home = self._home(line)
        if home is None:
            return
        account = self._account(home, values["occurred_on"])
        item = values.get("item") or values.get("rule_code")
        if item is None:
            self.plan.fail(line, "事项", "", "缺少事项，请写明为什么记分")
            return
        key = self._key(values, home, item)
        while self.sources.get((account, key)) == REVERSED:
            key = f"{key}+"  # taken back since: the sheet may record it anew
        if (account, key) in self.sources:
            self.plan.settle(line, "unchanged")
            return
        rule = self._rule(values, item)
        if rule is None:
            self.own_words[item] += 1
        self.plan.ledger.append(
            NewLine.history(
                account,
                self._season(values["occurred_on"]),
                item,
                values["occurred_on"],
                values["points"],
                rule=rule,
                description=values.get("description"),
                assessor=values.get("assessor"),
                source=(SOURCE, key),
            )
        )
        self.plan.settle(line, "created")

    def _home(self, line: Line) -> dict[str, Any] | None:
        values = line.values
        building, room = values.get("building"), values.get("room_no")
        unit = values.get("unit") or ""
        if building is None or room is None:
            door = door_of(room or values.get("address") or "")
            if door is None:
                self.plan.fail(line, "室号", room or "", "认不出是哪一户，请写明楼号和室号")
                return None
            building, unit, room = building or door.building, unit or door.unit, door.room
        names = list(self.places.names.values())
        compound = values.get("compound") or self.setting.compound
        if not compound and len(names) == 1:
            compound = names[0]
        if not compound:
            self.plan.fail(line, "小区", "", "缺少小区，本居委又不止一个小区，请补上小区")
            return None
        where = self.places.compound(compound)
        dwelling = self.places.dwelling(
            where, building, unit_of(unit) if unit else "", room_of(room)
        )
        holder = values.get("holder")
        homes = self.homes.by_dwelling[dwelling]
        if holder is None and len(homes) > 1:
            self.plan.fail(line, "户主", "", f"{building}{room}住着几户，请写明户主")
            return None
        named = self.homes.named(dwelling, holder) if holder else None
        if named is None and holder and homes and homes[0]["head_name"] is not None:
            others = "、".join(home["head_name"] or "未登记" for home in homes)
            self.plan.fail(
                line, "户主", holder, f"这套房登记的户主是{others}，表里写的是{holder}，请核对"
            )
            return None
        if named is not None:
            return named
        return self.homes.of_head(dwelling, holder) if holder else self.homes.of_member(dwelling)

    def _account(self, home: dict[str, Any], day: dt.date) -> int:
        found = self.accounts.get(home["id"])
        if found is None:
            found = self.accounts[home["id"]] = self.setting.ids.next_id()
            self.first_day[found] = self.plan.insert(
                "account",
                {
                    "id": found,
                    "rule_set_id": self.rule_set.id,
                    "household_id": home["id"],
                    "opened_on": day,
                    "opened_by": f"导入 {self.setting.source}",
                },
            )
        elif found in self.first_day and day < self.first_day[found]["opened_on"]:
            self.first_day[found]["opened_on"] = day
        return found

    def _key(self, values: dict[str, Any], home: dict[str, Any], item: str) -> str:
        # The n-th equal line of a sheet is the n-th equal line of the ledger, whatever the order.
        said = "|".join(
            str(part)
            for part in (
                home["id"], values["occurred_on"], same_word(item), values["points"],
                values.get("assessor"), values.get("description"),
            )
        )  # fmt: skip
        self.nth[said] += 1
        return sha256(f"{said}|{self.nth[said]}".encode()).hexdigest()[:24]

    def _rule(self, values: dict[str, Any], item: str) -> tuple[int, int] | None:
        for word in (values.get("rule_code"), item):
            known = self.rules.get(same_word(word)) if word else None
            if known is not None:
                rule, version, start, end = known
                if start <= values["occurred_on"] and (end is None or values["occurred_on"] <= end):
                    return rule, version
        return None

    def _season(self, day: dt.date) -> int:
        for start, end, season in self.seasons:
            if start <= day <= end:
                return season
        start, end = season_bounds(self.rule_set.season_kind, day)
        season = self.setting.ids.next_id()
        self.seasons.append((start, end, season))
        over = end < self.setting.today
        self.plan.insert(
            "season",
            {
                "id": season,
                "rule_set_id": self.rule_set.id,
                "name": season_name(self.rule_set.season_kind, day),
                "from_on": start,
                "to_on": end,
                "base_points": 0 if over else self.rule_set.base_points,
                "status": "closed" if over else "open",
            },
        )
        return season


def plan_points(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a points sheet for the households' rule set."""
    rule_set = session.scalars(
        select(RuleSet).where(RuleSet.account_kind == "household").order_by(RuleSet.id)
    ).first()
    if rule_set is None:
        for line in lines:
            plan.fail(line, "", "", "台账里还没有按户记分的规则，请先在“美丽约定”里选用一套规则")
        return
    run = _Pass(
        plan,
        setting,
        rule_set,
        Places.load(session, plan, setting.ids),
        Households.load(session, plan, setting.ids),
        _accounts(session, rule_set.id),
        _sources(session),
        _rules(session, rule_set.id),
        [
            (row.from_on, row.to_on, row.id)
            for row in session.execute(
                select(Season.from_on, Season.to_on, Season.id).where(
                    Season.rule_set_id == rule_set.id
                )
            )
        ],
    )
    for at, line in enumerate(lines):
        if at % 1000 == 0:
            yield Progress(at, len(lines), "正在核对积分")
        run.take(line)
    plan.notices[:0] = run.places.notices()
    if run.own_words:
        items = "、".join(item for item, _ in run.own_words.most_common(6))
        plan.notices.append(f"{items}等事项在规则里没有同名的，已按表里的原话记下，分值不变。")


def _accounts(session: Session, rule_set: int) -> dict[int, int]:
    rows = session.execute(
        select(Account.household_id, Account.id)
        .where(Account.rule_set_id == rule_set, Account.household_id.is_not(None))
        .order_by(Account.closed_on.is_not(None).desc())
    )
    return {household: account for household, account in rows if household is not None}


def _sources(session: Session) -> dict[tuple[int, str], str]:
    reversal = aliased(LedgerEntry)
    rows = session.execute(
        select(LedgerEntry.account_id, LedgerEntry.source_id, reversal.id)
        .outerjoin(reversal, reversal.reverses_seq == LedgerEntry.seq)
        .where(LedgerEntry.source_type == SOURCE)
    )
    return {
        (account, source): STANDS if taken_back is None else REVERSED
        for account, source, taken_back in rows
        if source is not None
    }


def _rules(session: Session, rule_set: int) -> dict[str, tuple[int, int, dt.date, dt.date | None]]:
    rows = session.execute(
        select(
            Rule.code,
            Rule.title,
            Rule.id,
            Rule.version_id,
            RuleSetVersion.effective_from,
            RuleSetVersion.effective_to,
        )
        .join(RuleSetVersion, RuleSetVersion.id == Rule.version_id)
        .where(RuleSetVersion.rule_set_id == rule_set, RuleSetVersion.status != "withdrawn")
        .order_by(RuleSetVersion.version_no)
    )
    found: dict[str, tuple[int, int, dt.date, dt.date | None]] = {}
    for code, title, *rest in rows:
        found[same_word(code)] = found[same_word(title)] = tuple(rest)
    return found


def write_lines(session: Session, plan: Plan, setting: Setting) -> None:
    """Append the lines of a plan to the ledger, in the order of the sheet."""
    append(session, plan.ledger, who=setting.who, take=setting.ids.take)
    begun = [row["id"] for row in plan.inserts.get("season", ()) if row["status"] == "open"]
    if begun:
        write_bases(session, who=setting.who, season_ids=begun)
    opened = [row["id"] for row in plan.inserts.get("account", ())]
    # The sheet shows that these households take part: they start the open season like the others.
    for start in range(0, len(opened), 500):
        write_bases(session, who=setting.who, account_ids=opened[start : start + 500])


POINTS = Roster(
    key="points",
    title="积分登记",
    entry=PointsLine,
    needs=(("occurred_on",), ("points",)),
    plan=plan_points,
    finish=write_lines,
)
