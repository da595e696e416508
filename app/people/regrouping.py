"""楼组合并 and 楼组拆分: doors go to the 楼组 that follow; the history stays with the old ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Refused, check
from app.people.houses import group_clash, new_group
from app.people.leaving import ASK, END, Asked, Leaving, StillOpen
from app.people.place_records import GroupEntry
from app.people.places import place_of
from app.people.storing import Saved, found, problems_of, put, values_of
from db.models import BuildingGroup, Dwelling, Resident

_TO = "to:"


@dataclass(frozen=True, slots=True)
class Part:
    """A 楼组 that a split makes, and the doors that belong to it."""

    entry: GroupEntry
    dwelling_ids: tuple[int, ...]


def merge_groups(
    book: Book,
    group_ids: Sequence[int],
    on: dt.date,
    *,
    into_id: int | None = None,
    entry: GroupEntry | None = None,
    leaving: Leaving | None = None,
) -> Saved:
    """楼组合并: several 楼组 of a compound go into one of them (`into_id`) or a new one (`entry`).

    Returns the 楼组 that is left. Raises Refused for 楼组 of several compounds, one that has ended
    or whose posts a round under way is to fill, StillOpen for open terms of those that go,
    Invalid for the new name.
    """
    with book.write("楼组合并") as session:
        gone = [_standing(session, row_id, on) for row_id in group_ids if row_id != into_id]
        if not gone or (into_id is None and len(gone) < 2):
            raise Refused("请至少选两个楼组合并。")
        compounds = {group.compound_id for group in gone}
        if into_id is not None:
            compounds.add(_standing(session, into_id, on).compound_id)
        if len(compounds) > 1:
            raise Refused("只能合并同一个小区的楼组，请重新选择。")
        if into_id is not None:
            terms = _settled(session, gone, {0: into_id}, on, leaving)
            left = found(session, BuildingGroup, into_id)
        else:
            terms = _settled(session, gone, {0: None}, on, leaving)
            _end(session, gone, "merged", on)
            left = _made(book, session, gone[0].compound_id, entry, on)
        doors = session.scalars(
            select(Dwelling.id).where(Dwelling.building_group_id.in_([one.id for one in gone]))
        ).all()
        _hand_doors(session, doors, left.id)
        said = _carry(book, terms, {0: left.id}, on)
        _end(session, gone, "merged", on)
        for group in gone:
            put(group, {"successors": [left.id]})
        return Saved(left.id, said)


def split_group(
    book: Book,
    group_id: int,
    parts: Sequence[Part],
    on: dt.date,
    *,
    leaving: Leaving | None = None,
) -> Saved:
    """楼组拆分: the doors of a 楼组 go to several new ones; the old one keeps its history.

    Returns the old 楼组 (see `successors_of`). Raises Refused while a door belongs to no part or
    to two, or a round under way is to fill its posts, StillOpen for open terms, Invalid for a
    name that is taken.
    """
    with book.write("楼组拆分") as session:
        old = _standing(session, group_id, on)
        doors = set(
            session.scalars(select(Dwelling.id).where(Dwelling.building_group_id == group_id))
        )
        _may_split(old, doors, parts)
        targets: dict[int, int | None] = dict.fromkeys(range(len(parts)))
        names = [part.entry.name for part in parts]
        terms = _settled(session, [old], targets, on, leaving, names)
        _end(session, [old], "split", on)
        made: dict[int, int] = {}
        for at, part in enumerate(parts):
            new = _made(book, session, old.compound_id, part.entry, on)
            made[at] = new.id
            _hand_doors(session, part.dwelling_ids, new.id)
        said = _carry(book, terms, made, on)
        put(old, {"successors": list(made.values())})
        return Saved(group_id, said)


def successors_of(book: Book, group_id: int) -> list[tuple[int, str]]:
    """The 楼组 (id, name) that followed one."""
    with book.read() as session:
        ids = found(session, BuildingGroup, group_id).successors or []
        return _named(session, ids)


def origins_of(book: Book, group_id: int) -> list[tuple[int, str]]:
    """The 楼组 (id, name) that one was made from."""
    with book.read() as session:
        rows = session.execute(
            select(BuildingGroup.id, BuildingGroup.successors).where(
                BuildingGroup.successors.is_not(None)
            )
        )
        return _named(session, [row.id for row in rows if group_id in (row.successors or ())])


def _named(session: Session, ids: Sequence[int]) -> list[tuple[int, str]]:
    names = dict(
        session.execute(
            select(BuildingGroup.id, BuildingGroup.name).where(BuildingGroup.id.in_(ids))
        )
        .tuples()
        .all()
    )
    return [(row_id, names[row_id]) for row_id in ids if row_id in names]


def _standing(session: Session, group_id: int, on: dt.date) -> BuildingGroup:
    group = found(session, BuildingGroup, group_id)
    if group.ended_on is not None:
        raise Refused(f"“{group.name}”已于 {group.ended_on} 结束，请选择在册的楼组。")
    if group.formed_on and on < group.formed_on:
        raise Invalid.of("on", f"日期早于“{group.name}”的成立日期 {group.formed_on}，请核对")
    return group


def _may_split(old: BuildingGroup, doors: set[int], parts: Sequence[Part]) -> None:
    if len(parts) < 2:
        raise Refused("拆分至少要有两个新楼组。")
    given = [door for part in parts for door in part.dwelling_ids]
    if set(given) - doors:
        raise Refused(f"有房屋不属于“{old.name}”，请刷新后重新勾选。")
    if len(given) != len(set(given)):
        raise Refused("有房屋同时分到了两个新楼组，请重新勾选。")
    if doors - set(given):
        raise Refused(f"还有 {len(doors - set(given))} 套房屋没有分到新楼组，请勾选。")
    empty = [part.entry.name for part in parts if not part.dwelling_ids]
    if doors and empty:
        raise Refused(f"“{empty[0]}”没有分到房屋，请至少勾选一套，也至少留下一套。")


def _made(
    book: Book, session: Session, compound_id: int, entry: GroupEntry | None, on: dt.date
) -> BuildingGroup:
    if entry is None:
        raise Invalid.of("name", "请填写新楼组的名称")
    clean, problems = problems_of(entry)
    key = place_of(clean.name or "").key
    check([*problems, *group_clash(session, compound_id, clean, key, None)])
    values = values_of(clean) | {"formed_on": clean.formed_on or on}
    record = new_group(session, book.ids.next_id(), compound_id, key, values)
    session.flush()
    return record


def _end(session: Session, groups: Sequence[BuildingGroup], status: str, on: dt.date) -> None:
    for group in groups:
        if group.ended_on is None:
            # The key becomes free: the new 楼组 may have the name of an old one.
            key = f"{group.key}#{group.id}"
            put(group, {"status": status, "ended_on": on, "key": key})
    session.flush()


def _hand_doors(session: Session, dwelling_ids: Sequence[int], group_id: int) -> None:
    session.execute(
        update(Dwelling).where(Dwelling.id.in_(dwelling_ids)).values(building_group_id=group_id)
    )


# Terms


def _settled(
    session: Session,
    gone: Sequence[BuildingGroup],
    targets: Mapping[int, int | None],
    on: dt.date,
    leaving: Leaving | None,
    names: Sequence[str] = (),
) -> dict[int, str]:
    """What becomes of every open term of the 楼组 that go: `end` or the place of a target."""
    from app.leaders.rounds.standing import refuse_running

    refuse_running(session, gone)
    said = leaving or Leaving()
    answers: dict[int, str] = {}
    unsaid = []
    for term, asked in _asked(session, gone, targets, on, names):
        answer = said.of(asked.key)
        if answer == ASK and said.of("posts") == END:
            answer = END
        if answer not in {way for way, _ in asked.ways}:
            unsaid.append(asked)
        answers[term] = answer
    if unsaid:
        raise StillOpen(unsaid)
    return answers


def _asked(
    session: Session,
    gone: Sequence[BuildingGroup],
    targets: Mapping[int, int | None],
    on: dt.date,
    names: Sequence[str],
) -> list[tuple[int, Asked]]:
    from app.leaders.terms import terms_of_scope

    taken = {
        (at, term.kind)
        for at, target in targets.items()
        if target is not None
        for term in terms_of_scope(session, target, on)
        if term.kind == "楼组长"
    }
    found_terms = []
    for group in gone:
        for term in terms_of_scope(session, group.id, on):
            who = found(session, Resident, term.resident_id).full_name
            what = f"{who}任{group.name}{term.kind}"
            ways = [(END, "同时离任")]
            for at in targets:
                if (at, term.kind) not in taken:
                    place = f"“{names[at]}”" if names else "合并后的楼组"
                    ways.append((f"{_TO}{at}", f"转任{place}的{term.kind}"))
            asked = Asked(
                f"term-{term.id}",
                what,
                (f"任职时间 {term.start_on or '不详'} 起",),
                tuple(ways),
                f"{what}，请选择同时离任，或转任。",
                "还有任职没有结束，请逐个选择同时离任，或转任",
            )
            found_terms.append((term.id, asked))
    return found_terms


def _carry(
    book: Book, answers: Mapping[int, str], made: Mapping[int, int], on: dt.date
) -> tuple[str, ...]:
    from app.leaders.terms import carry_over, end_posts

    said: list[str] = []
    with book.write("转任") as session:
        for term, answer in answers.items():
            if answer == END:
                end_posts(book, session, [term], on, "调整")
            else:
                said += carry_over(book, term, made[int(answer.removeprefix(_TO))], on).warnings
    return tuple(said)
