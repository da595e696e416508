"""Where a packaged program starts: what only the package knows, then the program itself."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

PORTABLE = "portable.txt"
"""A file of this name beside the program keeps everything that is remembered in its folder."""
PART_MISSING = 103
"""The exit code when a file of the package is missing or broken."""
CHINESE_TERMINAL = 936
BROUGHT = ("xcb", "offscreen")
"""The platforms of Qt in the Linux packages."""


def main() -> int:
    """Settle what the package decides, then start as from source."""
    sys.frozen = True  # type: ignore[attr-defined]
    sys.argv[0] = sys.executable
    beside = Path(sys.executable).resolve().parent
    if (beside / PORTABLE).is_file():
        os.environ["MULIN_PORTABLE"] = str(beside)
    if sys.platform == "linux" and os.environ.get("DISPLAY"):
        _show_windows_by_x()
    _speak_as_the_terminal()
    try:
        from ui.main import main as start

        return start()
    except (ImportError, EOFError) as missing:
        _say(
            "睦邻台账的程序文件不完整或已损坏。\n\n"
            "请重新安装；免安装版请重新解压整个压缩包。台账不受影响。\n\n"
            f"读不了的是：{missing}"
        )
        return PART_MISSING


def _show_windows_by_x() -> None:
    # On arm64 Qt by itself would take the platform that shows nothing. A desktop may name one for
    # its own programs (dxcb, wayland) that the package does not bring.
    if os.environ.get("QT_QPA_PLATFORM") not in BROUGHT:
        os.environ["QT_QPA_PLATFORM"] = "xcb"


def _say(words: str) -> None:
    if sys.stderr is not None:
        print(words, file=sys.stderr)
    elif sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, words, "睦邻台账", 0x10 | 0x10000)


def _speak_as_the_terminal() -> None:
    # What reads a pipe in a Chinese terminal of Windows (more, findstr, PowerShell) takes it for
    # GBK. A terminal itself is written to in Unicode, and a file gets UTF-8 like everywhere else.
    if sys.platform == "win32" and sys.argv[1:] and sys.argv[1] != "--read-sheet":
        import ctypes

        if ctypes.windll.kernel32.GetConsoleOutputCP() == CHINESE_TERMINAL:
            for stream in (sys.stdout, sys.stderr):
                if isinstance(stream, io.TextIOWrapper) and _is_pipe(stream.fileno()):
                    stream.reconfigure(encoding="gbk", errors="replace")


def _is_pipe(number: int) -> bool:
    return stat.S_ISFIFO(os.fstat(number).st_mode)


if __name__ == "__main__":
    sys.exit(main())
