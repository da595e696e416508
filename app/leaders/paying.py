"""The subsidy sheet as a workbook for whoever pays: names, months, rates, amounts, signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.book import Book
from app.errors import Refused
from app.exports import export_table, heading
from app.leaders.subsidies import APPROVED, PAID, SubsidyRow, period_words

HEADER = ("序号", "姓名", "岗位", "小区", "服务范围", "月数", "标准（元/月）", "金额（元）", "签名")
_NUMBERS = frozenset((0, 5, 6, 7))
_YUAN = 100


@dataclass(frozen=True, slots=True)
class Totals:
    """How many lines there are, of which so many are paid, and what they come to in 分."""

    lines: int = 0
    amount: int = 0
    approved: int = 0
    paid: int = 0
    paid_amount: int = 0
    signed: int = 0


def totals(lines: Iterable[SubsidyRow]) -> Totals:
    """The figures of some lines."""
    known = list(lines)
    paid = [line for line in known if line.status == PAID]
    return Totals(
        len(known),
        sum(line.amount for line in known),
        sum(line.status == APPROVED for line in known),
        len(paid),
        sum(line.amount for line in paid),
        sum(line.signed_on is not None for line in known),
    )


def export_payment(
    book: Book, path: Path, period: str, lines: Sequence[SubsidyRow], today: dt.date
) -> int:
    """Write the lines with a row of totals at the end; returns how many lines.

    Raises Refused where there are none, Unavailable when the file cannot be written.
    """
    if not lines:
        raise Refused("补贴表里还没有可以发放的人，请先编制补贴表。")
    rows: list[list[object]] = [
        [
            at, line.full_name, line.post, line.compound, line.scope, line.months,
            line.rate / _YUAN, line.amount / _YUAN, "",
        ]
        for at, line in enumerate(lines, 1)
    ]  # fmt: skip
    found = totals(lines)
    count = f"{found.lines} 人"
    rows.append(["合计", count, "", "", "", "", "", found.amount / _YUAN, ""])
    title = f"{period_words(period)}两长补贴发放表"
    export_table(path, heading(book, title, today), HEADER, rows, _NUMBERS, name="补贴发放表")
    return len(lines)
