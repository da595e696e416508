"""The bundled fonts draw every Chinese character, and everything that the program says."""

from __future__ import annotations

import ast
import json
import lzma
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import resources
from tools import ROOT
from tools.characters import (
    ideographs,
    look_alikes,
    of_old_sheets,
    private_use,
    standard,
    with_a_reading,
)

RARE = ("MulinSansRare-Regular", "MulinMingRare-Regular", "MulinCodes-Regular")
TEXT = ("MulinSansSC-Regular", "MulinSansSC-Bold")
IN_NAMES = "㐂䶮𠮷𬭎龘赟𫚖𬀩𤧬"
LATE_COMERS = {*range(0x4DB6, 0x4DC0), *range(0x9FEB, 0xA000), *range(0x2B735, 0x2B740)}
"""Added to Unicode after the sources of the fonts; in Extension C too."""
LAYERS = ("app", "ui", "resources")


@cache
def drawn_by(name: str) -> dict[int, str]:
    with TTFont(resources.path(f"fonts/{name}.ttf"), lazy=True) as font:
        return dict(font.getBestCmap())


def signs_in(text: str) -> set[str]:
    """Everything in a text that is to be seen."""
    return {sign for sign in text if sign > "~" and unicodedata.category(sign)[0] not in "CZ"}


def literals() -> Iterator[tuple[str, str]]:
    """Every text in the sources and in the resources, with the name of its file."""
    for layer in LAYERS:
        for file in sorted((ROOT / layer).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield file.name, node.value
    for file in sorted(Path(resources.path(".")).rglob("*")):
        if file.name == "pinyin.txt":
            continue  # never shown, and of characters that no font needs to draw
        if file.suffix in {".md", ".toml", ".txt", ".csv", ".html", ".svg"}:
            yield file.name, file.read_text(encoding="utf-8")
        elif file.suffix == ".xz":
            yield file.name, lzma.decompress(file.read_bytes()).decode("utf-8")


def test_everything_the_program_says_is_drawn() -> None:
    found: dict[str, set[str]] = {}
    drawn = set(drawn_by(TEXT[0])).union(*(drawn_by(name) for name in RARE[:2]))
    for name, text in literals():
        lacking = {sign for sign in signs_in(text) if ord(sign) not in drawn}
        if lacking:
            found.setdefault(name, set()).update(lacking)
    assert found == {}


@pytest.mark.parametrize("name", TEXT)
def test_both_weights_draw_the_standard_table(name: str) -> None:
    table = standard()
    assert len(table) >= 8105
    assert table - set(drawn_by(name)) == set()


@pytest.mark.parametrize("weight", TEXT)
def test_every_chinese_character_is_drawn_or_its_code_is(weight: str) -> None:
    drawn = set(drawn_by(weight)).union(*(drawn_by(name) for name in RARE))
    assert (ideographs() | look_alikes() | private_use()) - drawn == set()


def test_what_a_name_can_have_is_drawn_and_not_just_its_code() -> None:
    drawn = set(drawn_by(TEXT[0])).union(*(drawn_by(name) for name in RARE[:2]))
    assert [sign for sign in IN_NAMES if ord(sign) not in drawn] == []
    lacking = with_a_reading() - drawn
    assert {code for code in lacking if code < 0x30000} <= LATE_COMERS
    assert len(lacking) < 280
    late_extensions = set(range(0x2A700, 0x2EBE1)) - LATE_COMERS
    assert {code for code in late_extensions if unicodedata.category(chr(code)) != "Cn"} <= drawn


def test_signs_and_letters_of_foreign_names_are_drawn() -> None:
    drawn = set(drawn_by(TEXT[1])).union(*(drawn_by(name) for name in RARE[:2]))
    letters = "ÀÉÑŠšŁłŞşĞğİıŐőẾễỹЖжЫыΩω∙·•☐☑﹣〇"
    assert [sign for sign in letters if ord(sign) not in drawn] == []
    assert sorted(map(chr, of_old_sheets() - drawn)) == []


@pytest.mark.parametrize("name", RARE)
def test_a_rare_font_has_a_glyph_for_each_character_and_a_name_of_ours(name: str) -> None:
    places = drawn_by(name)
    assert len(set(places.values())) == len(places)
    with TTFont(resources.path(f"fonts/{name}.ttf"), lazy=True) as font:
        assert font["name"].getDebugName(1) in resources.RARE_FAMILIES
        assert font["name"].getDebugName(6) == name
        assert not {"Source", "Hana", "花園"} & set(font["name"].getDebugName(4).split())


@pytest.mark.parametrize("name", RARE)
def test_a_rare_character_makes_no_line_of_text_taller(name: str) -> None:
    heights = []
    for each in (name, TEXT[0]):
        with TTFont(resources.path(f"fonts/{each}.ttf"), lazy=True) as font:
            em = font["head"].unitsPerEm
            heights.append((font["hhea"].ascent / em, -font["hhea"].descent / em))
    assert heights[0] <= heights[1]


def test_the_list_of_fonts_for_charts_names_one_font_and_no_folder_of_a_machine() -> None:
    (file,) = resources.path("charts").glob("fontlist-v*.json")
    assert [entry["fname"] for entry in json.loads(file.read_text())["ttflist"]] == [
        "fonts/ttf/DejaVuSans.ttf"
    ]


def test_the_licences_of_the_rare_fonts_ship_with_them() -> None:
    assert 'Reserved Font Name "Hanazono Font"' in resources.text("fonts/OFL-Hanazono.txt")
    assert "SIL OPEN FONT LICENSE Version 1.1" in resources.text("fonts/OFL-Hanazono.txt")
    assert all(
        family.replace(" ", "") in resources.text("NOTICE.md") for family in resources.RARE_FAMILIES
    )
