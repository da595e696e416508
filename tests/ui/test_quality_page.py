"""核对 in a real window: two records side by side, the board of findings, and their keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from app.book import Book
from app.kinds.people import id_check
from app.people import register
from app.people.records import HouseholdEntry
from app.reveal import looks
from db.models import Base
from tests.story import Story, dump
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import neighbours, opened, settle
from ui.kit.form import Form
from ui.kit.parts import IconButton, Label
from ui.people.checks.alike import AlikePart
from ui.people.checks.merge import MergePanel
from ui.people.checks.quality import QualityPart
from ui.people.checks.ways import merge_commands
from ui.people.page import PeoplePage
from ui.window import MainWindow


@pytest.fixture
def story(ruled: Book) -> Story:
    """Three neighbours, of whom 欧阳敏 stands in the register twice."""
    told = neighbours(ruled)
    told.resident("欧阳敏", "3-102", phone="13700003333", education="本科", occupation="教师")
    first = next(iter(_people(told, "欧阳敏")))
    _put(told.book, "resident", first, education="初中", occupation=None)
    return told


def _people(story: Story, name: str) -> list[int]:
    rows = dump(story.book)["resident"].items()
    return [row_id for row_id, row in rows if row["full_name"] == name]


def _put(book: Book, table: str, row_id: int, **values: object) -> None:
    target = Base.metadata.tables[table]
    with book.write("整理") as session:
        session.execute(target.update().where(target.c.id == row_id).values(**values))


@pytest.fixture
def window(story: Story, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window with the part in sight."""
    with opened(story.book, tmp_path, "people", qtbot) as made:
        assert isinstance(made.page, PeoplePage)
        made.page.turn_to("checks")
        settle(qtbot, made)
        yield made


@pytest.fixture
def alike(page: PeoplePage) -> AlikePart:
    """The pairs."""
    return page.checks.alike


@pytest.fixture
def panel(alike: AlikePart) -> MergePanel:
    """The two side by side."""
    return alike.panel


def buttons(widget: object) -> dict[str, QPushButton]:
    """The buttons in sight by their words."""
    found = cast("list[QPushButton]", widget.findChildren(QPushButton))  # type: ignore[attr-defined]
    return {one.text(): one for one in found if one.isVisible()}


def test_the_pair_is_offered_with_its_reasons_and_counted(
    page: PeoplePage, alike: AlikePart
) -> None:
    assert alike.count == 1
    pair = alike.table.current
    assert pair.likeness == "很像"
    assert "电话相同" in pair.why
    assert "可能重复的人和户（1）" in buttons(page)
    assert page.checks.status() == "1 对人可能重复"


def test_only_what_both_records_say_differently_is_to_be_chosen(panel: MergePanel) -> None:
    assert panel.choices == {"education": "kept"}
    radios = cast("list[QRadioButton]", panel.findChildren(QRadioButton))
    assert [one.accessibleName() for one in radios] == ["文化程度：初中", "文化程度：本科"]
    assert panel.join.isEnabled()


def test_a_merge_takes_what_was_chosen_and_can_be_taken_back(
    window: MainWindow, story: Story, panel: MergePanel, alike: AlikePart, qtbot: QtBot
) -> None:
    kept, gone = _people(story, "欧阳敏")
    before = dump(story.book)
    panel.choose("education", "gone")
    panel.join.click()
    settle(qtbot, window)
    (left,) = _people(story, "欧阳敏")
    row = dump(story.book)["resident"][left]
    assert left == kept
    assert (row["education"], row["occupation"]) == ("本科", "教师")
    assert "已合并" in window.toast.text
    assert alike.count == 0
    window.undo()
    settle(qtbot, window)
    assert dump(story.book) == before
    assert alike.count == 1
    assert gone in _people(story, "欧阳敏")


def test_the_other_record_can_be_the_one_that_stays(
    window: MainWindow, story: Story, panel: MergePanel, qtbot: QtBot
) -> None:
    _, second = _people(story, "欧阳敏")
    buttons(panel)["互换"].click()
    settle(qtbot, window)
    assert panel.shown is not None
    assert panel.shown.kept_id == second
    panel.join.click()
    settle(qtbot, window)
    assert _people(story, "欧阳敏") == [second]


