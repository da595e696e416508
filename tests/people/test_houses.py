"""Compounds, buildings, 楼组 and doors."""

from __future__ import annotations

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.people import office, register
from app.people.place_lists import (
    DwellingFilter,
    building_rows,
    compound_rows,
    dwelling_ids,
    dwelling_rows,
    group_rows,
)
from app.people.place_records import BuildingEntry, DwellingEntry, GroupEntry
from app.people.records import CompoundEntry, OfficeEntry
from tests.story import TODAY, Story, dump


def test_the_office_is_one_and_its_seal_name_is_its_name_unless_given(book: Book) -> None:
    assert office.office(book) is None
    office.set_office(book, OfficeEntry("金水苑社区居民委员会", "金海街道"))
    office.set_office(book, OfficeEntry("金水苑社区居民委员会", "金海街道", director="王芳"))
    found = office.office(book)
    assert found is not None
    assert (found.director, found.seal_name) == ("王芳", "金水苑社区居民委员会")
    assert len(dump(book)["office"]) == 1


def test_an_office_without_a_name_is_told_what_is_missing(book: Book) -> None:
    with pytest.raises(Invalid) as told:
        office.set_office(book, OfficeEntry("", ""))
    assert [problem.field for problem in told.value.problems] == ["name", "subdistrict_name"]


def test_two_compounds_of_one_name_are_not_taken(story: Story, book: Book) -> None:
    story.compound("金水苑")
    with pytest.raises(Invalid, match="小区“金水苑”已经登记过了"):
        register.add_compound(book, CompoundEntry("金水 苑"))


def test_a_renamed_compound_is_still_known_by_its_old_name(story: Story, book: Book) -> None:
    compound = story.compound("金水苑")
    register.edit_compound(book, compound, CompoundEntry("金水新苑"))
    assert compound_rows(book)[0].alias == "金水苑"


def test_an_alias_means_one_compound(story: Story, book: Book) -> None:
    register.add_compound(book, CompoundEntry("恒盛", alias="88弄、金水路88弄"))
    for alias in ("８８弄", "恒盛"):
        with pytest.raises(Invalid, match="只能指一个小区"):
            register.add_compound(book, CompoundEntry("恒贤", alias=alias))
    with pytest.raises(Invalid, match="已是小区“恒盛”的别名"):
        register.add_compound(book, CompoundEntry("金水路88弄"))
    other = register.add_compound(book, CompoundEntry("恒贤", alias="90弄"))
    register.edit_compound(book, other, CompoundEntry("恒贤苑", alias="90弄\n92弄"))
    with pytest.raises(Invalid, match="88弄"):
        register.edit_compound(book, other, CompoundEntry("恒贤苑", alias="90弄\n88弄"))


def test_one_building_written_in_two_ways_is_one_building(story: Story, book: Book) -> None:
    story.building("3号")
    with pytest.raises(Invalid, match="已有楼栋“3号”"):
        register.add_building(book, story.compound(), BuildingEntry("3幢"))


def test_a_building_is_edited_and_keeps_its_doors(story: Story, book: Book) -> None:
    story.door("3-101")
    register.edit_building(book, story.building("3"), BuildingEntry("13号", floors=6))
    (row,) = building_rows(book)
    assert (row.name, row.floors, row.dwellings) == ("13号", 6, 1)
    assert dwelling_rows(book, dwelling_ids(book, DwellingFilter())).popitem()[1].door == "13-101"


def test_too_many_floors_are_a_slip(story: Story, book: Book) -> None:
    with pytest.raises(Invalid, match="80"):
        register.add_building(book, story.compound(), BuildingEntry("3号", floors=180))


def test_a_door_is_recorded_once_and_room_numbers_stay_text(story: Story, book: Book) -> None:
    door = register.add_dwelling(book, story.building("3"), DwellingEntry("0301室"))
    assert dwelling_rows(book, [door])[door].door == "3-0301"
    with pytest.raises(Invalid, match="3-0301 已经登记过了"):
        register.add_dwelling(book, story.building("3"), DwellingEntry("0301"))


def test_a_new_door_joins_the_group_of_its_building_or_of_its_unit(
    story: Story, book: Book
) -> None:
    story.building("3")
    story.building("5")
    story.group("3号楼组")
    story.group("5号1单元")
    rows = dwelling_rows(book, [story.door("3-101"), story.door("5-1-101"), story.door("5-2-101")])
    assert [row.building_group for row in rows.values()] == ["3号楼组", "5号1单元", ""]


def test_a_new_group_takes_the_free_doors_of_its_building(story: Story, book: Book) -> None:
    story.door("3-101")
    story.door("4-101")
    story.group("3号楼组")
    (row,) = group_rows(book, TODAY)
    assert (row.name, row.dwellings) == ("3号楼组", 1)


def test_groups_are_made_for_buildings_that_have_none(story: Story, book: Book) -> None:
    for door in ("1-101", "1-102", "2-101", "3-1-101", "3-2-101"):
        story.door(door)
    story.group("2号楼组")
    story.group("3号1单元")
    made = register.groups_for_buildings(book, story.compound())
    assert (made.groups, made.dwellings) == (1, 2)
    assert made.sentence() == "新建楼组 1 个，2 套房屋已归入楼组。"
    assert [row.name for row in group_rows(book, TODAY)] == ["1号楼组", "2号楼组", "3号1单元"]
    again = register.groups_for_buildings(book, story.compound())
    assert again.sentence() == "每栋楼都已有楼组，没有需要新建的。"


