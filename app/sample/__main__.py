"""`python -m app.sample OUT.mulin`: make a sample book for looking at and trying out."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from app.errors import Refused, Unavailable
from app.opening import with_suffix
from app.sample import SAMPLE_LOGIN, SAMPLE_PASSWORD, make


def main() -> int:
    """Make the book; 0 done, 3 refused with the sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m app.sample", description="制作示例台账")
    parser.add_argument("out", metavar="文件", type=Path)
    parser.add_argument("--password", metavar="密码", default=SAMPLE_PASSWORD)
    parser.add_argument(
        "--today", metavar="日期", type=dt.date.fromisoformat, help="示例中的今天，默认为今天"
    )
    arguments = parser.parse_args()
    path = with_suffix(arguments.out)
    try:
        made = make(path, password=arguments.password, today=arguments.today)
    except (Refused, Unavailable) as refusal:
        sys.stderr.write(f"{refusal.text}\n")
        return 3
    made.book.close()
    sys.stdout.write(f"示例台账已做好：{path}（用户 {SAMPLE_LOGIN}，密码 {arguments.password}）\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
