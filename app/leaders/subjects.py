"""Whom the charts are about: one kind of post, both leaders, or everybody with a post."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, true

from app.book import Book
from app.leaders.posts import BUILDING_LEADER, POSTS, STREET_LEADER, TWO_LEADERS
from db.models import LeaderTerm

EVERYBODY = "全部岗位"
BOTH_LEADERS = (BUILDING_LEADER, STREET_LEADER)


def kinds_of(subject: str) -> tuple[str, ...] | None:
    """The kinds of posts of a subject; None for all."""
    if subject == EVERYBODY:
        return None
    return BOTH_LEADERS if subject == TWO_LEADERS else (subject,)


def of_subject(subject: str) -> ColumnElement[bool]:
    """The condition that a term is one of a subject."""
    kinds = kinds_of(subject)
    return true() if kinds is None else LeaderTerm.kind.in_(kinds)


def by_person(subject: str) -> bool:
    """Whether somebody with several posts is counted once."""
    return subject in (EVERYBODY, TWO_LEADERS)


def people_words(subject: str) -> str:
    """What the people of a subject are called in titles and sentences."""
    return "任职人员" if subject == EVERYBODY else subject


def subjects(book: Book) -> Sequence[str]:
    """Both leaders, then everybody, then each other kind that somebody holds or held."""
    with book.read() as session:
        used = set(session.scalars(select(LeaderTerm.kind).distinct()))
    others = [kind for kind in POSTS if kind in used and kind not in BOTH_LEADERS]
    newer = sorted(used - set(POSTS))
    return (*BOTH_LEADERS, TWO_LEADERS, EVERYBODY, *others, *newer)
