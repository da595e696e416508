"""The program as it stands on drive C: where it lies, how it is driven, what its terminal says."""

from __future__ import annotations

import json
import os
import py_compile
import shutil
import time
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

import journey
import wine_probe
from ground import HERE
from proof import Failed, Proof, expect
from wine_session import Done, Windows

PASSWORD = "Mulin-2026-Ceshi"  # noqa: S105  of a book with made-up people
OFFICE = PureWindowsPath(r"C:\办公 表格")
OUT = PureWindowsPath(r"C:\走查")
ROOM = PureWindowsPath(r"C:\试验")
READY = "睦邻台账 ·"


@dataclass(frozen=True, slots=True)
class Program:
    """One copy of the program in a folder of drive C."""

    windows: Windows
    folder: PureWindowsPath

    @property
    def files(self) -> Path:
        """Its folder, seen from outside."""
        return self.windows.host(self.folder)

    @property
    def window(self) -> str:
        """The program with a window."""
        return str(self.folder / "Mulin.exe")

    @property
    def terminal(self) -> str:
        """The program for terminals."""
        return str(self.folder / "mulin-cli.exe")

    def cli(self, *words: str, seconds: float = 300) -> Done:
        """Run a command of the terminal; the password is in the environment."""
        env = {"MULIN_PASSWORD": PASSWORD}
        return self.windows.wine([self.terminal, *words], env=env, seconds=seconds)

    def answer(self, *words: str) -> Any:
        """The JSON answer of a command that must succeed, read as the UTF-8 that it must be."""
        done = self.cli(*words, "--json")
        expect(done.code == 0, f"mulin-cli {words[0]} 以 {done.code} 结束：{done.out}{done.err}")
        expect("\ufffd" not in done.out, f"mulin-cli {words[0]} 的输出不是 UTF-8。")
        return json.loads(done.out)

    def travel(
        self, proof: Proof, phase: str, trip: str, book: PureWindowsPath | None = None
    ) -> dict[str, Any]:
        """Drive the real program through a journey; gives its report, keeps its pictures.

        Phases with the same `trip` share a folder, so that a later one knows what was before.
        """
        windows, out = self.windows, self.windows.host(OUT / trip)
        out.mkdir(parents=True, exist_ok=True)
        windows.root.give(out)
        given = journey.given(phase, Path(), Path(), password=PASSWORD, size="1180x800")
        given |= {"MULIN_JOURNEY_OUT": str(OUT / trip), "MULIN_JOURNEY_OFFICE": str(OFFICE)}
        app = self.files / "app"
        journey.put_in(app)
        windows.root.give(app)
        try:
            words = [self.window, *([str(book)] if book else [])]
            done = windows.wine(words, env=given, seconds=45 * 60)
        finally:
            journey.take_out(app)
            shutil.copytree(out, proof.folder / trip, dirs_exist_ok=True)
        told = out / f"{phase}.json"
        expect(told.is_file(), f"程序以 {done.code} 结束，没有留下走查的报告：{done.err[-1500:]}")
        report: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        expect(report["ok"] and done.code == 0, f"走查没有走完：{report.get('why')}")
        return report

    def probe(self) -> dict[str, Any]:
        """Run the checks that only Windows allows inside this program."""
        windows, app = self.windows, self.files / "app"
        room = windows.host(ROOM)
        forbidden = room / "只读"
        forbidden.mkdir(parents=True)
        windows.root.give(room)
        forbidden.chmod(0o555)
        start, shipped = app / "mulin_start.pyc", app / "mulin_shipped.pyc"
        start.rename(shipped)
        try:
            _compile(HERE / "wine_probe.py", start)
            for name in wine_probe.PARTS:
                _compile(HERE / f"{name}.py", app / f"{name}.pyc")
            out = ROOM / "found.json"
            words = [self.terminal, "probe", str(out), str(OFFICE), str(ROOM)]
            done = windows.wine(words, seconds=900)
        finally:
            for name in wine_probe.PARTS:
                (app / f"{name}.pyc").unlink(missing_ok=True)
            shipped.replace(start)
        told = windows.host(out)
        expect(told.is_file(), f"检查没有做起来：{done.out[-1500:]}{done.err[-1500:]}")
        found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        return found

    def unlock(self, window: int) -> None:
        """Type the password into the window of a locked book, as a person does."""
        screen = self.windows.screen
        screen.focus(window)
        time.sleep(2)
        screen.type(PASSWORD)
        screen.press("Return")

    def leave(self, window: int, running: Any) -> int:
        """Close the window by its cross; gives the exit code of the program."""
        self.windows.screen.close(window)
        try:
            return int(running.wait(60))
        except Exception as error:
            raise Failed("点了窗口的关闭，一分钟后程序还在。") from error


def _compile(source: Path, target: Path) -> None:
    py_compile.compile(
        str(source),
        str(target),
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    os.chmod(target, 0o644)  # noqa: PTH101


def listed(folder: Path) -> set[str]:
    """Every file in a folder, by its relative path."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
