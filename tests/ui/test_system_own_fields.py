"""自设栏 in 系统: the office adds, changes, moves and puts away columns of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.own_fields import OwnFieldEntry, add_own_field, own_columns, set_own
from app.people.office import set_office
from tests.story import Story
from tests.ui.test_system import OFFICE
from ui.desk import Desk
from ui.system.errands import Errands, HomeDesk
from ui.system.own_fields import OwnFieldsSection
from ui.system.page import SystemPage


@pytest.fixture
def section(desk: Desk, qtbot: QtBot) -> Iterator[OwnFieldsSection]:
    """The section in sight, over an office that has added one column."""
    set_office(desk.book, OFFICE)
    add_own_field(desk.book, "resident", OwnFieldEntry("疫苗针数", "数字"))
    known = {name: getattr(desk, name) for name in Desk.__dataclass_fields__}
    page = SystemPage(HomeDesk(**known, errands=Errands()))
    qtbot.addWidget(page)
    page.resize(1190, 690)
    page.show()
    page.turn_to("own")
    read(qtbot, page)
    assert isinstance(page.section, OwnFieldsSection)
    yield page.section
    desk.jobs.close()


def read(qtbot: QtBot, page: SystemPage) -> None:
    page.refresh()
    qtbot.wait(30)
    qtbot.waitUntil(lambda: not page.desk.jobs.reading)


def labels(section: OwnFieldsSection) -> list[str]:
    return [column.entry.label for column in own_columns(section.desk.book, section.register)]


def test_a_column_is_typed_and_stands_in_the_list(section: OwnFieldsSection, qtbot: QtBot) -> None:
    section.add_new()
    section.form.set_texts({"label": "来源地", "kind": "选项", "choices": "本市、外地、境外"})
    section.save_button.click()
    read(qtbot, section.page)
    assert labels(section) == ["疫苗针数", "来源地"]
    assert [row.choices for row in section.table.shown_rows()] == ["", "本市、外地、境外"]


def test_a_heading_in_use_is_said_beside_the_field_and_stays_typed(
    section: OwnFieldsSection,
) -> None:
    section.add_new()
    section.form.set_texts({"label": "手机", "kind": "文字"})
    section.save()
    assert "联系电话" in section.form.problems()["label"]
    assert section.form.editor("label").text() == "手机"
    assert labels(section) == ["疫苗针数"]


def test_a_column_with_content_is_put_away_instead_of_deleted(
    section: OwnFieldsSection, qtbot: QtBot
) -> None:
    book = section.desk.book
    person = Story(book).resident("周桂英")
    (shots,) = own_columns(book, "resident")
    set_own(book, "resident", person, {shots.field.name: "2"})
    read(qtbot, section.page)
    section.table.choose_id(shots.id)
    section.delete()
    assert "1 条内容" in section.page.banner.text
    section.turn_away()
    assert labels(section) == []
    read(qtbot, section.page)
    section.table.choose_id(shots.id)
    assert section.away.text() == "恢复"
    section.turn_away()
    assert labels(section) == ["疫苗针数"]


def test_each_register_has_columns_of_its_own(section: OwnFieldsSection, qtbot: QtBot) -> None:
    section.tables.choose("shop")
    section.tables.chosen.emit("shop")
    read(qtbot, section.page)
    assert len(section.table) == 0
    section.form.set_texts({"label": "油烟机清洗", "kind": "日期"})
    section.save()
    assert labels(section) == ["油烟机清洗"]
