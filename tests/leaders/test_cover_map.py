"""The map of who leads what: where 楼组 stand, in which state, and that none is lost or doubled."""

from __future__ import annotations

import datetime as dt
import random
import time

import pytest

from app.book import Book
from app.leaders.cover_map import (
    SEVERAL,
    STREETS,
    UNASSIGNED,
    VACANT,
    Area,
    Cell,
    CoverMap,
    area_of,
    cover_map,
)
from app.leaders.lists import coverage, vacancies
from app.leaders.records import TermEntry
from app.leaders.rules import EXPIRED, EXPIRING, SERVING
from app.leaders.terms import appoint, end_term
from app.people.houses import assign_dwellings
from app.rosters import ROSTERS
from app.sheets.importing import import_file
from app.sheets.reading import read
from app.work import finish
from db.bulk import insert_rows
from tests.conftest import OFFICE
from tests.story import TODAY, Story

NOISE = 4
"""By how much a loaded machine may be slower than the promise."""

DAY = dt.timedelta(days=1)


def area(book: Book, name: str = "金水苑", day: dt.date = TODAY) -> Area:
    return next(one for one in cover_map(book, day).areas if one.name == name)


def cells(book: Book, day: dt.date = TODAY) -> dict[str, Cell]:
    return {cell.name: cell for one in cover_map(book, day).areas for cell in one.cells}


def drawn(found: Area) -> list[tuple[str, list[str]]]:
    """Titles and labels as they stand on the map."""
    return [(block.title, [cell.label for cell in block.cells]) for block in found.blocks]


def office(book: Book) -> None:
    workbook = read(OFFICE / "两长名册.xlsx")
    finish(import_file(book, workbook, ROSTERS, today=dt.date(2026, 11, 22)))


def test_an_empty_book_has_an_empty_map_that_says_so(book: Book) -> None:
    found = cover_map(book, TODAY)
    assert found.areas == ()
    assert found.sentence == "台账里还没有楼组。"
    assert found.definition


def test_one_leader_is_one_cell(story: Story, book: Book) -> None:
    story.leader("王芳", "3号楼组", until="2027-06-30")
    (only,) = area(book).cells
    assert (only.label, only.leader, only.state) == ("3号楼组", "王芳", SERVING)
    assert only.ends_on == dt.date(2027, 6, 30)
    assert cover_map(book, TODAY).sentence == (
        "楼组长共1人，覆盖1个小区的1个楼组，覆盖率100%，没有缺额。"
    )


def test_every_state_is_told_apart(story: Story, book: Book) -> None:
    story.leader("甲某", "1号楼组", until="2027-06-30")
    story.leader("乙某", "2号楼组", until="2025-11-29")
    story.leader("丙某", "3号楼组", until="2025-06-30")
    story.group("4号楼组", formed="2025-08-31")
    story.leader("丁某", "5号楼组")
    story.leader("丁某", "6号楼组")
    story.group("7号楼组")
    found = cells(book)
    assert [found[f"{number}号楼组"].state for number in range(1, 8)] == [
        SERVING, EXPIRING, EXPIRED, VACANT, SEVERAL, SEVERAL, VACANT,
    ]  # fmt: skip
    assert found["4号楼组"].remark == "缺额30天"
    assert found["7号楼组"].remark == "缺额"
    assert found["2号楼组"].remark == "25-11-29届满"
    assert found["5号楼组"].others == ("金水苑6号楼组楼组长",)
    one = area(book)
    assert (one.posts, one.held) == (7, 5)


def test_another_post_counts_as_well_and_an_ending_term_presses_more(
    story: Story, book: Book
) -> None:
    story.leader("甲某", "1号楼组", until="2025-10-30")
    entry = TermEntry("居委会委员", 0, story.person("甲某"), dt.date(2022, 7, 1))
    appoint(book, entry, TODAY)
    cell = cells(book)["1号楼组"]
    assert cell.state == EXPIRING
    assert cell.others == ("本居委居委会委员",)


