"""How much memory and time something takes, in a process of its own."""

from __future__ import annotations

import contextlib
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def measured(work: Callable[[], T]) -> tuple[T, float, int]:
    """(its result, seconds, MiB that the process held at most while it ran, above what it held before)."""
    with contextlib.suppress(OSError):  # only Linux, and only where it is allowed: forget the peak so far
        Path("/proc/self/clear_refs").write_text("5")
    before = _held("VmRSS")
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    return result, seconds, max(0, _held("VmHWM") - before)


def _held(line: str) -> int:
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(x for x in lines if x.startswith(line)).split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
