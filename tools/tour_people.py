"""The part of the tour about people and homes: moves, merging, a newer register, the drawing."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tools import stage
from tools.screens import OFFICE

if TYPE_CHECKING:
    from app.book import Book
    from ui.imports.page import ImportPage
    from ui.people.page import PeoplePage
    from ui.start.home import HomeWindow

REGISTER = "居民信息底册.xlsx"
DOOR = "12-101"


def tour_people(book: Book, window: HomeWindow, out: Path) -> None:
    """Everything that a clerk does with people and homes between two imports."""
    today = stage.NOW.date()
    _newer_register(window, out)
    who = _arrive(book, window, out, today)
    _merge(book, who, today)
    _own_column(book, who, out, today)
    _split(book, today)
    _leave(book, who, today)
    _look(window, out)


def _newer_register(window: HomeWindow, out: Path) -> None:
    """The same register a month later: five came, four are gone, six have another telephone."""
    from ui.imports.page import DONE, PREVIEW, ImportPage
    from ui.imports.preview import GONE

    path = out / "居民信息底册-下月.csv"
    _write_newer(path)
    window.go("imports")
    page = cast("ImportPage", window.page)
    assert isinstance(page, ImportPage)
    page.take_files([path])
    _still(window, lambda: page.at == PREVIEW)
    preview = page.preview
    preview.rules.update_by.choose("overwrite")
    preview.rules.update_by.chosen.emit("overwrite")
    preview.compares.click()
    _still(window, lambda: page.flow.fresh)
    preview.open_tab(GONE)
    gone = len(preview.missing.table)
    for row in preview.missing.table.shown_rows():
        preview.missing.table.choose_id(row.id)
        preview.missing.fates.button(1).click()
        preview.missing.apply.click()
        _still(window, lambda: page.flow.fresh)
    asked = len(page.flow.open)
    stage.settle(0.5)
    stage.picture(window, out / "新旧名册核对.png")
    _say_all(page)
    _still(window, lambda: page.flow.fresh and not page.flow.unanswered)
    page.write()
    _still(window, lambda: page.at == DONE)
    said = page.flow.results[0].sentence()
    say(f"核对新名册：{said}不在表里的 {gone} 人登记为迁出，先问了 {asked} 件事。")
    page.ending.undo()
    _still(window, lambda: page.at != DONE)
    say("撤销这次导入：来的、走的、改的一起退回。")


def _say_all(page: ImportPage) -> None:
    """Answer what is asked before people leave: posts and accounts end with them."""
    for one in [one for one in page.flow.open if not one.answer]:
        known = page.flow.decisions.departures[one.departure.key]
        answers = {**known.answers, one.asked.key: one.asked.ways[0][0]}
        page.flow.decisions.depart([replace(known, answers=answers)])
    page.preview.missing.decided.emit()


def _write_newer(path: Path) -> None:
    from app.sheets.cells import as_text
    from app.sheets.reading import read

    sheet = read(OFFICE / REGISTER).sheets[0]
    head, *lines = [[as_text(cell) for cell in row] for row in sheet.rows]
    phone, name = head.index("联系电话"), head.index("姓名")
    for line in lines[10:16]:
        line[phone] = f"1390000{lines.index(line):04}"
    kept = lines[:100] + lines[104:]
    new = [["" for _ in head] for _ in range(5)]
    for line, given in zip(new, "安宁平顺康", strict=True):
        line[1:4], line[name] = lines[200][1:4], f"新{given}"
    # Many offices still keep their lists in this code.
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([head, *kept, *new])


def _arrive(book: Book, window: HomeWindow, out: Path, today: dt.date) -> int:
    from app.finder import find
    from app.people import register
    from app.people.records import ResidentEntry

    (home, *_) = [hit for hit in find(book, DOOR) if hit.kind == "household"]
    entry = ResidentEntry("单雄信", "男", birth_date="1940-05", phone="13900001234")
    register.add_resident(book, entry, today, home.id, arrived_on=today, elsewhere="外区")
    entry = ResidentEntry("单雄信", phone="13900001234", care_tags=("独居",))
    who = register.add_resident(book, entry, today, home.id)
    say(f"登记居民：{home.title}，{who.warnings[0]}")
    for text in ("sxx", "shan", "9000012", DOOR):
        say(f"查找“{text}”：{'、'.join(hit.title for hit in find(book, text)[:3])}。")
    window.open_finder()
    window.finder.ask("sxx")
    _still(window)
    stage.picture(window, out / "查找.png")
    window.finder.close()
    return who.id


def _merge(book: Book, who: int, today: dt.date) -> None:
    from app.people.merging import merge as merging
    from app.people.merging.alike import find_alike
    from app.work import finish

    found = finish(find_alike(book))
    (pair,) = [one for one in found.pairs if who in (one.a_id, one.b_id)]
    other = pair.a_id if pair.b_id == who else pair.b_id
    merging.merge_residents(book, who, other, {}, today)
    say(f"查重：{found.people} 对人可能重复；合并“单雄信”，再撤销、再重做。")
    book.undo()
    book.redo()


def _own_column(book: Book, who: int, out: Path, today: dt.date) -> None:
    from app.exports import export_rows
    from app.own_fields import OwnFieldEntry, add_own_field, own_columns, set_own
    from app.rosters import ROSTERS
    from app.sheets.importing import import_file
    from app.sheets.reading import read
    from app.work import finish

    add_own_field(book, "resident", OwnFieldEntry("是否养老驿站会员", "选项", ("是", "否")))
    (column,) = own_columns(book, "resident")
    set_own(book, "resident", who, {column.field.name: "是"})
    path = out / "居民-带自设栏.xlsx"
    rows = export_rows(book, "residents", path, today=today, reason="示范")
    again = finish(import_file(book, read(path), ROSTERS, today=today, commits=False))
    say(f"自设栏“{column.field.label}”：导出 {rows:,} 人，再导入：{again[0].sentence()}")


def _split(book: Book, today: dt.date) -> None:
    from app.people import register
    from app.people.leaving import Leaving
    from app.people.place_lists import DwellingFilter, dwelling_ids, group_rows
    from app.people.place_records import GroupEntry
    from app.people.regrouping import Part

    group = next(row for row in group_rows(book, today) if row.dwellings > 1)
    doors = dwelling_ids(book, DwellingFilter(group_id=group.id))
    half = len(doors) // 2
    parts = [
        Part(GroupEntry(f"{group.name}{word}"), tuple(some))
        for word, some in (("东", doors[:half]), ("西", doors[half:]))
    ]
    register.split_group(book, group.id, parts, today, leaving=Leaving(posts="end"))
    say(f"拆分楼组：{group.name}的 {len(doors)} 套房屋分归两个新楼组。")


def _leave(book: Book, who: int, today: dt.date) -> None:
    from app.leaders.lists import vacancies
    from app.leaders.posts import BUILDING_LEADER
    from app.leaders.records import TermEntry
    from app.leaders.terms import appoint
    from app.people import register
    from app.people.leaving import Leaving, StillOpen
    from app.stats import stats

    vacant = vacancies(book, today)[0]
    appoint(book, TermEntry(BUILDING_LEADER, vacant.group_id, who, today), today)
    try:
        register.set_status(book, who, "moved_out", today)
    except StillOpen as still:
        say(f"迁出前先问：{still}")
    saved = register.set_status(book, who, "moved_out", today, Leaving(posts="end"))
    say(f"迁出：单雄信，楼组长同时离任。{''.join(saved.warnings)}")
    say(f"在册 {stats(book, today)['residents']:,} 人。")


def _look(window: HomeWindow, out: Path) -> None:
    from app.people.drawing.layers import LAYERS
    from app.views import SHIPPED

    window.go("people")
    page = cast("PeoplePage", window.page)
    page.turn_to("residents")
    _still(window)
    page.menus["residents"].take(SHIPPED["residents"][0])
    _still(window)
    stage.picture(window, out / "独居80岁以上.png")
    say(f"常用视图“独居80岁以上”：{len(page.residents.table):,} 人。")
    page.menus["residents"].take(None)
    page.turn_to("plan")
    for layer in LAYERS[:2]:
        page.plan.show_layer(layer.key)
        _still(window)
        stage.picture(window, out / f"楼栋图-{layer.title}.png")
    assert page.plan.drawing is not None
    say(f"楼栋图：{page.plan.drawing.sentence}")


def _still(window: HomeWindow, until: Any = lambda: True) -> None:
    jobs = window.desk.jobs
    stage.settle(0.2, until=lambda: bool(until()) and not jobs.busy and not jobs.reading)


def say(text: str) -> None:
    """One line for whoever started this."""
    print(text, flush=True)
