"""Installs what was built on clean systems, uses it, upgrades it, removes it; slow.

`make package-test`, or `.venv/bin/python packaging/test_packages.py --only windows`. Pictures,
logs and the report lie in out/package-test. The exit code is 0 only when every step passed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ground import BUILD, OUT, Unbuildable, say
from proof import Failed, Proof

FOLDER = OUT / "package-test"
HALVES = ("windows", "debian11", "debian12", "arm64")


def main() -> int:
    """Test what was asked for; gives the exit code."""
    asked = argparse.ArgumentParser(description="在干净的系统里装一遍、用一遍、升级、卸载")
    asked.add_argument("--only", choices=HALVES, action="append", help="只测这一部分，可以重复")
    asked.add_argument(
        "--cache", type=Path, default=BUILD, help="干净的系统放在哪里，第二次就不必再装"
    )
    given = asked.parse_args()
    chosen = given.only or HALVES
    proofs = [_tested(half, given.cache.resolve()) for half in HALVES if half in chosen]
    report = "\n".join(proof.text() for proof in proofs)
    (FOLDER / "report.txt").write_text(report, encoding="utf-8")
    failed = [proof.name for proof in proofs if not proof.passed]
    say(f"\n{report}")
    say(f"没有通过：{'、'.join(failed)}。" if failed else "全部通过。")
    say(f"图片和记录在 {FOLDER}。")
    return 1 if failed else 0


def _tested(half: str, cache: Path) -> Proof:
    proof = Proof.begin(half, FOLDER)
    say(f"== {half}")
    try:
        with proof.step("整个过程走到底"):
            _half(half)(proof, cache)
    finally:
        (proof.folder / "report.txt").write_text(proof.text(), encoding="utf-8")
    return proof


def _half(half: str) -> Callable[[Proof, Path], None]:
    if half == "windows":
        from wine_proof import run as windows

        return lambda proof, cache: windows(proof, cache / "wine")
    from roots_proof import run as linux

    return lambda proof, cache: linux(proof, half, cache / "roots")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Unbuildable, Failed) as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(1)
