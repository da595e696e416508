"""The four sorts of charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.series import Bars, Chart, Heat, Series, Share, Stack, plain, total
from ui.kit.chart.style import DASHES, HATCHES, MARKS, Paper

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Marks = list[tuple[int, Any]]
_PARTS = 6  # of a whole; smaller ones become 其余
_BAR = 20  # pixels that a lying bar needs
_NUMBERED = 16  # bars that still have room for their number
_HEAT_ROW = 18


@dataclass(frozen=True)
class Room:
    """Where to draw: a figure of so many pixels (at 96 dpi) on a paper."""

    figure: Figure
    paper: Paper
    width: float
    height: float

    @property
    def em(self) -> float:
        """The width of a Chinese character in pixels."""
        return self.paper.points * 96 / 72

    def wide(self, text: str) -> float:
        """About how wide a text is, in pixels."""
        return sum(1.0 if ord(sign) > 0x2E80 else 0.58 for sign in text) * self.em


def bars(room: Room, chart: Bars, emphasis: int | None) -> tuple[Marks, str]:
    """Bars that stand, or lie down when their labels are long or many."""
    count = len(chart.labels)
    longest = max(room.wide(label) for label in chart.labels)
    slot = (room.width - 48) / count
    if longest + 6 <= slot or _thinned(chart.labels, longest, slot):
        return _standing(room, chart, emphasis, longest), ""
    return _lying(room, chart, emphasis)


def _thinned(labels: tuple[str, ...], longest: float, slot: float) -> bool:
    """Whether it is enough to write every second or third label: months, days, not names."""
    timely = all(any(sign.isdigit() for sign in label) for label in labels)
    short = longest < 80 and max(len(label) for label in labels) <= 8
    dates = all(label.rstrip("日月年周季度0123456789/.-—~第") == "" for label in labels)
    return timely and short and dates and slot >= 4


def _standing(room: Room, chart: Bars, emphasis: int | None, longest: float) -> Marks:
    axes = room.figure.add_subplot()
    count, lines = len(chart.labels), len(chart.lines)
    marks: Marks = []
    wide = 0.62 / lines
    for place, line in enumerate(chart.lines):
        offset = (place - (lines - 1) / 2) * wide
        drawn = axes.bar(
            [at + offset for at in range(count)],
            line.values,
            wide * 0.94,
            color=_colours(room.paper, count, place, emphasis, lines),
            hatch=HATCHES[place % len(HATCHES)],
            label=line.name,
            linewidth=0,
        )
        marks += list(enumerate(drawn))
        if count * lines <= _NUMBERED:
            axes.bar_label(
                drawn,
                [plain(value) for value in line.values],
                padding=2,
                color=room.paper.muted,
                fontsize=room.paper.points * 0.92,
            )
    _name_slots(room, axes, chart.labels, longest)
    axes.margins(y=0.12)
    _scale(axes, "y", hidden=count * lines <= _NUMBERED)
    _legend(axes, chart)
    return marks


def stack(room: Room, chart: Stack) -> tuple[Marks, str]:
    """Standing bars made of parts, with the whole above each."""
    axes = room.figure.add_subplot()
    count = len(chart.labels)
    longest = max(room.wide(label) for label in chart.labels)
    below = [0.0] * count
    marks: Marks = []
    for place, line in enumerate(chart.lines):
        drawn = axes.bar(
            range(count), line.values, 0.62, bottom=below, color=room.paper.line_colour(place),
            hatch=HATCHES[place % len(HATCHES)], label=line.name, linewidth=0,
        )  # fmt: skip
        marks += list(enumerate(drawn))
        below = [under + value for under, value in zip(below, line.values, strict=True)]
        if place == len(chart.lines) - 1 and count <= _NUMBERED:
            axes.bar_label(
                drawn, [plain(whole) for whole in below], padding=2, color=room.paper.muted,
                fontsize=room.paper.points * 0.92,
            )  # fmt: skip
    _name_slots(room, axes, chart.labels, longest)
    axes.margins(y=0.12)
    _scale(axes, "y", hidden=count <= _NUMBERED)
    _legend(axes, chart)
    return marks, ""


def _name_slots(room: Room, axes: Axes, labels: tuple[str, ...], longest: float) -> None:
    count = len(labels)
    slot = (room.width - 48) / count
    step = max(1, int(-(-(longest + 6) // slot)))
    places = [at for at in range(count) if (count - 1 - at) % step == 0]
    axes.set_xticks(places, [labels[at] for at in places])
    axes.set_xlim(-0.6, count - 0.4)


def _lying(room: Room, chart: Bars, emphasis: int | None) -> tuple[Marks, str]:
    lines = len(chart.lines)
    fit = max(3, int((room.height - 24) // (_BAR if lines == 1 else 14 * lines + 8)))
    count = min(len(chart.labels), fit)
    axes = room.figure.add_subplot()
    marks: Marks = []
    high = 0.66 / lines
    for place, line in enumerate(chart.lines):
        offset = (place - (lines - 1) / 2) * high
        values = line.values[:count]
        drawn = axes.barh(
            [at + offset for at in range(count)],
            values,
            high * 0.94,
            color=_colours(room.paper, count, place, emphasis, lines),
            hatch=HATCHES[place % len(HATCHES)],
            label=line.name,
            linewidth=0,
        )
        marks += list(enumerate(drawn))
        axes.bar_label(
            drawn,
            [plain(value) for value in values],
            padding=3,
            color=room.paper.muted,
            fontsize=room.paper.points * 0.92,
        )
    most = max(6, int(room.width * 0.42 // room.em))
    axes.set_yticks(range(count), [_folded(label, most) for label in chart.labels[:count]])
    axes.set_ylim(count - 0.4, -0.6)
    axes.margins(x=0.14)
    _scale(axes, "x", hidden=True)
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    _legend(axes, chart)
    left_out = len(chart.labels) - count
    return (
        marks,
        f"图上是前 {count} 项，共 {len(chart.labels):,} 项，全部见数字。" if left_out else "",
    )


def _colours(
    paper: Paper, count: int, place: int, emphasis: int | None, lines: int
) -> list[str] | str:
    if lines > 1 or emphasis is None:
        return paper.line_colour(place)
    chosen = emphasis % count
    return [paper.line_colour(0) if at == chosen else paper.quiet for at in range(count)]


def series(room: Room, chart: Series) -> tuple[Marks, str]:
    """Lines over time, each with its own dash and mark."""
    axes = room.figure.add_subplot()
    count = len(chart.labels)
    marked = count <= 31
    for place, line in enumerate(chart.lines):
        axes.plot(
            range(count),
            line.values,
            color=room.paper.line_colour(place),
            linestyle=DASHES[place % len(DASHES)],
            linewidth=1.8,
            marker=MARKS[place % len(MARKS)] if marked else None,
            markersize=3.6,
            label=line.name,
        )
    if len(chart.lines) == 1 and count > 1:
        last = chart.lines[0].values[-1]
        axes.annotate(
            plain(last),
            (count - 1, last),
            xytext=(0, 6),
            textcoords="offset points",
            ha="right",
            weight="bold",
        )
    longest = max(room.wide(label) for label in chart.labels)
    most = max(2, int((room.width - 56) // (longest + 14)))
    step = max(1, -(-count // most))
    places = [at for at in range(count) if (count - 1 - at) % step == 0]
    axes.set_xticks(places, [chart.labels[at] for at in places])
    axes.margins(x=0.02 if count > 1 else 0.5, y=0.16)
    _scale(axes, "y", hidden=False)
    _legend(axes, chart)
    return [], ""


def share(room: Room, chart: Share) -> tuple[Marks, str]:
    """A ring, and beside it every part with its amount and its share."""
    values = chart.lines[0].values
    whole = total(values) or 1.0
    order = sorted(range(len(values)), key=lambda at: -values[at])
    kept = order[:_PARTS] if len(order) <= _PARTS + 1 else order[: _PARTS - 1]
    names = [chart.labels[at] for at in kept]
    amounts = [values[at] for at in kept]
    rest = order[len(kept) :]
    if rest:
        names.append(f"其余 {len(rest)} 项")
        amounts.append(total([values[at] for at in rest]))
    side = min(room.height, room.width * 0.42)
    axes = room.figure.add_axes(
        (0.01, 0.5 - side / room.height / 2 * 0.94, side / room.width, side / room.height * 0.94),
        label="fixed",
    )
    wedges, *_ = axes.pie(
        [max(amount, 0.0) for amount in amounts] if any(amounts) else [1.0],
        colors=[room.paper.line_colour(at) for at in range(len(amounts))],
        startangle=90,
        counterclock=False,
        wedgeprops={"width": 0.42, "edgecolor": room.paper.ground, "linewidth": 1.5},
    )
    for at, wedge in enumerate(wedges):
        wedge.set_hatch(HATCHES[at % len(HATCHES)])
    said = [
        f"{name}　{plain(amount)}{chart.unit}　{amount / whole:.1%}"
        for name, amount in zip(names, amounts, strict=True)
    ]
    room.figure.legend(
        wedges,
        said,
        loc="center left",
        bbox_to_anchor=(side / room.width + 0.04, 0.5),
        handlelength=1.1,
        handleheight=1.1,
        labelspacing=0.7,
        labelcolor=room.paper.ink,
    )
    return list(zip(kept, wedges, strict=False)), ""


def heat(room: Room, chart: Heat) -> tuple[Marks, str]:
    """A grid of squares, darker for more, each with its number while there is room."""
    from matplotlib.colors import LinearSegmentedColormap

    fit = max(1, int((room.height - 30) // _HEAT_ROW))
    rows = chart.lines[:fit]
    longest_name = max(room.wide(line.name) for line in rows)
    count = len(chart.labels)
    axes = room.figure.add_subplot()
    shades = LinearSegmentedColormap.from_list(
        "house", [room.paper.ground, room.paper.quiet, room.paper.line_colour(0)]
    )
    grid = [list(line.values) for line in rows]
    most = max((max(values) for values in grid), default=0) or 1
    axes.imshow(grid, aspect="auto", cmap=shades, vmin=0, vmax=most, interpolation="nearest")
    slot = (room.width - longest_name - 24) / count
    for at, values in enumerate(grid):
        for across, value in enumerate(values):
            if slot >= room.wide(plain(value)) + 2 and value:
                ink = room.paper.ground if value > 0.6 * most else room.paper.ink
                axes.text(across, at, plain(value), ha="center", va="center", color=ink)
    longest = max(room.wide(label) for label in chart.labels)
    step = max(1, int(-(-(longest + 6) // slot)))
    axes.set_xticks(range(0, count, step), chart.labels[::step])
    axes.set_yticks(range(len(rows)), [line.name for line in rows])
    axes.spines[:].set_visible(False)
    left_out = len(chart.lines) - len(rows)
    note = f"图上是前 {len(rows)} 行，共 {len(chart.lines):,} 行，全部见数字。" if left_out else ""
    return [], note


def _folded(label: str, most: int) -> str:
    """A long label on several lines; nothing of it is lost."""
    return "\n".join(label[at : at + most] for at in range(0, len(label), most)) or label


def _scale(axes: Axes, which: str, *, hidden: bool) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=2))
    axis.set_major_formatter(FuncFormatter(lambda value, _at: plain(value)))
    axis.grid(visible=not hidden)
    if hidden:
        axis.set_ticks([])
    low, high = axes.get_ylim() if which == "y" else axes.get_xlim()
    if low == high == 0:
        (axes.set_ylim if which == "y" else axes.set_xlim)(0, 1)


def _legend(axes: Axes, chart: Chart) -> None:
    if len(chart.lines) > 1:
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1.0),
            ncols=min(4, len(chart.lines)),
            borderaxespad=0.3,
            handlelength=2.2,
            columnspacing=1.4,
        )
