"""Step 1: which committee, from the official list or by hand."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app import divisions
from app.divisions import Division, Divisions
from app.errors import Problem
from app.people.records import OfficeEntry
from app.starting import by_hand, office_of
from ui import theme
from ui.kit.chips import Chips
from ui.kit.lines import LineEdit
from ui.kit.parts import Label, caption, column, lay, row
from ui.start.behind import Behind
from ui.start.fields import Labelled, complain
from ui.theme import Tone, Type

_DELAY = 150
_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_LEVELS = ("省（自治区、直辖市）", "市", "区（县）", "街道（镇）", "居委会")
_DEPTHS = (2, 4, 6, 9, 12)  # digits of a code at each level
_MODES = (("search", "搜索"), ("levels", "逐级选择"), ("hand", "手工填写"))


class _Found(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[Division, str]] = []

    def put(self, places: list[tuple[Division, str]]) -> None:
        self.beginResetModel()
        self.places = places
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        place = self.places[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{place[0].name} {place[1]}"
        return place if role == _ROLE else None


class _Painter(QStyledItemDelegate):
    """The committee, and grey behind it where it is."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, theme.current().px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        division, where = index.data(_ROLE)
        look = theme.current()
        area = option.rect.adjusted(look.px(4), 1, -look.px(4), -1)  # type: ignore[attr-defined]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.colours.soft))
            painter.drawRoundedRect(area, look.px(6), look.px(6))
        inner = area.adjusted(look.px(10), 0, -look.px(10), 0)
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font())
        painter.setPen(look.colour())
        painter.drawText(inner, centre, division.name)
        inner.setLeft(
            max(
                inner.left() + painter.fontMetrics().horizontalAdvance(division.name) + look.px(14),
                inner.left() + look.px(190),
            )
        )
        painter.setFont(look.font(Type.CAPTION))
        painter.setPen(look.colour(Tone.MUTED))
        words = painter.fontMetrics().elidedText(
            where, Qt.TextElideMode.ElideRight, max(0, inner.width())
        )
        painter.drawText(inner, centre, words)
        painter.restore()


class SearchBox(QWidget):
    """A line that finds committees, and what it found."""

    chosen = Signal(object)
    entered = Signal()

    def __init__(self, behind: Behind) -> None:
        super().__init__()
        self._behind = behind
        self._list: Divisions | None = None
        self._asked = ""
        self.line = LineEdit(
            hint="居委会名称，可以加上区或街道，例如：金水苑，或：奉贤 金海", name="搜索居委会"
        )
        self.found = _Found()
        self.view = QListView()
        self.view.setModel(self.found)
        self.view.setItemDelegate(_Painter(self.view))
        self.view.setAccessibleName("找到的居委会")
        self.view.setUniformItemSizes(True)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._choose())
        self.view.activated.connect(lambda _index: self.entered.emit())
        self.words = caption("正在读取官方名录……", wrap=True)
        self.setLayout(column(self.line, self.words, self.view, gap=8))
        self.setFocusProxy(self.line)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_DELAY)
        self._clock.timeout.connect(self.search)
        self.line.textChanged.connect(lambda _text: self._typed())
        self.line.returnPressed.connect(self.entered.emit)
        self.line.installEventFilter(self)

    def take(self, places: Divisions) -> None:
        """The official list has been read."""
        self._list = places
        self._say("官方名录里有全国十一万多个社区居委会，也可以输入拼音首字母。")
        if self.line.text():
            self.search()

    def _typed(self) -> None:
        # What was found for other words must not be taken for these.
        self.found.put([])
        self.chosen.emit(None)
        self._clock.start()

    def search(self) -> None:
        """Look for what is typed."""
        self._clock.stop()
        text = self._asked = self.line.text().strip()
        places = self._list
        if places is None or not text:
            self.found.put([])
            self.chosen.emit(None)
            return

        def look() -> list[tuple[Division, str]]:
            return [(each, places.place_of(each.code)) for each in places.search(text, limit=60)]

        def show(found: list[tuple[Division, str]]) -> None:
            if text == self._asked:
                self._show(found)

        self._behind.run(look, show, lambda _trouble: None, self)

    def _show(self, found: list[tuple[Division, str]]) -> None:
        self.found.put(found)
        if not found:
            self._say("没有找到。可以只写名称里的几个字，或换用“逐级选择”“手工填写”。")
            self.chosen.emit(None)
            return
        many = "，还有更多，请再写几个字" if len(found) >= 60 else ""
        self._say(f"找到 {len(found)} 个{many}。")
        self.view.setCurrentIndex(self.found.index(0))

    def _say(self, text: str) -> None:
        self.words.setText(text)

    def _choose(self) -> None:
        at = self.view.currentIndex().row()
        if 0 <= at < len(self.found.places):
            self.chosen.emit(self.found.places[at][0])

    def eventFilter(self, _line: QObject, event: QEvent) -> bool:
        """Up and down in the line move through what was found."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.found.places:
                at = self.view.currentIndex().row() + step
                at = max(0, min(len(self.found.places) - 1, at))
                self.view.setCurrentIndex(self.found.index(at))
                return True
        return False


class LevelBox(QWidget):
    """Province, city, district, street, committee, one after the other."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._list: Divisions | None = None
        self.boxes = [QComboBox() for _ in _LEVELS]
        self._labels = [caption(level) for level in _LEVELS]
        grid = QGridLayout()
        lay(grid, 0, 10)
        grid.setColumnStretch(1, 1)
        for at, (label, box) in enumerate(zip(self._labels, self.boxes, strict=True)):
            box.setAccessibleName(_LEVELS[at])
            box.setPlaceholderText("请选择")
            box.setMaxVisibleItems(16)
            box.activated.connect(lambda _at, level=at: self._took(level))
            grid.addWidget(label, at, 0)
            grid.addWidget(box, at, 1)
        self.setLayout(column(grid, None, gap=0))
        self.setFocusProxy(self.boxes[0])

    def take(self, places: Divisions) -> None:
        """The official list has been read."""
        self._list = places
        self._offer(0, places.children())

    def _offer(self, level: int, offered: list[Division]) -> None:
        for later in range(level, len(self.boxes)):
            self.boxes[later].clear()
            self.boxes[later].setEnabled(later == level and bool(offered))
            self.boxes[later].setPlaceholderText("请选择")
        for place in offered:
            self.boxes[level].addItem(place.name, place)
        self.boxes[level].setCurrentIndex(-1)

    def _took(self, level: int) -> None:
        place: Division = self.boxes[level].currentData()
        if place.is_committee or self._list is None:
            self.chosen.emit(place)
            return
        self.chosen.emit(None)
        below = self._list.children(place.code)
        # A municipality has no cities and some cities no districts: such a level is passed over.
        following = _DEPTHS.index(len(below[0].code)) if below else level + 1
        following = max(following, level + 1)
        self._offer(level + 1, [])
        for skipped in self.boxes[level + 1 : following]:
            skipped.setPlaceholderText("不用选")
        self._offer(following, below)
        self.boxes[following].setFocus()


