"""The pane at the right of a list: a card to read, a form to fill, a question to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from app.drafts import Drafts
from ui import theme
from ui.kit.cards import Panel
from ui.kit.empty import Empty
from ui.kit.form import Form
from ui.kit.parts import Button, Label, caption, column, link, row, rule, scrolled, sized
from ui.theme import Tone, Type

WIDTH = 360


class FormPart(QWidget):
    """A form in the pane with what is said above and below it."""

    def __init__(self, form: Form[Any], *below: QWidget) -> None:
        super().__init__()
        self.form = form
        self.restored = QWidget()
        self._give_up = link("放弃")
        self.restored.setLayout(
            row(caption("已接着上次没有保存的内容。"), self._give_up, None, gap=6)
        )
        self.restored.hide()
        # Room at the right keeps the fields clear of the scroll bar.
        self.setLayout(column(self.restored, form, *below, None, margins=(0, 0, 6, 0), gap=12))

    def offer_draft(self, texts: Mapping[str, str], give_up: Callable[[], object]) -> None:
        """Put a draft into the form and say so; `give_up` forgets it."""

        def drop() -> None:
            self.form.restore(before)
            self.restored.hide()
            give_up()

        before = self.form.entry_texts()
        self.form.restore(texts)
        self._give_up.clicked.connect(drop)
        self.restored.show()


class Pane(Panel):
    """Shows one part at a time; what was typed into a form that is left is kept as a draft."""

    def __init__(self, drafts: Drafts, *, width: int = WIDTH) -> None:
        super().__init__()
        self.setAccessibleName("详情")
        self.drafts = drafts
        self.form: Form[Any] | None = None
        self._draft_key = ""
        self._cancel: Callable[[], object] | None = None
        self._name = Label("", Type.STRONG, wrap=True)
        self._note = caption(wrap=True)
        self._beside = row(gap=4)
        head = row(self._name, self._beside, gap=8)
        head.setStretch(0, 1)
        self._top = QWidget()
        self._top.setLayout(column(head, self._note, gap=2))
        self._scroll = _PaneScroll(scrolled(QWidget()))
        self._foot = QWidget()
        self._foot_line = column(gap=8)
        self._foot.setLayout(self._foot_line)
        self.add(self._top)
        self.add(self._scroll.area, 1)
        self.add(self._foot)
        sized(self, width=width)

    @property
    def editing(self) -> bool:
        """Whether there is a form in the pane that the user may be typing into."""
        return self.form is not None

    @property
    def title(self) -> str:
        """What the pane shows, in words."""
        return self._name.text()

    @property
    def body(self) -> QWidget:
        """What is in the pane now."""
        return self._scroll.area.widget()

    def show_nothing(self, title: str, hint: str = "", icon: str = "inbox") -> None:
        """There is nothing to show; say what would be shown here."""
        self._turn_to("", "", Empty(title, hint, icon=icon), ())

    def show_card(
        self,
        title: str,
        hint: str,
        body: QWidget,
        buttons: Sequence[QWidget] = (),
        tools: Sequence[QWidget] = (),
    ) -> None:
        """A card to read, with a few buttons below it and small tools beside its title."""
        self._turn_to(title, hint, body, buttons, tools)

    def show_form(
        self,
        title: str,
        hint: str,
        form: Form[Any],
        save: Callable[[], object],
        cancel: Callable[[], object],
        *,
        key: str,
        verb: str = "保存",
        below: Sequence[QWidget] = (),
        first: str = "",
    ) -> None:
        """A form to fill; `key` names its draft, `first` the field to begin with."""
        part = FormPart(form, *below)
        buttons = (Button(f"{verb}　Ctrl+Enter", save, tone=Tone.PRIMARY), Button("取消", cancel))
        self._turn_to(title, hint, part, buttons)
        self.form, self._draft_key, self._cancel = form, key, cancel
        texts = self.drafts.of(key)
        if texts:
            part.offer_draft(texts, lambda: self.drafts.drop(key))
        form.keep_drafts(lambda kept: self.drafts.keep(key, kept))
        form.saved.connect(save)
        self._scroll.follow(form)
        if first:
            form.editor(first).setFocus()

    def saved(self, *, stay: bool = False) -> None:
        """What was typed is in the book: no draft of it is kept; the form may stay."""
        self.drafts.drop(self._draft_key)
        if not stay:
            self.form = None

    def given_up(self) -> None:
        """The user does not want what was typed."""
        self.saved()

    def stash(self) -> None:
        """Keep what is being typed, since the pane is about to show something else."""
        if self.form is not None and self.form.dirty:
            texts = self.form.entry_texts()
            self.drafts.keep(self._draft_key, {name: text for name, text in texts.items() if text})

    def cancel(self) -> None:
        """As the button 取消."""
        if self._cancel is not None and self.form is not None:
            self._cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives a form up."""
        if event.key() == Qt.Key.Key_Escape and self.editing:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def _turn_to(
        self,
        title: str,
        hint: str,
        body: QWidget,
        buttons: Sequence[QWidget],
        tools: Sequence[QWidget] = (),
    ) -> None:
        self.stash()
        self.form = None
        self._name.setText(title)
        self._note.setText(hint)
        self._note.setVisible(bool(hint))
        self._top.setVisible(bool(title))
        self.setAccessibleName(title or "详情")
        _empty(self._beside)
        for tool in tools:
            self._beside.addWidget(tool)
        self._scroll.show_body(body)
        _empty(self._foot_line)
        if buttons:
            self._foot_line.addWidget(rule())
            for some in _rows_of(buttons, theme.current().px(WIDTH - 32)):
                self._foot_line.addLayout(row(*some, None, gap=8))
        self._foot.setVisible(bool(buttons))


def _rows_of(buttons: Sequence[QWidget], width: int) -> list[list[QWidget]]:
    rows: list[list[QWidget]] = [[]]
    gap, used = theme.current().px(8), 0
    for button in buttons:
        button.ensurePolished()
        wide = button.sizeHint().width()
        if rows[-1] and used + gap + wide > width:
            rows.append([])
            used = 0
        used += wide + (gap if rows[-1] else 0)
        rows[-1].append(button)
    return rows


class _PaneScroll(QObject):
    """Scrolls to whatever field gets the focus, also when Enter leads there."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self.area = area
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_body(self, body: QWidget) -> None:
        old = cast("QWidget | None", self.area.takeWidget())
        if old is not None:
            old.hide()
            old.deleteLater()
        self.area.setWidget(body)
        # The area would paint the ground of a window behind it.
        body.setAutoFillBackground(False)
        self.area.verticalScrollBar().setValue(0)

    def follow(self, form: QWidget) -> None:
        for widget in cast("list[QWidget]", form.findChildren(QWidget)):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.area.ensureWidgetVisible(watched, 0, 40)
        return False


def _empty(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        inner = item.layout()
        if inner is not None:
            _empty(inner)
            inner.deleteLater()
        widget = cast("QWidget | None", item.widget())
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def lay_rows(form: Form[Any], rows: Sequence[Sequence[str]], top: int = 0) -> int:
    """Place fields two to a row, or one over the whole width; returns the next free row."""
    for names in rows:
        for at, name in enumerate(names):
            form.add(name, top, at, 2 if len(names) == 1 else 1)
        top += 1
    return top


def section(title: str) -> Label:
    """A small heading inside a form."""
    made = Label(title, Type.STRONG)
    made.setContentsMargins(0, 6, 0, 0)
    return made
