"""What the title of a sheet says of everybody on it."""

from __future__ import annotations

import re

from app.kinds import same_word
from app.people import words

_LIST = "(?:名册|名单|花名册|台账|底册|登记表|登记册|信息表|情况表|统计表|一览表|汇总表)"


def tag_of(title: str) -> tuple[str, ...]:
    """The one care tag that the name of a list gives everybody on it: 独居老人名册 → 独居."""
    said = same_word(title)
    found = {
        words.CARE_TAG.parse(word) or ""
        for word in words.CARE_TAG.words()
        if re.search(rf"{re.escape(word)}(?:老人|人员|家庭|对象|户|居民)*{_LIST}", said)
    }
    return tuple(found) if len(found) == 1 else ()
