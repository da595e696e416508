"""Hand-over sheets in a real window: ticked, signed, by hand, with the pack."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QCheckBox

from app.leaders.handovers import handover_row
from app.leaders.lists import TermFilter, term_ids
from app.leaders.terms import end_term
from tests.story import Story
from tests.ui.kit.demo import inside
from tests.ui.rooms import press
from tests.ui.rounding import JUNE, Selecting, named, to_the_close


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
