"""签到表: blank for signing before a training, filled in afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.book import Book
from app.kinds import Minutes, Points
from app.leaders.holders import holds_on
from app.leaders.papers.issuer import issuer
from app.leaders.scopes import named_scope, with_scopes
from app.leaders.trainings import HELD, AttendanceRow, attendance_rows
from app.papers.model import Block, Facts, Gap, Grid, Sheet, Signatures
from app.papers.wording import chinese_day
from app.people.storing import found
from db.models import Compound, LeaderTerm, Training

_ROOM = 5
"""Empty lines for those who come unexpected."""

_SCORE = Points(signed=False)


def sign_in(book: Book, training_id: int, *, filled: bool | None = None) -> tuple[Sheet, ...]:
    """The sign-in sheet; filled once the training was held, unless said otherwise.

    Raises Refused if the training is gone.
    """
    with book.read() as session:
        training = found(session, Training, training_id)
        scopes = _scopes(book, training)
        facts = _facts(training)
        full = training.status == HELD if filled is None else filled
        title, minutes = training.title, training.minutes
    rows = attendance_rows(book, training_id)
    by = issuer(book)
    grid = _filled(rows, scopes, minutes) if full else _blank(rows, scopes)
    came = sum(row.signed_in for row in rows)
    counts = f"应到 {len(rows)} 人" + (f"，实到 {came} 人" if full else "")
    blocks: list[Block] = [Facts(facts), Gap(3), grid, Signatures(("签到负责人",))]
    return (Sheet(f"{title}签到表", blocks, office=by.name, under=counts, points=11),)


def _facts(training: Training) -> tuple[tuple[str, str], ...]:
    hours = "—".join(part for part in (training.starts_at, training.ends_at) if part)
    return (
        ("时间", f"{chinese_day(training.held_on)} {hours}".strip()),
        ("地点", training.place or ""),
        ("主办单位", training.host or ""),
        ("授课人", training.speaker or ""),
        ("方式", training.mode or ""),
        ("时长", Minutes().format(training.minutes)),
    )


def _scopes(book: Book, training: Training) -> Mapping[int, str]:
    """What those in office on the day serve, by the id of the person."""
    places: dict[int, list[str]] = {}
    with book.read() as session:
        rows = session.execute(
            with_scopes(
                select(
                    LeaderTerm.resident_id,
                    Compound.name.label("compound"),
                    named_scope().label("scope"),
                )
            )
            .where(holds_on(training.held_on))
            .order_by(LeaderTerm.id)
        )
        for row in rows:
            whole = row.scope.startswith(row.compound or "")
            name = row.scope if whole else f"{row.compound}{row.scope}"
            known = places.setdefault(row.resident_id, [])
            if name not in known:
                known.append(name)
    return {person: "、".join(names) for person, names in places.items()}


def _blank(rows: list[AttendanceRow], scopes: Mapping[int, str]) -> Grid:
    lines = [
        [str(at), row.full_name, row.post, scopes.get(row.resident_id, ""), "", ""]
        for at, row in enumerate(rows, 1)
    ]
    lines += [[str(len(lines) + at), "", "", "", "", ""] for at in range(1, _ROOM + 1)]
    return Grid(
        ("序号", "姓名", "岗位", "服务范围", "签名", "备注"), lines,
        shares=(0.8, 1.4, 1.8, 2.6, 2.2, 1.2), middle=frozenset((0, 4)), least=9.5,
    )  # fmt: skip


def _filled(rows: list[AttendanceRow], scopes: Mapping[int, str], minutes: int | None) -> Grid:
    lines = []
    for at, row in enumerate(rows, 1):
        counted = row.minutes_awarded if row.minutes_awarded is not None else minutes
        lines.append(
            [
                str(at), row.full_name, row.post, scopes.get(row.resident_id, ""),
                ("迟到" if row.late else "已签到") if row.signed_in else "未到",
                Minutes().format(counted) if row.signed_in else "",
                _SCORE.format(row.score) if row.signed_in else "",
            ]
        )  # fmt: skip
    return Grid(
        ("序号", "姓名", "岗位", "服务范围", "签到", "计入时长", "成绩"), lines,
        shares=(0.8, 1.3, 1.8, 2.6, 1.1, 1.4, 0.9), middle=frozenset((0, 4)), right=frozenset((6,)),
    )  # fmt: skip
