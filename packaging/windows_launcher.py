"""Compile the two programs of the Windows package out of launcher.c."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ground import HERE, ROOT, Unbuildable, run
from icon_files import write_icon

SOURCES = HERE / "windows"
TOOLS = {
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
    "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
}
PARTS_IN = ("", "python")
"""Folders whose files are there to the byte, or the program does not start."""
START = "app/mulin_start.pyc"
_TROUBLE = "Windows 的启动程序没有编译成功。"


@dataclass(frozen=True, slots=True)
class Launcher:
    """One of the programs."""

    name: str
    says: str
    """Its name where Windows lists programs."""
    options: tuple[str, ...]


LAUNCHERS = (
    Launcher("Mulin.exe", "睦邻台账", ("-mwindows",)),
    Launcher("mulin-cli.exe", "睦邻台账（终端命令）", ("-mconsole", "-DTERMINAL")),
)


def draw_icons(work: Path) -> None:
    """The icons of the program and of a book into the work folder."""
    write_icon(ROOT / "resources" / "icons" / "mulin.svg", work / "mulin.ico")
    write_icon(SOURCES / "book.svg", work / "book.ico")


def build(tree: Path, work: Path, version: str) -> None:
    """Compile both programs into the tree, whose other parts must be in place."""
    (work / "parts.h").write_text(parts(tree), encoding="utf-8")
    shutil.copyfile(SOURCES / "launcher.c", work / "launcher.c")
    shutil.copyfile(SOURCES / "launcher.rc", work / "launcher.rc")
    manifest = (SOURCES / "launcher.manifest").read_text(encoding="utf-8")
    numbers = four_numbers(version)
    (work / "launcher.manifest").write_text(
        manifest.replace("@NUMBERS@", ".".join(numbers)), encoding="utf-8"
    )
    for launcher in LAUNCHERS:
        (work / "names.h").write_text(
            f"#define NUMBERS {','.join(numbers)}\n"
            f'#define VERSION "{version}"\n'
            f'#define DESCRIPTION "{launcher.says}"\n'
            f'#define ORIGINAL "{launcher.name}"\n',
            encoding="utf-8",
        )
        _compile(launcher, tree / launcher.name, work)


def parts(tree: Path) -> str:
    """A C table of the files without which nothing can start, with their sizes."""
    files = [file for folder in PARTS_IN for file in (tree / folder).iterdir() if file.is_file()]
    names = {launcher.name for launcher in LAUNCHERS}
    sizes = {file: file.stat().st_size for file in files if file.name not in names}
    sizes[tree / START] = 0  # there is no need for more than that it is there
    rows = []
    for file in sorted(sizes):
        name = str(file.relative_to(tree)).replace("/", "\\\\")
        rows.append(f'    {{L"{name}", {sizes[file]}}},\n')
    return (
        "static const struct { const wchar_t *name; DWORD size; } PARTS[] = {\n"
        + "".join(rows)
        + "};\n"
    )


def four_numbers(version: str) -> list[str]:
    """The version as Windows counts: 0.2.0 is 0, 2, 0, 0."""
    numbers = version.split(".")
    if len(numbers) > 4 or not all(number.isdigit() for number in numbers):
        raise Unbuildable(f"版本号 {version} 不能写进 Windows 的版本信息。")
    return [*numbers, "0", "0", "0", "0"][:4]


def _compile(launcher: Launcher, target: Path, work: Path) -> None:
    compiler, resources = TOOLS
    defines = [option for option in launcher.options if option.startswith("-D")]
    run(
        [
            *(resources, "--codepage=65001", *defines, "-O", "coff"),
            *("launcher.rc", "-o", "launcher.res"),
        ],
        _TROUBLE,
        cwd=work,
    )
    run(
        [
            *(compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-municode", "-static", "-s"),
            *("-fstack-protector-strong", "-Wl,--nxcompat,--dynamicbase,--high-entropy-va"),
            # A time stamp would make every build another one.
            *("-Wl,--no-insert-timestamp", f"-ffile-prefix-map={work}=."),
            *launcher.options,
            *("-o", target, "launcher.c", "launcher.res", "-lshell32"),
        ],
        _TROUBLE,
        cwd=work,
    )
