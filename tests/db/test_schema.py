"""The tables of a new book and of one brought up to date are the same."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, func, inspect, select

from app import opening
from app.guards import GUARDS
from app.leaders.records import TermEntry
from app.leaders.terms import appoint
from db import engine, schema
from db.models import Base, JournalPen, LeaderTerm, LedgerSeal, Resident
from tests.conftest import PASSWORD

BOOKS = Path(__file__).parents[1] / "data" / "books"
"""A small book of each released schema."""

KEY = bytes(range(32))


def shape(made: Engine) -> dict[str, Any]:
    """Tables with their columns, keys and indexes, whatever the order they were made in."""
    found = inspect(made)
    return {
        table: {
            "columns": {
                item["name"]: (str(item["type"]), item["nullable"])
                for item in found.get_columns(table)
            },
            "primary": found.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (tuple(item["constrained_columns"]), item["referred_table"])
                for item in found.get_foreign_keys(table)
            ),
            "unique": sorted(
                tuple(item["column_names"]) for item in found.get_unique_constraints(table)
            ),
            "indexes": sorted(
                (str(item["name"]), bool(item["unique"])) for item in found.get_indexes(table)
            ),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def migrated(path: Path) -> Engine:
    """A book made by running every revision."""
    made = engine.open_writer(path, KEY, create=True)
    with made.begin() as connection:
        schema.migrate(connection)
    return made


def test_running_all_revisions_gives_the_tables_of_the_models(tmp_path: Path) -> None:
    models = create_engine("sqlite://")
    Base.metadata.create_all(models)
    made = migrated(tmp_path / "a.mulin")
    assert shape(made) == shape(models)
    made.dispose()


def test_a_migrated_book_is_at_the_head_and_has_its_triggers(tmp_path: Path) -> None:
    made = migrated(tmp_path / "a.mulin")
    with made.begin() as connection:
        assert schema.version_of(connection, tmp_path / "a.mulin") == schema.HEAD
        triggers = {
            row[0]
            for row in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            )
        }
    assert {"journal_resident_update", "ledger_never_changes", "ledger_keeps_sealed"} <= triggers
    made.dispose()


def test_the_head_of_the_program_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD
    assert schema.KNOWN[-1] == schema.HEAD


def test_rows_that_the_engine_needs_are_there_from_the_start(tmp_path: Path) -> None:
    made = engine.open_writer(tmp_path / "a.mulin", KEY, create=True)
    with made.begin() as connection:
        schema.create(connection)
        for table in (JournalPen, LedgerSeal):
            count = connection.execute(select(func.count()).select_from(table))
            assert count.scalar() == 1
    made.dispose()


def test_posts_of_the_second_schema_stand_as_they_did_and_take_new_ones(tmp_path: Path) -> None:
    for kept in sorted(BOOKS.glob("0002.mulin*")):
        shutil.copy(kept, tmp_path / kept.name)
    opened = opening.unlock(tmp_path / "0002.mulin", PASSWORD, guards=GUARDS)
    with opened.read() as session:
        (term,) = session.scalars(select(LeaderTerm)).all()
        assert (term.kind, str(term.start_on), term.acting) == ("楼组长", "2022-07-01", False)
        other = session.scalars(select(Resident.id).where(Resident.full_name == "周小明")).one()
    entry = TermEntry("居委会主任", 0, other, dt.date(2026, 11, 22))
    appoint(opened, entry, dt.date(2026, 11, 22))
    opened.undo()
    with opened.read() as session:
        assert session.scalar(select(func.count(LeaderTerm.id))) == 1
    assert len(list(tmp_path.glob("0002（升级前*.mulin"))) == 1
    opened.close()


def test_a_book_of_the_first_schema_is_brought_up_to_date_with_a_copy_aside(
    tmp_path: Path,
) -> None:
    for kept in sorted(BOOKS.glob("0001.mulin*")):
        shutil.copy(kept, tmp_path / kept.name)
    opened = opening.unlock(tmp_path / "0001.mulin", PASSWORD)
    with opened.read() as session:
        assert session.scalars(select(Resident.full_name).order_by(Resident.id)).all() == [
            "周桂英",
            "周小明",
        ]
        phone = session.scalar(select(Resident.phone).where(Resident.full_name == "周桂英"))
    assert phone == "13800005678"
    assert len(list(tmp_path.glob("0001（升级前*.mulin"))) == 1
    opened.undo()
    with opened.read() as session:
        assert session.scalars(select(Resident.phone)).first() == "13800001234"
    opened.close()
