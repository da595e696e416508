"""A compound drawn: floors out of room numbers, doors in their columns, what layers say."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from app.book import Book
from app.errors import Refused
from app.people import register
from app.people.drawing.behind import found_at, people_at, tagged_at
from app.people.drawing.compound import Door, Drawing, drawing_of
from app.people.drawing.floors import Spot, spot_of
from app.people.drawing.layers import LAYERS
from app.people.houses import edit_dwelling
from app.people.place_records import BuildingEntry, DwellingEntry
from app.pledge.accounts import open_account
from app.pledge.ledger import post
from app.pledge.records import AccountEntry, PointsEntry
from app.pledge.rulesets import rule_sets, rules_of
from tests.story import TODAY, Story


def drawn(story: Story, layer: str = "leaders", today: dt.date = TODAY) -> Drawing:
    return drawing_of(story.book, story.compound(), layer, today)


def doors(drawing: Drawing) -> dict[str, Door]:
    return {
        door.label: door
        for plan in drawing.buildings
        for floor in plan.floors
        for door in floor.doors
    }


def bands(drawing: Drawing) -> dict[str, str]:
    return {label: drawing.bands[door.band].words for label, door in doors(drawing).items()}


def counts(drawing: Drawing) -> dict[str, int]:
    return {band.words: band.doors for band in drawing.bands if band.doors}


@pytest.mark.parametrize(
    ("room", "spot"),
    [
        ("101", Spot(1, "01")),
        ("1203", Spot(12, "03")),
        ("0301", Spot(3, "01")),
        ("10203", Spot(10, "203")),
        ("601A", Spot(6, "01A")),
        ("12A", Spot(12, "A")),
        ("3楼东", Spot(3, "东")),
        ("十二层01", Spot(12, "01")),
        ("地下1", Spot(-1, "")),
        ("地下102", Spot(-1, "02")),
        ("地下室", Spot(-1, "")),
        ("B2", Spot(-2, "")),
        ("12", None),
        ("001", None),
        ("门卫室", None),
        ("123456", None),
    ],
)
def test_a_room_number_tells_its_floor_and_place(room: str, spot: Spot | None) -> None:
    assert spot_of(room) == spot


def test_buildings_stand_in_natural_order_and_floors_from_the_top(story: Story) -> None:
    for door in ("12-101", "3-101", "3-102", "3-201", "3-1102"):
        story.door(door)
    drawing = drawn(story)
    assert [plan.name for plan in drawing.buildings] == ["3号", "12号"]
    third = drawing.buildings[0]
    assert [floor.mark for floor in third.floors] == ["11", "2", "1"]
    assert [[door.room for door in floor.doors] for floor in third.floors] == [
        ["1102"],
        ["201"],
        ["101", "102"],
    ]
    assert drawing.doors == 5


def test_doors_above_each_other_share_a_column(story: Story) -> None:
    for door in ("3-101", "3-102", "3-202", "3-303", "3-地下1"):
        story.door(door)
    (plan,) = drawn(story).buildings
    columns = {door.room: door.column for floor in plan.floors for door in floor.doors}
    assert columns["101"] == 0
    assert columns["102"] == columns["202"] == 1
    assert columns["303"] == 2
    assert plan.floors[-1].number == -1


def test_units_are_groups_of_columns(story: Story) -> None:
    for door in ("5-1-101", "5-1-102", "5-2-101", "5-2-102"):
        story.door(door)
    (plan,) = drawn(story).buildings
    assert [(unit.name, unit.first, unit.width) for unit in plan.units] == [
        ("1单元", 0, 2),
        ("2单元", 2, 2),
    ]
    assert [door.column for door in plan.floors[0].doors] == [0, 1, 2, 3]


def test_rooms_without_a_floor_stand_in_rows_of_their_own(story: Story) -> None:
    building = story.building("8")
    for number in (*range(1, 15), 101):
        register.add_dwelling(story.book, building, DwellingEntry(str(number)))
    (plan,) = drawn(story).buildings
    assert [(floor.mark, len(floor.doors)) for floor in plan.floors] == [
        ("1", 1),
        ("其他", 6),
        ("", 6),
        ("", 2),
    ]
    assert [door.room for door in plan.floors[1].doors] == ["1", "2", "3", "4", "5", "6"]


def test_a_house_numbered_on_and_on_has_no_empty_columns(story: Story) -> None:
    for floor in range(1, 5):
        for room in range(1, 5):
            story.door(f"9-{floor}{(floor - 1) * 4 + room:02}")
    (plan,) = drawn(story).buildings
    assert plan.width == 4


def test_a_building_without_doors_is_drawn_empty(story: Story) -> None:
    register.add_building(story.book, story.compound(), BuildingEntry("1号"))
    (plan,) = drawn(story).buildings
    assert plan.floors == ()
    assert drawn(story).doors == 0


def test_a_compound_that_is_gone_is_refused(book: Book) -> None:
    with pytest.raises(Refused):
        drawing_of(book, 4711, "leaders", TODAY)


def test_a_layer_that_is_none_is_an_error(story: Story) -> None:
    with pytest.raises(ValueError, match="layer"):
        drawn(story, "weather")


def test_a_door_knows_its_households(story: Story) -> None:
    story.resident("周桂英", "3-101", relation_to_head="户主")
    story.resident("李国栋", "3-101")
    story.household("3-102", "王芳")
    story.household("3-102", "何勇")
    story.door("3-103")
    found = doors(drawn(story))
    assert (found["3-101"].who, found["3-101"].people) == ("周桂英户", 2)
    assert found["3-102"].who == "王芳等 2 户"
    assert found["3-103"].who == "没有登记住户"
    assert drawn(story).shared == 1


def test_the_leaders_of_groups_are_told_by_door_and_by_group(story: Story) -> None:
    story.group("3号楼组", formed="2010-01-01")
    story.group("4号楼组", formed="2010-01-01")
    story.group("5号楼组", formed="2010-01-01")
    for door in ("3-101", "4-101", "5-101", "5-102"):
        story.door(door)
    register.groups_for_buildings(story.book, story.compound())
    story.building("6")
    building = story.building("6")
    register.add_dwelling(story.book, building, DwellingEntry("101"))
    story.leader("周桂英", "3号楼组", "2022-07-01", until="2027-07-01")
    story.leader("李国栋", "4号楼组", "2020-07-01", until="2025-10-15")
    drawing = drawn(story)
    assert bands(drawing) == {
        "3-101": "有楼组长",
        "4-101": "任期将满",
        "5-101": "空缺",
        "5-102": "空缺",
        "6-101": "未划楼组",
    }
    assert doors(drawing)["3-101"].detail == "3号楼组，楼组长 周桂英"
    captions = {plan.name: plan.caption for plan in drawing.buildings}
    assert captions == {"3号": "周桂英", "4号": "李国栋", "5号": "空缺", "6号": "未划楼组"}
    assert drawing.sentence == (
        "3 个楼组里 2 个有楼组长，其中 1 个任期将满或已届满，"
        "1 个空缺，涉及 2 套房屋，另有 1 套房屋还没有划入楼组。"
    )


def test_care_tags_are_counted_and_never_named(story: Story) -> None:
    story.resident("周桂英", "3-101", care_tags=("独居", "高龄"))
    story.resident("李国栋", "3-102", care_tags=("残疾",))
    story.resident("王芳", "3-103")
    story.door("3-104")
    drawing = drawn(story, "care")
    assert counts(drawing) == {"没有标签": 1, "1 项": 1, "2 项": 1, "没有住户": 1}
    assert doors(drawing)["3-101"].value == "2 项"
    assert not any(tag in repr(drawing) for tag in ("独居", "高龄", "残疾"))
    tagged = tagged_at(story.book, doors(drawing)["3-101"].homes, TODAY)
    assert [name for _, name in tagged] == ["周桂英"]


def test_signing_is_told_also_for_a_door_with_two_households(story: Story) -> None:
    homes = [story.household("3-101", "周桂英"), story.household("3-102", "李国栋")]
    both = [story.household("3-103", "王芳"), story.household("3-103", "何勇")]
    sign(story, homes[0])
    sign(story, both[0])
    drawing = drawn(story, "pledge")
    assert counts(drawing) == {"已签订": 1, "部分签订": 1, "未签订": 1}
    assert drawing.sentence == "在住 4 户，已签订 2 户，占 50%；还有 2 户没有签订。"


def sign(story: Story, household: int) -> None:
    from db.models import Household

    with story.book.write("签订") as session:
        session.get_one(Household, household).pledge_signed_on = TODAY


def test_scores_of_the_season_are_told_from_the_base(ruled: Book) -> None:
    today = dt.date(2026, 11, 22)
    story = Story(ruled, today)
    homes = [story.household(f"3-10{at}", f"户主{'甲乙丙'[at]}") for at in range(3)]
    (rules, *_) = [one for one in rule_sets(ruled, today) if one.account_kind != "shop"]
    accounts = [
        open_account(ruled, AccountEntry(rules.id, today, household_id=home), today=today).id
        for home in homes[:2]
    ]
    rule = next(
        one
        for one in rules_of(ruled, rules.id, today)
        if one.effect == "bonus" and one.amount_kind == "fixed" and not one.approval
    )
    made = post(ruled, PointsEntry(rule.id, today, account_id=accounts[0]), today=today)
    assert made.score > 0
    drawing = drawing_of(ruled, story.compound(), "points", today)
    assert bands(drawing) == {"3-100": "高于基础分", "3-101": "等于基础分", "3-102": "没有账户"}
    assert drawing.sentence.startswith("2026年第四季度有 2 户记分")


def test_the_use_of_doors_is_told_and_how_many_share_one(story: Story) -> None:
    story.door("3-101")
    story.household("3-102", "王芳")
    story.household("3-102", "何勇")
    edit_dwelling(story.book, story.door("3-101"), DwellingEntry("101", usage="出租"))
    drawing = drawn(story, "use")
    assert counts(drawing) == {"出租": 1, "未填": 1}
    assert drawing.sentence == "出租 1 套、未填 1 套；一套住几户的有 1 套。"


def test_people_over_eighty_are_counted_by_door(story: Story) -> None:
    story.resident("周桂英", "3-101", birth_date="1940-03-07")
    story.resident("李国栋", "3-102", birth_date="1938")
    story.resident("张秀兰", "3-102", birth_date="1945-09-30")
    story.resident("王芳", "3-103", birth_date="1945-10-01")
    drawing = drawn(story, "elders")
    assert counts(drawing) == {"没有": 1, "1 位": 1, "2 位及以上": 1}
    assert drawing.sentence == (
        "80 岁以上的老人有 3 位，住在 2 套房屋里；其中 1 套只登记了老人一人。"
    )


@pytest.mark.parametrize("layer", [layer.key for layer in LAYERS])
def test_a_drawing_takes_as_many_queries_for_many_doors_as_for_few(
    story: Story, layer: str
) -> None:
    compound = story.compound()

    def queries() -> int:
        asked: list[str] = []

        def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        with story.book.read() as session:
            engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            drawing_of(story.book, compound, layer, TODAY)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    story.resident("周桂英", "3-101", care_tags=("独居",), birth_date="1940")
    few = queries()
    for at in range(2, 30):
        story.resident(f"居民{'甲乙丙丁'[at % 4]}", f"{at}-101", birth_date="1940")
    assert queries() == few <= 7


def test_every_layer_puts_every_door_into_one_band_and_says_it_in_words(story: Story) -> None:
    story.resident("周桂英", "3-101")
    story.door("3-102")
    for layer in LAYERS:
        drawing = drawn(story, layer.key)
        assert sum(band.doors for band in drawing.bands) == drawing.doors == 2
        assert drawing.sentence.endswith("。")
        assert len({band.words for band in drawing.bands}) == len(drawing.bands)


def test_who_lives_at_a_door_is_read_with_the_head_first(story: Story) -> None:
    story.resident("李国栋", "3-101", relation_to_head="配偶", birth_date="1938-05")
    story.resident("周桂英", "3-101", relation_to_head="户主")
    door = doors(drawn(story))["3-101"]
    people = people_at(story.book, door.homes, TODAY)
    assert [(one.full_name, one.age) for one in people] == [("周桂英", None), ("李国栋", 87)]


def test_a_record_is_found_in_its_compound(story: Story) -> None:
    home = story.household("3-101", "周桂英")
    door, building, compound = story.door("3-101"), story.building("3"), story.compound()
    assert found_at(story.book, "household", home) == (compound, building, door)
    assert found_at(story.book, "building", building) == (compound, building, None)
    assert found_at(story.book, "compound", compound) == (compound, None, None)
    assert found_at(story.book, "shop", 1) is None
    assert found_at(story.book, "household", 1) is None
