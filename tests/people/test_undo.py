"""Every use case of the register can be undone and redone without a trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.book import Book
from app.people import office, register
from app.people.place_records import (
    BuildingEntry,
    DwellingEntry,
    GroupEntry,
    SegmentEntry,
    ShopEntry,
    TagEntry,
)
from app.people.records import CompoundEntry, HouseholdEntry, OfficeEntry, ResidentEntry
from db.models import CareTag
from tests.story import TODAY, Story, dump

LATER = TODAY + dt.timedelta(days=10)

Deed = Callable[[Story], object]

DEEDS: dict[str, Deed] = {
    "setting up the office": lambda s: office.set_office(
        s.book, OfficeEntry("金水苑社区居民委员会", "金海街道")
    ),
    "adding a compound": lambda s: register.add_compound(s.book, CompoundEntry("年丰苑")),
    "editing a compound": lambda s: register.edit_compound(
        s.book, s.compound(), CompoundEntry("金水新苑", address="金水路1号")
    ),
    "adding a building": lambda s: register.add_building(
        s.book, s.compound(), BuildingEntry("12号", floors=18)
    ),
    "editing a building": lambda s: register.edit_building(
        s.book, s.building("3"), BuildingEntry("3幢", has_elevator=True)
    ),
    "adding a group": lambda s: register.add_group(s.book, s.compound(), GroupEntry("5号楼组")),
    "editing a group": lambda s: register.edit_group(
        s.book, s.group("3号楼组"), GroupEntry("3号1单元", code="A-3")
    ),
    "ending a group": lambda s: register.end_group(s.book, s.group("3号楼组"), TODAY),
    "making groups by building": lambda s: register.groups_for_buildings(s.book, s.compound()),
    "assigning dwellings": lambda s: register.assign_dwellings(
        s.book, [s.door("4-201")], s.group("3号楼组")
    ),
    "adding a dwelling": lambda s: register.add_dwelling(
        s.book, s.building("3"), DwellingEntry("301A")
    ),
    "editing a dwelling": lambda s: register.edit_dwelling(
        s.book, s.door("3-101"), DwellingEntry("101", usage="出租")
    ),
    "adding a household": lambda s: register.add_household(
        s.book, s.door("3-101"), HouseholdEntry(head_name="租客一")
    ),
    "editing a household": lambda s: register.edit_household(
        s.book, s.household("3-101"), HouseholdEntry("H-1", "张三", note="合用厨房")
    ),
    "choosing a head": lambda s: register.set_head(s.book, s.household("3-101"), s.person("李四")),
    "a household moving out": lambda s: register.move_out(s.book, s.household("3-101"), TODAY),
    "adding a resident": lambda s: register.add_resident(
        s.book,
        ResidentEntry("王五", relation_to_head="户主", care_tags=("独居",)),
        TODAY,
        s.household("4-201"),
    ),
    "editing a resident": lambda s: register.edit_resident(
        s.book, s.person("张三"), ResidentEntry("张三丰", phone="13800001234"), TODAY
    ),
    "moving a resident": lambda s: register.move(
        s.book, s.person("李四"), s.household("4-201"), TODAY
    ),
    "a resident leaving": lambda s: register.set_status(
        s.book, s.person("张三"), "moved_out", TODAY
    ),
    "a resident dying": lambda s: register.set_status(s.book, s.person("张三"), "deceased", TODAY),
    "setting tags": lambda s: register.set_tags(s.book, s.person("张三"), ["低保"], LATER),
    "editing a tag": lambda s: register.edit_tag(
        s.book, _tag(s), TagEntry("独居", dt.date(2024, 1, 1), source="走访")
    ),
    "adding a street": lambda s: register.add_segment(s.book, SegmentEntry("百秀路")),
    "editing a street": lambda s: register.edit_segment(
        s.book, s.street(), SegmentEntry("金水路", road="金水路", from_no="46")
    ),
    "adding a shop": lambda s: register.add_shop(s.book, s.street(), ShopEntry("阿美理发")),
    "editing a shop": lambda s: register.edit_shop(
        s.book, s.shop("好邻居超市"), ShopEntry("好邻居便利", category="零售")
    ),
    "closing a shop": lambda s: register.set_shop_status(
        s.book, s.shop("好邻居超市"), "closed", TODAY
    ),
    "deleting a resident": lambda s: register.delete(s.book, "resident", s.person("张三")),
    "deleting a shop": lambda s: register.delete(s.book, "shop", s.shop("好邻居超市")),
}


def _tag(story: Story) -> int:
    with story.book.read() as session:
        return session.scalars(select(CareTag.id)).one()


@pytest.fixture
def settled(story: Story) -> Story:
    """A small neighbourhood: two buildings, one 楼组, a family, a shop."""
    story.resident("张三", door="3-101", relation_to_head="户主", care_tags=("独居",))
    story.resident("李四", door="3-101", relation_to_head="配偶")
    story.household("4-201")
    story.group("3号楼组")
    story.shop("好邻居超市")
    return story


@pytest.mark.parametrize("name", DEEDS)
def test_what_is_undone_leaves_nothing_and_what_is_redone_leaves_the_same(
    name: str, settled: Story, book: Book
) -> None:
    before = dump(book)
    steps: list[frozenset[str]] = []
    book.listen(lambda changes: steps.append(changes.tables))
    DEEDS[name](settled)
    after = dump(book)
    assert after != before
    assert len(steps) == 1, "one step of the user is one step of the journal"
    book.undo()
    assert dump(book) == before
    book.redo()
    assert dump(book) == after
