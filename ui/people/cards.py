"""What a card in a pane is made of: facts with an eye, links, posts, the story of a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.book import Book
from app.history import DELETED, RECORDED, Change
from app.kinds import Points
from app.leaders.records import TermRow
from app.leaders.rules import ENDED, EXPIRED, EXPIRING, SERVING, UPCOMING
from app.people.card import Member
from app.people.words import STATUS_WORDS
from app.pledge.ranking import household_card as points_card
from app.pledge.records import AccountRow
from ui import theme
from ui.kit.cards import FigureCard
from ui.kit.parts import IconButton, Label, Picture, caption, column, lay, link, row, sized
from ui.theme import Tone, Type

Sealed = tuple[str, int, str]
"""Table, id and field of a value that is masked."""

Reveal = Callable[[str, int, str], str | None]
"""Shows a masked value (see `app.reveal`); None when it could not be shown."""

Act = Callable[[], object]

STATE_TONES = {
    SERVING: Tone.GREEN,
    EXPIRING: Tone.AMBER,
    EXPIRED: Tone.RED,
    UPCOMING: Tone.PRIMARY,
    ENDED: Tone.MUTED,
}
"""The colour of the dot before the state of a term."""

_STORY = 5
_NAMES = 80  # pixels at 中 for the names of facts
_EYES = {False: ("eye", "查看，会留下查看记录"), True: ("eye-off", "隐藏")}
_POINTS = Points(signed=False)


@dataclass(frozen=True)
class Fact:
    """A name and its value; a `sealed` value waits behind an eye, one with `act` is a link."""

    name: str
    words: str
    tone: Tone = Tone.PLAIN
    sealed: Sealed | None = None
    act: Act | None = None


class FactSheet(QWidget):
    """Facts one below the other; a look at a masked one is logged before it is shown."""

    def __init__(self, facts: Iterable[Fact], reveal: Reveal | None = None) -> None:
        super().__init__()
        self._reveal = reveal
        self._grid = QGridLayout()
        lay(self._grid, 0, 2)
        self._grid.setColumnStretch(1, 1)
        self.setLayout(self._grid)
        self.eyes: dict[str, IconButton] = {}
        self.values: dict[str, QWidget] = {}
        # Facts without a value are left out: a pane holds only what is known.
        for at, fact in enumerate(fact for fact in facts if fact.words):
            self._add(at, fact)

    def words(self, name: str) -> str:
        """What is shown of a fact now; empty if it is not shown."""
        widget = self.values.get(name)
        return widget.text() if isinstance(widget, Label) else ""

    def _add(self, at: int, fact: Fact) -> None:
        # A heading of the office's own may be long: it breaks, so that values stay in line.
        name = Label(fact.name, tone=Tone.MUTED, wrap=True)
        sized(name, width=_NAMES)
        name.setContentsMargins(0, 2, 0, 0)
        self._grid.setRowMinimumHeight(at, theme.current().px(26))
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, at, 0, top)
        value: QWidget
        if fact.act is not None:
            value = link(fact.words, fact.act)
            self._grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignLeft | top)
        else:
            # A masked value is not to be copied as if it were the value.
            value = Label(fact.words, tone=fact.tone, wrap=True, selectable=fact.sealed is None)
            value.setAccessibleName(f"{fact.name}：{fact.words}")
            value.setContentsMargins(3, 2, 0, 0)  # as far in as the words of a link
            self._grid.addWidget(value, at, 1, top)
        self.values[fact.name] = value
        if fact.sealed is not None and self._reveal is not None and isinstance(value, Label):
            show = partial(self._reveal, *fact.sealed)
            self._grid.addWidget(self._eye(fact, value, show), at, 2, top)

    def _eye(self, fact: Fact, value: Label, show: Callable[[], str | None]) -> IconButton:
        shown = False

        def turn() -> None:
            nonlocal shown
            words = fact.words if shown else show()
            if words is None:
                return
            value.setText(words)
            shown = not shown
            eye.show_icon(*_EYES[shown])

        eye = IconButton(*_EYES[False], turn, side=15)
        sized(eye, width=28, height=24)
        self.eyes[fact.name] = eye
        return eye


def heading(title: str, hint: str = "", *tools: QWidget) -> QWidget:
    """A small heading inside a card."""
    made = QWidget()
    made.setLayout(row(Label(title, Type.STRONG), caption(hint), None, *tools, gap=8))
    return made


def stacked(*parts: QWidget | None, gap: int = 12) -> QWidget:
    """The parts of a card one below the other; None is left out."""
    made = QWidget()
    made.setLayout(column(*(part for part in parts if part is not None), None, gap=gap))
    return made


def lines(title: str, hint: str, items: Sequence[QWidget], *tools: QWidget) -> QWidget | None:
    """A heading and its lines; None when there are none."""
    if not items:
        return None
    made = QWidget()
    made.setLayout(column(heading(title, hint, *tools), *items, gap=4))
    return made


def linked(title: str, note: str, act: Act, tone: Tone = Tone.MUTED) -> QWidget:
    """A link and a few grey words after it."""
    made = QWidget()
    words = caption(note, tone, wrap=True)
    line = row(link(title, act), words, gap=8)
    line.setStretch(1, 1)
    made.setLayout(line)
    return made


def note(text: str, tone: Tone = Tone.AMBER) -> QWidget:
    """A sentence with a sign, for what should be noticed on a card."""
    made = QWidget()
    icon = "info" if tone in (Tone.MUTED, Tone.PLAIN) else "warning"
    line = row(column(Picture(icon, tone, 16), None), Label(text, tone=tone, wrap=True), gap=6)
    line.setStretch(1, 1)
    made.setLayout(line)
    return made


def member_lines(members: Iterable[Member], open_person: Callable[[int], object]) -> list[QWidget]:
    """The people of a household as links."""
    return [
        linked(one.full_name, _member_words(one), lambda key=one.id: open_person(key))  # type: ignore[misc]
        for one in members
    ]


def _member_words(one: Member) -> str:
    age = "" if one.age is None else f"{one.age}岁"
    gone = "" if one.status == "living" else STATUS_WORDS[one.status]
    return " · ".join(part for part in (one.relation_to_head, one.sex, age, gone) if part)


def post_lines(posts: Iterable[TermRow], open_term: Callable[[int], object]) -> list[QWidget]:
    """Posts as links with their time and state."""
    return [
        linked(
            f"{post.scope} {post.kind}",
            f"{span_words(post.start_on, post.end_on)} · {post.state_words}",
            lambda key=post.id: open_term(key),  # type: ignore[misc]
            Tone.MUTED if post.state in (ENDED, SERVING) else STATE_TONES[post.state],
        )
        for post in posts
    ]


def span_words(start: dt.date | None, end: dt.date | None) -> str:
    """A time in words: 2022-07-01 起, 2019-07-01 至 2022-07-01."""
    if end is None:
        return f"{start} 起" if start else "任职时间不详"
    return f"{start or '不详'} 至 {end}"


def account_cards(book: Book, accounts: Sequence[AccountRow], today: dt.date) -> QWidget | None:
    """The two numbers of the open account of a household; None without one."""
    standing = [one for one in accounts if one.closed_on is None]
    if not standing:
        return None
    known = points_card(book, standing[0].id, today=today)
    place = f"楼组第 {known.rank}（{known.of} 户）" if known.rank else ""
    score = FigureCard("评价分", inner=True, tone=Tone.PRIMARY)
    note = " · ".join(part for part in (known.star, place) if part)
    score.show_figure(_POINTS.format(known.score), "分", note or known.season)
    balance = FigureCard("可兑换积分", inner=True)
    balance.show_figure(_POINTS.format(known.balance), "分", f"{standing[0].opened_on} 签约")
    made = QWidget()
    made.setLayout(row(score, balance, gap=10, even=True))
    return made


class Story(QWidget):
    """The changes of a record, a step at a time, the latest first; older ones on demand."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__()
        self._steps = [
            (key, list(some))
            for key, some in groupby(changes, key=lambda one: (one.at, one.who, one.label))
        ]
        self._body = column(gap=8)
        self._more = link("", self.show_all)
        count = f"{len(self._steps)} 次" if self._steps else "还没有"
        self.setLayout(column(heading("变更记录", count), self._body, row(self._more, None), gap=6))
        self._fill(self._steps[:_STORY])
        rest = len(self._steps) - _STORY
        self._more.setText(f"更早的 {rest} 次")
        self._more.setVisible(rest > 0)

    def show_all(self) -> None:
        """The whole story."""
        self._fill(self._steps[_STORY:])
        self._more.hide()

    def _fill(self, steps: Iterable[tuple[tuple[dt.datetime, str, str], list[Change]]]) -> None:
        for (at, who, label), changes in steps:
            words = [_change_words(change) for change in changes]
            said = "；".join(word for word in words if word)
            step = QWidget()
            head = caption(f"{at:%Y-%m-%d %H:%M} · {who} · {label}", wrap=True)
            parts = [head, Label(said, Type.CAPTION, wrap=True)] if said else [head]
            step.setLayout(column(*parts, gap=1))
            self._body.addWidget(step)


def _change_words(change: Change) -> str:
    if change.field in (RECORDED, DELETED):
        return ""
    return f"{change.field}：{change.before or '空'} → {change.after or '空'}"
