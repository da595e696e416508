"""楼栋图: a compound as a drawing of its buildings, with the household of a door in the pane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QStackedWidget, QWidget

from app.people.card import Member
from app.people.drawing.behind import found_at, people_at, tagged_at
from app.people.drawing.compound import Door, Drawing, drawing_of
from app.people.drawing.layers import LAYERS
from app.people.place_lists import compound_names
from ui.desk import Desk
from ui.kit.cards import Panel
from ui.kit.chips import Chips, FilterMenu
from ui.kit.empty import Empty
from ui.kit.flow import Flow
from ui.kit.legend import Legend
from ui.kit.parts import Button, Elided, IconButton, Label, column, link, row
from ui.people.lists import ListView
from ui.people.plan.canvas import PlanCanvas, spoken
from ui.people.plan.legend import entries_of
from ui.theme import Tone, Type

_LAYER, _COMPOUND = "people/plan-layer", "people/plan-compound"
_HINT = "点一套房看这一户，双击打开；按住 Ctrl 滚动放大缩小，按住拖动。"
_FEW = 36  # characters of the names of all compounds that fit as chips
_DRAWN, _NO_DOORS, _NO_COMPOUND = range(3)


@dataclass(frozen=True)
class _Read:
    compounds: list[tuple[int, str]]
    drawing: Drawing | None
    building: int | None = None
    door: int | None = None


class PlanView(ListView):
    """The drawing, its layers and its legend; `opened` carries what a double click asks for."""

    key = "plan"
    title = "楼栋图"
    kinds = ("household", "building", "compound")
    opened = Signal(object)
    copy_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        add: Callable[[], object],
        bring: Callable[[], object],
        look: Callable[[str, int, str], str | None],
    ) -> None:
        super().__init__(desk)
        self._look = look
        self._key = str(desk.settings.value(_COMPOUND) or "")
        self._home = 0
        self._offered = 0
        self.canvas = PlanCanvas()
        self.canvas.picked.connect(self._picked)
        self.canvas.opened.connect(self._open)
        self.canvas.pointed.connect(self._point)
        self.canvas.zoomed.connect(self._show_tools)
        self.setFocusProxy(self.canvas)
        self._make_choices()
        self.sentence = Label("", wrap=True)
        self.legend = Legend()
        self.legend.chosen.connect(self.canvas.emphasise)
        self.strip = Elided(_HINT, Type.CAPTION, Tone.MUTED)
        self.which = link("查看是哪几项", self.reveal_tags, hint="会留下查看记录")
        self.next_home = link("下一户", self.turn_home)
        panel = Panel()
        top = row(self.layers, self._tools(), gap=8)
        top.setStretch(0, 1)
        panel.add(top)
        panel.add(column(self.sentence, self.legend, gap=4))
        panel.add(self.canvas, 1)
        panel.add(row(self.strip, self.which, self.next_home, None, gap=12))
        self.stack = QStackedWidget()
        self.stack.addWidget(panel)
        self.stack.addWidget(_no_doors(add, bring))
        self.stack.addWidget(_no_compound(bring))
        self.setLayout(column(self.stack))
        self._tell(None)

    def _make_choices(self) -> None:
        self.compounds = Chips((), name="小区")
        self.menu = FilterMenu("小区", ())
        for choice in (self.compounds, self.menu):
            choice.chosen.connect(self.show_compound)
            choice.hide()
        self.filter_with(self.compounds, self.menu)
        self.layers = Flow()
        self.layers.setAccessibleName("按什么看")
        self._group = QButtonGroup(self)
        kept = str(self.desk.settings.value(_LAYER) or LAYERS[0].key)
        self.chips: dict[str, Button] = {}
        for layer in LAYERS:
            chip = Button(layer.title, role="chip")
            chip.setCheckable(True)
            chip.setChecked(layer.key == kept)
            chip.clicked.connect(lambda _on=False, key=layer.key: self.show_layer(key))
            self._group.addButton(chip)
            self.chips[layer.key] = chip
        if not any(chip.isChecked() for chip in self.chips.values()):
            self.chips[LAYERS[0].key].setChecked(True)
        self.layers.put(list(self.chips.values()))

    def _tools(self) -> QWidget:
        self.farther = IconButton("minus", "缩小（−）", self.canvas.zoom_out, side=16)
        self.nearer = IconButton("plus", "放大（+）", self.canvas.zoom_in, side=16)
        self.whole = link("看全", self.canvas.fit, hint="整个小区都在眼前（0）")
        made = QWidget()
        copy = IconButton("copy", "复制图片（户主只留姓）", self.copy_wanted.emit, side=16)
        made.setLayout(row(self.farther, self.nearer, self.whole, copy, gap=2))
        return made

    # What is shown

    @property
    def layer(self) -> str:
        """The key of the layer in force."""
        return next((key for key, chip in self.chips.items() if chip.isChecked()), LAYERS[0].key)

    @property
    def drawing(self) -> Drawing | None:
        """What is drawn now."""
        return self.canvas.drawing if self.stack.currentIndex() == _DRAWN else None

    def show_layer(self, key: str) -> None:
        """Another layer over the same compound."""
        self.chips[key].setChecked(True)
        self.desk.settings.setValue(_LAYER, key)
        self.read()

    def show_compound(self, key: str) -> None:
        """Another compound."""
        self._key = key
        self.desk.settings.setValue(_COMPOUND, key)
        self.read()

    @property
    def bare(self) -> bool:
        """Whether nobody has asked yet for something to be in sight."""
        return self._aim is None

    def choose(self, kind: str, row_id: int) -> None:
        """Have a household, a building or a compound in sight as soon as it is drawn."""
        if kind in self.kinds:
            self._aim = (kind, row_id)

    def read(self) -> None:
        """Read the compounds and draw the one that is chosen."""
        book, layer, today = self.book, self.layer, self.desk.today()
        key, aim, self._aim = self._key, self._aim, None

        def search() -> _Read:
            names = compound_names(book)
            place = found_at(book, *aim) if aim is not None else None
            known = [row_id for row_id, _ in names]
            wanted = place[0] if place else int(key) if key.isdecimal() else 0
            if wanted not in known:
                wanted = known[0] if known else 0
            if not wanted:
                return _Read(names, None)
            drawing = drawing_of(book, wanted, layer, today)
            return _Read(names, drawing, *(place[1:] if place else ()))

        self.load(search, self._show)

    def _show(self, found: _Read) -> None:
        drawing = found.drawing
        self._offer(found.compounds, 0 if drawing is None else drawing.compound_id)
        if drawing is None or not drawing.doors:
            self.stack.setCurrentIndex(_NO_COMPOUND if drawing is None else _NO_DOORS)
            self.canvas.drawing = drawing
            self.restated.emit()
            return
        self.stack.setCurrentIndex(_DRAWN)
        self._key = str(drawing.compound_id)
        same = [one.words for one in self.legend.entries] == [one.words for one in drawing.bands]
        alone = self.legend.alone if same else None
        self.legend.show_entries(entries_of(drawing.bands), alone)
        self.sentence.setText(drawing.sentence)
        self.sentence.setToolTip(drawing.definition)
        self.canvas.show_drawing(drawing)
        if found.door is not None:
            self.canvas.choose(found.door)
        elif found.building is not None:
            self.canvas.show_building(found.building)
        self._tell(self.canvas.current_door())
        self._show_tools()
        self._offer_card(drawing, found)
        self.restated.emit()

    def _offer_card(self, drawing: Drawing, found: _Read) -> None:
        """Have something in the pane when another compound comes into sight."""
        fresh = self._offered != drawing.compound_id
        self._offered = drawing.compound_id
        if fresh and found.building is None and self.canvas.current is None:
            self.offered.emit(("compound", drawing.compound_id))

    def turned_to(self) -> None:
        """The drawing comes into sight: something is offered for the pane again."""
        self._offered = 0
        focused = cast("QWidget | None", QApplication.focusWidget())
        if focused is not None and self.isAncestorOf(focused):
            # The list that went out of sight had the keyboard.
            self.canvas.setFocus()

    def _offer(self, compounds: list[tuple[int, str]], chosen: int) -> None:
        choices = [(str(row_id), name) for row_id, name in compounds]
        few = sum(len(name) for _, name in choices) <= _FEW
        for choice, shown in ((self.compounds, few), (self.menu, not few)):
            choice.offer(choices)
            choice.choose(str(chosen))
            choice.setVisible(shown and len(choices) > 1)

    def _show_tools(self) -> None:
        steps = self.canvas.painter.style.steps if self.canvas.painter else ()
        step = self.canvas.step
        self.farther.setEnabled(bool(step and steps and step.wide > steps[0].wide))
        self.nearer.setEnabled(bool(step and steps and step.wide < steps[-1].wide))

    # Doors

    def _picked(self, door: Door) -> None:
        self._home = 0
        self._tell(door)
        self._show_home(door)

    def _show_home(self, door: Door) -> None:
        if door.homes:
            self.picked.emit(("household", door.homes[self._home % len(door.homes)]))
        elif self.canvas.plan is not None:
            self.picked.emit(("building", self.canvas.plan.places[door.id][0].plan.id))

    def turn_home(self) -> None:
        """The next household of the same door."""
        door = self.canvas.current_door()
        if door is not None and door.homes:
            self._home = (self._home + 1) % len(door.homes)
            self._tell(door)
            self._show_home(door)

    def _open(self, door: Door) -> None:
        if door.homes:
            self.opened.emit(("household", door.homes[self._home % len(door.homes)]))
        elif self.canvas.plan is not None:
            self.opened.emit(("building", self.canvas.plan.places[door.id][0].plan.id))

    def _tell(self, door: Door | None) -> None:
        drawing = self.canvas.drawing
        known = door is not None and drawing is not None
        self.strip.setText(spoken(door, drawing) if door and drawing else _HINT)
        several = len(door.homes) if door else 0
        self.next_home.setVisible(known and several > 1)
        self.next_home.setText(f"下一户（{self._home + 1}/{several}）")
        tagged = known and self.layer == "care" and bool(door and door.value)
        self.which.setVisible(tagged)

    def _point(self, door: Door) -> None:
        """Read who lives behind the door under the mouse, and say it."""
        drawing = self.canvas.drawing
        if drawing is None:
            return
        if not door.homes:
            self.canvas.say_at(door.id, _hover(door, drawing, []))
            return
        book, today = self.book, self.desk.today()
        self.load(
            lambda: people_at(book, door.homes, today),
            lambda found: self.canvas.say_at(door.id, _hover(door, drawing, found)),
            "hover",
        )

    def reveal_tags(self) -> None:
        """Which care tags there are behind the current door; every look is logged."""
        door = self.canvas.current_door()
        if door is None:
            return
        words = []
        for row_id, name in tagged_at(self.book, door.homes, self.desk.today()):
            tags = self._look("resident", row_id, "care_tags")
            if tags is None:
                return
            words.append(f"{name}：{tags}")
        self.strip.setText(f"{door.label}　{'；'.join(words)}")
        self.which.hide()

    # What the page asks

    def status(self) -> str:
        """What is drawn."""
        drawing = self.drawing
        if drawing is None:
            return ""
        doors = [one for plan in drawing.buildings for floor in plan.floors for one in floor.doors]
        homes = sum(len(door.homes) for door in doors)
        counts = f"{len(drawing.buildings)} 栋 · {len(doors):,} 套 · {homes:,} 户"
        return f"{drawing.compound} · {counts}"


def _hover(door: Door, drawing: Drawing, people: list[Member]) -> str:
    """Who lives at a door, for the note beside the mouse; rich text."""
    lines = [f"<b>{escape(door.label)}</b>　{escape(door.who)}"]
    lines += [f"{escape(one.full_name)}　{escape(_about(one))}" for one in people]
    told = door.detail or drawing.bands[door.band].words
    if not door.detail and door.value and not told.startswith(door.value):
        told = f"{told}（{door.value}）"
    lines.append(f"{escape(drawing.title)}：{escape(told)}")
    return "<div style='white-space:pre'>" + "<br>".join(lines) + "</div>"


def _about(one: Member) -> str:
    age = "" if one.age is None else f"{one.age}岁"
    return " · ".join(part for part in (one.relation_to_head, one.sex, age) if part)


def _no_doors(add: Callable[[], object], bring: Callable[[], object]) -> Empty:
    return Empty(
        "这个小区还没有登记房屋。",
        "导入居民名册时会自动建好楼栋和房屋，也可以一户一户地登记。",
        button="导入名册", act=bring, other="新增户", act_other=add, icon="building",
    )  # fmt: skip


def _no_compound(bring: Callable[[], object]) -> Empty:
    return Empty(
        "还没有小区。",
        "导入居民名册后，这里按楼栋和楼层画出整个小区。",
        button="导入名册", act=bring, icon="building",
    )  # fmt: skip
