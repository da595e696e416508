"""Records by the words of a command: a day, a person, a place, a round, a seat, a term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused

T = TypeVar("T")
_SHOWN = 6


@overload
def day_of(text: str) -> dt.date: ...
@overload
def day_of(text: str | None) -> dt.date | None: ...
def day_of(text: str | None) -> dt.date | None:
    """A day written 2025-12-31; None stays None. Raises Refused."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"看不懂日期“{text}”，请写成 2025-12-31。") from error


def kind_of(word: str) -> str:
    """A post by its name or one of its other names; raises Refused with those there are."""
    from app.leaders.posts import POSTS

    for kind, post in POSTS.items():
        if word == kind or word in post.aliases:
            return kind
    raise Refused(f"没有叫“{word}”的岗位，可用的有：{'、'.join(POSTS)}。")


def kinds_of(words: Sequence[str] | None) -> tuple[str, ...]:
    """Several posts; both sorts of leaders where none is named."""
    from app.leaders.posts import BUILDING_LEADER, STREET_LEADER

    return tuple(kind_of(word) for word in words or (BUILDING_LEADER, STREET_LEADER))


def person_of(session: Session, words: str, group_id: int | None = None) -> int:
    """A person by name, 姓名@3-101 where several have it; those of the 楼组 are meant first."""
    from app.people.where import NO_HOME, door_words, of_people
    from db.models import Dwelling, Resident

    name, _, door = words.partition("@")
    columns = (Resident.id, Resident.full_name, Resident.status, Dwelling.building_group_id)
    rows = session.execute(
        of_people(*columns)
        .where(Resident.full_name == name.strip(), Resident.archived_on.is_(None))
        .order_by(Resident.id)
    ).all()
    if door:
        wanted = door.replace(" ", "")
        rows = [row for row in rows if door_words(row).replace(" ", "").endswith(wanted)]
    rows = _nearest(rows, [row for row in rows if row.building_group_id == group_id is not None])
    rows = _nearest(rows, [row for row in rows if row.status == "living"])
    if not rows:
        raise Refused(f"台账里没有找到“{words}”，请核对姓名。")
    if len(rows) > 1:
        homes = "、".join(door_words(row) or NO_HOME for row in rows[:_SHOWN])
        raise Refused(f"有 {len(rows)} 位{name}：{homes}。请写成 {name}@门牌，如 {name}@3-101。")
    return int(rows[0].id)


def _nearest(rows: Sequence[Any], near: Sequence[Any]) -> Sequence[Any]:
    return near if len(rows) > 1 and near else rows


def place_of_post(session: Session, kind: str, words: str, day: dt.date) -> tuple[int, str | None]:
    """The place (id) or body (name) of a post, as `TermEntry` takes it."""
    from app.leaders.posts import GROUP, NAMED, OFFICE, post_of
    from app.leaders.scopes import scopes_of
    from db.models import BuildingGroup, Compound

    sort = post_of(kind).scope
    if sort == OFFICE:
        return 0, None
    if sort == NAMED:
        return 0, words or None
    if not words:
        raise Refused(f"请用 --scope 写明{kind}负责的范围。")
    named: list[tuple[int, tuple[str, ...]]] = []
    compounds: dict[int, str] = {}
    if sort == GROUP:
        query = select(BuildingGroup.id, Compound.name).join(
            Compound, Compound.id == BuildingGroup.compound_id
        )
        compounds = dict(session.execute(query).tuples().all())
    for scope, name in scopes_of(session, kind, day):
        row_id = scope.id or 0
        full = compounds.get(row_id, "")
        named.append((row_id, (name, f"{full}{name}")))
    return _one(named, words, "范围"), None


def _one(named: Sequence[tuple[int, tuple[str, ...]]], words: str, what: str) -> int:
    wanted = words.replace(" ", "")
    found = [row_id for row_id, names in named if wanted in (one.replace(" ", "") for one in names)]
    if not found:
        raise Refused(f"没有找到{what}“{words}”。")
    if len(found) > 1:
        full = [names[-1] for row_id, names in named if row_id in found]
        raise Refused(f"“{words}”有 {len(found)} 个：{'、'.join(full[:_SHOWN])}。请写全。")
    return found[0]


