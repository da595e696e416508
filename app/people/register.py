"""The register: every use case that records people and places, in one place to find them."""

from __future__ import annotations

from app.people.households import (
    add_household,
    asked_of_household,
    edit_household,
    move_out,
    set_head,
)
from app.people.houses import (
    NewGroups,
    add_building,
    add_compound,
    add_dwelling,
    add_group,
    assign_dwellings,
    edit_building,
    edit_compound,
    edit_dwelling,
    edit_group,
    end_group,
    groups_for_buildings,
)
from app.people.leaving import Leaving
from app.people.relocating import asked_of_person, move, set_status
from app.people.residents import add_resident, edit_resident
from app.people.storing import Saved, delete, entry_of
from app.people.streets import (
    add_segment,
    add_shop,
    edit_segment,
    edit_shop,
    set_shop_status,
)
from app.people.tags import edit_tag, set_tags

__all__ = [
    "Leaving",
    "NewGroups",
    "Saved",
    "add_building",
    "add_compound",
    "add_dwelling",
    "add_group",
    "add_household",
    "add_resident",
    "add_segment",
    "add_shop",
    "asked_of_household",
    "asked_of_person",
    "assign_dwellings",
    "delete",
    "edit_building",
    "edit_compound",
    "edit_dwelling",
    "edit_group",
    "edit_household",
    "edit_resident",
    "edit_segment",
    "edit_shop",
    "edit_tag",
    "end_group",
    "entry_of",
    "groups_for_buildings",
    "move",
    "move_out",
    "set_head",
    "set_shop_status",
    "set_status",
    "set_tags",
]
