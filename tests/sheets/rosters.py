"""Aliases of four rosters, enough for the office workbooks."""

from __future__ import annotations

from app.sheets.wording import normalise

_PERSON = {
    "full_name": "姓名",
    "sex": "性别",
    "id_card_no": "身份证号 身份证号码",
    "birth_date": "出生日期 出生年月",
    "phone": "联系电话 电话 手机",
    "address": "地址 家庭住址",
    "compound": "小区 所属小区",
    "political_status": "政治面貌",
    "education": "文化程度",
    "note": "备注",
}


def _aliases(fields: dict[str, str]) -> dict[str, str]:
    return {normalise(alias): field for field, said in fields.items() for alias in said.split()}


ROSTERS = {
    "residents": _aliases(
        {
            **_PERSON,
            "building": "楼号",
            "room_no": "室号",
            "relation": "与户主关系",
            "ethnicity": "民族",
            "marital_status": "婚姻状况",
            "residence_kind": "户籍类型",
            "tags": "人员标签",
        }
    ),
    "building-leaders": _aliases(
        {
            **_PERSON,
            "full_name": "姓名 组长姓名",
            "building": "楼号 负责楼栋",
            "household_count": "户数",
            "start_on": "任职时间",
        }
    ),
    "street-leaders": _aliases(
        {
            "full_name": "姓名 街面长姓名",
            "street": "街面 商圈",
            "gates": "起止门牌",
            "shop_count": "商铺数",
            "shop_name": "所属商铺",
            "sex": "性别",
            "phone": "联系电话",
        }
    ),
    "points": _aliases(
        {
            "occurred_on": "登记日期 日期",
            "compound": "小区",
            "building": "楼号",
            "room_no": "室号",
            "holder": "户主",
            "item": "考核项目",
            "points": "分值",
            "assessor": "经办人",
            "note": "备注",
        }
    ),
}
FILLABLE = frozenset(("compound", "building", "street"))
