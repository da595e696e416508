"""The program as it is, opened by the hand of 张三: seen, typed into, closed."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from proof import Failed, Proof, expect
from roots_room import Room
from roots_sockets import sockets
from roots_user import HOME, User
from screen import Screen

TITLE = "睦邻台账"
MARKS = f"{HOME}/.moments.json"
_STAY = "3600"
_DRAW = 3.0  # seconds


@dataclass(slots=True)
class Desk:
    """A room, its user, the display in front of him, and how patient one must be here."""

    proof: Proof
    room: Room
    screen: Screen
    user: User
    slow: float = 1.0

    def seconds(self, usual: float) -> float:
        """How long something may take on this machine."""
        return usual * self.slow

    def show(
        self, words: Sequence[str], name: str, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start the program by some command and wait for its window."""
        program = self.user.start(words, name, env=env)
        self.screen.focus(self.screen.wait_for(TITLE, self.seconds(90), alive(program)))
        return program

    def close(self, program: subprocess.Popen[bytes], name: str) -> None:
        """Close its window by the cross, see it end well and that it spoke to nobody outside."""
        for window, title in self.screen.titles().items():
            if TITLE in title:
                self.screen.close(window)
        self.screen.wait_gone(TITLE, self.seconds(60))
        self.user.ended(program, name, self.seconds(60))
        self.see_alone(name)

    def see_alone(self, name: str) -> None:
        """See that a program that has ended opened no socket that leads out. Raises `Failed`."""
        found = sockets(self.user.logs / f"{name}.sockets")
        expect(found.kinds, f"{name}：没有记下它打开了什么连接。")
        expect(not found.away, f"{name}：程序打开了通往外面的连接：{found.away}")

    def unlock(
        self,
        words: Sequence[str],
        name: str,
        password: str,
        *,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Open a book by some command, type its password, wait for the first page."""
        marks = self.room.path(MARKS)
        marks.unlink(missing_ok=True)
        noted = {"MULIN_MARKS": MARKS, "MULIN_MARKS_STAY": _STAY, **(env or {})}
        program = self.show(words, name, noted)
        self.until(lambda: "unlock_painted" in moments(marks), "登录窗口", program)
        time.sleep(self.seconds(1.5))
        self.screen.picture(self.proof.picture(f"{name}-登录"))
        self.screen.type(password)
        self.screen.press("Return")
        self.until(lambda: "page_painted" in moments(marks), "第一页", program)
        self.rest()
        self.screen.picture(self.proof.picture(f"{name}-第一页"))
        return program

    def rest(self) -> None:
        """Let charts and toasts settle before a picture."""
        time.sleep(self.seconds(_DRAW))

    def home_files(self) -> dict[str, int]:
        """The files of the home of 张三 with their sizes."""
        home = self.room.path(HOME)
        found = (path for path in home.rglob("*") if path.is_file() and not path.is_symlink())
        return {str(path.relative_to(home)): path.stat().st_size for path in found}

    def until(self, true: Callable[[], bool], what: str, program: subprocess.Popen[bytes]) -> None:
        """Wait for something. Raises `Failed` with a picture when it does not come."""
        deadline = time.monotonic() + self.seconds(90)
        while not true():
            if program.poll() is not None or time.monotonic() > deadline:
                self.screen.picture(self.proof.picture(f"没有等到{what}"))
                raise Failed(f"没有等到{what}。")
            time.sleep(0.2)


def alive(program: subprocess.Popen[bytes]) -> Callable[[], bool]:
    """Whether a program still runs."""
    return lambda: program.poll() is None


def moments(file: Path) -> dict[str, float]:
    """The moments that the program has written down so far."""
    try:
        found: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
