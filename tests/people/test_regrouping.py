"""楼组合并 and 楼组拆分: doors go on, history stays, open terms are asked about."""

from __future__ import annotations

import datetime as dt

import pytest

from app.book import Book
from app.errors import Invalid, Refused
from app.people import register
from app.people.leaving import Leaving, StillOpen
from app.people.place_records import GroupEntry
from app.people.regrouping import Part, origins_of, successors_of
from tests.story import Story, dump

DAY = dt.date(2025, 9, 10)


def group(book: Book, row_id: int) -> dict[str, object]:
    return dump(book)["building_group"][row_id]


def doors(book: Book, row_id: int) -> set[int]:
    rows = dump(book)["dwelling"]
    return {key for key, row in rows.items() if row["building_group_id"] == row_id}


@pytest.fixture
def two(story: Story) -> tuple[int, int]:
    """3号楼组 and 5号楼组 with two doors each."""
    first, second = story.group("3号楼组"), story.group("5号楼组")
    for door in ("3-101", "3-102", "5-101", "5-102"):
        story.door(door)
    return first, second


def test_one_group_goes_into_another(two: tuple[int, int], book: Book) -> None:
    first, second = two
    every = doors(book, first) | doors(book, second)
    before = dump(book)
    saved = register.merge_groups(book, [first, second], DAY, into_id=first)
    assert saved.id == first
    assert doors(book, first) == every
    gone = group(book, second)
    assert (gone["status"], gone["ended_on"], gone["successors"]) == ("merged", DAY, [first])
    assert group(book, first)["status"] == "active"
    assert successors_of(book, second) == [(first, "3号楼组")]
    assert origins_of(book, first) == [(second, "5号楼组")]
    book.undo()
    assert dump(book) == before


def test_several_groups_become_a_new_one_of_an_old_name(two: tuple[int, int], book: Book) -> None:
    saved = register.merge_groups(book, two, DAY, entry=GroupEntry("3号楼组"))
    assert saved.id not in two
    made = group(book, saved.id)
    assert (made["name"], made["formed_on"], made["key"]) == ("3号楼组", DAY, "3")
    assert len(doors(book, saved.id)) == 4
    assert {group(book, row_id)["status"] for row_id in two} == {"merged"}


def test_what_is_not_merged(two: tuple[int, int], story: Story, book: Book) -> None:
    other = story.group("1号楼组", "银河苑")
    ended = story.group("9号楼组")
    register.end_group(book, ended, DAY)
    before = dump(book)
    for ids, words in (
        ([two[0]], "至少选两个"), ([two[0], other], "同一个小区"), ([two[0], ended], "结束")
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            register.merge_groups(book, ids, DAY, entry=GroupEntry("新楼组"))
    with pytest.raises(Invalid, match="请填写"):
        register.merge_groups(book, two, DAY)
    assert dump(book) == before


def test_open_terms_end_or_go_over(two: tuple[int, int], story: Story, book: Book) -> None:
    first = story.leader("王芳", "3号楼组")
    second = story.leader("李敏", "5号楼组", until="2027-07-01")
    new = GroupEntry("联合楼组")
    with pytest.raises(StillOpen, match="王芳任3号楼组楼组长") as caught:
        register.merge_groups(book, two, DAY, entry=new)
    assert [one.title for one in caught.value.asked] == [
        "王芳任3号楼组楼组长",
        "李敏任5号楼组楼组长",
    ]
    assert [words for _, words in caught.value.asked[0].ways] == [
        "同时离任", "转任合并后的楼组的楼组长"
    ]  # fmt: skip
    answers = Leaving(**{f"term-{first}": "end", f"term-{second}": "to:0"})
    saved = register.merge_groups(book, two, DAY, entry=new, leaving=answers)
    terms = dump(book)["leader_term"]
    assert {(terms[row]["end_on"], terms[row]["end_reason"]) for row in (first, second)} == {
        (DAY, "调整")
    }
    assert terms[second]["building_group_id"] == two[1]
    (made,) = [row for row in terms.values() if row["building_group_id"] == saved.id]
    assert (made["start_on"], made["expected_end_on"]) == (DAY, dt.date(2027, 7, 1))


def test_two_leaders_cannot_both_go_on(two: tuple[int, int], story: Story, book: Book) -> None:
    first, second = story.leader("王芳", "3号楼组"), story.leader("李敏", "5号楼组")
    answers = Leaving(**{f"term-{first}": "to:0", f"term-{second}": "to:0"})
    before = dump(book)
    with pytest.raises(Refused, match="已有楼组长"):
        register.merge_groups(book, two, DAY, entry=GroupEntry("联合楼组"), leaving=answers)
    assert dump(book) == before
    with pytest.raises(StillOpen) as caught:
        register.merge_groups(book, two, DAY, into_id=two[0])
    # The 楼组 that stays has a leader already: the other one can only end.
    assert [way for way, _ in caught.value.asked[0].ways] == ["end"]
    register.merge_groups(book, two, DAY, into_id=two[0], leaving=Leaving(posts="end"))


def test_a_group_is_split_by_its_doors(two: tuple[int, int], story: Story, book: Book) -> None:
    old = two[0]
    leader = story.leader("王芳", "3号楼组")
    one, other = sorted(doors(book, old))
    parts = [Part(GroupEntry("3号甲楼组"), (one,)), Part(GroupEntry("3号乙楼组"), (other,))]
    with pytest.raises(StillOpen) as caught:
        register.split_group(book, old, parts, DAY)
    assert [words for _, words in caught.value.asked[0].ways] == [
        "同时离任", "转任“3号甲楼组”的楼组长", "转任“3号乙楼组”的楼组长"
    ]  # fmt: skip
    answers = Leaving(**{f"term-{leader}": "to:1"})
    register.split_group(book, old, parts, DAY, leaving=answers)
    after = successors_of(book, old)
    assert [name for _, name in after] == ["3号甲楼组", "3号乙楼组"]
    assert [doors(book, row_id) for row_id, _ in after] == [{one}, {other}]
    assert (group(book, old)["status"], doors(book, old)) == ("split", set())
    posts = dump(book)["leader_term"].values()
    assert after[1][0] in {row["building_group_id"] for row in posts if row["end_on"] is None}


def test_a_split_gives_every_door_to_one_part(two: tuple[int, int], book: Book) -> None:
    old = two[0]
    one, other = sorted(doors(book, old))
    stranger = min(doors(book, two[1]))
    before = dump(book)
    for first, second, words in (
        ((one,), (), "没有分到"), ((one, other), (one,), "同时分到"),
        ((one, other), (), "请至少勾选一套"), ((one, stranger), (other,), "不属于"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            register.split_group(
                book, old, [Part(GroupEntry("甲"), first), Part(GroupEntry("乙"), second)], DAY
            )
    with pytest.raises(Refused, match="至少要有两个"):
        register.split_group(book, old, [Part(GroupEntry("甲"), (one, other))], DAY)
    assert dump(book) == before
