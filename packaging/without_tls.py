"""Stands in for `ssl` in the Linux packages: a program that connects to nothing brings no TLS.

stdnum.util imports `ssl` for services on the network that nobody here asks, and asyncio names some
of it. OpenSSL, 8 MB of it, would ship for that alone.
"""

from __future__ import annotations


class SSLError(OSError):
    """Never raised: there is nothing here that could."""


class SSLWantReadError(SSLError):
    """Named by asyncio."""


class SSLSyscallError(SSLError):
    """Named by asyncio."""


class SSLSocket:
    """What asyncio asks of a socket whether it is; none is."""
