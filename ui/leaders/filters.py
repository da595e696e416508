"""What a roster of posts is narrowed by: the party, the age, first terms, the kind of post."""

from __future__ import annotations

from app.leaders.lists import HELD, PARTY_WORDS
from app.leaders.posts import BUILDING_LEADER, FAMILIES, POSTS, STREET_LEADER
from app.leaders.rules import ENDED, EXPIRED, EXPIRING, SERVING, UPCOMING
from ui.kit.chips import FilterMenu
from ui.people.chips import Ages, ages_of

ALL = ""
DUE = "due"
EVERY = "all"
STATES = (
    (HELD, "现任"), (DUE, "届满和将满"), (SERVING, SERVING), (EXPIRING, EXPIRING),
    (EXPIRED, EXPIRED), (UPCOMING, UPCOMING), (ENDED, "已离任"), (EVERY, "全部状态"),
)  # fmt: skip
_AGES = (
    (ALL, "年龄"), ("-59", "60岁以下"), ("60-69", "60—69岁"), ("70-74", "70—74岁"),
    ("75-", "75岁及以上"),
)  # fmt: skip
_FIRST, _AGAIN = "first", "again"
_FAMILY = "family:"

OTHERS = tuple(kind for kind in POSTS if kind not in (BUILDING_LEADER, STREET_LEADER))
"""Every kind of post beside the two leaders, in the order of lists."""


def party_menu() -> FilterMenu:
    """政治面貌: party members, others, not filled in."""
    words = ((word, word) for word in PARTY_WORDS)
    return FilterMenu("政治面貌", [(ALL, "政治面貌"), *words])


def sex_menu() -> FilterMenu:
    """性别."""
    return FilterMenu("性别", [(ALL, "性别"), ("女", "女"), ("男", "男")])


class AgeBands(FilterMenu):
    """年龄段 as an office counts them; ages are those of the day that is looked at."""

    def __init__(self) -> None:
        super().__init__("年龄", _AGES)

    @property
    def ages(self) -> Ages:
        """The band in force, both ages counted."""
        return ages_of(self.key) if self.key else (None, None)


class FirstMenu(FilterMenu):
    """首任 or 连任."""

    def __init__(self) -> None:
        choices = [(ALL, "任次"), (_FIRST, "首任"), (_AGAIN, "连任")]
        super().__init__("任次", choices)
        self.setToolTip("首任：以前没有担任过同一岗位")

    @property
    def first(self) -> bool | None:
        """Whether first terms are wanted, or later ones; None for both."""
        return None if not self.key else self.key == _FIRST


class KindMenu(FilterMenu):
    """岗位: a family of posts or one of them."""

    def __init__(self) -> None:
        choices = [(ALL, "全部岗位")]
        for family in FAMILIES:
            kinds = [kind for kind in OTHERS if POSTS[kind].family == family]
            if len(kinds) > 1:
                choices.append((_FAMILY + family, f"{family}各岗位"))
            choices += [(kind, f"　{kind}") for kind in kinds]
        super().__init__("岗位", choices)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that are wanted."""
        if self.key.startswith(_FAMILY):
            family = self.key.removeprefix(_FAMILY)
            return tuple(kind for kind in OTHERS if POSTS[kind].family == family)
        return (self.key,) if self.key else OTHERS

    def choose(self, key: str) -> None:
        """Put a choice in force; the button shows it without the indent of the menu."""
        super().choose(key)
        self.setText(self.text().strip())
