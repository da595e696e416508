"""The report on what was built: it finds this machine wherever it hides, and what is unnamed."""

from __future__ import annotations

import gzip
import io
import lzma
import marshal
import re
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "packaging"))

import built
import report
import report_machine
import report_manual
import report_named
import report_trees

from app.about import BUILT
from app.licences import parts

MACHINE = report_machine.Machine(("/srv/bauen/mulin", "pakete.example"), ("/tmp/", "li@pc"))  # noqa: S108


def hits(content: bytes, *, ours: bool = False) -> tuple[str, ...]:
    return report_machine.Looking(MACHINE).hits(content, ours=ours)


def zipped(name: str, content: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(name, content)
    return whole.getvalue()


TOLD = b"lies in /srv/bauen/mulin/app"


@pytest.mark.parametrize(
    "content",
    [
        TOLD,
        TOLD.decode().encode("utf-16-le"),
        marshal.dumps(compile("1", "/srv/bauen/mulin/app/book.py", "exec")),
        zipped("a.pyc", TOLD),
        zipped("inner.zip", zipped("a.pyc", TOLD)),
        gzip.compress(TOLD),
        lzma.compress(TOLD),
        b"\x7fELF" + bytes(100) + b"RUNPATH\x00/srv/bauen/mulin/lib\x00",
    ],
    ids="plain utf-16 bytecode zip zip-in-zip gzip xz elf".split(),
)
def test_a_folder_of_this_machine_is_found_wherever_it_hides(content: bytes) -> None:
    assert hits(content) == ("/srv/bauen/mulin",)


def test_a_host_that_packages_come_from_is_found() -> None:
    assert hits(b"Index: https://pakete.example/simple") == ("pakete.example",)


def test_the_machines_of_others_are_left_alone() -> None:
    theirs = b"/project/src/a.c D:\\a\\1\\s\\b.c /ro" + b"ot/.cargo/registry /tmp/build/x.c"
    assert hits(theirs) == ()


def test_in_our_own_files_more_is_unwanted() -> None:
    assert hits(b"/tmp/mulin.txt", ours=True) == ("/tmp/",)  # noqa: S108
    assert hits(b"by li@pc", ours=True) == ("li@pc",)
    assert hits(b"C:\\build\\Mulin.pdb\x00", ours=True) == ("C:\\build\\Mulin.pdb",)
    assert hits(b"see /home/" + b"zhang/mulin", ours=True) != ()
    assert hits("放在“文档”里的“睦邻台账”".encode(), ours=True) == ()


def test_this_machine_is_known_by_its_folders() -> None:
    known = report_machine.this_machine()
    assert str(Path(__file__).resolve().parent.parent) in known.certain
    assert "/usr" not in known.certain
    assert not any("example" in words for words in known.certain)


def test_what_begins_like_an_archive_and_is_none_is_read_as_it_is() -> None:
    assert hits(b"PK\x03\x04 broken " + TOLD) == ("/srv/bauen/mulin",)
    assert hits(b"\x1f\x8b broken") == ()


def test_ours_is_what_no_wheel_brings() -> None:
    vendors = frozenset({"numpy/core/numeric"})
    assert report_machine.is_ours("app/book.pyc", vendors)
    assert report_machine.is_ours("Mulin.exe", vendors)
    assert not report_machine.is_ours("numpy/core/numeric.pyc", vendors)


def test_a_member_of_an_archive_that_belongs_to_somebody_is_named(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.xz", "w:xz") as out:
        for name, owner in (("rein", "root"), ("eigen", "li")):
            member = tarfile.TarInfo(name)
            member.uname = owner
            out.addfile(member)
    assert report_machine.owners(tmp_path / "a.tar.xz") == ["eigen 属于 li"]


ELF = b"\x7fELF"


@pytest.mark.parametrize(
    "name",
    [
        "files/lib/PySide6/Qt/lib/libQt6Core.so.6",
        "files/lib/PySide6/QtCore.abi3.so",
        "files/lib/_bz2.cpython-311-x86_64-linux-gnu.so",
        "files/lib/numpy.libs/libgfortran-040039e1.so.5.0.0",
        "files/lib/PySide6/Qt/lib/libxcb-cursor.so.0",
        "files/mulin",
    ],
)
def test_what_ships_for_linux_is_named(name: str) -> None:
    assert report_named.unnamed([(name, ELF)], "linux") == []


@pytest.mark.parametrize(
    "name",
    [
        "files/lib/libreadline-2c5f7b8d.so.6.2",
        "files/lib/PySide6/Qt/lib/libfoo.so.1",
        "files/lib/foo/_bar.cpython-311-x86_64-linux-gnu.so",
        "files/lib/foo/mulin",
    ],
)
def test_what_nobody_named_is_found(name: str) -> None:
    assert report_named.unnamed([(name, ELF)], "linux") == [name]


def test_the_pattern_that_says_most_decides() -> None:
    plugins = "pyside6/qt/plugins/platforminputcontexts"
    named = {
        name: report_named.owner(f"{plugins}/{name}", parts())
        for name in ("libfcitxplatforminputcontextplugin-qt6.so", "libibusplugin.so")
    }
    assert [part.name for part in named.values() if part] == ["fcitx-qt5 的输入部分", "Qt 6"]


def test_windows_has_parts_of_its_own() -> None:
    shipped = ["Mulin.exe", "vcruntime140.dll", "python/python311.dll", "pkgs/PySide6/Qt6Core.dll"]
    assert report_named.unnamed([(name, b"MZ\x90\x00") for name in shipped], "windows") == []
    assert report_named.unnamed([("Mulin.exe", b"MZ\x90\x00")], "linux") == ["Mulin.exe"]


def test_a_font_and_a_library_that_nobody_named_are_found() -> None:
    files = [
        ("app/resources/fonts/Fremd.ttf", b"\x00\x01\x00\x00"),
        ("pkgs/requests-2.0.dist-info/METADATA", b"Meta"),
        ("pkgs/numpy-1.26.4.dist-info/METADATA", b"Meta"),
    ]
    assert report_named.unnamed(files, "windows") == [
        "app/resources/fonts/Fremd.ttf",
        "requests（.dist-info）",
    ]


def test_everything_is_reckoned_to_a_group() -> None:
    assert report_trees.group_of("resources/fonts/mulinsanssc-regular.ttf") == "字体"
    assert report_trees.group_of("resources/help/start.md") == "本程序"
    assert report_trees.group_of("pyside6/qt6core.dll") == "Qt"
    assert report_trees.group_of("python/python311.dll") == "Python"


def test_a_build_is_known_by_its_commit_and_day_only(tmp_path: Path) -> None:
    (tmp_path / "resources").mkdir()
    made = built.mark(tmp_path)
    assert made is not None
    commit, day = made.read_text(encoding="utf-8").split()
    assert made.name == BUILT
    assert len(commit.rstrip("+")) == 7
    assert day.count("-") == 2
    assert built.mark(tmp_path, tmp_path) is None


def test_the_source_that_is_owed_goes_along(tmp_path: Path) -> None:
    folder = tmp_path / "stdnum" / "cn"
    folder.mkdir(parents=True)
    (folder / "ric.py").write_text("# 身份证号\n", encoding="utf-8")
    first = built.keep_source(tmp_path).read_bytes()
    with zipfile.ZipFile(tmp_path / "stdnum" / "source.zip") as packed:
        assert packed.namelist() == ["cn/ric.py"]
    assert built.keep_source(tmp_path).read_bytes() == first


def test_the_manual_becomes_one_page_with_its_pictures_inside() -> None:
    text = report_manual.page()
    assert "<h1" in text
    assert text.count("<h2") == text.count('<li><a href="#')
    for name in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{name}"' in text, name
    assert "**" not in re.sub(r"<(code|pre).*?</\1>", "", text)
    assert 'src="../' not in text
    assert "<td><img" in text


def test_the_manual_names_what_is_built() -> None:
    text = report_manual.MANUAL.read_text(encoding="utf-8")
    for artefact in report.ARTEFACTS:
        form = artefact.form.format("版本")
        assert form in text or form.replace("mulin-版本", "…") in text, form
    assert report.SUMS in text


def test_every_picture_of_the_manual_is_there_and_small() -> None:
    folder = report_manual.MANUAL.parent
    names = re.findall(r"\]\(([^)]+\.png)\)", report_manual.MANUAL.read_text(encoding="utf-8"))
    assert names
    for name in names:
        assert (folder / name).stat().st_size < 150_000, name
