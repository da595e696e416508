"""The room 推选换届 in a real window: forms, refusals, decisions, what can be printed."""

from __future__ import annotations

import datetime as dt

from app.leaders.rounds import rules
from app.leaders.rounds.records import RoundEntry
from app.leaders.rounds.rounds import make_round
from tests.story import Story
from tests.ui.kit.demo import inside
from tests.ui.rooms import press
from tests.ui.rounding import JULY, JUNE, NAME, Selecting, to_the_vote
from ui.people.ticks import TickList


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
