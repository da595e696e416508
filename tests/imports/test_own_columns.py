"""Columns of a sheet that no field fits, taken as columns of the office's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app import own_fields
from app.book import Book
from app.errors import Invalid, Refused
from app.own_fields import OwnFieldEntry, add_own_field, own_columns
from app.rosters import ROSTERS, roster_of
from app.sheets.importing import SheetJob, commit, dry_run, jobs_of
from app.sheets.new_columns import add_column, renewed
from app.sheets.reading import read
from app.work import finish
from db.models import Resident, Shop
from tests.imports.test_rosters import TODAY, every, one, sheet_of
from tests.story import dump

HEAD = ("小区", "楼号", "室号", "姓名", "与户主关系", "微网格", "针数", "体检日", "来源地", "卡号")
PEOPLE = (
    ("恒盛苑", "3", "101", "周桂英", "户主", "第3格", 3, "2026-03-05", "本市", "0012"),
    ("恒盛苑", "3", "101", "李国栋", "配偶", "第3格", "2.5", dt.date(2026, 3, 6), "外地", "0013"),
    ("恒盛苑", "3", "102", "欧阳敏", "户主", None, None, "2026.4", "本市", None),
)
AT = {label: place for place, label in enumerate(HEAD)}


def job_of(book: Book, path: Path) -> SheetJob:
    return jobs_of(book, read(path), ROSTERS)[0]


def people(folder: Path) -> Path:
    return sheet_of(folder / "居民.xlsx", [HEAD, *PEOPLE])


def bring(book: Book, job: SheetJob, path: Path) -> None:
    result = finish(commit(book, finish(dry_run(book, job, read(path), today=TODAY))))
    assert not result.failed, result.errors


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("微网格", "文字"),
        ("针数", "数字"),
        ("体检日", "日期"),
        ("来源地", "文字"),
        ("卡号", "文字"),
    ],
)
def test_the_kind_of_a_new_column_is_that_of_all_its_cells(
    ruled: Book, tmp_path: Path, label: str, kind: str
) -> None:
    job = job_of(ruled, people(tmp_path))
    name = add_column(ruled, job, AT[label])
    (column,) = own_columns(ruled, "resident")
    assert column.field.name == name
    assert (column.entry.label, column.entry.kind) == (label, kind)


def test_few_words_become_options_only_if_somebody_says_so(ruled: Book, tmp_path: Path) -> None:
    job = job_of(ruled, people(tmp_path))
    add_column(ruled, job, AT["来源地"], choice=True)
    (column,) = own_columns(ruled, "resident")
    assert (column.entry.kind, column.entry.choices) == ("选项", ("本市", "外地"))
    with pytest.raises(Refused, match="只有一种写法"):
        add_column(ruled, job, AT["微网格"], choice=True)
    rows: list[tuple[Any, ...]] = [
        ("恒盛苑", "3", str(at), f"王{sign}", None, None, None, None, f"第{at}处", None)
        for at, sign in enumerate("一二三四五六七八九十百千万", start=101)
    ]
    many = sheet_of(tmp_path / "多.xlsx", [HEAD, *rows])
    with pytest.raises(Refused, match="13 种写法"):
        add_column(ruled, job_of(ruled, many), AT["来源地"], choice=True)


def test_a_new_column_is_a_step_of_its_own_and_takes_in_what_the_sheet_says(
    ruled: Book, tmp_path: Path
) -> None:
    path = people(tmp_path)
    job = job_of(ruled, path)
    before = dump(ruled)
    name = add_column(ruled, job, AT["针数"])
    job = renewed(ruled, job, roster_of("residents"))
    job = job.with_mapping({**job.mapping, AT["针数"]: name})
    bring(ruled, job, path)
    assert one(ruled, Resident, Resident.full_name == "李国栋").own == {"f1": 2.5}
    assert one(ruled, Resident, Resident.full_name == "欧阳敏").own is None
    ruled.undo()
    assert every(ruled, Resident) == []
    assert ruled.undo() == "新增自设栏"
    assert dump(ruled) == before


def test_the_next_sheet_with_these_headings_finds_its_column_also_renamed(
    ruled: Book, tmp_path: Path
) -> None:
    path = people(tmp_path)
    job = job_of(ruled, path)
    name = add_column(ruled, job, AT["针数"])
    job = renewed(ruled, job, roster_of("residents"))
    bring(ruled, job.with_mapping({**job.mapping, AT["针数"]: name}), path)
    (column,) = own_columns(ruled, "resident")
    own_fields.edit_own_field(ruled, column.id, OwnFieldEntry("接种次数", "数字"))
    assert job_of(ruled, path).mapping[AT["针数"]] == name


def test_a_column_that_was_taken_back_is_not_mapped_any_more(ruled: Book, tmp_path: Path) -> None:
    job = job_of(ruled, people(tmp_path))
    name = add_column(ruled, job, AT["针数"])
    known = renewed(ruled, job, roster_of("residents"))
    known = known.with_mapping({**known.mapping, AT["针数"]: name})
    assert renewed(ruled, known, roster_of("residents")) is known
    ruled.undo()
    again = renewed(ruled, known, roster_of("residents"))
    assert again.mapping == job.mapping
    assert name not in again.roster.fields


def test_a_heading_that_is_there_or_too_long_is_refused_with_a_sentence(
    ruled: Book, tmp_path: Path
) -> None:
    head = (*HEAD[:5], "电 话", "这一栏的名字实在太长了长得已经超过了二十个字")
    path = sheet_of(tmp_path / "居民.xlsx", [head, *(row[:7] for row in PEOPLE)])
    job = job_of(ruled, path)
    with pytest.raises(Invalid, match="20"):
        add_column(ruled, job, 6)
    add_own_field(ruled, "resident", OwnFieldEntry("微网格"))
    with pytest.raises(Invalid, match="微网格"):
        add_column(ruled, job_of(ruled, people(tmp_path)), AT["微网格"])


def test_shops_take_new_columns_and_leaders_do_not(ruled: Book, tmp_path: Path) -> None:
    head = ("街面", "店名", "业态", "地址", "油烟机清洗")
    path = sheet_of(tmp_path / "商铺.xlsx", [head, ("金水路", "福满楼", "餐饮", "9号", "2026-03")])
    job = job_of(ruled, path)
    name = add_column(ruled, job, 4)
    job = renewed(ruled, job, roster_of("shops"))
    bring(ruled, job.with_mapping({**job.mapping, 4: name}), path)
    assert one(ruled, Shop, Shop.shop_name == "福满楼").own == {"f1": "2026-03"}
    rows = [("小区", "楼号", "楼组长", "联系电话", "备用"), ("恒盛苑", "3", "周桂英", None, "无")]
    leaders = jobs_of(
        ruled, read(sheet_of(tmp_path / "长.xlsx", rows)), ROSTERS,
        kind=roster_of("building-leaders"),
    )[0]  # fmt: skip
    with pytest.raises(Refused, match="没有自设栏"):
        add_column(ruled, leaders, 4)
