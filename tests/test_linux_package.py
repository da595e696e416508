"""The steps that make the Linux packages, each on something small; the whole is too slow here."""

from __future__ import annotations

import configparser
import dataclasses
import json
import os
import platform
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from defusedxml import ElementTree
from markupsafe import _speedups
from PySide6 import QtCore

sys.path.append(str(Path(__file__).resolve().parent.parent / "packaging"))

import elf
import elf_holes
import linux_limits
import linux_packages
import linux_start
import start
from ground import HERE, Unbuildable
from linux_limits import KINDS, Asked, Kind

FORMS = HERE / "linux"
QT_CORE = Path(QtCore.__file__)
SPEEDUPS = Path(_speedups.__file__)
SHIBOKEN = Path(shiboken6.__path__[0])
THIS = next(kind for kind in KINDS.values() if kind.machine == platform.machine())
OTHER = next(kind for kind in KINDS.values() if kind is not THIS)
ASKED = Asked({"GLIBC": (2, 28)}, ("libc6 (>= 2.28)", "libgl1"))


def with_limit(kind: Kind, family: str, *version: int) -> Kind:
    """The same kind of computer with another limit."""
    return dataclasses.replace(kind, limits={**kind.limits, family: version})


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with one extension module and the library beside it."""
    folder = tmp_path / "tree" / "lib" / "shiboken6"
    folder.mkdir(parents=True)
    for path in SHIBOKEN.glob("*.so*"):
        shutil.copy(path, folder)
    return tmp_path / "tree"


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """What the .tar.xz holds beside the program, in a folder with a difficult name."""
    folder = tmp_path / 'U 盘 "一" $HOME 100%'
    (folder / "files" / "bin").mkdir(parents=True)
    program = folder / "files" / "bin" / "mulin"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    for name, place in (
        (f"{linux_packages.APP}.desktop", "applications"),
        (f"{linux_packages.APP}.xml", "mime/packages"),
    ):
        (folder / "entries" / place).mkdir(parents=True)
        shutil.copy(FORMS / name, folder / "entries" / place)
    icons = folder / "entries" / "icons" / "hicolor" / "scalable" / "apps"
    icons.mkdir(parents=True)
    (icons / f"{linux_packages.APP}.svg").write_text("<svg/>", encoding="utf-8")
    shutil.copy(FORMS / "add-to-menu.sh", folder / "安装到菜单.sh")
    shutil.copy(FORMS / "open.sh", folder / "打开睦邻台账.sh")
    return folder


def entry_of(path: Path) -> configparser.SectionProxy:
    """The group of a desktop entry that menus read."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    return parser["Desktop Entry"]


def test_a_library_tells_what_it_asks_for() -> None:
    found = elf.read(QT_CORE)
    assert found.machine == platform.machine()
    assert {"libQt6Core.so.6", "libc.so.6"} <= set(found.needed)
    assert (found.rpath or found.runpath).startswith("$ORIGIN")
    assert any(word.startswith("GLIBC_2.") for word in found.versions)
    assert found.aligned


def test_a_file_that_is_cut_short_is_not_read(tmp_path: Path) -> None:
    short = tmp_path / "short.so"
    short.write_bytes(QT_CORE.read_bytes()[:4000])
    assert elf.is_elf(short)
    with pytest.raises(elf.NotReadable, match=r"short\.so"):
        elf.read(short)


def test_a_link_is_not_read_as_a_library(tmp_path: Path) -> None:
    link = tmp_path / "link.so"
    link.symlink_to(QT_CORE)
    assert not elf.is_elf(link)


def spread(path: Path, room: int) -> None:
    """Put empty room before the last segment of a library, as auditwheel does."""
    content = bytearray(path.read_bytes())
    start, sections, each, count, size, number = (
        *struct.unpack_from("<QQ", content, 32),
        *struct.unpack_from("<HHHH", content, 54),
    )
    places = [start + at * each for at in range(count)]
    last = max(
        struct.unpack_from("<Q", content, at + 8)[0]
        for at in places
        if struct.unpack_from("<I", content, at)[0] == 1
    )
    for at in [at + 8 for at in places] + [
        sections + one * size + 24 for one in range(number) if sections
    ]:
        offset = struct.unpack_from("<Q", content, at)[0]
        if offset >= last:
            struct.pack_into("<Q", content, at, offset + room)
    if sections >= last:
        struct.pack_into("<Q", content, 40, sections + room)
    path.write_bytes(content[:last] + bytes(room) + content[last:])


