"""The count of a round in a real window: typed, pasted, filled down, kept, refused."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.leaders.rounds.candidates import nominate_holders
from tests.story import Story
from tests.ui.rounding import JUNE, Clock, Selecting, opened, to_the_vote


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


def test_a_digit_typed_over_a_number_takes_its_place(room: Selecting, story: Story) -> None:
    to_the_vote(room, story)
    room.turn("count")
    room.paste(0, [[27, 28]])
    room.stand(0, 0)
    room.type("3", "1", "\n")
    assert room.cells(0)[2] == "31"
