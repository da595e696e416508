"""What is worth saying about a dry run, and what may be done about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from ui.imports.flow import Flow
from ui.theme import Tone

Offer = Literal["", "review", "words", "sheets"]
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence across the page; `offer` says what its button does."""

    text: str
    tone: Tone
    offer: Offer = ""


def remark_of(flow: Flow, before: dt.datetime | None) -> Remark | None:
    """The most pressing thing to say; `before` is when the same file was imported last."""
    reviews: Offer = "review" if flow.comparable and not flow.decisions.compares else ""
    words = list(dict.fromkeys(word for ready in flow.dry_runs for _, word in ready.plan.strange))
    left = [entry.name for entry in flow.left_out if entry.sheet is not None]
    if before is not None and flow.importable() == 0:
        said = f"这份表在 {before:%Y-%m-%d %H:%M} 导入过，再导入一次不会改变任何内容。"
        return Remark(said, Tone.PLAIN, reviews)
    if words:
        shown = "”“".join(words[:_MOST_WORDS])
        more = f"等 {len(words)} 种写法" if len(words) > _MOST_WORDS else ""
        said = f"表里的“{shown}”{more}不在可选的内容里，写了它们的行先不导入。"
        return Remark(said, Tone.AMBER, "words")
    if flow.mostly_known and reviews:
        said = "表里大多数台账里都有，像是新一版名册。可以逐行看新来的、不在表里的和有变化的。"
        return Remark(said, Tone.PLAIN, reviews)
    if left:
        return Remark(f"没有认出、因此不导入的工作表：{'、'.join(left)}。", Tone.AMBER, "sheets")
    return None
