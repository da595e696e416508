"""What a heading says once its decoration is gone, and which field that surely or maybe means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

_DECORATION = re.compile(r"[\s:*※★☆●◆\u200b-\u200f\u2060\ufeff]+")
_BRACKETED = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_HINT = re.compile(
    r"(非?必填|必须|选填|可选|可不填|必填项|选填项|盖章|签字|签名|公章"
    r"|男/?女|是/?否|有/?无|y/?n|√/?×?|打√|打勾"
    r"|[%‰元角分时天个户人次岁名件张份kg克]|万元|小时|分钟|周岁|人次|平方米|m2|公里|厘米|公斤|元/月"
    r"|\d+(\.\d+)?(元|分|小时|分钟|个|人|次)?"
    r"|[ymdx0-9年月日/\-.~至到]+"
    r"|(如|例|格式|单位.|填|请|见|按|含|不含|可|需|须|以|注).*)"
)
_SOMEONE_ELSE = re.compile(
    "配偶|丈夫|妻子|子女|儿子|女儿|父亲|母亲|父母|监护|亲属|家属|亲友|紧急|联系人|户主|介绍人|担保"
)


@lru_cache(maxsize=4096)
@lru_cache(maxsize=4096)
def normalise(header: str) -> str:
    """A heading without spaces, line breaks, colons, stars and bracketed hints, half-width, lower.

    "联系电话＊" and "联系电话（必填）" are both "联系电话"; "电话（手机）" keeps its bracket, for
    what stands there is no hint of unit or form but part of the meaning.
    """
    text = _DECORATION.sub("", unicodedata.normalize("NFKC", header)).lower()
    return _BRACKETED.sub(_without_hint, text) or text


def _without_hint(bracket: re.Match[str]) -> str:
    return "" if not bracket[1] or _HINT.fullmatch(bracket[1]) else f"({bracket[1]})"


def field_of(heading: str, aliases: Mapping[str, str]) -> str | None:
    """The field that a normalised heading surely means.

    A bracket may name the same thing again: 街面(商圈) is sure when 街面 and 商圈 both are, and the
    same; 联系电话(紧急) is not.
    """
    found = aliases.get(heading)
    if found is not None:
        return found
    bracket = re.fullmatch(r"(.+)\(([^()]+)\)", heading)
    if bracket is None:
        return None
    outer, inner = aliases.get(bracket[1]), aliases.get(bracket[2])
    return outer if outer == inner else None


def suggestion_of(heading: str, aliases: Mapping[str, str]) -> str | None:
    """The field that a normalised heading may mean; never to be taken without a person's tick."""
    if len(heading) < 2:
        return None
    bare = _BRACKETED.sub("", heading)
    if bare in aliases:
        return aliases[bare]
    inside = [alias for alias in aliases if len(alias) >= 2 and alias in heading]
    if inside:
        return aliases[max(inside, key=len)]
    around = {aliases[alias] for alias in aliases if heading in alias}
    if len(around) == 1:
        return around.pop()
    close = get_close_matches(heading, aliases, n=1, cutoff=0.75)
    return aliases[close[0]] if close else None


def sure(levels: Sequence[str], aliases: Mapping[str, str]) -> str | None:
    """The field that a heading with levels, the upper ones first, surely means.

    Upper and lower text joined say more than the lower alone (紧急联系人 + 电话), so they are asked
    first; the lower alone counts unless the upper one speaks of somebody else (配偶 + 电话).
    """
    parts = [normalise(level) for level in levels]
    for first in range(len(parts) - 1):
        joined = field_of("".join(parts[first:]), aliases)
        if joined is not None:
            return joined
    if not parts or any(map(_SOMEONE_ELSE.search, parts[:-1])):
        return None
    return field_of(parts[-1], aliases)


def maybe(levels: Sequence[str], aliases: Mapping[str, str]) -> str | None:
    """The field to suggest for a heading with levels that means none surely."""
    parts = [normalise(level) for level in levels]
    if not parts:
        return None
    return field_of(parts[-1], aliases) or suggestion_of("".join(parts), aliases)
