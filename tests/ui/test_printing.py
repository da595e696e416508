"""The windows of Qt itself: pages before they are printed, the dialog of files."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtPrintSupport import QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.printing import Paper, preview
from ui.start.around import MissingWords
from ui.theme import Size, Theme

PAPER = Paper("积分排名", ["名次", "户"], [[str(at), f"3-{at}01"] for at in range(1, 90)])


def dialogs_in(parent: QWidget) -> list[QPrintPreviewDialog]:
    return list(parent.findChildren(QPrintPreviewDialog))


def test_the_pages_can_be_looked_at_for_as_long_as_one_likes(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1000, 700)
    parent.show()
    preview(parent, PAPER)
    gc.collect()
    (dialog,) = dialogs_in(parent)
    widgets: list[QPrintPreviewWidget] = list(dialog.findChildren(QPrintPreviewWidget))
    (pages,) = widgets
    qtbot.waitUntil(lambda: pages.pageCount() > 1)
    for _ in range(3):
        qtbot.wait(20)
        picture = dialog.grab().toImage()
    colours = {picture.pixel(x, 300) for x in range(0, picture.width(), 3)}
    assert len(colours) > 2
    dialog.close()


def test_the_preview_keeps_the_few_buttons_that_one_needs(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1000, 700)
    preview(parent, PAPER)
    (dialog,) = dialogs_in(parent)
    buttons: list[QToolButton] = list(dialog.findChildren(QToolButton))
    seen = [one for one in buttons if one.isVisible() and one.defaultAction() is not None]
    every = {one.defaultAction().toolTip(): one for one in seen}
    assert len(every) == 7
    # In Chinese, once another test has started the whole program.
    (words,) = {"Print", "打印"} & every.keys()
    assert every[words].text() == words
    boxes: list[QComboBox] = list(dialog.findChildren(QComboBox))
    for box in boxes:
        line, words = box.lineEdit(), box.currentText()
        assert line.fontMetrics().horizontalAdvance(words) <= line.width(), words
    dialog.close()


def test_the_dialog_of_files_says_folder_in_chinese(qapp: QApplication) -> None:
    before = qapp.translate("QFileDialog", "Look in:")
    words = MissingWords()
    qapp.installTranslator(words)
    assert qapp.translate("QAbstractFileIconProvider", "Folder") == "文件夹"
    assert qapp.translate("QFileDialog", "Look in:") == before
    qapp.removeTranslator(words)


@pytest.mark.parametrize("wanted", [Theme.LIGHT, Theme.DARK, Theme.CONTRAST])
def test_the_dialog_of_files_has_our_icons(qapp: QApplication, qtbot: QtBot, wanted: Theme) -> None:
    theme.apply(qapp, wanted, Size.MEDIUM)
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    tools: list[QToolButton] = list(dialog.findChildren(QToolButton))
    named = {one.objectName(): one.icon() for one in tools if one.objectName()}
    assert len(named) == 6
    for name, icon in named.items():
        drawn = icon.pixmap(16, 16).toImage()
        inks = {drawn.pixelColor(x, y).saturation() for x in range(16) for y in range(16)}
        assert max(inks) < 80, name
    theme.apply(qapp, Theme.LIGHT, Size.MEDIUM)
