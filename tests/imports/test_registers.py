"""Registers of shops, pets and organizations: in, matched, out and in again."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.book import Book
from app.exports import export_rows
from app.own_fields import OwnFieldEntry, add_own_field, own_columns, set_own
from app.people import register
from app.people.organizations import organization_rows
from app.people.pet_records import PetEntry
from app.people.pets import PetFilter, pet_ids, pet_rows
from app.people.place_lists import shop_rows
from app.people.place_records import SegmentEntry
from app.sheets.plan import Policy
from app.sheets.reading import read
from db.models import Organization, Pet, Resident, Shop, StreetSegment
from tests.conftest import OFFICE
from tests.imports.test_rosters import TODAY, bring, every, one, sheet_of
from tests.story import Story, dump

CODE, OTHER = "91350100M000100Y43", "52310120MJ2130255T"
SHOPS = ("街面", "店招名称", "行业", "地址", "店主", "电话", "信用代码", "员工数", "营业状态")
PETS = (
    "楼号",
    "室号",
    "养犬人",
    "联系电话",
    "犬名",
    "犬种",
    "性别",
    "养犬证号",
    "免疫日期",
    "是否绝育",
)


def row_of(row: tuple[object, ...], **other: object) -> tuple[object, ...]:
    """A row with some cells changed, by place: _1="…"."""
    cells = list(row)
    for place, value in other.items():
        cells[int(place[1:])] = value
    return tuple(cells)


def test_the_register_of_social_organizations_comes_in_whole(ruled: Book) -> None:
    truth = json.loads((OFFICE / "truth.json").read_text("utf-8"))["社会组织名册.xlsx"]
    result = bring(ruled, OFFICE / "社会组织名册.xlsx")
    assert (result.roster, result.rows, result.created, result.failed) == (
        "organizations", truth["orgs"], truth["orgs"], 0,
    )  # fmt: skip
    with ruled.read() as session:
        kinds = dict(
            session.execute(select(Organization.kind, func.count()).group_by(Organization.kind))
            .tuples()
            .all()
        )
    assert kinds == {"社会服务机构": truth["service"], "社会团体": truth["society"]}
    rows = {row.name: row for row in organization_rows(ruled)}
    first = rows["金海睦家公益事业中心1"]
    assert (first.register_date, first.annual_result) == ("2017-06-09", "基本合格")
    assert first.contact_phone == "18631382352"
    again = bring(ruled, OFFICE / "社会组织名册.xlsx")
    assert (again.created, again.updated, again.unchanged) == (0, 0, truth["orgs"])


def test_an_organization_is_known_by_its_code_and_then_by_its_name(
    ruled: Book, tmp_path: Path
) -> None:
    head = ("单位名称", "类型", "统一社会信用代码", "法人", "评估等级")
    bring(
        ruled,
        sheet_of(tmp_path / "a.xlsx", [head, ("睦家中心", "民非", CODE, "段文俊", None)]),
    )
    rows = [
        head,
        ("睦家公益中心", "社会服务机构", CODE, None, "3A级"),
        ("老年协会", "社团", "沪奉民社证字第0123号", None, None),
        ("老年协会", "社团", None, None, None),
    ]
    result = bring(ruled, sheet_of(tmp_path / "b.xlsx", rows))
    assert (result.created, result.updated, result.skipped) == (1, 1, 1)
    assert any("信用代码相同，名称没有改动" in notice for notice in result.notices)
    known = {row.name: row for row in organization_rows(ruled)}
    assert known["睦家中心"].evaluation_level == "3A"
    assert known["老年协会"].register_no == "沪奉民社证字第0123号"
    clash = [head, ("老年协会", "社团", CODE, None, None)]
    failed = bring(ruled, sheet_of(tmp_path / "c.xlsx", clash))
    assert "信用代码已登记给“睦家中心”" in failed.errors[0].message


def test_shops_come_in_street_by_street_and_are_known_again(ruled: Book, tmp_path: Path) -> None:
    first = (
        "金水路",
        "阿婆馄饨店",
        "饭店",
        "金水路88号",
        "沈阿婆",
        "138 0000 1111",
        CODE,
        "约4人",
        "营业",
    )
    second = (None, "老灶头面馆", "餐饮", "金水路90号", "陈福", None, None, 2, "停业")
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", [SHOPS, first, second]))
    assert (result.roster, result.created, result.failed) == ("shops", 2, 0)
    assert [street.name for street in every(ruled, StreetSegment)] == ["金水路"]
    rows = {row.shop_name: row for row in shop_rows(ruled)}
    shop = rows["阿婆馄饨店"]
    assert (shop.category, shop.manager_phone, shop.staff_count) == ("餐饮", "13800001111", 4)
    assert rows["老灶头面馆"].status == "suspended"
    renamed = row_of(first, _1="阿婆小吃", _7=5)
    richer = row_of(second, _5="13900002222")
    result = bring(ruled, sheet_of(tmp_path / "b.xlsx", [SHOPS, renamed, richer]))
    assert (result.created, result.updated, result.unchanged) == (0, 1, 1)
    assert any("店名是“阿婆馄饨店”" in notice for notice in result.notices)
    result = bring(ruled, tmp_path / "b.xlsx", policy=Policy(update="overwrite"))
    assert {row.staff_count for row in shop_rows(ruled)} == {5, 2}
    ruled.undo()
    ruled.undo()
    ruled.undo()
    assert every(ruled, Shop) == every(ruled, StreetSegment) == []


def test_a_shop_without_a_street_is_found_by_its_address(ruled: Book, tmp_path: Path) -> None:
    for name, first, last in (("金水路东段", "1", "99"), ("金水路西段", "101", "199")):
        register.add_segment(ruled, SegmentEntry(name, road="金水路", from_no=first, to_no=last))
    rows = [
        ("店名", "经营地址", "负责人"),
        ("甲店", "金水路8号", "张三"),
        ("乙店", "上海市奉贤区金水路120号底楼", "李四"),
        ("丙店", "恒盛路8号", "王五"),
    ]
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", rows))
    assert (result.created, result.failed) == (2, 1)
    assert "从地址也看不出在哪条街面" in result.errors[0].message
    assert {row.shop_name: row.segment for row in shop_rows(ruled)} == {
        "甲店": "金水路东段",
        "乙店": "金水路西段",
    }


def test_a_shop_at_an_address_that_is_taken_is_pointed_out(ruled: Book, tmp_path: Path) -> None:
    story = Story(ruled, TODAY)
    story.shop("福满楼", address="金水路9号", credit_code=CODE)
    rows = [
        SHOPS,
        ("金水路", "湘里湘亲", "餐饮", "金水路9号", "李新", None, None, None, None),
        ("金水路", "福满楼", "餐饮", "金水路9号", "赵六", None, OTHER, None, None),
        ("金水路", "老店", None, None, None, None, None, None, "已关闭"),
    ]
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", rows))
    assert (result.created, result.skipped) == (2, 1)
    assert sum("已有营业中的“福满楼”" in notice for notice in result.notices) == 2


def test_a_column_of_the_offices_own_goes_out_and_comes_in(ruled: Book, tmp_path: Path) -> None:
    story = Story(ruled, TODAY)
    shop = story.shop("福满楼", address="金水路9号")
    resident = story.resident("张三", "3-101", relation_to_head="户主")
    for table in ("shop", "resident", "household"):
        add_own_field(ruled, table, OwnFieldEntry("微网格"))
    (column,) = own_columns(ruled, "shop")
    head = ("街面", "店名", "地址", "微网格")
    rows = [head, ("金水路", "福满楼", "金水路9号", "第3格"), ("金水路", "新店", None, "第4格")]
    result = bring(ruled, sheet_of(tmp_path / "a.xlsx", rows))
    assert (result.created, result.updated) == (1, 1)
    assert {one.shop_name: one.own for one in every(ruled, Shop)} == {
        "福满楼": {column.key: "第3格"},
        "新店": {column.key: "第4格"},
    }
    assert bring(ruled, tmp_path / "a.xlsx").unchanged == 2
    (field,) = own_columns(ruled, "resident")
    set_own(ruled, "resident", resident, {field.field.name: "第5格"})
    for kind, words in (("shops", "第3格"), ("residents", "第5格"), ("households", "微网格")):
        out = tmp_path / f"{kind}.xlsx"
        export_rows(ruled, kind, out, today=TODAY, reason="核对")
        written = [cell for row in read(out).sheets[0].rows for cell in row]
        assert "微网格" in written
        assert words in written
    before = dump(ruled)
    assert bring(ruled, tmp_path / "shops.xlsx").unchanged == 2
    assert dump(ruled) == before
    assert one(ruled, Shop, Shop.id == shop).own == {column.key: "第3格"}


@pytest.fixture
def neighbours(ruled: Book) -> Story:
    """张三 and 李四 with their doors."""
    story = Story(ruled, TODAY)
    story.resident("张三", "3-101", phone="13800001111", relation_to_head="户主")
    story.resident("李四", "12-201", relation_to_head="户主")
    return story


def test_pets_come_to_their_owners_by_phone_and_by_door(neighbours: Story, tmp_path: Path) -> None:
    book = neighbours.book
    dog = (
        "3号",
        "101",
        "张三",
        "13800001111",
        "豆豆",
        "泰迪",
        "公",
        "沪犬0001",
        "2026-05-01",
        "是",
    )
    cat = ("12号", "201", "李四", None, "球球", "柯基", "母", None, None, "否")
    new = ("3号", "101", "张小妹", None, "旺旺", "中华田园犬", None, "沪犬0003", None, None)
    far = (None, None, "赵六", "13900009999", None, "边牧", None, "沪犬0004", None, None)
    result = bring(book, sheet_of(tmp_path / "养犬登记.xlsx", [PETS, dog, cat, new, far]))
    assert (result.roster, result.created, result.failed) == ("pets", 4, 0)
    rows = pet_rows(book, pet_ids(book, PetFilter(), TODAY))
    assert sorted((row.title, row.owner, row.door) for row in rows.values()) == [
        ("旺旺", "张小妹", "3-101"),
        ("球球", "李四", "12-201"),
        ("豆豆", "张三", "3-101"),
        ("边牧", "赵六", ""),
    ]
    assert {row.species for row in rows.values()} == {"犬"}
    assert [(one.full_name, one.listed) for one in every(book, Resident)][2:] == [
        ("张小妹", True),
        ("赵六", False),
    ]
    assert any("每户限养一条" in notice for notice in result.notices)
    again = bring(book, tmp_path / "养犬登记.xlsx")
    assert (again.created, again.unchanged) == (0, 4)
    book.undo()
    assert every(book, Pet) == []


def test_a_pet_is_known_by_its_licence_whoever_brings_it(neighbours: Story, tmp_path: Path) -> None:
    book = neighbours.book
    register.add_pet(book, neighbours.person("张三"), PetEntry("犬", license_no="沪犬0001"), TODAY)
    rows = [
        PETS,
        ("12号", "201", "李四", None, "豆豆", "泰迪", "公", "沪犬0001", "2026.5.1", None),
        ("3号", "101", "张三", "13800001111", "咪咪", "英短", None, None, "2027-01-01", None),
    ]
    result = bring(book, sheet_of(tmp_path / "a.xlsx", rows))
    assert (result.updated, result.failed) == (1, 1)
    assert any("饲养人不同" in notice for notice in result.notices)
    assert "免疫日期 2027-01-01 在今天之后" in result.errors[0].message
    pet = one(book, Pet)
    assert (pet.name, pet.rabies_vaccine_on) == ("豆豆", dt.date(2026, 5, 1))


def test_a_sheet_of_cats_says_so_in_its_title(neighbours: Story, tmp_path: Path) -> None:
    rows = [
        ("养猫登记表",),
        ("小区", "楼号", "室号", "主人", "宠物名", "品种"),
        ("金水苑", "3号", "101", "张三", "咪咪", "英短"),
    ]
    bring(neighbours.book, sheet_of(tmp_path / "a.xlsx", rows))
    assert one(neighbours.book, Pet).species == "猫"


@pytest.mark.parametrize("kind", ["shops", "pets", "organizations"])
def test_what_was_written_comes_in_again_and_changes_nothing(
    neighbours: Story, tmp_path: Path, kind: str
) -> None:
    book = neighbours.book
    bring(book, OFFICE / "社会组织名册.xlsx")
    shop = ("金水路", "阿婆馄饨店", "餐饮", "金水路88号", "沈阿婆", "13800001111", CODE, 4, "停业")
    bring(book, sheet_of(tmp_path / "s.xlsx", [SHOPS, shop]))
    dog = ("3号", "101", "张三", None, "豆豆", "泰迪", "公", "沪犬0001", "2026-05-01", "是")
    far = (None, None, "赵六", None, "花花", "边牧", "母", None, None, "否")
    bring(book, sheet_of(tmp_path / "p.xlsx", [PETS, dog, far]))
    out = tmp_path / "out.xlsx"
    rows = export_rows(book, kind, out, today=TODAY, reason="核对")
    before = dump(book)
    result = bring(book, out)
    assert (result.roster, result.rows, result.unchanged) == (kind, rows, rows)
    assert dump(book) == before
