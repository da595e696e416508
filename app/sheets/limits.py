"""How much a spreadsheet may ask of this computer."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one read may cost at most; sizes in bytes, `seconds` both of processor and of clock.

    `ratio` counts for parts of the archive that are larger than one megabyte, `cells` and
    `text` for all sheets together, `rows` and `columns` for each.
    """

    file_size: int = 50 * MEGABYTE
    entries: int = 2_000
    inflated: int = 300 * MEGABYTE
    ratio: int = 200
    rows: int = 200_000
    columns: int = 300
    cells: int = 5_000_000
    text: int = 160 * MEGABYTE
    memory: int = 1024 * MEGABYTE
    seconds: float = 60.0

    def as_arguments(self) -> list[str]:
        """For the command line of the child program, one `name=value` each."""
        return [f"{name}={value}" for name, value in asdict(self).items()]
