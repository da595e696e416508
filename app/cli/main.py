"""The command line: words, exit codes, one JSON object on stdout when asked."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from app.cli.grammar import DONE, REFUSED, USAGE, Commands, Parser
from app.cli.post_words import add_post_commands
from app.errors import Invalid, Refused, Unavailable


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = Parser(prog="mulin", description="睦邻台账：不带参数打开窗口，带命令在终端里做同样的事。")
    top.add_argument("--version", action="store_true", help="显示版本")
    commands = Commands(top)
    command = commands.add
    new = command("new", "新建一本台账")
    new.add_argument(
        "--committee", required=True, metavar="代码", help="居委会的12位统计用区划代码"
    )
    imports = command("import", "导入表格")
    imports.add_argument(
        "files",
        nargs="+",
        metavar="[种类] 文件",
        help="种类可省略，由表头认出：residents、households、building-leaders、street-leaders、"
        "posts、candidates、shops、pets、organizations、points",
    )
    imports.add_argument("--sheet", metavar="名称", help="只导入这张工作表")
    imports.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    imports.add_argument(
        "--update",
        choices=("fill", "overwrite"),
        default="fill",
        help="fill 只补空着的（默认），overwrite 用表里的内容覆盖已有内容",
    )
    imports.add_argument("--overwrite", action="store_true", help="同 --update overwrite")
    imports.add_argument(
        "--unverified", action="store_true", help="只有校验码不对的身份证号码照原样收下"
    )
    imports.add_argument("--all-or-nothing", action="store_true", help="有一行出错就都不导入")
    imports.add_argument("--errors", metavar="文件.xlsx", help="把要改正的行另存为一张表")
    exports = command("export", "导出表格")
    exports.add_argument(
        "kind",
        metavar="种类",
        help="residents、households、building-leaders、street-leaders、posts、shops、pets、"
        "organizations、points、ranking、group-ranking",
    )
    exports.add_argument("out", metavar="文件.xlsx")
    exports.add_argument("--reveal", metavar="原因", help="导出完整的号码，原因会被记录")
    fill = command("fill", "把名册填到上级的空表里")
    fill.add_argument("form", metavar="空表.xlsx")
    fill.add_argument(
        "kind",
        metavar="种类",
        help="residents、households、building-leaders、street-leaders、posts、shops、pets、"
        "organizations",
    )
    fill.add_argument("--out", required=True, metavar="文件.xlsx", help="填好的表格存到这里")
    fill.add_argument("--reveal", metavar="原因", help="填入完整的号码，原因会被记录")
    find = command("find", "找人、找户、找地方")
    find.add_argument("text", metavar="文字", help="姓名、拼音或首字母、电话的几位、门牌如 3-101")
    find.add_argument("--limit", type=int, default=30, metavar="条数", help="最多几条，默认 30")
    rank = command("rank", "积分排名")
    rank.add_argument("--season", metavar="名称", help="周期名称，默认当前周期")
    rank.add_argument("--groups", action="store_true", help="按楼组排名")
    rank.add_argument("--limit", type=int, default=50, metavar="名次")
    command("check", "核对台账是否完整")
    backup = command("backup", "备份")
    backup.add_argument("dest", metavar="文件夹或文件")
    restore = command("restore", "用备份还原")
    restore.add_argument("src", metavar="备份文件")
    stats = command("stats", "各类记录的数目")
    stats.add_argument("--as-at", metavar="日期", help="截至某一天，如 2025-12-31")
    command("undo", "撤销最近一步操作")
    add_post_commands(commands)
    return top


def run(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s"
    )
    arguments = parser().parse_args(list(argv))
    if arguments.version:
        from app.about import VERSION

        sys.stdout.write(f"睦邻台账 {VERSION}\n")
        return DONE
    if arguments.command is None:
        parser().print_help(sys.stderr)
        return USAGE
    from app.cli import commands

    action: Callable[[argparse.Namespace], tuple[int, dict[str, Any], str]]
    action = commands.ACTIONS[arguments.command]
    try:
        code, answer, text = action(arguments)
    except (Refused, Unavailable) as refusal:
        return _refuse(arguments, refusal.text)
    except Invalid as invalid:
        return _refuse(arguments, "；".join(problem.text for problem in invalid.problems))
    if arguments.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()
    return code


def _refuse(arguments: argparse.Namespace, text: str) -> int:
    sys.stderr.write(text + "\n")
    if arguments.json:
        sys.stdout.write(json.dumps({"refused": text}, ensure_ascii=False) + "\n")
    return REFUSED


def password() -> str:
    """The password from the environment; raises Refused when it is not set."""
    found = os.environ.get("MULIN_PASSWORD")
    if not found:
        raise Refused("没有给出密码。请把密码放在环境变量 MULIN_PASSWORD 里再运行。")
    return found
