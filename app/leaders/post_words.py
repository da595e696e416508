"""Posts as sheets call them: other names, several in one cell, and 代理 before or after."""

from __future__ import annotations

import re
from typing import Final

from app.kinds import Choice, Many, folded, same_word
from app.leaders.posts import DIRECTOR, POSTS, SECRETARY, TWO_LEADERS

ACTING: Final = "代理"

_OTHERS = {
    "居民小组长": ("小组长", "村民小组长", "居民组长"),
    "居民代表": ("代表", "居民会议代表", "户代表"),
    SECRETARY: (
        "居民区书记", "社区书记", "居民区党支部书记", "居民区党总支书记", "社区党支部书记",
        "社区党总支书记", "党委书记", "社区党委书记", "支部书记", "总支书记",
    ),
    "党组织副书记": (
        "党支部副书记", "党总支副书记", "支部副书记", "总支副书记", "党委副书记",
        "居民区副书记", "社区副书记",
    ),
    DIRECTOR: ("居委主任", "社区主任", "居民委员会主任", "社区居委会主任"),
    "居委会副主任": ("居委副主任", "社区副主任", "居民委员会副主任", "社区居委会副主任"),
    "居委会委员": ("居委委员", "居民委员会委员", "社区居委会委员", "居委会成员", "居委委员会委员"),
    "调解员": ("调解委员", "兼职调解员", "专职调解员", "调解信息员"),
    "业委会成员": ("业委会主任", "业委会副主任", "业主委员会委员", "业主委员会成员", "业委"),
    "团队负责人": ("团长", "团队队长", "负责人", "领队"),
    "楼组骨干": ("楼组骨干成员", "骨干成员", "志愿骨干"),
    "副楼组长": ("副楼长", "副楼栋长", "副楼道长"),
}  # fmt: skip
"""What sheets write beside the aliases of `app.leaders.posts`."""

_HELD_FOR_NOW = re.compile(
    r"[(（](?:代|代理|暂代|临时)[)）]|暂代|代理|代(?=主任|书记|副|楼|组长|居|党)"
)
_ONE_SHOULDER = "一肩挑"
_BESIDE = re.compile(r"[(（](?!代|暂|临)([^()（）]+)[)）]")
_LIST = (
    "(?:名册|名单|花名册|登记表|登记册|信息表|情况表|统计表|一览表|汇总表|采集表|台账|通讯录"
    "|公示|结果)"
)
_BETWEEN = "(?:人员|队伍|基本|正式|初步|推选|选举|候选人|结果|得票)*"


class SheetPost(Choice):
    """One post; 楼组长（代） and 代理主任 are the post with 代理 before it."""

    def parse(self, text: str) -> str | None:
        """The post meant by the text."""
        said = folded(text)
        bare = _HELD_FOR_NOW.sub("", said)
        known = super().parse(bare)
        return known if known is None or bare == said else f"{ACTING}{known}"


class SheetPosts(Many):
    """Posts that one person holds: 书记、主任 and 一肩挑 are two."""

    def parts(self, text: str) -> list[str]:
        """The words of a cell."""
        said = folded(text)
        if _ONE_SHOULDER in said:
            return [SECRETARY, DIRECTOR]
        said = re.sub(r"书记\s*主任", "书记、主任", _BESIDE.sub(r"、\1", said))
        return [part for part in super().parts(re.sub(r"[兼和及]", "、", said)) if part.strip()]


_ALIASES = {word: post.kind for post in POSTS.values() for word in post.aliases} | {
    word: kind for kind, words in _OTHERS.items() for word in words
}
SHEET_POST = SheetPost(tuple(POSTS), _ALIASES)
SHEET_POSTS = SheetPosts(SHEET_POST)


def held(word: str) -> tuple[str, bool]:
    """The kind of post, and whether it is only held for the time being."""
    return word.removeprefix(ACTING), word.startswith(ACTING)


def kind_in(titles: str) -> str | None:
    """The one post whose list the titles name (居民代表名册); None for none or several.

    After 、 or 正 (正副楼组长) it is one of several.
    """
    said = same_word(titles)
    found: dict[str, str] = {}
    for word, kind in [(kind, kind) for kind in POSTS] + list(_ALIASES.items()):
        # Short words such as 正 or 代表 stand in titles of many other lists.
        named = rf"(?<![、，,和及与正/]){re.escape(same_word(word))}{_BETWEEN}{_LIST}"
        if len(word) >= 3 and re.search(named, said):
            found[word] = kind
    longest = max(map(len, found), default=0)
    kinds = {kind for word, kind in found.items() if len(word) == longest}
    return kinds.pop() if len(kinds) == 1 else None


def is_of_two_leaders(kind: str) -> bool:
    """Whether the sheets of both leaders list this post."""
    return kind in POSTS and POSTS[kind].family == TWO_LEADERS
