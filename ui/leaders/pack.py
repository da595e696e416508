"""交接资料包 out of a page: what is written in full, where the folder goes, and what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.book import Book
from app.errors import Invalid
from app.fields import Field
from app.kinds import Choice, Text
from app.leaders.pack import Pack, make_pack
from app.leaders.pack_parts import post_of_term
from app.people.drawing.compound import drawing_of
from app.people.office import office
from app.work import Progress, Work
from ui import fonts
from ui.kit.form import Form
from ui.kit.parts import Label
from ui.leaders.cover.picture import png_of as map_of
from ui.people.plan.pages import Sheet, picture_of, png_of
from ui.people.plan.paint import Names
from ui.people.plan.style import paper_style
from ui.people.side import SidePage
from ui.theme import Tone, Type

_FOLDER = "files/folder"
MASKED, WHOLE = "电话隐去一部分，重点关心只写人数", "写出完整电话和重点关心名单"
_HOLDS = (
    "一个文件夹：交接单、清单和签收回执（Word），住户或商铺名册、任职经历和履职（Excel），"
    "楼组覆盖图和楼栋图（图片）。"
)
_CARE = "文件夹里的文件没有加密，任何人都能打开。请只交给接任的人，U盘用完后删除。"


@dataclass(frozen=True)
class Packing:
    """How much the pack tells."""

    tells: Annotated[str, Field(Choice((MASKED, WHOLE)), "写到什么程度", required=True)]
    reason: Annotated[
        str | None, Field(Text(60), "理由", hint="写出完整内容时要填，会留下查看记录")
    ] = None


def offer_pack(page: SidePage, term_id: int) -> None:
    """Have the pane ask how much is told, then where the folder goes, and make the pack there."""
    form = Form(Packing, page.desk.today, enter_saves=True)
    form.add("tells", 0)
    form.add("reason", 1)
    form.set_texts({"tells": MASKED})

    def act() -> str:
        typed: Packing = form.record()
        if typed.tells == MASKED:
            return ""
        if not typed.reason:
            raise Invalid.of("reason", "请写明为什么要写出完整内容，例如：楼组长换届交接")
        return typed.reason

    def then(reason: str) -> None:
        page.show_again()
        _ask(page, term_id, reason)

    page.fill(
        form, act, then,
        title="做交接资料包", hint=_HOLDS, verb="选择文件夹", key=f"pack:{term_id}",
        reopen=partial(offer_pack, page, term_id), first="tells",
        below=(Label(_CARE, Type.CAPTION, Tone.MUTED, wrap=True),),
    )  # fmt: skip


def _ask(page: SidePage, term_id: int, reason: str) -> None:
    settings = page.desk.settings
    start = str(settings.value(_FOLDER, str(Path.home())))
    chosen = QFileDialog.getExistingDirectory(page, "资料包放在哪个文件夹里", start)
    if chosen:
        settings.setValue(_FOLDER, chosen)
        make_in(page, term_id, Path(chosen), reason)


def make_in(page: SidePage, term_id: int, folder: Path, reason: str = "") -> None:
    """Make the pack of a term within a folder, with its progress in sight."""
    desk = page.desk
    fonts.load()  # in the window's thread, before pictures are painted beside it

    def show(pack: Pack) -> None:
        desk.notices.say(
            f"“{pack.folder.name}”已做好，共 {len(pack.files)} 个文件。",
            "打开文件夹",
            partial(_open, page, pack.folder),
        )

    desk.jobs.start(
        "正在做交接资料包",
        lambda: _packed(desk.book, term_id, folder, desk.today(), reason),
        show,
        failed=lambda error: page.refused(str(error)),
        owner=page,
    )


def _packed(book: Book, term_id: int, folder: Path, today: dt.date, reason: str) -> Work[Pack]:
    yield Progress(0, 0, "正在画图")
    pictures = pictures_for(book, term_id, today)
    return (yield from make_pack(book, term_id, folder, today, reason=reason, pictures=pictures))


def pictures_for(book: Book, term_id: int, today: dt.date) -> dict[str, bytes]:
    """The maps of the 小区 that a post is in, as PNG; none for a street or the office."""
    post = post_of_term(book, term_id, today)
    if post.compound_id is None:
        return {}
    found = {f"{post.row.compound}楼组覆盖图": map_of(book, post.compound_id, today)}
    drawing = drawing_of(book, post.compound_id, "leaders", today)
    if drawing.doors:
        known = office(book)
        called = (known.seal_name or known.name) if known else ""
        sheet = Sheet(drawing, Names.NONE, called, today)
        # Without names there is no use in doors that are large enough for them.
        step = next(one for one in paper_style().steps if one.rooms)
        found[f"{post.row.compound}楼栋图"] = png_of(picture_of(sheet, step, ()))
    return found


def _open(page: SidePage, folder: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        page.refused(f"系统没有打开文件夹，请自己找到“{folder}”。")
