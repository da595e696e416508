"""Undo, redo, and opening the book again."""

from __future__ import annotations

from tests.machine.office import Step, Work, drawn, holds, sums
from tests.story import Dump, dump


class History(Work):
    """What was done is taken back and done again."""

    @drawn()
    def undo(self) -> None:
        assert self.book.undo_label == (self.done[-1].label if self.done else None)
        before = self.content
        with self.deaf():
            taken_back = self.attempt(self._undone)
        if not self.done:
            assert not taken_back
        elif taken_back:
            step = self.done.pop()
            self.undone.append((step, before))
            self._check_undone(step, before)

    def _undone(self) -> None:
        self.book.undo()
        self.content = dump(self.book)

    def _check_undone(self, step: Step, before: Dump) -> None:
        own = step.after["ledger_entry"].keys() - step.before["ledger_entry"].keys()
        stayed = own & self.content["ledger_entry"].keys()
        if before == step.after and not stayed:
            assert self.content == step.before
            return
        # Lines that are sealed stay and are taken back by others; what they rest on stays too.
        assert holds(self.content, step.before)
        if sums(before) == sums(step.after):
            assert sums(self.content) == sums(step.before)

    @drawn()
    def redo(self) -> None:
        if not self.undone:
            assert not self.attempt(self.book.redo)
            return
        step, before = self.undone[-1]
        assert self.book.redo_label == step.label
        with self.deaf():
            if self.attempt(self._redone):
                self.undone.pop()
                self.done.append(step)
                assert self.content == before

    def _redone(self) -> None:
        self.book.redo()
        self.content = dump(self.book)

    @drawn()
    def close_and_open_again(self) -> None:
        self.book.close()
        self.book = self.opened()
        assert dump(self.book) == self.content
