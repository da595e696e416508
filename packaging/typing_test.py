"""Chinese typed into the packaged program: pinyin on the keyboard, with a running input method.

    python packaging/typing_test.py [--deb FILE] [--only fcitx5]

A desktop says by QT_IM_MODULE what it types with; the program must understand it. The first field
of the wizard is typed into, and its text is read back through the clipboard.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import roots_made
from ground import BUILD, OUT, PACKAGES, ended, version_of
from proof import Failed, Proof, expect
from roots_made import Recipe
from roots_package import PROGRAM, put_on
from roots_room import Room
from roots_user import HOME, User
from screen import Screen

TITLE = "睦邻台账"
PINYIN, WORDS = "nihao", "你好"
SECRET = "Mulin-2026"  # noqa: S105  no book is made with it
_TOOLS = ("xclip", "dbus-x11")
_LONG = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Framework:
    """An input method as a desktop sets it up: what is installed, set and started."""

    name: str
    recipe: Recipe
    packages: tuple[str, ...]
    session: Mapping[str, str]
    daemon: tuple[str, ...]
    ready: tuple[str, ...]
    """A command that succeeds once the daemon answers."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Settings in the home folder."""
    awake: tuple[str, ...] = ()
    """A command that chooses pinyin; without one Ctrl+Space does."""


FCITX5 = Framework(
    "fcitx5",
    roots_made.DEBIAN_12,
    ("fcitx5", "fcitx5-chinese-addons"),
    {"QT_IM_MODULE": "fcitx", "GTK_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"},
    ("fcitx5", "--disable", "wayland"),
    ("fcitx5-remote",),
    {
        ".config/fcitx5/profile": (
            "[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n"
            "[Groups/0/Items/0]\nName=keyboard-us\n[Groups/0/Items/1]\nName=pinyin\n"
            "[GroupOrder]\n0=Default\n"
        )
    },
)
FCITX4 = Framework(
    "fcitx4",
    roots_made.DEBIAN_11,
    ("fcitx", "fcitx-pinyin", "fcitx-module-dbus", "fcitx-module-x11", "fcitx-ui-classic"),
    {"QT_IM_MODULE": "fcitx", "GTK_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"},
    ("fcitx", "-D"),
    ("fcitx-remote",),
    {".config/fcitx/profile": "[Profile]\nEnabledIMList=fcitx-keyboard-us:True,pinyin:True\n"},
)
IBUS = Framework(
    "ibus",
    roots_made.DEBIAN_12,
    ("ibus", "ibus-libpinyin"),
    {"QT_IM_MODULE": "ibus", "GTK_IM_MODULE": "ibus", "XMODIFIERS": "@im=ibus"},
    ("ibus-daemon", "--xim", "--panel=disable"),
    ("ibus", "list-engine"),
    # What `ibus engine NAME` ends with says nothing about whether it was done.
    awake=("sh", "-c", 'ibus engine libpinyin; test "$(ibus engine)" = libpinyin'),
)
FRAMEWORKS = {one.name: one for one in (FCITX5, FCITX4, IBUS)}


def prove(proof: Proof, framework: Framework, deb: Path, cache: Path) -> None:
    """Type with one input method into the program of a package. Raises `Failed`."""
    layers = roots_made.with_more(
        framework.recipe, cache, framework.name, (*framework.packages, *_TOOLS)
    )
    with Room(layers, cache / f"{framework.name}-room") as room, Screen() as screen:
        done = put_on(room, deb)
        expect(done.code == 0, f"dpkg 以 {done.code} 结束：{done.said}")
        user = User(room, screen.name, proof.folder, dict(framework.session))
        user.move_in()
        _set_up(user, framework)
        with _at_the_wizard(user, screen, framework):
            _type(proof, user, screen, framework)


def _set_up(user: User, framework: Framework) -> None:
    for name, text in framework.files.items():
        file = user.room.path(f"{HOME}/{name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    user.own(HOME)
    user.start(framework.daemon, f"{framework.name}-daemon", watched=False)
    _patiently(user, framework.ready, f"{framework.name} 没有起来。")
    if framework.awake:
        # The first time the engine has to be loaded, and the daemon does not wait for it long.
        _patiently(user, framework.awake, f"{framework.name} 没有换到拼音。")


def _patiently(user: User, words: tuple[str, ...], trouble: str) -> None:
    deadline = time.monotonic() + _LONG
    while (done := user.run(words, seconds=_LONG)).code:
        expect(time.monotonic() < deadline, f"{trouble}{done.said}")
        time.sleep(0.5)


@contextmanager
def _at_the_wizard(user: User, screen: Screen, framework: Framework) -> Iterator[None]:
    program = user.start([PROGRAM], f"{framework.name}-program")
    window = screen.wait_for(TITLE, 60, lambda: program.poll() is None)
    screen.focus(window)
    time.sleep(1)
    screen.press("Return")
    time.sleep(2)
    yield
    screen.close(window)


def _type(proof: Proof, user: User, screen: Screen, framework: Framework) -> None:
    if not framework.awake:
        screen.press("ctrl+space")
    time.sleep(1)
    screen.type(PINYIN)
    time.sleep(1)
    screen.picture(proof.picture(f"{framework.name}-候选"))
    screen.press("space")
    time.sleep(1)
    read = _read_back(user, screen)
    screen.picture(proof.picture(f"{framework.name}-写进去了"))
    expect(
        read == WORDS,
        f"{framework.name}：打了 {PINYIN}，框里应该是“{WORDS}”，读回来的是“{read}”。",
    )


def _read_back(user: User, screen: Screen) -> str:
    screen.press("ctrl+a", "ctrl+c")
    time.sleep(0.5)
    return user.run(["xclip", "-out", "-selection", "clipboard"], seconds=20).out


def run(proof: Proof, cache: Path, deb: Path, names: Iterable[str]) -> None:
    """Prove every input method that is named."""
    for name in names:
        with proof.step(f"用 {name} 打拼音"):
            prove(proof, FRAMEWORKS[name], deb, cache)


def _main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--deb", type=Path, default=PACKAGES / f"mulin_{version_of()}_amd64.deb")
    asked.add_argument("--cache", type=Path, default=BUILD / "roots")
    asked.add_argument("--only", choices=FRAMEWORKS)
    given = asked.parse_args()
    proof = Proof.begin("typing", OUT / "package-test")
    run(proof, given.cache, given.deb, [given.only] if given.only else list(FRAMEWORKS))
    if not proof.passed:
        raise Failed(proof.text())


if __name__ == "__main__":
    sys.exit(ended(_main))
