"""A screen nobody sits at: a virtual display with a window manager, keys typed, pictures taken."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from ground import Unbuildable, need, run
from proof import Failed

SIZE = "1280x900"
_NEEDED = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "xwininfo": "x11-utils",
}


class Screen:
    """A virtual display from entry to exit; `name` is what DISPLAY must be for it."""

    def __init__(self, size: str = SIZE) -> None:
        self._size = size
        self._running: list[subprocess.Popen[bytes]] = []
        self.name = ""

    def __enter__(self) -> Self:
        need(_NEEDED)
        reading, writing = os.pipe()
        server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{self._size}x24"),
                *("-nolisten", "tcp", "-ac", "-noreset"),
            ],
            pass_fds=(writing,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._running.append(server)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            self._end()
            raise Unbuildable("虚拟屏幕 Xvfb 没有起来。")
        self.name = f":{number}"
        self._running.append(
            subprocess.Popen(
                ["openbox"],
                env=self.env(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def env(self) -> dict[str, str]:
        """The environment of this process with this display."""
        return {**os.environ, "DISPLAY": self.name}

    def picture(self, path: Path) -> Path:
        """Take a picture of the whole screen."""
        run(["import", "-window", "root", path], "没有拍到屏幕。", env={"DISPLAY": self.name})
        return path

    def pixels(self) -> bytes:
        """What the whole screen shows, to compare with what it shows later."""
        done = subprocess.run(
            ["import", "-window", "root", "rgb:-"],
            env=self.env(),
            capture_output=True,
            check=False,
        )
        return done.stdout

    def titles(self) -> dict[int, str]:
        """The windows that can be seen and have a title, by their id."""
        said = self._xdotool("search", "--onlyvisible", "--name", ".")
        found = {}
        for word in said.split():
            title = self._xdotool("getwindowname", word).strip()
            if title:
                found[int(word)] = title
        return found

    def width(self, window: int) -> int:
        """How wide a window is; 0 when it has gone."""
        said = self._xdotool("getwindowgeometry", "--shell", str(window))
        found = [line.partition("=")[2] for line in said.splitlines() if line.startswith("WIDTH=")]
        return int(found[0]) if found else 0

    def wait_for(self, words: str, seconds: float, alive: Callable[[], bool] | None = None) -> int:
        """Wait for a window with these words in its title; gives its id. Raises `Failed`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for window, title in self.titles().items():
                if words in title:
                    return window
            if alive is not None and not alive():
                raise Failed(f"没有等到标题里有“{words}”的窗口，程序已经结束了。")
            time.sleep(0.25)
        seen = "、".join(self.titles().values()) or "没有窗口"
        raise Failed(
            f"等了 {seconds:.0f} 秒，没有等到标题里有“{words}”的窗口（看到的是：{seen}）。"
        )

    def wait_gone(self, words: str, seconds: float) -> None:
        """Wait until no window has these words in its title. Raises `Failed`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not any(words in title for title in self.titles().values()):
                return
            time.sleep(0.25)
        raise Failed(f"等了 {seconds:.0f} 秒，标题里有“{words}”的窗口还在。")

    def focus(self, window: int) -> None:
        """Bring a window to the front and give it the keyboard."""
        self._xdotool("windowactivate", "--sync", str(window))

    def type(self, text: str) -> None:
        """Type text on the keyboard; characters that a keyboard has."""
        self._xdotool("type", "--delay", "60", text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, by xdotool's names: Return, Tab, alt+n."""
        for key in keys:
            self._xdotool("key", key)
            time.sleep(0.1)

    def close(self, window: int) -> None:
        """Ask a window to close, as its cross does: by the keys of the window manager."""
        self.focus(window)
        self.press("alt+F4")

    def _xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.env(), capture_output=True, timeout=30, check=False
        )
        return done.stdout.decode("utf-8", "replace")

    def _end(self) -> None:
        for process in reversed(self._running):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()
