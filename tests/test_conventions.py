"""What holds for everything that is declared: labels, headings, kinds, masks, secrets."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import app
from app.fields import Field, fields_of
from app.kinds import (
    Area,
    Choice,
    CreditCode,
    Day,
    Flag,
    IdCard,
    Kind,
    Many,
    Minutes,
    Misfit,
    Money,
    PartialDay,
    PersonName,
    Phone,
    Points,
    Ref,
    Text,
    Whole,
)
from app.kinds.people import id_check
from app.leaders.post_words import SheetPost, SheetPosts
from app.own_fields import Words
from app.pledge.caps import ONE
from app.pledge.records import Coded, Coverage, Holder, Quantity
from app.rosters import ROSTERS
from app.sheets.rosters import Roster
from app.sheets.wording import normalise

HAN = re.compile(r"[\u4e00-\u9fff]")

SECRET = frozenset(
    (
        "id_card_no",
        "birth_date",
        "phone",
        "care_tags",
        "health_status",
        "marital_status",
        "registered_address",
        "emergency_phone",
        "manager_phone",
        "contact_phone",
    )
)
"""Facts that are masked wherever they are shown."""

PUBLIC = {("OfficeEntry", "phone")}
"""The office's own number stands on its door."""


@cache
def records() -> tuple[type, ...]:
    """Every dataclass of the program that declares fields."""
    found: dict[type, None] = {}
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.endswith("__main__"):
            continue
        for _, item in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if item.__module__.startswith("app.") and is_dataclass(item) and fields_of(item):
                found[item] = None
    return tuple(found)


