"""Drawing by lot, the same way every time: words by weight, ages, days, names, numbers."""

from __future__ import annotations

import datetime as dt
import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import resources
from app.kinds.people import id_check

T = TypeVar("T")

SEED = 310120003001

# Beginnings of mobile numbers that no operator has been given: nobody can be rung by them.
PHONES = ("160", "161", "163", "164", "168", "169")


@cache
def listed(name: str) -> dict[str, Any]:
    """One of the lists that the sample is made from."""
    return tomllib.loads(resources.text(f"sample/{name}.toml"))


class Dice:
    """A source of chance for one part of the sample; the same part is always drawn alike."""

    def __init__(self, part: str, today: dt.date) -> None:
        self.today = today
        self.random = random.Random(f"{SEED} {part}")
        self._numbers: set[str] = set()
        self._phones: set[str] = set()

    def often(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def one(self, words: Sequence[T]) -> T:
        """Any of them."""
        return words[self.random.randrange(len(words))]

    def weighed(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as it weighs."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, max(low, high))

    def around(self, low: int, high: int, peak: int) -> int:
        """A whole number that is most often near the peak."""
        return round(self.random.triangular(low, high, min(max(peak, low), high)))

    def born(self, age: int) -> dt.date:
        """A birthday of somebody who is so many years old today."""
        last = _years_before(self.today, age)
        first = _years_before(self.today, age + 1) + dt.timedelta(days=1)
        return self.day(first, last)

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        """A day, both ends included."""
        return first + dt.timedelta(days=self.between(0, (last - first).days))

    def phone(self) -> str:
        """A mobile number that nobody has, each once."""
        while True:
            number = self.one(PHONES) + f"{self.between(0, 99_999_999):08}"
            if number not in self._phones:
                self._phones.add(number)
                return number

    def id_number(self, code: str, born: dt.date, sex: str) -> str:
        """A well-formed identity number of nobody in particular, each once."""
        while True:
            serial = self.between(0, 499) * 2 + (sex == "男")
            body = f"{code}{born:%Y%m%d}{serial:03}"
            if body not in self._numbers:
                self._numbers.add(body)
                return body + id_check(body)

    def surname(self, *, elsewhere: bool = False) -> str:
        """A surname as common as it is."""
        return self.weighed(_surnames("surnames_elsewhere" if elsewhere else "surnames"))

    def given(self, born: int, sex: str, but: Sequence[str] = ()) -> str:
        """A given name of the time; not one of those that the household has already."""
        names = _given(born, sex)
        while True:
            name = self.one(names)
            if name not in but:
                return name


@cache
def _surnames(which: str) -> dict[str, int]:
    text = listed("names")[which]
    return {name: int(weight) for name, weight in re.findall(r"(\D+?)(\d+)\s*", text)}


@cache
def _given(born: int, sex: str) -> list[str]:
    generation = next(one for one in listed("names")["generation"] if born <= one["until"])
    words: str = generation["men" if sex == "男" else "women"]
    return words.split()


def by_year(table: Sequence[Mapping[str, Any]], year: int) -> dict[str, float] | None:
    """The weights that hold for a year of birth, None after the last one."""
    for row in table:
        if year <= row["until"]:
            return dict(row["of"])
    return None


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
