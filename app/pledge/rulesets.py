"""Rule sets, their versions and rules: finding, editing a draft, making the next version."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import pinyin
from app.book import Book
from app.errors import Invalid, Problem, Refused, check
from app.kinds import same_word
from app.pledge import words
from app.pledge.records import AdoptionEntry, RuleEntry, RuleRow, RuleSetRow
from app.pledge.shapes import rule_row, stars_of, stored_rule
from db import ids
from db.models import LedgerEntry, Rule, RuleSet, RuleSetVersion


def rule_sets(book: Book, on: dt.date) -> list[RuleSetRow]:
    """All rule sets with the version that holds on a day."""
    with book.read() as session:
        found = session.scalars(select(RuleSet).order_by(RuleSet.id))
        return [_set_row(rules, version_on(session, rules.id, on)) for rules in found]


def version_on(session: Session, rule_set_id: int, day: dt.date) -> RuleSetVersion | None:
    """The version of a rule set that holds on a day."""
    return session.scalars(
        select(RuleSetVersion)
        .where(
            RuleSetVersion.rule_set_id == rule_set_id,
            RuleSetVersion.effective_from <= day,
            (RuleSetVersion.effective_to.is_(None)) | (RuleSetVersion.effective_to >= day),
            RuleSetVersion.status != "withdrawn",
        )
        .order_by(RuleSetVersion.version_no.desc())
    ).first()


def rules_of(book: Book, rule_set_id: int, on: dt.date) -> list[RuleRow]:
    """The rules of the version that holds on a day, in their order."""
    with book.read() as session:
        version = version_on(session, rule_set_id, on)
        return [] if version is None else _rows(session, version)


def find_rules(
    book: Book, text: str, *, rule_set_id: int, on: dt.date, limit: int = 20
) -> list[RuleRow]:
    """Active rules whose code, title or pinyin initials fit what was typed, best first.

    Codes may be typed short: j6 finds J-06. An empty text finds all.
    """
    wanted = same_word(text)
    scored = []
    for row in rules_of(book, rule_set_id, on):
        if not row.active:
            continue
        fit = _fit(wanted, row)
        if fit is not None:
            scored.append((fit, row))
    scored.sort(key=lambda pair: pair[0])
    return [row for _, row in scored[:limit]]


def _fit(wanted: str, row: RuleRow) -> int | None:
    code = same_word(row.code)
    short = _short_code(code)
    title = same_word(row.title)
    if not wanted:
        return 9
    if wanted in (code, short) or _short_code(wanted) == short:
        return 0
    if title.startswith(wanted):
        return 1
    letters = pinyin.initials(row.title, surname=False)
    for level, fits in (
        (2, letters.startswith(wanted)),
        (3, code.startswith(wanted) or short.startswith(wanted)),
        (4, wanted in title),
        (5, wanted in letters),
    ):
        if fits:
            return level
    return None


def _short_code(code: str) -> str:
    letters = code.rstrip("0123456789")
    digits = code[len(letters) :].lstrip("0")
    return letters.rstrip("-") + digits


def edit_rule(book: Book, rule_id: int, entry: RuleEntry) -> RuleRow:
    """Change a rule of a version that nothing has used yet.

    Raises Refused once a line of the ledger rests on the version.
    """
    with book.write("修改规则") as session:
        rule = session.get(Rule, rule_id)
        if rule is None:
            raise Refused("找不到这条规则，可能已被撤销。请刷新后再试。")
        version = _unused(session, rule.version_id)
        check(_rule_problems(session, entry, version.id, but=rule_id))
        for name, value in stored_rule(entry).items():
            setattr(rule, name, value)
        session.flush()
        return rule_row(rule, _season_kind(session, version))


def add_rule(book: Book, version_id: int, entry: RuleEntry) -> RuleRow:
    """Add a rule to a version that nothing has used yet."""
    with book.write("新增规则") as session:
        version = _unused(session, version_id)
        check(_rule_problems(session, entry, version_id))
        last = session.scalars(
            select(Rule.sort_no)
            .where(Rule.version_id == version_id)
            .order_by(Rule.sort_no.desc())
            .limit(1)
        ).first()
        rule = Rule(
            id=ids.next_id(),
            version_id=version_id,
            sort_no=(last or 0) + 1,
            **stored_rule(entry),
        )
        session.add(rule)
        session.flush()
        return rule_row(rule, _season_kind(session, version))


def new_version(book: Book, rule_set_id: int, effective_from: dt.date) -> int:
    """Copy the latest version as a draft that holds from a day on, and return its id.

    The version before ends on the day before; entries dated earlier go on using it.
    """
    with book.write("新建规则版本") as session:
        last = session.scalars(
            select(RuleSetVersion)
            .where(RuleSetVersion.rule_set_id == rule_set_id)
            .order_by(RuleSetVersion.version_no.desc())
        ).first()
        if last is None:
            raise Refused("这个规则集还没有版本，请先装入示例规则。")
        if effective_from <= last.effective_from:
            raise Invalid.of(
                "effective_from",
                f"新版本的生效日要晚于第{last.version_no}版的生效日 {last.effective_from}。",
            )
        later = session.execute(
            select(LedgerEntry.seq)
            .where(
                LedgerEntry.rule_version_id == last.id, LedgerEntry.occurred_on >= effective_from
            )
            .limit(1)
        ).scalar()
        if later is not None:
            raise Refused(
                f"{effective_from} 之后已经按第{last.version_no}版记过分（第 {later} 号）。"
                "请把新版本的生效日定在这些记录之后。"
            )
        version = RuleSetVersion(
            id=ids.next_id(),
            rule_set_id=rule_set_id,
            version_no=last.version_no + 1,
            effective_from=effective_from,
            text=last.text,
            status="draft",
        )
        session.add(version)
        last.effective_to = effective_from - dt.timedelta(days=1)
        session.flush()
        for rule in session.scalars(select(Rule).where(Rule.version_id == last.id)).all():
            values = {
                column.name: getattr(rule, column.name)
                for column in Rule.__table__.columns
                if column.name not in ("id", "version_id")
            }
            session.add(Rule(id=ids.next_id(), version_id=version.id, **values))
        return version.id


def adopt(book: Book, version_id: int, entry: AdoptionEntry, *, today: dt.date) -> None:
    """Record that the residents have passed a version; it then holds from its day on."""
    with book.write("登记约定通过") as session:
        version = session.get(RuleSetVersion, version_id)
        if version is None:
            raise Refused("找不到这个规则版本，可能已被撤销。请刷新后再试。")
        problems: list[Problem] = []
        if not entry.adopted_by.strip():
            problems.append(Problem("adopted_by", "请写明通过方式，例如居民会议（户代表）。"))
        if entry.adopted_on > today:
            problems.append(Problem("adopted_on", "通过日期不能晚于今天，请核对。"))
        if entry.filed_on is not None and entry.filed_on < entry.adopted_on:
            problems.append(Problem("filed_on", "备案日不能早于通过日期，请核对。"))
        check(problems)
        version.adopted_by = entry.adopted_by.strip()
        version.adopted_on = entry.adopted_on
        version.filed_on = entry.filed_on
        version.status = "effective" if version.effective_from <= today else "adopted"


def is_used(session: Session, version_id: int) -> bool:
    """Whether a line of the ledger rests on a version, which freezes it."""
    return bool(
        session.execute(select(exists().where(LedgerEntry.rule_version_id == version_id))).scalar()
    )


def _unused(session: Session, version_id: int) -> RuleSetVersion:
    version = session.get(RuleSetVersion, version_id)
    if version is None:
        raise Refused("找不到这个规则版本，可能已被撤销。请刷新后再试。")
    if is_used(session, version_id):
        raise Refused(
            f"第{version.version_no}版规则已经用来记过分，不能再改。"
            "请新建一个版本，从它的生效日起用新的规则。"
        )
    return version


def _rule_problems(
    session: Session, entry: RuleEntry, version_id: int, but: int | None = None
) -> list[Problem]:
    problems = [
        Problem(name, f"请填写{label}。")
        for name, label in (("code", "编号"), ("category", "类别"), ("title", "事项"))
        if not getattr(entry, name).strip()
    ]
    twin = session.execute(
        select(Rule.id).where(
            Rule.version_id == version_id, Rule.code == entry.code, Rule.id != (but or 0)
        )
    ).first()
    if twin is not None:
        problems.append(Problem("code", f"本版已经有编号 {entry.code}，请换一个。"))
    for name, known in (
        ("effect", words.EFFECTS),
        ("amount_kind", words.AMOUNT_KINDS),
        ("affects", words.AFFECTS),
        ("visible", words.VISIBLE),
    ):
        if getattr(entry, name) not in known:
            problems.append(Problem(name, "请从列表里选一个。"))
    return problems + _amount_problems(entry)


def _amount_problems(entry: RuleEntry) -> list[Problem]:
    if entry.effect in ("veto", "info"):
        return []
    if entry.amount_kind == "range":
        if entry.least is None or entry.most is None or not 0 <= entry.least <= entry.most:
            return [Problem("least", "请填写最低和最高分值，最低不能大于最高。")]
        return []
    if entry.amount_kind == "tier":
        return [] if entry.tiers else [Problem("tiers", "请至少写一档。")]
    if entry.points <= 0:
        return [Problem("points", "分值要大于0，加减由性质决定。")]
    if entry.step <= 0:
        return [Problem("step", "最小计数要大于0。")]
    return []


def _rows(session: Session, version: RuleSetVersion) -> list[RuleRow]:
    kind = _season_kind(session, version)
    found = session.scalars(
        select(Rule).where(Rule.version_id == version.id).order_by(Rule.sort_no, Rule.code)
    )
    return [rule_row(rule, kind) for rule in found]


def _set_row(rules: RuleSet, version: RuleSetVersion | None) -> RuleSetRow:
    return RuleSetRow(
        rules.id,
        rules.name,
        rules.label,
        rules.edition,
        rules.account_kind,
        rules.mode,
        rules.season_kind,
        rules.base_points,
        rules.floor,
        rules.ceiling,
        stars_of(rules),
        None if version is None else version.id,
        None if version is None else version.version_no,
        None if version is None else version.status,
    )


def _season_kind(session: Session, version: RuleSetVersion) -> str:
    return session.execute(
        select(RuleSet.season_kind).where(RuleSet.id == version.rule_set_id)
    ).scalar_one()
