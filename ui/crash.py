"""Our own mistakes: logged without personal data, shown once, and the work goes on."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.errors import Refused, Unavailable
from ui.kit.dialogs import Sheet, tell
from ui.kit.parts import Button, sized
from ui.theme import Tone

log = logging.getLogger("mulin")

_TITLE = "程序出了点问题"
_TEXT = (
    "您的数据都在，已经保存的内容不会丢。可以继续使用；如果反复出现，请把下面的详情发给技术人员。"
)
# Their texts speak of code, never of what people typed.
_HARMLESS = (AttributeError, ImportError, MemoryError, NameError, RecursionError, TypeError)
_ROOT = Path(__file__).resolve().parent.parent
_KEPT = 512 * 1024


def log_to(file: Path) -> None:
    """Write the log to a file that never grows past half a megabyte, with one older part."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(file, maxBytes=_KEPT, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def details(error: BaseException) -> str:
    """Where it happened, from outside in, without the text of errors that may hold names."""
    return "\n".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    seen: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in seen:
        seen.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    for at, known in enumerate(reversed(seen)):
        if at:
            yield "之后："
        for frame in traceback.extract_tb(known.__traceback__):
            yield f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
            if frame.line:
                yield f"    {frame.line}"
        words = f": {known}" if isinstance(known, _HARMLESS) else ""
        yield f"{type(known).__module__}.{type(known).__qualname__}{words}"


def _short(filename: str) -> str:
    """A path without the name of the user in it."""
    path = Path(filename)
    if path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix()
    return "/".join(path.parts[-2:])


class Crash(QObject):
    """Takes every error that nobody caught, in any thread, and shows it in the window.

    `window` gives the window to show it over; None while there is none.
    """

    _met = Signal(object)

    def __init__(self, window: Callable[[], QWidget | None]) -> None:
        super().__init__()
        self._window = window
        self._sheet: Sheet | None = None
        self._met.connect(self._judge, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over the hooks of Python and Qt."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        qInstallMessageHandler(_from_qt)

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._met.emit(error)

    def _uncaught_in_thread(self, met: threading.ExceptHookArgs) -> None:
        if met.exc_value is not None:
            self._met.emit(met.exc_value)

    def _judge(self, error: BaseException) -> None:
        window = self._window()
        if isinstance(error, Refused | Unavailable) and window is not None:
            tell(window, "这件事没有做成", str(error))
        else:
            self.show(error, window)

    def show(self, error: BaseException, window: QWidget | None = None) -> None:
        """Log an error and show it; while one is shown, others are only logged."""
        text = details(error)
        log.error("uncaught\n%s", text)
        if self._sheet is not None and self._sheet.isVisible():
            return
        self._sheet = _sheet(text, window if window is not None else self._window())
        self._sheet.open()


def _sheet(text: str, window: QWidget | None) -> Sheet:
    words = QPlainTextEdit(text)
    words.setReadOnly(True)
    words.setAccessibleName("详情")
    sized(words, least_height=180)
    sheet = Sheet(window, _TITLE, _TEXT, icon="warning", tone=Tone.RED, inner=words)
    sized(sheet, least_width=620)
    clipboard = QGuiApplication.clipboard()
    sheet.add_button(Button("复制详情", lambda: clipboard.setText(text), icon="copy"))
    sheet.add_button(Button("继续使用", sheet.accept, tone=Tone.PRIMARY), main=True)
    return sheet


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _from_qt(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", text)
