"""Widgets that leave a part of themselves to those made from them."""

from __future__ import annotations

from abc import ABCMeta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    AbstractWidget = ABCMeta
else:

    class AbstractWidget(ABCMeta, type(QObject)):
        """The metaclass of widgets with abstract methods; one that lacks them is not made.

        Qt makes its objects itself and would not look.
        """

        def __call__(cls, *args: Any, **kwargs: Any) -> Any:
            """An instance; raises TypeError naming what it lacks."""
            if cls.__abstractmethods__:
                lacking = "、".join(sorted(cls.__abstractmethods__))
                raise TypeError(f"{cls.__name__} does not say {lacking}")
            return super().__call__(*args, **kwargs)
