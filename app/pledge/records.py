"""What is recorded of the pledge: entries (typed) and rows (entry plus what the book knows).

Points are in 0.1, quantities in 0.001 of the unit. Rows of single households name who they are
and may hold deductions: they are for the office and the household itself; `visible` says what may
ever reach a public list.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from app.fields import Field
from app.kinds import Choice, Day, Kind, Misfit, Points, Ref, Text, Whole, folded
from app.pledge import words
from app.pledge.caps import ONE, Cap, units_words
from app.pledge.rules import StarRule, Tier


class Quantity(Kind):
    """An amount of a unit in thousandths: 2, 1.5小时, 3次."""

    name = "数量"
    align = "right"
    width = 8

    def parse(self, text: str) -> int | None:
        """The thousandths; a unit behind the number is ignored."""
        value = folded(text).replace(" ", "").replace(",", "")
        if not value:
            return None
        match = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)\D{0,6}", value)
        if not match:
            raise Misfit(f"“{folded(text)}”不是数量，请写成 2 或 1.5")
        scaled = Decimal(match[1]) * ONE
        if scaled != scaled.to_integral_value():
            raise Misfit("数量最多三位小数")
        if scaled > 1_000_000 * ONE:
            raise Misfit("数量太大了，请核对")
        return int(scaled)

    def format(self, value: Any) -> str:
        """Without trailing zeros."""
        return "" if value is None else units_words(value)


class Holder(Text):
    """The label of an account's holder; masked it keeps the first character of the name."""

    name = "户"

    def __init__(self) -> None:
        super().__init__(80, width=20)

    def mask(self, value: Any) -> str:
        """周**户: no door, no given name."""
        if not value:
            return ""
        person = str(value).rpartition("· ")[2].removesuffix("户")
        return f"{person[:1]}**户" if " · " in str(value) else "***"


class Coverage(Whole):
    """A share in thousandths, shown in per cent."""

    name = "比例"

    def parse(self, text: str) -> int | None:
        """The thousandths of 85.5%."""
        value = folded(text).removesuffix("%")
        if not value:
            return None
        if not re.fullmatch(r"\d+(\.\d)?", value):
            raise Misfit(f"“{folded(text)}”不是百分比，请写成 85%")
        return int(Decimal(value) * 10)

    def format(self, value: Any) -> str:
        """85%, 85.5%."""
        if value is None:
            return ""
        whole, tenth = divmod(value, 10)
        return f"{whole}" + (f".{tenth}" if tenth else "") + "%"


class Coded(Choice):
    """One of a list of words of which the book keeps a code."""

    def __init__(self, words_of: Mapping[str, str], *, width: int = 10) -> None:
        super().__init__(tuple(words_of.values()), width=width)
        self.words_of = dict(words_of)
        self._codes = {word: code for code, word in words_of.items()}

    def parse(self, text: str) -> str | None:
        """The code of a word."""
        word = super().parse(text)
        return None if word is None else self._codes[word]

    def format(self, value: Any) -> str:
        """The word of a code."""
        return "" if value is None else self.words_of[value]

    def sort_key(self, value: Any) -> Any:
        """In the order of the list."""
        return super().sort_key(None if value is None else self.words_of[value])


SCORE = Field(Points(), "评价分")
BALANCE = Field(Points(), "可兑换积分")
TOTAL = Field(Points(signed=False), "评价分")
HOLDER = Field(Holder(), "户", ("户名", "户主"))
COMPOUND = Field(Text(60), "小区")
GROUP = Field(Text(40), "楼组")
ASSESSOR = Field(Text(40), "评定人", ("考核人", "登记人", "记录人", "经办人"))
DESCRIPTION = Field(Text(500, lines=True), "说明", ("事由", "备注"))
STARS = Choice(tuple(word for word in words.STARS.values() if word))


