"""Turn the sources in a tree into bytecode that names no folder of this machine.

Run as a program of its own, one file after the other in a fixed order: the bytes that marshal
writes depend on what the interpreter has met before, and must be the same in every build.
"""

from __future__ import annotations

import importlib.util
import py_compile
import sys
from pathlib import Path

from ground import Unbuildable, ended, run

LANGUAGE = (3, 11)


def compile_tree(tree: Path, *, keep: tuple[str, ...] = ()) -> int:
    """Replace each .py by a .pyc beside it and give their number.

    The Python that reads a .pyc in place of its source keeps the file name that was compiled in,
    so a traceback says `ui/main.py`, line and function, on every machine alike. `keep` are folders
    (relative, with forward slashes) whose sources are read by name and stay.
    """
    said = run(
        [sys.executable, Path(__file__), str(tree), *keep],
        f"{tree.name} 里的源文件没有编译成功。",
        env={"PYTHONHASHSEED": "0"},
    )
    return int(said.split()[-1])


def same_language(stdlib_module: bytes) -> None:
    """Raise `Unbuildable` unless this Python writes the bytecode that the shipped one reads."""
    if stdlib_module[:4] != importlib.util.MAGIC_NUMBER or sys.version_info[:2] != LANGUAGE:
        raise Unbuildable("编译用的 Python 和要打包的 Python 不是同一个版本（3.11）。")


def main() -> None:
    """`bytecode.py TREE [FOLDER …]`: compile, and say how many."""
    tree = Path(sys.argv[1])
    keep = tuple(sys.argv[2:])
    done = 0
    for source in sorted(tree.rglob("*.py"), key=Path.as_posix):
        name = source.relative_to(tree).as_posix()
        if any(name.startswith(f"{folder}/") for folder in keep):
            continue
        try:
            py_compile.compile(
                str(source),
                cfile=str(source.with_suffix(".pyc")),
                dfile=name,
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
        except py_compile.PyCompileError as trouble:
            raise Unbuildable(f"{name} 编译不了：{trouble.msg}") from trouble
        source.unlink()
        done += 1
    print(done)


if __name__ == "__main__":
    sys.exit(ended(main))
