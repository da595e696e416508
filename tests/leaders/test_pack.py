"""Everything about a post in one folder: what lies in it, what is masked, whole or not at all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from app.book import Book
from app.errors import Refused, Unavailable
from app.leaders import appraisals, trainings
from app.leaders.appraisals import AppraisalEntry
from app.leaders.duties import DutyEntry, record_duties
from app.leaders.handovers import make_handover
from app.leaders.pack import LIST, SHEET, Pack, make_pack
from app.leaders.records import TermEntry
from app.leaders.terms import appoint, delete_term, end_term
from app.leaders.trainings import Presence, TrainingEntry
from app.reveal import looks
from app.work import finish
from tests.db.faults import files_no_larger_than
from tests.story import TODAY, Story, dump

PHONE, OTHER = "13800001111", "13900002222"
PNG = b"\x89PNG\r\n\x1a\nmap"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder on somebody's stick."""
    made = tmp_path / "U盘"
    made.mkdir()
    return made


@pytest.fixture
def served(story: Story) -> int:
    """周桂英 leads 3号楼组, where two households live; she is cared for herself."""
    story.group("3号楼组")
    for door, name, phone in (("3-101", "周桂英", PHONE), ("3-102", "李小红", OTHER)):
        story.resident(
            name, door, relation_to_head="户主", phone=phone, birth_date="1945-03-02",
            care_tags=("独居",) if name == "周桂英" else (),
        )  # fmt: skip
    story.resident("钱国强", "5-101", phone="13700003333")
    return story.leader("周桂英", group="3号楼组")


def packed(book: Book, term: int, folder: Path, **more: Any) -> Pack:
    return finish(make_pack(book, term, folder, TODAY, **more))


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def words(folder: Path) -> str:
    """Everything that can be read in the folder."""
    said: list[str] = []
    for path in folder.iterdir():
        if path.suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(path).worksheets:
                said += [
                    str(one) for row in sheet.iter_rows(values_only=True) for one in row if one
                ]
        elif path.suffix == ".docx":
            found = docx.Document(str(path))
            said += [one.text for one in found.paragraphs]
            said += [
                cell.text for table in found.tables for row in table.rows for cell in row.cells
            ]
    return "\n".join(said)


def test_a_leader_hands_over_one_folder(story: Story, served: int, folder: Path) -> None:
    made = packed(story.book, served, folder, pictures={"楼组覆盖图": PNG})
    assert made.folder == folder / "金水苑3号楼组交接资料（2025-09-30）"
    assert [one.name for one in made.files] == [
        SHEET,
        LIST,
        "住户名册.xlsx",
        "重点关心人数.xlsx",
        "任职经历和履职.xlsx",
        "楼组覆盖图.png",
    ]
    assert {one.name for one in made.folder.iterdir()} == {one.name for one in made.files}
    assert (made.folder / "楼组覆盖图.png").read_bytes() == PNG
    assert [one.name for one in folder.iterdir() if one.name.startswith(".")] == []
    homes = rows(made.folder / "住户名册.xlsx", "住户")
    assert homes[0][0] == "金水苑3号楼组住户名册（2025-09-30）"
    assert [row[:3] for row in homes[2:4]] == [("3-101", "周桂英", 1), ("3-102", "李小红", 1)]
    assert len(rows(made.folder / "住户名册.xlsx", "居民")) == 5


def test_the_receipt_names_every_file_and_who_signs(
    story: Story, served: int, folder: Path
) -> None:
    made = packed(story.book, served, folder, pictures={"楼组覆盖图": PNG})
    found = docx.Document(str(made.folder / LIST))
    facts, files, signed = found.tables
    assert [cell.text for cell in facts.rows[1].cells] == ["移交人", "周桂英", "接收人", ""]
    listed = [[cell.text for cell in row.cells] for row in files.rows[1:]]
    assert [row[1] for row in listed] == [one.name for one in made.files]
    assert listed[2][3] == "2 户，2 人"
    assert listed[2][4].endswith(" KB")
    assert [cell.text.split("：")[0] for cell in signed.rows[0].cells] == [
        "移交人",
        "接收人",
        "监交人",
    ]
    assert any("个人信息" in one.text for one in found.paragraphs)


