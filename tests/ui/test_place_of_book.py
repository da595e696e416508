"""Where a book lies: what is said of network drives and folders of a cloud."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import opening
from app.errors import Unavailable
from tests.conftest import CHEAP, PASSWORD
from ui.start.secret import SecretStep


def test_a_folder_of_a_cloud_is_warned_of_before_the_book_is_made(
    qtbot: QtBot, tmp_path: Path
) -> None:
    step = SecretStep(tmp_path)
    qtbot.addWidget(step)
    step.belong_to("金水苑社区居委会")
    assert step.risk == ""
    step.take_place(tmp_path / "我的坚果云" / "金水苑")
    assert "坚果云" in step.risk
    step.take_place(tmp_path / "台账" / "金水苑")
    assert step.risk == ""


def test_a_folder_that_cannot_be_made_is_refused_in_our_words(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", "utf-8")
    with pytest.raises(Unavailable, match="找不到或读不出"):
        opening.create(tmp_path / "文件" / "台账" / "金水苑.mulin", "王芳", PASSWORD, params=CHEAP)
