"""One Windows: a fresh drive C of a user called 张三, programs run on it, what they leave read."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from proof import Failed
from screen import Screen
from wine_root import HOME, Root

WINE = "/usr/lib/wine/wine64"
SERVER = "/usr/lib/wine/wineserver64"
PREFIX = f"{HOME}/.wine"
ACCOUNT = "张三"
PROFILE = PureWindowsPath(rf"C:\users\{ACCOUNT}")
LOCAL = PROFILE / "AppData" / "Local"
DOCUMENTS = PROFILE / "Documents"
DESKTOP = PROFILE / "Desktop"

# Only the VC runtime that the package brings counts: Wine has its own, which hides a missing one.
# A crash must end the program, not open a debugger.
_OVERRIDES = (
    "mscoree=;mshtml=;winedbg.exe=d;"
    "msvcp140,msvcp140_1,msvcp140_2,vcruntime140,vcruntime140_1,concrt140=n"
)
_FONTS_OF_DIALOGS = ("MS Shell Dlg", "MS Shell Dlg 2", "Tahoma", "SimSun", "Microsoft YaHei UI")
_NO_FONTS = "/etc/fonts/none.conf"
_CHINESE, _ASIDE = Path("usr/share/fonts/opentype/noto"), Path("opt/noto")
_NONE = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>/drive/.cache/no-fonts</cachedir></fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Done:
    """How a program ended, and what it wrote."""

    code: int
    raw_out: bytes
    raw_err: bytes
    seconds: float

    @property
    def out(self) -> str:
        """What it wrote, read as the UTF-8 that ours writes."""
        return self.raw_out.decode("utf-8", "replace")

    @property
    def err(self) -> str:
        """What it complained, read in the same way."""
        return self.raw_err.decode("utf-8", "replace")


class Windows:
    """A Windows of its own inside a root; `end` stops everything that runs in it."""

    def __init__(self, root: Root, screen: Screen) -> None:
        self.root = root
        self.screen = screen
        self._chinese = False

    def boot(self) -> None:
        """A fresh drive C with its user, and Chinese dialogs legible once there is a font."""
        self.root.empty_home()
        self._put_away_fonts()
        none = self.root.path / _NO_FONTS.lstrip("/")
        none.write_text(_NONE, encoding="utf-8")
        self.wine(["wineboot", "-i"], seconds=300)
        replacements = r"HKCU\Software\Wine\Fonts\Replacements"
        for name in _FONTS_OF_DIALOGS:
            words = ["reg", "add", replacements, "/v", name, "/d", "Noto Sans CJK SC", "/f"]
            self.wine(words, seconds=60)
        self.end()
        if not self.host(PROFILE).is_dir():
            raise Failed(f"Wine 没有建立用户“{ACCOUNT}”。")

    @contextmanager
    def chinese_fonts(self) -> Iterator[None]:
        """While it lasts the system has a Chinese font, as real ones do; otherwise it has none."""
        self.end()
        # Wine remembers the fonts it has once seen: only those that are not there are not found.
        (self.root.path / _ASIDE).rename(self.root.path / _CHINESE)
        self._chinese = True
        try:
            yield
        finally:
            self.end()
            self._chinese = False
            self._put_away_fonts()

    def env(self) -> dict[str, str]:
        """The environment of a program; nothing of this machine's own gets in."""
        return {
            "HOME": HOME,
            "PATH": "/usr/bin:/bin",
            "USER": ACCOUNT,
            "LOGNAME": ACCOUNT,
            "WINEUSERNAME": ACCOUNT,
            "WINEPREFIX": PREFIX,
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": _OVERRIDES,
            "DISPLAY": self.screen.name,
            "LANG": "zh_CN.UTF-8",
            "LC_ALL": "zh_CN.UTF-8",
            **({} if self._chinese else {"FONTCONFIG_FILE": _NO_FONTS}),
        }

    def start(
        self, words: Sequence[str], env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program and go on; its end is waited for by the caller or by `end`."""
        return subprocess.Popen(
            self._command(words, env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wine(
        self,
        words: Sequence[str],
        *,
        seconds: float = 120,
        env: Mapping[str, str] | None = None,
        given: bytes = b"",
    ) -> Done:
        """Run a program to its end. Raises `Failed` when it takes longer than `seconds`."""
        began = time.monotonic()
        try:
            done = subprocess.run(
                self._command(words, env),
                input=given,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            self.end()
            raise Failed(f"{words[0]} 在 {seconds:.0f} 秒里没有结束。") from error
        return Done(done.returncode, done.stdout, done.stderr, time.monotonic() - began)

    def end(self) -> None:
        """Stop every program of this Windows, and Windows."""
        server = self.root.command([SERVER, "-k", "-w"], self.env(), "/")
        subprocess.run(server, capture_output=True, timeout=60, check=False)

    def host(self, path: PureWindowsPath) -> Path:
        """Where a path of drive C lies, seen from outside."""
        return self.root.path / PREFIX.lstrip("/") / "drive_c" / Path(*path.parts[1:])

    def put(self, source: Path, target: PureWindowsPath) -> PureWindowsPath:
        """Copy a file or a folder of this machine onto drive C."""
        self.root.take_in(source, self.host(target))
        return target

    def value(self, key: str, name: str = "") -> str:
        """A text of the registry; empty when it is not there."""
        words = ["reg", "query", key, *(["/v", name] if name else ["/ve"])]
        done = self.wine(words, seconds=60)
        # Programs of Windows itself write in the code page of a Chinese one.
        for line in done.raw_out.decode("gb18030", "replace").splitlines():
            _, kind, text = line.partition("REG_SZ") if "REG_SZ" in line else ("", "", "")
            if kind:
                return text.strip()
        return ""

    def _put_away_fonts(self) -> None:
        place, aside = self.root.path / _CHINESE, self.root.path / _ASIDE
        if place.exists():
            aside.parent.mkdir(parents=True, exist_ok=True)
            place.rename(aside)

    def _command(self, words: Sequence[str], env: Mapping[str, str] | None) -> list[str]:
        return self.root.command([WINE, *words], {**self.env(), **(env or {})})
