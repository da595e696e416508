"""Rebuild the fonts of rare characters: what the text fonts lack of what is met in names.

Three of them, asked in this order: the rest of Noto Sans (one style with the text), Hanazono Mincho
with heavier strokes, and boxes with the code of the character for all that is left.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from fontTools.ttLib import TTFont

import resources
from tools import code_boxes, cutting
from tools.characters import (
    foreign,
    ideographs,
    look_alikes,
    of_late_extensions,
    of_old_sheets,
    private_use,
    with_a_reading,
)
from tools.strokes import sturdier

_SANS, _MING, _CODES = resources.RARE_FAMILIES
_MING_EM = 512  # half of the original: coarse enough to pack well, fine enough for a title
_NOTO = (
    "(c) 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'. "
    "Copyright 2022 The Noto Project Authors (https://github.com/notofonts/latin-greek-cyrillic)"
)
_HANAZONO = (
    'Copyright (c) 2011, GlyphWiki Project (kamichi@fonts.jp), with Reserved Font Name "Hanazono '
    'Font", "HanaMinA", "HanaMinB", "花園フォント", "花園明朝A", and "花園明朝B".'
)


def make(
    noto: Collection[Path], hanazono: Collection[Path], bold: Collection[int], folder: Path
) -> list[tuple[Path, int]]:
    """Write the fonts into a folder; returns each with the number of its characters.

    `noto` and `hanazono` are font files in the order in which they are asked for a character,
    `bold` is what the bolder of the text fonts draws.
    """
    sans = _sans(list(noto), bold)
    drawn = set(bold) | set(sans.getBestCmap())
    wanted = with_a_reading() | of_late_extensions() | look_alikes() | of_old_sheets()
    ming = _ming(list(hanazono), wanted - drawn)
    drawn |= set(ming.getBestCmap())
    boxes = (ideographs() | look_alikes() | private_use()) - drawn
    made = [(_file(folder, _SANS), len(sans.getBestCmap()))]
    sans.save(made[0][0])
    made.append((_file(folder, _MING), len(ming.getBestCmap())))
    ming.save(made[1][0])
    made.append((_file(folder, _CODES), len(boxes)))
    about = "Boxes with codes, made for the program Mulin."
    code_boxes.save(made[2][0], boxes, cutting.names_of(_CODES, "Regular", about, "1.000"))
    return made


def _file(folder: Path, family: str) -> Path:
    return folder / f"{family.replace(' ', '')}-Regular.ttf"


def _sans(files: list[Path], bold: Collection[int]) -> TTFont:
    """All of Noto's characters that bold text would lack, for plain text and for bold."""
    wanted = (ideographs() | look_alikes() | foreign() | of_old_sheets()) - set(bold)
    font = cutting.cut(files[0], wanted)
    for file in files[1:]:
        have = set(font.getBestCmap())
        cutting.take_over(font, cutting.cut(file, wanted - have))
    cutting.give_each_character_its_own_glyph(font)
    cutting.lie_low(font)
    cutting.drop_names_of_glyphs(font)
    about = "Cut from Noto Sans SC, Noto Sans HK and Noto Sans for the program Mulin."
    cutting.rename(font, _SANS, "Regular", about, "2.004")
    font["name"].setName(_NOTO, 0, 3, 1, 0x409)
    return font


def _ming(files: list[Path], wanted: set[int]) -> TTFont:
    """Hanazono's glyphs for what no sans font draws."""
    font = cutting.cut(files[0], wanted)
    for file in files[1:]:
        have = set(font.getBestCmap())
        cutting.take_over(font, cutting.cut(file, wanted - have))
    cutting.give_each_character_its_own_glyph(font)
    _redraw(font)
    cutting.lie_low(font)
    cutting.drop_names_of_glyphs(font)
    about = "Cut from HanaMinA and HanaMinB 2017-09-04, strokes made heavier, for Mulin."
    cutting.rename(font, _MING, "Regular", about, "2017.09")
    for number, words in {0: _HANAZONO, 13: cutting.OFL, 14: cutting.OFL_PLACE}.items():
        font["name"].removeNames(nameID=number)
        font["name"].setName(words, number, 3, 1, 0x409)
    return font


def _redraw(font: TTFont) -> None:
    """Heavier strokes, and a coarser grid for everything that is measured in it."""
    scale = _MING_EM / font["head"].unitsPerEm
    outlines, widths = font["glyf"], font["hmtx"]
    for name in font.getGlyphOrder():
        outline = outlines[name]
        if outline.numberOfContours > 0:
            outlines[name] = sturdier(outline, scale)
        wide, left = widths[name]
        widths[name] = (round(wide * scale), round(left * scale))
    font["head"].unitsPerEm = _MING_EM
    font["post"].underlinePosition = round(-0.1 * _MING_EM)
    font["post"].underlineThickness = round(0.05 * _MING_EM)
    marks = font["OS/2"]
    for name, value in vars(marks).items():
        if name.startswith(("ySubscript", "ySuperscript", "yStrikeout", "xAvgCharWidth")):
            setattr(marks, name, round(value * scale))
