"""How a field is shown as a column; what it *is* stays with the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.fields import Field
from app.kinds import Text
from ui.theme import Tone

CHARACTER = 6.8  # width of a half-width character at 中


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    `width` is in pixels at 中 (0: what the kind finds comfortable); a column that `stretches`
    takes the room that is left. `text` gives other words than the field's own; `tone` colours
    them; `signed` makes negative numbers red and positive ones green; `dot` draws a coloured
    point before the words. A column with `act` looks like a link and does something.
    `shown` False keeps it in the list of columns to choose from.
    """

    field: Field
    width: int = 0
    stretches: bool = False
    muted: bool = False
    signed: bool = False
    shown: bool = True
    text: Callable[[Any], str] | None = None
    tone: Callable[[Any], Tone] | None = None
    dot: Callable[[Any], Tone | None] | None = None
    act: Callable[[Any], object] | None = None
    read: Callable[[Any], Any] | None = None

    @property
    def name(self) -> str:
        """The attribute of the row."""
        return self.field.name

    @property
    def label(self) -> str:
        """The words of the heading."""
        return self.field.label

    @property
    def right(self) -> bool:
        """Whether it lines up at the right, as numbers do."""
        return self.field.kind.align == "right"

    def value(self, row: Any) -> Any:
        """The value of a row."""
        if self.read is not None:
            return self.read(row)
        return getattr(row, self.field.name, None)

    def words(self, row: Any, *, revealed: bool = False) -> str:
        """What is shown, copied and printed."""
        if self.text is not None:
            return self.text(row)
        return self.field.shown(self.value(row), revealed=revealed)

    def tone_of(self, row: Any) -> Tone:
        """The tone of the words."""
        if self.tone is not None:
            return self.tone(row)
        if self.act is not None:
            return Tone.PRIMARY
        if self.signed:
            value = self.value(row)
            if isinstance(value, int | float) and value:
                return Tone.GREEN if value > 0 else Tone.RED
            return Tone.MUTED
        return Tone.MUTED if self.muted else Tone.PLAIN

    def sort_key(self, row: Any) -> Any:
        """What rows are sorted by."""
        if self.text is not None and self.read is None and not hasattr(row, self.field.name):
            return self.text(row)
        return self.field.kind.sort_key(self.value(row))

    def comfortable(self) -> float:
        """The width at 中, in pixels, that shows most values whole."""
        if self.width:
            return float(self.width)
        return max(self.field.kind.width, 2 * len(self.label) + 2) * CHARACTER + 16


def column(item: Field | Column) -> Column:
    """A field as a column with nothing special."""
    return item if isinstance(item, Column) else Column(item)


def link(
    name: str,
    text: Callable[[Any], str],
    act: Callable[[Any], object],
    *,
    width: int = 96,
    label: str = "",
) -> Column:
    """A column of links: the words and what they do are of the row."""
    field = Field(Text(), label, name=name)
    return Column(field, width, text=text, act=act)