def test_empty_room_in_a_library_is_closed_and_it_still_loads(tmp_path: Path) -> None:
    library = Path(shutil.copy(SPEEDUPS, tmp_path))
    before, size = elf.read(library), library.stat().st_size
    spread(library, 0x200000)
    assert elf.read(library) == before
    assert elf_holes.close(library) == 0x200000
    assert library.stat().st_size == size
    assert elf.read(library) == before
    assert library.read_bytes() == SPEEDUPS.read_bytes()
    code = f"import ctypes; ctypes.PyDLL({str(library)!r}).PyInit__speedups"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_library_without_empty_room_stays_as_it_is(tmp_path: Path) -> None:
    library = Path(shutil.copy(QT_CORE, tmp_path))
    assert elf_holes.close(library) == 0
    assert library.read_bytes() == QT_CORE.read_bytes()


def test_a_tree_tells_what_it_asks_of_the_system(tree: Path) -> None:
    asked = linux_limits.scan(tree, THIS)
    assert asked.newest["GLIBC"] <= THIS.limits["GLIBC"]
    assert THIS.compiler_library in asked.depends
    assert any(one.startswith("libc6 (>= 2.") for one in asked.depends)


def test_a_library_that_is_too_new_is_refused_by_name(tree: Path) -> None:
    with pytest.raises(Unbuildable, match=r"lib/shiboken6/.*GLIBC_2.*最多 2\.3\b"):
        linux_limits.scan(tree, with_limit(THIS, "GLIBC", 2, 3))


def test_a_library_for_another_machine_is_refused(tree: Path) -> None:
    with pytest.raises(Unbuildable, match=f"是给 {THIS.machine} 的"):
        linux_limits.scan(tree, OTHER)


def test_a_library_that_nobody_brings_is_refused_by_name(tree: Path) -> None:
    for path in (tree / "lib" / "shiboken6").glob("libshiboken6*"):
        path.unlink()
    with pytest.raises(Unbuildable, match=r"要用 libshiboken6\.abi3\.so"):
        linux_limits.scan(tree, THIS)


def test_the_oldest_systems_set_the_limits() -> None:
    assert KINDS["amd64"].limits["GLIBC"] <= (2, 28)
    assert KINDS["arm64"].limits["GLIBC"] <= (2, 30)
    assert KINDS["amd64"].limits["GLIBCXX"] < (3, 4, 26), "UOS 20 has no more"


def test_both_kinds_bring_the_same_libraries() -> None:
    lines = (FORMS / "libraries.lock").read_text(encoding="utf-8").splitlines()
    places = [line.split()[0] for line in lines if line and not line.startswith("#")]
    names = {
        kind: sorted(Path(one).name.split("_")[0] for one in places if one.endswith(f"_{kind}.deb"))
        for kind in KINDS
    }
    assert names["amd64"] == names["arm64"]
    assert "libxcb-cursor0" in names["amd64"]
    assert all(len(line.split()[1]) == 64 for line in lines if not line.startswith("#"))


def test_dpkg_is_told_everything(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(10_000))
    text = linux_packages.control_text(tmp_path, "1.2.3", THIS, ASKED)
    told = dict(line.split(": ", 1) for line in text.splitlines() if not line.startswith(" "))
    assert told["Package"] == linux_packages.APP
    assert told["Version"] == "1.2.3"
    assert told["Architecture"] == THIS.debian
    assert told["Installed-Size"] == "10"
    assert told["Depends"] == "libc6 (>= 2.28), libgl1, xkb-data"
    assert "{" not in text
    assert text.endswith(".\n")


def test_the_menu_entry_starts_the_program_with_the_book() -> None:
    entry = entry_of(FORMS / f"{linux_packages.APP}.desktop")
    program = f"/{linux_packages.PLACE}/files/bin/mulin"
    assert entry["Exec"] == f"{program} %f"
    assert entry["TryExec"] == program
    assert entry["Icon"] == linux_packages.APP
    assert (entry["Type"], entry["Name"], entry["Terminal"]) == (
        "Application",
        "睦邻台账",
        "false",
    )


def test_the_ending_of_books_belongs_to_the_menu_entry() -> None:
    kind = ElementTree.parse(FORMS / f"{linux_packages.APP}.xml").getroot()[0]
    globs = [child.get("pattern") for child in kind if child.tag.endswith("glob")]
    assert globs == ["*.mulin"]
    entry = entry_of(FORMS / f"{linux_packages.APP}.desktop")
    assert entry["MimeType"] == f"{kind.get('type')};"
    assert str(kind.get("type")).replace("/", "-") == "application-x-mulin"
    assert linux_packages.DRAWINGS["mimetypes"][0] == "application-x-mulin.svg"


def test_what_uos_asks_about_the_application() -> None:
    told = json.loads((FORMS / "info.json").read_text(encoding="utf-8"))
    assert told["appid"] == linux_packages.APP
    assert not told["permissions"]["camera"]


@pytest.mark.parametrize("name", [*linux_packages.SCRIPTS, "open.sh", "add-to-menu.sh"])
def test_the_scripts_can_be_read_by_any_shell(name: str) -> None:
    subprocess.run(["sh", "-n", FORMS / name], check=True)


