"""Amounts in the capitals of receipts, days in Chinese."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers.wording import chinese_day, chinese_span, in_capitals

AMOUNTS = st.integers(0, 10**17)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (15, "壹角伍分"),
        (100, "壹元整"),
        (101, "壹元零壹分"),
        (110, "壹元壹角整"),
        (1_000, "壹拾元整"),
        (1_005, "壹拾元零伍分"),
        (10_050, "壹佰元伍角整"),
        (15_000, "壹佰伍拾元整"),
        (100_100, "壹仟零壹元整"),
        (101_000, "壹仟零壹拾元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_000_000, "壹拾万元整"),
        (1_000_000_500, "壹仟万零伍元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_100_000, "壹亿零壹仟元整"),
        (2_685_000, "贰万陆仟捌佰伍拾元整"),
        (-450_00, "负肆佰伍拾元整"),
    ],
)
def test_amounts_are_written_as_on_a_receipt(fen: int, words: str) -> None:
    assert in_capitals(fen) == words


def read_back(words: str) -> int:
    """The amount in 分, read as a cashier does."""
    digits, units = "零壹贰叁肆伍陆柒捌玖", {"拾": 10, "佰": 100, "仟": 1000}
    whole, rest = words.split("元") if "元" in words else ("", words)

    def section(text: str) -> int:
        total = digit = 0
        for sign in text:
            if sign in digits:
                digit = digits.index(sign)
            else:
                total += digit * units[sign]
                digit = 0
        return total + digit

    def number(text: str) -> int:
        for sign, worth in (("亿", 10**8), ("万", 10**4)):
            if sign in text:
                high, _, low = text.rpartition(sign)
                return number(high) * worth + number(low)
        return section(text)

    fen = number(whole) * 100
    for digit, unit in re.findall(f"([{digits}])([角分])", rest):
        fen += digits.index(digit) * (10 if unit == "角" else 1)
    return fen


@given(AMOUNTS)
def test_what_is_written_says_the_amount(fen: int) -> None:
    assert read_back(in_capitals(fen)) == fen


@given(AMOUNTS)
def test_the_words_keep_the_rules_of_payment(fen: int) -> None:
    words = in_capitals(fen)
    assert "零零" not in words
    assert not re.search("零[拾佰仟万亿角分]|^零(?!元整)", words)
    assert words.endswith("分") == bool(fen % 10)
    assert words.endswith("整") == (not fen % 10)
    assert words.count("元") == (1 if fen >= 100 or not fen else 0)


@given(st.integers(1, 10**17))
def test_what_is_owed_back_is_said_to_be_below_zero(fen: int) -> None:
    assert in_capitals(-fen) == "负" + in_capitals(fen)


def test_nobody_is_paid_more_than_there_is() -> None:
    with pytest.raises(ValueError, match="no amount"):
        in_capitals(10**18)


def test_days_and_times_are_said_in_chinese() -> None:
    first, last = dt.date(2025, 6, 20), dt.date(2025, 6, 24)
    assert chinese_day(first) == "2025年6月20日"
    assert chinese_span(first, last) == "2025年6月20日至6月24日"
    assert chinese_span(first, dt.date(2026, 1, 1)) == "2025年6月20日至2026年1月1日"
    assert chinese_day(None).split() == ["年", "月", "日"]
    assert chinese_span(first, None).startswith("2025年6月20日至")
