"""A course through the program, driven from inside its own process, step by step.

A course is a generator that yields what it waits for; it goes on from the program's own event loop
as soon as that is true. Every step, what was seen in it and what went wrong stand in one report.
Nothing here needs more than what ships with the program.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from journey_clock import since_start
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

_BEAT = 10  # milliseconds between two looks
_LONG = 300.0  # seconds that anything may take on a slow machine
_HANG = 240.0  # seconds without a single look: the event loop stands still
_USUAL = 20.0  # minutes for all of it; whoever gives more has a slower machine
_LAST = 60.0  # seconds that the program has to end by itself once it was told to


@dataclass(frozen=True)
class Until:
    """What a course waits for, in words for the report, and at most how many seconds."""

    true: Callable[[], object]
    what: str
    seconds: float = _LONG


Course = Generator[Until, None, None]


class Lost(Exception):
    """The program did not do what was expected of it; the text says what was seen instead."""


@dataclass
class Step:
    """One part of the course, as the report tells it."""

    name: str
    begun: float
    ms: int = 0
    seen: dict[str, Any] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)


class _Ears(logging.Handler):
    """Hears what the program writes into its log."""

    def __init__(self, heard: Callable[[logging.LogRecord], object]) -> None:
        super().__init__(logging.INFO)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard(record)


class Journey(QObject):
    """Runs one course and writes `NAME.json` and the pictures into the folder `out`."""

    def __init__(self, name: str, out: Path, office: Path, *, version: str, minutes: float) -> None:
        super().__init__()
        self.name = name
        self.out = out
        self.office = office
        self.version = version
        self.told: dict[str, Any] = {}
        """What the whole journey found out, by name."""
        self.steps: list[Step] = []
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self.doubts: list[str] = []
        self.why = ""
        self.done = False
        self._end = time.monotonic() + minutes * 60
        self._patience = max(1.0, minutes / _USUAL)
        self._course: Course | None = None
        self._until: Until | None = None
        self._late = 0.0
        self._inside = False
        self._pictures = 0
        self._beat = time.monotonic()
        self._clock = QTimer(self)
        self._clock.setInterval(_BEAT)
        self._clock.timeout.connect(self._look)
        self._listen()

    def _listen(self) -> None:
        faulthandler.enable()  # a crash says on the terminal where it was
        ears = _Ears(self._hear)
        logging.getLogger().addHandler(ears)
        # Python's own warnings: matplotlib tells of missing characters by them.
        logging.captureWarnings(capture=True)
        warnings.simplefilter("default", UserWarning)
        before = sys.excepthook

        def uncaught(kind: Any, error: BaseException, trace: Any) -> None:
            self.errors.append("".join(traceback.format_exception(kind, error, trace)))
            before(kind, error, trace)

        # The program puts its own hook over this one, and that one writes into the log.
        sys.excepthook = uncaught

    def _hear(self, record: logging.LogRecord) -> None:
        text = f"{record.levelname} {record.name} {record.getMessage()}"
        if record.levelno >= logging.ERROR:
            self.errors.append(text)
        elif record.levelno >= logging.WARNING:
            self.warnings.append(text)
        elif record.name.startswith("matplotlib.font_manager"):
            self.told["font_cache"] = text

    # Going

    def begin(self, course: Course) -> None:
        """Start once the event loop runs."""
        self._course = course
        threading.Thread(target=self._watch, name="journey-watch", daemon=True).start()
        self._clock.start()

    def _look(self) -> None:
        self._beat = time.monotonic()
        if self.done and not self._inside and self._beat > self._late:
            self._fail(Lost(f"走完之后，程序没有自己结束。{_in_sight()}"))
        if self._inside or self._course is None:
            return
        self._inside = True
        try:
            self._go_on(self._course)
        except BaseException as error:  # noqa: BLE001  whatever it is, the report has to say it
            self._fail(error)
        finally:
            self._inside = False

    def _go_on(self, course: Course) -> None:
        if self.errors:
            raise Lost(f"程序里出了没有接住的错误：{self.errors[0]}")
        if self._until is not None:
            if not self._until.true():
                if time.monotonic() > self._late:
                    raise Lost(f"等不到：{self._until.what}。{_in_sight()}")
                return
            self._until = None
        try:
            self._until = next(course)
        except StopIteration:
            self._course = None
            self.done = True
            self._late = time.monotonic() + _LAST * self._patience
            self._end_step()
            self._write()
            return
        self._late = time.monotonic() + self._until.seconds * self._patience

    def _fail(self, error: BaseException) -> None:
        known = isinstance(error, Lost)
        self.why = str(error) if known else "".join(traceback.format_exception(error))
        self._course = None
        self._clock.stop()
        for at, window in enumerate(in_sight()):
            self._grab(window, f"failed-{at}")
        self._end_step()
        self._write()
        threading.Timer(_LAST, lambda: os._exit(1)).start()
        app = QApplication.instance()
        if app is not None:
            app.exit(1)

    def _watch(self) -> None:
        while self.why == "":
            time.sleep(1)
            now = time.monotonic()
            if now > self._end or now - self._beat > _HANG * self._patience:
                self.why = "没有在限定时间内走完。" if now > self._end else "窗口停住不动了。"
                with (self.out / f"{self.name}-threads.txt").open("w", encoding="utf-8") as file:
                    faulthandler.dump_traceback(file)
                self._write()
                os._exit(3)

    # Telling

    def step(self, name: str, **seen: Any) -> Step:
        """The next part of the course begins; the one before has ended."""
        self._end_step()
        self.steps.append(Step(name, time.perf_counter(), seen=dict(seen)))
        return self.steps[-1]

    def _end_step(self) -> None:
        if self.steps and not self.steps[-1].ms:
            self.steps[-1].ms = max(1, self.passed)

    @property
    def passed(self) -> int:
        """Milliseconds since the step began."""
        return round((time.perf_counter() - self.steps[-1].begun) * 1000)

    def see(self, **seen: Any) -> None:
        """Facts of this step."""
        self.steps[-1].seen.update(seen)

    def tell(self, **found: Any) -> None:
        """Facts of the whole journey."""
        self.told.update(found)

    @property
    def is_before(self) -> bool:
        """Whether the program is the one that packages are upgraded from."""
        return self.version == "0.2.0"

    def leave_out(self, name: str) -> None:
        """A step that this program cannot do."""
        self.told.setdefault("left_out", []).append(name)

    def doubt(self, text: str) -> None:
        """Something that must not be so, though one can go on; the journey is not passed then."""
        self.doubts.append(text)

    def picture(self, widget: QWidget, name: str = "") -> None:
        """The window as it looks now, as PNG."""
        self._grab(widget, name or self.steps[-1].name)

    def _grab(self, widget: QWidget, name: str) -> None:
        self._pictures += 1
        file = self.out / f"{self.name}-{self._pictures:02}-{name}.png".replace(" ", "")
        if widget.grab().save(str(file)) and self.steps:
            self.steps[-1].pictures.append(file.name)
        screen = widget.screen()
        if QApplication.platformName() != "offscreen" and screen is not None:
            shown = screen.grabWindow(0)
            seen = file.with_name(f"{file.stem}-screen.png")
            if not shown.isNull() and shown.save(str(seen)) and self.steps:
                self.steps[-1].pictures.append(seen.name)

    def ended(self, code: int) -> int:
        """The program has ended with a code; gives that of the journey."""
        if not self.why:
            if self.errors:
                self.why = f"程序里出了没有接住的错误：{self.errors[0]}"
            elif not self.done:
                self.why = "程序在走完之前就结束了。"
            elif code:
                self.why = f"程序结束时的代码是 {code}。"
            else:
                self.why = "；".join(self.doubts)
        self.told["ms"] = since_start()
        self._write()
        return 1 if self.why else 0

    def _write(self) -> None:
        report = {
            "phase": self.name,
            "version": self.version,
            "ok": self.done and not self.why and not self.doubts,
            "why": self.why,
            **self.told,
            "steps": [
                {
                    "name": step.name,
                    "ms": step.ms or self.passed,
                    **step.seen,
                    "pictures": step.pictures,
                }
                for step in self.steps
            ],
            "doubts": self.doubts,
            "warnings": self.warnings,
            "errors": self.errors,
        }
        text = json.dumps(report, ensure_ascii=False, indent=1, default=str)
        file = self.out / f"{self.name}.json"
        new = file.with_suffix(".new")
        new.write_text(text + "\n", encoding="utf-8")
        new.replace(file)


def in_sight() -> list[QWidget]:
    """The windows that can be seen, dialogs last."""
    every = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    return sorted(every, key=lambda one: one.isModal())


def _in_sight() -> str:
    from journey_hands import words_in

    said = [f"“{one.windowTitle()}”：{'｜'.join(words_in(one))[:600]}" for one in in_sight()]
    return f"眼前的窗口：{'；'.join(said)}" if said else "眼前没有窗口。"
