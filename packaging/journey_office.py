"""Parts that several journeys have in common: the main window, its counts, what is recorded."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from journey_clock import since_start
from journey_drive import Course, Journey, Lost, Until
from journey_glyphs import Glyphs
from journey_hands import button, inside, pick, press, the, type_text, words_in
from PySide6.QtWidgets import QLineEdit

COUNTS = "counts.json"
"""What stood in the book when it was closed last, beside the reports."""
_QUIET = 6  # looks in a row that find nothing under way


class Office:
    """The main window of an open book, and what is looked at in every journey."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.glyphs = Glyphs()

    @property
    def window(self) -> Any:
        """The main window; None while there is none."""
        return the("HomeWindow")

    @property
    def page(self) -> Any:
        """The page in sight."""
        return self.window.page

    @property
    def book(self) -> Any:
        """The open book."""
        return self.window.desk.book

    def calm(self, what: str = "页面读完", until: Callable[[], object] = lambda: True) -> Course:
        """Wait until nothing is under way, and stays so for a few looks."""
        window = self.window
        jobs = window.desk.jobs
        quiet = [0]

        def still() -> bool:
            busy = jobs.busy or jobs.reading or not until()
            quiet[0] = 0 if busy else quiet[0] + 1
            return quiet[0] >= _QUIET

        yield Until(still, what)

    def look(self, name: str = "") -> None:
        """Take a picture of the window and see that all its characters have a shape."""
        self.journey.picture(self.window, name)
        self.journey.see(texts=self.glyphs.look_at(self.window))

    def go(self, room: str) -> Course:
        """Press a room in the list at the left."""
        yield from press(button(self.window.sidebar, room))
        yield from self.calm(f"{room}读完")

    def arrive(self, size: tuple[int, int] = (0, 0)) -> Course:
        """Wait for the main window and its first page."""
        yield Until(lambda: self.window is not None, "主窗口")
        if all(size):
            self.window.resize(*size)
        jobs = self.window.desk.jobs
        yield Until(lambda: not jobs.reading, "第一页读完")
        self.window.repaint()
        self.journey.told["moments"].setdefault("first_page", since_start())
        yield from self.calm("第一页读完")
        self.journey.see(
            title=self.window.windowTitle(),
            page=self.page.title,
            size=[self.window.width(), self.window.height()],
            status=" ".join(self.page.status()),
        )

    def counts(self) -> dict[str, Any]:
        """What stands in the book, by the program's own count."""
        from app.stats import stats

        return dict(stats(self.book, self.window.desk.today()))

    def record_points(self, door: str, rule: str) -> Course:
        """One line of points through the form of 美丽约定: a door, a rule, the button."""
        entry = self.page.view.entry
        for name, words in (("holder_id", door), ("rule_id", rule)):
            yield from pick(entry.form.editor(name).picker, words)
        yield from self.calm("算好计多少分", lambda: "先算出" not in entry.said.text())
        self.journey.see(would_count=entry.said.text())
        before = self.counts()["points_entries"]
        yield from press(entry.sign if entry.sign.isVisible() else entry.go)
        yield from self.calm("记下", lambda: self.counts()["points_entries"] > before)

    def close(self) -> Course:
        """Close the window as its own cross does, and wait until it is gone."""
        window, journey = self.window, self.journey
        counts = self.counts()
        journey.tell(counts=counts, glyphs=self.glyphs.report())
        (journey.out / COUNTS).write_text(json.dumps(counts), encoding="utf-8")
        self._judge_glyphs()
        window.close()
        yield Until(lambda: self.window is None, "窗口关上", 600)

    def _judge_glyphs(self) -> None:
        wrong = {**self.glyphs.missing, **self.glyphs.foreign}
        if wrong:
            self.journey.doubt(f"有字画不出来，或用了不是随带的字体：{wrong}")


def book_named() -> Path:
    """The book that the program was started with."""
    return Path(sys.argv[-1]).resolve()


def enter_password(journey: Journey, typed: str) -> Course:
    """Type the password into the window that asks for it, and press its button."""
    yield Until(lambda: the("UnlockWindow") is not None or the("Frame") is not None, "登录窗口")
    yield Until(lambda: the("UnlockWindow", the("Frame")) is not None, "登录窗口可以用")
    frame = the("Frame")
    unlock = the("UnlockWindow", frame)
    line = next(one for one in inside(unlock, QLineEdit) if one.accessibleName() == "密码")
    yield from type_text(line, typed)
    journey.see(title=frame.windowTitle(), words=words_in(frame))
    journey.picture(frame)
    yield from press(button(unlock, "打开"))


def png_size(file: Path) -> list[int]:
    """Width and height of a picture; raises Lost when it is none."""
    from PySide6.QtGui import QImage

    image = QImage(str(file))
    if image.isNull():
        raise Lost(f"“{file.name}”不是图片。")
    return [image.width(), image.height()]
