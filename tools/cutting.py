"""What is done to every font that ships: cut to some characters, one glyph each, a new name."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph

OFL = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
OFL_PLACE = "https://openfontlicense.org"


def cut(origin: Path, characters: Collection[int]) -> TTFont:
    """A font with those of the characters that the original has."""
    options = subset.Options()
    options.hinting = False
    options.glyph_names = True
    options.notdef_outline = True
    options.name_IDs = ["*"]
    # No ligatures: fi must stay two letters when copied. No forms of other languages, no vertical.
    options.layout_features = ["kern", "ccmp", "mark", "mkmk"]
    options.drop_tables += ["BASE", "FFTM", "STAT", "meta", "vhea", "vmtx", "gasp"]
    font = TTFont(origin, recalcTimestamp=False, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    return font


def give_each_character_its_own_glyph(font: TTFont) -> None:
    """Copy the glyphs that several characters share, such as · and •.

    A PDF knows glyphs only: with a shared one, the text copied from it has the wrong character.
    """
    first: dict[str, int] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        first.setdefault(glyph, code)
    shared = sorted(set(font.getBestCmap()) - set(first.values()))
    outlines, widths, order = font["glyf"], font["hmtx"], font.getGlyphOrder()
    for code in shared:
        original, own = font.getBestCmap()[code], f"own{code:04X}"
        order.append(own)
        outlines.glyphs[own] = copy.deepcopy(outlines[original])
        widths[own] = widths[original]
        for table in font["cmap"].tables:
            if code in table.cmap:
                table.cmap[code] = own
    _set_order(font, order)


def take_over(font: TTFont, other: TTFont) -> None:
    """Add to a font every character of another that it lacks; both have the same size of em."""
    places, drawn = dict(font.getBestCmap()), other.getGlyphSet()
    for code, glyph in sorted(other.getBestCmap().items()):
        if code in places:
            continue
        pen = TTGlyphPen(None)
        drawn[glyph].draw(DecomposingFilterPen(pen, drawn))
        places[code] = f"more{code:04X}"
        add_glyph(font, places[code], pen.glyph(), other["hmtx"][glyph])
    set_places(font, places)


def add_glyph(font: TTFont, name: str, outline: Glyph, width: tuple[int, int]) -> None:
    """One more glyph at the end."""
    font["glyf"].glyphs[name] = outline
    font["hmtx"][name] = width
    _set_order(font, [*font.getGlyphOrder(), name])


def set_places(font: TTFont, places: Mapping[int, str]) -> None:
    """Say which glyph draws which character."""
    tables = []
    for form, platform, encoding in ((4, 3, 1), (12, 3, 10)):
        table: Any = CmapSubtable.newSubtable(form)
        table.platformID, table.platEncID, table.language = platform, encoding, 0
        table.cmap = {code: glyph for code, glyph in places.items() if form == 12 or code < 0x10000}
        tables.append(table)
    font["cmap"].tables = tables


def rename(font: TTFont, family: str, style: str, about: str, version: str) -> None:
    """A family of its own, so that an installed original never stands in for it."""
    names = font["name"]
    names.names = [name for name in names.names if name.nameID in (0, 7, 8, 9, 10, 11, 13, 14)]
    for number, words in names_of(family, style, about, version).items():
        names.setName(words, number, 3, 1, 0x409)


def names_of(family: str, style: str, about: str, version: str) -> dict[int, str]:
    """The entries of a font's table of names that say what it is."""
    compact = family.replace(" ", "")
    return {
        1: family,
        2: style,
        3: f"0.1;MULN;{compact}-{style}",
        4: f"{family} {style}",
        5: f"Version {version}",
        6: f"{compact}-{style}",
        10: about,
    }


def lie_low(font: TTFont) -> None:
    """No taller than the text font, so that a rare character never moves a line of text."""
    up, down = (round(font["head"].unitsPerEm * part) for part in (0.88, 0.12))
    lines, marks = font["hhea"], font["OS/2"]
    lines.ascent, lines.descent, lines.lineGap = up, -down, 0
    marks.sTypoAscender, marks.sTypoDescender, marks.sTypoLineGap = up, -down, 0
    marks.usWinAscent, marks.usWinDescent = up, down


def drop_names_of_glyphs(font: TTFont) -> None:
    """They take space and only matplotlib's PDF of small letters needs them."""
    font["post"].formatType = 3.0


def _set_order(font: TTFont, order: list[str]) -> None:
    font.setGlyphOrder(order)
    font["glyf"].setGlyphOrder(order)
    font["maxp"].numGlyphs = len(order)
