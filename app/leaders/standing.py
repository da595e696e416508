"""Further charts of the posts on a day: every kind of post, posts by 小区, how long places stand
empty.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlalchemy import select

from app.book import Book
from app.leaders.charts import leaders_on
from app.leaders.holders import holds_on
from app.leaders.posts import BUILDING_LEADER, POSTS
from app.leaders.rules import vacant_since
from app.leaders.subjects import people_words
from app.leaders.trends import places_of
from app.people.order import compound_ranks
from app.series import Bars, Line
from db.models import Compound, LeaderTerm

_BANDS = ((30, "30天以内"), (90, "31–90天"), (180, "91–180天"), (365, "181–365天"))
_LONGER, _UNKNOWN = "一年以上", "不知道起始"


def by_post(book: Book, day: dt.date, subject: str) -> Bars:
    """How many posts of each kind are held on a day, in the order of the list."""
    del subject  # every kind of post is counted whatever is asked for
    with book.read() as session:
        kinds = session.execute(
            select(LeaderTerm.kind, LeaderTerm.resident_id).where(holds_on(day))
        ).all()
    counts = Counter(row.kind for row in kinds)
    people = len({row.resident_id for row in kinds})
    labels = [*(kind for kind in POSTS if counts[kind]), *sorted(set(counts) - set(POSTS))]
    sentence = "现在没有在任的任职人员。"
    if people:
        several = len(kinds) - people
        more = f"，一人多职的多计{several:,}个" if several else ""
        sentence = f"在任{people:,}人，共{len(kinds):,}个任职，{len(labels)}种岗位{more}。"
    return Bars(
        title="各岗位在任人数",
        labels=tuple(labels),
        lines=(Line("在任", tuple(counts[label] for label in labels)),),
        unit="个",
        sentence=sentence,
        definition=f"口径：{day} 在任的各种岗位，届满未换的仍计入；按任职计。",
    )


def by_place(book: Book, day: dt.date, kind: str) -> Bars:
    """Holders of any other post by 小区, the most first; those of no 小区 come last."""
    leaders = Counter(leader.compound_id for leader in leaders_on(book, day, kind))
    with book.read() as session:
        ranks = compound_ranks(session)
        names = dict(session.execute(select(Compound.id, Compound.name)).tuples().all())
    there = sorted(
        (one for one in leaders if one is not None), key=lambda one: (-leaders[one], ranks[one])
    )
    labels = [names[one] for one in there]
    values = [leaders[one] for one in there]
    if leaders[None]:
        labels.append("不分小区")
        values.append(leaders[None])
    who = people_words(kind)
    sentence = f"现在没有在任的{who}。"
    if values:
        where = f"，分布在{len(there):,}个小区" if there else ""
        sentence = f"{who}共{sum(values):,}人{where}。"
    return Bars(
        title=f"各小区{who}人数",
        labels=tuple(labels),
        lines=(Line("人数", tuple(values)),),
        unit="人",
        sentence=sentence,
        definition=f"口径：{day} 在任的{who}，届满未换的仍计入。",
        keys=tuple(there),
    )


def by_days_vacant(book: Book, day: dt.date, kind: str = BUILDING_LEADER) -> Bars:
    """How long the places without a leader have stood empty on a day."""
    places = places_of(book, kind)
    counts: Counter[str] = Counter()
    longest: int | None = None
    for place, there in places.there.items():
        held = places.held.get(place, ())
        if not there.holds(day) or any(span.holds(day) for span in held):
            continue
        since = vacant_since(there.start, held, day)
        days = None if since is None else (day - since).days
        counts[_band(days)] += 1
        if days is not None:
            longest = max(days, longest or 0)
    labels = [words for _, words in _BANDS] + [_LONGER]
    if counts[_UNKNOWN]:
        labels.append(_UNKNOWN)
    if not places.there:
        sentence = f"台账里还没有{places.called}。"
    elif not counts:
        sentence = f"{day} 没有缺额。"
    else:
        over = counts.total() - counts[_BANDS[0][1]] - counts[_UNKNOWN]
        sentence = f"现有缺额{counts.total():,}个，其中超过30天的{over:,}个"
        sentence += "。" if longest is None else f"，最长的已{longest:,}天。"
    return Bars(
        title=f"{kind}缺额天数",
        labels=tuple(labels) if places.there else (),
        lines=(Line("缺额", tuple(counts[label] for label in labels)),) if places.there else (),
        unit="个",
        sentence=sentence,
        definition=(
            f"口径：{day} 在册而没有{kind}的{places.called}，从前任离任或成立那天算到当天。"
        ),
    )


def _band(days: int | None) -> str:
    if days is None:
        return _UNKNOWN
    return next((words for most, words in _BANDS if days <= most), _LONGER)