def test_units_of_a_building_stand_together_in_order(story: Story, book: Book) -> None:
    for unit in (2, 1, 10):
        story.group(f"3号{unit}单元")
        story.door(f"3-{unit}-101")
    story.leader("王芳", "3号2单元")
    assert drawn(area(book)) == [("3号", ["1单元", "2单元", "10单元"])]
    assert cells(book)["3号2单元"].leader == "王芳"


def test_a_group_of_several_buildings_is_one_cell(story: Story, book: Book) -> None:
    east = story.group("东区楼组")
    assign_dwellings(book, [story.door("2-101"), story.door("10-101"), story.door("1-101")], east)
    assert drawn(area(book)) == [("1号、2号、10号", ["东区楼组"])]
    (only,) = area(book).cells
    assert only.covers == "1号、2号、10号"
    far = [story.door(f"{number}-101") for number in range(11, 20)]
    assign_dwellings(book, far, east)
    assert drawn(area(book))[0][0] == "1号等12栋"


def test_parts_of_a_high_rise_stand_in_it_under_their_own_names(story: Story, book: Book) -> None:
    low, high = story.group("8号低区"), story.group("8号高区")
    assign_dwellings(book, [story.door("8-101")], low)
    assign_dwellings(book, [story.door("8-2001")], high)
    assert drawn(area(book)) == [("8号", ["8号低区", "8号高区"])]


def test_a_unit_shared_by_two_groups_names_both(story: Story, book: Book) -> None:
    one, two = story.group("甲楼组"), story.group("乙楼组")
    assign_dwellings(book, [story.door("5-1-101")], one)
    assign_dwellings(book, [story.door("5-1-501"), story.door("5-2-101")], two)
    ((title, labels),) = drawn(area(book))
    assert title == "5号"
    assert sorted(labels) == ["乙楼组", "甲楼组"]


def test_groups_without_doors_stand_by_their_names(story: Story, book: Book) -> None:
    for name in ("沿街楼组", "8号2单元楼组", "8号1单元楼组", "12号楼组", "3号楼组"):
        story.group(name)
    assert drawn(area(book)) == [
        ("", ["3号楼组"]),
        ("8号", ["1单元楼组", "2单元楼组"]),
        ("", ["12号楼组"]),
        ("", ["沿街楼组"]),
    ]


def test_doors_in_no_group_are_told_but_are_no_vacancy(story: Story, book: Book) -> None:
    story.group("3号1单元")
    story.door("3-1-101")
    story.door("3-2-101")
    story.door("9-101")
    found = area(book)
    assert drawn(found) == [("3号", ["1单元", "2单元"]), ("", ["9号"])]
    assert [cell.state for cell in found.cells] == [VACANT, UNASSIGNED, UNASSIGNED]
    assert (found.posts, found.held) == (1, 0)
    assert found.cells[2].id == story.building("9")


def test_streets_are_a_band_of_their_own_at_the_end(story: Story, book: Book) -> None:
    story.leader("王芳", "3号楼组")
    story.street_leader("陈老板", "金水路")
    story.street("百秀路")
    last = cover_map(book, TODAY).areas[-1]
    assert (last.id, last.name) == (0, STREETS)
    assert {cell.name: cell.state for cell in last.cells} == {"金水路": SERVING, "百秀路": VACANT}
    assert cover_map(book, TODAY).sentence.endswith("街面长共1人，覆盖1个街面，缺额1个。")


def test_a_past_day_shows_who_led_then(story: Story, book: Book) -> None:
    end_term(book, story.leader("王芳", "3号楼组"), dt.date(2025, 9, 1), "辞任")
    assert cells(book, dt.date(2025, 8, 31))["3号楼组"].leader == "王芳"
    assert cells(book)["3号楼组"].remark == "缺额29天"


