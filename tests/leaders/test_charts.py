"""The posts in numbers, with none, one and five thousand of them."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from app.book import Book
from app.leaders.charts import (
    by_age,
    by_compound,
    by_education,
    by_political_status,
    by_sex,
    by_street,
    charts,
)
from app.leaders.terms import end_term
from app.people.words import EDUCATION, POLITICAL
from app.series import Chart
from db.bulk import insert_rows
from tests.story import TODAY, Story


def counted(chart: Chart) -> dict[str, float]:
    """The first line of a chart by label."""
    return dict(zip(chart.labels, chart.lines[0].values, strict=True))


def test_an_empty_book_gives_empty_charts_with_sentences(book: Book) -> None:
    for chart in charts(book, TODAY):
        assert chart.labels == ()
        assert chart.table()[0][0] == ""
        assert chart.sentence.endswith("。")
        assert chart.definition
    assert by_compound(book, TODAY).sentence == "台账里还没有楼组。"
    assert by_sex(book, TODAY).sentence == "现在没有在任的楼组长。"


def test_one_leader_is_told_in_full(story: Story, book: Book) -> None:
    story.resident("王芳", sex="女", birth_date="1960", education="大专")
    story.leader("王芳", "3号楼组")
    assert (
        by_compound(book, TODAY).sentence
        == "楼组长共1人，覆盖1个小区的1个楼组，覆盖率100%，没有缺额。"
    )
    assert by_age(book, TODAY).sentence == (
        "楼组长平均65.0岁，最小65岁，最大65岁，60岁及以上1人，占100%。"
    )
    assert by_sex(book, TODAY).sentence == "楼组长共1人：女1人（100%）。"
    assert counted(by_political_status(book, TODAY)) == {"未填": 1}
    assert counted(by_education(book, TODAY)) == {"大专": 1}


def test_groups_without_any_leader_are_all_vacant(story: Story, book: Book) -> None:
    story.group("3号楼组")
    chart = by_compound(book, TODAY)
    assert chart.sentence == "现在没有在任的楼组长，1个楼组都缺楼组长。"
    assert chart.lines[1].values == (1,)


def test_compounds_come_with_their_vacancies_and_lead_to_their_rows(
    story: Story, book: Book
) -> None:
    story.leader("王芳", "3号楼组")
    story.group("5号楼组")
    story.leader("李强", "1号楼组", compound="年丰苑")
    story.leader("赵敏", "2号楼组", compound="年丰苑")
    chart = by_compound(book, TODAY)
    assert chart.labels == ("年丰苑", "金水苑")
    assert [line.values for line in chart.lines] == [(2, 1), (0, 1)]
    assert chart.keys == (story.compound("年丰苑"), story.compound("金水苑"))
    assert chart.sentence == "楼组长共3人，覆盖2个小区的3个楼组，覆盖率75%，缺额1个。"


def test_a_street_without_a_leader_shows_none(story: Story, book: Book) -> None:
    story.street_leader("陈老板", "金水路")
    story.street("百秀路")
    chart = by_street(book, TODAY)
    assert counted(chart) == {"金水路": 1, "百秀路": 0}
    assert chart.sentence == "街面长共1人，覆盖1个街面，缺额1个。"


def test_age_bands_have_no_gap_and_the_unknown_stand_apart(story: Story, book: Book) -> None:
    for at, birth in enumerate(("1996-01-01", "1988", "1985-12-31", None, "1940"), 1):
        name = "甲乙丙丁戊"[at - 1] + "某"
        story.resident(name, birth_date=birth)
        story.leader(name, f"{at}号楼组")
    chart = by_age(book, TODAY)
    assert chart.labels[:3] == ("30岁以下", "30–34岁", "35–39岁")
    assert chart.labels[-2:] == ("80岁及以上", "未填")
    assert counted(chart)["30岁以下"] == 1
    assert counted(chart)["35–39岁"] == 2
    assert chart.sentence.endswith("；1人未填出生日期。")


def test_a_chart_of_the_past_counts_who_served_then(story: Story, book: Book) -> None:
    end_term(book, story.leader("王芳", "3号楼组"), dt.date(2025, 9, 1), "辞任")
    assert by_sex(book, dt.date(2025, 8, 31)).lines[0].values == (1,)
    assert by_sex(book, TODAY).lines[0].values == ()


@pytest.mark.timeout(60)
def test_five_thousand_leaders_are_counted_without_losing_one(story: Story, book: Book) -> None:
    dice = random.Random(7)
    compounds = [story.compound(f"第{number}村") for number in range(40)]
    ids = book.ids.take(15_000)
    groups, people, terms = [], [], []
    for at in range(5_000):
        group, person, term = ids[at * 3 : at * 3 + 3]
        groups.append(
            {
                "id": group,
                "compound_id": dice.choice(compounds),
                "name": f"{at}号楼组",
                "key": str(at),
            }
        )
        people.append(
            {
                "id": person,
                "full_name": "某某",
                "sex": dice.choice(("男", "女", None)),
                "birth_date": dice.choice((None, str(dice.randrange(1935, 2005)))),
                "political_status": dice.choice((None, *POLITICAL.options)),
                "education": dice.choice((None, *EDUCATION.options)),
            }
        )
        if at % 10:
            terms.append(
                {"id": term, "kind": "楼组长", "building_group_id": group, "resident_id": person}
            )
    with book.write("填表") as session:
        for table, rows in (
            ("building_group", groups),
            ("resident", people),
            ("leader_term", terms),
        ):
            insert_rows(session.connection(), table, rows)
    for chart in charts(book, TODAY):
        if chart.title != "各街面街面长人数":
            assert sum(chart.lines[0].values) == 4_500
    assert by_compound(book, TODAY).sentence == (
        "楼组长共4,500人，覆盖40个小区的4,500个楼组，覆盖率90%，缺额500个。"
    )
