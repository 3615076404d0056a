"""``boundkit routing``: routes enumerated, and their graph exported where all of them are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import prod
from pathlib import Path

from flint import fmpq

from boundkit.commands.effort import INTERRUPTED, UNWRITTEN, Effort, Listener
from boundkit.errors import BudgetExhaustedError, CutShortError, FileAccessError
from boundkit.networks.mixture import RouterAlone
from boundkit.networks.parameters import most_parameters, total_parameters
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions.domain import Domain, corners
from boundkit.routing import Observed, Routing, tikz
from boundkit.whole_file import put, require_place

Export = tuple[Path, Callable[[Routing, Path], None]]


@dataclass(frozen=True)
class RoutingFound:
    """The routes of a network, perhaps on a plane or of its decision, and whether Ctrl-C ended the search for them.

    ``unwritten`` says whether an export could not be written.
    """

    routing: Routing
    network: PiecewiseAffine
    interrupted: bool = False
    observed: Observed | None = None
    unwritten: bool = False

    @property
    def exit_code(self) -> int:
        if self.interrupted:
            return INTERRUPTED
        if self.unwritten:
            return UNWRITTEN
        return 0 if self.routing.cells is not None else 4

    @property
    def parameters(self) -> dict[str, int | None]:
        """All parameters of the network, and the most that a realised route needs; of a router alone those it has."""
        if isinstance(self.network, RouterAlone):
            own = most_parameters(self.network).routing
            return {"total": own, "active": None, "routing": own, "loaded": own}
        routes = [route for route, _ in self.routing.realised]
        return {"total": total_parameters(self.network), **asdict(most_parameters(self.network, routes))}


def find_routing(
    program: PiecewiseAffine,
    where: Domain,
    effort: Effort,
    progress: Listener,
    *,
    network: PiecewiseAffine | None = None,
    exports: Sequence[Export] = (),
    data: Sequence[Sequence[float]] | None = None,
) -> RoutingFound:
    """Route the ``data``, enumerate, and write the ``exports``, files and their writers; Ctrl-C ends with what was.

    Raises as ``Routing.of`` and ``Observed.of``.
    """
    for path, _ in exports:
        require_place(path)
    interrupted = False
    observed = Observed.of(program, data, progress.begin("points routed")) if data is not None else None
    try:
        found = Routing.of(
            program, where, budget=effort.budget, memory=effort.memory, progress=progress.begin("regions routed")
        )
    except CutShortError as cut:
        found, interrupted = cut.found, True
    except BudgetExhaustedError as error:
        if observed is None or not isinstance(where, tuple):
            raise
        progress.note(str(error))
        sides = zip(*corners(program.inputs, where), strict=True)
        found = Routing(program, (), None, prod((high - low for low, high in sides), start=fmpq(1)), "lower bound")
    unwritten = False
    for path, write in exports:
        if found.cells is None:
            progress.note(f"{path} was not written: not everything about the routes is known")
            continue
        try:
            write(found, path)
        except FileAccessError as error:
            progress.note(str(error))
            unwritten = True
    return RoutingFound(found, program if network is None else network, interrupted, observed, unwritten)


def write_tikz(found: Routing, path: Path) -> None:
    """The graph of experts as a LaTeX document. Raises FileAccessError."""
    try:
        put(path, tikz(found).encode())
    except OSError as error:
        raise FileAccessError(f"cannot write {path}: {error.strerror}; choose another place") from None
