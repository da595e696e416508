"""Holders whose contents give way, table and chart first, before a page has to scroll.

A text that wraps makes every layout above it ask for its preferred height; a page would then
scroll although its tables could well be lower.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget


class Steady(QWidget):
    """Asks for no more than its contents need at the least."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self.setLayout(layout)

    def hasHeightForWidth(self) -> bool:
        """Its height does not follow its width."""
        return False

    def sizeHint(self) -> QSize:
        """The least."""
        return self.minimumSizeHint()


class SteadyStack(QStackedWidget):
    """The same for views of which one is seen at a time; the others ask for nothing."""

    def hasHeightForWidth(self) -> bool:
        """Its height does not follow its width."""
        return False

    def sizeHint(self) -> QSize:
        """The least."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """What the view in sight needs."""
        seen = self.currentWidget().minimumSizeHint() if self.count() else QSize()
        return seen if seen.isValid() else super().minimumSizeHint()
