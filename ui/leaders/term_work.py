"""What a term did and handed over, as lines of its card that lead to where it is kept."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.kinds import Minutes, Points
from app.leaders.records import TermRow
from app.leaders.term_file import Passed, TermFile
from ui.kit.page import Page
from ui.leaders.ways import DUTIES, ROUNDS, way

_POINTS = Points(signed=False)


def work_lines(page: Page, term: TermRow, file: TermFile) -> list[QWidget]:
    """Duties, trainings, appraisals, the round and the hand-overs of a term; what there is."""
    here = ("term", term.id)
    made: list[QWidget] = []
    if file.duties:
        last = f"本年 {term.duties} 次 · 最近 {file.last_duty}"
        made.append(way(page, f"履职 {file.duties} 次", last, DUTIES, here))
    if file.trainings:
        length = Minutes().format(file.minutes)
        made.append(way(page, f"培训 {file.trainings} 次", f"共 {length}", DUTIES, here))
    for period, total, grade in file.appraisals:
        points = "" if total is None else f"{_POINTS.format(total)} 分"
        words = " · ".join(part for part in (grade, points) if part)
        made.append(way(page, f"{period}考评", words, DUTIES, here))
    if file.round is not None:
        round_id, name = file.round
        made.append(way(page, name, "由这次推选产生", ROUNDS, ("round", round_id)))
    made += [
        way(page, "交接单", _passed(one), ROUNDS, ("handover", one.id)) for one in file.handovers
    ]
    return made


def _passed(one: Passed) -> str:
    if not one.with_whom:
        who = "还没有人接任"
    else:
        who = f"交给{one.with_whom}" if one.gave else f"从{one.with_whom}接手"
    return f"{one.on} · {who} · {'已签字' if one.signed else '未签字'}"
