"""From an entry as typed to the line that the ledger will hold, with every problem at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Invalid, Problem, check
from app.pledge import seasons
from app.pledge.caps import Deed
from app.pledge.lines import NewLine
from app.pledge.periods import day_words, season_bounds, season_name
from app.pledge.records import PointsEntry
from app.pledge.rules import (
    Outcome,
    Standing,
    Terms,
    amount_problems,
    approval_problem,
    correction_problem,
    decide,
)
from app.pledge.rulesets import version_on
from app.pledge.shapes import terms_of
from app.pledge.standings import SeasonFacts, Standings
from db.models import Account, Rule, RuleSet, RuleSetVersion


@dataclass(frozen=True, slots=True)
class Prepared:
    """A line ready to be written and all that explains it.

    `repeats` is the number of an equal line of the same day; `refusal` says why the line may not
    be written although nothing is wrong with what was typed.
    """

    line: NewLine
    terms: Terms
    outcome: Outcome
    standing: Standing
    season: SeasonFacts
    season_kind: str
    repeats: int | None
    refusal: str | None
    unadopted: bool


@dataclass
class Posting:
    """One run over entries; later entries see what the earlier ones have used up.

    With `writes` the base lines that an account still lacks are written on the way; without it
    nothing is, and a season that is about to be opened is taken as open.
    """

    session: Session
    today: dt.date
    who: str
    writes: bool
    _standings: dict[int, Standings] = field(default_factory=dict)

    def prepare(self, entry: PointsEntry) -> Prepared:
        """The line for an entry; raises Invalid with every problem."""
        rule, version, rules = self._rule(entry)
        account = self._account(entry, rules)
        season = self._season(entry.occurred_on, rules)
        terms = terms_of(rule)
        problems = [found for found in (account, season) if isinstance(found, Problem)]
        if not rule.active:
            problems.append(Problem("rule_id", f"{rule.code} 已停用，请换一条。"))
        if entry.occurred_on > self.today:
            problems.append(
                Problem("occurred_on", f"日期不能晚于今天（{day_words(self.today)}），请核对。")
            )
        problems += amount_problems(terms, entry.quantity, entry.points)
        check(problems)
        if isinstance(account, Problem) or isinstance(season, Problem):
            raise Invalid(problems)
        place = (account, season)
        return self._decided(entry, terms, place, rules, unadopted=version.status == "draft")

    def _decided(
        self,
        entry: PointsEntry,
        terms: Terms,
        place: tuple[Account, SeasonFacts],
        rules: RuleSet,
        *,
        unadopted: bool,
    ) -> Prepared:
        account, season = place
        if self.writes:
            seasons.write_bases(
                self.session, who=self.who, season_ids=[season.id], account_ids=[account.id]
            )
        standings = self._standings.setdefault(rules.id, Standings(self.session, rules))
        standing = standings.of(account.id, season, entry.actor_id)
        deed = Deed(
            terms.id,
            terms.code,
            terms.category,
            "deduct" if terms.effect == "deduct" else "earn",
            entry.occurred_on,
            season.id,
            account.id,
            entry.actor_id,
        )
        too_early = correction_problem(terms, deed, standing.past)
        if too_early is not None:
            raise Invalid((too_early,))
        outcome = decide(terms, deed, entry.quantity, entry.points, standing)
        repeats = _repeated(deed, standing)
        standings.note(deed, outcome)
        return Prepared(
            _line(entry, terms, outcome, account.id, season.id),
            terms,
            outcome,
            standing,
            season,
            rules.season_kind,
            repeats,
            approval_problem(terms, outcome.kind, entry.approver, entry.assessor, self.who),
            unadopted,
        )

    def _rule(self, entry: PointsEntry) -> tuple[Rule, RuleSetVersion, RuleSet]:
        rule = self.session.get(Rule, entry.rule_id)
        if rule is None:
            raise Invalid.of("rule_id", "请选一条事项。")
        picked = self.session.get_one(RuleSetVersion, rule.version_id)
        rules = self.session.get_one(RuleSet, picked.rule_set_id)
        version = version_on(self.session, rules.id, entry.occurred_on)
        day = day_words(entry.occurred_on)
        if version is None:
            raise Invalid.of(
                "occurred_on", f"{entry.occurred_on.year}年{day}还没有生效的规则，请核对日期。"
            )
        if version.id == picked.id:
            return rule, version, rules
        same = self.session.scalars(
            select(Rule).where(Rule.version_id == version.id, Rule.code == rule.code)
        ).first()
        if same is None:
            raise Invalid.of(
                "rule_id",
                f"{day}适用第{version.version_no}版规则，里面没有 {rule.code}。"
                "请换一条，或核对日期。",
            )
        return same, version, rules

    def _account(self, entry: PointsEntry, rules: RuleSet) -> Account | Problem:
        if entry.account_id is not None:
            account = self.session.get(Account, entry.account_id)
            if account is None or account.rule_set_id != rules.id:
                return Problem("account_id", f"这个账户不在“{rules.name}”里，请重新选择。")
            found = [account]
        elif entry.household_id is not None:
            found = list(
                self.session.scalars(
                    select(Account)
                    .where(
                        Account.rule_set_id == rules.id,
                        Account.household_id == entry.household_id,
                    )
                    # One that went into another, closed today, takes nothing any more.
                    .order_by(Account.closed_on.is_not(None), Account.opened_on.desc())
                )
            )
        else:
            return Problem("household_id", "请选一户。")
        if not found:
            return Problem(
                "household_id", "这一户还没有签约，不能记分。请先办理签约开户，参加是自愿的。"
            )
        for account in found:
            if account.opened_on <= entry.occurred_on and (
                account.closed_on is None or entry.occurred_on <= account.closed_on
            ):
                return account
        return _account_closed(entry, found[0])

    def _season(self, day: dt.date, rules: RuleSet) -> SeasonFacts | Problem:
        season = seasons.find(self.session, rules.id, day)
        if season is None:
            first, last = season_bounds(rules.season_kind, day)
            name = season_name(rules.season_kind, day)
            if not first <= self.today <= last:
                return Problem("occurred_on", f"{name}没有开启过，不能补录到这一天，请核对日期。")
            return SeasonFacts(0, name, first, last, rules.base_points, "open", 0)
        if season.status != "open":
            return Problem(
                "occurred_on",
                f"{season.name}已经{'结束' if season.status == 'closed' else '进入结算'}，"
                "不能再记。请记在当前周期，并在说明里写明原来的日期。",
            )
        last_day = season.to_on + dt.timedelta(days=season.late_days)
        if self.today > last_day:
            return Problem(
                "occurred_on",
                f"{season.name}的补录已于{day_words(last_day)}截止。"
                "请记在当前周期，并在说明里写明原来的日期。",
            )
        return SeasonFacts(
            season.id,
            season.name,
            season.from_on,
            season.to_on,
            season.base_points,
            season.status,
            season.late_days,
        )


def _account_closed(entry: PointsEntry, account: Account) -> Problem:
    if entry.occurred_on < account.opened_on:
        text = f"这一户{account.opened_on.year}年{day_words(account.opened_on)}才签约，"
        return Problem("occurred_on", text + "签约以前的事不计分，请核对日期。")
    closed = account.closed_on or entry.occurred_on
    return Problem("occurred_on", f"这一户已于{closed.year}年{day_words(closed)}销户，不能再记分。")


def _repeated(deed: Deed, standing: Standing) -> int | None:
    same = [
        line.seq
        for line in standing.past
        if line.code == deed.code
        and line.account_id == deed.account_id
        and line.occurred_on == deed.occurred_on
        and line.actor_id == deed.actor_id
    ]
    return max(same, default=None)


def _line(
    entry: PointsEntry, terms: Terms, outcome: Outcome, account_id: int, season_id: int
) -> NewLine:
    return NewLine(
        account_id,
        season_id,
        outcome.kind,
        terms.title,
        entry.occurred_on,
        outcome.raw,
        outcome.score,
        outcome.balance,
        rule_version_id=terms.version_id,
        rule_id=terms.id,
        quantity=outcome.units,
        unit=terms.unit if outcome.units is not None else None,
        cap_note=outcome.cap_note,
        actor_id=entry.actor_id,
        description=entry.description,
        assessor=entry.assessor,
        approved_by=entry.approver,
    )
