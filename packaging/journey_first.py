"""`first` and `begin`: from a computer that has never seen the program to an office at work."""

from __future__ import annotations

from journey_drive import Course, Journey, Lost, Until
from journey_hands import answer_files, button, find_row, press, press_cell, the, type_text
from journey_office import Office
from journey_pack import hand_over
from journey_phases import password, size
from journey_taking import take_along
from journey_work import adopt, bring_in, points, save_backup, type_rare_names

COMMITTEE, WHERE = "金水苑社区居委会", "奉贤"
WHO = "王芳"


def begin(journey: Journey) -> Course:
    """The shortest way to an office with people in its book."""
    office = Office(journey)
    yield from _set_up(journey, office)
    yield from bring_in(office, ("居民信息底册.xlsx",))
    journey.step("关闭")
    yield from office.close()


def first(journey: Journey) -> Course:
    """Everything a new user does on the first day."""
    office = Office(journey)
    yield from _set_up(journey, office)
    yield from bring_in(office, ("居民信息底册.xlsx", "两长名册.xlsx"))
    yield from adopt(office)
    yield from points(office)
    yield from take_along(office)
    if journey.is_before:
        journey.leave_out("交接资料包")
    else:
        yield from hand_over(office)
    yield from save_backup(office)
    yield from type_rare_names(office)
    journey.step("关闭")
    yield from office.close()


def _set_up(journey: Journey, office: Office) -> Course:
    yield from _welcome(journey, office)
    yield from _committee(journey, office)
    yield from _secret(journey, office)
    yield from _code(journey, office)
    journey.step("第一页")
    yield from office.arrive(size())
    journey.tell(book=str(office.book.path), new=office.counts())
    office.look()
    if office.book.path.parent.name != "睦邻台账":
        raise Lost(f"新台账不在文档里的“睦邻台账”：{office.book.path}")


def _welcome(journey: Journey, office: Office) -> Course:
    journey.step("开始界面")
    yield Until(lambda: the("WelcomeView", the("DoorWindow")) is not None, "开始界面")
    door = the("DoorWindow")
    journey.picture(door)
    office.glyphs.look_at(door)
    journey.see(title=door.windowTitle(), size=[door.width(), door.height()])
    yield from press(the("WelcomeView", door).new)


def _wizard() -> object:
    return the("WizardView", the("DoorWindow"))


def _committee(journey: Journey, office: Office) -> Course:
    journey.step("选居委会")
    yield Until(lambda: _wizard() is not None, "新建台账的向导")
    door, wizard = the("DoorWindow"), the("WizardView", the("DoorWindow"))
    box = wizard.committee.search
    yield Until(lambda: "官方名录里有" in box.words.text(), "官方名录读完")
    journey.picture(door)
    yield from type_text(box.line, "jsy")
    yield Until(lambda: box.found.rowCount() > 0, "按拼音首字母找到居委会")
    journey.see(by_initials=box.found.rowCount())
    yield from type_text(box.line, f"{WHERE} 金水苑")
    yield Until(lambda: find_row(box.view, COMMITTEE, WHERE).isValid(), "找到居委会")
    yield from press_cell(box.view, find_row(box.view, COMMITTEE, WHERE))
    journey.picture(door)
    office.glyphs.look_at(door)
    journey.see(words=box.words.text(), found=box.found.rowCount())
    yield from press(wizard.next)


def _secret(journey: Journey, office: Office) -> Course:
    journey.step("设密码")
    door, wizard = the("DoorWindow"), the("WizardView", the("DoorWindow"))
    yield Until(wizard.secret.isVisible, "设密码这一步")
    yield from type_text(wizard.secret.login.line, WHO)
    yield from type_text(wizard.secret.password.first.line, password())
    yield from type_text(wizard.secret.password.again.line, password())
    journey.see(said=wizard.secret.password.first.words, path=str(wizard.secret.path))
    journey.picture(door)
    office.glyphs.look_at(door)
    yield from press(wizard.next)


def _code(journey: Journey, office: Office) -> Course:
    journey.step("恢复码")
    door, wizard = the("DoorWindow"), the("WizardView", the("DoorWindow"))
    yield Until(wizard.code.isVisible, "恢复码", 600)
    groups = wizard.code.code.split("-")
    file = journey.out / "恢复码.txt"
    file.unlink(missing_ok=True)
    yield from press(button(wizard.code, "存为文件"))
    yield from answer_files(journey, [file], picture=True)
    yield Until(file.is_file, "恢复码写进文件")
    text = file.read_text(encoding="utf-8-sig")
    if not all(group in text for group in groups):
        raise Lost("存下的恢复码和屏幕上的不一样。")
    yield from type_text(wizard.code.typed.line, groups[wizard.code.asked])
    journey.picture(door)
    office.glyphs.look_at(door)
    journey.see(groups=len(groups), file=file.name)
    yield from press(wizard.next)
    journey.step("台账建好了")
    yield Until(wizard.start.isVisible, "最后一步")
    journey.picture(door)
    office.glyphs.look_at(door)
    yield from press(wizard.start.empty)
