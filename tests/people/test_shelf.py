"""Names laid out in memory: what is found is what a plain search would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.shelf import EXACT, INSIDE, PREFIX, SOUND, Shelf, Thing

short = st.text("王芳abw\n", max_size=4)
things = st.lists(
    st.builds(
        Thing,
        st.integers(1, 9),
        st.integers(0, 3),
        short,
        st.text("abw", max_size=4),
        st.text("abw", max_size=2),
        st.text("0123456789", max_size=6),
    ),
    max_size=8,
    unique_by=lambda thing: thing.id,
)
words = st.text("王芳abw", min_size=1, max_size=3)


def fit(thing: Thing, word: str) -> int | None:
    """How a word fits a thing, said the slow way."""
    name = thing.name.replace("\n", " ").lower()
    if name == word:
        return EXACT
    if name.startswith(word):
        return PREFIX
    if word.isascii() and (thing.initials.startswith(word) or thing.sound.startswith(word)):
        return SOUND
    if word in name or (word.isascii() and len(word) >= 3 and word in thing.sound):
        return INSIDE
    return None


@given(things, words)
def test_everything_that_fits_is_found_as_well_as_it_fits(kept: list[Thing], word: str) -> None:
    found = {one.id: one.fit for one in Shelf(kept).find(word, 100)}
    expected = {thing.id: fit(thing, word) for thing in kept}
    assert found == {row_id: how for row_id, how in expected.items() if how is not None}


@given(things, things, st.lists(st.integers(1, 9)), words)
def test_a_mended_shelf_finds_what_a_new_one_would(
    first: list[Thing], second: list[Thing], gone: list[int], word: str
) -> None:
    mended = Shelf(first)
    mended.put(second, gone)
    now = {thing.id: thing for thing in [*first, *second] if thing.id not in gone}
    fresh = Shelf(list(now.values()))
    assert {one.id: one for one in mended.find(word, 100)} == {
        one.id: one for one in fresh.find(word, 100)
    }


def test_the_best_are_found_first_when_there_are_too_many() -> None:
    shelf = Shelf([Thing(at, 0, name, "", "", "") for at, name in enumerate(["b王", "王b", "王"])])
    assert [one.id for one in shelf.find("王", 2)] == [2, 1]


def test_an_empty_shelf_finds_nothing() -> None:
    assert Shelf().find("王", 5) == []


def test_what_has_changed_lies_beside_and_is_counted() -> None:
    shelf = Shelf(
        [Thing(1, 0, "王芳", "wangfang", "wf", ""), Thing(2, 0, "李娜", "lina", "ln", "")]
    )
    shelf.put([Thing(1, 0, "汪芳", "wangfang", "wf", ""), Thing(3, 0, "赵六", "zhaoliu", "zl", "")])
    shelf.put([], gone=[2])
    assert shelf.changes == 3
    assert [one.id for one in shelf.find("汪芳", 5)] == [1]
    assert shelf.find("王芳", 5) == shelf.find("ln", 5) == []
    assert [one.id for one in shelf.find("zl", 5)] == [3]


def test_a_name_that_sounds_in_two_ways_is_found_by_both() -> None:
    shelf = Shelf([Thing(1, 0, "单秀英", "shanxiuying\tdanxiuying", "sxy\tdxy", "")])
    for word in ("sxy", "dxy", "shanxiu", "danxiu", "danxiuying", "xiuying"):
        assert [one.id for one in shelf.find(word, 5)] == [1]
    assert shelf.find("yingdan", 5) == []
