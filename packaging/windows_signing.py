"""Sign what we make ourselves, when the person who builds has a certificate.

Two variables of the environment name it: MULIN_SIGN_CERT, the certificate with its chain, and
MULIN_SIGN_KEY, its key, both as PEM files. Without them nothing is signed, and Windows says so.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from ground import Unbuildable, ended, run

CERTIFICATE, KEY = "MULIN_SIGN_CERT", "MULIN_SIGN_KEY"
NAME = "Mulin"


def wanted() -> bool:
    """Whether there is something to sign with; one variable without the other is `Unbuildable`."""
    given = [os.environ.get(name, "") for name in (CERTIFICATE, KEY)]
    if any(given) and not all(given):
        raise Unbuildable(f"要签名，{CERTIFICATE} 和 {KEY} 两个都要设。")
    if missing := [name for name in given if name and not Path(name).is_file()]:
        raise Unbuildable(f"签名用的文件不存在：{'、'.join(missing)}")
    return all(given)


def command() -> str:
    """The command that signs a file whose name follows; empty when nothing is signed."""
    return shlex.join([sys.executable, str(Path(__file__).resolve())]) if wanted() else ""


def sign(file: Path) -> None:
    """Sign a program in place, if there is something to sign with."""
    if not wanted():
        return
    signed = file.with_name(f"{file.name}.signed")
    signed.unlink(missing_ok=True)
    run(
        [
            *("osslsigncode", "sign", "-h", "sha256", "-n", NAME),
            *("-certs", os.environ[CERTIFICATE], "-key", os.environ[KEY]),
            *("-in", file, "-out", signed),
        ],
        f"{file.name} 没有签上名。",
    )
    signed.replace(file)


def main() -> None:
    """`windows_signing.py FILE`: what makensis calls for the uninstaller."""
    sign(Path(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(ended(main))
