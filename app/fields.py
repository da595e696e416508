"""What a record is made of, said once: on the annotations of its entry.

    full_name: Annotated[str, Field(PersonName(), "姓名", aliases=("名字",), required=True)]

Table columns, form editors, import headers, export headings, masks and the help page read
these; where a field sits on a page is drawn by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from app.errors import Problem
from app.kinds import Kind, Misfit


@dataclass(frozen=True, eq=False)
class Field:
    """One fact about a record: its kind, its Chinese label and how it may be treated.

    `aliases` are other headings seen on sheets; `fillable` marks columns whose merged or
    repeated cells may be filled from above; `sensitive` values are masked unless revealed.
    """

    kind: Kind
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    sensitive: bool = False
    fillable: bool = False
    hint: str = ""
    name: str = ""

    def shown(self, value: Any, *, revealed: bool = False) -> str:
        """The value for the screen: formatted, masked if it has to be."""
        if self.sensitive and not revealed:
            return self.kind.mask(value)
        return self.kind.format(value)


@cache
def fields_of(record: type) -> dict[str, Field]:
    """The declared fields of an entry or row, by attribute name, in the order declared."""
    hints = get_type_hints(record, include_extras=True)
    found: dict[str, Field] = {}
    for item in fields(record):
        hint = hints[item.name]
        if get_origin(hint) is not Annotated:
            continue
        for extra in get_args(hint)[1:]:
            if isinstance(extra, Field):
                found[item.name] = _named(extra, item.name)
    return found


def _named(field: Field, name: str) -> Field:
    return Field(
        field.kind,
        field.label,
        field.aliases,
        field.required,
        field.sensitive,
        field.fillable,
        field.hint,
        name,
    )


def columns(record: type, *names: str) -> tuple[Field, ...]:
    """Some fields of a record in a chosen order, for a table."""
    known = fields_of(record)
    return tuple(known[name] for name in names) if names else tuple(known.values())


def typed(record: type, texts: dict[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """What was typed into a form as values, with every problem at once."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, field in fields_of(record).items():
        if name not in texts:
            continue
        try:
            values[name] = field.kind.parse(texts[name])
        except Misfit as misfit:
            problems.append(Problem(name, str(misfit)))
            continue
        if field.required and values[name] in (None, ""):
            problems.append(Problem(name, f"请填写{field.label}"))
    return values, problems
