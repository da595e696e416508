"""Whether a post-holder lives here, as far as the roster tells, and behind which door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.people.importing.doors import Spot, Unclear, compound_in, spot_of
from app.people.importing.index import Places
from app.sheets.rosters import Setting

_LIVED_IN = re.compile("现住|居住|住宅|现居")


@dataclass(frozen=True, slots=True)
class Lodging:
    """`here` for somebody who lives in a 小区 of the office, `spot` the door if it is told."""

    here: bool = False
    spot: Spot | None = None

    def words(self, *, housed: bool) -> str:
        """What became of somebody who was in no register."""
        if housed:
            return "按住址登记为居民"
        return "住在小区里，登记为居民，还没有归到户" if self.here else "没有住址，只登记为任职人员"


def lodging(values: Mapping[str, Any], places: Places, setting: Setting) -> Lodging:
    """Where the person of a line lives; the door of the post itself is no address."""
    text = values.get("address")
    if text:
        compound = values.get("compound") or setting.compound
        named, _ = compound_in(text, places)
        # An address of some other 小区 is no reason to open that in the book.
        if named and named != compound and places.known_compound(named) is None:
            return Lodging()
        if not (named or compound):
            return Lodging()
        try:
            spot = spot_of({"address": text}, places, named or compound)
        except Unclear:
            return Lodging(here=bool(named))
        return Lodging(here=True, spot=spot)
    lived_in = _LIVED_IN.search(setting.headings.get("compound", ""))
    return Lodging(here=bool(lived_in and values.get("compound")))