@dataclass(frozen=True)
class PointsEntry:
    """One deed to be counted, as typed.

    The account is meant by `account_id`, or by `household_id` and the rule's set. `points` is
    the chosen value of a rule with a range or named tiers. `approver` is needed where the rule
    wants a second pair of eyes.
    """

    rule_id: Annotated[int, Field(Ref("rule"), "事项", required=True)]
    occurred_on: Annotated[dt.date, Field(Day(), "日期", ("发生日期", "登记日期"), required=True)]
    household_id: Annotated[int | None, Field(Ref("household"), "户")] = None
    account_id: Annotated[int | None, Field(Ref("account"), "积分账户")] = None
    quantity: Annotated[int | None, Field(Quantity(), "数量", ("次数", "时长"))] = None
    points: Annotated[int | None, Field(Points(signed=False), "分值")] = None
    actor_id: Annotated[int | None, Field(Ref("resident"), "行为人")] = None
    assessor: Annotated[str | None, ASSESSOR] = None
    approver: Annotated[str | None, Field(Text(40), "复核人")] = None
    description: Annotated[str | None, DESCRIPTION] = None


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """积分流水: a line of the ledger as a list shows it.

    `note` says what a limit did; `reversed_by` is the number of the line that took this one back.
    """

    id: int
    seq: Annotated[int, Field(Whole(), "序号")]
    occurred_on: Annotated[dt.date, Field(Day(), "日期")]
    holder: Annotated[str, HOLDER]
    item: Annotated[str, Field(Text(80, width=24), "事项")]
    score: Annotated[int, SCORE]
    balance: Annotated[int, BALANCE]
    assessor: Annotated[str | None, ASSESSOR]
    description: Annotated[str | None, DESCRIPTION]
    note: Annotated[str | None, Field(Text(200), "计分说明")]
    kind: Annotated[str, Field(Coded(words.KINDS), "性质")]
    compound: Annotated[str, COMPOUND]
    group: Annotated[str, GROUP]
    season: Annotated[str, Field(Text(20), "周期")]
    raw: Annotated[int, Field(Points(), "原始分值")]
    quantity: Annotated[int | None, Field(Quantity(), "数量")]
    unit: Annotated[str | None, Field(Text(10), "单位")]
    approved_by: Annotated[str | None, Field(Text(40), "复核人")]
    entered_by: Annotated[str, Field(Text(40), "录入人")]
    recorded_at: dt.datetime
    visible: Annotated[str, Field(Coded(words.VISIBLE), "公示范围")]
    account_id: int
    season_id: int
    rule_id: int | None
    household_id: int | None
    shop_id: int | None
    reverses_seq: Annotated[int | None, Field(Whole(), "冲正第几号")]
    reversed_by: Annotated[int | None, Field(Whole(), "被第几号冲正")]
    sealed: bool
    digest: Annotated[str, Field(Text(64), "校验码")]


@dataclass(frozen=True)
class AccountEntry:
    """开户: by signing the pledge (签约) or by the holder's wish; never without."""

    rule_set_id: Annotated[int, Field(Ref("rule_set"), "规则集", required=True)]
    opened_on: Annotated[dt.date, Field(Day(), "签约日期", required=True)]
    opened_by: Annotated[
        str,
        Field(Choice(("签约", "本人要求", "旧表已有积分"), open_=True), "开户依据", required=True),
    ] = "签约"
    household_id: Annotated[int | None, Field(Ref("household"), "户")] = None
    shop_id: Annotated[int | None, Field(Ref("shop"), "商铺")] = None
    note: Annotated[str | None, Field(Text(500, lines=True), "备注")] = None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """积分账户: its holder and its two numbers; `score` is that of the season asked for."""

    id: int
    rule_set_id: int
    household_id: int | None
    shop_id: int | None
    holder: Annotated[str, HOLDER]
    compound: Annotated[str, COMPOUND]
    group: Annotated[str, GROUP]
    opened_on: Annotated[dt.date, Field(Day(), "签约日期")]
    opened_by: Annotated[str | None, Field(Text(20), "开户依据")]
    closed_on: Annotated[dt.date | None, Field(Day(), "销户日期")]
    close_reason: Annotated[str | None, Field(Text(80), "销户原因")]
    score: Annotated[int, TOTAL]
    balance: Annotated[int, BALANCE]


@dataclass(frozen=True, slots=True)
class RankRow:
    """户排名: `rank` is None for a household under a veto; `deduct` is 0 or negative."""

    account_id: int
    rank: Annotated[int | None, Field(Whole(), "名次")]
    holder: Annotated[str, HOLDER]
    compound: Annotated[str, COMPOUND]
    group: Annotated[str, GROUP]
    score: Annotated[int, TOTAL]
    bonus: Annotated[int, Field(Points(), "加分")]
    deduct: Annotated[int, Field(Points(), "扣分")]
    star: Annotated[str, Field(STARS, "星级")]
    note: Annotated[str, Field(Text(40), "说明")]
    household_id: int | None
    shop_id: int | None
    group_id: int | None
    stars: int
    veto: bool


