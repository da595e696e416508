"""What the office has to see to today."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app.backups import last_backup
from app.book import Book
from app.due import Action, Item, Level
from app.leaders import due as leaders
from app.people.organizations import OWNERS_COMMITTEE
from app.people.pet_records import SOON, PetRow, vaccine_due
from app.people.pets import pets_ending
from app.people.quality.board import quality_counts
from app.pledge.periods import day_words
from app.pledge.reversing import FROM_SHEET
from app.sheets.history import batches
from db.models import (
    CareTag,
    LedgerEntry,
    Organization,
    Resident,
    RuleSet,
    Season,
)

BACKUP_SOON, BACKUP_LATE = 7, 14
"""Days after which a backup is due, and after which it is overdue."""

IMPORT_DAYS = 30
CLOSE_SOON, CLOSE_LATE = 5, 15
"""Days after the end of a season until it should be, and must be, closed."""

ALONE = "独居"
COMMITTEE_DAYS = 60
"""Days before the term of a 业委会 ends in which it is told: an election takes that long."""


_ORDER = list(Level)


def today_items(book: Book, today: dt.date) -> list[Item]:
    """Everything due, the most pressing first; many of one sort are told as one."""
    return pressing_first([*dated_items(book, today), *checked_items(book, today)])


def dated_items(book: Book, today: dt.date) -> list[Item]:
    """What is due by its day or its state: read at once also in a large book."""
    found = [
        *leaders.due_items(book, today),
        *_seasons(book, today),
        *_backup(book, today),
        *_imports(book, today),
        *_committees(book, today),
        *_pets(book, today),
    ]
    return pressing_first(found)


def checked_items(book: Book, today: dt.date) -> list[Item]:
    """What the service of leaders and the checks of the register say: they go through everybody."""
    # Not needed before the first page is in sight.
    from app.leaders.due_work import work_items

    return [*work_items(book, today), *_silent(book, today), *_quality(book, today)]


def pressing_first(items: Iterable[Item]) -> list[Item]:
    """The most pressing first, then the earliest due."""
    return sorted(items, key=lambda item: (_ORDER.index(item.level), item.due or dt.date.max))


# Things to do


def _seasons(book: Book, today: dt.date) -> Iterator[Item]:
    # Seasons known only from old sheets were never the program's to close.
    kept_here = exists().where(
        LedgerEntry.season_id == Season.id,
        LedgerEntry.kind != "base",
        or_(LedgerEntry.source_type.is_(None), LedgerEntry.source_type != FROM_SHEET),
    )
    with book.read() as session:
        rows = session.execute(
            select(Season.id, Season.name, Season.to_on, RuleSet.name.label("rules"))
            .join(RuleSet, RuleSet.id == Season.rule_set_id)
            .where(Season.status == "open", Season.to_on < today, kept_here)
            .order_by(Season.to_on)
        ).all()
    for row in rows:
        due = row.to_on + dt.timedelta(days=CLOSE_LATE)
        level = Level.GREEN if (today - row.to_on).days < CLOSE_SOON else Level.AMBER
        yield Item(
            Level.RED if today > due else level,
            f"{row.name}已结束，还没有结算",
            row.rules,
            due,
            Action("看排名", "pledge", ("season", row.id)),
        )


def _backup(book: Book, today: dt.date) -> Iterator[Item]:
    last = last_backup(book.path)
    action = Action("备份", "system", "backups")
    name = book.path.stem
    if last is None:
        with book.read() as session:
            if not _count(session, Resident.id.is_not(None)):
                return
        yield Item(Level.RED, "还没有备份过", name, None, action)
        return
    days = (today - last.made_at.date()).days
    if days >= BACKUP_SOON:
        level = Level.RED if days >= BACKUP_LATE else Level.AMBER
        due = last.made_at.date() + dt.timedelta(days=BACKUP_LATE)
        yield Item(level, f"上次备份是 {days} 天前", name, due, action)
        return
    away = last_backup(book.path, elsewhere=True)
    if away is None or (today - away.made_at.date()).days >= BACKUP_LATE:
        yield Item(Level.AMBER, "备份只在本机，请另存一份到 U 盘", name, None, action)


def _imports(book: Book, today: dt.date) -> Iterator[Item]:
    since = today - dt.timedelta(days=IMPORT_DAYS)
    seen: set[tuple[str, str]] = set()
    for batch in batches(book):
        # A sheet that was mended and imported again counts as it stands now.
        key = (batch.file_name, batch.sheet)
        if key not in seen and batch.failed and batch.at.date() >= since:
            yield Item(
                Level.AMBER,
                f"导入时有 {batch.failed} 行没有写入，要改正",
                f"{batch.file_name} · {day_words(batch.at.date())}",
                None,
                Action("再导入", "imports"),
            )
        seen.add(key)


def _silent(book: Book, today: dt.date) -> Iterator[Item]:
    tagged = exists().where(
        CareTag.resident_id == Resident.id,
        CareTag.tag == ALONE,
        or_(CareTag.end_on.is_(None), CareTag.end_on > today),
    )
    with book.read() as session:
        people = session.execute(
            select(Resident.id, Resident.full_name).where(
                Resident.status == "living",
                or_(Resident.phone.is_(None), Resident.phone == ""),
                tagged,
            )
        ).all()
    if len(people) > 2:
        names = "、".join(person.full_name for person in people[:2])
        yield Item(
            Level.AMBER,
            f"{len(people)} 位独居居民没有留电话",
            f"{names}等",
            None,
            Action("看名单", "people", ("tag", ALONE)),
        )
        return
    for person in people:
        yield Item(
            Level.AMBER,
            "独居居民没有留电话",
            person.full_name,
            None,
            Action("补电话", "people", ("person", person.id)),
        )


def _committees(book: Book, today: dt.date) -> Iterator[Item]:
    soon = today + dt.timedelta(days=COMMITTEE_DAYS)
    with book.read() as session:
        rows = session.execute(
            select(Organization.id, Organization.name, Organization.term_end_on)
            .where(
                Organization.kind == OWNERS_COMMITTEE,
                Organization.status == "active",
                Organization.term_end_on <= soon,
            )
            .order_by(Organization.term_end_on)
        ).all()
    for row in rows:
        over = row.term_end_on <= today
        yield Item(
            Level.RED if over else Level.AMBER,
            "业委会届满，还没有换届" if over else "业委会任期将满",
            row.name,
            row.term_end_on,
            Action("看资料", "people", ("organization", row.id)),
        )


def _pets(book: Book, today: dt.date) -> Iterator[Item]:
    by_state: dict[tuple[str, bool], list[tuple[dt.date, PetRow]]] = defaultdict(list)
    for pet in pets_ending(book, today):
        for what, day in (("免疫", vaccine_due(pet)), ("犬证", pet.license_expire_on)):
            if day is not None and day <= today + dt.timedelta(days=SOON):
                by_state[what, day < today].append((day, pet))
    for (what, over), found in by_state.items():
        found.sort(key=lambda one: one[0])
        level = Level.RED if over else Level.AMBER
        words = f"{what}已到期" if over else f"{what}将到期"
        if len(found) > 2:
            names = "、".join(f"{pet.owner}家的{pet.title}" for _, pet in found[:2])
            yield Item(
                level,
                f"{len(found)} 只宠物{words}",
                f"{names}等",
                found[0][0],
                Action("看名单", "people", ("pets", "due")),
            )
            continue
        for day, pet in found:
            where = " · ".join(part for part in (pet.title, pet.owner, pet.door) if part)
            yield Item(
                level, f"宠物{words}", where, day, Action("看资料", "people", ("pet", pet.id))
            )


def _quality(book: Book, today: dt.date) -> Iterator[Item]:
    found = quality_counts(book, today)
    if found:
        count = sum(found.values())
        yield Item(
            Level.RED,
            f"名册里有 {count} 处资料不对",
            "、".join(found),
            None,
            Action("去核对", "people", ("checks", "quality")),
        )


def _count(session: Session, *limits: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*limits)) or 0
