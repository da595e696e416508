"""Numbers as the office counts them: points in 0.1, money in 分, time in minutes."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from app.kinds.base import Kind, Misfit, folded
from app.sheets.cells import Cell, as_text

_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "＋": "+"})


def _decimal(text: str, units: str) -> Decimal | None:
    value = folded(text).translate(_MINUS).replace(",", "").replace(" ", "")
    value = re.sub(f"({units})$", "", value)
    if not value:
        return None
    try:
        return Decimal(value) if re.fullmatch(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+", value) else _nan()
    except InvalidOperation:
        return _nan()


def _nan() -> Decimal:
    return Decimal("NaN")


def _scaled(amount: Decimal, step: int, what: str) -> int:
    scaled = amount * step
    if scaled != scaled.to_integral_value():
        raise Misfit(what)
    return int(scaled)


class Whole(Kind):
    """A whole number; `loose` also takes 约30 or 24户 as offices write them."""

    name = "整数"
    align = "right"
    width = 8

    def __init__(self, least: int = 0, most: int = 10**9, *, loose: bool = False) -> None:
        self.least = least
        self.most = most
        self.loose = loose

    def parse(self, text: str) -> int | None:
        """The number."""
        value = folded(text).replace(",", "")
        if self.loose:
            value = re.sub(r"^(约|共|近|大约)|(户|人|个|家|间|层|周岁|岁|左右|余|多)+$", "", value)
        if not value:
            return None
        if not re.fullmatch(r"[+-]?\d+(\.0*)?", value):
            raise Misfit(f"“{folded(text)}”不是整数")
        number = int(value.split(".")[0])
        if not self.least <= number <= self.most:
            raise Misfit(f"应在 {self.least} 到 {self.most} 之间，现在是 {number}")
        return number


class Number(Kind):
    """A number with up to six decimals as an int or float, such as an office adds of its own."""

    name = "数字"
    align = "right"
    width = 10

    def parse(self, text: str) -> int | float | None:
        """The number; whole numbers are ints."""
        amount = _decimal(text, "")
        if amount is None:
            return None
        if amount.is_nan():
            raise Misfit(f"“{folded(text)}”不是数字，请写成 12 或 3.5")
        if abs(amount) >= 10**9:
            raise Misfit("数字太大了，应小于十亿，请核对")
        if amount != round(amount, 6):
            raise Misfit("最多六位小数")
        return int(amount) if amount == amount.to_integral_value() else float(amount)

    def format(self, value: Any) -> str:
        """Thousands apart, no trailing zeros."""
        if value is None:
            return ""
        return f"{value:,}" if isinstance(value, int) else f"{value:,.6f}".rstrip("0").rstrip(".")


class Points(Kind):
    """Points in units of 0.1 as an integer; written +3, −2, 1.5分."""

    name = "分值"
    align = "right"
    width = 8

    def __init__(self, *, signed: bool = True) -> None:
        self.signed = signed

    def parse(self, text: str) -> int | None:
        """The points in 0.1; raises on more than one decimal."""
        amount = _decimal(text, "分|积分")
        if amount is None:
            return None
        if amount.is_nan():
            raise Misfit(f"“{folded(text)}”不是分值，请写成 2、+3、-5 或 0.5")
        if abs(amount) > 100_000:
            raise Misfit("分值太大了，请核对")
        return _scaled(amount, 10, "分值最多一位小数")

    def read(self, cell: Cell) -> int | None:
        """As `parse`; numeric cells are taken exactly."""
        if isinstance(cell, float):
            return self.parse(f"{cell:.6f}".rstrip("0").rstrip("."))
        return self.parse(as_text(cell))

    def format(self, value: Any) -> str:
        """With a sign and a true minus."""
        if value is None:
            return ""
        sign = "−" if value < 0 else ("+" if value > 0 and self.signed else "")
        whole, tenth = divmod(abs(value), 10)
        return f"{sign}{whole:,}" + (f".{tenth}" if tenth else "")


class Money(Kind):
    """Money in 分 as an integer; written in 元 with two decimals."""

    name = "金额"
    align = "right"
    width = 12

    def parse(self, text: str) -> int | None:
        """The amount in 分."""
        amount = _decimal(text.replace("¥", "").replace("￥", ""), "元")
        if amount is None:
            return None
        if amount.is_nan():
            raise Misfit(f"“{folded(text)}”不是金额，请写成 1234.5")
        return _scaled(amount, 100, "金额最多两位小数")

    def format(self, value: Any) -> str:
        """In 元, thousands apart."""
        return "" if value is None else f"{Decimal(value) / 100:,.2f}"


class Area(Kind):
    """An area in 0.01 m² as an integer; written 86.50, 86.5㎡, 86.5平方米."""

    name = "面积"
    align = "right"
    width = 10

    def parse(self, text: str) -> int | None:
        """The area in 0.01 m²; raises on more than two decimals."""
        amount = _decimal(text, "平方米|平米|㎡|m²|m2|M2")
        if amount is None:
            return None
        if amount.is_nan() or amount < 0:
            raise Misfit(f"“{folded(text)}”不是面积，请写成 86.5 或 86.50平方米")
        if amount > 10_000_000:
            raise Misfit("面积太大了，请核对是不是平方米")
        return _scaled(amount, 100, "面积最多两位小数")

    def read(self, cell: Cell) -> int | None:
        """As `parse`; numeric cells are taken exactly."""
        if isinstance(cell, float):
            return self.parse(f"{cell:.6f}".rstrip("0").rstrip("."))
        return self.parse(as_text(cell))

    def format(self, value: Any) -> str:
        """In m² with two decimals."""
        return "" if value is None else f"{Decimal(value) / 100:.2f}"


class Minutes(Kind):
    """A length of time in minutes; written 2小时, 1.5, 90分钟, 1小时30分."""

    name = "时长"
    align = "right"
    width = 10
    most = 100_000 * 60

    def parse(self, text: str) -> int | None:
        """The minutes; a bare number is hours."""
        value = folded(text).replace(" ", "")
        if not value:
            return None
        match = re.fullmatch(
            r"(?:(\d+(?:\.\d+)?)(?:小时|个小时|h|H))?(?:(\d+)(?:分钟|分|min|m))?", value
        )
        if match and (match[1] or match[2]):
            return self._whole(Decimal(match[1] or 0) * 60 + Decimal(match[2] or 0))
        if re.fullmatch(r"\d+(\.\d+)?", value):
            return self._whole(Decimal(value) * 60)
        raise Misfit(f"“{folded(text)}”不是时长，请写成 2、1.5小时 或 90分钟")

    def _whole(self, minutes: Decimal) -> int:
        if minutes > self.most:
            raise Misfit("时长太长了，应不超过十万小时，请核对")
        return int(minutes.to_integral_value(ROUND_HALF_UP))

    def format(self, value: Any) -> str:
        """As 2小时, 1小时30分, 45分钟."""
        if value is None:
            return ""
        hours, minutes = divmod(value, 60)
        if not hours:
            return f"{minutes}分钟"
        return f"{hours}小时" + (f"{minutes}分" if minutes else "")


class Flag(Kind):
    """Yes or no."""

    name = "是否"
    width = 6
    _yes = frozenset("是 有 1 true y yes √ ✓ ○ 已 对".split())
    _no = frozenset("否 无 0 false n no × ✕ 未 没有 不是".split())

    def parse(self, text: str) -> bool | None:
        """True or False; None when empty."""
        word = folded(text).lower()
        if not word:
            return None
        if word in self._yes:
            return True
        if word in self._no:
            return False
        raise Misfit(f"“{folded(text)}”看不出是“是”还是“否”")

    def format(self, value: Any) -> str:
        """是 or 否."""
        return "" if value is None else ("是" if value else "否")
