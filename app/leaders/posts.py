"""The kinds of posts an office fills, and what each of them is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

GROUP: Final = "building_group"
STREET: Final = "street_segment"
COMPOUND: Final = "compound"
NAMED: Final = "named"
OFFICE: Final = "office"
"""What a post is for: a 楼组, a street, a 小区, a body known by its name, or the whole office."""

SCOPE_LABELS: Mapping[str, str] = {
    GROUP: "楼组",
    STREET: "街面",
    COMPOUND: "小区",
    NAMED: "小组或团队",
    OFFICE: "本居委",
}

TWO_LEADERS = "两长"
COMMITTEE = "居委会"
PARTY = "党组织"
RESIDENTS = "居民小组"
TEAMS = "团队和其他"
FAMILIES = (TWO_LEADERS, RESIDENTS, PARTY, COMMITTEE, TEAMS)
"""How posts are put together for choosing and for lists."""

TERM_MONTHS = 60
"""The term of the committee, its residents' groups and both leaders (居委会组织法 art. 8, 14)."""


@dataclass(frozen=True, slots=True)
class Post:
    """A kind of post: what it is for, how many may hold it at once, how long a term lasts.

    `most` None sets no limit. `oldest` is an age in years above which a warning is given, never
    a refusal; `by_shop` tells that staff of a shop hold it, who need not live here.
    """

    kind: str
    scope: str
    family: str
    most: int | None = None
    months: int = TERM_MONTHS
    oldest: int | None = None
    by_shop: bool = False
    aliases: tuple[str, ...] = ()


BUILDING_LEADER: Final = "楼组长"
STREET_LEADER: Final = "街面长"
SECRETARY: Final = "党组织书记"
DIRECTOR: Final = "居委会主任"
BOTH = "书记、主任一肩挑"
"""What it is called when one person holds the posts of SECRETARY and DIRECTOR."""

COMMITTEE_SIZE = (5, 9)
"""A committee has five to nine members in all (居委会组织法 art. 7)."""

POSTS: Mapping[str, Post] = {
    post.kind: post
    for post in (
        Post(
            BUILDING_LEADER, GROUP, TWO_LEADERS, 1, oldest=75,
            aliases=("组长", "正", "楼长", "楼道长", "楼栋长", "楼门长"),
        ),
        Post("副楼组长", GROUP, TWO_LEADERS, 2, oldest=75, aliases=("副组长", "副")),
        Post("楼组骨干", GROUP, TWO_LEADERS, aliases=("骨干",)),
        Post(STREET_LEADER, STREET, TWO_LEADERS, 1, by_shop=True, aliases=("路段长", "商圈长")),
        Post("居民小组长", NAMED, RESIDENTS, 1),
        Post("居民代表", NAMED, RESIDENTS),
        Post("妇女小组长", NAMED, RESIDENTS, 1),
        Post("信息员", COMPOUND, RESIDENTS, aliases=("楼组信息员",)),
        Post(SECRETARY, OFFICE, PARTY, 1, aliases=("书记", "党支部书记", "党总支书记")),
        Post("党组织副书记", OFFICE, PARTY, aliases=("副书记",)),
        Post("党小组长", NAMED, PARTY, 1),
        Post(DIRECTOR, OFFICE, COMMITTEE, 1, aliases=("主任",)),
        Post("居委会副主任", OFFICE, COMMITTEE, aliases=("副主任",)),
        Post("居委会委员", OFFICE, COMMITTEE, aliases=("委员",)),
        Post("调解员", OFFICE, TEAMS, aliases=("人民调解员",)),
        Post("业委会成员", COMPOUND, TEAMS, aliases=("业委会委员",)),
        Post("团队负责人", NAMED, TEAMS, 1, aliases=("队长", "团队长")),
        Post("块长", NAMED, TEAMS, aliases=("包块社工",)),
    )
}  # fmt: skip
"""Every kind of post in the order of lists (domain model C.2; aliases from sheets)."""

OF_COMMITTEE = tuple(kind for kind, post in POSTS.items() if post.family == COMMITTEE)
_RANKS = {kind: at for at, kind in enumerate(POSTS)}


def rank_of(kind: str) -> int:
    """The place of a kind in lists; what a newer program wrote comes last."""
    return _RANKS.get(kind, len(_RANKS))


def post_of(kind: str) -> Post:
    """The post of a kind; of one that a newer program wrote, a post of the office without limit."""
    return POSTS.get(kind) or Post(kind, OFFICE, TEAMS)
