"""Markdown as the program shows it: its own font, quiet headings."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from ui import theme
from ui.theme import Tone

_HEADINGS = {1: (1.3, 0), 2: (1.1, 14)}  # size against the text, pixels above


def document_of(text: str, parent: QObject) -> QTextDocument:
    """A document to be shown by a text browser."""
    document = QTextDocument(parent)
    document.setDefaultFont(theme.current().font())
    document.setIndentWidth(18)
    document.setMarkdown(text)
    _dress(document)
    return document


def _dress(document: QTextDocument) -> None:
    """Give headings their size and words of the terminal the font that knows Chinese."""
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        if level in _HEADINGS:
            _dress_heading(QTextCursor(block), level)
        spans = []
        at = block.begin()
        while not at.atEnd():
            piece = at.fragment()
            if piece.charFormat().fontFixedPitch():
                spans.append((piece.position(), piece.position() + piece.length()))
            at += 1
        for start, end in spans:
            cursor = QTextCursor(document)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            _dress_code(cursor)
        block = block.next()


def _dress_heading(cursor: QTextCursor, level: int) -> None:
    look = theme.current()
    size, above = _HEADINGS[level]
    margins = QTextBlockFormat()
    margins.setTopMargin(look.px(above))
    margins.setBottomMargin(look.px(6))
    cursor.mergeBlockFormat(margins)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    words = cursor.charFormat()
    words.clearProperty(QTextFormat.Property.FontSizeAdjustment)
    words.setFontPointSize(look.points() * size)
    if level == 1:
        words.setForeground(look.colour(Tone.PRIMARY))
    cursor.setCharFormat(words)


def _dress_code(cursor: QTextCursor) -> None:
    look = theme.current()
    code = QTextCharFormat()
    code.setFontFamilies([look.family])
    code.setFontFixedPitch(False)
    code.setForeground(look.colour(Tone.PRIMARY))
    cursor.mergeCharFormat(code)
