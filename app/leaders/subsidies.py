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
from typing import Annotated, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused
from app.fields import Field
from app.kinds import Choice, Day, Money, Text, Whole
from app.leaders.rules import Span
from app.leaders.settings import all_found, keep
from app.leaders.term_names import by_place, terms_named
from app.people import records as people
from app.people.lists import chunks
from app.people.storing import put
from db.models import LeaderTerm, Setting, SubsidyPayment

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

SETTING = "subsidy.served_days"
CASH = "现金"
MOST_RATE = 1_000_000
"""The highest monthly rate, in 分; more is a slip of the pen."""

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
    kind: Annotated[str, Field(KINDS, "发放方式")] = CASH
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


def periods_of(written: Sequence[str], today: dt.date) -> list[tuple[str, str]]:
    """The periods to choose from with their words: the quarter that it is, the parts of this
    year and the last, and those that sheets were written for.
    """
    quarter = (today.month - 1) // 3 + 1
    found = [f"{today.year}-Q{quarter}"]
    for year in (today.year, today.year - 1):
        found += [f"{year}-Q{number}" for number in (4, 3, 2, 1)]
        found += [f"{year}-H2", f"{year}-H1", str(year)]
    return [(one, period_words(one)) for one in dict.fromkeys([*found, *written])]


def written_periods(book: Book) -> list[str]:
    """The periods that sheets were written for, the latest first."""
    with book.read() as session:
        query = select(SubsidyPayment.period).distinct().order_by(SubsidyPayment.period.desc())
        return list(session.scalars(query))


def served(span: Span, months: Sequence[tuple[int, int]], days: int = SERVED_DAYS) -> int:
    """In how many of the months a post was held for enough days; a short February counts alike."""
    count = 0
    for year, month in months:
        first = dt.date(year, month, 1)
        after = first + dt.timedelta(days=calendar.monthrange(year, month)[1])
        held = (min(span.last, after) - max(span.first, first)).days
        count += held >= days
    return count


