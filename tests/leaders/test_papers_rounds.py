"""What is posted, voted on and filed of a round: complete, and nothing of anybody's home."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.errors import Refused
from app.leaders.papers import rounds
from app.leaders.papers.issuer import Issuer
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.rounds.candidates import count_ballots, decide, nominate
from app.leaders.rounds.lists import seat_rows
from app.leaders.rounds.records import Ballots, CandidateEntry, RoundEntry, Votes
from app.leaders.rounds.rounds import advance, leave_vacant, make_round
from app.papers.model import Frame, Grid
from app.people.office import set_office
from app.people.records import OfficeEntry
from db.models import RoundSeat
from tests.leaders.sheets import ID_CARD, PHONE, assert_public, grids, said, well_formed
from tests.story import Story

OFFICE = OfficeEntry(
    "金水苑居委会", "金海街道", seal_name="金海街道金水苑社区居民委员会", phone="57421234",
    address="金水路56号",
)  # fmt: skip
ENTRY = RoundEntry(
    "2025年7月两长推选",
    (BUILDING_LEADER, STREET_LEADER),
    "户代表推选",
    dt.date(2025, 7, 1),
    dt.date(2030, 7, 1),
    dt.date(2025, 6, 1),
    dt.date(2025, 6, 15),
    dt.date(2025, 6, 20),
    dt.date(2025, 6, 24),
)


@pytest.fixture
def round_id(story: Story) -> int:
    """Three 楼组 and a street, the office known; two stand for the first 楼组."""
    book = story.book
    set_office(book, OFFICE)
    for number in (1, 2, 3):
        story.group(f"{number}号楼组")
    story.street("金水路东段")
    for at, name in enumerate(("周桂英", "李国栋", "欧阳敏", "赵小店"), 1):
        story.resident(
            name, f"{at}-101", sex="女", political_status="中共党员",
            **({"phone": PHONE, "id_card_no": ID_CARD} if at == 1 else {}),
        )  # fmt: skip
    made = make_round(book, ENTRY).id
    advance(book, made)
    seats = seats_of(story, made)
    for seat, name in zip((0, 0, 1, 3), ("周桂英", "李国栋", "欧阳敏", "赵小店"), strict=True):
        nominate(book, seats[seat], CandidateEntry(story.person(name), "居民联名", 12))
    leave_vacant(book, seats[2], decision="无人报名")
    return made


def seats_of(story: Story, round_id: int) -> list[int]:
    with story.book.read() as session:
        query = select(RoundSeat.id).where(RoundSeat.round_id == round_id).order_by(RoundSeat.id)
        return list(session.scalars(query))


def elect(story: Story, round_id: int) -> None:
    """周桂英, 欧阳敏 and 赵小店 are elected; 3号楼组 stays vacant."""
    book = story.book
    advance(book, round_id)
    for seat in seat_rows(book, round_id):
        given = {one.id: Votes(20 - at, at, 1) for at, one in enumerate(seat.candidates)}
        if len(given) == 1:
            count_ballots(book, seat.id, Ballots(30, 28, 25), given)
        elif given:
            first = next(one.id for one in seat.candidates if one.full_name == "周桂英")
            votes = {one.id: Votes(9 if one.id == first else 8, 1, 1) for one in seat.candidates}
            count_ballots(book, seat.id, Ballots(30, 28, 25), votes)
            decide(book, seat.id, [first], "")
    advance(book, round_id)


def test_the_call_says_what_is_filled_and_where_to_come(story: Story, round_id: int) -> None:
    sheets = rounds.announcement(story.book, round_id)
    assert_public(sheets)
    well_formed(sheets)
    words = said(sheets)
    for part in (
        "2025年7月两长推选公告",
        "2025年6月1日至6月15日",
        "每户派一名代表投票",
        "街面长为在所在街面经营或者工作的人员",
        "金水苑居委会（电话 57421234，地址：金水路56号）",
        "金海街道金水苑社区居民委员会",
    ):
        assert part in words
    (grid,) = grids(sheets)
    assert list(grid.total) == ["合计", "3", "1"]


def test_candidates_are_posted_without_anything_of_their_homes(story: Story, round_id: int) -> None:
    sheets = rounds.candidate_list(story.book, round_id)
    assert_public(sheets)
    well_formed(sheets)
    (grid,) = grids(sheets)
    rows = [list(row) for row in grid.rows if len(row) > 1]
    assert ["1号楼组", "楼组长", "周桂英", "女", "中共党员", "居民联名"] in rows
    assert ["", "", "李国栋", "女", "中共党员", "居民联名"] in rows
    assert "3号楼组" not in said(sheets)


def test_a_notice_waits_for_every_result(story: Story, round_id: int) -> None:
    with pytest.raises(Refused, match="还没有当选人"):
        rounds.notice(story.book, round_id)
    advance(story.book, round_id)
    seat = seats_of(story, round_id)[1]
    (one,) = (row for row in seat_rows(story.book, round_id) if row.id == seat)
    decide(story.book, seat, [one.candidates[0].id], "协商一致")
    with pytest.raises(Refused, match="还有 2 个岗位没有结果"):
        rounds.notice(story.book, round_id)


def test_a_notice_names_the_elected_and_where_to_object(story: Story, round_id: int) -> None:
    elect(story, round_id)
    sheets = rounds.notice(story.book, round_id)
    assert_public(sheets)
    well_formed(sheets)
    words = said(sheets)
    assert "经户代表推选，以下 3 名同志当选（楼组长 2 名、街面长 1 名）" in words
    assert "公示时间：2025年6月20日至6月24日，共 5 天" in words
    assert "金水苑居委会（电话 57421234，地址：金水路56号）反映" in words
    assert "缺额 1 个：金水苑3号楼组楼组长，将另行补选。" in words
    (grid,) = grids(sheets)
    names = [list(row) for row in grid.rows]
    assert ["1", "金水苑1号楼组", "楼组长", "周桂英", "女", "中共党员"] in names
    assert "李国栋" not in words
    assert len(names) == 3


def test_what_is_filed_has_every_vote(story: Story, round_id: int) -> None:
    before = said(rounds.result_list(story.book, round_id))
    assert "4 个，已选出 0 个，缺额 1 个，待定 3 个" in before
    elect(story, round_id)
    sheets = rounds.result_list(story.book, round_id)
    well_formed(sheets)
    words = said(sheets)
    assert "4 个，已选出 3 个，缺额 1 个" in words
    assert "待定" not in words
    assert PHONE not in words
    assert ID_CARD not in words
    (grid,) = grids(sheets)
    rows = {row[3]: list(row) for row in grid.rows if len(row) > 1}
    assert rows["周桂英"][8:15] == ["30", "28", "25", "9", "1", "1", "当选"]
    assert rows["李国栋"][:3] == ["", "", ""]
    assert rows["李国栋"][14] == "落选"
    assert rows[""][14:] == ["缺额", "无人报名"]
    assert sheets[0].landscape


def test_a_ballot_has_a_box_for_each_and_a_line_for_others(story: Story, round_id: int) -> None:
    seats = seats_of(story, round_id)
    sheets = rounds.ballot(story.book, round_id, [seats[0], seats[3]])
    assert len(sheets) == 2
    first = sheets[0]
    assert not first.numbered
    assert not first.heading
    assert len(first.blocks) == 2
    assert first.blocks[0] == first.blocks[1]
    frame = first.blocks[0]
    assert isinstance(frame, Frame)
    (grid,) = (block for block in frame.blocks if isinstance(block, Grid))
    assert [list(row) for row in grid.rows] == [
        ["候选人", "周桂英", ""],
        ["候选人", "李国栋", ""],
        ["另选他人", "", ""],
    ]
    words = said(sheets)
    assert "赞成的" in words
    assert "画“×”" in words
    assert PHONE not in words


def test_no_ballot_is_printed_for_a_seat_without_candidates(story: Story, round_id: int) -> None:
    seats = seats_of(story, round_id)
    with pytest.raises(Refused, match="3号楼组楼组长还没有候选人"):
        rounds.ballot(story.book, round_id, [seats[2]])
    with pytest.raises(Refused, match="请先选择"):
        rounds.ballot(story.book, round_id, [])


def test_many_candidates_take_a_whole_page(story: Story, round_id: int) -> None:
    seats = seats_of(story, round_id)
    for name in ("王一", "王二", "王三"):
        nominate(story.book, seats[0], CandidateEntry(story.person(name)))
    (sheet,) = rounds.ballot(story.book, round_id, seats[:1])
    (frame,) = sheet.blocks
    assert isinstance(frame, Frame)
    assert frame.share == 1


def test_a_round_that_is_gone_is_refused(story: Story) -> None:
    with pytest.raises(Refused):
        rounds.notice(story.book, 1)


def test_an_office_without_a_number_still_says_where_it_is() -> None:
    assert Issuer("甲居委会", "甲居委会").where_to_say() == "甲居委会"
    assert Issuer("甲", "甲", phone="57421234").where_to_say() == "甲（电话 57421234）"
