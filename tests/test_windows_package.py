"""The steps that make the Windows package, each on something small; the whole is too slow here."""

from __future__ import annotations

import importlib.util
import io
import re
import struct
import sys
import zipfile
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

sys.path.append(str(Path(__file__).resolve().parent.parent / "packaging"))

import bytecode
import icon_files
import pe_files
import trimming
import wheels
import windows_installer
import windows_launcher
import windows_portable
import windows_python
import windows_signing
from ground import HERE, LOCK, Unbuildable, settle, size_of

_SPEC = importlib.util.find_spec("setuptools")
_PROGRAMS = Path(_SPEC.origin if _SPEC and _SPEC.origin else "").parent
A_PROGRAM = _PROGRAMS / "cli-64.exe"
AN_OLD_PROGRAM = _PROGRAMS / "cli-32.exe"
SCRIPT = "".join(
    (HERE / "windows" / name).read_text(encoding="utf-8") for name in ("setup.nsi", "shared.nsh")
)
LAUNCHER = (HERE / "windows" / "launcher.c").read_text(encoding="utf-8")


def tree_of(folder: Path, *names: str) -> Path:
    """A tree of small files with these names."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return folder


def names_in(folder: Path) -> set[str]:
    """All files of a tree, relative."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_every_library_of_the_lock_ships_to_windows_with_its_hashes() -> None:
    pins = wheels.pins(wheels.WINDOWS)
    assert len(pins) == len(re.findall("^[a-z].*==", LOCK.read_text("utf-8"), re.MULTILINE))
    assert all(re.fullmatch(r"[\w-]+==\S+( --hash=sha256:[0-9a-f]{64})+", pin) for pin in pins)


def test_markers_are_asked_for_the_target_and_not_for_this_machine(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    digest = "--hash=sha256:" + "0" * 64
    lock.write_text(
        f"one==1 ; sys_platform == 'win32' \\\n    {digest}\n"
        f"two==2 ; sys_platform == 'linux' \\\n    {digest}\n",
        encoding="utf-8",
    )
    assert wheels.pins(wheels.WINDOWS, lock) == [f"one==1 {digest}"]
    elsewhere = wheels.target("linux", ["manylinux_2_28_x86_64"], "x86_64")
    assert wheels.pins(elsewhere, lock) == [f"two==2 {digest}"]


def test_a_library_without_a_hash_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    lock.write_text("one==1\n", encoding="utf-8")
    with pytest.raises(Unbuildable, match="没有校验码"):
        wheels.pins(wheels.WINDOWS, lock)


def test_a_library_that_another_asks_for_on_windows_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "one-1.dist-info").mkdir()
    head = "Name: one\nVersion: 1\nRequires-Dist: Two_two>=2 ; sys_platform == 'win32'\n"
    (tmp_path / "one-1.dist-info" / "METADATA").write_text(head, encoding="utf-8")
    with pytest.raises(Unbuildable, match="one 要用 Two_two>=2，包里是 没有"):
        wheels.complete(tmp_path, wheels.WINDOWS)
    (tmp_path / "two.dist-info").mkdir()
    told = tmp_path / "two.dist-info" / "METADATA"
    told.write_text("Name: two-two\nVersion: 2.1\n", encoding="utf-8")
    assert wheels.complete(tmp_path, wheels.WINDOWS) == {"one": "1", "two-two": "2.1"}


def test_a_wheel_is_unpacked_without_its_scripts(tmp_path: Path) -> None:
    wheel = tmp_path / "one-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for name in ("one/a.py", "one-1.data/purelib/two.py", "one-1.data/scripts/run"):
            packed.writestr(name, "")
        packed.writestr("one-1.dist-info/RECORD", "")
        packed.writestr("one-1.dist-info/licenses/LICENSE", "")
    wheels.unpack([wheel], tmp_path / "tree")
    assert names_in(tmp_path / "tree") == {"one/a.py", "two.py", "one-1.dist-info/licenses/LICENSE"}


def test_a_wheel_cannot_write_elsewhere(tmp_path: Path) -> None:
    wheel = tmp_path / "one-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("../one.py", "")
    with pytest.raises(Unbuildable, match="不该有的文件名"):
        wheels.unpack([wheel], tmp_path / "tree")


def test_each_trim_says_why_and_what() -> None:
    trims = trimming.read()
    assert all(trim.why.endswith(".") and trim.drop for trim in trims)
    assert len({trim.why for trim in trims}) == len(trims)


