"""Calendar dates as offices write them; a partial date is kept as it was given."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from app.kinds.base import Kind, Misfit, folded
from app.sheets.cells import Cell, as_text

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SHORT_YEAR = re.compile(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_DAY_ONLY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1}
_EPOCH = dt.date(1899, 12, 30)


def _day(year: int, month: int, day: int, shown: str) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Misfit(f"“{shown}”不是真实存在的日期") from None


def first_day(partial: str) -> dt.date:
    """The first day that a partial date (`1965`, `1965-03`, `1965-03-07`) can mean."""
    parts = [int(part) for part in partial.split("-")]
    return dt.date(*[*parts, 1, 1][:3])


def age_on(birth: str | None, day: dt.date) -> int | None:
    """Full years of age on a day from a partial birth date; None when not known."""
    if not birth:
        return None
    born = first_day(birth)
    before = len(birth) > 4 and (day.month, day.day) < (born.month, born.day)
    return day.year - born.year - before


class PartialDay(Kind):
    """A date of which the month or the day may be missing; the value is ISO text."""

    name = "日期"
    width = 12

    def parse(self, text: str) -> str | None:
        """ISO text of four, seven or ten characters."""
        if _ISO.fullmatch(text):
            return _day(int(text[:4]), int(text[5:7]), int(text[8:]), text).isoformat()
        shown = folded(text)
        value = "".join(shown.split())
        if not value:
            return None
        if match := re.match(r"(\d{4}-\d{2}-\d{2})(\d{2}:\d{2}.*|T.*)$", value):
            value = match[1]
        if match := _FULL.fullmatch(value):
            return _day(int(match[1]), int(match[2]), int(match[3]), shown).isoformat()
        if len(value) == 8 and value.isdigit():
            return _day(int(value[:4]), int(value[4:6]), int(value[6:]), shown).isoformat()
        if match := _MONTH.fullmatch(value):
            return _day(int(match[1]), int(match[2]), 1, shown).isoformat()[:7]
        if len(value) == 6 and value.isdigit() and value[:2] in ("19", "20"):
            return _day(int(value[:4]), int(value[4:]), 1, shown).isoformat()[:7]
        if match := _YEAR.fullmatch(value):
            return _day(int(match[1]), 1, 1, shown).isoformat()[:4]
        if _SHORT_YEAR.fullmatch(value):
            raise Misfit(f"“{shown}”的年份只有两位，请写全四位年份")
        raise Misfit(f"“{shown}”不是日期，请写成 1965-03-07、1965年3月 或 1965")

    def read(self, cell: Cell) -> str | None:
        """Also true date cells and Excel day numbers (1900 system)."""
        if isinstance(cell, dt.datetime):
            return cell.date().isoformat()
        if isinstance(cell, dt.date):
            return cell.isoformat()
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            if 1880 <= cell <= 2100 and float(cell).is_integer():
                return str(int(cell))
            if isinstance(cell, float) and 1880 <= cell < 2100:
                return self._month_number(cell)
            if 2101 <= cell < 80_000:
                return (_EPOCH + dt.timedelta(days=int(cell))).isoformat()
        return self.parse(as_text(cell))

    def _month_number(self, cell: float) -> str:
        text = f"{cell:.2f}".rstrip("0")
        if text.endswith(".1"):
            year = text[:4]
            raise Misfit(f"“{text}”可能是1月也可能是10月，请写成 {year}年1月 或 {year}年10月")
        return str(self.parse(text))

    def mask(self, value: Any) -> str:
        """The year alone."""
        return f"{value[:4]}年" if value else ""

    def hint(self) -> str:
        """An example."""
        return "1965-03-07、1965.3 或 1965"


class Day(Kind):
    """A whole calendar date; the value is a `date`.

    `today` is set by the one who knows it (a form, an import); without it words such as 昨天 and
    dates without a year are refused.
    """

    name = "日期"
    width = 12

    def __init__(self, today: dt.date | None = None) -> None:
        self.today = today

    def on(self, today: dt.date) -> Day:
        """The same kind with a known today."""
        return Day(today)

    def parse(self, text: str) -> dt.date | None:
        """The date of 2024-3-5, 20240305, 2024年3月5日, 0305, 3.5 or 昨天."""
        shown = folded(text)
        value = "".join(shown.split())
        if not value:
            return None
        if self.today is not None:
            near = self._near(value, self.today, shown)
            if near is not None:
                return near
        full = PartialDay().parse(value)
        if full is None or len(full) != 10:
            raise Misfit(f"“{shown}”缺少日，请写成完整的日期，如 2024-03-05")
        return dt.date.fromisoformat(full)

    def _near(self, value: str, today: dt.date, shown: str) -> dt.date | None:
        if value in _WORDS:
            return today + dt.timedelta(days=_WORDS[value])
        match = _DAY_ONLY.fullmatch(value)
        if not match and len(value) == 4 and value.isdigit():
            match = re.fullmatch(r"(\d{2})(\d{2})", value)
        if not match:
            return None
        month, day = int(match[1]), int(match[2])
        year = today.year
        candidate = _day(year, month, day, shown)
        # A bare month and day in the far future is last year's: clerks catch up in January.
        if candidate > today + dt.timedelta(days=60):
            candidate = _day(year - 1, month, day, shown)
        return candidate

    def read(self, cell: Cell) -> dt.date | None:
        """Also true date cells and Excel day numbers."""
        value = PartialDay().read(cell) if not isinstance(cell, str) else None
        if value is not None and len(value) == 10:
            return dt.date.fromisoformat(value)
        return self.parse(as_text(cell))

    def format(self, value: Any) -> str:
        """ISO."""
        return "" if value is None else value.isoformat()

    def hint(self) -> str:
        """An example."""
        return "0305、昨天"
