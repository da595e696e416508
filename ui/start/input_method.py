"""Which part of Qt Chinese is typed with on Linux, decided before Qt is loaded."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

ASKED = "QT_IM_MODULE"


def choose(environment: MutableMapping[str, str], qt: Path) -> None:
    """Settle the environment for a desktop that types with fcitx; `qt` is where Qt's parts lie.

    The packages bring a part that speaks with fcitx 4 and 5. Where it is missing, fcitx 5 is
    reached by the portal of ibus.
    """
    if not environment.get(ASKED, "").startswith("fcitx"):
        return
    if any((qt / "plugins" / "platforminputcontexts").glob("libfcitx*")):
        environment[ASKED] = "fcitx"
    else:
        environment[ASKED] = "ibus"
        environment["IBUS_USE_PORTAL"] = "1"