@dataclass(frozen=True, slots=True)
class GroupRankRow:
    """楼组排名: the mean of the signed households; `rank` is None where too few have signed."""

    group_id: int
    rank: Annotated[int | None, Field(Whole(), "名次")]
    compound: Annotated[str, COMPOUND]
    group: Annotated[str, GROUP]
    mean: Annotated[int, Field(Points(signed=False), "户均评价分")]
    signed: Annotated[int, Field(Whole(), "签约户数")]
    households: Annotated[int, Field(Whole(), "总户数")]
    coverage: Annotated[int, Field(Coverage(), "签约率")]
    bonus: Annotated[int, Field(Points(), "加分")]
    deduct: Annotated[int, Field(Points(), "扣分")]
    note: Annotated[str, Field(Text(40), "说明")]


@dataclass(frozen=True)
class RuleEntry:
    """规则: points positive in 0.1, the sign comes from `effect`."""

    code: Annotated[str, Field(Text(12, folds=True), "编号", required=True)]
    category: Annotated[str, Field(Text(20), "类别", required=True)]
    title: Annotated[str, Field(Text(40), "事项", required=True)]
    effect: Annotated[str, Field(Coded(words.EFFECTS), "性质", required=True)]
    amount_kind: Annotated[str, Field(Coded(words.AMOUNT_KINDS), "计分方式")] = "fixed"
    points: Annotated[int, Field(Points(signed=False), "分值")] = 0
    standard: Annotated[str | None, Field(Text(300, lines=True), "评价标准")] = None
    unit: Annotated[str | None, Field(Text(10), "单位")] = None
    least: Annotated[int | None, Field(Points(signed=False), "最低分值")] = None
    most: Annotated[int | None, Field(Points(signed=False), "最高分值")] = None
    step: Annotated[int, Field(Quantity(), "最小计数")] = ONE
    tiers: tuple[Tier, ...] = ()
    affects: Annotated[str, Field(Coded(words.AFFECTS), "影响")] = "both"
    caps: tuple[Cap, ...] = ()
    evidence: Annotated[str | None, Field(Text(40), "凭证")] = None
    assessor: Annotated[str | None, ASSESSOR] = None
    approval: Annotated[int, Field(Whole(0, 2), "复核人数")] = 0
    first_reminder: bool = False
    correction_days: Annotated[int | None, Field(Whole(0, 365), "整改天数")] = None
    visible: Annotated[str, Field(Coded(words.VISIBLE), "公示范围")] = "public"
    auto_source: str | None = None
    active: bool = True
    note: Annotated[str | None, Field(Text(500, lines=True), "备注")] = None


@dataclass(frozen=True)
class RuleRow(RuleEntry):
    """规则 as a list shows it, with its amount and limits in words."""

    id: int = 0
    version_id: int = 0
    amount_words: Annotated[str, Field(Text(60), "分值")] = ""
    cap_words: Annotated[str, Field(Text(100), "上限")] = ""


@dataclass(frozen=True, slots=True)
class RuleSetRow:
    """规则集 with the version that holds on the day asked for."""

    id: int
    name: Annotated[str, Field(Text(40), "规则集")]
    label: Annotated[str | None, Field(Text(20), "标签")]
    edition: Annotated[str, Field(Text(20), "版别")]
    account_kind: str
    mode: str
    season_kind: str
    base_points: Annotated[int, Field(Points(signed=False), "基础分")]
    floor: int | None
    ceiling: int | None
    stars: tuple[StarRule, ...]
    version_id: int | None
    version_no: Annotated[int | None, Field(Whole(), "版本")]
    version_status: str | None


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """周期: `to_on` is its last day."""

    id: int
    rule_set_id: int
    name: Annotated[str, Field(Text(20), "周期")]
    from_on: Annotated[dt.date, Field(Day(), "开始")]
    to_on: Annotated[dt.date, Field(Day(), "结束")]
    base_points: Annotated[int, Field(Points(signed=False), "基础分")]
    status: Annotated[str, Field(Coded(words.SEASON_STATUS), "状态")]
    late_days: int
    is_open: bool


@dataclass(frozen=True)
class AdoptionEntry:
    """通过登记: who adopted a version of the pledge and when."""

    adopted_by: Annotated[str, Field(Text(40), "通过方式", required=True)]
    adopted_on: Annotated[dt.date, Field(Day(), "通过日期", required=True)]
    filed_on: Annotated[dt.date | None, Field(Day(), "街道备案日")] = None
