"""What is right for a person, in plain values."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.fields import fields_of
from app.people.place_records import TagEntry
from app.people.records import ResidentEntry
from app.people.rules import (
    cleaned,
    completed,
    resident_problems,
    resident_warnings,
    tag_problems,
)
from app.people.words import POLITICAL, SEX
from tests.story import TODAY

WOMAN = "340111194806115263"
"""A made-up number of a woman born on 1948-06-11."""


def test_values_become_what_their_kinds_write() -> None:
    entry, problems = cleaned(
        ResidentEntry("张  三", phone="１３８００００１２３４", political_status="党员")
    )
    assert problems == []
    assert (entry.full_name, entry.phone) == ("张三", "13800001234")
    assert entry.political_status == "中共党员"


def test_everything_wrong_is_said_at_once() -> None:
    _, problems = cleaned(ResidentEntry("", id_card_no="12345", phone="138", sex="不详"))
    assert [problem.field for problem in problems] == ["full_name", "sex", "id_card_no", "phone"]


def test_what_cannot_be_read_stays_as_it_was_typed() -> None:
    entry, _ = cleaned(ResidentEntry("张三", phone="138"))
    assert entry.phone == "138"


def test_a_passport_number_is_not_judged_as_an_identity_card() -> None:
    entry, problems = cleaned(ResidentEntry("Anna Li", id_kind="护照", id_card_no="e1234 5678"))
    assert problems == []
    assert entry.id_card_no == "E12345678"


def test_sex_and_birth_come_from_the_number_where_they_are_empty() -> None:
    entry = completed(ResidentEntry("邓飞秀", id_card_no=WOMAN))
    assert (entry.sex, entry.birth_date) == ("女", "1948-06-11")
    typed = completed(ResidentEntry("邓飞秀", id_card_no=WOMAN, sex="男", birth_date="1949"))
    assert (typed.sex, typed.birth_date) == ("男", "1949")


def test_nothing_is_read_from_a_passport_number() -> None:
    assert completed(ResidentEntry("Li", id_kind="护照", id_card_no=WOMAN)).sex is None


def test_a_birth_in_the_future_or_beyond_125_years_is_a_slip() -> None:
    assert (
        "今天之后" in resident_problems(ResidentEntry("张三", birth_date="2025-10"), TODAY)[0].text
    )
    assert "126 岁" in resident_problems(ResidentEntry("张三", birth_date="1899"), TODAY)[0].text
    assert resident_problems(ResidentEntry("张三", birth_date="1900"), TODAY) == []
    assert resident_problems(ResidentEntry("张三", birth_date="2025-09-30"), TODAY) == []


def test_a_number_that_says_otherwise_is_warned_of_and_the_user_wins() -> None:
    said = resident_warnings(
        ResidentEntry("邓飞秀", id_card_no=WOMAN, sex="男", birth_date="1948-06-12")
    )
    assert len(said) == 2
    assert "身份证号码表示女" in said[0]
    assert resident_warnings(ResidentEntry("邓", id_card_no=WOMAN, birth_date="1948-06")) == []
    assert resident_warnings(ResidentEntry("邓", id_card_no=WOMAN, sex="未知")) == []


def test_a_tag_does_not_end_before_it_starts() -> None:
    assert tag_problems(TODAY, TODAY - dt.timedelta(days=1))[0].field == "end_on"
    assert tag_problems(TODAY, TODAY) == []
    assert tag_problems(None, TODAY) == []


@given(
    st.text(max_size=12),
    st.none() | st.sampled_from(SEX.options),
    st.none() | st.text(max_size=20),
    st.none() | st.sampled_from(POLITICAL.options),
)
def test_cleaning_twice_is_cleaning_once(
    name: str, sex: str | None, phone: str | None, political: str | None
) -> None:
    once, problems = cleaned(ResidentEntry(name, sex, phone=phone, political_status=political))
    twice, again = cleaned(once)
    assert {problem.field for problem in again} == {problem.field for problem in problems}
    wrong = {problem.field for problem in problems}
    for field in set(fields_of(ResidentEntry)) - wrong:
        assert getattr(twice, field) == getattr(once, field)


def test_a_tag_entry_takes_the_words_of_sheets() -> None:
    assert cleaned(TagEntry("低保户"))[0].tag == "低保"
