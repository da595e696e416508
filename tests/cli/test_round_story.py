"""换届 in July as a script of an office does it, for 46 楼组, with all the paper."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.cli.conftest import Answer, Mulin

NAME = "2025年7月楼组长推选"
DIGITS = "零一二三四五六七八九"
SEATS = 46


def named(family: str, number: int) -> str:
    """李一, 李四六: a name for each number."""
    return family + "".join(DIGITS[int(digit)] for digit in str(number))


def sheet(path: Path, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Path:
    """A sheet as text."""
    lines = [head, *rows]
    path.write_text("\n".join(",".join(map(str, line)) for line in lines), "utf-8")
    return path


def phone(family: str, number: int) -> str:
    """A made-up number for each of them."""
    return f"13900000{'李王'.index(family)}{number:02}"


class Clerk:
    """Somebody at a terminal, with one book."""

    def __init__(self, mulin: Mulin, book: Path, folder: Path) -> None:
        self.mulin, self.book, self.folder = mulin, book, folder

    def __call__(self, *words: str | Path, code: int = 0) -> dict[str, Any]:
        said = self.tried(*words)
        assert said.code == code, f"{said.err}{said.out[:900]}"
        return said.json

    def tried(self, *words: str | Path) -> Answer:
        return self.mulin(*words, "--book", self.book)

    def words(self, *words: str | Path) -> str:
        return self.mulin(*words, "--book", self.book, plain=True).out

    def paper(self, kind: str, *words: str) -> str:
        """All text of a paper."""
        out = self.folder / f"{kind}.docx"
        made = self("paper", kind, "--out", out, *words)
        assert (made["file"], made["sheets"] > 0) == (str(out), True)
        found = docx.Document(str(out))
        texts = [paragraph.text for paragraph in found.paragraphs]
        texts += [cell.text for table in found.tables for row in table.rows for cell in row.cells]
        return "\n".join(texts)


@pytest.fixture
def clerk(mulin: Mulin, new_book: Path, tmp_path: Path) -> Clerk:
    """46 楼组 with two people each; the first of them has led it since 2020."""
    clerk = Clerk(mulin, new_book, tmp_path)
    people = [
        ("金水苑", f"{number}号", f"10{at}", named(family, number), status, phone(family, number))
        for number in range(1, SEATS + 1)
        for at, (family, status) in enumerate((("李", "中共党员"), ("王", "群众")), 1)
    ]
    head = ("小区", "楼号", "室号", "姓名", "政治面貌", "联系电话")
    leaders = [
        ("金水苑", f"{number}号楼组", named("李", number), phone("李", number), "2020-07-01")
        for number in range(1, SEATS + 1)
    ]
    clerk("import", sheet(tmp_path / "居民.csv", head, people))
    told = clerk(
        "import", "building-leaders",
        sheet(tmp_path / "楼组长.csv", ("小区", "楼组", "姓名", "联系电话", "任职时间"), leaders),
    )  # fmt: skip
    assert told["created"] == SEATS
    assert clerk("vacancies")["share"] == "100%"
    return clerk


def begin(clerk: Clerk) -> None:
    """The round with its candidates from a sheet; nobody stands for the last seat."""
    made = clerk(
        "round", "new", NAME, "--post", "楼组长", "--from", "2025-07-01", "--to", "2030-07-01"
    )
    assert (made["seats"], made["status"]) == (SEATS, "draft")
    assert clerk("round", "next")["status"] == "nominating"
    stuck = clerk.tried("round", "next")
    assert stuck.code == 3
    assert "还没有候选人" in stuck.err
    standing = [
        (f"{number}号楼组", named(family, number), phone(family, number), "居民联名", 12)
        for number in range(1, SEATS)
        for family in ("李", "王")
        if family == "李" or number % 3 == 0
    ]
    head = ("楼组", "候选人姓名", "联系电话", "提名方式", "联名人数")
    told = clerk("import", "candidates", sheet(clerk.folder / "候选人.csv", head, standing))
    assert (told["created"], told["failed"]) == (60, 0)
    assert clerk("round", "vacant")["vacant"] == 1
    assert clerk("round", "next")["status"] == "voting"


def vote(clerk: Clerk) -> None:
    """43 seats from a sheet, one at the terminal, one level and then decided."""
    head = ("楼组", "姓名", "发出选票", "收回选票", "赞成", "反对", "弃权")
    counted = [
        (f"{number}号楼组", named(family, number), 30, 25, *votes)
        for number in range(2, SEATS - 1)
        for family, votes in (
            (("李", (4, 1, 0)), ("王", (16, 1, 0))) if number % 3 == 0 else (("李", (20, 1, 0)),)
        )
    ]
    told = clerk("import", "candidates", sheet(clerk.folder / "结果.csv", head, counted))
    assert told["failed"] == 0, told["errors"]
    one = clerk("round", "count", "1号楼组", "李一=22/1/0", "--issued", "30", "--returned", "25")
    assert one == {"elected": ["李一"], "tied": [], "lost": []}
    level = clerk(
        "round", "count", "金水苑45号楼组", "李四五=10/1/0", "王四五=10/2/1", "--returned", "25"
    )
    assert level == {"elected": [], "tied": ["李四五", "王四五"], "lost": []}
    stuck = clerk.tried("round", "next", "--notice-from", "2025-06-20", "--notice-to", "2025-06-24")
    assert (stuck.code, "45号楼组楼组长还没有结果" in stuck.err) == (3, True)
    assert clerk.tried("round", "decide", "45号楼组", "王四五").code == 3
    decided = clerk("round", "decide", "45号楼组", "王四五", "--words", "第二轮投票，王四五得12票")
    assert decided == {"elected": ["王四五"]}


def test_a_selection_of_46_groups_from_its_seats_to_the_by_election(clerk: Clerk) -> None:
    begin(clerk)
    assert "李一" in clerk.paper("candidates")
    assert "45号楼组" in clerk.paper("ballots")
    vote(clerk)
    shown = clerk("round", "show")
    assert (shown["filled"], shown["vacant"], shown["next"]) == (45, 1, "public_notice")
    days = ("--notice-from", "2025-06-20", "--notice-to", "2025-06-24")
    assert clerk("round", "next", *days)["status"] == "public_notice"
    assert "王四五" in clerk.paper("notice") + clerk.paper("announcement")
    early = clerk.tried("round", "next", "--filed-on", "2025-06-24")
    assert (early.code, "公示到 2025-06-24 才结束" in early.err) == (3, True)
    filed = clerk("round", "next", "--filed-on", "2025-06-26", "--filed-no", "金海备〔2025〕1号")
    assert filed["status"] == "filed"
    results = clerk.paper("results")
    assert "王四五" in results
    before = clerk("posts", "--kind", "楼组长")
    closed = clerk("round", "close")
    assert closed == {"began": 45, "again": 30, "left": 16, "vacant": 1}
    after_the_close(clerk, before)
    by_election(clerk)
    assert clerk("check") == {"ok": True, "findings": []}


def after_the_close(clerk: Clerk, before: dict[str, Any]) -> None:
    """One vacancy from July on; the past as it was; letters, signs, hand-overs."""
    july = clerk("vacancies", "--as-at", "2025-07-01")
    assert (july["groups"], july["covered"], july["vacant"]) == (46, 45, 1)
    assert [row["scope"] for row in july["vacancies"]] == ["46号楼组"]
    assert clerk("vacancies", "--as-at", "2025-06-30")["share"] == "100%"
    june = clerk("posts", "--kind", "楼组长", "--as-at", "2025-06-30")["posts"]
    assert [row["name"] for row in june] == [row["name"] for row in before["posts"]]
    assert len(clerk("posts", "--kind", "楼组长", "--as-at", "2025-07-01")["posts"]) == 45
    letters = clerk.paper("letters", "--round", NAME)
    assert "王四五" in letters
    assert "1390000" not in clerk.paper("signs", "--round", NAME)
    handed = clerk("paper", "handover", "--round", NAME, "--out", clerk.folder / "交接.docx")
    assert handed["sheets"] == 16
    counted = clerk("stats")
    assert (counted["posts"], counted["vacancies"], counted["handovers"]) == (45, 1, 16)
    assert clerk("undo")["undone"] == "完成推选"
    assert clerk("round", "close")["began"] == 45


def by_election(clerk: Clerk) -> None:
    """The empty seat is filled in September: coverage is whole again."""
    later = clerk(
        "round", "new", "2025年9月补选", "--after", NAME, "--from", "2025-09-01",
        "--to", "2030-07-01", "--notice-from", "2025-08-20", "--notice-to", "2025-08-25",
    )  # fmt: skip
    assert later["seats"] == 1
    clerk("round", "nominate", "46号楼组", "王四六", "--by", "自荐")
    for status in ("nominating", "voting"):
        assert clerk("round", "next")["status"] == status
    clerk("round", "count", "46号楼组", "王四六=19/1/0", "--issued", "30", "--returned", "20")
    clerk("round", "next")
    clerk("round", "next", "--filed-on", "2025-08-27")
    assert clerk("round", "close")["began"] == 1
    assert clerk("vacancies", "--as-at", "2025-09-01")["share"] == "100%"
    listed = clerk("round", "list")["rounds"]
    assert [row["status"] for row in listed] == ["closed", "closed"]


def test_what_is_typed_wrongly_is_a_sentence_with_the_remedy(clerk: Clerk) -> None:
    clerk("round", "new", NAME, "--post", "楼长", "--from", "2025-07-01", "--to", "2030-07-01")
    clerk("import", sheet(
        clerk.folder / "又一位.csv", ("小区", "楼号", "室号", "姓名"),
        [("银河苑", "3号", "101", "李三"), ("金水苑", "3号", "301", "李三")],
    ))  # fmt: skip
    for words, said in (
        (("round", "nominate", "99号楼组", "李一"), "这次推选里没有应选岗位“99号楼组”"),
        (("round", "nominate", "3号楼组", "没有人"), "台账里没有找到“没有人”"),
        (("round", "nominate", "4号楼组", "李三"), "有 3 位李三：金水苑 3-101"),
        (("round", "nominate", "3号楼组"), "请写明提名谁"),
        (("round", "count", "3号楼组", "李三=多"), "看不懂票数“李三=多”"),
        (("round", "show", "--round", "没有"), f"没有叫“没有”的推选，现有：{NAME}"),
        (("round", "new", "又一次", "--post", "皇帝", "--from", "2025-07-01", "--to",
          "2030-07-01"), "没有叫“皇帝”的岗位"),
        (("round", "new", "又一次", "--post", "楼组长", "--from", "七月", "--to",
          "2030-07-01"), "请写成 2025-12-31"),
        (("posts", "--compound", "没有"), "没有叫“没有”的小区，现有：金水苑"),
        (("posts", "--state", "退休"), "没有“退休”这种状态"),
        (("paper", "notice", "--out", "公示.pdf"), "请改用 .docx 结尾"),
        (("paper", "sign-in", "--out", "签到.docx"), "请用 --training 写明培训名称"),
        (("end", "楼组长", "王一", "--on", "2026-01-01", "--reason", "辞任"), "没有担任楼组长"),
    ):  # fmt: skip
        answer = clerk.tried(*words)
        assert (answer.code, said in answer.err) == (3, True), answer.err
        assert "refused" in answer.json
    named_by_door = clerk("round", "nominate", "4号楼组", "李三@3-301")
    assert named_by_door["warnings"] == []
    assert clerk.tried("round", plain := "dance").code == 2, plain


def test_a_year_of_service_at_the_terminal(clerk: Clerk) -> None:
    clerk("training", "new", "消防安全培训", "--on", "2026-03-10", "--minutes", "90")
    assert clerk("training", "expect", "消防", "--all-of", "楼组长")["added"] == SEATS
    signed = clerk("training", "sign", "消防", "李一", "李二", "--late")
    assert signed == {"signed": 2, "came": 2}
    assert len(clerk("training", "untrained", "--post", "楼组长")["untrained"]) == SEATS - 2
    assert "李一" in clerk.paper("sign-in", "--training", "消防")
    done = clerk("duty", "add", "环境巡查", "--all-of", "楼组长", "--on", "2026-03-11",
                 "--minutes", "30", "--words", "楼道堆物")  # fmt: skip
    assert done["written"] == SEATS
    again = clerk("duty", "add", "环境巡查", "李一", "--on", "2026-03-11", "--words", "楼道堆物")
    assert again == {"written": 0, "before": ["李一"], "outside": []}
    assert len(clerk("duty", "list", "--since", "2026-03-11")["duties"]) == SEATS
    assert len(clerk("duty", "list", "--until", "2026-03-10")["duties"]) == 2
    assert "李三" in clerk.words("duty", "silent", "--days", "30")
    ended = clerk("end", "楼组长", "李四六", "--on", "2026-05-16", "--reason", "辞任")
    assert ended["end_on"] == "2026-05-16"
    clerk("appoint", "楼组长", "王四六", "--scope", "46号楼组", "--from", "2026-05-16",
          "--method", "补选", "--rate", "50")  # fmt: skip
    sheet_of_2 = clerk("subsidy", "write", "2026-Q2")
    assert sheet_of_2["written"] == 1
    assert (sheet_of_2["lines"][0]["months"], sheet_of_2["total"]) == (2, 100.0)
    assert clerk.tried("subsidy", "pay", "2026-Q2").code == 3
    assert clerk("subsidy", "approve", "2026-Q2")["moved"] == 1
    assert "王四六" in clerk.paper("subsidy", "--period", "2026-Q2")
    paid = clerk("subsidy", "pay", "2026-Q2", "王四六", "--on", "2026-07-05")
    assert paid["lines"][0]["status"] == "paid"
    assert clerk("subsidy", "show", "2026-Q2")["total"] == 100.0
    counted = clerk("stats")
    assert (counted["duties"], counted["trained"], counted["training_minutes"]) == (48, 2, 180)
    assert (counted["subsidies"], counted["subsidies_paid"]) == (1, 100.0)
    assert "李一" in clerk.paper("roster")
    assert "李一" in clerk.paper("wall", "--post", "楼组长")
