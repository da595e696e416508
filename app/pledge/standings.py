"""Where accounts stand before a deed, read from the ledger and carried through a batch."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from app.people.merging.merged import ids_of, merged_ids
from app.pledge.accounts import numbers
from app.pledge.caps import ONE, Counted, Deed
from app.pledge.joining import absorbed
from app.pledge.rules import Outcome, Standing
from db.models import Account, LedgerEntry, Rule, RuleSet

_COUNTED = ("earn", "deduct", "remind", "veto")


@dataclass(frozen=True, slots=True)
class SeasonFacts:
    """A season as values; `id` is 0 for one that is about to be opened."""

    id: int
    name: str
    from_on: dt.date
    to_on: dt.date
    base_points: int
    status: str
    late_days: int


@dataclass
class Standings:
    """Accounts of one rule set; what a batch has decided so far counts for its next lines."""

    session: Session
    rules: RuleSet
    _scores: dict[tuple[int, int], int] = field(default_factory=dict)
    _balances: dict[int, int] = field(default_factory=dict)
    _own: dict[int, list[Counted]] = field(default_factory=dict)
    _of_person: dict[int, list[Counted]] = field(default_factory=dict)
    _new: list[Counted] = field(default_factory=list)
    _people: dict[int, int] | None = None

    def of(self, account_id: int, season: SeasonFacts, actor_id: int | None) -> Standing:
        """Where an account stands, with the earlier lines of the person who did the deed."""
        key = (account_id, season.id)
        if key not in self._scores:
            score, balance = numbers(self.session, account_id, season.id or None)
            self._balances.setdefault(account_id, balance)
            self._scores[key] = score + self._missing_base(account_id, season)
        return Standing(
            self._scores[key],
            self._balances[account_id],
            self.rules.floor,
            self.rules.ceiling,
            self.rules.season_kind,
            tuple(self._past(account_id, actor_id)),
        )

    def note(self, deed: Deed, outcome: Outcome) -> None:
        """Count a line that is about to be written."""
        self._scores[deed.account_id, deed.season_id] += outcome.score
        self._balances[deed.account_id] += outcome.balance
        points = max(abs(outcome.score), abs(outcome.balance))
        self._new.append(
            Counted(
                deed.rule_id,
                deed.code,
                deed.category,
                outcome.kind,
                deed.occurred_on,
                deed.season_id,
                deed.account_id,
                deed.actor_id,
                points,
                _units(outcome.units, outcome.raw, points),
            )
        )

    def _past(self, account_id: int, actor_id: int | None) -> list[Counted]:
        if account_id not in self._own:
            # A household that was recorded twice has no second purse under its caps.
            accounts = absorbed(self.session, account_id)
            self._own[account_id] = [
                replace(line, account_id=account_id)
                for line in self._read(LedgerEntry.account_id.in_(accounts))
            ]
        past = [*self._own[account_id]]
        if actor_id is not None:
            if actor_id not in self._of_person:
                everybody = ids_of(self.session, "resident", actor_id)
                self._of_person[actor_id] = self._read(LedgerEntry.actor_id.in_(everybody))
            own = absorbed(self.session, account_id)
            past += [line for line in self._of_person[actor_id] if line.account_id not in own]
        return past + [
            line
            for line in self._new
            if line.account_id == account_id or (actor_id is not None and line.actor_id == actor_id)
        ]

    def _read(self, which: ColumnElement[bool]) -> list[Counted]:
        taken_back = aliased(LedgerEntry)
        statement = (
            select(
                LedgerEntry.rule_id,
                Rule.code,
                Rule.category,
                LedgerEntry.kind,
                LedgerEntry.occurred_on,
                LedgerEntry.season_id,
                LedgerEntry.account_id,
                LedgerEntry.actor_id,
                LedgerEntry.applied_score,
                LedgerEntry.applied_balance,
                LedgerEntry.raw_points,
                LedgerEntry.quantity,
                LedgerEntry.seq,
            )
            .join(Rule, Rule.id == LedgerEntry.rule_id)
            .join(Account, Account.id == LedgerEntry.account_id)
            .where(
                which,
                Account.rule_set_id == self.rules.id,
                LedgerEntry.kind.in_(_COUNTED),
                ~exists().where(taken_back.reverses_seq == LedgerEntry.seq),
            )
        )
        found = [_counted(row) for row in self.session.execute(statement)]
        return [replace(line, actor_id=self._now(line.actor_id)) for line in found]

    def _now(self, actor_id: int | None) -> int | None:
        """Who somebody is now, who may have been recorded twice at the time."""
        if self._people is None:
            self._people = merged_ids(self.session, "resident")
        return actor_id if actor_id is None else self._people.get(actor_id, actor_id)

    def _missing_base(self, account_id: int, season: SeasonFacts) -> int:
        if not season.base_points or season.status != "open":
            return 0
        base = select(LedgerEntry.id).where(
            LedgerEntry.account_id == account_id,
            LedgerEntry.season_id == season.id,
            LedgerEntry.kind == "base",
        )
        return season.base_points if self.session.execute(base).first() is None else 0


def _counted(row: Any) -> Counted:
    points = max(abs(row.applied_score), abs(row.applied_balance))
    return Counted(
        row.rule_id,
        row.code,
        row.category,
        row.kind,
        row.occurred_on,
        row.season_id,
        row.account_id,
        row.actor_id,
        points,
        _units(row.quantity, row.raw_points, points),
        row.seq,
    )


def _units(quantity: int | None, raw: int, points: int) -> int:
    # A deed cut by a cap counts for as many units as it was paid for.
    if quantity is None or not raw:
        return quantity or ONE
    return quantity * points // abs(raw)
