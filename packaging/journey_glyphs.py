"""Whether every character in sight has a shape, and one from a font that ships."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Any, cast

from journey_hands import inside
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QFont, QRawFont, QTextDocument, QTextLayout
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)

Text = tuple[str, QFont, str]
"""A text, its font, and the sort of widget that shows it."""


class Glyphs:
    """Looks at the texts of windows and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.shipped = shipped_families()
        self.families: Counter[str] = Counter()
        self.missing: dict[str, str] = {}
        self.foreign: dict[str, str] = {}
        self._seen: set[tuple[str, str]] = set()
        self._letters: set[str] = set()

    def look_at(self, window: QWidget) -> int:
        """All visible text of a window; gives how many texts there were."""
        found = texts_of(window)
        for text, font, where in found:
            self.check(text, font, where)
        return len(found)

    def check(self, text: str, font: QFont, where: str) -> None:
        """One text in the font it is shown in."""
        plain = "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
        if not plain or (font.key(), plain) in self._seen:
            return
        self._seen.add((font.key(), plain))
        self._letters.update(plain)
        families, whole = _shapes(plain, font)
        self.families.update(families)
        if whole and families <= self.shipped:
            return
        for letter in dict.fromkeys(plain):
            used, shaped = _shapes(letter, font)
            if not shaped:
                self.missing.setdefault(_named(letter), f"{where}：{text[:60]}")
            elif not used <= self.shipped:
                fonts = "、".join(used - self.shipped)
                self.foreign.setdefault(_named(letter), f"{fonts}（{where}：{text[:60]}）")

    def report(self) -> dict[str, Any]:
        """What was found, for the report."""
        return {
            "texts": len(self._seen),
            "characters": len(self._letters),
            "families": dict(self.families),
            "shipped": sorted(self.shipped),
            "missing": self.missing,
            "foreign": self.foreign,
        }


def shipped_families() -> set[str]:
    """The families of the fonts that come with the program."""
    import resources

    files = sorted(resources.path("fonts").glob("*.[ot]tf"))
    return {QRawFont(str(file), 12).familyName() for file in files}


def _named(letter: str) -> str:
    return f"{letter} U+{ord(letter):04X}"


def _shapes(text: str, font: QFont) -> tuple[set[str], bool]:
    """The families that draw a text, and whether each of its characters has a shape."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setLineWidth(1e7)
    layout.endLayout()
    families: set[str] = set()
    whole = True
    for run in layout.glyphRuns():
        families.add(run.rawFont().familyName())
        whole = whole and 0 not in run.glyphIndexes()
    return families, whole


def texts_of(window: QWidget) -> list[Text]:
    """Every text that can be seen in a window, with its font."""
    found: list[Text] = []
    for widget in [window, *inside(window, QWidget)]:
        where = type(widget).__name__
        found += [(text, widget.font(), where) for text in _plain(widget)]
        if isinstance(widget, QTextEdit | QPlainTextEdit):
            found += _document(widget.document(), where)
        elif isinstance(widget, QAbstractItemView):
            found += _items(widget, where)
    return [one for one in found if one[0].strip()]


def _plain(widget: QWidget) -> list[str]:
    said = [widget.toolTip()]
    if isinstance(widget, QLabel):
        said.append(_without_marks(widget.text(), widget.textFormat()))
    elif isinstance(widget, QAbstractButton):
        said.append(widget.text())
    elif isinstance(widget, QLineEdit):
        said += [widget.displayText(), widget.placeholderText(), getattr(widget, "ghost", "")]
    elif isinstance(widget, QComboBox):
        said += [widget.itemText(at) for at in range(min(widget.count(), 60))]
    elif isinstance(widget, QMenu):
        said += [action.text() for action in widget.actions()]
    return said


def _without_marks(text: str, form: Qt.TextFormat) -> str:
    if form is Qt.TextFormat.RichText or (form is Qt.TextFormat.AutoText and "</" in text):
        document = QTextDocument()
        document.setHtml(text)
        return document.toPlainText()
    return text


def _document(document: QTextDocument, where: str) -> list[Text]:
    found: list[Text] = []
    block = document.begin()
    while block.isValid():
        # The stubs do not know what a range of a format consists of.
        for part in cast("list[Any]", block.textFormats()):
            words = block.text()[part.start : part.start + part.length]
            found.append((words, part.format.font(), where))
        block = block.next()
    return found


def _items(view: QAbstractItemView, where: str) -> list[Text]:
    model = cast("QAbstractItemModel | None", view.model())
    if model is None or isinstance(view, QHeaderView):
        return []
    found: list[Text] = []
    if isinstance(view, QTableView):
        columns = [at for at in range(model.columnCount()) if not view.isColumnHidden(at)]
        head = view.horizontalHeader()
        font = _painted(head, head.font())
        for at in columns:
            text = model.headerData(at, Qt.Orientation.Horizontal)
            found.append((str(text or ""), font, type(head).__name__))
    elif isinstance(view, QListView):
        columns = [view.modelColumn()]
    else:
        return []
    font = _painted(view.itemDelegate(), view.font())
    for row in _rows(view, model):
        for at in columns:
            text = model.index(row, at).data()
            found.append((str(text or ""), font, where))
    return found


def _painted(painter: object, usual: QFont) -> QFont:
    """The font of what paints: the program's own painters take that of the theme."""
    from ui import theme

    ours = type(painter).__module__.startswith("ui.")
    return theme.current().font() if ours else usual


def _rows(view: QAbstractItemView, model: QAbstractItemModel) -> range:
    """The rows in sight."""
    count = model.rowCount()
    area = view.viewport().rect()
    first = view.indexAt(area.topLeft())
    last = view.indexAt(area.bottomLeft())
    start = first.row() if first.isValid() else 0
    return range(start, (last.row() + 1) if last.isValid() else min(count, start + 60))
