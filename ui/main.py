"""Where everything is put together: the command line, or the window from its first picture on.

What is imported here before the first picture is paid for by everybody who waits for it; the rest
is imported after it, most of it while the password is typed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.start.first import Frame
    from ui.start.places import Places

ENDING = ".mulin"


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
    if len(words) == 1 and words[0].lower().endswith(ENDING):
        return _window(Path(words[0]).absolute(), sample=False)
    from app.cli.main import run

    return run(words)


def _window(book: Path | None, *, sample: bool) -> int:
    _choose_input_method()
    choose_font_engine(sys.platform, os.environ)
    from PySide6.QtWidgets import QApplication

    _spare_the_sources()
    app = QApplication(sys.argv[:1])
    from ui.sweeping import Sweeper

    Sweeper(app)
    _show_who_it_is(app)
    from ui.start.places import of_this_user, prepare

    places = of_this_user()
    prepare(places)
    wanted = places.sample if sample else book or places.latest()
    seen = _Seen(app, places, wanted, sample=sample)
    if wanted is not None and wanted.is_file():
        seen.frame = _first_picture(app, places, wanted, seen.begin)
    else:
        seen.begin()
    code = app.exec()
    seen.end()
    return int(code)


def _show_who_it_is(app: QApplication) -> None:
    from PySide6.QtGui import QIcon

    import resources

    app.setDesktopFileName("org.mulin.taizhang")
    app.setWindowIcon(QIcon(str(resources.path("icons/mulin.png"))))


def _spare_the_sources() -> None:
    # Qt for Python reads the source of every module imported after it, in case one asks for
    # snake_case names. None of ours does, and it costs 35 MB and a tenth of a second.
    from shibokensupport import feature  # type: ignore[import-not-found]

    feature._mod_uses_pyside = lambda _module: False  # noqa: SLF001


class _Seen:
    """What comes after the first picture."""

    def __init__(
        self, app: QApplication, places: Places, book: Path | None, *, sample: bool
    ) -> None:
        self.frame: Frame | None = None
        self._app, self._places, self._book, self._sample = app, places, book, sample
        self._end: list[Callable[[], object]] = []

    def begin(self) -> None:
        """Load the program and let it take over."""
        from ui.start.marks import Marks

        marks = Marks()
        marks.note("unlock_painted")
        from ui.start.program import Program

        program = Program(self._app, self._places, marks=marks)
        self._end.append(program.end)
        program.begin(self._book, sample=self._sample, frame=self.frame)

    def end(self) -> None:
        """Close what is open."""
        for end in self._end:
            end()


def _first_picture(
    app: QApplication, places: Places, book: Path, painted: Callable[[], object]
) -> Frame:
    from ui.start.first import NAME, FirstPicture, Frame, wanted_theme

    theme = wanted_theme(app, places.kept("look/theme"))
    picture = FirstPicture(
        book.stem, places.login_of(book), theme=theme, size=places.kept("look/size")
    )
    frame = Frame(f"{NAME} · {book.stem}", painted)
    frame.hold(picture)
    frame.show()
    picture.password.setFocus()
    return frame


def _choose_input_method() -> None:
    if sys.platform == "linux":
        import PySide6

        from ui.start.input_method import choose

        choose(os.environ, Path(PySide6.__path__[0]) / "Qt")


def choose_font_engine(system: str, environment: MutableMapping[str, str]) -> None:
    """Before the QApplication: on Windows have Qt draw with the engine that it has on Linux.

    The engine it takes there by itself writes no font of ours into a PDF: every character becomes a
    drawing, which nobody can search or copy.
    """
    if system == "win32":
        environment.setdefault("QT_QPA_PLATFORM", "windows:fontengine=freetype")


if __name__ == "__main__":
    sys.exit(main())
