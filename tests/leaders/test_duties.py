"""What leaders did, where they were trained, how they were judged and what they are paid."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.errors import Invalid, Refused
from app.leaders import appraisals, duties, subsidies, trainings
from app.leaders.duties import DutyEntry, DutyFilter, record_duties
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rules import Span
from app.leaders.terms import end_term
from app.leaders.training_hours import untrained
from app.leaders.trainings import Presence, TrainingEntry
from db.models import Appraisal, LeaderTerm
from tests.story import TODAY, Story, dump

MAY = dt.date(2025, 5, 10)


@pytest.fixture
def three(story: Story) -> list[int]:
    """Three leaders in office since 2022; the third has left in April."""
    terms = []
    for at, name in enumerate(("周桂英", "钱国强", "孙玉兰"), 1):
        story.resident(name, f"{at}-101")
        terms.append(story.leader(name, group=f"{at}号楼组"))
    end_term(story.book, terms[2], dt.date(2025, 4, 1), "辞任")
    return terms


def test_one_duty_is_written_for_many_once_and_not_for_those_out_of_office(
    story: Story, three: list[int]
) -> None:
    entry = DutyEntry(MAY, "环境巡查", "楼道堆物检查", 60)
    told = record_duties(story.book, three, entry)
    assert told.words() == "已登记 2 人次；孙玉兰那天不在任，没有登记。"
    again = record_duties(story.book, three[:2], entry)
    assert again.words() == "已登记 0 人次；周桂英、钱国强已有这条记录，没有重复登记。"
    ids = duties.duty_ids(story.book, DutyFilter(post=BUILDING_LEADER))
    rows = duties.duty_rows(story.book, ids)
    assert [rows[one].full_name for one in ids] == ["钱国强", "周桂英"]
    assert duties.per_month(story.book, dt.date(2025, 1, 1), TODAY) == {"2025-05": {"环境巡查": 2}}


def test_who_is_silent_is_asked_after_only_where_duties_are_kept(
    story: Story, three: list[int]
) -> None:
    kinds = (BUILDING_LEADER,)
    assert duties.silent(story.book, TODAY, kinds) == []
    record_duties(story.book, three[:1], DutyEntry(dt.date(2025, 9, 20), "走访"))
    assert duties.silent(story.book, TODAY, kinds) == [(three[1], None)]
    assert duties.silent(story.book, dt.date(2025, 12, 31), kinds) == [
        (three[1], None),
        (three[0], dt.date(2025, 9, 20)),
    ]


def test_signing_in_makes_one_duty_each_and_taking_it_back_takes_it_away(
    story: Story, three: list[int]
) -> None:
    book = story.book
    people = [story.person(name) for name in ("周桂英", "钱国强", "孙玉兰")]
    made = trainings.add_training(book, TrainingEntry("消防安全培训", MAY, minutes=90)).id
    assert trainings.expect(book, made, people) == 3
    before = dump(book)
    came = {one: Presence(signed_in=True) for one in people}
    assert trainings.sign_in(book, made, came, TODAY) == 3
    assert len(duties.duty_ids(book, DutyFilter())) == 2, "孙玉兰 had left by then"
    trainings.sign_in(book, made, {people[0]: Presence(signed_in=False)}, TODAY)
    ids = duties.duty_ids(book, DutyFilter())
    row = duties.duty_rows(book, ids)[ids[0]]
    assert (row.full_name, row.minutes, row.source) == ("钱国强", 90, "自动")
    with pytest.raises(Refused, match="自动生成"):
        duties.edit_duty(book, ids[0], DutyEntry(MAY, "培训"))
    (held,) = trainings.training_rows(book, 2025)
    assert (held.status, held.expected, held.came) == (trainings.HELD, 3, 2)
    since = dt.date(2025, 1, 1)
    assert untrained(book, (BUILDING_LEADER,), since, TODAY) == [three[0]]
    with book.read() as session:
        assert trainings.minutes_of(session, since, TODAY)[people[1]] == 90
    book.undo()
    book.undo()
    assert dump(book) == before


def test_a_training_to_come_cannot_be_signed_and_no_more_than_its_length_counts(
    story: Story, three: list[int]
) -> None:
    book = story.book
    later = trainings.add_training(book, TrainingEntry("年末培训", dt.date(2025, 12, 1))).id
    who = story.person("周桂英")
    with pytest.raises(Refused, match="还没有到"):
        trainings.sign_in(book, later, {who: Presence(signed_in=True)}, TODAY)
    held = trainings.add_training(book, TrainingEntry("法律培训", MAY, minutes=60)).id
    given_more = Presence(signed_in=True, minutes_awarded=61)
    with pytest.raises(Invalid, match="不能多于培训时长"):
        trainings.sign_in(book, held, {who: given_more}, TODAY)


def test_an_appraisal_adds_its_heads_and_keeps_them_when_the_office_changes_its_own(
    story: Story, three: list[int]
) -> None:
    book = story.book
    full = {head.name: head.most for head in appraisals.DEFAULT_HEADS}
    entry = appraisals.AppraisalEntry("2025年", full | {"培训学习": 40}, bonus=20)
    appraisals.appraise(book, three[0], entry)
    with pytest.raises(Invalid, match="“培训学习”在 0 到 10 分之间"):
        appraisals.appraise(book, three[1], appraisals.AppraisalEntry("2025年", {"培训学习": 101}))
    with pytest.raises(Invalid, match="合计 90，应为 100"):
        appraisals.set_heads(book, [appraisals.Head("走访", 900)])
    appraisals.set_heads(book, [appraisals.Head("走访", 600), appraisals.Head("调解", 400)])
    changed = appraisals.AppraisalEntry("2025年", full, opinion="更正")
    appraisals.appraise(book, three[0], changed)
    with book.read() as session:
        record = session.scalars(select(Appraisal)).one()
        assert (record.total, record.grade, record.opinion) == (1000, "优秀", "更正")
        assert record.heads[0]["name"] == "信息掌握"
    assert [appraisals.graded(total) for total in (900, 899, 600, 599)] == [
        "优秀",
        "称职",
        "基本称职",
        "不称职",
    ]


def test_a_sheet_pays_the_months_served_and_is_written_once(story: Story, three: list[int]) -> None:
    book = story.book
    with book.write("补贴标准") as session:
        for term in session.scalars(select(LeaderTerm)):
            term.subsidy_monthly = 5000
    end_term(book, three[1], dt.date(2025, 5, 16), "辞任")
    kinds = (BUILDING_LEADER,)
    lines = subsidies.sheet(book, "2025-Q2", kinds)
    assert [(line.full_name, line.months, line.amount) for line in lines] == [
        ("周桂英", 3, 15000),
        ("钱国强", 2, 10000),
    ]
    assert subsidies.write_sheet(book, "2025-Q2", kinds) == 2
    assert subsidies.write_sheet(book, "2025-Q2", kinds) == 0
    ids = [line.id for line in subsidies.sheet(book, "2025-Q2", kinds)]
    with pytest.raises(Refused, match="有的补贴待审核，不能改为已发放"):
        subsidies.move_on(book, ids, subsidies.PAID, TODAY)
    subsidies.move_on(book, ids, subsidies.APPROVED)
    subsidies.move_on(book, ids, subsidies.PAID, TODAY)
    subsidies.move_on(book, ids[:1], subsidies.CANCELLED)
    assert subsidies.write_sheet(book, "2025-Q2", kinds) == 1, "a cancelled line may be made anew"
    with pytest.raises(Invalid, match="2025-Q3"):
        subsidies.sheet(book, "第三季度", kinds)
    assert [subsidies.period_words(one) for one in ("2025", "2025-H1", "2025-Q3", "2025-07")] == [
        "2025年",
        "2025年上半年",
        "2025年第三季度",
        "2025年7月",
    ]


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)),
    st.integers(0, 900),
    st.integers(0, 900),
)
def test_months_of_two_terms_one_after_the_other_are_never_more_than_those_of_one(
    start: dt.date, first: int, second: int
) -> None:
    months = [(year, month) for year in range(2020, 2030) for month in range(1, 13)]
    change = start + dt.timedelta(days=first)
    end = change + dt.timedelta(days=second)
    parts = [
        subsidies.served(span, months, 16) for span in (Span(start, change), Span(change, end))
    ]
    assert sum(parts) <= subsidies.served(Span(start, end), months, 1)
    assert subsidies.served(Span(start, None), [(2026, 12)]) == (start <= dt.date(2026, 12, 17))