class CommitteeStep(QWidget):
    """Finds the office; `changed` tells that `office` may be another one."""

    changed = Signal()
    entered = Signal()

    def __init__(self, behind: Behind) -> None:
        super().__init__()
        self._places: Divisions | None = None
        self._found: dict[str, Division | None] = {"search": None, "levels": None}
        self.modes = Chips(_MODES, name="怎样选居委会")
        self.modes.chosen.connect(self._mode)
        self.search = SearchBox(behind)
        self.levels = LevelBox()
        self.name = Labelled("居委会全称", LineEdit())
        self.street = Labelled("街道（镇）", LineEdit())
        self.district = Labelled("区（县），可以不填", LineEdit())
        hand = QWidget()
        hand.setLayout(column(self.name, self.street, self.district, None, gap=10))
        self._stack = QStackedWidget()
        for page in (self.search, self.levels, hand):
            self._stack.addWidget(page)
        self._said = Label("", tone=Tone.PRIMARY, wrap=True)
        head = column(
            Label("选居委会", Type.TITLE),
            caption("它的名称会印在每一张表上，以后在“系统”里可以改。", wrap=True),
            gap=2,
        )
        self.setLayout(column(head, row(self.modes, None), self._stack, self._said, gap=12))
        self.search.chosen.connect(lambda place: self._take("search", place))
        self.search.entered.connect(self.entered.emit)
        self.levels.chosen.connect(lambda place: self._take("levels", place))
        for field in (self.name, self.street, self.district):
            field.line.textEdited.connect(lambda _text: self.changed.emit())
            field.line.returnPressed.connect(self.entered.emit)
        behind.run(divisions.load, self._loaded, lambda _trouble: None, self)

    def entered_step(self) -> None:
        """Put the keyboard into the first line."""
        self._stack.currentWidget().setFocus()
        if self.modes.key == "hand":
            self.name.setFocus()

    def office(self) -> OfficeEntry | None:
        """The office that is chosen; None, with a word beside the field, when there is none."""
        if self.modes.key == "hand":
            problems = []
            if not self.name.text:
                problems.append(Problem("name", "请填写居委会全称。"))
            if not self.street.text:
                problems.append(Problem("street", "请填写所在的街道或镇。"))
            if complain(tuple(problems), {"name": self.name, "street": self.street}):
                return None
            return by_hand(self.name.text, self.street.text, self.district.text)
        place = self._found[self.modes.key]
        if place is None or self._places is None:
            self._said.say("请先选中一个居委会。", Tone.AMBER)
            return None
        return office_of(place.code, self._places)

    def _loaded(self, places: Divisions) -> None:
        self._places = places
        self.search.take(places)
        self.levels.take(places)

    def _mode(self, key: str) -> None:
        self._stack.setCurrentIndex([known for known, _ in _MODES].index(key))
        self._restate()
        self.entered_step()
        self.changed.emit()

    def _take(self, mode: str, place: Division | None) -> None:
        self._found[mode] = place
        self._restate()
        self.changed.emit()

    def _restate(self) -> None:
        place = self._found.get(self.modes.key)
        if place is None or self._places is None:
            self._said.say("")
            return
        where = self._places.place_of(place.code)
        self._said.say(f"已选：{where} {place.name}", Tone.PRIMARY)
