"""The story of a person and of a household."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.errors import Refused
from app.leaders.terms import end_term
from app.people.timeline import Timeline, household_timeline, person_timeline
from db.models import CareTag, Consent, Move, Pet
from tests.pledge.conftest import JULY
from tests.pledge.conftest import Story as PledgeStory
from tests.pledge.conftest import story as pledge_story
from tests.story import Story

__all__ = ["pledge_story"]

TODAY = dt.date(2026, 11, 22)


def titles(story: Timeline) -> list[str]:
    return [event.title for event in story.events]


def note(book: Book, *records: object) -> None:
    with book.write("登记") as session:
        session.add_all(records)


def test_posts_moves_and_consents_are_one_story_latest_first(book: Book) -> None:
    story = Story(book)
    person = story.resident("周桂英", "3-101")
    term = story.leader("周桂英", "3号楼组", "2022-07-01")
    end_term(book, term, dt.date(2025, 6, 30), "届满")
    old, new = story.household("3-101"), story.household("5-202")
    note(
        book,
        Move(
            id=book.ids.next_id(), resident_id=person, kind="调整", moved_on=dt.date(2024, 3, 1),
            from_household_id=old, to_household_id=new, from_status="living", to_status="living",
        ),
        Consent(
            id=book.ids.next_id(), resident_id=person, kind="公示姓名",
            given_on=dt.date(2023, 5, 4),
        ),
    )  # fmt: skip
    told = person_timeline(book, person, TODAY)
    assert titles(told) == ["不再担任楼组长", "调整", "授权：公示姓名", "担任楼组长"]
    assert told.events[0].detail == "金水苑 3号楼组 · 届满"
    assert told.events[1].detail == "金水苑 3-101 → 金水苑 5-202"
    assert told.sorts() == ("move", "post", "consent")


def test_a_household_tells_of_those_who_left_it(book: Book) -> None:
    story = Story(book)
    person = story.resident("周小明", "3-101")
    old, new = story.household("3-101"), story.household("5-202")
    note(
        book,
        Move(
            id=book.ids.next_id(), resident_id=person, kind="分户", moved_on=dt.date(2024, 3, 1),
            from_household_id=old, to_household_id=new, from_status="living", to_status="living",
        ),
    )  # fmt: skip
    (event,) = household_timeline(book, old, TODAY).events
    assert (event.title, event.target) == ("周小明分户", ("household", new))


def test_care_tags_are_told_without_their_words(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    tag = CareTag(id=book.ids.next_id(), resident_id=person, tag="失能", source="民政名单")
    note(book, tag)
    (event,) = person_timeline(book, person, TODAY).events
    assert "失能" not in f"{event.title}{event.detail}"
    assert event.secret == ("care_tag", tag.id, "tag")
    assert event.on is None


def test_pets_with_their_pledge_and_vaccine_are_told(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    pet = Pet(
        id=book.ids.next_id(), owner_resident_id=person, species="犬", name="豆豆",
        rabies_vaccine_on=dt.date(2026, 4, 1), pledge_signed_on=dt.date(2026, 1, 5),
    )  # fmt: skip
    note(book, pet)
    assert titles(person_timeline(book, person, TODAY)) == [
        "犬“豆豆”接种狂犬疫苗",
        "签订文明养宠约定（犬“豆豆”）",
    ]


def test_points_are_told_with_their_sum_and_older_ones_are_counted(
    pledge_story: PledgeStory,
) -> None:
    book = pledge_story.book
    pledge_story.sign("3-101", JULY)
    household = pledge_story.household("3-101")
    first = pledge_story.post("3-101", "J-01", JULY)
    told = household_timeline(book, household, TODAY)
    points = [event for event in told.events if event.sort == "points"]
    assert [event.points for event in points] == [first.score]
    assert any(event.title == "签订美丽约定" for event in told.events)
    assert household_timeline(book, household, TODAY, most=0).hidden == 1


def test_a_record_that_is_gone_is_refused(book: Book) -> None:
    for read in (person_timeline, household_timeline):
        with pytest.raises(Refused):
            read(book, 7, TODAY)
