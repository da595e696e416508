"""Two records side by side, field by field, and the one thing to decide: are they one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from app.people.merging.alike import Pair
from app.people.merging.choosing import Side
from app.people.merging.comparing import Beside, Facet
from ui import theme
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.parts import (
    Button,
    IconButton,
    Label,
    caption,
    column,
    lay,
    link,
    row,
    rule,
    scrolled,
    sized,
)
from ui.people.cards import note
from ui.theme import Tone, Type

Look = Callable[[str, int, str], str | None]
_EYES = {False: ("eye", "查看，会留下查看记录"), True: ("eye-off", "隐藏")}
_LABEL = 92


class _Value(QWidget):
    """A value of one of the two records, to be chosen where they differ."""

    def __init__(self, words: str, *, chooses: bool, name: str) -> None:
        super().__init__()
        self.radio: QRadioButton | None = QRadioButton() if chooses else None
        self.label = Label(words or "（空）", tone=Tone.PLAIN if words else Tone.MUTED, wrap=True)
        parts: list[QWidget | int] = []
        if self.radio is not None:
            self.radio.setAccessibleName(f"{name}：{words or '空'}")
            parts.append(self.radio)
        self.line = row(*parts, self.label, gap=6)
        self.line.setStretch(len(parts), 1)
        self.setLayout(self.line)

    def hide_behind(self, words: str, show: Callable[[], str | None]) -> None:
        """An eye that shows the masked value; the look is logged."""
        shown = False

        def turn() -> None:
            nonlocal shown
            plain = words if shown else show()
            if plain is None:
                return
            self.label.setText(plain)
            shown = not shown
            eye.show_icon(*_EYES[shown])

        eye = IconButton(*_EYES[False], turn, side=15)
        sized(eye, width=28, height=24)
        self.line.addWidget(eye)


class MergePanel(Panel):
    """Shows two records; `merged` carries what was chosen by field, `parted` and `left` nothing.

    `turned` asks for the same two with the other one staying.
    """

    merged = Signal(object)
    parted = Signal()
    left = Signal()
    turned = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.shown: Beside | None = None
        self._groups: dict[str, QButtonGroup] = {}
        self._title = Label("", Type.STRONG, wrap=True)
        self._why = caption("", wrap=True)
        self._score = Label("", Type.STRONG)
        self._area = scrolled(QWidget())
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.join = Button("合并", self._join, tone=Tone.PRIMARY)
        self.part = Button("不是同一人", self.parted.emit)
        self.leave = Button("先放一放", self.left.emit)
        self._foot = QWidget()
        self._foot.setLayout(
            column(rule(), row(self.join, self.part, None, self.leave, gap=8), gap=10)
        )
        self._swap = link("互换", self.turned.emit, hint="换成留下另一条记录")
        head = row(self._title, self._score, self._swap, gap=12)
        head.setStretch(0, 1)
        self._head = QWidget()
        self._head.setLayout(column(head, self._why, gap=2))
        self.add(self._head)
        self.add(self._area, 1)
        self.add(self._foot)
        self.show_nothing("选中左边的一对，这里并排显示两条记录。")

    def show_nothing(self, title: str, hint: str = "") -> None:
        """Nothing to compare, in words."""
        self.shown = None
        self._head.hide()
        self._foot.hide()
        self._put(Empty(title, hint, icon="people"))

    def show_pair(self, pair: Pair, found: Beside) -> None:
        """Two records, with what makes them look like one."""
        self.shown = found
        person = found.table == "resident"
        self._title.setText("是不是同一个人？" if person else "是不是同一户？")
        self._why.setText(pair.why if pair.score else "两条记录没有明显相同的地方，请仔细核对。")
        tone = Tone.GREEN if pair.score >= 90 else Tone.AMBER
        self._score.say(pair.likeness if pair.score else "", tone)
        self.part.setText("不是同一人" if person else "不是同一户")
        self.join.setEnabled(not found.refusal)
        self._head.show()
        self._foot.show()
        self._put(self._compared(found))

    @property
    def choices(self) -> dict[str, Side]:
        """Whose value stays, by field."""
        found: dict[str, Side] = {}
        for name, group in self._groups.items():
            found[name] = "kept" if group.checkedId() == 0 else "gone"
        return found

    def choose(self, name: str, side: Side) -> None:
        """Have the value of one record stay."""
        self._groups[name].button(0 if side == "kept" else 1).setChecked(True)

    def _join(self) -> None:
        self.merged.emit(self.choices)

    def _put(self, body: QWidget) -> None:
        old = self._area.takeWidget()
        if old is not None:
            old.deleteLater()
        self._area.setWidget(body)
        body.setAutoFillBackground(False)

    # What is compared

    def _compared(self, found: Beside) -> QWidget:
        self._groups = {}
        made = QWidget()
        grid = QGridLayout()
        lay(grid, (0, 0, 8, 0), 8)
        grid.setColumnMinimumWidth(0, theme.current().px(_LABEL))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self._heads(grid, found)
        differing = [facet for facet in found.facets if facet.differs]
        differing.sort(key=lambda facet: not _in_conflict(facet))
        for facet in differing:
            self._line(grid, found, facet, made)
        if not differing:
            grid.addWidget(caption("两条记录的资料完全相同。"), grid.rowCount(), 1, 1, 2)
        body = column(gap=12)
        if found.refusal:
            body.addWidget(note(found.refusal, Tone.RED))
        body.addLayout(grid)
        same = [facet for facet in found.facets if not facet.differs]
        if same:
            body.addWidget(self._same(found, same))
        body.addWidget(self._along(found))
        body.addStretch(1)
        made.setLayout(body)
        return made

    def _heads(self, grid: QGridLayout, found: Beside) -> None:
        for at, (word, title) in enumerate(
            (("留下这条", found.kept_title), ("并入的一条", found.gone_title)), 1
        ):
            head = QWidget()
            head.setLayout(column(caption(word), Label(title, Type.STRONG, wrap=True), gap=2))
            grid.addWidget(head, 0, at, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(rule(), 1, 0, 1, 3)

    def _line(self, grid: QGridLayout, found: Beside, facet: Facet, body: QWidget) -> None:
        at = grid.rowCount()
        label = Label(facet.label, tone=Tone.MUTED)
        label.setContentsMargins(0, 1, 0, 0)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, at, 0, top)
        chooses = _in_conflict(facet)
        group = QButtonGroup(body)
        for place, (row_id, words) in enumerate(
            ((found.kept_id, facet.kept), (found.gone_id, facet.gone))
        ):
            value = _Value(words, chooses=chooses, name=facet.label)
            if facet.secret is not None and words:
                table, field = facet.secret
                value.hide_behind(words, partial(self._look, table, row_id, field))
            if value.radio is not None:
                group.addButton(value.radio, place)
                value.radio.setChecked(facet.side == ("kept", "gone")[place])
            grid.addWidget(value, at, place + 1, top)
        if chooses:
            self._groups[facet.name] = group
        elif facet.kept and facet.gone:
            grid.addWidget(caption("两边的都保留", Tone.GREEN), at + 1, 1, 1, 2, top)

    def _same(self, found: Beside, facets: list[Facet]) -> QWidget:
        made = QWidget()
        inner = QGridLayout()
        lay(inner, (0, 0, 8, 0), 4)
        inner.setColumnMinimumWidth(0, theme.current().px(_LABEL))
        inner.setColumnStretch(1, 1)
        for at, facet in enumerate(facets):
            inner.addWidget(Label(facet.label, tone=Tone.MUTED), at, 0, Qt.AlignmentFlag.AlignTop)
            value = _Value(facet.kept, chooses=False, name=facet.label)
            if facet.secret is not None and facet.kept:
                table, field = facet.secret
                value.hide_behind(facet.kept, partial(self._look, table, found.kept_id, field))
            inner.addWidget(value, at, 1)
        hidden = QWidget()
        hidden.setLayout(inner)
        hidden.hide()

        def turn() -> None:
            hidden.setVisible(hidden.isHidden())
            more.setText(words if hidden.isHidden() else "收起相同的资料")

        words = f"显示相同的 {len(facets)} 项"
        more = link(words, turn)
        made.setLayout(column(row(more, None), hidden, gap=6))
        return made

    def _along(self, found: Beside) -> QWidget:
        made = QWidget()
        comes = [f"{word} {gone} 条" for word, _, gone in found.along if gone]
        stays = [f"{word} {kept} 条" for word, kept, _ in found.along if kept]
        said = "、".join(comes) or "没有别的记录"
        has = f"留下的一条已有{'、'.join(stays)}。" if stays else ""
        made.setLayout(
            column(
                Label("一起转过来", Type.STRONG),
                Label(f"{said}。{has}" if comes else f"并入的一条{said}。{has}", wrap=True),
                caption("合并是一步操作，可以撤销；没有选用的内容在变更记录里查得到。", wrap=True),
                gap=4,
            )
        )
        return made


def _in_conflict(facet: Facet) -> bool:
    """Whether only one of two values can stay; where one is empty there is nothing to choose."""
    return facet.differs and not facet.both and bool(facet.kept and facet.gone)
