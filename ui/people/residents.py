"""The list of residents and the list of households."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal

from app.book import Book
from app.fields import Field, columns
from app.kinds import Text
from app.people.lists import (
    HOUSEHOLD_SORTS,
    RESIDENT_SORTS,
    HouseholdFilter,
    ResidentFilter,
    household_ids,
    household_rows,
    resident_ids,
    resident_rows,
)
from app.people.place_lists import compound_names
from app.people.records import HouseholdRow, ResidentRow
from app.people.words import CARE_TAG, HOUSEHOLD_STATUS_WORDS, STATUS_WORDS
from ui.desk import Desk
from ui.kit.cards import Panel
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.parts import Button, column
from ui.kit.table import Column, Table
from ui.people.lists import ListView, LongList, SearchBox
from ui.theme import Tone

ALL = ""


def compound_choices(book: Book) -> list[tuple[str, str]]:
    """全部小区 and each compound, for a filter."""
    return [(ALL, "全部小区"), *((str(row_id), name) for row_id, name in compound_names(book))]


def number(key: str) -> int | None:
    """The id behind the key of a filter."""
    return int(key) if key else None


class PlaceChip(Button):
    """A building or 楼组 that a list is limited to; pressing it takes the limit away."""

    cleared = Signal()

    def __init__(self) -> None:
        super().__init__("", role="chip", icon="close", icon_tone=Tone.MUTED, act=self._clear)
        self._kind, self._id = "", 0
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross after the words
        self.hide()

    def id_of(self, kind: str) -> int | None:
        """The id of the place if it is of that sort."""
        return self._id if self._kind == kind else None

    def show_place(self, kind: str, row_id: int, words: str) -> None:
        """Limit to a place."""
        self._kind, self._id = kind, row_id
        self.setText(words)
        self.setToolTip("点一下取消这个条件")
        self.show()

    def forget(self) -> None:
        """No limit."""
        self._kind = ""
        self.hide()

    def _clear(self) -> None:
        self.forget()
        self.cleared.emit()


class _PlaceList(ListView):
    """A long list of people or households in compounds."""

    word = ""

    def __init__(self, desk: Desk, table: Table, sorts: Sequence[str]) -> None:
        super().__init__(desk)
        self.table = table
        self.box: SearchBox
        self.state: FilterMenu
        self.fetch = self._fetch
        self.long = LongList(table, desk, self._wanted, self._fetch, sorts)
        table.current_changed.connect(self._tell)
        table.selection_moved.connect(self.restated)
        field = Panel(flush=True)
        field.add(table, 1)
        self.setLayout(column(field, gap=0))
        self.compound = FilterMenu("小区", [(ALL, "全部小区")])
        self.place = PlaceChip()
        self.place.cleared.connect(self.read)

    def _wanted(self) -> Callable[[str, bool], Sequence[int]]:
        raise NotImplementedError

    def _fetch(self, ids: Sequence[int]) -> dict[int, object]:
        raise NotImplementedError

    def read(self) -> None:
        """Read the ids of the list, and the compounds to choose from, in the second lane."""
        book = self.book
        self.load(lambda: compound_choices(book), self.compound.offer, "compounds")
        self.long.read(self._shown)

    def _shown(self, lost: bool) -> None:
        self._lost = lost
        if not self.aim(self.table, self.kinds[0]):
            self.begin(self.table)
        self.restated.emit()

    def _tell(self, row: object) -> None:
        if row is not None:
            self.picked.emit((self.kinds[0], self.table.current_id))

    def limit(self, kind: str, row_id: int, words: str) -> None:
        """Show only who lives in a compound, a building, a 楼组 or behind a door."""
        self.clear_filters()
        self.state.choose("living")
        if kind == "compound":
            self.compound.choose(str(row_id))
        elif kind == "door":
            self.compound.choose(str(row_id))
            self.box.put(words)
        else:
            self.place.show_place(kind, row_id, words)
        self._lost = True
        self._begun = False

    def status(self) -> str:
        """How many rows, and the sum of the selection."""
        parts = (f"{len(self.table):,} {self.word}", self.table.selection_sum())
        return "　　".join(part for part in parts if part)

    def tables(self) -> tuple[Table, ...]:
        """The one table."""
        return (self.table,)


class ResidentsView(_PlaceList):
    """居民: 100,000 rows that scroll."""

    key = "residents"
    title = "居民"
    kinds = ("person",)
    word = "人"

    def __init__(self, desk: Desk, import_: Callable[[], object]) -> None:
        names = (
            "door", "full_name", "sex", "age", "relation_to_head", "phone", "compound",
            "building_group", "care_tags", "residence_kind", "political_status", "education",
            "employment", "id_card_no", "birth_date", "employer", "note",
        )  # fmt: skip
        known = dict(zip(names, columns(ResidentRow, *names), strict=True))
        seen = {
            "door": 68, "full_name": 78, "sex": 46, "age": 50, "relation_to_head": 62,
            "phone": 110, "compound": 100, "building_group": 96, "care_tags": 56,
        }  # fmt: skip
        short = {"relation_to_head": "关系", "care_tags": "关爱"}
        shown = []
        for name, field in known.items():
            named = replace(field, label=short.get(name, field.label))
            made = Column(named, seen.get(name, 0), shown=name in seen)
            if name == "care_tags":
                made = replace(made, muted=True, text=_tag_count)
            elif name == "full_name":
                made = replace(made, tone=_gone)
            elif name == "compound":
                made = replace(made, stretches=True)
            shown.append(made)
        shown.append(_state(STATUS_WORDS))
        table = Table(
            shown, name="people.residents", settings=desk.settings, label="居民",
            empty=Empty(
                "没有符合条件的居民。",
                "名册还是空的话，从一张居民名册开始，几分钟就好。",
                button="导入名册", act=import_, icon="people",
            ),
        )  # fmt: skip
        super().__init__(desk, table, RESIDENT_SORTS)
        self.box = SearchBox("姓名、拼音、电话、室号")
        tags = [(ALL, "关爱标签"), *((tag, tag) for tag in CARE_TAG.options)]
        self.tag = FilterMenu("关爱标签", tags)
        self.state = FilterMenu(
            "状态", [*STATUS_WORDS.items(), ("unlisted", "册外任职人员"), ("all", "全部状态")]
        )
        self.filter_with(self.box, self.compound, self.place, self.tag, self.state)

    def where(self) -> ResidentFilter:
        """What the filter line asks for."""
        state = self.state.key
        outside = state == "unlisted"
        return ResidentFilter(
            text=self.box.text(),
            compound_id=number(self.compound.key),
            building_id=self.place.id_of("building"),
            group_id=self.place.id_of("group"),
            tag=self.tag.key or None,
            status=None if state in ("all", "unlisted") else state,
            listed=not outside,
        )

    def _wanted(self) -> Callable[[str, bool], Sequence[int]]:
        where, today, book = self.where(), self.desk.today(), self.book
        return lambda name, down: resident_ids(book, where, today, name or "door", descending=down)

    def _fetch(self, ids: Sequence[int]) -> dict[int, object]:
        return dict(resident_rows(self.book, ids, self.desk.today()))

    def clear_filters(self) -> None:
        """Everybody, wherever and whatever became of them."""
        self.box.put("")
        self.compound.choose(ALL)
        self.place.forget()
        self.tag.choose(ALL)
        self.state.choose("all")


class HouseholdsView(_PlaceList):
    """户."""

    key = "households"
    title = "户"
    kinds = ("household",)
    word = "户"

    def __init__(self, desk: Desk, import_: Callable[[], object]) -> None:
        names = (
            "door", "head_name", "members", "building_group", "compound", "pledge_signed_on",
            "kind", "household_no", "note",
        )  # fmt: skip
        door, head, members, group, compound, signed, kind, no, note = columns(HouseholdRow, *names)
        table = Table(
            (
                Column(door, 84), Column(head, 84, tone=_gone), Column(members, 56),
                Column(group, 104), Column(compound, 130, stretches=True), Column(signed, 100),
                Column(kind, 88), Column(no, shown=False), Column(note, shown=False),
                _state(HOUSEHOLD_STATUS_WORDS),
            ),
            name="people.households", settings=desk.settings, label="户",
            empty=Empty(
                "没有符合条件的户。", "导入居民名册时，户会按室号自动建好。",
                button="导入名册", act=import_, icon="home",
            ),
        )  # fmt: skip
        super().__init__(desk, table, HOUSEHOLD_SORTS)
        self.box = SearchBox("户主、成员、室号、户号")
        self.signed = FilterMenu(
            "签约", [(ALL, "签约和未签约"), ("yes", "已签约"), ("no", "未签约")]
        )
        self.state = FilterMenu("状态", [*HOUSEHOLD_STATUS_WORDS.items(), ("all", "全部状态")])
        self.filter_with(self.box, self.compound, self.place, self.signed, self.state)

    def where(self) -> HouseholdFilter:
        """What the filter line asks for."""
        signed = {"yes": True, "no": False}.get(self.signed.key)
        return HouseholdFilter(
            text=self.box.text(),
            compound_id=number(self.compound.key),
            building_id=self.place.id_of("building"),
            group_id=self.place.id_of("group"),
            status=None if self.state.key == "all" else self.state.key,
            signed=signed,
        )

    def _wanted(self) -> Callable[[str, bool], Sequence[int]]:
        where, book = self.where(), self.book
        return lambda name, down: household_ids(book, where, name or "door", descending=down)

    def _fetch(self, ids: Sequence[int]) -> dict[int, object]:
        return dict(household_rows(self.book, ids))

    def clear_filters(self) -> None:
        """Every household, whatever became of it."""
        self.box.put("")
        self.compound.choose(ALL)
        self.place.forget()
        self.signed.choose(ALL)
        self.state.choose("all")


def _state(words: Mapping[str, str]) -> Column:
    field = Field(Text(width=6), "状态", name="status")
    return Column(field, 64, muted=True, shown=False, text=lambda row: words[row.status])


def _gone(row: ResidentRow | HouseholdRow) -> Tone:
    return Tone.PLAIN if row.status == "living" else Tone.MUTED


def _tag_count(row: ResidentRow) -> str:
    return f"{len(row.care_tags)} 项" if row.care_tags else ""
