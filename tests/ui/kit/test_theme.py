"""The look: every token is used, every length grows, every text can be read."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import resources
from ui import icons, theme
from ui.kit.parts import Button, Label, Picture, column, lay, row, sized
from ui.theme import Size, Theme, Tone, Type
from ui.theme.look import make
from ui.theme.sheet import sheet
from ui.theme.tokens import COLOURS, Colours

LOOKS = tuple(product(COLOURS, Size))
UI = Path(theme.__file__).parent.parent


def brightness(colour: str) -> float:
    """Relative luminance as WCAG counts it."""
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("wanted", COLOURS)
def test_every_text_can_be_read_on_its_ground(wanted: Theme) -> None:
    known: Colours = COLOURS[wanted]
    pairs = [
        (known.ink, known.window),
        (known.ink, known.surface),
        (known.ink, known.soft),
        (known.ink, known.range),
        (known.muted, known.window),
        (known.muted, known.surface),
        (known.muted, known.sidebar),
        (known.primary_ink, known.surface),
        (known.primary_ink, known.soft),
        (known.on_primary, known.primary),
        (known.red_ink, known.surface),
        (known.red_ink, known.red_soft),
        (known.amber_ink, known.surface),
        (known.amber_ink, known.amber_soft),
        (known.green_ink, known.surface),
        (known.toast_ink, known.toast),
        (known.toast_link, known.toast),
    ]
    least = 7.0 if wanted is Theme.CONTRAST else 4.5
    weak = {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < least}
    assert weak == {}


@pytest.mark.parametrize(("wanted", "size"), LOOKS)
def test_the_style_sheet_is_filled_in_for_every_look(wanted: Theme, size: Size) -> None:
    text = sheet(make(wanted, size, "Mulin Sans SC"), resources.path("theme"))
    assert "$" not in text
    pictures = re.findall(r"url\(([^)]+)\)", text)
    assert pictures
    assert [name for name in pictures if not Path(name).exists()] == []


def test_lengths_grow_with_the_size_of_text(qapp: QApplication, qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    inner = QWidget()
    sized(inner, width=100)
    lines = column(row(inner, gap=10), margins=20)
    lay(lines, 20, 12)
    box.setLayout(lines)
    theme.apply(qapp, Theme.LIGHT, Size.LARGE)
    try:
        factor = theme.current().scale
        assert factor > 1.2
        assert inner.minimumWidth() == round(100 * factor)
        assert lines.contentsMargins().left() == round(20 * factor)
        assert lines.spacing() == round(12 * factor)
    finally:
        theme.apply(qapp, Theme.LIGHT, Size.MEDIUM)
    assert inner.minimumWidth() == 100
    assert lines.spacing() == 12


def test_the_bundled_font_is_the_font_of_the_program(qapp: QApplication) -> None:
    assert qapp.font().family() == resources.FONT_FAMILY
    assert theme.current().font(Type.TITLE).bold()


def test_icons_are_tinted_anew_with_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    button = Button("导入", icon="import")
    picture = Picture("search", Tone.PLAIN)
    for widget in (button, picture):
        qtbot.addWidget(widget)
        widget.show()
    before = button.icon().cacheKey(), picture.pixmap().toImage()
    theme.apply(qapp, Theme.DARK, Size.MEDIUM)
    try:
        assert button.icon().cacheKey() != before[0]
        assert picture.pixmap().toImage() != before[1]
    finally:
        theme.apply(qapp, Theme.LIGHT, Size.MEDIUM)


def test_every_icon_that_is_named_exists() -> None:
    named = set()
    for file in UI.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r"icon=\"([a-z-]+)\"", text))
        named |= set(
            re.findall(r"(?:Picture|IconButton|icons\.icon|icons\.picture)\(\s*\"([a-z-]+)\"", text)
        )
        named |= set(re.findall(r"add_button\(\s*\"([a-z-]+)\"", text))
    assert len(named) > 15
    shipped = {file.stem for file in resources.path("icons").glob("*.svg")}
    assert named - shipped == set()


def test_a_label_never_takes_its_text_for_markup(qtbot: QtBot) -> None:
    label = Label("<b>周桂英</b>")
    qtbot.addWidget(label)
    assert "<b>" in label.text()
    assert label.sizeHint().width() > Label("周桂英").sizeHint().width()


def test_an_unknown_icon_is_a_mistake_of_ours(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")
