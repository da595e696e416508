"""What happened to a person or a household, as one story: what is told stands in `SOURCES`.

A further sort of record (visits, service) joins the story with one more function there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Refused
from app.leaders import story as leading
from app.people.merging.merged import ids_of, standing_in
from app.people.storing import GONE
from app.people.telling import SORTS, About, Event, Sort, Timeline, told_words
from app.people.where import door_words, of_households
from app.people.words import GROUP_STATUS_WORDS
from app.pledge.lists import rows_of_seqs
from db.models import (
    Account,
    BuildingGroup,
    CareTag,
    Consent,
    Household,
    LedgerEntry,
    Merge,
    Move,
    Pet,
    Resident,
)

__all__ = [
    "MOST_POINTS",
    "SORTS",
    "SOURCES",
    "Event",
    "Sort",
    "Timeline",
    "group_timeline",
    "household_timeline",
    "person_timeline",
]

MOST_POINTS = 300
"""Lines of points told one by one; of older ones only the number is told."""


def person_timeline(
    book: Book, resident_id: int, today: dt.date, most: int = MOST_POINTS
) -> Timeline:
    """The story of a person with at most that many lines of points; raises Refused if gone.

    The id of a record merged away tells the story of the person it was merged into.
    """
    with book.read() as session:
        resident_id = standing_in(session, "resident", resident_id)
        row = session.execute(
            select(Resident.full_name, Resident.household_id).where(Resident.id == resident_id)
        ).first()
        if row is None:
            raise Refused(GONE)
        ids = ids_of(session, "resident", resident_id)
        names = {resident_id: row.full_name}
        return _told(About(book, session, today, resident_id, row.household_id, names, most, ids))


def household_timeline(
    book: Book, household_id: int, today: dt.date, most: int = MOST_POINTS
) -> Timeline:
    """The story of a household and of those who live or lived in it; raises Refused if gone."""
    with book.read() as session:
        household_id = standing_in(session, "household", household_id)
        if session.get(Household, household_id) is None:
            raise Refused(GONE)
        rows = session.execute(
            select(Resident.id, Resident.full_name).where(
                or_(
                    Resident.household_id == household_id,
                    Resident.id.in_(
                        select(Move.resident_id).where(
                            or_(
                                Move.from_household_id == household_id,
                                Move.to_household_id == household_id,
                            )
                        )
                    ),
                )
            )
        ).all()
        people = {row.id: row.full_name for row in rows}
        ids = ids_of(session, "household", household_id)
        return _told(About(book, session, today, None, household_id, people, most, ids))


def group_timeline(book: Book, group_id: int, today: dt.date) -> Timeline:
    """The story of a 楼组: its beginning and end, its posts and selections; Refused if gone."""
    with book.read() as session:
        group = session.get(BuildingGroup, group_id)
        if group is None:
            raise Refused(GONE)
        told = [*leading.told_of_group(book, session, group_id, today)]
        if group.formed_on is not None:
            told.append(Event(group.formed_on, "post", "楼组成立"))
        if group.ended_on is not None:
            names = dict(
                session.execute(
                    select(BuildingGroup.id, BuildingGroup.name).where(
                        BuildingGroup.id.in_(group.successors or ())
                    )
                )
                .tuples()
                .all()
            )
            after = "、".join(names[one] for one in group.successors or () if one in names)
            told.insert(
                0,
                Event(
                    group.ended_on, "post", f"楼组{GROUP_STATUS_WORDS.get(group.status, '撤销')}",
                    f"后续：{after}" if after else "",
                ),
            )  # fmt: skip
        return _in_order(told)


def _told(about: About) -> Timeline:
    events = [event for source in SOURCES for event in source(about)]
    return _in_order(events, about.hidden)


def _in_order(events: Sequence[Event], hidden: int = 0) -> Timeline:
    # Of one day the sources keep their order: who comes first, then what follows from it.
    dated = sorted((one for one in events if one.on), key=lambda one: str(one.on), reverse=True)
    return Timeline((*dated, *(one for one in events if one.on is None)), hidden)


def _moves(about: About) -> Iterator[Event]:
    query = select(Move).where(Move.resident_id.in_(about.people))
    if about.person is None:
        home = about.household
        query = query.where(or_(Move.from_household_id == home, Move.to_household_id == home))
    moves = about.session.scalars(query.order_by(Move.id.desc())).all()
    about.homes = _doors(
        about.session, {move.from_household_id for move in moves}
        | {move.to_household_id for move in moves},
    )  # fmt: skip
    for move in moves:
        parts = (about.home(move.from_household_id), about.home(move.to_household_id))
        way = " → ".join(part for part in dict.fromkeys(parts) if part)
        shown = (about.who(move.resident_id), move.kind)
        other = move.to_household_id if move.to_household_id != about.household else None
        target = ("household", other) if other is not None and about.person is None else None
        yield Event(
            move.moved_on, "move", "".join(shown), told_words(way, move.elsewhere, move.note),
            target=target,
        )  # fmt: skip


def _arrival(about: About) -> Iterator[Event]:
    if about.person is not None or about.household is None:
        return
    home = about.session.get_one(Household, about.household)
    if home.moved_out_on is not None:
        yield Event(home.moved_out_on, "move", "本户离开")
    if home.moved_in_on is not None:
        yield Event(home.moved_in_on, "move", "本户入住")


def _pledge(about: About) -> Iterator[Event]:
    if about.household is None:
        return
    home = about.session.get_one(Household, about.household)
    if home.pledge_signed_on is not None:
        yield Event(home.pledge_signed_on, "pledge", "签订美丽约定")


def _points(about: About) -> Iterator[Event]:
    if about.household is None:
        return
    mine = select(LedgerEntry.seq).where(LedgerEntry.kind != "base")
    if about.person is not None:
        mine = mine.where(LedgerEntry.actor_id.in_(about.ids))
    else:
        accounts = select(Account.id).where(Account.household_id == about.household)
        mine = mine.where(LedgerEntry.account_id.in_(accounts))
    order = (LedgerEntry.occurred_on.desc(), LedgerEntry.seq.desc())
    seqs = about.session.scalars(mine.order_by(*order)).all()
    about.hidden += max(0, len(seqs) - about.most)
    told = rows_of_seqs(about.session, seqs[: about.most])
    for line in sorted(told, key=lambda line: line.seq, reverse=True):
        yield Event(
            line.occurred_on, "points", line.item, told_words(line.description, line.note),
            points=line.score, target=("entry", line.id),
        )  # fmt: skip


def _tags(about: About) -> Iterator[Event]:
    rows = about.session.scalars(
        select(CareTag).where(CareTag.resident_id.in_(about.people)).order_by(CareTag.id.desc())
    )
    for tag in rows:
        who = about.who(tag.resident_id)
        secret = ("care_tag", tag.id, "tag")
        if tag.end_on is not None:
            yield Event(tag.end_on, "tag", f"{who}取消关爱标签", secret=secret)
        yield Event(
            tag.start_on, "tag", f"{who}登记关爱标签", told_words(tag.source), secret=secret
        )


def _consents(about: About) -> Iterator[Event]:
    rows = about.session.scalars(
        select(Consent).where(Consent.resident_id.in_(about.people)).order_by(Consent.id.desc())
    )
    for consent in rows:
        who = about.who(consent.resident_id)
        if consent.withdrawn_on is not None:
            yield Event(consent.withdrawn_on, "consent", f"{who}撤回授权：{consent.kind}")
        given = f"由{consent.given_by}代为同意" if consent.given_by else ""
        yield Event(consent.given_on, "consent", f"{who}授权：{consent.kind}", given)


def _pets(about: About) -> Iterator[Event]:
    for pet in about.session.scalars(select(Pet).where(Pet.owner_resident_id.in_(about.people))):
        called = f"{pet.species}{f'“{pet.name}”' if pet.name else ''}"
        if pet.pledge_signed_on is not None:
            yield Event(
                pet.pledge_signed_on, "pet", f"签订文明养宠约定（{called}）", target=("pet", pet.id)
            )
        if pet.rabies_vaccine_on is not None:
            yield Event(
                pet.rabies_vaccine_on, "pet", f"{called}接种狂犬疫苗", target=("pet", pet.id)
            )


def _merges(about: About) -> Iterator[Event]:
    table = "resident" if about.person is not None else "household"
    rows = about.session.scalars(
        select(Merge)
        .where(Merge.of_table == table, Merge.kept_id.in_(about.ids))
        .order_by(Merge.id.desc())
    )
    for merge in rows:
        yield Event(merge.merged_on, "merge", f"并入“{merge.gone_title}”的记录")


SOURCES: tuple[Callable[[About], Iterator[Event]], ...] = (
    _moves,
    _arrival,
    leading.posts,
    leading.candidacies,
    leading.handovers,
    leading.appraisals,
    leading.trainings,
    _pledge,
    _points,
    _tags,
    _consents,
    _pets,
    _merges,
)
"""What a story is told from; of one day what stands first here is told first."""


def _doors(session: Session, households: Sequence[int | None] | set[int | None]) -> dict[int, str]:
    wanted = [one for one in households if one is not None]
    rows = session.execute(of_households(Household.id).where(Household.id.in_(wanted)))
    return {row.id: door_words(row) for row in rows}
