"""Many records changed in one step, with what is refused told record by record."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.people import register
from app.people.bulk_changes import (
    Changed,
    change_many,
    end_tag_many,
    group_many,
    paste_cells,
    tag_many,
)
from app.people.cells import SHEETS, put_cell
from app.people.lists import household_rows, resident_rows
from app.people.records import ResidentRow
from app.work import Work, finish
from tests.big import fill
from tests.story import TODAY, Story, dump


@pytest.fixture
def three(story: Story) -> list[int]:
    """A couple and a neighbour."""
    return [
        story.resident("周桂英", "3-101", relation_to_head="户主", phone="13800001111"),
        story.resident("李国栋", "3-101", relation_to_head="配偶"),
        story.resident("欧阳敏", "3-102", birth_date="1950-01"),
    ]


def row(book: Book, row_id: int) -> ResidentRow:
    return resident_rows(book, [row_id], TODAY)[row_id]


def test_one_value_goes_to_all_in_one_step_and_one_undo_takes_it_back(
    book: Book, three: list[int]
) -> None:
    before = dump(book)
    changed = finish(change_many(book, "resident", three, "residence_kind", "来沪租住", TODAY))
    assert changed == Changed(rows=3)
    assert {row(book, one).residence_kind for one in three} == {"来沪租住"}
    assert book.undo() == "批量修改居民的居住类型"
    assert dump(book) == before


def test_a_look_before_changes_nothing_and_tells_the_same(book: Book, three: list[int]) -> None:
    before = dump(book)
    work = change_many(book, "resident", three, "phone", "13900002222", TODAY, dry=True)
    assert finish(work) == Changed(rows=3, replaced=1)
    assert dump(book) == before
    assert book.undo_label != "批量修改居民的联系电话"


def test_who_has_the_value_already_is_counted_apart(book: Book, three: list[int]) -> None:
    put_cell(book, "resident", three[0], "employment", "退休", TODAY)
    changed = finish(change_many(book, "resident", three, "employment", "退休", TODAY))
    assert (changed.rows, changed.same) == (2, 1)


def test_pasted_cells_are_read_by_their_kinds_and_bad_ones_are_told(
    book: Book, three: list[int]
) -> None:
    cells = {
        three[0]: {"phone": "139 0000 2222", "education": "大学"},
        three[1]: {"phone": "12", "education": "大专"},
        three[2]: {"phone": "", "education": "火星"},
    }
    changed = finish(paste_cells(book, "resident", cells, TODAY))
    assert row(book, three[0]).phone == "13900002222"
    assert [row(book, one).education for one in three] == ["本科", "大专", None]
    assert (changed.rows, changed.replaced) == (2, 1)
    assert [one.who for one in changed.refused] == ["3-101 李国栋", "3-102 欧阳敏"]
    assert changed.refused[0].text.startswith("联系电话：")
    assert "火星" in changed.refused[1].text
    assert book.undo_label == "粘贴到居民的联系电话、文化程度"


def test_nobody_becomes_head_or_stops_being_it_among_many(book: Book, three: list[int]) -> None:
    changed = finish(change_many(book, "resident", three, "relation_to_head", "户主", TODAY))
    assert (changed.rows, changed.same, len(changed.refused)) == (0, 1, 2)
    changed = finish(change_many(book, "resident", three[:1], "relation_to_head", "子", TODAY))
    assert "另定户主" in changed.refused[0].text


def test_a_birth_after_today_is_refused_and_a_record_that_is_gone_is_told(
    book: Book, three: list[int]
) -> None:
    cells = {three[0]: {"birth_date": "2031-01-01"}, 77: {"birth_date": "1950"}}
    changed = finish(paste_cells(book, "resident", cells, TODAY))
    assert changed.rows == 0
    assert "在今天之后" in changed.refused[0].text
    assert "已不在台账里" in changed.refused[1].text


def test_a_field_with_a_form_of_its_own_is_not_changed_in_bulk(
    book: Book, three: list[int]
) -> None:
    with pytest.raises(ValueError, match="id_card_no"):
        finish(change_many(book, "resident", three, "id_card_no", None, TODAY))


@pytest.mark.parametrize("table", SHEETS)
def test_every_cell_of_a_sheet_is_a_column_of_its_records(table: str) -> None:
    sheet = SHEETS[table]
    for name in sheet.names:
        assert hasattr(sheet.model, name)
        assert sheet.field(name).label


def test_one_cell_is_changed_as_by_its_form(book: Book, story: Story, three: list[int]) -> None:
    register.set_tags(book, three[0], ["独居"], TODAY)
    put_cell(book, "resident", three[0], "note", "常去食堂", TODAY)
    assert row(book, three[0]).note == "常去食堂"
    assert row(book, three[0]).care_tags == ("独居",)
    assert book.undo_label == "修改居民的备注"
    home = row(book, three[0]).household_id or 0
    put_cell(book, "household", home, "household_no", "H-7", TODAY)
    assert household_rows(book, [home])[home].household_no == "H-7"
    assert household_rows(book, [home])[home].head_name == "周桂英"
    shop = story.shop("好再来面馆", manager_phone="13800003333")
    put_cell(book, "shop", shop, "category", "餐饮", TODAY)
    assert book.undo_label == "修改商铺的业态"
    with pytest.raises(Invalid):
        put_cell(book, "resident", three[0], "phone", "12", TODAY)


def test_a_tag_is_given_from_a_day_and_ended_on_another(book: Book, three: list[int]) -> None:
    register.set_tags(book, three[0], ["独居"], TODAY)
    register.set_status(book, three[2], "moved_out", TODAY)
    changed = finish(tag_many(book, three, "独居", TODAY, TODAY, source="走访"))
    assert (changed.rows, changed.same) == (1, 1)
    assert [one.who for one in changed.refused] == ["3-102 欧阳敏"]
    assert row(book, three[1]).care_tags == ("独居",)
    early = finish(end_tag_many(book, three, "独居", TODAY - dt.timedelta(3), TODAY))
    assert (early.rows, len(early.refused)) == (0, 2)
    later = finish(end_tag_many(book, three, "独居", TODAY, TODAY))
    assert later.rows == 2
    assert row(book, three[0]).care_tags == ()


def test_homes_go_to_a_group_of_their_own_compound(book: Book, story: Story) -> None:
    here = story.household("3-101")
    far = story.household("1-101", compound="年丰苑")
    group = story.group("9号楼组")
    changed = finish(group_many(book, [here, far], group, TODAY))
    assert (changed.rows, len(changed.refused)) == (1, 1)
    assert "不在“9号楼组”所在的小区" in changed.refused[0].text
    assert household_rows(book, [here])[here].building_group == "9号楼组"
    assert finish(group_many(book, [here], None, TODAY)).replaced == 1
    register.end_group(book, group, TODAY)
    with pytest.raises(Refused, match="已经撤销"):
        finish(group_many(book, [here], group, TODAY))


def test_ten_thousand_people_are_changed_while_one_waits(book: Book) -> None:
    fill(book, 10_000)
    with book.read() as session:
        from sqlalchemy import select

        from db.models import Resident

        ids = list(session.scalars(select(Resident.id)))
    start = time.monotonic()
    steps = 0
    work: Work[Changed] = change_many(book, "resident", ids, "education", "本科", TODAY)
    for _ in work:
        steps += 1
    assert steps >= 10
    assert time.monotonic() - start < 20
    assert book.undo_label == "批量修改居民的文化程度"


def test_a_change_that_is_stopped_leaves_nothing_behind(book: Book) -> None:
    fill(book, 3_000)
    before = dump(book)
    ids = list(before["resident"])
    work = change_many(book, "resident", ids, "education", "本科", TODAY)
    next(work)
    work.close()
    assert dump(book) == before
