"""The posts over time, in books with nothing, one and many."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.leaders.duties import DutyEntry, record_duties
from app.leaders.lists import coverage, vacancies
from app.leaders.terms import end_term
from app.leaders.trainings import Presence, TrainingEntry, add_training, sign_in
from app.leaders.trends import coverage_between, months_until, trends
from tests.story import TODAY, Story


def test_an_empty_book_has_trends_that_say_so(story: Story) -> None:
    sentences = [chart.sentence for chart in trends(story.book, TODAY)]
    assert sentences == [
        "台账里还没有楼组。",
        "台账里还没有楼组。",
        "近十二个月没有履职记录。",
        "近十二个月没有培训签到。",
    ]
    assert all(len(chart.labels) == 12 for chart in trends(story.book, TODAY))


def test_trends_count_what_held_at_the_end_of_each_month(story: Story) -> None:
    book = story.book
    story.resident("周桂英", "1-101")
    story.resident("钱国强", "2-101")
    first = story.leader("周桂英", group="1号楼组")
    story.leader("钱国强", group="2号楼组", start="2025-02-10")
    end_term(book, first, dt.date(2025, 6, 1), "辞任")
    record_duties(book, [first], DutyEntry(dt.date(2025, 3, 3), "走访"))
    held = add_training(book, TrainingEntry("消防", dt.date(2025, 8, 1), minutes=90)).id
    sign_in(book, held, {story.person("钱国强"): Presence(signed_in=True)}, TODAY)
    covered, gaps, duties, training = trends(book, TODAY)
    assert list(covered.lines[0].values) == [1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1]
    assert covered.sentence == (
        "2025-09-30 有楼组长的楼组1个，覆盖率50%，与11个月前相同；缺额1个。"
    )
    assert duties.sentence.startswith("近十二个月共有履职记录2人次")
    assert training.sentence == "近十二个月1人参加培训，签到1人次，共2学时。"
    came, filled, open_ = (list(line.values) for line in gaps.lines)
    assert (sum(came), sum(filled)) == (1, 0)
    assert open_ == [1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)), st.integers(1, 40))
def test_months_end_one_after_the_other_on_the_day(day: dt.date, count: int) -> None:
    ends = months_until(day, count)
    assert len(ends) == count
    assert ends[-1] == day
    months = [one.year * 12 + one.month for one in ends]
    assert months == list(range(months[0], months[0] + count))
    assert all((one + dt.timedelta(days=1)).day == 1 for one in ends[:-1])


def test_coverage_is_what_is_left_when_vacancies_are_taken_off_on_every_day(story: Story) -> None:
    book = story.book
    for number, start in enumerate(("2022-07-01", "2023-01-15", "2024-05-20"), 1):
        story.resident("张三李四王五"[number * 2 - 2 : number * 2], f"{number}-101")
        story.group(f"{number}号楼组", formed="2022-01-01")
        term = story.leader(
            "张三李四王五"[number * 2 - 2 : number * 2], group=f"{number}号楼组", start=start
        )
        if number == 2:
            end_term(book, term, dt.date(2024, 1, 1), "辞任")
    days = [dt.date(2022, 1, 1) + dt.timedelta(days=step) for step in range(0, 1300, 37)]
    for day, at_once in zip(days, coverage_between(book, days), strict=True):
        one = coverage(book, day)
        assert one == at_once
        assert one.vacant == len(vacancies(book, day)) == one.active_groups - one.covered
