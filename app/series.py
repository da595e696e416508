"""Charts are data before they are pictures: the numbers, their words and their unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One named row of numbers over the same labels."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What every chart carries: a title, labels, numbers, a unit and one sentence.

    `keys` are the ids behind the labels (empty where there are none), for a click through to
    the rows. `definition` is the 口径: how the figure is counted.
    """

    title: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    unit: str = ""
    sentence: str = ""
    definition: str = ""
    keys: tuple[int, ...] = field(default=())

    def table(self) -> tuple[tuple[str, ...], ...]:
        """The numbers as a table with a header row, as text."""
        head = ("", *(line.name for line in self.lines))
        body = tuple(
            (label, *(plain(line.values[at]) for line in self.lines))
            for at, label in enumerate(self.labels)
        )
        return (head, *body)


class Bars(Chart):
    """Compared amounts; drawn lying down when the labels are long."""

    __slots__ = ()


class Stack(Chart):
    """Amounts made of parts, one line for each sort of part, drawn one upon the other."""

    __slots__ = ()


class Series(Chart):
    """Amounts over time; labels are the points in time, in order."""

    __slots__ = ()


class Share(Chart):
    """Parts of one whole; exactly one line."""

    __slots__ = ()


class Heat(Chart):
    """A grid of amounts: labels across, one line per row."""

    __slots__ = ()


def plain(value: float) -> str:
    """A number for reading: no trailing zeros, a true minus sign, thousands apart."""
    text = f"{value:,.1f}"
    return text.removesuffix(".0").replace("-", "−")


def total(values: Sequence[float]) -> float:
    """The sum, for sentences."""
    return sum(values)
