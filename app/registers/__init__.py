"""The registers and rosters of the book in the columns of the sheets that they came from."""

from __future__ import annotations

from app.registers.around import organizations, pets, shops
from app.registers.doors import Reader, Table
from app.registers.people import building_leaders, households, residents, street_leaders
from app.registers.points import points

__all__ = [
    "Reader",
    "Table",
    "building_leaders",
    "households",
    "organizations",
    "pets",
    "points",
    "residents",
    "shops",
    "street_leaders",
]
