"""Merging two records: nothing is lost, everything comes along, and it can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from app import opening
from app.book import Book, local_day, utc_now
from app.errors import Refused
from app.finder import find
from app.guards import GUARDS
from app.kinds.people import id_check
from app.people import register
from app.people.as_at import counts_as_at
from app.people.card import household_card
from app.people.importing.matching import People
from app.people.lists import ResidentFilter, resident_ids, resident_words
from app.people.merging import merge as merging
from app.people.merging.references import SEALED, pointers
from app.people.quality.board import RULES, finding_ids
from app.people.records import ResidentEntry
from app.people.timeline import person_timeline
from app.pledge import ledger
from app.pledge.accounts import account_of, account_rows, close_account, open_account
from app.pledge.joining import MERGED
from app.pledge.ranking import household_ranking
from app.pledge.records import AccountEntry, PointsEntry
from app.pledge.seasons import latest_season
from app.registers.people import residents
from app.starting import start_book
from app.stats import stats
from db.models import Base, Dismissal, Resident
from tests.conftest import CHEAP, PASSWORD
from tests.people.pointing import pointing
from tests.story import TODAY, Dump, Story, dump

Row = dict[str, Any]

NUMBER = "31010119450307002"
OTHER = "31010119450307004"


def sound(body: str) -> str:
    """The number with its check character."""
    return body + id_check(body)


def person(book: Book, row_id: int) -> Row:
    """A resident as the book has it."""
    return dump(book)["resident"][row_id]


def test_the_values_that_are_there_stay_and_those_chosen_win(story: Story) -> None:
    kept = story.resident("周桂英", "3-101", phone="13800001111", birth_date="1945", note="党员户")
    gone = story.resident(
        "周桂瑛", "3-101", sex="女", phone="13900002222", birth_date="1945-03-07",
        education="初中", note="子女在外地",
    )  # fmt: skip
    saved = merging.merge_residents(story.book, kept, gone, {"full_name": "gone"}, TODAY)
    row = person(story.book, kept)
    assert saved.id == kept
    assert row["full_name"] == "周桂瑛"
    assert row["name_initials"] == "zgy"
    assert row["phone"] == "13800001111、13900002222"
    assert row["birth_date"] == "1945-03-07"
    assert (row["sex"], row["education"]) == ("女", "初中")
    assert row["note"] == "党员户\n子女在外地"
    assert gone not in dump(story.book)["resident"]
    (merge,) = dump(story.book)["merge"].values()
    assert (merge["kept_id"], merge["gone_id"]) == (kept, gone)
    assert merge["gone_title"] == "周桂瑛 · 金水苑 3-101"
    assert set(merge["taken"]) == {"full_name", "birth_date", "sex", "education"}


def test_undo_and_redo_of_a_merge_leave_no_trace(story: Story) -> None:
    kept = story.resident("周桂英", "3-101", care_tags=("独居",), id_card_no=sound(NUMBER))
    gone = story.resident("周桂英", phone="13900002222", care_tags=("独居", "高龄"))
    story.leader("周桂英", "3号楼组")
    before = dump(story.book)
    merging.merge_residents(story.book, gone, kept, {}, TODAY)
    after = dump(story.book)
    story.book.undo()
    assert dump(story.book) == before
    story.book.redo()
    assert dump(story.book) == after
    assert person(story.book, gone)["id_card_no"] == sound(NUMBER)


def test_equal_tags_become_one_that_lasts_as_long_as_both(story: Story) -> None:
    kept = story.resident("张三", "3-101", care_tags=("独居",))
    gone = story.resident("张三", "3-101", care_tags=("独居", "残疾"))
    tags = dump(story.book)["care_tag"]
    own = next(row for row in tags.values() if row["resident_id"] == kept)
    other = next(
        row for row in tags.values() if row["resident_id"] == gone and row["tag"] == "独居"
    )
    edit(story.book, "care_tag", own["id"], start_on=dt.date(2024, 1, 1), end_on=None)
    edit(story.book, "care_tag", other["id"], start_on=dt.date(2020, 5, 1), source="楼组长报")
    saved = merging.merge_residents(story.book, kept, gone, {}, TODAY)
    left = {row["tag"]: row for row in dump(story.book)["care_tag"].values()}
    assert set(left) == {"独居", "残疾"}
    assert {row["resident_id"] for row in left.values()} == {kept}
    assert left["独居"]["start_on"] == dt.date(2020, 5, 1)
    assert left["独居"]["source"] == "楼组长报"
    assert "独居" in saved.warnings[0]


def test_tags_of_different_times_both_stay(story: Story) -> None:
    kept = story.resident("张三", "3-101", care_tags=("重病",))
    gone = story.resident("张三", "3-101", care_tags=("重病",))
    first, second = dump(story.book)["care_tag"]
    edit(story.book, "care_tag", first, start_on=dt.date(2019, 1, 1), end_on=dt.date(2019, 9, 1))
    edit(story.book, "care_tag", second, start_on=dt.date(2023, 1, 1))
    merging.merge_residents(story.book, kept, gone, {}, TODAY)
    assert len(dump(story.book)["care_tag"]) == 2


def edit(book: Book, table: str, row_id: int, **values: object) -> None:
    """Put columns of a row where a story needs them."""
    target = Base.metadata.tables[table]
    with book.write("整理") as session:
        session.execute(target.update().where(target.c.id == row_id).values(**values))


def test_posts_come_along_and_equal_ones_become_one(story: Story) -> None:
    kept, gone = story.resident("周桂英", "3-101"), story.resident("周桂英")
    terms = _deputies(story, kept, gone, (dt.date(2022, 7, 1), dt.date(2022, 7, 1)))
    edit(story.book, "leader_term", terms[1], note="换届留任")
    saved = merging.merge_residents(story.book, kept, gone, {}, TODAY)
    (term,) = dump(story.book)["leader_term"].values()
    assert (term["id"], term["resident_id"], term["note"]) == (terms[0], kept, "换届留任")
    assert "已合成一条" in saved.warnings[0]


def test_posts_that_overlap_otherwise_are_refused_with_the_remedy(story: Story) -> None:
    kept, gone = story.resident("周桂英", "3-101"), story.resident("周桂英")
    _deputies(story, kept, gone, (dt.date(2022, 7, 1), dt.date(2023, 1, 1)))
    before = dump(story.book)
    with pytest.raises(Refused, match=r"3号楼组副楼组长.*更正"):
        merging.merge_residents(story.book, kept, gone, {}, TODAY)
    assert dump(story.book) == before


def _deputies(story: Story, kept: int, gone: int, starts: tuple[dt.date, dt.date]) -> list[int]:
    group = story.group("3号楼组")
    ids = story.book.ids.take(2)
    with story.book.write("登记副楼组长") as session:
        session.execute(
            insert(Base.metadata.tables["leader_term"]),
            [
                {"id": row_id, "kind": "副楼组长", "building_group_id": group,
                 "resident_id": who, "start_on": start}
                for row_id, who, start in zip(ids, (kept, gone), starts, strict=True)
            ],
        )  # fmt: skip
    return list(ids)


def test_people_with_different_sound_numbers_are_never_merged(story: Story) -> None:
    kept = story.resident("张三", "3-101", id_card_no=sound(NUMBER))
    gone = story.resident("张三", "3-101", id_card_no=sound(OTHER))
    with pytest.raises(Refused, match="不是同一个人"):
        merging.merge_residents(story.book, kept, gone, {}, TODAY)
    with pytest.raises(Refused, match="同一条记录"):
        merging.merge_residents(story.book, kept, kept, {}, TODAY)
    with pytest.raises(Refused, match="不在台账里"):
        merging.merge_residents(story.book, kept, 17, {}, TODAY)


def test_the_number_of_the_one_that_goes_can_be_taken(story: Story) -> None:
    kept = story.resident("张三", "3-101")
    gone = story.resident("张三", "3-101", id_card_no="E12345678", id_kind="护照")
    merging.merge_residents(story.book, kept, gone, {}, TODAY)
    row = person(story.book, kept)
    assert (row["id_kind"], row["id_card_no"]) == ("护照", "E12345678")


def test_own_columns_of_both_stay(story: Story) -> None:
    kept, gone = story.resident("张三", "3-101"), story.resident("张三", "3-101")
    edit(story.book, "resident", kept, own={"f1": "甲", "f2": "乙"})
    edit(story.book, "resident", gone, own={"f1": "丙", "f3": 4})
    merging.merge_residents(story.book, kept, gone, {"own.f1": "gone"}, TODAY)
    assert person(story.book, kept)["own"] == {"f1": "丙", "f2": "乙", "f3": 4}


def test_an_unknown_field_is_a_mistake_of_ours(story: Story) -> None:
    kept, gone = story.resident("张三", "3-101"), story.resident("张三", "3-101")
    with pytest.raises(ValueError, match="phone"):
        merging.merge_residents(story.book, kept, gone, {"phone": "gone"}, TODAY)


def test_a_relation_goes_with_the_household_it_was_recorded_in(story: Story) -> None:
    kept = story.resident("李梅", "3-101", relation_to_head="配偶")
    gone = story.resident("李梅", "4-201", relation_to_head="户主")
    saved = merging.merge_residents(story.book, kept, gone, {"household_id": "gone"}, TODAY)
    row = person(story.book, kept)
    assert row["household_id"] == story.household("4-201")
    assert row["relation_to_head"] == "户主"
    assert "3-101" in saved.warnings[-1]
    assert "没有在住成员" in saved.warnings[-1]


def test_the_head_keeps_the_name_that_was_chosen(story: Story) -> None:
    kept = story.resident("周桂英", "3-101", relation_to_head="户主")
    gone = story.resident("周桂瑛", "3-101")
    merging.merge_residents(story.book, kept, gone, {"full_name": "gone"}, TODAY)
    (home,) = dump(story.book)["household"].values()
    assert home["head_name"] == "周桂瑛"


def test_a_gone_id_leads_to_the_one_that_stands_also_after_a_second_merge(story: Story) -> None:
    first, second, third = (story.resident("张三", "3-101") for _ in range(3))
    merging.merge_residents(story.book, second, first, {}, TODAY)
    merging.merge_residents(story.book, third, second, {}, TODAY)
    for row_id in (first, second, third):
        assert merging.standing_id(story.book, "resident", row_id) == third
    with story.book.read() as session:
        assert merging.ids_of(session, "resident", third) == {first, second, third}
        assert merging.merged_ids(session, "resident") == {first: third, second: third}


def test_what_was_called_right_stays_called_right(story: Story) -> None:
    kept, gone, other = (story.resident("张三", "3-101") for _ in range(3))
    pairs = [(gone, other), (kept, gone), (kept, other)]
    with story.book.write("核对") as session:
        for a, b in pairs:
            session.add(
                Dismissal(
                    id=story.book.ids.next_id(), finding="alike:resident",
                    a_id=min(a, b), b_id=max(a, b), dismissed_on=TODAY,
                )
            )  # fmt: skip
        session.add(
            Dismissal(
                id=story.book.ids.next_id(), finding="quality:name", a_id=gone, dismissed_on=TODAY
            )
        )
    merging.merge_residents(story.book, kept, gone, {}, TODAY)
    left = {
        (row["finding"], row["a_id"], row["b_id"]) for row in dump(story.book)["dismissal"].values()
    }
    assert left == {
        ("alike:resident", min(kept, other), max(kept, other)),
        ("quality:name", kept, 0),
    }


# --- everything that points at a record ------------------------------------------------------


@pytest.mark.parametrize("table", ["resident", "household"])
def test_every_reference_there_is_leads_to_the_record_that_stays(story: Story, table: str) -> None:
    ids = _two(story, table)
    columns = [column for column in pointers(table) if column.table.name not in SEALED]
    assert columns
    made = [(column, pointing(story, column.table, column.name, ids[1])) for column in columns]
    before = dump(story.book)
    _merge(story.book, table, *ids)
    after = dump(story.book)
    for column, row_id in made:
        assert after[column.table.name][row_id][column.name] == ids[0], column
    for name in {column.table.name for column in columns} - {table}:
        assert len(after[name]) == len(before[name]), name
    story.book.undo()
    assert dump(story.book) == before


def _two(story: Story, table: str) -> tuple[int, int]:
    if table == "resident":
        return story.resident("张三", "3-101"), story.resident("张三", "3-101")
    return story.household("3-101", "张三"), story.household("3-101", "李四")


def _merge(book: Book, table: str, kept: int, gone: int) -> None:
    how = merging.merge_residents if table == "resident" else merging.merge_households
    how(book, kept, gone, {}, TODAY)


# --- households and their points -------------------------------------------------------------

NOW = local_day(utc_now())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Story]:
    """The book of an office with its example rules, today, and the guard of the ledger."""
    path = tmp_path / "金水苑.mulin"
    start_book(path, "310120003001", "王芳", PASSWORD, today=NOW, params=CHEAP).book.close()
    book = opening.unlock(path, PASSWORD, guards=GUARDS)
    yield Story(book, NOW)
    book.close()


def rules_of(book: Book) -> int:
    """The rule set of the residents."""
    rules = dump(book)["rule_set"].items()
    return next(row_id for row_id, row in rules if row["edition"] == "居民版")


def sign(story: Story, household: int, ago: int = 0) -> int:
    """An account for a household."""
    day = NOW - dt.timedelta(days=ago)
    entry = AccountEntry(rules_of(story.book), day, household_id=household)
    return open_account(story.book, entry, today=NOW).id


def earn(story: Story, account: int, code: str = "J-02", who: int | None = None) -> None:
    """A line of points today."""
    rules = dump(story.book)["rule"].items()
    rule = next(row_id for row_id, row in rules if row["code"] == code)
    entry = PointsEntry(rule, NOW, account_id=account, actor_id=who, approver="顾春燕")
    ledger.post(story.book, entry, today=NOW)


def balances(content: Dump) -> int:
    """The balance of everybody together."""
    return sum(line["applied_balance"] for line in content["ledger_entry"].values())


def scores(content: Dump, account: int) -> int:
    """What an account gained besides its base points."""
    return sum(
        line["applied_score"]
        for line in content["ledger_entry"].values()
        if line["account_id"] == account and line["kind"] != "base"
    )


def test_members_and_facts_of_both_households_come_together(story: Story) -> None:
    story.resident("张三", "3-101", relation_to_head="户主")
    kept = story.household("3-101")
    gone = story.household("3-101", "李四")
    entry = ResidentEntry("李四", relation_to_head="户主")
    other = register.add_resident(story.book, entry, TODAY, gone).id
    edit(story.book, "household", gone, household_no="H-7", moved_in_on=dt.date(2010, 1, 1))
    saved = merging.merge_households(story.book, kept, gone, {}, TODAY)
    (home,) = dump(story.book)["household"].values()
    assert (home["head_name"], home["household_no"]) == ("张三", "H-7")
    assert home["moved_in_on"] == dt.date(2010, 1, 1)
    assert person(story.book, other)["household_id"] == kept
    assert person(story.book, other)["relation_to_head"] is None
    assert "2 位户主" in saved.warnings[0]


def test_a_household_that_is_lived_in_stays_so(story: Story) -> None:
    kept = story.household("3-101", "张三")
    edit(story.book, "household", kept, status="moved_out", moved_out_on=TODAY)
    gone = story.household("3-101", "张三")
    merging.merge_households(story.book, kept, gone, {}, TODAY)
    (home,) = dump(story.book)["household"].values()
    assert (home["status"], home["moved_out_on"]) == ("living", None)


def test_points_of_both_accounts_go_on_in_one(office: Story) -> None:
    kept, gone = office.household("3-101", "张三"), office.household("3-101", "李四")
    mine, other = sign(office, kept), sign(office, gone)
    earn(office, mine)
    earn(office, other, "J-06")
    before = dump(office.book)
    gained = scores(before, mine) + scores(before, other)
    saved = merging.merge_households(office.book, kept, gone, {}, NOW)
    after = dump(office.book)
    assert balances(after) == balances(before)
    assert scores(after, mine) == gained
    assert scores(after, other) == 0
    closed = after["account"][other]
    assert (closed["household_id"], closed["closed_on"]) == (kept, NOW)
    assert closed["close_reason"] == MERGED
    numbers = {row.id: row.balance for row in account_rows(office.book, [mine, other])}
    assert numbers == {mine: balances(before), other: 0}
    assert account_of(office.book, rules_of(office.book), kept) == mine
    assert "积分账户" in saved.warnings[0]
    for line_id, line in before["ledger_entry"].items():
        assert after["ledger_entry"][line_id] == line
    with office.book.read() as session:
        assert ledger.verify_chain(session) == []


def test_the_ranking_of_the_season_counts_the_points_of_both_once(office: Story) -> None:
    kept, gone = office.household("3-101", "张三"), office.household("3-101", "李四")
    mine, other = sign(office, kept), sign(office, gone)
    earn(office, mine)
    earn(office, other, "J-06")
    season = latest_season(office.book, rules_of(office.book))
    assert season is not None
    before = {row.account_id: row for row in household_ranking(office.book, season.id)}
    merging.merge_households(office.book, kept, gone, {}, NOW)
    (row,) = household_ranking(office.book, season.id)
    assert row.account_id == mine
    assert row.bonus == before[mine].bonus + before[other].bonus
    assert row.score == before[mine].score + before[other].score - season.base_points


def test_undo_and_redo_of_merged_accounts_leave_no_trace(office: Story) -> None:
    kept, gone = office.household("3-101", "张三"), office.household("3-101", "李四")
    earn(office, sign(office, kept))
    earn(office, sign(office, gone), "J-06")
    before = dump(office.book)
    merging.merge_households(office.book, kept, gone, {}, NOW)
    after = dump(office.book)
    office.book.undo()
    assert dump(office.book) == before
    office.book.redo()
    assert dump(office.book) == after


def test_a_merge_whose_lines_are_sealed_is_undone_by_lines_of_its_own(office: Story) -> None:
    kept, gone = office.household("3-101", "张三"), office.household("3-101", "李四")
    mine, other = sign(office, kept), sign(office, gone)
    earn(office, other, "J-06")
    before = dump(office.book)
    merging.merge_households(office.book, kept, gone, {}, NOW)
    with office.book.write("封存") as session:
        ledger.seal(session)
    office.book.undo()
    after = dump(office.book)
    assert (scores(after, mine), scores(after, other)) == (0, scores(before, other))
    assert balances(after) == balances(before)
    assert after["account"] == before["account"]
    assert after["household"] == before["household"]


def test_two_records_of_a_household_have_one_purse_under_a_cap(office: Story) -> None:
    kept, gone = office.household("3-101", "张三"), office.household("3-101", "李四")
    mine, other = sign(office, kept), sign(office, gone)
    alone = sign(office, office.household("3-102", "王五"))
    for _ in range(30):
        earn(office, alone)
    most = scores(dump(office.book), alone)
    for _ in range(30):
        earn(office, other)
    merging.merge_households(office.book, kept, gone, {}, NOW)
    for _ in range(30):
        earn(office, mine)
    assert scores(dump(office.book), mine) == most


def test_an_account_without_a_counterpart_is_simply_handed_over(office: Story) -> None:
    kept, gone = office.household("3-101", "张三"), office.household("3-101", "李四")
    account = sign(office, gone)
    earn(office, account)
    before = dump(office.book)
    merging.merge_households(office.book, kept, gone, {}, NOW)
    after = dump(office.book)
    assert after["ledger_entry"] == before["ledger_entry"]
    assert after["account"][account]["household_id"] == kept
    assert after["account"][account]["closed_on"] is None


def test_closed_accounts_keep_their_lines_and_their_end(office: Story) -> None:
    kept, gone = office.household("3-101", "张三"), office.household("3-101", "李四")
    sign(office, kept)
    old = sign(office, gone)
    close_account(office.book, old, closed_on=NOW, reason="本人要求")
    merging.merge_households(office.book, kept, gone, {}, NOW)
    row = dump(office.book)["account"][old]
    assert (row["household_id"], row["close_reason"]) == (kept, "本人要求")


def test_somebody_whom_the_ledger_names_stays_behind_empty_and_in_no_list(office: Story) -> None:
    kept = office.resident("张三", "3-101", phone="13800001111")
    gone = office.resident("张三", "3-101", id_card_no=sound(NUMBER))
    account = sign(office, office.household("3-101"))
    earn(office, account, who=gone)
    before = dump(office.book)
    merging.merge_residents(office.book, kept, gone, {}, NOW)
    after = dump(office.book)
    left = after["resident"][gone]
    assert after["ledger_entry"] == before["ledger_entry"]
    assert (left["listed"], left["household_id"], left["archived_on"]) == (False, None, NOW)
    assert left["id_card_no"] is None
    assert after["resident"][kept]["id_card_no"] == sound(NUMBER)
    with pytest.raises(Refused, match="不在台账里"):
        merging.merge_residents(office.book, kept, gone, {}, NOW)
    office.book.undo()
    assert dump(office.book) == before


def test_what_somebody_did_under_both_records_counts_for_one_cap(office: Story) -> None:
    kept, gone = office.resident("张三", "3-101"), office.resident("张三", "3-101")
    account = sign(office, office.household("3-101"))
    earn(office, account, who=gone)
    merging.merge_residents(office.book, kept, gone, {}, NOW)
    rules = dump(office.book)["rule"].items()
    rule = next(row_id for row_id, row in rules if row["code"] == "J-02")
    entry = PointsEntry(rule, NOW, account_id=account, actor_id=kept, approver="顾春燕")
    assert ledger.preview(office.book, entry, NOW).repeats is not None


def test_the_register_has_one_person_less_after_a_merge(office: Story) -> None:
    kept, gone = office.resident("张三", "3-101"), office.resident("张三", "3-101")
    earn(office, sign(office, office.household("3-101")), who=gone)
    merging.merge_residents(office.book, kept, gone, {}, NOW)
    everybody = ResidentFilter(status=None, listed=None)
    assert resident_ids(office.book, everybody, NOW) == [kept]
    assert [hit.id for hit in find(office.book, "张三") if hit.kind == "person"] == [kept]
    with office.book.read() as session:
        assert session.get(Resident, gone) is not None


def merged_with_points(office: Story) -> tuple[int, int]:
    """Two records of one person made one; a sealed line still names the one that went."""
    kept, gone = office.resident("张三", "3-101"), office.resident("张三", "3-101")
    earn(office, sign(office, office.household("3-101")), who=gone)
    merging.merge_residents(office.book, kept, gone, {}, NOW)
    return kept, gone


def test_an_emptied_record_is_in_no_count_today_or_on_a_past_day(office: Story) -> None:
    merged_with_points(office)
    assert stats(office.book, NOW)["people"] == 1
    for ago in (0, 1, 400):
        day = NOW - dt.timedelta(days=ago)
        assert counts_as_at(office.book, day)["people"] == 1
        anybody = ResidentFilter(status=None, listed=None, as_at=day)
        assert len(resident_ids(office.book, anybody, NOW)) == 1
        outside = ResidentFilter(status=None, listed=False, as_at=day)
        assert resident_ids(office.book, outside, NOW) == []
    for name in ("name", "status", "residence_kind"):
        words = resident_words(office.book, ResidentFilter(status=None, listed=None), name, NOW)
        assert sum(count for _, count in words) == 1


def test_an_emptied_record_is_in_no_card_check_or_export(office: Story) -> None:
    kept, gone = merged_with_points(office)
    home = office.household("3-101")
    card = household_card(office.book, home, NOW)
    assert [one.id for one in card.members] == [kept]
    for rule in RULES:
        if rule.table == "resident":
            assert gone not in finding_ids(office.book, rule.key, NOW)
    _, lines = residents(office.book, NOW)
    assert len(lines) == 1


def test_a_roster_knows_nobody_by_an_emptied_record(office: Story) -> None:
    kept, gone = merged_with_points(office)
    with office.book.read() as session:
        known = People.load(session)
    assert (kept in known.by_id, gone in known.by_id) == (True, False)


def test_the_story_of_an_old_id_is_that_of_the_person_with_the_points_of_both(
    office: Story,
) -> None:
    kept, gone = merged_with_points(office)
    third = office.resident("张三", "3-101")
    merging.merge_residents(office.book, third, kept, {}, NOW)
    told = person_timeline(office.book, third, NOW)
    assert [event.sort for event in told.events].count("points") == 1
    assert [event.sort for event in told.events].count("merge") == 2
    assert person_timeline(office.book, gone, NOW) == told
