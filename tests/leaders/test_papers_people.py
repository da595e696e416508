"""Letters, signs, rosters and hand-overs: names for all to see, numbers only where agreed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.errors import Refused
from app.leaders.handovers import make_handover, tick
from app.leaders.papers import handover, letters, roster
from app.leaders.posts import STREET_LEADER
from app.leaders.records import TermEntry
from app.leaders.terms import appoint
from app.papers.model import Frame, Seal, Words
from app.people.consents import ConsentEntry, add_consent, consent_rows, withdraw_consent
from app.people.office import set_office
from app.people.records import OfficeEntry
from db.models import RevealLog
from tests.leaders.sheets import (
    BORN,
    ID_CARD,
    PHONE,
    assert_public,
    grids,
    said,
    texts,
    well_formed,
)
from tests.story import TODAY, Story

CONSENT = ConsentEntry("公开联系电话", dt.date(2025, 1, 5))


@pytest.fixture
def terms(story: Story) -> list[int]:
    """Two 楼组长, of whom the first has a phone, and a 街面长."""
    set_office(story.book, OfficeEntry("金水苑居委会", "金海街道", phone="57421234"))
    story.resident("周英", "1-101", sex="女", phone=PHONE, id_card_no=ID_CARD)
    story.resident("欧阳国栋", "2-101", sex="男", birth_date=BORN)
    return [
        story.leader("周英", "1号楼组", until="2027-07-01"),
        story.leader("欧阳国栋", "2号楼组"),
        story.street_leader("赵小店", "金水路东段"),
    ]


def test_a_letter_says_who_what_and_until_when(story: Story, terms: list[int]) -> None:
    sheets = letters.appointment(story.book, terms, TODAY)
    assert len(sheets) == 3
    first = sheets[0]
    assert first.framed
    assert first.landscape
    assert not first.heading
    words = said([first])
    assert "周英 同志：" in words
    assert "兹聘请您担任金水苑1号楼组楼组长，聘期自2022年7月1日至2027年7月1日。" in words
    sizes = [block.points for block in first.blocks if isinstance(block, Words)]
    assert all(size is not None and size >= 16 for size in sizes)
    assert any(isinstance(block, Seal) and block.on == TODAY for block in first.blocks)
    assert_public(sheets)
    assert "聘请您担任金水路东段街面长，" in said(sheets[2:])


def test_a_letter_leaves_out_days_nobody_knows(story: Story) -> None:
    entry = TermEntry("团队负责人", 0, story.person("周英"), TODAY, scope_name="金水合唱队")
    term = appoint(story.book, entry, TODAY).id
    words = said(letters.appointment(story.book, [term], TODAY))
    assert "聘请您担任金水合唱队团队负责人，聘期自2025年9月30日" in words
    acting = TermEntry("居委会主任", 0, story.person("周英"), TODAY, acting=True)
    term = appoint(story.book, acting, TODAY).id
    assert "聘请您担任代理居委会主任，" in said(letters.appointment(story.book, [term], TODAY))


def test_a_sign_has_a_number_only_with_consent(story: Story, terms: list[int]) -> None:
    book, who = story.book, story.person("周英")
    assert PHONE not in said(letters.door_signs(book, terms, TODAY))
    add_consent(book, who, CONSENT, TODAY)
    words = said(letters.door_signs(book, terms, TODAY))
    assert f"电话　{PHONE}" in words
    assert words.count("电话") == 1
    withdraw_consent(book, consent_rows(book, who)[0].id, TODAY)
    assert PHONE not in said(letters.door_signs(book, terms, TODAY))


def test_a_consent_from_tomorrow_is_none_today(story: Story, terms: list[int]) -> None:
    add_consent(story.book, story.person("周英"), CONSENT, TODAY)
    before = dt.date(2025, 1, 4)
    assert PHONE not in said(letters.door_signs(story.book, terms, before))


def test_signs_stand_two_to_a_page_in_letters_for_two_metres(
    story: Story, terms: list[int]
) -> None:
    sheets = letters.door_signs(story.book, terms, TODAY)
    assert [len(sheet.blocks) for sheet in sheets] == [2, 1]
    frame = sheets[0].blocks[0]
    assert isinstance(frame, Frame)
    assert frame.double
    sizes = {block.text: block.points or 0 for block in frame.blocks if isinstance(block, Words)}
    assert sizes["周　英"] >= 60
    assert sizes["金水苑1号楼组"] >= 30
    found = list(texts(sheets))
    assert "联系住户　反映诉求　调解邻里　关注安全" in found
    assert "联系商户　门前责任　安全巡查　传达通知" in found
    large = letters.door_signs(story.book, terms, TODAY, across=True)
    assert len(large) == 3
    assert all(sheet.landscape for sheet in large)


def test_nobody_chosen_is_refused(story: Story) -> None:
    with pytest.raises(Refused, match="请先选择"):
        letters.appointment(story.book, [], TODAY)
    with pytest.raises(Refused):
        letters.door_signs(story.book, [1], TODAY)


def test_the_roster_of_the_binder_masks_numbers(story: Story, terms: list[int]) -> None:
    assert terms
    sheets = roster.yearly(story.book, TODAY)
    well_formed(sheets)
    words = said(sheets)
    assert "2025年两长花名册" in words
    assert "楼组长 2 名，街面长 1 名" in words
    assert "138****5678" in words
    assert PHONE not in words
    assert ID_CARD not in words
    assert BORN not in words
    assert sheets[0].foot == "联系电话已隐去部分号码"
    some = roster.yearly(story.book, TODAY, ("scope", "full_name"), (STREET_LEADER,))
    (grid,) = grids(some)
    assert list(grid.header) == ["序号", "服务范围", "姓名"]
    assert [list(row) for row in grid.rows] == [["1", "金水路东段", "赵小店"]]
    assert not some[0].landscape


def test_the_roster_of_the_wall_has_names_only(story: Story, terms: list[int]) -> None:
    assert terms
    sheets = roster.wall(story.book, TODAY, large=True)
    assert_public(sheets)
    well_formed(sheets)
    assert sheets[0].large
    (grid,) = grids(sheets)
    assert [list(row) for row in grid.rows] == [
        ["金水苑　楼组长（2 名）"],
        ["1号楼组", "周英", "2号楼组", "欧阳国栋", "", ""],
        ["街面长（1 名）"],
        ["金水路东段", "赵小店", "", "", "", ""],
    ]


def test_numbers_are_shown_for_a_reason_that_is_kept(story: Story, terms: list[int]) -> None:
    assert terms
    masked = roster.contact_list(story.book, TODAY)
    assert PHONE not in said(masked)
    with story.book.read() as session:
        assert session.scalars(select(RevealLog)).all() == []
    shown = roster.contact_list(story.book, TODAY, reason="防汛值班")
    assert PHONE in said(shown)
    assert "不得外传" in shown[0].foot
    with story.book.read() as session:
        (kept,) = session.scalars(select(RevealLog)).all()
        assert kept.reason == "防汛值班"


def test_a_roster_of_nobody_is_refused(story: Story) -> None:
    with pytest.raises(Refused, match="没有在任的人"):
        roster.yearly(story.book, TODAY)


def test_a_hand_over_lists_what_is_given_and_who_signs(story: Story, terms: list[int]) -> None:
    book = story.book
    made = make_handover(book, terms[0], terms[1], TODAY)
    tick(book, made, 1, done=True)
    sheets = handover.sheet(book, made)
    well_formed(sheets)
    words = said(sheets)
    for part in (
        "楼组长工作交接单", "周英", "欧阳国栋", "2025年9月30日", "移交人", "接收人", "监交人",
        "交接回执", "本人已收到金水苑1号楼组楼组长工作移交的名册、资料和物品",
    ):  # fmt: skip
        assert part in words
    (grid,) = grids(sheets)
    marks = [row[3] for row in grid.rows]
    assert marks[:3] == ["☐", "☑", "☐"]
    assert ["名册和台账", "本范围的住户或商铺名册、记录本"] in [list(row[1:3]) for row in grid.rows]
    assert [row[1] for row in grid.rows][-1] == "", "room for what comes to mind"
    assert PHONE not in words
    with pytest.raises(Refused):
        handover.sheet(book, 1)
