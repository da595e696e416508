"""The appraisal sheet while it is typed: what the book says, and over it what is not saved yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.kinds import Choice, Kind, Misfit, Points, Text
from app.leaders.appraisal_sheet import AppraisalSheet, SheetRow
from app.leaders.appraisals import FULL, GRADES, MOST_BONUS, AppraisalEntry, Head, graded

SCORE = Points(signed=False)
BONUS, GRADE, OPINION = "bonus", "grade", "opinion"
_HEAD = "head:"
_KINDS: Mapping[str, Kind] = {BONUS: SCORE, GRADE: Choice(GRADES), OPINION: Text(300)}


def head_name(head: Head) -> str:
    """The name of the column of a head."""
    return _HEAD + head.name


class ScoreLine:
    """One leader on the sheet; `typed` are the cells that are not saved, by column.

    Scores beyond a head can be pasted in; they are `wrong` until they are put right.
    """

    def __init__(self, row: SheetRow, bounds: Sequence[int]) -> None:
        self.row = row
        self.id = row.id
        self._bounds = bounds
        self.typed: dict[str, Any] = {}
        self.why = ""
        """What kept it from being saved."""

    # What is in it

    def value(self, name: str) -> Any:
        """What stands in a cell."""
        if name in self.typed:
            return self.typed[name]
        if name.startswith(_HEAD):
            return self.row.scores.get(name.removeprefix(_HEAD))
        return self.row.given if name == GRADE else getattr(self.row, name)

    @property
    def scores(self) -> dict[str, int]:
        """The scores by head."""
        known = {head.name: self.value(head_name(head)) for head in self.row.heads}
        return {name: score for name, score in known.items() if score is not None}

    @property
    def total(self) -> int | None:
        """The total in 0.1; None while a head is empty."""
        scores = self.scores
        if len(scores) < len(self.row.heads):
            return None
        return sum(scores.values()) + (self.value(BONUS) or 0)

    @property
    def grade(self) -> str | None:
        """The grade given, else the one that the total suggests."""
        total = self.total
        suggested = None if total is None else graded(total, self._bounds)
        return self.value(GRADE) or suggested

    @property
    def begun(self) -> bool:
        """Whether anything is scored."""
        return bool(self.scores)

    def most(self, name: str) -> int | None:
        """The most that may stand in a cell; None where there is no limit or no such head."""
        if name == BONUS:
            return MOST_BONUS
        return next((head.most for head in self.row.heads if head_name(head) == name), None)

    def has(self, name: str) -> bool:
        """Whether there is such a cell: earlier appraisals keep the heads they were made with."""
        return not name.startswith(_HEAD) or self.most(name) is not None

    def wrong(self, name: str) -> bool:
        """Whether a score is beyond its head."""
        value, most = self.value(name), self.most(name)
        return isinstance(value, int) and most is not None and not 0 <= value <= most

    # Typing

    def read(self, name: str, text: str) -> Any:
        """What a text means in a cell; raises Misfit."""
        return (SCORE if name.startswith(_HEAD) else _KINDS[name]).parse(text)

    def put(self, name: str, value: Any) -> None:
        """Take a value into a cell; raises Misfit where there is no such cell."""
        if not self.has(name):
            raise Misfit(f"这位的考评早先按原来的项目做，没有“{name.removeprefix(_HEAD)}”这一项")
        self.why = ""
        self.typed.pop(name, None)
        if value != self.value(name):
            self.typed[name] = value

    def check(self, name: str, value: Any) -> None:
        """Raise Misfit for a score beyond its head."""
        most = self.most(name)
        if isinstance(value, int) and most is not None and not 0 <= value <= most:
            raise Misfit(f"应在 0 到 {SCORE.format(most)} 之间")

    def entry(self, period: str, assessor: str, today: Any) -> AppraisalEntry:
        """As the use case takes it; who appraised and when are those known already, else given."""
        row = self.row
        return replace(
            row.entry(period),
            scores=self.scores,
            bonus=self.value(BONUS),
            grade=self.value(GRADE),
            opinion=self.value(OPINION),
            assessed_by=row.assessed_by or assessor or None,
            assessed_on=row.assessed_on or today,
        )


class ScoreSheet:
    """The lines of a period; what is typed stays when the book is read again."""

    def __init__(self) -> None:
        self.sheet = AppraisalSheet("", (), (), ())
        self.lines: list[ScoreLine] = []

    def show(self, sheet: AppraisalSheet, drafts: Mapping[str, str]) -> None:
        """Another reading of the book; of another period what was typed comes from drafts."""
        same = sheet.period == self.sheet.period
        before = {line.id: line for line in self.lines} if same else {}
        self.sheet = sheet
        self.lines = [ScoreLine(row, sheet.bounds) for row in sheet.rows]
        for line in self.lines:
            known = before.get(line.id)
            for name, value in (known.typed if known else {}).items():
                if line.has(name):
                    line.put(name, value)
            if known is not None:
                line.why = known.why
        if not same:
            self._restore(drafts)

    def _restore(self, drafts: Mapping[str, str]) -> None:
        by_id = {line.id: line for line in self.lines}
        for key, text in drafts.items():
            row_id, _, name = key.partition(" ")
            line = by_id.get(int(row_id)) if row_id.isdigit() else None
            if line is not None and line.has(name):
                line.put(name, line.read(name, text))

    def drafts(self) -> dict[str, str]:
        """What is typed and not saved, as texts."""
        return {
            f"{line.id} {name}": _text(name, value)
            for line in self.lines
            for name, value in line.typed.items()
        }

    @property
    def changed(self) -> list[ScoreLine]:
        """The lines with something that is not saved."""
        return [line for line in self.lines if line.typed]

    def line(self, row_id: int) -> ScoreLine | None:
        """The line of a term."""
        return next((line for line in self.lines if line.id == row_id), None)

    def forget(self) -> None:
        """Nothing typed any more."""
        for line in self.lines:
            line.typed, line.why = {}, ""

    def words(self) -> str:
        """How far the sheet is."""
        known = [(line.begun, line.total) for line in self.lines]
        totals = [total for _, total in known if total is not None]
        begun = sum(started and total is None for started, total in known)
        said = f"{len(self.lines)} 人，已评完 {len(totals)} 人"
        if begun:
            said += f"，{begun} 人没有填完"
        if totals:
            said += f"，平均 {SCORE.format(sum(totals) // len(totals))} 分"
        return said


def heads_words(heads: Sequence[Head]) -> str:
    """信息掌握 20 · 服务居民 20, and how much they come to if that is not 100."""
    known = " · ".join(f"{head.name} {SCORE.format(head.most)}" for head in heads)
    total = sum(head.most for head in heads)
    return known if total == FULL else f"{known}（各人按自己的项目计）"


def _text(name: str, value: Any) -> str:
    return (SCORE if name.startswith(_HEAD) else _KINDS[name]).format(value)
