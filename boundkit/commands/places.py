"""Where a command runs what takes long: in this process, in several, or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from boundkit.commands.effort import Listener
from boundkit.crews.crew import Place
from boundkit.crews.here import Here


@contextmanager
def place_for(jobs: int | None, scheduler: str | None, progress: Listener) -> Iterator[Place]:
    """So many processes of this machine, one for None, or the cluster of a scheduler, as ``crews.cluster``."""
    if scheduler is None:
        yield Here(jobs or 1)
        return
    from boundkit.crews.cluster import cluster
    from boundkit.discovery.sources import digest

    progress.begin("reaching the cluster")
    with cluster(scheduler, jobs, digest) as place:
        yield place
