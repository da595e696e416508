"""自设栏: the columns that the office adds to its own registers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from PySide6.QtWidgets import QWidget

from app import own_fields
from app.fields import Field, columns
from app.kinds import Flag, Text, Whole
from app.own_fields import TABLES, OwnColumn, OwnFieldEntry
from ui.commands import Command
from ui.kit.cards import Panel
from ui.kit.chips import Chips
from ui.kit.empty import Empty
from ui.kit.form import Form
from ui.kit.parts import Button, caption, column, row, sized
from ui.kit.table import Column, Table
from ui.system.section import Section
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.system.page import SystemPage

_MEANS = (
    "自设栏会出现在登记表单、列表、筛选、导入和导出里。"
    "停用后不再出现，已填的内容会保留；还没有内容的栏可以删除。"
)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A column of the office's own as the list shows it."""

    id: int
    own: OwnColumn
    label: Annotated[str, Field(Text(20), "栏名")]
    kind: Annotated[str, Field(Text(6), "内容")]
    choices: Annotated[str, Field(Text(200), "选项")]
    sensitive: Annotated[bool, Field(Flag(), "保密")]
    filled: Annotated[int, Field(Whole(), "已填")]
    state: Annotated[str, Field(Text(8), "状态")]


class OwnFieldsSection(Section):
    """The columns of one register, and a form for the chosen one or a new one."""

    def __init__(self, page: SystemPage) -> None:
        super().__init__(page)
        self.tables = Chips(TABLES.items(), name="哪一本名册")
        self.tables.chosen.connect(self._turn)
        self.table = self._list()
        self.table.current_changed.connect(lambda _line: self._show_chosen())
        self._chosen: OwnColumn | None = None
        self.form = Form(OwnFieldEntry, self.desk.today)
        for at, name in enumerate(("label", "kind", "choices", "sensitive")):
            self.form.add(name, at)
        self.form.saved.connect(self.save)
        self.form.changed.connect(self._judge)
        self.save_button = Button("保存", self.save, tone=Tone.PRIMARY, hint="Ctrl+Enter")
        self.side = Panel("新增自设栏")
        self.side.add(self.form)
        self.side.add(row(self.save_button, None))
        self._foot = self._buttons()
        for item in (6, self._foot, caption(_MEANS, wrap=True), None):
            self.side.add(item)
        sized(self.side, width=320)
        listed = Panel(flush=True)
        listed.add(self.table, 1)
        left = column(row(self.tables, None), gap=12)
        left.addWidget(listed, 1)
        body = row(gap=16)
        body.addLayout(left, 1)
        body.addWidget(self.side)
        self.setLayout(body)
        self._show_chosen()

    def _list(self) -> Table:
        label, kind, choices, sensitive, filled, state = columns(
            OwnLine, "label", "kind", "choices", "sensitive", "filled", "state"
        )
        return Table(
            (
                Column(label, 150), Column(kind, 72), Column(choices, 220, stretches=True),
                Column(sensitive, 60), Column(filled, 64), Column(state, 72, muted=True),
            ),
            name="system.own", settings=self.desk.settings, label="自设栏",
            empty=Empty(
                "这本名册还没有自设栏。",
                "表格里常用、程序里没有的栏目，可以在右边自己加上，比如“疫苗针数”“车牌号”。",
                icon="columns",
            ),
        )  # fmt: skip

    def _buttons(self) -> QWidget:
        self.away = Button("停用", self.turn_away)
        made = QWidget()
        made.setLayout(
            row(
                Button("上移", lambda: self._act(lambda own: self._moved(own, -1))),
                Button("下移", lambda: self._act(lambda own: self._moved(own, 1))),
                self.away,
                Button("删除", self.delete),
                None,
                gap=8,
            )
        )
        return made

    # What is shown

    @property
    def register(self) -> str:
        """The table of the register that is chosen."""
        return self.tables.key

    def open(self, part: str) -> None:
        """An empty form for a column of one register, by its table."""
        self.tables.choose(part)
        self._turn(part)

    def refresh(self) -> None:
        """Read the columns and how many values stand in each."""
        book, table = self.desk.book, self.register

        def read() -> list[OwnLine]:
            filled = own_fields.counts(book, table)
            return [
                _line(one, filled.get(one.id, 0))
                for one in own_fields.own_columns(book, table, archived=True)
            ]

        self.desk.jobs.fetch(read, self._take, owner=self, key="own")

    def _take(self, lines: list[OwnLine]) -> None:
        self.table.show_rows(lines)
        self.page.restate()

    def _turn(self, _key: str) -> None:
        self.add_new()
        self.refresh()

    def _show_chosen(self) -> None:
        line: OwnLine | None = self.table.current
        if line is not None and not self.form.dirty:
            self._chosen = line.own
            self.form.fill(line.own.entry)
        elif line is None and self._chosen is not None:
            self._chosen = None
            self.form.fill(OwnFieldEntry(""))
        self._judge()

    def _judge(self) -> None:
        known = self._chosen
        self.side.say("新增自设栏" if known is None else f"修改 · {known.entry.label}")
        self._foot.setVisible(known is not None)
        self.away.setText("恢复" if known is not None and known.archived else "停用")
        self.save_button.setText("新增" if known is None else "保存")
        self.form.editor("choices").setEnabled(self.form.editor("kind").text() == "选项")

    # What is done

    def add_new(self) -> None:
        """An empty form for one more column."""
        self._chosen = None
        self.form.fill(OwnFieldEntry(""))
        self._judge()
        self.form.editor("label").setFocus()

    def save(self) -> None:
        """Add the column, or change the chosen one."""
        known, table = self._chosen, self.register

        def act() -> str:
            entry = self.form.record()
            if known is None:
                own_fields.add_own_field(self.desk.book, table, entry)
            else:
                own_fields.edit_own_field(self.desk.book, known.id, entry)
            return entry.label

        label = self.page.attempt(act, self.form)
        if label:
            self.add_new()
            self.desk.notices.done(f"已{'新增' if known is None else '保存'}自设栏“{label}”")
            self.refresh()

    def turn_away(self) -> None:
        """Put the chosen column away, or bring it back."""

        def act(own: OwnColumn) -> str:
            day = None if own.archived else self.desk.today()
            own_fields.put_away(self.desk.book, own.id, day)
            return f"已{'恢复' if own.archived else '停用'}自设栏“{own.entry.label}”"

        self._act(act)

    def delete(self) -> None:
        """Delete the chosen column if nothing stands in it."""

        def act(own: OwnColumn) -> str:
            own_fields.delete_own_field(self.desk.book, own.id)
            return f"已删除自设栏“{own.entry.label}”"

        self._act(act)

    def _moved(self, own: OwnColumn, steps: int) -> str:
        own_fields.move_own_field(self.desk.book, own.id, steps)
        return "已调整自设栏的次序"

    def _act(self, act: Callable[[OwnColumn], str]) -> None:
        own = self._chosen
        if own is None:
            return
        said = self.page.attempt(lambda: act(own))
        if said:
            self.form.fill(own.entry)
            self.desk.notices.done(said)
            self.refresh()

    def buttons(self) -> tuple[Command, ...]:
        """Adding one more."""
        return (
            Command("system.own.add", "新增自设栏", self.add_new, "Ctrl+N", "plus", writes=True),
        )

    def status(self) -> tuple[str, str]:
        """How many columns there are."""
        return (f"{len(self.table)} 个自设栏", "")


def _line(own: OwnColumn, filled: int) -> OwnLine:
    entry = own.entry
    return OwnLine(
        own.id, own, entry.label, entry.kind, "、".join(entry.choices), bool(entry.sensitive),
        filled, "已停用" if own.archived else "",
    )  # fmt: skip
