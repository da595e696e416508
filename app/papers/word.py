"""Sheets as a Word file that offices change a sentence in and send on.

Import it only where a file is written: the library behind it is not for the start of the program.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.parser import parse_xml
from docx.parts.hdrftr import FooterPart

import resources
from app.exports import save_file
from app.papers.model import Seal, Sheet
from app.papers.word_blocks import SOLEMN, Room, marks_of
from app.papers.word_marks import field, fitting, mark, paragraph, run, spacer, twips, width_of

_A4, _A3 = (210, 297), (297, 420)
_MARGIN, _FRAMED = 15.0, 26.0  # mm
_FOOT = 9.0  # mm from the lower edge
_TITLE = 1.6  # of the text
_OURS = frozenset({RT.STYLES, RT.SETTINGS, RT.FOOTER, RT.IMAGE})
"""What the file is made of; the template of the library brings more, of other people's making."""


def save_word(sheets: Sequence[Sheet], path: Path, printed_on: dt.date | None = None) -> None:
    """Write sheets as .docx, whole or not at all.

    Raises Unavailable when the file cannot be written, also when it is open elsewhere.
    """
    save_file(path, word_bytes(sheets, printed_on))


def word_bytes(sheets: Sequence[Sheet], printed_on: dt.date | None = None) -> bytes:
    """Sheets as the bytes of a .docx, each a section; the pages are numbered through the file.

    The field for the pages of a section is unknown to LibreOffice, which would print a wrong sum.
    """
    day = printed_on or dt.datetime.now().astimezone().date()
    document = docx.Document()
    _dress(document)
    _describe(document, sheets)
    body = document.element.body
    last = body.sectPr
    body.remove(last)
    for at, sheet in enumerate(sheets):
        marks = _marks(sheet, document)
        section = _section(sheet, document, day)
        body.extend(marks)
        if at < len(sheets) - 1:
            _end(body, section)
        else:
            if body[-1].tag != mark("p").tag:
                body.append(spacer(20))
            body.append(section)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _dress(document: Document) -> None:
    """Our own styles and settings in place of those of the template."""
    part = document.part
    for name, element in (
        ("word/styles.xml", document.styles.element),
        ("word/settings.xml", document.settings.element),
    ):
        for old in list(element):
            element.remove(old)
        element.extend(list(parse_xml(resources.text(name))))
    for rels, kept in (
        (part.rels, _OURS),
        (part.package.rels, frozenset({RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES})),
    ):
        for key in [key for key, rel in rels.items() if rel.reltype not in kept]:
            del rels[key]


def _describe(document: Document, sheets: Sequence[Sheet]) -> None:
    """What the file says of itself: the office, never the person at the computer."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)
    about = document.core_properties
    about.title = sheets[0].title
    about.author = about.last_modified_by = next(filter(None, map(_office, sheets)), "")
    about.comments = about.subject = about.keywords = about.category = ""
    about.language = "zh-CN"
    about.revision = 1
    about.created = about.modified = now


def _office(sheet: Sheet) -> str:
    said = [block.office for block in sheet.blocks if isinstance(block, Seal)]
    return sheet.office or next(iter(said), "")


def _page(sheet: Sheet) -> tuple[float, float]:
    wide, high = _A3 if sheet.large else _A4
    return (high, wide) if sheet.landscape else (wide, high)


def _marks(sheet: Sheet, document: Document) -> list[Any]:
    margin = _FRAMED if sheet.framed else _MARGIN
    wide, high = (twips(length - 2 * margin) for length in _page(sheet))
    room = Room(wide, high, sheet.points, document.part)
    return [*_title(sheet, wide), *marks_of(sheet.blocks, room)]


def _title(sheet: Sheet, wide: int) -> Iterator[Any]:
    if not sheet.heading:
        return
    size = fitting(sheet.title, sheet.points * _TITLE, wide, 0.8)
    yield paragraph(run(sheet.title, size), style="Title", points=size)
    office, period = sheet.office, sheet.under
    if office and period and width_of(f"{office}　　{period}", sheet.points) <= wide:
        edge = mark("tab", val="right", pos=wide)
        yield paragraph(
            run(f"{office}\t{period}", sheet.points),
            style="Subtitle",
            tabs=[edge],
            points=sheet.points,
        )
        return
    for words in filter(None, (office, period)):
        yield paragraph(run(words, sheet.points), style="Subtitle", points=sheet.points)


def _section(sheet: Sheet, document: Document, day: dt.date) -> Any:
    wide, high = map(twips, _page(sheet))
    margin, foot = twips(_FRAMED if sheet.framed else _MARGIN), twips(_FOOT)
    size: dict[str, object] = {"w": wide, "h": high}
    if sheet.landscape:
        size["orient"] = "landscape"
    made = mark(
        "sectPr",
        mark("footerReference", type="default", r__id=_footer(sheet, document, day)),
        mark("pgSz", **size),
        mark(
            "pgMar", top=margin, right=margin, bottom=margin, left=margin,
            header=foot, footer=foot, gutter=0,
        ),
    )  # fmt: skip
    if sheet.framed:
        line = {"val": "double", "sz": 12, "space": 30, "color": SOLEMN}
        sides = (mark(side, **line) for side in ("top", "left", "bottom", "right"))
        made.append(mark("pgBorders", *sides, offsetFrom="text"))
        made.append(mark("vAlign", val="center"))
    return made


def _footer(sheet: Sheet, document: Document, day: dt.date) -> str:
    """Every section has one, or it would show that of the section before."""
    made: tuple[FooterPart, str] = document.part.add_footer_part()  # type: ignore[no-untyped-call]
    part, key = made
    for old in list(part.element):
        part.element.remove(old)
    wide = twips(_page(sheet)[0] - 2 * (_FRAMED if sheet.framed else _MARGIN))
    size = max(8.0, sheet.points * 0.85)
    inner = [run(f"{sheet.foot}\t", size)] if sheet.foot or sheet.numbered else []
    if sheet.numbered:
        inner += [
            run(f"打印日期 {day.isoformat()}　第 ", size),
            *field("PAGE", size),
            run(" 页，共 ", size),
            *field("NUMPAGES", size),
            run(" 页", size),
        ]
    edge = mark("tab", val="right", pos=wide)
    part.element.append(paragraph(*inner, style="Footer", tabs=[edge]))
    return key


def _end(body: Any, section: Any) -> None:
    """Close a sheet: its last paragraph carries the section; after a table there is none yet."""
    if body[-1].tag != mark("p").tag:
        body.append(spacer(20))
    body[-1][0].append(section)
