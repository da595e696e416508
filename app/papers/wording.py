"""Days and amounts in the words that official sheets want."""

from __future__ import annotations

import datetime as dt

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿", "万亿")
_MOST = 10**18
"""In 分: a sheet never pays ten thousand times ten thousand 亿."""


def chinese_day(day: dt.date | None) -> str:
    """2026年11月22日; room to write where there is no day."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　　年　　月　　日"


def chinese_span(first: dt.date | None, last: dt.date | None) -> str:
    """2025年6月20日至6月24日; the year once where it is the same."""
    if first is None or last is None:
        return f"{chinese_day(first)}至{chinese_day(last)}"
    if first.year == last.year:
        return f"{chinese_day(first)}至{last.month}月{last.day}日"
    return f"{chinese_day(first)}至{chinese_day(last)}"


def in_capitals(fen: int) -> str:
    """An amount in 分 in the capitals of receipts: 壹仟零伍元叁角整.

    Written as the rules of payment have it: one 零 for any number of zeros between digits, none
    before 万 or 元, 整 unless there are 分. Raises ValueError for an amount nobody pays.
    """
    if abs(fen) >= _MOST:
        raise ValueError(f"{fen} is no amount of a sheet")
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    elif cents and yuan:
        said += "零"
    said += f"{_DIGITS[cents]}分" if cents else "整"
    return ("负" if fen < 0 else "") + (said if yuan or rest else "零元整")


def _whole(number: int) -> str:
    said, gap = "", False
    for at in range(3, -1, -1):
        section = number // 10 ** (4 * at) % 10_000
        if section == 0:
            gap = bool(said)
            continue
        if said and (gap or section < 1000):
            said += "零"
        said += _section(section) + _SECTIONS[at]
        gap = False
    # 万 of 万亿 and of 亿 are the same word: 壹万亿零壹亿 is said 壹万零壹亿.
    while said.count("亿") > 1:
        said = said.replace("亿", "", 1)
    return said


def _section(number: int) -> str:
    said, gap = "", False
    for at in range(3, -1, -1):
        digit = number // 10**at % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + _DIGITS[digit] + _PLACES[at]
        gap = False
    return said
