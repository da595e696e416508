"""Posts on the command line: who holds what, what is vacant, appointing and ending."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from app.book import Book
from app.cli.naming import day_of, kind_of, person_of, place_of_post, terms_of
from app.errors import Refused
from app.kinds import Money
from app.leaders.lists import TermFilter, coverage, term_ids, term_rows
from app.leaders.records import TermEntry
from app.leaders.rules import STATES
from app.leaders.terms import appoint, end_term
from app.leaders.vacant import vacant_posts
from app.people.place_lists import compound_names

Said = tuple[dict[str, Any], str]


def answer(book: Book, name: str, arguments: argparse.Namespace, today: dt.date) -> Said:
    """The JSON answer and the text of a command about posts."""
    if name in _DEEDS:
        return _DEEDS[name](book, arguments, today)
    if name == "round":
        from app.cli.rounds import round_answer

        return round_answer(book, arguments, today)
    if name == "paper":
        from app.cli.papers import paper_answer

        return paper_answer(book, arguments, today)
    from app.cli.service import service_answer

    return service_answer(book, name, arguments, today)


def _posts(book: Book, arguments: argparse.Namespace, today: dt.date) -> Said:
    day = day_of(arguments.as_at)
    if arguments.state is not None and arguments.state not in STATES:
        raise Refused(f"没有“{arguments.state}”这种状态，可用的有：{'、'.join(STATES)}。")
    where = TermFilter(
        kind=kind_of(arguments.kind) if arguments.kind else None,
        compound_id=_compound(book, arguments.compound),
        state=arguments.state or "现任",
        as_at=day,
    )
    rows = term_rows(book, term_ids(book, where, today), day or today).values()
    answer = {
        "as_at": (day or today).isoformat(),
        "posts": [
            {
                "id": row.id,
                "kind": row.kind,
                "compound": row.compound,
                "scope": row.scope,
                "name": row.full_name,
                "start_on": _iso(row.start_on),
                "expected_end_on": _iso(row.expected_end_on),
                "end_on": _iso(row.end_on),
                "state": row.state,
                "acting": row.acting,
            }
            for row in rows
        ],
    }
    lines = [
        f"{row.kind}\t{row.compound}\t{row.scope}\t{row.full_name}\t{row.state}" for row in rows
    ]
    return answer, "\n".join(lines) or "没有人任职。"


def _compound(book: Book, name: str | None) -> int | None:
    if name is None:
        return None
    known = {called: row_id for row_id, called in compound_names(book)}
    if name not in known:
        raise Refused(f"没有叫“{name}”的小区，现有：{'、'.join(known)}。")
    return known[name]


def _vacancies(book: Book, arguments: argparse.Namespace, today: dt.date) -> Said:
    day = day_of(arguments.as_at) or today
    rows, covered = vacant_posts(book, day), coverage(book, day)
    answer = {
        "as_at": day.isoformat(),
        "groups": covered.active_groups,
        "covered": covered.covered,
        "vacant": covered.vacant,
        "share": covered.words(),
        "vacancies": [
            {
                "kind": row.kind,
                "compound": row.compound,
                "scope": row.scope,
                "since": _iso(row.since),
                "days": row.days,
            }
            for row in rows
        ],
    }
    lines = [
        f"{row.kind}\t{row.compound}\t{row.scope}\t"
        + ("" if row.days is None else f"{row.days} 天")
        for row in rows
    ]
    share = (
        f"楼组 {covered.active_groups:,} 个，有楼组长 {covered.covered:,} 个，{covered.words()}。"
    )
    return answer, "\n".join((share, *lines))


def _appoint(book: Book, arguments: argparse.Namespace, today: dt.date) -> Said:
    kind, start = kind_of(arguments.kind), day_of(arguments.start)
    with book.read() as session:
        scope, body = place_of_post(session, kind, arguments.scope, start)
        person = person_of(session, arguments.person, scope or None)
    rate = Money().parse(arguments.rate) if arguments.rate else None
    entry = TermEntry(
        kind, scope, person, start, day_of(arguments.until), arguments.method,
        scope_name=body, acting=arguments.acting, subsidy_monthly=rate,
    )  # fmt: skip
    saved = appoint(book, entry, today)
    return (
        {"id": saved.id, "warnings": list(saved.warnings)},
        "\n".join((f"已任命{arguments.person}为{kind}。", *saved.warnings)),
    )


def _end(book: Book, arguments: argparse.Namespace, _today: dt.date) -> Said:
    on = day_of(arguments.on)
    (term,) = terms_of(book, [arguments.person], arguments.kind, on, arguments.scope)
    end_term(book, term, on, arguments.reason)
    said = f"{arguments.person}自 {on} 起不再担任{kind_of(arguments.kind)}。"
    return {"id": term, "end_on": on.isoformat()}, said


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


_DEEDS: Mapping[str, Callable[[Book, argparse.Namespace, dt.date], Said]] = {
    "posts": _posts,
    "vacancies": _vacancies,
    "appoint": _appoint,
    "end": _end,
}
