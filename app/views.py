"""常用视图: a list as somebody wants to see it again, under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app.book import Book
from app.errors import Invalid
from app.people.narrowing import EMPTY
from app.people.storing import found
from db.models import SavedView

LONGEST = 20
"""Characters of a name."""

State = Mapping[str, Any]
"""What a list is set to, as JSON.

`filters` are the controls of the filter line by name, `columns` the filters of columns
(`words` and `contains`), `sort` the name of a column and whether it falls, `layout` the columns
from left to right with width and whether they are seen. A part that is missing is left alone
where it is the layout, and empty where it is a filter.
"""


@dataclass(frozen=True)
class View:
    """A view of a list; one that the program brings has no id and cannot be changed."""

    name: str
    state: State = field(default_factory=dict)
    id: int | None = None


def _words(*words: str) -> dict[str, Any]:
    return {"words": list(words), "contains": ""}


SHIPPED: Mapping[str, tuple[View, ...]] = {
    "residents": (
        View("独居80岁以上", {"filters": {"tag": "独居", "age": "80-", "state": "living"}}),
        View("80岁以上", {"filters": {"age": "80-", "state": "living"}}),
        View("党员", {"columns": {"political_status": _words("中共党员", "中共预备党员")}}),
        View("租住人员", {"columns": {"residence_kind": _words("来沪租住")}}),
        View("没有电话的", {"columns": {"phone": _words(EMPTY)}}),
    ),
    "households": (
        View("出租户", {"columns": {"kind": _words("来沪租住")}}),
        View("未签约户", {"filters": {"signed": "no", "state": "living"}}),
        View("没有楼组的户", {"columns": {"building_group": _words(EMPTY)}}),
    ),
    "groups": (View("缺楼组长的楼组", {"filters": {"vacant": "yes"}}),),
    "buildings": (View("届满和将满", {"filters": {"state": "due"}}),),
    "streets": (View("届满和将满", {"filters": {"state": "due"}}),),
}
"""The views that the program brings, by list; an age in them is as of the day they are used."""


def views_of(book: Book, page: str) -> list[View]:
    """The views of a list: those the program brings, then the office's own in their order."""
    with book.read() as session:
        query = select(SavedView).where(SavedView.page == page)
        saved = session.scalars(query.order_by(SavedView.sort_no, SavedView.id)).all()
        own = [View(one.name, dict(one.state), one.id) for one in saved]
    return [*SHIPPED.get(page, ()), *own]


def save_view(book: Book, page: str, name: str, state: State) -> int:
    """Keep what a list is set to under a new name; raises Invalid for a name that is taken."""
    with book.write("保存常用视图") as session:
        clean = _name(book, page, name)
        last = session.scalar(select(func.max(SavedView.sort_no)).where(SavedView.page == page))
        made = SavedView(
            id=book.ids.next_id(), page=page, name=clean, state=dict(state), sort_no=(last or 0) + 1
        )
        session.add(made)
        return made.id


def update_view(book: Book, view_id: int, state: State) -> None:
    """Keep what the list is set to now under the same name."""
    with book.write("更新常用视图") as session:
        found(session, SavedView, view_id).state = dict(state)


def rename_view(book: Book, view_id: int, name: str) -> None:
    """Give a view another name; raises Invalid for one that is taken."""
    with book.write("常用视图改名") as session:
        record = found(session, SavedView, view_id)
        record.name = _name(book, record.page, name, own=view_id)


def delete_view(book: Book, view_id: int) -> None:
    """Forget a view; the list stays as it is."""
    with book.write("删除常用视图") as session:
        session.delete(found(session, SavedView, view_id))


def _name(book: Book, page: str, name: str, *, own: int | None = None) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise Invalid.of("name", "请填写视图的名称")
    if len(clean) > LONGEST:
        raise Invalid.of("name", f"名称最多 {LONGEST} 个字，现在有 {len(clean)} 个字")
    others = (one for one in views_of(book, page) if own is None or one.id != own)
    if any(one.name == clean for one in others):
        raise Invalid.of("name", f"已经有名为“{clean}”的视图，请换一个名称")
    return clean
