"""考评: the sheet of a period, typed like a spreadsheet and saved as one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.drafts import Drafts
from app.errors import Refused
from app.fields import Field, columns
from app.kinds import Choice, Misfit, Text
from app.leaders.appraisal_sheet import (
    AppraisalSheet,
    SheetRow,
    appraisal_sheet,
    usual_periods,
)
from app.leaders.appraisals import GRADES, Appraised, Head, appraise_many
from app.leaders.posts import POSTS, TWO_LEADERS
from app.leaders.serving import TWO
from ui.desk import Desk
from ui.kit.cards import Panel
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.lines import LineEdit
from ui.kit.match import rank
from ui.kit.page import Page
from ui.kit.parts import Button, Label, caption, column, link, row, sized
from ui.kit.table import Cells, Column, Pasted, Table
from ui.kit.writing import Write
from ui.leaders.work.score_lines import (
    BONUS,
    GRADE,
    OPINION,
    SCORE,
    ScoreLine,
    ScoreSheet,
    head_name,
    heads_words,
)
from ui.people.lists import ListView, SearchBox
from ui.people.residents import ALL
from ui.theme import Tone

_TONES = dict(zip(GRADES, (Tone.GREEN, Tone.PLAIN, Tone.AMBER, Tone.RED), strict=True))
_ASSESSOR = "work/assessor"
_KEYS = "直接填分，Tab 向右，回车向下，可以从 Excel 粘贴。"
_POSTS = tuple(post.kind for post in POSTS.values() if post.family == TWO_LEADERS)
_EVERY = "every"
Found = tuple[AppraisalSheet, list[str]]


class AppraisalView(ListView):
    """Leaders × heads; totals and grades are worked out while people type."""

    key = "appraisal"
    title = "两长考评"
    kinds = ("appraised",)

    def __init__(self, desk: Desk, page: Page, weights: Callable[[], object]) -> None:
        super().__init__(desk)
        self._page = page
        self._drafts = Drafts(desk.book)
        self.scores = ScoreSheet()
        self._heads: tuple[Head, ...] | None = None
        self.table = Table(
            _columns(()), name="work.appraisal", settings=desk.settings, label="考评表",
            empty=Empty(
                "这个周期没有在任的人。", "换一个周期，或先在“两长队伍”里任命。", icon="star"
            ),
        )  # fmt: skip
        self.table.current_changed.connect(self._tell)
        self.table.selection_moved.connect(self.restated)
        self.back = Button("放弃没有保存的", self.give_up)
        self.fill = link("空格填满分", lambda: page.attempt(self.fill_full))
        self.fill.setToolTip("选中几行就填这几行，否则填全部；填好再扣分")
        self.told = Label("", tone=Tone.MUTED, wrap=True)
        self.weights = caption("", wrap=True)
        foot = row(self.told, self.fill, self.back, gap=8, margins=(12, 6))
        foot.setStretch(0, 1)
        head = row(self.weights, link("改项目和分值", weights), gap=8, margins=(12, 4))
        head.setStretch(0, 1)
        field = Panel(flush=True)
        field.add(head)
        field.add(self.table, 1)
        field.add(foot)
        self.setLayout(column(field, gap=0))
        self.box = SearchBox("姓名、小区、楼组", width=150)
        now = f"{desk.today().year}年"
        self.period = FilterMenu("考评周期", [(now, now)])
        posts = [(ALL, "两长"), *((one, one) for one in _POSTS), (_EVERY, "全部岗位")]
        self.post_menu = FilterMenu("岗位", posts)
        self.filter_with(self.box, self.period, self.post_menu)
        self.assessor = LineEdit(hint="考评人", name="考评人")
        self.assessor.setText(str(desk.settings.value(_ASSESSOR) or ""))
        self.assessor.setToolTip("新登记的考评写这个考评人")
        sized(self.assessor, width=110)
        self._line.addWidget(self.assessor)
        self.end_line()
        self._let_type()

    @property
    def keeps_views(self) -> bool:
        """The sheet is of a period, not of a view."""
        return False

    # Reading

    def read(self) -> None:
        """Read the sheet of the period in the second lane."""
        book, period, today = self.book, self.period.key, self.desk.today()

        def search() -> Found:
            return appraisal_sheet(book, period, _POSTS, today), usual_periods(book, today)

        self.load(search, self._show)

    def _show(self, found: Found) -> None:
        sheet, periods = found
        self.period.offer([(one, one) for one in periods])
        self.scores.show(sheet, self._drafts.of(self._draft_key(sheet.period)))
        self.title = f"{sheet.period}两长考评"
        if sheet.heads != self._heads:
            self._heads = sheet.heads
            self.table.set_columns(_columns(sheet.heads))
            self._let_type()
        self.weights.setText(heads_words(sheet.heads))
        words = lambda one: f"{one.row.full_name} {one.row.compound} {one.row.scope}"  # noqa: E731
        post = self.post_menu.key
        kinds = {ALL: TWO, _EVERY: _POSTS}.get(post, (post,))
        lines = [line for line in self.scores.lines if line.row.post in kinds]
        self.show_quietly(self.table, rank(self.box.text(), lines, words))
        if not self.aim(self.table, "appraised"):
            self.begin(self.table)
        self._say()
        self._offer_current()

    def _offer_current(self) -> None:
        if self.table.current_id is not None:
            self.offered.emit(("appraised", self.table.current_id))

    def _let_type(self) -> None:
        names = {head_name(head) for head in self._heads or ()} | {BONUS, GRADE, OPINION}
        self.table.edit_with(Cells(frozenset(names), self.desk.today, self._typed, self._paste))

    def _say(self) -> None:
        changed = self.scores.changed
        wrong = sum(_is_wrong(line) for line in changed)
        parts = []
        if changed:
            parts.append(f"{len(changed)} 人改了还没有保存")
        if wrong:
            parts.append(f"{wrong} 人的分数超出分值")
        self.told.say("；".join(parts) or _KEYS, Tone.RED if wrong else Tone.MUTED)
        self.back.setVisible(bool(changed))
        self.restated.emit()

    def _draft_key(self, period: str) -> str:
        return f"appraisal-{period}"

    def _keep(self) -> None:
        self._drafts.keep(self._draft_key(self.scores.sheet.period), self.scores.drafts())
        self._say()
        self._offer_current()

    # Typing

    def _typed(self, row_id: int, name: str, value: Any) -> None:
        line = self.scores.line(row_id)
        if line is None:
            raise Refused("这一行已经不在表里，请重新打开这个周期。")
        line.check(name, value)
        line.put(name, value)
        self._keep()

    def _paste(self, pasted: Pasted) -> None:
        refused = list(pasted.refused)
        for row_id, texts in pasted.cells.items():
            line = self.scores.line(row_id)
            for name, text in texts.items() if line is not None else ():
                try:
                    line.put(name, line.read(name, text))  # type: ignore[union-attr]
                except Misfit as misfit:
                    refused.append(f"{line.row.full_name}：{misfit}")  # type: ignore[union-attr]
        self._keep()
        self.table.grid.viewport().update()
        if refused:
            more = f"等 {len(refused)} 处" if len(refused) > 3 else ""
            self._page.refused(f"没有放进去：{'；'.join(refused[:3])}{more}。")

    def fill_full(self) -> None:
        """Fill the empty cells of the rows selected (of all, if it is one) with all points."""
        chosen = self.table.selected() if self.table.grid.count_selected() > 1 else []
        lines: list[ScoreLine] = chosen or list(self.table.shown_rows())
        for line in lines:
            for head in line.row.heads:
                if line.value(head_name(head)) is None:
                    line.put(head_name(head), head.most)
        self._keep()
        self.table.grid.viewport().update()

    def give_up(self) -> None:
        """Drop what is not saved; it can be had back."""
        typed = {line.id: dict(line.typed) for line in self.scores.changed}

        def back() -> None:
            for row_id, cells in typed.items():
                line = self.scores.line(row_id)
                if line is not None:
                    line.typed = cells
            self._keep()
            self.table.grid.viewport().update()

        self.scores.forget()
        self._keep()
        self.table.grid.viewport().update()
        self.desk.notices.say("没有保存的考评已放弃。", "恢复", back)

    # Saving

    def post(self) -> None:
        """Save every line that was changed in one step; those that do not fit stay typed."""
        period, today = self.scores.sheet.period, self.desk.today()
        assessor = self.assessor.text().strip()
        self.desk.settings.setValue(_ASSESSOR, assessor)
        changed = self.scores.changed
        if not changed:
            raise Refused("没有要保存的考评。")
        entries = {line.id: line.entry(period, assessor, today) for line in changed}
        names = {line.id: line.row.full_name for line in changed}
        self._page.commit(
            Write("正在保存考评", len(entries), lambda: appraise_many(self.book, entries)),
            lambda made: self._posted(made, names),
        )

    def _posted(self, made: Appraised, names: Mapping[int, str]) -> None:
        """What was saved is no longer typed; the lines may have been read again meanwhile."""
        for row_id in names:
            line = self.scores.line(row_id)
            if line is not None:
                line.why = made.refused.get(row_id, "")
                line.typed = line.typed if line.why else {}
        self._keep()
        self.table.grid.viewport().update()
        if made.written:
            self.desk.notices.done(f"已保存考评 {made.written} 人")
        if made.refused:
            who = next(row_id for row_id in names if row_id in made.refused)
            more = f"等 {len(made.refused)} 人" if len(made.refused) > 1 else ""
            self._page.refused(
                f"{names[who]}{more}没有保存，还留在表里：{made.refused[who]}。改好再保存。"
            )

    def appraisal_ids(self) -> list[int]:
        """The appraisals on the sheet that are saved: those selected, or all in sight."""
        chosen = self.table.selected() if self.table.grid.count_selected() > 1 else []
        lines: list[ScoreLine] = chosen or list(self.table.shown_rows())
        ids = [line.row.appraisal_id for line in lines if line.row.appraisal_id]
        if not ids:
            raise Refused("这个周期还没有保存的考评，没有可以打印的。")
        return ids

    # What the page asks

    def _tell(self, line: Any) -> None:
        if line is not None:
            self.picked.emit(("appraised", line.id))

    def clear_filters(self) -> None:
        """Everybody of the period."""
        self.box.put("")
        self.post_menu.choose(ALL)

    def status(self) -> str:
        """How far the sheet is."""
        parts = (self.scores.words(), self.table.selection_sum())
        return "　　".join(part for part in parts if part)

    def tables(self) -> tuple[Table, ...]:
        """The one table."""
        return (self.table,)


def _is_wrong(line: ScoreLine) -> bool:
    return any(line.wrong(name) for name in line.typed)


def _columns(heads: Sequence[Head]) -> list[Column]:
    name, post, compound, scope, opinion = columns(
        SheetRow, "full_name", "post", "compound", "scope", "opinion"
    )
    known = [
        Column(one, width, shown=shown, read=_of_row(one.name), stretches=one is scope)
        for one, width, shown in (
            (name, 60, True), (post, 66, False), (compound, 80, False), (scope, 40, True),
        )
    ]  # fmt: skip
    *known, where = known
    scored = [
        Column(
            Field(SCORE, head.name, name=head_name(head)), 68,
            read=_of_cell(head_name(head)), tone=_tone_of(head_name(head)),
        )
        for head in heads
    ]  # fmt: skip
    return [
        *known,
        *scored,
        Column(Field(SCORE, "加分", name=BONUS), 42, read=_of_cell(BONUS), tone=_tone_of(BONUS)),
        Column(Field(SCORE, "总分", name="total"), 44, read=lambda line: line.total),
        Column(
            Field(Choice(GRADES), "等次", name=GRADE), 68, read=lambda line: line.grade,
            tone=_grade_tone,
        ),
        where,
        Column(
            Field(Text(300), opinion.label, name=OPINION), 160, shown=False, read=_of_cell(OPINION)
        ),
    ]  # fmt: skip


def _of_row(name: str) -> Callable[[ScoreLine], Any]:
    return lambda line: getattr(line.row, name)


def _of_cell(name: str) -> Callable[[ScoreLine], Any]:
    return lambda line: line.value(name)


def _tone_of(name: str) -> Callable[[ScoreLine], Tone]:
    def tone(line: ScoreLine) -> Tone:
        if line.wrong(name):
            return Tone.RED
        return Tone.PRIMARY if name in line.typed else Tone.PLAIN

    return tone


def _grade_tone(line: ScoreLine) -> Tone:
    return _TONES.get(line.grade or "", Tone.PLAIN)
