"""备案表: what a round came to, for the file of the 街道."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from app.book import Book
from app.errors import Refused
from app.leaders.papers.reading import elected_to, read
from app.leaders.rounds import rules
from app.leaders.rounds.records import SeatRow
from app.papers.model import Block, Facts, Gap, Grid, Seal, Sheet, Signatures
from app.papers.wording import chinese_span

_POINTS = 9.5


def result_list(book: Book, round_id: int) -> tuple[Sheet, ...]:
    """备案表 for the 街道: every seat with its ballots and votes, for the file and not the wall."""
    record, seats, by = read(book, round_id)
    if not seats:
        raise Refused("还没有应选岗位，没有可以备案的内容。")
    filled = sum(bool(elected_to(seat)) for seat in seats)
    vacant = sum(seat.vacant for seat in seats)
    left = len(seats) - filled - vacant
    state = f"{len(seats)} 个，已选出 {filled} 个，缺额 {vacant} 个"
    blocks: list[Block] = [
        Facts(
            (
                ("产生方式", record.method),
                ("任期", chinese_span(record.term_start, record.term_end)),
                ("公示时间", _or_empty(record.notice_from, record.notice_to)),
                ("应选岗位", state + (f"，待定 {left} 个" if left else "")),
            )
        ),
        Gap(3),
        _result_grid(seats),
        Gap(3),
        Facts((("街道（镇）备案意见", ""),), across=1, least=16),
        Signatures(("监票人", "计票人", "负责人")),
        Seal(by.seal, record.filed_on),
    ]
    number = f"备案文号：{record.filed_no}" if record.filed_no else ""
    return (
        Sheet(
            f"{record.name}结果备案表", blocks, office=by.name, under=number,
            points=_POINTS, landscape=True,
        ),
    )  # fmt: skip


def _or_empty(first: dt.date | None, last: dt.date | None) -> str:
    return chinese_span(first, last) if first and last else ""


def _result_grid(seats: Sequence[SeatRow]) -> Grid:
    header = (
        "序号", "服务范围", "岗位", "姓名", "性别", "年龄", "政治面貌", "文化程度", "应到",
        "发出", "收回", "赞成", "反对", "弃权", "结果", "备注",
    )  # fmt: skip
    rows: list[list[str]] = []
    number = 0
    for compound, some in groupby(seats, key=lambda seat: seat.compound):
        if compound:
            rows.append([compound])
        for seat in some:
            number += 1
            rows += _seat_lines(number, seat)
    return Grid(
        header, rows, middle=frozenset((0, 4, 5, 14)), right=frozenset(range(8, 14)), tight=True
    )


def _seat_lines(number: int, seat: SeatRow) -> list[list[str]]:
    own = [str(number), seat.scope, seat.kind]
    ballots = [_count(seat.voters), _count(seat.ballots_issued), _count(seat.ballots_returned)]
    if not seat.candidates:
        result = "缺额" if seat.vacant else "待定"
        return [[*own, *[""] * 5, *ballots, *[""] * 3, result, seat.decision or ""]]
    lines = []
    for at, one in enumerate(seat.candidates):
        person = [
            one.full_name, one.sex or "", _count(one.age), one.political_status or "",
            one.education or "",
        ]  # fmt: skip
        votes = [_count(one.votes_for), _count(one.votes_against), _count(one.votes_abstain)]
        first = at == 0
        lines.append(
            [
                *(own if first else ["", "", ""]), *person,
                *(ballots if first else ["", "", ""]), *votes,
                rules.RESULT_WORDS.get(one.result, ""), (seat.decision or "") if first else "",
            ]
        )  # fmt: skip
    return lines


def _count(number: int | None) -> str:
    return "" if number is None else str(number)
