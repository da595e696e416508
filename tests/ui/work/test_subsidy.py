"""The subsidy sheet in a real window: made, printed, exported, approved, paid, signed, undone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from app.leaders import subsidies
from app.leaders.serving import TWO
from app.leaders.subsidies import APPROVED, DRAFT, PAID, SubsidyRow, sheet
from app.leaders.terms import end_term
from tests.story import dump
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import press, settle
from tests.ui.working import Office, page_of
from ui import papers
from ui.kit.table import Pasted
from ui.leaders.work.page import WorkPage
from ui.leaders.work.subsidy_view import SIGNED, UNRATED
from ui.window import MainWindow

PERIOD = "2026-Q3"


@pytest.fixture
def window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window at the sheet of the third quarter."""
    page = page_of(window)
    page.turn_to("subsidy")
    page.subsidy.period.choose(PERIOD)
    page.subsidy.read()
    settle(qtbot, window)
    return window


@pytest.fixture
def made(page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot) -> None:
    """A sheet of drafts: 150 元 a month for everybody."""
    subsidies.set_rates(told.book, dict.fromkeys(told.terms.values(), 15000))
    settle(qtbot, window)
    page.attempt(page.subsidies.write)
    settle(qtbot, window)


def lines(told: Office) -> dict[str, SubsidyRow]:
    return {line.full_name: line for line in sheet(told.book, PERIOD, TWO)}


def figures(page: WorkPage) -> dict[str, str]:
    return {one.words: one.number for one in page.subsidy.line.shown}


