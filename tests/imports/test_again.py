"""A roster brought in again after things have changed: the ways in which imports go wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app.book import Book
from db.models import Household, LeaderTerm, Resident
from tests.imports.test_several import CARD, bring, every, one, workbook_of
from tests.story import dump

HEAD = ("楼号", "室号", "姓名", "性别", "身份证号", "出生日期", "联系电话", "备注")
ZHANG = ("1号", "101", "张三", "女", CARD, "1965-03-07", "13800001111", "老住户")
OTHER = "310120201001012017"


def first(book: Book, folder: Path, *rows: tuple[Any, ...]) -> None:
    """A register that is in the book before."""
    bring(book, workbook_of(folder / "first.xlsx", 金水苑=[HEAD, *(rows or (ZHANG,))]))


def then(book: Book, folder: Path, *rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> Any:
    """The result of a later sheet."""
    (result,) = bring(book, workbook_of(folder / "then.xlsx", 金水苑=[head, *rows]))
    return result


def changed(**facts: Any) -> tuple[Any, ...]:
    """张三 with other facts; None leaves a cell blank."""
    names = ("building", "room", "name", "sex", "card", "birth", "phone", "note")
    return tuple(facts.get(name, value) for name, value in zip(names, ZHANG, strict=True))


def test_a_blank_never_erases(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path)
    before = dump(ruled)
    result = then(
        ruled, tmp_path, changed(sex=None, birth=None, note=None), changed(card=None, phone=" ")
    )
    assert (result.unchanged, result.skipped) == (1, 1)
    assert dump(ruled) == before


def test_columns_may_stand_in_any_order(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path)
    result = then(ruled, tmp_path, tuple(reversed(ZHANG)), head=tuple(reversed(HEAD)))
    assert result.unchanged == 1


def test_a_name_written_in_another_manner_is_the_same_name(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path)
    assert then(ruled, tmp_path, changed(name="张　三", card=None)).unchanged == 1
    assert then(ruled, tmp_path, changed(name="张 三(女)", card=None)).unchanged == 1


def test_a_number_that_comes_later_is_added(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path, changed(card=None))
    assert then(ruled, tmp_path, ZHANG).updated == 1
    assert one(ruled, Resident).id_card_no == CARD


def test_a_number_of_the_old_kind_is_the_same_person(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path)
    old = changed(card=CARD[:6] + CARD[8:17], phone=None, room="909")
    result = then(ruled, tmp_path, old)
    assert (result.created, len(every(ruled, Resident))) == (0, 1)


@pytest.mark.parametrize("card", [CARD, None])
def test_a_changed_telephone_is_a_difference_and_no_new_person(
    ruled: Book, tmp_path: Path, card: str | None
) -> None:
    first(ruled, tmp_path)
    result = then(ruled, tmp_path, changed(card=card, phone="13900009999"))
    assert [(item.key, item.taken) for item in result.differences] == [("phone", False)]
    assert one(ruled, Resident).phone == "13800001111"


def test_a_household_that_moved_is_told_and_stays(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path)
    result = then(ruled, tmp_path, changed(room="505"))
    assert [item.key for item in result.differences] == ["household_id"]
    assert any("与表里（1-505）不同" in notice for notice in result.notices)
    assert len(every(ruled, Household)) == 1  # no empty household behind the other door


def test_the_same_name_behind_another_door_is_somebody_else(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path)
    other = changed(room="505", card=OTHER, birth="2010-01-01", phone="13900009999")
    assert then(ruled, tmp_path, other).created == 1


def test_the_same_name_and_birthday_behind_another_door_is_asked_about(
    ruled: Book, tmp_path: Path
) -> None:
    first(ruled, tmp_path, changed(card=None))
    result = then(ruled, tmp_path, changed(room="505", card=None, phone=None))
    assert (result.created, result.failed) == (0, 1)
    assert "不能确定是不是同一人" in result.errors[0].message


def test_father_and_son_of_one_name_in_one_sheet_are_two(ruled: Book, tmp_path: Path) -> None:
    son = changed(card=OTHER, birth="2010-01-01", phone=None)
    first(ruled, tmp_path, ZHANG, son)
    assert len(every(ruled, Resident)) == 2
    assert then(ruled, tmp_path, son, ZHANG).unchanged == 2


def test_the_number_of_somebody_else_keeps_the_row_out(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path)
    result = then(ruled, tmp_path, changed(name="李四"))
    assert (result.failed, result.updated) == (1, 0)
    assert "与台账里的张三相同，姓名却不同" in result.errors[0].message
    assert one(ruled, Resident).full_name == "张三"


def test_a_birthday_to_come_keeps_the_row_out(ruled: Book, tmp_path: Path) -> None:
    result = then(ruled, tmp_path, changed(card=None, birth="2040-01-01"))
    assert result.failed == 1
    assert every(ruled, Resident) == []


def test_who_is_known_by_number_needs_no_door(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path)
    doorless = {"building": None, "room": None}
    result = then(
        ruled,
        tmp_path,
        changed(**doorless, note=None),
        changed(name="新人", card=None, phone=None, birth=None, **doorless),
        changed(name="李四", card=None, room="102"),
    )
    assert (result.unchanged, result.failed, result.created) == (1, 1, 1)


def test_a_row_that_stays_out_makes_no_places(ruled: Book, tmp_path: Path) -> None:
    first(ruled, tmp_path, changed(card=None))
    before = dump(ruled)
    result = then(
        ruled, tmp_path, changed(room="505", card=None, phone=None), changed(name="李四", card="1")
    )
    assert result.failed == 2
    assert dump(ruled) == before


def test_the_term_of_a_leader_is_not_touched(ruled: Book, tmp_path: Path) -> None:
    head = ("楼号", "组长姓名", "电话", "任职时间")
    bring(
        ruled,
        workbook_of(
            tmp_path / "a.xlsx", 金水苑=[head, ("1号", "张三", "13800001111", "2022-07-01")]
        ),
    )
    later = workbook_of(
        tmp_path / "b.xlsx", 金水苑=[head, ("1号", "张三", "13800001111", "2025-01-01")]
    )
    (result,) = bring(ruled, later)
    assert result.unchanged == 1
    assert one(ruled, LeaderTerm).start_on == dt.date(2022, 7, 1)


def test_a_leader_joins_the_household_behind_the_door_and_is_not_doubled(
    ruled: Book, tmp_path: Path
) -> None:
    first(ruled, tmp_path, changed(name="户主甲", card=None, phone=None))
    head = ("楼号", "组长姓名", "家庭住址", "电话")
    path = workbook_of(
        tmp_path / "楼组长.xlsx",
        金水苑=[
            head,
            ("1号", "张三", "1号101室", "13800001111"),
            ("2号", "李四", "外区某路5号", "13800002222"),
            ("3号", "王五", None, "13800003333"),
        ],
    )
    (result,) = bring(ruled, path)
    assert result.created == 3
    listed = {
        found.full_name: (found.listed, found.household_id) for found in every(ruled, Resident)
    }
    home = one(ruled, Household).id
    assert listed == {
        "户主甲": (True, home), "张三": (True, home), "李四": (False, None), "王五": (False, None),
    }  # fmt: skip
    assert then(ruled, tmp_path, changed(card=None), changed(name="王五", card=None, birth=None,
                phone="13800003333", room="303")).failed == 0  # fmt: skip
    assert len(every(ruled, Resident)) == 4
    assert one(ruled, Resident, Resident.full_name == "王五").listed
