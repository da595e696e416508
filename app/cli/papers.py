"""Printed sheets from the command line, as Word files."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.book import Book
from app.cli.naming import day_of, kinds_of, round_of, training_of
from app.errors import Refused
from app.papers.model import Sheet

Said = tuple[dict[str, Any], str]
Made = Callable[[Book, argparse.Namespace, dt.date], Sequence[Sheet]]


def paper_answer(book: Book, arguments: argparse.Namespace, today: dt.date) -> Said:
    """Write the sheets; the answer tells how many there are. Refused where there is nothing."""
    from app.papers.word import save_word

    out = Path(arguments.out)
    if out.suffix.lower() != ".docx":
        raise Refused(f"“{out.name}”请改用 .docx 结尾；要存成 PDF，请打开窗口。")
    sheets = _MAKERS[arguments.kind](book, arguments, today)
    if not sheets:
        raise Refused("没有可以写出的内容。")
    save_word(sheets, out, today)
    return {"file": str(out), "sheets": len(sheets)}, f"已写出 {len(sheets)} 份到“{out.name}”。"


def _notice(book: Book, typed: argparse.Namespace, _today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers import rounds

    return rounds.notice(book, round_of(book, typed.round))


def _announcement(book: Book, typed: argparse.Namespace, _today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers import rounds

    return rounds.announcement(book, round_of(book, typed.round))


def _candidates(book: Book, typed: argparse.Namespace, _today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers import rounds

    return rounds.candidate_list(book, round_of(book, typed.round))


def _results(book: Book, typed: argparse.Namespace, _today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers.filing import result_list

    return result_list(book, round_of(book, typed.round))


def _ballots(book: Book, typed: argparse.Namespace, _today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers.ballots import ballot
    from app.leaders.rounds.lists import seat_rows

    round_id = round_of(book, typed.round)
    seats = [row.id for row in seat_rows(book, round_id) if row.candidates and not row.vacant]
    return ballot(book, round_id, seats)


def _terms(book: Book, typed: argparse.Namespace, today: dt.date) -> list[int]:
    """The terms that a round began, or those who hold the posts that are named."""
    from app.leaders.lists import TermFilter, term_ids
    from app.leaders.serving import serving
    from db.models import LeaderTerm

    if not typed.round:
        return [row.id for row in serving(book, today, kinds_of(typed.post))]
    meant = round_of(book, typed.round)
    with book.read() as session:
        begun = set(session.scalars(select(LeaderTerm.id).where(LeaderTerm.round_id == meant)))
    return [term for term in term_ids(book, TermFilter(), today) if term in begun]


def _letters(book: Book, typed: argparse.Namespace, today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers.letters import appointment

    return appointment(book, _terms(book, typed, today), today)


def _signs(book: Book, typed: argparse.Namespace, today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers.letters import door_signs

    return door_signs(book, _terms(book, typed, today), today)


def _handover(book: Book, typed: argparse.Namespace, _today: dt.date) -> Sequence[Sheet]:
    from app.leaders.handovers import HandoverFilter, handover_rows
    from app.leaders.papers.handover import of_row
    from app.leaders.papers.issuer import issuer

    where = HandoverFilter(round_id=round_of(book, typed.round) if typed.round else None)
    by = issuer(book)
    return tuple(sheet for row in handover_rows(book, where) for sheet in of_row(row, by))


def _sign_in(book: Book, typed: argparse.Namespace, _today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers.signing import sign_in

    return sign_in(book, training_of(book, typed.training))


def _subsidy(book: Book, typed: argparse.Namespace, _today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers.paying import subsidy

    return subsidy(book, _period(typed), kinds_of(typed.post))


def _appraisal(book: Book, typed: argparse.Namespace, _today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers.scoring import appraisal_summary
    from db.models import Appraisal

    with book.read() as session:
        query = select(Appraisal.id).where(Appraisal.period == _period(typed))
        meant = session.scalars(query.order_by(Appraisal.id)).all()
    return appraisal_summary(book, meant)


def _roster(book: Book, typed: argparse.Namespace, today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers.roster import yearly

    return yearly(book, day_of(typed.as_at) or today, kinds=kinds_of(typed.post))


def _wall(book: Book, typed: argparse.Namespace, today: dt.date) -> Sequence[Sheet]:
    from app.leaders.papers.roster import wall

    return wall(book, day_of(typed.as_at) or today, kinds_of(typed.post))


def _period(typed: argparse.Namespace) -> str:
    if not typed.period:
        raise Refused("请用 --period 写明周期，如 2025-Q2。")
    return str(typed.period)


_MAKERS: Mapping[str, Made] = {
    "notice": _notice,
    "announcement": _announcement,
    "candidates": _candidates,
    "results": _results,
    "ballots": _ballots,
    "letters": _letters,
    "signs": _signs,
    "handover": _handover,
    "sign-in": _sign_in,
    "subsidy": _subsidy,
    "appraisal": _appraisal,
    "roster": _roster,
    "wall": _wall,
}
