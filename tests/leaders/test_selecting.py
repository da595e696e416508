"""What an office does with many seats at once, what keeps a round, and what leavers hand over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.leaders import handovers
from app.leaders.handovers import (
    HandoverEntry,
    HandoverFilter,
    edit_handover,
    handover_row,
    handover_rows,
    leavers,
    make_handover,
    sign,
    tick,
)
from app.leaders.posts import BUILDING_LEADER
from app.leaders.rounds import rules
from app.leaders.rounds.candidates import count_ballots, nominate, nominate_holders
from app.leaders.rounds.closing import close_round, closing
from app.leaders.rounds.counting import Count, count_many
from app.leaders.rounds.course import course
from app.leaders.rounds.lists import SeatFilter, round_row, seat_row, seat_rows
from app.leaders.rounds.records import Ballots, CandidateEntry, RoundEntry, SeatRow, Votes
from app.leaders.rounds.rounds import (
    advance,
    leave_vacant,
    leave_vacant_many,
    make_round,
    notice_length,
)
from app.leaders.terms import end_term
from db.models import Resident
from tests.story import Story, dump

JUNE, JULY = dt.date(2025, 6, 10), dt.date(2025, 7, 1)
HAN = "零一二三四"
ENTRY = RoundEntry("2025年7月推选", (BUILDING_LEADER,), "居民推选", JULY, dt.date(2030, 7, 1))
NOTICE = (dt.date(2025, 6, 12), dt.date(2025, 6, 16))


@pytest.fixture
def town(story: Story) -> Story:
    """Four 楼组: three are led, the fourth stands empty."""
    for number in range(1, 5):
        story.group(f"{number}号楼组", formed="2015-01-01")
        story.resident(f"李{HAN[number]}", f"{number}-101")
        story.resident(f"王{HAN[number]}", f"{number}-102")
        if number < 4:
            story.leader(f"李{HAN[number]}", f"{number}号楼组", "2020-07-01")
    return story


@pytest.fixture
def round_id(town: Story) -> int:
    """A round of the four."""
    return make_round(town.book, ENTRY).id


def seats(book: Book, round_id: int) -> list[SeatRow]:
    return seat_rows(book, round_id)


def states(book: Book, round_id: int) -> list[str]:
    return [seat.state for seat in seats(book, round_id)]


def given(seat: SeatRow, *votes: int, returned: int = 25) -> Count:
    """The count of a seat: thirty ballots, so many came back."""
    standing = sorted(seat.candidates, key=lambda one: one.id)
    counted = {one.id: Votes(each, 0, 0) for one, each in zip(standing, votes, strict=True)}
    return Count(seat.id, Ballots(30, 30, returned), counted)


def to_the_vote(book: Book, round_id: int) -> Sequence[SeatRow]:
    """The holders are put up, the empty seat stays empty."""
    nominate_holders(book, round_id)
    leave_vacant(book, seats(book, round_id)[3].id)
    advance(book, round_id)
    advance(book, round_id)
    return seats(book, round_id)


def test_all_holders_are_put_up_in_one_step(town: Story, round_id: int) -> None:
    book = town.book
    nominate(book, seats(book, round_id)[0].id, CandidateEntry(town.person("王一")))
    before = dump(book)
    made = nominate_holders(book, round_id)
    assert made.words() == "已提名现任 2 名；1 个岗位没有可以提名的现任"
    names = [[one.full_name for one in seat.candidates] for seat in seats(book, round_id)]
    assert names == [["王一"], ["李二"], ["李三"], []]
    assert book.undo() == "现任全部提名"
    assert dump(book) == before
    nominate_holders(book, round_id)
    with pytest.raises(Refused, match="没有可以提名的现任"):
        nominate_holders(book, round_id)


def test_who_has_moved_away_is_not_put_up_again(town: Story, round_id: int) -> None:
    with town.book.write("改") as session:
        person = session.get(Resident, town.person("李二"))
        assert person is not None
        person.status = "moved_out"
    assert nominate_holders(town.book, round_id).words() == (
        "已提名现任 2 名；2 个岗位没有可以提名的现任；没有提名：李二（迁出）"
    )


def test_right_counts_are_written_and_wrong_ones_told_in_one_step(
    town: Story, round_id: int
) -> None:
    book = town.book
    one, two, three, _ = to_the_vote(book, round_id)
    before = dump(book)
    found = count_many(
        book, round_id, [given(one, 20), given(two, 26), given(three, 3, returned=31)]
    )
    assert found.written == (one.id,)
    assert [(wrong.seat_id, wrong.field) for wrong in found.wrong] == [
        (two.id, "votes_for"),
        (three.id, "ballots_returned"),
    ]
    assert found.wrong[0].candidate_id == two.candidates[0].id
    assert found.words() == "已保存 1 个岗位的票数：选出 1 个；2 个对不上，没有保存"
    assert states(book, round_id) == ["已选出", "待投票", "待投票", "缺额"]
    book.undo()
    assert dump(book) == before


def test_nothing_is_counted_before_the_vote(town: Story, round_id: int) -> None:
    book = town.book
    nominate_holders(book, round_id)
    one = seats(book, round_id)[0]
    with pytest.raises(Refused, match="投票后才能填票数"):
        count_many(book, round_id, [given(one, 20)])
    with pytest.raises(Refused, match="投票后才能填票数"):
        count_ballots(book, one.id, Ballots(30, 30, 25), {})


def test_a_level_vote_stays_open_until_a_word_is_said_on_it(town: Story, round_id: int) -> None:
    book = town.book
    nominate(book, seats(book, round_id)[0].id, CandidateEntry(town.person("王一")))
    nominate(book, seats(book, round_id)[0].id, CandidateEntry(town.person("李一")))
    one, *_ = to_the_vote(book, round_id)
    found = count_many(book, round_id, [given(one, 9, 9)])
    assert (found.tied, found.elected) == (1, 0)
    assert seat_row(book, one.id).state == "待决定"
    with pytest.raises(Invalid, match="为什么这次不选出"):
        leave_vacant(book, one.id)
    leave_vacant(book, one.id, decision="协商未成，另行补选")
    assert seat_row(book, one.id).state == "缺额"
    leave_vacant(book, one.id, vacant=False)
    again = seat_row(book, one.id)
    assert (again.state, again.decision) == ("待决定", None)


def test_a_round_says_what_keeps_it_from_the_next_step(town: Story, round_id: int) -> None:
    book = town.book

    def now(day: dt.date = JUNE) -> tuple[str, str, bool]:
        found = course(round_row(book, round_id), day)
        return found.words, found.state, found.free

    assert now() == ("应选岗位 4 个，可以开始提名。", "", True)
    advance(book, round_id)
    assert now() == ("还有 4 个岗位没有候选人：请提名，或标为缺额。", "待提名", False)
    nominate_holders(book, round_id)
    assert leave_vacant_many(book, [seat.id for seat in seats(book, round_id)]) == 1
    assert now() == ("候选人 3 名，岗位都有了着落，可以进入投票。", "", True)
    advance(book, round_id)
    one, two, three, _ = seats(book, round_id)
    count_many(book, round_id, [given(one, 20), given(two, 20)])
    assert now() == ("还有 1 个岗位没有票数。", "待投票", False)
    assert [seat.id for seat in seat_rows(book, round_id, SeatFilter(state="还没有结果"))] == [
        three.id
    ]
    count_many(book, round_id, [given(three, 20)])
    assert now() == ("已选出 3 个，缺额 1 个，可以公示结果。", "", True)
    advance(book, round_id, notice=NOTICE)
    assert now(NOTICE[0]) == ("公示到 2025-06-16，还有 4 天；结束后登记备案。", "", False)
    assert now(NOTICE[1])[2] is False
    assert now(dt.date(2025, 6, 17)) == ("公示已于 2025-06-16 结束，可以登记备案。", "", True)
    advance(book, round_id, filed_on=dt.date(2025, 6, 18))
    assert now()[0] == "已备案。完成后，新任期从 2025-07-01 开始，原来的任期同一天届满。"
    close_round(book, round_id, JULY)
    assert now() == ("已完成，当时缺额 1 个，还空着的可以补选。", "缺额", True)


def test_a_notice_in_the_wrong_order_is_not_put_up(town: Story, round_id: int) -> None:
    to_the_vote(town.book, round_id)
    count_many(town.book, round_id, [given(one, 20) for one in seats(town.book, round_id)[:3]])
    with pytest.raises(Invalid, match="公示开始和公示结束"):
        advance(town.book, round_id)
    with pytest.raises(Invalid, match="公示结束早于公示开始"):
        advance(town.book, round_id, notice=NOTICE[::-1])
    assert round_row(town.book, round_id).status == rules.VOTING


def test_an_office_keeps_how_long_it_puts_results_up(town: Story) -> None:
    assert notice_length(town.book) == 5
    made = make_round(town.book, ENTRY, notice_days=3)
    assert made.warnings == ("公示只有 3 天，一般不少于 5 天，请核对。",)
    assert notice_length(town.book) == 3
    town.book.undo()
    assert notice_length(town.book) == 5


@pytest.fixture
def closed(town: Story, round_id: int) -> int:
    """2号楼组 and 3号楼组 have changed hands, 1号楼组 and 4号楼组 stay empty."""
    book = town.book
    for number, name in ((1, "王二"), (2, "王三")):
        nominate(book, seats(book, round_id)[number].id, CandidateEntry(town.person(name)))
    nominate_holders(book, round_id)
    leave_vacant(book, seats(book, round_id)[3].id)
    for _ in range(2):
        advance(book, round_id)
    one, two, three, _ = seats(book, round_id)
    count_many(book, round_id, [given(one, 0), given(two, 20), given(three, 20)])
    advance(book, round_id, notice=NOTICE)
    advance(book, round_id, filed_on=dt.date(2025, 6, 20))
    close_round(book, round_id, JULY)
    return round_id


def test_a_by_election_takes_only_what_is_still_empty(town: Story, closed: int) -> None:
    book = town.book
    town.leader("王一", "1号楼组", "2025-08-01")
    later = RoundEntry(
        "补选", (BUILDING_LEADER,), "户代表推选", dt.date(2025, 9, 1), dt.date(2030, 7, 1),
        after_id=closed,
    )  # fmt: skip
    made = make_round(book, later)
    assert [seat.scope for seat in seats(book, made.id)] == ["4号楼组"]
    town.leader("王四", "4号楼组", "2025-08-15")
    with pytest.raises(Refused, match="没有缺额"):
        make_round(book, RoundEntry(**(vars(later) | {"name": "再补选"})))


def test_stopping_a_close_half_way_leaves_everything_as_it_was(town: Story, round_id: int) -> None:
    book = town.book
    to_the_vote(book, round_id)
    count_many(book, round_id, [given(one, 20) for one in seats(book, round_id)[:3]])
    advance(book, round_id, notice=NOTICE)
    advance(book, round_id, filed_on=dt.date(2025, 6, 20))
    before = dump(book)
    work = closing(book, round_id, JULY)
    assert next(work).total == 4
    work.close()
    assert dump(book) == before


# What is handed over


def test_every_leaver_has_a_sheet_that_is_ticked_and_signed(town: Story, closed: int) -> None:
    book = town.book
    rows = handover_rows(book, HandoverFilter(closed))
    assert [(row.scope, row.giver, row.receiver) for row in rows] == [
        ("1号楼组", "李一", ""),
        ("2号楼组", "李二", "王二"),
        ("3号楼组", "李三", "王三"),
    ]
    one = rows[0]
    assert (one.state, one.done) == (handovers.OPEN, 0)
    for at in range(len(one.items)):
        tick(book, one.id, at, done=True)
    assert handover_row(book, one.id).state == handovers.READY
    book.undo()
    assert handover_row(book, one.id).done == len(one.items) - 1
    with pytest.raises(Invalid, match="早于交接日期 2025-07-01"):
        sign(book, [one.id], dt.date(2025, 6, 30))
    assert sign(book, [row.id for row in rows], dt.date(2025, 7, 5), "陈书记") == 3
    assert {row.state for row in handover_rows(book)} == {handovers.SIGNED}
    assert sign(book, [row.id for row in rows], dt.date(2025, 7, 6)) == 0
    assert handover_rows(book, HandoverFilter(state=handovers.OPEN)) == []


def test_a_sheet_is_changed_as_a_whole(town: Story, closed: int) -> None:
    book = town.book
    one = handover_rows(book)[0]
    entry = HandoverEntry(dt.date(2025, 7, 2), "王芳", dt.date(2025, 7, 1))
    with pytest.raises(Invalid, match="签字日期早于"):
        edit_handover(book, one.id, entry, one.items)
    entry = HandoverEntry(dt.date(2025, 7, 2), "王芳")
    edit_handover(book, one.id, entry, [{"what": "钥匙", "detail": "3 把"}, {"what": " "}])
    after = handover_row(book, one.id)
    assert (after.handed_on, after.witness, len(after.items)) == (dt.date(2025, 7, 2), "王芳", 1)
    with pytest.raises(Refused, match="已不在台账里"):
        tick(book, one.id, 5, done=True)


def test_who_leaves_between_rounds_can_have_a_sheet_too(town: Story) -> None:
    book = town.book
    terms = [town.leader("王四", "4号楼组", "2023-01-01")]
    end_term(book, terms[0], dt.date(2025, 5, 1), "辞任")
    follower = town.leader("李四", "4号楼组", "2025-05-10")
    (one,) = leavers(book, dt.date(2025, 1, 1))
    assert (one.name, one.scope, one.next_term) == ("王四", "4号楼组", follower)
    made = make_handover(book, one.term_id, one.next_term, dt.date(2025, 5, 10))
    assert handover_row(book, made).receiver == "李四"
    assert leavers(book, dt.date(2025, 1, 1)) == []
