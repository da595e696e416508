"""Columns that an office adds to its registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import own_fields
from app.book import Book
from app.errors import Invalid, Refused
from app.exports import export_rows
from app.history import history
from app.kinds import Misfit, Number
from app.own_fields import OwnFieldEntry, Words, add_own_field, own_columns, set_own, with_own
from app.people import register
from app.people.bulk_changes import Changed, change_many, paste_cells
from app.people.cells import put_cell
from app.people.lists import household_rows
from app.people.merging.comparing import beside
from app.people.merging.merge import merge_residents
from app.people.place_lists import shop_rows
from app.people.place_records import ShopEntry
from app.people.records import HouseholdEntry, ResidentEntry
from app.people.storing import Saved
from app.reveal import looks, reveal
from app.sheets.reading import read
from app.work import finish
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


def test_a_column_never_gets_the_key_of_one_that_is_gone(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    made = add_own_field(book, "resident", OwnFieldEntry("病史")).id
    set_own(book, "resident", person, {"own.f1": "糖尿病"})
    set_own(book, "resident", person, {"own.f1": ""})
    own_fields.delete_own_field(book, made)
    add_own_field(book, "resident", OwnFieldEntry("车牌号"))
    add_own_field(book, "shop", OwnFieldEntry("车牌号"))
    assert [one.key for one in own_columns(book, "resident")] == ["f2"]
    assert [one.key for one in own_columns(book, "shop")] == ["f1"]
    assert next(one.field for one in history(book, "resident", person)) == "自设栏（已删除）"


# Records saved with what stands in own columns


def column(
    book: Book, table: str, label: str, kind: str = "文字", *, sensitive: bool = False
) -> str:
    """The name of a new column."""
    add_own_field(book, table, OwnFieldEntry(label, kind, sensitive=sensitive))
    return own_columns(book, table)[-1].field.name


def told(book: Book, row_id: int, table: str = "resident") -> list[tuple[str, str, str]]:
    return [(one.field, one.before, one.after) for one in history(book, table, row_id)]


def test_a_record_and_its_own_columns_are_saved_in_one_step(book: Book) -> None:
    shots = column(book, "resident", "疫苗针数", "数字")
    before = dump(book)
    entry = ResidentEntry("周桂英")

    def save(texts: Mapping[str, str]) -> Saved:
        def add() -> Saved:
            return register.add_resident(book, entry, TODAY)

        return with_own(book, "登记居民", "resident", texts, add)

    with pytest.raises(Invalid, match="三针"):
        save({shots: "三针"})
    assert dump(book) == before
    person = save({shots: "3"}).id
    assert own_of(book, person) == {"f1": 3}
    assert book.undo() == "登记居民"
    assert dump(book) == before


def test_what_the_record_refuses_leaves_its_own_columns_as_they_were(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    shots = column(book, "resident", "疫苗针数", "数字")
    entry = ResidentEntry("周桂英", birth_date="2999-01-01")

    def edit() -> Saved:
        return register.edit_resident(book, person, entry, TODAY)

    with pytest.raises(Invalid, match="今天"):
        with_own(book, "修改居民", "resident", {shots: "3"}, edit)
    assert own_of(book, person) is None


def test_the_history_tells_own_columns_by_their_headings(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    shots = column(book, "resident", "疫苗针数", "数字")
    secret = column(book, "resident", "病史", sensitive=True)
    set_own(book, "resident", person, {shots: "2", secret: "糖尿病"})
    assert told(book, person)[:2] == [("疫苗针数", "", "2"), ("病史", "", "***")]
    set_own(book, "resident", person, {shots: "3"})
    assert told(book, person)[0] == ("疫苗针数", "2", "3")
    own_fields.edit_own_field(
        book, own_columns(book, "resident")[0].id, OwnFieldEntry("接种针数", "数字")
    )
    assert told(book, person)[0] == ("接种针数", "2", "3")


def test_the_history_of_a_deleted_column_shows_that_something_stood_there(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    secret = column(book, "resident", "病史", sensitive=True)
    set_own(book, "resident", person, {secret: "糖尿病"})
    set_own(book, "resident", person, {secret: ""})
    own_fields.delete_own_field(book, own_columns(book, "resident")[0].id)
    assert told(book, person)[0] == ("自设栏（已删除）", "（明细）", "")


def test_a_look_at_a_masked_own_column_is_logged_by_its_heading(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    plain = column(book, "resident", "车牌号")
    secret = column(book, "resident", "病史", sensitive=True)
    set_own(book, "resident", person, {plain: "沪A12345", secret: "糖尿病"})
    assert reveal(book, "resident", person, secret) == "糖尿病"
    assert [(one.record, one.field) for one in looks(book)] == [("周桂英", "病史")]
    for name in (plain, "own.f99", "own"):
        with pytest.raises(ValueError, match="not masked"):
            reveal(book, "resident", person, name)
    assert len(looks(book)) == 1


@pytest.mark.parametrize("table", ["resident", "household", "shop"])
def test_masked_own_columns_leave_the_book_only_with_a_reason(
    book: Book, tmp_path: Path, table: str
) -> None:
    story = Story(book)
    story.resident("周桂英", "3-101", relation_to_head="户主")
    made = {
        "resident": lambda: story.person("周桂英"),
        "household": lambda: story.household("3-102", "李国栋"),
        "shop": lambda: story.shop("福满楼"),
    }[table]()
    secret = column(book, table, "暗号", sensitive=True)
    count = column(book, table, "次数", "数字")
    set_own(book, table, made, {secret: "天王盖地虎", count: "2.5"})
    kind = {"resident": "residents", "household": "households", "shop": "shops"}[table]

    def written(reason: str | None) -> list[Any]:
        out = tmp_path / "out.xlsx"
        export_rows(book, kind, out, today=TODAY, reason=reason)
        return [cell for row in read(out).sheets[0].rows for cell in row]

    masked = written(None)
    assert {"暗号", "***", 2.5} <= set(masked)
    assert "天王盖地虎" not in masked
    assert "天王盖地虎" in written("街道核对")
    assert ("暗号", "街道核对") in [(one.field, one.reason) for one in looks(book)]


# Cells


@pytest.mark.parametrize("table", ["resident", "household", "shop"])
def test_own_columns_are_typed_cell_by_cell(book: Book, table: str) -> None:
    story = Story(book)
    row_id = {
        "resident": lambda: story.resident("周桂英", "3-101"),
        "household": lambda: story.household("3-101", "周桂英"),
        "shop": lambda: story.shop("福满楼"),
    }[table]()
    name = column(book, table, "微网格")
    before = dump(book)
    put_cell(book, table, row_id, name, "第3格", TODAY)
    rows: Mapping[str, Callable[[], object]] = {
        "household": lambda: household_rows(book, [row_id])[row_id].own,
        "shop": lambda: shop_rows(book)[0].own,
        "resident": lambda: own_of(book, row_id),
    }
    assert rows[table]() == {"f1": "第3格"}
    assert book.undo().endswith("的微网格")
    assert dump(book) == before


def test_own_columns_are_pasted_and_changed_for_many_in_one_step(book: Book) -> None:
    story = Story(book)
    one, other = story.resident("周桂英", "3-101"), story.resident("李国栋", "3-101")
    shots = column(book, "resident", "疫苗针数", "数字")
    grid = column(book, "resident", "微网格")
    before = dump(book)
    cells = {one: {shots: "3", grid: "第3格", "note": "常去食堂"}, other: {shots: "三"}}
    changed = finish(paste_cells(book, "resident", cells, TODAY))
    assert (changed.rows, len(changed.refused)) == (1, 1)
    assert changed.refused[0].text.startswith("疫苗针数：")
    assert own_of(book, one) == {"f1": 3, "f2": "第3格"}
    assert book.undo() == "粘贴到居民的疫苗针数、微网格、备注"
    assert dump(book) == before
    assert finish(change_many(book, "resident", [one, other], grid, "第4格", TODAY)) == Changed(2)
    assert [own_of(book, row) for row in (one, other)] == [{"f2": "第4格"}] * 2
    emptied = finish(change_many(book, "resident", [one, other], grid, None, TODAY))
    assert emptied == Changed(2, replaced=2)
    assert own_of(book, one) is None


def test_a_cell_of_a_column_that_is_put_away_meanwhile_is_refused(book: Book) -> None:
    person = Story(book).resident("周桂英", "3-101")
    name = column(book, "resident", "微网格")
    own_fields.put_away(book, own_columns(book, "resident")[0].id, TODAY)
    with pytest.raises(Refused, match="自设栏"):
        put_cell(book, "resident", person, name, "第3格", TODAY)


# Records that become one, or two


def test_merged_people_keep_what_stands_in_own_columns_and_secrets_stay_masked(book: Book) -> None:
    story = Story(book)
    kept = story.resident("周桂英", "3-101")
    gone = story.resident("周桂英", "3-102")
    shots = column(book, "resident", "疫苗针数", "数字")
    secret = column(book, "resident", "病史", sensitive=True)
    set_own(book, "resident", kept, {shots: "2"})
    set_own(book, "resident", gone, {shots: "3", secret: "糖尿病"})
    facets = {one.name: one for one in beside(book, "resident", kept, gone).facets}
    assert (facets[shots].kept, facets[shots].gone) == ("2", "3")
    assert facets[secret].gone == "***"
    assert facets[secret].secret == ("resident", secret)
    merge_residents(book, kept, gone, {shots: "gone"}, TODAY)
    assert own_of(book, kept) == {"f1": 3, "f2": "糖尿病"}


def test_own_columns_stay_with_both_households_of_a_split_and_of_a_join(book: Book) -> None:
    story = Story(book)
    story.resident("周桂英", "3-101", relation_to_head="户主")
    son = story.resident("李新", "3-101", relation_to_head="子")
    home = story.household("3-101")
    grid, card = column(book, "household", "微网格"), column(book, "resident", "门禁卡")
    set_own(book, "household", home, {grid: "第3格"})
    set_own(book, "resident", son, {card: "A7"})
    door = story.door("3-102")
    new = register.split_household(book, home, [son], door, HouseholdEntry(), TODAY).id
    rows = household_rows(book, [home, new])
    assert (rows[home].own, rows[new].own) == ({"f1": "第3格"}, None)
    set_own(book, "household", new, {grid: "第4格"})
    register.join_households(book, new, home, TODAY)
    rows = household_rows(book, [home, new])
    assert (rows[home].own, rows[new].own) == ({"f1": "第3格"}, {"f1": "第4格"})
    assert own_of(book, son) == {"f1": "A7"}


def test_a_shop_that_changes_hands_leaves_its_own_columns_with_the_old_one(book: Book) -> None:
    shop = Story(book).shop("福满楼")
    name = column(book, "shop", "油烟机清洗", "日期")
    set_own(book, "shop", shop, {name: "2026-03"})
    new = register.change_hands(book, shop, ShopEntry("好再来"), TODAY).id
    rows = {row.id: row.own for row in shop_rows(book, closed=True)}
    assert rows == {shop: {"f1": "2026-03"}, new: None}
