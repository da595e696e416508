"""What the model of the domain promises, each promise with its number in the list of invariants.

The others are kept elsewhere: 1 and 2 in tests/leaders/test_overlap.py and tests/machine, 4 to 8 in
tests/pledge and tests/machine, 14 in tests/pledge/test_ranking.py, 21 in tests/app/test_backups.py.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from app.book import Book
from app.errors import Invalid, Refused
from app.exports import EXPORTS, export_rows
from app.history import history
from app.leaders import trainings
from app.leaders.posts import NAMED
from app.leaders.rounds.candidates import nominate
from app.leaders.rounds.records import CandidateEntry, RoundEntry
from app.leaders.rounds.rounds import add_seat, make_round
from app.leaders.scopes import Scope
from app.leaders.trainings import TrainingEntry
from app.people import register
from app.people.consents import ConsentEntry
from app.people.leaving import Leaving
from app.people.merging import merge as merging
from app.people.merging.references import SEALED, pointers
from app.people.organizations import OrganizationEntry
from app.people.pet_records import PetEntry
from app.people.place_lists import DwellingFilter, dwelling_ids
from app.people.place_records import GroupEntry
from app.people.records import HouseholdEntry
from app.people.regrouping import Part
from app.reveal import looks, reveal
from app.rosters import ROSTERS
from app.sheets.importing import import_file
from app.sheets.plan import Policy
from app.sheets.reading import read
from app.work import finish
from db.models import JournalStep, Resident
from tests.story import TODAY, Story, dump

NUMBER = "310120196503074126"


@pytest.fixture
def built(book: Book, story: Story) -> Story:
    """Two buildings of four doors each; of the first, two doors are in a 楼组 of their own."""
    for door in ("1-101", "1-102", "1-201", "1-202", "2-101", "2-102", "2-201", "2-202"):
        story.door(door)
    return story


def owners(book: Book) -> dict[int, int | None]:
    """The 楼组 of every door."""
    return {row_id: row["building_group_id"] for row_id, row in dump(book)["dwelling"].items()}


def by_groups(book: Book) -> int:
    """Invariant 3 as a sum: the doors by 楼组 and those in none."""
    doors, groups = owners(book), dump(book)["building_group"]
    assert all(groups[group]["ended_on"] is None for group in doors.values() if group)
    spread = Counter(group for group in doors.values() if group is not None)
    return sum(spread.values()) + len(dwelling_ids(book, DwellingFilter(grouped=False)))


def test_3_a_door_is_in_one_active_group_or_in_none_through_every_change(built: Story) -> None:
    book = built.book
    first, second = built.group("1号楼组"), built.group("2号楼组")
    assert by_groups(book) == 8
    register.assign_dwellings(book, [built.door("1-101")], second)
    assert Counter(owners(book).values()) == {first: 3, second: 5}
    mine = [door for door, group in owners(book).items() if group == second]
    parts = [
        Part(GroupEntry(name), tuple(doors))
        for name, doors in (("2号甲组", mine[:2]), ("2号乙组", mine[2:]))
    ]
    register.split_group(book, second, parts, TODAY)
    assert by_groups(book) == 8
    register.merge_groups(book, [first, built.group("2号甲组")], TODAY, into_id=first)
    assert by_groups(book) == 8
    register.end_group(book, built.group("2号乙组"), TODAY)
    assert by_groups(book) == 8
    assert len(dwelling_ids(book, DwellingFilter(grouped=False))) == 3
    for _ in range(4):
        book.undo()
        assert by_groups(book) == 8
    assert Counter(owners(book).values()) == {first: 4, second: 4}


def _to(status: str) -> Callable[[Book, int], object]:
    return lambda book, row_id: register.set_status(book, row_id, status, TODAY)


def test_18_every_move_of_a_person_has_a_row_in_the_history_and_among_the_moves(
    story: Story,
) -> None:
    book = story.book
    who = story.resident("周桂英", "3-101", relation_to_head="户主")
    story.resident("马建军", "3-101")
    home, other = story.household("3-101"), story.household("4-201")
    steps: list[tuple[str, Callable[[], object]]] = [
        ("调整", lambda: register.move(book, who, other, TODAY)),
        ("迁出", lambda: register.set_status(book, who, "moved_out", TODAY)),
        ("恢复", lambda: register.set_status(book, who, "living", TODAY)),
        ("调整", lambda: register.move(book, who, home, TODAY)),
        (
            "分户",
            lambda: register.split_household(
                book, home, [who], story.door("3-102"), HouseholdEntry(), TODAY, head_id=who
            ),
        ),
        (
            "并户",
            lambda: register.join_households(book, story.household("3-102"), home, TODAY),
        ),
        ("去世", lambda: register.set_status(book, who, "deceased", TODAY)),
    ]
    told = len(history(book, "resident", who))
    for count, (_, step) in enumerate(steps, 1):
        step()
        moves = [row for row in dump(book)["move"].values() if row["resident_id"] == who]
        assert [row["kind"] for row in moves] == [word for word, _ in steps[:count]]
        now = len(history(book, "resident", who))
        assert now > told
        told = now


def test_18_a_status_that_there_is_not_and_a_step_back_in_time_are_refused(story: Story) -> None:
    who = story.resident("周桂英", "3-101")
    with pytest.raises(Invalid, match="在住、迁出或去世"):
        register.set_status(story.book, who, "ended", TODAY)
    register.set_status(story.book, who, "moved_out", TODAY)
    with pytest.raises(Invalid):
        register.set_status(story.book, who, "living", TODAY - dt.timedelta(days=1))


def test_18_what_has_ended_does_not_end_again_or_come_back(built: Story) -> None:
    book = built.book
    group, other, into = built.group("1号楼组"), built.group("2号楼组"), built.group("3号楼组")
    register.end_group(book, group, TODAY)
    register.merge_groups(book, [other, into], TODAY, into_id=into)
    home = built.household("1-101")
    register.move_out(book, home, TODAY, Leaving())
    shop = built.shop("阿美理发")
    register.set_shop_status(book, shop, "suspended", TODAY)
    register.set_shop_status(book, shop, "open", TODAY)
    register.set_shop_status(book, shop, "closed", TODAY)
    before = dump(book)
    for step in (
        lambda: register.end_group(book, group, TODAY),
        lambda: register.merge_groups(book, [group, into], TODAY, into_id=into),
        lambda: register.merge_groups(book, [other, into], TODAY, into_id=into),
        lambda: register.split_group(book, other, (), TODAY),
        lambda: register.move_out(book, home, TODAY),
        lambda: register.set_shop_status(book, shop, "open", TODAY),
        lambda: register.set_shop_status(book, shop, "suspended", TODAY),
    ):
        with pytest.raises(Refused):
            step()
    assert dump(book) == before
    states = {row["name"]: row["status"] for row in dump(book)["building_group"].values()}
    assert states == {"1号楼组": "ended", "2号楼组": "merged", "3号楼组": "active"}


def roster(path: Path, *rows: tuple[Any, ...]) -> Path:
    """A register of residents as a workbook."""
    file = xlsxwriter.Workbook(str(path))
    sheet = file.add_worksheet("名册")
    head = ("小区", "楼号", "室号", "姓名", "联系电话", "文化程度", "备注")
    for at, row in enumerate((head, *rows)):
        sheet.write_row(at, 0, row)
    file.close()
    return path


def brought(book: Book, path: Path) -> int:
    """Import with the values of the sheet; the step that it was."""
    finish(import_file(book, read(path), ROSTERS, today=TODAY, policy=Policy("overwrite")))
    with book.read() as session:
        return session.scalars(select(JournalStep.id).order_by(JournalStep.id.desc())).first() or 0


def test_19_the_undo_of_an_import_brings_back_what_stood_before(
    story: Story, tmp_path: Path
) -> None:
    story.resident("周桂英", "3-101", phone="13800001111", education="初中")
    before = dump(story.book)
    path = roster(
        tmp_path / "a.xlsx",
        ("金水苑", "3号", "101", "周桂英", "13800001111", "大专", "老党员"),
        ("金水苑", "5号", "301", "马建军", "13800002222", "高中", ""),
    )
    step = brought(story.book, path)
    assert dump(story.book) != before
    story.resident("李国栋", "9-101")
    kept = dump(story.book)["resident"].keys()
    story.book.undo_step(step)
    after = dump(story.book)
    for row_id, row in before["resident"].items():
        assert after["resident"][row_id] == row
    names = {row["full_name"] for row in after["resident"].values()}
    assert names == {"周桂英", "李国栋"}
    assert len(kept) == 3


def test_19_what_was_edited_since_is_listed_and_nothing_is_overwritten(
    story: Story, tmp_path: Path
) -> None:
    who = story.resident("周桂英", "3-101", phone="13800001111", education="初中")
    path = roster(
        tmp_path / "a.xlsx",
        ("金水苑", "3号", "101", "周桂英", "13800001111", "大专", "老党员"),
        ("金水苑", "5号", "301", "马建军", "13800002222", "高中", ""),
    )
    step = brought(story.book, path)
    with story.book.write("修改居民") as session:
        session.get_one(Resident, who).education = "本科"
    before = dump(story.book)
    with pytest.raises(Refused, match=r"1 条记录又被改过.*居民 周桂英"):
        story.book.undo_step(step)
    assert dump(story.book) == before


LEADING = {
    "candidate", "care_tag", "consent", "leader_term", "move", "pet", "training_attendance",
}  # fmt: skip
"""The tables that lead to people, but for those that are never changed."""


def children(book: Book, *ids: int) -> Counter[str]:
    """How many rows of which column lead to any of these people."""
    content = dump(book)
    found: Counter[str] = Counter()
    for column in pointers("resident"):
        table = column.table.name
        found[f"{table}.{column.name}"] += sum(
            row[column.name] in ids for row in content.get(table, {}).values()
        )
    return +found


def full_life(story: Story, name: str, door: str, group: str, tag: str) -> int:
    """A person of whom there is something in every table that leads to people."""
    who = story.resident(name, door, care_tags=(tag,), sex="女")
    book = story.book
    register.add_pet(book, who, PetEntry("犬", f"{name}家的豆豆"), TODAY)
    register.add_consent(book, who, ConsentEntry("照片和荣誉公示", TODAY), TODAY)
    register.move(book, who, story.household(f"{door}1"), TODAY)
    story.leader(name, group)
    kind = "妇女小组长"
    entry = RoundEntry(f"推选{name}", (kind,), "协商推荐", TODAY, dt.date(2030, 7, 1))
    seat = add_seat(book, make_round(book, entry).id, kind, Scope(NAMED, name=f"{group}小组"))
    nominate(book, seat, CandidateEntry(who))
    training = trainings.add_training(book, TrainingEntry(f"{name}的培训", TODAY)).id
    trainings.expect(book, training, [who])
    return who


def test_20_a_merge_loses_no_child_record(story: Story) -> None:
    kept = full_life(story, "周桂英", "3-101", "3号楼组", "独居")
    gone = full_life(story, "周桂瑛", "4-201", "4号楼组", "残疾")
    before = children(story.book, kept, gone)
    assert {name.partition(".")[0] for name in before} >= LEADING
    content = dump(story.book)
    merging.merge_residents(story.book, kept, gone, {}, TODAY)
    after = children(story.book, kept)
    assert after == before
    assert children(story.book, gone) == Counter()
    story.book.undo()
    assert dump(story.book) == content


def test_22_nothing_that_is_referred_to_is_deleted_and_the_reasons_are_listed(
    built: Story,
) -> None:
    book = built.book
    who = full_life(built, "周桂英", "1-301", "1号楼组", "独居")
    built.resident("马建军", "2-101")
    shop = built.shop("阿美理发")
    register.add_organization(book, OrganizationEntry("金水苑业委会", kind="业委会"), TODAY)
    held = {
        "compound": (built.compound(), "楼栋"),
        "building": (built.building("2号"), "房屋"),
        "dwelling": (built.door("2-101"), "户"),
        "household": (built.household("2-101"), "居民"),
        "building_group": (built.group("1号楼组"), "任职"),
        "street_segment": (built.street(), "商铺"),
        "resident": (who, "宠物"),
    }
    before = dump(book)
    for table, (row_id, word) in held.items():
        with pytest.raises(Refused, match=rf"还被引用：.*{word} \d+ 条"):
            register.delete(book, table, row_id)
    assert dump(book) == before
    register.delete(book, "shop", shop)
    (committee,) = dump(book)["organization"]
    register.delete(book, "organization", committee)
    assert not dump(book)["shop"]


def test_23_every_look_behind_a_mask_has_a_line_that_no_undo_takes_away(story: Story) -> None:
    book = story.book
    who = story.resident("周桂英", "3-101", id_card_no=NUMBER, phone="13800001111")
    label = book.undo_label
    for count, field in enumerate(("id_card_no", "phone", "birth_date"), 1):
        assert "*" not in reveal(book, "resident", who, field)
        assert len(looks(book)) == count
        assert "周桂英" in looks(book)[0].record
    assert book.undo_label == label
    book.undo()
    assert len(looks(book)) == 3


@pytest.mark.parametrize("kind", sorted(EXPORTS.keys() - {"ranking", "group-ranking"}))
def test_23_every_export_in_plain_text_has_a_line_for_each_masked_column(
    built: Story, tmp_path: Path, kind: str
) -> None:
    book = built.book
    who = full_life(built, "周桂英", "1-301", "1号楼组", "独居")
    with book.write("补资料") as session:
        session.get_one(Resident, who).id_card_no = NUMBER
    committee = OrganizationEntry("金水苑业委会", kind="业委会", contact_phone="13800003333")
    register.add_organization(book, committee, TODAY)
    built.shop("阿美理发", manager_phone="13800004444")
    secret = {field.label for field in EXPORTS[kind].read(book, TODAY).fields if field.sensitive}
    export_rows(book, kind, tmp_path / "隐去.xlsx", today=TODAY)
    assert looks(book) == []
    export_rows(book, kind, tmp_path / "完整.xlsx", today=TODAY, reason="上报街道")
    assert {look.reason for look in looks(book)} == ({"上报街道"} if secret else set())
    assert len(looks(book)) == len(secret)


def test_the_tables_that_lead_to_people_are_all_in_the_test_of_merging() -> None:
    tables = {column.table.name for column in pointers("resident")}
    assert tables - SEALED == LEADING
