"""考评: heads with weights, scores of a period, a total and a grade; and who signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.fields import Field
from app.kinds import Choice, Day, Points, Text
from app.leaders.settings import all_found, keep
from app.people.lists import chunks
from app.people.storing import GONE, Saved, checked, found, put
from db.models import Appraisal, LeaderTerm, Setting

GRADES = ("优秀", "称职", "基本称职", "不称职")
BOUNDS = (900, 750, 600)
"""A total from which the first three grades are given, in 0.1 (示例, an office may set its own)."""

SETTING = "appraisal.heads"
BOUNDS_SETTING = "appraisal.bounds"
FULL = 1000
"""All heads together, in 0.1."""

MOST_BONUS = 100
_SCORE = Points(signed=False)


@dataclass(frozen=True, slots=True)
class Head:
    """A head of the sheet and the most it can bring, in 0.1."""

    name: str
    most: int


DEFAULT_HEADS = (
    Head("信息掌握", 200),
    Head("服务居民", 200),
    Head("环境安全", 200),
    Head("议事协商", 150),
    Head("动员志愿", 150),
    Head("培训学习", 100),
)
"""示例: an office may set its own (domain C.2, [OWN])."""


@dataclass(frozen=True)
class AppraisalEntry:
    """What may be typed of an appraisal; scores and bonus in 0.1, by the name of the head."""

    period: Annotated[
        str, Field(Text(12), "考评周期", required=True, hint="如：2025年、2025上半年")
    ]
    scores: Mapping[str, int]
    bonus: Annotated[int | None, Field(_SCORE, "加分")] = None
    grade: Annotated[str | None, Field(Choice(GRADES), "等次")] = None
    assessed_by: Annotated[str | None, Field(Text(40), "考评人")] = None
    assessed_on: Annotated[dt.date | None, Field(Day(), "考评日期")] = None
    opinion: Annotated[str | None, Field(Text(300), "考评意见")] = None


def heads_of(session: Session) -> tuple[Head, ...]:
    """The heads of this office."""
    kept = session.scalar(select(Setting.value).where(Setting.name == SETTING))
    if not isinstance(kept, list):
        return DEFAULT_HEADS
    return tuple(Head(str(one["name"]), int(one["most"])) for one in kept)


def set_heads(book: Book, heads: Sequence[Head]) -> None:
    """Choose the office's own heads; appraisals made before keep theirs.

    Raises Invalid unless the names differ and the heads come to 100 together.
    """
    problems = []
    names = [head.name.strip() for head in heads]
    if not all(names) or len(set(names)) < len(names):
        problems.append(Problem("name", "每个考评项目都要有名称，而且不能重复"))
    if any(head.most <= 0 for head in heads):
        problems.append(Problem("most", "每个考评项目的分值都要大于 0"))
    total = sum(head.most for head in heads)
    if total != FULL:
        problems.append(Problem("most", f"各项分值合计 {_SCORE.format(total)}，应为 100"))
    check(problems)
    value = [{"name": name, "most": head.most} for name, head in zip(names, heads, strict=True)]
    with book.write("设置考评项目") as session:
        keep(book, session, SETTING, value)


def bounds_of(session: Session) -> tuple[int, ...]:
    """The totals from which this office gives the first three grades, in 0.1."""
    kept = session.scalar(select(Setting.value).where(Setting.name == BOUNDS_SETTING))
    return tuple(int(one) for one in kept) if isinstance(kept, list) else BOUNDS


def set_bounds(book: Book, bounds: Sequence[int]) -> None:
    """Choose the totals from which grades are given, in 0.1; appraisals made keep their grade.

    Raises Invalid unless there are three that fall, all within 100.
    """
    falling = all(one > other for one, other in pairwise(bounds))
    if len(bounds) != len(BOUNDS) or not falling or not all(0 < one <= FULL for one in bounds):
        raise Invalid.of("bounds", "优秀、称职、基本称职的分数线要依次降低，都在 0 到 100 之间")
    with book.write("设置考评等次") as session:
        keep(book, session, BOUNDS_SETTING, list(bounds))


def graded(total: int, bounds: Sequence[int] = BOUNDS) -> str:
    """The grade that a total suggests; the office may give another."""
    for grade, bound in zip(GRADES, bounds, strict=False):
        if total >= bound:
            return grade
    return GRADES[-1]


def total_of(heads: Sequence[Head], entry: AppraisalEntry) -> int | None:
    """The total in 0.1; None as long as a head has no score. Raises Invalid."""
    problems = [
        Problem(f"score:{head.name}", f"“{head.name}”在 0 到 {_SCORE.format(head.most)} 分之间")
        for head in heads
        if head.name in entry.scores and not 0 <= entry.scores[head.name] <= head.most
    ]
    if entry.bonus is not None and not 0 <= entry.bonus <= MOST_BONUS:
        problems.append(Problem("bonus", f"加分在 0 到 {_SCORE.format(MOST_BONUS)} 之间"))
    check(problems)
    if any(head.name not in entry.scores for head in heads):
        return None
    return sum(entry.scores[head.name] for head in heads) + (entry.bonus or 0)


def appraise(book: Book, term_id: int, entry: AppraisalEntry) -> Saved:
    """Write or change the appraisal of a term for a period; one of each.

    An appraisal that is there keeps the heads it was made with. Raises Invalid for scores beyond
    a head.
    """
    with book.write("登记考评") as session:
        found(session, LeaderTerm, term_id)
        clean = checked(entry)
        record = session.scalar(
            select(Appraisal).where(
                Appraisal.leader_term_id == term_id, Appraisal.period == clean.period
            )
        )
        return Saved(_store(book, session, term_id, clean, record, _Rules.of(session)).id)


@dataclass(frozen=True, slots=True)
class _Rules:
    heads: tuple[Head, ...]
    bounds: tuple[int, ...]

    @classmethod
    def of(cls, session: Session) -> _Rules:
        return cls(heads_of(session), bounds_of(session))


def kept_heads(record: Appraisal) -> tuple[Head, ...]:
    """The heads that an appraisal was made with."""
    return tuple(Head(str(one["name"]), int(str(one["most"]))) for one in record.heads)


def _store(
    book: Book,
    session: Session,
    term_id: int,
    clean: AppraisalEntry,
    record: Appraisal | None,
    rules: _Rules,
) -> Appraisal:
    heads = rules.heads if record is None else kept_heads(record)
    strange = set(clean.scores) - {head.name for head in heads}
    if strange:
        raise Invalid.of("scores", f"没有这些考评项目：{'、'.join(sorted(strange))}")
    total = total_of(heads, clean)
    suggested = graded(total, rules.bounds) if total is not None else None
    values = {
        "period": clean.period,
        "heads": [{"name": head.name, "most": head.most} for head in heads],
        "scores": dict(clean.scores),
        "bonus": clean.bonus,
        "total": total,
        "grade": clean.grade or suggested,
        "assessed_by": clean.assessed_by,
        "assessed_on": clean.assessed_on,
        "opinion": clean.opinion,
    }
    if record is None:
        record = Appraisal(id=book.ids.next_id(), leader_term_id=term_id, **values)
        session.add(record)
    else:
        put(record, values)
    return record


@dataclass(frozen=True, slots=True)
class Appraised:
    """How many of a sheet were written, and why the others were not, by the id of the term."""

    written: int
    refused: Mapping[int, str]


def appraise_many(book: Book, entries: Mapping[int, AppraisalEntry]) -> Appraised:
    """Write a whole sheet (by the id of the term) in one step; what does not fit is left out.

    Raises Refused where there is nothing to write.
    """
    if not entries:
        raise Refused("还没有填写考评分。")
    with book.write(f"登记考评 {len(entries)} 人") as session:
        rules = _Rules.of(session)
        terms = set[int]()
        there: dict[tuple[int, str], Appraisal] = {}
        for some in chunks(list(entries)):
            terms.update(session.scalars(select(LeaderTerm.id).where(LeaderTerm.id.in_(some))))
            for record in session.scalars(
                select(Appraisal).where(Appraisal.leader_term_id.in_(some))
            ):
                there[record.leader_term_id, record.period] = record
        refused: dict[int, str] = {}
        written = 0
        for term_id, entry in entries.items():
            if term_id not in terms:
                refused[term_id] = GONE
                continue
            try:
                clean = checked(entry)
                known = there.get((term_id, clean.period))
                _store(book, session, term_id, clean, known, rules)
                written += 1
            except Invalid as invalid:
                refused[term_id] = str(invalid)
        return Appraised(written, refused)


def delete_appraisals(book: Book, appraisal_ids: Sequence[int]) -> None:
    """Delete appraisals that were written by mistake."""
    with book.write(f"删除考评 {len(appraisal_ids)} 条") as session:
        for record in all_found(session, Appraisal, appraisal_ids):
            session.delete(record)
