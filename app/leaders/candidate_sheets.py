"""Candidates and the count of ballots of a round, from sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refused
from app.fields import fields_of
from app.kinds import same_word
from app.leaders.candidate_records import CHOSEN, CandidateLine
from app.leaders.candidate_seats import BALLOTS, PUT_UP, VOTES, Seat, seats_of, stand_of
from app.leaders.comers import Comers, completed
from app.leaders.holders import holds_on
from app.leaders.lodging import lodging
from app.leaders.post_sheets import SheetScopes, UnclearScope
from app.leaders.post_words import held, kind_in
from app.leaders.posting import best, without_hints
from app.leaders.posts import GROUP, NAMED
from app.leaders.rounds import rules
from app.leaders.scopes import Scope, scope_of
from app.people.importing.matching import Open, Person, merge, spell_names
from app.sheets.jobs import SheetJob
from app.sheets.plan import Line, OutcomeKind, Plan
from app.sheets.rosters import Roster, Setting
from app.work import Progress
from db.models import ElectionRound, LeaderTerm

OPEN_STEPS = (rules.DRAFT, rules.NOMINATING, rules.VOTING)
LABELS = {
    name: (item.label, item.kind, item.sensitive)
    for name, item in fields_of(CandidateLine).items()
}  # fmt: skip
_TELLING = frozenset(("proposed_by", "supporters", *VOTES, *BALLOTS[1:]))
_WORDS = ("候选", "推选结果", "选举结果", "票数", "得票")
BY_SHEET = "按导入的推选结果登记"


def _round_for(session: Session, lines: Iterable[Line], titles: str) -> ElectionRound:
    every = session.scalars(
        select(ElectionRound)
        .where(ElectionRound.status.in_(OPEN_STEPS))
        .order_by(ElectionRound.term_start, ElectionRound.id)
    ).all()
    if not every:
        raise Refused(
            "没有正在筹备、提名或投票的推选，候选人和票数没有地方登记。"
            "请先在“推选换届”里新建推选，再导入这张表。"
        )
    said = {same_word(line.values["round_name"]) for line in lines if "round_name" in line.values}
    named = [one for one in every if same_word(one.name) in said] or [
        one for one in every if same_word(one.name) in same_word(titles)
    ]
    if said and not named:
        raise Refused(
            f"正在进行的推选里没有表上写的批次。现有：{_names(every)}。请改正“批次”一列再导入。"
        )
    found = named or every
    if len(found) > 1:
        raise Refused(
            f"有几次推选正在进行：{_names(found)}。请在表里加一列“批次”，写明是哪一次，再导入。"
        )
    return found[0]


def _names(every: Iterable[ElectionRound]) -> str:
    return "、".join(f"“{one.name}”" for one in every)


@dataclass
class _Pass:
    """One run over the lines of a sheet of candidates."""

    plan: Plan
    setting: Setting
    comers: Comers
    record: ElectionRound
    seats: dict[tuple[str, Scope], Seat]
    holders: dict[tuple[str, Scope], list[int]]
    scopes: SheetScopes

    @classmethod
    def load(cls, session: Session, lines: Sequence[Line], plan: Plan, setting: Setting) -> _Pass:
        record = _round_for(session, lines, f"{setting.title}\n{setting.source}")
        seats = seats_of(session, record)
        holders: dict[tuple[str, Scope], list[int]] = defaultdict(list)
        kinds = {kind for kind, _ in seats}
        for term in session.scalars(
            select(LeaderTerm).where(LeaderTerm.kind.in_(kinds), holds_on(setting.today))
        ):
            holders[term.kind, scope_of(term)].append(term.resident_id)
        people = [*(one for some in holders.values() for one in some),
                  *(one["resident_id"] for seat in seats.values()
                    for one in seat.standing.values())]  # fmt: skip
        comers = Comers.load(session, lines, plan, setting, people)
        scopes = SheetScopes.load(session, comers, plan, setting)
        for kind, scope in seats:
            if scope.sort == NAMED and scope.name:
                scopes.named[kind, same_word(scope.name)] = scope.name
        return cls(plan, setting, comers, record, seats, holders, scopes)

    @property
    def counts(self) -> bool:
        """Whether the round is at the step in which votes are written down."""
        return rules.may(self.record.status, rules.COUNT)

    def seat_of(self, line: Line, titled: str | None) -> tuple[Seat, tuple[str, Scope]] | None:
        """The seat of a line; None when the line is out."""
        values = line.values
        kinds = {kind for kind, _ in self.seats}
        kind = held(values["kind"])[0] if values.get("kind") else titled
        if kind is None and len(kinds) == 1:
            (kind,) = kinds
        if kind is None:
            self.plan.fail(line, "岗位", "", "没有写推选哪个岗位，请补上，例如“楼组长”")
            return None
        if "building_group" not in values and values.get("building"):
            values["building_group"] = values["building"]
        try:
            wanted = self.scopes.wanted(kind, values, acting=False)
        except UnclearScope as unclear:
            column, value, message = unclear.args
            self.plan.fail(line, column, value, message)
            return None
        key = (kind, wanted.scope) if wanted.scope is not None else None
        if key is None or key not in self.seats:
            self.plan.fail(
                line, "岗位", wanted.post,
                f"“{self.record.name}”里没有这个应选岗位，请核对，或先在“推选换届”里添加",
            )  # fmt: skip
            return None
        return self.seats[key], key

    # The count

    def check_counts(self) -> None:
        """Keep out what does not add up, seat by seat; ballots are counted once for a seat."""
        for seat in self.seats.values():
            if not seat.lines:
                continue
            for name in BALLOTS:
                said = {line.values[name] for line in seat.lines if name in line.values}
                if len(said) > 1:
                    self._out(seat.lines, name, f"{seat.name}的各行写的数不一样，请改成一样的")
            self._check_one(seat)

    def _check_one(self, seat: Seat) -> None:
        lines = self._good(seat)
        ballots = self._ballots(seat, lines)
        names = {line.values["full_name"] for line in lines}
        stands = [stand_of(-line.number, line.values) for line in lines] + [
            stand_of(row_id, one)
            for row_id, one in seat.standing.items()
            if self.comers.names.get(one["resident_id"]) not in names
        ]
        wrong = rules.count_problems(
            ballots.get("ballots_issued"), ballots.get("ballots_returned"), stands,
            seat.known["places"],
        )  # fmt: skip
        by_number = {-line.number: line for line in lines}
        for one, problem in wrong:
            about = [by_number[one]] if one in by_number else lines
            self._out(about, problem.field, f"{seat.name}{seat.kind}：{problem.text}")
        if not wrong:
            self._check_result(seat, by_number, stands)

    def _check_result(
        self, seat: Seat, lines: Mapping[int, Line], stands: Sequence[rules.Stand]
    ) -> None:
        places = seat.known["places"]
        told = [one for one, line in lines.items() if line.values.get("result") == CHOSEN]
        if len(told) > places:
            words = f"{seat.name}{seat.kind}应选 {places} 名，表里当选 {len(told)} 名，请核对"
            self._out([lines[one] for one in told], "result", words)
            return
        said = rules.outcome(stands, places)
        lost = [lines[one] for one in told if one in said.lost]
        self._out(lost, "result", "按票数没有当选，表里写着当选，请核对票数或结果")

    def _out(self, lines: Iterable[Line], name: str, words: str) -> None:
        for line in lines:
            if self.plan.outcomes.get(line.number) != "failed":
                label = LABELS[name][0]
                self.plan.fail(line, label, str(line.values.get(name, "")), words)

    def _ballots(self, seat: Seat, lines: Iterable[Line]) -> dict[str, Any]:
        return {name: seat.known.get(name) for name in BALLOTS} | {
            name: line.values[name] for line in lines for name in BALLOTS if name in line.values
        }

    # The people

    def stand(self, line: Line, seat: Seat, key: tuple[str, Scope]) -> None:
        """Put up the person of a line, or add to a candidate who stands there."""
        values = completed(line.values)
        home = lodging(values, self.comers.places, self.setting)
        near = [one["resident_id"] for one in seat.standing.values()] + self.holders.get(key, [])
        near += self._living_in(key[1], values["full_name"])
        try:
            person = self.comers.person(line, near, home.spot)
        except Open:
            return
        if person is not None and self._gone(line, person):
            return
        person, outcomes = self.comers.taken(line, person, home)
        outcomes.add(self._candidate(line, seat, person))
        self.plan.settle(line, best(outcomes))

    def _living_in(self, scope: Scope, name: str) -> list[int]:
        """Those of the name who live in the 楼组 that chooses."""
        doors = self.comers.places.group_of_dwelling
        return [
            person["id"]
            for person in self.comers.people.by_name.get(name, ())
            if scope.sort == GROUP and doors.get(person.get("dwelling_id") or 0) == scope.id
        ]

    def _gone(self, line: Line, person: Person) -> bool:
        known = self.comers.known.get(person["id"])
        if known is None or known.get("status") != "deceased":
            return False
        self.plan.fail(
            line, "姓名", person["full_name"], "已登记为去世，不能作为候选人，请核对人员"
        )
        return True

    def _candidate(self, line: Line, seat: Seat, person: Person) -> OutcomeKind:
        values = line.values
        names = (*PUT_UP, *(VOTES if self.counts else ()))
        new = {name: values[name] for name in names if name in values}
        there = next(
            (one for one in seat.standing.values() if one["resident_id"] == person["id"]), None
        )
        if there is None:
            row = self.plan.insert(
                "candidate",
                {
                    "id": self.setting.ids.next_id(), "seat_id": seat.id,
                    "resident_id": person["id"], **new,
                },
            )  # fmt: skip
            there = seat.standing[row["id"]] = row
            seat.new.add(row["id"])
            outcome: OutcomeKind = "created"
        elif there["id"] in seat.met:
            self.plan.notices.append(
                f"第{line.number}行与第{seat.met[there['id']]}行是同一位候选人，只登记一次。"
            )
            return "skipped"
        else:
            outcome = merge(
                self.plan, line, "candidate", there, new, LABELS,
                policy=self.setting.policy, title=values["full_name"],
            )  # fmt: skip
        seat.met[there["id"]] = line.number
        if values.get("result"):
            seat.told[there["id"]] = values["result"]
        return outcome

    def conclude(self) -> None:
        """Write the ballots of the seats, and the results that the votes or the sheet tell."""
        for seat in self.seats.values():
            lines = self._good(seat)
            if not lines:
                continue
            changed = self._ballots(seat, lines) if self.counts else {}
            changed["vacant"] = False
            if self.counts:
                results, decided = seat.results()
                seat.put(self.plan, results)
                changed["vacant"] = seat.lost
                if decided:
                    changed["decision"] = BY_SHEET
            if seat.change(self.plan, changed) and all(
                self.plan.outcomes[line.number] == "unchanged" for line in lines
            ):
                self.plan.settle(lines[0], "updated")

    def _good(self, seat: Seat) -> list[Line]:
        return [line for line in seat.lines if self.plan.outcomes.get(line.number) != "failed"]


def plan_candidates(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a sheet of candidates; raises Refused where no one round is meant."""
    yield Progress(0, len(lines), "正在核对候选人")
    without_hints(lines)
    run = _Pass.load(session, lines, plan, setting)
    titled = kind_in(setting.title) or kind_in(setting.source)
    placed = []
    for line in lines:
        found = run.seat_of(line, titled)
        if found is not None:
            found[0].lines.append(line)
            placed.append((line, *found))
    if run.counts:
        run.check_counts()
    elif any(name in line.values for line in lines for name in (*VOTES, *BALLOTS[1:])):
        plan.notices.append(
            f"“{run.record.name}”还在{rules.STATUS_WORDS[run.record.status]}，只登记候选人；"
            "进入投票后再导入这张表，票数就会登记。"
        )
    for line, seat, key in placed:
        if plan.outcomes.get(line.number) != "failed":
            run.stand(line, seat, key)
    run.conclude()
    for line in plan.faulty:
        run.comers.look_at(line)
    spell_names(plan)
    plan.notices[:0] = [f"登记到推选“{run.record.name}”。", *run.comers.notices()]


def lists_candidates(job: SheetJob, titles: str) -> bool:
    """Whether a sheet is surely about candidates: its titles or its columns say so."""
    telling = len(_TELLING & set(job.mapping.values()))
    named = any(word in titles for word in _WORDS)
    return telling > 1 or (named and (telling > 0 or "候选" in titles))


CANDIDATES = Roster(
    key="candidates",
    title="推选候选人",
    entry=CandidateLine,
    needs=(("full_name",),),
    plan=plan_candidates,
    order=3,
    sure=lists_candidates,
)