def test_making_groups_where_nothing_is_missing_is_no_step(story: Story, book: Book) -> None:
    story.door("1-101")
    register.groups_for_buildings(book, story.compound())
    label = book.undo_label
    register.groups_for_buildings(book, story.compound())
    assert book.undo_label == label


def test_every_door_is_in_one_group_or_in_none(story: Story, book: Book) -> None:
    doors = [story.door(f"{building}-{room}") for building in (1, 2) for room in (101, 102)]
    story.group("1号楼组")
    register.assign_dwellings(book, doors[1:3], story.group("合并楼组"))
    grouped = sum(row.dwellings for row in group_rows(book, TODAY))
    free = dwelling_ids(book, DwellingFilter(grouped=False))
    assert grouped + len(free) == len(doors)


def test_doors_of_another_compound_do_not_join_a_group(story: Story, book: Book) -> None:
    group = story.group("1号楼组")
    with pytest.raises(Refused, match="不在“1号楼组”所在的小区"):
        register.assign_dwellings(book, [story.door("1-101", "年丰苑")], group)


def test_an_ended_group_frees_its_doors_and_its_name(story: Story, book: Book) -> None:
    story.door("1-101")
    group = story.group("1号楼组")
    register.end_group(book, group, TODAY)
    with pytest.raises(Refused, match="已于 2025-09-30 撤销"):
        register.end_group(book, group, TODAY)
    with pytest.raises(Refused, match="已经撤销"):
        register.assign_dwellings(book, [story.door("1-101")], group)
    register.add_group(book, story.compound(), GroupEntry("1号楼组"))
    assert [row.status for row in group_rows(book, TODAY, ended=True)] == ["ended", "active"]


def test_a_group_does_not_end_before_it_was_formed(story: Story, book: Book) -> None:
    group = story.group("1号楼组", formed="2026-01-01")
    with pytest.raises(Invalid, match="早于成立日期"):
        register.end_group(book, group, TODAY)


def test_a_code_of_a_group_is_used_once(story: Story, book: Book) -> None:
    compound = story.compound()
    register.add_group(book, compound, GroupEntry("1号楼组", code="A1"))
    with pytest.raises(Invalid) as told:
        register.add_group(book, compound, GroupEntry("1号楼组", code="A1"))
    assert [problem.field for problem in told.value.problems] == ["name", "code"]


def test_what_is_referred_to_is_not_deleted_and_the_list_says_by_what(
    story: Story, book: Book
) -> None:
    story.resident("张三", door="3-101")
    story.group("3号楼组")
    with pytest.raises(Refused, match="楼栋 1 条、楼组 1 条"):
        register.delete(book, "compound", story.compound())
    with pytest.raises(Refused, match="居民 1 条"):
        register.delete(book, "household", story.household("3-101"))
    with pytest.raises(Refused, match="刷新"):
        register.delete(book, "building", 1)


def test_what_nothing_refers_to_is_deleted(story: Story, book: Book) -> None:
    compound = story.compound("写错的小区")
    register.delete(book, "compound", compound)
    assert compound_rows(book) == []


def test_compounds_are_counted(story: Story, book: Book) -> None:
    story.resident("张三", door="3-101")
    story.resident("李四", door="3-101")
    story.resident("王五", door="4-101")
    story.group("3号楼组")
    (row,) = compound_rows(book)
    assert (row.buildings, row.groups, row.households, row.residents) == (2, 1, 2, 3)
    first = building_rows(book, story.compound())[0]
    assert (first.name, first.households, first.residents) == ("3号", 1, 2)


def test_buildings_and_groups_come_in_the_order_of_their_numbers(story: Story, book: Book) -> None:
    for number in ("12", "3", "1"):
        story.building(number)
        story.group(f"{number}号楼组")
    assert [row.name for row in building_rows(book)] == ["1号", "3号", "12号"]
    assert [row.name for row in group_rows(book, TODAY)] == ["1号楼组", "3号楼组", "12号楼组"]


def test_doors_are_found_by_number_and_by_place(story: Story, book: Book) -> None:
    for door in ("12-101", "3-201", "3-101"):
        story.door(door)
    everything = dwelling_rows(book, dwelling_ids(book, DwellingFilter()))
    assert [row.door for row in everything.values()] == ["3-101", "3-201", "12-101"]
    assert len(dwelling_ids(book, DwellingFilter(text="3-1"))) == 1
    assert len(dwelling_ids(book, DwellingFilter(text="101"))) == 2
    assert len(dwelling_ids(book, DwellingFilter(building_id=story.building("12")))) == 1


def test_an_old_value_that_todays_rules_refuse_does_not_block_other_changes(
    story: Story, book: Book
) -> None:
    building = story.building("3")
    with book.write("旧数据") as session:
        from db.models import Building

        record = session.get(Building, building)
        assert record is not None
        record.floors = 200
    register.edit_building(book, building, BuildingEntry("3号", floors=200, note="加装电梯"))
    assert building_rows(book)[0].note == "加装电梯"


def test_the_row_of_one_place_is_that_of_the_whole_list(story: Story, book: Book) -> None:
    story.resident("周桂英", door="12-101")
    story.resident("王芳", door="3-1001", compound="年丰苑")
    story.group("12号楼组")
    for row in compound_rows(book):
        assert compound_rows(book, only=row.id) == [row]
    for building in building_rows(book):
        assert building_rows(book, only=building.id) == [building]
    for group in group_rows(book, TODAY):
        assert group_rows(book, TODAY, only=group.id) == [group]
    assert compound_rows(book, only=1) == []
    assert group_rows(book, TODAY, only=1) == []