def round_of(book: Book, words: str | None) -> int:
    """A round by its name, or the one that is under way; raises Refused."""
    from app.leaders.rounds.lists import round_rows
    from app.leaders.rounds.rules import RUNNING

    rows = round_rows(book)
    if words is None:
        running = [row for row in rows if row.status in RUNNING]
        if len(running) == 1:
            return running[0].id
        if not running:
            raise Refused("没有正在进行的推选，请用 --round 写明名称，或先新建推选。")
        names = "、".join(row.name for row in running[:_SHOWN])
        raise Refused(f"有 {len(running)} 次推选在进行：{names}。请用 --round 写明名称。")
    return _named(rows, words, lambda row: (row.name, row.id), "推选")


def training_of(book: Book, words: str | None) -> int:
    """A training by its name; raises Refused."""
    from app.leaders.trainings import training_rows

    if words is None:
        raise Refused("请用 --training 写明培训名称。")
    return _named(training_rows(book), words, lambda row: (row.title, row.id), "培训")


def _named(rows: Sequence[T], words: str, told: Callable[[T], tuple[str, int]], what: str) -> int:
    named = [told(row) for row in rows]
    found = [row_id for name, row_id in named if name == words]
    found = found or [row_id for name, row_id in named if words in name]
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(name for name, row_id in named if row_id in found[:_SHOWN])
        raise Refused(f"“{words}”有 {len(found)} 个{what}：{names}。请写全。")
    known = "、".join(name for name, _ in named[:_SHOWN])
    raise Refused(f"没有叫“{words}”的{what}" + (f"，现有：{known}。" if known else "。"))


def seat_of(book: Book, round_id: int, words: str, post: str | None) -> int:
    """A seat of a round by its 楼组, street or body, and its post where there are several."""
    from app.leaders.rounds.lists import seat_rows

    rows = [row for row in seat_rows(book, round_id) if post is None or row.kind == kind_of(post)]
    unique = [
        row
        for row in rows
        if _fits(
            (row.scope, f"{row.compound}{row.scope}", f"{row.compound}{row.scope}{row.kind}"), words
        )
    ]
    if not unique:
        raise Refused(f"这次推选里没有应选岗位“{words}”。")
    if len(unique) > 1:
        full = "、".join(f"{row.compound}{row.scope}{row.kind}" for row in unique)
        raise Refused(f"“{words}”有 {len(unique)} 个岗位：{full}。请写全，或用 --post 写明岗位。")
    return unique[0].id


def _fits(names: Sequence[str], words: str) -> bool:
    wanted = words.replace(" ", "")
    return any(one.replace(" ", "") == wanted for one in names)


def terms_of(
    book: Book, people: Sequence[str], kind: str | None, day: dt.date, scope: str = ""
) -> list[int]:
    """Terms that hold on a day, of people by name; of everybody in a post where nobody is named.

    Raises Refused for somebody who holds none, or several where only one can be meant.
    """
    from app.leaders.serving import serving

    rows = serving(book, day, None if kind is None else (kind_of(kind),))
    if not people:
        if kind is None:
            raise Refused("请写明是哪些人，或用 --all-of 写明岗位。")
        return [row.id for row in rows]
    found = []
    for words in people:
        with book.read() as session:
            person = person_of(session, words)
        mine = [
            row
            for row in rows
            if row.resident_id == person and (not scope or _fits((row.scope,), scope))
        ]
        if not mine:
            raise Refused(f"{words}在 {day} 没有担任{kind or '任何岗位'}，请核对。")
        if len(mine) > 1:
            posts = "、".join(f"{row.scope}{row.post}" for row in mine)
            raise Refused(f"{words}在 {day} 担任 {posts}，请写明是哪一个岗位。")
        found.append(mine[0].id)
    return found
