"""Terms as sheets of posts bring them: who holds what, since when, and until when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.fields import fields_of
from app.kinds import first_day
from app.leaders import records
from app.leaders.comers import Comers, completed
from app.leaders.holdings import TERM_FACTS, Holding, Holdings, Key
from app.leaders.lodging import Lodging, lodging
from app.leaders.posts import GROUP, OFFICE, STREET, post_of
from app.leaders.rules import Span, term_problems
from app.leaders.scopes import Scope
from app.people.importing.matching import Open, Person, merge
from app.sheets.plan import Line, OutcomeKind, Plan, Policy
from app.sheets.rosters import Setting

TERM_LABELS = {
    name: (item.label, item.kind, False)
    for name, item in fields_of(records.BuildingLeaderEntry).items()
}
KEEPS = Policy()
"""A sheet never moves the dates of a term that runs."""
PRECISION = {4: "year", 7: "month", 10: "day"}
_ACTING = re.compile(r"[(（](?:代|代理|暂代)[)）]$")
_BEST: tuple[OutcomeKind, ...] = ("created", "updated", "skipped", "unchanged")


@dataclass(frozen=True)
class Wanted:
    """A post that a line gives somebody.

    `scope` is None for one that the book does not have yet; `make` gives it and what else a term
    has, and is asked for once nothing stands in the way of the line.
    """

    kind: str
    scope: Scope | None
    name: str
    make: Callable[[], tuple[Scope, dict[str, Any]]]
    acting: bool = False

    @property
    def key(self) -> Key:
        """The post and its scope."""
        return self.kind, self.scope

    @property
    def post(self) -> str:
        """What it is called: 3号楼组楼组长."""
        return self.kind if post_of(self.kind).scope == OFFICE else f"{self.name}{self.kind}"


@dataclass
class Posts:
    """Posts as all rosters meet them."""

    plan: Plan
    setting: Setting
    comers: Comers
    terms: Holdings
    scopes: dict[tuple[int, str], list[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, session: Session, lines: Sequence[Line], plan: Plan, setting: Setting) -> Posts:
        """Everybody who may be meant, and all terms."""
        terms = Holdings.load(session)
        comers = Comers.load(session, lines, plan, setting, terms.people())
        return cls(plan, setting, comers, terms)

    def appoint(self, line: Line, posts: Sequence[Wanted]) -> None:
        """Settle a line whose posts are known: all of them or none."""
        values = completed(line.values)
        for one in posts:
            if one.scope is not None and one.scope.sort in (GROUP, STREET):
                self.plan.met[one.scope.sort].add(one.scope.id or 0)
        if self._out_of_order(line, values):
            return
        spans = [self._span(line, values, one) for one in posts]
        if None in spans:
            return
        home = lodging(values, self.comers.places, self.setting)
        near = [
            held.person
            for one in posts
            for held in self.terms.of(one.key)
            if held.open or values.get("end_on")
        ]
        try:
            person = self.comers.person(line, near, home.spot)
        except Open:
            return
        every = [(one, span) for one, span in zip(posts, spans, strict=True) if span is not None]
        if any(self._crowded(line, one, span, person) for one, span in every):
            return
        self._write(line, every, person, home)

    def _write(
        self,
        line: Line,
        every: Sequence[tuple[Wanted, Span]],
        person: Person | None,
        home: Lodging,
    ) -> None:
        person, outcomes = self.comers.taken(line, person, home)
        for one, span in every:
            known = self.terms.same(one.key, person["id"], span) if one.scope else None
            if known is None:
                self._begin(line, one, span, person)
                outcomes.add("created")
            else:
                outcomes.add(self._refresh(line, one, known, span))
        self.plan.settle(line, best(outcomes))

    # What stands in the way

    def _out_of_order(self, line: Line, values: dict[str, Any]) -> bool:
        start, full, end = (
            _day(values, name) for name in ("start_on", "expected_end_on", "end_on")
        )
        problems = term_problems(start, full, end)
        if problems:
            label = TERM_LABELS[problems[0].field][0]
            self.plan.fail(line, label, str(values[problems[0].field]), problems[0].text)
        return bool(problems)

    def _span(self, line: Line, values: dict[str, Any], one: Wanted) -> Span | None:
        """When the post is held; None when the line is out."""
        start, end = _day(values, "start_on"), _day(values, "end_on")
        if end is not None:
            return Span(start, end)
        serving = self.terms.serving(one.key)
        names = [self.comers.names.get(held.person, "别人") for held in serving]
        if post_of(one.kind).most == 1 and names and values["full_name"] not in names:
            self.plan.fail(
                line, "姓名", values["full_name"],
                f"{one.name}已有在任{one.kind}{names[0]}，请先为其办理离任",
            )  # fmt: skip
            return None
        left = self.terms.left(one.key)
        if left is None or (start is not None and start >= left):
            return Span(start)
        said = values.get("start_on")
        if start is None:
            self.plan.notices.append(
                f"第{line.number}行{values['full_name']}没有写任职时间，从前任离任的{left}起算。"
            )
        elif not left.isoformat().startswith(said or ""):
            self.plan.fail(
                line, "任职时间", said or "", f"前任在{left}才离任，任职时间不能更早，请核对"
            )
            return None
        return Span(left)

    def _crowded(self, line: Line, one: Wanted, span: Span, person: Person | None) -> bool:
        if one.scope is None or (
            person is not None and self.terms.same(one.key, person["id"], span) is not None
        ):
            return False
        there = self.terms.in_the_way(one.key, span)
        if there:
            names = "、".join(self.comers.names.get(held.person, "别人") for held in there)
            self.plan.fail(
                line, "姓名", line.values["full_name"],
                f"{one.name}在这段时间已有{one.kind}{names}，请先办理离任，或核对任职时间",
            )  # fmt: skip
        return bool(there)

    # Writing

    def _begin(self, line: Line, one: Wanted, span: Span, person: Person) -> None:
        values = line.values
        scope, extra = one.make()
        said = values.get("start_on")
        exact = (
            "day" if not said or _day(values, "start_on") != span.start else PRECISION[len(said)]
        )
        row = self.plan.insert(
            "leader_term",
            {
                "id": self.setting.ids.next_id(),
                "kind": one.kind,
                **scope.columns(),
                "resident_id": person["id"],
                "start_on": span.start,
                "start_precision": exact,
                "expected_end_on": _day(values, "expected_end_on"),
                "end_on": span.end,
                "end_reason": (values.get("end_reason") or "其他") if span.end else None,
                "selection_method": values.get("selection_method"),
                "acting": one.acting or bool(values.get("acting")),
                "subsidy_monthly": values.get("subsidy_monthly"),
                "note": values.get("note"),
                **extra,
            },
        )
        held = Holding(row["id"], person["id"], span, row, new=True)
        self.terms.add((one.kind, scope), held)
        self.plan.met["leader_term"].add(row["id"])
        if span.end is None:
            self._count(line, one, person)

    def _refresh(self, line: Line, one: Wanted, known: Holding, span: Span) -> OutcomeKind:
        values = line.values
        self.plan.met["leader_term"].add(known.id)
        if known.new:
            self.plan.notices.append(f"第{line.number}行与前面的一行相同，只登记一次。")
            return "skipped"
        if known.open and span.end is not None and span.end <= self.setting.today:
            self.plan.notices.append(
                f"第{line.number}行{values['full_name']}表里写着{span.end}离任，台账里还是在任的"
                f"{one.post}；要办理请打开这条任职。"
            )
            return "unchanged"
        new = {name: values.get(name) for name in TERM_FACTS if name != "expected_end_on"}
        new["expected_end_on"] = _day(values, "expected_end_on")
        return merge(
            self.plan, line, "leader_term", known.values, new, TERM_LABELS,
            policy=KEEPS, title=values["full_name"],
        )  # fmt: skip

    def _count(self, line: Line, one: Wanted, person: Person) -> None:
        scopes = self.scopes.setdefault((person["id"], one.kind), [])
        scopes.append(one.name)
        if len(scopes) == 2:
            self.plan.notices.append(
                f"第{line.number}行{line.values['full_name']}同时担任{scopes[0]}和{scopes[1]}的"
                f"{one.kind}，已按一个人登记，请确认。"
            )

    # The rest

    def look_at_faulty(self, kind: str, scopes: Iterable[tuple[Line, Scope | None]]) -> None:
        """Rows that stay out are still about people and posts: those are not missing."""
        for line, scope in scopes:
            name = line.values.get("full_name")
            for held in self.terms.serving((kind, scope)):
                if self.comers.names.get(held.person) == name:
                    self.plan.met["leader_term"].add(held.id)
            self.comers.look_at(line)


def best(outcomes: Collection[OutcomeKind]) -> OutcomeKind:
    """What becomes of a line of which several things became something."""
    return next(one for one in _BEST if one in outcomes)


def in_turn(lines: Sequence[Line]) -> list[Line]:
    """The lines of those who left first, so that whoever followed finds the post free."""
    return sorted(lines, key=lambda line: (line.values.get("end_on") or "9", line.number))


def without_hints(lines: Sequence[Line]) -> None:
    """Read 张三（代） as 张三 who holds the post for the time being."""
    for line in lines:
        name = _ACTING.sub("", line.values["full_name"])
        if name != line.values["full_name"]:
            line.values |= {"full_name": name, "acting": True}


def _day(values: dict[str, Any], name: str) -> dt.date | None:
    text = values.get(name)
    return first_day(text) if text else None
