"""Finding people and places from a terminal."""

from __future__ import annotations

from typing import Any

from app.book import Book
from app.errors import Refused
from app.finder import find

WORDS = {
    "person": "人",
    "household": "户",
    "shop": "商铺",
    "organization": "单位",
    "street": "街面",
    "group": "楼组",
    "compound": "小区",
}
"""What a hit is, for people."""

MOST = 1_000


def found(book: Book, text: str, limit: int) -> tuple[dict[str, Any], str]:
    """What a text finds, best first, as JSON and as lines; telephone numbers are masked.

    Raises Refused for an empty text or a limit outside 1 to `MOST`.
    """
    if not text.strip():
        raise Refused("没有写要找什么。请写姓名、拼音、电话的几位或门牌，如 3-101。")
    if not 1 <= limit <= MOST:
        raise Refused(f"--limit 应在 1 到 {MOST:,} 之间，现在是 {limit}。")
    hits = find(book, text, limit)
    answer = {
        "text": text,
        "hits": [
            {"kind": hit.kind, "id": hit.id, "title": hit.title, "subtitle": hit.subtitle}
            for hit in hits
        ],
    }
    lines = "\n".join(f"{WORDS[hit.kind]}\t{hit.title}\t{hit.subtitle}".rstrip() for hit in hits)
    return answer, lines or f"没有找到“{text}”。"
