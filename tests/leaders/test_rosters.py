"""What an office asks of a roster: who it is, how long, how good, and who else is missing."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.leaders import trainings
from app.leaders.appraisals import AppraisalEntry, appraise
from app.leaders.duties import DutyEntry, record_duties
from app.leaders.handovers import make_handover
from app.leaders.lists import (
    HELD,
    MEMBER,
    NO_MEMBER,
    NOT_KNOWN,
    TermFilter,
    bodies,
    term_ids,
    term_rows,
)
from app.leaders.posts import BOTH, DIRECTOR, SECRETARY
from app.leaders.records import TermEntry, TermRow
from app.leaders.term_file import term_file
from app.leaders.terms import appoint, end_term
from app.leaders.trainings import Presence, TrainingEntry
from app.leaders.vacant import coverage_by_compound, vacant_posts
from app.people import houses, register
from app.people.place_records import GroupEntry, SegmentEntry, ShopEntry
from tests.story import TODAY, Story


def post(
    story: Story, kind: str, name: str, start: str = "2022-07-01", *, body: str = "", place: int = 0
) -> int:
    """A term of any kind."""
    entry = TermEntry(
        kind, place, story.person(name), dt.date.fromisoformat(start), scope_name=body or None
    )
    return appoint(story.book, entry, TODAY).id


def row(story: Story, term: int, on: dt.date = TODAY) -> TermRow:
    return term_rows(story.book, [term], on)[term]


def names(story: Story, **where: object) -> list[str]:
    ids = term_ids(story.book, TermFilter(state=HELD, **where), TODAY)  # type: ignore[arg-type]
    rows = term_rows(story.book, ids, TODAY)
    return [rows[row_id].full_name for row_id in ids]


@pytest.fixture
def office(story: Story) -> Story:
    """Three leaders who differ in everything an office asks for."""
    story.resident("王芳", "3-101", sex="女", birth_date="1960-05-01", political_status="中共党员")
    story.resident("李强", "12-101", sex="男", birth_date="1950", political_status="群众")
    story.resident("赵敏", "1-2-501", sex="女")
    first = story.leader("王芳", "3号楼组", "2017-07-01")
    end_term(story.book, first, dt.date(2022, 7, 1), "届满")
    story.leader("王芳", "3号楼组")
    story.leader("李强", "12号楼组")
    story.leader("赵敏", "1号楼组")
    return story


def test_a_roster_is_narrowed_by_party_age_sex_and_first_term(office: Story) -> None:
    assert names(office, party=MEMBER) == ["王芳"]
    assert names(office, party=NO_MEMBER) == ["李强"]
    assert names(office, party=NOT_KNOWN) == ["赵敏"]
    assert names(office, sex="女") == ["赵敏", "王芳"]
    assert names(office, age_from=60, age_to=69) == ["王芳"]
    assert names(office, age_from=75) == ["李强"]
    assert names(office, age_to=59) == []
    assert names(office, first=True) == ["赵敏", "李强"]
    assert names(office, first=False) == ["王芳"]
    assert names(office, kinds=("街面长", "楼组骨干")) == []


def test_ages_are_those_of_the_day_that_is_looked_at(office: Story, book: Book) -> None:
    before = dt.date(2025, 4, 30)
    where = TermFilter(state=HELD, age_to=64, as_at=before)
    found = term_rows(book, term_ids(book, where, before), before)
    assert [one.full_name for one in found.values()] == ["王芳"]
    assert names(office, age_to=64) == []


def test_two_groups_at_once_are_one_term_and_a_later_one_is_the_second(office: Story) -> None:
    both = office.leader("李强", "13号楼组", "2023-01-01")
    assert row(office, both).number == 1
    (held,) = term_ids(office.book, TermFilter(state=HELD, text="王芳"), TODAY)
    assert row(office, held).number == 2


def test_a_row_knows_the_home_the_buildings_and_the_year(office: Story, book: Book) -> None:
    group = office.group("1号楼组")
    register.edit_group(book, group, GroupEntry("1号楼组", liaison_staff="陈洁"))
    houses.assign_dwellings(book, [office.door("1-2-501")], group)
    (term,) = term_ids(book, TermFilter(text="赵敏"), TODAY)
    record_duties(book, [term], DutyEntry(dt.date(2025, 5, 1), "走访"))
    record_duties(book, [term], DutyEntry(dt.date(2024, 5, 1), "走访"))
    course = trainings.add_training(
        book, TrainingEntry("楼组长培训", dt.date(2025, 6, 1), minutes=90)
    )
    trainings.sign_in(book, course.id, {office.person("赵敏"): Presence(True)}, TODAY)
    scores = {"信息掌握": 200, "服务居民": 200, "环境安全": 200, "议事协商": 150, "动员志愿": 150}
    appraise(book, term, AppraisalEntry("2024年", scores | {"培训学习": 100}))
    shown = row(office, term)
    assert (shown.home, shown.building, shown.staff) == ("金水苑 1-2-501", "1号", "陈洁")
    assert (shown.duties, shown.training, shown.grade) == (2, 90, "优秀")
    kept = term_file(book, term, TODAY)
    assert (kept.duties, kept.trainings, kept.minutes) == (3, 1, 90)
    assert kept.last_duty == dt.date(2025, 6, 1)
    assert kept.appraisals == (("2024年", 1000, "优秀"),)
    assert (kept.round, kept.handovers) == (None, ())


def test_a_street_leader_is_told_with_the_street_and_its_shops(office: Story, book: Book) -> None:
    entry = SegmentEntry("银杏路", from_no="1号", to_no="99号", liaison_staff="李静")
    street = register.add_segment(book, entry)
    for name in ("平安烟杂店", "小李修鞋"):
        register.add_shop(book, street, ShopEntry(name))
    shown = row(office, office.street_leader("陈老板", "银杏路"))
    assert (shown.numbers, shown.shops, shown.staff) == ("1号-99号", 2, "李静")


def test_a_term_knows_what_was_handed_over_by_it_and_to_it(office: Story, book: Book) -> None:
    old, new = term_ids(book, TermFilter(text="王芳"), TODAY, "start_on")
    sheet = make_handover(book, old, new, dt.date(2022, 7, 1))
    (gave,), (got,) = (term_file(book, one, TODAY).handovers for one in (old, new))
    assert (gave.id, gave.gave, gave.with_whom, gave.signed) == (sheet, True, "王芳", False)
    assert (got.id, got.gave) == (sheet, False)


def test_who_is_secretary_and_director_at_once_is_told_by_the_usual_words(office: Story) -> None:
    secretary = post(office, SECRETARY, "王芳")
    assert row(office, secretary).also == "楼组长"
    director = post(office, DIRECTOR, "王芳")
    assert row(office, secretary).also == f"{BOTH}、楼组长"
    assert row(office, director).also == f"{BOTH}、楼组长"
    end_term(office.book, director, dt.date(2025, 9, 1), "辞任")
    assert row(office, secretary).also == "楼组长"
    assert row(office, director).also == ""


def test_who_acts_for_another_is_told_beside_the_state(office: Story, book: Book) -> None:
    entry = TermEntry(SECRETARY, 0, office.person("李强"), dt.date(2025, 1, 1), acting=True)
    term = appoint(book, entry, TODAY).id
    assert row(office, term).state_words == "在任·代理"


def test_groups_with_numbers_in_words_come_in_their_order(office: Story) -> None:
    for number in ("十一", "五", "十", "四"):
        post(office, "居民小组长", "李强", body=f"第{number}居民小组")
    ids = term_ids(office.book, TermFilter(kind="居民小组长"), TODAY)
    rows = term_rows(office.book, ids, TODAY)
    assert [rows[one].scope for one in ids] == [
        "第四居民小组", "第五居民小组", "第十居民小组", "第十一居民小组",
    ]  # fmt: skip
    assert bodies(office.book, "居民代表")[0] == "第四居民小组"


def test_posts_of_the_office_and_of_bodies_stand_empty_once_somebody_held_them(
    office: Story, book: Book
) -> None:
    assert vacant_posts(book, TODAY) == []
    secretary = post(office, SECRETARY, "王芳")
    third = post(office, "居民小组长", "李强", body="第三居民小组")
    gone = post(office, "党小组长", "赵敏", body="二支部一组")
    team = post(office, "团队负责人", "赵敏", body="合唱队")
    assert vacant_posts(book, TODAY) == []
    for term, reason in ((secretary, "调整"), (third, "辞任"), (gone, "调整"), (team, "辞任")):
        end_term(book, term, dt.date(2025, 9, 20), reason)
    found = [(one.kind, one.scope, one.days, one.last, one.id) for one in vacant_posts(book, TODAY)]
    assert found == [
        (SECRETARY, "本居委", 10, "王芳", secretary),
        ("居民小组长", "第三居民小组", 10, "李强", third),
    ]
    assert vacant_posts(book, dt.date(2025, 9, 19)) == []
    post(office, SECRETARY, "李强", "2025-09-25")
    assert [one.kind for one in vacant_posts(book, TODAY)] == ["居民小组长"]


def test_groups_and_streets_stand_empty_with_the_days_and_who_was_last(
    office: Story, book: Book
) -> None:
    (led,) = term_ids(book, TermFilter(text="李强"), TODAY)
    end_term(book, led, dt.date(2025, 9, 1), "身体原因")
    street = office.street_leader("陈老板")
    end_term(book, street, dt.date(2025, 8, 31), "辞任")
    office.street("银杏路")
    found = [(one.scope, one.days, one.last) for one in vacant_posts(book, TODAY)]
    assert found == [("金水路", 30, "陈老板"), ("12号楼组", 29, "李强"), ("银杏路", None, "")]


def test_coverage_is_told_for_each_compound(office: Story, book: Book) -> None:
    office.group("9号楼组", "年丰苑")
    office.compound("空苑")
    found = [
        (one.compound, one.groups, one.vacant, one.share)
        for one in coverage_by_compound(book, TODAY)
    ]
    assert found == [("金水苑", 3, 0, "100%"), ("年丰苑", 1, 1, "0%")]
