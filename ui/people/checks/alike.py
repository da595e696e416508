"""可能重复: pairs of records that may be one at the left, the two side by side at the right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.fields import Field
from app.kinds import Text
from app.people.merging.alike import MOST, Alike, Pair, Table, find_alike, not_one, pair_of
from app.people.merging.choosing import Side
from app.people.merging.comparing import Beside, beside
from app.people.merging.merge import merge_households, merge_residents
from app.reveal import reveal
from app.work import Progress
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.parts import caption, link, row, sized
from ui.kit.table import Column
from ui.kit.table import Table as TableWidget
from ui.people.checks.merge import MergePanel
from ui.people.checks.search import Search
from ui.people.side import SidePage
from ui.theme import Tone

_TONES = {"很像": Tone.GREEN, "较像": Tone.AMBER, "有点像": Tone.MUTED}


class AlikePart(QWidget):
    """The pairs that were found, and the two of the current one to be merged or told apart."""

    counted = Signal()

    def __init__(self, page: SidePage) -> None:
        super().__init__()
        self._page = page
        self._desk = page.desk
        self._chosen: tuple[Table, int, int] | None = None
        self._pair: Pair | None = None
        self.alike: Alike | None = None
        self.search = Search(page.desk.jobs, self)
        self.search.found.connect(self._found)
        self.search.progressed.connect(self._tell)
        self.table = self._make_table()
        self.table.current_changed.connect(self._turn_to)
        self.panel = MergePanel(self._look)
        self.panel.merged.connect(self._merge)
        self.panel.parted.connect(self._part)
        self.panel.left.connect(self._leave)
        self.panel.turned.connect(self._swap)
        self._progress = caption()
        self._stop = link("停止", self._halt)
        self._again = link("重新查找", self.read)
        left = Panel(flush=True)
        left.add(self.table, 1)
        strip = QWidget()
        strip.setLayout(row(self._progress, None, self._stop, self._again, margins=(12, 6), gap=8))
        left.add(strip)
        sized(left, width=420)
        body = row(left, self.panel, gap=16)
        body.setStretch(1, 1)
        self.setLayout(body)
        self._say()

    def _make_table(self) -> TableWidget:
        like = Field(Text(width=6), "相像", name="likeness")
        who = Field(Text(width=24), "两条记录", name="title")
        why = Field(Text(width=30), "理由", name="why")
        return TableWidget(
            (
                Column(like, 74, text=lambda pair: pair.likeness, dot=_dot),
                Column(who, 200, stretches=True, text=_both),
                Column(why, 200, text=lambda pair: pair.why, shown=False),
            ),
            name="people.alike",
            settings=self._desk.settings,
            label="可能重复的记录",
            empty=Empty(
                "没有发现重复登记的人和户。",
                "身份证号码、姓名加出生日期、电话或住址相同的，会列在这里。",
                icon="check",
            ),
        )

    # Looking

    def read(self) -> None:
        """Look for pairs anew; what was found before stays in sight until then."""
        book = self._desk.book
        self.search.start(lambda: find_alike(book))
        self._say()
        if self._chosen is not None:
            self._show(*self._chosen)

    def show_two(self, table: Table, one: int, other: int) -> None:
        """Two records that somebody chose, whether they look alike or not."""
        self._chosen = (table, one, other)
        self._show(table, one, other)

    def _halt(self) -> None:
        self.search.stop()
        self._say()
        self._desk.notices.say("已停止查找，已有的结果不变。")

    def _found(self, alike: Alike) -> None:
        self.alike = alike
        before = self.table.current_id
        at = self.table.grid.current_row
        self.table.blockSignals(True)
        self.table.show_rows(alike.pairs)
        if len(self.table) and self.table.current_id is None:
            self.table.grid.choose(min(max(at, 0), len(self.table) - 1))
        self.table.blockSignals(False)
        if self._chosen is None and (self.table.current_id != before or self.panel.shown is None):
            self._turn_to(self.table.current)
        self._say()
        self.counted.emit()

    def _tell(self, progress: Progress) -> None:
        share = f" {progress.done * 100 // progress.total}%" if progress.total else ""
        self._progress.setText(f"{progress.text}{share}")

    def _say(self) -> None:
        running = self.search.running
        self._stop.setVisible(running)
        self._again.setVisible(not running)
        if running:
            self._progress.setText("正在查找")
        elif self.alike is not None:
            self._progress.setText(self.words())

    def words(self) -> str:
        """How many pairs there are."""
        if self.alike is None:
            return ""
        more = "，先列出最像的" if self.count > MOST else ""
        pairs = ((self.alike.people, "人"), (self.alike.homes, "户"))
        found = "、".join(f"{count:,} 对{what}" for count, what in pairs if count)
        return f"{found}可能重复{more}" if found else "没有可能重复的人和户"

    @property
    def count(self) -> int:
        """How many pairs there are of both sorts."""
        return self.alike.people + self.alike.homes if self.alike is not None else 0

    # The two in sight

    def _look(self, table: str, row_id: int, field: str) -> str | None:
        return self._page.attempt(lambda: reveal(self._desk.book, table, row_id, field))

    def _turn_to(self, pair: Pair | None) -> None:
        self._chosen = None
        if pair is None:
            self._pair = None
            self.panel.show_nothing("没有需要核对的了。" if self.alike else "正在查找……")
            return
        self._show(pair.table, pair.a_id, pair.b_id)

    def _show(self, table: Table, kept: int, gone: int) -> None:
        book = self._desk.book

        def look() -> tuple[Pair, Beside]:
            pair = next((one for one in pairs if {one.a_id, one.b_id} == {kept, gone}), None)
            return pair or pair_of(book, table, kept, gone), beside(book, table, kept, gone)

        def show(found: tuple[Pair, Beside]) -> None:
            self._pair, compared = found
            self.panel.show_pair(self._pair, compared)

        def gone_by(error: Exception) -> None:
            self._chosen = None
            self.panel.show_nothing("这两条记录已有变动。", str(error))

        pairs = self.alike.pairs if self.alike is not None else ()
        self._desk.jobs.fetch(look, show, failed=gone_by, owner=self, key=f"beside-{id(self)}")

    def _swap(self) -> None:
        shown = self.panel.shown
        if shown is not None and self._pair is not None:
            self._show(self._pair.table, shown.gone_id, shown.kept_id)

    def _merge(self, choices: Mapping[str, Side]) -> None:
        shown = self.panel.shown
        if shown is None:
            return
        merge = merge_residents if shown.table == "resident" else merge_households
        today, book = self._desk.today(), self._desk.book
        saved = self._page.attempt(
            lambda: merge(book, shown.kept_id, shown.gone_id, choices, today)
        )
        if saved is None:
            return
        self._chosen = None
        self.panel.show_nothing("已合并。")
        kind = "person" if shown.table == "resident" else "household"
        self._page.done(f"已合并：{shown.gone_title}", saved.warnings, (kind, saved.id))

    def _part(self) -> None:
        shown = self.panel.shown
        if shown is None or self._pair is None:
            return
        table, today, book = self._pair.table, self._desk.today(), self._desk.book

        def act() -> bool:
            not_one(book, table, shown.kept_id, shown.gone_id, today)
            return True

        if self._page.attempt(act):
            self._chosen = None
            self.panel.show_nothing("已记下，不再提示这一对。")
            word = "不是同一人" if table == "resident" else "不是同一户"
            self._page.done(f"已记下{word}，以后不再提示这一对")

    def _leave(self) -> None:
        at = self.table.grid.current_row
        if self._chosen is not None:
            self._turn_to(self.table.current)
        elif len(self.table) > 1:
            self.table.grid.choose((at + 1) % len(self.table))
        else:
            self.panel.show_nothing("先放着，下次打开还会列在这里。")


def _dot(pair: Pair) -> Tone:
    return _TONES[pair.likeness]


def _both(pair: Pair) -> str:
    """Both records, without saying twice what they have in common."""
    name, _, door = pair.title.partition(" · ")
    other_name, _, other_door = pair.other.partition(" · ")
    if pair.title == pair.other:
        return f"{pair.title}（两条）"
    if pair.table == "resident" and door == other_door:
        return f"{name}、{other_name} · {door}"
    if pair.table == "resident" and name == other_name:
        return f"{name} · {door}、{other_door}"
    return f"{pair.title}、{pair.other}"
