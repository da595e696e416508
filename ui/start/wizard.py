"""The set-up of a new book: committee, password, recovery code, first steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QStackedWidget, QWidget

from app.book import Book
from app.opening import NewBook
from app.people.records import OfficeEntry
from app.starting import discard
from ui.kit.banner import Banner
from ui.kit.dialogs import confirm
from ui.kit.parts import Button, Label, caption, column, frame, put, row, scrolled, sized
from ui.kit.steps import Steps
from ui.start.behind import Behind, Trouble
from ui.start.code import CodeStep
from ui.start.committee import CommitteeStep
from ui.start.door import View
from ui.start.secret import SecretStep, lies_in
from ui.start.welcome import Choice, centred
from ui.theme import Tone, Type

COMMITTEE, SECRET, CODE, START = range(4)
SHEETS = "表格 (*.xlsx *.xls *.et *.ods *.csv)"

MakeBook = Callable[..., NewBook]


class StartStep(QWidget):
    """Step 4: what to do first."""

    import_asked = Signal()
    empty_asked = Signal()
    sample_asked = Signal()

    def __init__(self, home: Path | None = None) -> None:
        super().__init__()
        self._home = home
        self._where = caption(wrap=True)
        self.imports = Choice(
            "import", "导入居民或楼组长名册", "手里的 Excel 名册原样就能导入，先预览再写入。"
        )
        self.empty = Choice("edit", "先不导入，直接开始", "以后随时可以导入，也可以一户一户登记。")
        self.sample = Choice(
            "eye", "先看看样本台账", "新台账已经保存好；样本里都是虚构的人，随便试。"
        )
        for choice, asked in (
            (self.imports, self.import_asked),
            (self.empty, self.empty_asked),
            (self.sample, self.sample_asked),
        ):
            choice.clicked.connect(lambda _on=False, asked=asked: asked.emit())
        head = column(Label("台账建好了", Type.TITLE), self._where, gap=2)
        self.setLayout(column(head, self.imports, self.empty, self.sample, None, gap=10))

    def show_place(self, path: Path) -> None:
        """Where the book lies."""
        away = "电脑上" if lies_in(self._home, path) else " U 盘"
        self._where.setText(
            f"文件在“{path}”。程序会自动在旁边的“备份”文件夹里留备份，也请每周往{away}备份一次。"
        )

    def entered_step(self) -> None:
        """Ready for Enter on the first thing."""
        self.imports.setFocus()


class WizardView(View):
    """Four steps; nothing typed is lost by going back.

    `finished` carries the open book and the files to import first (none, or some); `sample_asked`
    the book that was made, `back` leads to the start screen.
    """

    title = "新建台账"
    scrolls = False

    finished = Signal(object, object)
    sample_asked = Signal(object)
    back = Signal()

    def __init__(
        self, make_book: MakeBook, documents: Path, today: dt.date, *, home: Path | None = None
    ) -> None:
        super().__init__()
        self._make_book = make_book
        self._documents = documents
        self._today = today
        self._behind = Behind(self)
        self._made: NewBook | None = None
        self._made_of: tuple[object, ...] = ()
        self._confirmed = False
        self._working = False
        self._office: OfficeEntry | None = None
        self.at = COMMITTEE
        self.steps = Steps(("选居委会", "设密码", "恢复码", "开始"))
        self.committee = CommitteeStep(self._behind)
        self.secret = SecretStep(documents, home)
        self.code = CodeStep(documents)
        self.start = StartStep(home)
        self.banner = Banner()
        self._stack = QStackedWidget()
        self._stack.setProperty("role", "clear")
        self.previous = Button("上一步", self.go_back)
        self.next = Button("下一步", self.go_on, tone=Tone.PRIMARY)
        self._doing = caption()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("正在建立台账")
        sized(self._bar, width=160)
        self._build()
        self._connect()
        self.show_step(COMMITTEE)

    def _build(self) -> None:
        for step in (self.committee, self.secret, self.code, self.start):
            self._stack.addWidget(step)
        inner = column(self.banner, margins=(24, 20), gap=12)
        put(inner, scrolled(self._stack), 1)
        foot = row(self._doing, self._bar, None, self.previous, self.next, gap=8)
        body = column(row(self.steps, None), frame("panel", inner), foot, gap=12)
        body.setStretch(1, 1)
        wide = QWidget()
        wide.setLayout(body)
        sized(wide, most_width=760)
        self.setLayout(centred(wide))
        self._bar.hide()

    def _connect(self) -> None:
        self.steps.went_back.connect(lambda at: None if self._working else self.show_step(at))
        self.committee.entered.connect(self.go_on)
        self.secret.entered.connect(self.go_on)
        self.code.entered.connect(self.go_on)
        self.start.import_asked.connect(self.ask_files)
        self.start.empty_asked.connect(lambda: self.finish(()))
        self.start.sample_asked.connect(self._sample)

    # Going through the steps

    def entered(self) -> None:
        """Put the keyboard into the step."""
        self._stack.currentWidget().entered_step()  # type: ignore[attr-defined]

    def show_step(self, at: int) -> None:
        """Stand at a step."""
        self.at = at
        self.banner.hide()
        self.steps.show_step(at)
        self._stack.setCurrentIndex(at)
        self.previous.setText("返回" if at == COMMITTEE else "上一步")
        self.next.setVisible(at != START)
        self.next.setText("建立台账" if at == SECRET and self._is_new() else "下一步")
        if self.isVisible():
            self.entered()

    def go_back(self) -> None:
        """One step back; from the first one to the start screen."""
        if self.at == COMMITTEE:
            if self.leaving():
                self.back.emit()
        else:
            self.show_step(self.at - 1)

    def go_on(self) -> None:
        """One step on, if this one is complete."""
        if self._working:
            return
        if self.at == COMMITTEE:
            office = self.committee.office()
            if office is not None:
                self._office = office
                self.secret.belong_to(office.name)
                self.show_step(SECRET)
        elif self.at == SECRET:
            if self.secret.check():
                self._make()
        elif self.at == CODE and self.code.check():
            self._confirmed = True
            self.start.show_place(self.secret.path)
            self.show_step(START)

    # The book

    def _inputs(self) -> tuple[object, ...]:
        secret = self.secret
        return (self._office, secret.login.text, secret.password.text, secret.path)

    def _is_new(self) -> bool:
        return self._made is None or self._made_of != self._inputs()

    def _make(self) -> None:
        if not self._is_new():
            self.show_step(CODE)
            return
        old, self._made = self._made, None
        self._confirmed = False
        office, login, password, path = self._office, *self._inputs()[1:]
        inputs = self._inputs()
        code = office.office_code or "" if office is not None else ""

        def make() -> NewBook:
            if old is not None:
                discard(old.book)
            return self._make_book(path, code, login, password, today=self._today, office=office)

        def made(new: NewBook) -> None:
            self._made, self._made_of = new, inputs
            self.code.show_code(new.recovery_code, new.book.path.stem)
            self.show_step(CODE)

        def failed(trouble: Trouble) -> None:
            self.banner.say(str(trouble), Tone.RED)

        self._busy(True)
        self._behind.run(make, made, failed, self, after=lambda: self._busy(False))

    def _busy(self, busy: bool) -> None:
        self._doing.setText("正在加密并建立台账，约需两三秒。" if busy else "")
        self._bar.setVisible(busy)
        for part in (self._stack, self.previous, self.next):
            part.setEnabled(not busy)
        self._working = busy

    # The end

    def ask_files(self) -> None:
        """Let the user choose sheets to begin with."""
        chosen, _ = QFileDialog.getOpenFileNames(self, "选择名册", str(self._documents), SHEETS)
        if chosen:
            self.finish(chosen)

    def finish(self, files: list[str] | tuple[str, ...]) -> None:
        """Go into the book, to import these files first."""
        book = self._hand_over()
        if book is not None:
            self.finished.emit(book, list(files))

    def _sample(self) -> None:
        book = self._hand_over()
        if book is not None:
            self.sample_asked.emit(book)

    def _hand_over(self) -> Book | None:
        made, self._made = self._made, None
        return None if made is None else made.book

    def leaving(self) -> bool:
        """A book whose recovery code nobody has confirmed is given up with the wizard."""
        if self._working:
            return False
        if self._made is None:
            return True
        if self._confirmed:
            self._made.book.close()
            self._made = None
            return True
        if not confirm(
            self,
            "恢复码还没有确认",
            "现在离开，刚建好的空台账会删除，下次要重新建立。",
            "离开并删除",
        ):
            return False
        discard(self._made.book)
        self._made = None
        return True
