"""Registers around people and places: organizations, pets, consents, pictures."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Record, link


class Organization(Record, Base):
    """单位、组织: `register_date` is ISO text of 4, 7 or 10 characters."""

    __tablename__ = "organization"
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str | None]
    five_party: Mapped[str | None]
    credit_code: Mapped[str | None] = mapped_column(unique=True)
    register_no: Mapped[str | None]
    register_date: Mapped[str | None]
    legal_rep: Mapped[str | None]
    supervisor_unit: Mapped[str | None]
    evaluation_level: Mapped[str | None]
    annual_result: Mapped[str | None]
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None]
    address: Mapped[str | None]
    scope: Mapped[str | None]
    member_count: Mapped[int | None]
    term_end_on: Mapped[dt.date | None]
    status: Mapped[str] = mapped_column(default="active")


class Pet(Record, Base):
    """宠物: `birth` is ISO text of 4, 7 or 10 characters."""

    __tablename__ = "pet"
    owner_resident_id: Mapped[int] = link("resident")
    household_id: Mapped[int | None] = link("household", optional=True)
    species: Mapped[str] = mapped_column(default="犬")
    name: Mapped[str | None]
    breed: Mapped[str | None]
    sex: Mapped[str | None]
    neutered: Mapped[bool | None]
    birth: Mapped[str | None]
    color_features: Mapped[str | None]
    license_no: Mapped[str | None]
    license_expire_on: Mapped[dt.date | None]
    chip_no: Mapped[str | None]
    rabies_vaccine_on: Mapped[dt.date | None]
    vaccine_expire_on: Mapped[dt.date | None]
    pledge_signed_on: Mapped[dt.date | None]
    status: Mapped[str] = mapped_column(default="kept")


class Consent(Record, Base):
    """授权: what a person agreed to, when, to which text, and who agreed for a child or ward."""

    __tablename__ = "consent"
    resident_id: Mapped[int] = link("resident")
    kind: Mapped[str]
    given_on: Mapped[dt.date]
    withdrawn_on: Mapped[dt.date | None]
    text_version: Mapped[str | None]
    given_by: Mapped[str | None]
    relation: Mapped[str | None]


class Picture(Record, Base):
    """A small picture of a record (logo, photo): `content` is a JPEG or PNG in base64.

    Text, since the journal keeps rows as JSON.
    """

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("owner_table", "owner_id", "kind"),)
    owner_table: Mapped[str]
    owner_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str]
    content: Mapped[str]
