"""The part of the tour about posts: a selection from its seats to the packs, on paper and map."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools import stage
from tools.tour_people import say

if TYPE_CHECKING:
    from app.book import Book
    from ui.start.home import HomeWindow

PAPERS = "材料"
"""The folder for what is printed."""


def tour_posts(book: Book, window: HomeWindow, out: Path) -> None:
    """换届 of every 楼组 of the imported roster, and what it leaves on paper."""
    today = stage.NOW.date()
    round_id = _select(book, window, out, today)
    _print(book, round_id, out / PAPERS, today)
    _hand_over(book, out / PAPERS, today)
    for name, room in (("推选换届", "rounds"), ("履职培训", "duties"), ("覆盖图", "cover")):
        window.go(room)
        stage.settle(1.5, until=lambda: not window.desk.jobs.reading)
        stage.picture(window, out / f"{name}.png")


def _select(book: Book, window: HomeWindow, out: Path, today: dt.date) -> int:
    from app.leaders.lists import coverage
    from app.leaders.posts import BUILDING_LEADER
    from app.leaders.rounds import rules
    from app.leaders.rounds.candidates import nominate_holders
    from app.leaders.rounds.closing import close_round
    from app.leaders.rounds.counting import Count, count_many
    from app.leaders.rounds.lists import OPEN, SeatFilter, seat_rows
    from app.leaders.rounds.records import Ballots, RoundEntry, Votes
    from app.leaders.rounds.rounds import advance, leave_vacant_many, make_round
    from app.leaders.rules import default_end

    entry = RoundEntry(
        f"{today.year}年楼组长换届", (BUILDING_LEADER,), "居民推选", today, default_end(today)
    )
    round_id = make_round(book, entry).id
    advance(book, round_id)
    made = nominate_holders(book, round_id, proposed_by="居民联名")
    empty = leave_vacant_many(
        book, [seat.id for seat in seat_rows(book, round_id, SeatFilter(state=OPEN))]
    )
    advance(book, round_id)
    counts = [
        Count(seat.id, Ballots(30, 28, 26), {one.id: Votes(24, 1, 1) for one in seat.candidates})
        for seat in seat_rows(book, round_id)
        if seat.candidates
    ]
    said = count_many(book, round_id, counts)
    say(f"推选：提名现任 {made.made} 名，{empty} 个楼组标为缺额；{said.words()}。")
    before = today - dt.timedelta(days=7)
    advance(book, round_id, notice=rules.notice_from(before))
    advance(book, round_id, filed_on=today, filed_no="1号")
    began = time.perf_counter()
    closed = close_round(book, round_id, today)
    spent = time.perf_counter() - began
    label = book.undo()
    book.redo()
    share = coverage(book, today).words()
    say(f"换届：{closed.words()}用时 {spent:.2f} 秒；撤销“{label}”又重做，覆盖率 {share}。")
    window.go("rounds", ("round", round_id))
    stage.settle(1.5, until=lambda: not window.desk.jobs.reading)
    stage.picture(window, out / "推选完成.png")
    return round_id


def _print(book: Book, round_id: int, folder: Path, today: dt.date) -> None:
    from app.leaders.papers import filing, letters, rounds
    from app.leaders.rounds.terms import terms_of
    from app.papers.word import save_word
    from ui.leaders.cover.printing import save_map_pdf
    from ui.papers import save_pdf

    folder.mkdir(exist_ok=True)
    terms = terms_of(book, round_id)
    pages = 0
    for name, sheets in (
        ("公示", rounds.notice(book, round_id)),
        ("备案表", filing.result_list(book, round_id)),
        ("聘书", letters.appointment(book, terms[:20], today)),
        ("上墙牌", letters.door_signs(book, terms[:20], today)),
    ):
        pages += save_pdf(sheets, folder / f"{name}.pdf", today)
        save_word(sheets, folder / f"{name}.docx", today)
    wall = save_map_pdf(book, folder / "覆盖图A3.pdf", today, today)
    say(f"打印：公示、备案表、聘书、上墙牌共 {pages} 页，PDF 和 Word 各一份；A3 覆盖图 {wall} 页。")


def _hand_over(book: Book, folder: Path, today: dt.date) -> None:
    from app.leaders.lists import TermFilter, term_ids
    from app.leaders.pack import make_pack
    from app.leaders.posts import BUILDING_LEADER
    from app.work import finish

    (first, *_) = term_ids(book, TermFilter(kind=BUILDING_LEADER, state="现任"), today)
    pack = finish(make_pack(book, first, folder, today))
    say(f"交接资料包：“{pack.folder.name}”，{len(pack.files)} 个文件。")
