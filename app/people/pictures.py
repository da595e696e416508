"""Small pictures of records: the logo of the office, the photo of a pet."""

from __future__ import annotations

import base64
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.people.storing import GONE
from db.models import Base, Office, Picture

LARGEST = 200 * 1024
"""Bytes of a picture in the book; whoever gives one scales it down first."""

PictureKind = Literal["logo", "photo"]

_OWNERS: dict[PictureKind, tuple[str, ...]] = {"logo": ("office",), "photo": ("pet",)}
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"


def picture(book: Book, table: str, row_id: int, kind: PictureKind) -> bytes | None:
    """The picture of a record as PNG or JPEG; None when there is none."""
    with book.read() as session:
        record = _of(session, table, row_id, kind)
        return None if record is None else base64.b64decode(record.content)


def set_picture(book: Book, table: str, row_id: int, kind: PictureKind, content: bytes) -> None:
    """Keep a picture with a record, in place of the one before.

    Raises Refused unless it is a whole PNG or JPEG of at most 200 KB, or if the record is gone.
    """
    _check(content)
    if table not in _OWNERS[kind]:
        raise ValueError(f"no {kind} of a {table}")
    with book.write("保存图片") as session:
        owner = Base.metadata.tables[table]
        if session.execute(select(owner.c.id).where(owner.c.id == row_id)).first() is None:
            raise Refused(GONE)
        text = base64.b64encode(content).decode("ascii")
        record = _of(session, table, row_id, kind)
        if record is None:
            made = Picture(
                id=book.ids.next_id(), owner_table=table, owner_id=row_id, kind=kind, content=text
            )
            session.add(made)
        elif record.content != text:
            record.content = text


def remove_picture(book: Book, table: str, row_id: int, kind: PictureKind) -> None:
    """Take the picture of a record away; nothing happens where there is none."""
    with book.write("删除图片") as session:
        record = _of(session, table, row_id, kind)
        if record is not None:
            session.delete(record)


def office_logo(book: Book) -> bytes | None:
    """The logo of the office; None when there is none."""
    with book.read() as session:
        office = session.scalars(select(Office.id)).first()
    return None if office is None else picture(book, "office", office, "logo")


def set_office_logo(book: Book, content: bytes | None) -> None:
    """Keep a logo of the office, or take it away with None; raises as `set_picture`."""
    with book.write("更换本居委标志" if content else "删除本居委标志") as session:
        office = session.scalars(select(Office.id)).first()
        if office is None:
            raise Refused("请先填写本居委的名称，再添加标志。")
        if content is None:
            remove_picture(book, "office", office, "logo")
        else:
            set_picture(book, "office", office, "logo", content)


def _of(session: Session, table: str, row_id: int, kind: PictureKind) -> Picture | None:
    return session.scalars(
        select(Picture).where(
            Picture.owner_table == table, Picture.owner_id == row_id, Picture.kind == kind
        )
    ).first()


def _check(content: bytes) -> None:
    png = content.startswith(_PNG)
    if not png and not content.startswith(_JPEG):
        raise Refused("这不是 PNG 或 JPG 图片，没有保存。请换一张图片，或先另存为 JPG。")
    end = _PNG_END if png else _JPEG_END
    if end not in content[-64:]:
        raise Refused("这张图片不完整，没有保存。请重新保存或传送后再试。")
    if len(content) > LARGEST:
        size = len(content) // 1024
        raise Refused(f"图片有 {size} KB，超过 200 KB，没有保存。请先把图片缩小。")
