"""档案: all that happened to a person or a household, day by day, beside the card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from app import finder
from app.errors import Refused
from app.fields import Field, columns
from app.kinds import PartialDay, Points, Text
from app.people.card import household_card, person_card
from app.people.place_lists import group_rows
from app.people.timeline import (
    SORTS,
    Event,
    Timeline,
    group_timeline,
    household_timeline,
    person_timeline,
)
from ui.desk import Desk
from ui.finding import meant
from ui.kit.cards import Panel
from ui.kit.chips import Chips
from ui.kit.empty import Empty
from ui.kit.parts import Label, caption, column, link, row, sized
from ui.kit.picker import Option, PickerEdit
from ui.kit.table import Column, Table
from ui.people.lists import ListView
from ui.people.side import What, one_of
from ui.theme import Type

EVERY = ""
_ROOMS = {"term": "leaders", "entry": "pledge", "round": "rounds", "training": "duties"}
"""Where what an event leads to is shown; everything else is shown here."""


@dataclass(frozen=True)
class EventRow:
    """An event as a row of the table."""

    id: int
    on: Annotated[str | None, Field(PartialDay(), "日期")]
    sort: Annotated[str, Field(Text(8), "类别")]
    title: Annotated[str, Field(Text(80), "事项")]
    detail: Annotated[str, Field(Text(200), "说明")]
    points: Annotated[int | None, Field(Points(), "分值")]
    event: Event

    @classmethod
    def of(cls, at: int, event: Event) -> EventRow:
        """The row of an event at a place of the story."""
        day = event.on.isoformat() if event.on else None
        shown = day and day[: {"year": 4, "month": 7}.get(event.precision, 10)]
        return cls(at, shown, SORTS[event.sort], event.title, event.detail, event.points, event)


@dataclass(frozen=True, slots=True)
class _Told:
    what: What
    title: str
    subtitle: str
    story: Timeline
    household: int | None = None


class StoryView(ListView):
    """The story of one person, household or 楼组; `whom` says which record the page shows."""

    key = "story"
    title = "档案"
    kinds = ("person", "household", "group")

    def __init__(
        self,
        desk: Desk,
        whom: Callable[[], What | None],
        go: Callable[[str, object], object],
        show: Callable[[object], object],
    ) -> None:
        super().__init__(desk)
        self._whom, self._go, self._show_here = whom, go, show
        self._asked: What | None = None
        self._told: _Told | None = None
        self._hits: dict[int | str, finder.Hit] = {}
        self.picker = PickerEdit(
            self._search, hint="找人、户或楼组：姓名、拼音、电话、室号", name="找人、户或楼组"
        )
        self.picker.picked.connect(self._picked)
        sized(self.picker, width=280)
        self.sorts = Chips([(EVERY, "全部")], name="事项类别")
        self.sorts.chosen.connect(lambda _key: self._fill())
        self.filter_with(self.picker, self.sorts)
        self.name = Label("", Type.TITLE)
        self.note = caption()
        self.table = self._table(desk)
        self.table.opened.connect(self._open)
        self.table.selection_moved.connect(self.restated)
        head = Panel()
        self.whole = link("看全户", self._whole)
        head.add(row(self.name, self.note, None, self.whole, gap=12))
        self._head = head
        field = Panel(flush=True)
        field.add(self.table, 1)
        body = column(head, gap=12)
        body.addWidget(field, 1)
        self.setLayout(body)
        self._head.hide()
        self.sorts.hide()

    @staticmethod
    def _table(desk: Desk) -> Table:
        on, sort, title, detail, points = columns(
            EventRow, "on", "sort", "title", "detail", "points"
        )
        return Table(
            (
                Column(on, 96), Column(sort, 84, muted=True), Column(title, 260),
                Column(detail, 240, stretches=True, muted=True), Column(points, 64, signed=True),
            ),
            name="people.story", settings=desk.settings, label="档案",
            empty=Empty(
                "选一个人、一户或一个楼组，这里按时间列出迁移、任职、推选、积分等全部经历。",
                "在上面输入姓名或室号，或在“居民”“户”“楼组”里选中后点“档案”。", icon="history",
            ),
        )  # fmt: skip

    # Whom

    def turned_to(self) -> None:
        """The record that the page shows is told of."""
        super().turned_to()
        self._asked = self._whom() or self._asked

    def choose(self, kind: str, row_id: int) -> None:
        """Tell of a record when the view is read."""
        if kind in self.kinds:
            self._asked = (kind, row_id)

    def _search(self, text: str) -> Sequence[Option]:
        hits = finder.find(self.book, text) if text.strip() else []
        self._hits = {hit.id: hit for hit in hits if hit.kind in self.kinds}
        return [Option(hit.id, hit.title, hit.subtitle) for hit in self._hits.values()]

    def _picked(self, option: Option | None) -> None:
        hit = self._hits.get(option.id) if option is not None else None
        if hit is None:
            return
        self.picker.take(None)
        self.picked.emit(meant(hit))
        self._asked = (hit.kind, hit.id)
        self.read()

    # The story

    def read(self) -> None:
        """Read the story in the second lane."""
        what = self._asked or self._whom()
        if what is None or what[0] not in self.kinds:
            if self._told is None:
                self._fill()
            return
        today = self.desk.today()
        self.load(lambda: _told(self.desk, what, today), self._take)

    def _take(self, told: _Told | None) -> None:
        self._told = told
        self._head.setVisible(told is not None)
        self.sorts.setVisible(told is not None)
        if told is not None:
            self.name.setText(told.title)
            self.note.setText(told.subtitle)
            self.whole.setVisible(told.household is not None)
            kept = self.sorts.key
            offered = [(EVERY, "全部"), *((sort, SORTS[sort]) for sort in told.story.sorts())]
            self.sorts.offer(offered)
            self.sorts.choose(kept if kept in dict(offered) else EVERY)
        self._fill()
        if told is not None and not self._begun:
            self._begun = True
            self.offered.emit(told.what)

    def _fill(self) -> None:
        events = self._told.story.events if self._told else ()
        wanted = self.sorts.key
        self.table.show_rows(
            [
                EventRow.of(at, event)
                for at, event in enumerate(events)
                if wanted in (EVERY, event.sort)
            ]
        )
        self.restated.emit()

    def _whole(self) -> None:
        if self._told is not None and self._told.household is not None:
            self._show_here(("household", self._told.household))

    def _open(self, opened: EventRow | None) -> None:
        target = opened.event.target if opened is not None else None
        if target is None:
            return
        room = _ROOMS.get(target[0])
        if room is not None:
            self._go(room, target)
        else:
            self._show_here(target)

    # What the page asks

    def status(self) -> str:
        """How many events, and how many older lines of points are not told."""
        if self._told is None:
            return ""
        hidden = self._told.story.hidden
        more = f"　　另有更早的积分 {hidden:,} 笔，请到“美丽约定”查看" if hidden else ""
        parts = (f"{len(self.table):,} 件", self.table.selection_sum())
        return "　　".join(part for part in parts if part) + more

    def tables(self) -> tuple[Table, ...]:
        """The table of events."""
        return (self.table,)


def _told(desk: Desk, what: What, today: dt.date) -> _Told | None:
    kind, row_id = what
    try:
        if kind == "person":
            person = person_card(desk.book, row_id, today).person
            where = " ".join(part for part in (person.compound, person.door) if part)
            age = f"{person.age}岁" if person.age is not None else ""
            words = " · ".join(part for part in (where, person.sex or "", age) if part)
            story = person_timeline(desk.book, row_id, today)
            return _Told(what, person.full_name, words, story, person.household_id)
        if kind == "group":
            group = one_of(group_rows(desk.book, today, ended=True, only=row_id), row_id)
            words = " · ".join(part for part in (group.compound, group.leader) if part)
            return _Told(what, group.name, words, group_timeline(desk.book, row_id, today))
        home = household_card(desk.book, row_id, today).household
        words = " · ".join(
            part for part in (home.compound, home.building_group, f"{home.members} 人") if part
        )
        return _Told(what, home.label, words, household_timeline(desk.book, row_id, today))
    except Refused:
        return None
