"""Columns that an office adds to its registers."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app import own_fields
from app.book import Book
from app.errors import Invalid, Refused
from app.kinds import Misfit, Number
from app.own_fields import OwnFieldEntry, Words, add_own_field, own_columns, set_own
from db.models import Resident
from tests.story import Story, dump

TODAY = dt.date(2026, 11, 22)


def own_of(book: Book, person: int) -> dict[str, object] | None:
    with book.read() as session:
        return session.scalars(select(Resident.own).where(Resident.id == person)).one()


def test_an_office_adds_a_column_and_types_into_it(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    add_own_field(book, "resident", OwnFieldEntry("疫苗针数", "数字"))
    add_own_field(book, "resident", OwnFieldEntry("来源地", "选项", ("本市", "外地", "境外")))
    shots, origin = own_columns(book, "resident")
    set_own(book, "resident", person, {shots.field.name: "3", origin.field.name: "外地"})
    assert own_of(book, person) == {"f1": 3, "f2": "外地"}
    set_own(book, "resident", person, {shots.field.name: ""})
    assert own_of(book, person) == {"f2": "外地"}


def test_what_does_not_fit_a_column_is_said_and_nothing_is_written(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    add_own_field(book, "resident", OwnFieldEntry("疫苗针数", "数字"))
    add_own_field(book, "resident", OwnFieldEntry("上次体检", "日期"))
    shots, seen = own_columns(book, "resident")
    with pytest.raises(Invalid) as refused:
        set_own(book, "resident", person, {shots.field.name: "三针", seen.field.name: "春天"})
    assert [one.field for one in refused.value.problems] == [shots.field.name, seen.field.name]
    assert own_of(book, person) is None


@pytest.mark.parametrize("label", ["姓名", "手机", "室号", "联系电话"])
def test_a_heading_that_the_register_knows_is_not_taken(book: Book, label: str) -> None:
    with pytest.raises(Invalid, match="已有"):
        add_own_field(book, "resident", OwnFieldEntry(label))


def test_two_columns_have_not_the_same_heading(book: Book) -> None:
    add_own_field(book, "shop", OwnFieldEntry("油烟机清洗"))
    with pytest.raises(Invalid, match="油烟机清洗"):
        add_own_field(book, "shop", OwnFieldEntry("油烟机 清洗"))
    add_own_field(book, "household", OwnFieldEntry("油烟机清洗"))


def test_a_choice_needs_two_words(book: Book) -> None:
    with pytest.raises(Invalid, match="至少两个选项"):
        add_own_field(book, "resident", OwnFieldEntry("来源地", "选项", ("本市",)))


def test_a_word_in_use_is_not_taken_from_a_choice(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    made = add_own_field(book, "resident", OwnFieldEntry("来源地", "选项", ("本市", "外地"))).id
    (origin,) = own_columns(book, "resident")
    set_own(book, "resident", person, {origin.field.name: "外地"})
    with pytest.raises(Invalid, match="已有 1 条内容"):
        own_fields.edit_own_field(book, made, OwnFieldEntry("来源地", "选项", ("本市", "境外")))
    own_fields.edit_own_field(book, made, OwnFieldEntry("来源", "选项", ("本市", "外地", "境外")))
    assert own_columns(book, "resident")[0].field.label == "来源"


def test_the_words_of_a_choice_are_typed_with_any_sign_between_them() -> None:
    assert Words().parse("本市、外地，境外;本市") == ("本市", "外地", "境外")
    with pytest.raises(Misfit, match="太长"):
        Words().parse("很" * 21)


def test_what_stands_in_a_column_is_counted(book: Book) -> None:
    story = Story(book)
    made = add_own_field(book, "resident", OwnFieldEntry("针数", "数字")).id
    (shots,) = own_columns(book, "resident")
    for name, text in (("周桂英", "2"), ("李国栋", "2"), ("欧阳敏", "")):
        set_own(book, "resident", story.resident(name), {shots.field.name: text})
    assert own_fields.counts(book, "resident") == {made: 2}


def test_text_becomes_numbers_only_where_all_are_numbers(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    made = add_own_field(book, "resident", OwnFieldEntry("针数", "文字")).id
    (shots,) = own_columns(book, "resident")
    set_own(book, "resident", person, {shots.field.name: "三"})
    with pytest.raises(Invalid, match="“三”"):
        own_fields.edit_own_field(book, made, OwnFieldEntry("针数", "数字"))


def test_a_column_with_content_is_put_away_and_not_deleted(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    made = add_own_field(book, "resident", OwnFieldEntry("针数", "数字")).id
    (shots,) = own_columns(book, "resident")
    set_own(book, "resident", person, {shots.field.name: "2"})
    with pytest.raises(Refused, match="1 条内容"):
        own_fields.delete_own_field(book, made)
    own_fields.put_away(book, made, TODAY)
    assert own_columns(book, "resident") == ()
    own_fields.put_away(book, made, None)
    assert own_columns(book, "resident")[0].id == made
    assert own_of(book, person) == {"f1": 2}


def test_columns_stand_in_the_order_of_the_office(book: Book) -> None:
    for label in ("甲栏", "乙栏", "丙栏"):
        add_own_field(book, "resident", OwnFieldEntry(label))
    third = own_columns(book, "resident")[2]
    own_fields.move_own_field(book, third.id, -2)
    assert [one.field.label for one in own_columns(book, "resident")] == ["丙栏", "甲栏", "乙栏"]


def test_a_value_of_an_own_column_is_undone_like_any_other(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    add_own_field(book, "resident", OwnFieldEntry("针数", "数字"))
    (shots,) = own_columns(book, "resident")
    before = dump(book)
    set_own(book, "resident", person, {shots.field.name: "2"})
    after = dump(book)
    book.undo()
    assert dump(book) == before
    book.redo()
    assert dump(book) == after


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [("1,234.50", 1234.5, "1,234.5"), ("3", 3, "3"), ("−0.25", -0.25, "-0.25"), ("", None, "")],
)
def test_numbers_are_read_as_offices_write_them(text: str, value: float | None, shown: str) -> None:
    kind = Number()
    assert kind.parse(text) == value
    assert kind.format(value) == shown
    assert kind.parse(shown) == value


def test_what_is_no_number_is_said() -> None:
    for text in ("三", "1.2345678", "9999999999", "nan", "1e5"):
        with pytest.raises(Misfit):
            Number().parse(text)
