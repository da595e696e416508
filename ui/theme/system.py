"""Which theme the system asks for."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from ui.theme.tokens import Theme

_SPI_GETHIGHCONTRAST = 0x42
_HCF_HIGHCONTRASTON = 0x1


def wanted() -> Theme:
    """Light, dark or high contrast, as the desktop is set."""
    if _high_contrast():
        return Theme.CONTRAST
    scheme = QGuiApplication.styleHints().colorScheme()
    return Theme.DARK if scheme == Qt.ColorScheme.Dark else Theme.LIGHT


def _high_contrast() -> bool:
    if sys.platform == "win32":
        return _windows_high_contrast()
    return "highcontrast" in os.environ.get("GTK_THEME", "").lower().replace("-", "")


def _windows_high_contrast() -> bool:
    import ctypes

    class HighContrast(ctypes.Structure):
        _fields_ = (
            ("cbSize", ctypes.c_uint),
            ("dwFlags", ctypes.c_uint),
            ("lpszDefaultScheme", ctypes.c_wchar_p),
        )

    answer = HighContrast(ctypes.sizeof(HighContrast), 0, None)
    library = getattr(ctypes, "windll").user32  # noqa: B009  only there on Windows
    asked = library.SystemParametersInfoW(
        _SPI_GETHIGHCONTRAST, answer.cbSize, ctypes.byref(answer), 0
    )
    return bool(asked and answer.dwFlags & _HCF_HIGHCONTRASTON)
