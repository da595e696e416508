"""Rounds of selection, hand-overs, duties, training, appraisals and subsidies of posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED = (
    ("compound_id", "INTEGER CONSTRAINT fk_leader_term_compound_id REFERENCES compound (id)"),
    ("scope_name", "VARCHAR"),
    ("round_id", "INTEGER CONSTRAINT fk_leader_term_round_id REFERENCES election_round (id)"),
)
"""Columns that leader_term gained; all may be empty."""


def upgrade() -> None:
    """Make the new tables, then the new columns and their indexes."""
    op.create_table(
        "election_round",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("term_start", sa.Date(), nullable=False),
        sa.Column("term_end", sa.Date(), nullable=False),
        sa.Column("notice_from", sa.Date(), nullable=True),
        sa.Column("notice_to", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filed_no", sa.String(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("after_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["after_id"], ["election_round.id"], name=op.f("fk_election_round_after_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_round")),
        sa.UniqueConstraint("name", name=op.f("uq_election_round_name")),
    )
    op.create_index(
        op.f("ix_election_round_after_id"), "election_round", ["after_id"], unique=False
    )
    op.create_table(
        "training",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("abilities", sa.JSON(), nullable=False),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("host", sa.String(), nullable=True),
        sa.Column("speaker", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(), nullable=True),
        sa.Column("ends_at", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index(op.f("ix_training_held_on"), "training", ["held_on"], unique=False)
    op.create_table(
        "round_seat",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "building_group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "street_segment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "compound_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("scope_name", sa.String(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=True),
        sa.Column("ballots_issued", sa.Integer(), nullable=True),
        sa.Column("ballots_returned", sa.Integer(), nullable=True),
        sa.Column("vacant", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["building_group_id"],
            ["building_group.id"],
            name=op.f("fk_round_seat_building_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["compound.id"], name=op.f("fk_round_seat_compound_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["election_round.id"], name=op.f("fk_round_seat_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["street_segment_id"],
            ["street_segment.id"],
            name=op.f("fk_round_seat_street_segment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_seat")),
    )
    op.create_index(
        op.f("ix_round_seat_building_group_id"), "round_seat", ["building_group_id"], unique=False
    )
    op.create_index(op.f("ix_round_seat_compound_id"), "round_seat", ["compound_id"], unique=False)
    op.create_index(op.f("ix_round_seat_round_id"), "round_seat", ["round_id"], unique=False)
    op.create_index(
        op.f("ix_round_seat_street_segment_id"), "round_seat", ["street_segment_id"], unique=False
    )
    op.create_table(
        "candidate",
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("shop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_by", sa.String(), nullable=True),
        sa.Column("supporters", sa.Integer(), nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("votes_abstain", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_candidate_resident_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["round_seat.id"], name=op.f("fk_candidate_seat_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_candidate_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint(
            "seat_id", "resident_id", name=op.f("uq_candidate_seat_id_resident_id")
        ),
    )
    op.create_index(op.f("ix_candidate_resident_id"), "candidate", ["resident_id"], unique=False)
    op.create_index(op.f("ix_candidate_shop_id"), "candidate", ["shop_id"], unique=False)
    op.create_table(
        "training_attendance",
        sa.Column(
            "training_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("signed_in", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("minutes_awarded", sa.Integer(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_training_attendance_resident_id")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_training_attendance_training_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_attendance")),
        sa.UniqueConstraint(
            "training_id",
            "resident_id",
            name=op.f("uq_training_attendance_training_id_resident_id"),
        ),
    )
    op.create_index(
        op.f("ix_training_attendance_resident_id"),
        "training_attendance",
        ["resident_id"],
        unique=False,
    )
    op.create_table(
        "appraisal",
        sa.Column(
            "leader_term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("bonus", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("assessed_by", sa.String(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("opinion", sa.String(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["leader_term_id"], ["leader_term.id"], name=op.f("fk_appraisal_leader_term_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
        sa.UniqueConstraint(
            "leader_term_id", "period", name=op.f("uq_appraisal_leader_term_id_period")
        ),
    )
    op.create_table(
        "duty_record",
        sa.Column(
            "leader_term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("source_table", sa.String(), nullable=True),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["leader_term_id"], ["leader_term.id"], name=op.f("fk_duty_record_leader_term_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_record")),
    )
    op.create_index(
        op.f("ix_duty_record_leader_term_id"), "duty_record", ["leader_term_id"], unique=False
    )
    op.create_index(
        op.f("ix_duty_record_occurred_on"), "duty_record", ["occurred_on"], unique=False
    )
    op.create_index(
        "uq_duty_record_source",
        "duty_record",
        ["leader_term_id", "kind", "source_table", "source_id"],
        unique=True,
        sqlite_where=sa.text("source_id IS NOT NULL"),
    )
    op.create_table(
        "handover",
        sa.Column(
            "from_term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "to_term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("witness", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_term_id"], ["leader_term.id"], name=op.f("fk_handover_from_term_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_term_id"], ["leader_term.id"], name=op.f("fk_handover_to_term_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_from_term_id"), "handover", ["from_term_id"], unique=False)
    op.create_index(op.f("ix_handover_to_term_id"), "handover", ["to_term_id"], unique=False)
    op.create_table(
        "subsidy_payment",
        sa.Column(
            "leader_term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["leader_term_id"], ["leader_term.id"], name=op.f("fk_subsidy_payment_leader_term_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidy_payment")),
    )
    op.create_index(
        "uq_subsidy_payment_once",
        "subsidy_payment",
        ["leader_term_id", "period", "kind"],
        unique=True,
        sqlite_where=sa.text("status != 'cancelled'"),
    )
    # A column with a reference cannot be added in any other way without copying the table.
    for column, kind in ADDED:
        op.execute(f'ALTER TABLE "leader_term" ADD COLUMN "{column}" {kind}')
    op.create_index(
        op.f("ix_leader_term_compound_id"), "leader_term", ["compound_id"], unique=False
    )
    op.create_index(op.f("ix_leader_term_round_id"), "leader_term", ["round_id"], unique=False)