@pytest.mark.parametrize(
    ("pattern", "name", "met"),
    [
        ("**/tests/**", "numpy/tests/a/b.py", True),
        ("**/tests/**", "tests/b.py", True),
        ("**/tests/**", "numpy/testsuite.py", False),
        ("a/*.dat", "a/b.dat", True),
        ("a/*.dat", "a/b/c.dat", False),
        ("stdnum/??/**", "stdnum/cn/uscc.py", True),
        ("stdnum/??/**", "stdnum/iso7064/mod.py", False),
        ("q[gj]*.dll", "qjpeg.dll", True),
        ("q[gj]*.dll", "qpdf.dll", False),
    ],
)
def test_patterns_of_trims(pattern: str, name: str, met: bool) -> None:
    assert trimming.matches(pattern, name) is met


def test_a_trim_takes_what_it_says_and_leaves_the_rest(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, "a/one.py", "a/two.dat", "b/tests/three.py", "b/four.py")
    trim = trimming.Trim("Why.", ("a/**", "**/tests/**"), ("a/one.py",), ("windows",))
    assert trimming.trim_tree(tree, "linux", [trim]) == 0
    assert trimming.trim_tree(tree, "windows", [trim]) == len("a/two.dat" + "b/tests/three.py")
    assert names_in(tree) == {"a/one.py", "b/four.py"}
    assert not (tree / "b" / "tests").exists()


def test_a_trim_that_meets_nothing_is_out_of_date(tmp_path: Path) -> None:
    trim = trimming.Trim("Why.", ("gone/**",), (), ("windows",))
    with pytest.raises(Unbuildable, match="gone"):
        trimming.trim_tree(tree_of(tmp_path, "a.py"), "windows", [trim])


def test_bytecode_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    tree = tree_of(tmp_path / "tree", "kept/step.py", "ui/page.py")
    for source in tree.rglob("*.py"):
        source.write_text("def word():\n    return __name__\n", encoding="utf-8")
    assert bytecode.compile_tree(tree, keep=("kept",)) == 1
    assert names_in(tree) == {"kept/step.py", "ui/page.pyc"}
    written = (tree / "ui" / "page.pyc").read_bytes()
    assert str(tmp_path).encode() not in written
    assert b"ui/page.py" in written


def test_the_imports_of_a_program_are_read() -> None:
    image = pe_files.read(A_PROGRAM)
    assert image.machine == 0x8664
    assert "kernel32.dll" in image.needs


def test_only_whole_64_bit_programs_are_taken(tmp_path: Path) -> None:
    torn = tmp_path / "torn.dll"
    torn.write_bytes(A_PROGRAM.read_bytes()[:900])
    for path in (AN_OLD_PROGRAM, torn):
        with pytest.raises(Unbuildable, match="64 位"):
            pe_files.read(path)


def test_a_library_that_is_nowhere_is_found_missing(tmp_path: Path) -> None:
    content = A_PROGRAM.read_bytes()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "one.pyd").write_bytes(content)
    assert pe_files.missing(tmp_path) == ["sub/one.pyd: vcruntime140.dll"]
    alone = re.sub(b"(?i)vcruntime140.dll", b"kernel32.dll\0\0\0\0", content)
    (tmp_path / "vcruntime140.dll").write_bytes(alone)
    assert pe_files.missing(tmp_path) == []


def test_the_vc_runtime_is_not_taken_for_a_part_of_windows() -> None:
    system = pe_files.system_libraries()
    assert not [name for name in system if re.match("vcruntime|msvcp|concrt|python", name)]


def test_the_installer_brings_every_file_and_its_list_names_every_one(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, "Mulin.exe", "app/ui/a.pyc", "app/b.pyc")
    told = windows_installer.instructions(tree)
    assert 'SetOutPath "$INSTDIR\\app\\ui"' in told
    assert re.findall(r'File "\$\{TREE\}/(.*)"', told) == [
        "Mulin.exe",
        "app/b.pyc",
        "app/ui/a.pyc",
    ]
    listed = windows_installer.list_of_files(tree).split("\r\n")
    assert listed == [
        "Mulin.exe",
        "app\\b.pyc",
        "app\\ui\\a.pyc",
        "app\\ui\\",
        "app\\",
        "",
    ]


def test_a_name_that_windows_would_read_otherwise_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unbuildable, match="不能放进安装程序"):
        windows_installer.instructions(tree_of(tmp_path, "app/$HOME.txt"))


