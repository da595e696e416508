"""Whether a book is whole: the file, the references, the ledger's chain, the posts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.work import Progress, Work
from db.models import JournalPen, LeaderTerm


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be."""

    where: str
    text: str


def check_book(book: Book) -> Work[tuple[Finding, ...]]:
    """All findings; an empty result means that the book is whole."""
    from app.pledge.ledger import verify_chain

    found: list[Finding] = []
    yield Progress(0, 4, "正在核对文件")
    book.settle()
    with book.read() as session:
        found += _file(session)
        yield Progress(1, 4, "正在核对关联")
        found += _references(session)
        yield Progress(2, 4, "正在核对积分流水")
        found += (Finding("积分流水", text) for text in verify_chain(session))
        yield Progress(3, 4, "正在核对任职")
        found += _posts(session)
        if session.execute(select(JournalPen.step_id)).scalar() is not None:
            found.append(Finding("操作记录", "有一步操作没有写完。"))
    yield Progress(4, 4, "核对完毕")
    return tuple(found)


def _file(session: Session) -> list[Finding]:
    connection = session.connection()
    texts = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    findings = [Finding("文件", f"内部结构有误：{text}") for text in texts if text != "ok"]
    pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()
    return findings + [Finding("文件", f"加密页校验不符：{row[0]}") for row in pages]


def _references(session: Session) -> list[Finding]:
    rows = session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [Finding("关联", f"{row[0]} 第 {row[1]} 行指向的 {row[2]} 不存在。") for row in rows]


def _posts(session: Session) -> list[Finding]:
    by_scope: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for term in session.scalars(select(LeaderTerm)):
        scope = term.building_group_id or term.street_segment_id
        if scope is None or term.kind not in ("楼组长", "街面长"):
            continue
        if term.end_on is not None and term.end_on == term.start_on:
            continue  # ended before it began: holds no day
        start = term.start_on.isoformat() if term.start_on else "0001-01-01"
        end = term.end_on.isoformat() if term.end_on else "9999-12-31"
        by_scope[term.kind, scope].append((start, end))
    findings = []
    for (kind, scope), spans in by_scope.items():
        spans.sort()
        for (_, end), (start, _) in pairwise(spans):
            if start < end:
                findings.append(Finding("任职", f"编号 {scope} 有两位{kind}的任期重叠。"))
    return findings
