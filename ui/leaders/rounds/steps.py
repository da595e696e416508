"""The steps of a round as one calm line, what keeps it from the next, and the way there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.leaders.rounds import rules
from app.leaders.rounds.course import Course
from app.leaders.rounds.records import RoundRow
from ui import theme
from ui.kit.parts import Button, Label, column, link, row
from ui.theme import Tone, Type

NAMES = ("筹备", "提名", "投票", "公示", "备案", "完成")
VERBS = {
    rules.NOMINATING: "开始提名",
    rules.VOTING: "进入投票",
    rules.NOTICE: "公示结果",
    rules.FILED: "登记备案",
    rules.CLOSED: "完成推选",
}
_DOT, _HIGH, _GAP = 16, 28, 8


class StepLine(QWidget):
    """Round marks joined by a line: those taken are ticked, the present one is filled."""

    def __init__(self, names: Sequence[str] = NAMES) -> None:
        super().__init__()
        self._names = tuple(names)
        self._at = -1
        self._over = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def at(self) -> int:
        """The step a round stands at, from 0; -1 for none."""
        return self._at

    def show_status(self, status: str) -> None:
        """Stand at the step of a round; a cancelled one stands nowhere."""
        self._over = status == rules.CANCELLED
        self._at = rules.STEPS.index(status) if status in rules.STEPS else -1
        where = "已取消" if self._over else self._names[self._at] if self._at >= 0 else ""
        self.setAccessibleName(f"步骤：{where}")
        self.update()

    def sizeHint(self) -> QSize:
        """Comfortable for six words."""
        look = theme.current()
        return QSize(look.px(560), look.px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        """Room for the marks and the words."""
        look = theme.current()
        return QSize(look.px(420), look.px(_HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line, from left to right."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(Type.BODY))
        metrics = painter.fontMetrics()
        dot, gap = float(look.px(_DOT)), float(look.px(_GAP))
        wides = [dot + gap + metrics.horizontalAdvance(name) for name in self._names]
        room = (self.width() - sum(wides)) / (len(wides) - 1) - 2 * gap
        room = min(room, float(look.px(64)))
        left, middle = 1.0, self.height() / 2
        for at, (name, wide) in enumerate(zip(self._names, wides, strict=True)):
            self._mark(painter, QRectF(left, middle - dot / 2, dot, dot), at)
            bold = look.font(Type.STRONG if at == self._at else Type.BODY)
            painter.setFont(bold)
            painter.setPen(look.colour(Tone.PLAIN if at <= self._at else Tone.MUTED))
            words = QRectF(left + dot + gap, 0, wide, self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
            left += wide + gap
            if at + 1 < len(wides) and room > 0:
                taken = at < self._at
                colour = look.colours.primary if taken else look.colours.line
                painter.setPen(QPen(QColor(colour), 1.5))
                painter.drawLine(QPointF(left, middle), QPointF(left + room, middle))
            left += max(room, 0.0) + gap
        painter.end()

    def _mark(self, painter: QPainter, spot: QRectF, at: int) -> None:
        colours = theme.current().colours
        done = at < self._at or (at == self._at == len(self._names) - 1)
        if done or at == self._at:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.primary))
            painter.drawEllipse(spot)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if done:
                pen = QPen(QColor(colours.on_primary), spot.width() / 9)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                left, top, side = spot.left(), spot.top(), spot.width()
                points = [(0.28, 0.52), (0.44, 0.68), (0.73, 0.36)]
                painter.drawPolyline([QPointF(left + x * side, top + y * side) for x, y in points])
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.on_primary))
                painter.drawEllipse(spot.center(), spot.width() / 6, spot.width() / 6)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.line), 1.5))
            painter.drawEllipse(spot.adjusted(1, 1, -1, -1))


class CoursePanel(QFrame):
    """The steps, the sentence, and the button of the step that follows.

    `wanted` asks for that step (one of `rules.STEPS`), `asked` for the list of seats in a state.
    """

    wanted = Signal(str)
    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.line = StepLine()
        self.words = Label("", wrap=True)
        self.seats = link("看名单", self._ask)
        self.button = Button("", self._want, tone=Tone.PRIMARY)
        said = row(self.words, self.seats, None, gap=8)
        said.setStretch(0, 0)
        left = column(self.line, said, gap=6)
        body = row(margins=(16, 10), gap=16)
        body.addLayout(left, 1)
        body.addWidget(self.button)
        self.setLayout(body)
        self.words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.words.setWordWrap(False)
        self.words.setContentsMargins(1, 0, 0, 0)
        self.course: Course | None = None

    def show_course(self, known: RoundRow, course: Course) -> None:
        """Another round, or the same one a step further."""
        self.course = course
        self.line.show_status(known.status)
        waits = bool(course.state) and not course.free
        calm = Tone.MUTED if known.status == rules.CANCELLED else Tone.PLAIN
        self.words.say(course.words, Tone.AMBER if waits else calm)
        self.words.setToolTip(course.words)
        self.seats.setVisible(bool(course.state))
        verb = VERBS.get(course.following or "", "")
        self.button.setText(verb)
        self.button.setVisible(bool(verb))
        self.button.setEnabled(course.free)
        self.button.setToolTip("" if course.free else course.words)

    def _want(self) -> None:
        if self.course is not None and self.course.following:
            self.wanted.emit(self.course.following)

    def _ask(self) -> None:
        if self.course is not None:
            self.asked.emit(self.course.state)
