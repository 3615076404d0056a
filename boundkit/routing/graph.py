"""Which routes a program with mixture layers realises on a domain, and how many inputs take them, exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
from flint import arb, ctx, fmpq

from boundkit.arithmetic.enclosure import Enclosure, enclose
from boundkit.errors import BudgetExhaustedError, CutShortError, UnboundedDomainError
from boundkit.networks.parameters import Parameters, most_parameters
from boundkit.networks.program import PiecewiseAffine
from boundkit.regions import Region
from boundkit.regions.cells import Cell
from boundkit.regions.count import enumerated
from boundkit.regions.domain import Domain, Everywhere
from boundkit.regions.dual import components
from boundkit.regions.engines import bounded_cell
from boundkit.regions.limit import Limit
from boundkit.routing.layers import (
    Node,
    Place,
    Route,
    RoutedLayer,
    passes,
    possible_routes,
    routed_layers,
    up_to_the_last_gate,
)

_BYTES_PER_REGION = 4000
_ENTROPY_BITS = 128


@dataclass(frozen=True)
class LayerLoad:
    """How the inputs that reach a mixture layer spread over its experts.

    ``loads[e]`` is the share of the domain's measure that expert e serves, exact; their sum is k times the share that
    reaches the layer when k experts serve. Unless ``exact`` they are lower bounds.
    """

    layer: RoutedLayer
    loads: tuple[fmpq, ...]
    exact: bool = True

    @property
    def place(self) -> Place:
        return self.layer.place

    @property
    def dead(self) -> tuple[int, ...]:
        """The experts that serve no open set of inputs: those of load exactly 0."""
        return tuple(expert for expert, load in enumerate(self.loads) if load == 0 and self.exact)

    @property
    def entropy(self) -> Enclosure | None:
        """The entropy of the loads divided by their sum, in nats; None where none is known: loads of 0 or not exact."""
        return entropy(self.loads) if any(self.loads) and self.exact else None


@dataclass(frozen=True)
class Routing:
    """The realised routes of a program on a domain, with their exact measures.

    ``realised`` holds each route that an open set of inputs takes and the measure of that set: length, area, volume.
    ``cells`` counts the connected pieces of these sets: as many as ``paths`` when the experts are affine, since then
    the sets are convex. ``volume`` is the measure of the domain. Where a budget ended first ``cells`` is None, and with
    ``guarantee`` "lower bound" instead of "exact" all routes, measures and loads are those of the regions seen so far:
    nothing is smaller in truth, and no expert is known to be dead.

    >>> from boundkit.constructions.digits import digits
    >>> routing = Routing.of(digits(E=3, L=2), (0, "1/2"))
    >>> routing.paths, routing.possible, routing.layers[0].loads, routing.layers[0].dead
    (5, 9, (2/3, 1/3, 0), (2,))
    """

    program: PiecewiseAffine
    realised: tuple[tuple[Route, fmpq], ...]
    cells: int | None
    volume: fmpq
    guarantee: str = "exact"

    @classmethod
    def of(
        cls,
        program: PiecewiseAffine,
        box: Domain = (0, 1),
        *,
        budget: float | None = None,
        memory: float = 4.0,
        progress: Callable[[int], None] | None = None,
    ) -> Routing:
        """Enumerate the regions of a program, up to its last gate, on a bounded domain and gather their routes.

        When ``budget`` seconds or about ``memory`` gibibytes do not suffice it holds what was seen until then.
        ``progress`` is called with the number of regions so far. Raises UnboundedDomainError for an unbounded domain,
        ShapeError for one that does not fit, BudgetExhaustedError when nothing at all was seen, and on Ctrl-C
        CutShortError with the routing until then.
        """
        limit = Limit(budget, memory, progress)
        domain = _bounded(program, box, limit)
        volume = domain.volume
        seen: list[Region] = []
        measures: dict[Route, fmpq] = defaultdict(fmpq)

        def partial(guarantee: str) -> Routing:
            return cls(program, tuple(measures.items()), None, volume, guarantee)

        guarantee = "lower bound"
        try:
            for region in enumerated(up_to_the_last_gate(program), domain, limit, size=_BYTES_PER_REGION):
                measures[region.route] += region.volume
                seen.append(region)
            if sum(measures.values(), fmpq(0)) != volume:
                raise AssertionError("the regions of an enumeration fill its domain")
            guarantee = "exact"
            cells = components(seen, lambda region: region.route)
        except (BudgetExhaustedError, MemoryError):
            return partial(guarantee)
        except KeyboardInterrupt:
            raise CutShortError(partial(guarantee)) from None
        return cls(program, tuple(measures.items()), cells, volume)

    @property
    def paths(self) -> int:
        """The number of realised routes."""
        return len(self.realised)

    @cached_property
    def possible(self) -> int:
        """The number of routes that the gates leave open, realised or not."""
        return possible_routes(self.program)

    @cached_property
    def parameters(self) -> Parameters:
        """The most that an input of a realised route needs: of open sets the worst, or no less than that of those seen.

        >>> from boundkit.constructions.digits import digits
        >>> Routing.of(digits(E=3, L=2), (0, "1/9")).parameters
        Parameters(active=2, routing=8, loaded=10)
        """
        return most_parameters(self.program, [route for route, _ in self.realised])

    @cached_property
    def layers(self) -> tuple[LayerLoad, ...]:
        """The load of every mixture layer, in the order of evaluation."""
        found: dict[Node, fmpq] = defaultdict(fmpq)
        for route, measure in self.realised:
            for node in passes(self.program, route)[0]:
                found[node] += measure
        return tuple(
            LayerLoad(
                layer,
                tuple(found[layer.place, expert] / self.volume for expert in range(layer.experts)),
                self.guarantee == "exact",
            )
            for layer in routed_layers(self.program)
        )

    @property
    def dead(self) -> tuple[Node, ...]:
        """Every dead expert of every layer, as (place of the layer, expert); none is known to be from a lower bound."""
        return tuple((layer.place, expert) for layer in self.layers for expert in layer.dead)

    def route_graph(self) -> nx.DiGraph:
        """The tree of realised routes: a node per prefix of a route, an edge per expert.

        Nodes are tuples of route entries; the source is (). ``graph.nodes[route]["measure"]`` is the exact measure of
        the inputs whose route starts so, ``graph.edges[..]["expert"]`` the entry that was added.
        """
        return _prefixes(dict(self.realised))

    def expert_graph(self) -> nx.DiGraph:
        """The layered graph of experts, without cycles: how inputs go from one expert to the next.

        A node (place of the layer, expert) has ``load``, its share of the domain, ``measure``, the same in units of
        volume, and ``column``, its layer in a picture; dead experts are nodes without edges. An edge has ``measure``
        and ``share`` of the inputs that go from one to the other. Exact. A mixture layer inside an expert comes after
        that expert, which leads on from its last inner layer.
        """
        graph = nx.DiGraph()
        for own in self.layers:
            for expert, load in enumerate(own.loads):
                measure = load * self.volume
                graph.add_node((own.place, expert), load=load, measure=measure, column=own.layer.column)
        for route, measure in self.realised:
            for one, other in passes(self.program, route)[1]:
                before = graph.get_edge_data(one, other, {"measure": fmpq(0)})["measure"]
                graph.add_edge(one, other, measure=before + measure)
        for _, _, data in graph.edges(data=True):
            data["share"] = data["measure"] / self.volume
        return graph


def routing_graph(program: PiecewiseAffine, box: Domain = (0, 1)) -> nx.DiGraph:
    """The tree of realised routes of a program on a bounded domain, see ``Routing.route_graph``; exact.

    Raises the errors of ``Routing.of``.

    >>> from boundkit.constructions.digits import digits
    >>> routing_graph(digits(E=3, L=2)).nodes[2, 0]
    {'measure': 1/9}
    """
    return Routing.of(program, box).route_graph()


def entropy(loads: Sequence[fmpq]) -> Enclosure:
    """-sum p log p in nats, enclosed, for the shares p of each load in the sum of all; the loads are >= 0, not all 0.

    >>> entropy([fmpq(1, 2), fmpq(0)]).exact, entropy([fmpq(1), fmpq(1)]).decimals(5)
    (True, ['0.69314', '0.69315'])
    """
    total = sum(loads, fmpq(0))
    shares = [load / total for load in loads if load != 0]
    if len(shares) == 1:
        return enclose(0)
    with ctx.workprec(_ENTROPY_BITS):
        return enclose(sum((arb(share) * (arb(share.q).log() - arb(share.p).log()) for share in shares), arb(0)))


def _bounded(program: PiecewiseAffine, box: Domain, limit: Limit) -> Cell:
    if not isinstance(box, Everywhere) and (cell := bounded_cell(program.inputs, box, limit)).bounded:
        return cell
    raise UnboundedDomainError(
        "the inputs of a route are measured on a bounded domain; give a box or a bounded polytope"
    )


def _prefixes(measures: Mapping[Route, fmpq]) -> nx.DiGraph:
    graph = nx.DiGraph()
    for route, measure in measures.items():
        for length in range(len(route) + 1):
            node = route[:length]
            if node not in graph:
                graph.add_node(node, measure=fmpq(0))
            graph.nodes[node]["measure"] += measure
            if length:
                graph.add_edge(route[: length - 1], node, expert=route[length - 1])
    return graph
