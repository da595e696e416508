"""交接资料包: everything about a post in one folder, with a receipt to sign."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.book import Book
from app.errors import Unavailable
from app.leaders.handovers import HandoverRow, handover_row, open_matters
from app.leaders.pack_contents import cared_for, households, shops
from app.leaders.pack_parts import Making, Part, Post, post_of_term
from app.leaders.pack_service import service
from app.leaders.papers import handover
from app.leaders.papers.issuer import issuer
from app.leaders.posts import BUILDING_LEADER, STREET_LEADER
from app.papers.model import Facts, Gap, Grid, Sheet, Signatures, Words
from app.papers.wording import chinese_day
from app.people.storing import found
from app.work import Progress, Work
from db.errors import BookError
from db.files import file_troubles, put_in_place, write_whole
from db.models import Handover, LeaderTerm

SHEET, LIST = "交接单.docx", "清单和回执.docx"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_SHORT = 60
"""Characters of a name; Windows wants whole paths below 260."""

_PROMISE = (
    "以上资料已当面点清。资料里有居民的个人信息，只用于本岗位的工作，不复制给他人，不在微信群里转发；"
    "离任时交回纸质资料，删除电子文件。"
)


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in the folder: its name, what it holds and how much, its size in bytes."""

    name: str
    about: str
    count: str
    size: int


@dataclass(frozen=True, slots=True)
class Pack:
    """A hand-over pack that was made."""

    folder: Path
    files: tuple[Packed, ...]


def make_pack(
    book: Book,
    term_id: int,
    folder: Path,
    today: dt.date,
    *,
    reason: str = "",
    pictures: Mapping[str, bytes] | None = None,
) -> Work[Pack]:
    """Make the folder of a post within a folder: sheets, registers, pictures, a receipt.

    Phones are masked and people with care tags only counted unless there is a reason, which is
    logged first. `pictures` are PNG by their name without ending. The folder appears whole or not
    at all and never takes the place of another. Raises Refused if the term is gone, Unavailable
    when it cannot be written.
    """
    post = post_of_term(book, term_id, today)
    making = Making(book, post, today, reason.strip())
    steps = _steps(making, term_id)
    parts: list[Part] = []
    for at, step in enumerate(steps):
        yield Progress(at, len(steps) + 1, "正在汇集交接资料")
        parts.append(step())
    parts += [
        Part(f"{_clean(name)}.png", name, "1 张", png) for name, png in (pictures or {}).items()
    ]
    parts.insert(1, _list(making, term_id, parts))
    yield Progress(len(steps), len(steps) + 1, "正在写入文件夹")
    # All is in memory before the folder is touched: nothing half made can be left there.
    place = _lay(folder, name_of(post, today), parts)
    return Pack(place, tuple(_packed(part) for part in parts))


def name_of(post: Post, today: dt.date) -> str:
    """What the folder is called: 金水苑3号楼组交接资料（2026-11-22）."""
    # Both leaders are known by their place; another post there has a folder of its own.
    known = post.row.kind in (BUILDING_LEADER, STREET_LEADER) and post.place
    said = post.place if known else f"{post.place}{post.row.kind}"
    return f"{_clean(said)}交接资料（{today.isoformat()}）"


def _clean(name: str) -> str:
    return _NOT_IN_NAMES.sub("", name).strip(" .")[:_SHORT] or "图片"


def _packed(part: Part) -> Packed:
    return Packed(part.name, part.about, part.count, len(part.content))


def _steps(making: Making, term_id: int) -> Sequence[Callable[[], Part]]:
    post = making.post
    steps: list[Callable[[], Part]] = [lambda: _sheet(making, term_id)]
    if post.lived_in:
        steps += [lambda: households(making), lambda: cared_for(making)]
    if post.traded_in:
        steps.append(lambda: shops(making))
    return [*steps, lambda: service(making)]


# The papers


def _row(making: Making, term_id: int) -> HandoverRow:
    """The hand-over of the term; what it would hold today where none was made."""
    book, post = making.book, making.post
    with book.read() as session:
        kept = session.scalar(select(Handover.id).where(Handover.from_term_id == term_id))
        items = (
            [] if kept else open_matters(session, found(session, LeaderTerm, term_id), making.today)
        )
    if kept is not None:
        return handover_row(book, kept)
    row = post.row
    return HandoverRow(
        making.today, compound=row.compound, scope=row.scope, kind=row.kind,
        giver=row.full_name, items=tuple(items),
    )  # fmt: skip


def _sheet(making: Making, term_id: int) -> Part:
    row = _row(making, term_id)
    sheets = handover.of_row(row, issuer(making.book))
    about = "移交事项，三方签字，附交接回执"
    return Part(SHEET, about, f"{len(row.items)} 项", _word(sheets, making.today))


def _list(making: Making, term_id: int, parts: Sequence[Part]) -> Part:
    row = _row(making, term_id)
    by = issuer(making.book)
    lines = [(part.name, part.about, part.count, _size(len(part.content))) for part in parts]
    lines.insert(1, (LIST, "本清单，附签收回执", "1 份", ""))
    full = f"完整，理由：{making.reason}" if making.reason else "已隐去"
    facts = (
        ("岗位", making.post.row.kind),
        ("服务范围", making.post.place or making.post.row.scope),
        ("移交人", row.giver),
        ("接收人", row.receiver),
        ("制作日期", chinese_day(making.today)),
        ("联系电话", full),
    )
    sheet = Sheet(
        "交接资料清单和回执",
        (
            Facts(facts),
            Gap(3),
            Grid(
                ("序号", "文件", "内容", "数量", "大小"),
                [(str(at), *line) for at, line in enumerate(lines, 1)],
                shares=(0.8, 3.0, 4.0, 2.4, 1.4),
                middle=frozenset((0,)),
                right=frozenset((4,)),
            ),
            Gap(4),
            Words("签收回执", points=15, bold=True),
            Words(_PROMISE, indent=True),
            Signatures(("移交人", "接收人", "监交人")),
        ),
        office=by.name,
    )
    return Part(LIST, "本清单，附签收回执", "1 份", _word((sheet,), making.today))


def _word(sheets: Sequence[Sheet], today: dt.date) -> bytes:
    from app.papers.word import word_bytes  # its library is not for the start of the program

    return word_bytes(sheets, today)


def _size(octets: int) -> str:
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000)):,} KB"
    return f"{octets / 1_000_000:.1f} MB"


# The folder


def _lay(folder: Path, name: str, parts: Sequence[Part]) -> Path:
    """Write all files into a folder beside and give it its name; Unavailable leaves nothing."""
    try:
        with file_troubles(folder):
            beside = Path(tempfile.mkdtemp(prefix=".mulin-", dir=folder))
        try:
            for part in parts:
                write_whole(beside / part.name, part.content)
            with file_troubles(folder):
                place = _free(folder / name)
                put_in_place(beside, place)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except BookError as error:
        raise Unavailable(error.text) from error
    return place


def _free(path: Path) -> Path:
    """A folder of that name or, where it is taken, with a number behind."""
    place, number = path, 1
    while place.exists():
        number += 1
        place = path.with_name(f"{path.name}（{number}）")
    return place
