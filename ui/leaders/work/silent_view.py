"""无记录: whom nobody has seen for so many days, and who was not trained this year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.book import Book
from app.fields import columns
from app.leaders.duties import SILENT_DAYS, set_silent_days, silent_days
from app.leaders.serving import SILENT, TWO, UNTRAINED, Unseen, unseen
from ui.desk import Desk
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import Button, Elided, column, row
from ui.kit.table import Column, Table
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.people.residents import ALL
from ui.theme import Tone, Type

_DAYS = (30, 45, 60, 90, 120, 180)
_LONG = 2
"""So many times the days without a record are red."""


class SilentView(OneTable):
    """Who has to be asked after; the number of days is kept in the book."""

    key = "silent"
    title = "无履职记录和未培训的两长"
    kinds = ("unseen",)

    def __init__(
        self,
        desk: Desk,
        record: Callable[[list[int]], object],
        join: Callable[[list[int]], object],
    ) -> None:
        super().__init__(desk)
        table = Table(
            self._columns(), name="work.silent", settings=desk.settings, label="无履职记录的两长",
            empty=Empty(
                "没有要跟进的人。", "在任的两长近期都有履职记录，今年也都培训过。", icon="check"
            ),
        )  # fmt: skip
        self.record = Button("给选中的记履职", lambda: record(self.table.selected_ids()))
        self.join = Button("把选中的加入签到表", lambda: join(self.table.selected_ids()))
        hint = Elided("按住 Shift 或 Ctrl 可以选中多人。", Type.CAPTION, Tone.MUTED)
        foot = row(hint, None, self.join, self.record, gap=8, margins=(12, 8))
        field = self.hold(table)
        field.add(foot)
        self.setLayout(column(field, gap=0))
        self.box = SearchBox("姓名、小区、楼组", width=170)
        self.what = FilterMenu(
            "情况", [(ALL, "无履职或未培训"), (SILENT, "无履职记录"), (UNTRAINED, "今年未培训")]
        )
        self.post = FilterMenu("岗位", [(ALL, "两长"), *((one, one) for one in TWO)])
        self.days = FilterMenu("天数", [(str(one), f"{one} 天无记录") for one in _DAYS])
        self.days.setToolTip("多少天没有履职记录算要跟进；改了会存进台账，今日提醒也按它算")
        self.filter_with(self.box, self.what, self.post)
        self._line.addWidget(self.days)
        self.days.chosen.connect(lambda _key: self._keep_days())
        self._limit = SILENT_DAYS

    def _keep_days(self) -> None:
        set_silent_days(self.book, int(self.days.key))
        self.desk.notices.done(f"{self.days.key} 天没有履职记录的列出来跟进")

    def read(self) -> None:
        """Read everybody meant in the second lane."""
        book, today, text = self.book, self.desk.today(), self.box.text()
        kinds = (self.post.key,) if self.post.key else TWO
        what = self.what.key

        def search() -> tuple[int, list[Unseen]]:
            rows = [one for one in unseen(book, today, kinds) if not what or what in one.lacks]
            return _days_of(book), rank(
                text, rows, lambda one: f"{one.full_name} {one.compound} {one.scope}"
            )

        self.load(search, self._show)

    def _show(self, found: tuple[int, list[Unseen]]) -> None:
        self._limit, rows = found
        choices = sorted({*_DAYS, self._limit})
        self.days.offer([(str(one), f"{one} 天无记录") for one in choices])
        self.days.choose(str(self._limit))
        self.show_whole(rows)

    def _moved(self) -> None:
        count = self.table.grid.count_selected()
        self.record.setText(f"给选中的 {count} 人记履职" if count > 1 else "记履职")
        self.join.setText(f"把选中的 {count} 人加入签到表" if count > 1 else "加入签到表")
        for button in (self.record, self.join):
            button.setEnabled(count > 0)
        super()._moved()

    def clear_filters(self) -> None:
        """Everybody who is looked for."""
        self.box.put("")
        self.what.choose(ALL)
        self.post.choose(ALL)

    def status(self) -> str:
        """How many there are of each sort."""
        rows: list[Unseen] = list(self.table.shown_rows())
        silent = sum(SILENT in one.lacks for one in rows)
        untrained = sum(UNTRAINED in one.lacks for one in rows)
        words = f"{self._limit} 天无履职记录 {silent} 人 · 今年未培训 {untrained} 人"
        return "　　".join(part for part in (words, self.table.selection_sum()) if part)

    def _columns(self) -> list[Column]:
        names = (
            "full_name", "post", "compound", "scope", "words", "last_on", "days", "minutes",
            "start_on",
        )  # fmt: skip
        name, post, compound, scope, words, last, days, minutes, start = columns(Unseen, *names)
        return [
            Column(name, 72), Column(post, 66), Column(compound, 92),
            Column(scope, 120, stretches=True), Column(words, 128, dot=self._tone),
            Column(last, 92, text=lambda one: str(one.last_on or "没有记录")),
            Column(replace(days, label="已有天数"), 76, tone=self._tone), Column(minutes, 84),
            Column(start, 92, shown=False),
        ]  # fmt: skip

    def _tone(self, row: Unseen) -> Tone:
        if SILENT not in row.lacks:
            return Tone.AMBER if UNTRAINED in row.lacks else Tone.PLAIN
        return Tone.RED if row.days is None or row.days >= _LONG * self._limit else Tone.AMBER


def _days_of(book: Book) -> int:
    with book.read() as session:
        return silent_days(session)
