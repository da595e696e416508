"""选票: what is voted on."""

from __future__ import annotations

from collections.abc import Sequence

from app.book import Book
from app.errors import Refused
from app.leaders.papers.issuer import Issuer
from app.leaders.papers.reading import full_scope, read
from app.leaders.rounds.records import RoundRow, SeatRow
from app.papers.model import Frame, Gap, Grid, Sheet, Side, Words

_WHOLE = 4
"""Lines from which a ballot takes the whole page."""


def ballot(book: Book, round_id: int, seat_ids: Sequence[int]) -> tuple[Sheet, ...]:
    """选票, two alike to a page to be cut apart; one page for each seat.

    Raises Refused for seats without a candidate.
    """
    record, seats, by = read(book, round_id)
    wanted = [seat for seat in seats if seat.id in set(seat_ids)]
    bare = [f"{seat.scope}{seat.kind}" for seat in wanted if not seat.candidates]
    if not wanted or bare:
        names = "、".join(bare[:5]) + (f"等 {len(bare)} 个岗位" if len(bare) > 5 else "")
        raise Refused(f"{names}还没有候选人，不能印选票。" if bare else "请先选择要印选票的岗位。")
    return tuple(_ballot(record, seat, by) for seat in wanted)


def _ballot(record: RoundRow, seat: SeatRow, by: Issuer) -> Sheet:
    names = [one.full_name for one in sorted(seat.candidates, key=lambda one: one.id)]
    rows = [["候选人", name, ""] for name in names] + [["另选他人", "", ""]] * seat.places
    grid = Grid(
        ("", "姓名", "符号"), rows, shares=(2, 5, 2), middle=frozenset((0, 1, 2)), points=17,
        least=13,
    )  # fmt: skip
    places = f"应选 {seat.places} 名，画“○”多于 {seat.places} 名的无效。"
    blocks = (
        Words(f"{record.name}选票", points=20, bold=True, side=Side.MIDDLE, fit=True),
        Words(f"{full_scope(seat)}　{seat.kind}", points=17, side=Side.MIDDLE, fit=True),
        Gap(2),
        grid,
        Gap(2),
        Words(
            "说明：赞成的，在姓名右边的“符号”格里画“○”；不赞成的画“×”；弃权的不画。"
            "另选他人的，写上姓名，并在右边画“○”。" + places,
            points=11,
        ),
        Words(f"{by.seal}（盖章有效）", points=11, side=Side.RIGHT),
    )
    whole = len(rows) >= _WHOLE
    frames = [Frame(blocks, 1.0 if whole else 0.5)] * (1 if whole else 2)
    title = f"{record.name}选票　{full_scope(seat)}{seat.kind}"
    return Sheet(title, frames, numbered=False, heading=False)
