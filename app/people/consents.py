"""授权: what a person agreed to, when, to which text, and who agreed for a child."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import select

from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.fields import Field
from app.kinds import Choice, Day, PersonName, Text, age_on
from app.people.storing import Saved, found, known_of, problems_of, put, values_of
from db.models import Consent, Resident

OWN_CHOICE, ADULT = 14, 18
"""Below the first age a guardian has to agree (个人信息保护法 art. 31), below the second should."""

KINDS = Choice(
    ("信息采集", "敏感信息采集", "公示姓名", "公开联系电话", "照片影像", "定期探访", "结对帮扶"),
    {
        "个人信息采集": "信息采集",
        "敏感个人信息": "敏感信息采集",
        "公开电话": "公开联系电话",
        "肖像使用": "照片影像",
        "探访": "定期探访",
    },
    open_=True,
    width=14,
)
RELATIONS = Choice(("本人", "父母", "祖父母", "其他监护人", "代理人"), open_=True)
SELF = "本人"


@dataclass(frozen=True)
class ConsentEntry:
    """授权 as typed: `given_by` is empty where the person agreed for himself."""

    kind: Annotated[str, Field(KINDS, "授权事项", required=True)]
    given_on: Annotated[dt.date | None, Field(Day(), "授权日期", required=True)] = None
    text_version: Annotated[str | None, Field(Text(40), "告知文本", hint="如 2026版告知书")] = None
    given_by: Annotated[str | None, Field(PersonName(), "授权人", hint="本人授权的不必填")] = None
    relation: Annotated[str | None, Field(RELATIONS, "与本人关系")] = None
    note: Annotated[str | None, Field(Text(200), "备注")] = None


@dataclass(frozen=True)
class ConsentRow(ConsentEntry):
    """授权 with its id and the day on which it was withdrawn."""

    id: int = 0
    withdrawn_on: Annotated[dt.date | None, Field(Day(), "撤回日期")] = None

    @property
    def words(self) -> str:
        """When, to which text, by whom, in a line."""
        who = "" if not self.given_by else f"{self.relation or '代'}{self.given_by}"
        gone = "" if self.withdrawn_on is None else f"{self.withdrawn_on} 撤回"
        parts = (str(self.given_on or ""), self.text_version or "", who, gone)
        return " · ".join(part for part in parts if part)


def consent_rows(book: Book, resident_id: int) -> list[ConsentRow]:
    """What a person agreed to: what stands first, then what was withdrawn, the latest first."""
    with book.read() as session:
        records = session.scalars(
            select(Consent)
            .where(Consent.resident_id == resident_id)
            .order_by(Consent.withdrawn_on.is_not(None), Consent.given_on.desc(), Consent.id.desc())
        ).all()
        return [
            ConsentRow(
                **known_of(record, ConsentEntry), id=record.id, withdrawn_on=record.withdrawn_on
            )
            for record in records
        ]


def consent_problems(entry: ConsentEntry, age: int | None, today: dt.date) -> list[Problem]:
    """What keeps a consent out: a day to come, or a child that would agree for itself."""
    problems = []
    if entry.given_on and entry.given_on > today:
        problems.append(Problem("given_on", f"授权日期 {entry.given_on} 在今天之后，请核对"))
    alone = not entry.given_by or entry.relation == SELF
    if age is not None and age < OWN_CHOICE and alone:
        problems.append(
            Problem("given_by", f"未满 {OWN_CHOICE} 周岁，须由监护人授权，请填写授权人和与本人关系")
        )
    elif entry.given_by and not entry.relation:
        problems.append(Problem("relation", "由别人代为授权的，请填写与本人关系"))
    return problems


def consent_warnings(entry: ConsentEntry, age: int | None) -> tuple[str, ...]:
    """What looks wrong but is taken as typed."""
    alone = not entry.given_by or entry.relation == SELF
    if age is not None and OWN_CHOICE <= age < ADULT and alone:
        return (f"未满 {ADULT} 周岁，建议同时取得监护人的授权。",)
    return ()


def add_consent(book: Book, resident_id: int, entry: ConsentEntry, today: dt.date) -> Saved:
    """Record a consent. Raises Invalid, also if a guardian has to agree or it stands already."""
    with book.write("登记授权") as session:
        person = found(session, Resident, resident_id)
        clean, problems = problems_of(entry)
        age = age_on(person.birth_date, clean.given_on or today)
        check([*problems, *consent_problems(clean, age, today)])
        standing = session.scalars(
            select(Consent.id).where(
                Consent.resident_id == resident_id,
                Consent.kind == clean.kind,
                Consent.withdrawn_on.is_(None),
                Consent.text_version == clean.text_version
                if clean.text_version
                else Consent.text_version.is_(None),
            )
        ).first()
        if standing is not None:
            raise Invalid.of("kind", f"“{clean.kind}”已经登记过授权，不必重复登记")
        record = Consent(id=book.ids.next_id(), resident_id=resident_id, **values_of(clean))
        session.add(record)
        return Saved(record.id, consent_warnings(clean, age))


def edit_consent(book: Book, consent_id: int, entry: ConsentEntry, today: dt.date) -> Saved:
    """Put a consent right that was recorded wrongly."""
    with book.write("更正授权") as session:
        record = found(session, Consent, consent_id)
        person = found(session, Resident, record.resident_id)
        clean, problems = problems_of(entry, known_of(record, ConsentEntry))
        age = age_on(person.birth_date, clean.given_on or today)
        check([*problems, *consent_problems(clean, age, today)])
        put(record, values_of(clean))
        return Saved(consent_id, consent_warnings(clean, age))


def withdraw_consent(book: Book, consent_id: int, on: dt.date) -> None:
    """撤回: from a day on the person no longer agrees; what was given stays in the book.

    Raises Refused if it was withdrawn already, Invalid for a day before it was given.
    """
    with book.write("撤回授权") as session:
        record = found(session, Consent, consent_id)
        if record.withdrawn_on is not None:
            raise Refused(f"“{record.kind}”的授权已于 {record.withdrawn_on} 撤回。")
        if on < record.given_on:
            raise Invalid.of("on", f"撤回日期早于授权日期 {record.given_on}，请核对")
        put(record, {"withdrawn_on": on})
