"""The layered graph of realised routes of a mixture on an interval."""

from __future__ import annotations

from typing import Any

import networkx as nx
from flint import fmpq

from boundkit.errors import ShapeError
from boundkit.networks.mixture import Mixture
from boundkit.regions import regions


def routing_graph(mixture: Mixture, box: tuple[Any, Any] = (0, 1)) -> nx.DiGraph:
    """A node per realised prefix of a route, an edge per expert, with the exact length of the inputs that take it.

    Nodes are tuples of expert indices; the source is (). ``graph.nodes[route]["measure"]`` is the length of the set of
    inputs in ``box`` whose route starts so. Mixtures of one input only; raises ShapeError otherwise.
    """
    if mixture.inputs != 1:
        raise ShapeError(f"exact measures need one input; the mixture has {mixture.inputs}")
    depth = len(mixture.layers)
    graph = nx.DiGraph()
    for region in regions(mixture, box):
        route = region.route[:depth]
        for length in range(depth + 1):
            node = route[:length]
            if node not in graph:
                graph.add_node(node, measure=fmpq(0))
            graph.nodes[node]["measure"] += region.polytope.volume
            if length:
                graph.add_edge(route[: length - 1], node, expert=route[length - 1])
    return graph
