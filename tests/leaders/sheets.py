"""Reading what stands on sheets, block by block, without painting them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.kinds.people import id_check
from app.papers.model import Block, Facts, Frame, Grid, Seal, Sheet, Signatures, Words

PHONE = "13812345678"
_BODY = "31010119400307002"
ID_CARD = _BODY + id_check(_BODY)
BORN = "1940-03-07"
SECRETS = (PHONE, PHONE[-4:], ID_CARD, ID_CARD[-4:], BORN, "1940", "101室", "-101")


def texts(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Every text on the sheets, in order."""
    for sheet in sheets:
        yield from (sheet.title, sheet.office, sheet.under, sheet.foot)
        for block in sheet.blocks:
            yield from _of(block)


def _of(block: Block) -> Iterator[str]:
    match block:
        case Words():
            yield block.text
        case Grid():
            yield from block.header
            for row in block.rows:
                yield from row
            yield from block.total
        case Facts():
            for label, value in block.pairs:
                yield from (label, value)
        case Signatures():
            yield from block.labels
        case Seal():
            yield block.office
        case Frame():
            for inner in block.blocks:
                yield from _of(inner)
        case _:
            return


def said(sheets: Sequence[Sheet]) -> str:
    """All of it in one, a line each."""
    return "\n".join(texts(sheets))


def grids(sheets: Sequence[Sheet]) -> list[Grid]:
    """The tables."""
    return [block for sheet in sheets for block in sheet.blocks if isinstance(block, Grid)]


def assert_public(sheets: Sequence[Sheet]) -> None:
    """Nothing of a person but the name and what the office of it says; large letters."""
    words = said(sheets)
    assert not [secret for secret in SECRETS if secret in words]
    assert not re.search(r"1[3-9]\d{9}|\d{17}[\dX]|\d*\*{2,}", words)
    assert all(sheet.points >= 14 for sheet in sheets)


def well_formed(sheets: Sequence[Sheet]) -> None:
    """Every row is as long as its header, or a heading across."""
    for grid in grids(sheets):
        wide = len(grid.header)
        assert {len(row) for row in grid.rows} <= {1, wide}
        assert len(grid.total) in (0, wide)
        assert len(grid.shares) in (0, wide)
        assert all(at < wide for at in grid.right | grid.middle)
