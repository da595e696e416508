"""The choice of words that a column is filtered by, or of a text that its cells contain."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.kit.checklist import CheckList
from ui.kit.parts import caption, link, row
from ui.kit.table.narrowing import Counted, Narrowed

__all__ = ["MOST_WORDS", "CheckList", "FilterList"]

MOST_WORDS = 2000


class FilterList(CheckList):
    """The words of a column with their counts, to tick; typing looks among them.

    As in Excel, what is typed counts when it is confirmed: only ticked words in sight are
    shown then, or, where every word with that text is meant, all cells that contain it.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        narrowed: Narrowed,
        apply: Callable[[Narrowed], object],
        *,
        most: int,
    ) -> None:
        self._narrowed = narrowed
        self._apply_narrowed = apply
        self._most = most
        self._there = False
        super().__init__(
            parent, title, (), lambda _ticked: None,
            clear=("清除筛选", lambda: apply(Narrowed())),
            hint="查找，或输入要包含的字……",
        )  # fmt: skip
        self._part = link("", self._contain)
        self._part.hide()
        self._said = caption("正在读取……", wrap=True)
        self._between.addLayout(row(self._part, None))
        self._between.addWidget(self._said)
        if narrowed.contains:
            self._box.setText(narrowed.contains)
            self._box.selectAll()

    def offer(self, words: Counted) -> None:
        """Show the words, with those ticked that are shown now."""
        chosen = self._narrowed.words
        listed = [(word, chosen is None or word in chosen) for word, _ in words]
        self.put(listed, [count for _, count in words])
        self._there = True
        more = len(words) >= self._most
        more_words = f"内容太多，只列出 {self._most:,} 种，其余请输入文字查找。"
        self._said.setText(more_words if more else "")
        self._said.setVisible(more)
        self._search(self._box.text())

    @property
    def offered(self) -> list[tuple[str, int]]:
        """The words in sight with their counts."""
        items = (self._list.item(at) for at in self.in_sight())
        return [(item.text(), item.data(256)) for item in items]

    def _search(self, text: str) -> None:
        super()._search(text)
        typed = text.strip()
        self._part.setText(f"只看包含“{typed}”的行")
        self._part.setVisible(bool(typed))

    def _contain(self) -> None:
        self.close()
        self._apply_narrowed(Narrowed(contains=self._box.text().strip()))

    def _confirm(self) -> None:
        if not self._there:
            return
        typed = self._box.text().strip()
        ticked = self.ticked()
        if typed and self._all_meant(typed, ticked):
            self._contain()
            return
        seen = frozenset(self.in_sight()) if typed else frozenset(range(len(self._words)))
        words = frozenset(self._words[at] for at in ticked & seen)
        chosen = self._narrowed.words
        if not typed and len(ticked) == len(self._words):
            narrowed = Narrowed()
        else:
            # Words that no row has under the other filters cannot be unticked here.
            kept = frozenset() if typed or chosen is None else chosen - set(self._words)
            narrowed = Narrowed(words | kept)
        self.close()
        self._apply_narrowed(narrowed)

    def _all_meant(self, typed: str, ticked: frozenset[int]) -> bool:
        seen = self.in_sight()
        same = all(typed in self._words[at] for at in seen)
        return same and ticked.issuperset(seen)