def test_a_part_of_the_map_has_its_own_sentence(story: Story, book: Book) -> None:
    story.leader("王芳", "3号楼组")
    story.group("5号楼组")
    story.leader("李强", "1号楼组", compound="年丰苑")
    one = area_of(book, story.compound("年丰苑"), TODAY)
    assert [found.name for found in one.areas] == ["年丰苑"]
    assert one.sentence == "楼组长共1人，覆盖1个小区的1个楼组，覆盖率100%，没有缺额。"
    empty = cover_map(book, TODAY).only(state=VACANT)
    # What is told of a 小区 does not change with what is shown of it.
    assert (empty.areas[0].held, empty.areas[0].posts, empty.state) == (1, 2, VACANT)
    assert [cell.name for found in empty.areas for cell in found.cells] == ["5号楼组"]
    assert cover_map(book, TODAY).only(state=EXPIRED).areas == ()


def test_every_group_is_on_the_map_once_and_its_counts_are_those_of_the_lists(
    story: Story, book: Book
) -> None:
    dice = random.Random(11)
    names = "甲乙丙丁戊己庚辛"
    for number in range(1, 25):
        compound = dice.choice(("金水苑", "年丰苑"))
        story.group(f"{number}号楼组", compound, formed=dice.choice((None, "2024-03-01")))
        if number % 5:
            start = dice.choice(("2022-07-01", "2024-06-01"))
            term = story.leader(f"{dice.choice(names)}某", f"{number}号楼组", start, compound)
            if number % 3 == 0:
                end_term(book, term, dt.date(2025, dice.randrange(1, 9), 1), "辞任")
        if number % 2:
            story.door(f"{number}-101", compound)
    for step in range(0, 1400, 97):
        day = dt.date(2022, 1, 1) + step * DAY
        found = cover_map(book, day)
        groups = [cell for one in found.areas if one.id for cell in one.cells]
        posts = [cell for cell in groups if cell.state != UNASSIGNED]
        told = coverage(book, day)
        assert len({cell.id for cell in posts}) == len(posts) == told.active_groups
        assert sum(cell.state == VACANT for cell in posts) == told.vacant
        days = {row.group_id: row.days for row in vacancies(book, day)}
        assert {cell.id: cell.vacant_days for cell in posts if cell.state == VACANT} == days


def test_the_roster_of_the_office_is_one_map_of_22_compounds_and_17_streets(ruled: Book) -> None:
    office(ruled)
    day = dt.date(2026, 11, 22)
    found = cover_map(ruled, day)
    *compounds, streets = found.areas
    # 8 of the 507 rows have an ID number that cannot be right, and wait to be mended.
    assert (len(compounds), sum(one.posts for one in compounds)) == (22, 499)
    assert (streets.name, streets.posts) == (STREETS, 17)
    assert found.sentence == (
        "楼组长共499人，覆盖22个小区的499个楼组，覆盖率100%，没有缺额。"
        "街面长共17人，覆盖17个街面，没有缺额。"
    )
    assert found.counts[SEVERAL] == 10
    assert found.counts[UNASSIGNED] == 0
    assert best_of(ruled, day) < 150 * NOISE


@pytest.mark.timeout(60)
def test_five_thousand_groups_are_all_on_the_map(story: Story, book: Book) -> None:
    compounds = [story.compound(f"第{number}村") for number in range(40)]
    ids = book.ids.take(5_000)
    rows = [
        {"id": one, "compound_id": compounds[at % 40], "name": f"{at}号楼组", "key": str(at)}
        for at, one in enumerate(ids)
    ]
    with book.write("填表") as session:
        insert_rows(session.connection(), "building_group", rows)
    found = cover_map(book, TODAY)
    assert found.counts == {VACANT: 5_000}
    assert found.sentence == "现在没有在任的楼组长，5,000个楼组都缺楼组长。"


def best_of(book: Book, day: dt.date, times: int = 5) -> float:
    """The quickest of several readings, in milliseconds."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        whole: CoverMap = cover_map(book, day)
        found.append((time.perf_counter() - began) * 1000)
        assert whole.areas
    return min(found)
