"""The engine that Qt draws with: the same on Windows as on Linux."""

from __future__ import annotations

import pytest

from ui.main import choose_font_engine


def test_on_windows_the_engine_is_taken_that_writes_our_fonts_into_a_pdf() -> None:
    windows: dict[str, str] = {}
    choose_font_engine("win32", windows)
    assert windows == {"QT_QPA_PLATFORM": "windows:fontengine=freetype"}


@pytest.mark.parametrize(
    ("system", "environment"),
    [("linux", {}), ("win32", {"QT_QPA_PLATFORM": "offscreen"})],
)
def test_elsewhere_and_where_it_is_said_the_engine_stays(
    system: str, environment: dict[str, str]
) -> None:
    before = dict(environment)
    choose_font_engine(system, environment)
    assert environment == before
