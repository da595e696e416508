"""Why a line of the ledger counts what it counts, and that nobody has touched it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.pledge.lines import GENESIS, LEDGER, digest_of, sealed_upto, verify_chain
from app.pledge.records import RuleRow
from app.pledge.rulesets import is_used
from app.pledge.shapes import rule_row
from app.pledge.words import VERSION_STATUS
from db.models import Rule, RuleSet, RuleSetVersion


@dataclass(frozen=True, slots=True)
class Explained:
    """One line explained: its rule as it was then, and its place in the chain.

    `rule` is None for words of old sheets and base points; `sound` tells that the digest follows
    from the content and from the line before; `digest` is short, for comparing by eye.
    """

    seq: int
    rule: RuleRow | None
    version: str
    sound: bool
    sealed: bool
    digest: str

    def how(self) -> str:
        """怎么算的: the version, the amount and the limits in a sentence."""
        if self.rule is None:
            return ""
        parts = (self.rule.amount_words, self.rule.cap_words)
        limits = "，".join(part for part in parts if part)
        reminder = "；首次劝导不扣分" if self.rule.first_reminder else ""
        return f"{self.version}：{limits}{reminder}"


def explain(book: Book, seq: int) -> Explained | None:
    """One line explained, None if it is gone."""
    with book.read() as session:
        row = session.execute(select(LEDGER).where(LEDGER.c.seq == seq)).mappings().first()
        if row is None:
            return None
        before = session.execute(select(LEDGER.c.digest).where(LEDGER.c.seq == seq - 1)).scalar()
        rule, version = _rule(session, row["rule_id"])
        digest = str(row["digest"])
        return Explained(
            seq,
            rule,
            version,
            digest_of(before or GENESIS, row) == digest,
            seq <= sealed_upto(session),
            f"{digest[:4]} {digest[4:8]}",
        )


def trouble_in_chain(book: Book) -> list[str]:
    """Everything wrong with the ledger; reads all of it, so call it beside the window's thread."""
    with book.read() as session:
        return verify_chain(session)


def _rule(session: Session, rule_id: int | None) -> tuple[RuleRow | None, str]:
    rule = session.get(Rule, rule_id) if rule_id is not None else None
    if rule is None:
        return None, ""
    version = session.get_one(RuleSetVersion, rule.version_id)
    rules = session.get_one(RuleSet, version.rule_set_id)
    status = "" if version.status == "effective" else f"（{VERSION_STATUS[version.status]}）"
    return rule_row(rule, rules.season_kind), f"规则第 {version.version_no} 版{status}"


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """A version of the rules: since when, passed by whom, its words, whether lines rest on it."""

    id: int
    number: int
    status: str
    effective_from: dt.date
    adopted_by: str | None
    adopted_on: dt.date | None
    filed_on: dt.date | None
    text: str
    used: bool

    def words(self) -> str:
        """第 1 版，草案，自 2026-01-01 起；尚未登记通过."""
        status = VERSION_STATUS[self.status]
        since = f"第 {self.number} 版（{status}），自 {self.effective_from} 起"
        if self.adopted_on is None:
            return f"{since}，还没有登记居民会议通过"
        filed = f"，{self.filed_on} 报街道备案" if self.filed_on is not None else ""
        return f"{since}，{self.adopted_on} 由{self.adopted_by}通过{filed}"


def version_facts(book: Book, version_id: int) -> VersionFacts | None:
    """What there is to say of a version, None if it is gone."""
    with book.read() as session:
        version = session.get(RuleSetVersion, version_id)
        if version is None:
            return None
        return VersionFacts(
            version.id,
            version.version_no,
            version.status,
            version.effective_from,
            version.adopted_by,
            version.adopted_on,
            version.filed_on,
            version.text or "",
            is_used(session, version.id),
        )
