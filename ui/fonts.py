"""The bundled Chinese fonts, registered with Qt before the first window is painted."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

import resources

_OF_THE_SYSTEM = ("SimSun-ExtG", "SimSun-ExtB")
"""Where such a font is, it draws the rarest characters better than a box with a code."""


@cache
def load() -> str:
    """Register every bundled font and return the family of the text font.

    Runs once, needs a QApplication, and costs about as long as opening the files. Wherever the
    family is asked for, the fonts of rare characters stand behind it.
    """
    families: set[str] = set()
    for file in sorted(resources.path("fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        families |= set(QFontDatabase.applicationFontFamilies(number) if number >= 0 else [])
    if resources.FONT_FAMILY not in families:
        return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    *rare, codes = resources.RARE_FAMILIES
    QFont.insertSubstitutions(resources.FONT_FAMILY, [*rare, *_OF_THE_SYSTEM, codes])
    return resources.FONT_FAMILY


def drawn_by(sign: str, *, bold: bool) -> str:
    """The name that the bundled font drawing a character has in a PDF; empty if none draws it."""
    for family in (load(), *resources.RARE_FAMILIES):
        if _raw(family, bold=bold).supportsCharacter(ord(sign)):
            weight = "Bold" if bold and family == resources.FONT_FAMILY else "Regular"
            return f"{family.replace(' ', '')}-{weight}"
    return ""


@cache
def _raw(family: str, *, bold: bool) -> QRawFont:
    font = QFont(family)
    font.setBold(bold)
    return QRawFont.fromFont(font)
