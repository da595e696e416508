"""Rebuild resources/fonts: Noto Sans SC, cut to what an office writes, under a name of its own.

Taken from the npm package that holds the static TTF files. The result depends on nothing but that
package, fontTools and `tools.characters`: the same input gives the same bytes.
"""

from __future__ import annotations

import copy
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Collection
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

import resources
from tools import ROOT
from tools.characters import dictionary, is_double, signs, standard

PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
TARGET = ROOT / "resources" / "fonts"
CUTS = (
    ("400Regular/NotoSansSC_400Regular.ttf", "MulinSansSC-Regular.ttf", "Regular", dictionary),
    ("700Bold/NotoSansSC_700Bold.ttf", "MulinSansSC-Bold.ttf", "Bold", standard),
)
# Signs of the screen that the source font lacks, and the sign whose shape they borrow: ✕ ▸ ▾.
STAND_INS = {0x2715: 0x00D7, 0x25B8: 0x25B6, 0x25BE: 0x25BC}


def main() -> int:
    """Fetch the package, cut both weights, copy the licence."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        source = Path(folder) / "package"
        for origin, name, style, characters in CUTS:
            count = _cut(source / origin, TARGET / name, style, characters() | signs())
            size = (TARGET / name).stat().st_size / 1e6
            print(f"{name}: {count} characters, {size:.2f} MB")
        licence = (source / "LICENSE_FONT").read_text(encoding="utf-8")
        (TARGET / "OFL.txt").write_text(licence, encoding="utf-8")
    return 0


def _cut(origin: Path, target: Path, style: str, characters: Collection[int]) -> int:
    options = subset.Options()
    options.hinting = False
    options.glyph_names = True
    options.notdef_outline = True
    options.name_IDs = ["*"]
    # No ligatures: fi must stay two letters when copied. No forms of other languages, no vertical.
    options.layout_features = ["kern", "ccmp", "mark", "mkmk"]
    options.drop_tables += ["BASE", "STAT", "vhea", "vmtx", "gasp"]
    font = TTFont(origin, recalcTimestamp=False, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for code in characters if not is_double(code)])
    cutter.subset(font)
    _add_stand_ins(font)
    _give_each_character_its_own_glyph(font)
    _name_the_glyphs(font)
    _rename(font, style)
    font.save(target)
    return len(font.getBestCmap())


def _add_stand_ins(font: TTFont) -> None:
    for table in font["cmap"].tables:
        table.cmap |= {code: table.cmap[model] for code, model in STAND_INS.items()}


def _give_each_character_its_own_glyph(font: TTFont) -> None:
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
    font.setGlyphOrder(order)
    outlines.setGlyphOrder(order)
    font["maxp"].numGlyphs = len(order)


def _name_the_glyphs(font: TTFont) -> None:
    """The source font has no glyph names, and matplotlib writes broken PDF files without them."""
    names = {
        glyph: f"uni{code:04X}" for code, glyph in font.getBestCmap().items() if code < 0x10000
    }
    names |= {glyph: f"u{code:05X}" for code, glyph in font.getBestCmap().items() if code > 0xFFFF}
    post = font["post"]
    post.formatType = 2.0
    post.extraNames = []
    post.mapping = {glyph: names[glyph] for glyph in font.getGlyphOrder() if glyph in names}


def _rename(font: TTFont, style: str) -> None:
    """A family of its own, so that an installed Noto Sans SC never stands in for it."""
    names = font["name"]
    names.names = [name for name in names.names if name.nameID in (0, 7, 8, 9, 10, 11, 13, 14)]
    family = resources.FONT_FAMILY
    compact = family.replace(" ", "")
    about = f"Cut from Noto Sans SC 2.004 for the program Mulin ({style})."
    for number, words in {
        1: family,
        2: style,
        3: f"0.1;MULN;{compact}-{style}",
        4: f"{family} {style}",
        5: "Version 2.004",
        6: f"{compact}-{style}",
        10: about,
    }.items():
        names.setName(words, number, 3, 1, 0x409)


if __name__ == "__main__":
    sys.exit(main())
