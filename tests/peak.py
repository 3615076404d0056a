"""The greatest memory that a test's own process has held."""

import sys
from pathlib import Path


def peak_memory() -> int:
    """Largest resident size so far, in bytes.

    Linux hands the peak of `getrusage` on to the process that a large one starts, so the process's own mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) << 10
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
