"""补贴: months served in a period × the monthly rate, a sheet with signatures, and its payment.

Money is in 分. Many places pay none, and some give goods: a sheet is made only where an office
wants one (domain B.1, C.2).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import select

from app.book import Book
from app.errors import Invalid, Refused
from app.fields import Field
from app.kinds import Choice, Day, Money, Text, Whole
from app.leaders.rules import Span
from app.leaders.scopes import named_scope, with_scopes
from app.people import records as people
from app.people.storing import found, put
from db.models import Compound, LeaderTerm, Resident, SubsidyPayment

KINDS = Choice(("现金", "实物"))
DRAFT, APPROVED, PAID, CANCELLED = "draft", "approved", "paid", "cancelled"
STATUS_WORDS: Mapping[str, str] = {
    DRAFT: "待审核", APPROVED: "已审核", PAID: "已发放", CANCELLED: "已作废",
}  # fmt: skip
STEPS: Mapping[str, tuple[str, ...]] = {
    DRAFT: (APPROVED, CANCELLED), APPROVED: (PAID, CANCELLED), PAID: (CANCELLED,), CANCELLED: (),
}  # fmt: skip
SERVED_DAYS = 15
"""A broken month counts if it was served for so many days (示例, domain C.2)."""

_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class SubsidyRow:
    """One line of the sheet."""

    term_id: int
    resident_id: int
    full_name: Annotated[str, people.NAME]
    post: Annotated[str, Field(Text(20), "岗位")]
    compound: Annotated[str, people.COMPOUND]
    scope: Annotated[str, Field(Text(60), "服务范围")]
    rate: Annotated[int, Field(Money(), "每月补贴")]
    months: Annotated[int, Field(Whole(), "月数")]
    amount: Annotated[int, Field(Money(), "金额")]
    kind: Annotated[str, Field(KINDS, "发放方式")] = "现金"
    status: Annotated[str, Field(Text(10), "状态")] = DRAFT
    paid_on: Annotated[dt.date | None, Field(Day(), "发放日期")] = None
    signed_on: Annotated[dt.date | None, Field(Day(), "签收日期")] = None
    id: int = 0


def months_of(period: str) -> list[tuple[int, int]]:
    """The months of 2025, 2025-H1, 2025-Q3 or 2025-07 as (year, month); raises Invalid."""
    match = _PERIOD.fullmatch(period.strip())
    if match is None:
        raise Invalid.of("period", "周期请写成 2025、2025-H1、2025-Q3 或 2025-07")
    year, quarter, half, month = int(match[1]), match[2], match[3], match[4]
    if month:
        return [(year, int(month))]
    if quarter:
        first, count = int(quarter) * 3 - 2, 3
    elif half:
        first, count = int(half) * 6 - 5, 6
    else:
        first, count = 1, 12
    return [(year, first + at) for at in range(count)]


def period_words(period: str) -> str:
    """2025年第三季度, 2025年上半年, 2025年7月, 2025年."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        return period
    year, quarter, half, month = match.groups()
    if quarter:
        return f"{year}年第{'一二三四'[int(quarter) - 1]}季度"
    if half:
        return f"{year}年{'上下'[int(half) - 1]}半年"
    return f"{year}年{int(month)}月" if month else f"{year}年"


def served(span: Span, months: Sequence[tuple[int, int]], days: int = SERVED_DAYS) -> int:
    """In how many of the months a post was held for enough days; a short February counts alike."""
    count = 0
    for year, month in months:
        first = dt.date(year, month, 1)
        after = first + dt.timedelta(days=calendar.monthrange(year, month)[1])
        held = (min(span.last, after) - max(span.first, first)).days
        count += held >= days
    return count


def sheet(book: Book, period: str, kinds: Sequence[str]) -> list[SubsidyRow]:
    """The sheet of a period: what is written already, else what each term would get.

    Terms without a rate are left out, and so are those that served no month.
    """
    months = months_of(period)
    first = dt.date(*months[0], 1)
    year, month = months[-1]
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    with book.read() as session:
        written = {
            record.leader_term_id: record
            for record in session.scalars(
                select(SubsidyPayment).where(
                    SubsidyPayment.period == period, SubsidyPayment.status != CANCELLED
                )
            )
        }
        rows = session.execute(
            with_scopes(
                select(
                    LeaderTerm,
                    Resident.full_name,
                    Compound.name.label("compound"),
                    named_scope().label("scope"),
                ).join(Resident, Resident.id == LeaderTerm.resident_id)
            )
            .where(LeaderTerm.kind.in_(kinds))
            .order_by(LeaderTerm.kind, Compound.name, LeaderTerm.id)
        ).all()
    lines = []
    for row in rows:
        term: LeaderTerm = row.LeaderTerm
        there = written.get(term.id)
        span = Span(term.start_on, term.end_on)
        if there is None and (
            term.subsidy_monthly is None or not span.meets(Span(first, last + dt.timedelta(1)))
        ):
            continue
        rate = term.subsidy_monthly or 0
        count = there.months if there else served(span, months)
        if count == 0 and there is None:
            continue
        lines.append(
            SubsidyRow(
                term.id,
                term.resident_id,
                row.full_name,
                term.kind,
                row.compound or "",
                row.scope,
                rate,
                count,
                there.amount if there else rate * count,
                there.kind if there else "现金",
                there.status if there else "",
                there.paid_on if there else None,
                there.signed_on if there else None,
                there.id if there else 0,
            )
        )
    return lines


def write_sheet(book: Book, period: str, kinds: Sequence[str], kind: str = "现金") -> int:
    """Write down the lines of a sheet that are not written yet; how many. One step."""
    with book.write(f"编制{period_words(period)}补贴表") as session:
        new = [line for line in sheet(book, period, kinds) if not line.id]
        session.add_all(
            SubsidyPayment(
                id=book.ids.next_id(),
                leader_term_id=line.term_id,
                period=period,
                kind=kind,
                months=line.months,
                amount=line.amount,
                status=DRAFT,
            )
            for line in new
        )
        return len(new)


def move_on(book: Book, payment_ids: Sequence[int], status: str, on: dt.date | None = None) -> None:
    """Approve, pay or cancel lines of a sheet; Refused for a step that does not follow."""
    with book.write(f"补贴{STATUS_WORDS[status]} {len(payment_ids)} 条") as session:
        for payment_id in payment_ids:
            record = found(session, SubsidyPayment, payment_id)
            if status not in STEPS[record.status]:
                raise Refused(
                    f"有的补贴{STATUS_WORDS[record.status]}，不能改为{STATUS_WORDS[status]}。"
                )
            values: dict[str, object] = {"status": status}
            if status == PAID:
                values |= {"paid_on": on, "signed_on": record.signed_on or on}
            put(record, values)
