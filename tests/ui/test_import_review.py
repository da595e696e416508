"""Decisions before an import: differences, people who may be meant, and a newer version's news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.book import Book
from app.kinds.people import id_check
from db.models import LeaderTerm, Resident, RevealLog
from tests.story import Story, dump
from tests.ui.importing import count, csv, finish_import, import_page, preview, reach, settle
from tests.ui.kit.demo import TODAY
from ui.imports.page import CHOOSE, MATCH, PREVIEW, ImportPage
from ui.imports.preview import DIFFERENCES, GONE, NEW

HEAD = "小区,楼号,室号,姓名,性别,政治面貌,联系电话,婚姻状况"


@pytest.fixture
def story(ruled: Book) -> Story:
    """Two households of 3号楼组."""
    told = Story(ruled, TODAY)
    told.group("3号楼组")
    told.resident(
        "周桂英", "3-101", sex="女", phone="13800001111", political_status="群众",
        relation_to_head="户主", marital_status="已婚",
    )  # fmt: skip
    told.resident("李国栋", "3-101", sex="男", phone="13800002222")
    told.resident("赵敏", "3-102", phone="13800003333")
    return told


@pytest.fixture
def page(story: Story, tmp_path: Path, qtbot: QtBot) -> Iterator[ImportPage]:
    """The page in a window of the smallest supported size."""
    with import_page(story.book, tmp_path, qtbot) as made:
        yield made


def newer(folder: Path, *more: str) -> Path:
    """A newer register: 周桂英 has changed, 赵敏 is not on it."""
    return csv(
        folder, "新版.csv", HEAD,
        "金水苑,3,101,周桂英,女,中共党员,13900009999,丧偶",
        "金水苑,3,101,李国栋,男,群众,13800002222,",
        *more,
    )  # fmt: skip


def fact(page: ImportPage, name: str, field: str) -> object:
    with page.desk.book.read() as session:
        return session.scalars(
            select(getattr(Resident, field)).where(Resident.full_name == name)
        ).one()


def test_each_difference_is_taken_or_kept_and_survives_another_check(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    preview(qtbot, page, newer(tmp_path))
    view = page.preview.differences
    page.preview.open_tab(DIFFERENCES)
    rows = {row.field: row for row in view.table.shown_rows()}
    assert (rows["政治面貌"].before, rows["政治面貌"].after) == ("群众", "中共党员")
    assert not rows["政治面貌"].taken
    view.table.choose_id(rows["政治面貌"].id)
    column = [one.name for one in view.table.columns].index("take")
    act = view.table.columns[column].act
    assert act is not None
    act(rows["政治面貌"])
    settle(qtbot, page)
    page.go_back_to(MATCH)
    page.match.go_on.click()
    reach(qtbot, page, PREVIEW)
    rows = {row.field: row for row in view.table.shown_rows()}
    assert rows["政治面貌"].taken
    finish_import(qtbot, page)
    assert fact(page, "周桂英", "political_status") == "中共党员"
    assert fact(page, "周桂英", "phone") == "13800001111"


def test_all_differences_of_a_row_or_of_all_are_decided_at_once(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    preview(qtbot, page, newer(tmp_path))
    page.preview.rules.update_by.choose("ask")
    page.preview.rules.update_by.chosen.emit("ask")
    settle(qtbot, page)
    assert "没有决定，先保留原有的" in page.preview.hint.text()
    view = page.preview.differences
    view.which.choose("all")
    view._decide(view._meant(), True)
    settle(qtbot, page)
    assert "没有决定" not in page.preview.hint.text()
    assert all(row.taken for row in view.table.shown_rows())
    view.which.choose("rows")
    view.table.choose_id(0)
    view._decide(view._meant(), False)
    settle(qtbot, page)
    assert not any(row.taken for row in view.table.shown_rows())


def test_overwriting_and_letting_doubtful_numbers_in_are_choices(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    body = "31010119400307002"
    wrong = body + ("1" if id_check(body) != "1" else "2")
    head = "小区,楼号,室号,姓名,身份证号,政治面貌"
    path = csv(
        tmp_path, "a.csv", head, f"金水苑,3,105,吴大,{wrong},", "金水苑,3,101,周桂英,,中共党员"
    )
    preview(qtbot, page, path)
    assert page.flow.total.failed == 1
    page.preview.rules.unverified.click()
    page.preview.rules.update_by.choose("overwrite")
    page.preview.rules.update_by.chosen.emit("overwrite")
    settle(qtbot, page)
    assert page.flow.total.failed == 0
    finish_import(qtbot, page)
    assert fact(page, "吴大", "id_card_no") == wrong
    assert fact(page, "周桂英", "political_status") == "中共党员"


def test_masked_values_are_shown_on_wish_and_the_look_is_logged(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    preview(qtbot, page, newer(tmp_path))
    view = page.preview.differences
    row = next(row for row in view.table.shown_rows() if row.field == "联系电话")
    assert "13800001111" not in (row.before, row.after)
    view.table.choose_id(row.id)
    view.look.click()
    qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=30_000)
    row = next(row for row in view.table.shown_rows() if row.field == "联系电话")
    assert (row.before, row.after) == ("13800001111", "13900009999")
    assert count(page, RevealLog) == 1


def test_somebody_says_who_is_meant(
    page: ImportPage, story: Story, qtbot: QtBot, tmp_path: Path
) -> None:
    story.resident("王建国", "3-103", phone="13600001111")
    story.resident("王建国", "3-104", phone="13600001111")
    path = csv(tmp_path, "a.csv", "姓名,联系电话,政治面貌,人户状态", "王建国,13600001111,群众,")
    preview(qtbot, page, path)
    view = page.preview.questions
    (row,) = view.table.shown_rows()
    assert (row.title, row.answered) == ("王建国", False)
    words = [button.text() for button in view.group.buttons()]
    assert words[-1] == "都不是，新登记"
    assert len(words) == 3
    view.group.button(1).click()
    settle(qtbot, page)
    (row,) = view.table.shown_rows()
    assert row.answered
    assert page.flow.total.failed == 0
    finish_import(qtbot, page)
    with page.desk.book.read() as session:
        statuses = session.scalars(
            select(Resident.political_status).where(Resident.full_name == "王建国")
        ).all()
    assert sorted(map(str, statuses)) == ["None", "群众"]


def test_a_newer_version_is_offered_for_review_and_taken_in_one_step(
    page: ImportPage, story: Story, qtbot: QtBot, tmp_path: Path
) -> None:
    before = dump(page.desk.book)
    path = newer(tmp_path, "金水苑,3,103,新来的,男,,,", "金水苑,3,104,不要的,男,,,")
    story.leader("赵敏", "3号楼组")
    before = dump(page.desk.book)
    preview(qtbot, page, path)
    page.preview.compares.click()
    settle(qtbot, page)
    (row,) = page.preview.missing.table.shown_rows()
    assert (row.title, row.where, row.fate) == ("赵敏", "金水苑 3-102", "保留")
    page.preview.open_tab(NEW)
    arrivals = page.preview.arrivals
    out = next(row for row in arrivals.table.shown_rows() if row.title == "不要的")
    arrivals._reject([out], True)
    settle(qtbot, page)
    assert [row.title for row in arrivals.table.shown_rows()] == ["新来的", "不要的"]
    page.preview.open_tab(GONE)
    missing = page.preview.missing
    missing.fates.button(1).click()
    missing.apply.click()
    settle(qtbot, page)
    assert "还有 1 件事要说明" in page.preview.hint.text()
    assert not page.preview.go_on.isEnabled()
    missing._answer(page.flow.open[0], "end")
    settle(qtbot, page)
    (row,) = missing.table.shown_rows()
    assert row.fate == f"迁出 {TODAY}"
    assert dump(page.desk.book) == before
    finish_import(qtbot, page)
    assert fact(page, "赵敏", "status") == "moved_out"
    assert count(page, Resident, Resident.full_name == "新来的") == 1
    assert count(page, Resident, Resident.full_name == "不要的") == 0
    assert count(page, LeaderTerm, LeaderTerm.end_on == dt.date(TODAY.year, TODAY.month, TODAY.day))
    page.ending.undo()
    reach(qtbot, page, CHOOSE)
    assert dump(page.desk.book) == before


def test_those_not_on_the_sheet_stay_unless_somebody_says_otherwise(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    preview(qtbot, page, newer(tmp_path))
    page.preview.compares.click()
    settle(qtbot, page)
    missing = page.preview.missing
    missing.fates.button(1).click()
    missing.apply.click()
    settle(qtbot, page)
    assert "登记离开 1 个" in page.preview.go_on.text()
    missing.fates.button(0).click()
    missing.apply.click()
    settle(qtbot, page)
    assert "登记" not in page.preview.go_on.text()
    missing.fates.button(2).click()
    missing.apply.click()
    page.preview.compares.click()
    settle(qtbot, page)
    finish_import(qtbot, page)
    assert fact(page, "赵敏", "status") == "living"


def test_a_person_who_left_is_the_only_change(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = csv(
        tmp_path, "新版.csv", "小区,楼号,室号,姓名", "金水苑,3,101,周桂英", "金水苑,3,101,李国栋"
    )
    preview(qtbot, page, path)
    assert not page.preview.go_on.isEnabled()
    assert page.preview.go_on.text() == "没有要写入的内容"
    page.preview.compares.click()
    settle(qtbot, page)
    missing = page.preview.missing
    missing.form.set_texts({"on": "3000-01-01"})
    missing.fates.button(2).click()
    missing.form.set_texts({"on": "不是日子"})
    missing.apply.click()
    assert missing.form.problems()
    missing.form.set_texts({"on": "2026-11-01"})
    missing.apply.click()
    settle(qtbot, page)
    assert page.preview.go_on.text() == "登记 1 个不在表里的"
    finish_import(qtbot, page)
    assert fact(page, "赵敏", "status") == "deceased"
    assert page.done.sum.text().endswith("登记不在表里的 1 个。")


def test_wider_comparison_looks_at_the_whole_compound(
    page: ImportPage, story: Story, qtbot: QtBot, tmp_path: Path
) -> None:
    story.resident("孙立", "9-101")
    preview(qtbot, page, newer(tmp_path))
    page.preview.compares.click()
    settle(qtbot, page)
    assert len(page.preview.missing.table) == 1
    page.preview.missing.wide.click()
    settle(qtbot, page)
    assert [row.title for row in page.preview.missing.table.shown_rows()] == ["赵敏", "孙立"]


def test_a_decision_made_just_before_writing_still_counts(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    preview(qtbot, page, newer(tmp_path))
    view = page.preview.differences
    view.which.choose("all")
    view._decide(view._meant(), True)
    finish_import(qtbot, page)
    assert fact(page, "周桂英", "phone") == "13900009999"


def test_stopping_a_check_leaves_the_decisions_and_offers_another(
    page: ImportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    preview(qtbot, page, newer(tmp_path))
    view = page.preview.differences
    view.which.choose("all")
    view._decide(view._meant(), True)
    page._soon.stop()
    page._check_again()
    page.desk.jobs.stop()
    qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=30_000)
    if not page.flow.fresh:
        assert "重新核对" in page.banner._button.text()
        page._check_again()
    settle(qtbot, page)
    assert all(row.taken for row in view.table.shown_rows())
