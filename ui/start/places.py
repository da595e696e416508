"""Where this computer keeps what is the user's: documents, data, cache, log."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

NAME = "Mulin"


@dataclass(frozen=True)
class Places:
    """Folders of this user; none needs to exist yet."""

    documents: Path
    data: Path
    cache: Path
    logs: Path

    @property
    def settings(self) -> Path:
        """The file with what this computer remembers of windows and recent books."""
        return self.data / "settings.ini"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.logs / "mulin.log"

    @property
    def sample(self) -> Path:
        """The sample book."""
        return self.data / "样本台账.mulin"


def of_this_user() -> Places:
    """The usual folders of the system."""
    import platformdirs

    known = platformdirs.PlatformDirs(NAME, appauthor=False)
    return Places(
        documents=Path(known.user_documents_dir),
        data=Path(known.user_data_dir),
        cache=Path(known.user_cache_dir),
        logs=Path(known.user_log_dir),
    )


def inside(folder: Path) -> Places:
    """The same folders inside one, for tests and for a program carried on a stick."""
    return Places(folder / "documents", folder / "data", folder / "cache", folder / "logs")


def prepare(places: Places) -> None:
    """Tell libraries where to put their own files; before any of them is imported."""
    os.environ.setdefault("MPLCONFIGDIR", str(places.cache / "charts"))
    if sys.platform == "linux" and os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        # The bundled Qt speaks to fcitx through the portal of ibus only.
        os.environ["QT_IM_MODULE"] = "ibus"
        os.environ["IBUS_USE_PORTAL"] = "1"
