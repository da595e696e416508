"""What is due today, and how the office stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.backups import back_up
from app.book import Book
from app.due import Action, Item, Level
from app.overview import points_chart, summary, today_figures
from app.people import register
from app.people.organizations import OrganizationEntry
from app.people.pet_records import PetEntry
from app.pledge import accounts, ledger, rulesets
from app.pledge.records import AccountEntry, PointsEntry
from app.today import today_items
from app.work import finish
from tests.story import Story

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def story(ruled: Book) -> Story:
    """An office with one 楼组."""
    told = Story(ruled, TODAY)
    told.group("3号楼组", formed="2020-01-01")
    return told


def of(items: list[Item], words: str) -> list[Item]:
    return [item for item in items if words in item.text]


def test_a_vacancy_presses_after_thirty_days(story: Story) -> None:
    story.group("4号楼组", formed="2026-11-01")
    found = of(today_items(story.book, TODAY), "楼组长缺额")
    assert [(item.level, item.text, item.object) for item in found] == [
        (Level.RED, "楼组长缺额 2517 天", "金水苑 · 3号楼组"),
        (Level.AMBER, "楼组长缺额 21 天", "金水苑 · 4号楼组"),
    ]
    group = story.group("4号楼组")
    assert found[1].action == Action("补选", "leaders", ("group", group))


def test_many_vacancies_of_a_compound_are_one_item(story: Story) -> None:
    for number in range(10, 20):
        story.group(f"{number}号楼组", "恒盛花苑", formed="2026-01-01")
    found = of(today_items(story.book, TODAY), "没有楼组长")
    assert [(item.text, item.object) for item in found] == [("10 个楼组没有楼组长", "恒盛花苑")]


def test_a_term_is_told_sixty_days_before_it_ends_and_when_it_is_over(story: Story) -> None:
    story.leader("周桂英", "3号楼组", "2022-01-10", until="2027-01-10")
    (item,) = of(today_items(story.book, TODAY), "楼组长任期将满")
    assert (item.level, item.due) == (Level.AMBER, dt.date(2027, 1, 10))
    assert item.object == "周桂英 · 金水苑 · 3号楼组"
    assert of(today_items(story.book, dt.date(2026, 11, 1)), "任期") == []
    (item,) = of(today_items(story.book, dt.date(2027, 2, 1)), "楼组长届满未换")
    assert item.level is Level.RED


def test_terms_that_end_on_one_day_are_one_item(story: Story) -> None:
    for number, name in ((3, "周桂英"), (4, "李国栋"), (5, "赵敏")):
        story.leader(name, f"{number}号楼组", "2022-01-10", until="2027-01-10")
    (item,) = of(today_items(story.book, TODAY), "任期将满")
    assert item.text == "3 名楼组长任期将满"
    assert item.action == Action("看名单", "leaders", ("expiring", None))


def test_an_empty_book_asks_for_nothing(ruled: Book) -> None:
    assert today_items(ruled, TODAY) == []


def test_a_book_with_people_wants_a_backup(story: Story, tmp_path: Path) -> None:
    story.resident("周桂英", "3-101")
    (item,) = of(today_items(story.book, TODAY), "备份")
    assert (item.level, item.text) == (Level.RED, "还没有备份过")
    made = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC).astimezone()
    finish(back_up(story.book, tmp_path / "备份", now=made))
    (item,) = of(today_items(story.book, TODAY), "备份")
    assert item.text == "备份只在本机，请另存一份到 U 盘"
    (item,) = of(today_items(story.book, TODAY + dt.timedelta(days=8)), "备份")
    assert (item.level, item.text) == (Level.AMBER, "上次备份是 8 天前")
    (item,) = of(today_items(story.book, TODAY + dt.timedelta(days=15)), "备份")
    assert item.level is Level.RED


def test_a_season_that_is_over_waits_to_be_closed(story: Story) -> None:
    rules = rulesets.rule_sets(story.book, TODAY)[0].id
    home = story.household("3-101", "周桂英")
    signing = AccountEntry(rules, dt.date(2026, 10, 2), household_id=home)
    accounts.open_account(story.book, signing, today=TODAY)
    rule = rulesets.find_rules(story.book, "J-06", rule_set_id=rules, on=TODAY)[0].id
    assert of(today_items(story.book, dt.date(2027, 1, 20)), "结算") == []
    ledger.post(story.book, PointsEntry(rule, TODAY, home), today=TODAY)
    levels = {
        day: of(today_items(story.book, day), "还没有结算")[0].level
        for day in (dt.date(2027, 1, 2), dt.date(2027, 1, 8), dt.date(2027, 1, 20))
    }
    assert list(levels.values()) == [Level.GREEN, Level.AMBER, Level.RED]


def test_lonely_residents_without_a_telephone_are_named(story: Story) -> None:
    known = story.resident("周桂英", "3-101", care_tags=("独居",))
    story.resident("李国栋", "3-102", care_tags=("独居",), phone="13800001111")
    story.resident("赵敏", "3-103")
    (item,) = of(today_items(story.book, TODAY), "留电话")
    assert item.object == "周桂英"
    assert item.action == Action("补电话", "people", ("person", known))


def test_a_vaccination_and_a_licence_are_told_before_they_end(story: Story) -> None:
    owner = story.resident("周桂英", "3-101")
    dog = PetEntry("犬", "豆豆", license_no="1", license_expire_on=dt.date(2026, 12, 1))
    pet = register.add_pet(story.book, owner, dog, TODAY).id
    entry = PetEntry("猫", "咪咪", rabies_vaccine_on=dt.date(2025, 11, 21))
    cat = register.add_pet(story.book, owner, entry, TODAY).id
    found = of(today_items(story.book, TODAY), "宠物")
    assert [(item.level, item.text, item.object, item.due, item.action.what) for item in found] == [
        (Level.RED, "宠物免疫已到期", "咪咪 · 周桂英 · 3-101", dt.date(2026, 11, 21), ("pet", cat)),
        (
            Level.AMBER,
            "宠物犬证将到期",
            "豆豆 · 周桂英 · 3-101",
            dt.date(2026, 12, 1),
            ("pet", pet),
        ),
    ]
    assert len(of(today_items(story.book, dt.date(2026, 10, 20)), "宠物")) == 0
    register.set_pet_status(story.book, cat, "given")
    assert len(of(today_items(story.book, TODAY), "宠物")) == 1


def test_many_pets_are_one_item(story: Story) -> None:
    owner = story.resident("周桂英", "3-101")
    for name in ("豆豆", "球球", "咪咪"):
        entry = PetEntry("猫", name, vaccine_expire_on=dt.date(2026, 11, 1))
        register.add_pet(story.book, owner, entry, TODAY)
    (item,) = of(today_items(story.book, TODAY), "宠物")
    assert (item.text, item.action) == (
        "3 只宠物免疫已到期",
        Action("看名单", "people", ("pets", "due")),
    )


def test_a_committee_of_owners_is_told_before_its_term_ends(story: Story) -> None:
    entry = OrganizationEntry("金水苑业委会", kind="业委会", term_end_on=dt.date(2027, 1, 1))
    made = register.add_organization(story.book, entry, TODAY).id
    (item,) = of(today_items(story.book, TODAY), "业委会")
    assert (item.level, item.text, item.due) == (
        Level.AMBER,
        "业委会任期将满",
        dt.date(2027, 1, 1),
    )
    assert of(today_items(story.book, dt.date(2026, 10, 1)), "业委会") == []
    (item,) = of(today_items(story.book, dt.date(2027, 1, 1)), "业委会")
    assert (item.level, item.text) == (Level.RED, "业委会届满，还没有换届")
    register.set_organization_status(story.book, made, "ended")
    assert of(today_items(story.book, TODAY), "业委会") == []


def test_nobody_is_nagged_for_a_missing_consent(story: Story) -> None:
    story.resident("周桂英", "3-101", phone="13800001111")
    assert of(today_items(story.book, TODAY), "授权") == []


def test_what_presses_comes_first(story: Story) -> None:
    story.resident("周桂英", "3-101", care_tags=("独居",))
    story.group("4号楼组", formed="2026-11-01")
    levels = [item.level for item in today_items(story.book, TODAY)]
    assert levels == sorted(levels, key=list(Level).index)


def test_the_four_figures_say_how_the_office_stands(story: Story) -> None:
    story.group("4号楼组", formed="2020-01-01")
    story.leader("周桂英", "3号楼组", "2023-07-01")
    rules = rulesets.rule_sets(story.book, TODAY)[0].id
    homes = [story.household(door, "户主") for door in ("3-101", "3-102", "3-103")]
    for home in homes[:2]:
        signing = AccountEntry(rules, dt.date(2026, 11, 2), household_id=home)
        accounts.open_account(story.book, signing, today=TODAY)
    rule = rulesets.find_rules(story.book, "J-02", rule_set_id=rules, on=TODAY)[0].id
    ledger.post(story.book, PointsEntry(rule, TODAY, homes[0]), today=TODAY)
    leaders, residents, signed, points = today_figures(story.book, TODAY)
    assert (leaders.figure, leaders.suffix, leaders.note) == ("1", "/ 2 楼组", "覆盖 50% · 缺 1")
    assert (residents.figure, residents.suffix) == ("1", "人 / 3 户")
    assert (signed.figure, signed.note) == ("2", "66.6% · 本月 +2")
    assert (points.figure, points.note) == ("+2", "1 笔 · 扣 0 笔")
    assert summary(story.book, TODAY).words() == "本居委 1 个小区 · 2 个楼组 · 3 户 · 1 人"


def test_the_figures_of_an_empty_book_are_words(ruled: Book) -> None:
    notes = [figure.note for figure in today_figures(ruled, TODAY)]
    assert notes == ["还没有登记楼组", "还没有登记居民", "还没有签约的户", "本月还没有记分"]
    assert points_chart(ruled, TODAY).sentence == "记下第一笔积分后，这里按月画出加分。"


def test_the_chart_compares_this_month_with_the_last(story: Story) -> None:
    rules = rulesets.rule_sets(story.book, TODAY)[0].id
    home = story.household("3-101", "周桂英")
    signing = AccountEntry(rules, dt.date(2026, 10, 2), household_id=home)
    accounts.open_account(story.book, signing, today=TODAY)
    rule = rulesets.find_rules(story.book, "J-02", rule_set_id=rules, on=TODAY)[0].id
    for day in (dt.date(2026, 10, 5), dt.date(2026, 10, 6), TODAY):
        ledger.post(story.book, PointsEntry(rule, day, home), today=TODAY)
    chart = points_chart(story.book, TODAY)
    assert chart.labels[-3:] == ("9月", "10月", "11月")
    assert chart.lines[0].values[-3:] == (0, 4, 2)
    assert chart.sentence == "本月加 2分，比上月少 50%"


def test_what_cannot_be_right_in_the_register_is_told_as_one(story: Story) -> None:
    assert of(today_items(story.book, TODAY), "资料不对") == []
    who = story.resident("周桂英", "3-101")
    story.leader("周桂英", "3号楼组")
    story.resident("李国栋", "3-101")
    register.set_status(
        story.book, who, "deceased", TODAY, register.Leaving(posts="keep", account="keep")
    )
    (item,) = of(today_items(story.book, TODAY), "资料不对")
    assert (item.level, item.text) == (Level.RED, "名册里有 1 处资料不对")
    assert item.object == "去世或迁出的人还在任职"
    assert item.action == Action("去核对", "people", ("checks", "quality"))
