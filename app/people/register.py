"""The register: every use case that records people and places, in one place to find them."""

from __future__ import annotations

from app.people.consents import add_consent, edit_consent, withdraw_consent
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
from app.people.moves import correct_move
from app.people.organizations import (
    add_organization,
    edit_organization,
    set_organization_status,
)
from app.people.pets import add_pet, edit_pet, set_pet_status
from app.people.regrouping import Part, merge_groups, split_group
from app.people.relocating import asked_of_person, move, set_status
from app.people.residents import add_resident, edit_resident
from app.people.shops import add_shop, change_hands, edit_shop, set_shop_status
from app.people.splitting import join_households, split_household
from app.people.storing import Saved, delete, entry_of
from app.people.streets import add_segment, edit_segment
from app.people.tags import edit_tag, set_tags

__all__ = [
    "Leaving",
    "NewGroups",
    "Part",
    "Saved",
    "add_building",
    "add_compound",
    "add_consent",
    "add_dwelling",
    "add_group",
    "add_household",
    "add_organization",
    "add_pet",
    "add_resident",
    "add_segment",
    "add_shop",
    "asked_of_household",
    "asked_of_person",
    "assign_dwellings",
    "change_hands",
    "correct_move",
    "delete",
    "edit_building",
    "edit_compound",
    "edit_consent",
    "edit_dwelling",
    "edit_group",
    "edit_household",
    "edit_organization",
    "edit_pet",
    "edit_resident",
    "edit_segment",
    "edit_shop",
    "edit_tag",
    "end_group",
    "entry_of",
    "groups_for_buildings",
    "join_households",
    "merge_groups",
    "move",
    "move_out",
    "set_head",
    "set_organization_status",
    "set_pet_status",
    "set_shop_status",
    "set_status",
    "set_tags",
    "split_group",
    "split_household",
    "withdraw_consent",
]
