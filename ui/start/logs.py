"""The log file: codes and counts, never what people typed."""

from __future__ import annotations

import logging
import re
from pathlib import Path

_DIGITS = re.compile(r"\d{6,}[\dXx]?")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|'[^']*'")


class Redaction(logging.Filter):
    """Blots out quoted texts, long numbers and Chinese words in every line of the log.

    Our own lines are in English and name things by class and count; whatever else gets in (a
    library's warning with a path or a name in it) comes out unreadable.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is kept, blotted."""
        record.msg = redacted(record.getMessage())
        record.args = None
        record.exc_info = None
        record.exc_text = None
        return True


def redacted(text: str) -> str:
    """A line without anything that could be of a person."""
    for pattern in (_QUOTED, _DIGITS, _CHINESE):
        text = pattern.sub("…", text)
    return text


def begin(file: Path) -> None:
    """Write the log to a file, if its folder can be written."""
    from ui.crash import log_to

    before = tuple(logging.getLogger().handlers)
    try:
        log_to(file)
    except OSError:
        logging.getLogger("mulin").warning("the log file cannot be written")
    for handler in logging.getLogger().handlers:
        if handler not in before:
            handler.addFilter(Redaction())
