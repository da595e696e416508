"""Duties, training and subsidies on the command line."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from app.book import Book
from app.cli.naming import day_of, kind_of, kinds_of, person_of, terms_of, training_of
from app.errors import Refused
from app.kinds import Minutes, Money
from app.leaders import duties, subsidies, trainings
from app.leaders.serving import serving, unseen
from app.leaders.training_hours import untrained

Said = tuple[dict[str, Any], str]
Deed = Callable[[Book, argparse.Namespace, dt.date], Said]


def service_answer(book: Book, name: str, arguments: argparse.Namespace, today: dt.date) -> Said:
    """The JSON answer and the text of `mulin duty`, `mulin training` or `mulin subsidy`."""
    return _DEEDS[name, arguments.deed](book, arguments, today)


# Duties


def _duty_add(book: Book, typed: argparse.Namespace, _today: dt.date) -> Said:
    on = day_of(typed.on)
    terms = terms_of(book, typed.people, typed.all_of, on)
    entry = duties.DutyEntry(on, typed.kind, typed.words, typed.minutes, typed.evidence)
    done = duties.record_duties(book, terms, entry)
    told = {"written": done.written, "before": list(done.before), "outside": list(done.outside)}
    return told, done.words()


def _duty_list(book: Book, typed: argparse.Namespace, _today: dt.date) -> Said:
    where = duties.DutyFilter(
        since=day_of(typed.since),
        until=day_of(typed.until),
        post=kind_of(typed.post) if typed.post else None,
    )
    rows = duties.duty_rows(book, duties.duty_ids(book, where)).values()
    told = [
        {
            "id": row.id,
            "on": row.occurred_on.isoformat(),
            "kind": row.kind,
            "name": row.full_name,
            "post": row.post,
            "compound": row.compound,
            "scope": row.scope,
            "content": row.content,
            "minutes": row.minutes,
        }
        for row in rows
    ]
    lines = [
        f"{row.occurred_on}\t{row.kind}\t{row.full_name}\t{row.scope}{row.post}\t"
        + (row.content or "")
        for row in rows
    ]
    return {"duties": told}, "\n".join(lines) or "没有履职记录。"


def _duty_silent(book: Book, typed: argparse.Namespace, today: dt.date) -> Said:
    rows = [row for row in unseen(book, today, days=typed.days) if row.words]
    told = [
        {
            "name": row.full_name,
            "post": row.post,
            "compound": row.compound,
            "scope": row.scope,
            "last_on": row.last_on.isoformat() if row.last_on else None,
            "days": row.days,
            "words": row.words,
        }
        for row in rows
    ]
    lines = [f"{row.full_name}\t{row.scope}{row.post}\t{row.words}" for row in rows]
    return {"silent": told}, "\n".join(lines) or "没有需要提醒的两长。"


# Training


def _training_list(book: Book, typed: argparse.Namespace, _today: dt.date) -> Said:
    rows = trainings.training_rows(book, typed.year)
    told = [
        {
            "id": row.id,
            "title": row.title,
            "on": row.held_on.isoformat() if row.held_on else None,
            "status": row.status,
            "minutes": row.minutes,
            "expected": row.expected,
            "came": row.came,
        }
        for row in rows
    ]
    lines = [
        f"{row.held_on}\t{row.title}\t{trainings.STATUS_WORDS[row.status]}\t"
        f"应到 {row.expected}\t实到 {row.came}\t{Minutes().format(row.minutes)}"
        for row in rows
    ]
    return {"trainings": told}, "\n".join(lines) or "没有培训。"


def _training_new(book: Book, typed: argparse.Namespace, _today: dt.date) -> Said:
    entry = trainings.TrainingEntry(
        typed.title, day_of(typed.on), minutes=typed.minutes, place=typed.place,
        speaker=typed.speaker, mode=typed.mode,
    )  # fmt: skip
    saved = trainings.add_training(book, entry)
    return {"id": saved.id}, f"已登记培训“{typed.title}”。"


def _training_expect(book: Book, typed: argparse.Namespace, today: dt.date) -> Said:
    training = training_of(book, typed.title)
    added = trainings.expect(book, training, _people(book, typed, today))
    return {"added": added}, f"签到表加入 {added} 人。"


def _training_sign(book: Book, typed: argparse.Namespace, today: dt.date) -> Said:
    training = training_of(book, typed.title)
    if typed.everybody:
        people = [row.resident_id for row in trainings.attendance_rows(book, training)]
    else:
        people = _people(book, typed, today)
    came = dict.fromkeys(people, trainings.Presence(signed_in=True, late=typed.late))
    total = trainings.sign_in(book, training, came, today)
    return {"signed": len(people), "came": total}, f"登记到场 {len(people)} 人，共到 {total} 人。"


def _people(book: Book, typed: argparse.Namespace, day: dt.date) -> list[int]:
    if typed.people:
        with book.read() as session:
            return [person_of(session, words) for words in typed.people]
    if not typed.all_of:
        raise Refused("请写明是哪些人，或用 --all-of 写明岗位。")
    rows = serving(book, day, (kind_of(typed.all_of),))
    return list(dict.fromkeys(row.resident_id for row in rows))


def _untrained(book: Book, typed: argparse.Namespace, today: dt.date) -> Said:
    kinds = kinds_of([typed.post] if typed.post else None)
    meant = set(untrained(book, kinds, dt.date(today.year, 1, 1), today))
    rows = [row for row in serving(book, today, kinds) if row.id in meant]
    told = [
        {"name": row.full_name, "post": row.post, "compound": row.compound, "scope": row.scope}
        for row in rows
    ]
    lines = [f"{row.full_name}\t{row.compound}\t{row.scope}{row.post}" for row in rows]
    return {"untrained": told}, "\n".join(lines) or "今年都参加过培训。"


# Subsidies


def _subsidy_show(book: Book, typed: argparse.Namespace, _today: dt.date) -> Said:
    return _sheet(book, typed)


def _subsidy_write(book: Book, typed: argparse.Namespace, _today: dt.date) -> Said:
    written = subsidies.write_sheet(book, typed.period, kinds_of(typed.post))
    told, text = _sheet(book, typed)
    return {"written": written, **told}, f"新编 {written} 条。\n{text}"


def _moved(status: str) -> Deed:
    def act(book: Book, typed: argparse.Namespace, today: dt.date) -> Said:
        lines = _lines(book, typed)
        before = [was for was, after in subsidies.STEPS.items() if status in after]
        # Whoever is named is meant, whatever comes of it; of all, those whose turn it is.
        meant = [line for line in lines if line.id and (typed.people or line.status in before)]
        if not meant:
            raise Refused(f"没有可以改为{subsidies.STATUS_WORDS[status]}的补贴。")
        on = (day_of(typed.on) or today) if status == subsidies.PAID else None
        subsidies.move_on(book, [line.id for line in meant], status, on)
        told, _ = _sheet(book, typed)
        return {"moved": len(meant), **told}, (
            f"{len(meant)} 条已改为{subsidies.STATUS_WORDS[status]}，"
            f"合计 {Money().format(sum(line.amount for line in meant))} 元。"
        )

    return act


def _lines(book: Book, typed: argparse.Namespace) -> list[subsidies.SubsidyRow]:
    lines = subsidies.sheet(book, typed.period, kinds_of(typed.post))
    people = getattr(typed, "people", None)
    if not people:
        return lines
    with book.read() as session:
        meant = {person_of(session, words) for words in people}
    return [line for line in lines if line.resident_id in meant]


def _sheet(book: Book, typed: argparse.Namespace) -> Said:
    lines = _lines(book, typed)
    told = [
        {
            "name": line.full_name,
            "post": line.post,
            "compound": line.compound,
            "scope": line.scope,
            "months": line.months,
            "amount": line.amount / 100,
            "status": line.status,
        }
        for line in lines
    ]
    words = subsidies.STATUS_WORDS
    text = [
        f"{line.full_name}\t{line.scope}{line.post}\t{line.months} 个月\t"
        f"{Money().format(line.amount)} 元\t{words.get(line.status, '未编制')}"
        for line in lines
    ]
    total = sum(line.amount for line in lines)
    text.append(f"合计 {len(lines)} 条，{Money().format(total)} 元。")
    return {"period": typed.period, "lines": told, "total": total / 100}, "\n".join(text)


_DEEDS: Mapping[tuple[str, str], Deed] = {
    ("duty", "add"): _duty_add,
    ("duty", "list"): _duty_list,
    ("duty", "silent"): _duty_silent,
    ("training", "list"): _training_list,
    ("training", "new"): _training_new,
    ("training", "expect"): _training_expect,
    ("training", "sign"): _training_sign,
    ("training", "untrained"): _untrained,
    ("subsidy", "show"): _subsidy_show,
    ("subsidy", "write"): _subsidy_write,
    ("subsidy", "approve"): _moved(subsidies.APPROVED),
    ("subsidy", "pay"): _moved(subsidies.PAID),
    ("subsidy", "cancel"): _moved(subsidies.CANCELLED),
}
