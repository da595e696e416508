"""A book as large as a whole subdistrict, filled at once, for measuring.

`python -m tests.big FILE.mulin [RESIDENTS]` makes one, or opens it again, and measures.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app import opening, pinyin
from app.book import Book
from app.finder import find
from app.leaders.charts import charts
from app.leaders.lists import TermFilter, term_ids, vacancies
from app.people.lists import (
    HouseholdFilter,
    ResidentFilter,
    household_ids,
    household_rows,
    resident_ids,
    resident_rows,
)
from app.people.place_lists import compound_rows, group_rows
from db.bulk import insert_rows
from tests.conftest import CHEAP, PASSWORD
from tests.story import TODAY, Story

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂华金花国建玉兰凤梅红文海春生荣新"
TAGS = ("独居", "高龄", "残疾", "低保")


def fill(book: Book, residents: int = 100_000, *, seed: int = 1) -> None:
    """Fill an empty book with that many residents: 2.7 to a household, 24 doors to a building,
    40 buildings to a compound, a 楼组 with a leader for nearly every building.
    """
    dice = random.Random(seed)
    rows = _places(book, max(1, residents * 10 // 27), dice)
    rows["resident"], rows["care_tag"] = _people(book, rows["household"], residents, dice)
    rows["leader_term"] = _terms(book, rows["building_group"], rows["resident"], dice)
    with book.write("填满台账") as session:
        for table, lines in rows.items():
            insert_rows(session.connection(), table, lines)


def _places(book: Book, households: int, dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("compound", "building", "building_group", "dwelling", "household")
    }
    for at in range(households):
        door = at % 24
        if at % 24 == 0:
            number = at // 24 % 40 + 1
            if at % (24 * 40) == 0:
                name = f"金水{at // 960 + 1}村"
                rows["compound"].append(
                    {"id": book.ids.next_id(), "name": name, "sort_no": at // 960}
                )
            compound = rows["compound"][-1]["id"]
            where = {"compound_id": compound, "key": str(number)}
            rows["building"].append({"id": book.ids.next_id(), "name": f"{number}号", **where})
            group = {"id": book.ids.next_id(), "name": f"{number}号楼组", **where}
            rows["building_group"].append(group)
        dwelling = {
            "id": book.ids.next_id(),
            "building_id": rows["building"][-1]["id"],
            "unit": "",
            "room_no": f"{door // 4 + 1}{door % 4 + 1:02}",
            "building_group_id": rows["building_group"][-1]["id"],
        }
        rows["dwelling"].append(dwelling)
        signed = TODAY - dt.timedelta(days=dice.randrange(700)) if dice.random() < 0.6 else None
        rows["household"].append(
            {
                "id": book.ids.next_id(),
                "dwelling_id": dwelling["id"],
                "head_name": None,
                "pledge_signed_on": signed,
            }
        )
    # Nothing in a real book lies in the order of its doors.
    for name in ("dwelling", "household"):
        ids = sorted(row["id"] for row in rows[name])
        dice.shuffle(ids)
        moved = dict(zip((row["id"] for row in rows[name]), ids, strict=True))
        for row in rows[name]:
            row["id"] = moved[row["id"]]
        if name == "dwelling":
            for home in rows["household"]:
                home["dwelling_id"] = moved[home["dwelling_id"]]
    return rows


def _people(
    book: Book, households: list[dict[str, Any]], count: int, dice: random.Random
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    names = [
        dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2, 2))))
        for _ in range(count)
    ]
    ids = book.ids.take(count)
    people, tags = [], []
    for at, (name, (sound, letters)) in enumerate(
        zip(names, pinyin.full_and_initials(names), strict=True)
    ):
        home = households[at % len(households)]
        first = home["head_name"] is None
        if first:
            home["head_name"] = name
        born = dt.date(1935, 1, 1) + dt.timedelta(days=dice.randrange(85 * 365))
        people.append(
            {
                "id": ids[at],
                "household_id": home["id"],
                "full_name": name,
                "name_pinyin": sound,
                "name_initials": letters,
                "sex": dice.choice("男女"),
                "birth_date": born.isoformat(),
                "phone": f"1{dice.randrange(3 * 10**9, 10**10)}",
                "relation_to_head": "户主" if first else "其他",
                "residence_kind": "户籍在册",
                "registered_address": f"金水路{at % 900}弄{at % 40}号{at % 600}室",
                "ethnicity": "汉族",
                "political_status": dice.choice(("群众", "中共党员")),
                "education": dice.choice(("初中", "大专", "本科")),
            }
        )
        if dice.random() < 0.08:
            tags.append(
                {
                    "id": book.ids.next_id(),
                    "resident_id": ids[at],
                    "tag": dice.choice(TAGS),
                    "start_on": TODAY,
                }
            )
    return people, tags


def _terms(
    book: Book,
    groups: list[dict[str, Any]],
    people: list[dict[str, Any]],
    dice: random.Random,
) -> list[dict[str, Any]]:
    return [
        {
            "id": book.ids.next_id(),
            "kind": "楼组长",
            "building_group_id": group["id"],
            "resident_id": dice.choice(people)["id"],
            "start_on": dt.date(2022, 7, 1),
            "expected_end_on": dt.date(2027, 7, 1),
        }
        for group in groups
        if dice.random() < 0.98
    ]


QUERIES = (
    "王 wang wj w 李华 lihua 建国 zjg 王建国 陈秀英 3-101 12号101 3-1 12号楼组 金水3村 "
    "金水3村5-302 8888 1380 13800 zz 不存在 abcdef 金水 guo"
).split()


def measure(book: Book) -> Iterator[tuple[str, list[float]]]:
    """What the lists and the finder take, in milliseconds of the processor."""
    for sort in ("door", "building_group", "name", "age"):
        where = ResidentFilter()
        yield f"residents by {sort}", _times(5, resident_ids, book, where, TODAY, sort)
    for where in (
        ResidentFilter(text="zj"),
        ResidentFilter(text="3-101"),
        ResidentFilter(tag="独居"),
        ResidentFilter(age_from=80),
    ):
        yield (
            f"residents where {where.text or where.tag or '80+'}",
            _times(5, resident_ids, book, where, TODAY),
        )
    ids = resident_ids(book, ResidentFilter(), TODAY, "name")
    pages = [ids[at : at + 60] for at in range(0, len(ids), max(60, len(ids) // 40))]
    yield "60 residents", [_time(resident_rows, book, page, TODAY) for page in pages]
    yield "households by door", _times(5, household_ids, book, HouseholdFilter())
    homes = household_ids(book, HouseholdFilter(), "head_name")
    pages = [homes[at : at + 60] for at in range(0, len(homes), max(60, len(homes) // 40))]
    yield "60 households", [_time(household_rows, book, page) for page in pages]
    yield "building groups", _times(5, group_rows, book, TODAY)
    yield "compounds", _times(5, compound_rows, book)
    yield "posts by scope", _times(5, term_ids, book, TermFilter(), TODAY)
    yield "coverage and vacancies", _times(5, vacancies, book, TODAY)
    yield "all charts of posts", _times(5, charts, book, TODAY)
    yield "first find", [_time(find, book, "王")]
    yield "find", [_time(find, book, word) for _ in range(5) for word in QUERIES]
    Story(book).resident("欧阳测试")
    yield "find after a change", [_time(find, book, "oycs")]


def _times(count: int, work: Callable[..., object], *args: object) -> list[float]:
    return [_time(work, *args) for _ in range(count)]


def _time(work: Callable[..., object], *args: object) -> float:
    # Time of the processor: what else the machine does at the moment is not counted.
    start = time.thread_time()
    work(*args)
    return (time.thread_time() - start) * 1000


def main() -> None:
    """Make a big book in a file, or open it, and say how long lists and the finder take."""
    path, *rest = sys.argv[1:]
    if Path(path).exists():
        book = opening.unlock(Path(path), PASSWORD)
    else:
        book = opening.create(Path(path), "王芳", PASSWORD, params=CHEAP).book
        fill(book, int(rest[0]) if rest else 100_000)
    for name, times in measure(book):
        times.sort()
        late = times[int(len(times) * 0.95)]
        sys.stdout.write(
            f"{name:28} median {statistics.median(times):7.1f} ms   p95 {late:7.1f} ms\n"
        )
    book.close()


if __name__ == "__main__":
    main()
