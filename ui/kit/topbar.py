"""The line above every page: its title, the finder, its few actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui import theme
from ui.commands import Command, Runner
from ui.kit.parts import Button, Elided, IconButton, Label, Picture, caption, put, row, sized
from ui.theme import Tone, Type


class FinderBox(QFrame):
    """Looks like a search box; pressing it opens the finder."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "finder")
        self.setAccessibleName("找人、室号、电话、页面")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self._act = act
        hint = Elided("找人、室号、电话、页面……", tone=Tone.MUTED)
        hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        keys = caption("Ctrl+K")
        line = row(Picture("search", Tone.MUTED, 16), hint, keys, margins=(10, 0), gap=8)
        line.setStretch(1, 1)
        self.setLayout(line)
        sized(self, least_width=160, most_width=300, height=32)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the finder."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._act()


class TopBar(QWidget):
    """Title, subtitle and chips of the page at the left; undo, finder, actions at the right."""

    def __init__(
        self,
        runner: Runner,
        find: Callable[[], object],
        undo: Command,
        redo: Command,
        more: Callable[[QWidget], object],
    ) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(self, height=48)
        self._runner = runner
        self._title = Label("", Type.TITLE)
        self._subtitle = Elided("", Type.CAPTION, Tone.MUTED)
        self._chips = row(gap=12)
        self._beside: QWidget | None = None
        self._undo, self._undo_command = self._tool(undo), undo
        self._redo, self._redo_command = self._tool(redo), redo
        self._actions = row(gap=8)
        self._buttons: list[tuple[Button, Command]] = []
        menu = IconButton("more", "更多：主题、字号、快捷键")
        menu.clicked.connect(lambda: more(menu))
        line = row(
            self._title,
            self._subtitle,
            self._chips,
            None,
            row(self._undo, self._redo, gap=2),
            FinderBox(find),
            self._actions,
            menu,
            margins=(20, 0, 12, 0),
            gap=12,
        )
        line.setStretch(3, 1)
        line.setStretch(5, 2)
        self.setLayout(line)

    def _tool(self, command: Command) -> IconButton:
        return IconButton(
            command.icon, f"{command.title}（{command.keys}）", lambda: self._runner(command)
        )

    def minimumSizeHint(self) -> QSize:
        """Never push the window; titles give way first."""
        return QSize(theme.current().px(520), super().minimumSizeHint().height())

    def show_title(self, title: str, subtitle: str) -> None:
        """The name of the page and a few grey words after it."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def show_beside(self, beside: QWidget | None) -> None:
        """The chips of the page that is open."""
        if self._beside is beside:
            return
        if self._beside is not None:
            self._chips.removeWidget(self._beside)
            self._beside.hide()
        self._beside = beside
        if beside is not None:
            put(self._chips, beside)
            beside.show()

    def show_actions(self, actions: Iterable[Command], *, busy: bool) -> None:
        """The buttons of the page; the last one is the main thing to do."""
        offered = tuple(actions)
        known = tuple((command.id, command.title) for _, command in self._buttons)
        if known != tuple((command.id, command.title) for command in offered):
            self._make_buttons(offered)
        self._buttons = [
            (button, command) for (button, _), command in zip(self._buttons, offered, strict=True)
        ]
        for button, command in self._buttons:
            button.setEnabled(command.ready(busy=busy))

    def _make_buttons(self, offered: tuple[Command, ...]) -> None:
        for button, _ in self._buttons:
            self._actions.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for at, command in enumerate(offered):
            main = at == len(offered) - 1
            hint = "　".join(part for part in (command.hint, command.keys) if part)
            button = Button(
                command.title, tone=Tone.PRIMARY if main else Tone.PLAIN, icon="", hint=hint
            )
            button.clicked.connect(lambda _on=False, at=at: self._runner(self._buttons[at][1]))
            self._actions.addWidget(button)
            self._buttons.append((button, command))

    def show_history(self, undo: str, redo: str, *, busy: bool) -> None:
        """What undo and redo would do now; empty when there is nothing."""
        for button, command, label in (
            (self._undo, self._undo_command, undo),
            (self._redo, self._redo_command, redo),
        ):
            button.setEnabled(bool(label) and not busy)
            words = f"{command.title}：{label}" if label else command.title
            button.setToolTip(f"{words}（{command.keys}）")
            button.setAccessibleName(words)
