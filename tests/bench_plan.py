"""What the 楼栋图 promises for the largest compound: 30 buildings, 34 floors, 8 doors each."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app import opening
from app.book import Book
from app.people.drawing.compound import Drawing, drawing_of
from app.people.drawing.layers import LAYERS
from app.people.place_lists import compound_names
from db.bulk import insert_rows
from tests.conftest import CHEAP, PASSWORD
from tests.story import TODAY

BUILDINGS, FLOORS, DOORS = 30, 34, 8
FRAME, OPENING = 16.0, 300.0  # milliseconds


@dataclass(frozen=True)
class PlanFigure:
    """One promise: what was measured, and how much is allowed, in milliseconds."""

    name: str
    value: float
    allowed: float
    unit: str
    note: str


def large_book(folder: Path) -> Book:
    """A book of one compound of 8,160 doors with a household of two behind nearly every one."""
    book = opening.create(folder / "大小区.mulin", "王芳", PASSWORD, params=CHEAP).book
    rows = _rows(book)
    with book.write("填满小区") as session:
        for table, lines in rows.items():
            insert_rows(session.connection(), table, lines)
    return book


def _rows(book: Book) -> dict[str, list[dict[str, Any]]]:
    names = ("compound", "building", "building_group", "dwelling", "household", "resident")
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    compound = book.ids.next_id()
    rows["compound"].append({"id": compound, "name": "金水大苑"})
    for number in range(1, BUILDINGS + 1):
        building, group = book.ids.take(2)
        where = {"compound_id": compound, "key": str(number)}
        rows["building"].append({"id": building, "name": f"{number}号", **where})
        rows["building_group"].append({"id": group, "name": f"{number}号楼组", **where})
        for at in range(FLOORS * DOORS):
            _home(book, rows, building, group, at)
    return rows


def _home(
    book: Book, rows: dict[str, list[dict[str, Any]]], building: int, group: int, at: int
) -> None:
    door, home, *people = book.ids.take(4)
    room = f"{at // DOORS + 1}{at % DOORS + 1:02}"
    usage = ("自住", "出租", "空置", "自住")[at % 4]
    rows["dwelling"].append(
        {
            "id": door, "building_id": building, "unit": "", "room_no": room,
            "building_group_id": group, "usage": usage,
        }
    )  # fmt: skip
    if usage == "空置":
        return
    name = "周李王何"[at % 4] + "桂国建敏"[at // 4 % 4] + "英栋芳勇"[at // 16 % 4]
    rows["household"].append(
        {
            "id": home, "dwelling_id": door, "head_name": name,
            "pledge_signed_on": TODAY if at % 3 else None,
        }
    )  # fmt: skip
    rows["resident"] += [
        {
            "id": person, "household_id": home, "full_name": name,
            "birth_date": f"{1930 + at % 80}", "relation_to_head": "户主" if first else "配偶",
        }
        for person, first in zip(people, (True, False), strict=True)
    ]  # fmt: skip


def plan_figures(rounds: int = 9) -> list[PlanFigure]:
    """Reading, opening and repainting, worst of all layers and of all steps of the zoom.

    Needs a QApplication (offscreen will do).
    """
    with tempfile.TemporaryDirectory() as folder:
        book = large_book(Path(folder))
        try:
            return _figures(book, rounds)
        finally:
            book.close()


def _figures(book: Book, rounds: int) -> list[PlanFigure]:
    compound = compound_names(book)[0][0]
    reads = {
        layer.title: _median(rounds, partial(drawing_of, book, compound, layer.key, TODAY))
        for layer in LAYERS
    }
    slowest = max(reads, key=lambda title: reads[title])
    drawing = drawing_of(book, compound, LAYERS[0].key, TODAY)
    first, paints = _paints(drawing, rounds)
    worst = max(paints, key=lambda step: paints[step])
    return [
        PlanFigure(
            "楼栋图 of 8,160 doors, opened", reads[slowest] + first, OPENING, " ms",
            f"reading {reads[slowest]:.0f} ms ({slowest}), laid out and painted {first:.0f} ms",
        ),
        PlanFigure(
            "楼栋图 of 8,160 doors, repainted", paints[worst], FRAME, " ms",
            f"the slowest step of the zoom, doors {worst} pixels wide",
        ),
    ]  # fmt: skip


def _paints(drawing: Drawing, rounds: int) -> tuple[float, dict[int, float]]:
    from PySide6.QtCore import QPoint, QRect, QSize
    from PySide6.QtGui import QImage, QPainter

    from ui import theme
    from ui.people.plan.layout import Layout, best_fit
    from ui.people.plan.paint import Painter
    from ui.people.plan.style import style_of

    style, room = style_of(theme.current()), QSize(1100, 700)
    image = QImage(room, QImage.Format.Format_RGB32)

    def paint(painter: Painter) -> None:
        brush = QPainter(image)
        painter.paint(brush, QRect(QPoint(), room))
        brush.end()

    def begin() -> None:
        step, rows = best_fit(drawing, style, room)
        paint(Painter(Layout(drawing, style, step, rows), style))

    first = _median(rounds, begin)
    _, rows = best_fit(drawing, style, room)
    painters = {one.wide: Painter(Layout(drawing, style, one, rows), style) for one in style.steps}
    return first, {
        wide: _median(rounds, partial(paint, painter)) for wide, painter in painters.items()
    }


def _median(rounds: int, act: Callable[[], object]) -> float:
    """The median of several runs in milliseconds, after one to warm up."""
    times = []
    for _ in range(rounds + 1):
        before = time.perf_counter()
        act()
        times.append((time.perf_counter() - before) * 1000)
    return statistics.median(times[1:])
