"""A rule between its row, its values and its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.pledge.caps import ONE, cap_of, points_words, units_words
from app.pledge.records import RuleEntry, RuleRow
from app.pledge.rules import StarRule, Terms, tiers_of
from db.models import Rule, RuleSet


def stored_rule(entry: RuleEntry) -> dict[str, Any]:
    """The columns of a rule's row."""
    amount: dict[str, object] = {}
    if entry.amount_kind == "range":
        amount = {"least": entry.least, "most": entry.most}
    elif entry.amount_kind == "per_unit":
        amount = {"step": entry.step}
    elif entry.amount_kind == "tier":
        amount = {
            "tiers": [
                {"points": tier.points, "label": tier.label}
                if tier.start is None
                else {"points": tier.points, "from": tier.start}
                for tier in entry.tiers
            ]
        }
    plain = (
        "code category title standard effect amount_kind points unit affects evidence assessor "
        "approval first_reminder correction_days visible auto_source active note"
    ).split()
    return {name: getattr(entry, name) for name in plain} | {
        "amount": amount,
        "caps": [cap.stored() for cap in entry.caps],
    }


def terms_of(rule: Rule) -> Terms:
    """A rule as values."""
    return Terms(
        rule.id,
        rule.version_id,
        rule.code,
        rule.category,
        rule.title,
        rule.effect,
        rule.amount_kind,
        rule.points,
        rule.unit,
        _number(rule.amount, "least"),
        _number(rule.amount, "most"),
        _number(rule.amount, "step") or ONE,
        tiers_of(rule.amount),
        rule.affects,
        tuple(cap_of(cap) for cap in rule.caps),
        rule.approval,
        rule.first_reminder,
        rule.correction_days,
        rule.visible,
    )


def rule_row(rule: Rule, season_kind: str) -> RuleRow:
    """A rule as a list shows it."""
    terms = terms_of(rule)
    return RuleRow(
        rule.code,
        rule.category,
        rule.title,
        rule.effect,
        rule.amount_kind,
        rule.points,
        rule.standard,
        rule.unit,
        terms.least,
        terms.most,
        terms.step,
        terms.tiers,
        rule.affects,
        terms.caps,
        rule.evidence,
        rule.assessor,
        rule.approval,
        rule.first_reminder,
        rule.correction_days,
        rule.visible,
        rule.auto_source,
        rule.active,
        rule.note,
        rule.id,
        rule.version_id,
        amount_words(terms),
        "，".join(cap.words(season_kind) for cap in terms.caps),
    )


def amount_words(terms: Terms) -> str:
    """The amount as people say it: +1/小时, −3, 3到5, 国家级50、市级20."""
    if terms.effect == "veto":
        return "一票否决"
    if terms.effect == "info":
        return "不计分"
    sign = "−" if terms.effect == "deduct" else "+"
    if terms.amount_kind == "range":
        low, high = terms.least or 0, terms.most or 0
        return f"{sign}{_bare(low)}到{_bare(high)}"
    if terms.amount_kind == "tier":
        return sign + "、".join(
            f"{tier.label or units_words(tier.start or 0)}{_bare(tier.points)}"
            for tier in terms.tiers
        )
    unit = f"/{terms.unit}" if terms.unit else ""
    return f"{sign}{_bare(terms.points)}{unit}"


def stars_of(rules: RuleSet) -> tuple[StarRule, ...]:
    """The star thresholds of a rule set."""
    return tuple(star_rule(stored) for stored in rules.stars)


def star_rule(stored: Mapping[str, Any]) -> StarRule:
    """One threshold as the row keeps it."""
    return StarRule(
        int(stored["stars"]), int(stored["at_least"]), bool(stored.get("no_deduct", False))
    )


def _bare(points: int) -> str:
    return points_words(points).removesuffix("分")


def _number(stored: Mapping[str, object], name: str) -> int | None:
    value = stored.get(name)
    return value if isinstance(value, int) else None
