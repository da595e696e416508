"""The year written down: rule sets, seasons, accounts and a ledger whose chain is sound."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import resources
from app.pledge.caps import ONE, Counted, Deed
from app.pledge.lines import NewLine, append, seal
from app.pledge.periods import season_name
from app.pledge.rules import Outcome, Standing, Terms, decide
from app.pledge.seasons import BASE_ITEM
from app.pledge.shapes import star_rule, stored_rule, terms_of
from app.pledge.shipped import SHIPPED, entry_of
from app.sample.dice import Dice, listed
from app.sample.year import Deed as Done
from app.sample.year import Signer, Year
from db.bulk import insert_rows
from db.ids import Ids
from db.models import LedgerSeal, Rule, RuleSet, RuleSetVersion

WRITER = "王芳"


@dataclass
class _Ledger:
    """The ledger while it is being written; `last` is the number of its last line."""

    session: Session
    ids: Ids
    dice: Dice
    rules: RuleSet
    terms: dict[str, Terms]
    seasons: list[dict[str, Any]]
    last: int = 0
    scores: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    balances: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    past: dict[int, list[Counted]] = field(default_factory=lambda: defaultdict(list))
    to_reverse: dict[dt.date, list[tuple[int, NewLine]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def season(self, day: dt.date) -> dict[str, Any]:
        return next(one for one in self.seasons if one["from_on"] <= day <= one["to_on"])

    def base(self, signer: Signer, day: dt.date) -> NewLine:
        season = self.season(day)
        self.scores[signer.account_id, season["id"]] += season["base_points"]
        points = season["base_points"]
        return NewLine(signer.account_id, season["id"], "base", BASE_ITEM, day, points, points, 0)

    def line(self, done: Done, before: int) -> NewLine:
        """What the rule makes of a deed, with `before` lines in the batch ahead of it."""
        terms = self.terms[done.code]
        season = self.season(done.occurred_on)
        account = done.signer.account_id
        kind = "deduct" if terms.effect == "deduct" else "earn"
        deed = Deed(
            terms.id, terms.code, terms.category, kind, done.occurred_on, season["id"], account,
            done.actor,
        )  # fmt: skip
        standing = Standing(
            self.scores[account, season["id"]],
            self.balances[account],
            self.rules.floor,
            self.rules.ceiling,
            self.rules.season_kind,
            tuple(self.past[account]),
        )
        outcome = decide(terms, deed, done.quantity, done.points, standing)
        self.scores[account, season["id"]] += outcome.score
        self.balances[account] += outcome.balance
        approver = listed("deeds")["staff"]["approver"]
        line = NewLine(
            account, season["id"], outcome.kind, terms.title, done.occurred_on,
            outcome.raw, outcome.score, outcome.balance,
            rule_version_id=terms.version_id,
            rule_id=terms.id,
            quantity=outcome.units,
            unit=terms.unit if outcome.units is not None else None,
            cap_note=outcome.cap_note,
            actor_id=done.actor,
            description=done.words,
            assessor=done.assessor,
            approved_by=approver if terms.approval and outcome.kind != "remind" else None,
        )  # fmt: skip
        seq = self.last + before + 1
        self.past[account].append(_counted(deed, outcome, seq))
        self.may_be_wrong(seq, line, done.recorded_on)
        return line

    def reversal(self, seq: int, line: NewLine, day: dt.date) -> NewLine:
        """The line that takes another back."""
        account = line.account_id
        self.scores[account, line.season_id] -= line.applied_score
        self.balances[account] -= line.applied_balance
        self.past[account] = [one for one in self.past[account] if one.seq != seq]
        return NewLine(
            account, line.season_id, "reversal", line.item, day,
            -line.applied_score or -line.applied_balance,
            -line.applied_score, -line.applied_balance,
            rule_version_id=line.rule_version_id,
            rule_id=line.rule_id,
            description=self.dice.one(listed("deeds")["reversals"]["words"]),
            reverses_seq=seq,
        )  # fmt: skip

    def write(self, lines: list[NewLine], day: dt.date, hour: int, minute: int) -> None:
        """Append a batch, at a time in UTC."""
        moment = dt.datetime.combine(day, dt.time(hour, minute))
        append(self.session, lines, who=WRITER, at=moment, take=self.ids.take)
        self.last += len(lines)

    def may_be_wrong(self, seq: int, line: NewLine, day: dt.date) -> None:
        """A slip of the pen now and then, found some days later."""
        signature = line.item == self.terms["J-01"].title
        if (
            line.kind == "earn"
            and line.applied_score
            and not signature
            and self.dice.often(listed("deeds")["reversals"]["share"])
        ):
            found = day + dt.timedelta(days=self.dice.between(1, 8))
            while found.weekday() > 4:
                found += dt.timedelta(days=1)
            if found <= min(self.season(line.occurred_on)["to_on"], self.dice.today):
                self.to_reverse[found].append((seq, line))


def _counted(deed: Deed, outcome: Outcome, seq: int) -> Counted:
    points = max(abs(outcome.score), abs(outcome.balance))
    units = outcome.units or ONE
    if outcome.units is not None and outcome.raw:
        units = outcome.units * points // abs(outcome.raw)
    return Counted(
        deed.rule_id, deed.code, deed.category, outcome.kind, deed.occurred_on, deed.season_id,
        deed.account_id, deed.actor_id, points, units, seq,
    )  # fmt: skip


def keep(session: Session, year: Year, ids: Ids, today: dt.date) -> None:
    """Write the rule sets and the year; lines of days that are over are sealed."""
    rules = _rule_sets(session, ids, year.seasons[0][0], today)
    seasons = _seasons(rules, ids, year.seasons, today)
    insert_rows(session.connection(), "season", seasons)
    for other in session.scalars(select(RuleSet).where(RuleSet.id != rules.id)).all():
        current = _seasons(other, ids, year.seasons[-1:], today)
        insert_rows(session.connection(), "season", current)
    _accounts(session, ids, rules, year)
    ledger = _Ledger(session, ids, Dice("ledger", today), rules, _terms(session, rules), seasons)
    by_day: dict[dt.date, list[Done]] = defaultdict(list)
    for done in year.deeds:
        by_day[done.recorded_on].append(done)
    sealed = 0
    day = year.seasons[0][0]
    while day <= today:
        sealed = ledger.last
        _write_day(ledger, year, by_day[day], day)
        day += dt.timedelta(days=1)
    seal(session, sealed)
    moment = dt.datetime.combine(today, dt.time(0, 1))
    session.execute(update(LedgerSeal).values(sealed_at=moment))


def _write_day(ledger: _Ledger, year: Year, deeds: list[Done], day: dt.date) -> None:
    if day in (season["from_on"] for season in ledger.seasons):
        opening = [
            ledger.base(signer, day)
            for signer in year.signers
            if signer.signed_on < day and (signer.left_on is None or signer.left_on >= day)
        ]
        ledger.write(opening, day, 0, 5)
    # Written down in the morning, before noon and in the afternoon, by the clock of the office.
    hours = ((0, 25),) if day == ledger.dice.today else ((1, 10), (3, 25), (6, 40))
    size = -(-len(deeds) // len(hours))
    for at, (hour, minute) in enumerate(hours):
        lines: list[NewLine] = []
        for done in deeds[at * size : (at + 1) * size]:
            if done.code == "J-01":
                lines.append(ledger.base(done.signer, day))
            lines.append(ledger.line(done, len(lines)))
        if at == len(hours) - 1:
            lines += [ledger.reversal(*wrong, day) for wrong in ledger.to_reverse.pop(day, ())]
        ledger.write(lines, day, hour, minute)


def _rule_sets(session: Session, ids: Ids, first: dt.date, today: dt.date) -> RuleSet:
    """The shipped rule sets; that of the residents has been adopted, the others are drafts."""
    for name in SHIPPED:
        stored = tomllib.loads(resources.text(f"rules/{name}.toml"))
        adopted = name == "residents"
        names = ("name", "edition", "account_kind", "mode", "base_points", "season_kind")
        rules = {"id": ids.next_id(), **{key: stored[key] for key in names}}
        rules |= {key: stored.get(key) for key in ("floor", "ceiling", "label")}
        rules["stars"] = [asdict(star_rule(star)) for star in stored["stars"]]
        version = {
            "id": ids.next_id(),
            "rule_set_id": rules["id"],
            "version_no": 1,
            "effective_from": first if adopted else dt.date(today.year, 1, 1),
            "status": "effective" if adopted else "draft",
            "text": stored["version"]["text"].strip(),
        }
        if adopted:
            version |= {
                "adopted_by": "居民会议（户代表）",
                "adopted_on": first - dt.timedelta(days=24),
                "filed_on": first - dt.timedelta(days=9),
            }
        rows = [
            {"id": ids.next_id(), "version_id": version["id"], "sort_no": number, **columns}
            for number, columns in enumerate(
                (stored_rule(entry_of(rule)) for rule in stored["rules"]), start=1
            )
        ]
        for table, new in (("rule_set", [rules]), ("rule_set_version", [version]), ("rule", rows)):
            insert_rows(session.connection(), table, new)
    return session.scalars(select(RuleSet).where(RuleSet.edition == "居民版")).one()


def _terms(session: Session, rules: RuleSet) -> dict[str, Terms]:
    found = session.scalars(
        select(Rule)
        .join(RuleSetVersion, RuleSetVersion.id == Rule.version_id)
        .where(RuleSetVersion.rule_set_id == rules.id)
    )
    return {rule.code: terms_of(rule) for rule in found}


def _seasons(
    rules: RuleSet, ids: Ids, spans: Sequence[tuple[dt.date, dt.date]], today: dt.date
) -> list[dict[str, Any]]:
    late = 5
    return [
        {
            "id": ids.next_id(),
            "rule_set_id": rules.id,
            "name": season_name(rules.season_kind, first),
            "from_on": first,
            "to_on": last,
            "base_points": rules.base_points,
            "status": "open" if today <= last + dt.timedelta(days=late) else "closed",
            "late_days": late,
        }
        for first, last in spans
    ]


def _accounts(session: Session, ids: Ids, rules: RuleSet, year: Year) -> None:
    rows = []
    for signer in sorted(year.signers, key=lambda one: one.signed_on):
        signer.account_id = ids.next_id()
        rows.append(
            {
                "id": signer.account_id,
                "rule_set_id": rules.id,
                "household_id": signer.home.row["id"],
                "opened_on": signer.signed_on,
                "opened_by": "签约",
                "closed_on": signer.left_on,
                "close_reason": "整户迁出" if signer.left_on else None,
            }
        )
    insert_rows(session.connection(), "account", rows)
