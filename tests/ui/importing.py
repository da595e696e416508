"""The import page over a book, and the hands of a user on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.book import Book
from tests.ui.kit.demo import desk_for
from ui.imports.page import DONE, PREVIEW, ImportPage


@contextmanager
def import_page(book: Book, folder: Path, qtbot: QtBot) -> Iterator[ImportPage]:
    """The page in a window of the smallest supported size."""
    desk = desk_for(book, folder)
    made = ImportPage(desk)
    qtbot.addWidget(made)
    made.resize(1190, 690)
    made.show()
    yield made
    made.hide()
    desk.jobs.close()


def reach(qtbot: QtBot, page: ImportPage, step: int) -> None:
    """Wait until the page stands at a step and nothing is under way."""
    qtbot.waitUntil(lambda: page.at == step and not page.desk.jobs.busy, timeout=30_000)


def settle(qtbot: QtBot, page: ImportPage) -> None:
    """Wait until the dry run has followed every decision."""
    qtbot.waitUntil(lambda: page.flow.fresh and not page.desk.jobs.busy, timeout=30_000)


def preview(qtbot: QtBot, page: ImportPage, *files: Path) -> None:
    """Files → preview."""
    page.take_files(files)
    if len(files) > 1:
        qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=30_000)
        page.sheets.go_on.click()
    reach(qtbot, page, PREVIEW)


def finish_import(qtbot: QtBot, page: ImportPage) -> None:
    """Preview → done."""
    page.preview.go_on.click()
    reach(qtbot, page, DONE)


def csv(folder: Path, name: str, *lines: str) -> Path:
    """A text file of these lines."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def count(page: ImportPage, model: type, *where: object) -> int:
    """How many records there are."""
    with page.desk.book.read() as session:
        query = select(func.count()).select_from(model).where(*where)  # type: ignore[arg-type]
        return int(session.execute(query).scalar_one())
