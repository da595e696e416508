"""Organizations in the pane."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.fields import fields_of
from app.history import history
from app.people import register
from app.people.organizations import (
    STATUS_WORDS,
    OrganizationEntry,
    OrganizationFilter,
    OrganizationRow,
    organization_rows,
)
from app.people.storing import Saved
from ui.commands import Command
from ui.kit.editors import LineEditor
from ui.kit.form import Form
from ui.people.cards import Fact, FactSheet, Story, stacked
from ui.people.pane import lay_rows, section
from ui.people.side import Side, one_of
from ui.theme import Tone

_PLACES: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("", (("name",), ("kind", "five_party"), ("legal_rep", "member_count"), ("address",))),
    ("联系", (("contact_name", "contact_phone"),)),
    ("登记", (("credit_code",), ("register_no", "register_date"), ("supervisor_unit",),
            ("evaluation_level", "annual_result"), ("scope",), ("term_end_on",), ("note",))),
)  # fmt: skip
_FACTS = (
    "five_party", "legal_rep", "contact_name", "contact_phone", "address", "member_count",
    "credit_code", "register_no", "register_date", "supervisor_unit", "evaluation_level",
    "annual_result", "scope", "term_end_on", "note",
)  # fmt: skip


class OrganizationSide(Side):
    """单位、组织."""

    kind = "organization"

    def _row(self, row_id: int) -> OrganizationRow:
        return one_of(organization_rows(self.book, OrganizationFilter(ended=True)), row_id)

    def show(self, row_id: int) -> None:
        """The card of an organization."""
        row = self._row(row_id)
        ended = row.status == "ended"
        turn = self.button("恢复在册", partial(self.turn, row_id, "active"))
        buttons: list[QWidget] = [self.button("编辑", partial(self.edit, row_id))]
        buttons.append(turn if ended else self.button("注销", partial(self.turn, row_id, "ended")))
        body = stacked(self._facts(row), Story(history(self.book, "organization", row_id)))
        hint = " · ".join(
            part for part in (row.kind, STATUS_WORDS[row.status] if ended else "") if part
        )
        self.page.pane.show_card(row.name, hint, body, buttons)

    def _facts(self, row: OrganizationRow) -> FactSheet:
        known = fields_of(OrganizationEntry)
        today = self.desk.today()
        facts = [Fact("小区", row.compounds)]
        for name in _FACTS:
            field, value = known[name], getattr(row, name)
            over = name == "term_end_on" and value is not None and value <= today
            sealed = ("organization", row.id, name) if field.sensitive else None
            words = field.shown(value) + ("（已届满）" if over else "")
            facts.append(Fact(field.label, words, Tone.RED if over else Tone.PLAIN, sealed))
        return FactSheet(facts, self.look)

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers."""
        return (
            Command("organization.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("organization.end", "注销", partial(self.turn, row_id, "ended"), writes=True),
            None,
            Command("organization.delete", "删除误登记", partial(self.delete, row_id), writes=True),
        )

    def add(self, kind: str = "") -> None:
        """A form for one new organization after the other; the kind stays."""
        form = self._form()
        form.set_texts({"kind": kind})

        def act() -> Saved:
            return register.add_organization(self.book, form.record(), self.desk.today())

        def then(saved: Saved) -> None:
            name = form.editor("name").text()
            self.page.shown = (self.kind, saved.id)
            self.page.done(f"已登记{name}", saved.warnings, (self.kind, saved.id))

        self.page.fill(
            form, act, then,
            title="新增单位", hint="Ctrl+Enter 保存并登记下一家。", key="organization-new",
            reopen=partial(self.add, kind), first="name", again="name", keep=("kind", "five_party"),
        )  # fmt: skip

    def edit(self, row_id: int) -> None:
        """The form with what is known."""
        row = self._row(row_id)
        self.page.shown = (self.kind, row_id)
        form = self._form()
        form.fill(row)
        phone = form.editor("contact_phone")
        if isinstance(phone, LineEditor):
            phone.unmasked.connect(partial(self.look, "organization", row_id, "contact_phone"))

        def act() -> Saved:
            return register.edit_organization(self.book, row_id, form.record(), self.desk.today())

        def then(saved: Saved) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done(f"已保存{row.name}的资料", saved.warnings)

        self.page.fill(
            form, act, then,
            title=f"修改 · {row.name}", key=f"organization-{row_id}",
            reopen=partial(self.edit, row_id), first="name",
        )  # fmt: skip

    def _form(self) -> Form[OrganizationEntry]:
        form = Form(OrganizationEntry, self.desk.today)
        top = 0
        for title, rows in _PLACES:
            if title:
                form.add_widget(section(title), top, 0, 2)
                top += 1
            top = lay_rows(form, rows, top)
        return form

    def turn(self, row_id: int, status: str) -> None:
        """注销, or 恢复在册."""
        name = self._row(row_id).name
        register.set_organization_status(self.book, row_id, status)
        self.page.show_record(self.kind, row_id)
        self.page.done(f"{name}已注销" if status == "ended" else f"{name}已恢复在册")

    def delete(self, row_id: int) -> None:
        """Delete an organization recorded by mistake."""
        register.delete(self.book, "organization", row_id)
        self.page.show_nothing()
        self.page.done("已删除单位")
