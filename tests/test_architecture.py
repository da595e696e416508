"""The walls of the house: who may import whom, and what never enters the repository."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("db", "app", "ui")

WALLS = {
    "db": {"app", "ui", "resources", "PySide6", "shiboken6"},
    "app": {"ui", "PySide6", "shiboken6"},
    "ui": {"db", "sqlalchemy", "alembic", "sqlcipher3", "sqlite3"},
    "resources": {"db", "app", "ui"},
}

NETWORK = {
    "socket",
    "socketserver",
    "ssl",
    "urllib.request",
    "http",
    "ftplib",
    "smtplib",
    "imaplib",
    "poplib",
    "xmlrpc",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "websockets",
    "PySide6.QtNetwork",
    "PySide6.QtWebSockets",
    "PySide6.QtWebEngineCore",
}

MOST_LINES = 400

# Written in pieces, so that this file does not name them either.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "deb" + ".debian.org",
    "files." + "python",
]
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:work|root|home|Users)/[\w.]+|\b[C-Z]:\\Users\\\w")
TEXTS = {
    "",
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".txt",
    ".yaml",
    ".yml",
    ".sh",
    ".mako",
    ".svg",
    ".json",
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """The full names of everything a file imports, also inside functions."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = list(file.relative_to(ROOT).parent.parts)
            base = above[: len(above) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{origin}.{name.name}" for name in node.names)


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def crossings(files: list[Path], forbidden: set[str]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in imported(file)
        if any(is_within(name, wall) for wall in forbidden)
    ]


@pytest.mark.parametrize("package", WALLS)
def test_no_import_goes_through_a_wall(package: str) -> None:
    assert crossings(modules(package), WALLS[package]) == []


def test_the_kit_knows_no_feature() -> None:
    features = {
        f"ui.{folder.parent.name}"
        for folder in (ROOT / "ui").glob("*/__init__.py")
        if folder.parent.name not in ("kit", "theme")
    }
    features |= {f"app.{folder.parent.name}" for folder in (ROOT / "app").glob("*/__init__.py")}
    shared = {"app.kinds", "app.sheets"}
    assert crossings(modules("ui/kit"), features - shared) == []


def test_nothing_reaches_for_the_network() -> None:
    files = [file for layer in LAYERS for file in modules(layer)]
    assert crossings(files, NETWORK) == []


@pytest.mark.parametrize("layer", LAYERS)
def test_no_file_is_longer_than_a_room(layer: str) -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in modules(layer)}
    long = {
        str(file.relative_to(ROOT)): count
        for file, count in lengths.items()
        if count > MOST_LINES and file.parent.name != "versions"  # a migration is a record
    }
    assert long == {}


def test_the_contracts_of_the_import_linter_hold() -> None:
    command = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def committed_texts() -> list[Path]:
    """Every text of the project, without what tools leave behind."""
    ours = [
        ROOT / name for name in (*LAYERS, "resources", "tests", "tools", "docs", "packaging", ".ci")
    ]
    files = [file for folder in ours for file in folder.rglob("*") if file.is_file()]
    files += [file for file in ROOT.iterdir() if file.is_file()]
    return [file for file in files if file.suffix in TEXTS and "__pycache__" not in file.parts]


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def test_no_text_names_a_host_to_fetch_from() -> None:
    assert {
        str(file.relative_to(ROOT)): host
        for file in committed_texts()
        for host in HOSTS
        if host in text_of(file)
    } == {}


def test_no_text_names_a_folder_of_one_machine() -> None:
    found = {
        str(file.relative_to(ROOT)): MACHINE_PATH.findall(text_of(file))
        for file in committed_texts()
    }
    assert {name: paths for name, paths in found.items() if paths} == {}


def test_the_folder_of_the_installers_shadows_no_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()
