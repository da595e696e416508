"""What the program says of itself."""

from __future__ import annotations

NAME = "睦邻台账"
VERSION = "0.3.0"
PROMISE = "本程序不连接网络。"
BUILT = "built.txt"
"""The resource that a package carries: the commit it was made of and its day; not in the source."""


def built() -> tuple[str, str]:
    """The commit and the day of a packaged program; both empty for one run from its source."""
    import resources

    try:
        commit, day = resources.text(BUILT).split()
    except FileNotFoundError:
        return ("", "")
    return (commit, day)
