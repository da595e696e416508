"""`about` and `chart`: help, the page about the program, what is refused; the first chart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from journey_clock import FROM_SOURCE, PHASE, since_start
from journey_drive import Course, Journey, Lost, Until
from journey_hands import answer_files, button, press, shortcut, the, words_in
from journey_office import Office, book_named, enter_password
from journey_phases import password, size
from journey_taking import is_drawn

_BROKEN = "损坏的名册.xlsx"


def about(journey: Journey) -> Course:
    """What the program says of itself, and what it refuses."""
    office = Office(journey)
    journey.step("登录")
    yield from enter_password(journey, password())
    journey.step("第一页")
    yield from office.arrive(size())
    yield from _help(journey, office)
    yield from _about(journey, office)
    yield from _broken_file(journey, office)
    yield from _second_program(journey)
    journey.step("关闭")
    yield from office.close()


def _help(journey: Journey, office: Office) -> Course:
    journey.step("帮助")
    yield from shortcut(office.window, "F1")
    yield Until(lambda: the("HelpWindow") is not None, "帮助窗口", 120)
    window: Any = the("HelpWindow")
    journey.see(page=window.page, size=[window.width(), window.height()])
    from ui.help.viewer import PAGES

    lengths: dict[str, int] = {}
    for page, title in PAGES:
        window.show_page(page)
        yield from office.calm(title)
        lengths[title] = len(window.text.toPlainText())
        office.glyphs.look_at(window)
        journey.picture(window, f"帮助-{title}")
        if lengths[title] < 80 or "**" in window.text.toPlainText():
            journey.doubt(f"帮助“{title}”是空的，或留着没有变成粗体的星号。")
    journey.see(pages=lengths)
    window.close()
    yield Until(lambda: the("HelpWindow") is None, "帮助窗口关上", 60)


def _about(journey: Journey, office: Office) -> Course:
    journey.step("关于")
    yield from office.go("系统")
    yield from press(button(office.page.chips, "关于"))
    yield from office.calm("关于读完")
    office.look()
    journey.see(words=words_in(office.page))
    table = getattr(getattr(office.page.section, "licences", None), "table", None)
    if table is None:
        journey.leave_out("许可")
        return
    rows = [list(words) for words in table.shown_words()]
    journey.see(parts=len(rows), licences=rows)
    from ui.system.licences import whole_text

    short = [row.part.name for row in table.shown_rows() if len(whole_text(row.part)) < 300]
    if short:
        raise Lost(f"没有许可全文：{short}")


def _broken_file(journey: Journey, office: Office) -> Course:
    journey.step("导入损坏的文件")
    file = journey.out / _BROKEN
    file.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 20)
    yield from office.go("导入表格")
    page = office.page
    yield from press(button(page, "选择文件"))
    yield from answer_files(journey, [file])
    yield from office.calm("说出为什么读不了", lambda: page.banner.text)
    journey.see(said=page.banner.text)
    office.look()
    if _BROKEN not in page.banner.text:
        raise Lost(f"没有说清哪个文件读不了：{page.banner.text}")


def _second_program(journey: Journey) -> Course:
    journey.step("同一本台账再开一次")
    out = journey.out / "second"
    env = {**os.environ, PHASE: "second", "MULIN_JOURNEY_OUT": str(out)}
    words = [sys.executable, str(book_named())]
    if os.environ.get(FROM_SOURCE):
        words.insert(1, sys.argv[0])
    other = subprocess.Popen(words, env=env)
    yield Until(lambda: other.poll() is not None, "第二个程序结束", 600)
    report = json.loads((out / "second.json").read_text(encoding="utf-8"))
    journey.see(code=other.returncode, said=report.get("said", ""), why=report["why"])
    if other.returncode or not report["ok"]:
        raise Lost(f"第二个程序没有走完：{report['why']}")


def chart(journey: Journey) -> Course:
    """The first chart of a profile that has never drawn one: how long it takes."""
    office = Office(journey)
    folder = Path(os.environ.get("MPLCONFIGDIR", ""))
    journey.step("登录", kept=_names(folder))
    yield from enter_password(journey, password())
    yield Until(lambda: office.window is not None, "主窗口")
    journey.step("第一张图")
    worked = time.process_time()
    if office.window.room != "today":
        yield from press(button(office.window.sidebar, "今日"))
        yield Until(lambda: office.window.room == "today", "今日", 60)
    yield Until(lambda: is_drawn(office.page.chart), "图表画好")
    worked = round((time.process_time() - worked) * 1000)
    # The second number is of this process alone, whatever else the machine does.
    journey.see(drawn_ms=journey.passed, worked_ms=worked)
    journey.told["moments"]["first_chart"] = since_start()
    yield from office.calm()
    office.look()
    journey.see(
        font_cache_built="font_cache" in journey.told, folder=str(folder), left=_names(folder)
    )
    journey.step("关闭")
    yield from office.close()


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []
