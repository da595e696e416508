"""Rebuild resources/fonts: text fonts cut from Noto Sans SC, and fonts of rare characters.

Taken from npm packages with static TTF files and a package of Debian. The result depends on
nothing but these, fontTools and `tools.characters`: the same input gives the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

import resources
from tools import ROOT, cutting, rare_fonts
from tools.characters import dictionary, is_double, signs, standard

TARGET = ROOT / "resources" / "fonts"
# Packages with the SHA-256 of the file that the client brings.
NOTO_SC = (
    "@expo-google-fonts/noto-sans-sc@0.4.3",
    "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
)
NOTO_HK = (
    "@expo-google-fonts/noto-sans-hk@0.4.3",
    "250f41901a7f04a3501b25d06db2c5c5b78632f3a9dd0719ce5a797324a8aeb7",
)
NOTO = (
    "@expo-google-fonts/noto-sans@0.4.2",
    "98cf14a19b8e67a0e76bfd4d5df98937b9734e6dde570bd750f2259042042548",
)
HANAZONO = (
    "fonts-hanazono=20170904-2.1",
    "a6943366b4f5a6cec34221f8b4eb22555a628f0ee6ef4e3d3401cabe9363aeae",
)
CUTS = (
    ("400Regular/NotoSansSC_400Regular.ttf", "MulinSansSC-Regular.ttf", "Regular", dictionary),
    ("700Bold/NotoSansSC_700Bold.ttf", "MulinSansSC-Bold.ttf", "Bold", standard),
)
# Signs of the screen that the source font lacks, and the sign whose shape they borrow: ✕ ▸ ▾ ☐ ∙.
STAND_INS = {
    0x2715: 0x00D7,
    0x25B8: 0x25B6,
    0x25BE: 0x25BC,
    0x2610: 0x25A1,
    0x2219: 0x00B7,
}
_TICKED, _BOX, _TICK = 0x2611, 0x25A1, 0x2713
_TICK_SIZE, _TICK_PLACE = 0.8, (224, 83)


def main() -> int:
    """Fetch the packages, cut the fonts, copy the licences."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        noto, hong_kong, letters = (
            _from_npm(Path(folder), *each) for each in (NOTO_SC, NOTO_HK, NOTO)
        )
        hanazono = _from_debian(Path(folder), *HANAZONO)
        for origin, name, style, characters in CUTS:
            count = _text_font(noto / origin, TARGET / name, style, characters() | signs())
            _say(TARGET / name, count)
        _write_licence_of_noto(noto, letters)
        rare = rare_fonts.make(
            [
                noto / CUTS[0][0],
                hong_kong / "400Regular/NotoSansHK_400Regular.ttf",
                letters / "400Regular/NotoSans_400Regular.ttf",
            ],
            [hanazono / f"usr/share/fonts/truetype/hanazono/HanaMin{part}.ttf" for part in "BA"],
            TTFont(TARGET / CUTS[1][1], lazy=True).getBestCmap(),
            TARGET,
        )
        for file, count in rare:
            _say(file, count)
        _write_licence_of_hanazono(hanazono / "usr/share/doc/fonts-hanazono/copyright")
    return 0


def _say(file: Path, count: int) -> None:
    print(f"{file.name}: {count} characters, {file.stat().st_size / 1e6:.2f} MB")


def _from_npm(folder: Path, package: str, digest: str) -> Path:
    (name,) = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()
    _check(folder / name, digest)
    place = folder / name.removesuffix(".tgz")
    with tarfile.open(folder / name) as archive:
        archive.extractall(place, filter="data")
    return place / "package"


def _from_debian(folder: Path, package: str, digest: str) -> Path:
    subprocess.run(
        ["apt-get", "download", "--quiet", "-o", "APT::Sandbox::User=root", package],
        cwd=folder, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    (file,) = folder.glob(f"{package.partition('=')[0]}_*.deb")
    _check(file, digest)
    place = folder / file.stem
    subprocess.run(["dpkg-deb", "--extract", file, place], check=True)
    return place


def _check(file: Path, digest: str) -> None:
    if sha256(file.read_bytes()).hexdigest() != digest:
        raise SystemExit(f"{file.name} 不是字体所用的那一个文件：校验码不对。")


def _write_licence_of_noto(*packages: Path) -> None:
    """The Open Font License once, under the lines of copyright of all."""
    texts = [(each / "LICENSE_FONT").read_text(encoding="utf-8") for each in packages]
    holders = "".join(text.splitlines(keepends=True)[0] for text in texts)
    words = texts[0].partition("\n")[2]
    (TARGET / "OFL.txt").write_text(holders + words, encoding="utf-8")


def _write_licence_of_hanazono(copyright_file: Path) -> None:
    """The Open Font License out of Debian's file of copyrights, with its line of copyright."""
    lines = copyright_file.read_text(encoding="utf-8").split("License: Open-Font-License\n")[1]
    text = lines.partition("\n\n")[0].splitlines()
    plain = ["" if line.strip() == "." else line.strip() for line in text]
    (TARGET / "OFL-Hanazono.txt").write_text("\n".join(plain) + "\n", encoding="utf-8")


def _text_font(origin: Path, target: Path, style: str, characters: Collection[int]) -> int:
    font = cutting.cut(origin, [code for code in characters if not is_double(code)])
    _add_stand_ins(font)
    _add_ticked_box(font)
    cutting.give_each_character_its_own_glyph(font)
    _name_the_glyphs(font)
    about = f"Cut from Noto Sans SC 2.004 for the program Mulin ({style})."
    cutting.rename(font, resources.FONT_FAMILY, style, about, "2.004")
    font.save(target)
    return len(font.getBestCmap())


def _add_stand_ins(font: TTFont) -> None:
    for table in font["cmap"].tables:
        table.cmap |= {code: table.cmap[model] for code, model in STAND_INS.items()}


def _add_ticked_box(font: TTFont) -> None:
    """☑, drawn as ✓ within □."""
    places, name = dict(font.getBestCmap()), f"uni{_TICKED:04X}"
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(places[_BOX], (1, 0, 0, 1, 0, 0))
    pen.addComponent(places[_TICK], (_TICK_SIZE, 0, 0, _TICK_SIZE, *_TICK_PLACE))
    cutting.add_glyph(font, name, pen.glyph(), font["hmtx"][places[_BOX]])
    cutting.set_places(font, places | {_TICKED: name})


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


if __name__ == "__main__":
    sys.exit(main())
