"""Nothing ships unnamed, and every licence can be read without a network."""

from __future__ import annotations

import importlib.metadata
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

import resources
from app.licences import EVERYWHERE, Part, parts, text_of
from tools.licences import locked, texts_of

ROOT = Path(__file__).resolve().parent.parent
TEXTS = sorted({name for part in parts() for name in part.texts})
OF_THE_LOCK = [part for part in parts() if part.lock]
LGPL = [part for part in parts() if "LGPL" in part.licence]


def ids(part: Part) -> str:
    return part.name


def test_what_the_lock_ships_is_what_is_named_in_the_same_versions() -> None:
    assert {part.lock: part.version for part in OF_THE_LOCK} == locked()


@pytest.mark.parametrize("part", OF_THE_LOCK, ids=ids)
def test_the_texts_are_those_of_the_packages(part: Part) -> None:
    known = " ".join(text_of(part).split())
    for text in texts_of(importlib.metadata.distribution(part.lock)):
        assert " ".join(text.split()) in known


@pytest.mark.parametrize("part", parts(), ids=ids)
def test_every_part_says_what_it_is_for_and_carries_its_text(part: Part) -> None:
    assert part.use
    assert part.texts
    assert len(text_of(part)) > 300
    assert set(part.where) <= set(EVERYWHERE)


def test_no_name_and_no_lock_is_given_twice() -> None:
    assert len({part.name for part in parts()}) == len(parts())
    assert len({part.lock for part in OF_THE_LOCK}) == len(OF_THE_LOCK)


def test_every_text_that_is_kept_is_used() -> None:
    kept = {
        f"licences/{file.name}"
        for file in resources.path("licences").iterdir()
        if file.suffix in (".txt", ".md")
    }
    assert kept - {"licences/mulin.txt"} <= set(TEXTS)


def test_our_own_licence_is_that_of_the_project() -> None:
    assert resources.text("licences/mulin.txt") == (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", LGPL, ids=ids)
def test_what_is_lgpl_says_how_to_replace_it_and_where_its_source_is(part: Part) -> None:
    text = text_of(part)
    assert "把同名的文件换掉" in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert part.source
    if part.licence.startswith("LGPL-3"):
        assert "licences/gpl-3.txt" in part.texts  # the LGPL 3 only adds to the GPL 3


def test_every_font_is_named_with_its_licence() -> None:
    patterns = [pattern for part in parts() for pattern in part.files]
    for file in resources.path("fonts").iterdir():
        if file.suffix in (".ttf", ".otf"):
            named = f"resources/fonts/{file.name}".lower()
            assert any(fnmatch(named, pattern) for pattern in patterns), file.name


def test_the_languages_of_the_table_are_plain() -> None:
    for part in parts():
        assert not re.search(r"[!！]", part.use + part.licence)
        assert all(pattern == pattern.lower() for pattern in part.files), part.name
