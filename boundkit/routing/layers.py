"""Where the mixture layers of a program stand, and how a route passes through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

from boundkit.networks.affine import Affine
from boundkit.networks.program import MixtureLayer, PiecewiseAffine, Program

Route = tuple[Any, ...]
Place = int | tuple[int, ...]
Node = tuple[Place, int]


@dataclass(frozen=True)
class RoutedLayer:
    """A mixture layer of a program.

    ``place`` is n for the n-th mixture layer of the program, and (n, e, m) for the m-th mixture layer inside expert e
    of that one, and so on. ``top`` of its ``experts`` serve an input that reaches it. ``column`` counts the mixture
    layers that a longest way to this one passes before.
    """

    place: Place
    experts: int
    top: int
    column: int

    @property
    def name(self) -> str:
        """The place as text, such as 2 or 0.1.0."""
        return str(self.place) if isinstance(self.place, int) else ".".join(map(str, self.place))


def up_to_the_last_gate(program: PiecewiseAffine) -> Program:
    """A program with the same routes at all inputs and one output, 0, that does nothing after its last choice.

    >>> from boundkit.constructions.digits import digits
    >>> up_to_the_last_gate(digits(E=3, L=2)).route(["1/2"])
    (1, 1)
    """
    last = max((n for n, step in enumerate(program.steps) if isinstance(step, MixtureLayer)), default=-1)
    if last < 0:
        return Program((Affine([[0] * program.inputs], [0]),))
    layer = program.steps[last]
    known: dict[int, Program] = {id(expert): up_to_the_last_gate(expert) for expert in layer.experts}
    return Program((*program.steps[:last], MixtureLayer(layer.gate, tuple(known[id(own)] for own in layer.experts))))


def mixture_layers(program: PiecewiseAffine) -> list[MixtureLayer]:
    """The mixture layers among the steps of a program, without those inside of experts."""
    return [step for step in program.steps if isinstance(step, MixtureLayer)]


def routed_layers(program: PiecewiseAffine) -> tuple[RoutedLayer, ...]:
    """The mixture layers of a program in the order of evaluation, those inside an expert after the layer that has it.

    >>> from boundkit.constructions.digits import digits
    >>> [layer.name for layer in routed_layers(digits(E=3, L=2))]
    ['0', '1']
    """
    found: list[RoutedLayer] = []
    _collect(program, (), 0, found)
    return tuple(found)


def _collect(program: PiecewiseAffine, within: tuple[int, ...], column: int, found: list[RoutedLayer]) -> int:
    """Append the layers of a program that starts at a column; returns the first column behind it."""
    for number, layer in enumerate(mixture_layers(program)):
        path = (*within, number)
        found.append(RoutedLayer(place(path), layer.gate.experts, _top(layer), column))
        column = max(_collect(expert, (*path, e), column + 1, found) for e, expert in enumerate(layer.experts))
    return column


def possible_routes(program: PiecewiseAffine) -> int:
    """The number of routes that the gates leave open: every choice of experts at every layer that it leads to."""
    return prod(_choices([possible_routes(e) for e in layer.experts], _top(layer)) for layer in mixture_layers(program))


def _choices(ways: Sequence[int], top: int) -> int:
    """The elementary symmetric polynomial of degree ``top``: ways through every set of that many experts."""
    sums = [1] + [0] * top
    for way in ways:
        sums = [1, *(before * way + old for before, old in pairwise(sums))]
    return sums[top]


def passes(program: PiecewiseAffine, route: Route) -> tuple[list[Node], list[tuple[Node, Node]]]:
    """The experts (place of the layer, expert) that a route uses, in order, and the steps from one to the next.

    From an expert the input goes on to the first mixture layer inside of it, else to the one after its layer; where
    several experts serve, it goes from each of the last ones to each of the next.
    """
    nodes: list[Node] = []
    steps: list[tuple[Node, Node]] = []
    _follow(program, (), iter(route), [], nodes, steps)
    return nodes, steps


def _follow(
    program: PiecewiseAffine,
    within: tuple[int, ...],
    entries: Iterator[Any],
    before: list[Node],
    nodes: list[Node],
    steps: list[tuple[Node, Node]],
) -> list[Node]:
    """Walk through a program from the experts ``before``; returns the experts that the input leaves it from."""
    for number, layer in enumerate(mixture_layers(program)):
        path, served, after = (*within, number), next(entries), []
        for expert in served if isinstance(served, tuple) else (served,):
            node = place(path), expert
            nodes.append(node)
            steps += [(one, node) for one in before]
            after += _follow(layer.experts[expert], (*path, expert), entries, [node], nodes, steps)
        before = after
    return before


def _top(layer: MixtureLayer) -> int:
    return getattr(layer.gate, "top", 1)


def place(path: tuple[int, ...]) -> Place:
    """The place of a layer from its path (n, e, m, ..) through layers and experts: a number when that is all of it."""
    return path[0] if len(path) == 1 else path