def test_two_people_told_apart_are_not_offered_again(
    window: MainWindow, story: Story, panel: MergePanel, alike: AlikePart, qtbot: QtBot
) -> None:
    buttons(panel)["不是同一人"].click()
    settle(qtbot, window)
    assert alike.count == 0
    assert len(_people(story, "欧阳敏")) == 2
    window.undo()
    settle(qtbot, window)
    assert alike.count == 1


def test_what_is_left_for_later_stays_in_the_list(
    window: MainWindow, panel: MergePanel, alike: AlikePart, qtbot: QtBot
) -> None:
    buttons(panel)["先放一放"].click()
    settle(qtbot, window)
    assert alike.count == 1
    assert panel.shown is None


def test_a_masked_value_is_shown_only_with_a_line_in_the_log(
    story: Story, panel: MergePanel
) -> None:
    eyes = cast("list[IconButton]", panel.findChildren(IconButton))
    assert not any("13700003333" in one.text() for one in _labels(panel))
    before = len(looks(story.book))
    buttons(panel)["显示相同的 4 项"].click()
    for eye in eyes:
        eye.click()
    assert len(looks(story.book)) == before + len(eyes) > before
    assert any("13700003333" in one.text() for one in _labels(panel))


def _labels(panel: MergePanel) -> list[Label]:
    return cast("list[Label]", panel.findChildren(Label))


def test_two_selected_people_can_be_merged_from_their_list(
    window: MainWindow, page: PeoplePage, story: Story, panel: MergePanel, qtbot: QtBot
) -> None:
    page.turn_to("residents")
    settle(qtbot, window)
    first, second = (_people(story, name)[0] for name in ("周桂英", "李国栋"))
    page.open(("merge", "resident", first, second))
    settle(qtbot, window)
    assert page.view is page.checks
    assert panel.shown is not None
    assert {panel.shown.kept_id, panel.shown.gone_id} == {first, second}
    assert "sex" in panel.choices


def test_the_menu_of_a_list_offers_a_merge_for_exactly_two(page: PeoplePage) -> None:
    (command, _) = merge_commands("person", [1, 2], page.open)
    assert command is not None
    assert command.title == "合并选中的两人……"
    assert merge_commands("person", [1], page.open) == ()
    assert merge_commands("shop", [1, 2], page.open) == ()


def test_people_who_cannot_be_one_cannot_be_merged(
    window: MainWindow, page: PeoplePage, story: Story, panel: MergePanel, qtbot: QtBot
) -> None:
    body = "31010119500307004"
    other = story.resident("周桂英", "3-101", id_card_no=body + id_check(body))
    page.open(("merge", "resident", _people(story, "周桂英")[0], other))
    settle(qtbot, window)
    assert not panel.join.isEnabled()
    assert panel.shown is not None
    assert "不是同一个人" in panel.shown.refusal


def test_a_gone_id_opens_the_record_that_stays(
    window: MainWindow, page: PeoplePage, story: Story, panel: MergePanel, qtbot: QtBot
) -> None:
    kept, gone = _people(story, "欧阳敏")
    panel.join.click()
    settle(qtbot, window)
    page.open(("person", gone))
    settle(qtbot, window)
    assert page.shown == ("person", kept)
    assert page.pane.title == "欧阳敏"


def test_two_households_are_merged_in_the_same_way(
    window: MainWindow, story: Story, alike: AlikePart, panel: MergePanel, qtbot: QtBot
) -> None:
    for _ in range(2):
        entry = HouseholdEntry(head_name="钱七")
        register.add_household(story.book, story.door("4-101"), entry)
    settle(qtbot, window)
    pair = next(one for one in alike.alike.pairs if one.table == "household")  # type: ignore[union-attr]
    alike.table.choose_id(pair.id)
    settle(qtbot, window)
    assert "不是同一户" in buttons(panel)
    panel.join.click()
    settle(qtbot, window)
    heads = [row["head_name"] for row in dump(story.book)["household"].values()]
    assert heads.count("钱七") == 1


# --- the board --------------------------------------------------------------------------------


