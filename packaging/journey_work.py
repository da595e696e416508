"""The work of an office: sheets brought in, rules adopted, points, a backup, rare names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from journey_drive import Course, Lost, Until
from journey_hands import answer_files, button, enter, pick, press, press_cell, type_text, words_in
from journey_office import Office

DOOR, RULE = "12-101", "j6"
RARE = ("𠮷野㐂", "李䶮", "王𬭎")


def bring_in(office: Office, names: Iterable[str]) -> Course:
    """Import workbooks through the assistant: files, preview, written."""
    journey = office.journey
    from ui.imports.page import CHOOSE, DONE, PREVIEW

    for name in names:
        journey.step(f"导入{name}")
        yield from office.go("导入表格")
        page = office.page
        if page.at != CHOOSE:
            yield from press(button(page, "再导入"))
        yield Until(lambda page=page: page.at == CHOOSE, "选文件这一步", 60)  # type: ignore[misc]
        office.look("选文件")
        yield from press(button(page, "选择文件"))
        yield from answer_files(journey, [journey.office / name])
        yield from office.calm(f"{name}预览", lambda page=page: page.at == PREVIEW)  # type: ignore[misc]
        office.look("预览")
        journey.see(preview_ms=journey.passed, preview=words_in(page)[:60])
        before = office.counts()
        yield from press(page.preview.go_on)
        yield from office.calm(f"{name}写入", lambda page=page: page.at == DONE)  # type: ignore[misc]
        office.look("完成")
        journey.see(
            results=[f"{one.sheet}：{one.sentence()}" for one in page.flow.results],
            written_ms=journey.passed,
            new=_more(before, office.counts()),
        )


def _more(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def adopt(office: Office) -> Course:
    """Say that the residents have passed the pledge, as the page of rules asks."""
    journey = office.journey
    journey.step("登记约定通过")
    yield from office.go("美丽约定")
    page = office.page
    yield from press(button(page.views, "规则"))
    yield from office.calm("规则读完")
    view = page.view
    journey.see(about=view.about.text(), label=view.label.text())
    yield from press(view.adopting)
    form = view.adoption
    yield from type_text(form.editor("adopted_by").line, "居民代表会议")
    yield from type_text(form.editor("adopted_on").line, "昨天")
    office.look("填写")
    yield from press(button(view, "保存"))
    yield from office.calm("登记通过", lambda: not view.adopting.isVisible())
    journey.see(after=view.about.text())
    office.look()


def points(office: Office) -> Course:
    """One line recorded, undone and done again."""
    journey = office.journey
    journey.step("登记积分")
    yield from office.go("美丽约定")
    yield from press(button(office.page.views, "登记"))
    yield from office.calm("登记读完")
    before = office.counts()
    yield from office.record_points(DOOR, RULE)
    office.look()
    after = office.counts()
    journey.see(said=office.window.toast.text, new=_more(before, after))
    bar = office.window.topbar
    journey.step("撤销")
    yield from press(button(bar, "撤销"))
    yield from office.calm("撤销", lambda: office.counts() != after)
    office.look()
    journey.see(said=office.window.toast.text, counts=_more(before, office.counts()))
    # A backup that was made meanwhile has sealed the line: it is then reversed, not removed. The
    # account is gone either way.
    if office.counts()["accounts"] != before["accounts"]:
        raise Lost("撤销之后，户头没有撤掉。")
    journey.step("重做")
    yield from press(button(bar, "重做"))
    yield from office.calm("重做", lambda: office.counts() == after)
    journey.see(said=office.window.toast.text)


def save_backup(office: Office) -> Course:
    """A backup into a folder that the user chooses, proved by the program."""
    journey = office.journey
    journey.step("备份")
    place = journey.out / "备份"
    place.mkdir(exist_ok=True)
    yield from office.go("系统")
    page = office.page
    yield from press(button(page.chips, "备份与还原"))
    yield from office.calm("备份读完")
    known = set(place.iterdir())
    yield from press(button(page, "备份到"))
    yield from answer_files(journey, [place])
    yield from office.calm("备份做好", lambda: set(place.glob("*.mulinbak")) - known)
    journey.see(said=office.window.toast.text)
    office.look()
    made = next(iter(set(place.glob("*.mulinbak")) - known))
    from app.backups import check_backup
    from app.work import finish

    row = finish(check_backup(made))
    journey.see(
        file=made.name, bytes=made.stat().st_size, trouble=row.trouble, residents=row.residents
    )
    if row.trouble:
        raise Lost(f"备份不完好：{row.trouble}")


def type_rare_names(office: Office) -> Course:
    """People whose names stand outside the usual fonts: typed, saved, found, shown."""
    journey = office.journey
    for name in RARE:
        journey.step(f"登记{name}")
        yield from office.go("居民房屋")
        page = office.page
        yield from press(button(page.chips, "居民"))
        yield from office.calm("居民读完")
        yield from press(button(office.window.topbar, "新增居民"))
        yield Until(lambda page=page: page.pane.form is not None, "新增居民的表单", 60)  # type: ignore[misc]
        form = page.pane.form
        yield from pick(form.editor("household_id").picker, DOOR)
        yield from type_text(form.editor("full_name").line, name)
        office.look()
        before = office.counts()["residents"]
        yield from press(button(page.pane, "保存"))
        yield from office.calm("保存", lambda before=before: office.counts()["residents"] > before)  # type: ignore[misc]
        yield from _find(office, page, name)
    yield from _print_door(office)


def _search(office: Office, page: Any, words: str, least: int = 0) -> Course:
    view = page.residents
    yield from type_text(view.box, words)
    yield from enter(view.box)
    yield from office.calm(f"筛选“{words}”", lambda: len(view.table) >= least)


def _find(office: Office, page: Any, name: str) -> Course:
    view = page.residents
    yield from _search(office, page, name)
    yield from office.calm(f"找到{name}", lambda: len(view.table) == 1)
    grid = view.table.grid
    yield from press_cell(grid, grid.model().index(0, 0))
    yield from office.calm("详情")
    shown = list(view.table.shown_words())
    office.journey.see(row=list(shown[0]))
    office.look("找到")
    if not any(name in words for words in shown[0]):
        raise Lost(f"表里没有“{name}”：{shown[0]}")
    yield from _search(office, page, " ")


def _print_door(office: Office) -> Course:
    """Everybody behind one door on paper, with the rare names."""
    journey = office.journey
    from ui.printing import save_pdf

    journey.step("打印罕见字")
    page = office.page
    yield from _search(office, page, DOOR, len(RARE))
    office.look()
    # The same pages that the preview shows, into a file.
    paper = page.taking.paper()
    file = journey.out / "罕见字.pdf"
    pages = save_pdf(paper, file)
    lines = [list(line) for line in paper.rows]
    journey.see(file=file.name, pages=pages, header=list(paper.header), lines=lines)
    if not all(any(name in line for line in lines) for name in RARE):
        raise Lost(f"要打印的表里缺了人：{lines}")
    yield from _search(office, page, " ")
