"""Several files and sheets at once: one step, later sheets against earlier ones, what is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from app.book import Book
from app.errors import Refused
from app.rosters import ROSTERS
from app.sheets.importing import Ready
from app.sheets.plan import Policy, Result, summed
from app.sheets.reading import from_clipboard
from app.sheets.several import Gathered, commit_all, dry_run_all, gather, gather_from
from app.work import finish
from db.models import CareTag, Compound, Dwelling, Household, Move, Resident
from tests.story import dump

TODAY = dt.date(2026, 11, 22)
CARD = "310120196503074126"
BAD = "310120196503074127"
HEAD = ("楼号", "室号", "姓名", "与户主关系", "身份证号", "联系电话", "政治面貌", "备注")


def workbook_of(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    """A workbook with a sheet per keyword; `None` leaves a cell empty."""
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(at, column, value)
    book.close()
    return path


def gathered(book: Book, *paths: Path) -> Gathered:
    return finish(gather(book, paths, ROSTERS))


def tried(book: Book, *paths: Path, policy: Policy | None = None) -> list[Ready]:
    return finish(dry_run_all(book, gathered(book, *paths).pieces, today=TODAY, policy=policy))


def bring(book: Book, *paths: Path, policy: Policy | None = None) -> tuple[Result, ...]:
    return finish(commit_all(book, tried(book, *paths, policy=policy)))


def every(book: Book, model: type, *where: Any) -> list[Any]:
    with book.read() as session:
        return list(session.scalars(select(model).where(*where)))


def one(book: Book, model: type, *where: Any) -> Any:
    (found,) = every(book, model, *where)
    return found


def person(name: str, phone: str | None = None, **facts: Any) -> tuple[Any, ...]:
    """A line under HEAD at 1号101."""
    known = {"door": "101", "relation": None, "card": None, "party": None, "note": None, **facts}
    return (
        "1号", known["door"], name, known["relation"], known["card"], phone,
        known["party"], known["note"],
    )  # fmt: skip


def test_sheets_called_like_compounds_are_one_step(ruled: Book, tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path / "各小区.xlsx",
        金水苑=[HEAD, person("张三")],
        恒盛小区=[("恒盛小区居民名册",), HEAD, person("李四")],
        说明=[("本表由各小区填写",)],
    )
    found = gathered(ruled, path)
    assert [piece.job.compound for piece in found.pieces] == ["金水苑", "恒盛小区"]
    assert [(one.sheet, one.file) for one in found.left_out] == [("说明", "各小区.xlsx")]
    before = dump(ruled)
    results = bring(ruled, path)
    assert summed(results).created == 2
    assert {item.name for item in every(ruled, Compound)} == {"金水苑", "恒盛小区"}
    ruled.undo()
    assert dump(ruled) == before


def test_a_dry_run_of_several_sheets_leaves_no_trace(ruled: Book, tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path / "a.xlsx", 金水苑=[HEAD, person("张三")], 恒盛=[HEAD, person("李四")]
    )
    before, label = dump(ruled), ruled.undo_label
    assert sum(ready.result.created for ready in tried(ruled, path)) == 2
    assert (dump(ruled), ruled.undo_label) == (before, label)


def test_a_later_sheet_knows_who_came_with_an_earlier_one(ruled: Book, tmp_path: Path) -> None:
    head = ("小区", *HEAD)
    path = workbook_of(
        tmp_path / "月报.xlsx",
        一月=[head, ("金水苑", *person("张三", "13800001111"))],
        二月=[head, ("金水苑", *person("张三", "13800001111", note="二月新添"))],
    )
    first, second = bring(ruled, path)
    assert (first.created, second.created, second.updated) == (1, 0, 1)
    assert one(ruled, Resident).note == "二月新添"
    assert [result.unchanged for result in bring(ruled, path)] == [1, 1]


def test_registers_go_first_whatever_the_order_of_the_files(ruled: Book, tmp_path: Path) -> None:
    leaders = workbook_of(
        tmp_path / "a楼组长.xlsx",
        金水苑=[("楼号", "组长姓名", "户数", "电话"), ("1号", "张三", 12, "13800001111")],
    )
    residents = workbook_of(
        tmp_path / "b居民.xlsx",
        金水苑=[HEAD, person("张三", "13800001111", relation="户主", card=CARD)],
    )
    results = bring(ruled, leaders, residents)
    assert [result.roster for result in results] == ["building-leaders", "residents"]
    found = one(ruled, Resident)
    assert (found.id_card_no, found.listed, found.household_id is not None) == (CARD, True, True)


def test_sheets_of_one_name_are_told_apart(ruled: Book, tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        workbook_of(
            tmp_path / f"{name}.xlsx",
            Sheet1=[("小区", *HEAD), ("金水苑", *person(f"{name}某", "1380", card=BAD))],
        )
    paths = tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"
    assert [ready.job.name for ready in tried(ruled, *paths)] == ["甲 · Sheet1", "乙 · Sheet1"]
    policy = Policy(rejected=frozenset({("乙 · Sheet1", 2)}))
    results = bring(ruled, *paths, policy=policy)
    assert [(result.failed, result.skipped) for result in results] == [(1, 0), (0, 1)]
    assert {error.sheet for error in results[0].errors} == {"甲 · Sheet1"}


def test_all_or_nothing_means_all_sheets(ruled: Book, tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path / "a.xlsx", 金水苑=[HEAD, person("张三")], 恒盛=[HEAD, person("李四", card=BAD)]
    )
    before = dump(ruled)
    with pytest.raises(Refused, match="1 行需要改正"):
        bring(ruled, path, policy=Policy(all_or_nothing=True))
    assert dump(ruled) == before


def test_a_book_that_changed_meanwhile_is_planned_afresh(ruled: Book, tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path / "a.xlsx", 金水苑=[HEAD, person("张三")], 恒盛=[HEAD, person("李四")]
    )
    ready = tried(ruled, path)
    bring(ruled, path)
    results = finish(commit_all(ruled, ready))
    assert [result.unchanged for result in results] == [1, 1]
    assert len(every(ruled, Resident)) == 2


def test_a_conflict_waits_for_a_decision(ruled: Book, tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", 金水苑=[HEAD, person("张三", "13800001111", card=CARD)])
    bring(ruled, path)
    other = workbook_of(
        tmp_path / "b.xlsx",
        金水苑=[HEAD, person("张三", "13900009999", card=CARD, party="群众", note="新")],
    )
    ask = Policy("ask")
    (ready,) = tried(ruled, other, policy=ask)
    told = {item.key: (item.conflict, item.taken) for item in ready.result.differences}
    assert told == {
        "phone": (True, False),
        "political_status": (False, True),
        "note": (False, True),
    }
    decided = Policy("ask", decisions={("金水苑", 2, "phone"): True, ("金水苑", 2, "note"): False})
    bring(ruled, other, policy=decided)
    found = one(ruled, Resident)
    assert (found.phone, found.political_status, found.note) == ("13900009999", "群众", None)


def test_an_ambiguous_person_is_asked_about_and_the_answer_counts(
    ruled: Book, tmp_path: Path
) -> None:
    rows = [
        HEAD,
        person("张三", "13800001111", card=CARD),
        person("张三", "13800001111", card="310120201001012017"),
    ]
    bring(ruled, workbook_of(tmp_path / "a.xlsx", 金水苑=rows))
    older, younger = sorted(every(ruled, Resident), key=lambda found: found.birth_date)
    path = workbook_of(tmp_path / "b.xlsx", 金水苑=[HEAD, person("张三", note="会修电器")])
    (ready,) = tried(ruled, path)
    (question,) = ready.plan.questions
    assert (question.sheet, question.row, question.title) == ("金水苑", 2, "张三")
    assert dict(question.candidates) == {
        older.id: "金水苑 1-101，1965年生，138****1111",
        younger.id: "金水苑 1-101，2010年生，138****1111",
    }
    assert ready.result.failed == 1
    answered = Policy(answers={("金水苑", 2): younger.id})
    (result,) = bring(ruled, path, policy=answered)
    assert (result.updated, result.failed) == (1, 0)
    assert one(ruled, Resident, Resident.id == younger.id).note == "会修电器"
    (again,) = bring(ruled, path)
    assert (again.unchanged, again.failed) == (1, 0)  # what adds nothing is not asked again
    (new,) = bring(
        ruled,
        workbook_of(tmp_path / "c.xlsx", 金水苑=[HEAD, person("张三", note="另一个人")]),
        policy=Policy(answers={("金水苑", 2): None}),
    )
    assert new.created == 1


def test_an_answer_may_name_somebody_of_the_same_import(ruled: Book, tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path / "a.xlsx",
        金水苑=[
            HEAD,
            person("张三", card=CARD),
            person("张三", card="310120201001012017"),
        ],
        特困老人=[("小区", *HEAD), ("金水苑", *person("张三", note="每月补助"))],
    )
    ready = tried(ruled, path)
    (question,) = ready[1].plan.questions
    chosen = next(handle for handle, text in question.candidates if "1965" in text)
    assert chosen < 0
    assert "这次导入的第2行" in dict(question.candidates)[chosen]
    bring(ruled, path, policy=Policy(answers={("特困老人", 2): chosen}))
    assert one(ruled, Resident, Resident.note == "每月补助").birth_date == "1965-03-07"


def test_a_strange_word_is_counted_mapped_and_remembered(ruled: Book, tmp_path: Path) -> None:
    rows = [HEAD, person("张三", party="积极分子"), person("李四", party="积极分子", door="102")]
    path = workbook_of(tmp_path / "a.xlsx", 金水苑=rows)
    (ready,) = tried(ruled, path)
    assert ready.plan.strange == {("political_status", "积极分子"): 2}
    assert ready.result.failed == 2
    bring(ruled, path, policy=Policy(words={("political_status", "积极分子"): "群众"}))
    assert {found.political_status for found in every(ruled, Resident)} == {"群众"}
    rows.append(person("王五", party="积极分子", door="103"))
    (again,) = bring(ruled, workbook_of(tmp_path / "b.xlsx", 金水苑=rows))
    assert (again.created, again.unchanged, again.failed) == (1, 2, 0)


def test_a_strange_word_may_leave_the_cell_out(ruled: Book, tmp_path: Path) -> None:
    head = ("楼号", "室号", "姓名", "人员标签")
    path = workbook_of(tmp_path / "a.xlsx", 金水苑=[head, ("1号", "101", "张三", "独居、老党员")])
    (ready,) = tried(ruled, path)
    assert ready.plan.strange == {("care_tags", "老党员"): 1}
    bring(ruled, path, policy=Policy(words={("care_tags", "老党员"): ""}))
    assert [tag.tag for tag in every(ruled, CareTag)] == ["独居"]


def test_a_number_with_a_wrong_check_digit_comes_in_by_choice_only(
    ruled: Book, tmp_path: Path
) -> None:
    rows = [
        HEAD,
        person("张三", card=BAD),
        person("李四", card=310120196503074126, door="102"),
        person("王五", card="310120196503074000", door="103"),
        person("赵六", card="310120196513074126", door="104"),
    ]
    path = workbook_of(tmp_path / "a.xlsx", 金水苑=rows)
    (kept_out,) = bring(ruled, path)
    assert kept_out.failed == 4
    (result,) = bring(ruled, path, policy=Policy(unverified=True))
    assert (result.created, result.failed) == (1, 3)
    assert sorted(error.row for error in result.errors) == [3, 4, 5]
    found = one(ruled, Resident)
    assert (found.id_card_no, found.birth_date, found.sex) == (
        BAD,
        None,
        None,
    )  # nothing is derived
    (again,) = bring(ruled, path, policy=Policy(unverified=True))
    assert again.unchanged == 1


def test_rows_that_somebody_refused_are_skipped_and_counted(ruled: Book, tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path / "a.xlsx", 金水苑=[HEAD, person("张三"), person("李四", card=BAD, door="102")]
    )
    (result,) = bring(
        ruled, path, policy=Policy(rejected=frozenset({("金水苑", 2), ("金水苑", 3)}))
    )
    assert (result.rows, result.skipped, result.failed) == (2, 2, 0)
    assert every(ruled, Resident) == []


def test_what_a_sheet_is_about_is_told_with_the_rows_that_stay_out(
    ruled: Book, tmp_path: Path
) -> None:
    bring(
        ruled,
        workbook_of(
            tmp_path / "a.xlsx",
            金水苑=[HEAD, person("张三"), person("李四"), person("王五", door="102")],
        ),
    )
    newer = [HEAD, person("张三"), person("李四", card=BAD), person("新人", door="103")]
    (ready,) = tried(ruled, workbook_of(tmp_path / "b.xlsx", 金水苑=newer))
    by_name = {found.full_name: found.id for found in every(ruled, Resident)}
    known = ready.plan.met["resident"] & set(by_name.values())
    assert known == {by_name["张三"], by_name["李四"]}  # 王五 has left the roster
    assert len(ready.plan.met["resident"]) == 3


def test_somebody_moves_only_if_it_is_decided_and_a_head_never(ruled: Book, tmp_path: Path) -> None:
    rows = [HEAD, person("张三", relation="户主"), person("张小", "13800001111", relation="子")]
    bring(ruled, workbook_of(tmp_path / "a.xlsx", 金水苑=rows))
    rows = [
        HEAD,
        person("张三", relation="户主", door="505"),
        person("张小", "13800001111", door="505"),
    ]
    path = workbook_of(tmp_path / "b.xlsx", 金水苑=rows)
    doors = len(every(ruled, Dwelling))
    (kept,) = bring(ruled, path)
    assert [(item.key, item.taken) for item in kept.differences] == [("household_id", False)]
    assert kept.created == 1  # another 张三, who is head behind another door
    assert len(every(ruled, Dwelling)) == doors + 1
    (moved,) = bring(ruled, path, policy=Policy(decisions={("金水苑", 3, "household_id"): True}))
    assert moved.updated == 1
    child = one(ruled, Resident, Resident.full_name == "张小")
    move = one(ruled, Move)
    assert (move.kind, move.to_household_id) == ("调整", child.household_id)
    ruled.undo()
    assert every(ruled, Move) == []


def test_what_is_copied_in_excel_is_a_workbook(ruled: Book) -> None:
    text = (
        "小区\t楼号\t室号\t姓名\t备注\r\n"
        '金水苑\t1号\t101\t张三\t"第一行\n第二行，""引号"""\r\n'
        "金水苑\t1号\t102\t李四\t\r\n"
    )
    workbook = from_clipboard(text)
    assert workbook.path_name == "剪贴板"
    pieces = gather_from(ruled, [workbook], ROSTERS).pieces
    (result,) = finish(commit_all(ruled, finish(dry_run_all(ruled, pieces, today=TODAY))))
    assert result.created == 2
    assert one(ruled, Resident, Resident.full_name == "张三").note == '第一行\n第二行，"引号"'
    assert len(every(ruled, Household)) == 2
