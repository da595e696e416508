"""Lengths that code gives to layouts and widgets, kept unscaled so that a size can change."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QWidget

from ui.theme.look import Look

_PROPERTY = "baseLengths"
_NAMES = ("least_width", "least_height", "most_width", "most_height")


def keep_layout(layout: QLayout, margins: tuple[int, int, int, int], gaps: tuple[int, int]) -> None:
    """Remember the unscaled margins and the gaps across and down of a layout."""
    layout.setProperty(_PROPERTY, [*margins, *gaps])


def keep_size(widget: QWidget, lengths: dict[str, int]) -> None:
    """Remember unscaled lengths of a widget: least and most width and height."""
    known = cast("dict[str, int]", widget.property(_PROPERTY) or {})
    widget.setProperty(_PROPERTY, {**known, **lengths})


def rescale_layout(layout: QLayout, look: Look) -> None:
    """Give a layout its margins and gaps at the size of the look."""
    base = layout.property(_PROPERTY)
    if not isinstance(base, list):
        return
    left, top, right, bottom, across, down = (look.px(int(length)) for length in base)
    layout.setContentsMargins(left, top, right, bottom)
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(across)
        layout.setVerticalSpacing(down)
    elif isinstance(layout, QBoxLayout):
        sideways = layout.direction() in (
            QBoxLayout.Direction.LeftToRight,
            QBoxLayout.Direction.RightToLeft,
        )
        layout.setSpacing(across if sideways else down)
    else:
        layout.setSpacing(across)


def rescale_widget(widget: QWidget, look: Look) -> None:
    """Give a widget its kept lengths at the size of the look."""
    base = widget.property(_PROPERTY)
    if not isinstance(base, dict):
        return
    setters = (
        widget.setMinimumWidth,
        widget.setMinimumHeight,
        widget.setMaximumWidth,
        widget.setMaximumHeight,
    )
    for name, put in zip(_NAMES, setters, strict=True):
        if name in base:
            put(look.px(int(base[name])))


def rescale(root: QWidget, look: Look) -> None:
    """Everything inside a window, after the size of text changed."""
    for widget in (root, *root.findChildren(QWidget)):
        rescale_widget(widget, look)
        _rescale_layouts(widget.layout(), look)


def _rescale_layouts(layout: QLayout | None, look: Look) -> None:
    if layout is None:
        return
    rescale_layout(layout, look)
    for at in range(layout.count()):
        _rescale_layouts(layout.itemAt(at).layout(), look)
