"""How commands are declared: each with the book, who works, and the form of the answer."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

DONE, ROW_ERRORS, USAGE, REFUSED = 0, 1, 2, 3
"""Exit codes: done; done, but rows have to be mended; wrongly called; refused."""


class Parser(argparse.ArgumentParser):
    """Says in Chinese what is wrong with a command, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"命令写得不对：{message}\n")


class Commands:
    """The commands of a parser, or the deeds of a command."""

    def __init__(self, parent: argparse.ArgumentParser, name: str = "command") -> None:
        deeds = name != "command"
        self._made = parent.add_subparsers(
            dest=name,
            parser_class=Parser,
            required=deeds,
            metavar="做什么" if deeds else None,
        )

    def add(self, name: str, text: str, *, book: bool = True) -> argparse.ArgumentParser:
        """A command with `--json`, and `--book` and `--user` unless it needs no book."""
        made = self._made.add_parser(name, help=text, description=text)
        if book:
            made.add_argument("--book", required=True, metavar="台账", help="台账文件 .mulin")
            made.add_argument("--user", metavar="姓名", help="登录人，只有一人时可省略")
        made.add_argument("--json", action="store_true", help="标准输出只给一个JSON对象")
        return made

    def family(self, name: str, text: str) -> Commands:
        """A command whose next word says what to do; the word is `deed` of the arguments."""
        return Commands(self._made.add_parser(name, help=text, description=text), "deed")
