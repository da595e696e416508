"""The journeys of `journey_phases`, taken by 张三 in the package that lies in a room."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import journey
from proof import expect
from roots_package import LIBRARY, PROGRAM
from roots_user import HOME
from roots_window import Desk

NOTES = f"{HOME}/旅程"
OFFICE = f"{HOME}/下载/名册"
BOOKS = f"{HOME}/文档/睦邻台账"
PASSWORD = "Mulin-2026-Ceshi"  # noqa: S105  of a book with made-up people
_MINUTES = 12.0


def lay_office(desk: Desk) -> None:
    """Put the workbooks of the office into the downloads of 张三."""
    shutil.copytree(journey.OFFICE, desk.room.path(OFFICE), dirs_exist_ok=True)
    desk.user.own(OFFICE)


def travel(
    desk: Desk,
    phase: str,
    name: str,
    *,
    words: Sequence[str] = (PROGRAM,),
    library: str = LIBRARY,
    password: str = PASSWORD,
) -> dict[str, Any]:
    """Take one journey; gives its report. Raises `Failed` with what it says went wrong.

    `words` start the program whose `lib` folder is `library`.
    """
    folder = desk.room.path(library)
    out = desk.room.path(NOTES)
    out.mkdir(exist_ok=True)
    desk.user.own(NOTES)
    minutes = _MINUTES * desk.slow
    more = {"password": password, "size": "1366x768", "minutes": str(minutes)}
    journey.put_in(folder)
    try:
        program = desk.user.start(
            words, name, env=journey.given(phase, Path(NOTES), Path(OFFICE), **more)
        )
        program.wait((minutes + 2) * 60)
    finally:
        journey.take_out(folder)
    report = _report(out / f"{phase}.json")
    _keep(desk, out, phase, name)
    expect(report.get("ok"), f"{name}：{report.get('why') or desk.user.said(name)[-2000:]}")
    expect(not report.get("warnings"), f"{name}：程序有告警：{report.get('warnings')}")
    expect(program.returncode == 0, f"{name}：程序以 {program.returncode} 结束。")
    desk.see_alone(name)
    return report


def book_of(desk: Desk) -> str:
    """Where the one book of 张三 lies, as seen in the room. Raises `Failed`."""
    folder = desk.room.path(BOOKS)
    names = [path.name for path in folder.glob("*.mulin") if "升级前" not in path.name]
    expect(len(names) == 1, f"文件夹“{BOOKS}”里的台账：{names}")
    return f"{BOOKS}/{names[0]}"


def _report(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _keep(desk: Desk, out: Path, phase: str, name: str) -> None:
    """The report, the pictures and what the journey wrote, beside the proof."""
    kept = desk.proof.folder / name
    kept.mkdir()
    for file in sorted(out.iterdir()):
        if file.is_file() and (file.name.startswith(f"{phase}") or file.suffix in {".pdf", ".png"}):
            shutil.copyfile(file, kept / file.name)
