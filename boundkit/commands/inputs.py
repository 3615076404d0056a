"""What commands on networks read: the network, and the domain of its inputs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from boundkit.commands.effort import Listener
from boundkit.errors import MissingValueError

if TYPE_CHECKING:
    from boundkit.networks.program import PiecewiseAffine
    from boundkit.regions.domain import Domain


def read_network(file: Path, progress: Listener) -> PiecewiseAffine:
    """The network of a file. Raises the errors of ``networks.load``."""
    from boundkit.networks import load

    progress.begin(f"reading {file}")
    return load(file)


def read_where(
    box: tuple[str, str] | None, file: Path | None, progress: Listener, budget: float | None
) -> tuple[Domain, float | None]:
    """The domain, and the seconds that reading it leaves of a budget. Raises MissingValueError for none, or two."""
    if (box is None) == (file is None):
        raise MissingValueError("give the domain with --box LO HI, such as --box -1 1, or with --domain FILE, not both")
    if file is not None:
        from boundkit.regions.domain_file import read_domain
        from boundkit.regions.limit import Limit

        progress.begin(f"vertices of {file}")
        limit = Limit(budget)
        return read_domain(file, limit.watch), limit.stop()
    from boundkit.values import read_box

    assert box is not None
    return read_box(*box), budget
