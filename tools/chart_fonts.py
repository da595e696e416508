"""Rebuild resources/charts: the list of fonts that keeps matplotlib from looking for any."""

from __future__ import annotations

import sys
from pathlib import Path

from tools import ROOT

TARGET = ROOT / "resources" / "charts"
FALLBACK = "fonts/ttf/DejaVuSans.ttf"
"""What matplotlib takes when a family is missing; named relative to its own data."""


def main() -> int:
    """Write the list in the format of the matplotlib that is installed."""
    import matplotlib as mpl
    from matplotlib import font_manager

    found = font_manager.FontManager.__new__(font_manager.FontManager)
    vars(found).update(vars(font_manager.fontManager))
    found.afmlist = []
    wanted = str(Path(mpl.get_data_path()) / FALLBACK)
    found.ttflist = [entry for entry in font_manager.fontManager.ttflist if entry.fname == wanted]
    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("fontlist-v*.json"):
        old.unlink()
    target = TARGET / f"fontlist-v{font_manager.FontManager.__version__}.json"
    font_manager.json_dump(found, target)
    print(f"{target.name}: {len(found.ttflist)} font")
    return 0


if __name__ == "__main__":
    sys.exit(main())
