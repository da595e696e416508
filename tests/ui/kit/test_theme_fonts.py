"""Lists and menus are written in the font of the program, whatever the system has for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QMenu, QTableView, QWidget

import resources
from ui import theme

OF_WINDOWS = QFont("Courier", 7)
KINDS = ("QAbstractItemView", "QMenu", "QMessageBox", "QStatusBar", "QTipLabel")


@pytest.fixture
def beginning(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[QApplication]:
    """The program before it has a look, on a system with fonts of its own for lists and menus.

    Windows and KDE have them; Qt takes them up whenever the style changes, and the first style
    sheet changes it.
    """
    set_sheet = QApplication.setStyleSheet
    monkeypatch.setattr(theme, "_in_force", [])
    qapp.setStyleSheet("")

    def as_windows(app: QApplication, sheet: str) -> None:
        first = not app.styleSheet()
        set_sheet(app, sheet)
        for kind in KINDS if first else ():
            app.setFont(OF_WINDOWS, kind)  # type: ignore[arg-type]  # Qt's stubs are wrong

    monkeypatch.setattr(QApplication, "setStyleSheet", as_windows)
    yield qapp
    monkeypatch.undo()
    theme.apply(qapp)


@pytest.mark.parametrize("kind", [QTableView, QMenu])
def test_lists_and_menus_have_the_font_of_the_program_from_the_first_window_on(
    beginning: QApplication, qtbot: object, kind: type[QWidget]
) -> None:
    theme.apply(beginning)

    widget = kind()
    widget.ensurePolished()

    assert widget.font().family() == resources.FONT_FAMILY
    for name in KINDS:
        found: QFont = QApplication.font(name)  # type: ignore[call-overload]
        assert found.family() == resources.FONT_FAMILY, name
