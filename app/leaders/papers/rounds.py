"""Sheets of a round of selection: what is posted, what is voted on, what goes to the 街道."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from app.book import Book
from app.errors import Refused
from app.leaders.papers.ballots import ballot
from app.leaders.papers.filing import result_list
from app.leaders.papers.issuer import Issuer
from app.leaders.papers.naming import Named, by_name
from app.leaders.papers.reading import elected_to, full_scope, read
from app.leaders.posts import STREET_LEADER, post_of
from app.leaders.rounds import rules
from app.leaders.rounds.records import CandidateRow, RoundRow, SeatRow
from app.leaders.scopes import OFFICE_NAME
from app.papers.model import (
    PUBLIC,
    Block,
    Gap,
    Grid,
    Seal,
    Sheet,
    Words,
)
from app.papers.wording import chinese_span

_DETAILED = 60
"""Up to so many elected are listed with sex and political status; more are listed by name."""

_NAMED = 12  # vacant seats that a notice names
_WAYS = {
    "居民推选": "经居民推选",
    "户代表推选": "经户代表推选",
    "协商推荐": "经协商推荐",
    "委任补选": "经委任补选",
}


def notice(book: Book, round_id: int) -> tuple[Sheet, ...]:
    """公示 of who was elected: names, no phone, no birthday, no address.

    Raises Refused as long as a seat has no result.
    """
    record, seats, by = read(book, round_id)
    elected = [(seat, one) for seat in seats for one in elected_to(seat)]
    if not elected:
        raise Refused("还没有当选人，不能公示。请先登记结果。")
    open_ones = sum(not seat.vacant and not elected_to(seat) for seat in seats)
    if open_ones:
        raise Refused(f"还有 {open_ones} 个岗位没有结果，请先定下来，再打印公示。")
    blocks: list[Block] = [
        Words(_result_words(record, elected), indent=True),
        *_list_of(elected),
        *_empty_words(seats),
        Gap(2),
        Words(_objections(record, by), indent=True),
        Seal(by.seal, record.notice_from),
    ]
    return (Sheet(f"{record.name}结果公示", blocks, points=PUBLIC),)


def announcement(book: Book, round_id: int) -> tuple[Sheet, ...]:
    """推选公告: that posts are filled, by whom they may be held, how people are proposed."""
    record, seats, by = read(book, round_id)
    kinds = "、".join(dict.fromkeys(seat.kind for seat in seats)) or "、".join(record.kinds)
    when = (
        f"推选工作于{chinese_span(record.start_on, record.end_on)}进行。"
        if record.start_on and record.end_on
        else ""
    )
    term = chinese_span(record.term_start, record.term_end)
    blocks: list[Block] = [
        Words("各位居民："),
        Words(
            f"根据工作安排，现开展{kinds}推选。{when}本届任期自{term}。有关事项公告如下：",
            indent=True,
        ),
        Words("一、应选岗位", bold=True),
        _seats_by_compound(seats),
        Gap(2),
        Words("二、候选人条件", bold=True),
        Words(_conditions(seats), indent=True),
        Words("三、产生办法", bold=True),
        Words(
            f"候选人可以由居民联名推荐、本人自荐或者党组织推荐，{_chosen(record)}。"
            f"推选结果将张榜公示，公示期不少于 {rules.NOTICE_DAYS} 天。",
            indent=True,
        ),
        Words("四、报名和咨询", bold=True),
        Words(f"请向{by.where_to_say()}报名或咨询。欢迎大家积极参与。", indent=True),
        Seal(by.seal, record.start_on),
    ]
    return (Sheet(f"{record.name}公告", blocks, points=PUBLIC),)


def candidate_list(book: Book, round_id: int) -> tuple[Sheet, ...]:
    """候选人名单 to be posted before the vote. Raises Refused without a candidate."""
    record, seats, by = read(book, round_id)
    if not any(seat.candidates for seat in seats):
        raise Refused("还没有候选人，没有可以公布的名单。")
    several = len({seat.kind for seat in seats}) > 1
    header = ["服务范围", *(["岗位"] if several else []), "候选人", "性别", "政治面貌", "提名方式"]
    rows: list[list[str]] = []
    for compound, some in groupby(seats, key=lambda seat: seat.compound):
        standing = [seat for seat in some if seat.candidates]
        if not standing:
            continue
        if compound:
            rows.append([f"{compound}（应选 {sum(seat.places for seat in standing)} 名）"])
        for seat in standing:
            for at, one in enumerate(sorted(seat.candidates, key=lambda one: one.id)):
                first = [seat.scope, *([seat.kind] if several else [])]
                rows.append([*(first if at == 0 else [""] * len(first)), *_public(one)])
    blocks: list[Block] = [
        Words(
            f"{record.name}的提名工作已经完成，现将候选人名单公布如下。如有意见，请向"
            f"{by.where_to_say()}反映。",
            indent=True,
        ),
        Grid(header, rows, middle=frozenset(range(len(header) - 4, len(header)))),
        Seal(by.seal),
    ]
    return (Sheet(f"{record.name}候选人名单", blocks, points=PUBLIC),)


# The notice


def _result_words(record: RoundRow, elected: Sequence[tuple[SeatRow, CandidateRow]]) -> str:
    counts = "、".join(
        f"{kind} {sum(seat.kind == kind for seat, _ in elected)} 名"
        for kind in dict.fromkeys(seat.kind for seat, _ in elected)
    )
    return (
        f"{_WAYS.get(record.method, '经推选')}，以下 {len(elected)} 名同志当选（{counts}），"
        f"任期自{chinese_span(record.term_start, record.term_end)}。现予公示。"
    )


def _list_of(elected: Sequence[tuple[SeatRow, CandidateRow]]) -> Iterable[Block]:
    if len(elected) <= _DETAILED:
        return [_detailed(elected)]
    return [
        by_name(
            [Named(seat.compound, seat.kind, seat.scope, one.full_name) for seat, one in elected]
        )
    ]


def _detailed(elected: Sequence[tuple[SeatRow, CandidateRow]]) -> Grid:
    several = len({seat.kind for seat, _ in elected}) > 1
    header = ["序号", "服务范围", *(["岗位"] if several else []), "姓名", "性别", "政治面貌"]
    rows = [
        [
            str(at), full_scope(seat), *([seat.kind] if several else []), one.full_name,
            one.sex or "", one.political_status or "",
        ]
        for at, (seat, one) in enumerate(elected, 1)
    ]  # fmt: skip
    last = len(header)
    return Grid(header, rows, middle=frozenset((0, last - 3, last - 2, last - 1)))


def _empty_words(seats: Sequence[SeatRow]) -> Iterable[Block]:
    empty = [f"{full_scope(seat)}{seat.kind}" for seat in seats if not elected_to(seat)]
    if not empty:
        return ()
    named = "、".join(empty[:_NAMED]) + ("等" if len(empty) > _NAMED else "")
    return (Gap(2), Words(f"缺额 {len(empty)} 个：{named}，将另行补选。", indent=True))


def _objections(record: RoundRow, by: Issuer) -> str:
    period = ""
    if record.notice_from and record.notice_to:
        days = rules.notice_days(record.notice_from, record.notice_to)
        period = f"公示时间：{chinese_span(record.notice_from, record.notice_to)}，共 {days} 天。"
    return (
        f"{period}公示期间对当选人有意见的，可以向{by.where_to_say()}反映。"
        "反映问题请实事求是，并留下真实姓名和联系方式，我们会为反映人保密。"
    )


# The announcement


def _conditions(seats: Sequence[SeatRow]) -> str:
    said = "年满十八周岁，遵纪守法，热心公益，办事公道，身体健康，愿意为邻里服务"
    kinds = {seat.kind for seat in seats}
    if kinds and all(post_of(kind).by_shop for kind in kinds):
        return f"在所在街面经营或者工作，{said}。"
    streets = "；街面长为在所在街面经营或者工作的人员" if STREET_LEADER in kinds else ""
    return f"居住在本居民区，{said}{streets}。"


def _chosen(record: RoundRow) -> str:
    return {
        "居民推选": "由本楼组（小组）年满十八周岁的居民投票推选产生",
        "户代表推选": "由本楼组（小组）每户派一名代表投票推选产生",
        "协商推荐": "经居民协商一致后推荐产生",
        "委任补选": "征求居民意见后由居委会委任补选",
    }.get(record.method, "经推选产生")


def _seats_by_compound(seats: Sequence[SeatRow]) -> Grid:
    kinds = list(dict.fromkeys(seat.kind for seat in seats))
    places = list(dict.fromkeys(seat.compound or OFFICE_NAME for seat in seats))
    count = {
        (place, kind): sum(
            seat.places
            for seat in seats
            if (seat.compound or OFFICE_NAME) == place and seat.kind == kind
        )
        for place in places
        for kind in kinds
    }
    rows = [[place, *(str(count[place, kind] or "") for kind in kinds)] for place in places]
    total = ["合计", *(str(sum(count[place, kind] for place in places)) for kind in kinds)]
    number = frozenset(range(1, len(kinds) + 1))
    return Grid(["小区", *(f"{kind}（名）" for kind in kinds)], rows, middle=number, total=total)


def _public(one: CandidateRow) -> list[str]:
    return [one.full_name, one.sex or "", one.political_status or "", one.proposed_by or ""]


__all__ = ["announcement", "ballot", "candidate_list", "notice", "result_list"]
