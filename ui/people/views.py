"""视图: a list as it was set once, to be had again by its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.errors import Invalid
from app.views import View, delete_view, rename_view, save_view, update_view, views_of
from ui.desk import Desk
from ui.kit.lines import LineEdit
from ui.kit.parts import Button, Label, caption, column, frame, link, row, sized
from ui.people.lists import ListView
from ui.theme import Tone, Type

_NAME = "视图"


class ViewMenu(QWidget):
    """Which view a list shows, whether it was changed since, and the way to the others.

    `attempt` takes the trouble of a change to where it belongs.
    """

    def __init__(
        self, desk: Desk, view: ListView, attempt: Callable[[Callable[[], Any]], Any]
    ) -> None:
        super().__init__()
        self._desk = desk
        self._view = view
        self._attempt = attempt
        self.in_force: View | None = None
        self._as: dict[str, Any] = {}
        self.button = Button(_NAME, self.open, icon="chevron-down", icon_tone=Tone.MUTED)
        self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.button.setToolTip("存下来的筛选、列和排序")
        self.save = link("已改，另存", self.ask_new, hint="把现在的筛选、列和排序存成一个新视图")
        self.save.hide()
        self.asked: NameBox | None = None
        self.setLayout(row(self.button, self.save, gap=2))
        view.restated.connect(self.mark)
        for table in view.tables():
            table.arranged.connect(self.mark)

    # What is shown

    @property
    def changed(self) -> bool:
        """Whether the list no longer is as the view in force says."""
        return self.in_force is not None and _plain(self._view.setting()) != self._as

    def mark(self) -> None:
        """Say which view is in force, and whether the list was changed since."""
        name = self.in_force.name if self.in_force is not None else _NAME
        changed = self.changed
        if name != self.button.text():
            self.button.setText(name)
        self.button.setAccessibleName(f"{_NAME}：{name}{'，已改' if changed else ''}")
        self.save.setVisible(changed)

    def take(self, view: View | None) -> None:
        """Set the list to a view, or to what it is without any."""
        self.in_force = view
        self._view.put_setting({} if view is None else view.state)
        self._as = _plain(self._view.setting())
        self.mark()

    # The menu

    def open(self) -> None:
        """Open the menu of views below the button."""
        made = self.menu()
        made.aboutToHide.connect(made.deleteLater)
        made.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def menu(self) -> QMenu:
        """The views, and what can be done with the one in force."""
        made = QMenu(self)
        views = views_of(self._desk.book, self._view.key)
        own = self.in_force if self.in_force is not None and self.in_force.id else None
        for shipped in (True, False):
            some = [view for view in views if (view.id is None) == shipped]
            for view in some:
                item = QAction(view.name, made, checkable=True)  # type: ignore[call-overload]
                item.setChecked(self.in_force is not None and view.name == self.in_force.name)
                item.triggered.connect(lambda _on=False, view=view: self.take(view))
                made.addAction(item)
            if some:
                made.addSeparator()
        _add(made, "存为新视图……", self.ask_new)
        if own is not None:
            if self.changed:
                _add(made, f"用现在的样子更新“{own.name}”", self.update_own)
            _add(made, f"给“{own.name}”改名……", self.ask_name)
            _add(made, f"删除“{own.name}”", self.delete_own)
        if self.in_force is not None:
            _add(made, "不用视图", partial(self.take, None))
        return made

    # Keeping them

    def ask_new(self) -> None:
        """Ask under which name the list as it is now is kept."""
        self._ask("存为新视图", "", self.keep)

    def keep(self, name: str) -> None:
        """Keep the list as it is now under a name; raises Invalid."""
        state = self._view.setting()
        made = save_view(self._desk.book, self._view.key, name, state)
        self._now_is(View(" ".join(name.split()), state, made))
        self._desk.notices.done(f"已存为视图“{name}”")

    def update_own(self) -> None:
        """Keep the list as it is now under the name in force."""
        own, state = self.in_force, self._view.setting()
        if own is None or own.id is None:
            return
        row_id, name = own.id, own.name

        def act() -> None:
            update_view(self._desk.book, row_id, state)
            self._now_is(View(name, state, row_id))
            self._desk.notices.done(f"已更新视图“{name}”")

        self._attempt(act)

    def ask_name(self) -> None:
        """Ask for another name of the view in force."""
        own = self.in_force
        if own is not None and own.id is not None:
            self._ask("视图改名", own.name, partial(self._rename, own, own.id))

    def _rename(self, own: View, row_id: int, name: str) -> None:
        rename_view(self._desk.book, row_id, name)
        self.in_force = View(" ".join(name.split()), own.state, row_id)
        self.mark()
        self._desk.notices.done("已改名")

    def delete_own(self) -> None:
        """Forget the view in force; the list stays as it is."""
        own = self.in_force
        if own is None or own.id is None:
            return
        row_id, name = own.id, own.name

        def act() -> None:
            delete_view(self._desk.book, row_id)
            self.in_force = None
            self.mark()
            self._desk.notices.done(f"已删除视图“{name}”")

        self._attempt(act)

    def _now_is(self, view: View) -> None:
        self.in_force = view
        self._as = _plain(self._view.setting())
        self.mark()

    def _ask(self, title: str, name: str, apply: Callable[[str], object]) -> None:
        self.asked = NameBox(self, title, name, apply)
        self.asked.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self.asked.show()


class NameBox(QWidget):
    """A name to type; what is wrong with it is said below."""

    def __init__(
        self, parent: QWidget, title: str, name: str, apply: Callable[[str], object]
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(title)
        self._apply = apply
        self.box = LineEdit(name, hint="例如：三号楼独居老人", name="视图名称")
        self.box.returnPressed.connect(self.confirm)
        self.box.selectAll()
        self.words = Label("", Type.CAPTION, Tone.RED, wrap=True)
        self.words.hide()
        body = column(
            caption(title),
            self.box,
            self.words,
            row(None, Button("取消", self.close), Button("确定", self.confirm, tone=Tone.PRIMARY)),
            margins=12,
            gap=8,
        )
        self.setLayout(column(frame("popup", body)))
        sized(self, width=260)
        self.setFocusProxy(self.box)
        self.box.setFocus()

    def confirm(self) -> None:
        """Take the name, or say what is wrong with it."""
        try:
            self._apply(self.box.text())
        except Invalid as invalid:
            self.words.setText(str(invalid))
            self.words.show()
            self.adjustSize()
            return
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def _add(menu: QMenu, words: str, act: Callable[[], object]) -> None:
    item = QAction(words, menu)
    item.triggered.connect(lambda _on=False: act())
    menu.addAction(item)


def _plain(setting: dict[str, Any]) -> dict[str, Any]:
    """A setting without the widths, which change with the window."""
    seen = [name for name, _, shown in setting["layout"] if shown]
    return setting | {"layout": seen}
