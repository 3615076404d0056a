"""Which result uses which: an acyclic graph."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from boundkit.errors import CatalogueError, UnknownNameError
from boundkit.statements.theorem import Theorem


def check_dependencies(theorems: Iterable[Theorem], *, complete: bool = True) -> tuple[str, ...]:
    """The ids in an order in which every result follows those that it uses.

    Raises CatalogueError for a cycle, and UnknownNameError for an unknown id (only when the catalogue is ``complete``).
    """
    graph = {theorem.id: set(theorem.uses) for theorem in theorems}
    if complete:
        for id, used in graph.items():
            for name in sorted(used - graph.keys()):
                raise UnknownNameError.among(f"result used by {id}:", name, graph)
    try:
        return tuple(name for name in TopologicalSorter(graph).static_order() if name in graph)
    except CycleError as error:
        raise CatalogueError(f"results use each other in a circle: {' -> '.join(error.args[1])}; drop one use") from None
