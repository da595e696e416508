"""签到表, 考评表, 补贴发放表, 履职月报."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.errors import Invalid, Refused
from app.leaders.appraisals import AppraisalEntry, appraise
from app.leaders.duties import DutyEntry, record_duties
from app.leaders.papers import work
from app.leaders.subsidies import set_rates
from app.leaders.terms import end_term
from app.leaders.trainings import Presence, TrainingEntry, add_training, expect, sign_in
from app.papers.model import Signatures
from app.people.office import set_office
from app.people.records import OfficeEntry
from db.models import LeaderTerm
from tests.leaders.sheets import ID_CARD, PHONE, grids, said, well_formed
from tests.story import TODAY, Story

SCORES = {
    "信息掌握": 190, "服务居民": 180, "环境安全": 185, "议事协商": 140, "动员志愿": 130,
    "培训学习": 95,
}  # fmt: skip


@pytest.fixture
def terms(story: Story) -> list[int]:
    """Three 楼组长 since 2022."""
    set_office(story.book, OfficeEntry("金水苑居委会", "金海街道"))
    story.resident("周桂英", "1-101", phone=PHONE, id_card_no=ID_CARD)
    return [
        story.leader("周桂英", "1号楼组"),
        story.leader("钱国强", "2号楼组"),
        story.leader("孙玉兰", "3号楼组"),
    ]


def people(story: Story, terms: list[int]) -> list[int]:
    with story.book.read() as session:
        return [session.get_one(LeaderTerm, term).resident_id for term in terms]


def test_a_sign_in_sheet_is_blank_before_and_filled_after(story: Story, terms: list[int]) -> None:
    book, who = story.book, people(story, terms)
    entry = TrainingEntry("消防演练", dt.date(2025, 9, 10), "9:00", "11:00", 120, place="会议室")
    training = add_training(book, entry).id
    expect(book, training, who)
    blank = work.sign_in(book, training)
    well_formed(blank)
    (grid,) = grids(blank)
    assert grid.header[4] == "签名"
    assert grid.least >= 8
    assert [row[1] for row in grid.rows][:3] == ["钱国强", "孙玉兰", "周桂英"]
    assert all(row[4] == "" for row in grid.rows)
    assert len(grid.rows) == 8, "five lines for those who come unexpected"
    assert "2025年9月10日 9:00—11:00" in said(blank)
    assert "应到 3 人" in said(blank)
    sign_in(book, training, {who[0]: Presence(True), who[1]: Presence(True, late=True)}, TODAY)
    filled = work.sign_in(book, training)
    well_formed(filled)
    (grid,) = grids(filled)
    marks = {row[1]: list(row[4:6]) for row in grid.rows}
    assert marks == {
        "周桂英": ["已签到", "2小时"],
        "钱国强": ["迟到", "2小时"],
        "孙玉兰": ["未到", ""],
    }
    assert "应到 3 人，实到 2 人" in said(filled)
    assert {row[3] for row in grid.rows} == {f"金水苑{at}号楼组" for at in (1, 2, 3)}
    assert PHONE not in said(filled)
    assert len(grids(work.sign_in(book, training, filled=False))[0].rows) == 8
    with pytest.raises(Refused):
        work.sign_in(book, 1)


def test_an_appraisal_is_a_form_to_sign_and_a_line_of_the_summary(
    story: Story, terms: list[int]
) -> None:
    book = story.book
    entry = AppraisalEntry(
        "2025年", SCORES, bonus=10, assessed_by="李静", assessed_on=TODAY, opinion="热心负责"
    )
    ids = [
        appraise(book, terms[1], AppraisalEntry("2025年", {"信息掌握": 100})).id,
        appraise(book, terms[0], entry).id,
    ]
    sheets = work.appraisal(book, ids)
    well_formed(sheets)
    assert len(sheets) == 2
    words = said(sheets[:1])
    for part in ("周桂英", "金水苑1号楼组", "2025年", "93", "优秀", "热心负责", "本人意见"):
        assert part in words
    (grid,) = grids(sheets[:1])
    assert list(grid.total) == ["", "总分", "100", "93"]
    assert any(
        isinstance(block, Signatures) and "被考评人" in block.labels for block in sheets[0].blocks
    )
    summary = work.appraisal_summary(book, ids)
    well_formed(summary)
    (grid,) = grids(summary)
    assert [row[1] for row in grid.rows] == ["周桂英", "钱国强"]
    assert list(grid.rows[0][4:]) == [
        "19", "18", "18.5", "14", "13", "9.5", "1", "93", "优秀",
    ]  # fmt: skip
    assert "共 2 人：优秀 1 人" in said(summary)
    with pytest.raises(Refused, match="请先选择"):
        work.appraisal(book, [])
    with pytest.raises(Refused):
        work.appraisal(book, [1])


def test_a_subsidy_sheet_is_signed_line_by_line_and_totalled_in_capitals(
    story: Story, terms: list[int]
) -> None:
    book = story.book
    with pytest.raises(Refused, match="还没有可以发放的人"):
        work.subsidy(book, "2025-Q3")
    set_rates(book, dict.fromkeys(terms, 5050))
    end_term(book, terms[2], dt.date(2025, 9, 1), "辞任")
    sheets = work.subsidy(book, "2025-Q3")
    well_formed(sheets)
    words = said(sheets)
    assert "2025年第三季度" in words
    (grid,) = grids(sheets)
    rows = [list(row) for row in grid.rows if len(row) > 1]
    assert rows[0] == ["1", "周桂英", "楼组长", "1号楼组", "3", "50.50", "151.50", ""]
    assert rows[2][4:7] == ["2", "50.50", "101.00"]
    assert grid.total[6] == "404.00"
    assert grid.least >= 9
    assert "合计人民币（大写）：肆佰零肆元整" in words
    assert ID_CARD not in words
    with pytest.raises(Invalid):
        work.subsidy(book, "夏天")


def test_the_report_of_a_month_says_who_did_what_and_who_nothing(
    story: Story, terms: list[int]
) -> None:
    book = story.book
    story.group("4号楼组", formed="2022-01-01")
    for kind in ("走访", "环境巡查", "宣传", "走访", "其他", "矛盾调解", "议事会议"):
        entry = DutyEntry(dt.date(2025, 8, 10), kind, f"{kind}一次", 30)
        record_duties(book, terms[:1], entry)
    record_duties(book, terms[1:2], DutyEntry(dt.date(2025, 8, 12), "走访", minutes=45))
    record_duties(book, terms[1:2], DutyEntry(dt.date(2025, 9, 1), "走访"))
    sheets = work.monthly(book, 2025, 8)
    well_formed(sheets)
    words = said(sheets)
    assert "2025年8月楼组长履职月报" in words
    assert "2025年8月，在任楼组长 3 名，其中 2 名有履职记录，共 7 人次，3小时45分。" in words
    assert "月末在册楼组 4 个，已配备楼组长 3 个，覆盖率 75%，缺额 1 个。" in words
    assert "较长时间没有履职记录的 1 名：孙玉兰（3号楼组" in words
    assert "缺额楼组 1 个：金水苑4号楼组" in words
    (grid,) = grids(sheets)
    assert list(grid.header[:3]) == ["楼组或范围", "姓名", "走访"]
    rows = {row[1]: list(row) for row in grid.rows if len(row) > 1}
    assert rows["周桂英"][-2:] == ["6", "3小时"]
    assert rows["孙玉兰"][2:] == [""] * (len(grid.header) - 2)
    assert list(grid.total[:3]) == ["合计", "3 名", "2"]
    assert PHONE not in words
    with pytest.raises(Refused, match="没有在任"):
        work.monthly(book, 2020, 1)


def test_whoever_left_in_the_month_is_in_its_report(story: Story, terms: list[int]) -> None:
    end_term(story.book, terms[0], dt.date(2025, 8, 2), "辞任")
    assert "周桂英" in said(work.monthly(story.book, 2025, 8))
    assert "周桂英" not in said(work.monthly(story.book, 2025, 9))
    with story.book.read() as session:
        assert len(session.scalars(select(LeaderTerm)).all()) == 3
