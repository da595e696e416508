"""许可: everything that ships with the program, and the whole text of each licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPlainTextEdit

from app.about import NAME, VERSION
from app.fields import Field, columns
from app.kinds import Text
from app.licences import Part, parts, text_of
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.parts import column, sized
from ui.kit.table import Column, Table

_SYSTEMS = {"windows": "Windows", "linux": "Linux"}


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part as the list shows it."""

    id: int
    part: Part
    name: Annotated[str, Field(Text(), "组成部分")]
    version: Annotated[str, Field(Text(), "版本")]
    licence: Annotated[str, Field(Text(), "许可")]
    use: Annotated[str, Field(Text(), "用来做什么")]


class LicencesPanel(Panel):
    """The list above, the text of the chosen part below."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__("许可", "选一行，下面就是许可的全文；不需要网络", flush=True)
        name, version, licence, use = columns(PartLine, "name", "version", "licence", "use")
        self.table = Table(
            (
                Column(name, 170),
                Column(version, 80),
                Column(licence, 250, stretches=True),
                Column(use, 190, muted=True, stretches=True),
            ),
            name="system.licences",
            settings=settings,
            label="组成部分",
            empty=Empty("没有列出组成部分。", "", icon="info"),
        )
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("许可全文")
        sized(self.text, least_height=160)
        self.table.current_changed.connect(lambda _line: self._show())
        self.add(self.table, 1)
        self.add(column(self.text, margins=(12, 8, 12, 12)), 1)

    def refresh(self) -> None:
        """Fill the list once; the program itself stands first."""
        if len(self.table):
            return
        self.table.show_rows([_line(at, part) for at, part in enumerate((_ours(), *parts()), 1)])
        self.table.choose_id(1)

    def _show(self) -> None:
        line: PartLine | None = self.table.current
        self.text.setPlainText("" if line is None else whole_text(line.part))


def whole_text(part: Part) -> str:
    """Where a part ships and where its source is, then the text of its licences."""
    head = [f"{part.name} {part.version}".strip(), part.licence]
    if len(part.where) == 1:
        head.append(f"只随 {_SYSTEMS[part.where[0]]} 版发布。")
    if part.source:
        head.append(f"{part.source}。")
    return "\n".join(head) + "\n\n" + text_of(part)


def _ours() -> Part:
    return Part(NAME, "MIT", "程序本身", ("licences/mulin.txt", "NOTICE.md"), VERSION)


def _line(at: int, part: Part) -> PartLine:
    return PartLine(at, part, part.name, part.version, part.licence, part.use)
