"""The room 推选换届 in a real window: typing the count, refusals, forms, hand-over sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app.book import Book
from app.leaders.handovers import handover_row
from app.leaders.lists import TermFilter, term_ids
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import nominate, nominate_holders
from app.leaders.rounds.closing import close_round
from app.leaders.rounds.counting import Count, count_many
from app.leaders.rounds.lists import seat_rows
from app.leaders.rounds.records import Ballots, CandidateEntry, RoundEntry, Votes
from app.leaders.rounds.rounds import advance, make_round
from app.leaders.terms import end_term
from tests.story import Story
from tests.ui.kit.demo import inside
from tests.ui.rooms import press
from tests.ui.rounding import Clock, Selecting, named, opened, town
from ui.people.ticks import TickList

JUNE, JULY = dt.date(2026, 6, 8), dt.date(2026, 7, 1)
NAME = "2026年7月楼组长推选"
ENTRY = RoundEntry(NAME, (BUILDING_LEADER,), "居民推选", JULY, dt.date(2031, 7, 1))


@pytest.fixture
def story(book: Book) -> Story:
    """Four 楼组 with their leaders and a round that is at its beginning."""
    told = town(book, JUNE, 4)
    make_round(book, ENTRY)
    return told


@pytest.fixture
def room(story: Story, tmp_path: Path, qtbot: QtBot) -> Iterator[Selecting]:
    """The window in the room."""
    with opened(story.book, tmp_path, Clock(JUNE), qtbot) as made:
        yield made


def to_the_vote(room: Selecting, story: Story) -> None:
    """All holders stand; at 4号楼组 somebody else as well."""
    key = room.page.round_id
    assert key is not None
    nominate_holders(story.book, key)
    four = room.seats()["4号楼组"].id
    nominate(story.book, four, CandidateEntry(story.person("王四")))
    for _ in range(2):
        advance(story.book, key)
    room.rest()


def to_the_close(room: Selecting, story: Story) -> None:
    """王四 follows 李四 on the first of July."""
    to_the_vote(room, story)
    key, book = room.page.round_id, story.book
    assert key is not None
    counts = []
    for seat in seat_rows(book, key):
        standing = sorted(seat.candidates, key=lambda one: one.id)
        votes = {one.id: Votes(5 + 10 * at, 0, 0) for at, one in enumerate(standing)}
        counts.append(Count(seat.id, Ballots(30, 30, 25), votes))
    count_many(book, key, counts)
    advance(book, key, notice=(JUNE, dt.date(2026, 6, 12)))
    advance(book, key, filed_on=dt.date(2026, 6, 15))
    close_round(book, key, JULY)
    room.until(JULY)


# The count


def test_what_is_no_number_stays_in_its_cell_with_a_word_beside_the_row(
    room: Selecting, story: Story
) -> None:
    to_the_vote(room, story)
    room.turn("count")
    room.stand(0, 0)
    room.type("3", "0", "x", "\t", "2", "8", "\n")
    assert room.cells(0)[2:4] == ["30x", "28"]
    assert "“30x”不是整数" in room.cells(0)[-1]
    assert (
        room.page.count.said.text()
        == "4 个岗位，已有票数 0 个；改了 1 个，还没有保存；1 个对不上，请看红字"
    )
    room.page.count.go.click()
    room.rest()
    assert room.page.banner.text == "没有可以保存的票数：1 个岗位对不上，请看表里的红字。"
    assert room.cells(0)[2] == "30x"
    assert room.page.count.grid.currentIndex().row() == 1, "after Tab, Enter begins the next line"
    assert room.page.count.grid.currentIndex().column() == 2


def test_enter_goes_down_and_skips_the_ballots_of_a_second_candidate(
    room: Selecting, story: Story
) -> None:
    to_the_vote(room, story)
    room.turn("count")
    room.stand(3, 0)
    room.type("30", "\n")
    assert room.page.count.grid.currentIndex().row() == 3, "4号楼组 has its ballots only once"
    room.stand(0, 2)
    room.type("2", "6", "\n", "2", "7", "\n")
    assert [room.cells(at)[4] for at in range(3)] == ["26", "27", ""]
    room.stand(4, 0)
    room.type("9")
    assert room.cells(4)[2] == ""


def test_keys_of_a_spreadsheet_fill_copy_and_empty(room: Selecting, story: Story) -> None:
    to_the_vote(room, story)
    room.turn("count")
    grid = room.page.count.grid
    room.stand(0, 0)
    room.type("30", "\n")
    room.stand(0, 0)
    for _ in range(2):
        QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(grid, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [room.cells(at)[2] for at in range(4)] == ["30", "30", "30", ""]
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    room.stand(1, 1)
    QTest.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [room.cells(at)[3] for at in range(4)] == ["", "30", "30", "30"]
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert room.cells(1)[3] == ""


def test_a_range_from_excel_is_laid_over_and_its_results_shown_before_they_are_saved(
    room: Selecting, story: Story
) -> None:
    to_the_vote(room, story)
    room.turn("count")
    room.paste(
        0,
        [
            [30, 30, 26, 20, 4, 2], [30, 30, 26, 27, 0, 0], [30, 32, 26, 20, 0, 0],
            [30, 30, 26, 12, 0, 0], [9, 9, 9, 12, 0, 0], [30, 30, 26, 20, 0, 0],
        ],
    )  # fmt: skip
    assert room.window.toast.text.startswith("有 9 格不在票数的位置上")
    assert room.cells(0)[8:] == ["当选", ""]
    assert "共 27 票，多于收回的 26 张" in room.cells(1)[-1]
    assert room.cells(2)[-1] == "发出 32 张，多于应到的 30 人"
    assert [room.cells(at)[8] for at in (3, 4)] == ["同票", "同票"]
    QTest.keyClick(room.page.count.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    room.rest()
    states = {name: seat.state for name, seat in room.seats().items()}
    assert states == {
        "1号楼组": "已选出", "2号楼组": "待投票", "3号楼组": "已选出", "4号楼组": "待决定",
    }  # fmt: skip
    assert room.page.count.model.changed() == [room.seats()["2号楼组"].id]
    room.page.count.state.choose("wrong")
    room.page.count.read()
    room.rest()
    assert [room.cells(at)[0] for at in range(len(room.page.count.model.lines))] == [
        "金水苑 2号楼组"
    ]
    room.window.undo()
    room.rest()
    assert {seat.state for seat in room.seats().values()} == {"待投票"}


def test_counts_that_were_not_saved_are_there_again(
    story: Story, tmp_path: Path, qtbot: QtBot
) -> None:
    with opened(story.book, tmp_path, Clock(JUNE), qtbot) as room:
        to_the_vote(room, story)
        room.turn("count")
        room.stand(1, 0)
        room.type("30", "\n")
        qtbot.waitUntil(lambda: bool(room.page.pane.drafts.of(f"count-{room.page.round_id}")))
    with opened(story.book, tmp_path, Clock(JUNE), qtbot) as room:
        room.turn("count")
        assert room.cells(1)[2] == "30"
        assert room.window.toast.text == "已接着上次没有保存的票数。"
        room.page.count.clear.click()
        room.rest()
        assert room.cells(1)[2] == ""


def test_nothing_is_typed_before_the_vote(room: Selecting, story: Story) -> None:
    key = room.page.round_id
    assert key is not None
    nominate_holders(story.book, key)
    room.rest()
    room.turn("count")
    room.stand(0, 0)
    room.type("3")
    room.paste(0, [[30, 30]])
    assert room.cells(0)[2:4] == ["", ""]
    assert not room.page.count.go.isEnabled()
    assert room.window.toast.text == "现在不能填票数。"


# Rounds and seats


def test_a_name_that_is_taken_is_told_beside_the_field(room: Selecting) -> None:
    room.page.add()
    room.fill(name=NAME)
    form = room.page.pane.form
    assert form is not None
    assert form.problems() == {"name": f"已有一次推选叫“{NAME}”，请换一个名称"}


def test_nominating_goes_on_to_the_next_seat_that_has_nobody(room: Selecting, story: Story) -> None:
    page = room.page
    room.open_seat("1号楼组")
    page.seat_side.forms.nominate(room.seats()["1号楼组"].id)
    for name in ("李一", "王二"):
        room.fill(resident_id=str(story.person(name)), proposed_by="居民联名")
    assert page.pane.title == "提名 · 3号楼组 楼组长"
    assert page.pane.form is not None
    assert page.pane.form.editor("proposed_by").text() == "居民联名"
    room.fill(resident_id="")
    assert page.pane.form.problems() == {"resident_id": "请填写候选人"}
    room.open_seat("2号楼组")
    page.seat_side.forms.nominate(room.seats()["2号楼组"].id)
    room.fill(resident_id=str(story.person("王二")))
    assert page.banner.text == "王二已是这个岗位的候选人。"


def test_somebody_outside_the_register_is_recorded_on_the_way(room: Selecting) -> None:
    page = room.page
    page.seat_side.forms.nominate(room.open_seat("1号楼组"))
    press(page, "名册里没有这个人")
    room.fill(full_name="顾晓宇", phone="13600004444")
    form = page.pane.form
    assert form is not None
    assert page.pane.title == "提名 · 1号楼组 楼组长"
    room.fill(proposed_by="自荐")
    assert [one.full_name for one in room.seats()["1号楼组"].candidates] == ["顾晓宇"]


def test_who_works_in_a_shop_stands_for_its_street(room: Selecting, story: Story) -> None:
    page = room.page
    story.street("金水路")
    shop = story.shop("顺风理发店")
    end = dt.date(2031, 7, 1)
    made = make_round(story.book, RoundEntry("街面长推选", ("街面长",), "协商推荐", JULY, end))
    page.show_round(made.id)
    room.rest()
    page.seat_side.forms.nominate(room.seats()["金水路"].id)
    room.fill(resident_id=str(story.person("王一")), shop_id=str(shop))
    (one,) = room.seats()["金水路"].candidates
    assert one.shop_id == shop
    page.seat_side.forms.edit(one)
    room.fill(proposed_by="自荐")
    (one,) = room.seats()["金水路"].candidates
    assert (one.proposed_by, one.shop_id) == ("自荐", shop)


def test_a_level_vote_is_decided_with_a_word_on_how(room: Selecting, story: Story) -> None:
    page = room.page
    to_the_vote(room, story)
    key = room.open_seat("4号楼组")
    page.seat_side.forms.count(key)
    one, other = sorted(room.seats()["4号楼组"].candidates, key=lambda each: each.id)
    room.fill(
        **{
            "voters": "30", "ballots_issued": "30", "ballots_returned": "24",
            f"votes_for-{one.id}": "12", f"votes_for-{other.id}": "12",
        }
    )  # fmt: skip
    assert room.window.toast.text == "票数相同，请定当选人"
    press(page, "定当选人")
    form = page.pane.form
    assert form is not None
    room.fill(decision="")
    assert form.problems() == {"": "请勾选当选的人；没有人当选的，标为缺额"}
    (ticks,) = inside(form, TickList)
    ticks.tick(["王四　赞成 12"])
    room.fill(decision="")
    assert form.problems() == {"decision": "票数相同或结果与票数不同时，请写明怎样决定的"}
    room.fill(decision="第二轮投票，王四得 15 票")
    seat = room.seats()["4号楼组"]
    assert (seat.state, seat.candidates[0].full_name) == ("已选出", "王四")


def test_several_seats_are_left_empty_or_taken_out_together(room: Selecting) -> None:
    page = room.page
    room.turn("seats")
    page.seats.table.grid.selectAll()
    row = page.seats.table.shown_rows().__next__()
    commands = {one.id: one for one in page.seat_side.commands(row.id) if one}
    assert commands["seat.vacant"].title == "选中的 4 个岗位：标为缺额"
    commands["seat.vacant"].run()
    room.rest()
    assert {seat.state for seat in room.seats().values()} == {"缺额"}
    room.window.undo()
    room.rest()
    page.seats.table.grid.choose(0)
    room.rest()
    commands = {one.id: one for one in page.seat_side.commands(row.id) if one}
    commands["seat.drop"].run()
    room.rest()
    assert sorted(room.seats()) == ["2号楼组", "3号楼组", "4号楼组"]
    page.attempt(page._add_seat)
    group = Story(page.desk.book, JUNE).group("1号楼组")
    room.fill(scope_id=str(group))
    assert len(room.seats()) == 4
    page.attempt(page._add_seat)
    room.fill(scope_id=str(group))
    assert page.banner.text == "1号楼组的楼组长已在这次推选里。"


def test_a_cancelled_round_says_why_and_leaves_everybody_in_office(room: Selecting) -> None:
    page = room.page
    press(page, "取消推选")
    press(page, "取消推选")
    assert page.pane.form is not None
    assert page.pane.form.problems() == {"note": "请填写取消的原因"}
    room.fill(note="街道统一改到九月")
    assert page.panel.words.text() == "已取消。街道统一改到九月"
    assert page.panel.button.isHidden()
    assert page.panel.line.at == -1


def test_the_chosen_round_is_that_of_every_list(room: Selecting, story: Story) -> None:
    page = room.page
    end = dt.date(2031, 7, 1)
    entry = RoundEntry("2026年9月街面长推选", ("街面长",), "协商推荐", JULY, end)
    other = make_round(story.book, entry)
    room.rest()
    assert page.chooser.text() == NAME
    room.turn("seats")
    assert len(page.seats.table) == 4
    page.chooser._pick(str(other.id))
    room.rest()
    assert len(page.seats.table) == 0
    room.turn("rounds")
    assert page.pane.title == "2026年9月街面长推选"
    assert page.panel.words.text() == "还没有应选岗位，请先添加岗位。"
    room.window.go("rounds", ("round", page._rounds[-1].id))
    room.rest()
    assert page.chooser.text() == page._rounds[-1].name
    assert page.pane.title == page._rounds[-1].name


def test_filing_waits_for_the_day_it_is_said_to_be(room: Selecting, story: Story) -> None:
    page = room.page
    to_the_vote(room, story)
    room.turn("count")
    room.paste(0, [[30, 30, 26, 20, 0, 0]] * 4)
    room.paste(4, [["", "", "", 5, 0, 0]])
    page.count.go.click()
    room.rest()
    room.turn("rounds")
    room.step()
    room.fill(notice_from="2026-06-08")
    key = page.round_id
    assert key is not None
    page.rounds_side.steps.go(key, rules.FILED)
    room.fill(filed_on="2026-06-20")
    assert page.pane.form is not None
    assert page.pane.form.problems() == {"filed_on": "备案日期还没有到，请核对"}
    room.fill(filed_on="2026-06-08")
    assert page.banner.text == "公示到 2026-06-12 才结束，之后才能备案。请核对备案日期。"
    page.rounds_side.steps.go(key, rules.CLOSED)
    room.rest()
    assert page.banner.text == f"“{NAME}”还没有备案，备案后才能完成。"


def test_what_can_be_printed_belongs_to_the_step(room: Selecting, story: Story) -> None:
    def titles() -> list[str]:
        return [one.title for one in room.page.sheets.commands()]

    assert titles() == ["推选公告"]
    to_the_vote(room, story)
    assert titles() == ["推选公告", "候选人名单", "选票", "结果公示", "推选结果表"]


# Hand-overs


def test_a_hand_over_is_ticked_item_by_item_and_signed(room: Selecting, story: Story) -> None:
    page = room.page
    to_the_close(room, story)
    assert [one.title for one in page.sheets.commands()] == [
        "结果公示", "推选结果表", "聘书", "上墙牌", "全部交接单",
    ]  # fmt: skip
    room.turn("handovers")
    (row,) = page.handovers.table.shown_rows()
    assert (row.giver, row.receiver, page.pane.title) == ("李四", "王四", "李四 → 王四")
    boxes = inside(page.pane.body, QCheckBox)
    assert [box.text() for box in boxes][:3] == ["名册和台账", "工作群", "钥匙和公物"]
    boxes[0].click()
    room.rest()
    assert handover_row(story.book, row.id).done == 1
    press(page, "编辑")
    form = page.pane.form
    assert form is not None
    lines = form.editor("matters").text().splitlines()
    room.fill(matters="\n".join([*lines[:2], "宣传栏钥匙: 3 把"]))
    items = handover_row(story.book, row.id).items
    assert items[0] == {
        "what": "名册和台账",
        "detail": "本范围的住户或商铺名册、记录本",
        "done": True,
    }
    assert items[-1] == {"what": "宣传栏钥匙", "detail": "3 把", "done": False}
    press(page, "登记签字")
    room.fill(signed_on="2026-06-30")
    assert page.pane.form is not None
    assert page.pane.form.problems() == {"signed_on": "签字日期早于交接日期 2026-07-01，请核对"}
    room.fill(signed_on="2026-07-01", witness="陈书记")
    assert handover_row(story.book, row.id).state == "已签字"


def test_a_hand_over_leads_to_the_pack_of_its_post(room: Selecting, story: Story) -> None:
    page = room.page
    to_the_close(room, story)
    room.turn("handovers")
    press(page, "资料包")
    assert page.pane.title == "做交接资料包"
    press(page, "取消")
    assert page.pane.title == "李四 → 王四"


def test_who_leaves_outside_a_round_gets_a_sheet_by_hand(room: Selecting, story: Story) -> None:
    page = room.page
    room.turn("handovers")
    page.attempt(page.handover_side.add)
    assert page.banner.text.startswith("最近没有离任的人还缺交接单")
    term = term_ids(story.book, TermFilter(text=named("李", 1)), JUNE)[0]
    end_term(story.book, term, dt.date(2026, 6, 1), "迁出")
    room.rest()
    page.attempt(page.handover_side.add)
    room.fill(term_id=str(term))
    assert page.pane.title == f"{named('李', 1)} → 暂缺"
    assert [row.scope for row in page.handovers.table.shown_rows()] == ["1号楼组"]


def test_a_digit_typed_over_a_number_takes_its_place(room: Selecting, story: Story) -> None:
    to_the_vote(room, story)
    room.turn("count")
    room.paste(0, [[27, 28]])
    room.stand(0, 0)
    room.type("3", "1", "\n")
    assert room.cells(0)[2] == "31"
