"""计票: the whole round as a grid; right lines are saved in one step, wrong ones stay in red."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from app.drafts import Drafts
from app.leaders.rounds import rules
from app.leaders.rounds.counting import Counted, count_many
from app.leaders.rounds.lists import FILLED, STANDING, TIED, round_row, seat_rows
from app.leaders.rounds.records import RoundRow, SeatRow
from ui.desk import Desk
from ui.kit.cards import Panel
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import Button, Label, caption, column, row
from ui.kit.writing import Shield
from ui.leaders.rounds.count_grid import CountGrid
from ui.leaders.rounds.count_model import CountModel, Key
from ui.leaders.rounds.words import standing_words
from ui.people.lists import ListView, SearchBox
from ui.theme import Tone

ALL, WRONG = "", "wrong"
_STATES = (
    (ALL, "全部岗位"), (STANDING, "还没有票数"), (TIED, "同票"), (FILLED, "已选出"),
    (WRONG, "对不上的"),
)  # fmt: skip
_KEYS = "直接打数字；Enter 向下，Tab 向右，Ctrl+D 向下填充，可以从 Excel 粘贴。"
_REST = 600  # milliseconds of rest before what is typed is kept as a draft


class CountView(ListView):
    """The count of the chosen round."""

    key = "count"
    title = "计票"
    has_pane = False

    def __init__(
        self, desk: Desk, chosen: Callable[[], int | None], drafts: Drafts,
        refuse: Callable[[str], object],
    ) -> None:  # fmt: skip
        super().__init__(desk)
        self._chosen, self._drafts, self._refuse = chosen, drafts, refuse
        self._round: RoundRow | None = None
        self._seats: list[SeatRow] = []
        self.model = CountModel()
        self.grid = CountGrid(self.model)
        self.grid.said.connect(desk.notices.say)
        self.grid.finished.connect(self.save)
        self.model.edited.connect(self._edited)
        self.said = Label("", tone=Tone.MUTED, wrap=True)
        self.clear = Button("放弃没有保存的", self.give_up)
        self.go = Button("全部保存　Ctrl+Enter", self.save, tone=Tone.PRIMARY)
        self._empty = Empty("还没有候选人。", "先在“岗位和候选人”里提名。", icon="table")
        self._lay()
        self.box = SearchBox("楼组、姓名、拼音", width=160)
        self.compound = FilterMenu("小区", [(ALL, "全部小区")])
        self.state = FilterMenu("进展", _STATES)
        self.filter_with(self.box, self.compound, self.state)
        self._shield = Shield(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._keep)

    def _lay(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._empty)
        field = Panel(flush=True)
        field.add(self._stack, 1)
        self._keys_line = caption(_KEYS)
        field.add(row(self._keys_line, margins=(12, 6)))
        foot = row(self.said, self.clear, self.go, gap=8)
        foot.setStretch(0, 1)
        body = column(gap=12)
        body.addWidget(field, 1)
        body.addLayout(foot)
        self.setLayout(body)
        self.setFocusProxy(self.grid)

    # Reading

    def read(self) -> None:
        """Read the seats in the second lane; what is typed stays."""
        round_id, book = self._chosen(), self.book

        def search() -> tuple[RoundRow | None, list[SeatRow]]:
            if round_id is None:
                return None, []
            return round_row(book, round_id), seat_rows(book, round_id)

        self.load(search, self._take)

    def _take(self, found: tuple[RoundRow | None, list[SeatRow]]) -> None:
        before = self._round.id if self._round is not None else None
        self._round, seats = found
        other = self._round is None or self._round.id != before
        if other:
            self.model.typed = {}
        self._seats = seats
        names = dict.fromkeys(row.compound for row in seats if row.compound)
        self.compound.offer([(ALL, "全部小区"), *((name, name) for name in names)])
        self.compound.setVisible(len(names) > 1)
        self._show()
        if other and self._round is not None:
            kept = self._drafts.of(self._draft)
            if kept:
                self.model.restore({_key(name): text for name, text in kept.items()})
                self.desk.notices.say("已接着上次没有保存的票数。")
        self.grid.begin()
        self.restated.emit()

    def _show(self) -> None:
        open_ = self._round is not None and rules.may(self._round.status, rules.COUNT)
        shown = self._in_sight()
        self.model.show(self._seats, shown, open_=open_)
        self._stack.setCurrentIndex(0 if self.model.lines else 1)
        if any(seat.candidates for seat in self._seats):
            self._empty.say("没有符合条件的岗位。", "请放宽上面的筛选条件。")
        else:
            self._empty.say("还没有候选人。", "先在“岗位和候选人”里提名。")
        self._keys_line.setText(_KEYS if open_ else self._closed_words())
        self._say()

    def _closed_words(self) -> str:
        if self._round is None:
            return "还没有推选批次。"
        early = self._round.status in (rules.DRAFT, rules.NOMINATING)
        words = rules.STATUS_WORDS[self._round.status]
        return f"现在是“{words}”，进入投票后才能填票数。" if early else f"“{words}”，票数不再改动。"

    def _in_sight(self) -> Sequence[SeatRow]:
        state, place = self.state.key, self.compound.key
        kept = [
            seat
            for seat in self._seats
            if seat.candidates
            and (not place or seat.compound == place)
            and (state in (ALL, WRONG) or seat.state == state)
        ]
        if state == WRONG:
            kept = [seat for seat in kept if seat.id in self._wrong()]
        return rank(self.box.text(), kept, lambda seat: f"{seat.scope} {standing_words(seat)}")

    def _wrong(self) -> list[int]:
        return [key for key in self.model.changed() if self.model.judged(key).wrong]

    # Typing

    @property
    def _draft(self) -> str:
        return f"count-{self._round.id if self._round is not None else 0}"

    def _edited(self) -> None:
        self._rest.start()
        self._say()

    def _keep(self) -> None:
        if self._round is not None:
            typed = self.model.typed.items()
            self._drafts.keep(self._draft, {_name(key): text for key, text in typed if text})

    def _say(self) -> None:
        touched, wrong = self.model.changed(), self._wrong()
        self.go.setEnabled(bool(touched) and self.model.open)
        self.clear.setVisible(bool(touched))
        standing = [seat for seat in self._seats if seat.candidates]
        counted = sum(
            all(one.votes_for is not None for one in seat.candidates) for seat in standing
        )
        parts = [f"{len(standing)} 个岗位，已有票数 {counted} 个"] if standing else []
        if touched:
            parts.append(f"改了 {len(touched)} 个，还没有保存")
        if wrong:
            parts.append(f"{len(wrong)} 个对不上，请看红字")
        tone = Tone.RED if wrong else Tone.PRIMARY if touched else Tone.MUTED
        self.said.say("；".join(parts), tone)

    def save(self) -> None:
        """Write every seat whose numbers add up, in one step; the others stay typed."""
        if self._round is None or not self.model.open or not self.model.typed:
            return
        self.grid.setFocus()  # takes what is still in an editor
        counts = []
        for seat_id in self.model.changed():
            count = self.model.judged(seat_id).count
            if count is not None:
                counts.append(count)
        left = len(self.model.changed()) - len(counts)
        if not counts:
            self._refuse(f"没有可以保存的票数：{left} 个岗位对不上，请看表里的红字。")
            return
        book, round_id = self.book, self._round.id

        def done(found: Counted) -> None:
            self.model.forget(found.written)
            self._keep()
            also = f"；{left} 个对不上，还在表里" if left else ""
            self.desk.notices.done(found.words() + also)

        self.desk.jobs.run(
            "正在保存票数",
            lambda: count_many(book, round_id, counts),
            done,
            failed=lambda error: self._refuse(str(error)),
            owner=self,
            hold=self._shield.hold,
        )

    def give_up(self) -> None:
        """Forget what is typed; it can be had back."""
        typed = dict(self.model.typed)
        self.model.restore({})
        self._keep()
        self.desk.notices.say("已放弃没有保存的票数。", "恢复", lambda: self.model.restore(typed))

    def clear_filters(self) -> None:
        """All seats."""
        self.box.put("")
        self.compound.choose(ALL)
        self.state.choose(ALL)

    def status(self) -> str:
        """How large the grid is."""
        return f"{len(self.model.lines)} 行" if self.model.lines else ""


def _name(key: Key) -> str:
    return f"{key[0]} {key[1]} {key[2]}"


def _key(name: str) -> Key:
    seat, candidate, field = name.split(" ")
    return int(seat), int(candidate), field
