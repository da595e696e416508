"""The three kinds of trouble that a person can do something about; anything else is our bug."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field, in a sentence that says what to do.

    `field` is the attribute name of the entry, empty when the whole record is meant.
    """

    field: str
    text: str


class Invalid(Exception):
    """What was typed cannot be taken; shown beside the fields, nothing typed is lost."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(problem.text for problem in self.problems))

    @classmethod
    def of(cls, field: str, text: str) -> Invalid:
        """A single problem."""
        return cls((Problem(field, text),))


class Refused(Exception):
    """A rule says no; the text names the remedy and is shown as a banner on the page."""

    @property
    def text(self) -> str:
        """The sentence for the user."""
        return str(self)


class Unavailable(Exception):
    """Something outside is in the way (disk full, file locked); worth trying again."""

    @property
    def text(self) -> str:
        """The sentence for the user."""
        return str(self)


def check(problems: Iterable[Problem]) -> None:
    """Raise `Invalid` with all problems at once, if there are any."""
    found = tuple(problems)
    if found:
        raise Invalid(found)
