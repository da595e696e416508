"""The recovery code: what opens a book when every password is forgotten.

Seven groups of five characters, printed and kept in an envelope. Four characters of each group
are random (140 bits in all), the fifth checks the group and its place, so that a slip of the
pen is told apart from a code of another book, and by its place. The alphabet has no I L O U;
small letters, full-width characters, O for 0, I or L for 1 and U for V are understood.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

from db.errors import CodeSlip

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_LOOKALIKES = str.maketrans("OILU", "011V")
_GROUPS = 7
_RANDOM = 4  # characters of a group before its check character
_GROUP = _RANDOM + 1
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−_·.,、。]+")


def new_code() -> str:
    """A fresh code such as `7K3QD-…`, seven groups joined by hyphens."""
    groups = []
    for place in range(_GROUPS):
        drawn = [secrets.randbelow(32) for _ in range(_RANDOM)]
        groups.append("".join(_ALPHABET[value] for value in [*drawn, _check(drawn, place)]))
    return "-".join(groups)


def read_code(typed: str) -> str:
    """The 28 random characters of a code as typed by a person.

    Raises CodeSlip naming the group that cannot be right.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_LOOKALIKES)
    pieces = [piece for piece in _SEPARATORS.split(plain) if piece]
    if not pieces:
        raise CodeSlip("请输入恢复码：7 组，每组 5 个字符。")
    if len(pieces) != _GROUPS:
        joined = "".join(pieces)
        pieces = [joined[start : start + _GROUP] for start in range(0, len(joined), _GROUP)]
    wrong = [place for place, piece in enumerate(pieces[:_GROUPS], 1) if not _fits(piece, place)]
    if len(pieces) != _GROUPS:
        raise _wrong_length(
            sum(map(len, pieces)), wrong[0] if wrong else min(len(pieces) + 1, _GROUPS)
        )
    if wrong:
        named = "、".join(str(place) for place in wrong)
        raise CodeSlip(f"恢复码第{named}组有误。请对照纸上的这一组重新输入。", wrong[0])
    return "".join(piece[:_RANDOM] for piece in pieces)


def _wrong_length(count: int, place: int) -> CodeSlip:
    return CodeSlip(
        f"恢复码应有 {_GROUPS * _GROUP} 个字符（{_GROUPS} 组，每组 {_GROUP} 个），"
        f"现在是 {count} 个。请从第{place}组起核对。",
        place,
    )


def _fits(piece: str, place: int) -> bool:
    values = [_VALUES.get(character, -1) for character in piece]
    if len(values) != _GROUP or -1 in values:
        return False
    return _check(values[:_RANDOM], place - 1) == values[_RANDOM]


def _check(values: list[int], place: int) -> int:
    # Each position has its own factor in GF(32), so every single wrong character and every
    # swap of two changes the sum; the place is added, so groups cannot change places either.
    total = place + 1
    factor = 2
    for value in values:
        total ^= _times(factor, value)
        factor = _times(factor, 2)
    return total


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product
