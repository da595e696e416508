"""What somebody leaves behind: posts and an account of points, never dropped in silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from db.models import Account, Resident

Choice = Literal["ask", "keep", "end"]


@dataclass(frozen=True)
class Leaving:
    """What becomes of posts and of the household's account; `ask` refuses while there are any."""

    posts: Choice = "ask"
    account: Choice = "ask"


def leave_posts(
    book: Book,
    session: Session,
    people: Sequence[Resident],
    *,
    on: dt.date,
    reason: str,
    choice: Leaving,
) -> None:
    """End, keep or ask about the posts that people hold on the day or later."""
    from app.leaders.terms import end_posts, posts_of_people

    posts = posts_of_people(session, [person.id for person in people], on)
    if not posts or choice.posts == "keep":
        return
    if choice.posts == "ask":
        named = "、".join(posts.values())
        raise Refused(f"还有任职没有结束：{named}。请先办理离任，或选择同时离任。")
    end_posts(book, session, list(posts), on, reason)


def account_stays(
    book: Book,
    session: Session,
    holder: Literal["household", "shop"],
    holder_id: int,
    *,
    on: dt.date,
    reason: str,
    choice: Leaving,
) -> bool:
    """End, keep or ask about the open account of a holder; tells whether one stays open."""
    column = Account.household_id if holder == "household" else Account.shop_id
    accounts = session.execute(
        select(Account.id, Account.opened_on).where(
            column == holder_id, Account.closed_on.is_(None)
        )
    ).all()
    if not accounts or choice.account == "keep":
        return bool(accounts)
    if choice.account == "ask":
        whose = "这一户" if holder == "household" else "这家商铺"
        raise Refused(f"{whose}还有积分账户。请选择保留账户，或同时销户。")
    from app.pledge.accounts import close_account

    for account, opened_on in accounts:
        close_account(book, account, closed_on=max(on, opened_on), reason=reason)
    return False
