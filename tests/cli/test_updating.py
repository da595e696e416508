"""An older and a newer book, as the terminal tells of them."""

from __future__ import annotations

from pathlib import Path

from app.cli.grammar import DONE, REFUSED
from tests.app.test_updating import content, laid_out, of_the_future
from tests.cli.conftest import Mulin


def test_the_copy_of_an_older_book_is_told_of_on_stderr_alone(mulin: Mulin, tmp_path: Path) -> None:
    path = laid_out(tmp_path)
    counted = mulin("stats", "--book", path)
    assert counted.code == DONE
    aside = next(tmp_path.glob("*升级前*.mulin"))
    assert f"注意：台账已升级到新版本的格式。升级前的样子另存为“{aside.name}”" in counted.err
    assert "升级" not in counted.out
    assert counted.json["residents"] == 2
    assert mulin("stats", "--book", path).err == ""


def test_a_newer_book_is_refused_with_the_version_it_takes(mulin: Mulin, tmp_path: Path) -> None:
    path = of_the_future(tmp_path)
    before = content(tmp_path)
    refused = mulin("stats", "--book", path, plain=True)
    assert refused.code == REFUSED
    assert "要用睦邻台账 1.4.0 或更新的版本才能打开" in refused.err
    assert content(tmp_path) == before
