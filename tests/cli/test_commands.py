"""The command line: answers, exit codes, sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import PASSWORD, Mulin
from tests.conftest import OFFICE

TRUTH = json.loads((OFFICE / "truth.json").read_text("utf-8"))
OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")


def test_a_whole_day_at_the_office(mulin: Mulin, new_book: Path, tmp_path: Path) -> None:
    for name in ("居民信息底册.xlsx", "两长名册.xlsx", "美丽约定积分登记.csv"):
        answer = mulin("import", OFFICE / name, "--book", new_book)
        said = answer.json
        assert said["rows"] == sum(said[outcome] for outcome in OUTCOMES)
        assert answer.code == (1 if said["failed"] else 0)
    counted = mulin("stats", "--book", new_book).json
    assert counted["residents"] == TRUTH["居民信息底册.xlsx"]["residents"]
    assert counted["households"] == TRUTH["居民信息底册.xlsx"]["households"]
    assert counted["compounds"] == TRUTH["两长名册.xlsx"]["compounds"]
    assert counted["building_leaders"] == TRUTH["两长名册.xlsx"]["building_leaders"] - 8
    assert counted["street_leaders"] == TRUTH["两长名册.xlsx"]["street_leaders"]
    assert counted["points_entries"] == TRUTH["美丽约定积分登记.csv"]["entries"]
    assert counted["points_sum"] == TRUTH["美丽约定积分登记.csv"]["sum"]
    assert mulin("check", "--book", new_book).json == {"ok": True, "findings": []}
    ranked = mulin("rank", "--book", new_book, "--season", "2024年第一季度").json
    assert ranked["rows"][0]["rank"] == 1
    backup = mulin("backup", tmp_path / "备份", "--book", new_book).json["file"]
    undone = mulin("undo", "--book", new_book).json["undone"]
    assert "美丽约定积分登记.csv" in undone
    restored = mulin("restore", backup, "--book", new_book)
    assert restored.code == 0
    assert mulin("stats", "--book", new_book).json == counted


def test_the_answer_of_an_import_names_row_column_value_and_remedy(
    mulin: Mulin, new_book: Path
) -> None:
    answer = mulin("import", "building-leaders", OFFICE / "两长名册.xlsx", "--book", new_book)
    assert answer.code == 1
    said = answer.json
    assert (said["rows"], said["created"], said["failed"]) == (507, 499, 8)
    first = said["errors"][0]
    assert set(first) == {"sheet", "row", "column", "value", "message"}
    assert (first["sheet"], first["row"], first["value"]) == ("楼组长", 101, "510121194610091501")
    assert "请逐位核对" in first["message"]
    assert [sheet["sheet"] for sheet in said["sheets"]] == ["楼组长"]


def test_a_dry_run_writes_nothing(mulin: Mulin, new_book: Path) -> None:
    before = mulin("stats", "--book", new_book).json
    said = mulin("import", OFFICE / "居民信息底册.xlsx", "--book", new_book, "--dry-run").json
    assert said["created"] == 5721
    assert said["committed"] is False
    assert mulin("stats", "--book", new_book).json == before


def test_rows_to_mend_come_back_as_a_workbook_and_go_in_when_mended(
    mulin: Mulin, new_book: Path, tmp_path: Path
) -> None:
    errors = tmp_path / "要改正的行.xlsx"
    mulin("import", "building-leaders", OFFICE / "两长名册.xlsx", "--book", new_book,
          "--errors", errors)  # fmt: skip
    workbook = openpyxl.load_workbook(errors)
    sheet = workbook.active
    assert sheet is not None
    assert sheet["A1"].value == "金海街道“两长”队伍名册"
    assert [cell.value for cell in sheet[3]][-1] == "错误说明"
    assert sheet.max_row == 12
    card = [cell.value for cell in sheet[4]].index("身份证号") + 1
    for row in range(5, 13):
        assert "身份证号" in str(sheet.cell(row, sheet.max_column).value)
        sheet.cell(row, card).value = None
    workbook.save(errors)
    again = mulin("import", "building-leaders", errors, "--book", new_book).json
    assert again["failed"] == 0
    assert again["created"] == 8


def test_one_sheet_of_a_workbook_can_be_chosen(mulin: Mulin, new_book: Path) -> None:
    answer = mulin("import", OFFICE / "两长名册.xlsx", "--sheet", "街面长", "--book", new_book)
    assert (answer.code, answer.json["rows"]) == (0, 17)
    missing = mulin("import", OFFICE / "两长名册.xlsx", "--sheet", "没有", "--book", new_book)
    assert missing.code == 3
    assert "楼组长、街面长" in missing.err


@pytest.mark.parametrize("kind", ["residents", "building-leaders", "points"])
def test_what_is_exported_can_be_read_again(
    mulin: Mulin, new_book: Path, tmp_path: Path, kind: str
) -> None:
    for name in ("居民信息底册.xlsx", "两长名册.xlsx", "美丽约定积分登记.csv"):
        mulin("import", OFFICE / name, "--book", new_book)
    out = tmp_path / "导出.xlsx"
    answer = mulin("export", kind, out, "--book", new_book, "--reveal", "自查")
    assert answer.code == 0
    again = mulin("import", kind, out, "--book", new_book).json
    assert again["rows"] == answer.json["rows"]
    assert (again["created"], again["updated"], again["failed"]) == (0, 0, 0)


def test_wrong_use_is_told_with_code_2(mulin: Mulin, new_book: Path) -> None:
    answer = mulin("import", plain=True)
    assert answer.code == 2
    assert "命令写得不对" in answer.err
    assert mulin("frobnicate", plain=True).code == 2


def test_a_refusal_is_a_sentence_on_stderr_with_code_3(
    mulin: Mulin, new_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, text in (
        (("import", "frogs", OFFICE / "两长名册.xlsx"), "没有叫“frogs”的导入种类"),
        (("import", tmp_path / "没有.xlsx"), "没有.xlsx"),
        (("export", "frogs", tmp_path / "a.xlsx"), "没有叫“frogs”的导出种类"),
        (("restore", tmp_path / "没有.mulinbak"), "没有.mulinbak"),
    ):
        answer = mulin(*words, "--book", new_book)
        assert answer.code == 3, words
        assert text in answer.err
    assert mulin("new", "--book", new_book, "--committee", "310120003001").code == 3
    unknown = mulin("new", "--book", tmp_path / "b.mulin", "--committee", "999")
    assert unknown.code == 3
    assert not (tmp_path / "b.mulin").exists()
    monkeypatch.setenv("MULIN_PASSWORD", "不对的口令")
    assert "密码不对" in mulin("stats", "--book", new_book).err


def test_the_program_as_its_own_process_gives_one_json_object_and_imports_no_qt(
    new_book: Path,
) -> None:
    code = (
        "import sys; from ui.main import main; code = main(sys.argv[1:]); "
        "assert not any(name.startswith('PySide6') for name in sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "stats", "--book", str(new_book), "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "MULIN_PASSWORD": PASSWORD},
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["residents"] == 0
    assert done.stderr == ""


def test_several_files_are_one_step_and_one_that_cannot_be_read_is_told(
    mulin: Mulin, new_book: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    names = ("各小区楼组长花名册.xls", "居民信息底册.xlsx")
    answer = mulin("import", *(OFFICE / name for name in names), broken, "--book", new_book)
    said = answer.json
    assert answer.code == 1
    assert said["rows"] == 5721 + 81 == sum(file["rows"] for file in said["files"][:2])
    assert said["files"][2]["file"] == "坏.xlsx"
    assert "不完整" in said["files"][2]["refused"]
    assert {sheet["kind"] for sheet in said["sheets"]} == {"residents", "building-leaders"}
    mulin("undo", "--book", new_book)
    counts = mulin("stats", "--book", new_book).json
    assert (counts["people"], counts["building_leaders"]) == (0, 0)


def test_numbers_with_a_wrong_check_digit_and_overwriting_are_by_choice(
    mulin: Mulin, new_book: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "居民.csv"
    text = "小区,楼号,室号,姓名,身份证号,备注\n金水苑,1号,101,张三,310120196503074127,{}\n"
    sheet.write_text(text.format("旧"), "utf-8")
    assert mulin("import", sheet, "--book", new_book).json["failed"] == 1
    kept = mulin("import", sheet, "--book", new_book, "--unverified").json
    assert (kept["created"], kept["failed"]) == (1, 0)
    sheet.write_text(text.format("新"), "utf-8")
    filled = mulin("import", sheet, "--book", new_book, "--unverified").json
    assert filled["unchanged"] == 1
    over = mulin("import", sheet, "--book", new_book, "--unverified", "--update", "overwrite").json
    assert over["updated"] == 1


def test_cells_that_say_something_else_than_the_book_are_not_passed_over_in_silence(
    mulin: Mulin, new_book: Path, tmp_path: Path
) -> None:
    head = "小区,楼号,室号,姓名,联系电话,文化程度\n"
    first, second = tmp_path / "一月.csv", tmp_path / "二月.csv"
    first.write_text(head + "金水苑,3号,101,周桂英,13800001111,初中\n", "utf-8")
    second.write_text(head + "金水苑,3号,101,周桂英,13800002222,大专\n", "utf-8")
    assert mulin("import", first, "--book", new_book).json["kept"] == 0
    said = mulin("import", second, "--book", new_book, plain=True)
    assert "没有变化 1 行" in said.out
    assert "有 2 处和台账里的不同，保留了原有的" in said.out
    assert mulin("import", second, "--book", new_book).json["kept"] == 2
    taken = mulin("import", second, "--book", new_book, "--update", "overwrite").json
    assert (taken["updated"], taken["kept"]) == (1, 0)
