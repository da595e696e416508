"""交接单: what is handed over, ticked item by item, signed by three, with a receipt."""

from __future__ import annotations

from app.book import Book
from app.leaders.handovers import HandoverRow, handover_row
from app.leaders.papers.issuer import Issuer, issuer
from app.leaders.scopes import OFFICE_NAME
from app.papers.model import Block, Facts, Frame, Gap, Grid, Sheet, Side, Signatures, Words
from app.papers.wording import chinese_day

DONE, NOT_YET = "☑", "☐"
_ROOM = 2
"""Empty lines for what only comes to mind when both sit together."""


def sheet(book: Book, handover_id: int) -> tuple[Sheet, ...]:
    """The sheet of a hand-over; Refused if it is gone."""
    return of_row(handover_row(book, handover_id), issuer(book))


def of_row(row: HandoverRow, by: Issuer) -> tuple[Sheet, ...]:
    """The sheet of a hand-over that need not be kept in the book."""
    blocks: list[Block] = [
        Facts(
            (
                ("岗位", row.kind),
                ("服务范围", _place(row)),
                ("移交人", row.giver),
                ("接收人", row.receiver),
                ("交接日期", chinese_day(row.handed_on)),
                ("监交人", row.witness or ""),
            )
        ),
        Gap(3),
        _items(row),
        Gap(3),
        Facts((("需要说明的事项", ""),), across=1, least=18),
        Gap(2),
        Words("以上事项已当面点清，移交人和接收人各执一份，居委会留存一份。"),
        Signatures(("移交人", "接收人", "监交人")),
        Gap(6),
        _receipt(row, by),
    ]
    return (Sheet(f"{row.kind}工作交接单", blocks, office=by.name, under=_number(row), points=11),)


def _place(row: HandoverRow) -> str:
    if row.scope == OFFICE_NAME or row.scope.startswith(row.compound):
        return row.scope
    return f"{row.compound}{row.scope}"


def _number(row: HandoverRow) -> str:
    return f"已交接 {row.done} 项，共 {len(row.items)} 项" if row.items else ""


def _items(row: HandoverRow) -> Grid:
    rows = [
        [
            str(at), str(item.get("what", "")), str(item.get("detail") or ""),
            DONE if item.get("done") else NOT_YET, "",
        ]
        for at, item in enumerate(row.items, 1)
    ]  # fmt: skip
    rows += [[str(len(rows) + at), "", "", NOT_YET, ""] for at in range(1, _ROOM + 1)]
    return Grid(
        ("序号", "移交事项", "内容", "已移交", "备注"), rows,
        shares=(0.9, 2.6, 4.6, 1.2, 2.0), middle=frozenset((0, 3)), least=8,
    )  # fmt: skip


def _receipt(row: HandoverRow, by: Issuer) -> Frame:
    said = (
        f"本人已收到{_place(row)}{row.kind}工作移交的名册、资料和物品，对移交事项没有异议，"
        "并会妥善保管居民信息，不外传、不挪用。"
    )
    blocks = (
        Words("交接回执", points=14, bold=True, side=Side.MIDDLE),
        Words(f"{by.name}："),
        Words(said, indent=True),
        Signatures(("接收人", "居委会经手人")),
    )
    return Frame(blocks, share=0)
