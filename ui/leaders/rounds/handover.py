"""A hand-over sheet in the pane: what is handed over, ticked as it is, and who signs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

from PySide6.QtWidgets import QCheckBox, QWidget

from app.errors import Invalid, Refused
from app.fields import Field
from app.history import history
from app.kinds import Day, Ref, Text
from app.leaders.handovers import (
    HandoverEntry,
    HandoverRow,
    Item,
    Leaver,
    edit_handover,
    handover_row,
    leavers,
    make_handover,
    sign,
    tick,
)
from app.people.storing import entry_of
from ui.commands import Command
from ui.kit.form import Form
from ui.kit.match import rank
from ui.kit.parts import caption, column
from ui.kit.picker import Option
from ui.kit.writing import Write
from ui.leaders.pack import offer_pack
from ui.leaders.rounds.words import HANDOVER_TONES
from ui.people.cards import Fact, FactSheet, Story, heading, stacked
from ui.people.pane import lay_rows
from ui.people.side import Side
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.leaders.rounds.page import RoundsPage

_BACK = 400  # days for which people who left are offered
_SPLIT = "："


@dataclass(frozen=True)
class Sheet(HandoverEntry):
    """A sheet as it is typed: its matters one on a line, what and (after a colon) how much."""

    matters: Annotated[
        str | None, Field(Text(2_000, lines=True), "交接事项", hint="一行一项，如：钥匙：3 把")
    ] = None


@dataclass(frozen=True)
class Signing:
    """One day and one witness for several sheets."""

    signed_on: Annotated[dt.date, Field(Day(), "签字日期", required=True)]
    witness: Annotated[str | None, Field(Text(40), "监交人", hint="不填就不改")] = None


@dataclass(frozen=True)
class NewSheet:
    """Who hands over, and when."""

    term_id: Annotated[
        int, Field(Ref("leader_term"), "离任的人", required=True, hint="姓名、拼音或楼组")
    ]
    handed_on: Annotated[dt.date, Field(Day(), "交接日期", required=True)]


class HandoverSide(Side):
    """交接单."""

    kind = "handover"
    page: RoundsPage

    def show(self, row_id: int) -> None:
        """The card of a sheet."""
        sheet = handover_row(self.book, row_id)
        buttons: list[QWidget] = [
            self.button("打印交接单", partial(self.page.sheets.offer_handovers, [row_id])),
            self.button("资料包", partial(self.pack, row_id)),
            self.button("编辑", partial(self.edit, row_id)),
        ]
        if sheet.signed_on is None:
            tone = Tone.PRIMARY if sheet.done == len(sheet.items) else Tone.PLAIN
            buttons.insert(0, self.button("登记签字", partial(self.sign, [row_id]), tone))
        hint = " · ".join(part for part in (sheet.compound, sheet.scope, sheet.kind) if part)
        title = f"{sheet.giver} → {sheet.receiver or '暂缺'}"
        self.page.pane.show_card(title, hint, self._body(sheet), buttons)

    def _body(self, sheet: HandoverRow) -> QWidget:
        go = self.page.go
        to_term = sheet.to_term_id
        facts = FactSheet(
            [
                Fact("进展", sheet.state, HANDOVER_TONES[sheet.state]),
                Fact(
                    "移交人", sheet.giver, act=partial(go, "leaders", ("term", sheet.from_term_id))
                ),
                Fact("接收人", sheet.receiver, act=partial(go, "leaders", ("term", to_term or 0))),
                Fact("接收人", "" if sheet.receiver else "还没有人接任", Tone.AMBER),
                Fact("交接日期", str(sheet.handed_on)),
                Fact("监交人", sheet.witness or ""),
                Fact("签字日期", str(sheet.signed_on or "")),
            ]
        )
        boxes = [self._box(sheet, at, item) for at, item in enumerate(sheet.items)]
        matters = QWidget()
        count = f"已交接 {sheet.done} / {len(sheet.items)} 项"
        matters.setLayout(column(heading("交接事项", count), *boxes, gap=4))
        return stacked(facts, matters, Story(history(self.book, "handover", sheet.id)))

    def _box(self, sheet: HandoverRow, at: int, item: Item) -> QWidget:
        box = QCheckBox(str(item["what"]))
        box.setChecked(bool(item.get("done")))
        box.toggled.connect(lambda on: self._tick(sheet.id, at, done=on))
        made = QWidget()
        detail = caption(str(item.get("detail") or ""), wrap=True)
        detail.setContentsMargins(26, 0, 0, 0)  # below the words of the box
        parts = [box, detail] if detail.text() else [box]
        made.setLayout(column(*parts, gap=0))
        return made

    def _tick(self, row_id: int, at: int, *, done: bool) -> None:
        self.page.attempt(lambda: tick(self.book, row_id, at, done=done))

    def commands(self, row_id: int) -> tuple[Command | None, ...]:
        """What a right click offers; signing and printing for all that are selected."""
        ids = self._selected(row_id)
        many = f"选中的 {len(ids)} 份：" if len(ids) > 1 else ""
        return (
            Command("handover.edit", "编辑", partial(self.edit, row_id), "F2", writes=True),
            Command("handover.sign", f"{many}登记签字", partial(self.sign, ids), writes=True),
            Command(
                "handover.print",
                f"{many}打印交接单",
                partial(self.page.sheets.offer_handovers, ids),
            ),
            Command("handover.pack", "做交接资料包……", partial(self.pack, row_id), icon="folder"),
        )

    def pack(self, row_id: int) -> None:
        """Ask how much is told, and make the folder of the post that is handed over."""
        offer_pack(self.page, handover_row(self.book, row_id).from_term_id)

    def _selected(self, row_id: int) -> list[int]:
        ids = self.page.handovers.table.selected_ids()
        return ids if row_id in ids else [row_id]

    # Forms

    def edit(self, row_id: int) -> None:
        """The whole sheet: days, witness, matters."""
        sheet = handover_row(self.book, row_id)
        self.page.shown = (self.kind, row_id)
        form = Form(Sheet, self.desk.today)
        lay_rows(form, (("handed_on", "witness"), ("signed_on",), ("matters",)))
        texts = [_SPLIT.join(part for part in _parts(item) if part) for item in sheet.items]
        form.fill(Sheet(**vars(entry_of(HandoverEntry, sheet)), matters="\n".join(texts)))

        def act() -> None:
            typed = form.record()
            items = _items(typed.matters or "", sheet.items)
            if not items:
                raise Invalid.of("matters", "请至少写一项交接事项")
            edit_handover(self.book, row_id, entry_of(HandoverEntry, typed), items)

        def then(_none: None) -> None:
            self.page.show_record(self.kind, row_id)
            self.page.done("已保存交接单")

        self.page.fill(
            form, act, then,
            title=f"交接单 · {sheet.giver}", hint=f"{sheet.scope} {sheet.kind}",
            key=f"handover-{row_id}", reopen=partial(self.edit, row_id), first="handed_on",
        )  # fmt: skip

    def sign(self, ids: Sequence[int]) -> None:
        """登记签字 on one sheet or several, in one step."""
        form = Form(Signing, self.desk.today, enter_saves=True)
        lay_rows(form, (("signed_on", "witness"),))
        form.set_texts({"signed_on": self.desk.today().isoformat()})

        def act() -> Write[int]:
            typed = form.record()
            put = partial(sign, self.book, ids, typed.signed_on, typed.witness or "")
            return Write("正在登记签字", len(ids), put)

        def then(count: int) -> None:
            self.page.show_again()
            self.page.done(f"已登记签字 {count} 份")

        said = "已签过字的不改。" if len(ids) > 1 else "交接单签好字以后登记。"
        self.page.fill(
            form, act, then,
            title="登记签字", hint=f"{len(ids)} 份交接单" if len(ids) > 1 else "",
            key="handover-sign", reopen=partial(self.sign, ids), first="witness",
            below=(caption(said),),
        )  # fmt: skip

    def add(self) -> None:
        """新增交接单 for somebody who left outside a round."""
        known = leavers(self.book, self.desk.today() - dt.timedelta(days=_BACK))
        if not known:
            raise Refused("最近没有离任的人还缺交接单。推选完成时，交接单自动生成。")
        by_id = {one.term_id: one for one in known}
        form = Form(NewSheet, self.desk.today)

        def search(text: str) -> Sequence[Option]:
            return [
                _option(one) for one in rank(text, known, lambda one: f"{one.name} {one.scope}")
            ]

        def named(row_id: int) -> Option | None:
            return _option(by_id[row_id]) if row_id in by_id else None

        form.add("term_id", 0, search=search, named=named)
        form.add("handed_on", 1)
        form.set_texts({"handed_on": self.desk.today().isoformat()})

        def act() -> int:
            typed = form.record()
            one = by_id[typed.term_id]
            return make_handover(self.book, one.term_id, one.next_term, typed.handed_on)

        def then(row_id: int) -> None:
            self.page.handovers.clear_filters()
            self.page.show_in(self.page.handovers, (self.kind, row_id))
            self.page.show_record(self.kind, row_id)
            self.page.done("已新增交接单")

        self.page.fill(
            form, act, then,
            title="新增交接单", hint="没有办完的事会自动列出。", verb="新增", key="handover-new",
            reopen=self.add, first="term_id",
        )  # fmt: skip


def _option(one: Leaver) -> Option:
    return Option(one.term_id, one.name, f"{one.scope} {one.kind} · {one.left_on} 离任")


def _parts(item: Item) -> tuple[str, str]:
    return str(item["what"]), str(item.get("detail") or "")


def _items(text: str, before: Sequence[Item]) -> list[Item]:
    """The matters of lines; what was ticked before stays ticked."""
    done = {str(item["what"]): bool(item.get("done")) for item in before}
    made: list[Item] = []
    for line in text.splitlines():
        what, _, detail = line.replace(":", _SPLIT).strip().partition(_SPLIT)
        if what:
            made.append({"what": what, "detail": detail.strip(), "done": done.get(what, False)})
    return made
