"""The posts of the sample book: who holds them, the selections, what leaders did and were paid."""

from __future__ import annotations

from collections import Counter, defaultdict

from app.book import Book
from app.leaders.duties import silent
from app.leaders.lists import coverage, expiring, vacancies
from app.leaders.posts import (
    BUILDING_LEADER,
    COMMITTEE_SIZE,
    DIRECTOR,
    OF_COMMITTEE,
    SECRETARY,
)
from app.leaders.rounds.lists import round_rows, seat_rows
from app.leaders.rules import Span, crowding
from tests.sampling import TODAY, Row, rows
from tests.story import Dump


def test_two_posts_are_vacant_and_four_terms_want_attention(sample: Book) -> None:
    assert coverage(sample, TODAY).covered == 58
    assert len(vacancies(sample, TODAY)) == 2
    assert Counter(term.state for term in expiring(sample, TODAY)) == {
        "即将届满": 3,
        "届满未换": 1,
    }


def test_no_post_has_more_holders_than_places_on_any_day(content: Dump) -> None:
    by_post: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    where = ("building_group_id", "street_segment_id", "compound_id", "scope_name")
    for term in content["leader_term"].values():
        by_post[term["kind"], *(term[name] for name in where)].append(term)
    for (kind, *_), terms in by_post.items():
        spans = [Span(term["start_on"], term["end_on"]) for term in terms]
        for at, span in enumerate(spans):
            assert crowding(str(kind), span, spans[:at]) == []
    assert len(rows(content, "leader_term", kind="街面长")) == 5


def test_one_person_heads_the_committee_and_the_party_branch(content: Dump) -> None:
    (secretary,) = rows(content, "leader_term", kind=SECRETARY)
    (director,) = rows(content, "leader_term", kind=DIRECTOR)
    assert secretary["resident_id"] == director["resident_id"]
    committee = [row for row in content["leader_term"].values() if row["kind"] in OF_COMMITTEE]
    least, most = COMMITTEE_SIZE
    assert least <= len({row["resident_id"] for row in committee}) <= most


def test_selections_stand_at_different_steps_and_add_up(sample: Book) -> None:
    found = {row.status: row for row in round_rows(sample)}
    assert set(found) == {"closed", "voting", "public_notice"}
    states = Counter(seat.state for seat in seat_rows(sample, found["voting"].id))
    assert states["已选出"] == 3
    assert states["待决定"] == 1
    assert states["待投票"] >= 1
    done = found["closed"]
    assert done.seats == done.filled > 30


def test_leaders_served_learned_were_judged_and_paid(content: Dump, sample: Book) -> None:
    assert 600 <= len(content["duty_record"]) <= 1500
    assert len(silent(sample, TODAY, (BUILDING_LEADER,))) == 4
    assert Counter(row["status"] for row in content["training"].values()) == {
        "held": 4, "planned": 1,
    }  # fmt: skip
    assert all(0 < row["total"] <= 1100 for row in content["appraisal"].values())
    assert {row["status"] for row in content["subsidy_payment"].values()} == {"paid", "approved"}
