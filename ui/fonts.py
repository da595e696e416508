"""The bundled Chinese font, registered with Qt before the first window is painted."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFontDatabase

import resources


@cache
def load() -> str:
    """Register every bundled font and return the family of the text font.

    Runs once, needs a QApplication, and costs about as long as reading the files.
    """
    families: list[str] = []
    for file in sorted(resources.path("fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    if resources.FONT_FAMILY in families:
        return resources.FONT_FAMILY
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
