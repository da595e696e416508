"""What the columns of the tables are called and how their values are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import JSON, Boolean, Date, select
from sqlalchemy.orm import Session

from app.fields import Field, fields_of
from app.kinds import Flag, Text
from app.leaders.appraisals import AppraisalEntry
from app.leaders.duties import DutyEntry
from app.leaders.handovers import HandoverEntry
from app.leaders.records import TermEntry, TermRow
from app.leaders.rounds.records import CandidateRow, RoundEntry, RoundRow, SeatRow
from app.leaders.rounds.rules import RESULT_WORDS
from app.leaders.rounds.rules import STATUS_WORDS as ROUND_WORDS
from app.leaders.subsidies import STATUS_WORDS as SUBSIDY_WORDS
from app.leaders.subsidies import SubsidyRow
from app.leaders.trainings import STATUS_WORDS as TRAINING_WORDS
from app.leaders.trainings import Presence, TrainingEntry, TrainingRow
from app.own_fields import PREFIX, columns_in
from app.people import consents, organizations, pet_records, place_records, records, words
from app.people.moves import MoveRow
from app.people.places import door_label
from app.people.storing import TABLE_WORDS
from app.pledge import records as pledge
from db.models import Base, Building, Dwelling, Household

HIDDEN = frozenset(
    ("id", "name_pinyin", "name_initials", "key", "sort_no", "digest", "archived_on")
)
"""Columns that the program keeps for itself."""

_POSTS = ("leader_term", "round_seat")

DETAILS = "（明细）"
"""What stands for a value with an inner structure."""

_GONE = "自设栏（已删除）"

_RECORDS: dict[str, tuple[type, ...]] = {
    "office": (records.OfficeEntry,),
    "compound": (records.CompoundEntry,),
    "building": (place_records.BuildingEntry,),
    "building_group": (place_records.GroupRow,),
    "dwelling": (place_records.DwellingEntry,),
    "household": (records.HouseholdEntry, records.HouseholdRow),
    "resident": (records.ResidentEntry,),
    "care_tag": (place_records.TagEntry,),
    "street_segment": (place_records.SegmentEntry,),
    "shop": (place_records.ShopRow,),
    "organization": (organizations.OrganizationRow,),
    "pet": (pet_records.PetEntry,),
    "consent": (consents.ConsentRow,),
    "leader_term": (TermEntry, TermRow),
    "election_round": (RoundEntry, RoundRow),
    "round_seat": (SeatRow,),
    "candidate": (CandidateRow,),
    "handover": (HandoverEntry,),
    "duty_record": (DutyEntry,),
    "training": (TrainingEntry, TrainingRow),
    "training_attendance": (Presence,),
    "appraisal": (AppraisalEntry,),
    "subsidy_payment": (SubsidyRow,),
    "move": (MoveRow,),
    "rule_set": (pledge.RuleSetRow,),
    "rule_set_version": (pledge.AdoptionEntry,),
    "rule": (pledge.RuleEntry,),
    "season": (pledge.SeasonRow,),
    "account": (pledge.AccountEntry, pledge.AccountRow),
    "ledger_entry": (pledge.PostedEntry, pledge.PointsEntry),
}

_COLUMNS = {
    "kind": "种类",
    "owner_resident_id": "饲养人",
    "successors": "后续楼组",
    "own": "自设栏",
    "pledge_signed_on": "约定签订日",
    "from_household_id": "原来的户",
    "to_household_id": "现在的户",
    "from_status": "原来的状态",
    "to_status": "现在的状态",
    "of_table": "名册",
    "kept_id": "保留的记录",
    "gone_id": "并入的记录",
    "gone_title": "并入的记录名称",
    "merged_on": "合并日期",
    "taken": "取用的内容",
    "moved": "转过来的记录",
    "finding": "核对事项",
    "a_id": "记录",
    "b_id": "另一记录",
    "dismissed_on": "核对日期",
    "page": "所在列表",
    "state": "视图内容",
    "label": "栏名",
    "choices": "选项",
    "sensitive": "需要保密",
    "owner_table": "所属记录",
    "owner_id": "所属记录",
    "content": "图片内容",
    "compound_id": "小区",
    "building_id": "楼栋",
    "building_group_id": "楼组",
    "dwelling_id": "房屋",
    "household_id": "所在户",
    "resident_id": "人员",
    "street_segment_id": "街面",
    "shop_id": "商铺",
    "status": "状态",
    "note": "备注",
    "fiscal_start_month": "年度起始月",
    "moved_out_on": "迁出日期",
    "ended_on": "撤销日期",
    "unit": "单元",
    "start_precision": "任职时间精度",
    "end_reason": "离任原因",
    "round_id": "推选批次",
    "after_id": "补选哪一次",
    "kinds": "岗位",
    "scope_name": "小组或团队",
    "seat_id": "应选岗位",
    "places": "应选人数",
    "vacant": "缺额",
    "leader_term_id": "任职",
    "from_term_id": "移交人",
    "to_term_id": "接任人",
    "items": "交接事项",
    "source_table": "来源",
    "training_id": "培训",
    "signed_in": "到场",
    "late": "迟到",
    "heads": "考评项目",
    "scores": "各项得分",
    "total": "总分",
    "period": "周期",
    "receipt": "凭证",
    "closed_on": "完成日期",
    "rule_set_id": "规则集",
    "account_id": "积分账户",
    "season_id": "周期",
    "rule_version_id": "规则版本",
    "version_id": "规则版本",
    "rule_id": "规则",
    "actor_id": "行为人",
    "account_kind": "记分对象",
    "mode": "计分制",
    "floor": "下限",
    "ceiling": "上限",
    "season_kind": "周期长短",
    "stars": "星级标准",
    "version_no": "版本号",
    "effective_from": "生效日期",
    "effective_to": "失效日期",
    "text": "正文",
    "late_days": "补登天数",
    "amount": "计分明细",
    "caps": "上限",
    "first_reminder": "首次劝导",
    "auto_source": "自动来源",
    "active": "启用",
    "recorded_at": "录入时间",
    "raw_points": "原始分值",
    "applied_score": "计入评价分",
    "applied_balance": "计入积分",
    "cap_note": "计分说明",
    "source_type": "来源",
    "source_id": "来源编号",
    "step_id": "操作",
    "roster": "名册",
    "file_name": "文件名",
    "file_hash": "文件校验码",
    "sheet": "工作表",
    "counts": "行数",
    "at": "时间",
    "who": "经办人",
    "name": "名称",
    "value": "内容",
}
_OWN_COLUMNS = {
    ("resident", "listed"): Field(Flag(), "居民名册在册"),
    ("pet", "phone"): records.PHONE,
    ("leader_term", "phone_override"): Field(Text(60), "对外电话", sensitive=True),
}
_WORDS: dict[tuple[str, str], Mapping[str, str]] = {
    ("resident", "status"): words.STATUS_WORDS,
    ("move", "from_status"): words.STATUS_WORDS,
    ("move", "to_status"): words.STATUS_WORDS,
    ("household", "status"): words.HOUSEHOLD_STATUS_WORDS,
    ("building_group", "status"): words.GROUP_STATUS_WORDS,
    ("shop", "status"): words.SHOP_STATUS_WORDS,
    ("pet", "status"): pet_records.STATUS_WORDS,
    ("organization", "status"): organizations.STATUS_WORDS,
    ("election_round", "status"): ROUND_WORDS,
    ("candidate", "result"): {key: word for key, word in RESULT_WORDS.items() if key},
    ("training", "status"): TRAINING_WORDS,
    ("subsidy_payment", "status"): SUBSIDY_WORDS,
    ("leader_term", "start_precision"): {"day": "日", "month": "月", "year": "年"},
}


@cache
def column_field(table: str, column: str) -> Field | None:
    """The declared field of a column; None for those that only link or that nobody declared."""
    own = _OWN_COLUMNS.get((table, column))
    if own is not None:
        return own
    for record in _RECORDS.get(table, ()):
        field = fields_of(record).get(column)
        if field is not None:
            return field
    return None


def column_label(table: str, column: str) -> str:
    """What a column is called on screen; its own name where it is only known to the program."""
    field = column_field(table, column)
    return field.label if field is not None else _COLUMNS.get(column, column)


def table_word(table: str) -> str:
    """What the records of a table are called."""
    return TABLE_WORDS.get(table, "其他记录")


class Shown:
    """Values as they are read by people; links become the names of what they lead to."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[tuple[str, int], str] = {}
        self._own: dict[str, dict[str, Field]] = {}

    def own(self, table: str) -> dict[str, Field]:
        """The office's own columns of a table by own.KEY, also those put away, in its order."""
        if table not in self._own:
            found = columns_in(self._session, table, archived=True)
            self._own[table] = {one.field.name: one.field for one in found}
        return self._own[table]

    def label(self, table: str, column: str) -> str:
        """What a column is called, also one of the office's own (own.KEY)."""
        if column.startswith(PREFIX):
            field = self.own(table).get(column)
            return field.label if field is not None else _GONE
        return column_label(table, column)

    def value(self, table: str, column: str, value: Any, *, revealed: bool = False) -> str:
        """A stored value (also one from the journal) in words, masked if it has to be."""
        if value is None or value == "":
            return ""
        if column.startswith(PREFIX):
            own = self.own(table).get(column)
            return own.shown(value, revealed=revealed) if own is not None else DETAILS
        found = Base.metadata.tables[table].columns[column]
        for key in found.foreign_keys:
            return self.name(key.column.table.name, value)
        if (table, column) in _WORDS:
            return _WORDS[table, column].get(value, str(value))
        if isinstance(found.type, JSON) or (table, column) == ("picture", "content"):
            return DETAILS
        typed = _typed(found.type, value)
        field = column_field(table, column)
        if field is not None:
            return field.shown(typed, revealed=revealed)
        return Flag().format(typed) if isinstance(typed, bool) else str(typed)

    def name(self, table: str, row_id: int) -> str:
        """The name of a record; words for one that is gone."""
        key = (table, row_id)
        if key not in self._names:
            self._names[key] = self._look_up(table, row_id) or f"已删除的{table_word(table)}"
        return self._names[key]

    def _look_up(self, table: str, row_id: int) -> str | None:
        if table in ("dwelling", "household"):
            return self._door(table, row_id)
        columns = Base.metadata.tables[table].columns
        for name in ("name", "full_name", "shop_name", "title", "tag"):
            if name in columns:
                return self._session.scalar(select(columns[name]).where(columns.id == row_id))
        known = self._of_somebody(table, row_id)
        return known if known is None else known or table_word(table)

    def _of_somebody(self, table: str, row_id: int) -> str | None:
        """What is about a person or a post is called by both; empty for others, None if gone."""
        columns = Base.metadata.tables[table].columns
        row = self._session.execute(select(*columns).where(columns.id == row_id)).first()
        if row is None:
            return None
        if "leader_term_id" in columns:
            return self.name("leader_term", row.leader_term_id)
        if table == "handover":
            return self.name("leader_term", row.from_term_id)
        places = ("building_group", "street_segment", "compound")
        where = next(
            (
                self.name(place, getattr(row, f"{place}_id"))
                for place in places
                if table in _POSTS and getattr(row, f"{place}_id") is not None
            ),
            "",
        )
        post = f"{where or row.scope_name or ''}{row.kind}" if table in _POSTS else ""
        who = self.name("resident", row.resident_id) if "resident_id" in columns else ""
        return " ".join(part for part in (who, post) if part)

    def _door(self, table: str, row_id: int) -> str | None:
        query = (
            select(Building.key, Dwelling.unit, Dwelling.room_no, Household.head_name)
            .select_from(Dwelling)
            .join(Building, Building.id == Dwelling.building_id)
            .outerjoin(Household, Household.dwelling_id == Dwelling.id)
            .where((Dwelling.id if table == "dwelling" else Household.id) == row_id)
        )
        row = self._session.execute(query).first()
        if row is None:
            return None
        door = door_label(row.key, row.unit, row.room_no)
        head = row.head_name if table == "household" else None
        return records.household_label(door, head)


def _typed(column_type: Any, value: Any) -> Any:
    # The journal keeps rows as JSON: days as text, yes and no as numbers.
    if isinstance(column_type, Date) and isinstance(value, str):
        return dt.date.fromisoformat(value)
    if isinstance(column_type, Boolean):
        return bool(value)
    return value
