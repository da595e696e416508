"""A range of cells as Excel and WPS take it: tabs for plain text, and HTML that keeps texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData

from ui.kit.table.columns import Column

_MINUS = "\u2212"
_STARTS_A_FORMULA = ("=", "+", "-", "@")


def cell(column: Column, words: str) -> str:
    """The words of one cell for plain text.

    Numbers get the minus sign that Excel knows; other words cannot become a formula.
    """
    flat = words.replace("\t", " ").replace("\r", "").replace("\n", " ")
    if column.right:
        return flat.replace(_MINUS, "-")
    return f"'{flat}" if flat.startswith(_STARTS_A_FORMULA) else flat


def mime(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> QMimeData:
    """A range for the clipboard, both ways."""
    lines: list[str] = []
    body: list[str] = []
    for words in rows:
        pairs = list(zip(columns, words, strict=True))
        lines.append("\t".join(cell(column, text) for column, text in pairs))
        body.append("".join(_td(column, text) for column, text in pairs))
    data = QMimeData()
    data.setText("\n".join(lines))
    data.setHtml("<table>" + "".join(f"<tr>{line}</tr>" for line in body) + "</table>")
    return data


def _td(column: Column, words: str) -> str:
    if column.right:
        return f"<td>{escape(words.replace(_MINUS, '-'))}</td>"
    # Without this an identity number becomes 3.10E+17 and loses its last three digits.
    return f"<td style=\"mso-number-format:'\\@'\">{escape(words)}</td>"


def pasted(text: str) -> list[list[str]]:
    """The cells of a range copied from a sheet."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    return [line.split("\t") for line in lines] if text.strip() else []
