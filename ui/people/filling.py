"""填上级表格: the list in sight into an office's own empty form, asked in the pane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import Refused
from app.fields import Field
from app.filling import FilledForm, Looked, fill_form, look_at_form
from app.kinds import Text
from app.work import finish
from ui.commands import Command
from ui.kit.chips import FilterMenu
from ui.kit.form import Form
from ui.kit.parts import Label, caption, column, row
from ui.people.cards import note
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.people.listing import ListsPage

KINDS: Mapping[str, str] = {
    "residents": "residents",
    "households": "households",
    "shops": "shops",
    "pets": "pets",
    "organizations": "organizations",
    "buildings": "building-leaders",
    "streets": "street-leaders",
    "others": "posts",
}
"""The lists from which a form can be filled, each with its word of `app.exports`."""

MOST_KEPT = 6
_FOLDER = "files/folder"
_ANOTHER = "another"


@dataclass(frozen=True)
class Asked:
    """Why secrets go into a form; without a reason their columns stay empty."""

    reason: Annotated[str | None, Field(Text(100), "理由", hint="例如：上报街道自治办")]


class Filling:
    """Forms filled from the list in sight; those used before are one click away."""

    def __init__(self, page: ListsPage) -> None:
        self._page = page
        self._desk = page.desk

    def commands(self, prefix: str) -> tuple[Command, ...]:
        """填上级表格, where the list in sight can fill one."""
        if self._kind is None:
            return ()
        return (
            Command(
                f"{prefix}.fill", "填上级表格", self.ask, icon="table",
                hint="选一张上级发来的空表，按它的列填好，样子不变",
            ),
        )  # fmt: skip

    @property
    def _kind(self) -> str | None:
        return KINDS.get(self._page.view.key)

    def ask(self) -> None:
        """The form used last, or which one."""
        kind = self._kind
        if kind is None:
            return
        if not len(self._page.view.main):
            raise Refused("表里没有内容，没有可以填的。请先放宽筛选条件。")
        kept = self.kept(kind)
        if kept:
            self.look(kept[0])
        else:
            self.choose()

    def choose(self) -> None:
        """Ask for an empty form."""
        settings = self._desk.settings
        folder = str(settings.value(_FOLDER, str(Path.home())))
        name, _ = QFileDialog.getOpenFileName(
            self._page, "选上级发来的空表", folder, "Excel 工作簿 (*.xlsx)"
        )
        if name:
            settings.setValue(_FOLDER, str(Path(name).parent))
            self.look(Path(name))
        else:
            self._page.show_again()

    def look(self, path: Path) -> None:
        """Read what a form asks for, and show it."""
        kind, page = self._kind, self._page
        if kind is None:
            return
        book, today, ids = self._desk.book, self._desk.today(), self._ids()
        page.unfold()
        page.put_form_away()
        page.pane.show_nothing("正在看空表……", icon="clock")
        self._desk.jobs.fetch(
            lambda: finish(look_at_form(book, path, kind, today=today, ids=ids)),
            lambda looked: self._show(path, kind, looked),
            owner=page, key="form-look", failed=lambda error: self._refused(path, kind, error),
        )  # fmt: skip

    def _refused(self, path: Path, kind: str, error: Exception) -> None:
        self._forget(path, kind)
        self._page.show_again()
        self._page.banner.say(str(error), Tone.AMBER, "选别的空表", self.choose)

    def _show(self, path: Path, kind: str, looked: Looked, reason: str = "") -> None:
        page = self._page
        if self._kind != kind:
            return
        form = Form(Asked, self._desk.today)
        which = FilterMenu("空表", self._choices(path, kind))
        which.choose(str(path))
        which.chosen.connect(self._turn)
        choice = QWidget()
        choice.setLayout(column(caption("空表"), row(which, None), gap=3))
        form.add_widget(choice, 0, 0, 2)
        form.add_widget(Label(looked.words(), wrap=True), 1, 0, 2)
        below = []
        if looked.secret:
            form.add("reason", 2, 0, 2)
            form.set_texts({"reason": reason})
            words = f"{'、'.join(looked.secret)}写了理由才会填，理由会留下记录；不写就留空。"
            below.append(note(words, Tone.MUTED))
        page.fill(
            form,
            lambda: (form.record().reason or "") if looked.secret else "",
            lambda typed: self._ask_where(path, kind, looked, typed),
            title=f"填上级表格 · {len(page.view.main):,} 行",
            hint="按空表自己的列填，字体、边框和列宽都不变，另存为一个新文件。",
            verb="填好并保存……",
            key=f"fill-{kind}",
            reopen=partial(self._show, path, kind, looked),
            below=below,
        )

    def _turn(self, key: str) -> None:
        if key == _ANOTHER:
            self.choose()
        else:
            self.look(Path(key))

    def _ask_where(self, path: Path, kind: str, looked: Looked, reason: str) -> None:
        folder = Path(str(self._desk.settings.value(_FOLDER, str(Path.home()))))
        offered = str(folder / f"{path.stem}（{self._desk.today()}）.xlsx")
        name, _ = QFileDialog.getSaveFileName(
            self._page, "填好的表格存到", offered, "Excel 工作簿 (*.xlsx)"
        )
        if not name:
            self._show(path, kind, looked, reason)
            return
        out = Path(name if name.lower().endswith(".xlsx") else f"{name}.xlsx")
        self._desk.settings.setValue(_FOLDER, str(out.parent))
        self.fill_to(path, kind, out, reason)

    def fill_to(self, path: Path, kind: str, out: Path, reason: str = "") -> None:
        """Write the filled form, and keep the empty one for the next time."""
        book, today, ids = self._desk.book, self._desk.today(), self._ids()

        def done(made: FilledForm) -> None:
            self._keep(path, kind)
            self._desk.notices.say(made.words())
            self._page.put_form_away()
            self._page.show_again()

        self._desk.jobs.start(
            "正在填表",
            lambda: fill_form(book, path, kind, out, today=today, ids=ids, reason=reason),
            done,
            failed=lambda error: self._page.refused(str(error)),
            owner=self._page,
        )

    def _ids(self) -> Sequence[int]:
        table = self._page.view.main
        return [table.model.rows.id(at) for at in range(len(table))]

    # The forms of this computer

    def kept(self, kind: str) -> list[Path]:
        """Forms used for a list before that are still there, the latest first."""
        value = self._desk.settings.value(_kept(kind), [])
        names = [value] if isinstance(value, str) else list(value or [])  # type: ignore[call-overload]
        return [path for path in map(Path, names) if path.is_file()]

    def _keep(self, path: Path, kind: str) -> None:
        others = [str(one) for one in self.kept(kind) if one != path]
        self._desk.settings.setValue(_kept(kind), [str(path), *others][:MOST_KEPT])

    def _forget(self, path: Path, kind: str) -> None:
        self._desk.settings.setValue(
            _kept(kind), [str(one) for one in self.kept(kind) if one != path]
        )

    def _choices(self, path: Path, kind: str) -> list[tuple[str, str]]:
        known = list(dict.fromkeys([path, *self.kept(kind)]))
        return [*((str(one), one.name) for one in known), (_ANOTHER, "选别的空表……")]


def _kept(kind: str) -> str:
    return f"forms/{kind}"
