"""授权 on the card of a person: what was agreed to, giving and withdrawing it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from PySide6.QtWidgets import QWidget

from app.fields import Field
from app.kinds import Day
from app.people import register
from app.people.consents import OWN_CHOICE, ConsentEntry, ConsentRow, consent_rows
from app.people.lists import resident_rows
from app.people.storing import Saved
from ui.kit.form import Form
from ui.kit.parts import caption, column, link, row
from ui.people.cards import heading, linked
from ui.people.pane import lay_rows
from ui.people.side import Side
from ui.theme import Tone

_ROWS = (("kind",), ("given_on", "text_version"), ("given_by", "relation"), ("note",))


@dataclass(frozen=True)
class WithdrawDay:
    """The day on which a consent is withdrawn."""

    on: Annotated[dt.date, Field(Day(), "撤回日期", required=True)]


def consent_part(side: Side, resident_id: int, age: int | None) -> QWidget:
    """The consents of a person, with the way to record one more."""
    rows = consent_rows(side.book, resident_id)
    standing = sum(row.withdrawn_on is None for row in rows)
    hint = f"{standing} 项" if standing else ("已全部撤回" if rows else "没有登记")
    add = link("登记授权", partial(_add, side, resident_id, age))
    made = QWidget()
    lines = [_line(side, resident_id, age, row) for row in rows]
    made.setLayout(column(heading("授权", hint, add), *lines, gap=4))
    return made


def _line(side: Side, resident_id: int, age: int | None, consent: ConsentRow) -> QWidget:
    gone = consent.withdrawn_on is not None
    edit = partial(_edit, side, resident_id, age, consent)
    line = linked(consent.kind, consent.words, edit, Tone.MUTED)
    if gone:
        return line
    made = QWidget()
    inner = row(line, link("撤回", partial(_withdraw, side, resident_id, consent)), gap=4)
    inner.setStretch(0, 1)
    made.setLayout(inner)
    return made


def _name(side: Side, resident_id: int) -> str:
    row = resident_rows(side.book, [resident_id], side.desk.today()).get(resident_id)
    return row.full_name if row else ""


def _form(side: Side) -> Form[ConsentEntry]:
    form = Form(ConsentEntry, side.desk.today)
    lay_rows(form, _ROWS)
    return form


def _advice(age: int | None) -> tuple[QWidget, ...]:
    if age is None or age >= OWN_CHOICE:
        return ()
    words = f"未满 {OWN_CHOICE} 周岁，须由监护人授权，请填写授权人和与本人关系。"
    return (caption(words, Tone.AMBER, wrap=True),)


def _add(side: Side, resident_id: int, age: int | None) -> None:
    """A form for one consent after the other; day, text and guardian stay for the next."""
    form = _form(side)
    form.set_texts({"given_on": side.desk.today().isoformat()})

    def act() -> Saved:
        entry = form.record()
        return register.add_consent(side.book, resident_id, entry, side.desk.today())

    def then(saved: Saved) -> None:
        side.page.done(f"已登记授权：{form.editor('kind').text()}", saved.warnings)

    side.page.fill(
        form, act, then,
        title=f"登记授权 · {_name(side, resident_id)}", hint="Ctrl+Enter 保存并登记下一项。",
        key=f"consent-new-{resident_id}",
        reopen=partial(_add, side, resident_id, age), first="kind", again="kind",
        keep=("given_on", "text_version", "given_by", "relation"), below=_advice(age),
    )  # fmt: skip


def _edit(side: Side, resident_id: int, age: int | None, consent: ConsentRow) -> None:
    form = _form(side)
    form.fill(consent)

    def act() -> Saved:
        return register.edit_consent(side.book, consent.id, form.record(), side.desk.today())

    def then(saved: Saved) -> None:
        side.page.show_record(side.kind, resident_id)
        side.page.done("已更正授权", saved.warnings)

    def remove() -> None:
        register.delete(side.book, "consent", consent.id)
        side.page.put_form_away()
        side.page.show_record(side.kind, resident_id)
        side.page.done("已删除授权")

    side.page.fill(
        form, act, then,
        title=f"更正授权 · {consent.kind}", hint=_name(side, resident_id),
        key=f"consent-{consent.id}",
        reopen=partial(_edit, side, resident_id, age, consent), first="kind",
        below=(*_advice(age), link("删除误登记", lambda: side.page.attempt(remove))),
    )  # fmt: skip


def _withdraw(side: Side, resident_id: int, consent: ConsentRow) -> None:
    form = Form(WithdrawDay, side.desk.today, enter_saves=True)
    form.add("on", 0)
    form.set_texts({"on": side.desk.today().isoformat()})

    def act() -> None:
        register.withdraw_consent(side.book, consent.id, form.record().on)

    def then(_none: None) -> None:
        side.page.show_record(side.kind, resident_id)
        side.page.done(f"已撤回授权：{consent.kind}")

    side.page.fill(
        form, act, then,
        title=f"撤回授权 · {consent.kind}", hint=consent.words, verb="撤回",
        key=f"consent-off-{consent.id}",
        reopen=partial(_withdraw, side, resident_id, consent), first="on",
        below=(caption("撤回后，以前的登记仍保留。", wrap=True),),
    )  # fmt: skip
