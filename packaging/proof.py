"""What the tests of the packages write down: steps that passed or failed, figures, pictures."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ground import fresh, say


class Failed(Exception):
    """Something is not as it must be; its text is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step and how it ended; `trouble` is empty when it passed."""

    title: str
    seconds: float
    notes: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(slots=True)
class Proof:
    """What one half of the test has shown; its pictures and logs lie in `folder`.

    A step that fails is written down and the next one is tried, unless it is vital.
    """

    name: str
    folder: Path
    steps: list[Step] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(cls, name: str, out: Path) -> Proof:
        """An empty proof with an empty folder for its pictures."""
        return cls(name, fresh(out / name))

    @property
    def passed(self) -> bool:
        """Whether there were steps and every one passed."""
        return bool(self.steps) and not any(step.trouble for step in self.steps)

    @contextmanager
    def step(self, title: str, *, vital: bool = False) -> Iterator[Callable[[str], None]]:
        """Do one step; gives a function that takes notes. A vital step that fails is raised."""
        began, notes = time.monotonic(), list[str]()
        trouble, error = "", None
        try:
            yield notes.append
        except Exception as caught:  # noqa: BLE001  whatever happens is written down
            error = caught
            trouble = str(caught) if isinstance(caught, Failed) else _said(caught)
        self.steps.append(Step(title, time.monotonic() - began, tuple(notes), trouble))
        say(_line(self.name, self.steps[-1]))
        if error is not None and vital:
            raise Failed(f"“{title}”没有通过，后面的步骤无从做起。") from error

    def figure(self, what: str, value: str) -> None:
        """Write down something that was measured."""
        self.figures[what] = value

    def picture(self, name: str) -> Path:
        """Where a picture of this name goes; they are numbered in the order they are taken."""
        number = len(list(self.folder.glob("*.png"))) + 1
        return self.folder / f"{number:02d}-{name}.png"

    def text(self) -> str:
        """The report: every step, every figure."""
        done = sum(not step.trouble for step in self.steps)
        head = f"{self.name}：{len(self.steps)} 步，通过 {done} 步。"
        lines = [head, *(_line(self.name, step) for step in self.steps)]
        lines += [f"  {what}：{value}" for what, value in self.figures.items()]
        return "\n".join(lines) + "\n"


def expect(truth: object, sentence: str) -> None:
    """Raise `Failed` with the sentence unless it is so."""
    if not truth:
        raise Failed(sentence)


def _line(name: str, step: Step) -> str:
    mark = "未通过" if step.trouble else "通过"
    notes = f"（{'；'.join(step.notes)}）" if step.notes else ""
    trouble = f"\n    {step.trouble}" if step.trouble else ""
    return f"  [{mark}] {name} {step.title}{notes} {step.seconds:.1f} 秒{trouble}"


def _said(error: Exception) -> str:
    return "".join(traceback.format_exception(error)).strip().replace("\n", "\n    ")
