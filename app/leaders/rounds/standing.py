"""Who and what stands in rounds under way: told where somebody leaves or a 楼组 ends."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.errors import Refused
from app.leaders.rounds import rules
from app.leaders.scopes import scope_name, scope_of
from db.models import BuildingGroup, Candidate, ElectionRound, Resident, RoundSeat


def candidacies_of(session: Session, people: Sequence[int]) -> list[str]:
    """What people stand for in rounds under way, in words, those who lost left out."""
    return _candidacies(session, Candidate.resident_id.in_(people))


def candidacies_of_shop(session: Session, shop_id: int) -> list[str]:
    """What somebody stands for as staff of a shop in rounds under way, in words."""
    return _candidacies(session, Candidate.shop_id == shop_id)


def _candidacies(session: Session, which: ColumnElement[bool]) -> list[str]:
    rows = session.execute(
        select(Candidate.result, Resident.full_name, RoundSeat, ElectionRound.name)
        .join(Resident, Resident.id == Candidate.resident_id)
        .join(RoundSeat, RoundSeat.id == Candidate.seat_id)
        .join(ElectionRound, ElectionRound.id == RoundSeat.round_id)
        .where(
            which,
            ElectionRound.status.in_(rules.RUNNING),
            Candidate.result.is_distinct_from(rules.LOST),
        )
        .order_by(Candidate.id)
    )
    words = {None: "候选人", rules.ELECTED: "当选人"}
    return [
        f"{row.full_name}是“{row.name}”{scope_name(session, scope_of(row.RoundSeat))}"
        f"{row.RoundSeat.kind}的{words.get(row.result, '候选人')}"
        for row in rows
    ]


def refuse_running(session: Session, groups: Sequence[BuildingGroup]) -> None:
    """Refuse to end 楼组 that a round under way is still to fill."""
    rows = session.execute(
        select(BuildingGroup.name, ElectionRound.name.label("round"))
        .join(RoundSeat, RoundSeat.building_group_id == BuildingGroup.id)
        .join(ElectionRound, ElectionRound.id == RoundSeat.round_id)
        .where(
            BuildingGroup.id.in_([group.id for group in groups]),
            RoundSeat.vacant.is_(False),
            ElectionRound.status.in_(rules.RUNNING),
        )
        .order_by(RoundSeat.id)
    ).all()
    if rows:
        names = "、".join(dict.fromkeys(row.name for row in rows))
        rounds = "、".join(dict.fromkeys(f"“{row.round}”" for row in rows))
        raise Refused(
            f"{rounds}还在进行，{names}是应选岗位。"
            "请先在“推选换届”里把它移出或标为缺额，或等推选完成后再办。"
        )
