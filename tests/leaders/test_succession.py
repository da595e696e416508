"""换届 with its sheet, 一肩挑, and many who leave or stay on together."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.leaders.lists import HELD, TermFilter, term_ids, term_rows
from app.leaders.posts import BOTH, DIRECTOR, SECRETARY
from app.leaders.records import TermEntry
from app.leaders.succession import appoint_both, end_terms, extend_terms, succeed
from app.leaders.term_file import term_file
from app.leaders.terms import appoint, in_the_way
from tests.story import TODAY, Story, dump

MAY = dt.date(2025, 5, 1)


def entry(story: Story, kind: str, name: str, start: dt.date = MAY, place: int = 0) -> TermEntry:
    return TermEntry(kind, place, story.person(name), start)


def held(book: Book) -> list[tuple[str, str, str]]:
    ids = term_ids(book, TermFilter(state=HELD), TODAY, "kind")
    rows = term_rows(book, ids, TODAY)
    return [(rows[one].kind, rows[one].full_name, rows[one].also) for one in ids]


def test_both_posts_are_taken_in_one_step_from_whoever_held_the_other(
    story: Story, book: Book
) -> None:
    appoint(book, entry(story, DIRECTOR, "李强", dt.date(2022, 7, 1)), TODAY)
    story.person("王芳")
    before = dump(book)
    appoint_both(book, entry(story, SECRETARY, "王芳"), TODAY)
    assert held(book) == [(SECRETARY, "王芳", BOTH), (DIRECTOR, "王芳", BOTH)]
    assert book.undo() == "任命书记、主任"
    assert dump(book) == before


def test_who_holds_the_other_post_already_keeps_it(story: Story, book: Book) -> None:
    first = appoint(book, entry(story, DIRECTOR, "王芳", dt.date(2022, 7, 1)), TODAY).id
    appoint_both(book, entry(story, SECRETARY, "王芳"), TODAY)
    assert held(book) == [(SECRETARY, "王芳", BOTH), (DIRECTOR, "王芳", BOTH)]
    assert first in term_ids(book, TermFilter(state=HELD), TODAY)


def test_nothing_is_taken_where_the_post_itself_is_held(story: Story, book: Book) -> None:
    appoint(book, entry(story, SECRETARY, "李强", dt.date(2022, 7, 1)), TODAY)
    before = dump(book)
    story.person("王芳")
    with pytest.raises(Refused, match="李强"):
        appoint_both(book, entry(story, SECRETARY, "王芳"), TODAY)
    assert held(book) == [(SECRETARY, "李强", "")]
    assert before["leader_term"] == dump(book)["leader_term"]


def test_a_change_of_holder_fills_in_the_sheet_in_the_same_step(story: Story, book: Book) -> None:
    old = story.leader("王芳", "3号楼组")
    story.person("李强")
    before = dump(book)
    new = entry(story, "楼组长", "李强", place=story.group("3号楼组"))
    done = succeed(book, old, new, "届满", TODAY, sheet=True)
    (sheet,) = term_file(book, old, TODAY).handovers
    assert (sheet.id, sheet.on, sheet.with_whom) == (done.handover_id, MAY, "李强")
    book.undo()
    assert dump(book) == before


def test_a_change_of_the_secretary_may_take_the_director_along(story: Story, book: Book) -> None:
    old = appoint_both(book, entry(story, SECRETARY, "王芳", dt.date(2022, 7, 1)), TODAY).id
    done = succeed(book, old, entry(story, SECRETARY, "李强"), "调整", TODAY, both=True)
    assert done.handover_id is None
    assert held(book) == [(SECRETARY, "李强", BOTH), (DIRECTOR, "李强", BOTH)]


def test_who_stands_in_the_way_is_named_with_the_term(story: Story, book: Book) -> None:
    deputies = [story.leader(name, "3号楼组", kind="副楼组长") for name in ("王芳", "李强")]
    third = entry(story, "副楼组长", "赵敏", place=story.group("3号楼组"))
    assert in_the_way(book, third) == list(zip(deputies, ("王芳", "李强"), strict=True))
    assert in_the_way(book, entry(story, DIRECTOR, "赵敏")) == []


def test_several_leave_in_one_step_and_who_had_left_stays(story: Story, book: Book) -> None:
    terms = [
        story.leader(name, f"{at}号楼组") for at, name in enumerate(("王芳", "李强", "赵敏"), 1)
    ]
    assert end_terms(book, terms[:1], MAY, "辞任") == 1
    before = dump(book)
    assert end_terms(book, terms, TODAY, "届满") == 2
    rows = term_rows(book, terms, TODAY)
    assert [rows[one].end_reason for one in terms] == ["辞任", "届满", "届满"]
    book.undo()
    assert dump(book) == before
    with pytest.raises(Refused, match="都已离任"):
        end_terms(book, terms[:1], TODAY, "届满")


def test_nobody_leaves_where_one_has_not_begun(story: Story, book: Book) -> None:
    terms = [story.leader("王芳", "1号楼组"), story.leader("李强", "2号楼组", "2026-01-01")]
    before = dump(book)
    with pytest.raises(Refused, match="李强从 2026-01-01 起任职"):
        end_terms(book, terms, TODAY, "届满")
    assert dump(book) == before


def test_several_terms_are_full_on_another_day_in_one_step(story: Story, book: Book) -> None:
    terms = [story.leader("王芳", "1号楼组"), story.leader("李强", "2号楼组", "2025-01-01")]
    until = dt.date(2030, 7, 1)
    before = dump(book)
    assert extend_terms(book, terms, until, TODAY) == 2
    rows = term_rows(book, terms, TODAY)
    assert {rows[one].expected_end_on for one in terms} == {until}
    book.undo()
    assert dump(book) == before
    with pytest.raises(Invalid, match="李强"):
        extend_terms(book, terms, dt.date(2024, 7, 1), TODAY)
    assert dump(book) == before


def test_leaving_and_staying_ask_for_somebody(book: Book) -> None:
    with pytest.raises(Refused, match="选中"):
        end_terms(book, [], TODAY, "届满")
    with pytest.raises(Refused, match="选中"):
        extend_terms(book, [], TODAY, TODAY)
