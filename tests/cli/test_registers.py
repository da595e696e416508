"""Registers of shops, pets and organizations from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Mulin
from tests.conftest import OFFICE

TRUTH = json.loads((OFFICE / "truth.json").read_text("utf-8"))


def test_organizations_come_in_are_counted_and_go_out(
    mulin: Mulin, new_book: Path, tmp_path: Path
) -> None:
    said = mulin("import", OFFICE / "社会组织名册.xlsx", "--book", new_book)
    assert (said.code, said.json["created"]) == (0, TRUTH["社会组织名册.xlsx"]["orgs"])
    counted = mulin("stats", "--book", new_book).json
    assert counted["organizations"] == 66
    assert {
        name: counted[name]
        for name in ("shops", "pets", "consents", "persons_merged", "households_merged")
    } == {"shops": 0, "pets": 0, "consents": 0, "persons_merged": 0, "households_merged": 0}
    out = tmp_path / "单位.xlsx"
    assert mulin("export", "organizations", out, "--book", new_book).json["rows"] == 66
    again = mulin("import", "organizations", out, "--book", new_book)
    assert again.code == 1  # the telephones in it are masked
    full = mulin("export", "organizations", out, "--book", new_book, "--reveal", "核对")
    assert full.json["rows"] == 66
    again = mulin("import", "organizations", out, "--book", new_book)
    assert (again.code, again.json["unchanged"]) == (0, 66)


def test_every_register_can_be_asked_for_although_it_is_empty(
    mulin: Mulin, new_book: Path, tmp_path: Path
) -> None:
    for kind in ("shops", "pets", "households"):
        answer = mulin("export", kind, tmp_path / f"{kind}.xlsx", "--book", new_book)
        assert (answer.code, answer.json["rows"]) == (0, 0)
