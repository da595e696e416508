"""Takes the place of `mulin_start` in a package while it is tested, and does the same as it.

What the package starts with lies beside it as `mulin_shipped`. Without a journey in the
environment, and for every word that opens no window, the program runs as it always does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PHASE = "MULIN_JOURNEY"
FROM_SOURCE = "MULIN_JOURNEY_SOURCE"


def main() -> int:
    """Run the program, driven by the journey that the environment names."""
    words = sys.argv[1:]
    opens = not words or words == ["--sample"] or words[0].lower().endswith(".mulin")
    phase = os.environ.get(PHASE, "")
    if not phase or not opens or len(words) > 1:
        return _program()()
    from PySide6.QtWidgets import QApplication

    run = QApplication.exec
    driven: list[Any] = []

    def run_driven(*_app: Any) -> int:
        from journey_phases import drive

        # Two programs after one another must not take each other for the journey.
        os.environ.pop(PHASE, None)
        driven.append(drive(phase))
        return int(run())

    QApplication.exec = run_driven  # type: ignore[method-assign]
    code = _program()()
    if not driven:
        print("程序没有打开窗口就结束了。", file=sys.stderr or sys.__stderr__)
        return 1
    return int(driven[0].ended(code))


def _program() -> Callable[[], int]:
    if os.environ.get(FROM_SOURCE):
        from ui.main import main as program

        return program
    try:
        from mulin_shipped import main as shipped  # type: ignore[import-not-found]
    except ModuleNotFoundError:
        sys.path.insert(0, str(Path(__file__).resolve().parent))
        from start import main as shipped
    return shipped  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.exit(main())
