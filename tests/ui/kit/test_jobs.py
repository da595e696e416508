"""Long work: progress, stop, trouble, and answers that nobody waits for any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import Invalid, Refused, Unavailable
from app.work import Progress, Work
from ui.jobs import Jobs
from ui.notices import Notice, Notices


@pytest.fixture
def notices(qtbot: QtBot) -> Notices:
    return Notices()


@pytest.fixture
def jobs(notices: Notices) -> Iterator[Jobs]:
    made = Jobs(notices)
    yield made
    made.close()


def counting(steps: int) -> Work[int]:
    for step in range(steps):
        yield Progress(step + 1, steps, "正在数")
    return steps


def test_long_work_runs_beside_the_window_and_answers_in_its_thread(
    jobs: Jobs, qtbot: QtBot
) -> None:
    threads: list[threading.Thread] = []

    def work() -> Work[int]:
        threads.append(threading.current_thread())
        return (yield from counting(3))

    answers: list[tuple[int, threading.Thread]] = []
    seen: list[Progress] = []
    jobs.progressed.connect(seen.append)
    jobs.start("数一数", work, lambda n: answers.append((n, threading.current_thread())))
    assert jobs.busy
    assert jobs.title == "数一数"
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(3, threading.main_thread())]
    assert threads[0] is not threading.main_thread()
    assert Progress(3, 3, "正在数") in seen
    assert not jobs.busy


def test_stopping_closes_the_work_so_that_nothing_is_written(
    jobs: Jobs, notices: Notices, qtbot: QtBot
) -> None:
    begun, closed, told = threading.Event(), threading.Event(), []

    def work() -> Work[None]:
        try:
            while True:
                begun.set()
                yield Progress(0, 0, "正在写")
        finally:
            closed.set()

    said: list[Notice] = []
    notices.noticed.connect(said.append)
    jobs.start("导入", work, stopped=lambda: told.append(True))
    assert begun.wait(5)
    assert jobs.stoppable
    jobs.stop()
    qtbot.waitUntil(lambda: bool(told))
    assert closed.is_set()
    assert said[0].text == "已停止：导入，没有写入任何内容。"
    assert not jobs.busy


def test_work_waits_its_turn_in_the_writing_lane(jobs: Jobs, qtbot: QtBot) -> None:
    order: list[str] = []
    gate = threading.Event()
    jobs.run("先", lambda: gate.wait(5), lambda _ok: order.append("先"))
    jobs.run("后", lambda: None, lambda _ok: order.append("后"))
    assert jobs.title == "先"
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["先", "后"]


@pytest.mark.parametrize("error", [Refused("不可以"), Invalid.of("name", "请填写姓名")])
def test_a_refusal_goes_to_the_one_who_asked(jobs: Jobs, qtbot: QtBot, error: Exception) -> None:
    got: list[Exception] = []

    def act() -> None:
        raise error

    jobs.run("登记", act, failed=got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [error]


def test_a_refusal_nobody_takes_becomes_a_banner(
    jobs: Jobs, notices: Notices, qtbot: QtBot
) -> None:
    def act() -> None:
        raise Refused("这一步之后又被改过，不能直接撤销。")

    with qtbot.waitSignal(notices.refused_to) as met:
        jobs.run("撤销", act)
    assert met.args == ["这一步之后又被改过，不能直接撤销。"]


def test_something_outside_in_the_way_can_be_tried_again(
    jobs: Jobs, notices: Notices, qtbot: QtBot
) -> None:
    tries: list[int] = []
    answers: list[str] = []

    def act() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise Unavailable("磁盘已满。")
        return "好了"

    with qtbot.waitSignal(notices.unavailable_for) as met:
        jobs.run("备份", act, answers.append)
    trouble, retry = met.args
    assert str(trouble) == "磁盘已满。"
    retry()
    qtbot.waitUntil(lambda: answers == ["好了"])


def test_a_mistake_of_ours_reaches_the_crash_sheet(
    jobs: Jobs, notices: Notices, qtbot: QtBot
) -> None:
    def act() -> None:
        raise KeyError("x")

    with qtbot.waitSignal(notices.broke) as met:
        jobs.fetch(act, lambda _none: None)
    assert isinstance(met.args[0], KeyError)
    qtbot.waitUntil(lambda: not jobs.reading)


def test_of_several_reads_of_one_kind_only_the_last_answers(jobs: Jobs, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[int] = []
    jobs.fetch(lambda: gate.wait(5), lambda _ok: answers.append(0), key="search")
    for number in (1, 2, 3):
        jobs.fetch(lambda number=number: number, answers.append, key="search")  # type: ignore[misc]
    gate.set()
    qtbot.waitUntil(lambda: not jobs.reading)
    assert answers == [3]


def test_an_answer_for_a_widget_that_is_gone_is_dropped(jobs: Jobs, qtbot: QtBot) -> None:
    import shiboken6

    widget = QWidget()
    gate = threading.Event()
    answers: list[object] = []
    jobs.fetch(lambda: gate.wait(5), answers.append, owner=widget)
    shiboken6.delete(widget)
    gate.set()
    qtbot.waitUntil(lambda: not jobs.reading)
    assert answers == []


def test_an_answer_that_comes_after_the_end_begins_nothing_new(jobs: Jobs, qtbot: QtBot) -> None:
    gate = threading.Event()
    answers: list[object] = []

    def show(answer: object) -> None:
        answers.append(answer)
        jobs.fetch(lambda: 2, answers.append)

    jobs.fetch(lambda: gate.wait(5), show)
    gate.set()
    jobs.close()  # waits for the read, whose answer is then still on its way to the window
    qtbot.waitUntil(lambda: not jobs.reading)
    jobs.run("记一笔", lambda: answers.append("written"))
    assert answers == []
    assert not jobs.busy
