"""Why a file cannot be read, each reason one sentence with the remedy; imports nothing.

The child program uses these too, so this module must stay free of imports.
"""

from __future__ import annotations

ANOTHER_KIND = "这不是表格文件。请选择xlsx、xls、ods、csv或txt文件。"
EMPTY_FILE = (
    "这个文件是空的（0字节），可能没有保存好或没有拷贝完。请回到原处重新保存或拷贝后再导入。"
)
NOTHING_INSIDE = "这个文件里没有任何内容。请确认选对了文件，并且已经保存过。"
SEALED = "这个工作簿设了打开密码，读不出内容。请在Excel或WPS里去掉密码另存后再导入。"
ET = "这是WPS自己的et格式，读不出内容。请在WPS里另存为xlsx后再导入。"
WEB_PAGE = "这个文件虽然像表格，里面其实是网页或XML格式。请在Excel或WPS里打开并另存为xlsx后再导入。"
TRUNCATED = "这个文件不完整，可能没有下载完或没有拷贝完。请重新下载或拷贝后再导入。"
DAMAGED = "这个文件的结构有问题，读取程序已安全停止。请在Excel或WPS里打开并另存为新的xlsx后再试。"
BOMB = (
    "这个文件压缩得极不正常，展开后会占满内存，已安全停止读取。"
    "请确认来源；如果确实是自己的表格，请在Excel或WPS里打开并另存为新的xlsx后再试。"
)
ENCODING = (
    "这个文本文件的编码认不出来（不是UTF-8，也不是GBK）。请在Excel或WPS里打开并另存为xlsx后再导入。"
)
LOST = "读取文件时中断了，可能是U盘松动或网络断开。请检查后重试。"
MACROS = "这个工作簿带有宏；宏没有运行，只读取了表格里的内容。"


class Unreadable(Exception):
    """The file cannot be read; the text is one sentence that says why and what to do."""


def too_big(size: int, limit: int) -> str:
    """`size` and `limit` in bytes."""
    return (
        f"这个文件有{size / 2**20:,.1f}MB，最多可读{limit / 2**20:,.0f}MB。"
        "请删除其中的图片或分成几个文件后再导入。"
    )


def too_many_entries(count: int, limit: int) -> str:
    """A workbook is a zip archive of so many parts."""
    return (
        f"这个工作簿由{count:,}个部分组成，最多可读{limit:,}个。"
        "请把需要的工作表复制到新的工作簿，另存为xlsx后再导入。"
    )


def too_many_rows(where: str, count: int, limit: int) -> str:
    """`where` names the sheet, or the file when it has no sheets."""
    return (
        f"{where}有{count:,}行，最多可读{limit:,}行，请分开后再导入。"
        "如果看不到这么多行，请删除末尾多余的行并保存。"
    )


def too_many_columns(where: str, count: int, limit: int) -> str:
    """`where` names the sheet, or the file when it has no sheets."""
    return (
        f"{where}有{count:,}列，最多可读{limit:,}列，请删除不需要的列后再导入。"
        "如果看不到这么多列，请删除右边多余的列并保存。"
    )


def too_many_cells(count: int, limit: int) -> str:
    """All sheets together."""
    return (
        f"这个文件有{count:,}个单元格，最多可读{limit:,}个。"
        "请只保留需要的工作表和列，分成几个文件后再导入。"
    )


def too_much_text(limit: int) -> str:
    """`limit` in bytes of text."""
    return (
        f"这个文件里的文字超过{limit / 2**20:,.0f}MB，读不下。"
        "请删除不需要的列或分成几个文件后再导入。"
    )


def too_much_memory(limit: int) -> str:
    """`limit` in bytes."""
    return (
        f"读取这个文件需要的内存超过{limit / 2**20:,.0f}MB，已安全停止。"
        "多半是表格末尾或最右边有多余的单元格，请删除多余的行和列，"
        "在Excel或WPS里另存为新的xlsx后再试。"
    )


def too_slow(seconds: float) -> str:
    """`seconds` is the time limit."""
    return (
        f"读了{seconds:,.0f}秒还没有读完，已安全停止。"
        "请在Excel或WPS里打开，只保留需要的工作表，另存为新的xlsx后再试。"
    )


def open_quote(line: int) -> str:
    """A quoted field of a text file that never ends; `line` counts from 1."""
    return (
        f"第{line:,}行起有一个双引号没有配对，后面的内容分不清列。"
        "请改正这个引号，或在Excel里打开并另存为xlsx后再导入。"
    )


def bad_character(line: int) -> str:
    """A text file whose encoding breaks off; `line` counts from 1."""
    return (
        f"第{line:,}行有认不出的文字编码，文件可能损坏或不完整。"
        "请回到原处重新导出，或在Excel里打开并另存为xlsx后再导入。"
    )


def errors(count: int) -> str:
    """A note, not a refusal: cells that show #N/A and the like."""
    return f"有{count:,}个单元格是公式错误（如#N/A），按空白读取。"


def not_computed(count: int) -> str:
    """A note, not a refusal: formulas whose result was never stored in the file."""
    return (
        f"有{count:,}个公式没有保存计算结果，按空白读取；"
        "需要这些内容时，请在Excel或WPS里打开并保存一次后再导入。"
    )


def hidden_rows(count: int) -> str:
    """A note, not a refusal: rows that are hidden or filtered away on the clerk's screen."""
    return f"有{count:,}行在表格里被隐藏或筛选掉了，也一起读取。"
