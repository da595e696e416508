"""What something points at is not deleted, and the sentence says what points at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.errors import Refused
from app.leaders.terms import delete_term
from app.people.merging.references import SEALED, pointers
from app.people.storing import _OWNED, TABLE_WORDS, delete
from tests.people.pointing import pointing
from tests.story import Story, dump

MADE: dict[str, Callable[[Story], int]] = {
    "compound": lambda story: story.compound(),
    "building": lambda story: story.building("3"),
    "building_group": lambda story: story.group("3号楼组"),
    "dwelling": lambda story: story.door("3-101"),
    "household": lambda story: story.household("3-101"),
    "resident": lambda story: story.resident("周桂英", "3-101"),
    "street_segment": lambda story: story.street(),
    "shop": lambda story: story.shop("便民小店"),
}


@pytest.mark.parametrize("table", MADE)
def test_a_record_is_kept_as_long_as_anything_points_at_it(story: Story, table: str) -> None:
    target = MADE[table](story)
    owned = {column.name for column in _OWNED.get(table, ())}
    for column in pointers(table):
        source = column.table.name
        if source in SEALED or (column.name in owned and source in ("care_tag", "consent", "move")):
            continue
        pointing(story, column.table, column.name, target)
        before = dump(story.book)
        with pytest.raises(Refused, match=rf"还被引用：.*{TABLE_WORDS[source]} \d+ 条.*不能删除"):
            delete(story.book, table, target)
        assert dump(story.book) == before
        story.book.undo()


def test_every_table_that_can_point_has_a_word_for_people() -> None:
    for table in MADE:
        for column in pointers(table):
            assert column.table.name in TABLE_WORDS


def test_a_term_with_something_that_hangs_on_it_is_kept_and_says_what(story: Story) -> None:
    term = story.leader("周桂英", "3号楼组")
    for column in pointers("leader_term"):
        pointing(story, column.table, column.name, term)
        before = dump(story.book)
        words = TABLE_WORDS[column.table.name]
        with pytest.raises(Refused, match=rf"还有{words} \d+ 条.*离任"):
            delete_term(story.book, term)
        assert dump(story.book) == before
        story.book.undo()
    delete_term(story.book, term)
    assert dump(story.book)["leader_term"] == {}
