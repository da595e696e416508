"""Shops, pets, organizations and consents in a real window over a real book."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.book import Book
from app.errors import Refused
from app.people import register
from app.people.consents import consent_rows
from app.people.organizations import OrganizationEntry, organization_rows
from app.people.pet_records import PetEntry
from app.people.pets import PetFilter, pet_ids, pet_rows
from app.people.pictures import LARGEST, picture
from app.people.place_lists import building_rows, compound_rows, dwelling_rows, shop_rows
from tests.story import Story
from tests.ui.kit.demo import TODAY
from tests.ui.rooms import neighbours, person, press, settle
from ui.kit.photo import small_picture
from ui.people.building import BuildingSide
from ui.people.page import PeoplePage
from ui.people.pet import PetSide
from ui.window import MainWindow


@pytest.fixture
def story(ruled: Book) -> Story:
    """Three neighbours, and a street with a shop."""
    told = neighbours(ruled)
    told.shop("福满楼", address="金水路9号", category="餐饮", manager_name="陈福")
    return told


def fill(page: PeoplePage, **texts: str) -> None:
    """Type into the form in the pane."""
    assert page.pane.form is not None
    for name, text in texts.items():
        page.pane.form.editor(name).set_text(text)


def pets(book: Book) -> list[str]:
    ids = pet_ids(book, PetFilter(status=None), TODAY)
    return [row.title for row in pet_rows(book, ids).values()]


def test_all_tabs_fit_into_the_smallest_window(page: PeoplePage, window: MainWindow) -> None:
    every = cast("list[QPushButton]", page.chips.findChildren(QPushButton))
    seen = [button for button in every if button.isVisible()]
    assert [button.text() for button in seen] == [
        "居民", "户", "楼栋图", "小区楼栋", "楼组", "商铺", "宠物", "单位", "核对", "档案",
    ]  # fmt: skip
    assert window.width() == 1366
    for button in seen:
        assert button.width() >= button.sizeHint().width()
        assert button.mapTo(window, button.rect().topRight()).x() < window.width()


def test_no_list_is_made_wider_by_one_out_of_sight(page: PeoplePage) -> None:
    for view in page.views:
        page.turn_to(view.key)
        assert page.minimumSizeHint().width() <= 1280 - 176, view.key


def test_a_pet_is_recorded_for_its_owner_and_a_second_dog_is_warned_of(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    page.turn_to("pets")
    settle(qtbot, window)
    page.add_one()
    assert page.pane.title == "新增宠物"
    press(page, "保存")
    assert page.pane.form is not None
    assert "owner_id" in page.pane.form.problems()
    owner = str(person(story, "周桂英"))
    fill(page, owner_id=owner, species="犬", name="豆豆", license_no="沪犬0001")
    press(page, "保存")
    settle(qtbot, window)
    assert [row.title for row in page.pets.table.shown_rows()] == ["豆豆"]
    fill(page, owner_id=str(person(story, "李国栋")), species="犬", name="球球", license_no="2")
    press(page, "保存")
    settle(qtbot, window)
    assert "每户限养一条" in page.banner.text
    assert len(page.pets.table) == 2
    window.undo()
    settle(qtbot, window)
    assert pets(story.book) == ["豆豆"]


def test_a_pet_that_is_given_away_leaves_the_list_and_stays_in_the_book(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    made = register.add_pet(story.book, person(story, "周桂英"), PetEntry("猫", "咪咪"), TODAY).id
    page.open(("pet", made))
    settle(qtbot, window)
    assert page.view is page.pets
    assert page.pane.title == "咪咪"
    press(page, "转让")
    settle(qtbot, window)
    page.pets.state.choose("kept")
    page.pets.read()
    settle(qtbot, window)
    assert len(page.pets.table) == 0
    assert pets(story.book) == ["咪咪"]


def test_pets_to_see_to_are_one_click_from_the_first_page(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    owner = person(story, "周桂英")
    late = PetEntry("猫", "咪咪", vaccine_expire_on=TODAY)
    register.add_pet(story.book, owner, late, TODAY)
    register.add_pet(story.book, owner, PetEntry("猫", "花花"), TODAY)
    page.open(("pets", "due"))
    settle(qtbot, window)
    assert [row.title for row in page.pets.table.shown_rows()] == ["咪咪"]
    assert page.pets.due.isChecked()


def test_a_photo_is_scaled_down_kept_and_taken_away(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    made = register.add_pet(story.book, person(story, "周桂英"), PetEntry("猫", "咪咪"), TODAY).id
    page.open(("pet", made))
    settle(qtbot, window)
    side = page.sides["pet"]
    assert isinstance(side, PetSide)
    assert side.photo is not None
    image = QImage(2400, 1800, QImage.Format.Format_RGB32)
    image.fill(QColor(120, 90, 60))
    image.save(str(tmp_path / "大照片.jpg"))
    side.photo.take(tmp_path / "大照片.jpg")
    settle(qtbot, window)
    kept = picture(story.book, "pet", made, "photo")
    assert kept is not None
    assert len(kept) <= LARGEST
    small = QImage.fromData(kept)
    assert (small.width(), small.height()) == (800, 600)
    assert side.photo.picture.isVisible()
    side.photo.remove.click()
    settle(qtbot, window)
    assert picture(story.book, "pet", made, "photo") is None


def test_a_picture_is_made_small_or_refused_with_its_name(tmp_path: Path) -> None:
    noise = QImage(1600, 1600, QImage.Format.Format_ARGB32)
    for at in range(1600):
        for down in range(0, 1600, 7):
            noise.setPixel(at, down, (at * 7919 + down * 104729) % 0xFFFFFFFF)
    noise.save(str(tmp_path / "花.png"))
    assert len(small_picture(tmp_path / "花.png")) <= LARGEST
    (tmp_path / "坏.jpg").write_bytes(b"\xff\xd8\xff\xe0broken")
    (tmp_path / "说明.txt").write_text("不是图片", "utf-8")
    for name in ("坏.jpg", "说明.txt", "没有.png"):
        with pytest.raises(Refused, match=name.partition(".")[0]):
            small_picture(tmp_path / name)


def test_a_consent_is_given_and_withdrawn_on_the_card_of_a_person(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    who = person(story, "周桂英")
    page.open(("person", who))
    settle(qtbot, window)
    press(page, "登记授权")
    fill(page, kind="信息采集", text_version="2025版告知书")
    press(page, "保存")
    settle(qtbot, window)
    page.pane.cancel()
    settle(qtbot, window)
    (row,) = consent_rows(story.book, who)
    assert (row.kind, row.given_on) == ("信息采集", TODAY)
    press(page, "撤回")
    press(page, "撤回　")
    settle(qtbot, window)
    assert consent_rows(story.book, who)[0].withdrawn_on == TODAY


def test_a_child_cannot_agree_alone(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    child = story.resident("李小宝", "3-101", birth_date=str(TODAY.year - 8))
    page.open(("person", child))
    settle(qtbot, window)
    press(page, "登记授权")
    fill(page, kind="照片影像")
    press(page, "保存")
    assert page.pane.form is not None
    assert "监护人" in page.pane.form.problems()["given_by"]
    fill(page, given_by="李国栋", relation="祖父母")
    press(page, "保存")
    settle(qtbot, window)
    assert [row.given_by for row in consent_rows(story.book, child)] == ["李国栋"]


def test_an_organization_is_recorded_and_chosen_as_the_committee_of_a_compound(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    register.add_organization(story.book, OrganizationEntry("金水物业", kind="物业"), TODAY)
    page.turn_to("organizations")
    settle(qtbot, window)
    page.add_one()
    fill(page, name="金水苑业委会", kind="业委会", contact_phone="13800001111")
    press(page, "保存")
    settle(qtbot, window)
    assert [row.name for row in page.organizations.table.shown_rows()] == [
        "金水苑业委会",
        "金水物业",
    ]
    made = organization_rows(story.book)[0].id
    place = compound_rows(story.book)[0].id
    page.places.edit(place)
    fill(page, owners_committee_id=str(made))
    press(page, "保存")
    settle(qtbot, window)
    assert compound_rows(story.book)[0].owners_committee_id == made
    page.open(("organization", made))
    settle(qtbot, window)
    press(page, "注销")
    settle(qtbot, window)
    assert [row.name for row in organization_rows(story.book)] == ["金水物业"]


def test_a_door_gets_its_area_and_a_building_the_whole(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    building = story.building("3")
    page.open(("building", building))
    settle(qtbot, window)
    side = page.sides["building"]
    assert isinstance(side, BuildingSide)
    press(page, "修改选中的")
    assert "请先在下面选中" in page.banner.text
    assert side.doors is not None
    side.doors.grid.choose(0)
    press(page, "修改选中的")
    fill(page, area="86.5㎡", usage="自住")
    press(page, "保存")
    settle(qtbot, window)
    rows = dwelling_rows(story.book, [story.door("3-101")])
    assert [(row.area, row.usage) for row in rows.values()] == [(8650, "自住")]
    press(page, "编辑")
    fill(page, floor_area="1234.567")
    press(page, "保存")
    assert page.pane.form is not None
    assert "两位小数" in page.pane.form.problems()["floor_area"]
    fill(page, floor_area="1234.5")
    press(page, "保存")
    settle(qtbot, window)
    assert building_rows(story.book)[0].floor_area == 123450


def test_a_shop_changes_hands_in_one_form(
    page: PeoplePage, story: Story, window: MainWindow, qtbot: QtBot
) -> None:
    old = shop_rows(story.book)[0].id
    page.open(("shop", old))
    settle(qtbot, window)
    press(page, "易主")
    form = page.pane.form
    assert form is not None
    assert (form.editor("address").text(), form.editor("category").text()) == ("金水路9号", "餐饮")
    fill(page, shop_name="湘里湘亲", manager_name="李新")
    press(page, "登记易主")
    settle(qtbot, window)
    assert [row.shop_name for row in shop_rows(story.book)] == ["湘里湘亲"]
    assert page.pane.title == "湘里湘亲"
    window.undo()
    settle(qtbot, window)
    assert [row.shop_name for row in shop_rows(story.book)] == ["福满楼"]


def test_help_is_that_of_the_list_in_sight(page: PeoplePage) -> None:
    assert page.help_page == ""
    for key in ("shops", "pets", "organizations"):
        page.turn_to(key)
        assert page.help_page == "registers"


def test_the_keyboard_goes_into_every_list(page: PeoplePage) -> None:
    for key in ("pets", "organizations"):
        page.turn_to(key)
        assert page.focusProxy() is page.view.tables()[0]
