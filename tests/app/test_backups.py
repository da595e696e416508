"""Backups from the book's side: made, sealed, thinned out, restored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import opening
from app.backups import (
    automatic_backup,
    back_up,
    check_backup,
    folder_of,
    last_backup,
    list_backups,
    restore_book,
)
from app.book import Book
from app.errors import Refused, Unavailable
from app.people.office import office, set_office
from app.people.records import OfficeEntry
from app.pledge.lines import NewLine, append, sealed_upto
from app.pledge.rulesets import rule_sets
from app.pledge.seasons import season_on
from app.starting import start_book
from app.work import Progress, finish
from db.models import Account
from tests.conftest import CHEAP, PASSWORD

NOW = dt.datetime(2026, 11, 22, 8, 31).astimezone()


def rename(book: Book, name: str) -> None:
    set_office(book, OfficeEntry(name=name, subdistrict_name="金海街道"))


def name_of(path: Path, password: str = PASSWORD) -> str:
    book = opening.unlock(path, password)
    try:
        known = office(book)
        return known.name if known else ""
    finally:
        book.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder away from the book, as a stick is."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def own(tmp_path: Path, book: Book) -> Book:
    """The book with a name in it, so that a restored one is known again."""
    rename(book, "金水苑社区居委会")
    return book


@pytest.fixture
def points_book(tmp_path: Path) -> Iterator[Book]:
    """A book with one line in its ledger."""
    today = NOW.date()
    path = tmp_path / "积分.mulin"
    book = start_book(path, "310120003001", "王芳", PASSWORD, today=today, params=CHEAP).book
    rules = rule_sets(book, today)[0]
    season = season_on(book, rules.id, today)
    assert season is not None
    with book.write("登记积分") as session:
        account = Account(id=book.ids.next_id(), rule_set_id=rules.id, opened_on=today)
        session.add(account)
        append(session, [NewLine.history(account.id, season.id, "帮助邻居", today, 20)], who="王芳")
    yield book
    book.close()


def test_a_backup_is_named_after_the_book_and_the_minute(own: Book, stick: Path) -> None:
    told: list[Progress] = []
    made = finish(back_up(own, stick, now=NOW), told.append)
    assert made == stick / "金水苑 2026-11-22 0831.mulinbak"
    assert told
    assert all(0 <= step.done <= step.total for step in told)
    assert finish(check_backup(made)).trouble == ""


def test_a_backup_can_be_given_a_file_name(own: Book, stick: Path) -> None:
    wanted = stick / "交给街道.mulinbak"
    assert finish(back_up(own, wanted, now=NOW)) == wanted


def test_a_backup_seals_the_ledger_and_is_no_step_to_undo(points_book: Book, stick: Path) -> None:
    before = points_book.undo_label
    finish(back_up(points_book, stick, now=NOW))
    with points_book.read() as session:
        assert sealed_upto(session) == 1
    assert points_book.undo_label == before


def test_the_last_backup_is_known_without_opening_the_book(own: Book) -> None:
    assert last_backup(own.path) is None
    finish(back_up(own, own.path.parent / "近处", now=NOW))
    near = last_backup(own.path)
    assert near is not None
    assert not near.elsewhere
    assert last_backup(own.path, elsewhere=True) is None


def test_a_backup_on_a_stick_counts_after_the_stick_was_pulled(
    own: Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stick = tmp_path_factory.mktemp("stick")
    made = finish(back_up(own, stick, now=NOW))
    made.unlink()
    known = last_backup(own.path, elsewhere=True)
    assert known is not None
    assert known.made_at == NOW


def test_a_backup_nearby_that_was_deleted_counts_no_more(own: Book) -> None:
    made = finish(back_up(own, folder_of(own.path), now=NOW))
    made.unlink()
    assert last_backup(own.path) is None


def test_an_automatic_backup_lies_beside_the_book(own: Book) -> None:
    made = finish(automatic_backup(own, now=NOW))
    assert made is not None
    assert made.parent == own.path.parent / "备份"


def test_no_automatic_backup_is_made_when_nothing_changed(own: Book) -> None:
    finish(automatic_backup(own, now=NOW))
    assert finish(automatic_backup(own, now=NOW + dt.timedelta(days=1))) is None


def test_half_an_hour_passes_between_automatic_backups(own: Book) -> None:
    finish(automatic_backup(own, now=NOW))
    rename(own, "新名字")
    assert finish(automatic_backup(own, now=NOW + dt.timedelta(minutes=29))) is None
    assert finish(automatic_backup(own, now=NOW + dt.timedelta(minutes=30))) is not None


def test_a_clock_that_was_set_back_does_not_stop_automatic_backups(own: Book) -> None:
    finish(automatic_backup(own, now=NOW))
    rename(own, "新名字")
    assert finish(automatic_backup(own, now=NOW - dt.timedelta(days=400))) is not None


def test_old_automatic_backups_are_thinned_out(own: Book) -> None:
    for hour in range(8):
        rename(own, f"名字{hour}")
        finish(automatic_backup(own, now=NOW + dt.timedelta(hours=hour)))
    assert len(list_backups(folder_of(own.path))) == 3


def test_a_stopped_backup_leaves_nothing(own: Book, stick: Path) -> None:
    work = back_up(own, stick, now=NOW)
    next(work)
    work.close()
    assert list(stick.iterdir()) == []
    assert not list(own.path.parent.glob("*.part"))


def test_a_broken_file_among_the_backups_is_listed_with_its_reason(own: Book, stick: Path) -> None:
    made = finish(back_up(own, stick, now=NOW))
    torn = stick / "坏的.mulinbak"
    torn.write_bytes(made.read_bytes()[:-100])
    good, bad = list_backups(stick)
    assert (good.path, good.trouble) == (made, "")
    assert good.made_at is not None
    assert (bad.path, bad.made_at) == (torn, None)
    assert "损坏" in bad.trouble
    with pytest.raises(Refused, match="损坏"):
        finish(check_backup(torn))


def test_a_restored_book_is_what_it_was_and_the_newer_one_is_kept(own: Book, stick: Path) -> None:
    made = finish(back_up(own, stick, now=NOW))
    rename(own, "后来的名字")
    own.close()
    aside = restore_book(made, own.path, PASSWORD, now=NOW)
    assert aside is not None
    assert name_of(own.path) == "金水苑社区居委会"
    assert name_of(aside) == "后来的名字"


def test_a_backup_is_restored_to_an_empty_place(own: Book, stick: Path, tmp_path: Path) -> None:
    made = finish(back_up(own, stick, now=NOW))
    target = tmp_path / "新电脑.mulin"
    assert restore_book(made, target, PASSWORD, now=NOW) is None
    assert name_of(target) == "金水苑社区居委会"


def test_the_recovery_code_opens_a_backup_too(tmp_path: Path, stick: Path) -> None:
    made = opening.create(tmp_path / "甲.mulin", "王芳", PASSWORD, params=CHEAP)
    backup = finish(back_up(made.book, stick, now=NOW))
    made.book.close()
    target = tmp_path / "乙.mulin"
    restore_book(backup, target, made.recovery_code, now=NOW)
    opening.unlock(target, PASSWORD).close()


def test_a_wrong_password_restores_nothing(own: Book, stick: Path, tmp_path: Path) -> None:
    made = finish(back_up(own, stick, now=NOW))
    target = tmp_path / "新电脑.mulin"
    with pytest.raises(Refused, match="密码"):
        restore_book(made, target, "不是这个", now=NOW)
    assert not target.exists()


def test_a_book_that_is_open_is_not_replaced(own: Book, stick: Path) -> None:
    made = finish(back_up(own, stick, now=NOW))
    with pytest.raises(Unavailable, match="打开"):
        restore_book(made, own.path, PASSWORD, now=NOW)
    assert office(own) is not None


def test_a_pulled_stick_is_said_so_and_the_book_goes_on(own: Book, stick: Path) -> None:
    with pytest.raises((Refused, Unavailable)):
        finish(back_up(own, stick / "没有" / "这里", now=NOW))
    rename(own, "还能写")
