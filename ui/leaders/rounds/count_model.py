"""The count of a whole round as cells: what is stored, what is typed over it, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal

from app.fields import fields_of
from app.kinds import Misfit
from app.leaders.rounds import rules
from app.leaders.rounds.counting import Count
from app.leaders.rounds.lists import TIED
from app.leaders.rounds.records import COUNT, Ballots, CandidateRow, SeatRow, Votes
from ui.kit.table.model import Index
from ui.theme import Tone

SEAT_FIELDS = tuple(fields_of(Ballots))
VOTE_FIELDS = tuple(fields_of(Votes))
FIELDS = (*SEAT_FIELDS, *VOTE_FIELDS)
FIRST = 2
"""The first column to type into; before it stand the seat and the candidate."""

RESULT, SAID = FIRST + len(FIELDS), FIRST + len(FIELDS) + 1
_HEADS = (
    "岗位", "候选人", "应到", "发出", "收回", "赞成", "反对", "弃权", "结果", "核对",
)  # fmt: skip
_NOWHERE = QModelIndex()

Key = tuple[int, int, str]
"""Seat, candidate (0 for the ballots of the seat), field."""


@dataclass(frozen=True)
class Line:
    """One line: a candidate of a seat; the first line of a seat has its ballots."""

    seat: SeatRow
    candidate: CandidateRow
    first: bool


@dataclass(frozen=True)
class Judged:
    """What the typed numbers of a seat say: sentences by candidate (0: the seat), results.

    `wrong` keeps the seat from being saved; `odd` is only pointed out; `marks` are the cells
    that the sentences are about.
    """

    wrong: Mapping[int, str]
    odd: Mapping[int, str]
    results: Mapping[int, str]
    count: Count | None
    marks: frozenset[Key] = frozenset()


class CountModel(QAbstractTableModel):
    """Cells by line and field; what is typed stays as text until it is saved."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.seats: dict[int, SeatRow] = {}
        self.typed: dict[Key, str] = {}
        self.open = False
        self._several = False
        self._judged: dict[int, Judged] = {}

    def show(self, seats: Sequence[SeatRow], shown: Sequence[SeatRow], *, open_: bool) -> None:
        """The seats of a round and those in sight; what is typed for them stays."""
        self.beginResetModel()
        self.seats = {seat.id: seat for seat in seats if seat.candidates}
        self._several = len({seat.kind for seat in seats}) > 1
        self.open = open_
        self.typed = {key: text for key, text in self.typed.items() if self._knows(key)}
        self.lines = [
            Line(seat, one, at == 0)
            for seat in shown
            for at, one in enumerate(sorted(seat.candidates, key=lambda one: one.id))
        ]
        self._judged = {}
        self.endResetModel()

    def _knows(self, key: Key) -> bool:
        seat = self.seats.get(key[0])
        if seat is None:
            return False
        return not key[1] or any(one.id == key[1] for one in seat.candidates)

    def name(self, seat: SeatRow) -> str:
        """金水苑 1号楼组, and the post where the round has several."""
        kind = seat.kind if self._several or not seat.scope else ""
        return " ".join(part for part in (seat.compound, seat.scope, kind) if part)

    def first_empty(self) -> tuple[int, int] | None:
        """Line and column of the first number that is missing."""
        for at, line in enumerate(self.lines):
            for column, name in enumerate(FIELDS, FIRST):
                of_seat = name in SEAT_FIELDS
                if of_seat and not line.first:
                    continue
                row: SeatRow | CandidateRow = line.seat if of_seat else line.candidate
                key = (line.seat.id, 0 if of_seat else line.candidate.id, name)
                if not self.typed[key] if key in self.typed else getattr(row, name) is None:
                    return at, column
        return None

    # What is typed

    def key(self, index: Index) -> Key | None:
        """What a cell holds; None where nothing is typed."""
        at = index.column() - FIRST
        if not index.isValid() or not 0 <= at < len(FIELDS):
            return None
        line, name = self.lines[index.row()], FIELDS[at]
        if name in SEAT_FIELDS:
            return (line.seat.id, 0, name) if line.first else None
        return (line.seat.id, line.candidate.id, name)

    def text(self, key: Key) -> str:
        """What stands in a cell."""
        return self.typed[key] if key in self.typed else self._stored(key)

    def _stored(self, key: Key) -> str:
        seat_id, candidate_id, name = key
        seat = self.seats[seat_id]
        row: SeatRow | CandidateRow = next(
            (one for one in seat.candidates if one.id == candidate_id), seat
        )
        return COUNT.format(getattr(row, name))

    def put(self, key: Key, text: str) -> None:
        """Type into a cell; what equals the stored number is not typed."""
        words = " ".join(text.split())
        if words == self._stored(key):
            self.typed.pop(key, None)
        else:
            self.typed[key] = words
        self._judged.pop(key[0], None)

    def restore(self, typed: Mapping[Key, str]) -> None:
        """Put back what was typed before."""
        self.typed = {key: text for key, text in typed.items() if self._knows(key)}
        self._judged = {}
        self.repaint()
        self.edited.emit()

    def forget(self, seat_ids: Sequence[int]) -> None:
        """What is typed for some seats is in the book now."""
        gone = set(seat_ids)
        self.typed = {key: text for key, text in self.typed.items() if key[0] not in gone}
        self._judged = {}
        self.repaint()
        self.edited.emit()

    def changed(self) -> list[int]:
        """The seats for which something is typed, in their order."""
        touched = {key[0] for key in self.typed}
        return [seat_id for seat_id in self.seats if seat_id in touched]

    # What it says

    def judged(self, seat_id: int) -> Judged:
        """What the numbers of a seat say now."""
        if seat_id not in self._judged:
            self._judged[seat_id] = self._judge(self.seats[seat_id])
        return self._judged[seat_id]

    def _judge(self, seat: SeatRow) -> Judged:
        wrong: dict[int, list[str]] = {}
        values: dict[Key, int | None] = {}
        marks: set[Key] = set()
        keys = [(seat.id, 0, name) for name in SEAT_FIELDS]
        keys += [(seat.id, one.id, name) for one in seat.candidates for name in VOTE_FIELDS]
        for key in keys:
            try:
                values[key] = COUNT.parse(self.text(key))
            except Misfit as misfit:
                head = _HEADS[FIRST + FIELDS.index(key[2])]
                wrong.setdefault(key[1], []).append(f"{head}：{misfit}")
                marks.add(key)
        if wrong:
            return Judged(_joined(wrong), {}, {}, None, frozenset(marks))
        ballots = Ballots(*(values[seat.id, 0, name] for name in SEAT_FIELDS))
        votes = {
            one.id: Votes(*(values[seat.id, one.id, name] for name in VOTE_FIELDS))
            for one in seat.candidates
        }
        stands = [
            rules.Stand(who, one.votes_for, one.votes_against, one.votes_abstain)
            for who, one in votes.items()
        ]
        for candidate_id, problem in rules.count_problems(
            ballots.ballots_issued, ballots.ballots_returned, stands, seat.places
        ):
            wrong.setdefault(candidate_id or 0, []).append(problem.text)
            marks |= _about(seat, candidate_id, problem.field)
        if wrong:
            return Judged(_joined(wrong), {}, {}, None, frozenset(marks))
        typed = any(key[0] == seat.id for key in self.typed)
        results = _results(rules.outcome(stands, seat.places), stands) if typed else {}
        count = Count(seat.id, ballots, votes)
        return Judged({}, _odd(ballots, stands), results or _kept(seat), count)

    def told(self, line: Line) -> tuple[str, Tone]:
        """The sentence beside a line, and how grave it is."""
        judged = self.judged(line.seat.id)
        ids = (0, line.candidate.id) if line.first else (line.candidate.id,)
        wrong = "；".join(judged.wrong[one] for one in ids if one in judged.wrong)
        if wrong:
            return wrong, Tone.RED
        odd = "；".join(judged.odd[one] for one in ids if one in judged.odd)
        if odd:
            return odd, Tone.AMBER
        return (line.seat.decision or "" if line.first else "", Tone.MUTED)

    # What Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """A line for each candidate."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Seat, candidate, six numbers, result, sentence."""
        return 0 if parent.isValid() else len(_HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell."""
        line = self.lines[index.row()]
        key = self.key(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(key) if key is not None else self._words(line, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == SAID:
            return self.told(line)[0]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.text(key) if key is not None else self._words(line, index.column())
            head = _HEADS[index.column()]
            return f"{self.name(line.seat)}，{line.candidate.full_name}，{head}，{words or '空'}"
        return None

    def _words(self, line: Line, at: int) -> str:
        if at == 0:
            return self.name(line.seat) if line.first else ""
        if at == 1:
            return line.candidate.full_name
        if at == RESULT:
            return self.judged(line.seat.id).results.get(line.candidate.id, "")
        return self.told(line)[0] if at == SAID else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """What the columns are, above their words or numbers."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            number = FIRST <= section < RESULT
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADS[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Numbers can be typed while votes are counted."""
        seen = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        typed = self.open and self.key(index) is not None
        return seen | Qt.ItemFlag.ItemIsEditable if typed else seen

    def setData(self, index: Index, value: Any, _role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed, right or wrong; what is wrong is said beside it."""
        key = self.key(index)
        if key is None or not self.open:
            return False
        self.lay({key: str(value)})
        return True

    def lay(self, texts: Mapping[Key, str]) -> None:
        """Type into many cells at once."""
        if not self.open or not texts:
            return
        for key, text in texts.items():
            self.put(key, text)
        self.repaint()
        self.edited.emit()

    def repaint(self) -> None:
        """Every cell may look different: a number changes what the whole seat says."""
        if self.lines:
            last = self.index(len(self.lines) - 1, len(_HEADS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def _joined(some: Mapping[int, list[str]]) -> dict[int, str]:
    return {who: "；".join(texts) for who, texts in some.items()}


def _about(seat: SeatRow, candidate_id: int | None, name: str) -> set[Key]:
    """The cells that a problem is about: of one candidate, of all, or of the seat."""
    if name in SEAT_FIELDS:
        return {(seat.id, 0, name)}
    return {(seat.id, one.id, name) for one in seat.candidates if candidate_id in (None, one.id)}


def _odd(ballots: Ballots, stands: Sequence[rules.Stand]) -> dict[int, str]:
    voters, issued = ballots.voters, ballots.ballots_issued
    if voters is not None and issued is not None and issued > voters:
        return {0: f"发出 {issued} 张，多于应到的 {voters} 人"}
    counted = any(one.votes_for is not None for one in stands)
    if counted and ballots.ballots_returned is None:
        return {0: "还没有填收回的选票"}
    if counted and any(one.votes_for is None for one in stands):
        return {0: "有候选人还没有票数"}
    return {}


def _results(said: rules.Outcome, stands: Sequence[rules.Stand]) -> dict[int, str]:
    words = dict.fromkeys(said.elected, "当选") | dict.fromkeys(said.lost, "落选")
    words |= dict.fromkeys(said.tied, "同票")
    return {one.id: words.get(one.id, "") for one in stands}


def _kept(seat: SeatRow) -> dict[int, str]:
    """What the book says of a seat that nobody types into."""
    level = seat.state == TIED
    return {
        one.id: rules.RESULT_WORDS[one.result] if one.result else ("同票" if level else "")
        for one in seat.candidates
    }
