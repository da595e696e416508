"""Draws a chart of `app.series` into a picture; knows no widget and may run in any thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.series import Bars, Chart, Heat, Series, Share, Stack
from ui.kit.chart import plots
from ui.kit.chart.style import LOCK, Paper, ready, settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LEAST = 40
_PAD = 4  # pixels around everything
_LEADING = 1.5  # lines from one line of the sentence to the next
_CLOSING, _OPENING = "，。；：、）％%", "（“"


@dataclass(frozen=True)
class Spot:
    """Where a label's part of the picture is, in pixels of the picture from the top left."""

    left: float
    top: float
    right: float
    bottom: float
    at: int


@dataclass(frozen=True)
class Picture:
    """A drawn chart: RGBA bytes, where its parts are, and a note on what was left out."""

    width: int
    height: int
    rgba: bytes
    spots: tuple[Spot, ...]
    note: str = ""


def draw(
    chart: Chart,
    paper: Paper,
    width: float,
    height: float,
    *,
    emphasis: int | None = None,
    alone: bool = False,
) -> Picture:
    """Draw a chart into a picture of so many pixels at 96 dpi.

    `emphasis` is the place of a label to stand out (−1 the last). `alone` adds the title and
    the sentence, for a picture that leaves the program.
    """
    with LOCK:
        mpl = ready()
        with mpl.rc_context(settings(paper)):
            return _draw(
                chart,
                paper,
                max(width, _LEAST),
                max(height, _LEAST),
                emphasis=emphasis,
                alone=alone,
            )


def _draw(
    chart: Chart,
    paper: Paper,
    width: float,
    height: float,
    *,
    emphasis: int | None,
    alone: bool,
) -> Picture:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 96, height / 96), dpi=paper.dpi)
    canvas = FigureCanvasAgg(figure)
    whole = plots.Room(figure, paper, width, height)
    top = _headline(whole, chart) if alone else 0.0
    room = plots.Room(figure, paper, width, height - top)
    if not chart.labels or not chart.lines:
        figure.text(0.5, 0.5, "还没有可以画的数据", ha="center", va="center", color=paper.muted)
        marks: plots.Marks = []
        note = ""
    elif isinstance(chart, Share):
        marks, note = plots.share(room, chart)
    elif isinstance(chart, Heat):
        marks, note = plots.heat(room, chart)
    elif isinstance(chart, Stack):
        marks, note = plots.stack(room, chart)
    elif isinstance(chart, Series):
        marks, note = plots.series(room, chart)
    else:
        marks, note = plots.bars(room, Bars(*_parts(chart)), emphasis)
    _fit(figure, canvas, top * paper.dpi / 96)
    canvas.draw()  # type: ignore[no-untyped-call]
    wide, high = canvas.get_width_height()
    spots = tuple(_spot(mark, at, canvas, high) for at, mark in marks)
    rgba = bytes(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    return Picture(wide, high, rgba, spots, note)


def _parts(chart: Chart) -> tuple[Any, ...]:
    return (
        chart.title,
        chart.labels,
        chart.lines,
        chart.unit,
        chart.sentence,
        chart.definition,
        chart.keys,
    )


def _headline(room: plots.Room, chart: Chart) -> float:
    """The title and the sentence at the top; returns the pixels they take."""
    figure, paper, height = room.figure, room.paper, room.height
    line = paper.points * 96 / 72
    unit = f"（{chart.unit}）" if chart.unit else ""
    figure.text(
        0.02,
        1 - 0.5 * line / height,
        chart.title + unit,
        va="top",
        weight="bold",
        size=paper.points * 1.3,
    )
    said = folded(room, chart.sentence, room.width * 0.96)
    for at, words in enumerate(said):
        down = (2.5 + _LEADING * at) * line
        figure.text(0.02, 1 - down / height, words, va="top", color=paper.muted)
    return line * (2.6 + (1.6 + _LEADING * (len(said) - 1) if said else 0))


def folded(room: plots.Room, words: str, width: float) -> list[str]:
    """A sentence in lines that fit a width in pixels; none begins or ends with the wrong sign."""
    lines: list[str] = []
    line = ""
    for sign in words:
        if line and room.wide(line + sign) > width and sign not in _CLOSING:
            opened = line[-1] in _OPENING and len(line) > 1
            lines.append(line[:-1] if opened else line)
            line = line[-1] if opened else ""
        line += sign
    return [*lines, line] if line else lines


def _fit(figure: Figure, canvas: Any, top: float) -> None:
    """Shrink the axes until every label is inside the picture; `top` pixels stay free."""
    axes = figure.axes[0] if figure.axes else None
    if axes is None or axes.get_label() == "fixed":
        return
    wide, high = canvas.get_width_height()
    pad = _PAD * figure.dpi / 96
    # Twice, since another size may ask for other tick labels.
    for _ in range(2):
        whole, inner = axes.get_tightbbox(canvas.get_renderer()), axes.get_window_extent()
        if whole is None:
            return
        left = (pad + max(0.0, inner.x0 - whole.x0)) / wide
        right = 1 - (pad + max(0.0, whole.x1 - inner.x1)) / wide
        bottom = (pad + max(0.0, inner.y0 - whole.y0)) / high
        roof = 1 - (pad + max(0.0, whole.y1 - inner.y1) + top) / high
        axes.set_position((left, bottom, max(right - left, 0.05), max(roof - bottom, 0.05)))


def _spot(mark: Any, at: int, canvas: Any, high: int) -> Spot:
    box = mark.get_window_extent(canvas.get_renderer())
    return Spot(box.x0, high - box.y1, box.x1, high - box.y0, at)


def save_png(chart: Chart, path: str, paper: Paper, width: float, height: float) -> None:
    """Write a chart as a picture file that stands alone in a document."""
    from matplotlib import image

    picture = draw(chart, paper, width, height, alone=True)
    with LOCK:
        import numpy as np

        pixels = np.frombuffer(picture.rgba, dtype=np.uint8)
        image.imsave(
            path, pixels.reshape(picture.height, picture.width, 4), dpi=paper.dpi, format="png"
        )
