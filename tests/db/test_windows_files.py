"""What Windows says when another program has a file open, told in words; run on any system.

Windows gives an OSError a `winerror`, which other systems do not have: the errors here are made
as Python makes them there (`open` leaves it empty, renaming and deleting fill it in).
"""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from db.errors import FileLocked, ReadOnlyPlace, from_os
from db.files import put_in_place, remove, write_whole


def of_windows(winerror: int | None) -> PermissionError:
    error = PermissionError(errno.EACCES, "Permission denied")
    error.winerror = winerror  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize("winerror", [None, 5, 32])
def test_a_workbook_that_is_open_in_excel_is_called_in_use(
    tmp_path: Path, winerror: int | None
) -> None:
    sheet = tmp_path / "居民名册.xlsx"
    sheet.write_bytes(b"PK")

    found = from_os(of_windows(winerror), sheet)

    assert isinstance(found, FileLocked)
    assert found.worth_retrying
    assert "居民名册.xlsx" in found.text
    assert "占用" in found.text


@pytest.mark.parametrize("winerror", [None, 5])
def test_a_folder_that_forbids_writing_is_not_called_in_use(
    tmp_path: Path, winerror: int | None
) -> None:
    assert isinstance(from_os(of_windows(winerror), tmp_path / "新的.xlsx"), ReadOnlyPlace)
    assert isinstance(from_os(of_windows(winerror), tmp_path), ReadOnlyPlace)


@pytest.mark.parametrize("winerror", [None, 5])
def test_a_file_marked_read_only_is_not_called_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winerror: int | None
) -> None:
    sheet = tmp_path / "居民名册.xlsx"
    sheet.write_bytes(b"PK")
    monkeypatch.setattr("db.errors.os.access", lambda *_: False)  # root may write everywhere

    assert isinstance(from_os(of_windows(winerror), sheet), ReadOnlyPlace)


def test_elsewhere_a_forbidden_file_is_a_matter_of_permissions(tmp_path: Path) -> None:
    sheet = tmp_path / "居民名册.xlsx"
    sheet.write_bytes(b"PK")

    found = from_os(PermissionError(errno.EACCES, "Permission denied"), sheet)

    assert isinstance(found, ReadOnlyPlace)


def test_a_file_that_a_scanner_lets_go_of_in_time_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "居民名册.xlsx"
    target.write_bytes(b"old")
    busy = [of_windows(5), of_windows(32)]
    replace = Path.replace

    def held_for_a_moment(part: Path, place: Path) -> Path:
        if busy:
            raise busy.pop()
        return replace(part, place)

    monkeypatch.setattr(Path, "replace", held_for_a_moment)
    monkeypatch.setattr("db.files._PAUSES", (0.0, 0.0, 0.0))

    write_whole(target, b"new")

    assert target.read_bytes() == b"new"
    assert not busy


def test_a_file_that_stays_open_keeps_its_content_and_leaves_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "居民名册.xlsx"
    target.write_bytes(b"old")

    def held(_part: Path, _place: Path) -> Path:
        raise of_windows(5)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr("db.files._PAUSES", (0.0,))

    with pytest.raises(FileLocked, match="占用"):
        write_whole(target, b"new")

    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["居民名册.xlsx"]


def test_what_is_forbidden_for_another_reason_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def forbidden(path: Path, *_: Path, **__: bool) -> None:
        tried.append(path)
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "unlink", forbidden)
    monkeypatch.setattr(Path, "replace", forbidden)

    with pytest.raises(PermissionError):
        remove(tmp_path / "a")
    with pytest.raises(PermissionError):
        put_in_place(tmp_path / "a", tmp_path / "b")
    assert len(tried) == 2
