"""Step 4: what was done, and where to go from here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.rosters import ROSTERS
from app.sheets.plan import Result, summed
from ui.imports.counts import sum_words
from ui.imports.sheets import scrolled
from ui.kit.cards import Panel
from ui.kit.parts import Button, Label, Picture, caption, column, row
from ui.theme import Tone, Type

ROOMS = {
    "residents": ("people", "看居民房屋"),
    "households": ("people", "看居民房屋"),
    "shops": ("people", "看居民房屋"),
    "pets": ("people", "看居民房屋"),
    "organizations": ("people", "看居民房屋"),
    "building-leaders": ("leaders", "看两长队伍"),
    "street-leaders": ("leaders", "看两长队伍"),
    "posts": ("leaders", "看两长队伍"),
    "candidates": ("rounds", "看推选换届"),
    "points": ("pledge", "看积分流水和排名"),
}


class DoneView(QWidget):
    """The results of all sheets, just written or of an earlier import."""

    again = Signal()
    undo_asked = Signal()
    errors_asked = Signal()
    mended_asked = Signal()
    room_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.panel = Panel("导入完成")
        self._lines = column(gap=14)
        self._buttons = row(gap=10)
        self.sum = Label("", wrap=True, selectable=True)
        self.panel.add(self.sum)
        self.panel.add(self._buttons)
        self.panel.add(scrolled(column(self._lines, None), "导入结果"), 1)
        self.setLayout(column(self.panel))

    def show_results(
        self,
        results: Sequence[Result],
        *,
        title: str = "导入完成",
        gone: int = 0,
        undoes: bool = True,
        saves: bool = True,
    ) -> None:
        """The outcome in words, sheet by sheet; `gone` records were said to have left.

        `undoes` offers to take it back, `saves` to save the rows to mend (known only just after).
        """
        for box in (self._lines, self._buttons):
            while box.count():
                widget = box.takeAt(0).widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        total = summed(results)
        left = f"登记不在表里的 {gone} 个。" if gone else ""
        self.panel.say(title, f"{len(results)} 张表" if len(results) > 1 else "")
        self.sum.setText(sum_words(total) + left)
        for result in results:
            self._lines.addWidget(_line(result))
        changed = bool(total.created or total.updated or gone)
        self._offer(results, total, undoes=undoes and changed, saves=saves)

    def _offer(
        self, results: Sequence[Result], total: Result, *, undoes: bool, saves: bool
    ) -> None:
        rooms = dict(ROOMS[result.roster] for result in results if result.roster in ROOMS)
        for at, (room, text) in enumerate(rooms.items()):
            tone = Tone.PRIMARY if at == 0 else Tone.PLAIN
            self._buttons.addWidget(
                Button(text, lambda room=room: self.room_asked.emit(room), tone=tone)  # type: ignore[misc]
            )
        if total.failed and saves:
            self._buttons.addWidget(Button("另存要改正的行……", self.errors_asked.emit))
            self._buttons.addWidget(Button("改好后再导入……", self.mended_asked.emit))
        if undoes:
            self._buttons.addWidget(Button("撤销这次导入", self.undo_asked.emit))
        self._buttons.addWidget(Button("再导入别的表", self.again.emit))
        self._buttons.addStretch(1)


def _line(result: Result) -> QWidget:
    titles = {roster.key: roster.title for roster in ROSTERS}
    tone = Tone.AMBER if result.failed else Tone.GREEN
    words = column(
        Label(_name(titles.get(result.roster, result.roster), result.sheet), Type.STRONG),
        Label(result.sentence(), wrap=True, selectable=True),
        gap=4,
    )
    for notice in result.notices[:8]:
        words.addWidget(caption(notice, wrap=True))
    if len(result.notices) > 8:
        words.addWidget(caption(f"另有 {len(result.notices) - 8} 条说明。"))
    inner = row(column(Picture("warning" if result.failed else "check", tone, 22), None), gap=12)
    inner.addLayout(words, 1)
    line = QWidget()
    line.setLayout(inner)
    return line


def _name(roster: str, sheet: str) -> str:
    return roster if sheet == roster else f"{roster} · {sheet}"
