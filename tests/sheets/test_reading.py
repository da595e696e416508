"""Good files of every kind are read whole, without a trace left behind."""

from __future__ import annotations

import datetime as dt
import io
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from app.errors import Refused
from app.sheets import reader, unreadable
from app.sheets.limits import Limits
from app.sheets.reading import STOPPED, read, read_text, reading
from app.work import Progress, finish
from tests.sheets.making import HEADING, OFFICE, PEOPLE, rezipped, saved, xlsx

ROOT = Path(reader.__file__).parent.parent.parent


def children() -> set[str]:
    """Processes that this one has started and not yet buried."""
    return {
        child
        for task in Path("/proc/self/task").iterdir()
        for child in (task / "children").read_text().split()
    }


def test_a_workbook_comes_with_its_name_size_and_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(xlsx())
    workbook = read(path)
    assert workbook.path_name == "名册.xlsx"
    assert workbook.sha256 == sha256(path.read_bytes()).hexdigest()
    assert workbook.size == path.stat().st_size
    assert workbook.encoding is None
    assert workbook.notes == ()
    (sheet,) = workbook.sheets
    assert sheet.name == "名册"
    assert sheet.rows == [list(HEADING), *(list(row) for row in PEOPLE)]


def test_every_kind_of_value_arrives(tmp_path: Path) -> None:
    row = [
        "文字",
        13924862401,
        0.5,
        True,
        dt.date(2024, 3, 5),
        dt.datetime(2024, 3, 5, 9, 30),  # noqa: DTZ001 - a cell has no time zone
        dt.time(9, 30),
        dt.timedelta(hours=30),
        None,
        "末",
    ]
    path = tmp_path / "值.xlsx"
    path.write_bytes(xlsx([row]))
    assert read(path).sheets[0].rows == [row]


def test_rows_and_columns_before_the_first_cell_are_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["C3"], sheet["D4"] = "姓名", "电话"
    path = tmp_path / "偏.xlsx"
    path.write_bytes(saved(book))
    assert read(path).sheets[0].rows == [
        [None] * 4,
        [None] * 4,
        [None, None, "姓名", None],
        [None, None, None, "电话"],
    ]


def test_merged_ranges_and_hidden_sheets_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["小区", "姓名"])
    sheet.append(["金水苑", "王阿大"])
    sheet.append([None, "李阿二"])
    sheet.merge_cells("A2:A3")
    other = book.create_sheet("旧表")
    other.append(["x"])
    other.sheet_state = "hidden"
    path = tmp_path / "合并.xlsx"
    path.write_bytes(saved(book))
    first, second = read(path).sheets
    assert first.merged == ((1, 0, 2, 0),)
    assert (first.hidden, second.hidden) == (False, True)


def test_an_empty_sheet_beside_a_full_one_is_kept_empty(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx()))
    book.create_sheet("空表")
    path = tmp_path / "两张.xlsx"
    path.write_bytes(saved(book))
    assert [len(sheet.rows) for sheet in read(path).sheets] == [4, 0]


def test_what_the_reader_passes_over_is_said_in_notes(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx()))
    sheet = book.active
    assert sheet is not None
    sheet["F2"] = "=1+1"
    sheet["F3"] = "#N/A"
    sheet["F3"].data_type = "e"
    sheet.row_dimensions[4].hidden = True
    path = tmp_path / "带宏.xlsm"
    path.write_bytes(rezipped(saved(book), xl__vbaProject_dot_bin=b"macro"))
    assert read(path).notes == (
        unreadable.MACROS,
        unreadable.errors(1),
        unreadable.not_computed(1),
        unreadable.hidden_rows(1),
    )


