"""Names, telephone numbers and the numbers that the state gives."""

from __future__ import annotations

import datetime as dt
import re
from operator import mul
from typing import Any

from app.kinds.base import Kind, Misfit, Unverified, folded
from app.sheets.cells import Cell, as_text

_DOTS = str.maketrans({"・": "·", "•": "·", "．": "·", "‧": "·", "∙": "·", "●": "·"})
_HINT = re.compile(r"[(（](女|男|户主|组长|副组长|已故|租|租户)[)）]$")
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")  # nearly all names: nothing to clean
_HAN_OR_LATIN = re.compile(r"[A-Za-z\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class PersonName(Kind):
    """A name in any script of up to 50 characters; spaces inside a short Han name go."""

    name = "姓名"
    width = 10

    def parse(self, text: str) -> str | None:
        """The name without hints such as (户主)."""
        if _PLAIN_NAME.fullmatch(text):
            return text
        value = _HINT.sub("", " ".join(folded(text.translate(_DOTS)).split())).strip()
        if not value:
            return None
        if not _LATIN.search(value):
            value = value.replace(" ", "")
        if len(value) > 50:
            raise Misfit("姓名太长了，最多 50 个字")
        if any(sign.isdigit() for sign in value):
            raise Misfit(f"姓名“{value}”里有数字，请核对")
        if re.search(r"[、，,/;；]", value):
            raise Misfit(f"“{value}”像是几个人的姓名，请一行写一个人")
        if not _HAN_OR_LATIN.search(value):
            raise Misfit(f"“{value}”不是姓名")
        return value

    def mask(self, value: Any) -> str:
        """The first character and a star: 张*."""
        return f"{value[0]}*" if value else ""


class Phone(Kind):
    """One or several telephone numbers, kept as text with 、 between them."""

    name = "电话"
    width = 14
    _plain = re.compile(r"1[3-9][0-9]{9}")
    _mobile = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
    _landline = re.compile(r"(010|02\d|0[3-9]\d{2})-?(\d{7,8})(?:-\d{1,6})?")
    _service = re.compile(r"[2-9]\d{6,7}|[48]00\d{7}|9\d{4,5}")

    def parse(self, text: str) -> str | None:
        """The numbers, cleaned, each once."""
        if self._plain.fullmatch(text):
            return text
        found: dict[str, None] = {}
        for part in re.split(r"[、,，;；/|\n]+", folded(text)):
            if part.strip():
                found[self._one(part)] = None
        return "、".join(found) or None

    def _one(self, part: str) -> str:
        if "*" in part:
            raise Misfit(f"“{part.strip()}”是已脱敏的号码，不能登记，请填完整的号码")
        if re.search(r"[eE]\+?\d", part):
            raise Misfit(f"“{part.strip()}”的后几位已丢失，请把该列设为文本后重新填写")
        digits = re.sub(r"[\s().\-]", "", part).removesuffix(".0")
        if match := self._mobile.fullmatch(digits):
            return match[1]
        if match := self._landline.fullmatch(re.sub(r"[\s().]", "", part)):
            return f"{match[1]}-{match[2]}"
        if self._service.fullmatch(digits):
            return digits
        raise Misfit(f"“{part.strip()}”不是有效的电话号码，请核对位数")

    def mask(self, value: Any) -> str:
        """138****1234 for each number; of short ones less is shown."""
        parts = (value or "").split("、")
        return "、".join(
            f"{part[:3]}****{part[-4:]}" if len(part) > 9 else f"{part[:2]}****"
            for part in parts
            if part
        )


class IdCard(Kind):
    """A resident identity number: 18 digits with check character, or 15 old ones (GB 11643)."""

    name = "证件号码"
    width = 20

    def parse(self, text: str) -> str | None:
        """The number; raises with what is wrong with it."""
        if len(text) == 18 and text.isascii() and text[:17].isdigit():
            return self._eighteen(text.upper())
        value = "".join(folded(text).split()).lstrip("'").replace("-", "").upper()
        if not value:
            return None
        if "*" in value:
            raise Misfit("证件号码已脱敏，不能登记，请填完整的号码")
        if re.fullmatch(r"\d(\.\d+)?E\+?\d+", value):
            raise Misfit(LOST)
        if len(value) == 18:
            return self._eighteen(value)
        if len(value) == 15 and value.isdigit():
            if _real_day("19" + value[6:12]) is None:
                raise Misfit("证件号码里的出生日期不存在，请核对")
            return value
        raise Misfit(f"证件号码应是18位（或15位旧号码），现在是{len(value)}位，请核对")

    def _eighteen(self, value: str) -> str:
        body, last = value[:17], value[17]
        if not body.isdecimal() or last not in _CHECK:
            raise Misfit("证件号码里有不该有的字，请核对")
        if id_check(body) != last:
            if value.endswith("000"):
                raise Misfit(LOST)
            text = "证件号码的校验码不对，请逐位核对"
            raise Misfit(text) if _real_day(value[6:14]) is None else Unverified(text, value)
        if _real_day(value[6:14]) is None:
            raise Misfit("证件号码里的出生日期不存在，请核对")
        return value

    def read(self, cell: Cell) -> str | None:
        """A numeric cell of more than 15 digits has lost its end."""
        if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 1e15:
            raise Misfit(LOST)
        return self.parse(as_text(cell))

    def mask(self, value: Any) -> str:
        """The first two digits and stars."""
        return value[:2] + "*" * (len(value) - 2) if value else ""


LOST = "证件号码被Excel转成了数字，最后几位已丢失，请把该列设为文本后重新填写"


def id_check(body: str) -> str:
    """The check character for the first 17 digits (GB 11643, ISO 7064 mod 11-2)."""
    weighed = sum(map(mul, map(int, body), _WEIGHTS))
    return _CHECK[weighed % 11]


def _real_day(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def id_birth(number: str | None) -> str | None:
    """The birth date inside a valid number, as ISO text."""
    if not number or len(number) not in (15, 18):
        return None
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits.isdigit() else None


def id_sex(number: str | None) -> str | None:
    """男 or 女 from digit 17 (or 15 of the old kind)."""
    if not number or len(number) not in (15, 18):
        return None
    return "男" if int(number[16] if len(number) == 18 else number[14]) % 2 else "女"


class CreditCode(Kind):
    """A unified social credit code (GB 32100)."""

    name = "统一社会信用代码"
    width = 20

    def parse(self, text: str) -> str | None:
        """The 18 characters."""
        value = "".join(folded(text).split()).upper().replace("-", "")
        if not value:
            return None
        # The library also wants eight digits first, but codes of collectives begin with N.
        if len(value) != 18 or any(sign not in _USCC for sign in value):
            raise Misfit("统一社会信用代码应是18位数字和大写字母（没有 I、O、S、V、Z），请核对")
        from stdnum.cn import uscc

        if uscc.calc_check_digit(value[:17]) != value[17]:
            raise Misfit("统一社会信用代码的校验码不对，请逐位核对")
        return value
