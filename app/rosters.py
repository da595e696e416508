"""Every sort of sheet that can be imported, in the order in which they are offered."""

from __future__ import annotations

from app.errors import Refused
from app.leaders.candidate_sheets import CANDIDATES
from app.leaders.importing import BUILDING_LEADERS, STREET_LEADERS
from app.leaders.post_sheets import POSTS_ROSTER
from app.people.importing.households import HOUSEHOLDS
from app.people.importing.organizations import ORGANIZATIONS
from app.people.importing.pets import PETS
from app.people.importing.residents import RESIDENTS
from app.people.importing.shops import SHOPS
from app.pledge.importing import POINTS
from app.sheets.rosters import Roster

ROSTERS: tuple[Roster, ...] = (
    RESIDENTS,
    HOUSEHOLDS,
    BUILDING_LEADERS,
    STREET_LEADERS,
    CANDIDATES,
    POSTS_ROSTER,
    SHOPS,
    PETS,
    ORGANIZATIONS,
    POINTS,
)


def roster_of(key: str) -> Roster:
    """The roster with that word of the command line; raises Refused."""
    for roster in ROSTERS:
        if roster.key == key:
            return roster
    raise Refused(f"没有叫“{key}”的导入种类，可用的有：{'、'.join(item.key for item in ROSTERS)}。")
