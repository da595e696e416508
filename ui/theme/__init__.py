"""The look of the program: one token table, a palette and a style sheet made from it."""

from __future__ import annotations

import sys

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

import resources
from ui import fonts
from ui.theme import scale, system
from ui.theme.look import Look, Type, make
from ui.theme.sheet import sheet
from ui.theme.tokens import Colours, Size, Theme, Tone

__all__ = ["Colours", "Look", "Size", "Theme", "Tone", "Type", "apply", "current"]

# Qt has one palette and one style sheet for the process, so there is one look, kept with them.
_in_force: list[Look] = []


def current() -> Look:
    """The look in force; plain light 中 before `apply` was called."""
    if not _in_force:
        _in_force.append(make(Theme.LIGHT, Size.MEDIUM, fonts.load()))
    return _in_force[0]


def apply(app: QApplication, theme: Theme = Theme.AUTO, size: Size = Size.MEDIUM) -> Look:
    """Put a theme and a size in force, at once and for every open window."""
    chosen = system.wanted() if theme is Theme.AUTO else theme
    look = make(chosen, size, fonts.load())
    first = not app.styleSheet()
    _in_force[:] = [look]
    if sys.platform in ("win32", "darwin") and first:
        # Elsewhere Fusion is what Qt takes by itself, and asking costs 8 ms of the start.
        app.setStyle("Fusion")
    app.setPalette(_palette(look))
    app.setFont(look.font())
    for window in app.topLevelWidgets():
        scale.rescale(window, look)
    app.setStyleSheet(sheet(look, resources.path("theme")))
    if first:
        # The first style sheet changes the style, and with every style Qt takes up the fonts that
        # Windows and KDE have for lists, menus and tool tips; asked for ours, it drops them.
        app.setFont(look.font())
    return look


def _palette(look: Look) -> QPalette:
    colours = look.colours
    role = QPalette.ColorRole
    palette = QPalette()
    for part, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.ink),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.sunken),
        (role.Text, colours.ink),
        (role.PlaceholderText, colours.faint),
        (role.Button, colours.surface),
        (role.ButtonText, colours.ink),
        (role.Highlight, colours.primary),
        (role.HighlightedText, colours.on_primary),
        (role.Link, colours.primary_ink),
        (role.LinkVisited, colours.primary_ink),
        (role.ToolTipBase, colours.toast),
        (role.ToolTipText, colours.toast_ink),
        (role.Light, colours.surface),
        (role.Midlight, colours.line),
        (role.Mid, colours.edge),
        (role.Dark, colours.edge_hover),
        (role.Shadow, colours.shade),
        (role.Accent, colours.primary),
    ):
        palette.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, QColor(colours.disabled))
    return palette