def test_without_a_reason_nothing_private_leaves_the_book(
    story: Story, served: int, folder: Path
) -> None:
    made = packed(story.book, served, folder)
    said = words(made.folder)
    for private in (PHONE, OTHER, "1945-03-02"):
        assert private not in said
    assert "138****1111" in said
    counted = rows(made.folder / "重点关心人数.xlsx", "重点关心")
    assert counted[2:4] == [("独居", 1), ("合计（每人只计一次）", 1)]
    assert "周桂英" not in [cell for row in counted for cell in row]
    assert looks(story.book) == []


def test_with_a_reason_numbers_and_names_are_whole_and_every_look_is_logged(
    story: Story, served: int, folder: Path
) -> None:
    made = packed(story.book, served, folder, reason=" 换届交接 ")
    said = words(made.folder)
    assert PHONE in said
    assert "1945-03-02" not in said, "a leader needs no birth dates"
    cared = rows(made.folder / "重点关心名单.xlsx", "重点关心")
    assert cared[2][:2] == ("3-101", "周桂英")
    assert "独居" in cared[2]
    logged = looks(story.book)
    assert len({one.field for one in logged}) == len(logged) == 3
    assert {one.reason for one in logged} == {"换届交接"}
    assert "换届交接" in words(made.folder)


def test_the_names_of_files_tell_nothing_of_people(story: Story, served: int, folder: Path) -> None:
    made = packed(story.book, served, folder, reason="交接", pictures={"a/b:覆盖?图": PNG})
    names = "".join(one.name for one in made.files) + made.folder.name
    assert "周桂英" not in names
    assert PHONE not in names
    assert "ab覆盖图.png" in [one.name for one in made.files]


def test_a_hand_over_that_was_made_goes_along_with_who_takes_over(
    story: Story, served: int, folder: Path
) -> None:
    end_term(story.book, served, dt.date(2025, 9, 1), "届满")
    story.resident("孙玉兰", "3-103")
    after = story.leader("孙玉兰", group="3号楼组", start="2025-09-01")
    make_handover(story.book, served, after, TODAY)
    made = packed(story.book, served, folder)
    sheet = docx.Document(str(made.folder / SHEET))
    facts = {cell.text for row in sheet.tables[0].rows for cell in row.cells}
    assert {"周桂英", "孙玉兰", "楼组长"} <= facts
    history = rows(made.folder / "任职经历和履职.xlsx", "本岗位历任")
    assert [row[3] for row in history[2:4]] == ["周桂英", "孙玉兰"]


def test_what_was_done_and_given_is_in_the_book_of_service(
    story: Story, served: int, folder: Path
) -> None:
    book, may = story.book, dt.date(2025, 5, 10)
    record_duties(book, [served], DutyEntry(may, "环境巡查", "楼道堆物检查", 90))
    lesson = trainings.add_training(book, TrainingEntry("消防安全培训", may, minutes=45)).id
    person = story.person("周桂英")
    trainings.expect(book, lesson, [person])
    trainings.sign_in(book, lesson, {person: Presence(signed_in=True)}, TODAY)
    heads = {one.name: one.most for one in appraisals.DEFAULT_HEADS}
    appraisals.appraise(book, served, AppraisalEntry("2024年", heads))
    made = packed(book, served, folder)
    path = made.folder / "任职经历和履职.xlsx"
    done = rows(path, "履职")
    assert ("2025-05-10", "周桂英", "环境巡查", "楼道堆物检查", 1.5) in [row[:5] for row in done]
    assert rows(path, "培训")[2][:3] == ("2025-05-10", "消防安全培训", 0.75)
    assert rows(path, "考评")[2][:3] == ("2024年", 100, "优秀")
    assert rows(path, "补贴")[2][0] == "注：共 0 笔"


