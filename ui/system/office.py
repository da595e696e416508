"""本居委: what stands on every printed sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.drafts import Drafts
from app.people.office import office, set_office
from app.people.pictures import office_logo, set_office_logo
from app.people.records import OfficeEntry
from ui.commands import Command
from ui.kit.cards import Panel
from ui.kit.form import Form
from ui.kit.parts import Button, caption, column, link, row, sized
from ui.kit.photo import PhotoBox
from ui.system.section import Section
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.system.page import SystemPage

_DRAFT = "office"


class OfficeSection(Section):
    """A form of the office; saving is one step that can be taken back."""

    def __init__(self, page: SystemPage) -> None:
        super().__init__(page)
        self._drafts = Drafts(self.desk.book)
        self._filled: OfficeEntry | None = None
        self.form = Form(OfficeEntry, self.desk.today)
        for at, names in enumerate(
            (
                ("name", "short_name"),
                ("subdistrict_name", "district_name"),
                ("seal_name", "office_code"),
                ("secretary", "director"),
                ("phone", "address"),
            )
        ):
            for side, name in enumerate(names):
                self.form.add(name, at, side)
        self.form.saved.connect(self.save)
        self.form.changed.connect(self._judge)
        self.form.keep_drafts(lambda texts: self._drafts.keep(_DRAFT, texts))
        self._again = caption("已接着上次没有保存的内容。", Tone.AMBER)
        self._give_up = link("放弃修改", self.give_up)
        self.save_button = Button("保存", self.save, tone=Tone.PRIMARY, hint="Ctrl+Enter")
        self.logo = PhotoBox(
            self.desk, "标志", self.keep_logo, lambda: self.keep_logo(None), height=72
        )
        panel = Panel("本居委", "名称、街道和落款会印在每一张表上")
        panel.add(self.form)
        panel.add(self.logo)
        panel.add(row(self.save_button, self._give_up, self._again, None, gap=12))
        sized(panel, most_width=860)
        line = row(panel, None, gap=0)
        line.setStretch(0, 100)
        self.setLayout(column(line, None, gap=0))
        self._judge()

    def refresh(self) -> None:
        """The office as it is recorded, under what is typed and not saved."""
        self.logo.show_picture(office_logo(self.desk.book))
        known = office(self.desk.book)
        if known is None or (known == self._filled and self.form.dirty):
            return
        draft = self._drafts.of(_DRAFT)
        self._filled = known
        self.form.fill(known)
        self._again.hide()
        if draft:
            self.form.restore(draft)
            self._again.show()
        self._judge()

    def save(self) -> None:
        """Record what is typed."""

        def act() -> bool:
            set_office(self.desk.book, self.form.record())
            return True

        if self.page.attempt(act, self.form):
            self._drafts.drop(_DRAFT)
            self._filled = None
            self.refresh()
            self.desk.notices.done("已保存本居委的信息")

    def keep_logo(self, content: bytes | None) -> None:
        """Another logo, or none."""

        def act() -> bool:
            set_office_logo(self.desk.book, content)
            return True

        if self.page.attempt(act):
            self.logo.show_picture(office_logo(self.desk.book))
            self.desk.notices.done("已保存标志" if content else "已删除标志")

    def give_up(self) -> None:
        """Go back to what is recorded."""
        self._drafts.drop(_DRAFT)
        self._filled = None
        self.form.clear()
        self.refresh()

    def commands(self) -> tuple[Command, ...]:
        """Saving."""
        return (
            Command(
                "system.save", "保存", self.save, "Ctrl+S", "save", self._is_dirty, writes=True
            ),
        )

    def _is_dirty(self) -> bool:
        return self.form.dirty

    def _judge(self) -> None:
        dirty = self.form.dirty
        self.save_button.setEnabled(dirty)
        self._give_up.setVisible(dirty)
        if not dirty:
            self._again.hide()
        self.page.restate()
