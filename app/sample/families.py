"""Who lives together: families in which ages, sexes, names and relations fit each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from app.kinds import age_on
from app.sample.dice import Dice


@dataclass
class Person:
    """Somebody of a family; `elsewhere` tells that the family came from another province."""

    name: str
    sex: str
    born: dt.date
    relation: str
    marital: str | None
    elsewhere: bool = False
    deceased: bool = False
    facts: dict[str, object] = field(default_factory=dict)

    def age(self, day: dt.date) -> int:
        """Full years on a day."""
        return age_on(self.born.isoformat(), day) or 0


@dataclass
class Family:
    """People of one household, the head first."""

    kind: str
    people: list[Person]
    rents: bool
    elsewhere: bool


class _Maker:
    """One family in the making: keeps given names apart."""

    def __init__(self, dice: Dice, *, elsewhere: bool) -> None:
        self.dice = dice
        self.elsewhere = elsewhere
        self.people: list[Person] = []
        self._given: list[str] = []

    def add(
        self, sex: str, age: int, relation: str, marital: str | None, surname: str | None = None
    ) -> Person:
        born = self.dice.born(age)
        given = self.dice.given(born.year, sex, self._given)
        self._given.append(given)
        family = surname or self.dice.surname(elsewhere=self.elsewhere)
        person = Person(family + given, sex, born, relation, marital, self.elsewhere)
        self.people.append(person)
        return person

    def sex(self, women: float = 0.49) -> str:
        return "女" if self.dice.often(women) else "男"

    def surname(self) -> str:
        return self.dice.surname(elsewhere=self.elsewhere)

    def married(self, wife: int, least: int) -> tuple[int, int]:
        """Ages of husband and wife; few husbands are younger."""
        return max(least, wife + self.dice.around(-2, 6, 2)), wife

    def child_age(self, mother: int, low: int = 22, high: int = 36, peak: int = 27) -> int:
        return mother - self.dice.around(low, min(high, mother), peak)


def make_family(dice: Dice, kind: str, *, elsewhere: bool) -> Family:
    """A household of one of the kinds that `places.toml` weighs."""
    maker = _Maker(dice, elsewhere=elsewhere)
    _KINDS[kind](maker)
    return Family(kind, maker.people, kind.startswith("rent"), elsewhere)


def _alone(maker: _Maker) -> None:
    age = maker.dice.around(62, 97, 81)
    sex = maker.sex(0.66)
    widowed = maker.dice.often(0.8 if age >= 70 else 0.45)
    marital = "丧偶" if widowed else maker.dice.weighed({"离异": 6, "未婚": 2})
    maker.add(sex, age, "户主", marital)
    if widowed and maker.dice.often(0.1):
        # The partner died not long ago and still stands in the register.
        other = "男" if sex == "女" else "女"
        gone = maker.add(other, min(97, age + maker.dice.between(-2, 4)), "配偶", "已婚")
        gone.deceased = True


def _couple(maker: _Maker) -> None:
    husband, wife = maker.married(maker.dice.around(58, 89, 71), 60)
    _pair(maker, husband, wife)


def _pair(maker: _Maker, husband: int, wife: int, surname: str | None = None) -> str:
    surname = surname or maker.surname()
    if maker.dice.often(0.72):
        maker.add("男", husband, "户主", "已婚", surname)
        maker.add("女", wife, "配偶", "已婚")
    else:
        maker.add("女", wife, "户主", "已婚")
        maker.add("男", husband, "配偶", "已婚", surname)
    return surname


def _three(maker: _Maker) -> None:
    dice = maker.dice
    grandmother = dice.around(56, 88, 69)
    surname = maker.surname()
    son = dice.often(0.6)
    child = max(27, maker.child_age(grandmother, 21, 33, 25))
    child = min(child, grandmother - 20)
    spouse = max(25, child + dice.between(-4, 3) if son else child + dice.between(-2, 5))
    spouse = min(spouse, grandmother - 20)
    other = maker.surname()
    if dice.often(0.7):
        _elders(maker, grandmother, surname, "户主", "配偶")
        _middle(maker, son, child, spouse, surname, other, "子" if son else "女")
        grandchild = "孙"
    else:
        _middle(maker, son, child, spouse, surname, other, "户主")
        _elders(maker, grandmother, surname, "父亲", "母亲")
        grandchild = ""
    if dice.often(0.83):
        # In this part of the country a child may bear the name of the mother's family.
        name = surname if son or dice.often(0.25) else other
        _children(maker, spouse if son else child, name, grandchild)


def _elders(maker: _Maker, grandmother: int, surname: str, first: str, second: str) -> None:
    husband = max(56, grandmother + maker.dice.between(-1, 5))
    if maker.dice.often(0.64):
        if first == "户主" and maker.dice.often(0.3):
            maker.add("女", grandmother, "户主", "已婚")
            maker.add("男", husband, "配偶", "已婚", surname)
            return
        maker.add("男", husband, first, "已婚", surname)
        maker.add("女", grandmother, second, "已婚")
    else:
        maker.add("女", grandmother, "户主" if first == "户主" else "母亲", "丧偶")


def _middle(
    maker: _Maker, son: bool, child: int, spouse: int, surname: str, other: str, relation: str
) -> None:
    in_law = "配偶" if relation == "户主" else ("儿媳" if son else "女婿")
    maker.add("男" if son else "女", child, relation, "已婚", surname)
    maker.add("女" if son else "男", spouse, in_law, "已婚", None if son else other)


def _children(maker: _Maker, mother: int, surname: str, relation: str = "") -> None:
    first = maker.child_age(mother, 22, 36, 28)
    if first < 0:
        return
    _child(maker, first, surname, relation)
    second = first - maker.dice.between(2, 7)
    if second >= 0 and first <= 15 and maker.dice.often(0.24):
        _child(maker, second, surname, relation)


def _child(maker: _Maker, age: int, surname: str, relation: str = "") -> None:
    sex = maker.sex()
    own = "女" if sex == "女" else "子"
    maker.add(sex, age, relation or own, "未婚" if age >= 20 else None, surname)


def _young(maker: _Maker) -> None:
    husband, wife = maker.married(maker.dice.around(26, 50, 41), 25)
    _children(maker, wife, _pair(maker, husband, wife))


def _two(maker: _Maker) -> None:
    husband, wife = maker.married(maker.dice.around(25, 57, 46), 25)
    _pair(maker, husband, wife)


def _single(maker: _Maker) -> None:
    age = maker.dice.around(26, 60, 44)
    marital = "未婚" if age < 35 or maker.dice.often(0.35) else "离异"
    maker.add(maker.sex(0.45), age, "户主", marital)


def _lone(maker: _Maker) -> None:
    mother = maker.dice.around(30, 56, 42)
    age = max(1, maker.child_age(mother))
    if maker.dice.often(0.76):
        maker.add("女", mother, "户主", "离异")
        _child(maker, age, maker.surname())
    else:
        surname = maker.surname()
        maker.add("男", mother + 2, "户主", "离异", surname)
        _child(maker, age, surname)


def _grown(maker: _Maker) -> None:
    wife = maker.dice.around(49, 68, 57)
    husband, wife = maker.married(wife, 50)
    age = max(22, maker.child_age(wife, 23, 31, 26))
    if maker.dice.often(0.85):
        _child(maker, age, _pair(maker, husband, wife))
    else:
        maker.add("女", wife, "户主", "丧偶")
        _child(maker, age, maker.surname())


def _rent_family(maker: _Maker) -> None:
    husband, wife = maker.married(maker.dice.around(23, 44, 33), 23)
    surname = _pair(maker, husband, wife)
    if maker.dice.often(0.7):
        _children(maker, wife, surname)


def _rent_share(maker: _Maker) -> None:
    sex = maker.sex(0.4)
    for at in range(maker.dice.weighed({2: 5, 3: 4, 4: 1})):
        maker.add(sex, maker.dice.around(20, 36, 25), "户主" if at == 0 else "其他", "未婚")


def _rent_single(maker: _Maker) -> None:
    age = maker.dice.around(21, 46, 27)
    maker.add(maker.sex(0.42), age, "户主", "未婚" if age < 36 else "离异")


_KINDS: dict[str, Callable[[_Maker], None]] = {
    "alone": _alone,
    "couple": _couple,
    "three": _three,
    "young": _young,
    "pair": _two,
    "single": _single,
    "lone": _lone,
    "grown": _grown,
    "rent_family": _rent_family,
    "rent_share": _rent_share,
    "rent_single": _rent_single,
}
