"""Of many backups the needed ones are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import db.backup
import db.container
import db.files
import db.probe
import db.restore
from db import container
from db.backup import keep, list_backups, survey, verify
from db.errors import (
    DamagedBook,
)
from db.schema import HEAD
from tests.db.books import (
    MOMENT,
)


def fill_shelf(folder: Path, moments: list[datetime], book: str = "b00c") -> None:
    """Backups in form only: small ones, made quickly, at the given moments."""
    folder.mkdir(exist_ok=True)
    inside = folder / "inside"
    inside.write_bytes(bytes(1000))
    info = container.BackupInfo(
        path=folder,
        name="金水苑",
        book_id=book,
        made_at=MOMENT,
        schema=HEAD,
        counts={},
        size=1000,
        sha256=db.probe.hash_of(inside),
        keyring=b"{}",
        notes={},
    )
    for moment in moments:
        path = folder / f"{book} {moment:%Y-%m-%d %H%M}.mulinbak"
        container.write(
            replace(info, path=path, made_at=moment), inside, bytes(32), lambda _done, _all: None
        )
    inside.unlink()


def test_a_year_of_backups_is_thinned_to_days_weeks_and_months(tmp_path: Path) -> None:
    days = [MOMENT - timedelta(days=back) for back in range(400)]
    fill_shelf(tmp_path / "备份", days)
    removed = keep(tmp_path / "备份")
    left = [info.made_at for info in list_backups(tmp_path / "备份")]
    assert len(removed) + len(left) == 400
    assert left[:14] == days[:14]
    assert {made.isocalendar()[:2] for made in days[:70]} <= {
        made.isocalendar()[:2] for made in left
    }
    assert len({(made.year, made.month) for made in left}) == 12
    assert 14 + 8 <= len(left) <= 14 + 10 + 12
    assert keep(tmp_path / "备份") == []


def test_of_one_day_the_newest_stays_and_always_the_newest_three(tmp_path: Path) -> None:
    hours = [MOMENT - timedelta(hours=back) for back in range(8)]
    yesterday = [MOMENT - timedelta(days=1, minutes=back) for back in range(4)]
    fill_shelf(tmp_path, hours + yesterday)
    keep(tmp_path)
    assert [info.made_at for info in list_backups(tmp_path)] == [*hours[:3], yesterday[0]]


def test_each_book_keeps_its_own(tmp_path: Path) -> None:
    fill_shelf(tmp_path, [MOMENT - timedelta(minutes=back) for back in range(5)])
    fill_shelf(tmp_path, [MOMENT - timedelta(days=300, minutes=back) for back in range(5)], "e1e1")
    assert len(keep(tmp_path)) == 4
    assert [info.book_id for info in list_backups(tmp_path)] == ["b00c"] * 3 + ["e1e1"] * 3


def test_the_newest_good_backup_is_never_removed(tmp_path: Path) -> None:
    moments = [MOMENT - timedelta(minutes=back) for back in range(9)]
    fill_shelf(tmp_path, moments)
    shelf = list_backups(tmp_path)
    for info in shelf[:5]:
        spoil(info.path)
    keep(tmp_path)
    good = [info.made_at for info in list_backups(tmp_path) if is_good(info.path)]
    assert good == moments[5:8]
    for path in tmp_path.iterdir():
        spoil(path)
    assert keep(tmp_path) == []


def spoil(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"\xff")


def is_good(path: Path) -> bool:
    try:
        verify(path)
    except DamagedBook:
        return False
    return True


def test_a_broken_file_on_the_shelf_is_named_and_left_alone(tmp_path: Path) -> None:
    fill_shelf(tmp_path, [MOMENT])
    (tmp_path / "half.mulinbak").write_bytes(b"MULINBAK\r\n")
    usable, broken = survey(tmp_path)
    assert len(usable) == 1
    assert [each.path.name for each in broken] == ["half.mulinbak"]
    assert "不完整或已损坏" in broken[0].text
    assert keep(tmp_path) == []
    assert survey(tmp_path / "没有") == ([], [])
