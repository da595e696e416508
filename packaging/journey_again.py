"""`again`: the book is opened by itself, as by a double click, and one thing is changed."""

from __future__ import annotations

import json

from journey_drive import Course, Journey, Lost
from journey_hands import button, press
from journey_office import COUNTS, Office, enter_password
from journey_phases import password, size
from journey_work import DOOR, RULE


def again(journey: Journey) -> Course:
    """What was written is there; something is added; the window is closed."""
    office = Office(journey)
    journey.step("登录")
    yield from enter_password(journey, password())
    journey.step("第一页")
    yield from office.arrive(size())
    office.look()
    beside = sorted(one.name for one in office.book.path.parent.iterdir())
    journey.see(said=office.page.banner.text, beside=beside)
    found = office.counts()
    journey.tell(book=str(office.book.path), found=found)
    known = json.loads((journey.out / COUNTS).read_text(encoding="utf-8"))
    lost = {name: [was, found.get(name)] for name, was in known.items() if found.get(name) != was}
    if lost:
        raise Lost(f"重新打开后与关闭前不一致：{lost}")
    journey.step("再记一笔")
    yield from office.go("美丽约定")
    yield from press(button(office.page.views, "登记"))
    yield from office.calm("登记读完")
    yield from office.record_points(DOOR, RULE)
    office.look()
    journey.step("关闭")
    yield from office.close()
