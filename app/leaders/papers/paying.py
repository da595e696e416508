"""补贴发放表 to be signed: who gets how much, the total in figures and in capitals."""

from __future__ import annotations

from collections.abc import Sequence

from app.book import Book
from app.errors import Refused
from app.kinds import Money
from app.leaders.papers.issuer import issuer
from app.leaders.serving import TWO
from app.leaders.subsidies import CASH, SubsidyRow, period_words, sheet
from app.papers.model import Block, Gap, Grid, Sheet, Signatures, Words
from app.papers.wording import in_capitals

_HEADER = ("序号", "姓名", "岗位", "服务范围", "月数", "标准（元/月）", "金额（元）", "签名")


def subsidy(
    book: Book, period: str, kinds: Sequence[str] = TWO, kind: str = CASH
) -> tuple[Sheet, ...]:
    """The sheet of a period (2025-Q3). Raises Invalid for no period, Refused without a line."""
    lines = [line for line in sheet(book, period, kinds, kind) if line.amount or line.id]
    if not lines:
        raise Refused("这个周期还没有可以发放的人。请先填写每月补贴标准，或编制补贴表。")
    by = issuer(book)
    whole = sum(line.amount for line in lines)
    rows: list[list[str]] = []
    for at, line in enumerate(lines, 1):
        if line.compound and (at == 1 or line.compound != lines[at - 2].compound):
            rows.append([line.compound])
        rows.append(_line(at, line))
    grid = Grid(
        _HEADER, rows,
        shares=(0.8, 1.3, 1.3, 2.1, 0.85, 2.0, 1.65, 2.1),
        middle=frozenset((0, 7)), right=frozenset((4, 5, 6)), least=10,
        total=("合计", f"{len(lines)} 人", "", "", "", "", Money().format(whole), ""),
    )  # fmt: skip
    what = "" if kind == CASH else f"（{kind}）"
    blocks: list[Block] = [
        grid,
        Gap(3),
        Words(f"合计人民币（大写）：{in_capitals(whole)}", points=12, bold=True),
        Signatures(("制表人", "审核人", "负责人")),
    ]
    return (
        Sheet(
            f"两长补贴发放表{what}", blocks, office=by.name, under=period_words(period), points=11
        ),
    )


def _line(at: int, line: SubsidyRow) -> list[str]:
    money = Money()
    return [
        str(at), line.full_name, line.post, line.scope, str(line.months), money.format(line.rate),
        money.format(line.amount), "",
    ]  # fmt: skip