@pytest.fixture
def board(window: MainWindow, page: PeoplePage, qtbot: QtBot) -> QualityPart:
    """The board in sight."""
    page.checks.turn("quality")
    settle(qtbot, window)
    return page.checks.quality


def choose(window: MainWindow, board: QualityPart, key: str, qtbot: QtBot) -> None:
    """Turn to a rule and select its first finding."""
    board.read()
    settle(qtbot, window)
    board.choose(key)
    settle(qtbot, window)


def test_the_board_names_every_sort_and_how_many(board: QualityPart) -> None:
    counts = {one.rule.key: one.count for one in board.counts}
    assert counts["no_head"] == 1
    assert len(board.rules) == len(board.counts)
    assert "没有问题" in board.words()


def test_a_tag_is_added_by_one_key_and_taken_away_by_undo(
    window: MainWindow, story: Story, board: QualityPart, qtbot: QtBot
) -> None:
    choose(window, board, "tag_missing", qtbot)
    (row,) = board.table.selected()
    assert row.who.startswith("李国栋")
    board.fix.click()
    settle(qtbot, window)
    tags = {row["tag"] for row in dump(story.book)["care_tag"].values()}
    assert "高龄" in tags
    assert len(board.table) == 0
    assert "已处理 1 条" in window.toast.text
    window.undo()
    settle(qtbot, window)
    assert len(board.table) == 1


def test_a_finding_called_right_goes_and_comes_back_with_undo(
    window: MainWindow, board: QualityPart, qtbot: QtBot
) -> None:
    choose(window, board, "tag_missing", qtbot)
    board.right.click()
    settle(qtbot, window)
    assert len(board.table) == 0
    window.undo()
    settle(qtbot, window)
    assert len(board.table) == 1


def test_a_post_of_somebody_gone_ends_on_the_day_that_is_asked_for(
    window: MainWindow, story: Story, board: QualityPart, qtbot: QtBot
) -> None:
    (leader,) = _people(story, "周桂英")
    _put(story.book, "resident", leader, status="deceased")
    choose(window, board, "office_gone", qtbot)
    assert board.fix.text() == "办理离任……"
    board.fix.click()
    (form,) = cast("list[Form[object]]", board.findChildren(Form))
    form.set_texts({"on": "2026-11-02"})
    buttons(board)["确定"].click()
    settle(qtbot, window)
    (term,) = dump(story.book)["leader_term"].values()
    assert (term["end_on"], term["end_reason"]) == (dt.date(2026, 11, 2), "去世")
    assert term["end_on"] <= TODAY


def test_a_head_is_chosen_among_the_members(
    window: MainWindow, page: PeoplePage, story: Story, board: QualityPart, qtbot: QtBot
) -> None:
    choose(window, board, "no_head", qtbot)
    board.fix.click()
    radios = cast("list[QRadioButton]", board.findChildren(QRadioButton))
    buttons(board)["确定"].click()
    assert "请先选定" in page.banner.text
    radios[0].setChecked(True)
    buttons(board)["确定"].click()
    settle(qtbot, window)
    homes = {row["head_name"] for row in dump(story.book)["household"].values()}
    assert "欧阳敏" in homes


def test_a_finding_leads_to_its_record(
    window: MainWindow, page: PeoplePage, story: Story, board: QualityPart, qtbot: QtBot
) -> None:
    choose(window, board, "tag_missing", qtbot)
    board.look.click()
    settle(qtbot, window)
    assert page.shown == ("person", _people(story, "李国栋")[0])
    assert page.view is page.residents


def test_the_first_page_can_lead_straight_to_the_board(
    window: MainWindow, page: PeoplePage, qtbot: QtBot
) -> None:
    page.turn_to("residents")
    window.go("people", ("checks", "quality"))
    settle(qtbot, window)
    assert page.view is page.checks
    assert page.checks.stack.currentWidget() is page.checks.quality


def test_the_search_can_be_stopped(alike: AlikePart, window: MainWindow, qtbot: QtBot) -> None:
    alike.read()
    buttons(alike)["停止"].click()
    assert not alike.search.running
    settle(qtbot, window)
    assert alike.count == 1
    buttons(alike)["重新查找"].click()
    settle(qtbot, window)
    assert not alike.search.running
