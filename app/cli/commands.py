"""One function per command: (exit code, JSON answer, text for people)."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app import opening
from app.book import Book
from app.cli.grammar import DONE, ROW_ERRORS
from app.cli.main import password
from app.cli.naming import day_of
from app.errors import Refused
from app.guards import GUARDS
from app.whereabouts import advice_on, risk_of
from app.work import finish

Answer = tuple[int, dict[str, Any], str]


def now() -> dt.datetime:
    """The local time."""
    return dt.datetime.now().astimezone()


def today() -> dt.date:
    """The local calendar date."""
    return now().date()


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Book]:
    """The book of the command, closed again whatever happens."""
    from app.pledge.ledger import seal_past_days

    path = Path(arguments.book)
    book = opening.unlock(path, password(), login=arguments.user, guards=GUARDS)
    _note(opening.upgrade_words(book))
    _note(risk_of(path))
    try:
        seal_past_days(book, today())
        yield book
    finally:
        book.close()


def _note(words: str) -> None:
    """Say something beside the answer, which a script reads alone."""
    if words:
        sys.stderr.write(f"注意：{words}\n")


def new(arguments: argparse.Namespace) -> Answer:
    """Make a book for a committee of the official list."""
    from app.starting import start_book

    path = opening.with_suffix(Path(arguments.book))
    made = start_book(
        path, arguments.committee, arguments.user or "社工", password(), today=today()
    )
    made.book.close()
    _note(advice_on(path))
    answer = {
        "book": str(path),
        "committee": arguments.committee,
        "recovery_code": made.recovery_code,
    }
    return DONE, answer, f"已新建“{path.name}”。\n恢复码（请抄下来妥善保管）：{made.recovery_code}"


def import_(arguments: argparse.Namespace) -> Answer:
    """Import files; all sheets that are recognised."""
    from app.cli.importing import complete, import_files

    with opened(arguments) as book:
        answer, text = import_files(book, arguments, today())
    return (DONE if complete(answer) else ROW_ERRORS), answer, text


def export(arguments: argparse.Namespace) -> Answer:
    """Write a register as .xlsx."""
    from app.exports import EXPORTS, export_rows

    if arguments.kind not in EXPORTS:
        raise Refused(f"没有叫“{arguments.kind}”的导出种类，可用的有：{'、'.join(EXPORTS)}。")
    out = Path(arguments.out)
    with opened(arguments) as book:
        rows = export_rows(book, arguments.kind, out, today=today(), reason=arguments.reveal)
    return DONE, {"rows": rows, "file": str(out)}, f"已导出 {rows:,} 行到“{out.name}”。"


def fill(arguments: argparse.Namespace) -> Answer:
    """Write an office's own empty form with a list, in its columns and look."""
    from app.cli.filling import filled

    with opened(arguments) as book:
        answer, text = filled(book, arguments, today())
    return DONE, answer, text


def find(arguments: argparse.Namespace) -> Answer:
    """Who or what a text can mean."""
    from app.cli.finding import found

    with opened(arguments) as book:
        answer, text = found(book, arguments.text, arguments.limit)
    return DONE, answer, text


def rank(arguments: argparse.Namespace) -> Answer:
    """The ranking of a season, by household or 楼组."""
    from app.cli.ranking import ranking

    with opened(arguments) as book:
        answer, text = ranking(book, arguments, today())
    return DONE, answer, text


def check(arguments: argparse.Namespace) -> Answer:
    """Whether the book is whole; exit code 1 when something is not."""
    from app.checking import check_book

    with opened(arguments) as book:
        findings = finish(check_book(book))
    answer = {
        "ok": not findings,
        "findings": [{"where": item.where, "text": item.text} for item in findings],
    }
    lines = "\n".join(f"{item.where}：{item.text}" for item in findings)
    return (ROW_ERRORS if findings else DONE), answer, lines or "台账完整，没有发现问题。"


def backup(arguments: argparse.Namespace) -> Answer:
    """Write a verified backup."""
    from app.backups import back_up

    with opened(arguments) as book:
        made = finish(back_up(book, Path(arguments.dest), now=now()))
    return DONE, {"file": str(made)}, f"已备份到“{made}”，并已核对可以还原。"


def restore(arguments: argparse.Namespace) -> Answer:
    """Replace a book by a backup; the book that was there is kept aside."""
    from app.backups import restore_book

    path = Path(arguments.book)
    aside = restore_book(Path(arguments.src), path, password(), now=now())
    _note(risk_of(path))
    kept = f"原来的台账保留为“{aside.name}”。" if aside else ""
    answer = {"book": str(path), "kept": str(aside) if aside else None}
    return DONE, answer, f"已还原“{path.name}”。{kept}"


def stats(arguments: argparse.Namespace) -> Answer:
    """How many records of each sort there are, or were on a day (as far as it can be told)."""
    from app.people.as_at import counts_as_at
    from app.stats import stats as counted

    day = day_of(arguments.as_at)
    with opened(arguments) as book:
        answer: dict[str, Any] = (
            dict(counted(book, today()))
            if day is None
            else {"as_at": day.isoformat(), **counts_as_at(book, day)}
        )
    return DONE, answer, "\n".join(f"{name}\t{value}" for name, value in answer.items())


def undo(arguments: argparse.Namespace) -> Answer:
    """Take back the latest step."""
    with opened(arguments) as book:
        label = book.undo()
    return DONE, {"undone": label}, f"已撤销：{label}"


def _posts_of(name: str) -> Callable[[argparse.Namespace], Answer]:
    """A command about posts: read when it is called, since most calls need none of it."""

    def act(arguments: argparse.Namespace) -> Answer:
        from app.cli.posts import answer

        with opened(arguments) as book:
            said, text = answer(book, name, arguments, today())
        return DONE, said, text

    return act


ACTIONS: dict[str, Callable[[argparse.Namespace], Answer]] = {
    "new": new,
    "import": import_,
    "export": export,
    "fill": fill,
    "find": find,
    "rank": rank,
    "check": check,
    "backup": backup,
    "restore": restore,
    "stats": stats,
    "undo": undo,
    **{
        name: _posts_of(name)
        for name in (
            "round", "posts", "vacancies", "appoint", "end", "duty", "training", "subsidy", "paper",
        )
    },
}  # fmt: skip
