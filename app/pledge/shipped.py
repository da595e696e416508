"""The rule sets that ship as examples, put into a book for the office to edit."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import resources
from app.book import Book
from app.pledge.caps import ONE, cap_of
from app.pledge.records import RuleEntry
from app.pledge.rules import tiers_of
from app.pledge.shapes import star_rule, stored_rule
from db import ids
from db.models import Rule, RuleSet, RuleSetVersion

SHIPPED = ("residents", "shops", "pets")
"""Files in resources/rules, in the order in which a book lists them."""


def load_shipped(book: Book, *, today: dt.date) -> list[int]:
    """Put in the shipped rule sets that the book lacks; returns the ids of all of them.

    They hold from the first of January on, as drafts: the residents have yet to adopt them.
    """
    with book.write("装入示例规则") as session:
        return add_shipped(session, dt.date(today.year, 1, 1))


def add_shipped(session: Session, effective_from: dt.date) -> list[int]:
    """The same inside the caller's step."""
    found: list[int] = []
    for name in SHIPPED:
        stored = tomllib.loads(resources.text(f"rules/{name}.toml"))
        known = session.execute(select(RuleSet.id).where(RuleSet.name == stored["name"])).scalar()
        found.append(known or _add(session, stored, effective_from))
    return found


def _add(session: Session, stored: Mapping[str, Any], effective_from: dt.date) -> int:
    stars = [star_rule(star) for star in stored["stars"]]
    rules = RuleSet(
        id=ids.next_id(),
        name=stored["name"],
        edition=stored["edition"],
        account_kind=stored["account_kind"],
        mode=stored["mode"],
        base_points=stored["base_points"],
        floor=stored.get("floor"),
        ceiling=stored.get("ceiling"),
        season_kind=stored["season_kind"],
        stars=[
            {"stars": star.stars, "at_least": star.at_least, "no_deduct": star.no_deduct}
            for star in stars
        ],
        label=stored.get("label"),
    )
    session.add(rules)
    session.flush()
    version = RuleSetVersion(
        id=ids.next_id(),
        rule_set_id=rules.id,
        version_no=stored["version"]["version_no"],
        effective_from=effective_from,
        status=stored["version"]["status"],
        text=stored["version"]["text"].strip(),
    )
    session.add(version)
    session.flush()
    for number, rule in enumerate(stored["rules"], start=1):
        columns = stored_rule(entry_of(rule))
        session.add(Rule(id=ids.next_id(), version_id=version.id, sort_no=number, **columns))
    session.flush()
    return rules.id


def entry_of(stored: Mapping[str, Any]) -> RuleEntry:
    """A rule of a shipped file; raises KeyError, ValueError or TypeError if it is malformed."""
    return RuleEntry(
        code=stored["code"],
        category=stored["category"],
        title=stored["title"],
        effect=stored["effect"],
        amount_kind=stored["amount_kind"],
        points=stored["points"],
        standard=stored.get("standard"),
        unit=stored.get("unit"),
        least=stored.get("least"),
        most=stored.get("most"),
        step=stored.get("step", ONE),
        tiers=tiers_of(stored),
        affects=stored["affects"],
        caps=tuple(cap_of(cap) for cap in stored["caps"]),
        evidence=stored.get("evidence"),
        assessor=stored.get("assessor"),
        approval=stored["approval"],
        first_reminder=stored["first_reminder"],
        correction_days=stored.get("correction_days"),
        visible=stored["visible"],
        auto_source=stored.get("auto_source"),
        note=stored.get("note"),
    )
