"""Where a book lies, as the terminal tells of it: beside the answer, never in it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Mulin


def test_a_book_in_a_folder_of_a_cloud_is_warned_of_on_stderr_alone(
    mulin: Mulin, tmp_path: Path
) -> None:
    folder = tmp_path / "我的坚果云"
    folder.mkdir()
    path = folder / "金水苑.mulin"
    made = mulin("new", "--book", path, "--committee", "310120003001")
    assert made.code == 0
    assert "注意：这里是“坚果云”的同步文件夹" in made.err
    counted = mulin("stats", "--book", path)
    assert counted.code == 0
    assert "注意：台账放在“坚果云”的同步文件夹" in counted.err
    assert "坚果云" not in counted.out
    assert counted.json["residents"] == 0


def test_restoring_into_a_folder_of_a_cloud_is_warned_of(
    mulin: Mulin, new_book: Path, tmp_path: Path
) -> None:
    backup = mulin("backup", tmp_path / "备份", "--book", new_book).json["file"]
    folder = tmp_path / "OneDrive"
    folder.mkdir()
    answer = mulin("restore", backup, "--book", folder / "金水苑.mulin")
    assert answer.code == 0
    assert "OneDrive" in answer.err


def test_a_book_that_lies_well_is_not_commented_on(mulin: Mulin, new_book: Path) -> None:
    assert mulin("stats", "--book", new_book).err == ""
