"""A newer version of a roster beside the book: who is new, who is gone, what becomes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from app.book import Book
from app.departing import Departure, carry_out, open_matters, tried
from app.errors import Refused
from app.people.leaving import END, KEEP
from app.pledge.accounts import open_account
from app.pledge.records import AccountEntry
from app.reviewing import Missing, arrivals, comparable, met_by, missing, mostly_known
from app.rosters import ROSTERS
from app.sheets.importing import Piece, Ready
from app.sheets.plan import Policy
from app.sheets.reading import from_clipboard
from app.sheets.several import commit_all, dry_run_all, gather_from
from app.work import Work, finish
from db.models import LeaderTerm, Organization, Pet, Resident, RuleSet, Shop
from tests.story import Story, dump

TODAY = dt.date(2026, 11, 22)
DAY = dt.date(2026, 11, 1)
PEOPLE = "小区\t楼号\t室号\t姓名\t性别\t联系电话\n"
LEADERS = "小区\t楼组\t楼组长\t联系电话\t任职时间\n"


@pytest.fixture
def story(ruled: Book) -> Story:
    """金水苑 with two 楼组 of one building each, and a third building."""
    told = Story(ruled, TODAY)
    told.group("3号楼组")
    told.group("5号楼组")
    told.resident("周桂英", "3-101", relation_to_head="户主", phone="13800001111")
    told.resident("李国栋", "3-101", phone="13800002222")
    told.resident("赵敏", "3-102", phone="13800003333")
    told.resident("钱海", "5-101", phone="13800004444")
    told.resident("孙立", "9-101", phone="13800005555")
    return told


def pieces(book: Book, *texts: str) -> list[Piece]:
    """What was copied from some sheets."""
    return list(gather_from(book, [from_clipboard(text) for text in texts], ROSTERS).pieces)


def run(book: Book, *texts: str, policy: Policy | None = None) -> list[Ready]:
    """The dry run of sheets."""
    return finish(dry_run_all(book, pieces(book, *texts), today=TODAY, policy=policy))


def open_for(story: Story, door: str) -> None:
    """An account of points for the household at a door."""
    with story.book.read() as session:
        rules = session.scalars(select(RuleSet.id).where(RuleSet.account_kind == "household"))
        entry = AccountEntry(rules.first() or 0, DAY, household_id=story.household(door))
    open_account(story.book, entry, today=TODAY)


def absent(book: Book, ready: Sequence[Ready], *, wide: bool = False) -> list[Missing]:
    """What the sheets have not."""
    return list(missing(book, ready, met_by(ready), TODAY, wide=wide))


def names(found: Sequence[Missing]) -> list[str]:
    return [one.title for one in found]


def row(name: str, door: str, phone: str = "") -> str:
    building, room = door.split("-")
    return f"金水苑\t{building}\t{room}\t{name}\t\t{phone}\n"


def test_only_people_of_the_parts_that_the_sheet_speaks_of_are_missing(story: Story) -> None:
    ready = run(story.book, PEOPLE + row("周桂英", "3-101") + row("李国栋", "3-101"))
    assert names(absent(story.book, ready)) == ["赵敏"]
    assert names(absent(story.book, ready, wide=True)) == ["赵敏", "钱海", "孙立"]
    (one,) = absent(story.book, ready)
    assert (one.table, one.where) == ("resident", "金水苑 3-102")


def test_two_sheets_together_are_one_version(story: Story) -> None:
    ready = run(
        story.book,
        PEOPLE + row("周桂英", "3-101") + row("李国栋", "3-101"),
        PEOPLE + row("赵敏", "3-102") + row("钱海", "5-101"),
    )
    assert absent(story.book, ready) == []
    assert mostly_known(ready)


def test_a_row_that_has_to_be_mended_is_still_about_its_person(story: Story) -> None:
    bad = "金水苑\t3\t102\t赵敏\t不知道\t13800003333\n"
    ready = run(story.book, PEOPLE + row("周桂英", "3-101") + row("李国栋", "3-101") + bad)
    assert ready[0].result.failed == 1
    assert absent(story.book, ready) == []


def test_a_person_who_lives_elsewhere_by_now_does_not_stretch_the_scope(story: Story) -> None:
    ready = run(
        story.book,
        PEOPLE + row("周桂英", "3-101") + row("李国栋", "3-101") + row("赵敏", "3-102")
        + row("孙立", "3-103", "13800005555"),
    )  # fmt: skip
    story.resident("吴大", "9-102")
    assert absent(story.book, ready) == []


def test_a_list_without_doors_misses_nobody(story: Story) -> None:
    ready = run(story.book, "姓名\t联系电话\n周桂英\t13800001111\n")
    assert absent(story.book, ready) == []


def test_people_who_left_before_are_not_missing_again(story: Story) -> None:
    person = story.person("赵敏")
    with story.book.write("试"):
        finish(carry_out(story.book, [Departure("resident", person, "赵敏", "moved_out", DAY)]))
    ready = run(story.book, PEOPLE + row("周桂英", "3-101") + row("李国栋", "3-101"))
    assert absent(story.book, ready) == []


def test_new_rows_are_listed_and_stay_in_the_list_when_rejected(story: Story) -> None:
    text = PEOPLE + row("周桂英", "3-101") + row("新来的", "3-201")
    (one,) = arrivals(run(story.book, text))
    assert (one.row, one.title, one.where, one.rejected) == (3, "新来的", "金水苑 3 201", False)
    rejected = Policy(rejected=frozenset({(one.sheet, one.row)}))
    ready = run(story.book, text, policy=rejected)
    (again,) = arrivals(ready)
    assert again.rejected
    assert ready[0].result.created == 0


def test_a_sheet_of_points_has_no_versions(story: Story) -> None:
    ready = run(
        story.book, "日期\t小区\t楼号\t室号\t户主\t分值\n2026-10-01\t金水苑\t3\t101\t周桂英\t1\n"
    )
    assert not comparable(ready)
    assert arrivals(ready) == ()
    assert absent(story.book, ready) == []


def accept(book: Book, texts: Sequence[str], departures: Sequence[Departure]) -> list[Ready]:
    """What the page does: rehearse with the departures, then write stays in one step."""
    jobs = pieces(book, *texts)

    def rehearse() -> Work[list[Ready]]:
        yield from carry_out(book, departures)
        return (yield from dry_run_all(book, jobs, today=TODAY))

    ready = finish(tried(book, rehearse))

    def write() -> Work[None]:
        with book.write("按新版名册更新"):
            yield from carry_out(book, departures)
            yield from commit_all(book, ready)

    finish(write())
    return ready


def test_a_new_leader_comes_in_when_the_old_one_is_said_to_have_left(story: Story) -> None:
    book = story.book
    term = story.leader("周桂英", "3号楼组", "2022-07-01")
    story.leader("钱海", "5号楼组", "2022-07-01")
    text = LEADERS + "金水苑\t3号楼组\t赵敏\t13800003333\t2026-11-01\n"
    text += "金水苑\t5号楼组\t钱海\t13800004444\t2022-07-01\n"
    ready = run(book, text)
    assert ready[0].result.failed == 1
    (gone,) = absent(book, ready)
    assert (gone.table, gone.id, gone.title) == ("leader_term", term, "周桂英")
    before = dump(book)
    ready = accept(book, [text], [Departure("leader_term", term, "周桂英", "ended", DAY, "届满")])
    assert ready[0].result.failed == 0
    with book.read() as session:
        ended = session.get_one(LeaderTerm, term)
        assert (ended.end_on, ended.end_reason) == (DAY, "届满")
        holder = session.execute(
            select(Resident.full_name)
            .join(LeaderTerm, LeaderTerm.resident_id == Resident.id)
            .where(
                LeaderTerm.building_group_id == ended.building_group_id,
                LeaderTerm.end_on.is_(None),
            )
        ).scalar_one()
    assert holder == "赵敏"
    book.undo()
    assert dump(book) == before


def test_leaders_of_other_compounds_are_not_missing(story: Story) -> None:
    story.leader("周桂英", "3号楼组")
    story.leader("吴芳", "1号楼组", compound="恒盛")
    ready = run(story.book, LEADERS + "金水苑\t5号楼组\t钱海\t13800004444\t\n")
    assert names(absent(story.book, ready)) == ["周桂英"]


def test_shops_of_the_streets_on_the_sheet_are_missing_and_can_be_closed(story: Story) -> None:
    story.shop("甲店", "金水路")
    gone = story.shop("乙店", "金水路")
    story.shop("丙店", "银水路")
    text = "街面\t店名\t统一社会信用代码\t负责人\n金水路\t甲店\t\t王一\n"
    ready = run(story.book, text)
    (one,) = absent(story.book, ready)
    assert (one.table, one.title) == ("shop", "乙店")
    accept(story.book, [text], [Departure("shop", gone, "乙店", "closed", DAY)])
    with story.book.read() as session:
        assert session.get_one(Shop, gone).closed_on == DAY


def test_organizations_are_compared_with_the_whole_register(story: Story) -> None:
    book = story.book
    head = "组织名称\t组织类型\t联系人\t联系电话\n"
    first = (
        head
        + "金水苑业委会\t业主委员会\t王一\t13800001112\n恒盛物业\t物业公司\t王二\t13800001113\n"
    )
    finish(commit_all(book, run(book, first)))
    ready = run(book, head + "恒盛物业\t物业公司\t王二\t13800001113\n")
    (one,) = absent(book, ready)
    assert one.title == "金水苑业委会"
    with book.write("试"):
        finish(carry_out(book, [Departure("organization", one.id, one.title, "ended", DAY)]))
    with book.read() as session:
        assert session.get_one(Organization, one.id).status == "ended"


def test_pets_of_the_buildings_on_the_sheet_are_missing(story: Story) -> None:
    book = story.book
    head = "小区\t楼号\t室号\t犬主姓名\t联系电话\t犬名\t品种\n"
    dogs = "金水苑\t3\t101\t周桂英\t13800001111\t旺财\t柴犬\n"
    other = "金水苑\t3\t102\t赵敏\t13800003333\t来福\t金毛\n"
    finish(commit_all(book, run(book, head + dogs + other)))
    (one,) = absent(book, run(book, head + dogs))
    assert (one.table, one.title, one.about) == ("pet", "来福 · 金毛", "主人赵敏")
    with book.write("试"):
        finish(carry_out(book, [Departure("pet", one.id, one.title, "given", DAY)]))
    with book.read() as session:
        assert session.get_one(Pet, one.id).status == "given"


def test_posts_and_the_account_of_the_last_one_are_asked_about_and_nothing_is_written(
    story: Story, ruled: Book
) -> None:
    story.leader("周桂英", "3号楼组")
    open_for(story, "3-101")
    before = dump(ruled)
    wife, man = story.person("周桂英"), story.person("李国栋")
    goes = [
        Departure("resident", wife, "周桂英", "moved_out", TODAY),
        Departure("resident", man, "李国栋", "moved_out", TODAY),
    ]
    asked = open_matters(ruled, goes)
    assert [(one.departure.title, one.asked.key, one.answer) for one in asked] == [
        ("周桂英", "posts", ""), ("李国栋", "account", ""),
    ]  # fmt: skip
    assert dump(ruled) == before
    answered = [
        Departure("resident", wife, "周桂英", "moved_out", TODAY, answers={"posts": END}),
        Departure("resident", man, "李国栋", "moved_out", TODAY, answers={"account": KEEP}),
    ]
    assert [one.answer for one in open_matters(ruled, answered)] == [END, KEEP]
    with ruled.write("试"):
        finish(carry_out(ruled, answered))
    with ruled.read() as session:
        assert session.get_one(Resident, wife).status == "moved_out"
        assert session.scalars(select(LeaderTerm.end_on)).one() == TODAY


def test_one_person_alone_opens_no_question_of_the_account(story: Story, ruled: Book) -> None:
    open_for(story, "3-101")
    goes = [Departure("resident", story.person("李国栋"), "李国栋", "moved_out", TODAY)]
    assert open_matters(ruled, goes) == ()


def test_a_departure_that_cannot_be_names_whom_it_is_about(story: Story) -> None:
    term = story.leader("周桂英", "3号楼组", "2022-07-01")
    early = Departure("leader_term", term, "周桂英", "ended", dt.date(2020, 1, 1))
    before = dump(story.book)
    with pytest.raises(Refused, match="周桂英"):
        finish(tried(story.book, lambda: carry_out(story.book, [early])))
    assert dump(story.book) == before
