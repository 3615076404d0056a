"""Which result uses which: an acyclic graph."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter


def find_circle(uses: Mapping[str, set[str]]) -> list[str]:
    """A circle of results that use each other, first and last equal; empty when the graph is acyclic.

    >>> find_circle({"a.x": {"b.y"}, "b.y": {"a.x"}})[0] in ("a.x", "b.y"), find_circle({"a.x": set()})
    (True, [])
    """
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
