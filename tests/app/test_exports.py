"""Lists out of the book, and back in."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.book import Book
from app.errors import Refused, Unavailable
from app.exports import EXPORTS, export_rows, export_table, number_of, save_file
from app.kinds import Area
from app.kinds.people import id_check
from app.people import register
from app.people.pet_records import PetEntry
from app.pledge import accounts, ledger, rulesets
from app.pledge.records import AccountEntry, PointsEntry
from app.reveal import looks
from app.rosters import ROSTERS
from app.sheets.importing import commit, dry_run, jobs_of
from app.sheets.reading import reading
from app.starting import start_book
from app.stats import stats
from app.work import finish
from tests.conftest import CHEAP, PASSWORD
from tests.story import Story

TODAY = dt.date(2026, 11, 22)
SIGNED = dt.date(2026, 10, 2)
NUMBER = "31010119400307002" + id_check("31010119400307002")
PHONE = "13800001111"
REGISTERS = ("residents", "building-leaders", "street-leaders", "points")


@pytest.fixture
def story(ruled: Book) -> Story:
    """Two compounds, a leader, a street, and points for two households."""
    told = Story(ruled, TODAY)
    told.group("3号楼组")
    told.group("3号楼组", "恒盛花苑")
    told.resident(
        "周桂英", "3-101", sex="女", phone=PHONE, id_card_no=NUMBER, relation_to_head="户主",
        birth_date="1940-03-07", care_tags=("独居", "高龄"),
    )  # fmt: skip
    told.resident("李国栋", "3-1-102", "恒盛花苑", sex="男", relation_to_head="户主")
    told.leader("周桂英", "3号楼组", "2022-07-01", until="2027-07-01")
    told.resident("马建军", "3-102", sex="男", phone="13900005555", relation_to_head="户主")
    told.street_leader("马建军")
    rules = rulesets.rule_sets(ruled, TODAY)[0].id
    codes = {row.code: row.id for row in rulesets.rules_of(ruled, rules, TODAY)}
    homes = (told.household("3-101"), told.household("3-1-102", compound="恒盛花苑"))
    for home in homes:
        entry = AccountEntry(rules, SIGNED, household_id=home)
        accounts.open_account(ruled, entry, today=TODAY)
    for home, code, note in ((homes[0], "J-06", "代买药"), (homes[0], "J-02", None),
                             (homes[1], "J-02", None)):  # fmt: skip
        deed = PointsEntry(codes[code], TODAY, home, assessor="王芳", description=note)
        ledger.post(ruled, deed, today=TODAY)
    return told


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Book]:
    """The empty book of a neighbouring office."""
    made = start_book(
        tmp_path / "另一本.mulin", "310120003001", "李敏", PASSWORD, today=TODAY, params=CHEAP
    )
    yield made.book
    made.book.close()


def cells(path: Path, sheet: int = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book.worksheets[sheet].iter_rows(values_only=True))


def column(rows: list[tuple[Any, ...]], label: str) -> list[Any]:
    at = rows[1].index(label)
    return [row[at] for row in rows[2:-1]]


def test_sensitive_columns_are_masked_unless_there_is_a_reason(
    story: Story, tmp_path: Path
) -> None:
    out = tmp_path / "居民.xlsx"
    assert export_rows(story.book, "residents", out, today=TODAY) == 3
    text = str(cells(out))
    assert NUMBER not in text
    assert PHONE not in text
    assert "周桂英" in text
    assert looks(story.book) == []
    assert "写明理由" in str(cells(out)[-1][0])


def test_a_reason_shows_everything_and_is_logged_for_each_field(
    story: Story, tmp_path: Path
) -> None:
    out = tmp_path / "居民.xlsx"
    export_rows(story.book, "residents", out, today=TODAY, reason="上报街道")
    rows = cells(out)
    assert column(rows, "身份证号码") == [NUMBER, "", ""]
    assert column(rows, "联系电话") == [PHONE, "13900005555", ""]
    logged = looks(story.book)
    assert {look.reason for look in logged} == {"上报街道"}
    assert {"身份证号码", "联系电话", "出生日期"} <= {look.field for look in logged}


def test_households_pets_and_areas_are_listed_too(story: Story, tmp_path: Path) -> None:
    out = tmp_path / "户.xlsx"
    assert export_rows(story.book, "households", out, today=TODAY) == 3
    assert column(cells(out), "户主") == ["周桂英", "马建军", "李国栋"]
    assert column(cells(out), "人数") == [1, 1, 1]
    pet = PetEntry("犬", "豆豆", license_no="沪犬0001")
    register.add_pet(story.book, story.person("周桂英"), pet, TODAY)
    assert export_rows(story.book, "pets", out, today=TODAY) == 1
    rows = cells(out)
    assert column(rows, "联系电话") == ["138****1111"]
    assert column(rows, "犬证号") == ["沪犬0001"]
    export_rows(story.book, "pets", out, today=TODAY, reason="上报")
    assert column(cells(out), "联系电话") == [PHONE]
    assert {(look.record, look.field) for look in looks(story.book)} == {("导出宠物", "联系电话")}
    assert number_of(Area(), 8650) == 86.5


def test_an_empty_reason_is_no_reason(story: Story, tmp_path: Path) -> None:
    out = tmp_path / "居民.xlsx"
    export_rows(story.book, "residents", out, today=TODAY, reason="  ")
    assert NUMBER not in str(cells(out))
    assert looks(story.book) == []


def test_the_title_line_names_the_office_and_the_day(story: Story, tmp_path: Path) -> None:
    out = tmp_path / "名册.xlsx"
    export_rows(story.book, "building-leaders", out, today=TODAY)
    assert cells(out)[0][0] == "金水苑社区居委会楼组长名册（2026-11-22）"


def test_numbers_are_numbers_and_long_digits_stay_text(story: Story, tmp_path: Path) -> None:
    out = tmp_path / "居民.xlsx"
    export_rows(story.book, "residents", out, today=TODAY, reason="核对")
    sheet = openpyxl.load_workbook(out).worksheets[0]
    at = [cell.value for cell in sheet[2]].index("身份证号码") + 1
    assert sheet.cell(3, at).data_type == "s"
    out = tmp_path / "积分.xlsx"
    export_rows(story.book, "points", out, today=TODAY)
    assert column(cells(out), "分值") == [1, 2, 2]


def test_every_register_comes_in_again_as_it_went_out(
    story: Story, other: Book, tmp_path: Path
) -> None:
    for kind in REGISTERS:
        export_rows(story.book, kind, tmp_path / f"{kind}.xlsx", today=TODAY, reason="搬家")
        workbook = finish(reading(tmp_path / f"{kind}.xlsx"))
        (job,) = jobs_of(other, workbook, ROSTERS)
        assert job.roster.key == kind
        result = finish(commit(other, finish(dry_run(other, job, workbook, today=TODAY))))
        assert (result.failed, result.skipped) == (0, 0), kind
        assert result.created == len(EXPORTS[kind].read(story.book, TODAY).rows)
    before, after = stats(story.book, TODAY), stats(other, TODAY)
    same = ("residents", "households", "compounds", "building_leaders", "street_leaders",
            "points_entries", "points_sum", "care_tags", "accounts")  # fmt: skip
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


def test_a_reversed_line_is_said_to_be_one(story: Story, tmp_path: Path) -> None:
    ledger.reverse(story.book, 3, "记错户", TODAY)
    export_rows(story.book, "points", tmp_path / "积分.xlsx", today=TODAY)
    rows = cells(tmp_path / "积分.xlsx")
    assert "冲正：帮助邻居" in column(rows, "事项")
    assert sum(column(rows, "分值")) == 4


def test_the_rankings_of_the_latest_season_are_written(story: Story, tmp_path: Path) -> None:
    assert export_rows(story.book, "ranking", tmp_path / "户.xlsx", today=TODAY) == 2
    rows = cells(tmp_path / "户.xlsx")
    assert rows[0][0] == "金水苑社区居委会户积分排名 · 2026年第四季度（2026-11-22）"
    assert column(rows, "评价分") == [103, 102]
    assert export_rows(story.book, "group-ranking", tmp_path / "楼组.xlsx", today=TODAY) == 2
    assert column(cells(tmp_path / "楼组.xlsx"), "签约率") == ["50%", "100%"]


def test_an_unknown_kind_is_refused_with_those_that_are_known(ruled: Book, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有叫“plants”的导出种类，可用的有：residents、"):
        export_rows(ruled, "plants", tmp_path / "x.xlsx", today=TODAY)


def test_a_folder_that_is_gone_is_told_and_leaves_nothing(story: Story, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        export_rows(story.book, "points", tmp_path / "没有" / "积分.xlsx", today=TODAY)
    with pytest.raises(Unavailable):
        save_file(tmp_path / "没有" / "x.pdf", b"%PDF")
    assert not (tmp_path / "没有").exists()


def test_exactly_what_is_given_is_written_with_the_picture_beside(tmp_path: Path) -> None:
    out = tmp_path / "表.xlsx"
    png = (Path("resources") / "icons" / "mulin.png").read_bytes()
    count = export_table(
        out, "标题", ["户", "分"], [["=1+1", 2.5]], [1], name="排名", foot="注：完", picture=png
    )
    assert count == 1
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["排名", "图表"]
    assert list(book["排名"].iter_rows(values_only=True)) == [
        ("标题", None), ("户", "分"), ("=1+1", 2.5), ("注：完", None),
    ]  # fmt: skip
    assert book["排名"].cell(3, 1).data_type == "s"
    with zipfile.ZipFile(out) as parts:
        assert [name for name in parts.namelist() if name.startswith("xl/media/")]
