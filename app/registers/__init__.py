"""The registers and rosters of the book in the columns of the sheets that they came from."""

from __future__ import annotations

from app.registers.around import organizations, pets, shops
from app.registers.doors import Ids, Reader, Table
from app.registers.people import households, residents
from app.registers.points import points
from app.registers.posts import building_leaders, posts, street_leaders

__all__ = [
    "Ids",
    "Reader",
    "Table",
    "building_leaders",
    "households",
    "organizations",
    "pets",
    "points",
    "posts",
    "residents",
    "shops",
    "street_leaders",
]