def declared() -> Iterator[tuple[type, Field]]:
    """Every declared field with the record that declares it."""
    for record in records():
        for field in fields_of(record).values():
            yield record, field


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind in use, one of each make."""
    found: dict[str, Kind] = {}
    for _, field in declared():
        known = {name: repr(value) for name, value in sorted(vars(field.kind).items())}
        found.setdefault(f"{type(field.kind).__qualname__} {known}", field.kind)
    return tuple(found.values())


MAKES = sorted({type(kind) for kind in kinds()}, key=lambda make: make.__name__)
"""The classes of these kinds."""


def of_make(make: type[Kind]) -> st.SearchStrategy[Kind]:
    """Any kind in use of a class."""
    return st.sampled_from([kind for kind in kinds() if type(kind) is make])


def test_there_is_something_declared() -> None:
    names = {record.__name__ for record in records()}
    assert {"ResidentEntry", "ResidentLine", "TermRow", "PostedEntry", "PointsLine"} <= names
    assert len(kinds()) > 20


def test_every_field_has_a_chinese_label() -> None:
    for record, field in declared():
        assert HAN.search(field.label), (record, field.name)
        assert field.label == field.label.strip()


@pytest.mark.parametrize("roster", ROSTERS, ids=lambda roster: roster.key)
def test_no_heading_of_a_roster_means_two_fields(roster: Roster) -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for name, field in roster.fields.items():
        for heading in (field.label, *field.aliases):
            assert normalise(heading), (name, heading)
            meant[normalise(heading)].add(name)
    assert {heading: names for heading, names in meant.items() if len(names) > 1} == {}


@pytest.mark.parametrize("roster", ROSTERS, ids=lambda roster: roster.key)
def test_what_a_roster_needs_is_among_its_fields(roster: Roster) -> None:
    assert {name for choice in roster.needs for name in choice} <= set(roster.fields)
    assert HAN.search(roster.title)


def test_every_secret_is_marked_wherever_it_is_declared() -> None:
    open_ones = [
        (record.__name__, field.name)
        for record, field in declared()
        if field.name in SECRET
        and not field.sensitive
        and (record.__name__, field.name) not in PUBLIC
    ]
    assert open_ones == []


def test_every_word_to_choose_from_is_read_as_itself() -> None:
    for kind in kinds():
        if isinstance(kind, Choice):
            for option in kind.options:
                assert kind.format(kind.parse(option)) == option


# --- parse(format(v)) == v ------------------------------------------------------------------

NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)
DIGITS = st.text("0123456789", min_size=8, max_size=8)
DAYS = st.dates(dt.date(1880, 1, 1), dt.date(2100, 12, 31))
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def texts(kind: Text) -> st.SearchStrategy[str]:
    """Texts as such a field keeps them."""
    return st.text(min_size=1, max_size=kind.longest + 5).map(_kept(kind)).filter(bool)


def _kept(kind: Kind) -> Callable[[str], str]:
    def kept(text: str) -> str:
        try:
            return kind.parse(text) or ""
        except Misfit:
            return ""

    return kept


def mobiles() -> st.SearchStrategy[str]:
    """One or several numbers as they are kept."""
    one = st.tuples(st.sampled_from("3456789"), DIGITS, st.sampled_from("0123456789")).map(
        lambda parts: "1" + "".join(parts)
    )
    landline = st.tuples(st.sampled_from(("021", "0512")), DIGITS).map("-".join)
    service = st.sampled_from(("57421234", "4008001234", "95598", "962200"))
    return st.lists(one | landline | service, min_size=1, max_size=3, unique=True).map("、".join)


def id_cards() -> st.SearchStrategy[str]:
    """Numbers with the right check character."""
    return st.tuples(DAYS, st.integers(0, 999)).map(
        lambda parts: _with_check(f"310120{parts[0]:%Y%m%d}{parts[1]:03}")
    )


def _with_check(body: str) -> str:
    return body + id_check(body)


def credit_codes() -> st.SearchStrategy[str]:
    """Codes that the kind itself takes."""
    return st.text(CREDIT_SIGNS, min_size=17, max_size=17).map(
        lambda body: next(body + sign for sign in CREDIT_SIGNS if _kept(CreditCode())(body + sign))
    )


VALUES: dict[type[Kind], Callable[[Any], st.SearchStrategy[Any]]] = {
    Text: texts,
    Holder: texts,
    Whole: lambda kind: st.integers(kind.least, kind.most),
    Coverage: lambda _kind: st.integers(0, 1000),
    Points: lambda kind: st.integers(-1_000_000 if kind.signed else 0, 1_000_000),
    Money: lambda _kind: st.integers(-(10**11), 10**11),
    Minutes: lambda _kind: st.integers(0, 100_000),
    Area: lambda _kind: st.integers(0, 10**9),
    Quantity: lambda _kind: st.integers(0, 1_000_000 * ONE),
    Flag: lambda _kind: st.booleans(),
    Day: lambda _kind: DAYS,
    PartialDay: lambda _kind: DAYS.flatmap(
        lambda day: st.sampled_from((4, 7, 10)).map(lambda length: day.isoformat()[:length])
    ),
    Phone: lambda _kind: mobiles(),
    IdCard: lambda _kind: id_cards(),
    CreditCode: lambda _kind: credit_codes(),
    PersonName: lambda _kind: NAMES,
    Choice: lambda kind: st.sampled_from(kind.options),
    Coded: lambda kind: st.sampled_from(tuple(kind.words_of)),
    Many: lambda kind: st.lists(st.sampled_from(kind.choice.options), min_size=1, unique=True).map(
        tuple
    ),
    SheetPost: lambda kind: st.sampled_from(kind.options),
    SheetPosts: lambda kind: st.lists(
        st.sampled_from(kind.choice.options), min_size=1, unique=True
    ).map(tuple),
    Ref: lambda _kind: st.integers(1, (1 << 63) - 1),
    Words: lambda _kind: st.lists(NAMES, max_size=5, unique=True).map(tuple),
}
"""How values of a kind are drawn; a new kind has to say it here."""


def test_for_every_kind_it_is_said_how_its_values_are_drawn() -> None:
    assert set(MAKES) <= set(VALUES)


@pytest.mark.parametrize("make", MAKES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_shown_is_read_as_the_same_value(make: type[Kind], data: st.DataObject) -> None:
    kind = data.draw(of_make(make))
    value = data.draw(VALUES[type(kind)](kind))
    assert kind.parse(kind.format(value)) == value


@pytest.mark.parametrize("make", MAKES)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_text_is_taken_or_refused_with_a_sentence(
    make: type[Kind], data: st.DataObject
) -> None:
    kind, text = data.draw(of_make(make)), data.draw(TYPED)
    _taken_or_refused(kind, lambda: kind.parse(text))


def _taken_or_refused(kind: Kind, read: Callable[[], Any]) -> None:
    refusal, value = "", None
    try:
        value = read()
    except Misfit as misfit:
        refusal = str(misfit)
    if refusal:
        assert HAN.search(refusal)
    else:
        assert kind.parse(kind.format(value)) == value


TYPED = st.text(max_size=40) | st.text("0123456789-./年月日号约元分小时EX×、 ", max_size=20)
"""What people type, and what they never would."""

CELLS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@pytest.mark.parametrize("make", MAKES)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_cell_is_taken_or_refused_with_a_sentence(
    make: type[Kind], data: st.DataObject
) -> None:
    kind, cell = data.draw(of_make(make)), data.draw(CELLS)
    _taken_or_refused(kind, lambda: kind.read(cell))


def test_nothing_typed_is_nothing_kept() -> None:
    for kind in kinds():
        assert not kind.parse("")
        assert not kind.parse("　 ")
        assert kind.format(None) == ""


# --- masks ----------------------------------------------------------------------------------


SECRETS = [field.kind for _, field in declared() if field.sensitive]
"""The kinds of fields that are masked."""


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(SECRETS), data=st.data())
def test_a_mask_never_gives_the_value_away(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(VALUES[type(kind)](kind))
    plain = kind.format(value)
    field = Field(kind, "字段", sensitive=True)
    mask = field.shown(value)
    assert field.shown(value, revealed=True) == plain
    for part in plain.split("、"):
        if len(part) > 4:  # a year alone is what the mask of a date leaves
            assert part not in mask
    assert mask


def test_there_is_no_mask_where_there_is_no_value() -> None:
    for kind in SECRETS:
        assert kind.mask(None) == ""
        assert kind.mask(kind.parse("")) == ""
