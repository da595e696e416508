"""What the program says on Windows when it cannot go on: every such sentence is seen."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import PureWindowsPath

import wine_setup
from proof import Proof, expect
from screen import Screen
from wine_program import Program
from wine_session import Windows

EXIT_OLD, EXIT_BROKEN = 101, 102
BOX = "睦邻台账"
STILL = 4
MAIN_WINDOW = 900
"""Wider than this is only the main window."""


def arrived(screen: Screen) -> None:
    """Wait until an unlocked book fills its window and the picture does not change any more."""
    deadline = time.monotonic() + 120
    while max((screen.width(each) for each in screen.titles()), default=0) < MAIN_WINDOW:
        expect(time.monotonic() < deadline, "两分钟后还没有看到主窗口。")
        time.sleep(0.5)
    settled(screen, deadline - time.monotonic())


def settled(screen: Screen, seconds: float = 60) -> None:
    """Wait until the picture stays the same for a while; charts come late."""
    deadline = time.monotonic() + seconds
    before, same = b"", 0
    while same < STILL and time.monotonic() < deadline:
        time.sleep(2)
        now = screen.pixels()
        same = same + 1 if now == before else 0
        before = now


def older_program(
    proof: Proof, windows: Windows, book: PureWindowsPath, folder: PureWindowsPath
) -> None:
    """The version before, carried on a stick, refuses the book that today's has written."""
    older, screen = Program(windows, folder), windows.screen
    with proof.step("旧版程序不打开新版的台账，说明白") as note:
        before = windows.host(book).read_bytes()
        done = older.cli("check", "--book", str(book))
        expect(done.code == 3, f"旧版以 {done.code} 结束，应当是 3：{done.out}{done.err}")
        expect("更新" in done.err or "较新" in done.err, f"旧版说的是：{done.err}")
        expect(windows.host(book).read_bytes() == before, "旧版改动了新版的台账。")
        note(done.err.strip())
        running = windows.start([older.window, str(book)])
        window = screen.wait_for("睦邻台账 ·", 120, lambda: running.poll() is None)
        older.unlock(window)
        settled(screen)
        screen.picture(proof.picture("旧版打开新台账"))
        running.terminate()
        windows.end()


def broken(proof: Proof, program: Program) -> None:
    """A program with a part gone says so in a box instead of dying silently."""
    windows, screen = program.windows, program.windows.screen
    with proof.step("程序文件缺了一个：一句话，不是闪退"):
        part, aside = program.files / "python" / "python3.dll", program.files / "aside.bin"
        shutil.move(part, aside)
        try:
            with windows.chinese_fonts():
                _box(proof, windows, [program.window], "缺文件", EXIT_BROKEN)
            done = program.cli("--version")
            expect(done.code == EXIT_BROKEN, f"终端程序以 {done.code} 结束。")
            expect("不完整" in done.err, f"终端里说的是：{done.err}")
        finally:
            shutil.move(aside, part)
    with proof.step("文件放回去又能用"):
        expect(program.cli("--version").code == 0, "放回去以后还是不能用。")
    screen.wait_gone(BOX, 10)


def old_windows(proof: Proof, windows: Windows, program: Program, setup: PureWindowsPath) -> None:
    """On Windows 7 neither the program nor its installer begins, and both say why."""
    with proof.step("Windows 7：程序和安装程序都说要 Windows 10"):
        _pretend(windows, "win7")
        try:
            with windows.chinese_fonts():
                _box(proof, windows, [program.window], "旧系统", EXIT_OLD)
            done = program.cli("--version")
            expect(done.code == EXIT_OLD, f"终端程序以 {done.code} 结束。")
            expect("Windows 10" in done.err, f"终端里说的是：{done.err}")
            done = wine_setup.silently(windows, setup)
            expect(done.code == 4, f"安装程序以 {done.code} 结束，应当是 4。")
        finally:
            _pretend(windows, "win10")
        expect(program.cli("--version").code == 0, "换回 Windows 10 以后还是不能用。")


def _pretend(windows: Windows, version: str) -> None:
    windows.wine(["reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", version, "/f"])
    windows.end()


def _box(proof: Proof, windows: Windows, words: list[str], name: str, code: int) -> None:
    screen = windows.screen
    running = windows.start(words)
    window = screen.wait_for(BOX, 60, lambda: running.poll() is None)
    time.sleep(1)
    screen.picture(proof.picture(name))
    screen.focus(window)
    screen.press("Return")
    try:
        found = running.wait(30)
    except subprocess.TimeoutExpired:
        running.kill()
        found = -1
    expect(found == code, f"程序以 {found} 结束，应当是 {code}。")
