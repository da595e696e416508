"""A font of last resort: a box with its code for every Chinese character that no font draws.

The digits are made of squares, three by five, so that they can be read at the size of a table.
Boxes are put together from parts, which keeps sixty thousand of them in a small file.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables import ttProgram
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent, GlyphCoordinates

_SHAPES = {
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# ### ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# ..# ..#",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    "A": ".#. #.# ### #.# #.#",
    "B": "##. #.# ##. #.# ##.",
    "C": ".## #.. #.. #.. .##",
    "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###",
    "F": "### #.. ##. #.. #..",
}
_WIDE, _HIGH = 66, 58  # one square of a digit
_STEP = 4 * _WIDE  # from a digit to the next
_ABOVE, _BELOW = 446, 36  # the feet of the two rows of digits
_FRAME, _LINE = (30, -90, 970, 850), 42
_MIDDLE = 500
_EM = 1000
_FIXED_DATE = 3786912000  # 2024-01-01, in seconds since 1904

Box = tuple[int, int, int, int]


def save(target: Path, codes: Collection[int], names: Mapping[int, str]) -> None:
    """Write the font with a box for each code, which has four or five digits."""
    glyphs: dict[str, Glyph] = {".notdef": _simple(_frame())}
    glyphs |= {f"digit{digit}": _simple(_squares(shape)) for digit, shape in _SHAPES.items()}
    places: dict[int, str] = {}
    for code in sorted(codes):
        digits = f"{code:X}"
        upper, lower = digits[:2], digits[2:]
        parts = [_upper(glyphs, upper), *_lower(glyphs, lower)]
        name = f"box{digits}"
        glyphs[name] = _composed([(part, 0, 0) for part in parts])
        places[code] = name
    builder = FontBuilder(_EM, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(places)
    builder.setupGlyf(glyphs)
    left = _FRAME[0]
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (_EM, left)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({}, mac=False)
    for number, words in names.items():
        builder.font["name"].setName(words, number, 3, 1, 0x409)
    builder.setupOS2(
        sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120, fsType=0
    )
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=_FIXED_DATE, modified=_FIXED_DATE)
    builder.save(target)


def _upper(glyphs: dict[str, Glyph], digits: str) -> str:
    """The frame with the digits of the upper row."""
    name = f"upper{digits}"
    if name not in glyphs:
        glyphs[name] = _composed([(".notdef", 0, 0), *_row(digits, _ABOVE)])
    return name


def _lower(glyphs: dict[str, Glyph], digits: str) -> Iterable[str]:
    """The lower row, in parts that many boxes share: two digits, or one and two."""
    parts = [digits] if len(digits) == 2 else [f"{digits[0]}__", f"_{digits[1:]}"]
    for part in parts:
        name = f"lower{part}"
        if name not in glyphs:
            glyphs[name] = _composed(_row(part, _BELOW))
        yield name


def _row(digits: str, foot: int) -> list[tuple[str, int, int]]:
    start = _MIDDLE - (len(digits) * _STEP - _WIDE) // 2
    return [
        (f"digit{digit}", start + at * _STEP, foot)
        for at, digit in enumerate(digits)
        if digit != "_"
    ]


def _squares(shape: str) -> list[Box]:
    """The squares of a digit; those side by side are one."""
    found: list[Box] = []
    for row, line in enumerate(reversed(shape.split())):
        at = 0
        while at < len(line):
            end = at
            while end < len(line) and line[end] == "#":
                end += 1
            if end > at:
                found.append((at * _WIDE, row * _HIGH, end * _WIDE, (row + 1) * _HIGH))
            at = max(end, at + 1)
    return found


def _frame() -> list[Box]:
    left, bottom, right, top = _FRAME
    return [
        (left, bottom, right, bottom + _LINE),
        (left, top - _LINE, right, top),
        (left, bottom, left + _LINE, top),
        (right - _LINE, bottom, right, top),
    ]


def _simple(boxes: list[Box]) -> Glyph:
    points = [
        corner
        for left, bottom, right, top in boxes
        for corner in ((left, bottom), (left, top), (right, top), (right, bottom))
    ]
    made = Glyph()
    made.numberOfContours = len(boxes)
    made.endPtsOfContours = list(range(3, len(points), 4))
    made.coordinates = GlyphCoordinates(points)
    made.flags = array("B", [1] * len(points))
    made.flags[0] |= 0x40  # the outlines overlap
    made.program = ttProgram.Program()
    made.program.fromBytecode([])
    return made


def _composed(parts: Iterable[tuple[str, int, int]]) -> Glyph:
    made: Any = Glyph()
    made.numberOfContours = -1
    made.components = []
    for name, x, y in parts:
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = name, x, y, 0x0002
        made.components.append(part)
    return made
