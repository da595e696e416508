"""An appraisal in the pane: its scores, the opinion, and the heads of the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

from app.errors import Invalid, Problem, Refused
from app.fields import Field
from app.kinds import Choice, Day, Misfit, Points, Text
from app.leaders.appraisals import (
    FULL,
    GRADES,
    Head,
    appraise,
    bounds_of,
    delete_appraisals,
    heads_of,
    set_bounds,
    set_heads,
)
from app.people.storing import GONE, Saved
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.parts import Button, Label, caption, sized
from ui.kit.writing import Write
from ui.leaders.work.score_lines import SCORE, ScoreLine, head_name
from ui.people.cards import Fact, FactSheet, note, stacked
from ui.people.pane import lay_rows
from ui.people.side import Side, SidePage
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.leaders.work.appraisal_view import AppraisalView

_BOUND = Points(signed=False)
_LINES = 190  # pixels for eight heads


@dataclass(frozen=True)
class Opinion:
    """What stands on an appraisal beside its scores."""

    opinion: Annotated[str | None, Field(Text(300, lines=True), "考评意见")] = None
    grade: Annotated[str | None, Field(Choice(GRADES), "等次", hint="不填就按总分定")] = None
    assessed_by: Annotated[str | None, Field(Text(40), "考评人")] = None
    assessed_on: Annotated[dt.date | None, Field(Day(), "考评日期")] = None


@dataclass(frozen=True)
class Weights:
    """The heads of the office, one on a line, and from which totals grades are given."""

    heads: Annotated[str, Field(Text(800, lines=True), "考评项目和分值，一行一项", required=True)]
    best: Annotated[int, Field(_BOUND, "优秀", required=True)]
    good: Annotated[int, Field(_BOUND, "称职", required=True)]
    fair: Annotated[int, Field(_BOUND, "基本称职", required=True)]


class AppraisalSide(Side):
    """考评 of one leader in the period of the view; `paper` offers forms below a button."""

    kind = "appraised"

    def __init__(self, page: SidePage, paper: Callable[[list[int], Button], object]) -> None:
        super().__init__(page)
        self._paper = paper
        self.view: AppraisalView | None = None

    def _line(self, row_id: int) -> ScoreLine:
        line = self.view.scores.line(row_id) if self.view is not None else None
        if line is None:
            raise Refused(GONE)
        return line

    @property
    def _period(self) -> str:
        return self.view.scores.sheet.period if self.view is not None else ""

    def show(self, row_id: int) -> None:
        """The card of one appraisal, with what is typed and not saved."""
        line = self._line(row_id)
        who = line.row
        heads = [
            Fact(head.name, f"{SCORE.format(score) or 0} / {SCORE.format(head.most)}")
            for head in who.heads
            if (score := line.value(head_name(head))) is not None
        ]
        total = "" if line.total is None else f"{SCORE.format(line.total) or 0} 分"
        facts = FactSheet(
            [
                Fact("总分", total),
                Fact("等次", line.grade or ""),
                *heads,
                Fact("加分", SCORE.format(line.value("bonus"))),
                Fact("考评人", who.assessed_by or ""),
                Fact("考评日期", str(who.assessed_on or "")),
                Fact("考评意见", line.value("opinion") or ""),
            ]
        )
        said = None
        if line.why:
            said = note(f"没有保存：{line.why}", Tone.RED)
        elif line.typed:
            said = note("有改动，还没有保存。", Tone.MUTED)
        elif not who.appraisal_id:
            said = note("这个周期还没有考评。在左边的表里直接填分。", Tone.MUTED)
        buttons = [self.button("写意见", partial(self.edit, row_id))]
        if who.appraisal_id:
            ids = [who.appraisal_id]
            paper = Button("打印考评表", lambda: self._paper(ids, paper))
            buttons.append(paper)
        buttons.append(self.button("看履职", partial(self.page.open, ("term", row_id))))
        hint = " · ".join(part for part in (self._period, who.compound, who.scope) if part)
        self.page.pane.show_card(who.full_name, hint, stacked(said, facts), buttons)

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("appraisal.opinion", "写意见……", partial(self.edit, row_id), writes=True),
            Command("appraisal.delete", "删除选中的考评", self.delete_selected, writes=True),
        )

    # Forms

    def edit(self, row_id: int) -> None:
        """写意见: with the scores as they stand on the sheet now."""
        line = self._line(row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(Opinion, self.desk.today)
        lay_rows(form, (("opinion",), ("grade",), ("assessed_by", "assessed_on")))
        known = line.entry(self._period, self._assessor(), self.desk.today())
        form.fill(known)

        def act() -> Saved:
            typed = form.record()
            entry = replace(
                line.entry(self._period, "", None),
                opinion=typed.opinion, grade=typed.grade,
                assessed_by=typed.assessed_by, assessed_on=typed.assessed_on,
            )  # fmt: skip
            made = appraise(self.book, row_id, entry)
            line.typed = {}
            return made

        def then(_saved: Saved) -> None:
            self.page.done(f"已保存{line.row.full_name}的考评")

        self.page.fill(
            form, act, then,
            title=f"考评意见 · {line.row.full_name}", hint=self._period, first="opinion",
            key=f"opinion-{self._period}-{row_id}", reopen=partial(self.edit, row_id),
        )  # fmt: skip

    def _assessor(self) -> str:
        return self.view.assessor.text().strip() if self.view is not None else ""

    def delete_selected(self) -> None:
        """Delete the appraisals of the rows selected; their scores go with them."""
        lines: list[ScoreLine] = self.view.table.selected() if self.view is not None else []
        ids = [line.row.appraisal_id for line in lines if line.row.appraisal_id]
        if not ids:
            raise Refused("选中的人在这个周期还没有保存的考评。")
        self.page.commit(
            Write("正在删除考评", len(ids), lambda: delete_appraisals(self.book, ids)),
            lambda _none: self.page.done(f"已删除考评 {len(ids)} 条"),
        )

    def weights(self) -> None:
        """改项目和分值: the heads come to 100; appraisals made before keep theirs."""
        with self.book.read() as session:
            heads, bounds = heads_of(session), bounds_of(session)
        form = Form(Weights, self.desk.today)
        form.add("heads", 0, 0, 3)
        sized(form.editor("heads").box, height=_LINES)
        told = Label("", tone=Tone.MUTED)
        form.add_widget(told, 1, 0, 3)
        form.add_widget(caption("总分达到多少分，给哪个等次："), 2, 0, 3)
        for at, name in enumerate(("best", "good", "fair")):
            form.add(name, 3, at)
        lines = "\n".join(f"{head.name} {SCORE.format(head.most)}" for head in heads)
        names = dict(zip(("best", "good", "fair"), bounds, strict=True))
        form.set_texts({"heads": lines} | {one: SCORE.format(two) for one, two in names.items()})

        def say() -> None:
            total = _sum(form.editor("heads").text())
            told.say(*_told(total))

        form.changed.connect(say)
        say()

        def act() -> None:
            typed = form.record()
            wanted = heads_from(typed.heads)
            with self.book.write("设置考评项目"):
                set_heads(self.book, wanted)
                set_bounds(self.book, (typed.best, typed.good, typed.fair))

        def then(_none: None) -> None:
            self.page.show_again()
            self.page.done("已改考评项目，以前做的考评不变")

        def tried() -> None:
            try:
                act()
            except Invalid as invalid:
                raise Invalid(_beside(one) for one in invalid.problems) from invalid

        self.page.fill(
            form, tried, then,
            title="考评项目和分值", hint="合计 100 分。只管以后新做的考评，已做的保持原来的项目。",
            key="weights", first="heads", reopen=self.weights,
        )  # fmt: skip


def heads_from(text: str) -> list[Head]:
    """The heads of lines such as 信息掌握 20; raises Invalid."""
    heads = []
    for line in text.splitlines():
        words = line.replace("：", " ").replace(":", " ").split()
        if not words:
            continue
        try:
            most = SCORE.parse(words[-1]) if len(words) > 1 else None
        except Misfit as misfit:
            raise Invalid.of("heads", f"“{line.strip()}”：{misfit}") from misfit
        if most is None:
            raise Invalid.of("heads", f"“{line.strip()}”没有分值，请写成“信息掌握 20”")
        heads.append(Head(" ".join(words[:-1]), most))
    return heads


def _sum(text: str) -> int | None:
    try:
        return sum(head.most for head in heads_from(text))
    except Invalid:
        return None


def _told(total: int | None) -> tuple[str, Tone]:
    if total is None:
        return "一行一项，例如“信息掌握 20”。", Tone.MUTED
    right = total == FULL
    return f"合计 {SCORE.format(total) or 0} 分", Tone.GREEN if right else Tone.RED


def _beside(problem: Problem) -> Problem:
    places = {"name": "heads", "most": "heads", "bounds": "best"}
    return Problem(places.get(problem.field, problem.field), problem.text)
