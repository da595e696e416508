"""The list of organizations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.fields import columns
from app.people.organizations import (
    KINDS,
    OrganizationFilter,
    OrganizationRow,
    organization_rows,
)
from ui.desk import Desk
from ui.kit.chips import FilterMenu, Switch
from ui.kit.empty import Empty
from ui.kit.match import rank
from ui.kit.parts import column
from ui.kit.table import Column, Table
from ui.people.lists import SearchBox
from ui.people.one_table import OneTable
from ui.people.residents import ALL
from ui.theme import Tone

_SOON = dt.timedelta(days=60)


class OrganizationsView(OneTable):
    """单位、组织."""

    key = "organizations"
    title = "单位组织"
    kinds = ("organization",)

    def __init__(self, desk: Desk, bring: Callable[[], object]) -> None:
        super().__init__(desk)
        table = Table(
            self._columns(),
            name="people.organizations", settings=desk.settings, label="单位组织",
            empty=Empty(
                "还没有登记单位。",
                "可以导入社会组织名册，也可以在这里登记业委会、物业和驻区单位。",
                button="导入名册", act=bring, icon="council",
            ),
        )  # fmt: skip
        self.setLayout(column(self.hold(table), gap=0))
        self.box = SearchBox("名称、负责人、代码")
        kinds = [(kind, kind) for kind in KINDS.options]
        self.sort = FilterMenu("类型", [(ALL, "全部类型"), *kinds])
        self.ended = Switch("含已注销", lambda _on: self.read())
        self.filter_with(self.box, self.sort, self.ended)

    def _columns(self) -> tuple[Column, ...]:
        (
            name, kind, rep, contact, phone, place, homes, code, number, registered, unit, level,
            annual, five, members, scope, term, note,
        ) = columns(
            OrganizationRow,
            "name", "kind", "legal_rep", "contact_name", "contact_phone", "address", "compounds",
            "credit_code", "register_no", "register_date", "supervisor_unit", "evaluation_level",
            "annual_result", "five_party", "member_count", "scope", "term_end_on", "note",
        )  # fmt: skip
        return (
            Column(name, 190, tone=_name_tone, stretches=True), Column(kind, 104),
            Column(rep, 84), Column(contact, 72, shown=False), Column(phone, 110),
            Column(level, 72), Column(annual, 80),
            Column(term, 96, tone=self._term_tone), Column(homes, 90, shown=False),
            Column(code, 164, shown=False), Column(number, 120, shown=False),
            Column(registered, 104, shown=False), Column(unit, 130, shown=False),
            Column(place, 150, shown=False), Column(five, 84, shown=False),
            Column(members, 72, shown=False), Column(scope, 160, shown=False),
            Column(note, 120, muted=True, shown=False),
        )  # fmt: skip

    def _term_tone(self, row: OrganizationRow) -> Tone:
        day, today = row.term_end_on, self.desk.today()
        if day is None or row.status != "active":
            return Tone.PLAIN
        return Tone.RED if day <= today else Tone.AMBER if day <= today + _SOON else Tone.PLAIN

    def read(self) -> None:
        """Read all organizations in the second lane."""
        book, text = self.book, self.box.text()
        where = OrganizationFilter(self.sort.key, self.ended.isChecked())

        def search() -> list[OrganizationRow]:
            return rank(text, organization_rows(book, where), _searched)

        self.load(search, self._show)

    def _show(self, rows: list[OrganizationRow]) -> None:
        self.show_whole(rows)

    def clear_filters(self) -> None:
        """All organizations, also those struck off."""
        self.box.put("")
        self.sort.choose(ALL)
        self.ended.blockSignals(True)
        self.ended.setChecked(True)
        self.ended.blockSignals(False)

    def status(self) -> str:
        """How many there are."""
        return f"{len(self.table):,} 家单位"


def _searched(row: OrganizationRow) -> str:
    parts = (row.name, row.legal_rep, row.contact_name, row.credit_code, row.register_no)
    return " ".join(part for part in parts if part)


def _name_tone(row: OrganizationRow) -> Tone:
    return Tone.PLAIN if row.status == "active" else Tone.MUTED
