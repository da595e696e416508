"""Whether anything of the machine that builds is inside what was built: paths, names, hosts.

Libraries come with paths of the machines of their own makers in them (`/project/…`, `D:\\a\\…`,
`~/.cargo/…`): only those of this machine count. What is told of it apart from others (its
folders, its hosts) is looked for in every byte; what many machines share (`/tmp/`, a home called
`/root`) only in the files that are ours or were made here.
"""

from __future__ import annotations

import getpass
import gzip
import io
import lzma
import os
import re
import socket
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlparse

from ground import LAYERS, ROOT

_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"\xfd7zXZ\x00")
_DEEPEST = 4  # archives inside archives
_DISTINCT = 4  # a shorter name stands in the middle of ordinary words
_COMMON_HOMES = ("/root", *(f"/home/{name}" for name in ("user", "runner")))
_PUBLIC = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb." + "debian.org")
"""What everybody is configured with tells nothing of a machine; in our own files it is unwanted."""
_ANY_HOME = re.compile(rb"(?<![\w./~-])/(?:home|Users)/[\w.]+/|\b[C-Zc-z]:\\Users\\\w")
_DEBUG = re.compile(rb"[\w:.\\/-]*[\\/][\w.-]+\.pdb\b")


@dataclass(frozen=True, slots=True)
class Machine:
    """What is told of a machine: `certain` of this one alone, `likely` of many."""

    certain: tuple[str, ...]
    likely: tuple[str, ...]


@dataclass
class Looking:
    """Remembers what was looked at, so that a file that is in several packages is read once."""

    machine: Machine
    seen: dict[tuple[bytes, bool], tuple[str, ...]] = field(default_factory=dict)

    def hits(self, content: bytes, *, ours: bool) -> tuple[str, ...]:
        """What is found in a file and in the archives inside it."""
        key = (sha256(content).digest(), ours)
        if key not in self.seen:
            self.seen[key] = tuple(dict.fromkeys(self._found(content, ours=ours, depth=0)))
        return self.seen[key]

    def _found(self, content: bytes, *, ours: bool, depth: int) -> Iterator[str]:
        wanted = self.machine.certain + (self.machine.likely if ours else ())
        for words in wanted:
            if words.encode() in content or words.encode("utf-16-le") in content:
                yield words
        if ours:
            for pattern in (_ANY_HOME, _DEBUG):
                yield from (each.decode("utf-8", "replace") for each in pattern.findall(content))
        if depth < _DEEPEST and content.startswith(_ARCHIVES):
            for inner in unpacked(content):
                yield from self._found(inner, ours=ours, depth=depth + 1)


def this_machine() -> Machine:
    """What is to be looked for on the machine that runs this."""
    home, user, host = str(Path.home()), getpass.getuser(), socket.gethostname()
    certain = {str(ROOT), sys.base_prefix, *_configured()}
    likely = {tempfile.gettempdir() + "/", f"{user}@{host}", *_PUBLIC, f"{home}/"}
    if not home.startswith(_COMMON_HOMES):
        certain.add(home)
    if len(host) >= _DISTINCT:
        certain.add(host)
    # A Python of the system has no path that would tell.
    certain -= {"/usr", "/usr/local", "/", "localhost", "debian"}
    return Machine(tuple(sorted(certain)), tuple(sorted(likely - certain)))


def _configured() -> set[str]:
    """The hosts and folders that packages are fetched from here, but those everybody has."""
    texts = [value for key, value in os.environ.items() if re.match(r"(?i)pip_|npm_|https?_", key)]
    home = Path.home()
    places = (
        *Path("/etc").glob("pip.conf"),
        *Path("/etc/xdg/pip").glob("*.conf"),
        home / ".config/pip/pip.conf",
        home / ".pip/pip.conf",
        home / ".npmrc",
        Path("/etc/npmrc"),
        *Path("/etc/apt").glob("sources.list*"),
        *Path("/etc/apt/sources.list.d").glob("*"),
    )
    files = [place for place in places if place.is_file()]
    texts += [file.read_text(encoding="utf-8", errors="replace") for file in files]
    found: set[str] = set()
    for address in re.findall(r"(?:https?|file)://[^\s\"']+", "\n".join(texts)):
        told = urlparse(address)
        place = told.hostname or told.path
        if not any(place == public or place.endswith(f".{public}") for public in _known()):
            found.add(place)
    return {place for place in found if len(place) > _DISTINCT}


def _known() -> tuple[str, ...]:
    return (*_PUBLIC, "debian.org", "ubuntu.com", "github.com")


def unpacked(content: bytes) -> Iterator[bytes]:
    """What is inside an archive or a compressed file; nothing when it only begins like one."""
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                yield packed.comment
                for entry in packed.infolist():
                    yield entry.filename.encode() + entry.extra + entry.comment
                    yield packed.read(entry)
            return
        plain = (gzip if content.startswith(b"\x1f\x8b") else lzma).decompress(content)
    except (zipfile.BadZipFile, lzma.LZMAError, gzip.BadGzipFile, EOFError, RuntimeError):
        return
    yield plain


def is_ours(name: str, vendors: frozenset[str]) -> bool:
    """Whether a file of a tree was written or made here, and is not a library's own.

    `name` is relative to the folder that the libraries are in; `vendors` are the files that the
    wheels bring, by the same names, sources without their ending.
    """
    if name.partition("/")[0] in LAYERS:
        return True
    return _without_ending(name) not in vendors


def names_in(wheels: Path) -> frozenset[str]:
    """What the wheels of a folder bring."""
    found: set[str] = set()
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as packed:
            found.update(_without_ending(name) for name in packed.namelist())
    return frozenset(found)


def _without_ending(name: str) -> str:
    return re.sub(r"\.pyc?$", "", name)


def owners(archive: Path) -> list[str]:
    """Members of a .tar.xz that belong to somebody: a package belongs to root or nobody."""
    with tarfile.open(archive) as packed:
        return [
            f"{member.name} 属于 {member.uname or member.uid}"
            for member in packed
            if member.uid or member.gid or member.uname not in ("", "root")
        ]
