"""Importing from the command line: all files in one step, one answer whose sums are right."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.book import Book
from app.errors import Refused
from app.rosters import ROSTERS, roster_of
from app.sheets.importing import Ready
from app.sheets.mending import write_errors
from app.sheets.plan import Policy, Result, summed
from app.sheets.rosters import Roster
from app.sheets.several import Gathered, LeftOut, commit_all, dry_run_all, gather
from app.work import finish

SHOWN = 20


def import_files(
    book: Book, arguments: argparse.Namespace, today: dt.date
) -> tuple[dict[str, Any], str]:
    """The JSON answer and the text for people; raises Refused when no file can be imported."""
    kind, files = _kind_and_files(arguments.files)
    policy = Policy(
        "overwrite" if arguments.overwrite else arguments.update,
        all_or_nothing=arguments.all_or_nothing,
        unverified=arguments.unverified,
    )
    gathered = finish(gather(book, files, ROSTERS, kind=kind, sheet=arguments.sheet))
    if not gathered.pieces:
        raise _refusal(gathered.left_out)
    ready = finish(dry_run_all(book, gathered.pieces, today=today, policy=policy))
    results: Sequence[Result] = [one.result for one in ready]
    if not arguments.dry_run:
        results = finish(commit_all(book, ready))
    written = write_errors(Path(arguments.errors), ready) if arguments.errors else 0
    answer = _answer(gathered, ready, results)
    return answer, _text(gathered, results, arguments.errors if written else None)


def _kind_and_files(words: Sequence[str]) -> tuple[Roster | None, list[Path]]:
    files = list(words)
    kind = None
    if files[0] in {roster.key for roster in ROSTERS}:
        kind = roster_of(files.pop(0))
    elif not Path(files[0]).exists() and len(files) > 1 and not Path(files[0]).suffix:
        roster_of(files[0])
    if not files:
        raise Refused("请写上要导入的文件。")
    return kind, [Path(file) for file in files]


def _refusal(left_out: Sequence[LeftOut]) -> Refused:
    return Refused(" ".join(f"“{one.file}”：{one.text}" for one in left_out))


def _answer(
    gathered: Gathered, ready: Sequence[Ready], results: Sequence[Result]
) -> dict[str, Any]:
    total = summed(results)
    sheets = [
        {
            "file": piece.workbook.path_name,
            "sheet": result.sheet,
            "kind": result.roster,
            "rows": result.rows,
            **result.counts(),
            "blank": result.blank,
            "ignored": result.ignored,
        }
        for piece, result in zip(gathered.pieces, results, strict=True)
    ]
    return {
        "rows": total.rows,
        **total.counts(),
        "blank": total.blank,
        "kept": _kept(total),
        "errors": [asdict(error) for error in total.errors],
        "notices": list(total.notices),
        "questions": [
            {
                "sheet": question.sheet,
                "row": question.row,
                "name": question.title,
                "candidates": [text for _, text in question.candidates],
            }
            for one in ready
            for question in one.plan.questions
        ],
        "strange": [
            {
                "sheet": one.job.name,
                "column": one.job.roster.fields[name].label,
                "word": word,
                "rows": count,
            }
            for one in ready
            for (name, word), count in one.plan.strange.items()
        ],
        "sheets": sheets,
        "files": _files(gathered, results),
        "committed": total.committed,
    }


def _files(gathered: Gathered, results: Sequence[Result]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, together in _by_file(gathered, results):
        total = summed(together)
        found.append({"file": name, "rows": total.rows, **total.counts()})
    return found + [
        {"file": one.file, "sheet": one.sheet, "refused": one.text} for one in gathered.left_out
    ]


def _by_file(gathered: Gathered, results: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    groups: dict[int, tuple[str, list[Result]]] = {}
    for piece, result in zip(gathered.pieces, results, strict=True):
        key = id(piece.workbook)
        groups.setdefault(key, (piece.workbook.path_name, []))[1].append(result)
    return list(groups.values())


def _text(gathered: Gathered, results: Sequence[Result], errors: str | None) -> str:
    lines: list[str] = []
    for name, together in _by_file(gathered, results):
        lines.append(f"{name}：{summed(together).sentence()}")
        for result in together:
            lines += _of_sheet(result, alone=len(together) == 1)
    lines += [
        f"{one.file}{f' “{one.sheet}”' if one.sheet else ''}：{one.text}"
        for one in gathered.left_out
    ]
    if len(results) > 1:
        lines.append(f"合计：{summed(results).sentence()}")
    if errors:
        lines.append(f"要改正的行已另存为“{Path(errors).name}”。")
    return "\n".join(lines)


def _of_sheet(result: Result, *, alone: bool) -> list[str]:
    lines = [] if alone else [f"  {result.sheet}：{result.sentence()}"]
    lines += [f"  {notice}" for notice in result.notices]
    if kept := _kept(result):
        lines.append(
            f"  有 {kept:,} 处和台账里的不同，保留了原有的。要用表里的，请加 --update overwrite。"
        )
    lines += [
        f"  第{error.row}行“{error.column}” {error.value}：{error.message}"
        for error in result.errors[:SHOWN]
    ]
    if len(result.errors) > SHOWN:
        lines.append(f"  ……另有 {len(result.errors) - SHOWN} 处。")
    return lines


def _kept(result: Result) -> int:
    """How many cells say something else than the book and were not taken."""
    return sum(item.conflict and not item.taken for item in result.differences)


def complete(answer: dict[str, Any]) -> bool:
    """Whether every row of every file went in or was passed over for good reason."""
    return not answer["failed"] and all(
        file["sheet"] for file in answer["files"] if "refused" in file
    )
