"""今日 in a real window over a real book."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.book import Book
from app.due import Item
from app.leaders.duties import DutyEntry, record_duties
from app.leaders.handovers import make_handover, sign
from app.leaders.rounds.records import RoundEntry
from app.leaders.rounds.rounds import make_round
from app.leaders.subsidies import write_sheet
from app.leaders.terms import end_term
from app.leaders.trainings import TrainingEntry, add_training
from app.people.storing import found, put
from app.pledge.lists import LedgerFilter, ledger_ids, ledger_rows
from db.models import ElectionRound, LeaderTerm
from tests.story import Story
from tests.ui.kit.demo import TODAY, desk_for
from tests.ui.pledging import ROOMS, Pledged, pledged, settle, type_in
from ui.contents import CONTENTS
from ui.kit.cards import FigureCard
from ui.kit.editors import RefEditor
from ui.people.listing import ListsPage
from ui.pledge.matrix_view import MatrixView
from ui.pledge.page import PledgePage
from ui.theme import Tone
from ui.today.badges import badges
from ui.today.page import TodayPage, day_words, title_of
from ui.window import MainWindow


@pytest.fixture
def office(ruled: Book) -> Pledged:
    """Five households that have signed; nobody leads their 楼组."""
    return pledged(ruled)


@pytest.fixture
def window(office: Pledged, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window of the smallest supported size, as it opens."""
    desk = desk_for(office.book, tmp_path)
    made = MainWindow(desk, ROOMS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.go("today")
    settle(qtbot, made)
    yield made
    made.hide()
    settle(qtbot, made)
    desk.jobs.close()


@pytest.fixture
def page(window: MainWindow) -> TodayPage:
    """The page in sight."""
    assert isinstance(window.page, TodayPage)
    return window.page


def items(page: TodayPage) -> list[Item]:
    return cast("list[Item]", list(page.items.shown_rows()))


def words(card: FigureCard) -> list[str]:
    labels = cast("list[QLabel]", card.findChildren(QLabel))
    return [label.text() for label in labels]


def test_the_title_says_what_day_it_is(page: TodayPage) -> None:
    assert page.title == "今日 · 11月21日 星期六"
    assert title_of(dt.date(2026, 11, 22)) == "今日 · 11月22日 星期日"


def test_what_is_due_stands_in_the_list_with_the_most_pressing_first(page: TodayPage) -> None:
    first = items(page)[0]
    assert (first.text, first.object) == ("楼组长缺额 2516 天", "金水苑 · 3号楼组")
    assert page.items.columns[0].dot is not None
    assert page.items.columns[0].dot(first) is Tone.RED


def test_one_click_leads_to_where_it_is_done(
    page: TodayPage, office: Pledged, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.asked) as asked:
        page.items.columns[-1].act(items(page)[0])  # type: ignore[misc]
    assert asked.args == ["leaders", ("group", office.group)]


def test_a_quiet_day_says_so(ruled: Book, tmp_path: Path, qtbot: QtBot) -> None:
    desk = desk_for(ruled, tmp_path)
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert items(page) == []
    assert "今天没有到期的事" in " ".join(
        label.text() for label in cast("list[QLabel]", page.items.findChildren(QLabel))
    )
    page.hide()
    desk.jobs.close()


def test_the_figures_are_those_of_the_book(page: TodayPage) -> None:
    assert words(page.figures[0])[:2] == ["在任楼组长", "0"]
    assert "覆盖 0% · 缺 1" in words(page.figures[0])
    assert words(page.figures[2])[1] == "5"
    assert page.status()[0] == "本居委 1 个小区 · 1 个楼组 · 6 户 · 0 人"


def test_a_line_is_recorded_on_the_first_page_and_the_figure_follows(
    page: TodayPage, office: Pledged, window: MainWindow, qtbot: QtBot
) -> None:
    form = page.entry.form
    holder = cast("RefEditor", form.editor("holder_id")).picker
    rule = cast("RefEditor", form.editor("rule_id")).picker
    type_in(holder, "3-301")
    type_in(rule, "j2")
    QTest.keyClick(rule, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    rows = ledger_rows(office.book, ledger_ids(office.book, LedgerFilter()))
    assert [row.score for row in rows.values()] == [20]
    assert words(page.figures[3])[1] == "+2"
    window.toast._press()
    settle(qtbot, window)
    assert words(page.figures[3])[1] == "0"


def test_what_is_typed_survives_a_change_of_the_book(
    page: TodayPage, office: Pledged, window: MainWindow, qtbot: QtBot
) -> None:
    holder = cast("RefEditor", page.entry.form.editor("holder_id")).picker
    type_in(holder, "3-302")
    office.post("3-301", "J-02")
    settle(qtbot, window)
    assert holder.text() == "3-302 · 李国栋户"


def test_the_sheet_of_a_group_is_one_click_away(
    page: TodayPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.open_matrix()
    settle(qtbot, window)
    assert isinstance(window.page, PledgePage)
    assert isinstance(window.page.view, MatrixView)


def test_the_chart_comes_after_the_page(
    page: TodayPage, office: Pledged, window: MainWindow, qtbot: QtBot
) -> None:
    office.post("3-301", "J-02")
    settle(qtbot, window)
    qtbot.waitUntil(lambda: page.chart._canvas._image is not None, timeout=20_000)
    assert page.chart.accessibleName() == "图表：近 12 个月加分（分）。本月加 2分"


def test_the_first_page_loads_no_chart_library(tmp_path: Path) -> None:
    import subprocess

    probe = (
        "import ui.today.page, sys;"
        "print([name for name in ('matplotlib', 'openpyxl', 'xlsxwriter', 'alembic', 'pypinyin',"
        " 'docx', 'lxml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (None, "—"),
        (TODAY, "今天"),
        (dt.date(2026, 11, 17), "11月17日"),
        (dt.date(2027, 7, 1), "2027年7月1日"),
    ],
)
def test_a_due_day_is_said_as_people_say_it(day: dt.date | None, said: str) -> None:
    assert day_words(day, TODAY) == said


def test_the_sidebar_counts_what_presses(office: Pledged) -> None:
    found = badges(office.book, TODAY)
    assert (found["today"].count, found["today"].tone) == (1, Tone.RED)
    assert found["leaders"].tone is Tone.RED


def test_the_page_at_1280_by_720_need_not_be_scrolled(
    page: TodayPage, window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1280, 720)
    settle(qtbot, window)
    viewport = page.parentWidget()
    assert viewport is not None
    assert page.height() <= viewport.height()


# What the posts ask for


@pytest.fixture
def whole(ruled: Book, tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, Due]]:
    """A window with every room over an office where something of each sort is due."""
    due = Due.of(Story(ruled, TODAY))
    desk = desk_for(ruled, tmp_path)
    made = MainWindow(desk, CONTENTS)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.go("today")
    settle(qtbot, made)
    yield made, due
    made.hide()
    settle(qtbot, made)
    desk.jobs.close()


_LISTS = {
    "楼组长缺额 20 天": "vacancies",
    "街面长缺额": "vacancies",
    "明天有培训": "training",
    "交接单还没有签字": "handovers",
    "1 名两长 60 天没有履职记录": "silent",
    "2026年第三季度补贴还没有编制": "subsidy",
}
"""The list in which each thing is seen to."""


@dataclass(frozen=True)
class Due:
    """The ids of what is due."""

    round: int
    training: int
    handover: int
    street: int
    group: int

    @classmethod
    def of(cls, story: Story) -> Due:
        """A round on the last day of its notice, a training of tomorrow, an unsigned hand-over,
        an empty street, an empty 楼组, a leader without a record, subsidies of a quarter.
        """
        book, day = story.book, dt.timedelta(days=1)
        first = story.leader("周桂英", "3号楼组", "2024-01-01")
        story.leader("李国栋", "4号楼组", "2024-01-01")
        record_duties(book, [first], DutyEntry(TODAY - day, "走访"))
        left = story.leader("赵敏", "5号楼组", "2024-01-01")
        end_term(book, left, TODAY - 20 * day, "辞任")
        with book.write("补贴标准") as session:
            put(found(session, LeaderTerm, first), {"subsidy_monthly": 5_000})
        entry = RoundEntry("冬季推选", ("楼组长",), "居民推选", TODAY + 60 * day, TODAY + 900 * day)
        made = make_round(book, entry).id
        with book.write("公示") as session:
            days = {"notice_from": TODAY - 4 * day, "notice_to": TODAY}
            put(found(session, ElectionRound, made), {"status": "public_notice", **days})
        return cls(
            made,
            add_training(book, TrainingEntry("消防演练", TODAY + day)).id,
            make_handover(book, left, None, TODAY - 20 * day),
            story.street("百秀路"),
            story.group("5号楼组"),
        )


def test_everything_the_posts_wait_for_stands_in_the_list(
    whole: tuple[MainWindow, Due],
) -> None:
    window, due = whole
    assert isinstance(window.page, TodayPage)
    told = {item.text: item.action for item in items(window.page)}
    assert {
        words: (action.room, action.what)
        for words, action in told.items()
        if action.room in ("leaders", "rounds", "duties")
    } == {
        "楼组长缺额 20 天": ("leaders", ("group", due.group)),
        "街面长缺额": ("leaders", ("street", due.street)),
        "公示最后一天": ("rounds", ("round", due.round)),
        "明天有培训": ("duties", ("training", due.training)),
        "交接单还没有签字": ("rounds", ("handover", due.handover)),
        "1 名两长 60 天没有履职记录": ("duties", ("silent", None)),
        "2026年第三季度补贴还没有编制": ("duties", ("subsidies", "2026-Q3")),
    }


def test_every_action_lands_in_its_room(whole: tuple[MainWindow, Due], qtbot: QtBot) -> None:
    window, _ = whole
    assert isinstance(window.page, TodayPage)
    for item in items(window.page):
        if item.action.room not in ("leaders", "rounds", "duties"):
            continue
        window.go("today")
        settle(qtbot, window)
        page = window.page
        assert isinstance(page, TodayPage)
        page.items.columns[-1].act(item)  # type: ignore[misc]
        settle(qtbot, window)
        landed = window.page
        assert isinstance(landed, ListsPage)
        assert landed.room == item.action.room
        assert not landed.banner.isVisible(), item.text
        assert landed.view.key == _LISTS.get(item.text, landed.view.key), item.text


def test_the_rooms_of_the_posts_have_their_own_badges(whole: tuple[MainWindow, Due]) -> None:
    window, _ = whole
    told = badges(window.desk.book, TODAY)
    assert {room: told[room].count for room in ("leaders", "rounds", "duties")} == {
        "leaders": 2, "rounds": 2, "duties": 1,
    }  # fmt: skip
    # The quarter is over for longer than thirty days, the rest of the work comes soon.
    assert (told["rounds"].tone, told["duties"].tone) == (Tone.AMBER, Tone.RED)


def test_the_list_follows_what_was_done(whole: tuple[MainWindow, Due], qtbot: QtBot) -> None:
    window, due = whole
    page = window.page
    assert isinstance(page, TodayPage)
    sign(window.desk.book, [due.handover], TODAY)
    qtbot.waitUntil(lambda: "交接单还没有签字" not in [item.text for item in items(page)])
    write_sheet(window.desk.book, "2026-Q3", ("楼组长",))
    qtbot.waitUntil(lambda: not any("补贴" in item.text for item in items(page)))
