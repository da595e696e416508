"""What the packaged program promises: it starts as fast as the sources, and builds no font list."""

from __future__ import annotations

import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import resources
from app.about import VERSION

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "out" / "packages"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
PROGRAM = Path("opt/apps/org.mulin.taizhang/files/bin/mulin")
SOURCE = (sys.executable, "-m", "ui.main")
STARTS = 1.5
CHART = 6.0  # seconds that the window stays, so that its chart is drawn

Start = Callable[[Path, Path, Sequence[str]], tuple[float, float]]
"""home, book, command → seconds to the unlock window, seconds from the password to the page."""


def package() -> Path | None:
    """The package of today's version for this computer; None when it is not built."""
    architecture = ARCHITECTURES.get(platform.machine(), "")
    path = PACKAGES / f"mulin_{VERSION}_{architecture}.deb"
    wanted = sys.platform == "linux" and path.is_file() and shutil.which("dpkg-deb")
    return path if wanted else None


def unpacked(path: Path, folder: Path) -> Path:
    """The program of a package, unpacked but not installed."""
    subprocess.run(["dpkg-deb", "--extract", str(path), str(folder)], check=True)
    return folder / PROGRAM


def packaged_figures(
    rounds: int, folder: Path, book: Path, program: Path, start: Start
) -> list[tuple[str, float, float, str, str]]:
    """The package and the sources in turn, each with a warm home of its own.

    Gives name, value, allowed, unit and note of each figure.
    """
    commands = {"source": SOURCE, "packaged": (str(program),)}
    homes = {name: folder / f"home-{name}" for name in commands}
    both: dict[str, list[float]] = {name: [] for name in commands}
    unlock: dict[str, list[float]] = {name: [] for name in commands}
    for name, command in commands.items():
        homes[name].mkdir()
        start(homes[name], book, command)
    for _ in range(rounds):
        for name, command in commands.items():
            first, second = start(homes[name], book, command)
            unlock[name].append(first)
            both[name].append(first + second)
    ours, theirs = both["packaged"], both["source"]
    ratio = statistics.median(ours) / statistics.median(theirs)
    note = (
        f"{_spread(ours)} against the sources {_spread(theirs)}; to the unlock window "
        f"{_spread(unlock['packaged'])} against {_spread(unlock['source'])}"
    )
    return [("packaged start to the first page", ratio, STARTS, "×", note)]


def font_list_figure(
    folder: Path, environment: dict[str, str], book: Path, program: Path, password: str
) -> tuple[str, float, float, str, str]:
    """Whether the first chart of a new user makes a list of the system's fonts.

    matplotlib writes its list into the user's cache when it finds none that fits.
    """
    marks = folder / "chart.json"
    more = {"MULIN_MARKS": str(marks), "MULIN_MARKS_STAY": str(CHART), "MULIN_PASSWORD": password}
    began = time.time()
    subprocess.run([str(program), str(book)], check=True, timeout=180, env={**environment, **more})
    cache = Path(environment["XDG_CACHE_HOME"]) / "Mulin" / "charts"
    (shipped,) = resources.path("charts").glob("fontlist-v*.json")
    lists = {path.name: path for path in cache.glob("fontlist*.json")}
    made = [name for name, path in lists.items() if path.read_bytes() != shipped.read_bytes()]
    missing = shipped.name not in lists
    note = (
        f"{', '.join(made) or 'none'} made anew, {len(lists)} in the cache of a new user, "
        f"chart drawn within {time.time() - began:.1f} s of the first start"
    )
    return ("font lists made by the package", float(len(made) + missing), 0.0, "", note)


def _spread(times: list[float]) -> str:
    low, mid, high = min(times), statistics.median(times), max(times)
    return f"{mid * 1000:.0f} ms ({low * 1000:.0f}–{high * 1000:.0f})"
