"""The command line as a script calls it: own processes would cost a second each, so in one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from db import keys

PASSWORD = "口令abc123"


@dataclass(frozen=True)
class Answer:
    """What a command said: exit code, the JSON object, stdout and stderr as texts."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found


Mulin = Callable[..., Answer]


@pytest.fixture
def mulin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Mulin:
    """Runs a command with `--json`; key derivation is made cheap."""
    monkeypatch.setenv("MULIN_PASSWORD", PASSWORD)
    monkeypatch.setattr(keys.KeyParams.__init__, "__defaults__", (64, 1, 1))

    def run(*words: str | Path, plain: bool = False) -> Answer:
        argv = [str(word) for word in words]
        try:
            code = main.run(argv if plain else [*argv, "--json"])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return run


@pytest.fixture
def new_book(mulin: Mulin, tmp_path: Path) -> Path:
    """A book of 金水苑社区居委会."""
    path = tmp_path / "金水苑.mulin"
    answer = mulin("new", "--book", path, "--committee", "310120003001")
    assert answer.code == 0
    return path
