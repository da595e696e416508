"""Limits of a list that stand in its filter line: a place, an age, the filters of columns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.kinds import Misfit, Whole
from ui.kit.chips import FilterMenu
from ui.kit.lines import LineEdit
from ui.kit.parts import Button, Label, caption, column, frame, row, sized
from ui.theme import Tone, Type

OLDEST = 150


class LimitChip(Button):
    """Words with a cross: pressing it takes the limit away."""

    cleared = Signal()

    def __init__(self) -> None:
        super().__init__("", role="chip", icon="close", icon_tone=Tone.MUTED, act=self._clear)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross after the words
        self.setToolTip("点一下取消这个条件")
        self.hide()

    def say(self, words: str) -> None:
        """Show a limit, or none for empty words."""
        self.setText(words)
        self.setVisible(bool(words))

    def _clear(self) -> None:
        self.forget()
        self.cleared.emit()

    def forget(self) -> None:
        """No limit."""
        self.say("")


class PlaceChip(LimitChip):
    """A building or 楼组 that a list is limited to."""

    def __init__(self) -> None:
        super().__init__()
        self._kind, self._id = "", 0

    def id_of(self, kind: str) -> int | None:
        """The id of the place if it is of that sort."""
        return self._id if self._kind == kind else None

    def show_place(self, kind: str, row_id: int, words: str) -> None:
        """Limit to a place."""
        self._kind, self._id = kind, row_id
        self.say(words)

    def forget(self) -> None:
        """No limit."""
        self._kind = ""
        super().forget()

    @property
    def key(self) -> str:
        """The place as a saved view keeps it; empty for none."""
        return f"{self._kind} {self._id} {self.text()}" if self._kind else ""

    def choose(self, key: str) -> None:
        """Put the place of a saved view in force without telling anybody."""
        kind, _, rest = key.partition(" ")
        row_id, _, words = rest.partition(" ")
        if kind and row_id.isdecimal():
            self.show_place(kind, int(row_id), words)
        else:
            self.forget()


Ages = tuple[int | None, int | None]
_OTHER = "other"
_USUAL = ("80-", "70-", "60-", "18-59", "-17", "-6")


def ages_of(key: str) -> Ages:
    """From which age to which a key such as 60-, -17 or 60-79 limits."""
    low, _, high = key.partition("-")
    return (int(low) if low else None, int(high) if high else None)


def age_words(key: str) -> str:
    """An age range in words."""
    low, high = ages_of(key)
    if low is None and high is None:
        return "年龄"
    if high is None:
        return f"{low}岁以上"
    if low is None:
        return f"{high}岁以下"
    return f"{low}岁" if low == high else f"{low}—{high}岁"


class AgeMenu(FilterMenu):
    """Ages from and to, as of today; the usual ones in a menu, any other typed."""

    def __init__(self) -> None:
        usual = [(key, age_words(key)) for key in _USUAL]
        super().__init__("年龄", [("", "年龄"), *usual, (_OTHER, "其他年龄……")])
        self.asked: AgeBox | None = None

    @property
    def ages(self) -> Ages:
        """The range in force."""
        return ages_of(self.key)

    def choose(self, key: str) -> None:
        """Put a range in force without telling anybody."""
        super().choose(key)
        if key and key not in self._choices:
            self.setText(age_words(key))
            self.setAccessibleName(f"年龄：{self.text()}")

    def _pick(self, key: str) -> None:
        if key == _OTHER:
            self.choose(self.key)
            self.ask()
        else:
            super()._pick(key)

    def ask(self) -> AgeBox:
        """Have a range typed."""
        self.asked = AgeBox(self, self.key, super()._pick)
        self.asked.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self.asked.show()
        return self.asked


class AgeBox(QWidget):
    """从 … 到 … 岁; a click elsewhere closes it unchanged."""

    def __init__(self, parent: QWidget, key: str, apply: Callable[[str], object]) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName("年龄")
        self._apply = apply
        low, high = ages_of(key)
        self.low = LineEdit("" if low is None else str(low), name="从多少岁")
        self.high = LineEdit("" if high is None else str(high), name="到多少岁")
        for box in (self.low, self.high):
            sized(box, width=64)
            box.returnPressed.connect(self.confirm)
        self._words = Label("", Type.CAPTION, Tone.RED, wrap=True)
        self._words.hide()
        body = column(
            row(caption("从"), self.low, caption("到"), self.high, caption("岁"), None, gap=6),
            self._words,
            row(None, Button("取消", self.close), Button("确定", self.confirm, tone=Tone.PRIMARY)),
            margins=12,
            gap=10,
        )
        self.setLayout(column(frame("popup", body)))
        self.setFocusProxy(self.low)
        self.low.setFocus()

    def confirm(self) -> None:
        """Take the range, or say what is wrong with it."""
        kind = Whole(0, OLDEST)
        try:
            low, high = kind.parse(self.low.text()), kind.parse(self.high.text())
        except Misfit as misfit:
            self._say(str(misfit))
            return
        if low is not None and high is not None and low > high:
            self._say("前面的年龄要小一些，请调换过来。")
            return
        self.close()
        shown = ("" if age is None else str(age) for age in (low, high))
        key = "-".join(shown)
        self._apply("" if key == "-" else key)

    def _say(self, text: str) -> None:
        self._words.setText(text)
        self._words.show()
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
