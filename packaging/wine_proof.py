"""The Windows half of the package tests: from the first installation to the last file left."""

from __future__ import annotations

import zipfile
from pathlib import Path, PureWindowsPath
from typing import Any

import journey_read
import previous
import wine_refusals
import wine_setup
from ground import ROOT, version_of
from proof import Proof, expect
from screen import Screen
from wine_program import OFFICE, OUT, READY, Program, listed
from wine_root import Root
from wine_session import DOCUMENTS, LOCAL, Windows
from wine_setup import CHOSEN, USUAL

FIRST, TODAY = previous.VERSION, version_of()
OFFICE_HERE = ROOT / "tests" / "data" / "office"
STRANGER = "我的笔记.txt"
BOOKS = DOCUMENTS / "睦邻台账"
DATA = LOCAL / "Mulin"
CARRIED = PureWindowsPath(r"C:\移动 盘\睦邻台账 免安装")


def run(proof: Proof, cache: Path) -> None:
    """Do the whole half. Raises `Failed` where nothing more can be done."""
    with Root(cache) as root, Screen() as screen:
        windows = Windows(root, screen)
        try:
            with proof.step("开机：Wine 10，用户张三，没有中文字体", vital=True):
                windows.boot()
                windows.put(OFFICE_HERE, OFFICE)
            Half(proof, windows).run()
        finally:
            windows.end()


