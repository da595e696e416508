"""Filling an office's own empty form from the command line."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from app.book import Book
from app.filling import fill_form
from app.work import finish


def filled(book: Book, arguments: argparse.Namespace, today: dt.date) -> tuple[dict[str, Any], str]:
    """Write the form with the list; the answer and its words."""
    out = Path(arguments.out)
    made = finish(
        fill_form(
            book, Path(arguments.form), arguments.kind, out, today=today, reason=arguments.reveal
        )
    )
    answer = {
        "rows": made.rows,
        "file": str(out),
        "unknown": list(made.unknown),
        "hidden": list(made.hidden),
    }
    return answer, made.words()
