"""The one door: all or nothing, undo and redo, and what they refuse."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.book import Book, Changes
from app.errors import Refused, Unavailable
from db.models import Building, Compound, JournalStep
from tests.story import dump


def add(book: Book, name: str) -> int:
    row_id = book.ids.next_id()
    with book.write(f"新增{name}") as session:
        session.add(Compound(id=row_id, name=name))
    return row_id


def rename(book: Book, row_id: int, name: str) -> None:
    with book.write(f"改名{name}") as session:
        session.get_one(Compound, row_id).name = name


def steps(book: Book) -> list[int]:
    with book.read() as session:
        return list(session.scalars(select(JournalStep.id).order_by(JournalStep.id)))


def test_a_write_that_fails_changes_nothing_and_says_nothing(book: Book) -> None:
    heard: list[Changes] = []
    book.listen(heard.append)
    before = dump(book)

    def half_done() -> None:
        with book.write("新增") as session:
            session.add(Compound(id=1, name="金水苑"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert dump(book) == before
    assert heard == []
    assert book.undo_label is None


def test_a_change_is_announced_once_with_its_tables(book: Book) -> None:
    heard: list[Changes] = []
    leave = book.listen(heard.append)
    add(book, "金水苑")
    (change,) = heard
    assert (change.label, change.tables) == ("新增金水苑", frozenset({"compound"}))
    leave()
    add(book, "恒盛")
    assert len(heard) == 1


def test_a_step_without_a_change_leaves_no_trace(book: Book) -> None:
    with book.write("什么也没做"):
        pass
    assert steps(book) == []


def test_no_change_is_possible_outside_the_door(book: Book) -> None:
    with pytest.raises(IntegrityError), book._writer.begin() as connection:
        connection.exec_driver_sql("INSERT INTO compound(id, name, sort_no) VALUES (1, 'x', 0)")


def test_undo_and_redo_walk_back_and_forth(book: Book) -> None:
    states = [dump(book)]
    row_id = add(book, "金水苑")
    states.append(dump(book))
    rename(book, row_id, "金水新苑")
    states.append(dump(book))
    for _ in range(2):
        assert book.undo() == "改名金水新苑"
        assert dump(book) == states[1]
        assert book.undo() == "新增金水苑"
        assert dump(book) == states[0]
        with pytest.raises(Refused, match="没有可以撤销的操作"):
            book.undo()
        assert book.redo() == "新增金水苑"
        assert dump(book) == states[1]
        assert book.redo() == "改名金水新苑"
        assert dump(book) == states[2]
        with pytest.raises(Refused, match="没有可以重做的操作"):
            book.redo()


def test_after_a_new_change_nothing_can_be_redone(book: Book) -> None:
    add(book, "金水苑")
    book.undo()
    add(book, "恒盛")
    assert book.redo_label is None
    with pytest.raises(Refused):
        book.redo()


def test_an_older_step_is_taken_back_when_nothing_rests_on_it(book: Book) -> None:
    add(book, "金水苑")
    first = steps(book)[0]
    other = add(book, "恒盛")
    book.undo_step(first)
    with book.read() as session:
        assert list(session.scalars(select(Compound.id))) == [other]
    with pytest.raises(Refused, match="已经撤销过"):
        book.undo_step(first)


def test_an_older_step_whose_rows_changed_since_is_refused(book: Book) -> None:
    row_id = add(book, "金水苑")
    first = steps(book)[0]
    rename(book, row_id, "金水新苑")
    before = dump(book)
    with pytest.raises(Refused, match="其中 1 条记录又被改过"):
        book.undo_step(first)
    assert dump(book) == before


def test_an_older_step_whose_rows_are_used_since_is_refused(book: Book) -> None:
    row_id = add(book, "金水苑")
    first = steps(book)[0]
    with book.write("新增楼栋") as session:
        session.add(Building(id=book.ids.next_id(), compound_id=row_id, name="1号", key="1"))
    before = dump(book)
    with pytest.raises(Refused, match="被别的记录用到了"):
        book.undo_step(first)
    assert dump(book) == before


def test_names_may_change_places_and_back(book: Book) -> None:
    one, two = add(book, "甲"), add(book, "乙")
    with book.write("对调") as session:
        session.get_one(Compound, one).name = "丙"
        session.flush()
        session.get_one(Compound, two).name = "甲"
        session.flush()
        session.get_one(Compound, one).name = "乙"
    swapped = dump(book)
    book.undo()
    book.redo()
    assert dump(book) == swapped


def test_a_second_writer_waits_and_the_window_does_not_hang(book: Book) -> None:
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with book.write("慢") as session:
            session.add(Compound(id=book.ids.next_id(), name="慢"))
            holding.set()
            done.wait(5)

    worker = threading.Thread(target=hold)
    worker.start()
    holding.wait(5)
    with pytest.raises(Unavailable, match="另一项操作正在写入"):
        add(book, "快")
    with book.read() as session:
        assert list(session.scalars(select(Compound.name))) == []
    done.set()
    worker.join()
    add(book, "快")
