"""What posts ask for on the first page: when it is told, how much it presses, where it leads."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.due import Item, Level
from app.leaders.due import due_items
from app.leaders.due_work import finished_period, work_items
from app.leaders.duties import DutyEntry, record_duties, set_silent_days
from app.leaders.handovers import make_handover, sign
from app.leaders.rounds.records import RoundEntry
from app.leaders.rounds.rounds import make_round
from app.leaders.subsidies import sheet, write_sheet
from app.leaders.terms import end_term
from app.leaders.trainings import Presence, TrainingEntry, add_training, expect, sign_in
from app.people.storing import found, put
from db.models import ElectionRound, LeaderTerm
from tests.story import TODAY, Story

DAY = dt.timedelta(days=1)


def told(book: Book, words: str, today: dt.date = TODAY) -> list[Item]:
    """The items that say something."""
    return [
        item for item in (*due_items(book, today), *work_items(book, today)) if words in item.text
    ]


def one(book: Book, words: str, today: dt.date = TODAY) -> Item:
    """The only item that says something."""
    (item,) = told(book, words, today)
    return item


def round_in(book: Book, status: str, **days: dt.date) -> int:
    """A round that stands at a step, with its days."""
    entry = RoundEntry(
        "秋季推选",
        ("楼组长",),
        "居民推选",
        term_start=TODAY + 60 * DAY,
        term_end=TODAY + 1800 * DAY,
    )
    made = make_round(book, entry).id
    with book.write("改到这一步") as session:
        put(found(session, ElectionRound, made), {"status": status, **days})
    return made


def test_a_notice_is_green_while_it_hangs_amber_on_its_last_day_and_red_after_it(
    story: Story, book: Book
) -> None:
    made = round_in(book, "public_notice", notice_from=TODAY - 4 * DAY, notice_to=TODAY)
    last = one(book, "公示")
    assert (last.level, last.text, last.due) == (Level.AMBER, "公示最后一天", TODAY)
    assert (last.action.room, last.action.what) == ("rounds", ("round", made))
    assert one(book, "正在公示", TODAY - DAY).level is Level.GREEN
    over = one(book, "公示", TODAY + DAY)
    assert (over.level, over.text) == (Level.RED, "公示已结束，请取下并登记备案")


def test_results_are_asked_for_before_the_notice_goes_up(story: Story, book: Book) -> None:
    round_in(book, "voting", notice_from=TODAY + 3 * DAY, notice_to=TODAY + 8 * DAY)
    assert told(book, "公示日", TODAY - DAY) == []
    assert one(book, "快到公示日").level is Level.AMBER
    assert one(book, "到了公示日", TODAY + 3 * DAY).level is Level.RED


def test_a_filed_round_that_is_not_closed_is_told_a_week_before_its_terms_begin(
    story: Story, book: Book
) -> None:
    round_in(book, "filed", filed_on=TODAY, term_start=TODAY + 8 * DAY)
    assert told(book, "已备案") == []
    assert one(book, "已备案", TODAY + DAY).level is Level.AMBER
    late = one(book, "已备案", TODAY + 8 * DAY)
    assert (late.level, late.due) == (Level.RED, TODAY + 8 * DAY)


def test_a_round_that_is_over_asks_for_nothing(story: Story, book: Book) -> None:
    made = round_in(book, "public_notice", notice_from=TODAY - 9 * DAY, notice_to=TODAY - 5 * DAY)
    assert len(told(book, "公示")) == 1
    for status in ("closed", "cancelled"):
        with book.write("改到这一步") as session:
            put(found(session, ElectionRound, made), {"status": status})
        assert told(book, "公示") == told(book, "备案") == []


def test_a_street_without_a_leader_is_told_with_its_days_if_they_are_known(
    story: Story, book: Book
) -> None:
    never = story.street("百秀路")
    left = story.street_leader("陈老板", "金水路")
    end_term(book, left, TODAY - 40 * DAY, "辞任")
    unknown, known = told(book, "街面长缺额")
    assert (unknown.text, unknown.level, unknown.object) == ("街面长缺额", Level.AMBER, "百秀路")
    assert (known.text, known.level) == ("街面长缺额 40 天", Level.RED)
    assert unknown.action.what == ("street", never)


def test_many_empty_streets_are_one_item(story: Story, book: Book) -> None:
    for number in range(8):
        story.street(f"第{number}路")
    item = one(book, "街面没有街面长")
    assert (item.text, item.object) == ("8 个街面没有街面长", "第0路、第1路等")


def test_silence_is_counted_in_the_days_the_office_chose(story: Story, book: Book) -> None:
    first = story.leader("王芳", "3号楼组")
    story.leader("李强", "5号楼组")
    record_duties(book, [first], DutyEntry(TODAY - 40 * DAY, "走访"))
    assert one(book, "没有履职记录").text == "1 名两长 60 天没有履职记录"
    set_silent_days(book, 30)
    item = one(book, "没有履职记录")
    assert (item.text, item.level) == ("2 名两长 30 天没有履职记录", Level.AMBER)
    assert (item.action.room, item.action.what) == ("duties", ("silent", None))


def test_a_training_is_told_a_week_ahead_and_presses_more_when_it_comes_near(
    story: Story, book: Book
) -> None:
    made = add_training(book, TrainingEntry("消防演练", TODAY + 7 * DAY, starts_at="9:00")).id
    assert told(book, "培训", TODAY - DAY) == []
    week = one(book, "培训")
    assert (week.level, week.text) == (Level.GREEN, "一周内有培训")
    assert week.object == "9:00 消防演练 · 还没有排定人员"
    assert (week.action.room, week.action.what) == ("duties", ("training", made))
    story.resident("王芳")
    expect(book, made, [story.person("王芳")])
    tomorrow = one(book, "培训", TODAY + 6 * DAY)
    assert (tomorrow.level, tomorrow.text) == (Level.AMBER, "明天有培训")
    assert tomorrow.object.endswith("应到 1 人")
    assert one(book, "培训", TODAY + 7 * DAY).text == "今天有培训"


def test_a_training_that_was_held_asks_for_its_sign_in_until_somebody_signed(
    story: Story, book: Book
) -> None:
    made = add_training(book, TrainingEntry("消防演练", TODAY - DAY)).id
    assert one(book, "没有登记签到").level is Level.AMBER
    assert one(book, "没有登记签到", TODAY + 7 * DAY).level is Level.RED
    story.resident("王芳")
    sign_in(book, made, {story.person("王芳"): Presence(signed_in=True)}, TODAY)
    assert told(book, "培训") == []


def test_the_subsidies_of_a_finished_quarter_are_asked_for_until_they_are_written(
    story: Story, book: Book
) -> None:
    term = story.leader("王芳", "3号楼组")
    day = dt.date(2025, 10, 8)
    assert told(book, "补贴", day) == []
    with book.write("补贴标准") as session:
        put(found(session, LeaderTerm, term), {"subsidy_monthly": 5_000})
    item = one(book, "补贴", day)
    assert (item.text, item.object) == ("2025年第三季度补贴还没有编制", "王芳")
    assert (item.level, item.action.what) == (Level.AMBER, ("subsidies", "2025-Q3"))
    assert one(book, "补贴", dt.date(2025, 11, 1)).level is Level.RED
    assert write_sheet(book, "2025-Q3", ("楼组长",)) == len(sheet(book, "2025-Q3", ("楼组长",)))
    assert told(book, "补贴", day) == []


def test_an_office_that_pays_by_half_years_is_asked_by_half_years(story: Story, book: Book) -> None:
    term = story.leader("王芳", "3号楼组")
    with book.write("补贴标准") as session:
        put(found(session, LeaderTerm, term), {"subsidy_monthly": 5_000})
    write_sheet(book, "2025-H1", ("楼组长",))
    assert told(book, "补贴", dt.date(2025, 10, 8)) == []
    assert one(book, "补贴", dt.date(2026, 1, 5)).text == "2025年下半年补贴还没有编制"


@pytest.mark.parametrize(
    ("rhythm", "day", "period"),
    [
        ("Q", "2026-01-01", "2025-Q4"), ("Q", "2026-11-22", "2026-Q3"),
        ("H", "2026-06-30", "2025-H2"), ("H", "2026-07-01", "2026-H1"),
        ("M", "2026-01-31", "2025-12"), ("M", "2026-12-01", "2026-11"),
        ("Y", "2026-12-31", "2025"),
    ],
)  # fmt: skip
def test_the_finished_period_is_the_last_that_is_over(rhythm: str, day: str, period: str) -> None:
    assert finished_period(rhythm, dt.date.fromisoformat(day)) == period


def test_a_handover_is_asked_for_after_fourteen_days_and_presses_after_thirty(
    story: Story, book: Book
) -> None:
    term = story.leader("王芳", "3号楼组")
    end_term(book, term, TODAY - 14 * DAY, "辞任")
    made = make_handover(book, term, None, TODAY - 14 * DAY)
    assert told(book, "交接单") == []
    item = one(book, "交接单", TODAY + DAY)
    assert (item.level, item.object) == (Level.AMBER, "王芳 · 3号楼组楼组长")
    assert (item.action.room, item.action.what) == ("rounds", ("handover", made))
    assert one(book, "交接单", TODAY + 17 * DAY).level is Level.RED
    sign(book, [made], TODAY)
    assert told(book, "交接单", TODAY + 17 * DAY) == []


def test_many_unsigned_handovers_are_one_item(story: Story, book: Book) -> None:
    for number in range(7):
        term = story.leader(f"{'甲乙丙丁戊己庚'[number]}某", f"{number}号楼组")
        end_term(book, term, TODAY - 20 * DAY, "辞任")
        make_handover(book, term, None, TODAY - 20 * DAY)
    assert one(book, "交接单").text == "7 张交接单还没有签字"
