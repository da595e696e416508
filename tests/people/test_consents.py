"""授权: given to a text on a day, by a guardian for a child, withdrawn but not forgotten."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.history import history
from app.people import register
from app.people.consents import ConsentEntry, consent_rows
from tests.story import TODAY, Story

DAY = dt.date(2025, 3, 5)
ENTRY = ConsentEntry("信息采集", DAY, "2025版告知书")


def test_a_person_agrees_and_withdraws_and_both_stay_known(story: Story, book: Book) -> None:
    person = story.resident("张三", birth_date="1960")
    made = register.add_consent(book, person, ENTRY, TODAY)
    assert made.warnings == ()
    register.add_consent(book, person, ConsentEntry("公示姓名", DAY), TODAY)
    register.withdraw_consent(book, made.id, TODAY)
    assert [(row.kind, row.withdrawn_on) for row in consent_rows(book, person)] == [
        ("公示姓名", None),
        ("信息采集", TODAY),
    ]
    assert consent_rows(book, person)[1].words == "2025-03-05 · 2025版告知书 · 2025-09-30 撤回"
    with pytest.raises(Refused, match="撤回"):
        register.withdraw_consent(book, made.id, TODAY)
    assert register.add_consent(book, person, ENTRY, TODAY).id != made.id


def test_the_same_consent_is_given_once(story: Story, book: Book) -> None:
    person = story.resident("张三")
    register.add_consent(book, person, ENTRY, TODAY)
    with pytest.raises(Invalid, match="已经登记过授权"):
        register.add_consent(book, person, ENTRY, TODAY)
    newer = ConsentEntry("信息采集", DAY, "2026版告知书")
    assert register.add_consent(book, person, newer, TODAY).id


def test_for_a_child_a_guardian_agrees(story: Story, book: Book) -> None:
    child = story.resident("张小宝", birth_date="2013-06-01")
    with pytest.raises(Invalid, match="须由监护人授权"):
        register.add_consent(book, child, ENTRY, TODAY)
    with pytest.raises(Invalid, match="与本人关系"):
        register.add_consent(book, child, ConsentEntry("信息采集", DAY, given_by="张三"), TODAY)
    by_father = ConsentEntry("信息采集", DAY, given_by="张三", relation="父母")
    made = register.add_consent(book, child, by_father, TODAY)
    assert made.warnings == ()
    assert consent_rows(book, child)[0].words == "2025-03-05 · 父母张三"


def test_a_youth_may_agree_alone_but_a_guardian_is_advised(story: Story, book: Book) -> None:
    youth = story.resident("张大宝", birth_date="2009-06-01")
    made = register.add_consent(book, youth, ENTRY, TODAY)
    assert "建议同时取得监护人的授权" in made.warnings[0]


def test_days_to_come_and_days_before_are_refused(story: Story, book: Book) -> None:
    person = story.resident("张三")
    with pytest.raises(Invalid, match="在今天之后"):
        register.add_consent(book, person, ConsentEntry("信息采集", dt.date(2026, 1, 1)), TODAY)
    made = register.add_consent(book, person, ENTRY, TODAY).id
    with pytest.raises(Invalid, match="早于授权日期"):
        register.withdraw_consent(book, made, dt.date(2025, 1, 1))


def test_a_consent_is_put_right_and_goes_with_a_person_recorded_by_mistake(
    story: Story, book: Book
) -> None:
    person = story.resident("张三")
    made = register.add_consent(book, person, ENTRY, TODAY).id
    register.edit_consent(book, made, ConsentEntry("信息采集", DAY, "2024版告知书"), TODAY)
    told = history(book, "consent", made)[0]
    assert (told.field, told.after) == ("告知文本", "2024版告知书")
    register.delete(book, "resident", person)
    assert consent_rows(book, person) == []
    book.undo()
    assert len(consent_rows(book, person)) == 1
