"""The house style of charts: colours that stay apart in grey print, text of the bundled font."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import resources
from ui.theme import Look, Type
from ui.theme.tokens import LIGHT, Colours

# Lightness falls from line to line and each has its own hatch, dash and mark.
HATCHES = ("", "////", "....", "xxxx", "----", "\\\\\\\\")
DASHES = ("-", "--", ":", "-.", (0, (6, 2, 1, 2)), (0, (1, 1)))
MARKS = ("o", "s", "^", "D", "v", "P")
_ON_LIGHT = ("#0E6E78", "#7FB6BB", "#22303A", "#DDBF7E", "#6F7D86", "#A9B3B9")
_ON_DARK = ("#4FB9C2", "#2C6A71", "#C9D3D7", "#CDB37E", "#7D8B92", "#7FC29B")
_ON_BLACK = ("#7DEBF2", "#FFE94A", "#FFFFFF", "#FF9A95", "#A8A8A8", "#7CF0B4")

LOCK = threading.Lock()
"""Held while drawing: matplotlib keeps settings for the whole process."""


@dataclass(frozen=True)
class Paper:
    """What a chart is drawn on: colours, the text size in points, dots per inch."""

    ground: str
    ink: str
    muted: str
    line: str
    quiet: str
    lines: tuple[str, ...]
    points: float
    dpi: float

    def line_colour(self, at: int) -> str:
        """The colour of the line at a place."""
        return self.lines[at % len(self.lines)]


def screen_paper(look: Look, ratio: float) -> Paper:
    """For the screen, in the theme in force."""
    dark = look.theme == "dark"
    lines = _ON_BLACK if look.theme == "contrast" else (_ON_DARK if dark else _ON_LIGHT)
    quiet = {"light": "#A9CED2", "dark": "#2C5F66"}.get(look.theme, "#FFFFFF")
    return _paper(look.colours, lines, quiet, look.points(Type.CAPTION), 96 * ratio)


def print_paper(dpi: float = 200) -> Paper:
    """For a picture that leaves the program: always light, in a size for Word."""
    return _paper(LIGHT, _ON_LIGHT, "#A9CED2", 9, dpi)


def _paper(
    colours: Colours, lines: tuple[str, ...], quiet: str, points: float, dpi: float
) -> Paper:
    return Paper(
        colours.surface, colours.ink, colours.muted, colours.line, quiet, lines, points, dpi
    )


@cache
def ready() -> Any:
    """matplotlib with the bundled fonts known to it; takes half a second the first time."""
    import matplotlib as mpl

    if "MPLCONFIGDIR" in os.environ:  # else it keeps its list where other programs have theirs
        lay_list_of_fonts(Path(mpl.get_cachedir()))
    from matplotlib import font_manager

    for file in sorted(resources.path("fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(str(file))
    return mpl


def lay_list_of_fonts(folder: Path) -> None:
    """Put the list of fonts that ships where matplotlib looks for its own.

    Without one it looks through all fonts of the system, which takes seconds. Ours holds nothing
    but the font that matplotlib falls back to; the bundled ones are added at every start, wherever
    the program lies.
    """
    (list_of_fonts,) = resources.path("charts").glob("fontlist-v*.json")
    target = folder / list_of_fonts.name
    if not target.exists():
        # In one stroke, since two programs may start together.
        fresh = target.with_name(f"{target.name}.{os.getpid()}")
        fresh.write_bytes(list_of_fonts.read_bytes())
        fresh.replace(target)


def settings(paper: Paper) -> dict[str, Any]:
    """What holds for every chart on a paper."""
    return {
        "font.family": [resources.FONT_FAMILY, *resources.RARE_FAMILIES],
        "font.size": paper.points,
        "text.color": paper.ink,
        "text.parse_math": False,  # a name may have two dollars in it
        "axes.facecolor": "none",
        "axes.edgecolor": paper.line,
        "axes.labelcolor": paper.muted,
        "axes.unicode_minus": True,
        "axes.axisbelow": True,
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.grid": False,
        "grid.color": paper.line,
        "grid.linewidth": 0.8,
        "xtick.color": paper.line,
        "ytick.color": paper.line,
        "xtick.labelcolor": paper.muted,
        "ytick.labelcolor": paper.muted,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "hatch.color": paper.ground,
        "hatch.linewidth": 0.8,
        "legend.frameon": False,
        "legend.fontsize": paper.points,
        "figure.facecolor": paper.ground,
        "savefig.facecolor": paper.ground,
        "pdf.fonttype": 42,  # text that can be copied
    }
