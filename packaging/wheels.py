"""The libraries that ship: fetched by the hashes of runtime.lock for another system, unpacked.

Nothing is installed and nothing of a library runs: a wheel is unpacked as the format says, without
the scripts, which would name the interpreter of this machine.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

from ground import LOCK, Unbuildable, fresh, pip_download
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_BESIDE = ("RECORD", "WHEEL", "INSTALLER", "REQUESTED", "direct_url.json", "zip-safe")
"""What installers leave for each other; nobody reads it in a package."""


@dataclass(frozen=True, slots=True)
class Target:
    """A system that libraries are fetched for."""

    name: str
    platforms: tuple[str, ...]
    """Tags of wheels that fit, best first."""
    facts: Mapping[str, str]
    """What the markers of requirements ask."""


def target(name: str, platforms: Sequence[str], machine: str, *, windows: bool = False) -> Target:
    """A target with Python 3.11; `machine` is what `platform.machine()` says there."""
    return Target(
        name,
        tuple(platforms),
        {
            "python_version": "3.11",
            "python_full_version": "3.11.9",
            "implementation_name": "cpython",
            "implementation_version": "3.11.9",
            "platform_python_implementation": "CPython",
            "platform_machine": machine,
            "platform_system": "Windows" if windows else "Linux",
            "sys_platform": "win32" if windows else "linux",
            "os_name": "nt" if windows else "posix",
            "platform_release": "",
            "platform_version": "",
            "extra": "",
        },
    )


WINDOWS = target("windows", ["win_amd64"], "AMD64", windows=True)


def pins(wanted: Target, lock: Path = LOCK) -> list[str]:
    """The lines of the lock that hold for a target, each with its hashes and without its marker.

    pip asks the markers of the machine it runs on, so they are asked here instead.
    """
    found = []
    for line in lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        named, *hashes = (word.strip() for word in line.split(" --hash="))
        if not hashes:
            raise Unbuildable(f"{lock.name} 里的这一行没有校验码：{line}")
        one = Requirement(named)
        if one.marker is None or one.marker.evaluate(dict(wanted.facts)):
            found.append(f"{one.name}{one.specifier} --hash=" + " --hash=".join(hashes))
    return found


def fetch(wanted: Target, folder: Path, lock: Path = LOCK) -> list[Path]:
    """Download the wheels of a target into an emptied folder; no source is ever built."""
    platforms = [word for tag in wanted.platforms for word in ("--platform", tag)]
    lines = pins(wanted, lock)
    wheels = pip_download(
        lines,
        fresh(folder),
        f"没有取到给 {wanted.name} 的程序库。请看看网络，再试一次。",
        *("--only-binary=:all:", "--implementation", "cp", "--python-version", "3.11"),
        *("--abi", "cp311", "--abi", "abi3", "--abi", "none", *platforms),
    )
    if len(wheels) != len(lines):
        raise Unbuildable(f"应当有 {len(lines)} 个程序库，取到 {len(wheels)} 个。")
    return wheels


def unpack(wheels: Sequence[Path], folder: Path) -> None:
    """Put the libraries side by side into an emptied folder, as on the module path."""
    fresh(folder)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as packed:
            for info in packed.infolist():
                inside = None if info.is_dir() else _place(PurePosixPath(info.filename))
                if inside is None:
                    continue
                path = folder / inside
                if path.exists():
                    raise Unbuildable(f"两个程序库里都有文件 {inside}。")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(packed.read(info))


def _place(name: PurePosixPath) -> PurePosixPath | None:
    first, *rest = name.parts
    if ".." in name.parts or name.is_absolute():
        raise Unbuildable(f"程序库里有不该有的文件名：{name}")
    if first.endswith(".data"):
        return PurePosixPath(*rest[1:]) if rest[0] in {"purelib", "platlib"} else None
    if first.endswith(".dist-info") and rest and rest[0] in _BESIDE:
        return None
    return name


def complete(folder: Path, wanted: Target) -> dict[str, str]:
    """The unpacked libraries by name with their versions.

    Raises `Unbuildable` when one asks for another that is missing or too old, as happens when a
    requirement holds only on the target and the lock was made without it.
    """
    heads = [
        HeaderParser().parsestr(file.read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.dist-info/METADATA"))
    ]
    found = {canonicalize_name(str(head["Name"])): str(head["Version"]) for head in heads}
    for head in heads:
        for line in head.get_all("Requires-Dist") or []:
            need = Requirement(str(line))
            if need.marker is not None and not need.marker.evaluate(dict(wanted.facts)):
                continue
            version = found.get(canonicalize_name(need.name))
            if version is None or not need.specifier.contains(version, prereleases=True):
                raise Unbuildable(
                    f"{head['Name']} 要用 {need.name}{need.specifier}，包里是 {version or '没有'}。"
                    "请重新运行 make lock，看看 runtime.lock 里有没有它。"
                )
    return dict(sorted(found.items()))
