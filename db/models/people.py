"""Places and people: office, compounds, buildings, dwellings, households, residents, shops.

What an office adds to a record in columns of its own stands in `own`.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Record, link

OWN_VALUES = JSON(none_as_null=True)
"""The values of an office's own columns, by the key of the column."""


class Office(Record, Base):
    """本居委: the residents' committee that keeps this book; one row."""

    __tablename__ = "office"
    name: Mapped[str]
    short_name: Mapped[str | None]
    subdistrict_name: Mapped[str]
    district_name: Mapped[str | None]
    office_code: Mapped[str | None]
    address: Mapped[str | None]
    phone: Mapped[str | None]
    seal_name: Mapped[str]
    secretary: Mapped[str | None]
    director: Mapped[str | None]
    fiscal_start_month: Mapped[int] = mapped_column(default=1)


class Compound(Record, Base):
    """小区: `alias` keeps other names by which sheets call it, one per line."""

    __tablename__ = "compound"
    name: Mapped[str] = mapped_column(unique=True)
    alias: Mapped[str | None]
    address: Mapped[str | None]
    kind: Mapped[str | None]
    built_year: Mapped[int | None]
    household_count: Mapped[int | None]
    property_company: Mapped[str | None]
    liaison_staff: Mapped[str | None]
    sort_no: Mapped[int] = mapped_column(default=0)
    owners_committee_id: Mapped[int | None] = link("organization", optional=True)


class Building(Record, Base):
    """楼栋: `key` is the name without 号/幢/楼, by which sheets are matched.

    `floor_area` is in 0.01 m².
    """

    __tablename__ = "building"
    __table_args__ = (UniqueConstraint("compound_id", "key"),)
    compound_id: Mapped[int] = link("compound", indexed=False)
    name: Mapped[str]
    key: Mapped[str]
    floors: Mapped[int | None]
    unit_count: Mapped[int | None]
    dwelling_count: Mapped[int | None]
    has_elevator: Mapped[bool | None]
    floor_area: Mapped[int | None]


class BuildingGroup(Record, Base):
    """楼组: a unit of self-government; it may cover several buildings or a part of one.

    `status` is active, merged, split or ended; `successors` are the ids of the 楼组 after it.
    """

    __tablename__ = "building_group"
    __table_args__ = (UniqueConstraint("compound_id", "key"),)
    compound_id: Mapped[int] = link("compound", indexed=False)
    name: Mapped[str]
    key: Mapped[str]
    code: Mapped[str | None] = mapped_column(unique=True)
    households_declared: Mapped[int | None]
    formed_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    status: Mapped[str] = mapped_column(default="active")
    liaison_staff: Mapped[str | None]
    sort_no: Mapped[int] = mapped_column(default=0)
    successors: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    service_point: Mapped[str | None]
    has_wechat_group: Mapped[bool | None]


class Dwelling(Record, Base):
    """房屋: a door; `unit` is empty text where the building has no units, `area` is in 0.01 m²."""

    __tablename__ = "dwelling"
    __table_args__ = (UniqueConstraint("building_id", "unit", "room_no"),)
    building_id: Mapped[int] = link("building", indexed=False)
    unit: Mapped[str] = mapped_column(default="")
    room_no: Mapped[str]
    building_group_id: Mapped[int | None] = link("building_group", optional=True)
    usage: Mapped[str | None]
    area: Mapped[int | None]


class Household(Record, Base):
    """家庭户: `head_name` is kept beside the register, since some lists know only the head."""

    __tablename__ = "household"
    dwelling_id: Mapped[int] = link("dwelling")
    household_no: Mapped[str | None]
    head_name: Mapped[str | None]
    kind: Mapped[str | None]
    moved_in_on: Mapped[dt.date | None]
    moved_out_on: Mapped[dt.date | None]
    status: Mapped[str] = mapped_column(default="living")
    pledge_signed_on: Mapped[dt.date | None]
    own: Mapped[dict[str, object] | None] = mapped_column(OWN_VALUES)


class Resident(Record, Base):
    """居民: a person the office knows.

    `listed` tells that the person stands in the register of residents; post-holders from
    outside are known but not listed. `birth_date` is ISO text of 4, 7 or 10 characters.
    `phone` holds all numbers with 、 between them.
    """

    __tablename__ = "resident"
    __table_args__ = (
        Index(
            "uq_resident_id_card",
            "id_kind",
            "id_card_no",
            unique=True,
            sqlite_where=text("id_card_no IS NOT NULL"),
            postgresql_where=text("id_card_no IS NOT NULL"),
        ),
    )
    household_id: Mapped[int | None] = link("household", optional=True)
    full_name: Mapped[str] = mapped_column(index=True)
    name_pinyin: Mapped[str] = mapped_column(default="")
    name_initials: Mapped[str] = mapped_column(default="")
    id_kind: Mapped[str] = mapped_column(default="居民身份证")
    id_card_no: Mapped[str | None]
    sex: Mapped[str | None]
    birth_date: Mapped[str | None]
    phone: Mapped[str | None]
    relation_to_head: Mapped[str | None]
    residence_kind: Mapped[str | None]
    registered_address: Mapped[str | None]
    ethnicity: Mapped[str | None]
    political_status: Mapped[str | None]
    education: Mapped[str | None]
    marital_status: Mapped[str | None]
    employment: Mapped[str | None]
    occupation: Mapped[str | None]
    employer: Mapped[str | None]
    health_status: Mapped[str | None]
    talents: Mapped[str | None]
    emergency_contact: Mapped[str | None]
    emergency_phone: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="living")
    listed: Mapped[bool] = mapped_column(default=True)
    own: Mapped[dict[str, object] | None] = mapped_column(OWN_VALUES)


class CareTag(Record, Base):
    """关爱标签: a tag on a person with its start, end and source."""

    __tablename__ = "care_tag"
    resident_id: Mapped[int] = link("resident")
    tag: Mapped[str]
    start_on: Mapped[dt.date | None]
    end_on: Mapped[dt.date | None]
    source: Mapped[str | None]


class StreetSegment(Record, Base):
    """街面、路段或商圈."""

    __tablename__ = "street_segment"
    name: Mapped[str] = mapped_column(unique=True)
    road: Mapped[str | None]
    from_no: Mapped[str | None]
    to_no: Mapped[str | None]
    shop_count_declared: Mapped[int | None]
    liaison_staff: Mapped[str | None]
    side: Mapped[str | None]
    liaison_police: Mapped[str | None]
    liaison_urban: Mapped[str | None]


class Shop(Record, Base):
    """商铺: when it changes hands it is closed and a new one is opened."""

    __tablename__ = "shop"
    street_segment_id: Mapped[int] = link("street_segment")
    shop_name: Mapped[str]
    license_name: Mapped[str | None]
    credit_code: Mapped[str | None] = mapped_column(unique=True)
    category: Mapped[str | None]
    address: Mapped[str | None]
    manager_name: Mapped[str | None]
    manager_phone: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="open")
    opened_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    staff_count: Mapped[int | None]
    open_hours: Mapped[str | None]
    gate_duty_signed_on: Mapped[dt.date | None]
    pledge_signed_on: Mapped[dt.date | None]
    fire_extinguishers: Mapped[int | None]
    own: Mapped[dict[str, object] | None] = mapped_column(OWN_VALUES)
