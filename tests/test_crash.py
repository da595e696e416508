"""A pulled plug costs nothing that was said to be saved; `tests.crash` is the long form."""

from __future__ import annotations

from pathlib import Path

from tests.crash import run


def test_a_killed_program_leaves_a_whole_book_with_all_it_acknowledged(tmp_path: Path) -> None:
    figure = run(tmp_path, times=8, seed=20, seeing="import")
    assert figure.perfect, figure.words()
    assert figure.kills >= 8
    assert figure.said["points"] > 10
    assert figure.said["resident"] > 10
    assert figure.said["import"] >= 1
