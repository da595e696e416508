"""The form of a person: how it is laid out, and what it says while a number is typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Annotated

from app.fields import Field, fields_of
from app.kinds import Day, Ref, Text, id_birth, id_sex
from app.people.records import ResidentEntry
from app.people.rules import STATE_ID, resident_warnings
from ui.kit.editors import LineEditor
from ui.kit.form import Form
from ui.kit.parts import Label
from ui.people.leaving import WHEREFROM
from ui.people.pane import section
from ui.theme import Tone, Type

_OTHER_NUMBER = Text(30, folds=True)


@dataclass(frozen=True)
class NewResident(ResidentEntry):
    """A resident as typed for the first time: with the household, and how the person came."""

    household_id: Annotated[
        int | None, Field(Ref("household"), "所在户", hint="室号或户主，如 3-101")
    ] = None
    arrived_on: Annotated[dt.date | None, Field(Day(), "迁入日期")] = None
    elsewhere: Annotated[str | None, WHEREFROM] = None


def lay_out(form: Form[ResidentEntry] | Form[NewResident], top: int = 0) -> Label:
    """The fields of a resident in the order of the paper sheet; returns the line of warnings."""
    places: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
        ("基本", (("full_name", "relation_to_head"), ("id_card_no",), ("sex", "birth_date"),
                ("id_kind", "ethnicity"), ("political_status", "education"))),
        ("联系", (("phone",), ("emergency_contact", "emergency_phone"))),
        ("户", (("residence_kind", "marital_status"), ("registered_address",))),
        ("其他", (("care_tags",), ("employment", "occupation"), ("employer",),
                ("health_status", "talents"), ("note",))),
    )  # fmt: skip
    for title, rows in places:
        form.add_widget(section(title), top, 0, 2)
        for names in rows:
            top += 1
            for at, name in enumerate(names):
                form.add(name, top, at, 2 if len(names) == 1 else 1)
        top += 1
    warn = Label("", Type.CAPTION, Tone.AMBER, wrap=True)
    warn.hide()
    _watch_number(form, warn)
    _hints(form)
    return warn


def _hints(form: Form[ResidentEntry] | Form[NewResident]) -> None:
    birth = form.editor("birth_date")
    if isinstance(birth, LineEditor):
        birth.line.setPlaceholderText("如 1965-03-07")


def _watch_number(form: Form[ResidentEntry] | Form[NewResident], warn: Label) -> None:
    number, kind = form.editor("id_card_no"), form.editor("id_kind")
    resident = fields_of(ResidentEntry)["id_card_no"]

    def other_kind() -> None:
        # Passports and permits have no check character to be judged by.
        state_id = kind.text() in ("", STATE_ID)
        number.field = resident if state_id else replace(resident, kind=_OTHER_NUMBER)

    def complete() -> None:
        if kind.text() not in ("", STATE_ID):
            return
        for name, known in (
            ("sex", id_sex(number.text())),
            ("birth_date", id_birth(number.text())),
        ):
            editor = form.editor(name)
            if known and not editor.text():
                editor.set_text(known)

    def say() -> None:
        texts = {name: form.editor(name).text() for name in ("sex", "birth_date", "id_kind")}
        entry = ResidentEntry(
            "", id_card_no=number.text(), sex=texts["sex"], birth_date=texts["birth_date"],
            id_kind=texts["id_kind"] or None,
        )  # fmt: skip
        said = resident_warnings(entry)
        warn.setText("".join(said).replace("已按所填的保存，", "可以照填的保存，"))
        warn.setVisible(bool(said))

    kind.changed.connect(other_kind)
    kind.left.connect(other_kind)
    number.left.connect(complete)
    for name in ("id_card_no", "sex", "birth_date", "id_kind"):
        form.editor(name).left.connect(say)