class Half:
    """The steps, in the order in which an office would take them."""

    def __init__(self, proof: Proof, windows: Windows) -> None:
        self.proof = proof
        self.windows = windows
        self.program = Program(windows, CHOSEN)
        self.book = PureWindowsPath()

    def run(self) -> None:
        """All of it."""
        self._install_and_remove()
        self._install_by_hand()
        self._first_day()
        self._by_double_click()
        self._upgrade()
        self._after_the_upgrade()
        self._in_the_terminal()
        wine_refusals.older_program(self.proof, self.windows, self.book, self._carried(FIRST))
        self._probe()
        self._on_a_stick()
        wine_refusals.broken(self.proof, self.program)
        wine_refusals.old_windows(self.proof, self.windows, self.program, self._setup(TODAY))
        self._remove()

    def _setup(self, version: str) -> PureWindowsPath:
        package = (
            previous.windows_installer()
            if version == FIRST
            else previous.todays("mulin-{}-windows-x64.exe")
        )
        return wine_setup.on_stick(self.windows, package)

    def _carried(self, version: str) -> PureWindowsPath:
        package = (
            previous.windows_portable()
            if version == FIRST
            else previous.todays("mulin-{}-windows-x64-portable.zip")
        )
        folder = CARRIED.with_name(f"{CARRIED.name} {version}")
        place = self.windows.host(folder)
        if not place.exists():
            with zipfile.ZipFile(package) as archive:
                archive.extractall(place)
            self.windows.root.give(place)
        return next(found for found in _programs_in(folder, place))

    def _install_and_remove(self) -> None:
        windows = self.windows
        with self.proof.step(f"不出声地安装 {FIRST}，再卸载", vital=True) as note:
            setup = self._setup(FIRST)
            done = wine_setup.silently(windows, setup)
            expect(done.code == 0, f"安装程序以 {done.code} 结束。")
            wine_setup.must_be_installed(windows, USUAL, FIRST)
            note(f"安装 {done.seconds:.1f} 秒")
            self.proof.figure("不出声地安装上一版", f"{done.seconds:.1f} 秒")
            gone = wine_setup.uninstall(windows, USUAL)
            wine_setup.must_be_gone(windows, USUAL)
            note(f"卸载 {gone:.1f} 秒")
            self.proof.figure("卸载", f"{gone:.1f} 秒")

    def _install_by_hand(self) -> None:
        with self.proof.step(f"用向导把 {FIRST} 装到带空格和中文的文件夹", vital=True) as note:
            with self.windows.chinese_fonts():
                seconds = wine_setup.wizard(
                    self.windows, self.proof, self._setup(FIRST), CHOSEN, chosen=True
                )
            wine_setup.must_be_installed(self.windows, CHOSEN, FIRST)
            self.windows.put(OFFICE_HERE / "truth.json", CHOSEN / STRANGER)
            note(f"复制 {seconds:.1f} 秒")

    def _first_day(self) -> None:
        with self.proof.step("第一天：新建、导入两张表、积分、图、导出、备份", vital=True) as note:
            report = self.program.travel(self.proof, "first", "安装版")
            self.book = PureWindowsPath(report["book"])
            expect(self.book.parent == BOOKS, f"台账在 {self.book}，不在 {BOOKS}。")
            note(f"{len(report['steps'])} 步")
            note(_moments(report))

    def _by_double_click(self) -> None:
        windows, screen, proof = self.windows, self.windows.screen, self.proof
        with proof.step("原样的程序：从图标打开，键入密码，看到今日") as note:
            running = windows.start([self.program.window])
            window = screen.wait_for(READY, 120, lambda: running.poll() is None)
            screen.picture(proof.picture("解锁"))
            self.program.unlock(window)
            window = screen.wait_for(READY, 60)
            wine_refusals.arrived(screen)
            self._to_today()
            screen.picture(proof.picture("今日"))
            with proof.step("程序开着时安装程序不动手"):
                done = wine_setup.silently(windows, self._setup(TODAY))
                expect(done.code == 5, f"程序开着，安装程序却以 {done.code} 结束。")
                wine_setup.must_be_installed(windows, CHOSEN, FIRST)
            with proof.step("同一本台账开第二次有一句话"):
                done = self.program.cli("check", "--book", str(self.book))
                expect(done.code == 3, f"第二次打开以 {done.code} 结束，应当是 3。")
                expect("张三" in done.err and "打开" in done.err, f"没有说清楚：{done.err}")
            code = self.program.leave(window, running)
            expect(code == 0, f"关闭后程序以 {code} 结束。")
            note("退出代码 0")
        with proof.step("双击台账文件打开"), wine_setup.classes_seen(windows):
            windows.start(["start", str(self.book)])
            window = screen.wait_for(READY, 120)
            self.program.unlock(window)
            wine_refusals.arrived(screen)
            screen.picture(proof.picture("双击打开后"))
            screen.close(screen.wait_for(READY, 10))
            screen.wait_gone(READY, 60)

    def _in_the_terminal(self) -> None:
        book, program = str(self.book), self.program
        with self.proof.step("终端命令：check、stats、export、import、backup") as note:
            expect(program.answer("check", "--book", book)["ok"], "台账不完整。")
            before = program.answer("stats", "--book", book)
            out = OUT / "终端导出 居民.xlsx"
            written = program.answer("export", "--book", book, "residents", str(out))
            rows = _rows_of(self.windows.host(out))
            expect(rows >= written["rows"], f"导出 {written['rows']} 行，读回 {rows} 行。")
            done = program.cli("import", "--book", book, str(OFFICE / "社会组织名册.xlsx"))
            after = program.answer("stats", "--book", book)
            changed = {name: after[name] - before[name] for name in after}
            expect(changed.get("organizations", 0) > 0, f"没有导入：{done.out}{done.err}")
            kept = program.answer("backup", "--book", book, str(OUT / "终端备份"))
            expect(self.windows.host(PureWindowsPath(kept["file"])).is_file(), "没有备份文件。")
            note(f"导出 {rows} 行，导入 {changed['organizations']} 个社会组织")

    def _to_today(self) -> None:
        """The first room of the list, where the charts are."""
        self.windows.screen.press("ctrl+1")
        wine_refusals.settled(self.windows.screen)

    def _upgrade(self) -> None:
        windows = self.windows
        with self.proof.step(f"断电后重新升级到 {TODAY}，台账和设置原样", vital=True) as note:
            books, data = _contents(windows.host(BOOKS)), listed(windows.host(DATA))
            with self.proof.step("升级到一半断电"):
                wine_setup.broken_off(windows, self._setup(TODAY), CHOSEN)
            with windows.chinese_fonts():
                seconds = wine_setup.wizard(
                    windows, self.proof, self._setup(TODAY), CHOSEN, chosen=False
                )
            wine_setup.must_be_installed(windows, CHOSEN, TODAY)
            expect(_contents(windows.host(BOOKS)) == books, "升级动了台账的文件。")
            expect(listed(windows.host(DATA)) >= data, "升级删了程序的数据。")
            expect((windows.host(CHOSEN) / STRANGER).is_file(), "升级删了别人的文件。")
            note(f"复制 {seconds:.1f} 秒")
            self.proof.figure("升级", f"{seconds:.1f} 秒")
        with self.proof.step("旧的安装程序不肯替换新版"):
            done = wine_setup.silently(windows, self._setup(FIRST))
            expect(done.code == 6, f"旧安装程序以 {done.code} 结束，应当是 6。")
            wine_setup.must_be_installed(windows, CHOSEN, TODAY)

    def _after_the_upgrade(self) -> None:
        with self.proof.step("升级后打开台账：数目不变，升级前的副本在旁边", vital=True) as note:
            report = self.program.travel(self.proof, "again", "安装版", self.book)
            asides = sorted(self.windows.host(BOOKS).glob("*升级前*.mulin"))
            expect(len(asides) == 1, f"升级前的副本有 {len(asides)} 份，应当是 1 份。")
            note(asides[0].name)
            note(_moments(report))
            checked = self.program.answer("check", "--book", str(self.book))
            expect(checked["ok"], f"升级后的台账不完整：{checked['findings']}")

    def _probe(self) -> None:
        with self.proof.step("只有 Windows 能验证的事"):
            for name, found in self.program.probe().items():
                with self.proof.step(name) as note:
                    expect(found["good"], found["note"])
                    note(f"{found['note']}；用了 {found['seconds']:.1f} 秒")

    def _on_a_stick(self) -> None:
        windows, screen = self.windows, self.windows.screen
        with self.proof.step("免安装版在带空格和中文的文件夹里，从头用一遍") as note:
            carried = Program(windows, self._carried(TODAY))
            before = listed(windows.host(LOCAL))
            report = carried.travel(self.proof, "first", "免安装版")
            own = PureWindowsPath(report["book"])
            lost = journey_read.lacking(self.proof.folder / "免安装版")
            expect(not lost, f"PDF 里读不出：{'、'.join(lost)}")
            expect(own.is_relative_to(carried.folder), f"台账在 {own}，不在它自己的文件夹里。")
            note(_moments(report))
            first = report["moments"]["first_page"]
            self.proof.figure("今天的版本第一次启动到第一页（含向导）", f"{first} 毫秒")
        with self.proof.step("再打开：看到今日，什么也没有留在电脑上"):
            running = windows.start([carried.window])
            window = screen.wait_for(READY, 120, lambda: running.poll() is None)
            carried.unlock(window)
            wine_refusals.arrived(screen)
            self._to_today()
            screen.picture(self.proof.picture("免安装版"))
            code = carried.leave(screen.wait_for(READY, 10), running)
            expect(code == 0, f"关闭后程序以 {code} 结束。")
            new = {each for each in listed(windows.host(LOCAL)) - before if "Temp/" not in each}
            expect(not new, f"留在电脑上的：{'、'.join(sorted(new))}")

    def _remove(self) -> None:
        windows = self.windows
        with self.proof.step("卸载：程序没有了，台账、数据、别人的文件都在"):
            books, data = _contents(windows.host(BOOKS)), listed(windows.host(DATA))
            with windows.chinese_fonts():
                wine_setup.unwizard(windows, self.proof, CHOSEN)
            wine_setup.must_be_gone(windows, CHOSEN, but=(STRANGER,))
            expect(_contents(windows.host(BOOKS)) == books, "卸载动了台账的文件。")
            expect(listed(windows.host(DATA)) == data, "卸载动了程序的数据。")
        with self.proof.step("卸载以后，台账用免安装版照样打开"):
            carried = Program(windows, self._carried(TODAY))
            checked = carried.answer("check", "--book", str(self.book))
            expect(checked["ok"], "台账不完整。")


def _programs_in(folder: PureWindowsPath, place: Path) -> list[PureWindowsPath]:
    found = [path.parent.relative_to(place) for path in place.rglob("Mulin.exe")]
    expect(found, f"{folder} 里没有 Mulin.exe。")
    return [folder / PureWindowsPath(each.as_posix()) for each in found]


def _moments(report: dict[str, Any]) -> str:
    found = report.get("moments", {})
    return "、".join(f"{name} {value} 毫秒" for name, value in found.items())


def _contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in listed(folder)}


def _rows_of(sheet: Path) -> int:
    from app.sheets.reading import read

    return sum(len(each.rows) for each in read(sheet).sheets)
