"""Looking at the pages before they are printed."""

from __future__ import annotations

import gc

from PySide6.QtPrintSupport import QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.printing import Paper, preview

PAPER = Paper("积分排名", ["名次", "户"], [[str(at), f"3-{at}01"] for at in range(1, 90)])


def test_the_pages_can_be_looked_at_for_as_long_as_one_likes(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1000, 700)
    parent.show()
    preview(parent, PAPER)
    gc.collect()
    dialogs: list[QPrintPreviewDialog] = list(parent.findChildren(QPrintPreviewDialog))
    (dialog,) = dialogs
    widgets: list[QPrintPreviewWidget] = list(dialog.findChildren(QPrintPreviewWidget))
    (pages,) = widgets
    qtbot.waitUntil(lambda: pages.pageCount() > 1)
    for _ in range(3):
        qtbot.wait(20)
        picture = dialog.grab().toImage()
    colours = {picture.pixel(x, 300) for x in range(0, picture.width(), 3)}
    assert len(colours) > 2
    dialog.close()
