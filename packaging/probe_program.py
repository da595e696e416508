"""Checks of the packaged program on Windows: modules, folders, the child that reads sheets."""

from __future__ import annotations

import dis
import importlib
import os
import pkgutil
import sys
import time
from pathlib import Path
from types import CodeType
from typing import Any

from probe_ground import ENDED_WITHIN, check, handle_of, line_of, must, played, runs

LAYERS = ("db", "app", "ui", "resources")
ELSEWHERE = ("resource", "fcntl", "grp", "pwd")
"""What only Linux has; the program asks for the system first."""


@check("全部模块都能载入")
def modules(_office: Path, _room: Path) -> str:
    """Every module of the program is there, with every library that it imports."""
    names = []
    for layer in LAYERS:
        package = importlib.import_module(layer)
        found = pkgutil.walk_packages(package.__path__, f"{layer}.")
        names += [each.name for each in found if not each.name.startswith("db.migrations.")]
    for name in names:
        importlib.import_module(name)
    must(len(names) > 300, len(names))
    return f"{len(names)} 个"


@check("用到时才载入的库也都在")
def late_modules(_office: Path, _room: Path) -> str:
    """What functions import only when they are called is there as well."""
    wanted = set[str]()
    for name, module in list(sys.modules.items()):
        spec = getattr(module, "__spec__", None)
        if name.partition(".")[0] in LAYERS and spec is not None and spec.loader is not None:
            loader: Any = spec.loader
            wanted |= _imported_by(loader.get_code(name))
    foreign = {name for name in wanted if name.partition(".")[0] not in {*LAYERS, *ELSEWHERE}}
    lost = []
    for name in sorted(foreign):
        try:
            importlib.import_module(name)
        except ImportError as error:
            lost.append(f"{name}（{error}）")
    must(not lost, "、".join(lost))
    return f"{len(foreign)} 个"


def _imported_by(code: CodeType) -> set[str]:
    steps = dis.get_instructions(code)
    names = {str(step.argval) for step in steps if step.opname == "IMPORT_NAME" and step.argval}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            names |= _imported_by(inner)
    return names


@check("用户的文件夹")
def places(_office: Path, _room: Path) -> str:
    """Documents and data are those of the Windows user."""
    from ui.start.places import of_this_user

    found = of_this_user()
    home = Path(os.environ["USERPROFILE"])
    must(found.documents == home / "Documents", found.documents)
    must(found.data == home / "AppData" / "Local" / "Mulin", found.data)
    must(found.cache.is_relative_to(home / "AppData" / "Local"), found.cache)
    return f"{found.documents}、{found.data}"


@check("主题、网络盘、内存：问系统的都有回答")
def asked(_office: Path, room: Path) -> str:
    """What is asked of Windows itself by ctypes."""
    from app.memory import give_back
    from app.whereabouts import on_network, risk_of
    from ui.theme import system

    must(not system._windows_high_contrast())  # noqa: SLF001  the part that only Windows has
    must(not on_network(room))
    must(not risk_of(room / "甲.mulin"))
    must(on_network(Path(r"\\server\share\甲.mulin")))
    give_back()
    return sys.getfilesystemencoding()


@check("隔离的子进程读得了每张办公表格")
def sheets(office: Path, _room: Path) -> str:
    """The child program reads what offices have, and its output arrives whole."""
    from app.sheets.reader import command
    from app.sheets.reading import read

    must(command() == [sys.executable, "--read-sheet"], command())
    files = sorted(each for each in office.iterdir() if each.suffix in {".xlsx", ".xls", ".csv"})
    read_rows = [sum(len(sheet.rows) for sheet in read(each).sheets) for each in files]
    must(all(read_rows), dict(zip(files, read_rows, strict=True)))
    return "、".join(f"{each.name} {rows} 行" for each, rows in zip(files, read_rows, strict=True))


@check("坏的表格给一句话，程序照常")
def hostile(_office: Path, room: Path) -> str:
    """A damaged workbook is refused with a sentence."""
    from app.errors import Refused
    from app.sheets.reading import read

    bad = room / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)
    try:
        read(bad)
    except Refused as refused:
        return refused.text
    raise AssertionError("读进了坏的表格")


@check("围栏放手时，子进程结束")
def enclosed(_office: Path, _room: Path) -> str:
    """Closing the job object ends the process in it.

    Wine takes the limits of memory and time and does not keep them, so these are not proved here.
    """
    from app.sheets.fence import Enclosure

    with played("sleep") as child:
        enclosure = Enclosure(handle_of(child), 2**30, 30)
        must(child.poll() is None)
        began = time.monotonic()
        enclosure.close()
        child.wait(ENDED_WITHIN)
        return f"{time.monotonic() - began:.2f} 秒"


@check("父进程被强行结束时，子进程也结束")
def orphaned(_office: Path, _room: Path) -> str:
    """A killed program leaves no reader behind."""
    with played("parent") as parent:
        pid = int(line_of(parent))
        must(runs(pid))
        parent.kill()
        parent.wait(ENDED_WITHIN)
        began = time.monotonic()
        while runs(pid):
            must(time.monotonic() - began < ENDED_WITHIN, "子进程还在")
            time.sleep(0.05)
        return f"{time.monotonic() - began:.2f} 秒"
