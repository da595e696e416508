"""A book as large as a whole subdistrict, filled at once, for measuring.

`python -m tests.big OUT.mulin [RESIDENTS]` keeps one to look at.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from pathlib import Path
from typing import Any

from app import opening, pinyin
from app.book import Book
from db.bulk import insert_rows
from tests.conftest import CHEAP, PASSWORD

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂华金花国建玉兰凤梅红文海春生荣新"
TAGS = ("独居", "高龄", "残疾", "低保")
TODAY = dt.date(2025, 9, 30)


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


def main() -> None:
    """Make a big book in a file."""
    path, *rest = sys.argv[1:]
    book = opening.create(Path(path), "王芳", PASSWORD, params=CHEAP).book
    fill(book, int(rest[0]) if rest else 100_000)
    book.close()


if __name__ == "__main__":
    main()
