"""How much memory the operating system lets this process take, where that is limited (``ulimit -v``).

Libraries that run into such a limit end the process, hang, or send it the signal of Ctrl-C: what is needed is asked for
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
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return float("inf")
    return most - pages * os.sysconf("SC_PAGE_SIZE")


def require(size: float, what: str) -> None:
    """Raise AddressSpaceError where fewer than so many bytes are left for ``what``, the plural subject."""
    room = max(left(), 0.0)
    if room < size:
        needed, given = (f"{number / MEBIBYTE:,.0f} MiB" for number in (size, room))
        raise AddressSpaceError(f"{what} need {needed} of address space, and {given} are left; {_ADVICE}")


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
