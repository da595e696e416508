"""Merging two records of a person who stands, serves and learns: one line is left, nothing lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.book import Book
from app.errors import Refused
from app.leaders import subsidies, trainings
from app.leaders.appraisals import DEFAULT_HEADS, AppraisalEntry, appraise
from app.leaders.duties import DutyEntry, record_duties
from app.leaders.handovers import HandoverEntry, edit_handover, make_handover
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds.candidates import count_ballots, nominate
from app.leaders.rounds.records import Ballots, CandidateEntry, RoundEntry, Votes
from app.leaders.rounds.rounds import advance, make_round
from app.leaders.trainings import Presence, TrainingEntry
from app.people.merging.merge import merge_residents
from db.models import Base, LeaderTerm, RoundSeat
from tests.story import TODAY, Story, dump

MAY = dt.date(2025, 5, 10)
ENTRY = RoundEntry(
    "2025年7月推选", (BUILDING_LEADER,), "居民推选", dt.date(2025, 7, 1), dt.date(2030, 7, 1)
)


def rows(book: Book, table: str) -> list[dict[str, Any]]:
    """The rows of a table in the order in which they were made."""
    return [row for _, row in sorted(dump(book)[table].items())]


@pytest.fixture
def two(story: Story) -> tuple[int, int]:
    """Two records of 周桂英."""
    return story.resident("周桂英", "3-101"), story.resident("周桂英", phone="13900002222")


def seat(story: Story) -> int:
    """The one seat of a round that has come to nomination."""
    story.group("3号楼组")
    made = make_round(story.book, ENTRY).id
    advance(story.book, made)
    with story.book.read() as session:
        return session.scalars(select(RoundSeat.id)).one()


def edit(book: Book, table: str, row_id: int, **values: object) -> None:
    """Put columns of a row where a story needs them."""
    target = Base.metadata.tables[table]
    with book.write("整理") as session:
        session.execute(target.update().where(target.c.id == row_id).values(**values))


def test_who_stands_twice_for_a_seat_stands_once(story: Story, two: tuple[int, int]) -> None:
    book, where = story.book, seat(story)
    kept = nominate(book, where, CandidateEntry(two[0], supporters=12)).id
    nominate(book, where, CandidateEntry(two[1], "自荐", 8, note="本人来过"))
    before = dump(book)
    saved = merge_residents(book, *two, {}, TODAY)
    (one,) = rows(book, "candidate")
    assert (one["id"], one["resident_id"], one["proposed_by"]) == (kept, two[0], "自荐")
    assert (one["supporters"], one["note"]) == (12, "本人来过")
    assert "“2025年7月推选”里3号楼组楼组长的候选两边都有，已合成一条。" in saved.warnings
    book.undo()
    assert dump(book) == before


def test_different_votes_of_an_open_count_are_refused_with_the_remedy(
    story: Story, two: tuple[int, int]
) -> None:
    book, where = story.book, seat(story)
    ids = [nominate(book, where, CandidateEntry(person)).id for person in two]
    advance(book, story_round(book))
    votes = {ids[0]: Votes(4, 0, 0), ids[1]: Votes(9, 1, 0)}
    count_ballots(book, where, Ballots(30, 25, 20), votes)
    before = dump(book)
    with pytest.raises(Refused, match=r"3号楼组楼组长的候选人，登记的票数不同.*撤回其中一名"):
        merge_residents(book, *two, {}, TODAY)
    assert dump(book) == before


def story_round(book: Book) -> int:
    """The id of the one round."""
    return next(iter(dump(book)["election_round"]))


def test_of_votes_that_are_past_the_stronger_stay_and_the_others_are_noted(
    story: Story, two: tuple[int, int]
) -> None:
    book, where = story.book, seat(story)
    ids = [nominate(book, where, CandidateEntry(person)).id for person in two]
    advance(book, story_round(book))
    votes = {ids[0]: Votes(4, 0, 0), ids[1]: Votes(9, 1, 0)}
    count_ballots(book, where, Ballots(30, 25, 20), votes)
    edit(book, "election_round", story_round(book), status="closed")
    merge_residents(book, *two, {}, TODAY)
    (one,) = rows(book, "candidate")
    assert (one["id"], one["votes_for"], one["votes_against"]) == (ids[0], 9, 1)
    assert one["result"] == "elected"
    assert one["note"] == "合并前另一条候选：赞成 4，反对 0，弃权 0，落选"


def test_who_is_twice_on_a_list_signed_in_if_either_did(story: Story, two: tuple[int, int]) -> None:
    book = story.book
    made = trainings.add_training(book, TrainingEntry("消防安全培训", MAY, minutes=90)).id
    trainings.expect(book, made, two)
    came = {two[1]: Presence(signed_in=True, late=True, score=855, minutes_awarded=45)}
    trainings.sign_in(book, made, came, TODAY)
    saved = merge_residents(book, *two, {}, TODAY)
    (line,) = rows(book, "training_attendance")
    assert line["resident_id"] == two[0]
    assert (line["signed_in"], line["late"], line["score"]) == (True, True, 855)
    assert line["minutes_awarded"] == 45
    assert "培训“消防安全培训”的签到两边都有，已合成一条。" in saved.warnings


def test_who_signed_twice_counts_once_and_whole(story: Story, two: tuple[int, int]) -> None:
    book = story.book
    made = trainings.add_training(book, TrainingEntry("消防安全培训", MAY, minutes=90)).id
    came = {
        two[0]: Presence(signed_in=True, late=True, minutes_awarded=45),
        two[1]: Presence(signed_in=True),
    }
    trainings.sign_in(book, made, came, TODAY)
    merge_residents(book, *two, {}, TODAY)
    with book.read() as session:
        counted = trainings.minutes_of(session, MAY, MAY)
    assert counted == {two[0]: 90}
    (line,) = rows(book, "training_attendance")
    assert line["late"] is False


# --- what hangs on two equal terms -----------------------------------------------------------


def terms(story: Story, two: tuple[int, int], **values: Any) -> list[int]:
    """The same term for both records, which only an old sheet could have brought."""
    ids = list(story.book.ids.take(2))
    group = story.group("3号楼组")
    with story.book.write("登记") as session:
        session.add_all(
            LeaderTerm(
                id=row_id, kind=BUILDING_LEADER, building_group_id=group, resident_id=who,
                start_on=dt.date(2022, 7, 1), **values,
            )
            for row_id, who in zip(ids, two, strict=True)
        )  # fmt: skip
    return ids


def test_duties_of_equal_terms_come_together_each_once(story: Story, two: tuple[int, int]) -> None:
    book, (mine, other) = story.book, terms(story, two)
    record_duties(book, [mine, other], DutyEntry(MAY, "走访", "看望老人", 30))
    record_duties(book, [other], DutyEntry(MAY, "走访", "看望新住户", 20))
    made = trainings.add_training(book, TrainingEntry("消防安全培训", MAY, minutes=90)).id
    trainings.sign_in(book, made, dict.fromkeys(two, Presence(signed_in=True)), TODAY)
    before = dump(book)
    merge_residents(book, *two, {}, TODAY)
    found = rows(book, "duty_record")
    assert {row["leader_term_id"] for row in found} == {mine}
    assert sorted(row["content"] for row in found) == ["消防安全培训", "看望新住户", "看望老人"]
    assert [row["id"] for row in rows(book, "leader_term")] == [mine]
    book.undo()
    assert dump(book) == before


def test_the_second_appraisal_of_a_period_is_noted_beside_the_first(
    story: Story, two: tuple[int, int]
) -> None:
    book, (mine, other) = story.book, terms(story, two)
    full = {head.name: head.most for head in DEFAULT_HEADS}
    appraise(book, mine, AppraisalEntry("2025年", full))
    less = full | {"信息掌握": 100}
    appraise(book, other, AppraisalEntry("2025年", less, opinion="勤快"))
    appraise(book, other, AppraisalEntry("2024年", full))
    merge_residents(book, *two, {}, TODAY)
    found = {row["period"]: row for row in rows(book, "appraisal")}
    assert {row["leader_term_id"] for row in found.values()} == {mine}
    assert (found["2025年"]["total"], found["2025年"]["opinion"]) == (1000, "勤快")
    assert found["2025年"]["note"] == "合并前另一条考评：总分 90，优秀"


def test_a_subsidy_that_was_written_twice_stands_once(story: Story, two: tuple[int, int]) -> None:
    book, (mine, other) = story.book, terms(story, two, subsidy_monthly=5000)
    assert subsidies.write_sheet(book, "2025-Q2", (BUILDING_LEADER,)) == 2
    ids = {row["leader_term_id"]: row["id"] for row in rows(book, "subsidy_payment")}
    for status in (subsidies.APPROVED, subsidies.PAID):
        subsidies.move_on(book, [ids[other]], status, TODAY)
    merge_residents(book, *two, {}, TODAY)
    found = {row["id"]: row for row in rows(book, "subsidy_payment")}
    assert {row["leader_term_id"] for row in found.values()} == {mine}
    assert found[ids[other]]["status"] == "paid"
    assert found[ids[mine]]["status"] == "cancelled"
    assert "重复" in found[ids[mine]]["note"]


def test_a_subsidy_that_was_paid_twice_is_for_the_office_to_settle(
    story: Story, two: tuple[int, int]
) -> None:
    book, _ = story.book, terms(story, two, subsidy_monthly=5000)
    subsidies.write_sheet(book, "2025-Q2", (BUILDING_LEADER,))
    ids = [row["id"] for row in rows(book, "subsidy_payment")]
    for status in (subsidies.APPROVED, subsidies.PAID):
        subsidies.move_on(book, ids, status, TODAY)
    with pytest.raises(Refused, match=r"都发放过2025年第二季度的补贴.*作废其中一条"):
        merge_residents(book, *two, {}, TODAY)


def test_two_hand_overs_of_one_term_become_one_with_all_that_was_given(
    story: Story, two: tuple[int, int]
) -> None:
    book, (mine, other) = story.book, terms(story, two, end_on=dt.date(2025, 7, 1))
    first, second = (make_handover(book, term, None, TODAY) for term in (mine, other))
    edit_handover(
        book, second, HandoverEntry(TODAY, "顾春燕"),
        [{"what": "钥匙和公物", "detail": "三把", "done": True},
         {"what": "工作群", "detail": "群主和管理员移交", "done": True}],
    )  # fmt: skip
    merge_residents(book, *two, {}, TODAY)
    (sheet,) = rows(book, "handover")
    assert (sheet["id"], sheet["from_term_id"], sheet["witness"]) == (first, mine, "顾春燕")
    done = {(item["what"], item["detail"]): item["done"] for item in sheet["items"]}
    assert done["工作群", "群主和管理员移交"] is True
    assert done["钥匙和公物", "三把"] is True
    assert len(done) == 5


def test_two_posts_of_different_bodies_are_not_one(story: Story, two: tuple[int, int]) -> None:
    book = story.book
    with book.write("登记") as session:
        session.add_all(
            LeaderTerm(
                id=book.ids.next_id(), kind="居民小组长", scope_name=name, resident_id=who,
                start_on=dt.date(2022, 7, 1),
            )
            for name, who in zip(("第一居民小组", "第二居民小组"), two, strict=True)
        )  # fmt: skip
    merge_residents(book, *two, {}, TODAY)
    assert [row["scope_name"] for row in rows(book, "leader_term")] == [
        "第一居民小组",
        "第二居民小组",
    ]
