"""Whether a book is whole: the file, the references, the ledger's chain, the posts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.work import Progress, Work
from db.models import JournalPen


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be."""

    where: str
    text: str


def check_book(book: Book) -> Work[tuple[Finding, ...]]:
    """All findings; an empty result means that the book is whole."""
    from app.leaders.checking import post_faults
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
        found += (Finding(where, text) for where, text in post_faults(session))
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
