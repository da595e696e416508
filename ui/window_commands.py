"""What can be done everywhere in the main window: history, finding, rooms, looks, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui import look_memory
from ui.commands import Command, menu
from ui.contents import Room
from ui.keys import show_keys
from ui.theme import Size, Theme

if TYPE_CHECKING:
    from ui.window import MainWindow


def own_commands(window: MainWindow, contents: tuple[Room, ...]) -> tuple[Command, ...]:
    """The commands of the window itself."""
    settings = window.desk.settings
    rooms = [room for top in contents for room in top.all()]
    first = [room.id for room in contents]
    return (
        Command(
            "window.undo",
            "撤销",
            window.undo,
            "Ctrl+Z",
            "undo",
            lambda: window.can_undo,
            writes=True,
            hint="取消刚才的修改",
        ),
        Command(
            "window.redo",
            "重做",
            window.redo,
            "Ctrl+Y; Ctrl+Shift+Z",
            "redo",
            lambda: window.can_redo,
            writes=True,
            hint="恢复刚撤销的修改",
        ),
        Command(
            "window.find", "查找", window.open_finder, "Ctrl+K", "search", hint="找人、页面和操作"
        ),
        Command("window.refresh", "刷新", window.refresh, "F5", "refresh", hint="重新读取本页"),
        Command(
            "window.toast",
            "到提示条的按钮",
            window.toast_focus,
            "F6",
            hint="用键盘按下“撤销”",
        ),
        Command(
            "window.keys",
            "快捷键",
            lambda: show_keys(window, window.all_commands()),
            "Shift+F1",
            "keyboard",
            hint="这一页能用的全部按键",
        ),
        *(
            Command(
                f"go.{room.id}",
                f"到“{room.title}”",
                lambda key=room.id: window.go(key),  # type: ignore[misc]
                f"Ctrl+{first.index(room.id) + 1}" if room.id in first[:9] else "",
                room.icon,
            )
            for room in rooms
        ),
        *(
            Command(
                f"theme.{wanted}",
                f"主题：{wanted.words}",
                lambda wanted=wanted: look_memory.choose(settings, wanted),  # type: ignore[misc]
            )
            for wanted in Theme
        ),
        *(
            Command(
                f"size.{size}",
                f"字号：{size.words}",
                lambda size=size: look_memory.choose(settings, size),  # type: ignore[misc]
            )
            for size in Size
        ),
    )


def show_more(window: MainWindow, button: QWidget) -> None:
    """The menu behind the three dots."""
    known = {command.id: command for command in window.commands}
    busy = window.desk.jobs.busy
    first: list[Command | None] = [
        known[key] for key in ("window.undo", "window.redo", "window.refresh", "window.find")
    ]
    made = menu([*first, None, *window.around.commands], window, window.run, busy=busy)
    made.addSeparator()
    theme, size = look_memory.chosen(window.desk.settings)
    made.addMenu(_choices(window, "主题", [(item, item is theme) for item in Theme]))
    made.addMenu(_choices(window, "字号", [(item, item is size) for item in Size]))
    made.addSeparator()
    keys = QAction("快捷键\tShift+F1", made)
    keys.triggered.connect(lambda: window.run(known["window.keys"]))
    made.addAction(keys)
    made.aboutToHide.connect(made.deleteLater)
    made.popup(
        button.mapToGlobal(QPoint(button.width() - made.sizeHint().width(), button.height()))
    )


def _choices(window: MainWindow, title: str, offered: list[tuple[Theme | Size, bool]]) -> QMenu:
    made = QMenu(title, window)
    group = QActionGroup(made)
    for wanted, on in offered:
        item = QAction(wanted.words, made)
        item.setCheckable(True)
        item.setChecked(on)
        item.triggered.connect(
            lambda _on=False, wanted=wanted: look_memory.choose(window.desk.settings, wanted)
        )
        group.addAction(item)
        made.addAction(item)
    return made
