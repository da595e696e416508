"""The installer under Windows: run without a word, clicked through, refusing, removed again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath

from proof import Failed, Proof, expect
from wine_session import DESKTOP, LOCAL, PROFILE, Done, Windows

STICK = PureWindowsPath(r"C:\U盘")
KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\org.mulin.taizhang"
CLASSES = (".mulin", "Mulin.Book")
COMMAND = r"HKCU\Software\Classes\Mulin.Book\shell\open\command"
MENU = PROFILE / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
LINKS = (DESKTOP / "睦邻台账.lnk", MENU / "睦邻台账.lnk")
USUAL = LOCAL / "Programs" / "Mulin"
CHOSEN = PROFILE / "我的程序" / "睦邻 台账"
"""A folder with a space and Chinese."""
TITLE = "安装"


def on_stick(windows: Windows, package: Path) -> PureWindowsPath:
    """Put a package where a colleague would bring it."""
    return windows.put(package, STICK / package.name)


def silently(
    windows: Windows, setup: PureWindowsPath, folder: PureWindowsPath | None = None
) -> Done:
    """Install without a word."""
    chosen = f" /D={folder}" if folder else ""
    return windows.wine(["cmd", "/c", f"{setup} /S{chosen}"], seconds=600)


def must_be_installed(windows: Windows, folder: PureWindowsPath, version: str) -> None:
    """All that an installation leaves is there."""
    for name in ("Mulin.exe", "mulin-cli.exe", "uninstall.exe"):
        expect((windows.host(folder) / name).is_file(), f"{folder} 里没有 {name}。")
    found = windows.value(KEY, "DisplayVersion")
    expect(found == version, f"登记的版本是“{found}”，应当是 {version}。")
    place = windows.value(KEY, "InstallLocation")
    expect(place == str(folder), f"登记的位置是“{place}”，应当是 {folder}。")
    command = windows.value(COMMAND)
    expect(
        command == f'"{folder}\\Mulin.exe" "%1"', f"台账文件登记由“{command}”打开，不是这个程序。"
    )
    for link in LINKS:
        expect(windows.host(link).is_file(), f"没有快捷方式 {link}。")


def must_be_gone(windows: Windows, folder: PureWindowsPath, *, but: tuple[str, ...] = ()) -> None:
    """Nothing of the program is left, but for files of others."""
    place = windows.host(folder)
    left = sorted(each.name for each in place.iterdir()) if place.exists() else []
    expect(tuple(left) == but, f"卸载后 {folder} 里还有：{'、'.join(left)}。")
    expect(not windows.value(KEY, "DisplayVersion"), "卸载后还登记着版本。")
    expect(not windows.value(COMMAND), "卸载后台账文件还登记由它打开。")
    for link in LINKS:
        expect(not windows.host(link).exists(), f"卸载后还有快捷方式 {link}。")


def broken_off(windows: Windows, setup: PureWindowsPath, folder: PureWindowsPath) -> None:
    """Begin to install without a word and cut the power while old files are being deleted."""
    before = len(list((windows.host(folder) / "pkgs").iterdir()))
    windows.start(["cmd", "/c", f"{setup} /S"])
    deadline = time.monotonic() + 120
    while len(list((windows.host(folder) / "pkgs").iterdir())) == before:
        expect(time.monotonic() < deadline, "两分钟里安装没有动手。")
        time.sleep(0.05)
    windows.end()


@contextmanager
def classes_seen(windows: Windows) -> Iterator[None]:
    """While it lasts, what is registered for this user counts when a file is opened.

    Windows puts the classes of the user before those of the computer; Wine looks only at these.
    """
    for name in CLASSES:
        own, common = rf"HKCU\Software\Classes\{name}", rf"HKLM\Software\Classes\{name}"
        windows.wine(["reg", "copy", own, common, "/s", "/f"])
    try:
        yield
    finally:
        for name in CLASSES:
            windows.wine(["reg", "delete", rf"HKLM\Software\Classes\{name}", "/f"])


def uninstall(windows: Windows, folder: PureWindowsPath, *, seconds: float = 120) -> float:
    """Uninstall without a word; gives the seconds until the program was gone."""
    began = time.monotonic()
    windows.wine([str(folder / "uninstall.exe"), "/S"], seconds=seconds)
    # It goes on in a copy of itself.
    program = windows.host(folder) / "uninstall.exe"
    while program.exists() or windows.value(KEY, "DisplayVersion"):
        if time.monotonic() - began > seconds:
            raise Failed(f"卸载 {seconds:.0f} 秒后，{folder} 还在。")
        time.sleep(0.5)
    time.sleep(1)
    return time.monotonic() - began


def wizard(
    windows: Windows,
    proof: Proof,
    setup: PureWindowsPath,
    folder: PureWindowsPath,
    *,
    chosen: bool,
) -> float:
    """Click through the wizard and take a picture of every page; gives the seconds of copying.

    `folder` is where it must install: it is told so when it is `chosen`, otherwise it must know by
    itself. The program is not started at the end.
    """
    screen = windows.screen
    told = f" /D={folder}" if chosen else ""
    running = windows.start(["cmd", "/c", f"{setup}{told}"])
    window = screen.wait_for(TITLE, 120, lambda: running.poll() is None)
    screen.focus(window)
    time.sleep(1.5)
    screen.picture(proof.picture("安装-欢迎"))
    screen.press("Return")
    time.sleep(1.5)
    screen.picture(proof.picture("安装-文件夹"))
    began = time.monotonic()
    screen.press("Return")
    time.sleep(4)
    screen.picture(proof.picture("安装-复制"))
    _until_still(windows.host(folder), 300)
    seconds = time.monotonic() - began
    time.sleep(3)
    screen.focus(window)
    screen.picture(proof.picture("安装-完成"))
    screen.press("space", "Return")  # the box “run now” has the keyboard
    try:
        running.wait(60)
    except Exception as error:
        screen.picture(proof.picture("安装-没有结束"))
        raise Failed("安装向导最后一页没有关上。") from error
    return seconds


def unwizard(windows: Windows, proof: Proof, folder: PureWindowsPath) -> None:
    """Uninstall by hand, with pictures."""
    screen = windows.screen
    windows.start([str(folder / "uninstall.exe")])
    window = screen.wait_for("卸载", 60)
    screen.focus(window)
    time.sleep(1.5)
    screen.picture(proof.picture("卸载-确认"))
    screen.press("Return")
    last = windows.host(folder) / "uninstall.exe"
    deadline = time.monotonic() + 180
    while last.exists():
        if time.monotonic() > deadline:
            screen.picture(proof.picture("卸载-没有做完"))
            raise Failed("点了卸载，三分钟后还没有做完。")
        time.sleep(0.5)
    time.sleep(5)
    screen.focus(window)
    screen.picture(proof.picture("卸载-完成"))
    screen.press("Return")
    screen.wait_gone("卸载", 30)


def _until_still(folder: Path, seconds: float) -> None:
    """Wait until nothing more is written."""
    deadline = time.monotonic() + seconds
    before, quiet = -1, 0
    while time.monotonic() < deadline:
        # Folders may go while they are counted, which os.walk passes over.
        count = sum(len(files) for _, _, files in os.walk(folder))
        quiet = quiet + 1 if count == before and count > 500 else 0
        before = count
        if quiet >= 6:
            return
        time.sleep(0.5)
    raise Failed(f"{seconds:.0f} 秒里安装没有完成。")
