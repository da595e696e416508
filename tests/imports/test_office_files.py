"""The office's own workbooks, by the same use cases that the window and the command line use."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter

import pytest
from sqlalchemy import func, select

from app.book import Book
from app.checking import check_book
from app.rosters import ROSTERS, roster_of
from app.sheets.importing import commit, dry_run, jobs_of
from app.sheets.plan import Policy, Result, summed
from app.sheets.reading import read
from app.sheets.several import commit_all, dry_run_all, gather
from app.work import finish
from db.models import (
    Account,
    BuildingGroup,
    Compound,
    Dwelling,
    Household,
    ImportBatch,
    LeaderTerm,
    LedgerEntry,
    Resident,
)
from tests.conftest import OFFICE
from tests.story import dump

TODAY = dt.date(2026, 11, 22)
TRUTH = json.loads((OFFICE / "truth.json").read_text("utf-8"))


def bring(
    book: Book, name: str, kind: str | None = None, *, all_or_nothing: bool = False
) -> list[Result]:
    """Import all fitting sheets of an office workbook, one step each."""
    policy = Policy(all_or_nothing=all_or_nothing)
    workbook = read(OFFICE / name)
    roster = roster_of(kind) if kind else None
    results = []
    for job in jobs_of(book, workbook, ROSTERS, kind=roster):
        ready = finish(dry_run(book, job, workbook, today=TODAY, policy=policy))
        results.append(finish(commit(book, ready)))
    return results


def count(book: Book, model: type, *where: object) -> int:
    with book.read() as session:
        query = select(func.count()).select_from(model)
        return int(session.execute(query.where(*where)).scalar_one())  # type: ignore[arg-type]


def test_the_register_of_residents_comes_in_whole(ruled: Book) -> None:
    (result,) = bring(ruled, "居民信息底册.xlsx")
    truth = TRUTH["居民信息底册.xlsx"]
    assert result.roster == "residents"
    assert (result.rows, result.created, result.failed) == (
        truth["residents"],
        truth["residents"],
        0,
    )
    assert count(ruled, Resident) == truth["residents"]
    assert count(ruled, Household) == truth["households"]
    assert count(ruled, Dwelling) == 2016
    assert count(ruled, Compound) == 3
    with ruled.read() as session:
        names = session.scalars(select(Household.head_name)).all()
    assert all(name and name == name.strip() and "  " not in name for name in names)


def test_the_leaders_come_in_and_bad_numbers_are_told_by_row_and_column(ruled: Book) -> None:
    leaders, streets = bring(ruled, "两长名册.xlsx")
    truth = TRUTH["两长名册.xlsx"]
    bad = truth["id_bad"] + truth["id_lost"]
    assert (leaders.roster, leaders.rows, leaders.failed) == (
        "building-leaders",
        truth["building_leaders"],
        bad,
    )
    assert leaders.created == truth["building_leaders"] - bad
    assert (streets.roster, streets.rows, streets.created) == ("street-leaders", 17, 17)
    assert {error.column for error in leaders.errors} == {"基本情况 / 身份证号"}
    assert [error.row for error in leaders.errors] == [101, 136, 200, 269, 298, 397, 402, 498]
    lost = [error for error in leaders.errors if "已丢失" in error.message]
    assert len(lost) == truth["id_lost"]
    assert count(ruled, Compound) == truth["compounds"]
    assert count(ruled, LeaderTerm, LeaderTerm.kind == "楼组长") == leaders.created
    assert leaders.ignored == {"title": 2, "total": 1, "footer": 1}
    assert leaders.blank == 9


def test_a_block_whose_name_is_missing_is_not_given_to_the_compound_above(ruled: Book) -> None:
    (result, _) = bring(ruled, "两长名册.xlsx")
    with ruled.read() as session:
        rows = session.execute(
            select(Compound.name, func.count(BuildingGroup.id))
            .join(BuildingGroup, BuildingGroup.compound_id == Compound.id)
            .group_by(Compound.id)
        )
        per_compound = dict(rows.tuples().all())
    unnamed = [name for name in per_compound if "未填" in name]
    assert len(unnamed) == 9
    assert max(per_compound.values()) <= 24
    assert any("没有写小区名" in notice for notice in result.notices)


def test_a_person_who_leads_two_groups_is_one_person(ruled: Book) -> None:
    bring(ruled, "两长名册.xlsx")
    with ruled.read() as session:
        twice = session.execute(
            select(Resident.full_name)
            .join(LeaderTerm, LeaderTerm.resident_id == Resident.id)
            .group_by(Resident.id)
            .having(func.count() > 1)
        ).all()
    assert len(twice) == TRUTH["两长名册.xlsx"]["dup_person"]


def test_a_workbook_with_a_sheet_per_compound_takes_the_compound_from_the_sheet(
    ruled: Book,
) -> None:
    results = bring(ruled, "各小区楼组长花名册.xls")
    truth = TRUTH["各小区楼组长花名册.xls"]
    assert len(results) == truth["sheets"]
    assert sum(result.created for result in results) == truth["building_leaders"]
    with ruled.read() as session:
        assert set(session.scalars(select(Compound.name))) == {
            "金水苑", "金水新苑", "恒盛", "恒贤", "金水佳苑", "金水丽苑",
        }  # fmt: skip


@pytest.mark.parametrize("residents_first", [True, False])
def test_points_keep_what_was_written(ruled: Book, residents_first: bool) -> None:
    if residents_first:
        bring(ruled, "居民信息底册.xlsx")
    (result,) = bring(ruled, "美丽约定积分登记.csv")
    truth = TRUTH["美丽约定积分登记.csv"]
    assert (result.rows, result.created) == (truth["entries"], truth["entries"])
    with ruled.read() as session:
        found = session.execute(
            select(func.count(), func.sum(LedgerEntry.applied_score)).where(
                LedgerEntry.kind != "base"
            )
        ).one()
    assert found[0] == truth["entries"]
    assert found[1] / 10 == truth["sum"]
    assert count(ruled, Account) == 1850
    if residents_first:
        assert count(ruled, Household) == 2016
    assert finish(check_book(ruled)) == ()


@pytest.mark.parametrize(
    "name",
    ["居民信息底册.xlsx", "两长名册.xlsx", "各小区楼组长花名册.xls", "美丽约定积分登记.csv"],
)
def test_importing_the_same_file_twice_changes_nothing_and_says_so(ruled: Book, name: str) -> None:
    first = bring(ruled, name)
    before = dump(ruled)
    again = bring(ruled, name)
    assert dump(ruled) == before
    for one, two in zip(first, again, strict=True):
        assert two.unchanged == one.created + one.skipped
        assert (two.created, two.updated, two.failed) == (0, 0, one.failed)
        assert "不改变任何内容" in two.sentence()


@pytest.mark.parametrize("name", ["居民信息底册.xlsx", "两长名册.xlsx", "美丽约定积分登记.csv"])
def test_undo_takes_a_whole_import_back(ruled: Book, name: str) -> None:
    before = dump(ruled)
    results = bring(ruled, name)
    after = dump(ruled)
    assert after != before
    for _ in results:
        ruled.undo()
    assert dump(ruled) == before
    for _ in results:
        ruled.redo()
    assert dump(ruled) == after


def test_leaders_found_among_the_residents_are_the_same_people(ruled: Book) -> None:
    bring(ruled, "居民信息底册.xlsx")
    people = count(ruled, Resident)
    bring(ruled, "两长名册.xlsx")
    with ruled.read() as session:
        cards = session.execute(
            select(Resident.id_card_no, func.count())
            .where(Resident.id_card_no.is_not(None))
            .group_by(Resident.id_card_no)
            .having(func.count() > 1)
        ).all()
    assert cards == []
    assert count(ruled, Resident) > people
    assert count(ruled, Resident, Resident.listed.is_(True)) == people


def test_with_errors_forbidden_nothing_is_written(ruled: Book) -> None:
    from app.errors import Refused

    before = dump(ruled)
    with pytest.raises(Refused, match="8 行需要改正"):
        bring(ruled, "两长名册.xlsx", "building-leaders", all_or_nothing=True)
    assert dump(ruled) == before


FOUR = ("居民信息底册.xlsx", "两长名册.xlsx", "各小区楼组长花名册.xls", "美丽约定积分登记.csv")


def together(book: Book, *names: str) -> tuple[Result, ...]:
    """Import files in one step."""
    gathered = finish(gather(book, [OFFICE / name for name in names], ROSTERS))
    ready = finish(dry_run_all(book, gathered.pieces, today=TODAY))
    return finish(commit_all(book, ready))


def doubles(book: Book) -> list[tuple[str, str]]:
    """People who share a name and a number, a telephone, or a door."""
    with book.read() as session:
        rows = session.execute(
            select(
                Resident.full_name, Resident.id_card_no, Resident.phone, Household.dwelling_id
            ).outerjoin(Household, Household.id == Resident.household_id)
        ).all()
    seen: Counter[tuple[str, str]] = Counter()
    for name, card, phone, door in rows:
        seen.update((name, str(key)) for key in {card, door, *(phone or "").split("、")} if key)
    return [key for key, times in seen.items() if times > 1]


def namesakes_behind_one_door() -> set[str]:
    """The register itself has a few families in which two people bear one name."""
    rows = read(OFFICE / "居民信息底册.xlsx").sheets[0].rows[1:]
    at_door = Counter((*row[1:4], "".join(str(row[4]).split())) for row in rows)
    return {str(place[3]) for place, times in at_door.items() if times > 1}


def test_all_four_files_are_one_step_and_the_sums_are_right(ruled: Book) -> None:
    before = dump(ruled)
    results = together(ruled, *FOUR)
    total = summed(results)
    assert total.rows == 5721 + 507 + 17 + 81 + 5000
    assert total.rows == sum(total.counts().values())
    with ruled.read() as session:
        batches = session.scalars(select(ImportBatch)).all()
    assert len(batches) == len(results) == 10
    assert len({batch.step_id for batch in batches}) == 1
    after = dump(ruled)
    ruled.undo()
    assert dump(ruled) == before
    ruled.redo()
    assert dump(ruled) == after
    again = together(ruled, *FOUR)
    assert dump(ruled) == after
    assert "不改变任何内容" in summed(again).sentence()


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)], ids=str)
def test_in_any_order_nobody_is_doubled(ruled: Book, order: tuple[int, ...]) -> None:
    for place in order:
        together(ruled, FOUR[place])
    assert {name for name, _ in doubles(ruled)} == namesakes_behind_one_door()
    assert count(ruled, Resident, Resident.listed.is_(True)) >= 5721
    assert finish(check_book(ruled)) == ()
    before = dump(ruled)
    for place in order:
        together(ruled, FOUR[place])
    assert dump(ruled) == before
