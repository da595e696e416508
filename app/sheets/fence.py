"""Walls around the child program that reads hostile files; standard library only."""

from __future__ import annotations

import os
import sys

CPU_ENDED = (-24, 1816)  # killed by SIGXCPU; ended by the job object of Windows


def shut_in(memory: int, seconds: float) -> None:
    """In the child: cap memory (bytes) and processor time, forbid writing files and core dumps.

    A core dump of an aborted reader would hold the names and numbers it was reading. On Windows
    the parent does this with `enclose`.
    """
    if sys.platform != "win32":
        import resource

        whole = max(1, round(seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def leave_with_parent(pipe: int) -> None:
    """In the child: end as soon as nobody holds the reading end of `pipe` any more.

    Needed since an aborted parent cannot kill its child, and the reader writes nothing while it
    parses. On Windows the job object does this.
    """
    if sys.platform != "win32":
        import _thread
        import select

        def watch() -> None:
            poller = select.poll()
            poller.register(pipe, 0)
            poller.poll()
            os._exit(1)

        _thread.start_new_thread(watch, ())


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_set", ctypes.c_size_t),
            ("most_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("basic", _BasicLimits),
            ("io", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process", ctypes.c_size_t),
            ("peak_job", ctypes.c_size_t),
        )

    _EXTENDED = 9
    _PROCESS_TIME, _ONE_PROCESS, _MEMORY, _QUIET, _KILL = 0x2, 0x8, 0x100, 0x400, 0x2000

    class Enclosure:
        """A Windows job object: the process in it dies with the parent, or above its limits."""

        def __init__(self, process: int, memory: int, seconds: float) -> None:
            kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            kernel.CreateJobObjectW.restype = wintypes.HANDLE
            kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
            kernel.SetInformationJobObject.argtypes = (
                wintypes.HANDLE,
                ctypes.c_int,
                ctypes.c_void_p,
                wintypes.DWORD,
            )
            kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
            kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
            self._kernel = kernel
            self._job = kernel.CreateJobObjectW(None, None)
            limits = _ExtendedLimits()
            limits.basic.flags = _PROCESS_TIME | _ONE_PROCESS | _MEMORY | _QUIET | _KILL
            limits.basic.process_time = round(seconds * 10_000_000)
            limits.basic.processes = 1
            limits.process_memory = memory
            if (
                not self._job
                or not kernel.SetInformationJobObject(
                    self._job, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits)
                )
                or not kernel.AssignProcessToJobObject(self._job, process)
            ):
                error = ctypes.WinError(ctypes.get_last_error())
                self.close()
                raise error

        def close(self) -> None:
            """Let go of the job; a process that is still in it ends."""
            if self._job:
                self._kernel.CloseHandle(self._job)
                self._job = None
else:

    class Enclosure:
        """Nothing to do: on POSIX the child shuts itself in."""

        def __init__(self, process: int, memory: int, seconds: float) -> None:
            del process, memory, seconds

        def close(self) -> None:
            """Nothing to let go of."""
