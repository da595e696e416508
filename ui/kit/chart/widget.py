"""A chart on a page: the picture, its sentence, its numbers, and ways to take it along."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QStackedWidget, QToolTip, QWidget

from app.errors import Unavailable
from app.fields import Field
from app.kinds import Kind, Text
from app.series import Chart, plain
from ui import theme
from ui.jobs import Jobs
from ui.kit.cards import Panel
from ui.kit.chart import drawing
from ui.kit.chart.style import print_paper, screen_paper
from ui.kit.parts import IconButton, caption, column
from ui.kit.table import Column, Table

_SHORT = 24  # characters of a sentence that fit beside the title
_REST = 120  # milliseconds after the last change of size
_WIDE, _HIGH = 640.0, 360.0  # of a picture that leaves the program, at 96 dpi


class _Figure(Kind):
    align = "right"
    width = 12

    def format(self, value: Any) -> str:
        return plain(value)


class _Canvas(QWidget):
    """The picture as it was drawn last."""

    picked = Signal(int)
    needs_drawing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image: QImage | None = None
        self._picture: drawing.Picture | None = None
        self._words: tuple[str, ...] = ()
        self.clickable = False

    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(320), look.px(150))

    def minimumSizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(160), look.px(90))

    def show_picture(self, picture: drawing.Picture, words: tuple[str, ...]) -> None:
        image = QImage(
            picture.rgba,
            picture.width,
            picture.height,
            picture.width * 4,
            QImage.Format.Format_RGBA8888,
        ).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._image, self._picture, self._words = image, picture, words
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.deviceIndependentSize()
        # While the window is being resized, the old picture keeps its shape.
        scale = min(self.width() / size.width(), self.height() / size.height(), 1.0)
        painter.drawImage(QRectF(0, 0, size.width() * scale, size.height() * scale), self._image)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.needs_drawing.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.needs_drawing.emit()

    def _spot(self, event: QMouseEvent) -> int:
        if self._picture is None:
            return -1
        ratio = self.devicePixelRatioF()
        across, down = event.position().x() * ratio, event.position().y() * ratio
        for spot in self._picture.spots:
            if spot.left <= across <= spot.right and spot.top <= down <= spot.bottom:
                return spot.at
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._spot(event)
        hand = self.clickable and at >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        words = self._words[at] if 0 <= at < len(self._words) else ""
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._spot(event)
        if at >= 0:
            self.picked.emit(at)


class ChartView(Panel):
    """Show a chart with `show_chart`; it is drawn in the second lane after the page is seen.

    `picked` carries the key behind a bar that was pressed. `emphasis` is the place of a label
    that stands out (−1: the last).
    """

    picked = Signal(object)
    said = Signal(str)

    def __init__(self, jobs: Jobs, *, emphasis: int | None = None, bare: bool = False) -> None:
        super().__init__(" ", bare=bare)
        self._jobs = jobs
        self._emphasis = emphasis
        self._chart: Chart | None = None
        self._canvas = _Canvas()
        self._numbers = QWidget()
        self._numbers.setLayout(column())
        self._note = caption(wrap=True)
        self._note.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._canvas)
        self._stack.addWidget(self._numbers)
        self._toggle = IconButton("table", "看数字", self.turn, side=16)
        self.add_tool(self._toggle)
        self.add_tool(IconButton("copy", "复制图片", self.copy, side=16))
        self.add_tool(IconButton("save", "另存为图片……", self.save, side=16))
        self._sentence = caption(wrap=True)
        self._sentence.hide()
        self.add(self._sentence)
        self.add(self._stack, 1)
        self.add(self._note)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._draw)
        self._canvas.needs_drawing.connect(self._rest.start)
        self._canvas.picked.connect(self._pick)

    @property
    def shows_numbers(self) -> bool:
        """Whether the numbers are in sight instead of the picture."""
        return self._stack.currentIndex() == 1

    def show_chart(self, chart: Chart) -> None:
        """Show another chart."""
        if chart == self._chart:
            return
        self._chart = chart
        unit = f"（{chart.unit}）" if chart.unit else ""
        short = len(chart.sentence) <= _SHORT
        self.say(chart.title + unit, chart.sentence if short else "")
        self._sentence.setText("" if short else chart.sentence)
        self._sentence.setVisible(not short)
        self.setAccessibleName(f"图表：{chart.title}{unit}。{chart.sentence}")
        self.setToolTip(chart.definition)
        self._canvas.clickable = bool(chart.keys)
        if self.shows_numbers:
            self._fill_numbers()
        self._rest.start()

    def turn(self) -> None:
        """The numbers instead of the picture, or back."""
        shown = not self.shows_numbers
        if shown:
            self._fill_numbers()
        self._stack.setCurrentIndex(1 if shown else 0)
        self._toggle.show_icon("chart" if shown else "table", "看图" if shown else "看数字")

    def _draw(self) -> None:
        chart = self._chart
        if chart is None or not self._canvas.isVisible():
            return
        paper = screen_paper(theme.current(), self._canvas.devicePixelRatioF())
        size = self._canvas.size()
        draw = partial(
            drawing.draw, chart, paper, size.width(), size.height(), emphasis=self._emphasis
        )
        self._jobs.fetch(draw, self._show, owner=self, key=f"chart-{id(self)}")

    def _show(self, picture: drawing.Picture) -> None:
        chart = self._chart
        if chart is None:
            return
        self._canvas.show_picture(picture, _words(chart))
        self._note.setText(picture.note)
        self._note.setVisible(bool(picture.note))

    def _fill_numbers(self) -> None:
        chart, layout = self._chart, self._numbers.layout()
        if chart is None or layout is None:
            return
        while layout.count():
            widget = layout.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        columns = [Column(Field(Text(), " ", name="label"), 140, stretches=True, text=_first)]
        columns += [
            Column(Field(_Figure(), line.name or "数值", name=f"line{at}"), text=partial(_nth, at))
            for at, line in enumerate(chart.lines)
        ]
        table = Table(columns, name="chart-numbers", label=f"{chart.title}的数字")
        table.said.connect(self.said)
        table.show_rows(
            [
                (label, tuple(line.values[at] for line in chart.lines))
                for at, label in enumerate(chart.labels)
            ]
        )
        layout.addWidget(table)
        if chart.definition:
            layout.addWidget(caption(f"口径：{chart.definition}", wrap=True))

    def _pick(self, at: int) -> None:
        if self._chart is not None and at < len(self._chart.keys):
            self.picked.emit(self._chart.keys[at])

    # Taking it along

    def copy(self) -> None:
        """The picture with its title to the clipboard."""
        if self._chart is None:
            return
        draw = partial(drawing.draw, self._chart, print_paper(), _WIDE, _HIGH, alone=True)
        self._jobs.fetch(draw, self._copied, owner=self)

    def _copied(self, picture: drawing.Picture) -> None:
        image = QImage(
            picture.rgba,
            picture.width,
            picture.height,
            picture.width * 4,
            QImage.Format.Format_RGBA8888,
        ).copy()
        QGuiApplication.clipboard().setImage(image)
        self.said.emit("图片已复制，可以粘贴到 Word 或 WPS。")

    def save(self) -> None:
        """Ask where, and write the picture there."""
        if self._chart is None:
            return
        name = f"{self._chart.title}.png".replace("/", "-").replace("\\", "-")
        path, _ = QFileDialog.getSaveFileName(self, "另存为图片", name, "图片 (*.png)")
        if path:
            self.save_to(path if path.lower().endswith(".png") else f"{path}.png")

    def save_to(self, path: str) -> None:
        """Write the picture to a file."""
        chart = self._chart
        if chart is None:
            return

        def write() -> None:
            try:
                drawing.save_png(chart, path, print_paper(), _WIDE, _HIGH)
            except OSError as error:
                raise Unavailable(
                    "图片写不进这个位置。请检查磁盘空间，或换一个文件夹再试。"
                ) from error

        self._jobs.fetch(write, lambda _none: self.said.emit("图片已保存。"), owner=self)


def _words(chart: Chart) -> tuple[str, ...]:
    """For each label, what the tooltip says."""
    return tuple(
        "\n".join(
            f"{label}　{line.name}　{plain(line.values[at])}{chart.unit}".replace("　　", "　")
            for line in chart.lines
        )
        for at, label in enumerate(chart.labels)
    )


def _first(row: tuple[str, tuple[float, ...]]) -> str:
    return row[0]


def _nth(at: int, row: tuple[str, tuple[float, ...]]) -> str:
    return plain(row[1][at])