def test_dates_counted_from_1904_are_right_and_told(tmp_path: Path) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_datetime(0, 0, dt.date(2024, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    path = tmp_path / "苹果.xlsx"
    path.write_bytes(out.getvalue())
    workbook = read(path)
    assert workbook.sheets[0].rows == [[dt.date(2024, 3, 5)]]
    assert workbook.from_1904


def test_charts_on_sheets_of_their_own_are_left_out(tmp_path: Path) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("数").write_row(0, 0, [1, 2, 3])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=数!$A$1:$C$1"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    path = tmp_path / "图.xlsx"
    path.write_bytes(out.getvalue())
    assert [sheet.name for sheet in read(path).sheets] == ["数"]


def test_an_old_workbook_is_read_like_a_new_one() -> None:
    workbook = read(OFFICE / "各小区楼组长花名册.xls")
    assert len(workbook.sheets) == 6
    assert workbook.sheets[0].rows[3][:4] == [1, "1号", 36, "郑丽"]
    assert workbook.sheets[0].merged == ((0, 0, 0, 6),)


def test_a_lock_file_beside_the_workbook_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "名册.xlsx").write_bytes(xlsx())
    (tmp_path / "~$名册.xlsx").write_bytes(b"\x05Clerk")
    assert len(read(tmp_path / "名册.xlsx").sheets[0].rows) == 4


def test_reading_tells_how_far_it_is() -> None:
    told: list[Progress] = []
    workbook = finish(reading(OFFICE / "居民信息底册.xlsx"), told.append)
    assert len(workbook.sheets[0].rows) == 5_722
    assert told[-1] == Progress(5_722, 5_722, "正在读取“居民底册”")
    assert [step.done for step in told] == sorted(step.done for step in told)


def test_stopping_ends_the_child_and_says_so() -> None:
    with pytest.raises(Refused, match=STOPPED):
        read(OFFICE / "居民信息底册.xlsx", stop=lambda: True)
    assert children() == set()


def test_closing_the_work_ends_the_child() -> None:
    work = reading(OFFICE / "居民信息底册.xlsx")
    next(work)
    assert len(children()) == 1
    work.close()
    assert children() == set()


def test_a_child_whose_parent_has_gone_ends_by_itself() -> None:
    holding, writing = os.pipe()
    child = subprocess.Popen(
        [*reader.command(), ".xlsx", *Limits().as_arguments()],
        stdin=holding,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    assert child.poll() is None
    child.stdout.close()
    assert child.wait(timeout=10) == 1
    child.stderr.close()
    os.close(holding)
    os.close(writing)


def test_the_reader_is_killed_by_the_system_when_it_takes_too_much_time() -> None:
    code = "from app.sheets.fence import shut_in; shut_in(2**30, 1)\nwhile True: pass"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGXCPU


def test_nothing_is_left_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    read(OFFICE / "居民信息底册.xlsx")
    read(OFFICE / "美丽约定积分登记.csv")
    assert list(tmp_path.iterdir()) == []


def test_the_child_imports_almost_nothing() -> None:
    code = "import app.sheets.child, sys; print(*sys.modules)"
    told = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(told.stdout.split())
    assert not loaded & {"re", "typing", "dataclasses", "json", "csv", "threading", "subprocess"}
    assert not any(name.startswith(("db", "ui", "PySide6", "sqlalchemy")) for name in loaded)


def test_the_child_can_be_started_as_a_module() -> None:
    with (OFFICE / "各小区楼组长花名册.xls").open("rb") as source:
        told = subprocess.run(
            [sys.executable, "-m", "app.sheets.child", ".xls", *Limits().as_arguments()],
            stdin=source,
            capture_output=True,
            cwd=ROOT,
            check=True,
        )
    assert told.stdout.startswith(b"S")
    assert b"E" in told.stdout


def test_the_packaged_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULIN_CHILD", "1")
    assert reader.command() == [sys.executable, "--read-sheet"]


def test_the_child_is_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(OFFICE / "各小区楼组长花名册.xls").sheets[0].name == "金水苑"


def test_pasted_cells_become_rows() -> None:
    workbook = read_text('姓名\t电话\r\n王阿大\t13800000001\r\n\r\n李\t"两\n行"\r\n')
    assert workbook.sheets[0].rows == [
        ["姓名", "电话"],
        ["王阿大", "13800000001"],
        [None, None],
        ["李", "两\n行"],
    ]
    assert workbook.path_name == "剪贴板"


def test_an_empty_paste_is_refused() -> None:
    with pytest.raises(Refused, match="粘贴的内容是空的"):
        read_text(" \t \n".replace(" ", ""))


def test_too_many_pasted_rows_are_refused_with_the_numbers() -> None:
    with pytest.raises(Refused, match="剪贴板有4行，最多可读3行"):
        read_text("a\n" * 4, limits=Limits(rows=3))
