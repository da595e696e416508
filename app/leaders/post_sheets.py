"""Rosters of posts of every sort: 居民小组长, 居民代表, 党小组长, 调解员, 两委."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kinds import Misfit, same_word
from app.leaders.comers import Comers
from app.leaders.importing import Streets
from app.leaders.post_lines import PostLine
from app.leaders.post_words import SHEET_POSTS, held, is_of_two_leaders, kind_in
from app.leaders.posting import Posts, Wanted, in_turn, without_hints
from app.leaders.posts import COMPOUND, GROUP, NAMED, OFFICE, STREET, post_of
from app.leaders.scopes import OFFICE_NAME, Scope
from app.people.importing.doors import only_compound
from app.people.importing.index import Places
from app.people.importing.matching import spell_names
from app.people.places import unit_of
from app.sheets.cells import as_text
from app.sheets.jobs import SheetJob
from app.sheets.plan import Line, Plan
from app.sheets.rosters import Roster, Setting
from app.work import Progress
from db.models import LeaderTerm

_NOT_A_ROSTER = ("候选", "推选结果", "选举结果", "票数")


class UnclearScope(Exception):
    """A scope that cannot be told: column, value, message."""


@dataclass
class SheetScopes:
    """What posts are for, by the words of a sheet."""

    places: Places
    streets: Streets
    setting: Setting
    named: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def load(cls, session: Session, comers: Comers, plan: Plan, setting: Setting) -> SheetScopes:
        """Places of the book, and the names of bodies in use."""
        made = cls(comers.places, Streets.load(session, plan, setting), setting)
        rows = session.execute(select(LeaderTerm.kind, LeaderTerm.scope_name).distinct())
        made.named = {(kind, same_word(name)): name for kind, name in rows if name}
        return made

    def wanted(self, kind: str, values: dict[str, Any], *, acting: bool) -> Wanted:
        """A post of a line; raises UnclearScope."""
        sort = post_of(kind).scope
        if sort == OFFICE:
            office = Scope(OFFICE)
            return Wanted(kind, office, OFFICE_NAME, lambda: (office, {}), acting)
        return {
            GROUP: self._of_group, STREET: self._of_street, COMPOUND: self._of_compound,
            NAMED: self._of_body,
        }[sort](kind, values, acting)  # fmt: skip

    def _of_group(self, kind: str, values: dict[str, Any], acting: bool) -> Wanted:
        text = values.get("building_group") or values.get("scope")
        compound = self._compound(values)
        if not text:
            raise UnclearScope("楼组", "", f"缺少{kind}负责的楼组，请补上")
        if not compound:
            raise UnclearScope("小区", "", "缺少小区，本居委又不止一个小区，请补上小区")
        unit = unit_of(values.get("unit") or "")
        known = self.places.known_group(compound, text, unit)

        def make() -> tuple[Scope, dict[str, Any]]:
            group, _ = self.places.group(self.places.compound(compound), text, unit)
            return Scope(GROUP, group), {}

        scope = Scope(GROUP, known) if known else None
        return Wanted(kind, scope, f"{compound}{text}", make, acting)

    def _of_street(self, kind: str, values: dict[str, Any], acting: bool) -> Wanted:
        name = values.get("street_segment") or values.get("scope")
        if not name:
            raise UnclearScope("街面", "", f"缺少{kind}负责的街面，请补上")
        line = {**values, "street_segment": name}
        make = partial(self.streets.stretch, line)
        return Wanted(kind, self.streets.known(name), name, make, acting)

    def _of_compound(self, kind: str, values: dict[str, Any], acting: bool) -> Wanted:
        name = values.get("scope") or self._compound(values)
        if not name:
            raise UnclearScope("小区", "", f"缺少{kind}所在的小区，请补上")
        known = self.places.known_compound(name)

        def make() -> tuple[Scope, dict[str, Any]]:
            return Scope(COMPOUND, self.places.compound(name)), {}

        return Wanted(kind, Scope(COMPOUND, known) if known else None, name, make, acting)

    def _of_body(self, kind: str, values: dict[str, Any], acting: bool) -> Wanted:
        said = values.get("scope")
        if not said and post_of(kind).most is None:
            # Representatives are often listed by where they live alone.
            said = values.get("building_group") or values.get("compound") or OFFICE_NAME
        if not said:
            raise UnclearScope("服务范围", "", f"缺少{kind}所在的小组或团队名称，请补上")
        name = self.named.setdefault((kind, same_word(said)), said)
        scope = Scope(NAMED, name=name)
        return Wanted(kind, scope, name, lambda: (scope, {}), acting)

    def _compound(self, values: Mapping[str, Any]) -> str:
        return values.get("compound") or self.setting.compound or only_compound(self.places)


def plan_posts(
    session: Session, lines: Sequence[Line], plan: Plan, setting: Setting
) -> Generator[Progress, None, None]:
    """Settle every line of a roster of posts; the post is the line's, else the title's."""
    yield Progress(0, len(lines), "正在核对各类岗位")
    without_hints(lines)
    posts = Posts.load(session, lines, plan, setting)
    scopes = SheetScopes.load(session, posts.comers, plan, setting)
    titled = kind_in(setting.title) or kind_in(setting.source)
    for line in in_turn(lines):
        words = line.values.get("kind") or ((titled,) if titled else ())
        if not words:
            plan.fail(line, "岗位", "", "没有写岗位，表名里也看不出，请补上，例如“居民代表”")
            continue
        try:
            wanted = [
                scopes.wanted(kind, line.values, acting=acting) for kind, acting in map(held, words)
            ]
        except UnclearScope as unclear:
            column, value, message = unclear.args
            plan.fail(line, column, value, message)
            continue
        posts.appoint(line, wanted)
    for line in plan.faulty:
        posts.comers.look_at(line)
    if titled and any(not line.values.get("kind") for line in lines):
        plan.notices.insert(0, f"没有写岗位的行，按表名登记为{titled}。")
    spell_names(plan)
    plan.notices[:0] = posts.comers.notices()


def lists_posts(job: SheetJob, titles: str) -> bool:
    """Whether a sheet is surely a roster of posts: its title or most of its 岗位 say so."""
    if any(word in titles for word in _NOT_A_ROSTER):
        return False
    at = next((index for index, name in job.mapping.items() if name == "kind"), None)
    kinds: list[str] = []
    if at is not None:
        for row in job.table.rows:
            try:
                kinds += [held(word)[0] for word in SHEET_POSTS.parse(as_text(row.cells[at]))]
            except Misfit:
                continue
    if kinds:
        others = not all(map(is_of_two_leaders, kinds))
        return others and len(kinds) * 2 >= len(job.table.rows)
    titled = kind_in(titles)
    return titled is not None and not is_of_two_leaders(titled)


POSTS_ROSTER = Roster(
    key="posts",
    title="各类岗位",
    entry=PostLine,
    needs=(("full_name",),),
    plan=plan_posts,
    order=2,
    sure=lists_posts,
)
