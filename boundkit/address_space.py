"""How much memory this process may take: what the machine has free, and what ``ulimit -v`` lets it have.

Libraries that run into a limit end the process, hang, or send it the signal of Ctrl-C: what is needed is asked for
before they are called.
"""

from __future__ import annotations

import os
from pathlib import Path

from boundkit.errors import AddressSpaceError

MEBIBYTE = 1 << 20
_START = 140 * MEBIBYTE  # beside Python itself: what reads a network and cuts cells
_NOTHING_LEFT = 64 * MEBIBYTE
_ADVICE = "allow this process more, as with ulimit -v"


def left() -> float:
    """The bytes that this process may still take; infinity where there is no limit, or the system does not tell."""
    most = _limit()
    if most == float("inf"):
        return most
    pages = _pages(0)
    return most - pages * os.sysconf("SC_PAGE_SIZE") if pages else float("inf")


def resident() -> int:
    """The bytes of memory that this process holds now; 0 where the system does not tell."""
    return _pages(1) * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0


def _pages(place: int) -> int:
    """A number of /proc/self/statm: 0 the address space, 1 what is in memory; 0 where there is no such file."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[place])
    except (OSError, ValueError):
        return 0


def require(size: float, what: str) -> None:
    """Raise AddressSpaceError where fewer than so many bytes are left for ``what``, the plural subject.

    Both count: what this process may still take, and what the machine has free.
    """
    room, free = max(left(), 0.0), _free()
    if min(room, free) < size:
        needed, given = (f"{number / MEBIBYTE:,.0f} MiB" for number in (size, min(room, free)))
        advice = _ADVICE if room <= free else "take a smaller object or a machine with more"
        raise AddressSpaceError(f"{what} need {needed} of memory, and {given} are left; {advice}")


def _free() -> float:
    try:
        told = Path("/proc/meminfo").read_text(encoding="ascii").partition("MemAvailable:")[2].split()
        return int(told[0]) * 1024.0
    except (OSError, ValueError, IndexError):
        return float("inf")


def prepare() -> None:
    """Let a limited process take as little as it can, before numpy is imported. Raises AddressSpaceError.

    Every thread of OpenBLAS takes memory of its own, and where one cannot start OpenBLAS sends the signal of Ctrl-C.
    """
    if _limit() < float("inf"):
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        require(_START, "Python and its libraries")


def explained(error: Exception) -> AddressSpaceError | None:
    """The error that stands for one that the lack of memory explains, else None."""
    if isinstance(error, MemoryError) or (isinstance(error, ImportError | OSError) and left() < _NOTHING_LEFT):
        said = str(error).partition("\n")[0]
        return AddressSpaceError(f"memory ended{said and f' ({said})'}; {_ADVICE}")
    return None


def _limit() -> float:
    try:
        import resource
    except ImportError:
        return float("inf")
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    return float("inf") if most == resource.RLIM_INFINITY else float(most)
