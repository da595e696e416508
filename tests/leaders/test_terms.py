"""Appointing, ending and replacing leaders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.leaders.lists import TermFilter, coverage, term_ids, term_rows
from app.leaders.records import TermEntry, TermRow
from app.leaders.terms import appoint, delete_term, edit_term, end_term, hand_over
from app.people import register
from db.models import LeaderTerm
from tests.story import TODAY, Story, dump

START = dt.date(2022, 7, 1)


def row(book: Book, term: int, on: dt.date = TODAY) -> TermRow:
    return term_rows(book, [term], on)[term]


def entry(story: Story, name: str, group: str = "3号楼组", start: dt.date = START) -> TermEntry:
    return TermEntry("楼组长", story.group(group), story.person(name), start)


def test_an_appointed_leader_serves_the_legal_term(story: Story, book: Book) -> None:
    term = story.leader("王芳", "3号楼组", "2022-07-01")
    found = row(book, term)
    assert (found.full_name, found.scope, found.compound) == ("王芳", "3号楼组", "金水苑")
    assert found.expected_end_on == dt.date(2027, 7, 1)
    assert found.state == "在任"


def test_a_second_leader_at_the_same_time_is_refused_by_name(story: Story) -> None:
    story.leader("王芳", "3号楼组")
    with pytest.raises(Refused, match=r"3号楼组在这段时间已有楼组长：王芳（2022-07-01 起）"):
        story.leader("李强", "3号楼组", "2023-01-01")


def test_what_is_refused_leaves_no_trace(story: Story, book: Book) -> None:
    story.leader("王芳", "3号楼组")
    story.person("李强")
    before = dump(book)
    with pytest.raises(Refused):
        story.leader("李强", "3号楼组")
    assert dump(book) == before


def test_a_term_in_the_past_may_not_run_into_the_present_one(story: Story, book: Book) -> None:
    story.leader("王芳", "3号楼组", "2022-07-01")
    with pytest.raises(Refused, match="王芳"):
        appoint(book, entry(story, "李强", start=dt.date(2020, 1, 1)), TODAY)


def test_the_successor_may_start_on_the_day_of_the_end(story: Story, book: Book) -> None:
    first = story.leader("王芳", "3号楼组")
    change = dt.date(2025, 9, 1)
    end_term(book, first, change, "辞任")
    second = story.leader("李强", "3号楼组", "2025-09-01")
    assert row(book, first, change).state == "离任"
    assert row(book, second, change).state == "在任"


def test_there_may_be_two_deputies_but_not_the_same_person_twice(story: Story, book: Book) -> None:
    story.leader("王芳", "3号楼组", kind="副楼组长")
    with pytest.raises(Refused, match="王芳"):
        story.leader("王芳", "3号楼组", "2023-01-01", kind="副楼组长")
    story.leader("李强", "3号楼组", kind="副楼组长")
    with pytest.raises(Refused, match=r"王芳.*、李强"):
        story.leader("赵敏", "3号楼组", kind="副楼组长")


def test_a_second_group_of_the_same_person_is_taken_with_a_warning(
    story: Story, book: Book
) -> None:
    story.leader("王芳", "3号楼组")
    saved = appoint(book, entry(story, "王芳", "5号楼组"), TODAY)
    assert saved.warnings == ("王芳同时还是3号楼组的楼组长，请核对。",)


def test_a_leader_under_age_or_moved_away_is_warned_of(story: Story, book: Book) -> None:
    child = story.resident("周小军", birth_date="2010-01-01")
    assert "不满18岁" in appoint(book, entry(story, "周小军"), TODAY).warnings[0]
    register.set_status(book, child, "moved_out", TODAY, register.Leaving(posts="keep"))
    saved = appoint(book, entry(story, "周小军", "5号楼组"), TODAY)
    assert any("迁出" in warning for warning in saved.warnings)


def test_nobody_who_has_died_takes_a_post(story: Story, book: Book) -> None:
    person = story.resident("吴老")
    register.set_status(book, person, "deceased", TODAY)
    with pytest.raises(Refused, match="去世"):
        appoint(book, entry(story, "吴老"), TODAY)


def test_a_group_that_has_ended_gets_no_new_leader(story: Story, book: Book) -> None:
    group = story.group("3号楼组")
    register.end_group(book, group, dt.date(2025, 1, 1))
    with pytest.raises(Refused, match="撤销"):
        appoint(book, TermEntry("楼组长", group, story.person("王芳"), START), TODAY)


def test_a_group_with_a_leader_is_not_ended_before_the_leader_leaves(
    story: Story, book: Book
) -> None:
    term = story.leader("王芳", "3号楼组")
    group = story.group("3号楼组")
    with pytest.raises(Refused, match="王芳任3号楼组楼组长"):
        register.end_group(book, group, TODAY)
    end_term(book, term, TODAY, "调整")
    register.end_group(book, group, TODAY)
    assert coverage(book, TODAY).active_groups == 0
    assert coverage(book, TODAY - dt.timedelta(days=1)).covered == 1


def test_a_term_without_a_start_is_not_taken(story: Story, book: Book) -> None:
    unknown = TermEntry("楼组长", story.group("3号楼组"), story.person("王芳"), None)
    with pytest.raises(Invalid) as told:
        appoint(book, unknown, TODAY)
    assert [problem.field for problem in told.value.problems] == ["start_on"]


def test_an_end_needs_a_reason_of_the_list_and_a_day_after_the_start(
    story: Story, book: Book
) -> None:
    term = story.leader("王芳", "3号楼组")
    with pytest.raises(Invalid, match="离任原因"):
        end_term(book, term, TODAY, "不想干了")
    with pytest.raises(Invalid, match="早于任职时间"):
        end_term(book, term, dt.date(2021, 1, 1), "辞任")


def test_an_end_may_be_corrected_but_not_into_the_successors_time(story: Story, book: Book) -> None:
    term = story.leader("王芳", "3号楼组")
    end_term(book, term, dt.date(2024, 1, 1), "辞任")
    end_term(book, term, dt.date(2024, 3, 1), "届满")
    assert (row(book, term).end_on, row(book, term).end_reason) == (dt.date(2024, 3, 1), "届满")
    story.leader("李强", "3号楼组", "2024-06-01")
    with pytest.raises(Refused, match="李强"):
        end_term(book, term, dt.date(2024, 7, 1), "届满")


def test_a_change_of_leader_is_one_step(story: Story, book: Book) -> None:
    old = story.leader("王芳", "3号楼组")
    story.person("李强")
    before = dump(book)
    change = dt.date(2025, 9, 1)
    saved = hand_over(book, old, entry(story, "李强", start=change), "届满", TODAY)
    assert row(book, old).end_on == change
    assert row(book, saved.id).start_on == change
    assert book.undo() == "办理换届"
    assert dump(book) == before


def test_nothing_of_the_past_changes_when_a_term_ends(story: Story, book: Book) -> None:
    term = story.leader("王芳", "3号楼组")
    story.leader("李强", "5号楼组")
    past = [dt.date(2022, 6, 30), START, dt.date(2025, 8, 31)]

    def seen() -> list[object]:
        return [
            (
                coverage(book, day),
                term_ids(book, TermFilter(as_at=day), TODAY),
                row(book, term, day).state if day < START else "在任",
            )
            for day in past
        ]

    before = seen()
    end_term(book, term, dt.date(2025, 9, 1), "辞任")
    assert seen() == before


def test_correcting_a_term_writes_only_what_differs(story: Story, book: Book) -> None:
    term = story.leader("王芳", "3号楼组")
    with book.write("导入时只知道年份") as session:
        record = session.get(LeaderTerm, term)
        assert record is not None
        record.start_precision = "year"
    known = TermEntry(
        "楼组长", story.group("3号楼组"), story.person("王芳"), START, dt.date(2027, 7, 1)
    )
    edit_term(book, term, known, TODAY)
    assert book.undo_label == "导入时只知道年份", "nothing differs: nothing is written"
    edit_term(book, term, entry(story, "王芳", start=dt.date(2022, 8, 1)), TODAY)
    stored = dump(book)["leader_term"][term]
    assert (stored["start_on"], stored["start_precision"]) == (dt.date(2022, 8, 1), "day")


def test_a_street_has_one_street_leader(story: Story, book: Book) -> None:
    term = story.street_leader("陈老板")
    assert row(book, term).scope == "金水路"
    with pytest.raises(Refused, match="金水路在这段时间已有街面长：陈老板"):
        story.street_leader("孙老板")


def test_moving_away_asks_about_the_posts_and_can_end_them(story: Story, book: Book) -> None:
    person = story.resident("王芳", door="3-101", relation_to_head="户主")
    story.resident("张三", door="3-101")
    term = story.leader("王芳", "3号楼组")
    with pytest.raises(Refused, match=r"王芳任3号楼组楼组长（2022-07-01 起）"):
        register.set_status(book, person, "moved_out", TODAY)
    register.set_status(book, person, "moved_out", TODAY, register.Leaving(posts="end"))
    assert (row(book, term).end_on, row(book, term).end_reason) == (TODAY, "迁出")


DEEDS: dict[str, Callable[[Story], object]] = {
    "appointing": lambda s: s.leader("李强", "5号楼组"),
    "ending": lambda s: end_term(s.book, only(s), TODAY, "辞任"),
    "editing": lambda s: edit_term(
        s.book, only(s), entry(s, "李强", start=dt.date(2023, 1, 1)), TODAY
    ),
    "handing over": lambda s: hand_over(
        s.book, only(s), entry(s, "李强", start=TODAY), "届满", TODAY
    ),
    "deleting": lambda s: delete_term(s.book, only(s)),
}


def only(story: Story) -> int:
    """The one term of the book."""
    return next(iter(dump(story.book)["leader_term"]))


@pytest.mark.parametrize("name", DEEDS)
def test_what_is_undone_leaves_nothing_and_what_is_redone_leaves_the_same(
    name: str, story: Story, book: Book
) -> None:
    story.leader("王芳", "3号楼组")
    story.person("李强")
    story.group("5号楼组")
    before = dump(book)
    DEEDS[name](story)
    after = dump(book)
    assert after != before
    book.undo()
    assert dump(book) == before
    book.redo()
    assert dump(book) == after
