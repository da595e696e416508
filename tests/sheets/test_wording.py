"""Headings: what is decoration, what is sure, what is only a suggestion."""

from __future__ import annotations

import pytest

from app.sheets.wording import maybe, normalise, sure

ALIASES = {
    normalise(alias): field
    for field, aliases in {
        "full_name": "姓名 楼组长姓名 姓 名",
        "phone": "联系电话 手机 电话(手机) 电话",
        "emergency_phone": "紧急联系人电话 紧急联系电话",
        "street": "街面 商圈",
        "id_card_no": "身份证号 身份证号码",
        "household_count": "户数 管辖户数",
        "birth_date": "出生年月",
        "registered_address": "户籍地址",
        "address": "地址",
    }.items()
    for alias in aliases.split(" ")
}


@pytest.mark.parametrize(
    ("shown", "normal"),
    [
        ("姓 名", "姓名"),
        ("联系\n电话 ：", "联系电话"),
        ("*姓名※", "姓名"),
        ("身份证号（必填）", "身份证号"),
        ("申请金额（元）", "申请金额"),
        ("时长(小时)", "时长"),
        ("出生年月（如199001）", "出生年月"),
        ("日期(YYYY-MM-DD)", "日期"),
        ("日期【2024年3月5日】", "日期"),
        ("性别（男/女）", "性别"),
        ("垃圾分类(2分)", "垃圾分类"),
        ("电话（手机）", "电话(手机)"),
        ("联系人（单位）", "联系人(单位)"),
        ("ＱＱ号", "qq号"),
        ("No.", "no."),
        ("姓\u3000名\ufeff", "姓名"),
        ("（元）", "(元)"),
        ("小区⾥", "小区里"),
        ("", ""),
    ],
)
def test_decoration_and_hints_are_dropped(shown: str, normal: str) -> None:
    assert normalise(shown) == normal


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        (["姓 名"], "full_name"),
        (["基本情况", "姓名"], "full_name"),
        (["楼组长", "姓名"], "full_name"),
        (["紧急联系人", "电话"], "emergency_phone"),
        (["联系方式", "紧急联系人", "电话"], "emergency_phone"),
        (["户籍", "地址"], "registered_address"),
        (["街面（商圈）"], "street"),
        (["电话（手机）"], "phone"),
        (["配偶", "电话"], None),
        (["联系电话（紧急）"], None),
        (["姓名（街面）"], None),
        (["负责户数"], None),
        ([], None),
    ],
)
def test_only_an_exact_heading_is_sure(levels: list[str], field: str | None) -> None:
    assert sure(levels, ALIASES) == field


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        (["配偶", "电话"], "phone"),
        (["联系电话（紧急）"], "phone"),
        (["负责户数"], "household_count"),
        (["身份证"], "id_card_no"),
        (["身分证号码"], "id_card_no"),
        (["序号"], None),
        (["x"], None),
        ([], None),
    ],
)
def test_a_near_heading_is_suggested(levels: list[str], field: str | None) -> None:
    assert maybe(levels, ALIASES) == field
