"""What a user takes along: a chart as picture, a list as workbook, pages as PDF."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from journey_drive import Course, Lost, Until
from journey_hands import answer_files, button, from_menu, press, the
from journey_office import Office, png_size
from PySide6.QtGui import QImage


def take_along(office: Office) -> Course:
    """The chart, the lists and the pages."""
    yield from save_chart(office)
    yield from export_residents(office)
    yield from print_ranking(office)


def save_chart(office: Office) -> Course:
    """The first chart of the posts, drawn and saved as PNG."""
    journey = office.journey
    journey.step("图表")
    # The charts of the posts had no room of their own before.
    yield from office.go("两长队伍" if journey.is_before else "覆盖图和图表")
    page = office.page
    yield from press(button(page.chips, "图表"))
    view = page.charts
    yield from office.calm("图表画好", lambda: is_drawn(view.picture))
    journey.see(drawn_ms=journey.passed, chart=view.chart.title, sentence=view.chart.sentence)
    office.look()
    file = journey.out / "图表.png"
    file.unlink(missing_ok=True)
    yield from press(button(view, "存成图片"))
    yield from answer_files(journey, [file])
    yield from office.calm("图片写好", file.is_file)
    journey.see(file=file.name, bytes=file.stat().st_size, pixels=png_size(file))


def is_drawn(chart: Any) -> bool:
    """Whether the picture of a chart is there; until then its place has one colour."""
    canvas = the("_Canvas", chart)
    return canvas is not None and colours_of(canvas) > 4


def colours_of(widget: Any) -> int:
    """How many colours a widget shows."""
    image: QImage = widget.grab().toImage()
    wide, high = image.width(), image.height()
    spots = ((x, y) for x in range(0, wide, 5) for y in range(0, high, 5))
    return len({image.pixel(x, y) for x, y in spots})


def export_residents(office: Office) -> Course:
    """The list of residents as workbook, read back cell by cell."""
    journey = office.journey
    journey.step("导出Excel")
    yield from office.go("居民房屋")
    page = office.page
    yield from press(button(page.chips, "居民"))
    yield from office.calm("居民读完")
    office.look()
    file = journey.out / "居民.xlsx"
    file.unlink(missing_ok=True)
    yield from press(button(office.window.topbar, "导出"))
    yield from answer_files(journey, [file])
    yield from office.calm("导出写好", file.is_file)
    journey.see(said=office.window.toast.text, bytes=file.stat().st_size)
    journey.see(**compare(file, page.residents.table))


def compare(file: Path, table: Any) -> dict[str, Any]:
    """A workbook against the table it was made from; raises Lost where they differ."""
    from openpyxl import load_workbook

    sheet = load_workbook(file, read_only=True).worksheets[0]
    lines = [[_words(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]
    heads = [column.label for column in table.shown_columns()]
    start = next((at for at, line in enumerate(lines) if line[: len(heads)] == heads), None)
    if start is None:
        raise Lost(f"导出的表里没有这一行表头：{heads}")
    shown = [[_plain(cell) for cell in line] for line in table.shown_words()]
    read = [line[: len(heads)] for line in lines[start + 1 : start + 1 + len(shown)]]
    differ = [
        (at, heads[column], one, two)
        for at, (line, other) in enumerate(zip(shown, read, strict=True))
        for column, (one, two) in enumerate(zip(line, other, strict=True))
        if one != two
    ]
    if differ:
        raise Lost(f"导出的和表里显示的不一样（共 {len(differ)} 格）：{differ[:5]}")
    return {"rows": len(shown), "columns": len(heads), "cells_equal": len(shown) * len(heads)}


def _words(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _plain(str(cell))


def _plain(text: str) -> str:
    return text.strip()


def print_ranking(office: Office) -> Course:
    """The ranking with its chart as PDF and as workbook, and the preview of printing."""
    journey = office.journey
    journey.step("存成PDF")
    yield from office.go("美丽约定")
    page = office.page
    yield from press(button(page.views, "排名"))
    yield from office.calm("排名读完")
    office.look()
    file = journey.out / "积分排名.pdf"
    file.unlink(missing_ok=True)
    yield from from_menu(_taking(page), "另存为 PDF")
    yield from answer_files(journey, [file])
    yield from office.calm("PDF 写好", file.is_file)
    table = page.view.table
    journey.see(
        said=office.window.toast.text,
        file=file.name,
        bytes=file.stat().st_size,
        header=[column.label for column in table.shown_columns()],
        lines=[list(line) for line in table.shown_words()][:20],
    )
    if not file.read_bytes().startswith(b"%PDF-"):
        raise Lost("存成的不是 PDF。")
    journey.step("打印预览")
    yield from from_menu(_taking(page), "打印")
    yield Until(lambda: the("QPrintPreviewDialog") is not None, "打印预览", 120)
    dialog = the("QPrintPreviewDialog")
    yield Until(lambda: colours_of(dialog) > 4, "预览画好", 120)
    journey.picture(dialog)
    office.glyphs.look_at(dialog)
    dialog.close()
    yield Until(lambda: the("QPrintPreviewDialog") is None, "打印预览关上", 60)


def _taking(page: Any) -> Any:
    return button(page.filters, "导出")