def test_sentences_of_nsis_are_replaced_where_they_stand(tmp_path: Path) -> None:
    head = tmp_path / "head.exe"
    english = "".join(f"{sentence}\0" for sentence in windows_installer.SPOKEN)
    head.write_bytes(b"MZ" + english.encode("utf-16-le"))
    before = head.stat().st_size
    windows_installer.speak_chinese(head)
    assert head.stat().st_size == before
    said = head.read_bytes()[2:].decode("utf-16-le")
    assert [word for word in said.split("\0") if word] == list(windows_installer.SPOKEN.values())


def test_the_installer_and_the_program_mean_the_same_by_running() -> None:
    spoken = re.search(r'RUNNING L"(.*)"', LAUNCHER)
    listened = re.search(r'define RUNNING "(.*)"', SCRIPT)
    assert spoken is not None
    assert listened is not None
    assert spoken.group(1) == listened.group(1).replace("\\", "\\\\")


def test_the_installer_deletes_only_what_is_named() -> None:
    assert not re.search(r"RMDir\s+/r", SCRIPT)
    assert not re.search(r"^\s*Delete .*\*", SCRIPT, re.MULTILINE)


def test_no_sentence_on_screen_shouts() -> None:
    assert "！" not in SCRIPT + LAUNCHER + windows_portable.NOTE


def test_versions_as_windows_counts_them() -> None:
    assert windows_launcher.four_numbers("0.2.0") == ["0", "2", "0", "0"]
    with pytest.raises(Unbuildable):
        windows_launcher.four_numbers("0.2rc1")


def test_the_launcher_checks_what_nothing_starts_without(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, "Mulin.exe", "msvcp140.dll", "python/python311.dll")
    tree_of(tmp_path, windows_launcher.START, "pkgs/a.pyc")
    assert re.findall(r'L"(.*)", (\d+)', windows_launcher.parts(tree)) == [
        (r"app\\mulin_start.pyc", "0"),
        ("msvcp140.dll", str(len("msvcp140.dll"))),
        (r"python\\python311.dll", str(len("python/python311.dll"))),
    ]


def test_the_same_tree_gives_the_same_zip_with_the_note_first(tmp_path: Path) -> None:
    tree = tree_of(tmp_path / "tree", "Mulin.exe", "app/a.pyc")
    for name in ("one.zip", "two.zip"):
        settle(tree, 1_700_000_000 + len(name))
        windows_portable.write(tree, tmp_path / name, 1_700_000_000)
    one = (tmp_path / "one.zip").read_bytes()
    assert one == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(one)) as packed:
        assert packed.namelist() == [
            "睦邻台账/portable.txt",
            "睦邻台账/Mulin.exe",
            "睦邻台账/app/a.pyc",
        ]
        note = packed.read("睦邻台账/portable.txt")
    assert note.decode("utf-8-sig").startswith("这是免安装的睦邻台账。\r\n")


def test_signing_needs_a_certificate_and_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (windows_signing.CERTIFICATE, windows_signing.KEY):
        monkeypatch.delenv(name, raising=False)
    assert windows_signing.command() == ""
    monkeypatch.setenv(windows_signing.CERTIFICATE, str(tmp_path / "c.pem"))
    with pytest.raises(Unbuildable, match="两个都要设"):
        windows_signing.wanted()
    monkeypatch.setenv(windows_signing.KEY, str(tmp_path / "k.pem"))
    with pytest.raises(Unbuildable, match="不存在"):
        windows_signing.wanted()


def test_an_icon_holds_each_size() -> None:
    pictures = [QImage(side, side, QImage.Format.Format_ARGB32) for side in (16, 256)]
    for picture in pictures:
        picture.fill(0xFF0E6E78)
    icon = icon_files.icon_bytes(pictures)
    assert struct.unpack_from("<HHH", icon) == (0, 1, 2)
    small = struct.unpack_from("<BBBBHHII", icon, 6)
    large = struct.unpack_from("<BBBBHHII", icon, 22)
    assert small[:2] == (16, 16)
    assert large[:2] == (0, 0)
    assert icon[large[7] :].startswith(b"\x89PNG")
    assert large[6] + large[7] == len(icon)


def test_the_size_of_a_tree(tmp_path: Path) -> None:
    size = size_of(tree_of(tmp_path, "a", "long/name"))
    assert (size.files, size.octets, size.longest) == (2, 10, "long/name")


def test_the_ssl_that_stdnum_imports_unasked_ships_with_python() -> None:
    """Without it no code of an organisation is checked; nothing connects with it."""
    assert {"_ssl.pyd", "libssl-3.dll"}.isdisjoint(windows_python.UNUSED)
