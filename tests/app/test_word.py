"""A sheet as a Word file: read back with the library that offices' own programs agree with."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from app.errors import Unavailable
from app.papers.model import (
    Facts,
    Frame,
    Gap,
    Grid,
    Picture,
    Seal,
    Sheet,
    Side,
    Signatures,
    Words,
)
from app.papers.word import save_word, word_bytes

DAY = dt.date(2026, 11, 22)
OFFICE = "金水苑社区居委会"


def written(*sheets: Sheet) -> Document:
    return docx.Document(io.BytesIO(word_bytes(sheets, DAY)))


def sheet(*blocks: Any, **about: Any) -> Sheet:
    return Sheet("楼组长推选结果公示", blocks, **about)


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def tags(element: Any, name: str) -> list[Any]:
    return list(element.iter(qn(name)))


def png(wide: int = 400, high: int = 200) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (wide, high), "#0E6E78").save(out, "PNG")
    return out.getvalue()


def test_a_notice_stands_in_word_as_it_stands_on_paper() -> None:
    found = written(
        sheet(
            Words("经居民推选，现予公示。", indent=True),
            Grid(("楼组", "姓名"), [("3号楼", "王小明"), ("4号楼", "李小红")]),
            Seal("金水苑社区居民委员会", DAY),
            office=OFFICE,
            under="2026年11月",
        )
    )
    texts = [one.text for one in found.paragraphs]
    assert texts[0] == "楼组长推选结果公示"
    assert found.paragraphs[0].style is not None
    assert found.paragraphs[0].style.name == "Title"
    assert f"{OFFICE}\t2026年11月" in texts
    assert "经居民推选，现予公示。" in texts
    assert texts[-1] == "金水苑社区居民委员会\n2026年11月22日"
    assert cells(found.tables[0]) == [["楼组", "姓名"], ["3号楼", "王小明"], ["4号楼", "李小红"]]


def test_chinese_is_set_in_the_fonts_of_offices() -> None:
    found = written(sheet(Words("正文"), Words("小标题", bold=True)))
    defaults = found.styles.element.find(qn("w:docDefaults"))
    assert tags(defaults, "w:rFonts")[0].get(qn("w:eastAsia")) == "宋体"
    assert tags(defaults, "w:lang")[0].get(qn("w:eastAsia")) == "zh-CN"
    title = tags(found.styles["Title"].element, "w:rFonts")[0]
    assert title.get(qn("w:eastAsia")) == "黑体"
    strong = next(one.runs[0].style.name for one in found.paragraphs if one.text == "小标题")
    assert strong == "Strong"
    # A quotation mark is as wide as a character only with this hint.
    hints = {one.get(qn("w:hint")) for one in tags(found.element.body, "w:rFonts")}
    assert hints == {"eastAsia"}


@pytest.mark.parametrize(
    ("large", "landscape", "wide", "high"),
    [
        (False, False, 210, 297),
        (False, True, 297, 210),
        (True, False, 297, 420),
        (True, True, 420, 297),
    ],
)
def test_the_paper_is_that_of_the_sheet(large: bool, landscape: bool, wide: int, high: int) -> None:
    found = written(sheet(Words("甲"), large=large, landscape=landscape))
    (section,) = found.sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert abs(section.page_width - Mm(wide)) < Mm(0.1)
    assert abs(section.page_height - Mm(high)) < Mm(0.1)
    assert (section.orientation == WD_ORIENT.LANDSCAPE) == landscape


def test_every_sheet_is_a_section_and_none_begins_with_an_empty_page() -> None:
    found = written(
        sheet(Words("甲")),
        sheet(Grid(("一",), [("乙",)]), landscape=True),
        sheet(Words("丙"), large=True),
    )
    assert [one.orientation for one in found.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    titles = [one.text for one in found.paragraphs if one.text == "楼组长推选结果公示"]
    assert len(titles) == 3


def test_pages_are_numbered_by_the_program_that_opens_the_file() -> None:
    found = written(sheet(Words("甲"), foot="本表不含联系电话"))
    footer = found.sections[0].footer
    assert footer.paragraphs[0].text == ("本表不含联系电话\t打印日期 2026-11-22　第 1 页，共 1 页")
    codes = [one.text.strip() for one in tags(footer._element, "w:instrText")]
    assert codes == ["PAGE", "NUMPAGES"]


def test_a_letter_has_no_number_and_a_frame_round_the_page() -> None:
    found = written(
        sheet(Words("兹聘任您为楼组长。"), numbered=False, framed=True), sheet(Words(""))
    )
    letter, other = found.sections
    assert [one.text for one in letter.footer.paragraphs] == [""]
    assert not letter.footer.is_linked_to_previous
    assert len(tags(letter._sectPr, "w:pgBorders")) == 1
    assert not tags(other._sectPr, "w:pgBorders")
    assert "第 1 页" in other.footer.paragraphs[0].text


def test_a_long_table_repeats_its_header_and_parts_no_row() -> None:
    rows: list[Sequence[str]] = [(str(at), "金水苑 3号楼 101室", f"{at * 10}") for at in range(300)]
    rows.insert(100, ("金水苑",))
    found = written(
        sheet(
            Grid(
                ("序号", "住址", "积分"), rows, right=frozenset({2}), total=("", "合计", "448500"),
                points=9,
            )
        )
    )  # fmt: skip
    (table,) = found.tables
    assert len(table.rows) == 303
    assert [len(tags(row._tr, "w:tblHeader")) for row in table.rows][:3] == [1, 0, 0]
    assert len(tags(table._tbl, "w:cantSplit")) == 303
    assert {one.text for one in table.rows[101].cells} == {"金水苑"}
    assert table.cell(5, 2).paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert [one.text for one in table.rows[-1].cells] == ["", "合计", "448500"]
    assert table.cell(1, 1).paragraphs[0].runs[0].font.size.pt == 9


@pytest.mark.parametrize("shares", [(), (1.0, 3.0, 1.0)])
def test_columns_fill_the_page_and_never_more(shares: tuple[float, ...]) -> None:
    long = "一二三四五六七八九十" * 12
    found = written(sheet(Grid(("序号", "说明", "签名"), [("1", long, "")], shares)))
    section = found.sections[0]
    assert section.page_width is not None
    assert section.left_margin is not None
    room = (section.page_width - 2 * section.left_margin) / 635
    widths = [int(one.get(qn("w:w"))) for one in tags(found.tables[0]._tbl, "w:gridCol")]
    assert room - 10 < sum(widths) <= room + 10
    assert widths[1] > widths[0]


def test_rows_for_writing_by_hand_are_high_enough() -> None:
    found = written(sheet(Grid(("姓名", "签名"), [("王小明", "")], least=12)))
    high = found.tables[0].rows[1].height
    assert high is not None
    assert abs(high - Mm(12)) < Mm(0.1)


def test_a_form_shows_its_pairs_side_by_side() -> None:
    pairs = [("姓名", "王小明"), ("岗位", "楼组长"), ("服务范围", "金水苑 3号楼")]
    found = written(sheet(Facts(pairs), Facts([("备注", "")], across=1, least=20)))
    first, second = found.tables
    assert [one.text for one in first.rows[0].cells] == ["姓名", "王小明", "岗位", "楼组长"]
    assert [one.text for one in first.rows[1].cells] == ["服务范围", *["金水苑 3号楼"] * 3]
    assert cells(second) == [["备注", ""]]


def test_there_is_a_line_for_every_signature() -> None:
    found = written(sheet(Signatures(("移交人", "接收人", "监交人"))))
    (table,) = found.tables
    assert [one.text.split("\t")[0] for one in table.rows[0].cells] == [
        "移交人：",
        "接收人：",
        "监交人：",
    ]
    leaders = [one.get(qn("w:leader")) for one in tags(table._tbl, "w:tab") if one.get(qn("w:pos"))]
    assert leaders == ["underscore"] * 3
    assert all("年　　月　　日" in one.text for one in table.rows[0].cells)


def test_a_signature_stays_with_what_is_signed() -> None:
    found = written(sheet(Grid(("甲",), [("乙",), ("丙",)]), Signatures(("签收人",))))
    kept = [bool(tags(row._tr, "w:keepNext")) for row in found.tables[0].rows]
    assert kept == [False, False, True]


def test_a_picture_is_as_wide_as_asked_and_never_higher_than_half_a_page() -> None:
    found = written(sheet(Picture(png(), 0.5, "覆盖图"), Picture(png(100, 900))))
    flat, tall = found.inline_shapes
    assert abs(flat.width - Mm(180) * 0.5) < Mm(0.2)
    assert tall.height <= Mm(297) / 2
    assert "覆盖图" in [one.text for one in found.paragraphs]


def test_signs_are_framed_two_on_a_page() -> None:
    signs = [
        Frame([Words("3号楼", side=Side.MIDDLE, fit=True), Gap(2), Words(name)], double=True)
        for name in ("王小明", "李小红")
    ]
    found = written(sheet(*signs, heading=False, numbered=False))
    assert [one.text for one in found.paragraphs if one.text] == []
    heights = [table.rows[0].height for table in found.tables]
    section = found.sections[0]
    assert section.page_height is not None
    assert section.top_margin is not None
    assert sum(high for high in heights if high) < section.page_height - 2 * section.top_margin
    assert "王小明" in found.tables[0].cell(0, 0).text


def test_a_sign_of_a_whole_page_leaves_no_empty_one_behind() -> None:
    frame = Frame([Words("张卫民", points=90)], share=1.0, double=True)
    found = written(sheet(frame, heading=False, numbered=False, landscape=True))
    section, row = found.sections[0], found.tables[0].rows[0]
    assert section.page_height is not None
    assert section.top_margin is not None
    assert row.height is not None
    assert row.height < section.page_height - 2 * section.top_margin - Mm(4)
    large = tags(row._tr, "w:spacing")[0]
    assert large.get(qn("w:lineRule")) == "exact", "fonts differ in the height of their lines"


def test_the_file_tells_the_office_and_nobody_at_the_computer() -> None:
    content = word_bytes([sheet(Words("甲"), office=OFFICE)], DAY)
    about = docx.Document(io.BytesIO(content)).core_properties
    assert (about.author, about.last_modified_by) == (OFFICE, OFFICE)
    assert about.title == "楼组长推选结果公示"
    assert (about.comments, about.language) == ("", "zh-CN")
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert sorted(names) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/footer1.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]


def test_what_xml_cannot_hold_is_left_out_and_rare_names_stay() -> None:
    found = written(sheet(Words("王\x0b\x00小\ud800明𠮷\n第二行\t后")))
    assert found.paragraphs[1].text == "王小明𠮷\n第二行\t后"


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    kept = tmp_path / "聘书.docx"
    kept.mkdir()
    with pytest.raises(Unavailable):
        save_word([sheet(Words("甲"))], kept)
    assert [one.name for one in tmp_path.iterdir()] == ["聘书.docx"]
    whole = tmp_path / "公示.docx"
    save_word([sheet(Words("甲"))], whole)
    assert docx.Document(str(whole)).paragraphs[1].text == "甲"
