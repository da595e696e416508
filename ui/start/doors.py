"""The views of the door, joined to the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.recent import logins_of, recent_books
from ui.start.behind import Behind, Trouble
from ui.start.welcome import WelcomeView

if TYPE_CHECKING:
    from app.book import Book
    from ui.start.program import Program
    from ui.start.recovery import RecoveryView
    from ui.start.restore import RestoreView
    from ui.start.wizard import WizardView


def welcome(program: Program) -> WelcomeView:
    """The start screen."""
    view = WelcomeView(recent_books(program.places.recent))
    view.new_asked.connect(program.show_wizard)
    view.open_asked.connect(lambda: _open(program, view))
    view.sample_asked.connect(program.show_sample)
    view.restore_asked.connect(program.ask_restore)
    view.opened.connect(program.ask_password)
    return view


def _open(program: Program, view: WelcomeView) -> None:
    known = next((book.path.parent for book in recent_books(program.places.recent)), None)
    chosen, _ = QFileDialog.getOpenFileName(
        view,
        "打开台账",
        str(known or program.places.documents),
        "睦邻台账 (*.mulin);;睦邻台账的备份 (*.mulinbak)",
    )
    if chosen:
        take(program, Path(chosen))


def take(program: Program, file: Path) -> None:
    """Go on with a file: ask for the password of a book, or restore a backup."""
    if file.suffix == ".mulinbak":
        program.ask_restore(file)
    else:
        program.ask_password(file)


def wizard(program: Program) -> WizardView:
    """The set-up of a new book."""
    from app.starting import start_book
    from ui.start.wizard import WizardView

    view = WizardView(
        program.make_book or start_book,
        program.places.documents,
        program.now().date(),
        home=program.places.home,
    )

    def finished(book: Book, files: list[str]) -> None:
        if files:
            program.enter(book, "imports", files)
        else:
            program.enter(book, "today")

    def look_at_sample(book: Book) -> None:
        program.remember(book)
        book.close()
        program.show_sample()

    view.finished.connect(finished)
    view.sample_asked.connect(look_at_sample)
    view.back.connect(program.show_welcome)
    return view


def recovery(program: Program, path: Path) -> RecoveryView:
    """A new password by the recovery code."""
    from app.guards import GUARDS
    from app.passwords import open_with_code
    from ui.start.recovery import RecoveryView

    view = RecoveryView(
        path,
        logins_of(path),
        lambda code, login, password: open_with_code(path, code, login, password, guards=GUARDS),
    )
    view.opened.connect(program.enter)
    view.back.connect(lambda: program.ask_password(path))
    return view


def restore(program: Program, source: Path | None, target: Path | None) -> RestoreView:
    """A book out of a backup."""
    from app.backups import look_at
    from ui.start.restore import RestoreView

    view = RestoreView(look_at, program.places.documents, program.now, source, target)

    def restored(path: Path, aside: Path | None) -> None:
        kept = f"原来的台账保留为“{aside.name}”。" if aside is not None else ""
        program.ask_password(path, words=f"已还原。{kept}请用做备份那时的密码打开。")

    view.restored.connect(restored)
    view.back.connect(
        program.show_welcome if target is None else lambda: program.ask_password(target)
    )
    return view


def make_sample(program: Program) -> None:
    """Make the sample book, and ask for its password then."""
    path = program.places.sample
    view = program.door.view if program.door is not None else None
    if not isinstance(view, WelcomeView):
        view = welcome(program)
        program.show_door(view)
    shown = view
    shown.wait("正在准备样本台账，约需十几秒。")
    behind = Behind(shown)

    def failed(trouble: Trouble) -> None:
        shown.say(str(trouble))

    behind.run(
        lambda: _make_sample(program, path),
        lambda _none: program.show_sample(),
        failed,
        shown,
        after=lambda: shown.wait(""),
    )


def _make_sample(program: Program, path: Path) -> None:
    program.loading.wait_for_data()
    from app.sample import make
    from app.starting import files_of

    try:
        (program.make_sample or make)(path).book.close()
    except BaseException:
        for file in files_of(path):
            file.unlink(missing_ok=True)
        raise
