"""Leaders who differ, and the hands that work rosters and forms of posts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from app.book import Book
from app.leaders.lists import HELD, TermFilter, term_ids, term_rows
from app.leaders.posts import DIRECTOR
from app.leaders.records import TermEntry, TermRow
from app.leaders.terms import appoint
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import PHONE
from ui.kit.editors import FlagEditor
from ui.kit.form import Form
from ui.leaders.page import LeadersPage
from ui.leaders.roster import RosterView

START = dt.date(2023, 7, 1)


def team(ruled: Book) -> Story:
    """Three leaders who differ, a director, a residents' group, a street with a shop."""
    told = Story(ruled, TODAY)
    told.resident(
        "周桂英", "1-101", sex="女", birth_date="1950-02", political_status="中共党员", phone=PHONE
    )
    told.resident("李国栋", "2-101", sex="男", birth_date="1962", political_status="群众")
    told.resident("陈志强", "3-101", sex="男")
    told.resident("欧阳敏", "3-102", sex="女")
    for name, group in (("周桂英", "1号楼组"), ("李国栋", "2号楼组"), ("陈志强", "3号楼组")):
        told.leader(name, group, "2023-07-01")
    told.group("4号楼组", "年丰苑", formed="2020-01-01")
    told.shop("平安烟杂店", "金水路")
    post(told, DIRECTOR, "李国栋")
    post(told, "居民小组长", "欧阳敏", "第一居民小组")
    return told


def post(story: Story, kind: str, name: str, body: str = "", **more: Any) -> int:
    """Appoint somebody; the id of the term."""
    entry = TermEntry(kind, 0, story.person(name), START, scope_name=body or None, **more)
    return appoint(story.book, entry, TODAY).id


def held(story: Story, **where: Any) -> list[TermRow]:
    """Who holds posts now."""
    ids = term_ids(story.book, TermFilter(state=HELD, **where), TODAY)
    return list(term_rows(story.book, ids, TODAY).values())


def shown(view: RosterView) -> list[str]:
    """The names in sight."""
    return [row.full_name for row in view.table.shown_rows()]


def form_of(page: LeadersPage) -> Form[Any]:
    """The form in the pane."""
    assert page.pane.form is not None
    return page.pane.form


def tick(form: Form[Any], name: str, on: bool = True) -> str:
    """Tick or untick a box; the words beside it."""
    editor = form.editor(name)
    assert isinstance(editor, FlagEditor)
    editor.check.setChecked(on)
    return editor.check.text()


def in_sight(form: Form[Any]) -> set[str]:
    """The fields of a form that are asked for."""
    return {name for name in form.names if form.editor(name).isVisible()}


def select(view: RosterView, first: int, last: int) -> None:
    """Select rows, both counted."""
    grid = view.table.grid
    model = grid.model()
    grid.choose(first)
    part = QItemSelection(model.index(first, 0), model.index(last, 1))
    grid.selectionModel().select(part, QItemSelectionModel.SelectionFlag.Select)
