"""单位、组织: recorded once, listed by kind, struck off but never lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.history import history
from app.people import register
from app.people.organizations import (
    OrganizationEntry,
    OrganizationFilter,
    organization_rows,
)
from app.people.place_lists import compound_rows
from app.people.records import CompoundEntry
from tests.story import TODAY, Story

CODE = "52310120MJ2130255T"
CENTRE = OrganizationEntry(
    "金海睦家公益事业中心", kind="社会服务机构", credit_code=CODE, legal_rep="段文俊",
    contact_phone="13800001111", register_date="2017-06", evaluation_level="3A",
    term_end_on=dt.date(2027, 5, 31), member_count=6,
)  # fmt: skip


def test_everything_typed_of_an_organization_is_kept(book: Book) -> None:
    register.add_organization(book, CENTRE, TODAY)
    (row,) = organization_rows(book)
    assert register.entry_of(OrganizationEntry, row) == CENTRE
    assert row.status == "active"


def test_a_name_and_a_code_are_given_once(book: Book) -> None:
    register.add_organization(book, CENTRE, TODAY)
    with pytest.raises(Invalid) as told:
        register.add_organization(book, CENTRE, TODAY)
    assert "已经登记过了" in told.value.problems[0].text
    with pytest.raises(Invalid, match="信用代码已登记给“金海睦家公益事业中心”"):
        register.add_organization(book, replace(CENTRE, name="别家"), TODAY)


def test_nobody_is_registered_tomorrow(book: Book) -> None:
    with pytest.raises(Invalid, match="在今天之后"):
        register.add_organization(book, replace(CENTRE, register_date="2026"), TODAY)


def test_the_list_goes_by_kind_and_leaves_out_who_was_struck_off(book: Book) -> None:
    made = register.add_organization(book, CENTRE, TODAY).id
    register.add_organization(book, OrganizationEntry("金水苑业委会", kind="业委会"), TODAY)
    assert [row.name for row in organization_rows(book)] == ["金水苑业委会", CENTRE.name]
    register.set_organization_status(book, made, "ended")
    assert [row.name for row in organization_rows(book)] == ["金水苑业委会"]
    every = organization_rows(book, OrganizationFilter(kind="社会服务机构", ended=True))
    assert [row.status for row in every] == ["ended"]


def test_a_compound_has_its_owners_committee_and_keeps_it_from_being_deleted(story: Story) -> None:
    book = story.book
    committee = register.add_organization(
        book, OrganizationEntry("金水苑业委会", kind="业委会"), TODAY
    ).id
    home = story.compound()
    register.edit_compound(book, home, CompoundEntry("金水苑", owners_committee_id=committee))
    assert compound_rows(book)[0].owners_committee_id == committee
    assert organization_rows(book)[0].compounds == "金水苑"
    assert any(change.after == "金水苑业委会" for change in history(book, "compound", home))
    with pytest.raises(Refused, match="小区 1 条"):
        register.delete(book, "organization", committee)


def test_an_organization_is_changed_and_its_story_told(book: Book) -> None:
    made = register.add_organization(book, CENTRE, TODAY).id
    register.edit_organization(book, made, replace(CENTRE, evaluation_level="4A"), TODAY)
    told = history(book, "organization", made)[0]
    assert (told.field, told.before, told.after) == ("评估等级", "3A", "4A")
    book.undo()
    assert organization_rows(book)[0].evaluation_level == "3A"
