"""Importing from the command line: all files, one answer whose sum is right."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.book import Book
from app.errors import Refused, Unavailable
from app.rosters import ROSTERS, roster_of
from app.sheets.importing import Ready, commit, dry_run, jobs_of
from app.sheets.mending import save_errors
from app.sheets.plan import OUTCOMES, Policy, Result
from app.sheets.reading import read
from app.work import finish


def import_files(
    book: Book, arguments: argparse.Namespace, today: dt.date
) -> tuple[dict[str, Any], str]:
    """The JSON answer and the text for people.

    A file that cannot be read is told together with what was imported before it.
    """
    keys = {roster.key for roster in ROSTERS}
    kind, files = None, list(arguments.files)
    if files[0] in keys:
        kind = roster_of(files.pop(0))
    elif not Path(files[0]).exists() and len(files) > 1:
        roster_of(files[0])
    if not files:
        raise Refused("请写上要导入的文件。")
    policy = Policy(
        "overwrite" if arguments.overwrite else "fill", all_or_nothing=arguments.all_or_nothing
    )
    dry_runs: list[Ready] = []
    results: list[Result] = []
    for file in files:
        try:
            workbook = read(Path(file))
            for job in jobs_of(book, workbook, ROSTERS, kind=kind, sheet=arguments.sheet):
                ready = finish(dry_run(book, job, workbook, today=today, policy=policy))
                dry_runs.append(ready)
                results.append(ready.result if arguments.dry_run else finish(commit(book, ready)))
        except (Refused, Unavailable) as refusal:
            text = f"“{Path(file).name}”：{refusal.text}"
            if not results:
                raise type(refusal)(text) from refusal
            said = " ".join(result.sentence() for result in results)
            raise Refused(f"{text}（在此之前的表：{said}）") from refusal
    written = save_errors(Path(arguments.errors), dry_runs) if arguments.errors else 0
    return _answer(results), _text(results, arguments.errors if written else None)


def _answer(results: Iterable[Result]) -> dict[str, Any]:
    found = list(results)
    answer: dict[str, Any] = {"rows": sum(result.rows for result in found)}
    for outcome in OUTCOMES:
        answer[outcome] = sum(getattr(result, outcome) for result in found)
    answer["blank"] = sum(result.blank for result in found)
    answer["errors"] = [asdict(error) for result in found for error in result.errors]
    answer["notices"] = [notice for result in found for notice in result.notices]
    answer["sheets"] = [
        {
            "sheet": result.sheet,
            "kind": result.roster,
            "rows": result.rows,
            **{outcome: getattr(result, outcome) for outcome in OUTCOMES},
            "blank": result.blank,
            "ignored": result.ignored,
        }
        for result in found
    ]
    answer["committed"] = all(result.committed for result in found)
    return answer


def _text(results: Iterable[Result], errors: str | None) -> str:
    lines: list[str] = []
    for result in results:
        lines.append(f"{result.sheet}：{result.sentence()}")
        lines += [f"  {notice}" for notice in result.notices]
        lines += [
            f"  第{error.row}行“{error.column}” {error.value}：{error.message}"
            for error in result.errors[:20]
        ]
        if len(result.errors) > 20:
            lines.append(f"  ……另有 {len(result.errors) - 20} 处。")
    if errors:
        lines.append(f"要改正的行已另存为“{Path(errors).name}”。")
    return "\n".join(lines)
