"""分户 and 并户: people change household, everything that hangs on them stays on record."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.people import register
from app.people.card import household_card
from app.people.leaving import Leaving, StillOpen
from app.people.lists import household_rows
from app.people.moves import moves_of
from app.people.records import HouseholdEntry, HouseholdRow
from db.models import Account, RuleSet
from tests.people.test_moving import pet
from tests.story import TODAY, Dump, Story, dump

DAY = dt.date(2025, 9, 10)


def home(book: Book, row_id: int) -> HouseholdRow:
    return household_rows(book, [row_id])[row_id]


def names(book: Book, row_id: int) -> list[str]:
    return [one.full_name for one in household_card(book, row_id, TODAY).members]


def counts(content: Dump) -> Counter[str]:
    """Rows by table, without those that a split or a join adds."""
    return Counter({table: len(rows) for table, rows in content.items() if table != "move"})


def rule_set(book: Book, name: str) -> int:
    """A set of rules for households."""
    row_id = book.ids.next_id()
    with book.write("规则") as session:
        session.add(
            RuleSet(
                id=row_id, name=name, edition=name, account_kind="household", mode="base",
                base_points=1000, season_kind="quarter", stars=[],
            )
        )  # fmt: skip
    return row_id


def account(book: Book, household: int, rules: int) -> int:
    """An open account of a household."""
    row_id = book.ids.next_id()
    with book.write("开户") as session:
        session.add(Account(id=row_id, rule_set_id=rules, household_id=household, opened_on=DAY))
    return row_id


@pytest.fixture
def family(story: Story) -> dict[str, int]:
    """Four people at 3-101, with a dog."""
    people = (
        ("周桂英", "户主"), ("李国栋", "配偶"), ("李强", "子"), ("赵敏", "儿媳")
    )  # fmt: skip
    found = {name: story.resident(name, "3-101", relation_to_head=as_) for name, as_ in people}
    found["home"] = story.household("3-101")
    found["dog"] = pet(story.book, found["李强"])
    return found


def test_some_members_become_a_household_of_their_own(
    family: dict[str, int], story: Story, book: Book
) -> None:
    rules = rule_set(book, "居民版")
    points = account(book, family["home"], rules)
    before = dump(book)
    saved = register.split_household(
        book, family["home"], [family["李强"], family["赵敏"]], story.door("4-201"),
        HouseholdEntry(household_no="H-7", head_name="李强"), DAY,
    )  # fmt: skip
    new = home(book, saved.id)
    assert (new.label, new.household_no, new.members) == ("4-201 · 李强户", "H-7", 2)
    assert names(book, family["home"]) == ["周桂英", "李国栋"]
    people = dump(book)["resident"]
    assert people[family["李强"]]["relation_to_head"] == "户主"
    assert people[family["赵敏"]]["relation_to_head"] is None
    assert saved.warnings == (
        "请核对两户成员的“与户主关系”。",
        "积分账户和已有积分留在原户，新户要参加请另行签约。",
    )
    assert dump(book)["pet"][family["dog"]]["household_id"] == saved.id
    assert dump(book)["account"][points]["household_id"] == family["home"]
    assert dump(book)["household"][saved.id]["moved_in_on"] == DAY
    assert [(one.kind, one.moved_on) for one in moves_of(book, family["赵敏"])] == [("分户", DAY)]
    after = counts(dump(book))
    more = {table: count - counts(before)[table] for table, count in after.items()}
    assert {table: count for table, count in more.items() if count} == {
        "household": 1, "dwelling": 1, "building": 1
    }  # fmt: skip
    book.undo()
    assert home(book, family["home"]).members == 4


def test_a_split_may_stay_at_the_same_door(family: dict[str, int], book: Book) -> None:
    door = home(book, family["home"]).dwelling_id
    saved = register.split_household(
        book, family["home"], [family["李强"]], door, HouseholdEntry(), DAY
    )
    assert home(book, saved.id).label == "3-101 · 李强户"
    assert saved.warnings == ()


def test_an_old_household_without_its_head_says_so(family: dict[str, int], book: Book) -> None:
    door = home(book, family["home"]).dwelling_id
    saved = register.split_household(
        book, family["home"], [family["周桂英"]], door, HouseholdEntry(), DAY
    )
    assert "请为原户另定户主" in saved.warnings[0]
    assert home(book, family["home"]).head_name is None


def test_who_may_not_be_split_off(family: dict[str, int], story: Story, book: Book) -> None:
    door = home(book, family["home"]).dwelling_id
    stranger = story.resident("外人", "5-101")
    everybody = [family[name] for name in ("周桂英", "李国栋", "李强", "赵敏")]
    before = dump(book)
    for members, words in ((everybody, "原户就没有人了"), ([stranger], "不是这一户在住成员")):
        with pytest.raises(Refused, match=words):
            register.split_household(book, family["home"], members, door, HouseholdEntry(), DAY)
    with pytest.raises(Invalid, match="请勾选"):
        register.split_household(book, family["home"], [], door, HouseholdEntry(), DAY)
    with pytest.raises(Invalid, match="分出去的成员里没有周桂英"):
        register.split_household(
            book, family["home"], [family["李强"]], door, HouseholdEntry(head_name="周桂英"), DAY
        )
    with pytest.raises(Invalid, match="应是分出去的成员之一"):
        register.split_household(
            book, family["home"], [family["李强"]], door, HouseholdEntry(), DAY,
            head_id=family["周桂英"],
        )  # fmt: skip
    assert dump(book) == before


def test_a_leader_who_is_split_off_to_another_group_is_asked(
    family: dict[str, int], story: Story, book: Book
) -> None:
    story.group("3号楼组")
    term = story.leader("李强", "3号楼组")
    door = home(book, family["home"]).dwelling_id
    register.split_household(book, family["home"], [family["李强"]], door, HouseholdEntry(), DAY)
    book.undo()
    other = story.door("4-201")
    with pytest.raises(StillOpen, match="李强任3号楼组楼组长"):
        register.split_household(
            book, family["home"], [family["李强"]], other, HouseholdEntry(), DAY
        )
    register.split_household(
        book, family["home"], [family["李强"]], other, HouseholdEntry(), DAY,
        leaving=Leaving(posts="end"),
    )  # fmt: skip
    row = dump(book)["leader_term"][term]
    assert (row["end_on"], row["end_reason"]) == (DAY, "调整")


def test_two_households_become_one(family: dict[str, int], story: Story, book: Book) -> None:
    gone = story.household("4-201")
    mover = story.resident("王阿婆", "4-201", relation_to_head="户主")
    former = story.resident("王老伯", "4-201", relation_to_head="配偶")
    register.set_status(book, former, "deceased", dt.date(2025, 9, 1))
    cat = pet(book, mover, "咪咪")
    before = counts(dump(book))
    saved = register.join_households(book, gone, family["home"], DAY)
    assert saved.id == family["home"]
    assert saved.warnings == ("请核对并入成员的“与户主关系”。",)
    assert names(book, family["home"])[-1] == "王阿婆"
    row = dump(book)["household"][gone]
    assert (row["status"], row["moved_out_on"]) == ("dissolved", DAY)
    assert dump(book)["pet"][cat]["household_id"] == family["home"]
    assert dump(book)["resident"][mover]["relation_to_head"] is None
    assert dump(book)["resident"][former]["household_id"] == gone
    assert [one.kind for one in moves_of(book, mover)] == ["并户"]
    assert counts(dump(book)) == before
    book.undo()
    assert home(book, gone).status == "living"


def test_a_second_account_of_the_same_rules_is_closed(
    family: dict[str, int], story: Story, book: Book
) -> None:
    gone = story.household("4-201")
    story.resident("王阿婆", "4-201")
    rules = rule_set(book, "居民版")
    first, second = account(book, family["home"], rules), account(book, gone, rules)
    saved = register.join_households(book, gone, family["home"], DAY)
    assert saved.warnings[0] == "并入的户已有积分账户，原户的账户已同时销户。"
    accounts = dump(book)["account"]
    assert (accounts[second]["closed_on"], accounts[second]["close_reason"]) == (DAY, "并户")
    assert accounts[first]["closed_on"] is None


def test_an_account_passes_to_a_household_without_one_or_ends(
    family: dict[str, int], story: Story, book: Book
) -> None:
    gone = story.household("4-201")
    story.resident("王阿婆", "4-201")
    points = account(book, gone, rule_set(book, "居民版"))
    with pytest.raises(StillOpen, match="请选择转到并入的户，或同时销户"):
        register.join_households(book, gone, family["home"], DAY)
    register.join_households(book, gone, family["home"], DAY, Leaving(account="keep"))
    row = dump(book)["account"][points]
    assert (row["household_id"], row["closed_on"]) == (family["home"], None)
    book.undo()
    register.join_households(book, gone, family["home"], DAY, Leaving(account="end"))
    row = dump(book)["account"][points]
    assert (row["household_id"], row["closed_on"]) == (gone, DAY)


def test_only_two_living_households_are_joined(
    family: dict[str, int], story: Story, book: Book
) -> None:
    with pytest.raises(Refused, match="不能和自己并户"):
        register.join_households(book, family["home"], family["home"], DAY)
    gone = story.household("4-201")
    register.move_out(book, gone, DAY)
    with pytest.raises(Refused, match="已经不在住"):
        register.join_households(book, gone, family["home"], DAY)


def test_who_comes_back_to_a_dissolved_household_is_in_the_joined_one(
    family: dict[str, int], story: Story, book: Book
) -> None:
    gone = story.household("4-201")
    story.resident("王阿婆", "4-201")
    away = story.resident("王强", "4-201", relation_to_head="子")
    register.set_status(book, away, "moved_out", dt.date(2025, 9, 1))
    register.join_households(book, gone, family["home"], DAY)
    saved = register.set_status(book, away, "living", DAY)
    assert "已归入并入后的户" in saved.warnings[0]
    assert names(book, family["home"])[-1] == "王强"
    assert home(book, gone).status == "dissolved"
