"""How the width of a page is shared out among the columns of a table."""

from __future__ import annotations

from collections.abc import Sequence


def fitted(natural: Sequence[float], wide: float, right: frozenset[int]) -> list[float]:
    """Widths that fill the page: numbers keep theirs, the widest texts give way or take more.

    `natural` is what each column wants, in any unit; `right` are the columns of numbers.
    """
    spare = wide - sum(natural)
    if spare >= 0:
        texts = [at for at in range(len(natural)) if at not in right] or list(range(len(natural)))
        whole = sum(natural[at] for at in texts)
        return [
            width + (spare * width / whole if at in texts else 0)
            for at, width in enumerate(natural)
        ]
    low, high = 0.0, max(natural)
    for _ in range(40):
        middle = (low + high) / 2
        if sum(min(width, middle) for width in natural) > wide:
            high = middle
        else:
            low = middle
    return [min(width, low) for width in natural]
