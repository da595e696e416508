"""Takes the place of `mulin_start` in a package while it is tested, and does the same as it.

What the package starts with lies beside it as `mulin_shipped`. Without a journey in the
environment, and for every word that opens no window, the program runs as it always does.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from journey_clock import FROM_SOURCE, PHASE


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
        # A program that this one starts must not take itself for the journey.
        os.environ.pop(PHASE, None)
        try:
            from journey_phases import drive

            driven.append(drive(phase))
        except BaseException:
            _tell(traceback.format_exc())
            raise
        return int(run())

    QApplication.exec = run_driven  # type: ignore[method-assign]
    code = _program()()
    if not driven:
        _tell(f"程序没有打开窗口就结束了，代码是 {code}。")
        return 1
    return int(driven[0].ended(code))


def _tell(trouble: str) -> None:
    out = Path(os.environ.get("MULIN_JOURNEY_OUT", "."))
    out.mkdir(parents=True, exist_ok=True)
    (out / "start.txt").write_text(trouble, encoding="utf-8")


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
