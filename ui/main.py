"""Where everything is put together: the command line, or the window from its first picture on.

What is imported here at the top is paid for before the first picture; the rest is imported where
it is needed, most of it while the password is typed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

BOOK_ENDING = ".mulin"


def main(argv: Sequence[str] | None = None) -> int:
    """`mulin` opens the window, `mulin BOOK.mulin` that book, `mulin --sample` the sample book.

    Every other word is a command of the terminal, and Qt is not loaded then.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["--read-sheet"]:
        from app.sheets.child import main as read_sheet

        return read_sheet(words[1:])
    if not words or words == ["--sample"]:
        return _window(None, sample=bool(words))
    if len(words) == 1 and words[0].lower().endswith(BOOK_ENDING):
        return _window(Path(words[0]), sample=False)
    from app.cli.main import run

    return run(words)


def _window(book: Path | None, *, sample: bool) -> int:
    from ui.start import places

    here = places.of_this_user()
    places.prepare(here)
    from PySide6.QtWidgets import QApplication

    from ui.start.program import Program

    app = QApplication(sys.argv[:1])
    program = Program(app, here)
    program.begin(book, sample=sample)
    code = app.exec()
    program.end()
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
