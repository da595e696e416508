"""常用视图: kept under a name, in the order they were made, with those the program brings."""

from __future__ import annotations

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.people.lists import HOUSEHOLD_SORTS, RESIDENT_SORTS
from app.views import (
    LONGEST,
    SHIPPED,
    View,
    delete_view,
    rename_view,
    save_view,
    update_view,
    views_of,
)

STATE = {"filters": {"tag": "独居"}, "sort": ["age", True], "layout": [["door", 68, True]]}


def own(book: Book) -> list[View]:
    return [view for view in views_of(book, "residents") if view.id is not None]


def test_a_view_is_kept_as_it_was_and_comes_after_those_of_the_program(book: Book) -> None:
    made = save_view(book, "residents", " 三号楼  走访 ", STATE)
    assert own(book) == [View("三号楼 走访", STATE, made)]
    assert views_of(book, "residents")[0].name == "独居80岁以上"
    assert [view for view in views_of(book, "households") if view.id] == []


def test_a_view_is_updated_renamed_and_deleted_each_with_undo(book: Book) -> None:
    made = save_view(book, "residents", "走访", STATE)
    update_view(book, made, {"filters": {}})
    rename_view(book, made, "走访名单")
    assert own(book) == [View("走访名单", {"filters": {}}, made)]
    delete_view(book, made)
    assert own(book) == []
    assert book.undo() == "删除常用视图"
    assert own(book)[0].name == "走访名单"
    with pytest.raises(Refused):
        delete_view(book, made + 1)


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "请填写"), ("党员", "已经有名为“党员”"), ("长" * (LONGEST + 1), "最多 20 个字")],
)
def test_a_name_that_does_not_tell_views_apart_is_refused(name: str, said: str, book: Book) -> None:
    with pytest.raises(Invalid, match=said):
        save_view(book, "residents", name, STATE)
    made = save_view(book, "residents", "走访", STATE)
    rename_view(book, made, "走访")
    with pytest.raises(Invalid, match=said):
        rename_view(book, made, name)


def test_the_views_of_the_program_name_columns_that_lists_are_narrowed_by() -> None:
    sorts = {"residents": RESIDENT_SORTS, "households": HOUSEHOLD_SORTS}
    for page, views in SHIPPED.items():
        assert len({view.name for view in views}) == len(views)
        for view in views:
            assert view.id is None
            assert set(view.state.get("columns", {})) <= set(sorts.get(page, ()))
