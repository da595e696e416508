"""Every printed sheet of posts as PDF, Word and pictures: `python -m tools.papers OUT`.

The pictures are drawn by pdftoppm where it is installed.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tools import stage

if TYPE_CHECKING:
    from app.book import Book
    from app.papers.model import Sheet

DOTS = "70"
"""To the inch, of the pictures."""

Made = Callable[[], "Sequence[Sheet]"]


def main() -> int:
    """Fill the sample book, and write what can be printed of it."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/papers").resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stage.at_home_in(Path(folder))
        stage.application()
        from app.sample import make

        today = stage.NOW.date()
        book = make(Path(folder) / "示例.mulin", today=today).book
        try:
            for name, read in sheets_of(book, today).items():
                _write(out, name, read)
        finally:
            book.close()
    print(f"文件在 {out}")
    return 0


def _write(out: Path, name: str, read: Made) -> None:
    from app.papers.word import save_word
    from ui.papers import save_pdf

    begun = time.perf_counter()
    sheets = read()
    known = time.perf_counter()
    pages = save_pdf(sheets, out / f"{name}.pdf", stage.NOW.date())
    drawn = time.perf_counter()
    save_word(sheets, out / f"{name}.docx")
    print(f"{name}：{pages} 页，读 {known - begun:.2f} 秒，画 {drawn - known:.2f} 秒")
    if drawer := shutil.which("pdftoppm"):
        command = [drawer, "-r", DOTS, "-png", str(out / f"{name}.pdf"), str(out / name)]
        subprocess.run(command, check=True)


def sheets_of(book: Book, today: dt.date) -> dict[str, Made]:
    """What is printed, by the name of the file."""
    return _of_rounds(book) | _of_people(book, today) | _of_work(book, today)


def _of_rounds(book: Book) -> dict[str, Made]:
    from app.leaders.handovers import handover_rows
    from app.leaders.papers import handover, rounds
    from app.leaders.rounds.lists import FILLED, round_rows, seat_rows

    made: dict[str, Made] = {}
    for record in round_rows(book):
        seats = [seat for seat in seat_rows(book, record.id) if seat.candidates]
        made[f"推选公告-{record.name}"] = partial(rounds.announcement, book, record.id)
        if not seats:
            continue
        ids = [seat.id for seat in seats[:2]]
        made |= {
            f"候选人名单-{record.name}": partial(rounds.candidate_list, book, record.id),
            f"备案表-{record.name}": partial(rounds.result_list, book, record.id),
            f"选票-{record.name}": partial(rounds.ballot, book, record.id, ids),
        }
        if all(seat.vacant or seat.state == FILLED for seat in seats):
            made[f"公示-{record.name}"] = partial(rounds.notice, book, record.id)
    for row in handover_rows(book)[:1]:
        made["交接单"] = partial(handover.sheet, book, row.id)
    return made


def _of_people(book: Book, today: dt.date) -> dict[str, Made]:
    from app.leaders.lists import HELD, TermFilter, term_ids
    from app.leaders.papers import letters, roster
    from app.leaders.serving import TWO

    terms = term_ids(book, TermFilter(kinds=TWO, state=HELD), today)
    some = [*terms[:3], *terms[-2:]]
    return {
        "聘书": partial(letters.appointment, book, some[:2], today),
        "上墙牌": partial(letters.door_signs, book, some, today),
        "上墙牌-大": partial(letters.door_signs, book, some[:1], today, across=True),
        "花名册": partial(roster.yearly, book, today),
        "名单-上墙": partial(roster.wall, book, today),
        "名单-上墙A3": partial(roster.wall, book, today, large=True),
        "通讯录": partial(roster.contact_list, book, today),
    }


def _of_work(book: Book, today: dt.date) -> dict[str, Made]:
    from app.leaders.appraisal_sheet import appraisal_sheet, usual_periods
    from app.leaders.papers import work
    from app.leaders.serving import TWO
    from app.leaders.trainings import HELD, training_rows

    made: dict[str, Made] = {}
    trainings = training_rows(book)
    for held, name in ((True, "签到表-已填"), (False, "签到表-空白")):
        found = [row.id for row in trainings if (row.status == HELD) == held and row.expected]
        for at in found[:1]:
            made[name] = partial(work.sign_in, book, at)
    for period in usual_periods(book, today):
        rows = appraisal_sheet(book, period, TWO, today).rows
        judged = [row.appraisal_id for row in rows if row.appraisal_id]
        if judged:
            made["考评表"] = partial(work.appraisal, book, judged[:2])
            made["考评汇总表"] = partial(work.appraisal_summary, book, judged)
            break
    last = today.replace(day=1) - dt.timedelta(days=1)
    made["履职月报"] = partial(work.monthly, book, last.year, last.month)
    made["补贴表"] = partial(work.subsidy, book, f"{last.year}-Q{(last.month - 1) // 3}")
    return made


if __name__ == "__main__":
    sys.exit(main())