def test_without_a_rate_there_is_nothing_to_write_and_one_is_given_to_all(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    assert {row.state for row in page.subsidy.table.shown_rows()} == {UNRATED}
    page.attempt(page.subsidies.write)
    settle(qtbot, window)
    assert "先填每月补贴" in page.banner.text
    page.attempt(page.subsidies.rate)
    assert page.pane.form is not None
    page.pane.form.editor("rate").set_text("150")
    press(page, "保存")
    settle(qtbot, window)
    page.attempt(page.subsidies.write)
    settle(qtbot, window)
    assert {(line.months, line.amount, line.status) for line in lines(told).values()} == {
        (3, 45000, DRAFT)
    }
    assert figures(page)["合计（元）"] == "1,800.00"
    window.undo()
    settle(qtbot, window)
    assert all(not line.id for line in lines(told).values())


def test_a_rate_is_typed_in_its_cell_or_pasted_over_the_column(
    page: WorkPage, window: MainWindow, told: Office, made: None, qtbot: QtBot
) -> None:
    in_place = page.subsidy.table.in_place
    assert in_place is not None
    in_place.cells.save(told.terms["周桂英"], "rate", 20000)
    settle(qtbot, window)
    assert lines(told)["周桂英"].amount == 60000
    texts = {told.terms[name]: {"rate": text} for name, text in (("钱国强", "80"), ("孙玉兰", "x"))}
    in_place.cells.paste(Pasted(texts))
    settle(qtbot, window)
    assert lines(told)["钱国强"].amount == 24000
    assert "孙玉兰" in page.banner.text
    window.undo()
    settle(qtbot, window)
    assert lines(told)["钱国强"].amount == 45000


def test_a_sheet_is_approved_paid_signed_and_taken_back_step_by_step(
    page: WorkPage, window: MainWindow, told: Office, made: None, qtbot: QtBot
) -> None:
    before = dump(told.book)
    steps = page.subsidy.steps
    assert steps[APPROVED].text() == "审核 4 人"
    assert not steps[PAID].isEnabled()
    steps[APPROVED].click()
    settle(qtbot, window)
    assert steps[PAID].text() == "标为已发放 4 人"
    steps[PAID].click()
    assert page.pane.form is not None
    page.pane.form.editor("on").set_text("2026-10-15")
    press(page, "发放")
    settle(qtbot, window)
    paid = lines(told)["周桂英"]
    assert (paid.status, str(paid.paid_on), str(paid.signed_on)) == (
        PAID, "2026-10-15", "2026-10-15",
    )  # fmt: skip
    assert figures(page)["已发放"] == "4"
    page.subsidy.table.grid.choose(0)
    in_place = page.subsidy.table.in_place
    assert in_place is not None
    in_place.cells.save(told.terms["周桂英"], "signed_on", TODAY)
    settle(qtbot, window)
    assert lines(told)["周桂英"].signed_on == TODAY
    for _ in range(3):
        window.undo()
        settle(qtbot, window)
    assert dump(told.book) == before


def test_only_the_rows_selected_are_moved_on_when_there_are_several(
    page: WorkPage, window: MainWindow, told: Office, made: None, qtbot: QtBot
) -> None:
    grid = page.subsidy.table.grid
    selection = grid.selectionModel()
    model = page.subsidy.table.model
    for row in (0, 1):
        selection.select(model.index(row, 0), selection.SelectionFlag.Select)
    assert page.subsidy.steps[APPROVED].text() == "审核 2 人"
    page.subsidy.steps[APPROVED].click()
    settle(qtbot, window)
    states = [line.status for line in lines(told).values()]
    assert sorted(states) == [APPROVED, APPROVED, DRAFT, DRAFT]


def test_what_is_approved_keeps_its_rate_and_is_cancelled_to_be_made_anew(
    page: WorkPage, window: MainWindow, told: Office, made: None, qtbot: QtBot
) -> None:
    page.subsidy.steps[APPROVED].click()
    settle(qtbot, window)
    page.attempt(lambda: page.subsidy._typed(told.terms["周桂英"], "rate", 1))
    assert "已审核或已发放" in page.banner.text
    page.attempt(page.subsidies.rate)
    assert "标准不能再改" in page.banner.text
    page.subsidy.table.choose_id(told.terms["周桂英"])
    page.attempt(page.subsidies.cancel)
    settle(qtbot, window)
    assert lines(told)["周桂英"].id == 0
    page.attempt(page.subsidies.write)
    settle(qtbot, window)
    assert lines(told)["周桂英"].status == DRAFT


def test_the_days_of_a_broken_month_are_kept_and_drafts_worked_out_anew(
    page: WorkPage, window: MainWindow, told: Office, made: None, qtbot: QtBot
) -> None:
    end_term(told.book, told.terms["钱国强"], dt.date(2026, 9, 21), "辞任")
    page.attempt(page.subsidies.anew)
    assert lines(told)["钱国强"].months == 3
    page.attempt(page.subsidies.counting)
    assert page.pane.form is not None
    page.pane.form.editor("days").set_text("25")
    press(page, "保存")
    settle(qtbot, window)
    page.attempt(page.subsidies.anew)
    settle(qtbot, window)
    assert lines(told)["钱国强"].months == 2


def test_the_sheet_is_printed_for_signing_and_exported_for_payment(
    page: WorkPage, window: MainWindow, told: Office, made: None, tmp_path: Path, qtbot: QtBot
) -> None:
    pdf, out = tmp_path / "发放表.pdf", tmp_path / "发放表.xlsx"
    papers.Offer(page, "发放表", page.subsidy_sheets()).save_to(pdf)
    settle(qtbot, window)
    assert pdf.read_bytes().startswith(b"%PDF")
    page.pay_to(out)
    rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert rows[1][-1] == "签名"
    assert [row[1] for row in rows[2:6]] == ["周桂英", "钱国强", "孙玉兰", "顾晓宇"]
    assert rows[6][7] == 1800


def test_today_leads_to_the_sheet_of_a_period(
    page: WorkPage, window: MainWindow, told: Office, qtbot: QtBot
) -> None:
    page.turn_to("duties")
    settle(qtbot, window)
    window.go("duties", ("subsidies", "2024-Q1"))
    settle(qtbot, window)
    assert page.view is page.subsidy
    assert page.subsidy.title == "2024年第一季度补贴发放表"


def test_another_post_with_a_rate_is_on_the_sheet_too(
    page: WorkPage, window: MainWindow, told: Office, made: None, qtbot: QtBot
) -> None:
    told.story.resident("李国栋", "2-102")
    second = told.story.leader("李国栋", "2号楼组", kind="副楼组长")
    settle(qtbot, window)
    assert "李国栋" not in [row.line.full_name for row in page.subsidy.table.shown_rows()]
    subsidies.set_rates(told.book, {second: 5000})
    settle(qtbot, window)
    assert "李国栋" in [row.line.full_name for row in page.subsidy.table.shown_rows()]
    page.attempt(page.subsidies.write)
    settle(qtbot, window)
    assert figures(page)["待审核"] == "5"


def test_signing_is_for_what_was_paid(page: WorkPage, told: Office, made: None) -> None:
    page.attempt(page.subsidies.signed)
    assert "已发放" in page.banner.text
    assert not page.subsidy.steps[SIGNED].isEnabled()
