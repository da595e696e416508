"""A hand-over pack out of the pane, and what Word and Excel would find in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from journey_drive import Course, Lost
from journey_hands import answer_files, button, from_menu, press, press_cell
from journey_office import Office, png_size

_SHEET, _LIST = "交接单.docx", "清单和回执.docx"


def hand_over(office: Office) -> Course:
    """The pack of the first leader of the list, read back file by file."""
    journey = office.journey
    journey.step("交接资料包")
    place = journey.out / "交接"
    place.mkdir(exist_ok=True)
    yield from office.go("两长队伍")
    page = office.page
    grid = page.view.table.grid
    yield from press_cell(grid, grid.model().index(0, 0))
    yield from office.calm("详情")
    name = next(iter(page.view.table.shown_rows())).full_name
    yield from from_menu(button(page.pane, "材料"), "做交接资料包")
    yield from office.calm("资料包的表单", lambda: page.pane.form is not None)
    office.look("填写")
    known = set(place.iterdir())
    yield from press(button(page.pane, "选择文件夹"))
    yield from answer_files(journey, [place])
    yield from office.calm("资料包做好", lambda: set(place.iterdir()) - known)
    (made,) = set(place.iterdir()) - known
    journey.see(said=office.window.toast.text, folder=made.name)
    office.look()
    journey.see(**_read(made, name))


def _read(folder: Path, name: str) -> dict[str, Any]:
    """What the files hold; raises Lost where something is not as it has to be."""
    import docx
    from openpyxl import load_workbook

    files = sorted(one.name for one in folder.iterdir())
    listed = docx.Document(str(folder / _LIST)).tables[1]
    said = sorted(row.cells[1].text for row in listed.rows[1:])
    if said != files:
        raise Lost(f"清单上的文件和文件夹里的不一样：{said}，{files}")
    facts = [
        cell.text
        for row in docx.Document(str(folder / _SHEET)).tables[0].rows
        for cell in row.cells
    ]
    if name not in facts:
        raise Lost(f"交接单上没有“{name}”：{facts}")
    rows = {
        one.name: sum(sheet.max_row for sheet in load_workbook(one).worksheets)
        for one in folder.glob("*.xlsx")
    }
    pictures = {one.name: png_size(one) for one in folder.glob("*.png")}
    if not pictures or not all(rows.values()):
        raise Lost(f"资料包里缺了内容：{rows}，{pictures}")
    return {"files": files, "rows": rows, "pixels": pictures}
