"""The manual for the person who carries the stick, as one file that every browser opens.

It knows the Markdown that docs/help/install.md is written in, and no more.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from pathlib import Path

from ground import ROOT

MANUAL = ROOT / "docs" / "help" / "install.md"
NAME = "安装说明.html"

_STYLE = """
body { font: 16px/1.7 "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  color: #1e2a31; max-width: 900px; margin: 24px auto; padding: 0 20px; }
h1, h2 { color: #0e6e78; } h2 { margin-top: 2em; } h3 { margin-top: 1.6em; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { border: 1px solid #d5dce0; padding: 6px 10px; text-align: left; vertical-align: top; }
code { background: #f3f5f7; padding: 1px 4px; } pre { background: #f3f5f7; padding: 10px 14px; }
img { max-width: 100%; border: 1px solid #e8ecee; } td img { width: 380px; }
@media print { body { max-width: none; } h2 { page-break-after: avoid; } }
"""


def page(manual: Path = MANUAL) -> str:
    """The whole page, with its pictures inside."""
    text = manual.read_text(encoding="utf-8")
    title = text.partition("\n")[0].removeprefix("# ")
    body = "\n".join(_blocks(text, manual.parent))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>睦邻台账 · {html.escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _blocks(text: str, folder: Path) -> Iterator[str]:
    # Lines that a block is broken over belong together: Chinese knows no space between them.
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip("\n").split("\n")
        first = lines[0]
        if first.startswith("```"):
            yield f"<pre><code>{html.escape(chr(10).join(lines[1:-1]))}</code></pre>"
        elif heading := re.match(r"(#+) (.*)", first):
            level, words = len(heading[1]), heading[2]
            yield f'<h{level} id="{anchor(words)}">{_words(words, folder)}</h{level}>'
        elif first.startswith("|"):
            yield _table(lines, folder)
        elif first.startswith("- "):
            yield _list("ul", re.split(r"(?m)^- ", block)[1:], folder)
        elif re.match(r"\d+\. ", first):
            yield _list("ol", re.split(r"(?m)^\d+\. ", block)[1:], folder)
        elif first:
            yield f"<p>{_words(''.join(lines), folder)}</p>"


def _list(kind: str, items: list[str], folder: Path) -> str:
    inner = "".join(f"<li>{_words(item.replace(chr(10), ''), folder)}</li>" for item in items)
    return f"<{kind}>{inner}</{kind}>"


def _table(lines: list[str], folder: Path) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    head, _, *body = rows
    shown = [("th", head)] if any(head) else []
    shown += [("td", row) for row in body]
    return (
        "<table>"
        + "".join(
            f"<tr>{''.join(f'<{tag}>{_words(cell, folder)}</{tag}>' for cell in row)}</tr>"
            for tag, row in shown
        )
        + "</table>"
    )


def _words(text: str, folder: Path) -> str:
    """Pictures, links, strong words and words of the terminal."""

    def picture(found: re.Match[str]) -> str:
        octets = base64.b64encode((folder / found[2]).read_bytes()).decode()
        return f'<img alt="{found[1]}" src="data:image/png;base64,{octets}">'

    shown = html.escape(text, quote=False)
    shown = re.sub(r"!\[([^\]]*)\]\(([^)]+)\)", picture, shown)
    shown = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r'<a href="\2">\1</a>', shown)
    shown = re.sub(r"`([^`]+)`", r"<code>\1</code>", shown)
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", shown)


def anchor(heading: str) -> str:
    """The name by which a heading is linked to, as the sites that show Markdown make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
