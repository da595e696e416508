"""Somebody who is not in the register is recorded on the way to a post."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.people import register
from app.people.records import ResidentEntry
from app.people.storing import Saved
from ui.kit.form import Form
from ui.kit.parts import caption
from ui.people.pane import lay_rows
from ui.people.side import SidePage

_ROWS = (
    ("full_name", "sex"), ("phone",), ("id_card_no",), ("birth_date", "political_status"),
    ("education", "employer"), ("note",),
)  # fmt: skip


def ask_outsider(
    page: SidePage,
    go_on: Callable[[int | None], object],
    *,
    draft: str,
    who: str,
    example: str,
    next_step: str,
) -> None:
    """Ask for somebody; `go_on` is called with the id, or with None on the way back.

    `draft` is the form that waits; `who`, `example` and `next_step` go into the sentences.
    """
    form = Form(ResidentEntry, page.desk.today)
    lay_rows(form, _ROWS)

    def act() -> Saved:
        return register.add_resident(
            page.desk.book, form.record(), page.desk.today(), listed=False
        )  # fmt: skip

    def then(saved: Saved) -> None:
        page.pane.drafts.drop(draft)
        go_on(saved.id)
        page.done(f"已登记{who}", saved.warnings)

    again = partial(
        ask_outsider, page, go_on, draft=draft, who=who, example=example, next_step=next_step
    )  # fmt: skip
    page.fill(
        form, act, then,
        title="登记册外人员", hint=f"不住在本居委的人，例如{example}；不会进居民名册。",
        key="outsider", first="full_name", reopen=again,
        back=partial(go_on, None), below=(caption(f"登记后接着{next_step}。"),),
    )  # fmt: skip
