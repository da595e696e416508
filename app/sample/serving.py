"""What leaders did in a year: duties, trainings, their appraisal, what they were paid."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.leaders.appraisals import DEFAULT_HEADS, graded
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.leaders.rules import Span
from app.leaders.subsidies import APPROVED, PAID, months_of, served
from app.leaders.trainings import DUTY, HELD, PLANNED
from app.sample.dice import Dice, listed
from app.sample.places import Town
from db.ids import Ids

SILENT, QUIET = 4, 80
"""So many leaders have no duty in so many days."""

_KINDS = {
    "走访": 24, "信息上报": 14, "环境巡查": 14, "安全巡查": 12, "矛盾调解": 6, "议事会议": 10,
    "宣传": 8, "志愿服务": 6, "消防演习": 2, "应急支援": 2,
}  # fmt: skip
_MINUTES = (30, 45, 60, 60, 90, 120)


def serve(town: Town, ids: Ids, today: dt.date) -> None:
    """A year of the two sorts of leaders."""
    for table in (
        "duty_record", "training", "training_attendance", "appraisal", "subsidy_payment",
    ):  # fmt: skip
        town.rows[table] = []
    terms = [
        term
        for term in town.rows["leader_term"]
        if term["kind"] in (BUILDING_LEADER, STREET_LEADER)
    ]
    serving = [term for term in terms if _span(term).holds(today)]
    silent = {term["id"] for term in serving[5 : 5 + SILENT]}
    _duties(town, terms, silent, ids, Dice("duties", today))
    _trainings(town, terms, silent, ids, Dice("trainings", today))
    _appraisals(town, terms, ids, Dice("appraisals", today))
    _pay(town, terms, ids, today)


def _span(term: dict[str, Any]) -> Span:
    return Span(term["start_on"], term.get("end_on"))


def _duties(
    town: Town, terms: list[dict[str, Any]], silent: set[int], ids: Ids, dice: Dice
) -> None:
    words: dict[str, list[str]] = listed("serving")["duty"]
    today = dice.today
    year_ago = today - dt.timedelta(days=365)
    for term in terms:
        span = _span(term)
        first = max(year_ago, term["start_on"])
        last = min(term.get("end_on") or today, today) - dt.timedelta(days=1)
        if term["id"] in silent:
            last = min(last, today - dt.timedelta(days=QUIET))
        if last <= first:
            continue
        many = max(1, (last - first).days * dice.between(8, 22) // 365)
        days = sorted(dice.day(first, last) for _ in range(many))
        if term["id"] not in silent and span.holds(today):
            days.append(dice.day(max(first, today - dt.timedelta(days=40)), last))
        for day in sorted(days):
            kind = dice.weighed(_KINDS)
            town.rows["duty_record"].append(
                {
                    "id": ids.next_id(),
                    "leader_term_id": term["id"],
                    "occurred_on": day,
                    "kind": kind,
                    "content": dice.one(words[kind]),
                    "minutes": dice.one(_MINUTES),
                    "evidence": "照片" if dice.often(0.3) else None,
                }
            )


def _trainings(
    town: Town, terms: list[dict[str, Any]], silent: set[int], ids: Ids, dice: Dice
) -> None:
    today = dice.today
    for plan in listed("serving")["training"]:
        day = today + dt.timedelta(days=plan["day"])
        held = day <= today
        row = {
            "id": ids.next_id(),
            "held_on": day,
            "status": HELD if held else PLANNED,
            **{name: value for name, value in plan.items() if name not in ("day", "for")},
        }
        town.rows["training"].append(row)
        for term in terms:
            if term["kind"] not in plan["for"] or not _span(term).holds(min(day, today)):
                continue
            away = term["id"] in silent and (today - day).days < QUIET
            came = held and dice.often(0.82) and not away
            town.rows["training_attendance"].append(
                {
                    "id": ids.next_id(),
                    "training_id": row["id"],
                    "resident_id": term["resident_id"],
                    "signed_in": came,
                    "late": came and dice.often(0.06),
                    "score": dice.between(70, 100) * 10 if came and plan["minutes"] > 100 else None,
                }
            )
            if came:
                town.rows["duty_record"].append(
                    {
                        "id": ids.next_id(),
                        "leader_term_id": term["id"],
                        "occurred_on": day,
                        "kind": DUTY,
                        "content": plan["title"],
                        "minutes": plan["minutes"],
                        "source_table": "training",
                        "source_id": row["id"],
                    }
                )


def _appraisals(town: Town, terms: list[dict[str, Any]], ids: Ids, dice: Dice) -> None:
    year = dice.today.year - 1
    heads = [{"name": head.name, "most": head.most} for head in DEFAULT_HEADS]
    opinions = listed("serving")["opinion"]
    for term in terms:
        if not _span(term).holds(dt.date(year, 12, 20)):
            continue
        share = dice.around(62, 99, 88) / 100
        scores = {
            head.name: min(head.most, round(head.most * share / 10 + dice.between(-1, 1)) * 10)
            for head in DEFAULT_HEADS
        }
        bonus = 20 if dice.often(0.15) else None
        total = sum(scores.values()) + (bonus or 0)
        grade = graded(total)
        town.rows["appraisal"].append(
            {
                "id": ids.next_id(),
                "leader_term_id": term["id"],
                "period": f"{year}年",
                "heads": heads,
                "scores": scores,
                "bonus": bonus,
                "total": total,
                "grade": grade,
                "assessed_by": "李静",
                "assessed_on": dt.date(year, 12, 28),
                "opinion": dice.one(opinions[grade]) if grade in opinions else None,
            }
        )


def _pay(town: Town, terms: list[dict[str, Any]], ids: Ids, today: dt.date) -> None:
    """The quarters of this year that are over; the last one is approved and not yet paid."""
    over = (today.month - 1) // 3
    for quarter in range(1, over + 1):
        period = f"{today.year}-Q{quarter}"
        paid = dt.date(today.year, quarter * 3, 28) if quarter < over else None
        for term in terms:
            rate = term.get("subsidy_monthly")
            months = served(_span(term), months_of(period))
            if not rate or not months:
                continue
            town.rows["subsidy_payment"].append(
                {
                    "id": ids.next_id(),
                    "leader_term_id": term["id"],
                    "period": period,
                    "kind": "现金",
                    "months": months,
                    "amount": rate * months,
                    "status": PAID if paid else APPROVED,
                    "paid_on": paid,
                    "signed_on": paid,
                }
            )
