"""单位、组织: what is recorded of them, recording and changing them, and their list."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.book import Book
from app.errors import Invalid, Problem, check
from app.fields import Field
from app.kinds import (
    Choice,
    CreditCode,
    Day,
    PartialDay,
    PersonName,
    Phone,
    Text,
    Whole,
    first_day,
    same_word,
)
from app.people.records import NOTE, PHONE
from app.people.storing import Saved, found, known_of, problems_of, put, values_of
from db.models import Compound, Organization

OWNERS_COMMITTEE = "业委会"

KINDS = Choice(
    (
        "居委会",
        "党组织",
        OWNERS_COMMITTEE,
        "物业",
        "社会服务机构",
        "社会团体",
        "基金会",
        "驻区单位",
        "学校",
        "养老机构",
        "医疗机构",
        "企业",
        "政府部门",
        "群团组织",
        "其他",
    ),
    {
        "居民委员会": "居委会",
        "业主委员会": OWNERS_COMMITTEE,
        "物业公司": "物业",
        "物业服务企业": "物业",
        "民办非企业单位": "社会服务机构",
        "民办非企业": "社会服务机构",
        "民非": "社会服务机构",
        "社团": "社会团体",
        "协会": "社会团体",
        "幼儿园": "学校",
        "公司": "企业",
        "医院": "医疗机构",
    },
    width=14,
)
FIVE_PARTY = Choice(("社区", "社会组织", "社会工作者", "社区志愿者", "慈善资源"))
LEVELS = Choice(
    ("5A", "4A", "3A", "2A", "1A", "未评"),
    {
        "AAAAA": "5A", "AAAA": "4A", "AAA": "3A", "AA": "2A", "A": "1A",
        "5A级": "5A", "4A级": "4A", "3A级": "3A", "2A级": "2A", "1A级": "1A",
        "无": "未评", "未评估": "未评",
    },
    width=8,
)  # fmt: skip
ANNUAL_RESULTS = Choice(
    ("合格", "基本合格", "不合格", "未参检"),
    {"年检合格": "合格", "未年检": "未参检", "未参加": "未参检", "未参加年检": "未参检"},
    open_=True,
)
STATUS_WORDS = {"active": "在册", "ended": "已注销"}

_ANNUAL = tuple(
    f"{year}年{words}" for year in range(2010, 2041) for words in ("度年检结论", "年检结论")
)


@dataclass(frozen=True)
class OrganizationEntry:
    """单位、组织: the facts that may be typed or stand on a sheet."""

    name: Annotated[
        str,
        Field(
            Text(80),
            "名称",
            ("组织名称", "单位名称", "社会组织名称", "机构名称", "社团名称"),
            required=True,
        ),
    ]
    kind: Annotated[str | None, Field(KINDS, "类型", ("组织类型", "单位类型", "机构类型"))] = None
    five_party: Annotated[str | None, Field(FIVE_PARTY, "五社类别")] = None
    credit_code: Annotated[
        str | None, Field(CreditCode(), "统一社会信用代码", ("信用代码", "社会信用代码"))
    ] = None
    register_no: Annotated[
        str | None, Field(Text(40, folds=True), "登记证号", ("登记证书号", "证书编号"))
    ] = None
    register_date: Annotated[
        str | None,
        Field(PartialDay(), "成立登记日期", ("登记日期", "成立日期", "成立时间", "登记时间")),
    ] = None
    legal_rep: Annotated[
        str | None, Field(PersonName(), "法定代表人", ("法人", "法人代表", "负责人", "主要负责人"))
    ] = None
    supervisor_unit: Annotated[
        str | None, Field(Text(60), "业务主管单位", ("主管单位", "业务主管部门"))
    ] = None
    evaluation_level: Annotated[
        str | None, Field(LEVELS, "评估等级", ("等级", "社会组织评估等级"))
    ] = None
    annual_result: Annotated[
        str | None, Field(ANNUAL_RESULTS, "年检结论", ("年检结果", "年度年检结论", *_ANNUAL))
    ] = None
    contact_name: Annotated[str | None, Field(PersonName(), "联系人", ("联系人姓名",))] = None
    contact_phone: Annotated[
        str | None,
        Field(Phone(), "联系电话", ("联系人电话", *PHONE.aliases), sensitive=True),
    ] = None
    address: Annotated[
        str | None,
        Field(Text(120), "地址", ("住所", "办公地址", "注册地址", "单位地址", "详细地址")),
    ] = None
    scope: Annotated[str | None, Field(Text(500, lines=True), "业务范围", ("服务内容",))] = None
    member_count: Annotated[
        int | None, Field(Whole(0, 100_000, loose=True), "从业人员", ("从业人数", "会员数"))
    ] = None
    term_end_on: Annotated[
        dt.date | None, Field(Day(), "届满日期", ("任期届满", "届满时间", "任期结束"))
    ] = None
    note: Annotated[str | None, NOTE] = None


@dataclass(frozen=True)
class OrganizationRow(OrganizationEntry):
    """单位、组织 as a list shows it; `compounds` are those whose 业委会 it is."""

    id: int = 0
    status: Annotated[str, Field(Text(10), "状态")] = "active"
    compounds: Annotated[str, Field(Text(80), "小区")] = ""


@dataclass(frozen=True)
class OrganizationFilter:
    """Which organizations: empty fields do not limit; `ended` also gives those struck off."""

    kind: str = ""
    ended: bool = False


def add_organization(book: Book, entry: OrganizationEntry, today: dt.date) -> Saved:
    """Record an organization; raises Invalid also if the name or the code is taken."""
    with book.write("登记单位组织") as session:
        clean, problems = problems_of(entry)
        check([*problems, *organization_problems(clean, today), *_clashes(session, clean, None)])
        record = Organization(id=book.ids.next_id(), **values_of(clean))
        session.add(record)
        return Saved(record.id)


def edit_organization(
    book: Book, organization_id: int, entry: OrganizationEntry, today: dt.date
) -> Saved:
    """Change an organization."""
    with book.write("修改单位组织") as session:
        record = found(session, Organization, organization_id)
        clean, problems = problems_of(entry, known_of(record, OrganizationEntry))
        clashes = _clashes(session, clean, organization_id)
        check([*problems, *organization_problems(clean, today), *clashes])
        put(record, values_of(clean))
        return Saved(organization_id)


def set_organization_status(book: Book, organization_id: int, status: str) -> None:
    """在册 or 已注销 (`active`, `ended`); one that was struck off stays in the book."""
    if status not in STATUS_WORDS:
        raise Invalid.of("status", "状态应是在册或已注销")
    with book.write("注销单位组织" if status == "ended" else "恢复单位组织") as session:
        put(found(session, Organization, organization_id), {"status": status})


def organization_problems(entry: OrganizationEntry, today: dt.date) -> list[Problem]:
    """What keeps an organization out, beyond what the kinds of the fields say."""
    if entry.register_date and first_day(entry.register_date) > today:
        return [Problem("register_date", f"成立登记日期 {entry.register_date} 在今天之后，请核对")]
    return []


def _clashes(session: Session, entry: OrganizationEntry, own: int | None) -> list[Problem]:
    problems = []
    rows = session.execute(select(Organization.id, Organization.name, Organization.credit_code))
    for other, name, code in rows:
        if other == own:
            continue
        if same_word(name) == same_word(entry.name or ""):
            problems.append(Problem("name", f"“{name}”已经登记过了，请核对是不是同一家"))
        elif code and code == entry.credit_code:
            problems.append(
                Problem("credit_code", f"这个信用代码已登记给“{name}”，请核对是不是同一家")
            )
    return problems


def organization_rows(book: Book, where: OrganizationFilter | None = None) -> list[OrganizationRow]:
    """Organizations by kind and name."""
    where = where or OrganizationFilter()
    query = select(Organization)
    if where.kind:
        query = query.where(Organization.kind == where.kind)
    if not where.ended:
        query = query.where(Organization.status == "active")
    with book.read() as session:
        compounds: dict[int, list[str]] = defaultdict(list)
        for committee, name in session.execute(
            select(Compound.owners_committee_id, Compound.name).order_by(Compound.sort_no)
        ):
            compounds[committee].append(name)
        rows = [
            OrganizationRow(
                **known_of(record, OrganizationEntry),
                id=record.id,
                status=record.status,
                compounds="、".join(compounds.get(record.id, ())),
            )
            for record in session.scalars(query)
        ]
    return sorted(rows, key=lambda row: (KINDS.sort_key(row.kind), row.name))
