"""The sample book: whole, alike whenever it is made, and people as they could be."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from app import opening
from app.book import Book
from app.checking import check_book
from app.fields import fields_of
from app.kinds import IdCard, age_on, id_birth, id_sex
from app.people.consents import ConsentEntry, consent_problems
from app.people.merging.alike import find_alike
from app.people.merging.comparing import beside
from app.people.organizations import OrganizationEntry
from app.people.pet_records import PetEntry, pet_problems
from app.people.pets import PetFilter, pet_ids, pet_rows
from app.people.place_records import SegmentEntry, ShopEntry
from app.people.quality.board import board, quality_counts
from app.people.records import ResidentEntry
from app.people.rules import resident_problems, resident_warnings
from app.pledge.caps import cap_of
from app.pledge.ranking import group_ranking, household_ranking
from app.pledge.rulesets import rule_sets
from app.pledge.seasons import latest_season
from app.sample import SAMPLE_LOGIN, SAMPLE_PASSWORD, make
from app.sample.__main__ import main
from app.sample.dice import PHONES
from app.sample.findings import SHARED
from app.work import finish
from tests.conftest import CHEAP
from tests.sampling import TODAY, Row, rows
from tests.story import Dump, dump


@pytest.fixture(scope="module")
def families(content: Dump) -> dict[int, list[Row]]:
    """Everybody of the register by household."""
    found: dict[int, list[Row]] = defaultdict(list)
    for person in rows(content, "resident", listed=True):
        found[person["household_id"]].append(person)
    return found


def test_the_sample_is_as_large_as_a_real_neighbourhood(content: Dump) -> None:
    assert len(content["compound"]) == 4
    assert len({row["kind"] for row in content["compound"].values()}) == 4
    assert len(content["building_group"]) == 60
    assert 1900 <= len(rows(content, "household", status="living")) <= 2100
    assert 4700 <= len(rows(content, "resident", status="living", listed=True)) <= 5300
    assert len(content["street_segment"]) == 6
    assert 85 <= len(content["shop"]) <= 95
    assert 8500 <= len(content["ledger_entry"]) <= 10_000


def test_the_sample_is_whole(sample: Book) -> None:
    assert finish(check_book(sample)) == ()


def test_nothing_in_the_sample_is_offered_to_be_undone(sample: Book) -> None:
    assert sample.undo_label is None
    assert sample.redo_label is None


def test_the_same_day_makes_the_same_book(content: Dump, tmp_path: Path) -> None:
    again = make(tmp_path / "again.mulin", today=TODAY, params=CHEAP).book
    try:
        assert dump(again) == content
    finally:
        again.close()


def test_the_sample_opens_with_the_known_password(tmp_path: Path) -> None:
    path = tmp_path / "newyear.mulin"
    made = make(path, today=dt.date(2027, 1, 1), params=CHEAP)
    assert made.recovery_code
    made.book.close()
    assert opening.logins(path) == [SAMPLE_LOGIN]
    book = opening.unlock(path, SAMPLE_PASSWORD)
    try:
        assert finish(check_book(book)) == ()
        season = latest_season(book, rule_sets(book, dt.date(2027, 1, 1))[0].id)
        assert season is not None
        assert season.name == "2027年第一季度"
    finally:
        book.close()


def test_a_sample_can_be_made_on_the_twenty_ninth_of_february(tmp_path: Path) -> None:
    book = make(tmp_path / "leap.mulin", today=dt.date(2028, 2, 29), params=CHEAP).book
    try:
        assert finish(check_book(book)) == ()
    finally:
        book.close()


def test_a_file_in_the_way_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "示例.mulin"
    path.write_bytes(b"mine")
    monkeypatch.setattr(sys, "argv", ["app.sample", str(path)])
    assert main() == 3
    assert "已经存在" in capsys.readouterr().err
    assert path.read_bytes() == b"mine"


def test_the_neighbourhood_is_an_ageing_one(content: Dump) -> None:
    living = rows(content, "resident", status="living", listed=True)
    ages = [age_on(row["birth_date"], TODAY) or 0 for row in living]
    assert 0.30 <= sum(age >= 60 for age in ages) / len(ages) <= 0.40
    assert 0.05 <= sum(age >= 80 for age in ages) / len(ages) <= 0.10
    assert 0.08 <= sum(age < 15 for age in ages) / len(ages) <= 0.14
    assert 0.47 <= sum(row["sex"] == "女" for row in living) / len(living) <= 0.55
    assert max(ages) < 100


def test_every_resident_could_have_been_typed_in(content: Dump) -> None:
    kinds = {name: field.kind for name, field in fields_of(ResidentEntry).items()}
    for row in content["resident"].values():
        known = {name: row[name] for name in kinds if name in row}
        for name, value in known.items():
            assert kinds[name].parse(kinds[name].format(value)) == value, (name, value)
        entry = ResidentEntry(**known)
        assert resident_problems(entry, TODAY) == []
        assert resident_warnings(entry) == []


def test_identity_numbers_agree_with_birth_and_sex_and_are_given_once(content: Dump) -> None:
    with_number = [row for row in content["resident"].values() if row["id_card_no"]]
    assert len(with_number) > 0.95 * len(content["resident"])
    for row in with_number:
        number = row["id_card_no"]
        assert IdCard().parse(number) == number
        assert (id_birth(number), id_sex(number)) == (row["birth_date"], row["sex"])
    assert len({row["id_card_no"] for row in with_number}) == len(with_number)


def test_no_telephone_in_the_sample_can_ring(content: Dump) -> None:
    numbers = [
        number
        for row in content["resident"].values()
        for number in (row["phone"] or "").split("、")
        if number
    ]
    numbers += [row["emergency_phone"] for row in content["resident"].values()]
    numbers += [row["manager_phone"] for row in content["shop"].values()]
    numbers += [row["contact_phone"] for row in content["organization"].values()]
    assert all(number.startswith(PHONES) for number in numbers if number)


def test_every_shop_could_have_been_typed_in(content: Dump) -> None:
    kinds = {name: field.kind for name, field in fields_of(ShopEntry).items()}
    for row in content["shop"].values():
        for name, kind in kinds.items():
            assert kind.parse(kind.format(row[name])) == row[name], (name, row[name])


@pytest.mark.parametrize(
    ("table", "entry"),
    [
        ("organization", OrganizationEntry),
        ("pet", PetEntry),
        ("consent", ConsentEntry),
        ("street_segment", SegmentEntry),
    ],
)
def test_whatever_else_is_recorded_could_have_been_typed_in(
    content: Dump, table: str, entry: type
) -> None:
    for row in content[table].values():
        for name, field in fields_of(entry).items():
            assert field.kind.parse(field.kind.format(row[name])) == row[name], (name, row[name])


def test_shops_pets_and_organizations_have_something_to_see_to(sample: Book, content: Dump) -> None:
    assert 120 <= len(rows(content, "pet", status="kept")) <= 200
    due = pet_rows(sample, pet_ids(sample, PetFilter(due=True), TODAY))
    assert 5 <= len(due) <= 25
    assert all(pet_problems(row, TODAY) == [] for row in due.values())
    assert 18 <= len(content["organization"]) <= 30
    terms = [row["term_end_on"] for row in rows(content, "organization", kind="业委会")]
    assert len(terms) == 3
    assert min(terms) < TODAY < sorted(terms)[1]
    led = [row["owners_committee_id"] for row in content["compound"].values()]
    assert sum(one in content["organization"] for one in led) == 3
    unsigned = [
        row for row in rows(content, "shop", status="open") if not row["gate_duty_signed_on"]
    ]
    assert 3 <= len(unsigned) <= 20


def test_consents_are_given_before_today_and_for_children_by_their_guardians(
    content: Dump,
) -> None:
    assert 700 <= len(content["consent"]) <= 2000
    for row in content["consent"].values():
        person = content["resident"][row["resident_id"]]
        entry = ConsentEntry(**{name: row[name] for name in fields_of(ConsentEntry)})
        age = age_on(person["birth_date"], row["given_on"])
        assert consent_problems(entry, age, TODAY) == []


def test_relations_fit_ages_sexes_and_names(families: dict[int, list[Row]]) -> None:
    assert len(families) > 1900
    for family in families.values():
        heads = [row for row in family if row["relation_to_head"] == "户主"]
        assert len(heads) == 1
        head = heads[0]
        for row in family:
            _fits(head, row)
        _mothers_fit([row for row in family if row["relation_to_head"] != "其他"])
        given = [row["full_name"] for row in family]
        assert len(set(given)) == len(given)


def _fits(head: Row, row: Row) -> None:
    relation = row["relation_to_head"]
    older = _born(row) - _born(head)
    if relation == "配偶":
        assert row["sex"] != head["sex"]
    elif relation in ("子", "女"):
        assert row["sex"] == ("男" if relation == "子" else "女")
        assert older >= 18
    elif relation in ("父亲", "母亲"):
        assert row["sex"] == ("男" if relation == "父亲" else "女")
        assert older <= -18
    elif relation in ("儿媳", "女婿"):
        assert row["sex"] == ("女" if relation == "儿媳" else "男")
    elif relation == "孙":
        assert older >= 38
    else:
        assert relation in ("户主", "其他")


def _mothers_fit(family: list[Row]) -> None:
    generation = {
        "父亲": 0, "母亲": 0, "户主": 1, "配偶": 1, "子": 2, "女": 2, "儿媳": 2, "女婿": 2, "孙": 3,
    }  # fmt: skip
    women = [row for row in family if row["sex"] == "女"]
    for mother in women:
        for child in family:
            steps = generation[child["relation_to_head"]] - generation[mother["relation_to_head"]]
            if steps == 1:
                assert 18 <= _born(child) - _born(mother) <= 46


def _born(row: Row) -> float:
    text = row["birth_date"]
    return float(text[:4]) + (int(text[5:7]) - 1) / 12 if len(text) > 4 else float(text)


def test_the_head_of_a_household_stands_in_it(
    content: Dump, families: dict[int, list[Row]]
) -> None:
    for home in content["household"].values():
        names = [
            row["full_name"] for row in families[home["id"]] if row["relation_to_head"] == "户主"
        ]
        assert names == [home["head_name"]]


def test_everybody_of_eighty_but_one_has_a_tag_and_who_lives_alone_does(
    content: Dump, families: dict[int, list[Row]]
) -> None:
    tags: dict[int, set[str]] = defaultdict(set)
    forgotten = 0
    for tag in content["care_tag"].values():
        tags[tag["resident_id"]].add(tag["tag"])
        assert tag["start_on"] <= TODAY
    for family in families.values():
        here = [row for row in family if row["status"] == "living"]
        for row in here:
            age = age_on(row["birth_date"], TODAY) or 0
            if len(row["birth_date"]) == 10:
                assert "高龄" not in tags[row["id"]] or age >= 80
                forgotten += age >= 80 and "高龄" not in tags[row["id"]]
            if len(here) == 1 and age > 60:
                assert tags[row["id"]] & {"独居", "孤老"}
    assert forgotten <= 1


def test_nearly_two_thirds_of_the_households_have_signed(content: Dump) -> None:
    living = rows(content, "household", status="living")
    signed = [home for home in living if home["pledge_signed_on"]]
    assert 0.62 <= len(signed) / len(living) <= 0.66
    for account in content["account"].values():
        home = content["household"][account["household_id"]]
        assert account["opened_on"] == home["pledge_signed_on"] <= TODAY
        assert (account["closed_on"] is None) == (home["status"] == "living")


def test_the_ledger_spans_four_seasons_and_old_lines_are_sealed(
    sample: Book, content: Dump
) -> None:
    residents = next(row["id"] for row in rows(content, "rule_set", edition="居民版"))
    seasons = rows(content, "season", rule_set_id=residents)
    assert [row["status"] for row in seasons] == ["closed"] * 3 + ["open"]
    assert {row["rule_set_id"] for row in rows(content, "season", status="open")} == set(
        content["rule_set"]
    )
    current = seasons[-1]["id"]
    deeds = [
        row for row in rows(content, "ledger_entry", season_id=current) if row["kind"] != "base"
    ]
    assert 500 <= len(deeds) <= 800
    with sample.read() as session:
        from app.pledge.lines import sealed_upto

        sealed = sealed_upto(session)
    for row in content["ledger_entry"].values():
        assert row["occurred_on"] <= row["recorded_at"].date() <= TODAY
        assert (row["seq"] <= sealed) == (row["recorded_at"].date() < TODAY)


def test_no_limit_is_passed_in_any_period(content: Dump) -> None:
    taken_back = {row["reverses_seq"] for row in content["ledger_entry"].values()} - {None}
    spent: Counter[tuple[object, ...]] = Counter()
    for row in content["ledger_entry"].values():
        if row["rule_id"] is None or row["reverses_seq"] or row["seq"] in taken_back:
            continue
        rule = content["rule"][row["rule_id"]]
        points = max(abs(row["applied_score"]), abs(row["applied_balance"]))
        day = row["occurred_on"]
        periods = {
            "day": day,
            "week": day.isocalendar()[:2],
            "month": (day.year, day.month),
            "quarter": row["season_id"],
            "season": row["season_id"],
            "year": day.year,
            "version": 0,
        }
        for at, stored in enumerate(rule["caps"]):
            cap = cap_of(stored)
            used = points if cap.max_count is None else (points > 0)
            key = (rule["code"], at, row["account_id"], periods[cap.period])
            spent[key] += used
            assert spent[key] <= (cap.max_points if cap.max_count is None else cap.max_count)  # type: ignore[operator]


def test_the_ranking_has_stars_and_groups_with_too_few_signatures(sample: Book) -> None:
    rules = rule_sets(sample, TODAY)[0]
    assert rules.version_status == "effective"
    season = latest_season(sample, rules.id)
    assert season is not None
    ranked = household_ranking(sample, season.id)
    assert {row.star for row in ranked} >= {"", "三星", "四星"}
    groups = group_ranking(sample, season.id)
    assert len(groups) == 60
    assert 5 <= sum(row.rank is None for row in groups) <= 30


def test_there_is_something_to_check_but_nothing_that_cannot_be_right(sample: Book) -> None:
    counts = {one.rule.key: one.count for one in board(sample, TODAY) if one.count}
    assert set(counts) == {"dogs", "tag_missing", "phone_shared"}
    assert counts["tag_missing"] == 1
    assert counts["phone_shared"] == SHARED
    assert quality_counts(sample, TODAY) == {}


def test_somebody_is_recorded_twice(sample: Book) -> None:
    alike = finish(find_alike(sample))
    assert (alike.people, alike.homes) == (1, 0)
    (pair,) = alike.pairs
    assert {"同名", "电话相同"} <= set(pair.reasons)
    compared = beside(sample, "resident", pair.a_id, pair.b_id)
    assert compared.refusal == ""
    assert sum(gone for _, _, gone in compared.along) == 1