def span_of(period: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a period; raises Invalid."""
    months = months_of(period)
    year, month = months[-1]
    return dt.date(*months[0], 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def served_days(session: Session) -> int:
    """For how many days a broken month has to be served at this office."""
    kept = session.scalar(select(Setting.value).where(Setting.name == SETTING))
    return kept if isinstance(kept, int) else SERVED_DAYS


def set_served_days(book: Book, days: int) -> None:
    """Choose the office's own number of days; raises Invalid outside 1 to 28."""
    if not 1 <= days <= 28:
        raise Invalid.of("days", "天数在 1 到 28 之间")
    with book.write("设置补贴月数的算法") as session:
        keep(book, session, SETTING, days)


def sheet(
    book: Book,
    period: str,
    kinds: Sequence[str],
    kind: str = CASH,
    *,
    unrated: bool = False,
) -> list[SubsidyRow]:
    """The sheet of a period: what is written already, else what each term would get.

    Terms without a rate are left out unless `unrated`, and so are those that served no month.
    """
    with book.read() as session:
        return _sheet(session, period, kinds, kind, unrated=unrated)


def _sheet(
    session: Session, period: str, kinds: Sequence[str], kind: str, *, unrated: bool
) -> list[SubsidyRow]:
    months = months_of(period)
    first, last = span_of(period)
    whole = Span(first, last + dt.timedelta(1))
    days = served_days(session)
    written = {
        record.leader_term_id: record
        for record in session.scalars(
            select(SubsidyPayment).where(
                SubsidyPayment.period == period,
                SubsidyPayment.kind == kind,
                SubsidyPayment.status != CANCELLED,
            )
        )
    }
    lines = []
    for row in _terms(session, kinds):
        there, span = written.get(row.id), Span(row.start_on, row.end_on)
        rate = row.subsidy_monthly
        if there is None and ((rate is None and not unrated) or not span.meets(whole)):
            continue
        count = there.months if there else served(span, months, days)
        if count == 0 and there is None:
            continue
        amount = there.amount if there else (rate or 0) * count
        lines.append(
            SubsidyRow(
                row.id,
                row.resident_id,
                row.full_name,
                row.kind,
                row.compound or "",
                row.scope,
                amount // count if there and count else rate or 0,
                count,
                amount,
                there.kind if there else kind,
                there.status if there else "",
                there.paid_on if there else None,
                there.signed_on if there else None,
                there.id if there else 0,
            )
        )
    return lines


def _terms(session: Session, kinds: Sequence[str]) -> list[Any]:
    place = by_place(session)
    query = terms_named(LeaderTerm.subsidy_monthly).where(LeaderTerm.kind.in_(kinds))
    order = {kind: at for at, kind in enumerate(kinds)}
    return sorted(
        session.execute(query).all(), key=lambda row: (order[row.kind], place(row), row.id)
    )


def write_sheet(book: Book, period: str, kinds: Sequence[str], kind: str = CASH) -> int:
    """Write down the lines of a sheet that are not written yet; how many. One step."""
    with book.write(f"编制{period_words(period)}补贴表") as session:
        lines = _sheet(session, period, kinds, kind, unrated=False)
        new = [line for line in lines if not line.id]
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


def set_rates(
    book: Book, rates: Mapping[int, int | None], period: str = "", kind: str = CASH
) -> int:
    """Give terms (by id) their monthly rate in 分; drafts of the period are worked out anew.

    Lines that are approved or paid keep their amount. Returns how many terms changed; raises
    Invalid for a rate below zero or beyond belief.
    """
    if any(rate is not None and not 0 <= rate <= MOST_RATE for rate in rates.values()):
        raise Invalid.of("rate", f"每月补贴在 0 到 {Money().format(MOST_RATE)} 元之间")
    changed = 0
    with book.write(f"设置补贴标准 {len(rates)} 人") as session:
        for some in chunks(list(rates)):
            for term in session.scalars(select(LeaderTerm).where(LeaderTerm.id.in_(some))):
                changed += term.subsidy_monthly != rates[term.id]
                put(term, {"subsidy_monthly": rates[term.id]})
            drafts = select(SubsidyPayment).where(
                SubsidyPayment.leader_term_id.in_(some),
                SubsidyPayment.period == period,
                SubsidyPayment.kind == kind,
                SubsidyPayment.status == DRAFT,
            )
            for line in session.scalars(drafts):
                put(line, {"amount": (rates[line.leader_term_id] or 0) * line.months})
    return changed


def recompute(book: Book, period: str, kind: str = CASH) -> int:
    """Work the drafts of a period out anew from terms and rates of today; how many changed.

    A draft for which no month is left is cancelled.
    """
    months = months_of(period)
    changed = 0
    with book.write(f"重算{period_words(period)}补贴") as session:
        days = served_days(session)
        for line, term in session.execute(
            select(SubsidyPayment, LeaderTerm)
            .join(LeaderTerm, LeaderTerm.id == SubsidyPayment.leader_term_id)
            .where(
                SubsidyPayment.period == period,
                SubsidyPayment.kind == kind,
                SubsidyPayment.status == DRAFT,
            )
        ).tuples():
            count = served(Span(term.start_on, term.end_on), months, days)
            values = {"months": count, "amount": (term.subsidy_monthly or 0) * count}
            now: dict[str, object] = {**values} if count else {"status": CANCELLED}
            changed += any(getattr(line, name) != value for name, value in now.items())
            put(line, now)
    return changed


def move_on(book: Book, payment_ids: Sequence[int], status: str, on: dt.date | None = None) -> None:
    """Approve, pay or cancel lines of a sheet; Refused for a step that does not follow."""
    with book.write(f"补贴{STATUS_WORDS[status]} {len(payment_ids)} 条") as session:
        for record in all_found(session, SubsidyPayment, payment_ids):
            if status not in STEPS[record.status]:
                raise Refused(
                    f"有的补贴{STATUS_WORDS[record.status]}，不能改为{STATUS_WORDS[status]}。"
                )
            values: dict[str, object] = {"status": status}
            if status == PAID:
                values |= {"paid_on": on, "signed_on": record.signed_on or on}
            put(record, values)


def sign(book: Book, payment_ids: Sequence[int], on: dt.date | None) -> None:
    """Note the day on which people signed for what they got; None takes it back.

    Refused for a line that is not paid.
    """
    with book.write(f"补贴签收 {len(payment_ids)} 条") as session:
        for record in all_found(session, SubsidyPayment, payment_ids):
            if record.status != PAID:
                raise Refused("发放以后才能登记签收，请先把选中的补贴标为已发放。")
            put(record, {"signed_on": on})
