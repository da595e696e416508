"""Registers of organizations from sheets, also of the 社会组织 of a whole town."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.fields import fields_of
from app.kinds import same_word
from app.people.importing.matching import merge
from app.people.organizations import OrganizationEntry
from app.people.storing import known_of
from app.sheets.plan import Line, Plan
from app.sheets.rosters import Roster, Setting
from app.work import Progress
from db.models import Organization

_FIELDS = fields_of(OrganizationEntry)
FACTS = tuple(name for name in _FIELDS if name != "name")
LABELS = {name: (item.label, item.kind, item.sensitive) for name, item in _FIELDS.items()}
_CODE = re.compile(r"[0-9A-Za-z]{15,20}")


@dataclass
class _Known:
    """Organizations by name and code; `lines` tells in which row of the sheet one was met."""

    by_name: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_code: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)

    def add(self, row: dict[str, Any]) -> None:
        self.by_name[same_word(row["name"])] = row
        if row.get("credit_code"):
            self.by_code[row["credit_code"]] = row


def plan_organizations(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a register of organizations: known by its code, then by its name."""
    yield Progress(0, len(lines), "正在核对单位组织")
    known = _Known()
    for record in session.scalars(select(Organization)):
        known.add({"id": record.id, **known_of(record, OrganizationEntry)})
    for line in lines:
        _take(line, plan, setting, known)


def _take(line: Line, plan: Plan, setting: Setting, known: _Known) -> None:
    values = {name: value for name, value in line.values.items() if value not in (None, "")}
    name, code = values["name"], values.get("credit_code")
    same, coded = known.by_name.get(same_word(name)), known.by_code.get(code or "")
    if same is not None and coded is not None and same is not coded:
        plan.fail(
            line,
            _FIELDS["credit_code"].label,
            str(code),
            f"信用代码已登记给“{coded['name']}”，名称却是“{name}”，请核对是哪一家",
        )
        return
    row = coded or same
    if row is None:
        made = {"id": setting.ids.next_id(), **values}
        plan.insert("organization", made)
        known.add(made)
        known.lines[made["id"]] = line.number
        plan.settle(line, "created")
        return
    plan.met["organization"].add(row["id"])
    if row["id"] in known.lines:
        first = known.lines[row["id"]]
        plan.notices.append(f"第{line.number}行与第{first}行是同一家“{name}”，只登记一次。")
        plan.settle(line, "skipped")
        return
    known.lines[row["id"]] = line.number
    facts = {fact: values[fact] for fact in FACTS if fact in values}
    outcome = merge(
        plan, line, "organization", row, facts, LABELS, policy=setting.policy, title=name
    )
    if same is None:
        plan.notices.append(
            f"第{line.number}行的“{name}”与“{row['name']}”信用代码相同，名称没有改动，请核对。"
        )
    plan.settle(line, outcome)


def register_number(name: str, text: str, values: Mapping[str, Any]) -> str | None:
    """What stands in the column of codes but is none is the number of an older certificate."""
    if name != "credit_code" or _CODE.fullmatch(text.strip()) or not isinstance(values, dict):
        return None
    values.setdefault("register_no", text.strip()[:40])
    return ""


ORGANIZATIONS = Roster(
    key="organizations",
    title="单位组织",
    entry=OrganizationEntry,
    needs=(("name",), ("kind", "credit_code", "register_no", "legal_rep", "supervisor_unit")),
    plan=plan_organizations,
    forgive=register_number,
)
