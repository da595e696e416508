"""Letters of appointment and signs for doors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.book import Book
from app.errors import Refused
from app.leaders.lists import term_rows
from app.leaders.papers.issuer import Issuer, issuer
from app.leaders.posts import BUILDING_LEADER, GROUP, STREET, post_of
from app.leaders.records import TermRow
from app.leaders.scopes import OFFICE_NAME
from app.papers.model import Block, Frame, Gap, Seal, Sheet, Side, Words
from app.papers.wording import chinese_day, chinese_span
from app.people.lists import chunks
from app.people.storing import GONE
from db.models import Consent, LeaderTerm, Resident

CONSENT = "公开联系电话"
"""Without this consent no number of a person stands on a door."""

_WORDS: Mapping[str, str] = {
    GROUP: "联系住户　反映诉求　调解邻里　关注安全",
    STREET: "联系商户　门前责任　安全巡查　传达通知",
}
_SERVES = "联系居民　听取意见　服务邻里"
_WAYS: Mapping[str, str] = {"推选": "经居民推选，", "补选": "经补选，", "连任": "经居民推选，"}
_BODY = 20.0


def appointment(book: Book, term_ids: Sequence[int], today: dt.date) -> tuple[Sheet, ...]:
    """聘书, one for each term."""
    rows, by = _read(book, term_ids, today)
    return tuple(_letter(row, by, today) for row in rows)


def _letter(row: TermRow, by: Issuer, today: dt.date) -> Sheet:
    post = f"{'代理' if row.acting else ''}{row.kind}"
    blocks: list[Block] = [
        Gap(2),
        Words("聘　书", points=48, bold=True, side=Side.MIDDLE),
        Gap(4),
        Words(f"{row.full_name} 同志：", points=_BODY + 2, bold=True),
        Gap(2),
        Words(
            f"{_WAYS.get(row.selection_method or '', '')}兹聘请您担任{_of(row)}{post}"
            f"{_term(row)}。",
            points=_BODY,
            indent=True,
        ),
        Words("感谢您热心公益、服务邻里。特颁此聘书。", points=_BODY, indent=True),
        Seal(by.seal, today),
    ]
    return Sheet(
        f"聘书　{row.full_name}", blocks, points=_BODY, landscape=True, numbered=False,
        framed=True, heading=False,
    )  # fmt: skip


def _term(row: TermRow) -> str:
    if row.start_on and row.expected_end_on:
        return f"，聘期自{chinese_span(row.start_on, row.expected_end_on)}"
    return f"，聘期自{chinese_day(row.start_on)}起" if row.start_on else ""


def _of(row: TermRow) -> str:
    """金水苑3号楼组; nothing for the office itself."""
    if row.scope == OFFICE_NAME:
        return ""
    return row.scope if row.scope.startswith(row.compound) else f"{row.compound}{row.scope}"


def door_signs(
    book: Book, term_ids: Sequence[int], today: dt.date, *, across: bool = False
) -> tuple[Sheet, ...]:
    """上墙牌: two to a page, or one on a lying page (`across`), to be read from two metres.

    A phone stands on it only with the consent of the person.
    """
    rows, by = _read(book, term_ids, today)
    phones = _phones(book, [row.id for row in rows], today)
    size = 1.25 if across else 1.0
    signs = [_sign(row, by, phones.get(row.id, ""), size, 1.0 if across else 0.5) for row in rows]
    each = 1 if across else 2
    return tuple(
        Sheet(
            f"{BUILDING_LEADER if _all_leaders(rows) else '上墙'}公示牌",
            signs[start : start + each], landscape=across, numbered=False, heading=False,
        )
        for start in range(0, len(signs), each)
    )  # fmt: skip


def _all_leaders(rows: Sequence[TermRow]) -> bool:
    return all(row.kind == BUILDING_LEADER for row in rows)


def _sign(row: TermRow, by: Issuer, phone: str, size: float, share: float) -> Frame:
    middle = Side.MIDDLE
    name = "　".join(row.full_name) if len(row.full_name) == 2 else row.full_name
    blocks: list[Words | Gap] = [
        Words(_of(row) or by.name, points=32 * size, bold=True, side=middle, fit=True),
        Gap(2),
        Words(row.kind, points=22 * size, side=middle),
        Words(name, points=80 * size, bold=True, side=middle, fit=True),
        Gap(1),
        Words(
            _WORDS.get(post_of(row.kind).scope, _SERVES), points=17 * size, side=middle, fit=True
        ),
    ]
    if phone:
        blocks += [
            Gap(2),
            Words(f"电话　{phone}", points=26 * size, bold=True, side=middle, fit=True),
        ]
    blocks += [Gap(3), Words(by.name, points=12 * size, side=middle, fit=True)]
    return Frame(tuple(blocks), share, double=True)


def _phones(book: Book, term_ids: Sequence[int], today: dt.date) -> dict[int, str]:
    """The number that a holder lets everybody see, by the term."""
    found: dict[int, str] = {}
    with book.read() as session:
        for some in chunks(term_ids):
            rows = session.execute(
                select(LeaderTerm.id, LeaderTerm.phone_override, Resident.phone)
                .join(Resident, Resident.id == LeaderTerm.resident_id)
                .join(Consent, Consent.resident_id == Resident.id)
                .where(
                    LeaderTerm.id.in_(some),
                    Consent.kind == CONSENT,
                    Consent.given_on <= today,
                    Consent.withdrawn_on.is_(None) | (Consent.withdrawn_on > today),
                )
            )
            found |= {row.id: row.phone_override or row.phone or "" for row in rows}
    return found


def _read(book: Book, term_ids: Sequence[int], today: dt.date) -> tuple[list[TermRow], Issuer]:
    if not term_ids:
        raise Refused("请先选择任职人员。")
    rows = list(term_rows(book, term_ids, today).values())
    if not rows:
        raise Refused(GONE)
    return rows, issuer(book)
