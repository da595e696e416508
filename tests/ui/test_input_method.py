"""Chinese is typed with what the desktop names, as far as the Qt at hand can reach it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.start.input_method import choose


@pytest.fixture
def qt(tmp_path: Path) -> Path:
    """Qt as the wheels bring it, and with the part for fcitx once that is put there."""
    (tmp_path / "plugins" / "platforminputcontexts").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("name", ["fcitx", "fcitx5"])
def test_fcitx_is_spoken_to_by_its_own_part_where_there_is_one(qt: Path, name: str) -> None:
    part = "libfcitxplatforminputcontextplugin-qt6.so"
    (qt / "plugins" / "platforminputcontexts" / part).touch()
    environment = {"QT_IM_MODULE": name}
    choose(environment, qt)
    assert environment == {"QT_IM_MODULE": "fcitx"}


def test_without_that_part_fcitx_is_reached_by_the_portal_of_ibus(qt: Path) -> None:
    environment = {"QT_IM_MODULE": "fcitx"}
    choose(environment, qt)
    assert environment == {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}


@pytest.mark.parametrize("environment", [{}, {"QT_IM_MODULE": "ibus"}])
def test_a_desktop_that_names_another_way_keeps_it(qt: Path, environment: dict[str, str]) -> None:
    before = dict(environment)
    choose(environment, qt)
    assert environment == before
