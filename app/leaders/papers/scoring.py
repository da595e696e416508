"""考评表: one for each leader to be signed, and the summary of a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.book import Book
from app.errors import Refused
from app.kinds import Points
from app.leaders.appraisals import GRADES, Head, kept_heads
from app.leaders.papers.issuer import Issuer, issuer
from app.leaders.scopes import named_scope, with_scopes
from app.leaders.term_names import by_place
from app.papers.model import Block, Facts, Gap, Grid, Seal, Sheet, Signatures
from app.papers.wording import chinese_day
from app.people.lists import chunks
from app.people.storing import GONE
from db.models import Appraisal, Compound, LeaderTerm, Resident

_SCORE = Points(signed=False)


@dataclass(frozen=True, slots=True)
class _Judged:
    """An appraisal with whom it is about."""

    record: Appraisal
    heads: tuple[Head, ...]
    name: str
    post: str
    compound: str
    scope: str

    @property
    def place(self) -> str:
        whole = self.scope.startswith(self.compound)
        return self.scope if whole else f"{self.compound}{self.scope}"


def appraisal(book: Book, appraisal_ids: Sequence[int]) -> tuple[Sheet, ...]:
    """A form for each appraisal, to be signed; Refused where none is there."""
    by = issuer(book)
    return tuple(_form(one, by) for one in _read(book, appraisal_ids))


def appraisal_summary(book: Book, appraisal_ids: Sequence[int]) -> tuple[Sheet, ...]:
    """Everybody with scores, total and grade on one list; Refused where none is there."""
    judged, by = _read(book, appraisal_ids), issuer(book)
    heads = list(dict.fromkeys(head.name for one in judged for head in one.heads))
    header = ["序号", "姓名", "岗位", "服务范围", *heads, "加分", "总分", "等次"]
    rows = [
        [
            str(at), one.name, one.post, one.place,
            *(_SCORE.format(one.record.scores.get(head)) for head in heads),
            _SCORE.format(one.record.bonus), _SCORE.format(one.record.total),
            one.record.grade or "",
        ]
        for at, one in enumerate(judged, 1)
    ]  # fmt: skip
    first = len(header) - len(heads) - 3
    grades = Counter(one.record.grade for one in judged)
    said = "，".join(f"{grade} {grades[grade]} 人" for grade in GRADES if grades[grade])
    periods = "、".join(dict.fromkeys(one.record.period for one in judged))
    blocks: list[Block] = [
        Grid(
            header, rows, middle=frozenset((0, len(header) - 1)),
            right=frozenset(range(first, len(header) - 1)),
        ),
        Gap(3),
        Facts((("考评情况", f"共 {len(judged)} 人" + (f"：{said}" if said else "")),), across=1),
        Signatures(("制表人", "审核人", "负责人")),
        Seal(by.seal),
    ]  # fmt: skip
    return (
        Sheet(
            "两长履职考评汇总表", blocks, office=by.name, under=periods, points=10,
            landscape=True,
        ),
    )  # fmt: skip


def _form(one: _Judged, by: Issuer) -> Sheet:
    record = one.record
    rows = [
        [str(at), head.name, _SCORE.format(head.most), _SCORE.format(record.scores.get(head.name))]
        for at, head in enumerate(one.heads, 1)
    ]
    rows.append(["", "加分", "", _SCORE.format(record.bonus)])
    most = _SCORE.format(sum(head.most for head in one.heads))
    blocks: list[Block] = [
        Facts(
            (
                ("姓名", one.name),
                ("岗位", one.post),
                ("服务范围", one.place),
                ("考评周期", record.period),
            )
        ),
        Gap(4),
        Grid(
            ("序号", "考评项目", "满分", "得分"), rows, shares=(1, 5, 2, 2),
            middle=frozenset((0, 2, 3)), least=9,
            total=("", "总分", most, _SCORE.format(record.total)),
        ),
        Gap(4),
        Facts((("等次", record.grade or ""), ("考评人", record.assessed_by or ""))),
        Facts((("考评意见", record.opinion or ""),), across=1, least=24),
        Facts((("本人意见", ""),), across=1, least=18),
        Signatures(("被考评人", "考评人")),
        Seal(by.seal, record.assessed_on),
    ]  # fmt: skip
    return Sheet(f"{one.post}履职考评表", blocks, office=by.name, under=_day(record), points=11)


def _day(record: Appraisal) -> str:
    return f"考评日期：{chinese_day(record.assessed_on)}" if record.assessed_on else ""


def _read(book: Book, appraisal_ids: Sequence[int]) -> list[_Judged]:
    if not appraisal_ids:
        raise Refused("请先选择已登记的考评。")
    found: list[Any] = []
    with book.read() as session:
        place = by_place(session)
        for some in chunks(appraisal_ids):
            found += session.execute(
                with_scopes(
                    select(
                        Appraisal,
                        LeaderTerm.kind,
                        Resident.full_name,
                        Compound.id.label("compound_id"),
                        Compound.name.label("compound"),
                        named_scope().label("scope"),
                    )
                    .join(LeaderTerm, LeaderTerm.id == Appraisal.leader_term_id)
                    .join(Resident, Resident.id == LeaderTerm.resident_id)
                ).where(Appraisal.id.in_(some))
            ).all()
        found.sort(key=lambda row: (row.kind, place(row), row.Appraisal.id))
        judged = [
            _Judged(
                row.Appraisal, kept_heads(row.Appraisal), row.full_name, row.kind,
                row.compound or "", row.scope,
            )
            for row in found
        ]  # fmt: skip
    if not judged:
        raise Refused(GONE)
    return judged
