"""Who stands where at the end of a season."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import insert

from app.errors import Refused
from app.pledge import accounts, charts, ledger, lists, ranking, seasons
from app.pledge.lines import NewLine
from app.pledge.records import GroupRankRow, RankRow
from app.series import Bars, Series
from db import ids
from db.models import Building, BuildingGroup, Compound, Dwelling, Household
from tests.pledge.conftest import CHECKER, JULY, Story, day


def season_id(story: Story) -> int:
    """The third quarter."""
    return seasons.ensure_open(story.book, story.rule_set, JULY).id


def write(story: Story, account: int, points: int, kind: str = "earn") -> int:
    """A line without rules; returns its number."""
    season = season_id(story)
    line = NewLine(account, season, kind, "事项", day("07-10"), points, points, max(0, points))
    with story.book.write("登记积分") as session:
        return ledger.append(session, [line], who="王芳")[0]


def ranks(story: Story, **where: int) -> list[tuple[int | None, str, int]]:
    """Rank, holder, score."""
    rows = ranking.household_ranking(story.book, season_id(story), **where)
    return [(row.rank, row.holder, row.score) for row in rows]


def building(story: Story, number: int, signed: int, households: int, points: int = 0) -> None:
    """A 楼组 with some households, the first of which have signed and earned."""
    for at in range(households):
        story.household(f"{number}-{at + 1}01", f"户{number}{at}")
    for at in range(signed):
        account = story.sign(f"{number}-{at + 1}01", JULY)
        if points:
            write(story, account, points)


def test_equal_households_share_a_rank(story: Story) -> None:
    for door, points in (("10-101", 30), ("9-101", 50), ("9-1001", 30), ("9-901", 10)):
        write(story, story.sign(door, JULY, f"王{points}"), points)
    assert ranks(story) == [
        (1, "9-101 · 王50户", 1050),
        (2, "9-1001 · 王30户", 1030),
        (2, "10-101 · 王30户", 1030),
        (4, "9-901 · 王10户", 1010),
    ]


def test_the_compound_is_named_where_there_are_several(story: Story) -> None:
    write(story, story.sign("3-101", JULY, "周桂英"), 10)
    story.household("5-101", "胡根", compound="恒盛")
    assert ranks(story) == [(1, "金水苑 3-101 · 周桂英户", 1010)]
    assert ranks(story, compound_id=story.compounds["恒盛"]) == []
    assert len(ranks(story, group_id=story.groups["金水苑 3"])) == 1


def test_a_household_without_a_head_is_its_door(story: Story) -> None:
    story.sign("3-101", JULY, None)
    assert ranks(story)[0][1] == "3-101"


def test_a_taken_back_deduction_is_no_bonus_and_costs_no_star(story: Story) -> None:
    account = story.sign("3-101", JULY)
    write(story, account, 350)
    wrong = write(story, account, -50, "deduct")
    row = ranking.household_ranking(story.book, season_id(story))[0]
    assert (row.score, row.bonus, row.deduct, row.star) == (1300, 350, -50, "四星")
    ledger.reverse(story.book, wrong, "申诉撤销", day("07-20"))
    row = ranking.household_ranking(story.book, season_id(story))[0]
    assert (row.score, row.bonus, row.deduct, row.star) == (1350, 350, 0, "五星")


def test_a_veto_sets_a_household_aside_until_it_is_lifted(story: Story) -> None:
    good = story.sign("3-101", JULY, "周桂英")
    bad = story.sign("3-102", JULY, "胡根")
    write(story, good, 10)
    write(story, bad, 400)
    veto = write(story, bad, 0, "veto")
    rows = ranking.household_ranking(story.book, season_id(story))
    assert [(row.rank, row.account_id, row.star, row.note) for row in rows] == [
        (1, good, "", ""),
        (None, bad, "", "一票否决，不参评"),
    ]
    ledger.reverse(story.book, veto, "申诉撤销", day("07-20"))
    assert [row.account_id for row in ranking.household_ranking(story.book, season_id(story))] == [
        bad,
        good,
    ]


def test_a_closed_account_has_no_place(story: Story) -> None:
    account = story.sign("3-101", JULY)
    accounts.close_account(story.book, account, closed_on=day("07-20"), reason="迁出")
    assert ranks(story) == []


def test_seasons_of_old_sheets_give_no_stars(story: Story) -> None:
    account = story.sign("3-101", JULY)
    with story.book.write("导入") as session:
        old = seasons.season_for(session, story.rule_set, day("02-03"), today=JULY, who="王芳")
        line = NewLine.history(account, old, "邻里互助", day("02-03"), 2000)
        ledger.append(session, [line], who="王芳")
    # The household signed later: it has no place in a season before.
    assert ranking.household_ranking(story.book, old) == []
    write(story, account, 300)
    assert ranking.household_ranking(story.book, season_id(story))[0].star == "五星"


def test_groups_are_ranked_by_the_mean_of_the_signed(story: Story) -> None:
    building(story, 1, signed=3, households=5, points=20)
    building(story, 2, signed=6, households=6, points=30)
    building(story, 3, signed=2, households=5, points=200)
    building(story, 4, signed=4, households=4, points=100)
    building(story, 5, signed=0, households=5)
    rows = ranking.group_ranking(story.book, season_id(story))
    assert [
        (row.rank, row.group, row.mean, row.signed, row.households, row.coverage, row.note)
        for row in rows
    ] == [
        (1, "2号楼组", 1030, 6, 6, 1000, ""),
        (2, "1号楼组", 1020, 3, 5, 600, ""),
        (None, "3号楼组", 1200, 2, 5, 400, "签约率不足60%，只列不排"),
        (None, "4号楼组", 1100, 4, 4, 1000, "不足5户，只列不排"),
    ]


def test_a_household_under_a_veto_does_not_pull_its_group(story: Story) -> None:
    building(story, 1, signed=5, households=5, points=20)
    rows = ranking.household_ranking(story.book, season_id(story))
    write(story, rows[0].account_id, -500, "deduct")
    write(story, rows[0].account_id, 0, "veto")
    group = ranking.group_ranking(story.book, season_id(story))[0]
    assert (group.mean, group.signed) == (1020, 5)


def test_the_card_tells_the_numbers_of_one_household(story: Story) -> None:
    building(story, 3, signed=5, households=5, points=20)
    account = story.sign("3-101", JULY)
    story.post("3-101", "J-12", day("08-02"), points=50)
    card = ranking.household_card(story.book, account, today=day("08-05"))
    assert (card.season, card.score, card.balance, card.star) == (
        "2025年第三季度",
        1070,
        70,
        "三星",
    )
    assert (card.rank, card.of) == (1, 5)
    assert card.account.holder == "3-101 · 户30户"
    assert card.months.labels[-2:] == ("7月", "8月")
    assert card.months.lines[0].values[-2:] == (2.0, 5.0)
    assert len(card.months.labels) == 12
    with pytest.raises(Refused):
        ranking.household_card(story.book, 1, today=JULY)


def test_charts_say_it_in_a_sentence(story: Story) -> None:
    building(story, 1, signed=5, households=5, points=20)
    building(story, 2, signed=6, households=6, points=30)
    groups = ranking.group_ranking(story.book, season_id(story))
    means = charts.group_means(groups, "本季")
    assert means.labels == ("2号楼组", "1号楼组")
    assert means.lines[0].values == (103.0, 102.0)
    assert means.sentence == "本季有 2 个楼组参评，平均 102.5分，最高的是2号楼组（103分）。"
    assert means.keys == tuple(row.group_id for row in groups)
    rows = ranking.household_ranking(story.book, season_id(story))
    top = charts.top_households(rows, "本季", 3)
    assert top.sentence == "本季有 11 户参评，平均 102.5分，最高 103分。"
    assert (top.title, len(top.labels)) == ("本季评价分前 3 户", 3)
    spread = charts.distribution(rows, "本季")
    assert spread.labels == ("102到103", "103到104")
    assert spread.lines[0].values == (5.0, 6.0)
    assert spread.sentence == (
        "本季有 11 户参评，最低 102分，最高 103分；103到104分的最多，有 6 户。"
    )


def test_charts_by_month_and_by_rule_count_reversals_against_the_rule(story: Story) -> None:
    story.sign("3-101", JULY)
    story.post("3-101", "J-02", day("07-10"))
    story.post("3-101", "J-17", day("07-11"))
    bad = story.post("3-101", "J-17", day("08-12"), approver=CHECKER)
    wanted = lists.LedgerFilter(rule_set_id=story.rule_set)
    months = charts.by_month(story.book, wanted, day("08-31"), 3)
    assert months.labels == ("2025年6月", "2025年7月", "2025年8月")
    assert [line.values for line in months.lines] == [(0.0, 2.0, 0.0), (0.0, 0.0, -5.0)]
    assert months.sentence == "近3个月共加 2分，扣 5分。"
    rules = charts.by_rule(story.book, wanted)
    assert rules.labels[0] == "J-17 电动自行车进楼、上梯、飞线充电"
    assert [line.values for line in rules.lines] == [(0.0, 2.0), (-5.0, 0.0)]
    ledger.reverse(story.book, bad.seq, "申诉撤销", day("08-20"))
    rules = charts.by_rule(story.book, wanted)
    assert (
        dict(zip(rules.labels, rules.lines[1].values, strict=True))[
            "J-17 电动自行车进楼、上梯、飞线充电"
        ]
        == 0
    )


def test_charts_of_nothing_say_so(story: Story) -> None:
    wanted = lists.LedgerFilter(rule_set_id=story.rule_set)
    empty: list[Bars | Series] = [
        charts.group_means([], "本季"),
        charts.top_households([], "本季"),
        charts.distribution([], "本季"),
        charts.by_month(story.book, wanted, JULY),
        charts.by_rule(story.book, wanted),
    ]
    for chart in empty:
        assert chart.sentence == charts.NOTHING
        assert chart.definition
        assert chart.table()
    small = GroupRankRow(1, None, "金水苑", "1号楼组", 1000, 1, 1, 1000, 0, 0, ranking.TOO_SMALL)
    assert charts.group_means([small], "本季").sentence == "本季没有达到参评条件的楼组。"


def test_charts_of_one_and_of_five_thousand_rows_stay_readable() -> None:
    def row(at: int, score: int) -> RankRow:
        return RankRow(
            at, 1, f"1-{at}", "", "", score, 0, 0, "", "", None, None, None, 0, veto=False
        )

    one = charts.distribution([row(1, 1000)], "本季")
    assert one.lines[0].values == (1.0,)
    many = charts.distribution([row(at, -70_000 + at * 37) for at in range(5000)], "本季")
    assert len(many.labels) <= 16
    assert sum(many.lines[0].values) == 5000
    assert len(charts.top_households([row(at, at) for at in range(5000)], "本季").labels) == 10


def crowd(story: Story, households: int) -> list[int]:
    """Many households in one compound, all signed; returns their accounts."""
    compound, house, group = ids.take(3)
    doors, homes = ids.take(households), ids.take(households)
    with story.book.write("建户") as session:
        session.execute(insert(Compound), [{"id": compound, "name": "金水苑"}])
        session.execute(
            insert(Building),
            [{"id": house, "compound_id": compound, "name": "1号", "key": "1"}],
        )
        session.execute(
            insert(BuildingGroup),
            [{"id": group, "compound_id": compound, "name": "1号楼组", "key": "1"}],
        )
        session.execute(
            insert(Dwelling),
            [
                {
                    "id": door,
                    "building_id": house,
                    "unit": "",
                    "room_no": f"{at}",
                    "building_group_id": group,
                }
                for at, door in enumerate(doors)
            ],
        )
        session.execute(
            insert(Household),
            [
                {"id": home, "dwelling_id": door, "head_name": f"周{at}"}
                for at, (home, door) in enumerate(zip(homes, doors, strict=True))
            ],
        )
        opened = accounts.open_accounts(
            session, story.rule_set, dict.fromkeys(homes, JULY), opened_by="签约"
        )
        assert (
            accounts.open_accounts(
                session, story.rule_set, dict.fromkeys(homes, JULY), opened_by="签约"
            )
            == opened
        )
        return list(opened.values())


def test_two_thousand_accounts_and_thirty_thousand_lines_are_ranked_at_once(story: Story) -> None:
    opened = crowd(story, 2000)
    season = season_id(story)
    with story.book.write("导入") as session:
        lines = [
            NewLine.history(opened[at % 2000], season, "邻里互助", day("07-10"), (at % 7) * 10 - 20)
            for at in range(30_000)
        ]
        ledger.append(session, lines, who="王芳")
    start = time.process_time()
    rows = ranking.household_ranking(story.book, season)
    groups = ranking.group_ranking(story.book, season)
    spent = time.process_time() - start
    assert len(rows) == 2000
    assert sum(row.score for row in rows) == 2_000_000 + sum(
        (at % 7) * 10 - 20 for at in range(30_000)
    )
    assert groups[0].signed == 2000
    start = time.process_time()
    found = lists.ledger_ids(story.book, lists.LedgerFilter(season_id=season))
    listed = time.process_time() - start
    assert len(found) == 30_000
    # Generous: these catch a query per row, not a slow machine.
    assert spent < 5
    assert listed < 5
