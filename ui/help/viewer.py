"""The manual beside the window: F1 opens the page of the present room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

import resources
from ui import theme
from ui.help.markdown import document_of
from ui.kit.chips import FilterMenu
from ui.kit.parts import Button, area, column, row, sized

PAGES: tuple[tuple[str, str], ...] = (
    ("start", "开始使用"),
    ("today", "今日"),
    ("people", "居民房屋"),
    ("duplicates", "查重和核对"),
    ("moves", "迁入、迁出、分户、并户"),
    ("registers", "商铺、宠物、单位和授权"),
    ("plan", "楼栋图"),
    ("leaders", "两长队伍"),
    ("cover", "覆盖图和图表"),
    ("rounds", "推选换届"),
    ("duties", "履职培训"),
    ("pack", "交接资料包"),
    ("pledge", "美丽约定"),
    ("imports", "导入表格"),
    ("tables", "表格"),
    ("papers", "打印和存成 Word"),
    ("system", "系统"),
    ("update", "更新、搬到新电脑"),
    ("news", "有什么新的"),
    ("keys", "快捷键"),
    ("cli", "命令行"),
)
"""The pages of the manual, named as the rooms are, in the order of reading."""

_FIRST = "start"
_BARE = "QTextBrowser { border: 0; }"


def page_of(room: str) -> str:
    """The page for a room; a room inside another has the page of that one."""
    known = {key for key, _ in PAGES}
    outer = room.partition(".")[0]
    return room if room in known else outer if outer in known else _FIRST


def text_of(page: str) -> str:
    """The text of a page, Markdown."""
    return resources.text(f"help/{page}.md")


class HelpWindow(QWidget):
    """A narrow window of its own that stays beside the work; Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("帮助")
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.page = ""
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setStyleSheet(_BARE)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("帮助内容")
        self.text.anchorClicked.connect(self._follow)
        self._contents = FilterMenu("目录", PAGES)
        self._contents.chosen.connect(self.show_page)
        close = Button("关闭", self.close)
        head = row(self._contents, None, close, margins=(16, 10), gap=8)
        body = column(self.text, margins=(16, 0, 8, 12), gap=0)
        self.setLayout(column(area("topbar", head), body, gap=0))
        sized(self, least_width=360, least_height=320)

    def show_page(self, page: str) -> None:
        """Another page, from its top."""
        self.page = page
        self._contents.choose(page)
        self._draw()
        self.text.verticalScrollBar().setValue(0)

    def _draw(self) -> None:
        self.text.setDocument(document_of(text_of(self.page), self.text))

    def _follow(self, link: QUrl) -> None:
        self.show_page(page_of(link.path().removesuffix(".md")))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the page anew after the theme or the size of text changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.page:
            self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def show_help(parent: QWidget | None, room: str) -> HelpWindow:
    """Show the page of a room beside the window, in the help window that is open already."""
    known: list[HelpWindow] = list(parent.findChildren(HelpWindow)) if parent is not None else []
    window = known[0] if known else HelpWindow(parent)
    if not window.isVisible():
        _place(window, parent)
    window.show_page(page_of(room))
    window.show()
    window.activateWindow()
    return window


def _place(window: HelpWindow, parent: QWidget | None) -> None:
    look = theme.current()
    screen = QGuiApplication.primaryScreen().availableGeometry()
    beside = parent.frameGeometry() if parent is not None else screen
    wide, high = look.px(420), min(beside.height() - look.px(80), look.px(680))
    left = min(beside.right() + 1, screen.right() - wide)
    window.setGeometry(left, max(screen.top(), beside.top() + look.px(56)), wide, high)
