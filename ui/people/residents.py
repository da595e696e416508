"""The list of residents and the list of households."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from app.book import Book
from app.people.as_at import household_rows_at, resident_rows_at
from app.people.lists import (
    HOUSEHOLD_SORTS,
    RESIDENT_SORTS,
    HouseholdFilter,
    ResidentFilter,
    household_order,
    household_rows,
    household_words,
    resident_order,
    resident_rows,
    resident_words,
)
from app.people.place_lists import compound_names
from app.people.words import CARE_TAG, HOUSEHOLD_STATUS_WORDS, STATUS_WORDS
from ui.desk import Desk
from ui.kit.as_at import AsAtMenu
from ui.kit.chips import FilterMenu
from ui.kit.empty import Empty
from ui.kit.parts import column
from ui.kit.table import Table
from ui.people.chips import AgeMenu, PlaceChip
from ui.people.columns import household_columns, resident_columns
from ui.people.lists import Counted, Ids, LongList, SearchBox, narrows
from ui.people.one_table import OneTable
from ui.people.own import OwnInList

ALL = ""
Where = TypeVar("Where", ResidentFilter, HouseholdFilter)


def compound_choices(book: Book) -> list[tuple[str, str]]:
    """全部小区 and each compound, for a filter."""
    return [(ALL, "全部小区"), *((str(row_id), name) for row_id, name in compound_names(book))]


def number(key: str) -> int | None:
    """The id behind the key of a filter."""
    return int(key) if key else None


def without(where: Where, name: str) -> Where:
    """The same limits without the filter of one column: its words are asked for."""
    others = {key: one for key, one in where.columns.items() if key != name}
    return replace(where, columns=others)


class _PlaceList(OneTable):
    """A long list of people or households in compounds."""

    word = ""

    def __init__(self, desk: Desk, table: Table, sorts: Sequence[str]) -> None:
        super().__init__(desk)
        self.setLayout(column(self.hold(table), gap=0))
        self.box: SearchBox
        self.state: FilterMenu
        self.fetch = self._fetch
        self.long = LongList(
            table, desk, self._wanted, self._words, self._fetch, sorts, self._shown
        )
        self._own = OwnInList(self, table, self._take_own)
        self.compound = FilterMenu("小区", [(ALL, "全部小区")])
        self.place = PlaceChip()
        self.place.cleared.connect(self.read)
        self.as_at = AsAtMenu(desk.today)

    @abstractmethod
    def _wanted(self) -> Ids:
        """How the ids are found that the filters ask for now."""

    @abstractmethod
    def _words(self, name: str) -> Callable[[], Counted]:
        """How the words of a column are found under the filters of now."""

    @abstractmethod
    def _fetch(self, ids: Sequence[int]) -> dict[int, object]:
        """The rows of some ids."""

    def read(self) -> None:
        """Read the ids of the list, and the compounds to choose from, in the second lane."""
        book = self.book
        self.load(lambda: compound_choices(book), self.compound.offer, "compounds")
        self._own.read()
        self.long.read()

    def _take_own(self, names: Sequence[str]) -> None:
        self.long.know(names)
        self.recolumned.emit()

    def _shown(self, lost: bool) -> None:
        self._lost = lost
        if not self.aim(self.table, self.kinds[0]):
            self.begin(self.table)
        self.restated.emit()

    @property
    def past(self) -> dt.date | None:
        """The day that the list is looked at."""
        return self.as_at.day

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
        count = f"{len(self.table):,} {self.word}"
        day = f"截至 {self.as_at.day}" if self.as_at.day else ""
        parts = (count, day, self.narrowed_words(), self.table.selection_sum())
        return "　　".join(part for part in parts if part)


class ResidentsView(_PlaceList):
    """居民: 100,000 rows that scroll."""

    key = "residents"
    title = "居民"
    sheet = "resident"
    kinds = ("person",)
    word = "人"

    def __init__(self, desk: Desk, import_: Callable[[], object]) -> None:
        table = Table(
            resident_columns(), name="people.residents", settings=desk.settings, label="居民",
            empty=Empty(
                "还没有登记居民。",
                "从一张居民名册开始，几分钟就好。",
                button="导入名册", act=import_, icon="people",
            ),
        )  # fmt: skip
        super().__init__(desk, table, RESIDENT_SORTS)
        self.box = SearchBox("姓名、拼音、电话、室号")
        tags = [(ALL, "关爱标签"), *((tag, tag) for tag in CARE_TAG.options)]
        self.tag = FilterMenu("关爱标签", tags)
        self.age = AgeMenu()
        self.state = FilterMenu(
            "状态", [*STATUS_WORDS.items(), ("unlisted", "册外任职人员"), ("all", "全部状态")]
        )
        self.filter_with(
            self.box, self.compound, self.place, self.age, self.tag, self.state, self.as_at
        )

    def where(self) -> ResidentFilter:
        """What the filter line asks for."""
        state = self.state.key
        outside = state == "unlisted"
        youngest, oldest = self.age.ages
        return ResidentFilter(
            text=self.box.text(),
            compound_id=number(self.compound.key),
            building_id=self.place.id_of("building"),
            group_id=self.place.id_of("group"),
            tag=self.tag.key or None,
            status=None if state in ("all", "unlisted") else state,
            age_from=youngest,
            age_to=oldest,
            listed=not outside,
            as_at=self.as_at.day,
            columns=narrows(self.table),
        )

    def _wanted(self) -> Ids:
        where, today, book = self.where(), self.desk.today(), self.book
        return lambda name, down: resident_order(
            book, where, today, name or "door", descending=down
        )

    def _words(self, name: str) -> Callable[[], Counted]:
        where, today, book = without(self.where(), name), self.desk.today(), self.book
        return lambda: resident_words(book, where, name, today)

    def _fetch(self, ids: Sequence[int]) -> dict[int, object]:
        day = self.as_at.day
        if day is not None:
            return dict(resident_rows_at(self.book, ids, day))
        return dict(resident_rows(self.book, ids, self.desk.today()))

    def clear_filters(self) -> None:
        """Everybody, wherever and whatever became of them."""
        self.box.put("")
        self.compound.choose(ALL)
        self.place.forget()
        self.age.choose(ALL)
        self.tag.choose(ALL)
        self.state.choose("all")
        self.as_at.choose("")
        self.clear_columns()


class HouseholdsView(_PlaceList):
    """户."""

    key = "households"
    title = "户"
    sheet = "household"
    kinds = ("household",)
    word = "户"

    def __init__(self, desk: Desk, import_: Callable[[], object]) -> None:
        table = Table(
            household_columns(),
            name="people.households", settings=desk.settings, label="户",
            empty=Empty(
                "还没有登记户。", "导入居民名册时，户会按室号自动建好。",
                button="导入名册", act=import_, icon="home",
            ),
        )  # fmt: skip
        super().__init__(desk, table, HOUSEHOLD_SORTS)
        self.box = SearchBox("户主、成员、室号、户号")
        self.signed = FilterMenu(
            "签约", [(ALL, "签约和未签约"), ("yes", "已签约"), ("no", "未签约")]
        )
        self.state = FilterMenu("状态", [*HOUSEHOLD_STATUS_WORDS.items(), ("all", "全部状态")])
        self.filter_with(self.box, self.compound, self.place, self.signed, self.state, self.as_at)

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
            as_at=self.as_at.day,
            columns=narrows(self.table),
        )

    def _wanted(self) -> Ids:
        where, book = self.where(), self.book
        return lambda name, down: household_order(book, where, name or "door", descending=down)

    def _words(self, name: str) -> Callable[[], Counted]:
        where, book = without(self.where(), name), self.book
        return lambda: household_words(book, where, name)

    def _fetch(self, ids: Sequence[int]) -> dict[int, object]:
        day = self.as_at.day
        if day is not None:
            return dict(household_rows_at(self.book, ids, day))
        return dict(household_rows(self.book, ids))

    def clear_filters(self) -> None:
        """Every household, whatever became of it."""
        self.box.put("")
        self.compound.choose(ALL)
        self.place.forget()
        self.signed.choose(ALL)
        self.state.choose("all")
        self.as_at.choose("")
        self.clear_columns()
