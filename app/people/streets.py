"""Street segments and shops: recording and changing them, and shops that close."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.kinds import same_word
from app.people.leaving import Leaving, account_stays
from app.people.place_records import SegmentEntry, ShopEntry
from app.people.storing import Saved, found, known_of, problems_of, put, values_of
from app.people.words import SHOP_STATUS_WORDS
from db.models import Shop, StreetSegment


def add_segment(book: Book, entry: SegmentEntry) -> int:
    """Record a street segment; raises Invalid also if the name is taken."""
    with book.write("登记街面") as session:
        clean, problems = problems_of(entry)
        check([*problems, *_segment_clash(session, clean.name, None)])
        record = StreetSegment(id=book.ids.next_id(), **values_of(clean))
        session.add(record)
        return record.id


def edit_segment(book: Book, segment_id: int, entry: SegmentEntry) -> None:
    """Change a street segment."""
    with book.write("修改街面") as session:
        record = found(session, StreetSegment, segment_id)
        clean, problems = problems_of(entry, known_of(record, SegmentEntry))
        check([*problems, *_segment_clash(session, clean.name, segment_id)])
        put(record, values_of(clean))


def _segment_clash(session: Session, name: str, own: int | None) -> list[Problem]:
    for other, taken in session.execute(select(StreetSegment.id, StreetSegment.name)):
        if other != own and same_word(taken) == same_word(name or ""):
            return [Problem("name", f"街面“{taken}”已经登记过了，请换一个名称")]
    return []


def add_shop(book: Book, segment_id: int, entry: ShopEntry) -> Saved:
    """Record a shop; another open one at the same address is only warned of."""
    with book.write("登记商铺") as session:
        found(session, StreetSegment, segment_id)
        clean, problems = problems_of(entry)
        check([*problems, *_code_clash(session, clean.credit_code, None)])
        record = Shop(id=book.ids.next_id(), street_segment_id=segment_id, **values_of(clean))
        warnings = _same_address(session, segment_id, clean.address, record.id)
        session.add(record)
        return Saved(record.id, warnings)


def edit_shop(book: Book, shop_id: int, entry: ShopEntry, segment_id: int | None = None) -> Saved:
    """Change a shop, and its street if one is given."""
    with book.write("修改商铺") as session:
        record = found(session, Shop, shop_id)
        if segment_id is not None:
            found(session, StreetSegment, segment_id)
            put(record, {"street_segment_id": segment_id})
        clean, problems = problems_of(entry, known_of(record, ShopEntry))
        check([*problems, *_code_clash(session, clean.credit_code, shop_id)])
        warnings: tuple[str, ...] = ()
        if clean.address != record.address:
            warnings = _same_address(session, record.street_segment_id, clean.address, shop_id)
        put(record, values_of(clean))
        return Saved(shop_id, warnings)


def set_shop_status(
    book: Book, shop_id: int, status: str, on: dt.date, leaving: Leaving | None = None
) -> None:
    """营业, 歇业 or 关闭 (`open`, `suspended`, `closed`) from a day on; a closed shop stays closed.

    Raises Refused while its account of points is open unless `leaving` says what becomes of it.
    """
    if status not in SHOP_STATUS_WORDS:
        raise Invalid.of("status", "状态应是营业、歇业或关闭")
    with book.write(f"商铺{SHOP_STATUS_WORDS[status]}") as session:
        record = found(session, Shop, shop_id)
        if record.status == "closed" and status != "closed":
            raise Refused(
                f"“{record.shop_name}”已于 {record.closed_on} 关闭。"
                "同一地址换了经营者或重新开业，请新登记一家商铺。"
            )
        if status == "closed":
            if record.opened_on and on < record.opened_on:
                raise Invalid.of("closed_on", "关闭日期早于开业日期，请核对")
            choice = leaving or Leaving()
            account_stays(book, session, "shop", shop_id, on=on, reason="商铺关闭", choice=choice)
            put(record, {"closed_on": on})
        put(record, {"status": status})


def _code_clash(session: Session, code: str | None, own: int | None) -> list[Problem]:
    if not code:
        return []
    other = session.execute(select(Shop.id, Shop.shop_name).where(Shop.credit_code == code)).first()
    if other is None or other.id == own:
        return []
    return [Problem("credit_code", f"这个信用代码已登记给“{other.shop_name}”，请核对是不是同一家")]


def _same_address(
    session: Session, segment_id: int, address: str | None, own: int
) -> tuple[str, ...]:
    if not address:
        return ()
    other = session.scalars(
        select(Shop.shop_name).where(
            Shop.street_segment_id == segment_id,
            func.lower(Shop.address) == address.lower(),
            Shop.status != "closed",
            Shop.id != own,
        )
    ).first()
    return (f"同一地址已有营业中的“{other}”，请核对是否重复登记。",) if other else ()
