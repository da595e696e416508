"""Whom nobody has seen, whole appraisal sheets, hours of training, and what is paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from app.errors import Invalid, Refused
from app.leaders import appraisals, duties, subsidies, trainings
from app.leaders.appraisal_sheet import appraisal_sheet, days_of, usual_periods
from app.leaders.appraisals import AppraisalEntry, Head, appraise_many
from app.leaders.duties import DutyEntry, DutyFilter, record_duties
from app.leaders.paying import export_payment, totals
from app.leaders.posts import BUILDING_LEADER
from app.leaders.serving import SILENT, TWO, UNTRAINED, serving, unseen
from app.leaders.terms import end_term
from app.leaders.training_hours import class_hours, figures, half_year, hours_of
from app.leaders.trainings import Presence, TrainingEntry
from app.leaders.work_card import work_card
from db.models import Training
from tests.story import TODAY, Story, dump

MAY = dt.date(2025, 5, 10)
FULL = {head.name: head.most for head in appraisals.DEFAULT_HEADS}


@pytest.fixture
def two(story: Story) -> list[int]:
    """Two leaders of 楼组 since 2022, and somebody at the street."""
    terms = []
    for at, name in enumerate(("周桂英", "钱国强"), 1):
        story.resident(name, f"{at}-101")
        terms.append(story.leader(name, group=f"{at}号楼组"))
    story.street_leader("顾晓宇")
    return terms


def test_what_is_to_come_is_no_duty_yet(story: Story, two: list[int]) -> None:
    later = DutyEntry(TODAY + dt.timedelta(days=1), "走访")
    with pytest.raises(Invalid, match="还没有到"):
        record_duties(story.book, two, later, today=TODAY)
    record_duties(story.book, two, DutyEntry(TODAY, "走访"), today=TODAY)
    (one, _) = duties.duty_ids(story.book, DutyFilter())
    with pytest.raises(Invalid, match="还没有到"):
        duties.edit_duty(story.book, one, later, today=TODAY)


def test_an_office_says_after_how_many_days_it_asks(story: Story, two: list[int]) -> None:
    book = story.book
    record_duties(book, two, DutyEntry(TODAY - dt.timedelta(days=40), "走访"))
    assert [row.full_name for row in unseen(book, TODAY) if SILENT in row.lacks] == ["顾晓宇"]
    before = dump(book)
    duties.set_silent_days(book, 30)
    found = {row.full_name: row for row in unseen(book, TODAY)}
    assert [found[name].days for name in ("周桂英", "钱国强")] == [40, 40]
    assert len(duties.silent(book, TODAY, TWO)) == 3
    with pytest.raises(Invalid, match="7 到 366"):
        duties.set_silent_days(book, 3)
    book.undo()
    assert dump(book) == before


def test_who_was_trained_this_year_is_not_asked_after(story: Story, two: list[int]) -> None:
    book = story.book
    made = trainings.add_training(book, TrainingEntry("消防培训", MAY, minutes=90)).id
    here = {story.person("周桂英"): Presence(signed_in=True)}
    trainings.sign_in(book, made, here, TODAY)
    record_duties(book, two, DutyEntry(TODAY, "走访"))
    rows = {row.full_name: row for row in unseen(book, TODAY)}
    assert "周桂英" not in rows
    assert rows["钱国强"].words == UNTRAINED
    assert rows["顾晓宇"].lacks == (SILENT, UNTRAINED)


def test_in_a_book_without_duties_nobody_is_silent_but_some_are_untrained(
    story: Story, two: list[int]
) -> None:
    assert {row.words for row in unseen(story.book, TODAY)} == {UNTRAINED}
    story.leader("孙玉兰", group="3号楼组", start=TODAY.isoformat())
    assert "孙玉兰" not in {row.full_name for row in unseen(story.book, TODAY)}


def test_those_who_serve_on_a_day_stand_by_post_and_number(story: Story, two: list[int]) -> None:
    story.leader("孙玉兰", group="10号楼组")
    end_term(story.book, two[1], dt.date(2025, 4, 1), "辞任")
    names = [(one.full_name, one.scope) for one in serving(story.book, TODAY)]
    assert names == [("周桂英", "1号楼组"), ("孙玉兰", "10号楼组"), ("顾晓宇", "金水路")]
    assert "钱国强" in [one.full_name for one in serving(story.book, dt.date(2025, 3, 1))]


def test_a_training_put_right_takes_its_duties_along(story: Story, two: list[int]) -> None:
    book, who = story.book, story.person("周桂英")
    entry = TrainingEntry("消防培训", MAY, minutes=90)
    made = trainings.add_training(book, entry).id
    trainings.sign_in(book, made, {who: Presence(signed_in=True)}, TODAY)
    day = dt.date(2025, 5, 12)
    changed = replace(entry, held_on=day, title="消防演练培训")
    trainings.edit_training(book, made, changed, today=TODAY)
    (row,) = duties.duty_rows(book, duties.duty_ids(book, DutyFilter())).values()
    assert (row.occurred_on, row.content, row.source) == (day, "消防演练培训", "自动")
    late = replace(entry, held_on=TODAY + dt.timedelta(days=2))
    with pytest.raises(Invalid, match="今天之后"):
        trainings.edit_training(book, made, late, today=TODAY)
    with pytest.raises(Refused, match="自动生成"):
        duties.delete_duties(book, [row.id])


def test_a_training_is_no_shorter_than_what_somebody_was_awarded(
    story: Story, two: list[int]
) -> None:
    book, who = story.book, story.person("周桂英")
    entry = TrainingEntry("消防培训", MAY, minutes=90)
    made = trainings.add_training(book, entry).id
    here = {who: Presence(signed_in=True, minutes_awarded=60)}
    trainings.sign_in(book, made, here, TODAY)
    for shorter in (45, None):
        with pytest.raises(Invalid, match="已有人计入 1小时"):
            trainings.edit_training(book, made, replace(entry, minutes=shorter))


def test_a_training_that_nobody_came_to_may_be_cancelled_and_planned_again(
    story: Story, two: list[int]
) -> None:
    book, who = story.book, story.person("周桂英")
    made = trainings.add_training(book, TrainingEntry("消防培训", MAY)).id
    trainings.sign_in(book, made, {who: Presence(signed_in=True)}, TODAY)
    with pytest.raises(Refused, match="已经举办"):
        trainings.cancel_training(book, made, "下雨")
    with pytest.raises(Refused, match="已有人签到"):
        trainings.delete_training(book, made)
    trainings.sign_in(book, made, {who: Presence(signed_in=False)}, TODAY)
    trainings.cancel_training(book, made, "下雨")
    with pytest.raises(Refused, match="已取消"):
        trainings.sign_in(book, made, {who: Presence(signed_in=True)}, TODAY)
    trainings.plan_again(book, made)
    with pytest.raises(Refused, match="没有取消"):
        trainings.plan_again(book, made)
    trainings.delete_training(book, made)
    with book.read() as session:
        assert session.scalars(select(Training)).all() == []


def test_hours_are_counted_by_person_and_half_year(story: Story, two: list[int]) -> None:
    book = story.book
    zhou, qian = story.person("周桂英"), story.person("钱国强")
    for day, minutes in ((MAY, 90), (dt.date(2025, 8, 1), 45)):
        made = trainings.add_training(book, TrainingEntry(f"{day}", day, minutes=minutes)).id
        late = Presence(signed_in=True, late=True, minutes_awarded=30)
        trainings.sign_in(book, made, {zhou: Presence(signed_in=True), qian: late}, TODAY)
    rows = hours_of(book, *half_year(2025, 0))
    assert [(row.full_name, row.times, row.late, row.minutes) for row in rows] == [
        ("周桂英", 2, 0, 135), ("钱国强", 2, 2, 60),
    ]  # fmt: skip
    assert (rows[0].first_half, rows[0].second_half, rows[0].class_hours) == (90, 45, 30)
    first = figures(book, *half_year(2025, 1))
    assert (first.held, first.came, first.people, first.minutes) == (1, 2, 2, 120)
    assert figures(book, *half_year(2024, 2)).came == 0
    assert [class_hours(minutes) for minutes in (0, 45, 60, 135)] == ["0", "1", "1.3", "3"]


def test_a_whole_sheet_is_one_step_and_what_does_not_fit_is_named(
    story: Story, two: list[int]
) -> None:
    book = story.book
    before = dump(book)
    entries = {
        two[0]: AppraisalEntry("2025年", FULL, bonus=20),
        two[1]: AppraisalEntry("2025年", FULL | {"培训学习": 101}),
        7: AppraisalEntry("2025年", FULL),
    }
    made = appraise_many(book, entries)
    assert made.written == 1
    assert set(made.refused) == {two[1], 7}
    assert "“培训学习”在 0 到 10 分之间" in made.refused[two[1]]
    (row, other) = appraisal_sheet(book, "2025年", (BUILDING_LEADER,), TODAY).rows
    assert (row.total, row.grade, row.given) == (1020, "优秀", None)
    assert other.appraisal_id == 0
    book.undo()
    assert dump(book) == before
    with pytest.raises(Refused, match="还没有填写"):
        appraise_many(book, {})


def test_a_grade_given_otherwise_stays_and_a_suggested_one_follows_the_total(
    story: Story, two: list[int]
) -> None:
    book = story.book
    given = AppraisalEntry("2025年", FULL, grade="称职")
    appraise_many(book, {two[0]: given, two[1]: AppraisalEntry("2025年", FULL)})
    rows = appraisal_sheet(book, "2025年", (BUILDING_LEADER,), TODAY).rows
    assert [row.given for row in rows] == ["称职", None]
    less = FULL | {"信息掌握": 50}
    appraise_many(book, {row.id: replace(row.entry("2025年"), scores=less) for row in rows})
    rows = appraisal_sheet(book, "2025年", (BUILDING_LEADER,), TODAY).rows
    assert [row.grade for row in rows] == ["称职", "称职"]
    assert rows[1].given is None


def test_the_sheet_keeps_the_heads_that_earlier_appraisals_were_made_with(
    story: Story, two: list[int]
) -> None:
    book = story.book
    appraise_many(book, {two[0]: AppraisalEntry("2025年", FULL)})
    appraisals.set_heads(book, [Head("走访", 600), Head("信息掌握", 400)])
    appraisals.set_bounds(book, (950, 800, 700))
    sheet = appraisal_sheet(book, "2025年", (BUILDING_LEADER,), TODAY)
    assert [head.name for head in sheet.heads[:2]] == ["走访", "信息掌握"]
    assert len(sheet.heads) == 7
    assert [head.most for head in sheet.rows[0].heads if head.name == "信息掌握"] == [200]
    assert [head.most for head in sheet.rows[1].heads] == [600, 400]
    entry = AppraisalEntry("2025年", {"走访": 540, "信息掌握": 400})
    appraise_many(book, {two[1]: entry})
    assert appraisal_sheet(book, "2025年", (BUILDING_LEADER,), TODAY).rows[1].grade == "称职"
    with pytest.raises(Invalid, match="依次降低"):
        appraisals.set_bounds(book, (800, 900, 700))
    ids = [row.appraisal_id for row in appraisal_sheet(book, "2025年", TWO, TODAY).rows[:2]]
    appraisals.delete_appraisals(book, ids)
    assert all(not row.appraisal_id for row in appraisal_sheet(book, "2025年", TWO, TODAY).rows)


def test_periods_are_read_as_days(story: Story) -> None:
    day = dt.date
    assert days_of("2025年") == (day(2025, 1, 1), day(2025, 12, 31))
    assert days_of("2025上半年") == (day(2025, 1, 1), day(2025, 6, 30))
    assert days_of("2025年下半年") == (day(2025, 7, 1), day(2025, 12, 31))
    assert days_of("2025第三季度") == (day(2025, 7, 1), day(2025, 9, 30))
    assert days_of("试用期") is None
    assert usual_periods(story.book, TODAY)[:3] == ["2025年", "2025下半年", "2025上半年"]


def test_rates_are_given_in_bulk_and_drafts_follow_while_approved_lines_stay(
    story: Story, two: list[int]
) -> None:
    book = story.book
    kinds = (BUILDING_LEADER,)
    assert [line.rate for line in subsidies.sheet(book, "2025-Q2", kinds, unrated=True)] == [0, 0]
    assert subsidies.sheet(book, "2025-Q2", kinds) == []
    assert subsidies.set_rates(book, dict.fromkeys(two, 10000)) == 2
    subsidies.write_sheet(book, "2025-Q2", kinds)
    first, _ = subsidies.sheet(book, "2025-Q2", kinds)
    subsidies.move_on(book, [first.id], subsidies.APPROVED)
    subsidies.set_rates(book, dict.fromkeys(two, 12000), "2025-Q2")
    lines = subsidies.sheet(book, "2025-Q2", kinds)
    assert [(line.rate, line.amount) for line in lines] == [(10000, 30000), (12000, 36000)]
    with pytest.raises(Invalid, match="元之间"):
        subsidies.set_rates(book, {two[0]: -1})


def test_drafts_are_worked_out_anew_when_somebody_left_or_the_days_changed(
    story: Story, two: list[int]
) -> None:
    book = story.book
    kinds = (BUILDING_LEADER,)
    subsidies.set_rates(book, dict.fromkeys(two, 10000))
    subsidies.write_sheet(book, "2025-Q2", kinds)
    end_term(book, two[1], dt.date(2025, 5, 18), "辞任")
    assert subsidies.recompute(book, "2025-Q2") == 1
    assert subsidies.recompute(book, "2025-Q2") == 0
    assert [line.months for line in subsidies.sheet(book, "2025-Q2", kinds)] == [3, 2]
    subsidies.set_served_days(book, 20)
    assert subsidies.recompute(book, "2025-Q2") == 1
    assert [line.amount for line in subsidies.sheet(book, "2025-Q2", kinds)] == [30000, 10000]
    with pytest.raises(Invalid, match="1 到 28"):
        subsidies.set_served_days(book, 31)


def test_cash_and_goods_are_two_sheets_of_one_period(story: Story, two: list[int]) -> None:
    book = story.book
    kinds = (BUILDING_LEADER,)
    subsidies.set_rates(book, dict.fromkeys(two, 10000))
    assert subsidies.write_sheet(book, "2025-Q2", kinds) == 2
    assert subsidies.write_sheet(book, "2025-Q2", kinds, "实物") == 2
    assert {line.kind for line in subsidies.sheet(book, "2025-Q2", kinds)} == {"现金"}
    assert {line.kind for line in subsidies.sheet(book, "2025-Q2", kinds, "实物")} == {"实物"}
    assert subsidies.written_periods(book) == ["2025-Q2"]
    offered = subsidies.periods_of(["2019-H1"], TODAY)
    assert offered[0] == ("2025-Q3", "2025年第三季度")
    assert offered[-1] == ("2019-H1", "2019年上半年")


def test_payment_is_signed_for_and_exported_with_a_total(
    story: Story, two: list[int], tmp_path: Path
) -> None:
    book = story.book
    kinds = (BUILDING_LEADER,)
    subsidies.set_rates(book, {two[0]: 10000, two[1]: 5050})
    subsidies.write_sheet(book, "2025-Q2", kinds)
    ids = [line.id for line in subsidies.sheet(book, "2025-Q2", kinds)]
    with pytest.raises(Refused, match="发放以后"):
        subsidies.sign(book, ids, TODAY)
    subsidies.move_on(book, ids, subsidies.APPROVED)
    subsidies.move_on(book, ids, subsidies.PAID, TODAY)
    subsidies.sign(book, ids[:1], None)
    lines = subsidies.sheet(book, "2025-Q2", kinds)
    found = totals(lines)
    assert (found.lines, found.amount, found.paid, found.signed) == (2, 45150, 2, 1)
    out = tmp_path / "发放表.xlsx"
    assert export_payment(book, out, "2025-Q2", lines, TODAY) == 2
    rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
    head = rows[1]
    assert [head.index(one) for one in ("姓名", "岗位", "月数", "签名")] == [1, 2, 5, 8]
    assert rows[2][1:3] == ("周桂英", "楼组长")
    assert rows[2][5:8] == (3, 100, 300)
    assert (rows[4][0], rows[4][1], rows[4][7]) == ("合计", "2 人", 451.5)
    with pytest.raises(Refused, match="先编制"):
        export_payment(book, out, "2025-Q2", [], TODAY)


def test_the_card_of_a_leader_tells_everything_done(story: Story, two: list[int]) -> None:
    book = story.book
    record_duties(book, two, DutyEntry(MAY, "走访", "看望独居老人"))
    made = trainings.add_training(book, TrainingEntry("消防培训", MAY, minutes=90)).id
    here = {story.person("周桂英"): Presence(signed_in=True)}
    trainings.sign_in(book, made, here, TODAY)
    appraise_many(book, {two[0]: AppraisalEntry("2024年", FULL)})
    subsidies.set_rates(book, {two[0]: 10000})
    subsidies.write_sheet(book, "2025-Q2", (BUILDING_LEADER,))
    card = work_card(book, two[0], TODAY)
    assert (card.last_on, card.duties_this_year, card.minutes_this_year) == (MAY, 2, 90)
    assert card.trainings[0].title == "消防培训"
    assert card.appraisals == (("2024年", 1000, "优秀"),)
    assert card.payments[0].amount == 30000
    with pytest.raises(Refused):
        work_card(book, 5, TODAY)
