"""Which characters the bundled fonts hold and the pinyin table knows."""

from __future__ import annotations

import csv
import lzma
import unicodedata

from pypinyin.pinyin_dict import pinyin_dict
from pypinyin_dict.pinyin_data import kmandarin_8105, kxhc1983, zdic

import resources

# Punctuation, currency, letterlike signs, numbers, arrows, mathematics, circled numbers, boxes,
# shapes, ticks, Chinese punctuation, units, full-width forms. Cut to what the source font has.
_SIGNS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2028),
    *range(0x2030, 0x205F),
    *range(0x20A0, 0x20C0),
    *range(0x2100, 0x2300),
    *range(0x2460, 0x24A0),
    *range(0x2500, 0x2700),
    *range(0x2700, 0x27C0),
    *range(0x3000, 0x3020),
    *range(0x3040, 0x3130),
    *range(0x31A0, 0x31C0),
    *range(0x3200, 0x3400),
    *range(0xFE30, 0xFE6C),
    *range(0xFF01, 0xFF5F),
    *range(0xFFE0, 0xFFE7),
)

# The blocks of Chinese characters, those that Unicode 17 has added included.
_IDEOGRAPHS = (
    *range(0x3400, 0x4DC0),
    *range(0x4E00, 0xA000),
    *range(0x20000, 0x2A6E0),
    *range(0x2A700, 0x2EE5E),
    *range(0x30000, 0x3347A),
)

_UNSEEN = {*range(0x2028, 0x2030), 0x205F}


def signs() -> set[int]:
    """Everything that is not a Chinese character: letters, digits, punctuation, marks."""
    return {sign for sign in (*_SIGNS, *encoded("gb2312")) if not is_han(sign)}


def foreign() -> set[int]:
    """Letters of foreign names and signs of foreign texts that the source of the font lacks."""
    letters = (*range(0x100, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x1F00))
    return {*letters, *range(0x2010, 0x2060), *range(0x20A0, 0x20C1)} - _UNSEEN


def of_old_sheets() -> set[int]:
    """Signs that GB 18030 writes with two bytes."""
    return {code for code in encoded("gb18030") if not is_han(code) and not is_double(code)}


def standard() -> set[int]:
    """通用规范汉字表 (8,105), GB2312, and every character in the name of a division."""
    gb2312 = {code for code in encoded("gb2312") if is_han(code)}
    return set(kmandarin_8105.pinyin_dict) | gb2312 | _in_divisions()


def dictionary() -> set[int]:
    """`standard`, and the characters of 现代汉语词典: old and traditional forms in names."""
    return standard() | set(kxhc1983.pinyin_dict)


def with_a_reading() -> set[int]:
    """Every character that a dictionary of Chinese says how to read: what a name can have."""
    return {code for code in (*pinyin_dict, *zdic.pinyin_dict) if is_han(code)} | dictionary()


def of_late_extensions() -> set[int]:
    """Extensions C to F, which hold what identity cards brought into Unicode, mostly unread."""
    return set(range(0x2A700, 0x2EBE1))


def ideographs() -> set[int]:
    """Every Chinese character that there is, of the latest Unicode too."""
    return set(_IDEOGRAPHS)


def look_alikes() -> set[int]:
    """Radicals and compatibility forms, which come along when text is copied out of a PDF."""
    forms = (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFADA), *range(0x2F800, 0x2FA1E))
    return {code for code in forms if unicodedata.category(chr(code)) != "Cn"}


def private_use() -> set[int]:
    """Codes that old systems gave to characters of their own; nobody else knows which."""
    return set(range(0xE000, 0xF900))


def encoded(codec: str) -> set[int]:
    """Every character that a two-byte Chinese encoding can hold."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            found.update(map(ord, bytes((lead, trail)).decode(codec, errors="ignore")))
    return {code for code in found if code > 0x7F and not is_double(code)}


def is_han(code: int) -> bool:
    """A unified ideograph, or the 〇 that names use."""
    return 0x3400 <= code < 0xA000 or 0x20000 <= code < 0x2F800 or code >= 0x30000 or code == 0x3007


def is_double(code: int) -> bool:
    """A radical or compatibility form that looks just like an ideograph or is private use.

    They stay out of the fonts: a glyph with two codes is copied out of a PDF as the wrong one.
    """
    return (
        0x2E80 <= code < 0x2FE0
        or 0xE000 <= code < 0xFB00
        or 0x2F800 <= code < 0x2FA20
        or code >= 0xF0000
    )


def _in_divisions() -> set[int]:
    with lzma.open(resources.path("divisions.csv.xz"), "rt", encoding="utf-8") as file:
        return {ord(sign) for row in csv.reader(file) for sign in row[1] if is_han(ord(sign))}
