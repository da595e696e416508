"""Setting up an office from the official list."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app import opening
from app.checking import check_book
from app.errors import Invalid, Refused
from app.people.office import office
from app.pledge.rulesets import rule_sets, rules_of
from app.pledge.seasons import season_on
from app.starting import by_hand, discard, office_of, start_book
from app.work import finish
from tests.conftest import CHEAP, PASSWORD

JINSHUIYUAN = "310120003001"
TODAY = dt.date(2026, 11, 22)


def start(path: Path, code: str = JINSHUIYUAN, **more: object) -> opening.NewBook:
    return start_book(path, code, "王芳", PASSWORD, today=TODAY, params=CHEAP, **more)  # type: ignore[arg-type]


def test_a_new_book_knows_the_office_of_its_committee(tmp_path: Path) -> None:
    made = start(tmp_path / "金水苑.mulin")
    try:
        known = office(made.book)
        assert known is not None
        assert known.name == known.seal_name == "金水苑社区居委会"
        assert known.subdistrict_name == "金海街道"
        assert known.district_name == "奉贤区"
        assert known.office_code == JINSHUIYUAN
    finally:
        made.book.close()


def test_a_new_book_holds_the_shipped_rules_and_an_open_season_for_each(tmp_path: Path) -> None:
    made = start(tmp_path / "金水苑.mulin")
    try:
        found = rule_sets(made.book, TODAY)
        assert len(found) >= 3
        for rules in found:
            assert rules_of(made.book, rules.id, TODAY)
            season = season_on(made.book, rules.id, TODAY)
            assert season is not None
            assert season.is_open
    finally:
        made.book.close()


def test_a_new_book_has_nothing_to_undo(tmp_path: Path) -> None:
    made = start(tmp_path / "金水苑.mulin")
    try:
        assert made.book.undo_label is None
        assert not finish(check_book(made.book))
    finally:
        made.book.close()


def test_a_new_book_opens_again_with_the_password_and_with_the_recovery_code(
    tmp_path: Path,
) -> None:
    path = tmp_path / "金水苑.mulin"
    made = start(path)
    made.book.close()
    opening.unlock(path, PASSWORD).close()
    opening.unlock_with_code(path, made.recovery_code, PASSWORD).close()


@pytest.mark.parametrize(
    ("code", "words"),
    [("999999999999", "不在官方名录里"), ("310120003", "不是居委会"), ("", "不在官方名录里")],
)
def test_a_code_that_is_no_committee_is_refused_and_leaves_nothing(
    tmp_path: Path, code: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        start(tmp_path / "新.mulin", code)
    assert list(tmp_path.iterdir()) == []


def test_a_committee_outside_the_list_is_named_by_hand(tmp_path: Path) -> None:
    made = start(tmp_path / "新.mulin", "", office=by_hand(" 新湖社区居委会 ", "新湖街道", ""))
    try:
        known = office(made.book)
        assert known is not None
        assert (known.name, known.district_name) == ("新湖社区居委会", None)
    finally:
        made.book.close()


def test_a_failure_half_way_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        start(tmp_path / "新.mulin", "", office=by_hand("", "", ""))
    assert list(tmp_path.iterdir()) == []


def test_a_short_password_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="6"):
        start_book(tmp_path / "新.mulin", JINSHUIYUAN, "王芳", "12345", today=TODAY, params=CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_in_the_way_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "金水苑.mulin"
    keys = tmp_path / "金水苑.mulin.keys"
    keys.write_text("别人的文件")
    with pytest.raises(Refused, match="已经存在"):
        start(path)
    assert [file.name for file in tmp_path.iterdir()] == [keys.name]
    assert keys.read_text() == "别人的文件"


def test_giving_up_a_new_book_removes_its_files_and_nothing_else(tmp_path: Path) -> None:
    other = tmp_path / "金水苑2.mulin"
    other.write_text("另一本")
    made = start(tmp_path / "金水苑.mulin")
    discard(made.book)
    assert list(tmp_path.iterdir()) == [other]


def test_a_town_without_districts_is_named_by_its_city() -> None:
    entry = office_of("441900004003")
    assert (entry.subdistrict_name, entry.district_name) == ("南城街道", "东莞市")
