"""Where a packaged program starts: what only the package knows, then the program itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PORTABLE = "portable.txt"
"""A file of this name beside the program keeps everything that is remembered in its folder."""


def main() -> int:
    """Settle what the package decides, then start as from source."""
    sys.frozen = True  # type: ignore[attr-defined]
    beside = Path(sys.executable).resolve().parent
    if (beside / PORTABLE).is_file():
        os.environ["MULIN_PORTABLE"] = str(beside)
    if sys.platform == "linux" and os.environ.get("DISPLAY"):
        # On arm64 Qt would take the platform that shows nothing.
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
    from ui.main import main as start

    return start()


if __name__ == "__main__":
    sys.exit(main())