@pytest.mark.parametrize("name", linux_packages.SCRIPTS)
def test_no_script_of_the_package_removes_a_file(name: str) -> None:
    words = (FORMS / name).read_text(encoding="utf-8").split()
    assert not {"rm", "rmdir", "unlink", "find", "mv"} & set(words)


def test_the_links_of_the_package_lead_into_it(tmp_path: Path) -> None:
    entries = tmp_path / linux_packages.PLACE / "entries"
    (entries / "applications").mkdir(parents=True)
    (entries / "applications" / "one.desktop").touch()
    (tmp_path / linux_packages.PLACE / "files").mkdir()
    (tmp_path / linux_packages.PLACE / "files" / "mulin").touch()
    linux_packages._link_into_the_desktop(tmp_path)
    links = [path for path in tmp_path.rglob("*") if path.is_symlink()]
    assert {path.relative_to(tmp_path).as_posix() for path in links} == {
        "usr/bin/mulin",
        "usr/share/applications/one.desktop",
    }
    assert all((tmp_path / str(path.readlink()).lstrip("/")).is_file() for path in links)


def test_the_starter_works_from_any_folder(unpacked: Path, tmp_path: Path) -> None:
    script = unpacked / "打开睦邻台账.sh"
    link = tmp_path / "link"
    link.symlink_to(script)
    for way in (script, link):
        done = subprocess.run(
            ["sh", way, "金水 苑.mulin"], cwd=tmp_path, capture_output=True, check=True, text=True
        )
        assert done.stdout.splitlines() == [str(unpacked / "files/bin/mulin"), "金水 苑.mulin"]


def test_a_user_puts_the_program_into_the_menu_and_takes_it_out(
    unpacked: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    env = {**os.environ, "XDG_DATA_HOME": str(data), "PATH": os.defpath}
    script = ["sh", str(unpacked / "安装到菜单.sh")]
    for _time in range(2):
        subprocess.run(script, env=env, check=True, capture_output=True)
    entry = entry_of(data / "applications" / f"{linux_packages.APP}.desktop")
    assert read_as_menus_do(entry["Exec"]) == [str(unpacked / "files/bin/mulin"), "%f"]
    assert "TryExec" not in entry
    assert (data / "mime/packages" / f"{linux_packages.APP}.xml").is_file()
    assert list((data / "icons").rglob(f"{linux_packages.APP}.*"))
    subprocess.run([*script, "移除"], env=env, check=True, capture_output=True)
    assert not [path for path in data.rglob(f"*{linux_packages.APP}*") if path.is_file()]
    assert (unpacked / "files/bin/mulin").is_file()


def read_as_menus_do(value: str) -> list[str]:
    """The words of an Exec line by the desktop entry specification."""
    text = value.replace("\\\\", "\\")
    words, word, quoted, escaped = [""], 0, False, False
    for letter in text:
        if escaped:
            words[word] += letter
            escaped = False
        elif quoted and letter == "\\":
            escaped = True
        elif letter == '"':
            quoted = not quoted
        elif letter == " " and not quoted:
            words.append("")
            word += 1
        else:
            words[word] += letter
    return [one.replace("%%", "%") for one in words]


def test_every_module_of_ours_and_every_extension_is_tried(tmp_path: Path) -> None:
    for name in (
        *("ui/main.pyc", "ui/__init__.pyc", "db/migrations/versions/0001.py", "json/scanner.pyc"),
        *("numpy/core/_m.cpython-311-x86_64-linux-gnu.so", "PySide6/QtCore.abi3.so"),
        "numpy.libs/libopenblas.so",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert linux_start.modules(tmp_path) == ["PySide6.QtCore", "numpy.core._m", "ui", "ui.main"]


def test_what_is_imported_in_a_function_is_tried_too(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "one.py").write_text(
        "import json\n\n\ndef late():\n    from stdnum.cn import uscc\n"
        "    import winreg, app.two\n    from .two import other\n",
        encoding="utf-8",
    )
    assert linux_start.imported(tmp_path) == ["json", "stdnum.cn:uscc"]


def test_asyncio_can_do_without_tls() -> None:
    names = ("SSLWantReadError", "SSLSyscallError", "SSLSocket", "SSLError")
    code = (
        f"import sys; sys.path.insert(0, {str(HERE)!r}); import without_tls\n"
        "sys.modules['ssl'] = without_tls\n"
        "import asyncio, http.client, urllib.request, stdnum.cn.uscc\n"
        f"assert all(hasattr(without_tls, name) for name in {names!r})"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("named", "taken"),
    [(None, "xcb"), ("dxcb;xcb", "xcb"), ("wayland", "xcb"), ("offscreen", "offscreen")],
)
def test_a_platform_that_the_package_does_not_bring_is_not_followed(
    named: str | None, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if named is None:
        monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    else:
        monkeypatch.setenv("QT_QPA_PLATFORM", named)
    start._show_windows_by_x()
    assert os.environ["QT_QPA_PLATFORM"] == taken
