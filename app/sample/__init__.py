"""The sample book: a made-up neighbourhood with a year of work in it.

    python -m app.sample 示例.mulin

Everybody in it is drawn by lot from the lists in `resources/sample`. The same day gives the same
book; a later day gives the same people with the year moved on.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import opening
from app.book import Book, local_day, utc_now
from app.guards import GUARDS
from app.opening import NewBook
from app.sample import (
    around,
    findings,
    ledger,
    moves,
    people,
    places,
    posts,
    selecting,
    serving,
    year,
)
from app.sample.dice import listed
from app.starting import discard
from db.bulk import insert_rows
from db.ids import Ids
from db.keys import KeyParams
from db.models import JournalImage, JournalStep

__all__ = ["SAMPLE_LOGIN", "SAMPLE_PASSWORD", "make"]

SAMPLE_LOGIN = "王芳"
SAMPLE_PASSWORD = "mulin2026"  # noqa: S105 - the book holds nobody's secrets

_NODE = 1
_PARENTS_FIRST = (
    "office", "organization", "compound", "building", "building_group", "dwelling", "household",
    "resident", "care_tag", "consent", "pet", "street_segment", "shop", "election_round",
    "leader_term", "round_seat", "candidate", "handover", "training", "training_attendance",
    "duty_record", "appraisal", "subsidy_payment", "move",
)  # fmt: skip


def make(
    path: Path,
    *,
    password: str = SAMPLE_PASSWORD,
    today: dt.date | None = None,
    params: KeyParams | None = None,
) -> NewBook:
    """Make the sample book in a file and leave it open; the year in it ends today.

    Raises Refused if a file is in the way.
    """
    day = today or local_day(utc_now())
    # Ids of yesterday: whatever is added later is younger, wherever on the earth that happens.
    noon = dt.datetime.combine(day - dt.timedelta(days=1), dt.time(), dt.UTC).timestamp()
    ids = Ids(clock=lambda: noon, node=_NODE)
    made = opening.create(path, SAMPLE_LOGIN, password, params=params, ids=ids, guards=GUARDS)
    try:
        _fill(made.book, ids, day)
    except BaseException:
        discard(made.book)
        raise
    made.book.ids = Ids()
    return made


def _fill(book: Book, ids: Ids, today: dt.date) -> None:
    town = places.build(ids)
    office = listed("places")["office"]
    town.rows["office"] = [{"id": ids.next_id(), **office}]
    homes, gone = people.settle(town, ids, today)
    leaders = posts.appoint(town, homes, ids, today)
    posts.open_streets(town, ids, today)
    selecting.fill_posts(town, homes, ids, today)
    selecting.hold_rounds(town, homes, leaders, ids, today)
    serving.serve(town, ids, today)
    around.surround(town, homes, leaders, ids, today)
    lived = year.live(town, homes, gone, leaders, today)
    findings.plant(town, homes, ids, today)
    moves.note(town, homes, gone, ids, today)
    with book.write("制作示例台账") as session:
        for table in _PARENTS_FIRST:
            insert_rows(session.connection(), table, town.rows[table])
        ledger.keep(session, lived, ids, today)
    with book.write("整理示例台账") as session:
        _forget_the_making(session)


def _forget_the_making(session: Session) -> None:
    # Nobody did these steps: 撤销 must not offer to take the whole neighbourhood away.
    session.execute(delete(JournalImage))
    session.execute(delete(JournalStep).where(JournalStep.tables != ""))