def test_a_street_leader_hands_over_shops(story: Story, folder: Path) -> None:
    story.shop("老王理发", manager_name="王小明", manager_phone=PHONE)
    story.shop("关了的店", street="银河路")
    story.resident("李小红")
    term = story.street_leader("李小红")
    made = packed(story.book, term, folder)
    assert made.folder.name == "金水路交接资料（2025-09-30）"
    assert [one.name for one in made.files] == [
        SHEET, LIST, "商铺名册.xlsx", "任职经历和履职.xlsx",
    ]  # fmt: skip
    listed = rows(made.folder / "商铺名册.xlsx", "商铺")
    assert [row[0] for row in listed[2:]] == ["老王理发", listed[-1][0]]
    assert "138****1111" in listed[2]
    full = packed(story.book, term, folder, reason="交接")
    assert PHONE in words(full.folder)
    assert [one.record for one in looks(story.book)] == ["导出商铺"]


def test_other_posts_hand_over_what_they_have(story: Story, served: int, folder: Path) -> None:
    book = story.book
    block = appoint(
        book, TermEntry("信息员", story.compound(), story.person("钱国强"), TODAY), TODAY
    ).id
    made = packed(book, block, folder)
    assert made.folder.name == "金水苑信息员交接资料（2025-09-30）"
    assert len(rows(made.folder / "住户名册.xlsx", "住户")) == 6, "all three households"
    team = appoint(
        book,
        TermEntry("团队负责人", 0, story.person("李小红"), TODAY, scope_name="合唱队"),
        TODAY,
    ).id
    assert [one.name for one in packed(book, team, folder).files] == [
        SHEET,
        LIST,
        "任职经历和履职.xlsx",
    ]


def test_a_second_pack_never_takes_the_place_of_the_first(
    story: Story, served: int, folder: Path
) -> None:
    first, second, third = (packed(story.book, served, folder) for _ in range(3))
    assert [one.folder.name for one in (first, second, third)] == [
        "金水苑3号楼组交接资料（2025-09-30）",
        "金水苑3号楼组交接资料（2025-09-30）（2）",
        "金水苑3号楼组交接资料（2025-09-30）（3）",
    ]
    assert len(list(first.folder.iterdir())) == len(list(third.folder.iterdir()))


def test_a_folder_that_is_not_there_leaves_nothing(story: Story, served: int, folder: Path) -> None:
    with pytest.raises(Unavailable, match="U盘"):
        packed(story.book, served, folder / "拔掉的U盘")
    assert not (folder / "拔掉的U盘").exists()


def test_a_file_that_cannot_be_written_leaves_no_half_of_a_pack(
    story: Story, served: int, folder: Path
) -> None:
    large = b"0" * 300_000
    with files_no_larger_than(200_000), pytest.raises(Unavailable, match="磁盘"):
        packed(story.book, served, folder, pictures={"楼组覆盖图": large})
    assert list(folder.iterdir()) == []
    unwritable: Any = "no picture"
    with pytest.raises(TypeError):
        packed(story.book, served, folder, pictures={"楼组覆盖图": unwritable})
    assert list(folder.iterdir()) == []


def test_stopping_leaves_nothing(story: Story, served: int, folder: Path) -> None:
    work = make_pack(story.book, served, folder, TODAY)
    for _ in range(5):
        next(work)
    work.close()
    assert list(folder.iterdir()) == []


def test_making_a_pack_changes_nothing_in_the_book(story: Story, served: int, folder: Path) -> None:
    before = dump(story.book)
    packed(story.book, served, folder, reason="交接")
    assert dump(story.book) == before


def test_a_term_that_is_gone_is_refused(story: Story, served: int, folder: Path) -> None:
    delete_term(story.book, served)
    with pytest.raises(Refused):
        packed(story.book, served, folder)
    assert list(folder.iterdir()) == []
