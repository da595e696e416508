"""Shops: recording and changing them, their states, and shops that change hands."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.people.leaving import Asked, Going, Leaving, asked_of, settle
from app.people.place_records import ShopEntry
from app.people.storing import Saved, found, known_of, problems_of, put, values_of
from app.people.words import SHOP_STATUS_WORDS
from db.models import Shop, StreetSegment


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
        before = (record.street_segment_id, record.address)
        if segment_id is not None:
            found(session, StreetSegment, segment_id)
            put(record, {"street_segment_id": segment_id})
        clean, problems = problems_of(entry, known_of(record, ShopEntry))
        check([*problems, *_code_clash(session, clean.credit_code, shop_id)])
        warnings: tuple[str, ...] = ()
        if (record.street_segment_id, clean.address) != before:
            warnings = _same_address(session, record.street_segment_id, clean.address, shop_id)
        put(record, values_of(clean))
        return Saved(shop_id, warnings)


def set_shop_status(
    book: Book, shop_id: int, status: str, on: dt.date, leaving: Leaving | None = None
) -> Saved:
    """营业, 歇业 or 关闭 (`open`, `suspended`, `closed`) from a day on; a closed shop stays closed.

    Raises Refused while its account of points is open or a 街面长 serves for it, unless
    `leaving` says what becomes of them. Warnings tell of staff who stand in a round under way.
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
        said: tuple[str, ...] = ()
        if status == "closed":
            said = _close(book, session, record, on, leaving)
        put(record, {"status": status})
        return Saved(shop_id, said)


def change_hands(
    book: Book, shop_id: int, entry: ShopEntry, on: dt.date, leaving: Leaving | None = None
) -> Saved:
    """易主: the old shop closes on the day on which the new one opens, in one step.

    Points do not pass on: the account of the old shop ends or stays with it, and posts held for
    it end or stay, as `leaving` says. Raises Refused while that is not said, or for a shop that
    is closed already, and Invalid as `add_shop`.
    """
    with book.write("商铺易主") as session:
        old = found(session, Shop, shop_id)
        if old.status == "closed":
            raise Refused(f"“{old.shop_name}”已经关闭，请直接新登记一家商铺。")
        segment = old.street_segment_id
        if entry.credit_code and entry.credit_code == old.credit_code:
            raise Invalid.of(
                "credit_code",
                "信用代码与原商铺相同。营业执照没有换，就不是易主，请改用“编辑”修改资料",
            )
        closed = set_shop_status(book, shop_id, "closed", on, leaving)
        session.flush()
        made = add_shop(book, segment, replace(entry, opened_on=entry.opened_on or on))
        return replace(made, warnings=(*closed.warnings, *made.warnings))


def closing(shop_id: int, on: dt.date) -> Going:
    """A shop that closes on a day, for asking what is open."""
    return Going(on, "调整", shop=shop_id, emptied="商铺关闭")


def shop_matters(book: Book, shop_id: int, on: dt.date) -> tuple[Asked, ...]:
    """What has to be asked about before a shop closes: a 街面长 from it, its points."""
    return asked_of(book, lambda _session: closing(shop_id, on))


def _close(
    book: Book, session: Session, shop: Shop, on: dt.date, choice: Leaving | None
) -> tuple[str, ...]:
    if shop.opened_on and on < shop.opened_on:
        raise Invalid.of("on", "关闭日期早于开业日期，请核对")
    settled = settle(book, session, closing(shop.id, on), choice)
    put(shop, {"closed_on": on})
    return settled.warnings


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
