"""Counting deeds and taking lines back: the use cases of the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.book import Book
from app.errors import Invalid, Problem, Refused
from app.pledge import lists, seasons
from app.pledge.lines import NewLine, append, head, seal, seal_before, verify_chain
from app.pledge.posting import Posting, Prepared
from app.pledge.records import PointsEntry, PostedEntry
from app.pledge.reversing import Original, originals, refusal, reversal_lines
from app.pledge.rules import left_words
from db.models import Rule, RuleSetVersion

__all__ = [
    "NewLine",
    "Preview",
    "append",
    "head",
    "post",
    "post_many",
    "preview",
    "preview_many",
    "reverse",
    "reverse_many",
    "seal",
    "seal_past_days",
    "verify_chain",
]


UNADOPTED = "这一版规则还是草案，尚未登记通过日期"
"""The note that comes with every entry until a version is adopted."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an entry would do, points in 0.1.

    `notes` are sentences for the form; `repeats` is the number of an equal line of the same day;
    `refusal` says why it could not be written (a second pair of eyes is missing).
    """

    kind: str
    raw: int
    score: int
    balance: int
    score_after: int
    balance_after: int
    season: str
    notes: tuple[str, ...]
    repeats: int | None
    refusal: str | None


def preview(book: Book, entry: PointsEntry, today: dt.date) -> Preview:
    """What an entry would do if it were written now; nothing is.

    Raises Invalid with every problem of the entry.
    """
    with book.read() as session:
        return _preview(Posting(session, today, book.who, writes=False).prepare(entry))


def preview_many(
    book: Book, entries: Sequence[PointsEntry], today: dt.date
) -> list[Preview | Invalid]:
    """What each entry would do after those before it; an entry with problems gives them."""
    with book.read() as session:
        posting = Posting(session, today, book.who, writes=False)
        found: list[Preview | Invalid] = []
        for entry in entries:
            try:
                found.append(_preview(posting.prepare(entry)))
            except Invalid as invalid:
                found.append(invalid)
        return found


def post(book: Book, entry: PointsEntry, *, today: dt.date) -> PostedEntry:
    """Write one line: caps, first reminder, floor and approval as the rule says.

    Raises Invalid with every problem, Refused where the rule wants an approver.
    """
    return _post(book, [entry], "登记积分", today)[0]


def post_many(
    book: Book, entries: Sequence[PointsEntry], label: str, today: dt.date
) -> list[PostedEntry]:
    """Write a batch as one step, all or nothing; later entries see the caps used by earlier ones.

    Raises Invalid whose problems are named `<index>.<field>` and say which entry they mean.
    """
    return _post(book, entries, label, today)


def reverse(book: Book, seq: int, reason: str, today: dt.date) -> PostedEntry:
    """Take back a whole line by a line of its own, dated today.

    Raises Refused for a second reversal, a reversal of a reversal, base points and redemptions;
    Invalid without a reason.
    """
    return reverse_many(book, [seq], reason, today)[0]


def reverse_many(book: Book, seqs: Sequence[int], reason: str, today: dt.date) -> list[PostedEntry]:
    """Take back several lines in one step, all or nothing."""
    if not reason.strip():
        raise Invalid.of("reason", "请写明冲正的原因，会随这一笔一起留存。")
    with book.read() as session:
        lines = originals(session, seqs)
    _check_reversible(seqs, lines)
    for rule_set in {line.rule_set_id for line in lines if not line.stays_in_season}:
        seasons.ensure_open(book, rule_set, today)
    with book.write("冲正积分") as session:
        lines = originals(session, seqs)
        _check_reversible(seqs, lines)
        new = append(session, reversal_lines(session, lines, reason.strip(), today), who=book.who)
        return lists.rows_of_seqs(session, new)


def seal_past_days(book: Book, today: dt.date) -> int:
    """Seal every line whose local day of recording is over; returns the seal."""
    with book.write("封存积分流水") as session:
        return seal_before(session, today)


def _check_reversible(seqs: Sequence[int], lines: Sequence[Original]) -> None:
    known = {line.seq for line in lines}
    for seq in seqs:
        if seq not in known:
            raise Refused(f"流水里没有第 {seq} 号，请核对序号。")
    for line in lines:
        text = refusal(line)
        if text is not None:
            raise Refused(text)


def _post(
    book: Book, entries: Sequence[PointsEntry], label: str, today: dt.date
) -> list[PostedEntry]:
    if not entries:
        return []
    _open_seasons(book, entries, today)
    with book.write(label) as session:
        prepared = _prepared(Posting(session, today, book.who, writes=True), entries)
        new = append(session, [one.line for one in prepared], who=book.who)
        return lists.rows_of_seqs(session, new)


def _prepared(posting: Posting, entries: Sequence[PointsEntry]) -> list[Prepared]:
    found: list[Prepared] = []
    problems: list[Problem] = []
    alone = len(entries) == 1
    for at, entry in enumerate(entries):
        try:
            found.append(posting.prepare(entry))
        except Invalid as invalid:
            problems += _numbered(invalid, at, alone=alone)
    if problems:
        raise Invalid(problems)
    for at, one in enumerate(found):
        if one.refusal:
            raise Refused(one.refusal if alone else f"第{at + 1}笔：{one.refusal}")
    return found


def _open_seasons(book: Book, entries: Sequence[PointsEntry], today: dt.date) -> None:
    # A step of its own: taking back the entry must not take back everybody's base points.
    with book.read() as session:
        sets = {
            version.rule_set_id
            for rule_id in {entry.rule_id for entry in entries}
            if (rule := session.get(Rule, rule_id)) is not None
            if (version := session.get(RuleSetVersion, rule.version_id)) is not None
        }
        missing = [one for one in sets if seasons.find(session, one, today) is None]
        if missing:
            # What cannot be written must not open a season either.
            _prepared(Posting(session, today, book.who, writes=False), entries)
    for rule_set_id in missing:
        seasons.ensure_open(book, rule_set_id, today)


def _numbered(invalid: Invalid, at: int, *, alone: bool) -> list[Problem]:
    if alone:
        return list(invalid.problems)
    return [
        Problem(f"{at}.{problem.field}", f"第{at + 1}笔：{problem.text}")
        for problem in invalid.problems
    ]


def _preview(one: Prepared) -> Preview:
    outcome, standing = one.outcome, one.standing
    notes = [outcome.cap_note] if outcome.cap_note else []
    left = left_words(outcome, one.season_kind)
    if left:
        notes.append(f"记入后{left}")
    if one.repeats is not None:
        which = f"（第 {one.repeats} 号）" if one.repeats else ""
        notes.append(f"同一天已经记过同一事项{which}，请确认不是重复")
    if one.unadopted:
        notes.append(UNADOPTED)
    return Preview(
        outcome.kind,
        outcome.raw,
        outcome.score,
        outcome.balance,
        standing.score + outcome.score,
        standing.balance + outcome.balance,
        one.season.name,
        tuple(notes),
        one.repeats,
        one.refusal,
    )
